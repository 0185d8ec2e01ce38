//! Rules against moving tags.

use crate::lesson::check::forms::RemoteName;
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// A repository has a rule against moving tags.
    pub(super) struct Immutable {
        /// a repository, e.g. `student/site`
        immutable: RemoteName,
        /// a tag that cannot be moved any more
        tag: Option<String>,
        /// a tag that can still be moved
        free: Option<String>,
    }
}

impl Ask for Immutable {
    fn holds(&self, view: &View<'_>) -> bool {
        let registry = view.registry(self.immutable.place());
        registry.changes(self.immutable.reference().name.path()).is_some_and(|repository| {
            repository.immutable.is_some()
                && self.tag.as_ref().is_none_or(|tag| repository.is_immutable(tag))
                && self.free.as_ref().is_none_or(|tag| !repository.is_immutable(tag))
        })
    }

    fn says(&self, not: bool) -> String {
        let tag = self.tag.as_ref().map(|tag| format!(":{tag}")).unwrap_or_default();
        let free = self.free.as_ref().map(tell::goal_free_tag).unwrap_or_default();
        tell::goal_immutable(&self.immutable, tag, is(not), free)
    }
}
