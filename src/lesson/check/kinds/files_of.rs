//! The files that one sees in an image.

use crate::lesson::check::forms::{Expression, ImageName, Many};
use crate::lesson::check::view::{all_files, text_in};
use crate::lesson::check::{Ask, View, has, is, keys};
use crate::tell;
use crate::vfs::Files;

keys! {
    /// The files that one sees in an image.
    pub(super) struct FilesOf {
        /// an image's name or ID
        files_of: ImageName,
        /// paths that one sees
        #[serde(default)]
        has: Many<String>,
        /// paths that one does not see
        #[serde(default)]
        lacks: Many<String>,
        /// one path, for `matches` and `same_as`
        file: Option<String>,
        /// found in `file`
        matches: Option<Expression>,
        /// a file of the working directory with the same content as `file`
        same_as: Option<String>,
        /// an image in which one sees the same files with the same content
        same_as_image: Option<ImageName>,
    }
}

impl Ask for FilesOf {
    fn valid(&self) -> Result<(), String> {
        match (&self.file, &self.matches, &self.same_as) {
            (None, Some(_), _) => Err("`matches` needs `file`".into()),
            (None, _, Some(_)) => Err("`same_as` needs `file`".into()),
            _ => Ok(()),
        }
    }

    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.files_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(snapshot) = view.snapshot(&self.files_of) else { return false };
        let tree = &snapshot.merged;
        let seen = |path: &String| tree.stat(path, false).is_ok();
        self.has.iter().all(seen)
            && !self.lacks.iter().any(seen)
            && self.file.as_ref().is_none_or(|path| {
                let Ok(content) = tree.read(path) else { return false };
                let matches = |expression: &Expression| text_in(tree, path).is_some_and(|text| expression.is_in(&text));
                self.matches.as_ref().is_none_or(matches)
                    && self.same_as.as_ref().is_none_or(|mine| {
                        view.now.files.read(&view.path(mine)).is_ok_and(|mine| mine.sha256() == content.sha256())
                    })
            })
            && self.same_as_image.as_ref().is_none_or(|other| {
                view.snapshot(other).is_some_and(|other| all_files(&other.merged) == all_files(tree))
            })
    }

    fn says(&self, not: bool) -> String {
        let name = self.files_of.full().text();
        let has = has(not);
        let paths: Vec<&str> = self.has.iter().chain(&self.file).map(String::as_str).collect();
        match (paths.is_empty(), self.lacks.is_empty()) {
            (false, _) => tell::goal_has(name, has, paths.join(", ")),
            (true, false) => tell::goal_without(name, is(not), &self.lacks),
            (true, true) => tell::goal_right_files(name, has),
        }
    }
}
