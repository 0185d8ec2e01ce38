//! Properties: trees and overlays against a naive model of a file system.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::clock::Timestamp;
use crate::content::{LoadError, Loading, Origins, Part, Rope, Source, save};

/// Paths to files: a list, without directories that know their entries. The files of the model live in a list too, so
/// that two names can be one file.
#[derive(Clone, Debug, Default)]
struct Naive {
    names: BTreeMap<String, What>,
    files: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Directory,
    File(usize),
    Symlink(usize),
}

#[derive(Clone, Debug)]
enum Operation {
    Write(String, String),
    Append(String, String),
    MakeDir(String),
    Symlink(String),
    HardLink(String, String),
    RemoveFile(String),
    RemoveDir(String),
    Rename(String, String),
    SetMode(String, u32),
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "a-b", "c"]), 1..4)
        .prop_map(|names| format!("/{}", names.join("/")))
}

fn operation() -> impl Strategy<Value = Operation> {
    let text = || "[a-z]{0,6}".prop_map(String::from);
    prop_oneof![
        4 => (path(), text()).prop_map(|(path, text)| Operation::Write(path, text)),
        1 => (path(), text()).prop_map(|(path, text)| Operation::Append(path, text)),
        4 => path().prop_map(Operation::MakeDir),
        1 => path().prop_map(Operation::Symlink),
        2 => (path(), path()).prop_map(|(from, to)| Operation::HardLink(from, to)),
        3 => path().prop_map(Operation::RemoveFile),
        3 => path().prop_map(Operation::RemoveDir),
        3 => (path(), path()).prop_map(|(from, to)| Operation::Rename(from, to)),
        1 => (path(), 0_u32..0o1000).prop_map(|(path, mode)| Operation::SetMode(path, mode)),
    ]
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    prop::collection::vec(operation(), 0..40)
}

fn perform(files: &mut dyn Files, operation: &Operation) -> Result<(), Errno> {
    let identity = files.identity().clone();
    files.set_identity(Identity { now: identity.now.plus(crate::clock::SECOND), ..identity });
    match operation {
        Operation::Write(path, text) => files.write(path, text.clone().into(), 0o666),
        Operation::Append(path, text) => files.append(path, text.clone().into(), 0o666),
        Operation::MakeDir(path) => files.make_dir(path, 0o777),
        Operation::Symlink(path) => files.symlink("/not/there", path),
        Operation::HardLink(from, to) => files.hard_link(from, to),
        Operation::RemoveFile(path) => files.remove_file(path),
        Operation::RemoveDir(path) => files.remove_dir(path),
        Operation::Rename(from, to) => files.rename(from, to),
        Operation::SetMode(path, mode) => files.set_mode(path, *mode),
    }
}

impl Naive {
    fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.names.get(path) == Some(&What::Directory)
    }

    fn new_name_fits(&self, path: &str) -> bool {
        !self.names.contains_key(path) && self.is_directory(path.rsplit_once('/').unwrap().0)
    }

    fn below(&self, path: &str) -> Vec<String> {
        self.names.keys().filter(|name| name.starts_with(&format!("{path}/"))).cloned().collect()
    }

    /// Does what the operation should do. Says whether that works.
    fn perform(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::Write(path, text) | Operation::Append(path, text) => match self.names.get(path) {
                Some(What::File(number)) => {
                    let keep = matches!(operation, Operation::Append(..));
                    self.files[*number] = if keep { self.files[*number].clone() + text } else { text.clone() };
                }
                None if self.new_name_fits(path) => {
                    self.files.push(text.clone());
                    self.names.insert(path.clone(), What::File(self.files.len() - 1));
                }
                _ => return false,
            },
            Operation::MakeDir(path) | Operation::Symlink(path) => {
                if !self.new_name_fits(path) {
                    return false;
                }
                let directory = matches!(operation, Operation::MakeDir(_));
                self.files.push(String::new());
                self.names.insert(
                    path.clone(),
                    if directory { What::Directory } else { What::Symlink(self.files.len() - 1) },
                );
            }
            Operation::HardLink(from, to) => match self.names.get(from) {
                Some(what @ (What::File(_) | What::Symlink(_))) if self.new_name_fits(to) => {
                    self.names.insert(to.clone(), what.clone());
                }
                _ => return false,
            },
            Operation::RemoveFile(path) => match self.names.get(path) {
                Some(What::File(_) | What::Symlink(_)) => drop(self.names.remove(path)),
                _ => return false,
            },
            Operation::RemoveDir(path) => match self.names.get(path) {
                Some(What::Directory) if self.below(path).is_empty() => drop(self.names.remove(path)),
                _ => return false,
            },
            Operation::Rename(from, to) => {
                let Some(what) = self.names.get(from).cloned() else { return false };
                let directory = what == What::Directory;
                if directory && to.starts_with(&format!("{from}/")) {
                    return false;
                }
                if from == to {
                    return true;
                }
                match self.names.get(to) {
                    None if !self.new_name_fits(to) => return false,
                    Some(What::Directory) if !directory || !self.below(to).is_empty() => return false,
                    Some(What::File(_) | What::Symlink(_)) if directory => return false,
                    Some(other @ (What::File(_) | What::Symlink(_))) if *other == what => return true,
                    _ => {}
                }
                for name in self.below(from) {
                    let what = self.names.remove(&name).unwrap();
                    self.names.insert(format!("{to}{}", &name[from.len()..]), what);
                }
                self.names.remove(from);
                self.names.insert(to.clone(), what);
            }
            Operation::SetMode(path, _) => {
                return matches!(self.names.get(path), Some(What::File(_) | What::Directory));
            }
        }
        true
    }

    fn shown(&self) -> BTreeMap<String, String> {
        let show = |what: &What| match what {
            What::Directory => "directory".to_string(),
            What::Symlink(_) => "symlink".to_string(),
            What::File(number) => format!("file {}", self.files[*number]),
        };
        self.names.iter().map(|(path, what)| (path.clone(), show(what))).collect()
    }
}

fn shown(tree: &Tree) -> BTreeMap<String, String> {
    let show = |node: Node| match node.kind {
        NodeKind::Directory => "directory".to_string(),
        NodeKind::Symlink(_) => "symlink".to_string(),
        NodeKind::File(content) => format!("file {}", String::from_utf8_lossy(&content.to_bytes())),
        other => format!("{other:?}"),
    };
    tree.nodes_below("/").map(|(path, at)| (path, show(at.node()))).collect()
}

/// All that two trees have in common if they are equal but for the times of directories.
fn but_times(tree: &Tree) -> Vec<(String, Node)> {
    let timeless = |(path, mut node): (String, Node)| {
        if node.is_directory() {
            node.meta.mtime = Timestamp(0);
        }
        (path, node)
    };
    tree.walk().map(timeless).collect()
}

/// Whether a tree agrees with itself: link counts, number of nodes.
fn is_sound(tree: &Tree) -> bool {
    let mut groups: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (path, at) in tree.nodes_below("/") {
        if let super::directory::At::Leaf(super::directory::Leaf { link: Some(group), .. }) = at {
            groups.entry(*group).or_default().insert(path);
        }
    }
    let said: BTreeSet<BTreeSet<String>> =
        tree.links.get().groups().map(|names| names.iter().map(|name| name.to_string()).collect()).collect();
    tree.len() == tree.nodes_below("/").count() as u64
        && groups.values().all(|names| names.len() > 1)
        && said == groups.into_values().collect()
}

fn build(operations: &[Operation]) -> Tree {
    let mut tree = Tree::new();
    perform_all(&mut tree, operations);
    tree
}

fn perform_all(tree: &mut Tree, operations: &[Operation]) {
    for operation in operations {
        let _ = perform(tree, operation);
    }
}

/// No file with several names: they come apart when copied up, which the naive model does not know.
fn build_unlinked(operations: &[Operation]) -> Tree {
    let unlinked: Vec<_> =
        operations.iter().filter(|operation| !matches!(operation, Operation::HardLink(..))).cloned().collect();
    build(&unlinked)
}

#[derive(Default)]
struct Memory(BTreeMap<String, Bytes>);
impl Origins for Memory {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.0.get(sha256).cloned()
    }
    fn made(&self, _sha256: &str, _recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        None
    }
}

fn reloaded(overlay: Overlay) -> Overlay {
    let part = Part::new(overlay);
    let mut memory = BTreeMap::new();
    let put = &mut |digest: &str, bytes: Bytes| {
        memory.insert(digest.to_string(), bytes);
        Ok::<_, LoadError>(())
    };
    save(&part, &|_| false, put).unwrap();
    let memory = Memory(memory);
    let loaded: Part<Overlay> = Part::load(part.digest(), &Loading::new(&memory)).unwrap();
    loaded.get().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_equals_the_naive_model(operations in operations()) {
        let (mut tree, mut naive) = (Tree::new(), Naive::default());
        for operation in &operations {
            let before = tree.clone();
            let done = perform(&mut tree, operation);
            prop_assert_eq!(done.is_ok(), naive.perform(operation), "{:?} gave {:?}", operation, done);
            prop_assert!(done.is_ok() || tree == before, "a failed {:?} changed something", operation);
        }
        prop_assert_eq!(shown(&tree), naive.shown());
        prop_assert!(is_sound(&tree));
    }

    #[test]
    fn an_overlay_equals_the_naive_model(below in operations(), above in operations()) {
        let merged = build_unlinked(&below);
        let mut naive = Naive::default();
        for operation in below.iter().filter(|operation| !matches!(operation, Operation::HardLink(..))) {
            naive.perform(operation);
        }
        let below = naive.shown();
        let layer = Tree::new().changes_to(&merged);
        let mut overlay = Overlay::new([layer].into(), merged.clone());
        for operation in &above {
            let before = overlay.clone();
            let done = perform(&mut overlay, operation);
            if done == Err(Errno::CrossDevice) {
                continue;
            }
            prop_assert_eq!(done.is_ok(), naive.perform(operation), "{:?} gave {:?}", operation, done);
            prop_assert!(done.is_ok() || overlay == before, "a failed {:?} changed something", operation);
            prop_assert_eq!(&merged.apply(overlay.upper()), overlay.view(), "after {:?}", operation);
        }
        let above = naive.shown();
        prop_assert_eq!(shown(overlay.view()), above.clone());
        prop_assert!(is_sound(overlay.view()));
        prop_assert_eq!(but_times(&merged.apply(&overlay.changes())), but_times(overlay.view()));
        prop_assert_eq!(&reloaded(overlay.clone()), &overlay);
        for (kind, path) in overlay.diff() {
            let expected = match (below.contains_key(&path), above.contains_key(&path)) {
                (true, true) => ChangeKind::Modified,
                (false, true) => ChangeKind::Added,
                _ => ChangeKind::Deleted,
            };
            prop_assert_eq!(kind, expected, "{}", path);
        }
        for path in above.keys() {
            let origin = overlay.origin(path).unwrap();
            prop_assert_eq!(origin.layer == 0, overlay.upper().get(path).is_none(), "{}", path);
        }
    }

    #[test]
    fn an_overlay_over_linked_files_stays_in_step(below in operations(), above in operations()) {
        let merged = build(&below);
        let mut overlay = Overlay::new([Tree::new().changes_to(&merged)].into(), merged.clone());
        for operation in &above {
            let before = overlay.clone();
            let done = perform(&mut overlay, operation);
            prop_assert!(done.is_ok() || overlay == before, "a failed {:?} changed something", operation);
            prop_assert_eq!(&merged.apply(overlay.upper()), overlay.view(), "after {:?}", operation);
        }
        prop_assert!(is_sound(overlay.view()));
        prop_assert_eq!(but_times(&merged.apply(&overlay.changes())), but_times(overlay.view()));
        let upper = overlay.upper().clone();
        prop_assert_eq!(&Overlay::with_upper(overlay.lowers().into(), merged, upper), &overlay);
        prop_assert_eq!(&reloaded(overlay.clone()), &overlay);
    }

    #[test]
    fn a_changeset_turns_one_tree_into_the_other(below in operations(), first in operations(), second in operations()) {
        let (mut a, mut b) = (build(&below), build(&below));
        let common = a.clone();
        perform_all(&mut a, &first);
        let mut other = a.clone();
        perform_all(&mut b, &second);
        perform_all(&mut other, &second);
        for (from, to) in [(&common, &a), (&a, &common), (&a, &b), (&a, &other), (&other, &a), (&b, &Tree::new())] {
            let changes = from.changes_to(to);
            prop_assert_eq!(but_times(&from.apply(&changes)), but_times(to), "by {:?}", changes.iter().collect::<Vec<_>>());
            prop_assert!(is_sound(&from.apply(&changes)));
        }
        prop_assert!(a.changes_to(&a).is_empty());
        prop_assert_eq!(&common, &build(&below));
    }

    #[test]
    fn a_changeset_is_a_map(sets in prop::collection::vec((path(), 0..4_u8), 0..30)) {
        let (mut changes, mut naive) = (Changes::new(), BTreeMap::new());
        for (path, what) in sets {
            let directory = Node::directory(Meta::of_mode(0o755));
            let change = match what {
                0 => Change::Put(directory),
                1 => Change::Put(Node::file(Meta::default(), "x")),
                2 => Change::Whiteout,
                _ => {
                    changes.forget(&path);
                    naive.retain(|name: &String, _| super::path::below(name, &path).is_none());
                    continue;
                }
            };
            if what > 0 {
                naive.retain(|name: &String, _| super::path::below(name, &path).is_none());
            }
            changes.set(&path, change.clone());
            naive.insert(path, change);
        }
        let listed: BTreeMap<String, Change> = changes.iter().map(|(path, change)| (path.to_string(), change.clone())).collect();
        prop_assert!(naive.iter().all(|(path, change)| changes.get(path) == Some(change)));
        prop_assert_eq!(changes.is_empty(), naive.is_empty());
        prop_assert_eq!(listed, naive);
        let order: Vec<Vec<&str>> = changes.iter().map(|(path, _)| path.split('/').collect()).collect();
        prop_assert!(order.is_sorted());
    }
}

#[test]
fn a_tree_is_saved_a_directory_at_a_time() {
    let mut tree = Tree::new();
    for directory in 0..20 {
        for file in 0..20 {
            tree.put(&format!("/{directory}/{file}"), Node::file(Meta::of_mode(0o644), "x")).unwrap();
        }
    }
    let count = |tree: &Tree, known: &mut BTreeSet<String>| {
        let mut new = vec![];
        let put = &mut |digest: &str, _: Bytes| {
            new.push(digest.to_string());
            Ok::<_, LoadError>(())
        };
        save(&Part::new(tree.clone()), &|digest| known.contains(digest), put).unwrap();
        known.extend(new.iter().cloned());
        new.len()
    };
    let mut known = BTreeSet::new();
    // Twenty directories with the same entries are one document; the root, the links and the tree itself.
    assert_eq!(count(&tree, &mut known), 4);
    tree.write("/7/3", Rope::from("other"), 0o644).unwrap();
    assert_eq!(count(&tree, &mut known), 3);
}
