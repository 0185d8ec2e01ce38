//! POSIX regular expressions (XBD chapter 9, with GNU's extensions) on the `regex-lite` engine, which is linear in time.

use regex_lite::{Regex, RegexBuilder};

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    #[error("Unmatched [, [^, [:, [., or [=")]
    Bracket,
    #[error("Unmatched ( or \\(")]
    Parenthesis,
    #[error("Trailing backslash")]
    Backslash,
    #[error("Invalid regular expression")]
    Other,
    #[error("layercake does not simulate back-references (\\1) in patterns")]
    BackReference,
}

/// How a pattern is written and meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Extended (`-E`) rather than basic.
    pub extended: bool,
    pub ignore_case: bool,
}

/// Compiles a POSIX pattern.
pub fn compile(pattern: &str, style: Style) -> Result<Regex, BadPattern> {
    let text = translate(pattern, style.extended)?;
    build(&text, style.ignore_case, pattern)
}

/// Compiles a plain text.
pub fn literal(text: &str, ignore_case: bool) -> Result<Regex, BadPattern> {
    build(&regex_lite::escape(text), ignore_case, text)
}

pub(super) fn build(text: &str, ignore_case: bool, pattern: &str) -> Result<Regex, BadPattern> {
    RegexBuilder::new(text).case_insensitive(ignore_case).build().map_err(|_| {
        if pattern.matches('(').count() != pattern.matches(')').count() {
            BadPattern::Parenthesis
        } else {
            BadPattern::Other
        }
    })
}

/// The pattern in the syntax of the engine.
pub(super) fn translate(pattern: &str, extended: bool) -> Result<String, BadPattern> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut letters = pattern.chars().peekable();
    // Whether an atom may begin here: there `*` is plain, and `^` an anchor.
    let mut start = true;
    while let Some(letter) = letters.next() {
        let was_start = std::mem::replace(&mut start, false);
        match letter {
            '\\' => {
                let Some(next) = letters.next() else { return Err(BadPattern::Backslash) };
                match next {
                    '(' | '|' if !extended => {
                        out.push(next);
                        start = true;
                    }
                    ')' | '{' | '}' | '+' | '?' if !extended => out.push(next),
                    '1'..='9' => return Err(BadPattern::BackReference),
                    '<' | '>' => out.push_str("\\b"),
                    'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'd' | 'D' | 'n' | 't' | 'r' | 'f' | 'v' => {
                        out.push('\\');
                        out.push(next);
                    }
                    '`' => out.push_str("\\A"),
                    '\'' => out.push_str("\\z"),
                    other => push_plain(&mut out, other),
                }
            }
            '[' => bracket(&mut letters, &mut out)?,
            '*' if was_start => push_plain(&mut out, '*'),
            '^' if !extended && !was_start => push_plain(&mut out, '^'),
            '^' => {
                out.push('^');
                start = true;
            }
            '$' if !extended => {
                let rest: String = letters.clone().take(2).collect();
                let anchor = rest.is_empty() || rest.starts_with("\\)") || rest.starts_with("\\|");
                if anchor { out.push('$') } else { push_plain(&mut out, '$') }
            }
            '(' | '|' if extended => {
                out.push(letter);
                start = true;
            }
            '{' if extended => {
                if letters.peek().is_some_and(|next| next.is_ascii_digit()) {
                    out.push('{');
                } else {
                    push_plain(&mut out, '{');
                }
            }
            '}' if extended => {
                out.push_str(if out.ends_with(|c: char| c.is_ascii_digit() || c == ',') { "}" } else { "\\}" })
            }
            '+' | '?' if extended && was_start => push_plain(&mut out, letter),
            ')' | '+' | '?' if extended => out.push(letter),
            '*' => out.push('*'),
            '.' => out.push('.'),
            other => push_plain(&mut out, other),
        }
    }
    Ok(out)
}

fn push_plain(out: &mut String, letter: char) {
    if ".+*?()|[]{}^$\\#&-~".contains(letter) {
        out.push('\\');
    }
    out.push(letter);
}

fn bracket(letters: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Result<(), BadPattern> {
    out.push('[');
    if letters.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let Some(letter) = letters.next() else { return Err(BadPattern::Bracket) };
        match letter {
            ']' if !first => {
                out.push(']');
                return Ok(());
            }
            '[' if letters.peek() == Some(&':') => {
                letters.next();
                let mut name = String::new();
                loop {
                    match letters.next() {
                        Some(':') if letters.next_if_eq(&']').is_some() => break,
                        Some(letter) => name.push(letter),
                        None => return Err(BadPattern::Bracket),
                    }
                }
                out.push_str(&format!("[:{name}:]"));
            }
            '\\' if letters.peek().is_some_and(|next| "nt".contains(*next)) => {
                out.push('\\');
                out.extend(letters.next());
            }
            '-' => {
                // A range, unless it stands first or last.
                let last = letters.peek() == Some(&']');
                out.push_str(if first || last { "\\-" } else { "-" });
            }
            other => push_plain(out, other),
        }
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_and_extended_patterns_mean_what_posix_says() {
        for (pattern, extended, text, expected) in [
            ("a+", false, "a+", true),
            ("a+", false, "aa", false),
            ("a\\+", false, "aa", true),
            ("a+", true, "aa", true),
            ("\\(ab\\)*c", false, "ababc", true),
            ("a{2}", true, "aa", true),
            ("a{2}", false, "a{2}", true),
            ("{{", true, "{{", true),
            ("*x", false, "*x", true),
            ("a$b", false, "a$b", true),
            ("[]x]", false, "]", true),
            ("[a\\]", false, "\\", true),
            ("[[:digit:]]\\+", false, "12", true),
            ("a|b", true, "b", true),
            ("a\\|b", false, "b", true),
            ("\\bfoo\\>", false, "a foo b", true),
            ("[^/]*$", false, "a/b", true),
            ("a/b#c@d\"e<>", false, "a/b#c@d\"e<>", true),
            ("blobs/sha256/.", false, "blobs/sha256/0", true),
        ] {
            let regex = compile(pattern, Style { extended, ignore_case: false });
            assert_eq!(regex.map(|regex| regex.is_match(text)), Ok(expected), "{pattern} {text}");
        }
        assert_eq!(compile("[a", Style::default()).err(), Some(BadPattern::Bracket));
        assert_eq!(compile("\\(a", Style::default()).err(), Some(BadPattern::Parenthesis));
    }
}
