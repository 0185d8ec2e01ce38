//! [`submit`]: what a student did becomes a receipt.
//!
//! It is done again first, as the teacher will do it: what the receipt promises is what comes of that. (A password that was typed
//! without echo is in the receipt as a seal only; if nothing else in the sandbox knows it, something else stands in for it, in
//! the receipt's World, too.)

use super::assigned::Assigned;
use super::grade::counted;
use super::parse::{ReceiptError, is_name};
use super::receipt::{NAME_BYTES, Receipt, WORDS_BYTES};
use super::replay::{ReplayFault, world_of};
use crate::clock::Timestamp;
use crate::lesson::{TRAIL_ACTS, TRAIL_BYTES, Tutor};
use crate::oci::Digest;
use crate::sandbox::Halt;

/// What a student says with what they hand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted<'a> {
    pub student: &'a str,
    pub seed: u64,
    /// In lines.
    pub words: &'a str,
    /// The version of the program.
    pub program: &'a str,
    pub now: Timestamp,
}

/// Why nothing can be handed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    #[error("a student's name has 1 to {NAME_BYTES} bytes, and no control characters or backslashes")]
    Name,
    #[error("your words may have {WORDS_BYTES} bytes")]
    Words,
    #[error("this exercise was begun without a record of what is done; begin it afresh with `exercise start --again`")]
    NoTrail,
    #[error(
        "more was done than a receipt holds ({TRAIL_ACTS} lines, {TRAIL_BYTES} bytes); begin afresh with `exercise start --again`"
    )]
    Over,
    #[error(transparent)]
    Replay(#[from] ReplayFault),
    #[error("nobody could read the receipt: {0}")]
    Unreadable(#[from] ReceiptError),
}

/// What is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandIn {
    pub receipt: Receipt,
    /// Whether doing it again came to the same score; if not, the receipt is worth what doing it again comes to.
    pub faithful: bool,
}

/// The receipt of what was done in an exercise.
pub fn submit(tutor: &Tutor, exercise: &Assigned, with: &Submitted<'_>) -> Result<HandIn, SubmitError> {
    let Submitted { student, seed, words, program, now } = *with;
    let words = words.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    if !is_name(student) {
        return Err(SubmitError::Name);
    }
    if words.len() > WORDS_BYTES {
        return Err(SubmitError::Words);
    }
    let trail = tutor.trail().ok_or(SubmitError::NoTrail)?;
    if trail.over {
        return Err(SubmitError::Over);
    }
    let mut receipt = Receipt {
        course: exercise.course.clone(),
        exercise: exercise.slug.clone(),
        text: exercise.text,
        program: program.into(),
        student: student.into(),
        seed,
        terminal: trail.terminal,
        language: trail.language.clone(),
        handed: Timestamp::from_seconds(now.seconds()),
        attempts: 0,
        hints: 0,
        world: Digest::of(b""),
        words,
        acts: trail.acts.clone(),
    };
    let (lesson, _) = exercise.variant(seed);
    let mut again = receipt.beginning(lesson.clone(), exercise.hub.clone(), &Halt::default())?;
    receipt.replay(&mut again, &mut |_, _, _, _| {})?;
    (receipt.attempts, receipt.hints) = counted(&again);
    receipt.world = world_of(&again);
    Receipt::parse(receipt.to_text().as_bytes())?;
    let score = |tutor: &Tutor| {
        let records = &tutor.place().records;
        records.iter().map(|record| (record.step, record.block, record.outcome)).collect::<Vec<_>>()
    };
    Ok(HandIn { receipt, faithful: score(&again) == score(tutor) })
}
