//! Many receipts at once, and how far it is.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use layercake::{Class, Finding, Graded};

use super::folder::bytes;
use super::timed;
use crate::guard::note_panics;
use crate::proofs::in_parallel;

/// Columns of the bar.
const BAR: usize = 40;

/// Grades files, so many at a time; what came of them is in their order. One that takes longer than `limit` is stopped.
pub fn graded(files: &[(String, PathBuf)], class: &Class, jobs: usize, limit: Duration) -> Vec<Graded> {
    note_panics();
    let bar = Mutex::new(Bar { of: files.len(), done: 0, shown: None });
    let graded = in_parallel(files, jobs, |(name, path)| {
        let graded = match bytes(path) {
            Ok(bytes) => timed::graded(name, &bytes, class, limit),
            Err(error) => Graded::lost(name, b"", class, Finding::Broken { why: error.to_string() }),
        };
        bar.lock().unwrap_or_else(PoisonError::into_inner).went_on();
        graded
    });
    bar.lock().unwrap_or_else(PoisonError::into_inner).clear();
    graded
}

/// How far it is, on a terminal's standard error.
struct Bar {
    of: usize,
    done: usize,
    /// Signs of the bar that are full, and its end.
    shown: Option<usize>,
}

impl Bar {
    /// One more is done.
    fn went_on(&mut self) {
        self.done += 1;
        let full = (self.done * BAR).checked_div(self.of).unwrap_or(BAR);
        if self.shown == Some(full) || !std::io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(full);
        let bar = "#".repeat(full) + &".".repeat(BAR - full);
        // Nobody loses anything if it cannot be seen.
        let _ = write!(std::io::stderr(), "\r[{bar}] {}/{}", self.done, self.of);
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(BAR + 20));
        }
    }
}
