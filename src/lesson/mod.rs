//! Lessons: scripts, checks that look at the World, the tutor, progress.
//!
//! A lesson is one Markdown file. [`parse()`] reads it into a [`Lesson`]; a [`Tutor`] walks a learner through it, over
//! a sandbox session; [`prove()`] shows that it is right: tasks start unsolved, solutions solve, wrong turns are told
//! why. A lesson is data: it can run nothing but lines at the sandbox's prompt.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod answer_key;
mod authors;
mod board;
mod canvas;
pub mod check;
mod course;
mod draw;
mod exam;
mod exercise;
pub mod explain;
mod map;
mod pack;
mod parse;
mod preview;
mod prove;
mod reader;
mod record;
mod review;
mod script;
mod stack;
#[cfg(test)]
mod tests;
mod transcript;
mod translate;
mod tutor;
mod walk;

pub use answer_key::{AnswerKey, answer_key};
pub use authors::authors_page;
pub use board::{board, layer_files, named_document};
pub use canvas::{Canvas, Style};
pub use course::{accepted, corpus, course, course_files, course_in, is_of_course, translation_files};
pub use draw::draw;
pub use exercise::{
    Exercise, PROVED_SEEDS, exercise_files, is_called, prove_exercise, slug_of as exercise_slug, variant_of,
};
pub use map::draw_map;
pub use pack::{COURSE_FILE, Fault, PACK_BYTES, PACK_DEPTH, PACK_FILES, Pack, PackError, PackFile, unpacked};
pub use parse::parse;
pub use preview::preview;
pub use prove::{Proof, prove, prove_order};
pub use reader::LessonError;
pub use record::Recorder;
pub use review::{Deck, REVIEW, Schedule};
pub use script::{Answer, Block, Choice, Lesson, Predict, Step, Task};
pub use stack::draw_stack;
pub use transcript::{Turn, play as play_transcript};
pub use translate::prove_translation;
pub use tutor::{
    Act, After, Deed, Goal, Grade, LONGEST, Outcome, Place, Record, Reply, Round, Say, Score, Setting, TRAIL_ACTS,
    TRAIL_BYTES, Tutor, Word, edit_file, go_to_copy, say_copies, say_drawing, say_layers, say_map, say_what_happened,
    words_page,
};
pub use walk::Right;
