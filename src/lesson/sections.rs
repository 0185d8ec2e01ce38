//! The parts of a script before anything in them has a meaning: front matter, steps, prose, fences.

use super::parse::{LessonError, Reader};

/// The text after the front matter.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    /// Before the first heading.
    pub intro: String,
    pub steps: Vec<Section<'a>>,
}

/// What stands below a `##` heading.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub title: &'a str,
    /// The heading's line, from 1.
    pub line: usize,
    pub parts: Vec<Part<'a>>,
}

/// A piece of a section.
#[derive(Debug)]
pub(super) enum Part<'a> {
    Prose(String),
    /// A fenced block marked `toml …` or `console`: its mark, its line (from 1), its content.
    Fence(&'a str, usize, String),
}

impl<'a> Reader<'a> {
    /// Reads the sections from the line with this index on.
    pub(super) fn sections(&self, from: usize) -> Result<Sections<'a>, LessonError> {
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
