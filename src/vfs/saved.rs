//! Trees, changesets and overlays inside saved documents: small values whose bulk is in parts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content::{AnyPart, Document, LoadError, Loading, Part};

use super::directory::Directory;
use super::links::Links;
use super::{Changes, Identity, Overlay, Tree};

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
        Ok(Tree { root, links, nodes, identity: Identity::default() })
    }
}

impl Document for Tree {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.root);
        visit(&self.links);
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        visit(&mut self.root)?;
        visit(&mut self.links)
    }
}

impl Document for Changes {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.top);
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        visit(&mut self.top)
    }
}

impl Document for Overlay {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.lowers.iter().for_each(|lower| visit(lower));
        visit(&self.merged);
        visit(&self.view);
        visit(&self.upper);
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        let mut lowers = self.lowers.to_vec();
        lowers.iter_mut().try_for_each(|lower| visit(lower))?;
        self.lowers = lowers.into();
        visit(&mut self.merged)?;
        visit(&mut self.view)?;
        visit(&mut self.upper)
    }
}

/// A value that stands in a document itself, with its parts: a document can name it among its own parts.
macro_rules! inline_part {
    ($($name:ty),*) => {$(
        impl AnyPart for $name {
            fn sha256_hex(&self) -> Option<String> {
                None
            }
            fn stored_bytes(&self) -> bytes::Bytes {
                bytes::Bytes::new()
            }
            fn children(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
                self.parts(visit);
            }
            fn resolve(&mut self, loading: &Loading) -> Result<(), LoadError> {
                self.parts_mut(&mut |part| part.resolve(loading))
            }
        }
    )*};
}

inline_part!(Tree, Changes, Overlay);
