//! [`Overlay`]: the union view, with copy-up and whiteouts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directory::{At, Leaf};
use super::path::{join, names, split};
use super::{Change, ChangeKind, Changes, Identity, Tree};

/// A stack of read-only changesets with a writable one on top, as the kernel's overlayfs unites them.
///
/// The union of the lower ones is kept as a tree, so reading costs the same however many layers there are; so is what
/// one sees. Every write goes to both the view and the upper changeset.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overlay {
    pub(super) lowers: Arc<[Changes]>,
    /// The union of the lower ones.
    pub(super) merged: Tree,
    /// What one sees: `merged` with `upper` over it.
    pub(super) view: Tree,
    pub(super) upper: Changes,
    /// Paths copied up, with bytes, until somebody takes them.
    #[serde(skip)]
    pub(super) copied_up: Vec<(String, u64)>,
}

/// Where a path of the union comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Index of the layer that provides what one sees, 0 at the bottom; `lowers().len()` is the writable layer.
    pub layer: usize,
    /// Layers below that also have the path, and are hidden by it; top first.
    pub hidden: Vec<usize>,
}

impl Overlay {
    /// A union of `lowers` (bottom first), whose merged view is `merged`, with an empty writable layer.
    pub fn new(lowers: Arc<[Changes]>, merged: Tree) -> Self {
        Overlay { lowers, view: merged.clone(), merged, upper: Changes::new(), copied_up: Vec::new() }
    }

    /// The same with a writable layer that has already been written to.
    pub fn with_upper(lowers: Arc<[Changes]>, merged: Tree, upper: Changes) -> Self {
        Overlay { lowers, view: merged.apply(&upper), merged, upper, copied_up: Vec::new() }
    }

    /// The read-only layers, bottom first.
    pub fn lowers(&self) -> &[Changes] {
        &self.lowers
    }

    /// The union of the read-only layers.
    pub fn merged(&self) -> &Tree {
        &self.merged
    }

    /// The writable layer.
    pub fn upper(&self) -> &Changes {
        &self.upper
    }

    /// What one sees.
    pub fn view(&self) -> &Tree {
        &self.view
    }

    /// What a commit makes a layer of (see [`Tree::changes_to`]).
    pub fn changes(&self) -> Changes {
        self.merged.changes_to(&self.view)
    }

    /// What the writable layer changes, as `docker diff` lists it: sorted by path; a directory with changed content is listed as modified.
    pub fn diff(&self) -> Vec<(ChangeKind, String)> {
        self.view.changed_paths(&self.merged)
    }

    /// Where `path` comes from (symbolic links on the way are followed, at its end not); `None` if it is not seen.
    pub fn origin(&self, path: &str) -> Option<Origin> {
        let place = self.view.find(path, false, &Identity::default()).ok()?;
        place.found?;
        let layers: Vec<&Changes> = self.lowers.iter().chain([&self.upper]).collect();
        let has = |layer: &&Changes| layer.get(&place.path).is_some_and(|change| change.node().is_some());
        let mut having = (0..layers.len()).rev().filter(|index| layers.get(*index).is_some_and(has));
        if let Some(layer) = having.next() {
            return Some(Origin { layer, hidden: having.collect() });
        }
        // A directory that no layer mentions comes from the first that has something in it.
        let layer = layers.iter().position(|layer| layer.reaches(&place.path)).unwrap_or(0);
        Some(Origin { layer, hidden: Vec::new() })
    }

    /// Paths copied up since the last call (path, bytes copied).
    pub fn take_copied_up(&mut self) -> Vec<(String, u64)> {
        std::mem::take(&mut self.copied_up)
    }

    /// Whether the upper changeset has the node at `path`.
    pub(super) fn in_upper(&self, path: &str) -> bool {
        self.upper.get(path).is_some_and(|change| change.node().is_some())
    }

    /// What would be seen at `path` if the upper changeset said nothing of it.
    pub(super) fn below_upper(&self, path: &str) -> Option<At<'_>> {
        let hides = |path: &str| self.upper.get(path).is_some_and(Change::hides_below);
        let mut parent = "/".to_string();
        for name in split(path).into_iter().flat_map(|(above, _)| names(above)) {
            if hides(&parent) {
                return None;
            }
            parent = join(&parent, name);
        }
        if path != "/" && hides(&parent) { None } else { self.merged.at(path) }
    }

    /// Brings the upper changeset in step with the view at `path` and on the way to it.
    pub(super) fn sync(&mut self, path: &str) {
        let mut parent = "/".to_string();
        self.sync_directory(&parent);
        for name in split(path).into_iter().flat_map(|(above, _)| names(above)) {
            parent = join(&parent, name);
            self.sync_directory(&parent);
        }
        match self.view.at(path) {
            None if self.below_upper(path).is_some() => self.upper.set(path, Change::Whiteout),
            None => self.upper.forget(path),
            Some(At::Directory(_)) => self.sync_directory(path),
            Some(At::Leaf(leaf)) => {
                let leaf: Leaf = leaf.clone();
                for (name, node) in super::compare::linked_nodes(&self.view.names_of(path), &leaf) {
                    self.upper.set(name, Change::Put(node));
                }
            }
        }
    }

    /// The same for a directory. One that is made where a lower layer had something (a whiteout says so) is opaque.
    fn sync_directory(&mut self, path: &str) {
        let Some(node) = self.view.get(path) else { return };
        let change = match self.upper.get(path) {
            None if path == "/" && self.merged.get(path).as_ref() == Some(&node) => return,
            Some(change) if change.hides_below() => Change::PutOpaque(node),
            None | Some(_) => Change::Put(node),
        };
        if self.upper.get(path) != Some(&change) {
            self.upper.set(path, change);
        }
    }
}

impl PartialEq for Overlay {
    fn eq(&self, other: &Self) -> bool {
        self.upper == other.upper
            && self.view == other.view
            && self.merged == other.merged
            && self.lowers == other.lowers
    }
}
impl Eq for Overlay {}

#[cfg(test)]
mod tests {
    use super::super::{BLOCK, Errno, Files, Meta, Node, NodeKind};
    use super::*;
    use crate::clock::Timestamp;

    fn directory() -> Change {
        Change::Put(Node::directory(Meta::of_mode(0o755)))
    }

    fn file(text: &'static str) -> Change {
        Change::Put(Node::file(Meta::of_mode(0o644), text))
    }

    fn link(target: &str) -> Change {
        Change::Put(Node { meta: Meta::of_mode(0o644), kind: NodeKind::HardLink(target.to_string()) })
    }

    /// Two layers; the second one changes `/etc/group` and removes `/etc/old`.
    fn overlay() -> Overlay {
        let first = [
            ("/bin", directory()),
            ("/bin/[", file("busybox")),
            ("/bin/ls", link("/bin/[")),
            ("/bin/sh", link("/bin/[")),
            ("/etc", directory()),
            ("/etc/group", file("one")),
            ("/etc/old", file("old")),
            ("/etc/passwd", file("root")),
            ("/root", directory()),
        ];
        let second = [("/etc", directory()), ("/etc/group", file("two")), ("/etc/old", Change::Whiteout)];
        let lowers: Arc<[Changes]> = [first.into_iter().collect(), second.into_iter().collect()].into();
        let merged = lowers.iter().fold(Tree::new(), |tree, layer| tree.apply(layer));
        let mut overlay = Overlay::new(lowers, merged);
        overlay.set_identity(Identity { now: Timestamp(1), ..Identity::default() });
        overlay
    }

    fn listed(overlay: &Overlay) -> Vec<String> {
        let letter = |kind| match kind {
            ChangeKind::Added => 'A',
            ChangeKind::Modified => 'C',
            ChangeKind::Deleted => 'D',
        };
        overlay.diff().into_iter().map(|(kind, path)| format!("{} {path}", letter(kind))).collect()
    }

    #[test]
    fn diff_lists_what_docker_lists() {
        let mut overlay = overlay();
        assert!(listed(&overlay).is_empty());
        overlay.write("/added", "x".into(), 0o644).unwrap();
        overlay.append("/etc/group", "y".into(), 0o644).unwrap();
        overlay.remove_file("/etc/passwd").unwrap();
        overlay.make_dir("/newdir", 0o755).unwrap();
        overlay.write("/newdir/f", "".into(), 0o644).unwrap();
        overlay.remove_dir("/root").unwrap();
        let expected = ["A /added", "C /etc", "C /etc/group", "D /etc/passwd", "A /newdir", "A /newdir/f", "D /root"];
        assert_eq!(listed(&overlay), expected);
        overlay.write("/etc/passwd", "again".into(), 0o644).unwrap();
        assert!(listed(&overlay).contains(&"C /etc/passwd".to_string()));
    }

    #[test]
    fn a_time_alone_is_no_change_of_a_directory() {
        let mut overlay = overlay();
        overlay.write("/etc/x", "".into(), 0o644).unwrap();
        overlay.remove_file("/etc/x").unwrap();
        assert!(listed(&overlay).is_empty());
        assert!(overlay.changes().is_empty());
        assert!(!overlay.upper().is_empty());
        overlay.set_mode("/etc", 0o700).unwrap();
        assert_eq!(listed(&overlay), ["C /etc"]);
    }

    #[test]
    fn the_first_change_copies_up() {
        let mut overlay = overlay();
        overlay.append("/etc/group", "y".into(), 0).unwrap();
        overlay.append("/etc/group", "y".into(), 0).unwrap();
        overlay.write("/etc/passwd", "y".into(), 0).unwrap();
        overlay.write("/etc/mine", "y".into(), 0).unwrap();
        assert_eq!(overlay.take_copied_up(), [("/etc/group".to_string(), 3), ("/etc/passwd".to_string(), 0)]);
        assert!(overlay.take_copied_up().is_empty());
        assert_eq!(overlay.set_mode("/nope", 0), Err(Errno::NoEntry));
        overlay.set_mode("/etc/mine", 0).unwrap();
        overlay.set_mode("/root", 0).unwrap();
        assert!(overlay.take_copied_up().is_empty());
    }

    #[test]
    fn the_origin_tells_what_lies_below() {
        let mut overlay = overlay();
        let origin = |overlay: &Overlay, path| overlay.origin(path).map(|origin| (origin.layer, origin.hidden));
        assert_eq!(origin(&overlay, "/etc/group"), Some((1, vec![0])));
        assert_eq!(origin(&overlay, "/etc/passwd"), Some((0, vec![])));
        assert_eq!(origin(&overlay, "/etc/old"), None);
        overlay.write("/etc/group", "".into(), 0).unwrap();
        overlay.write("/etc/old", "".into(), 0o644).unwrap();
        assert_eq!(origin(&overlay, "/etc/group"), Some((2, vec![1, 0])));
        assert_eq!(origin(&overlay, "/etc/old"), Some((2, vec![0])));
    }

    #[test]
    fn a_directory_made_again_is_opaque() {
        let mut overlay = overlay();
        for name in ["group", "passwd"] {
            overlay.remove_file(&format!("/etc/{name}")).unwrap();
        }
        overlay.remove_dir("/etc").unwrap();
        assert_eq!(overlay.upper().get("/etc"), Some(&Change::Whiteout));
        assert_eq!(overlay.upper().get("/etc/group"), None);
        overlay.make_dir("/etc", 0o755).unwrap();
        assert!(matches!(overlay.upper().get("/etc"), Some(Change::PutOpaque(_))));
        overlay.write("/etc/group", "new".into(), 0o644).unwrap();
        overlay.remove_file("/etc/group").unwrap();
        assert_eq!(overlay.upper().get("/etc/group"), None);
        assert!(overlay.read_dir("/etc").unwrap().is_empty());
        overlay.rename("/etc", "/moved").unwrap();
        assert_eq!(overlay.upper().get("/etc"), Some(&Change::Whiteout));
    }

    #[test]
    fn a_directory_from_below_cannot_be_moved() {
        let mut overlay = overlay();
        assert_eq!(overlay.rename("/etc", "/etc2"), Err(Errno::CrossDevice));
        overlay.make_dir("/new", 0o755).unwrap();
        overlay.write("/new/f", "x".into(), 0o644).unwrap();
        overlay.rename("/new", "/root").unwrap();
        assert!(matches!(overlay.upper().get("/root"), Some(Change::PutOpaque(_))));
        assert_eq!(overlay.read("/root/f").unwrap(), "x".into());
        overlay.rename("/etc/passwd", "/root/p").unwrap();
        assert_eq!(overlay.upper().get("/etc/passwd"), Some(&Change::Whiteout));
    }

    #[test]
    fn copying_up_one_of_several_names_leaves_the_others() {
        let mut overlay = overlay();
        assert_eq!(overlay.stat("/bin/ls", true).unwrap().links, 3);
        overlay.write("/bin/ls", "mine".into(), 0).unwrap();
        assert_eq!(overlay.read("/bin/sh").unwrap(), "busybox".into());
        assert_eq!(overlay.stat("/bin/ls", true).unwrap().links, 1);
        assert_eq!(listed(&overlay), ["C /bin", "C /bin/ls"]);
        overlay.remove_file("/bin/sh").unwrap();
        let paths: Vec<String> = overlay.changes().iter().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["/bin", "/bin/ls", "/bin/sh"]);
        overlay.hard_link("/bin/ls", "/first").unwrap();
        assert_eq!(
            overlay.upper().get("/first"),
            Some(&Change::Put(Node {
                meta: overlay.view().get("/first").unwrap().meta,
                kind: NodeKind::HardLink("/bin/ls".into())
            }))
        );
    }

    #[test]
    fn disk_usage_counts_blocks() {
        let mut overlay = overlay();
        assert_eq!(overlay.upper().disk_usage(), BLOCK);
        overlay.write("/big", vec![0; 300 * 1024].into(), 0o644).unwrap();
        assert_eq!(overlay.upper().disk_usage(), 311_296);
        overlay.hard_link("/big", "/same").unwrap();
        overlay.symlink("big", "/short").unwrap();
        overlay.remove_file("/etc/passwd").unwrap();
        assert_eq!(overlay.upper().disk_usage(), 311_296 + BLOCK);
        assert_eq!(overlay.upper().file_bytes(), 300 * 1024);
    }

    #[test]
    fn writing_to_a_device_changes_nothing() {
        let mut overlay = overlay();
        overlay.make_node("/null", super::super::FileType::CharDevice, 0o666, (1, 3)).unwrap();
        let before = overlay.clone();
        overlay.write("/null", "x".into(), 0).unwrap();
        assert_eq!(overlay, before);
    }

    #[test]
    fn a_layer_reaches_through_symbolic_links_on_the_way() {
        let usr = [
            ("/lib", Change::Put(Node::symlink(Meta::of_mode(0o777), "usr/lib"))),
            ("/usr", directory()),
            ("/usr/lib", directory()),
            ("/usr/lib/old", file("x")),
        ];
        let tree = Tree::new().apply(&usr.into_iter().collect());
        let tree = tree.apply(&[("/lib/new", file("y")), ("/lib/old", Change::Whiteout)].into_iter().collect());
        assert!(tree.get("/usr/lib/new").is_some());
        assert!(tree.get("/usr/lib/old").is_none());
    }

    #[test]
    fn an_opaque_root_hides_everything() {
        let tree = overlay().view().clone();
        let root = Change::PutOpaque(Node::directory(Meta::of_mode(0o700)));
        let tree = tree.apply(&[("/", root), ("/only", file("x"))].into_iter().collect());
        assert_eq!(tree.walk().map(|(path, _)| path).collect::<Vec<_>>(), ["/only"]);
    }
}
