//! The Hub's own day.

use crate::lesson::check::{Ask, View, keys};
use crate::registry::Place;
use crate::tell;

keys! {
    /// The Hub shows a later day than at the start of the sandbox.
    pub(super) struct HubClockMoved {
        /// whether it does
        hub_clock_moved: bool,
    }
}

impl Ask for HubClockMoved {
    fn holds(&self, view: &View<'_>) -> bool {
        (view.registry(Place::Hub).as_of() > view.library.as_of()) == self.hub_clock_moved
    }

    fn says(&self, not: bool) -> String {
        if not == self.hub_clock_moved { tell::goal_clock_not() } else { tell::goal_clock() }
    }
}
