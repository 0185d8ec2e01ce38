//! [`Receipt`]: what a student hands in, as one small text file that anybody can read.
//!
//! ```text
//! layercake receipt 1
//! course layercake                 whose exercise it is
//! exercise e1-shelf-check
//! text sha256:…                    of the exercise's file
//! program 1.0.0                    which layercake it was done with
//! student ada
//! seed 00c0ffee00c0ffee            what filled in the names and figures, and what chance followed from
//! terminal 80x24                   when it began
//! language de                      when it began: what an answer means depends on it
//! handed 2026-11-26T13:04:07Z      by the student's own clock
//! attempts 9
//! hints 2
//! world sha256:…                   of the sandbox in the end
//! words 1                          lines of the student's own, each after `| `
//! | I was not sure about the digest.
//! acts 3                           seconds that each took, a sign, and what was typed
//! 12 $ docker pull nginx:1.31.4-alpine
//! 5 > yes
//! 3 * ae3f452b
//! digest sha256:…                  of all lines before
//! ```
//!
//! `$` a line at the prompt, `>` a line for a program, `*` the seal of what was typed without echo, `^D`, `^C`, `e` a file that
//! was edited, `!` a command that met a limit of the machine, `~` the student came back, `#` the terminal's new size, `@` the
//! new language. Texts are [`escaped`]. There is one way to write a receipt, so whoever reads one sees every edit.

use super::names::plain_name;
use crate::clock::Timestamp;
use crate::lesson::{Act, Deed, TRAIL_BYTES};
use crate::oci::Digest;
use crate::sandbox::TerminalSize;
use crate::text::escaped;

/// The form that is written.
pub const RECEIPT_VERSION: u32 = 1;
/// Bytes that a receipt may have.
pub const RECEIPT_BYTES: usize = 2 * TRAIL_BYTES;
/// Bytes that a student's own words may have.
pub const WORDS_BYTES: usize = 4000;
/// Bytes that a name in a receipt may have.
pub const NAME_BYTES: usize = 200;

/// What a student hands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The pack that the exercise is of; `layercake`: it comes with the program.
    pub course: String,
    /// The exercise's slug.
    pub exercise: String,
    /// Of the exercise's file.
    pub text: Digest,
    /// The version of the program.
    pub program: String,
    pub student: String,
    pub seed: u64,
    /// When the exercise began.
    pub terminal: TerminalSize,
    /// The code of the language that the tutor spoke when the exercise began.
    pub language: String,
    /// When it was handed in, by the student's own clock.
    pub handed: Timestamp,
    pub attempts: usize,
    pub hints: usize,
    /// Of the sandbox in the end.
    pub world: Digest,
    /// What the student has to say, in lines.
    pub words: String,
    pub acts: Vec<Act>,
}

impl Receipt {
    /// The file.
    pub fn to_text(&self) -> String {
        let text = self.without_digest();
        let digest = Digest::of(text.as_bytes());
        text + &format!("digest {digest}\n")
    }

    /// The file up to its last line.
    pub(super) fn without_digest(&self) -> String {
        let Receipt { course, exercise, text, program, student, seed, .. } = self;
        let Receipt { terminal, language, handed, attempts, hints, world, words, acts, .. } = self;
        let TerminalSize { columns, rows } = terminal;
        let handed = handed.rfc3339();
        let mut lines = vec![
            format!("layercake receipt {RECEIPT_VERSION}"),
            format!("course {course}"),
            format!("exercise {exercise}"),
            format!("text {text}"),
            format!("program {program}"),
            format!("student {student}"),
            format!("seed {seed:016x}"),
            format!("terminal {columns}x{rows}"),
            format!("language {language}"),
            format!("handed {handed}"),
            format!("attempts {attempts}"),
            format!("hints {hints}"),
            format!("world {world}"),
            format!("words {}", words.lines().count()),
        ];
        lines.extend(words.lines().map(|line| format!("| {}", escaped(line.as_bytes()))));
        lines.push(format!("acts {}", acts.len()));
        lines.extend(acts.iter().map(line));
        lines.join("\n") + "\n"
    }

    /// The lines that were typed at the prompt (commands, and the tutor's words) and into programs that ran; not what was typed
    /// without echo.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.acts.iter().filter_map(|act| match &act.deed {
            Deed::Line(text) | Deed::Input(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// How many things the student did, each a line of the receipt: what was typed, with and without echo, Ctrl-C and Ctrl-D, an
    /// edited file. This is the count that students and teachers are told.
    pub fn deeds(&self) -> usize {
        self.acts.len()
    }

    /// The name of its file: the exercise and the student.
    pub fn file_name(&self) -> String {
        format!("{}-{}.receipt", self.exercise, plain_name(&self.student))
    }
}

/// An act as a line.
fn line(act: &Act) -> String {
    let seconds = act.seconds;
    let text = |text: &String| escaped(text.as_bytes());
    match &act.deed {
        Deed::Line(line) => format!("{seconds} $ {}", text(line)),
        Deed::Input(line) => format!("{seconds} > {}", text(line)),
        Deed::Secret(secret) => format!("{seconds} * {}", secret.seal()),
        Deed::End => format!("{seconds} ^D"),
        Deed::Interrupt => format!("{seconds} ^C"),
        Deed::Edit { path, content } => format!("{seconds} e {}\t{content}", text(path)),
        Deed::Stopped(line) => format!("{seconds} ! {}", text(line)),
        Deed::Resumed => format!("{seconds} ~"),
        Deed::Resized(TerminalSize { columns, rows }) => format!("{seconds} # {columns}x{rows}"),
        Deed::Spoken(language) => format!("{seconds} @ {language}"),
    }
}
