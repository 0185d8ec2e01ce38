//! Laying a changeset over a tree (image-spec layer.md, "Applying Changesets").

use super::{Change, Changes, MAX_LINKS_FOLLOWED, Node, NodeKind, Tree};

impl Tree {
    /// What one sees after the changeset is laid over this tree (image-spec layer.md, "Applying Changesets").
    ///
    /// What cannot be put anywhere (below a file; a hard link to nothing; beyond a limit) is left out.
    pub fn apply(&self, changes: &Changes) -> Tree {
        let mut tree = self.clone();
        for (path, change) in changes.iter() {
            match change {
                Change::Whiteout => {
                    tree.remove(&tree.settled(path));
                }
                Change::PutOpaque(node) => {
                    if path == "/" {
                        tree = Tree { identity: tree.identity, ..Tree::new() };
                    }
                    tree.remove(&tree.settled(path));
                    let _ = tree.put(path, node.clone());
                }
                Change::Put(Node { kind: NodeKind::HardLink(_), .. }) => {
                    tree.remove(&tree.settled(path));
                }
                Change::Put(node) => {
                    let _ = tree.put(path, node.clone());
                }
            }
        }
        // Names come last: a name may sort before the file that it names.
        for (path, change) in changes.iter() {
            if let Change::Put(Node { kind: NodeKind::HardLink(target), meta }) = change {
                let kind = NodeKind::HardLink(changes.link_target(target).to_string());
                let _ = tree.put(path, Node { meta: meta.clone(), kind });
            }
        }
        tree
    }
}

impl Changes {
    /// The file that `target` names, if it is itself a further name.
    pub(super) fn link_target<'a>(&'a self, target: &'a str) -> &'a str {
        let mut at = target;
        for _ in 0..MAX_LINKS_FOLLOWED {
            match self.get(at) {
                Some(Change::Put(Node { kind: NodeKind::HardLink(next), .. })) => at = next,
                _ => break,
            }
        }
        at
    }
}
