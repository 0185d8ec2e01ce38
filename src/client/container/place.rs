//! Where a copy goes and what its entries are called (moby/go-archive `copy.go`): rules on paths alone.

use crate::client::failure::{Failure, Outcome};
use crate::text::clean;

/// What is known of a source or a destination (`CopyInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// As it was given: a slash or a dot at its end says that it is a directory.
    pub(super) path: String,
    pub(super) exists: bool,
    pub(super) directory: bool,
    /// The name that the source's entries get, where it is not that of the path.
    pub(super) rebase: String,
}

/// The last part of a path (Go's `filepath.Base`): `.` for an empty one.
pub(super) fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// Whether the path means what is in a directory: its last part is a dot, or it is empty.
pub(super) fn is_current(path: &str) -> bool {
    base(path) == "."
}

/// Whether the path says that it is a directory.
pub(super) fn asserts_directory(path: &str) -> bool {
    path.ends_with('/') || is_current(path)
}

/// `cleaned` with the dot or the slash that `original` ends with (`PreserveTrailingDotOrSeparator`).
pub(super) fn keep_end(cleaned: &str, original: &str) -> String {
    let slash = if cleaned.ends_with('/') { "" } else { "/" };
    match () {
        _ if !is_current(cleaned) && is_current(original) => format!("{cleaned}{slash}."),
        _ if original.ends_with('/') => format!("{cleaned}{slash}"),
        _ => cleaned.into(),
    }
}

/// Directory and name (`SplitPathDirEntry`).
pub(super) fn split_entry(path: &str) -> (String, String) {
    let cleaned = clean(path);
    if is_current(path) {
        return (cleaned, ".".into());
    }
    match cleaned.rsplit_once('/') {
        Some(("", "")) => ("/".into(), "/".into()),
        Some(("", name)) => ("/".into(), name.into()),
        Some((directory, name)) => (directory.into(), name.into()),
        None => (".".into(), cleaned),
    }
}

/// Where `link`, a symbolic link to `target`, leads.
pub(super) fn link_target(link: &str, target: &str) -> String {
    if target.starts_with('/') { target.into() } else { clean(&format!("{}/{target}", split_entry(link).0)) }
}

/// The path that `path` leads to, `resolved`, with the end of `path`; and the name that its entries get to be called after
/// `path` (`GetRebaseName`; empty if they are).
pub(super) fn rebase_name(path: &str, resolved: &str) -> (String, String) {
    let resolved = keep_end(resolved, path);
    let name = if base(path) == base(&resolved) { "" } else { base(path) };
    (resolved, name.into())
}

/// Another first part for the names of entries (`newNameRebaser`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Renaming {
    old: String,
    new: String,
}

impl Renaming {
    pub(super) fn new(old: &str, new: &str) -> Self {
        Renaming { old: old.trim_end_matches('/').into(), new: new.trim_end_matches('/').into() }
    }

    /// The new name of an entry.
    pub(super) fn of(&self, name: &str) -> String {
        let Renaming { old, new } = self;
        if old.is_empty() {
            let name = name.trim_start_matches('/');
            return if new.is_empty() { name.into() } else { format!("{new}/{name}") };
        }
        if old == "." {
            // All that is in a directory, and the directory itself.
            return if name == "." { new.clone() } else { format!("{new}/{}", name.trim_start_matches("./")) };
        }
        match name.strip_prefix(old.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{new}{rest}"),
            _ => name.into(),
        }
    }
}

/// The directory to unpack in, and how the entries are renamed, if they are (`PrepareArchiveCopy`).
pub(super) fn arrange(source: &Place, destination: &Place) -> Outcome<(String, Option<Renaming>)> {
    if destination.exists && destination.directory {
        return Ok((destination.path.clone(), None));
    }
    if destination.exists && source.directory {
        return Err(Failure::new("cannot copy directory"));
    }
    if !destination.exists && !source.directory && asserts_directory(&destination.path) {
        return Err(Failure::new("no such directory"));
    }
    let (directory, name) = split_entry(&destination.path);
    let from = if source.rebase.is_empty() { split_entry(&source.path).1 } else { source.rebase.clone() };
    Ok((directory, Some(Renaming::new(&from, &name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_as_go_splits_them() {
        for (path, directory, name) in [
            ("/a/b", "/a", "b"),
            ("/a/b/.", "/a/b", "."),
            ("/a/", "/", "a"),
            ("/", "/", "/"),
            ("a", ".", "a"),
            ("a/./", "a", "."),
            ("", ".", "."),
        ] {
            assert_eq!(split_entry(path), (directory.into(), name.into()), "{path}");
        }
        assert_eq!(keep_end("/w/a", "a/."), "/w/a/.");
        assert_eq!(keep_end("/w/a", "a/"), "/w/a/");
        assert_eq!(keep_end("/", "/"), "/");
    }

    #[test]
    fn names_of_entries_get_another_first_part() {
        let renamed = |old, new, name: &str| Renaming::new(old, new).of(name);
        assert_eq!(renamed("src", "dst", "src/a"), "dst/a");
        assert_eq!(renamed("src", "dst", "src2/a"), "src2/a");
        assert_eq!(renamed(".", "new", "./"), "new/");
        assert_eq!(renamed(".", "new", "./a"), "new/a");
        assert_eq!(renamed(".", "new", ".hidden"), "new/.hidden");
        assert_eq!(renamed(".", "new", "."), "new");
        assert_eq!(renamed("/", "new", "/etc"), "new/etc");
        assert_eq!(renamed("/", "/", "/etc"), "etc");
        assert_eq!(rebase_name("/w/link/", "/w/real"), ("/w/real/".into(), "link".into()));
        assert_eq!(rebase_name("/w/link/.", "/w/real"), ("/w/real/.".into(), String::new()));
    }

    #[test]
    fn where_a_copy_goes_follows_what_is_there() {
        let source = |path: &str, directory| Place { path: path.into(), exists: true, directory, ..Place::default() };
        let new = |path: &str| Place { path: path.into(), ..Place::default() };
        let there = |path: &str, directory| Place { path: path.into(), exists: true, directory, ..Place::default() };
        let arranged = |source: Place, destination: Place| {
            arrange(&source, &destination).map_or_else(
                |failure| failure.to_string(),
                |(directory, renaming)| match renaming {
                    Some(Renaming { old, new }) => format!("{directory} {old}>{new}"),
                    None => directory,
                },
            )
        };
        assert_eq!(arranged(source("/w/src", true), new("/new")), "/ src>new");
        assert_eq!(arranged(source("/w/src", true), there("/tmp", true)), "/tmp");
        assert_eq!(arranged(source("/w/src/.", true), new("/new")), "/ .>new");
        assert_eq!(arranged(source("/w/src", true), new("")), ". src>.");
        assert_eq!(arranged(source("/w/f", false), there("/g", false)), "/ f>g");
        assert_eq!(arranged(source("/w/f", false), new("/d/")), "no such directory");
        assert_eq!(arranged(source("/w/f", false), new("")), "no such directory");
        assert_eq!(arranged(source("/w/src", true), there("/g", false)), "cannot copy directory");
    }
}
