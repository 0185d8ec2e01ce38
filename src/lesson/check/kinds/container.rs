//! A container by name.

use crate::engine::Status;
use crate::lesson::check::forms::{ImageName, Wildcard};
use crate::lesson::check::{Ask, View, is, keys};

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
        let name = if self.container.text() == "*" { "a container" } else { self.container.text() };
        let from = self.from.as_ref().map(|image| format!(" from {image}")).unwrap_or_default();
        let what = match (self.running, self.exit) {
            (Some(true), _) => "running".into(),
            (Some(false), _) => "stopped".into(),
            (None, Some(0)) => "through, and without an error".into(),
            (None, Some(code)) => format!("through, with exit code {code}"),
            (None, None) => "there".to_string(),
        };
        format!("{name}{from} {} {what}", is(not))
    }
}
