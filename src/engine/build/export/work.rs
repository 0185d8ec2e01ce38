//! [`Work`]: an exporter's step, as the client sees it go on.

use crate::clock::Timestamp;
use crate::engine::build::board::{Bytes, Shown};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::{MILLISECOND, Solver};
use crate::engine::images::descriptor::Descriptor;
use crate::oci::Blob;

/// An exporter's step on its way.
pub struct Work {
    pub shown: Shown,
    started: Timestamp,
    pub at: Timestamp,
}

impl Work {
    /// A step that begins.
    pub fn new(shown: Shown, at: Timestamp) -> Work {
        Work { shown, started: at, at }
    }

    /// Tells that it has ended, well or badly, and when.
    pub fn end<T>(&self, solver: &mut Solver<'_, '_>, outcome: &Outcome<T>) -> Timestamp {
        match outcome {
            Ok(_) => solver.board.complete(&self.shown, self.started, self.at),
            Err(Fault::Failed { message, .. }) => solver.board.fail(&self.shown, self.started, self.at, message),
            Err(Fault::Stopped(_)) => {}
        }
        self.at
    }

    /// Something that takes some milliseconds (`progress.OneOff`).
    pub fn did(&mut self, solver: &mut Solver<'_, '_>, what: impl Into<String>, milliseconds: i64) {
        let end = self.at.plus(milliseconds * MILLISECOND);
        solver.board.sub(&self.shown, what, self.at, end, Bytes::default());
        self.at = end;
    }
}

/// Puts a document into the store; the build lets go of it at its end.
pub fn put(solver: &mut Solver<'_, '_>, descriptor: &Descriptor, blob: &Blob) {
    solver.images().put(descriptor, blob);
    solver.swept.push(descriptor.digest);
}
