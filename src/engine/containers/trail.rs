//! [`Trail`]: how a process came to where it is.
//!
//! A process runs until it ends, would sleep past the present, or waits for a line. Nothing of it is kept but how it
//! started and what it was told since: when the clock has moved on, or a line is typed, it is played again from its start
//! (or from its last prompt, see [`Visits`]), with what others did meanwhile at the moments when they did it. So its
//! state is a value, and the same history always leads to the same state.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{AnyPart, Document, LoadError};
use crate::shell::{Stay, Visits};

use super::super::execution::{External, Moment};

/// How a process came to where it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trail {
    /// Files and clock when it started.
    pub start: Moment,
    /// What others changed since.
    pub externals: Vec<External>,
    /// What it was told, and where it waits.
    pub visits: Visits<Moment>,
    /// What it waits for, unless that is a line.
    pub stay: Stay,
    /// The moment that it has come to.
    pub at: Timestamp,
}

impl Trail {
    /// A process that starts.
    pub fn new(start: Moment) -> Self {
        let at = start.clock.now();
        Trail { start, externals: Vec::new(), visits: Visits::default(), stay: Stay::default(), at }
    }

    /// Whether it would go on by itself at this moment.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.stay.until.is_some_and(|until| until <= now)
    }
}

impl Document for Trail {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.start.parts(visit);
        self.externals.iter().for_each(|external| external.parts(visit));
        self.visits.parts(visit, &mut |moment, visit| moment.parts(visit));
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        self.start.parts_mut(visit)?;
        self.externals.iter_mut().try_for_each(|external| external.parts_mut(visit))?;
        self.visits.parts_mut(visit, &mut |moment, visit| moment.parts_mut(visit))
    }
}
