//! Reading what a learner typed as an answer, with spelling forgiven.

use crate::tell;

/// A number as people write it, with its unit if it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    pub number: f64,
    /// What the unit multiplies it with (`MB`: a million); `None`: there was no unit of size.
    pub scale: Option<f64>,
}

pub const NUMBER_WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
/// Words for a place in a row, from 1.
pub const ORDINALS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
const NOTHING: [&str; 6] = ["none", "no", "nothing", "nowhere", "never", "not"];
/// Words with which `no` and `not` do not mean zero.
const UNSURE: [&str; 6] = ["know", "yes", "or", "idea", "sure", "clue"];
/// Words of somebody who does not say which.
const DOUBTS: [&str; 4] = ["know", "idea", "clue", "unsure"];
const UNITS: [(&str, f64); 11] = [
    ("b", 1.0),
    ("byte", 1.0),
    ("bytes", 1.0),
    ("k", 1e3),
    ("kb", 1e3),
    ("m", 1e6),
    ("mb", 1e6),
    ("megabytes", 1e6),
    ("gb", 1e9),
    ("kib", 1024.0),
    ("mib", 1_048_576.0),
];
/// Words that mean nothing by themselves at the start of an answer.
const FILLERS: [&str; 21] = [
    "it",
    "is",
    "its",
    "it's",
    "they",
    "are",
    "they're",
    "there",
    "the",
    "a",
    "an",
    "about",
    "around",
    "roughly",
    "approximately",
    "answer",
    "i",
    "think",
    "=",
    "tag",
    "called",
];

/// Words that stand between the members of an answer, as commas do.
const BETWEEN: [&str; 2] = ["and", "&"];

/// Lower case; without quotes, brackets, commas, and what stands between members; blanks joined; a full stop or a colon at the
/// end and fillers at the start dropped.
pub fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept: String =
        lower.chars().map(|c| if "\"'`´’‘“”[](){},".contains(c) || c.is_whitespace() { ' ' } else { c }).collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty() && !BETWEEN.contains(word)).collect();
    let start = words.iter().position(|word| !FILLERS.contains(word)).unwrap_or(0);
    let joined = words.get(start..).unwrap_or_default().join(" ");
    joined.trim_end_matches(['.', '!', '?', ':']).trim_end().into()
}

/// Whether two texts are the same if spelling is forgiven: case, quotes, brackets, blanks.
pub fn alike(one: &str, other: &str) -> bool {
    let squeezed = |text: &str| plain(text).replace(' ', "");
    let (one, other) = (squeezed(one), squeezed(other));
    let bare = |text: &str| text.trim_start_matches('/').to_string();
    one == other && !one.is_empty() || bare(&one) == bare(&other) && !bare(&one).is_empty()
}

/// The one number in a text: digits (`11`, `1,024`, `11.5`, `11x`), a word (`eleven`, `none`), with a unit of size or
/// none. `None` if there is no number, or more than one.
pub fn quantity(text: &str) -> Option<Quantity> {
    let lower = tell::heard(text).to_lowercase();
    // What `docker ps -s` adds: 20.1MB (virtual 206MB).
    let lower = lower.split("(virtual").next().unwrap_or_default();
    let cleaned: String = lower.chars().map(|c| if "\"'`[](){}~≈=;!?×*".contains(c) { ' ' } else { c }).collect();
    let mut found: Option<Quantity> = None;
    let mut nothing = false;
    let mut after_ordinal = false;
    for word in cleaned.split_whitespace() {
        let word = word.trim_end_matches(['.', ',']);
        // The second *one*; 116.2MB (30 %).
        if std::mem::replace(&mut after_ordinal, ORDINALS.contains(&word)) && word == "one"
            || word.ends_with('%') && found.is_some()
        {
            continue;
        }
        if let Some(number) = one_number(word) {
            if found.is_some_and(|earlier| earlier.number != number.number) {
                return None;
            }
            found = Some(number);
        } else if let Some((_, scale)) = UNITS.iter().find(|(unit, _)| *unit == word) {
            if let Some(number) = &mut found {
                number.scale = number.scale.or(Some(*scale));
            }
        } else if NOTHING.contains(&word) {
            nothing = true;
        }
    }
    let unsure = lower.split(|c: char| !c.is_alphanumeric()).any(|word| UNSURE.contains(&word));
    found.or((nothing && !unsure).then_some(Quantity { number: 0.0, scale: None }))
}

fn one_number(word: &str) -> Option<Quantity> {
    if let Some(number) = NUMBER_WORDS.iter().position(|name| *name == word) {
        return Some(Quantity { number: number as f64, scale: None });
    }
    if let Some(at) = ORDINALS.iter().position(|name| *name == word) {
        return Some(Quantity { number: (at + 1) as f64, scale: None });
    }
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(word.len());
    let (digits, unit) = word.split_at(end);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let scale = match unit.trim_start_matches('-') {
        "" | "x" | "times" | "layers" | "st" | "nd" | "rd" | "th" | "%" => None,
        unit => Some(UNITS.iter().find(|(name, _)| *name == unit)?.1),
    };
    // A comma before exactly three digits groups them; another one is a decimal point.
    let groups: Vec<&str> = digits.split(',').collect();
    let grouped = groups.len() > 1 && groups.iter().skip(1).all(|g| g.split('.').next().is_some_and(|g| g.len() == 3));
    let digits = if grouped { digits.replace(',', "") } else { digits.replace(',', ".") };
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then_some(Quantity { number, scale })
}

/// Which of several words (each with synonyms) a text says; `not` before a word turns two choices round.
pub fn choice(text: &str, words: &[Vec<&str>]) -> Option<usize> {
    let plain = tell::heard(text).to_lowercase().replace("n't", "n not");
    let typed: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    if typed.iter().any(|word| DOUBTS.contains(word)) {
        return None;
    }
    let negated = words.len() == 2 && typed.contains(&"not");
    let said = |index: &usize| words.get(*index).is_some_and(|names| names.iter().any(|name| typed.contains(name)));
    let found: Vec<usize> = (0..words.len()).filter(said).collect();
    match found.as_slice() {
        [one] if negated && !words.iter().any(|names| names.contains(&"not")) => Some(1 - one),
        [one] => Some(*one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<f64> {
        quantity(text).map(|quantity| quantity.number)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("11", 11.0),
            ("eleven", 11.0),
            ("about 11 times", 11.0),
            ("11x", 11.0),
            ("~11.", 11.0),
            ("\"11\"", 11.0),
            ("1,024", 1024.0),
            ("10,5", 10.5),
            ("none", 0.0),
            ("There are none.", 0.0),
            ("no kernel", 0.0),
            ("one layer", 1.0),
            ("the second one", 2.0),
            ("third", 3.0),
            ("116.2MB (30%)", 116.2),
        ] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "many", "2 or 3", "x11", "1.2.3", "sha256:12", "I do not know", "yes or no"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn units_of_size_are_read() {
        assert_eq!(quantity("15.5 MB"), Some(Quantity { number: 15.5, scale: Some(1e6) }));
        assert_eq!(quantity("20MB"), Some(Quantity { number: 20.0, scale: Some(1e6) }));
        assert_eq!(quantity("3 GB of it"), Some(Quantity { number: 3.0, scale: Some(1e9) }));
    }

    #[test]
    fn spelling_is_forgiven_and_content_is_not() {
        assert!(alike("[/hello]", "/hello"));
        assert!(alike("hello", "/hello"));
        assert!(alike("It is `NGINX`.", "nginx"));
        assert!(alike("= nginx", "nginx") && alike("I think it is nginx", "nginx"));
        assert!(alike(
            "[/docker-entrypoint.sh] [nginx -g \"daemon off;\"]",
            "/docker-entrypoint.sh nginx -g daemon off;"
        ));
        assert!(alike("nginx and debian", "nginx, debian") && alike("a & b", "a b"));
        assert!(!alike("nginx -g daemon off;", "/docker-entrypoint.sh nginx -g daemon off;"));
        assert!(!alike("", ""));
        assert!(!alike("/", "."));
    }

    #[test]
    fn a_choice_may_be_negated() {
        let words = [vec!["same", "equal"], vec!["different", "differ"]];
        assert_eq!(choice("they are the same", &words), Some(0));
        assert_eq!(choice("not the same", &words), Some(1));
        assert_eq!(choice("they don't differ", &words), Some(0));
        assert_eq!(choice("same or different", &words), None);
        let yes_no = [vec!["yes"], vec!["no", "not"]];
        assert_eq!(choice("No, it is not", &yes_no), Some(1));
        assert_eq!([choice("no idea", &yes_no), choice("I don't know", &yes_no)], [None, None]);
    }

    #[test]
    fn answers_in_the_language_that_is_spoken() {
        tell::speak("de");
        let yes_no = [vec!["yes"], vec!["no", "not"]];
        assert_eq!(choice("Nein, das ist anders", &yes_no), Some(1));
        assert_eq!(choice("ja", &yes_no), Some(0));
        assert_eq!(number("elf"), Some(11.0));
        assert_eq!(number("keine"), Some(0.0));
    }
}
