//! How many containers there are.

use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// So many containers are there.
    pub(super) struct Containers {
        /// how many
        containers: u64,
        /// count only those that run, or only those that do not
        running: Option<bool>,
    }
}

impl Ask for Containers {
    fn holds(&self, view: &View<'_>) -> bool {
        let all = view.now.engine.containers.iter();
        let counted = all.filter(|container| self.running.is_none_or(|runs| container.state.is_running() == runs));
        u64::try_from(counted.count()) == Ok(self.containers)
    }

    fn says(&self, not: bool) -> String {
        let which = match self.running {
            Some(true) => tell::goal_running(),
            Some(false) => tell::goal_stopped(),
            None => tell::goal_containers(),
        };
        tell::goal_number_of(which, is(not), self.containers)
    }
}
