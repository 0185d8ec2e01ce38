//! [`Trail`]: how a process came to where it is.
//!
//! A process runs until it ends, would sleep past the present, or waits for a line. Nothing of it is kept but how it
//! started and what it was told since: when the clock has moved on, or a line is typed, it is played again from its start
//! (or from its last prompt, see [`Visits`]), with what others did meanwhile at the moments when they did it. So its
//! state is a value, and the same history always leads to the same state.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::parts;
use crate::shell::{Stay, Visits};

use super::super::execution::{Answered, External, Heard, Moment};

/// How a process came to where it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trail {
    /// Files and clock when it started.
    pub start: Moment,
    /// What others changed since.
    pub externals: Vec<External>,
    /// What it was asked at the port where it listens, in the order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Heard>,
    /// What it was answered by other machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<Answered>,
    /// What it was told, and where it waits.
    pub visits: Visits<Moment>,
    /// What it waits for, unless that is a line.
    pub stay: Stay,
    /// The moment that it has come to.
    pub at: Timestamp,
}

impl Trail {
    /// A process that starts: it is due.
    pub fn new(start: Moment) -> Self {
        let at = start.clock.now();
        let stay = Stay { until: Some(at), ..Stay::default() };
        let (externals, requests, answered) = Default::default();
        Trail { start, externals, requests, answered, visits: Visits::default(), stay, at }
    }

    /// It is asked something; gives the request's place. What it heard before is not told twice.
    pub fn tell(&mut self, heard: Heard) -> usize {
        if let Some(place) = self.requests.iter().position(|known| *known == heard) {
            return place;
        }
        let place = self.requests.partition_point(|known| known.at <= heard.at);
        self.requests.insert(place, heard);
        place
    }

    /// Whether it would go on by itself at this moment.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.stay.until.is_some_and(|until| until <= now)
    }
}

parts!(Trail { start, externals, answered, visits } besides { requests, stay, at });
