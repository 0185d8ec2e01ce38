//! What a command of cargo's is told (cargo's `command_prelude.rs`): the same flags for all that compile.

use super::cargo_package::{FAILED, fail};
use crate::shell::programs::Bail;
use crate::shell::{Process, Stream};

/// Flags that take a value, for one command or all (`*`).
const VALUED: &[(&str, &str)] = &[
    ("*", "--target"),
    ("*", "--profile"),
    ("*", "--bin"),
    ("*", "--example"),
    ("*", "--test"),
    ("*", "--bench"),
    ("*", "--package"),
    ("*", "--features"),
    ("*", "--jobs"),
    ("*", "--color"),
    ("*", "--config"),
    ("*", "--message-format"),
    ("*", "--manifest-path"),
    ("*", "--target-dir"),
    ("*", "--exclude"),
    ("install", "--path"),
    ("install", "--root"),
    ("install", "--version"),
    ("install", "--git"),
];

/// Flags without a value.
const PLAIN: &[(&str, &str)] = &[
    ("*", "--release"),
    ("*", "--locked"),
    ("*", "--frozen"),
    ("*", "--offline"),
    ("*", "--quiet"),
    ("*", "--verbose"),
    ("*", "--workspace"),
    ("*", "--all"),
    ("*", "--all-features"),
    ("*", "--no-default-features"),
    ("*", "--ignore-rust-version"),
    ("*", "--keep-going"),
    ("*", "--bins"),
    ("*", "--lib"),
    ("*", "--tests"),
    ("*", "--all-targets"),
    ("*", "--examples"),
    ("*", "--benches"),
    ("test", "--no-run"),
    ("test", "--no-fail-fast"),
    ("test", "--doc"),
    ("install", "--force"),
    ("install", "--debug"),
];

/// Those that have a letter, too.
const SHORT: &[(&str, &str)] = &[
    ("r", "--release"),
    ("q", "--quiet"),
    ("v", "--verbose"),
    ("vv", "--verbose"),
    ("p", "--package"),
    ("F", "--features"),
    ("j", "--jobs"),
    ("f", "--force"),
];

/// What would be something else than what the sandbox does.
const UNSIMULATED: &[&str] = &["--example", "--examples", "--bench", "--benches", "--manifest-path", "--target-dir"];

/// The words behind a command's name.
#[derive(Debug, Default)]
pub(super) struct Line {
    flags: Vec<&'static str>,
    values: Vec<(&'static str, String)>,
    /// Words that are no flags, before `--`.
    pub(super) plain: Vec<String>,
    /// What stands behind `--`; for `run`, behind the first word that is no flag, too.
    pub(super) rest: Vec<String>,
}

impl Line {
    /// Reads what follows `cargo VERB`; `verb` by its long name.
    pub(super) fn read(process: &mut Process<'_>, verb: &str, words: &[String]) -> Result<Line, Bail> {
        let mut line = Line::default();
        let mut words = words.iter();
        let known = |rows: &[(&str, &'static str)], name: &str| {
            rows.iter().find(|(of, known)| (*of == "*" || *of == verb) && *known == name).map(|row| row.1)
        };
        while let Some(word) = words.next() {
            if word == "--" {
                line.rest = words.cloned().collect();
                break;
            }
            if !word.starts_with('-') || word == "-" {
                line.plain.push(word.clone());
                if verb == "run" {
                    line.rest.append(&mut line.plain);
                    line.rest.extend(words.cloned());
                    break;
                }
                continue;
            }
            let (name, mut value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (word.as_str(), None),
            };
            let mut name = name.to_string();
            if let Some(letters) = name.strip_prefix('-').filter(|letters| !letters.starts_with('-')) {
                // `-j4`: a letter with its value.
                let found = SHORT.iter().find(|(letter, _)| *letter == letters).or_else(|| {
                    let found = SHORT.iter().find(|(letter, _)| letters.starts_with(letter))?;
                    known(VALUED, found.1)?;
                    value = Some(letters[found.0.len()..].to_string());
                    Some(found)
                });
                match found {
                    Some((_, long)) => name = (*long).to_string(),
                    None => return unexpected(process, verb, word),
                }
            }
            if let Some(flag) = UNSIMULATED.iter().find(|flag| **flag == name) {
                return unsimulated(process, verb, flag);
            }
            if let Some(flag) = known(PLAIN, &name).filter(|_| value.is_none()) {
                line.flags.push(flag);
            } else if let Some(flag) = known(VALUED, &name) {
                let Some(value) = value.or_else(|| words.next().cloned()) else {
                    return usage(process, &format!("a value is required for '{flag} <VALUE>' but none was supplied"));
                };
                line.values.push((flag, value));
            } else {
                return unexpected(process, verb, word);
            }
        }
        if !matches!(verb, "test" | "install") && !line.plain.is_empty() {
            let word = line.plain[0].clone();
            return unexpected(process, verb, &word);
        }
        if let Some(profile) = line.value("--profile").map(str::to_string)
            && !matches!(profile.as_str(), "dev" | "release" | "test")
        {
            return fail(process, &format!("profile `{profile}` is not defined"));
        }
        Ok(line)
    }

    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }

    pub(super) fn value(&self, flag: &str) -> Option<&str> {
        self.values.iter().rev().find(|(known, _)| *known == flag).map(|(_, value)| value.as_str())
    }

    pub(super) fn release(&self) -> bool {
        self.has("--release") || self.value("--profile") == Some("release")
    }

    /// Whether the lock must be there already.
    pub(super) fn locked(&self) -> bool {
        self.has("--locked") || self.has("--frozen")
    }
}

/// clap's error for a word that no rule takes; cargo ends with 1.
fn unexpected<T>(process: &mut Process<'_>, verb: &str, word: &str) -> Result<T, Bail> {
    let tip = match verb {
        "test" | "run" if word.starts_with('-') => format!("  tip: to pass '{word}' as a value, use '-- {word}'\n\n"),
        _ => String::new(),
    };
    let operands = match verb {
        "test" => " [TESTNAME] [-- [ARGS]...]",
        "run" => " [ARGS]...",
        "install" => " [CRATE[@<VER>]]...",
        _ => "",
    };
    usage(process, &format!("unexpected argument '{word}' found\n\n{tip}Usage: cargo {verb} [OPTIONS]{operands}"))
}

fn usage<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    let text = format!("error: {text}\n\nFor more information, try '--help'.\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}

fn unsimulated<T>(process: &mut Process<'_>, verb: &str, flag: &str) -> Result<T, Bail> {
    let text = format!("cargo {verb}: layercake does not simulate the flag {flag}\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(FAILED))
}
