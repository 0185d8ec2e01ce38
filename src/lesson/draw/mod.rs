//! `draw …`: one idea a drawing, from the learner's own images, containers and last command. Each has a sentence that
//! says what one sees, and a form in sentences alone.

mod build;
mod copy_up;
mod index;
mod path;
mod pull;
mod sharing;
mod story;
mod tag;

use super::canvas::{Canvas, Style};
use super::check::Happened;
use crate::sandbox::World;
use crate::tell;
use crate::text::width;

/// What a drawing can look at.
pub(super) struct Scene<'a> {
    pub world: &'a World,
    /// The last command.
    pub last: Option<&'a Happened>,
    pub canvas: Canvas,
}

/// A drawing, or why there is none, for the learner.
pub(super) type Drawn = Result<String, String>;

/// One drawing that can be asked for.
struct Row {
    /// As it is typed after `draw`.
    name: &'static str,
    /// What follows it.
    usage: &'static str,
    about: fn() -> String,
    draw: fn(&Scene<'_>, &[&str]) -> Drawn,
}

const ROWS: &[Row] = &[
    Row {
        name: "sharing",
        usage: "[IMAGE…]",
        about: tell::draw_sharing,
        draw: |scene, names| sharing::draw(scene, names),
    },
    Row { name: "pull", usage: "", about: tell::draw_pull, draw: |scene, _| pull::draw(scene) },
    Row {
        name: "path",
        usage: "IMAGE|CONTAINER PATH",
        about: tell::draw_path,
        draw: |scene, words| path::draw(scene, words),
    },
    Row { name: "copy-up", usage: "", about: tell::draw_copy_up, draw: |scene, _| copy_up::draw(scene) },
    Row { name: "tag", usage: "", about: tell::draw_tag, draw: |scene, _| tag::draw(scene) },
    Row { name: "build", usage: "", about: tell::draw_build, draw: |scene, _| build::draw(scene) },
    Row { name: "index", usage: "IMAGE", about: tell::draw_index, draw: |scene, words| index::draw(scene, words) },
    Row { name: "story", usage: "IMAGE", about: tell::draw_story, draw: |scene, words| story::draw(scene, words) },
];

/// Draws what the words after `draw` ask for; the error is what there is to choose from, or why it cannot be drawn.
pub fn draw(asked: &str, world: &World, last: Option<&Happened>, canvas: Canvas) -> Result<String, String> {
    let mut words = asked.split_whitespace();
    let name = words.next().unwrap_or_default();
    let words: Vec<&str> = words.collect();
    match ROWS.iter().find(|row| row.name == name) {
        Some(row) => (row.draw)(&Scene { world, last, canvas }, &words),
        None => Err(choices()),
    }
}

/// What there is to draw, as Markdown.
fn choices() -> String {
    let rows = ROWS.iter().map(|row| {
        let call = format!("draw {} {}", row.name, row.usage);
        format!("| `{}` | {} |", call.trim_end().replace('|', "\\|"), (row.about)())
    });
    format!("{}\n|---|---|\n{}", tell::draw_head(), rows.collect::<Vec<_>>().join("\n"))
}

impl Scene<'_> {
    /// Whether only sentences are wanted.
    pub fn in_sentences(&self) -> bool {
        self.canvas.style == Style::Sentences
    }

    /// A sign, then a text that fits into the rest of the line.
    pub fn row(&self, sign: &str, text: &str) -> String {
        let room = self.canvas.width().saturating_sub(width(sign) + 1);
        let fits = width(text) <= room && (self.canvas.style == Style::Lines || text.is_ascii());
        if fits { format!("{sign} {text}") } else { format!("{sign} {}", self.canvas.cut(text, room)) }
    }

    /// A paragraph.
    pub fn text(&self, text: &str) -> String {
        self.canvas.wrapped(text, 0)
    }
}

#[cfg(test)]
mod tests;
