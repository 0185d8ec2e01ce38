//! Trees, changesets and overlays inside saved documents: small values whose bulk is in parts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content::{Part, parts};

use super::directory::Directory;
use super::links::Links;
use super::{Overlay, Tree};

/// How a tree is written down.
#[derive(Serialize, Deserialize)]
struct SavedTree {
    root: Part<Directory>,
    links: Part<Links>,
    nodes: u64,
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SavedTree { root: self.root.clone(), links: self.links.clone(), nodes: self.nodes }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SavedTree { root, links, nodes } = SavedTree::deserialize(deserializer)?;
        Ok(Tree { root, links, nodes, ..Tree::new() })
    }
}

parts!(Tree { root, links } besides { nodes, identity, watched });
parts!(Overlay { lowers, merged, view, upper } besides { copied_up });
