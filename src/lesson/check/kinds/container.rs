//! A container by name.

use crate::engine::Status;
use crate::lesson::check::forms::{ImageName, Wildcard};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// A container is there.
    pub(super) struct IsThere {
        /// a container's name or ID, or a pattern; `*` is any
        container: Wildcard,
        /// it was made from this image
        from: Option<ImageName>,
        /// whether it runs
        running: Option<bool>,
        /// it has ended with this exit code
        exit: Option<i32>,
    }
}

impl Ask for IsThere {
    fn holds(&self, view: &View<'_>) -> bool {
        view.containers(&self.container).into_iter().any(|container| {
            let state = &container.state;
            self.from.as_ref().is_none_or(|image| view.id(image) == Some(container.image))
                && self.running.is_none_or(|running| state.is_running() == running)
                && self.exit.is_none_or(|code| state.status == Status::Exited && state.exit_code == code)
        })
    }

    fn says(&self, not: bool) -> String {
        let name = if self.container.text() == "*" { tell::goal_a_container() } else { self.container.text().into() };
        let from = self.from.as_ref().map(tell::goal_from).unwrap_or_default();
        let what = match (self.running, self.exit) {
            (Some(true), _) => tell::goal_runs(),
            (Some(false), _) => tell::goal_stands(),
            (None, Some(0)) => tell::goal_through(),
            (None, Some(code)) => tell::goal_through_code(code),
            (None, None) => tell::goal_there(),
        };
        format!("{name}{from} {} {what}", is(not))
    }
}
