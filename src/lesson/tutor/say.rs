//! [`Say`]: what the tutor shows. A renderer turns it into text for a terminal, or a page.

use super::Score;
use crate::sandbox::Chunk;

/// One thing that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// A lesson begins: number and title, minutes, goals.
    Title { title: String, minutes: u32, goals: Vec<String> },
    /// A step begins: its number from 1, how many there are, its title.
    Step { number: usize, of: usize, title: String },
    /// Markdown.
    Text(String),
    /// What is to be done, and which of its goals hold.
    Task { instruction: String, goals: Vec<Goal>, wants_answer: bool },
    /// The checklist alone, because it has changed.
    Goals(Vec<Goal>),
    /// A question with options.
    Choice { prediction: bool, ask: String, options: Vec<String> },
    /// Output of a command.
    Output(Chunk),
    /// It worked.
    Praise(String),
    /// It did not, and why.
    Correction(String),
    /// A hint: its number from 1, how many there are.
    Hint { number: usize, of: usize, text: String },
    /// A solution: command lines.
    Solution(String),
    /// One line about what can be typed next.
    Next(String),
    /// One line that helps, beside what a command printed.
    Aside(String),
    /// Something about the tutor itself (undone, nothing to undo, …).
    Note(String),
    /// Text whose layout is fixed: a drawing, a table.
    Drawing(String),
    /// The lesson is over.
    Finished { title: String, score: Score },
}

/// A line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub holds: bool,
    pub text: String,
}
