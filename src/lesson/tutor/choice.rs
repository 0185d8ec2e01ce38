//! Which option of a question somebody means.

use super::super::check::answers::{NUMBER_WORDS, ORDINALS, plain};
use super::Say;
use crate::tell;

/// Words around an answer that say nothing about which it is.
const FILLERS: [&str; 18] = [
    "option", "number", "choice", "answer", "i", "think", "guess", "say", "would", "maybe", "probably", "the", "one",
    "it", "of", "them", "these", "those",
];
/// Words with which `yes` and `no` are no answer.
const UNSURE: [&str; 6] = ["idea", "clue", "sure", "know", "yes", "no"];
/// Words that ask, and so choose nothing.
const QUESTIONS: [&str; 8] = ["what", "why", "how", "huh", "where", "when", "who", "which"];
/// Units that somebody may write together with their number.
const UNITS: [&str; 10] = ["b", "kb", "mb", "gb", "kib", "mib", "gib", "s", "ms", "min"];
/// Letters of a word from which on one of them may be wrong.
const LONG: usize = 4;

/// What to say to what is no option.
pub(super) fn how_to_choose(options: &[String]) -> Say {
    Say::Note(tell::how_to_choose(options.len()))
}

/// Which option an answer names, from 1: by number (`2`, `2)`, `two`, `second`, `option 2`), by letter, by its text, or
/// by a part of it that no other option has. Spelling is forgiven.
pub fn chosen(given: &str, options: &[String]) -> Option<usize> {
    let text = squeezed(&tell::heard(given));
    let squeezed_options: Vec<String> = options.iter().map(|option| squeezed(&tell::heard(option))).collect();
    let within = |number: usize| (1..=options.len()).contains(&number).then_some(number);
    if text.chars().all(|c| c.is_ascii_digit()) && !text.is_empty() {
        return text.parse().ok().and_then(within);
    }
    if let Some(exact) = squeezed_options.iter().position(|option| *option == text) {
        return Some(exact + 1);
    }
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !FILLERS.contains(word)).collect();
    match (words.as_slice(), telling.as_slice()) {
        ([only], _) | (_, [only]) => {
            if let Some(number) = numbered(only) {
                return within(number);
            }
        }
        _ => {}
    }
    if telling.iter().all(|word| QUESTIONS.iter().any(|question| alike(word, question))) && !telling.is_empty() {
        return None;
    }
    let telling = if telling.is_empty() { words.clone() } else { telling };
    let begins = |option: &String| text.len() > 2 && option.starts_with(&text);
    let has_all = |option: &String| {
        let theirs: Vec<&str> = option.split(' ').collect();
        !telling.is_empty() && telling.iter().all(|word| theirs.iter().any(|other| alike(word, other)))
    };
    only(&squeezed_options, begins).or_else(|| only(&squeezed_options, has_all)).or_else(|| {
        // "Yes, it will": whoever says more than yes or no means the only option that begins so.
        let (first, more) = words.split_first().filter(|(first, _)| matches!(**first, "yes" | "no"))?;
        let means = !more.iter().any(|word| UNSURE.contains(word));
        means.then(|| only(&squeezed_options, |option| option.split(' ').next() == Some(first)))?
    })
}

/// The only option of which something holds, from 1.
fn only(options: &[String], holds: impl Fn(&String) -> bool) -> Option<usize> {
    let mut found = options.iter().enumerate().filter(|(_, option)| holds(option)).map(|(index, _)| index + 1);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// A letter, a number word, an ordinal: from 1.
fn numbered(word: &str) -> Option<usize> {
    if let [letter @ b'a'..=b'h'] = word.as_bytes() {
        return Some(usize::from(letter - b'a') + 1);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if matches!(word.strip_prefix(digits), Some("st" | "nd" | "rd" | "th" | "")) && !digits.is_empty() {
        return digits.parse().ok();
    }
    let ordinal = ORDINALS.iter().position(|name| *name == word).map(|at| at + 1);
    ordinal.or_else(|| NUMBER_WORDS.iter().position(|name| *name == word).filter(|number| *number > 0))
}

/// Lower case words with one blank between, without punctuation at their ends.
fn squeezed(text: &str) -> String {
    let lower = plain_punctuation(&text.to_lowercase());
    let words = lower.split_whitespace().map(|word| word.trim_matches(|c: char| ".,:;!?)(#".contains(c)));
    words.filter(|word| !word.is_empty()).map(apart).collect::<Vec<_>>().join(" ")
}

/// `20mb` as `20 mb`.
fn apart(word: &str) -> String {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    match word.strip_suffix(unit).filter(|number| !number.is_empty() && UNITS.contains(&unit)) {
        Some(number) => format!("{number} {unit}"),
        None => word.to_string(),
    }
}

fn plain_punctuation(text: &str) -> String {
    text.chars().map(|c| if "\"'`´’‘“”[]{}*".contains(c) { ' ' } else { c }).collect()
}

/// Whether two words are one, with a slip of the fingers forgiven in a long one.
fn alike(given: &str, word: &str) -> bool {
    given == word
        || word.chars().count() >= LONG
            && given.chars().count() + 1 >= LONG
            && given.chars().next() == word.chars().next()
            && strsim::damerau_levenshtein(given, word) <= 1
}

/// Whether a line says yes or no and nothing else: as an answer it is meant, even where `yes` is a program.
pub(super) fn is_yes_or_no(line: &str) -> bool {
    matches!(plain(&tell::heard(line)).as_str(), "yes" | "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_named_in_many_ways() {
        let options = ["yes: alpine has its own", "no: they are the same"].map(String::from);
        for (given, expected) in [
            ("1", Some(1)),
            ("2)", Some(2)),
            ("2.", Some(2)),
            ("(b)", Some(2)),
            ("b", Some(2)),
            ("two", Some(2)),
            ("second", Some(2)),
            ("2nd", Some(2)),
            ("the second one", Some(2)),
            ("option 2", Some(2)),
            ("yes", Some(1)),
            ("YES!", Some(1)),
            ("y", Some(1)),
            ("no", Some(2)),
            ("n", Some(2)),
            ("the same", Some(2)),
            ("they are the sme", Some(2)),
            ("alpin", Some(1)),
            ("no: they are the same", Some(2)),
            ("3", None),
            ("yes it will", Some(1)),
            ("yep", Some(1)),
            ("of course", Some(1)),
            ("Of course not!", Some(2)),
            ("no idea", None),
            ("yes or no", None),
            ("the first of them", Some(1)),
            ("perhaps", None),
            ("docker pull alpine", None),
            ("", None),
        ] {
            assert_eq!(chosen(given, &options), expected, "{given}");
        }
        let grown = ["by 20 MB", "by 100 MB", "that is not known"].map(String::from);
        for (given, expected) in [("20MB", Some(1)), ("100 mb", Some(2)), ("what", None), ("whatt?", None)] {
            assert_eq!(chosen(given, &grown), expected, "{given}");
        }
        let sizes = ["all of them", "only the topmost", "none"].map(String::from);
        assert_eq!(chosen("none", &sizes), Some(3));
        assert_eq!(chosen("topmost", &sizes), Some(2));
        assert_eq!(chosen("all", &sizes), Some(1));
        assert_eq!(chosen("all of these", &sizes), Some(1));
        let numbers = ["two", "one"].map(String::from);
        assert_eq!(chosen("one", &numbers), Some(2));
        let names = ["`library/nginx`", "`nginx`", "`docker.io/nginx`", "there is none"].map(String::from);
        assert_eq!(chosen("nginx", &names), Some(2));
        assert_eq!(chosen("none", &names), Some(4));
    }
}
