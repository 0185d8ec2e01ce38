//! [`Changes`]: what one layer adds, changes and hides.

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::allowance;
use crate::content::{LoadError, Part, Parts, Visit, VisitMut, parts};

use super::path::names;
use super::{BLOCK, Node, NodeKind};

/// Bytes of a symbolic link's target that fit into its inode (ext4).
const INLINE_SYMLINK: usize = 59;

/// Units of work that a directory on the way costs, where there was none.
const LISTING_WORK: u64 = 512;

/// A changeset, as a layer's tar holds it (image-spec layer.md): a persistent map from path to change.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    pub(super) top: Part<Listing>,
}

/// What is said of the entries of one directory. Keys are whole paths.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Listing {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    slots: BTreeMap<Arc<str>, Slot>,
}

/// What is said of one path, and of what is below it. One of both at least.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Slot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<Part<Listing>>,
}

/// What a changeset says of one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Added or changed in full.
    Put(Node),
    /// A directory that also hides everything the layers below have in it (`.wh..wh..opq`).
    PutOpaque(Node),
    /// Removed (`.wh.NAME`).
    Whiteout,
}

/// A letter of `docker diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    Modified = 0,
    Added = 1,
    Deleted = 2,
}

impl Change {
    /// The node that is put there.
    pub fn node(&self) -> Option<&Node> {
        match self {
            Change::Put(node) | Change::PutOpaque(node) => Some(node),
            Change::Whiteout => None,
        }
    }

    /// Whether what layers below have at this path and below it cannot be seen.
    pub(super) fn hides_below(&self) -> bool {
        !matches!(self, Change::Put(node) if node.is_directory())
    }
}

/// The paths that lead to `path`, itself last: `/a`, `/a/b`. The root is the empty path here.
fn steps(path: &str) -> impl Iterator<Item = String> {
    let mut step = String::new();
    let root = names(path).next().is_none().then(String::new);
    root.into_iter().chain(names(path).map(move |name| {
        step.push('/');
        step.push_str(name);
        step.clone()
    }))
}

fn shown(key: &str) -> &str {
    if key.is_empty() { "/" } else { key }
}

impl Changes {
    /// No change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what is said of `path` (absolute, normalised). Directories on the way that the changeset does not
    /// mention stay unmentioned. If nothing can be below it any more, what was said of paths below it is forgotten.
    pub fn set(&mut self, path: &str, change: Change) {
        let clear = !change.node().is_some_and(Node::is_directory);
        let mut steps = steps(path).peekable();
        let mut listing = self.top.get_mut();
        while let Some(step) = steps.next() {
            let slot = listing.slots.entry(step.into()).or_default();
            if steps.peek().is_none() {
                slot.change = Some(change);
                if clear {
                    slot.below = None;
                }
                return;
            }
            if slot.below.is_none() {
                allowance::insist(LISTING_WORK);
            }
            listing = slot.below.get_or_insert_default().get_mut();
        }
    }

    /// Forgets what is said of `path` and of everything below it.
    pub fn forget(&mut self, path: &str) {
        fn forget(listing: &mut Listing, steps: &[String]) {
            match steps {
                [] => {}
                [last] => {
                    listing.slots.remove(last.as_str());
                }
                [first, rest @ ..] => {
                    let Some(slot) = listing.slots.get_mut(first.as_str()) else { return };
                    if let Some(below) = &mut slot.below {
                        forget(below.get_mut(), rest);
                        if below.get().slots.is_empty() {
                            slot.below = None;
                        }
                    }
                    if slot.change.is_none() && slot.below.is_none() {
                        listing.slots.remove(first.as_str());
                    }
                }
            }
        }
        if self.slot(path).is_some() {
            forget(self.top.get_mut(), &steps(path).collect::<Vec<_>>());
        }
    }

    fn slot(&self, path: &str) -> Option<&Slot> {
        let path = if path == "/" { "" } else { path };
        let mut listing = self.top.get();
        let mut from = 1;
        while let Some(slash) = path.get(from..).and_then(|rest| rest.find('/')) {
            listing = listing.slots.get(&path[..from + slash])?.below.as_ref()?.get();
            from += slash + 1;
        }
        listing.slots.get(path)
    }

    /// What is said of `path` (absolute, normalised).
    pub fn get(&self, path: &str) -> Option<&Change> {
        self.slot(path)?.change.as_ref()
    }

    /// Whether it mentions `path` or something below it.
    pub fn reaches(&self, path: &str) -> bool {
        self.slot(path).is_some()
    }

    /// All changes, parents first, siblings sorted by name.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (&str, &Change)> + '_> {
        Box::new(self.slots().filter_map(|(path, slot)| Some((path, slot.change.as_ref()?))))
    }

    fn slots(&self) -> impl Iterator<Item = (&str, &Slot)> {
        let mut stack: Vec<btree_map::Iter<'_, Arc<str>, Slot>> = vec![self.top.get().slots.iter()];
        std::iter::from_fn(move || {
            loop {
                let Some((path, slot)) = stack.last_mut()?.next() else {
                    stack.pop();
                    continue;
                };
                if let Some(below) = &slot.below {
                    stack.push(below.get().slots.iter());
                }
                return Some((shown(path), slot));
            }
        })
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.top.get().slots.is_empty()
    }

    /// What the unpacked changeset takes on disk: blocks of `BLOCK` bytes for each file's content (a file with several
    /// names once) and one block for each directory, the root included (containerd continuity `fs/du_unix.go`). A short
    /// symbolic link, a whiteout, a device take none.
    pub fn disk_usage(&self) -> u64 {
        let blocks = |slot: &Slot| match &slot.change {
            // A directory on the way that the changeset does not mention has to be there all the same.
            None => 1,
            Some(Change::Whiteout) => 0,
            Some(Change::Put(node) | Change::PutOpaque(node)) => match &node.kind {
                NodeKind::Directory => 1,
                NodeKind::File(content) => content.len().div_ceil(BLOCK),
                NodeKind::Symlink(target) => u64::from(target.len() > INLINE_SYMLINK),
                _ => 0,
            },
        };
        let below_root = self.slots().filter(|(path, _)| *path != "/").map(|(_, slot)| blocks(slot));
        below_root.fold(1, u64::saturating_add).saturating_mul(BLOCK)
    }

    /// Sum of file sizes in bytes.
    pub fn file_bytes(&self) -> u64 {
        let sizes = self.iter().map(|(_, change)| match change.node().map(|node| &node.kind) {
            Some(NodeKind::File(content)) => content.len(),
            _ => 0,
        });
        sizes.fold(0, u64::saturating_add)
    }
}

impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        self.top.is_same(&other.top) || self.iter().eq(other.iter())
    }
}
impl Eq for Changes {}

impl<P: AsRef<str>> FromIterator<(P, Change)> for Changes {
    fn from_iter<I: IntoIterator<Item = (P, Change)>>(changes: I) -> Self {
        let mut all = Changes::new();
        changes.into_iter().for_each(|(path, change)| all.set(path.as_ref(), change));
        all
    }
}

parts!(Changes { top } besides {});
parts!(Listing { slots } besides {});
parts!(Slot { change, below } besides {});

impl Parts for Change {
    fn parts(&self, visit: &mut Visit<'_>) {
        if let Some(node) = self.node() {
            node.parts(visit);
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        match self {
            Change::Put(node) | Change::PutOpaque(node) => node.parts_mut(visit),
            Change::Whiteout => Ok(()),
        }
    }
}
