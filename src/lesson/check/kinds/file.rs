//! Files on the learner's machine.

use crate::image::{Limits, gzip, tar};
use crate::lesson::check::forms::{Expression, Many, Wildcard};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;
use crate::vfs::{FileType, Files};

/// Bytes and entries of an archive that a check looks into.
const ARCHIVE_LIMITS: Limits = Limits { bytes: 4 << 30, entries: 100_000 };

keys! {
    /// A file is there.
    pub(super) struct File {
        /// a path where the learner stands or in the working directory, absolute, or beginning with `~/`
        file: String,
        /// it is a tar archive with these entries (names or patterns)
        #[serde(default)]
        archive_has: Many<Wildcard>,
        /// found in it
        matches: Option<Expression>,
        /// whether it is a directory
        directory: Option<bool>,
    }
}

impl Ask for File {
    fn has_subject(&self, view: &View<'_>) -> bool {
        let only_there = self.archive_has.is_empty() && self.matches.is_none() && self.directory.is_none();
        only_there || view.paths(&self.file).iter().any(|path| view.now.files.stat(path, true).is_ok())
    }

    fn holds(&self, view: &View<'_>) -> bool {
        view.paths(&self.file).iter().any(|path| self.holds_at(view, path))
    }

    fn says(&self, not: bool) -> String {
        let path = &self.file;
        match (self.archive_has.is_empty(), &self.matches) {
            (false, _) => tell::goal_archive(path, is(not), &self.archive_has),
            (true, Some(_)) => tell::goal_file_as_asked(path, is(not)),
            (true, None) => tell::goal_file(path, is(not)),
        }
    }
}

impl File {
    fn holds_at(&self, view: &View<'_>, path: &str) -> bool {
        let Ok(stat) = view.now.files.stat(path, true) else { return false };
        self.directory.is_none_or(|directory| (stat.kind == FileType::Directory) == directory)
            && (self.archive_has.is_empty() || {
                let names = entries(view, path).unwrap_or_default();
                self.archive_has.iter().all(|wanted| names.iter().any(|name| wanted.fits(name)))
            })
            && self
                .matches
                .as_ref()
                .is_none_or(|expression| view.text_at(path).is_some_and(|text| expression.is_in(&text)))
    }
}

/// The names in an archive.
fn entries(view: &View<'_>, path: &str) -> Option<Vec<String>> {
    let content = view.now.files.read(path).ok()?;
    let archive = gzip::decompress(&content, ARCHIVE_LIMITS).ok()?;
    let entries = tar::read(&archive, ARCHIVE_LIMITS).ok()?;
    let plain = |path: &str| path.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/').to_string();
    Some(entries.iter().map(|entry| plain(&entry.path)).collect())
}
