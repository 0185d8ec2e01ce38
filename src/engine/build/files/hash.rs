//! The digest of files as the build cache compares them: content and metadata, but no times (BuildKit's
//! `cache/contenthash`).

use super::select::{followed, named};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::CopyFiles;
use crate::engine::build::ignore::Ignore;
use crate::engine::build::path;
use crate::oci::Digest;
use crate::text::quote;
use crate::vfs::{Files, Node, NodeKind, Tree};

/// One path that an instruction takes, and the digest of what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    pub path: String,
    pub digest: Digest,
}

/// The digest of the files at and below a path (not followed at its end).
pub fn contents(tree: &Tree, place: &str) -> Outcome<Digest> {
    let mut hash = Hash::default();
    hash.add(tree, place, "", None)?;
    Ok(hash.finish())
}

/// The digests of all that a copy takes. What must be there and is not fails.
pub fn selected(tree: &Tree, copy: &CopyFiles) -> Outcome<Vec<Selected>> {
    let missing = |path: &str| Fault::new(format!("{}: not found", quote(path)));
    let filter = Filter::new(copy)?;
    let mut all = Vec::new();
    let named = if copy.wildcards { named(tree, &copy.source, copy.follow)? } else { vec![copy.source.clone()] };
    for place in named {
        let real = followed(tree, &place, copy.follow)?;
        let Some(node) = tree.get(&real) else { return Err(missing(&place)) };
        let mut hash = Hash::default();
        // Of a directory whose contents are taken its own name and mode do not count where a slash says so.
        if filter.is_some() && node.is_directory() {
            hash.children(tree, &real, "", filter.as_ref())?;
        } else {
            hash.add(tree, &real, "", filter.as_ref())?;
        }
        let digest = hash.finish();
        let digest = match renamed(&copy.source, &place) {
            Some(name) => Digest::of(format!("{name} {digest}").as_bytes()),
            None => digest,
        };
        all.push(Selected { path: place, digest });
    }
    for required in &copy.required {
        if followed(tree, required, true).is_ok_and(|real| tree.get(&real).is_none()) {
            return Err(missing(required));
        }
    }
    Ok(all)
}

/// What a wildcard found, from its first part with one: another name is another file, where a name that was written does
/// not count (`cacheContext.Checksum`).
fn renamed(source: &str, found: &str) -> Option<String> {
    let parts: Vec<&str> = source.split('/').filter(|part| !part.is_empty()).collect();
    let first = parts.iter().position(|part| path::has_wildcards(part))?;
    let names: Vec<&str> = found.rsplit('/').take(parts.len() - first).collect();
    Some(names.into_iter().rev().collect::<Vec<_>>().join("/"))
}

/// `--exclude` and `--parents`.
struct Filter {
    include: Option<Ignore>,
    exclude: Ignore,
}

impl Filter {
    fn new(copy: &CopyFiles) -> Outcome<Option<Filter>> {
        if copy.include.is_empty() && copy.exclude.is_empty() {
            return Ok(None);
        }
        let include = if copy.include.is_empty() { None } else { Some(Ignore::new(&copy.include)?) };
        Ok(Some(Filter { include, exclude: Ignore::new(&copy.exclude)? }))
    }

    fn takes(&self, relative: &str) -> Outcome<bool> {
        let included = match &self.include {
            Some(include) => include.matches(relative)?,
            None => true,
        };
        Ok(included && !self.exclude.matches(relative)?)
    }
}

#[derive(Default)]
struct Hash {
    bytes: Vec<u8>,
}

impl Hash {
    fn add(&mut self, tree: &Tree, place: &str, relative: &str, filter: Option<&Filter>) -> Outcome<()> {
        let Some(node) = tree.get(place) else { return Ok(()) };
        let taken = match filter {
            Some(filter) if !relative.is_empty() => filter.takes(relative)?,
            _ => true,
        };
        if taken {
            self.node(relative, &node);
        }
        if node.is_directory() {
            self.children(tree, place, relative, filter)?;
        }
        Ok(())
    }

    fn children(&mut self, tree: &Tree, place: &str, relative: &str, filter: Option<&Filter>) -> Outcome<()> {
        for entry in tree.read_dir(place).unwrap_or_default() {
            let below = if relative.is_empty() { entry.name.clone() } else { format!("{relative}/{}", entry.name) };
            self.add(tree, &path::join(place, &entry.name), &below, filter)?;
        }
        Ok(())
    }

    fn node(&mut self, relative: &str, node: &Node) {
        let meta = &node.meta;
        self.text(relative);
        let (kind, content): (u8, Vec<u8>) = match &node.kind {
            NodeKind::File(content) => (b'f', content.sha256().to_vec()),
            NodeKind::Directory => (b'd', Vec::new()),
            NodeKind::Symlink(target) => (b'l', target.clone().into_bytes()),
            NodeKind::HardLink(target) => (b'h', target.clone().into_bytes()),
            NodeKind::CharDevice { major, minor } => (b'c', format!("{major}:{minor}").into_bytes()),
            NodeKind::BlockDevice { major, minor } => (b'b', format!("{major}:{minor}").into_bytes()),
            NodeKind::Fifo => (b'p', Vec::new()),
        };
        self.bytes.push(kind);
        for number in [meta.mode, meta.uid, meta.gid] {
            self.bytes.extend(number.to_be_bytes());
        }
        self.bytes.extend((content.len() as u64).to_be_bytes());
        self.bytes.extend(content);
        for (name, value) in meta.xattrs.iter().flat_map(|xattrs| xattrs.iter()) {
            let counts =
                name == "security.capability" || !(name.starts_with("security.") || name.starts_with("system."));
            if counts {
                self.text(name);
                self.bytes.extend((value.len() as u64).to_be_bytes());
                self.bytes.extend(value);
            }
        }
        // What was gathered stays small: a digest stands for it.
        if self.bytes.len() > 1 << 16 {
            self.bytes = Digest::of(&self.bytes).as_bytes().to_vec();
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend((text.len() as u64).to_be_bytes());
        self.bytes.extend(text.as_bytes());
    }

    fn finish(self) -> Digest {
        Digest::of(&self.bytes)
    }
}
