//! Command-line options as getopt(3) reads them.

use super::real::Asked;
use super::{Bail, Process};

/// The options and operands of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    given: Vec<(char, String)>,
    /// What is no option.
    pub operands: Vec<String>,
}

/// What a program takes.
pub struct Accepted {
    /// Letters; `:` after a letter: it takes a value. A leading `+`: options end at the first operand. What those behind a
    /// blank do is not to be seen here: nobody reads them. An option that has a long name only has a letter that nobody
    /// types (`σ`).
    pub letters: &'static str,
    /// Long names and the letters that they stand for.
    pub long: &'static [(&'static str, char)],
    /// Exit code after a bad option (GNU; BusyBox has always 1).
    pub misuse: i32,
}

impl Accepted {
    /// Letters alone, exit code 1.
    pub const fn letters(letters: &'static str) -> Self {
        Accepted { letters, long: &[], misuse: 1 }
    }

    fn takes(&self, letter: char) -> Option<bool> {
        let at = self.letters.find(letter).filter(|_| ![':', '+', ' '].contains(&letter))?;
        Some(self.letters.get(at + letter.len_utf8()..).is_some_and(|rest| rest.starts_with(':')))
    }

    /// Reads the process's arguments, and complains about bad ones in the words of its flavour.
    pub fn parse(&self, process: &mut Process<'_>) -> Result<Options, Bail> {
        let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
        self.parse_words(process, arguments)
    }

    /// The same for other words than the process's arguments.
    pub fn parse_words(&self, process: &mut Process<'_>, arguments: Vec<String>) -> Result<Options, Bail> {
        let mut options = Options::default();
        let mut words = arguments.into_iter();
        while let Some(word) = words.next() {
            if word == "--" {
                options.operands.extend(words);
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                self.long_option(process, long, &mut words, &mut options)?;
            } else if word.len() > 1 && word.starts_with('-') {
                for (at, letter) in word.char_indices().skip(1) {
                    let known = self.takes(letter).filter(|_| letter.is_ascii());
                    let known = known.filter(|_| process.has_option(Asked::Letter(letter)));
                    match known {
                        None => {
                            process.unless_real(Asked::Letter(letter), self.misuse)?;
                            return process.no_such_option(letter, self.misuse);
                        }
                        Some(false) => options.given.push((letter, String::new())),
                        Some(true) => {
                            let rest = word.get(at + letter.len_utf8()..).unwrap_or("");
                            let value = if rest.is_empty() { words.next() } else { Some(rest.to_string()) };
                            let Some(value) = value else {
                                let words = if process.musl() {
                                    format!("option requires an argument: {letter}")
                                } else {
                                    format!("option requires an argument -- '{letter}'")
                                };
                                return process.misused(self.misuse, &words);
                            };
                            options.given.push((letter, value));
                            break;
                        }
                    }
                }
            } else {
                options.operands.push(word);
                if self.letters.starts_with('+') {
                    options.operands.extend(words);
                    break;
                }
            }
        }
        Ok(options)
    }

    fn long_option(
        &self,
        process: &mut Process<'_>,
        text: &str,
        words: &mut std::vec::IntoIter<String>,
        options: &mut Options,
    ) -> Result<(), Bail> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (text, None),
        };
        let exact = self.long.iter().find(|(long, _)| *long == name);
        let mut begun = self.long.iter().filter(|(long, _)| long.starts_with(name));
        let found = exact.or_else(|| begun.next().filter(|_| begun.next().is_none()));
        let found = found.filter(|_| process.has_option(Asked::Long(name)));
        let Some((long, letter)) = found else {
            process.unless_real(Asked::Long(name), self.misuse)?;
            let words = if process.musl() {
                format!("unrecognized option: {name}")
            } else {
                format!("unrecognized option '--{text}'")
            };
            return process.misused(self.misuse, &words);
        };
        let takes = self.takes(*letter).unwrap_or(false);
        let value = match (takes, value) {
            (true, None) => match words.next() {
                Some(value) => value,
                None => return process.misused(self.misuse, &format!("option '--{long}' requires an argument")),
            },
            (_, value) => value.unwrap_or_default(),
        };
        options.given.push((*letter, value));
        Ok(())
    }
}

/// Where the C library musl keeps its loader.
const MUSL: &str = "/lib/ld-musl-x86_64.so.1";

impl Process<'_> {
    /// Ends the program because of a letter that is none of its options.
    pub(super) fn no_such_option<T>(&mut self, letter: char, status: i32) -> Result<T, Bail> {
        let words = match self.musl() {
            true => format!("unrecognized option: {letter}"),
            false => format!("invalid option -- '{letter}'"),
        };
        self.misused(status, &words)
    }

    /// Whether options are read by musl's `getopt`, which words its complaints in its own way: Alpine's BusyBox, and the
    /// one that stands where a BusyBox does not tell its version.
    pub(super) fn musl(&mut self) -> bool {
        self.busybox()
            && (self.system.files().stat(MUSL, true).is_ok() || super::banner::banner_in_file(self.system).is_none())
    }
}

impl Options {
    /// Whether the option was given.
    pub fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The option's value; the last one counts.
    pub fn value(&self, letter: char) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == letter).map(|(_, value)| value.as_str())
    }

    /// All values of an option, in order.
    pub fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| *given == letter).map(|(_, value)| value.as_str())
    }

    /// Which of these options was given last.
    pub fn last_of(&self, letters: &str) -> Option<char> {
        self.given.iter().rev().find(|(given, _)| letters.contains(*given)).map(|(given, _)| *given)
    }

    /// The operands, or `-` (standard input) if there are none.
    pub fn files(&self) -> Vec<String> {
        if self.operands.is_empty() { vec!["-".into()] } else { self.operands.clone() }
    }
}
