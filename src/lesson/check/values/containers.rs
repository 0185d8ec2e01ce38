//! What containers say.

use super::bytes;
use crate::lesson::check::forms::Wildcard;
use crate::lesson::check::truth::Tell;
use crate::lesson::check::{Truth, View, keys};
use crate::tell;
use crate::vfs::ChangeKind;

keys! {
    /// The letter that `docker diff` shows for a path: A, C or D.
    pub(super) struct ChangeIn {
        /// a container's name
        change_in: Wildcard,
        /// the path
        path: String,
    }
}

impl Tell for ChangeIn {
    fn truth(&self, view: &View<'_>) -> Truth {
        let union = view.container(&self.change_in).and_then(|container| view.now.engine.union(container));
        let changes = union.map(|union| union.diff()).unwrap_or_default();
        let change = changes.into_iter().find(|(_, changed)| *changed == self.path);
        let [letter, word] = match change {
            Some((ChangeKind::Modified, _)) => ["C", "changed"],
            Some((ChangeKind::Added, _)) => ["A", "added"],
            Some((ChangeKind::Deleted, _)) => ["D", "deleted"],
            None => {
                let (path, container) = (&self.path, self.change_in.text());
                return Truth::NotYet(tell::not_yet_changed(path, container));
            }
        };
        let path = &self.path;
        let mut texts = vec![letter.into(), word.into(), format!("letter {letter}"), format!("{letter} {path}")];
        texts.extend(["", "for ", "is ", "= "].map(|between| format!("{letter} {between}{word}")));
        Truth::Text(texts)
    }
}

keys! {
    /// What its writable layer takes on disk.
    pub(super) struct WritesOf {
        /// a container's name
        writes_of: Wildcard,
    }
}

impl Tell for WritesOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        match view.container(&self.writes_of) {
            None => Truth::NotYet(tell::not_yet_container(self.writes_of.text())),
            Some(container) => bytes(container.upper.disk_usage()),
        }
    }
}
