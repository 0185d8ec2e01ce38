//! File sets: what a layer adds, checked and with includes put in place.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::form::{EntryForm, FormError, RepositoryForm};
use crate::clock::zone;
use crate::text::parse_octal_mode;
use crate::vfs::Path;

/// How deep includes may be nested.
const DEEPEST_INCLUDE: usize = 8;
/// Entries of a file set, with those of its includes.
const MOST_ENTRIES: usize = 20_000;
/// Files that one `bulk` entry may make.
const MOST_BULK: u32 = 20_000;
/// The largest file (or bulk) that an entry may ask for: 64 GiB.
const LARGEST: u64 = 64 << 30;

/// The entries of a layer, with the directories on their way that no layer below has.
#[derive(Debug, Default)]
pub(super) struct FileSet {
    /// What the random bytes of its files follow from: repository and name of the set.
    pub seed: String,
    /// Includes are in place.
    pub entries: Vec<EntryForm>,
    /// Directories that are not named but needed, parents first.
    pub parents: Vec<String>,
}

impl FileSet {
    /// The set `name` of a repository's file. `known` are the directories that the layers below have; those of this
    /// set are added.
    pub(super) fn read<'f>(
        forms: Forms<'f>,
        form: &'f RepositoryForm,
        file: &str,
        seed: String,
        name: &str,
        known: &mut BTreeSet<String>,
    ) -> Result<FileSet, FormError> {
        let mut entries = Vec::new();
        include(forms, form, file, name, 0, &mut entries)?;
        let mut paths = Vec::new();
        for entry in &entries {
            check(entry).map_err(|reason| FormError::of(file, format!("files.{name}: {reason}")))?;
            let inside = [&entry.folder, &entry.dir].into_iter().flatten().map(|path| Path::new(path));
            let above = [&entry.file, &entry.symlink, &entry.bulk].into_iter().flatten();
            paths.extend(inside.chain(above.map(|path| Path::new(path).parent())));
            if let Some(folder) = &entry.zones {
                paths.extend(zone::all().map(|(name, _)| Path::new(&format!("{folder}/{name}")).parent()));
            }
        }
        let named: BTreeSet<&String> = entries.iter().filter_map(|entry| entry.dir.as_ref()).collect();
        let mut parents = BTreeSet::new();
        for path in &paths {
            parents.extend(path.steps().map(String::from).filter(|step| !known.contains(step)));
        }
        known.extend(parents.iter().cloned());
        known.extend(named.iter().map(|path| path.to_string()));
        let parents = parents.into_iter().filter(|path| !named.contains(path)).collect();
        Ok(FileSet { seed, entries, parents })
    }

    /// How many files, folders and links it adds.
    pub(super) fn count(&self) -> usize {
        let of = |entry: &EntryForm| {
            let listed = entry.symlinks.len() + entry.hardlinks.len() + entry.programs.len();
            let listed = listed + entry.zones.iter().flat_map(|_| zone::all()).count();
            listed.max(entry.count.unwrap_or(1) as usize)
        };
        self.entries.iter().map(of).sum::<usize>() + self.parents.len()
    }

    /// SHA-256 of everything that its layers' bytes follow from, but platform and time.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        let text = serde_json::to_vec(&(&self.seed, &self.entries, &self.parents)).unwrap_or_default();
        Sha256::digest(text).into()
    }
}

/// Finds the file of another repository by its familiar name.
pub(super) type Forms<'a> = &'a dyn Fn(&str) -> Option<&'a RepositoryForm>;

fn include<'f>(
    forms: Forms<'f>,
    form: &'f RepositoryForm,
    file: &str,
    name: &str,
    depth: usize,
    entries: &mut Vec<EntryForm>,
) -> Result<(), FormError> {
    if depth > DEEPEST_INCLUDE {
        return Err(FormError::of(file, format!("files.{name}: includes are nested more than {DEEPEST_INCLUDE} deep")));
    }
    let (form, set) = find(forms, form, file, name)?;
    for entry in set {
        match (&entry.include, &entry.after) {
            (Some(other), _) => include(forms, form, file, other, depth + 1, entries)?,
            (None, Some(other)) => entries.push(behind(forms, form, file, other, entry)?),
            (None, None) => entries.push(entry.clone()),
        }
    }
    if entries.len() > MOST_ENTRIES {
        return Err(FormError::of(file, format!("files.{name}: more than {MOST_ENTRIES} entries")));
    }
    Ok(())
}

/// A file set by its name, with the repository's file that it stands in.
fn find<'f>(
    forms: Forms<'f>,
    form: &'f RepositoryForm,
    file: &str,
    name: &str,
) -> Result<(&'f RepositoryForm, &'f [EntryForm]), FormError> {
    let (form, set) = match name.split_once('#') {
        Some((other, set)) => (forms(other), set),
        None => (Some(form), name),
    };
    let found = form.and_then(|form| Some((form, form.files.get(set)?.as_slice())));
    found.ok_or_else(|| FormError::of(file, format!("there is no file set `{name}`")))
}

/// A file whose text goes on where that of another set's file of the same path ends.
fn behind<'f>(
    forms: Forms<'f>,
    form: &'f RepositoryForm,
    file: &str,
    name: &str,
    entry: &EntryForm,
) -> Result<EntryForm, FormError> {
    let (_, set) = find(forms, form, file, name)?;
    let before = set.iter().find(|other| other.file.is_some() && other.file == entry.file);
    let (Some(path), Some(before)) = (&entry.file, before.and_then(|other| other.text.as_ref())) else {
        let path = entry.file.as_deref().unwrap_or_default();
        return Err(FormError::of(file, format!("`{name}` has no text of `{path}`")));
    };
    let text = format!("{before}{}", entry.text.as_deref().unwrap_or_default());
    Ok(EntryForm { file: Some(path.clone()), text: Some(text), after: None, ..entry.clone() })
}

/// Permission bits of an entry, or the usual ones.
pub(super) fn mode(entry: &EntryForm, usual: u32) -> u32 {
    entry.mode.as_deref().and_then(parse_octal_mode).unwrap_or(usual)
}

fn check(entry: &EntryForm) -> Result<(), String> {
    let kinds = [
        ("dir", entry.dir.is_some()),
        ("file", entry.file.is_some()),
        ("symlink", entry.symlink.is_some()),
        ("symlinks", !entry.symlinks.is_empty()),
        ("hardlinks", !entry.hardlinks.is_empty()),
        ("programs", !entry.programs.is_empty()),
        ("bulk", entry.bulk.is_some()),
        ("zones", entry.zones.is_some()),
    ];
    let mut given = kinds.iter().filter(|(_, given)| *given).map(|(kind, _)| *kind);
    let Some(kind) = given.next() else {
        return Err(format!(
            "{entry:?} has none of dir, file, symlink, symlinks, hardlinks, programs, bulk, zones, include"
        ));
    };
    if let Some(other) = given.next() {
        return Err(format!("an entry is `{kind}` and `{other}` at once"));
    }
    let paths = [&entry.dir, &entry.file, &entry.symlink, &entry.bulk, &entry.zones, &entry.folder];
    for path in paths.into_iter().flatten() {
        if *Path::new(path) != **path {
            return Err(format!("`{path}` is no absolute path without . and .."));
        }
    }
    for name in entry.symlinks.iter().chain(&entry.hardlinks).chain(&entry.programs) {
        if name.is_empty() || name.contains('/') {
            return Err(format!("`{name}` is no file name"));
        }
    }
    if let Some(mode) = &entry.mode
        && parse_octal_mode(mode).is_none()
    {
        return Err(format!("mode `{mode}` is not octal (\"0644\")"));
    }
    if entry.size.unwrap_or(0).max(entry.pad_to.unwrap_or(0)) > LARGEST {
        return Err(format!("more than {LARGEST} bytes"));
    }
    if entry.count.unwrap_or(1) > MOST_BULK || entry.count == Some(0) {
        return Err(format!("count is 1 to {MOST_BULK}"));
    }
    let needs = |key: &str, given: bool| if given { Ok(()) } else { Err(format!("`{kind}` needs `{key}`")) };
    match kind {
        "symlink" => needs("to", entry.to.is_some()),
        "symlinks" | "hardlinks" => needs("to", entry.to.is_some()).and(needs("in", entry.folder.is_some())),
        "programs" => needs("in", entry.folder.is_some()).and(needs("size", entry.size.is_some())),
        "bulk" if entry.count.unwrap_or(1) > 1 && !entry.bulk.as_deref().is_some_and(|path| path.contains("{n}")) => {
            Err("a `bulk` path of several files needs `{n}`".into())
        }
        "bulk" => needs("size", entry.size.is_some()),
        "file" if entry.text.is_some() && (entry.size.is_some() || entry.writes.is_some()) => {
            Err("a file has `text`, or `writes`, or `size`".into())
        }
        "file" => {
            needs("text`, `writes` or `size", entry.text.is_some() || entry.writes.is_some() || entry.size.is_some())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::form;
    use super::*;

    fn set(text: &str) -> Result<FileSet, FormError> {
        let form = form::read("own.toml", text.as_bytes())?;
        FileSet::read(&|_| None, &form, "own.toml", "own".into(), "a", &mut BTreeSet::from(["/etc".to_string()]))
    }

    #[test]
    fn directories_that_no_layer_below_has_are_added() {
        let set = set("[files]\na = [{ file = \"/etc/x/y/z\", text = \"\" }, { dir = \"/etc/x\" }]").unwrap();
        assert_eq!(set.parents, ["/etc/x/y"]);
    }

    #[test]
    fn a_file_goes_on_where_that_of_another_set_ends() {
        let text = r#"
            [files]
            people = [{ file = "/etc/passwd", text = "root:x:0:0\n" }, { file = "/etc/group", text = "root:x:0:\n" }]
            a = [{ file = "/etc/passwd", after = "people", text = "web:x:33:33\n" }]
        "#;
        let entries = set(text).unwrap().entries;
        assert_eq!(entries[0].text.as_deref(), Some("root:x:0:0\nweb:x:33:33\n"));
        let refused = set(&text.replace("file = \"/etc/passwd\", after", "file = \"/x\", after")).unwrap_err();
        assert_eq!(refused.to_string(), "own.toml: `people` has no text of `/x`");
    }

    #[test]
    fn wrong_entries_are_refused_by_name() {
        let refused = |entry: &str| set(&format!("[files]\na = [{entry}]")).unwrap_err().to_string();
        insta::assert_snapshot!(refused("{ file = \"/a\" }"), @"own.toml: files.a: `file` needs `text`, `writes` or `size`");
        insta::assert_snapshot!(refused("{ file = \"/a\", dir = \"/b\" }"), @"own.toml: files.a: an entry is `dir` and `file` at once");
        insta::assert_snapshot!(refused("{ dir = \"/../b\" }"), @"own.toml: files.a: `/../b` is no absolute path without . and ..");
        insta::assert_snapshot!(refused("{ dir = \"/b\", mode = \"0999\" }"), @r#"own.toml: files.a: mode `0999` is not octal ("0644")"#);
        insta::assert_snapshot!(refused("{ include = \"b\" }"), @"own.toml: there is no file set `b`");
        insta::assert_snapshot!(refused("{ include = \"other#b\" }"), @"own.toml: there is no file set `other#b`");
        insta::assert_snapshot!(refused("{ include = \"a\" }"), @"own.toml: files.a: includes are nested more than 8 deep");
        insta::assert_snapshot!(refused("{ bulk = \"/x\", count = 2, size = 1 }"), @"own.toml: files.a: a `bulk` path of several files needs `{n}`");
    }
}
