//! [`Finding`]: what is odd about a receipt.

use serde::Serialize;

use super::replay::MEMORY_LIMIT;
use crate::tell;

/// What is odd about a receipt. Those that [hold](Finding::holds) it keep its points back until the teacher has looked; the
/// others are notes, and no verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// It cannot be read, and why.
    Broken { why: String },
    /// The class has no such exercise.
    Unknown { exercise: String },
    /// Its digest is not that of its lines, or it says of itself what did not happen.
    Edited,
    /// The same lines lead to another sandbox; it was done with this version of the program.
    NotReplayed { program: String },
    /// Doing it again took longer than one receipt may take.
    TooLong,
    /// Doing it again took more memory than one receipt may take.
    TooLarge,
    /// The exercise itself cannot begin, and why: not the student's fault.
    Failed { why: String },
    /// The program itself failed at it: not the student's fault.
    Bug { why: String },
    /// The seed is not that of the student who is named, but of this one, if it is anybody's.
    OtherSeed { of: Option<String> },
    /// It was done with another text of the exercise than the class has.
    OtherText,
    /// Its line ends were changed on the way.
    LineEnds,
    /// Nobody of this name is on the roster.
    Stranger,
    /// The same was typed, line by line, as by another student; and took as long, line by line.
    Twin { student: String, file: String, times: bool },
    /// The same student has handed in a better one.
    Outdone { file: String },
}

impl Finding {
    /// Whether the points are kept back until the teacher has looked.
    pub fn holds(&self) -> bool {
        match self {
            Finding::Broken { .. }
            | Finding::Unknown { .. }
            | Finding::Edited
            | Finding::NotReplayed { .. }
            | Finding::TooLong
            | Finding::TooLarge
            | Finding::Failed { .. }
            | Finding::Bug { .. }
            | Finding::OtherSeed { .. } => true,
            Finding::OtherText
            | Finding::LineEnds
            | Finding::Stranger
            | Finding::Twin { .. }
            | Finding::Outdone { .. } => false,
        }
    }

    /// For the teacher, in a sentence.
    pub fn says(&self) -> String {
        match self {
            Finding::Broken { why } => tell::finding_broken(why),
            Finding::Unknown { exercise } => tell::finding_unknown(exercise),
            Finding::Edited => tell::finding_edited(),
            Finding::NotReplayed { program } => tell::finding_not_replayed(program),
            Finding::TooLong => tell::finding_too_long(),
            Finding::TooLarge => tell::finding_too_large(MEMORY_LIMIT >> 20),
            Finding::Failed { why } => tell::finding_failed(why),
            Finding::Bug { why } => tell::finding_bug(why),
            Finding::OtherSeed { of: Some(student) } => tell::finding_seed_of(student),
            Finding::OtherSeed { of: None } => tell::finding_seed(),
            Finding::OtherText => tell::finding_text(),
            Finding::LineEnds => tell::finding_line_ends(),
            Finding::Stranger => tell::finding_stranger(),
            Finding::Twin { student, times: false, .. } => tell::finding_twin(student),
            Finding::Twin { student, times: true, .. } => tell::finding_twin_times(student),
            Finding::Outdone { file } => tell::finding_outdone(file),
        }
    }
}
