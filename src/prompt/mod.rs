//! What a learner sees at a prompt, as a value: a menu, lessons, a free sandbox; completion; Markdown as styled lines.
//!
//! A [`Tutorial`] takes what was typed and gives what is shown ([`Piece`]s) and what it waits for ([`Wanted`]): a line,
//! or something that only the program can do (open what was kept, start an editor, leave). A terminal, a browser and a
//! test drive it alike. What a line means is the tutor's and the sandbox's business; keys, colours, signals, the pace
//! at which progress is redrawn, and the disk are the business of whoever drives it.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod ask;
mod capped;
mod certificate;
mod command_line;
mod completion;
mod console;
mod course;
mod edit;
mod harmless;
mod line;
mod markdown;
mod menu;
mod pages;
mod picture;
mod play;
mod progress;
mod render;
mod settled;
mod sheet;
mod slips;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod trial;
mod tutorial;
mod unrecorded;

pub use ask::{Ask, Prompt};
pub use certificate::Certificate;
pub use command_line::explained;
pub use completion::{Candidate, CandidateKind, Completer, Suggestion};
pub use course::{Course, Room, named, next};
pub use edit::{EDIT_LIMIT, Edited, FileToEdit};
pub use line::StyledLine;
pub use menu::progress_table;
pub use picture::picture;
pub use progress::{LessonProgress, Progress, UnreadableProgress};
pub use settled::settled;
pub use sheet::{Piece, Surface};
pub use style::{Look, Palette};
pub use trial::{Trial, inputs, spots};
pub use tutorial::{Opened, Shown, Start, Tutorial, Wanted};
pub use unrecorded::{Entries, News, Unrecorded};

use crate::lesson::Say;

/// What a tutor says, as it is shown.
pub fn said(says: &[Say], surface: Surface) -> Vec<Piece> {
    let mut sheet = sheet::Sheet::new(surface);
    sheet.says(says);
    sheet.take()
}

/// A Markdown text as lines of at most `columns` columns.
pub fn page(markdown: &str, columns: usize, palette: Palette) -> Vec<StyledLine> {
    markdown::lines(markdown, columns, palette)
}
