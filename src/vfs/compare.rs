//! Comparing trees: equality, the changeset between two, and `docker diff`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::directory::{At, Directory, Entry, Leaf};
use super::path::{join, order};
use super::{Change, ChangeKind, Changes, Meta, Node, NodeKind, Tree};

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        if self.root.is_same(&other.root) && self.links == other.links {
            return true;
        }
        self.nodes == other.nodes && same_directory(self.root(), other.root()) && same_links(self, other)
    }
}
impl Eq for Tree {}

fn same_directory(a: &Directory, b: &Directory) -> bool {
    let same = |(a_name, a): (&Arc<str>, &Entry), (b_name, b): (&Arc<str>, &Entry)| {
        a_name == b_name
            && match (a, b) {
                (Entry::Directory(a), Entry::Directory(b)) => a.is_same(b) || same_directory(a.get(), b.get()),
                (Entry::Leaf(a), Entry::Leaf(b)) => a.looks_like(b),
                _ => false,
            }
    };
    a.meta == b.meta
        && a.entries.len() == b.entries.len()
        && a.entries.iter().zip(b.entries.iter()).all(|(a, b)| same(a, b))
}

/// Whether the same names belong together; the numbers of the groups do not matter.
fn same_links(a: &Tree, b: &Tree) -> bool {
    let groups = |tree: &Tree| tree.links.get().groups().cloned().collect::<BTreeSet<_>>();
    a.links == b.links || groups(a) == groups(b)
}

impl Tree {
    /// What turns `self` into `other` (image-spec layer.md, "Creating"), as containerd's differ sees it: a directory
    /// is a change if its mode or owner changed or if something in it did; its time alone does not count, nor does the
    /// root itself. If a name of a file is new or changed, all its names are in the changeset.
    pub fn changes_to(&self, other: &Tree) -> Changes {
        let mut comparison = Comparison { old: self, new: other, changes: Changes::new(), anchors: BTreeMap::new() };
        comparison.directory("/", self.root(), other.root());
        comparison.changes
    }

    /// What `docker diff` lists for a container that shows `self` over an image that shows `image`: sorted by path. A
    /// directory's time does not count; one with a change inside is listed as modified (moby/go-archive `changes.go`).
    pub fn changed_paths(&self, image: &Tree) -> Vec<(ChangeKind, String)> {
        let mut listed = Vec::new();
        list("/", Some(image.root()), self.root(), &mut listed);
        listed
    }
}

fn list(path: &str, old: Option<&Directory>, new: &Directory, listed: &mut Vec<(ChangeKind, String)>) {
    let mut names: BTreeSet<&Arc<str>> = new.entries.keys().collect();
    names.extend(old.into_iter().flat_map(|old| old.entries.keys()));
    for name in names {
        let path = join(path, name);
        let before = old.and_then(|old| old.entries.get(name));
        let at = listed.len();
        match (before, new.entries.get(name)) {
            (_, None) => listed.push((ChangeKind::Deleted, path)),
            (None, Some(Entry::Leaf(_))) => listed.push((ChangeKind::Added, path)),
            (None, Some(Entry::Directory(new))) => {
                listed.push((ChangeKind::Added, path.clone()));
                list(&path, None, new.get(), listed);
            }
            (Some(Entry::Directory(old)), Some(Entry::Directory(new))) => {
                if old.is_same(new) {
                    continue;
                }
                list(&path, Some(old.get()), new.get(), listed);
                if listed.len() > at || !same_but_time(&old.get().meta, &new.get().meta) {
                    listed.insert(at, (ChangeKind::Modified, path));
                }
            }
            (Some(Entry::Leaf(old)), Some(Entry::Leaf(new))) => {
                if !old.looks_like(new) {
                    listed.push((ChangeKind::Modified, path));
                }
            }
            (Some(Entry::Directory(_)), Some(Entry::Leaf(_))) => listed.push((ChangeKind::Modified, path)),
            (Some(Entry::Leaf(_)), Some(Entry::Directory(new))) => {
                listed.push((ChangeKind::Modified, path.clone()));
                list(&path, None, new.get(), listed);
            }
        }
    }
}

fn same_but_time(a: &Meta, b: &Meta) -> bool {
    (a.mode, a.uid, a.gid) == (b.mode, b.uid, b.gid) && a.xattrs == b.xattrs
}

struct Comparison<'a> {
    old: &'a Tree,
    new: &'a Tree,
    changes: Changes,
    /// For a group of names in the old tree: the first name that looks the same in the new one.
    anchors: BTreeMap<u64, Option<Arc<str>>>,
}

impl Comparison<'_> {
    /// Compares two directories. Says whether there was a change.
    fn directory(&mut self, path: &str, old: &Directory, new: &Directory) -> bool {
        let mut names: BTreeSet<&Arc<str>> = new.entries.keys().collect();
        names.extend(old.entries.keys());
        let mut changed = false;
        for name in names {
            let path = join(path, name);
            changed |= match (old.entries.get(name), new.entries.get(name)) {
                (_, None) => {
                    self.changes.set(&path, Change::Whiteout);
                    true
                }
                (Some(Entry::Directory(old)), Some(Entry::Directory(new))) => {
                    let changed = !old.is_same(new)
                        && (self.directory(&path, old.get(), new.get())
                            || !same_but_time(&old.get().meta, &new.get().meta));
                    if changed {
                        self.put(&path, At::Directory(new.get()));
                    }
                    changed
                }
                (Some(Entry::Leaf(old)), Some(Entry::Leaf(new)))
                    if old.looks_like(new) && self.is_linked_as_before(&path, old, new) =>
                {
                    false
                }
                (_, Some(new)) => {
                    self.put_all(&path, new);
                    true
                }
            };
        }
        changed
    }

    fn put(&mut self, path: &str, at: At) {
        self.changes.set(path, Change::Put(at.node()));
    }

    fn put_all(&mut self, path: &str, entry: &Entry) {
        match entry {
            Entry::Leaf(leaf) => self.put_leaf(path, leaf),
            Entry::Directory(directory) => {
                self.put(path, entry.at());
                for (name, entry) in directory.get().entries.iter() {
                    self.put_all(&join(path, name), entry);
                }
            }
        }
    }

    /// Puts a leaf under all its names.
    fn put_leaf(&mut self, path: &str, leaf: &Leaf) {
        let names = self.new.names_of(path);
        for (name, node) in linked_nodes(&names, leaf) {
            let parents = name.match_indices('/').skip(1).map(|(slash, _)| &name[..slash]);
            for parent in parents {
                if let (None, Some(at)) = (self.changes.get(parent), self.new.at(parent)) {
                    self.put(parent, at);
                }
            }
            self.changes.set(name, Change::Put(node));
        }
    }

    /// Whether applying the other changes leaves the name with the names that it has in the new tree.
    fn is_linked_as_before(&mut self, path: &str, old: &Leaf, new: &Leaf) -> bool {
        if old.link.is_none() && new.link.is_none() {
            return true;
        }
        let (before, after) = (self.old.names_of(path), self.new.names_of(path));
        if before == after {
            return true;
        }
        if after.iter().any(|name| !before.contains(name)) {
            return false;
        }
        let Some(group) = old.link else { return true };
        let (old_tree, new_tree) = (self.old, self.new);
        let anchor = self.anchors.entry(group).or_insert_with(|| {
            let stays = |name: &&Arc<str>| match (old_tree.leaf(name), new_tree.leaf(name)) {
                (Some(old), Some(new)) => old.looks_like(new),
                _ => false,
            };
            before.iter().find(stays).cloned()
        });
        anchor.as_ref().is_some_and(|anchor| after.contains(anchor))
    }
}

/// One node for each name of a leaf: the file under the first (in the order of walking), hard links under the others.
pub(super) fn linked_nodes<'a>(names: &'a [Arc<str>], leaf: &Leaf) -> Vec<(&'a str, Node)> {
    let first = names.iter().min_by(|a, b| order(a, b));
    let Some(first) = first else { return vec![] };
    let link = |name| {
        let kind = NodeKind::HardLink(first.to_string());
        if name == first { leaf.node() } else { Node { meta: leaf.meta.clone(), kind } }
    };
    names.iter().map(|name| (&**name, link(name))).collect()
}
