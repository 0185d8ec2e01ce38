//! Lessons: scripts, checks that look at the World, the tutor, progress.
//!
//! A lesson is one Markdown file. [`parse`] reads it into a [`Lesson`]; a [`Tutor`] walks a learner through it, over a
//! sandbox session; [`prove`] shows that it is right: tasks start unsolved, solutions solve, wrong turns are told why.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

pub mod check;
pub mod explain;
mod map;
mod parse;
mod script;
mod stack;
mod tutor;

pub use parse::{LessonError, parse};
pub use map::draw_map;
pub use script::{Answer, Block, Choice, Feedback, Front, Lesson, Predict, StartFile, Step, Task};
pub use stack::draw_stack;
pub use tutor::{After, Goal, Place, Say, Told, Tutor, WORDS, Word};
