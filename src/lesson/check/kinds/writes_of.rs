//! What the writable layer of a container holds.

use crate::lesson::check::forms::{Many, Wildcard};
use crate::lesson::check::view::hidden;
use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// What the writable layer of a container holds.
    pub(super) struct WritesOf {
        /// a container's name or ID, or a pattern; `*` is any
        writes_of: Wildcard,
        /// paths that its writable layer holds
        #[serde(default)]
        has: Many<String>,
        /// paths that its writable layer hides
        #[serde(default)]
        hides: Many<String>,
        /// it takes more than so many bytes on disk
        above: Option<u64>,
    }
}

impl Ask for WritesOf {
    fn has_subject(&self, view: &View<'_>) -> bool {
        !view.containers(&self.writes_of).is_empty()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        view.containers(&self.writes_of).into_iter().any(|container| {
            let upper = &container.upper;
            let has = |path: &String| upper.get(path).is_some_and(|change| change.node().is_some());
            self.has.iter().all(has)
                && self.hides.iter().all(|path| hidden(upper).any(|hidden| hidden == path))
                && self.above.is_none_or(|bytes| upper.disk_usage() > bytes)
        })
    }

    fn says(&self, not: bool) -> String {
        let paths: Vec<&str> = self.has.iter().chain(&self.hides).map(String::as_str).collect();
        let paths = if paths.is_empty() { tell::goal_what_is_asked() } else { paths.join(", ") };
        let parts = match (self.hides.is_empty(), not) {
            (true, false) => tell::goal_holds(paths),
            (true, true) => tell::goal_holds_not(paths),
            (false, false) => tell::goal_hides(paths),
            (false, true) => tell::goal_hides_not(paths),
        };
        tell::goal_writable(self.writes_of.text(), parts)
    }
}
