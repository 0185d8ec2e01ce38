//! What one sees in a container.

use crate::lesson::check::forms::{Expression, Many, Wildcard};
use crate::lesson::check::view::text_in;
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;
use crate::vfs::Files;

keys! {
    /// What one sees in a container.
    pub(super) struct SeenIn {
        /// a container's name or ID, or a pattern; `*` is any
        seen_in: Wildcard,
        /// paths that one sees
        #[serde(default)]
        has: Many<String>,
        /// paths that one does not see
        #[serde(default)]
        lacks: Many<String>,
        /// one path, for `matches`
        file: Option<String>,
        /// found in `file`
        matches: Option<Expression>,
    }
}

impl Ask for SeenIn {
    fn valid(&self) -> Result<(), String> {
        match (&self.matches, &self.file) {
            (Some(_), None) => Err("`matches` needs `file`".into()),
            _ => Ok(()),
        }
    }

    fn holds(&self, view: &View<'_>) -> bool {
        view.containers(&self.seen_in).into_iter().any(|container| {
            let Some(tree) = view.container_files(container) else { return false };
            let seen = |path: &String| tree.stat(path, false).is_ok();
            self.has.iter().all(seen)
                && !self.lacks.iter().any(seen)
                && self.file.as_ref().is_none_or(|path| {
                    let text = text_in(&tree, path);
                    text.is_some_and(|text| self.matches.as_ref().is_none_or(|expression| expression.is_in(&text)))
                })
        })
    }

    fn says(&self, not: bool) -> String {
        let paths: Vec<&str> = self.has.iter().chain(&self.file).chain(&self.lacks).map(String::as_str).collect();
        let container = self.seen_in.text();
        match (self.has.is_empty() && self.file.is_none(), not) {
            (true, false) => tell::goal_not_seen(paths.join(", "), container),
            (true, true) => tell::goal_seen(paths.join(", "), container),
            _ => tell::goal_seen_as_asked(paths.join(", "), container, is(not)),
        }
    }
}
