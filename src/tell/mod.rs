//! What the tutor says, in the languages of the folder `messages`: one function a message.
//!
//! `messages/en.txt` has all of them, one a line: `hint_none = There is nothing to hint at here.` `{name}` stands for what
//! the caller gives, `{count:file|files}` for the first word if that is 1 and for the second if not. The build script makes a
//! function of each (its arguments are the names, in the order of the English text), so that a message that does not exist,
//! or with too few arguments, does not compile, and one that nobody uses is a warning. Another language may leave messages out
//! (then they are English), and must name the same arguments: the build fails if it does not.
//!
//! Why not Fluent: its files are read and its arguments matched when the program runs, with a dozen crates; here both
//! are the compiler's business, and a learner can meet no missing key.
//!
//! The language belongs to the thread. Whoever has a door to the outside ([`crate::prompt::Tutorial`], the command line)
//! says at that door which one is spoken; so what is said depends on what was asked for, and on nothing else.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

use std::cell::Cell;
use std::fmt::Display;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

thread_local! {
    /// An index of [`LANGUAGES`].
    static SPOKEN: Cell<usize> = const { Cell::new(0) };
}

/// From now on this thread speaks a language (`de`, `de_DE.UTF-8`); English, if there are no messages in it.
pub fn speak(language: &str) {
    SPOKEN.set(LANGUAGES.iter().position(|known| *known == code(language)).unwrap_or(0));
}

/// The code of the language that this thread speaks.
pub fn language() -> &'static str {
    LANGUAGES.get(spoken()).copied().unwrap_or_default()
}

/// Whether there are messages in the language with this code.
pub fn is_language(code: &str) -> bool {
    LANGUAGES.contains(&code)
}

/// Does something while this thread speaks a language; then it speaks the one before, whatever `act` came to.
pub fn speaking<T>(language: &str, act: impl FnOnce() -> T) -> T {
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            SPOKEN.set(self.0);
        }
    }
    let _before = Before(spoken());
    speak(language);
    act()
}

/// The code of a language out of what a locale is called: `de` of `de_DE.UTF-8`.
pub fn code(locale: &str) -> &str {
    locale.split(['_', '.', '-', '@']).next().unwrap_or_default()
}

fn spoken() -> usize {
    SPOKEN.get()
}

/// What a learner typed, with the words of the language that is spoken as English ones: whatever reads answers and
/// questions knows English alone. Other words, and whatever stands between, stay. (The message `words_meant` has pairs:
/// `ja=yes`; of several words, with `_` between them, where a text begins: `of_course=yes`.)
pub fn heard(text: &str) -> String {
    let pairs = words_meant();
    let text = &phrase(text, &pairs);
    let meant = |word: &str| {
        let lower = word.to_lowercase();
        pairs.split_whitespace().filter_map(|pair| pair.split_once('=')).find(|(theirs, _)| *theirs == lower)
    };
    let mut english = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        match meant(word) {
            Some((_, meant)) => english.extend([meant, piece.strip_prefix(word).unwrap_or_default()]),
            None => english.push_str(piece),
        }
    }
    english
}

/// The text, with the phrase at its beginning as the word that it means, if it begins with one.
fn phrase(text: &str, pairs: &str) -> String {
    let phrases =
        pairs.split_whitespace().filter_map(|pair| pair.split_once('=')).filter(|(from, _)| from.contains('_'));
    let lower = text.to_lowercase();
    let begins = |from: &str| {
        let rest = lower.strip_prefix(&from.replace('_', " "))?;
        (!rest.starts_with(char::is_alphanumeric)).then_some(rest.len())
    };
    // Of phrases that begin alike the longer ones stand first.
    let found = phrases.into_iter().find_map(|(from, meant)| Some((begins(from)?, meant)));
    let rest = found.and_then(|(rest, meant)| Some((text.get(text.len().checked_sub(rest)?..)?, meant)));
    rest.map_or_else(|| text.to_string(), |(rest, meant)| format!("{meant}{rest}"))
}

/// Whether a number is one.
fn is_one(number: &impl Display) -> bool {
    number.to_string() == "1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_said_in_the_language_of_the_thread() {
        let said = || files(1) + " " + &files(2);
        assert_eq!(said(), "1 file 2 files");
        speak("de_DE.UTF-8");
        assert_eq!(said(), "1 Datei 2 Dateien");
        let elsewhere = std::thread::spawn(|| files(1)).join().unwrap();
        assert_eq!(elsewhere, "1 file");
        speak("xx");
        assert_eq!(said(), "1 file 2 files");
        assert_eq!(speaking("de", || (language(), said())), ("de", "1 Datei 2 Dateien".into()));
        assert!(std::panic::catch_unwind(|| speaking("de", || panic!("oh"))).is_err());
        assert_eq!((language(), said().as_str()), ("en", "1 file 2 files"));
    }

    #[test]
    fn words_of_the_language_are_heard_as_english_ones() {
        assert_eq!(heard("Ja, zwei!"), "Ja, zwei!");
        assert_eq!(["Of course!", "of course not", "of courses"].map(heard), ["yes!", "no", "of courses"]);
        speak("de");
        assert_eq!(heard("Ja, zwei!"), "yes, two!");
        assert_eq!(heard("wie lade ich nginx:1.31?"), "how download i nginx:1.31?");
        assert_eq!(heard("jaja"), "jaja");
        assert_eq!(heard("na klar"), "yes");
    }

    #[test]
    fn german_is_complete() {
        let keys = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.starts_with([' ', '#']));
            lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_string())).collect()
        };
        let english = keys(include_str!("../../messages/en.txt"));
        let german = keys(include_str!("../../messages/de.txt"));
        let missing: Vec<&String> = english.iter().filter(|key| !german.contains(key)).collect();
        assert!(missing.is_empty(), "messages/de.txt lacks {missing:?}");
    }
}
