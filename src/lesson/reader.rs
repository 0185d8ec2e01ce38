//! [`Reader`]: a script, line by line, before anything in it has a meaning: front matter, steps, prose, fences.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::text::closest;

/// What is wrong with a script, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct LessonError {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub reason: String,
}

/// Bytes that a script may have.
pub const SCRIPT_LIMIT: usize = 1 << 20;
/// A script, line by line.
pub struct Reader<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    /// A script of at most [`SCRIPT_LIMIT`] bytes.
    pub fn of(file: &'a str, text: &'a str) -> Result<Self, LessonError> {
        let reader = Reader { file, lines: text.lines().collect() };
        if text.len() > SCRIPT_LIMIT {
            let reason = format!("a script may have {SCRIPT_LIMIT} bytes, this one has {}", text.len());
            return Err(reader.error(1, reason));
        }
        Ok(reader)
    }

    pub fn error(&self, line: usize, reason: impl Into<String>) -> LessonError {
        LessonError { file: self.file.into(), line, reason: reason.into() }
    }

    /// The front matter, and the index of the first line after it.
    pub fn front<T: DeserializeOwned>(&self) -> Result<(T, usize), LessonError> {
        if self.lines.first().map(|line| line.trim_end()) != Some("+++") {
            return Err(self.error(1, "a lesson begins with a line `+++`, then its title, and another `+++`"));
        }
        let end = (1..self.lines.len()).find(|&line| self.lines[line].trim_end() == "+++");
        let Some(end) = end else {
            return Err(self.error(1, "the front matter has no closing `+++`"));
        };
        Ok((self.table("front matter", 1, &self.lines[1..end].join("\n"))?, end + 1))
    }

    /// Reads TOML that begins after line `before` (from 1); errors name the line in the file.
    pub fn table<T: DeserializeOwned>(&self, what: &str, before: usize, text: &str) -> Result<T, LessonError> {
        toml::from_str(text).map_err(|error| {
            let message = error.message();
            let start = error.span().map_or(0, |span| place_of(text, span, message));
            let line = before + 1 + text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
            let meant = suggestion(message).map(|meant| format!(". Did you mean `{meant}`?")).unwrap_or_default();
            self.error(line, format!("{what}: {message}{meant}"))
        })
    }
}

/// Where in a table an error is: at the key that its message names first, if the table begins earlier.
fn place_of(text: &str, span: Range<usize>, message: &str) -> usize {
    let start = span.start.min(text.len());
    let key = message.split('`').nth(1).unwrap_or_default();
    let inside = text.get(start..span.end.min(text.len())).unwrap_or_default();
    let found = inside.match_indices(key).find(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let (earlier, later) = (&inside[..*at], &inside[at + key.len()..]);
        !key.is_empty() && !earlier.ends_with(is_word) && !later.starts_with(is_word)
    });
    start + found.map_or(0, |(at, _)| at)
}

/// What may have been meant, of the names that an error lists (`unknown field `a`, expected one of `b`, `c``).
fn suggestion(message: &str) -> Option<&str> {
    let mut quoted = message.get(message.find("unknown ")?..)?.split('`').skip(1).step_by(2);
    closest(quoted.next()?, quoted)
}

/// The text after the front matter.
#[derive(Debug, Default)]
pub struct Sections<'a> {
    /// Before the first heading.
    pub intro: String,
    pub steps: Vec<Section<'a>>,
}

/// What stands below a `##` heading.
#[derive(Debug)]
pub struct Section<'a> {
    pub title: &'a str,
    /// The heading's line, from 1.
    pub line: usize,
    pub parts: Vec<Part<'a>>,
}

/// A piece of a section.
#[derive(Debug)]
pub enum Part<'a> {
    Prose(String),
    /// A fenced block marked `toml …` or `console`: its mark, its line (from 1), its content.
    Fence(&'a str, usize, String),
}

impl<'a> Reader<'a> {
    /// Reads the sections from the line with this index on.
    pub fn sections(&self, from: usize) -> Result<Sections<'a>, LessonError> {
        let mut sections = Sections::default();
        let mut prose = Vec::new();
        let mut at = from;
        while let Some(line) = self.lines.get(at).copied() {
            if let Some(title) = line.strip_prefix("## ") {
                flush(&mut prose, &mut sections);
                sections.steps.push(Section { title: title.trim(), line: at + 1, parts: Vec::new() });
            } else if let Some(mark) = line.strip_prefix("```") {
                let end = (at + 1..self.lines.len()).find(|&line| self.lines[line].trim_end() == "```");
                let Some(end) = end else {
                    return Err(self.error(at + 1, "this fence is not closed"));
                };
                let mark = mark.trim();
                if mark == "console" || mark.starts_with("toml ") {
                    flush(&mut prose, &mut sections);
                    let Some(step) = sections.steps.last_mut() else {
                        return Err(self.error(at + 1, "a block stands before the first `##` heading"));
                    };
                    step.parts.push(Part::Fence(mark, at + 1, self.lines[at + 1..end].join("\n")));
                } else {
                    prose.extend_from_slice(&self.lines[at..=end]);
                }
                at = end;
            } else {
                prose.push(line);
            }
            at += 1;
        }
        flush(&mut prose, &mut sections);
        Ok(sections)
    }
}

/// Puts the prose so far into the last step, or into the introduction.
fn flush(prose: &mut Vec<&str>, sections: &mut Sections<'_>) {
    let text = prose.join("\n").trim().to_string();
    prose.clear();
    if text.is_empty() {
        return;
    }
    match sections.steps.last_mut() {
        Some(step) => step.parts.push(Part::Prose(text)),
        None => sections.intro = text,
    }
}
