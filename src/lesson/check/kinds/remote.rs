//! What a registry has under a tag.

use crate::lesson::check::forms::{ImageName, RemoteName};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// A registry has this tag (or digest).
    pub(super) struct Remote {
        /// a reference, e.g. `student/site:1.0` or `localhost:5000/app`
        remote: RemoteName,
        /// another remote reference that names the same digest
        same_as: Option<RemoteName>,
        /// another remote reference that names another digest, or nothing
        differs_from: Option<RemoteName>,
        /// a local image with this digest as its ID
        same_as_local: Option<ImageName>,
    }
}

impl Ask for Remote {
    fn holds(&self, view: &View<'_>) -> bool {
        let Some(digest) = view.remote(&self.remote) else { return false };
        self.same_as.as_ref().is_none_or(|other| view.remote(other) == Some(digest))
            && self.differs_from.as_ref().is_none_or(|other| view.remote(other) != Some(digest))
            && self.same_as_local.as_ref().is_none_or(|local| view.id(local).is_some_and(|id| id.0 == digest))
    }

    fn says(&self, not: bool) -> String {
        let name = &self.remote;
        match (&self.same_as, &self.same_as_local, &self.differs_from) {
            (Some(other), ..) => tell::goal_remote_same(name, is(not), other),
            (_, Some(other), _) => tell::goal_remote_same(name, is(not), other),
            (.., Some(other)) => tell::goal_remote_other(name, is(not), other),
            _ => tell::goal_remote(name, is(not)),
        }
    }
}
