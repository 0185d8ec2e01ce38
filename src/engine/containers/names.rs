//! Names for containers that were given none: an adjective and a scientist, as Docker makes them.

use crate::clock::Clock;

const ADJECTIVES: &str = "admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring \
brave busy charming clever compassionate competent condescending confident cool cranky crazy dazzling determined \
distracted dreamy eager ecstatic elastic elated elegant eloquent epic exciting fervent festive flamboyant focused \
friendly frosty funny gallant gifted goofy gracious great happy hardcore heuristic hopeful hungry infallible inspiring \
intelligent interesting jolly jovial keen kind laughing loving lucid magical modest musing mystifying naughty nervous \
nice nifty nostalgic objective optimistic peaceful pedantic pensive practical priceless quirky quizzical recursing \
relaxed reverent romantic sad serene sharp silly sleepy stoic strange stupefied suspicious sweet tender thirsty \
trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial youthful zealous zen";

const SCIENTISTS: &str = "archimedes babbage bardeen bell bohr boole bose brahmagupta cannon cerf curie darwin dijkstra \
dirac easley edison einstein engelbart euclid euler faraday fermat fermi feynman franklin galileo galois gauss germain \
goodall hamilton hawking heisenberg herschel hertz hodgkin hopper hypatia jemison kepler khayyam khorana knuth lamarr \
lamport leavitt liskov lovelace maxwell mcclintock meitner mendel mirzakhani moser napier newton nightingale noether \
pascal pasteur payne perlman poincare ptolemy raman ramanujan ride ritchie rubin shannon shirley swartz tesla thompson \
torvalds turing villani wilson wozniak wright yonath";

/// A name that `taken` does not know; after six attempts none.
pub fn random(clock: &mut Clock, taken: impl Fn(&str) -> bool) -> Option<String> {
    for attempt in 0..6u64 {
        let mut name = format!("{}_{}", pick(clock, ADJECTIVES), pick(clock, SCIENTISTS));
        if attempt > 0 {
            name.push_str(&(clock.random() % 10).to_string());
        }
        if !taken(&name) {
            return Some(name);
        }
    }
    None
}

fn pick<'a>(clock: &mut Clock, words: &'a str) -> &'a str {
    let count = words.split_whitespace().count().max(1) as u64;
    let index = usize::try_from(clock.random() % count).unwrap_or(0);
    words.split_whitespace().nth(index).unwrap_or("nameless")
}

/// Whether a person may give this name: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
pub fn is_valid(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && name.len() > 1
        && characters.all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn random_names_are_two_words_and_avoid_those_taken() {
        let mut clock = Clock::new(Timestamp(0), 1);
        let name = random(&mut clock, |_| false).unwrap();
        assert!(is_valid(&name) && name.contains('_'));
        assert_eq!(random(&mut clock, |_| true), None);
    }

    #[test]
    fn names_follow_dockers_pattern() {
        assert!(is_valid("web-1.a_b"));
        for bad in ["", "a", "-a", "a b", "é1"] {
            assert!(!is_valid(bad), "{bad:?}");
        }
    }
}
