//! A sandbox in a directory: which documents lie there, and in which order they are written.
//!
//! The root names the last operation and, under `lesson`, a bookmark; it is written last. The blobs of the images are
//! files of their own (see [`super::layout`]); where the other documents lie is the directory's business.

use std::collections::{BTreeSet, BinaryHeap};

use serde_json::{Map, Value};

use super::layout::{Layout, When};
use super::save::{self, Directory, Past, SaveError, mentions};
use super::{Session, Setup, World};
use crate::content::{AnyPart, Loading, Part};
use crate::image::layout::INDEX_FILE;

/// The root document of a sandbox.
pub const ROOT: &str = "sandbox.json";
/// The key of the root under which the bookmark stands.
const BOOKMARK: &str = "lesson";

/// What is kept beside a session: a place that the reader knows the meaning of, and the World that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    pub place: Value,
    pub before: Part<World>,
}

/// A sandbox as it was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub session: Session,
    pub bookmark: Option<Bookmark>,
    /// Operations that could not be read any more.
    pub lost: usize,
}

/// Saves a session and a bookmark; at the return both are there, or neither.
pub fn keep(
    session: &Session,
    bookmark: Option<&Bookmark>,
    layout: &mut Layout,
    into: &mut dyn Directory,
) -> Result<(), SaveError> {
    let malformed = |error: serde_json::Error| SaveError::Malformed(error.to_string());
    let mut root = session.save(into)?;
    if let Some(Bookmark { place, before }) = bookmark {
        save::store(before, into)?;
        let mut document: Map<String, Value> = serde_json::from_slice(&root).map_err(malformed)?;
        document.insert(BOOKMARK.into(), serde_json::json!({ "place": place, "before": before }));
        root = serde_json::to_vec(&document).map_err(malformed)?;
    }
    layout.write(&session.world().engine.images, When::Now, into)?;
    into.write(ROOT, &root)?;
    if into.is_wasteful() { sweep(session, bookmark, into) } else { Ok(()) }
}

/// What was kept, if anything was, with its whole past.
pub fn load_kept(setup: &Setup, from: &dyn Directory) -> Result<Option<Kept>, SaveError> {
    let Some(root) = from.read(ROOT)? else { return Ok(None) };
    let session = Session::load(setup.clone(), &root, from)?;
    Ok(Some(Kept { session, bookmark: bookmark(&root, &Loading::new(from))?, lost: 0 }))
}

/// What was kept under this root; the Worlds of its past stay where they are until somebody goes back to them.
pub fn open_kept(setup: &Setup, root: &[u8], past: Past) -> Result<Kept, SaveError> {
    let origins = past.clone();
    let loading = Loading::new(&*origins.0);
    let (session, lost) = Session::open(setup.clone(), root, past, &loading)?;
    Ok(Kept { session, bookmark: bookmark(root, &loading)?, lost })
}

fn bookmark(root: &[u8], loading: &Loading) -> Result<Option<Bookmark>, SaveError> {
    let document: Value = serde_json::from_slice(root).map_err(|error| SaveError::Malformed(error.to_string()))?;
    let Some(kept) = document.get(BOOKMARK) else { return Ok(None) };
    let before = Part::load(kept.get("before").and_then(Value::as_str).unwrap_or_default(), loading)?;
    Ok(Some(Bookmark { place: kept.get("place").cloned().unwrap_or_default(), before }))
}

/// Brings everything up to date that waited, and removes what is not needed: the sandbox is left.
pub fn leave(
    session: &Session,
    bookmark: Option<&Bookmark>,
    layout: &mut Layout,
    directory: &mut dyn Directory,
) -> Result<(), SaveError> {
    layout.write(&session.world().engine.images, When::Leaving, directory)?;
    sweep(session, bookmark, directory)
}

/// Removes what neither the session nor the bookmark needs any more. Both are saved.
pub fn sweep(session: &Session, bookmark: Option<&Bookmark>, directory: &mut dyn Directory) -> Result<(), SaveError> {
    let mut needed = BTreeSet::new();
    let mut need = |part: &dyn AnyPart| match part.sha256_hex() {
        Some(digest) => drop(needed.insert(digest)),
        None => part.children(&mut |child| needed.extend(child.sha256_hex())),
    };
    session.parts(&mut need);
    if let Some(bookmark) = bookmark {
        need(&bookmark.before);
    }
    needed.extend(mentions(&directory.read(INDEX_FILE)?.unwrap_or_default()));
    // What they mention, and what that mentions, from the last document back to the first.
    let mut todo: BinaryHeap<_> = needed.iter().map(|digest| (directory.place(digest), digest.clone())).collect();
    let mut reached = BTreeSet::new();
    while let Some((_, digest)) = todo.pop() {
        let Some(bytes) = directory.stored(&digest) else { continue };
        for mentioned in mentions(&bytes) {
            if needed.insert(mentioned.clone()) {
                todo.push((directory.place(&mentioned), mentioned));
            }
        }
        reached.insert(digest);
    }
    directory.keep_only(&reached)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::super::save::Store;
    use super::*;
    use crate::content::{Origins, Source};

    /// A directory in memory whose disk fills up: the write with that number fails, and those behind it as long as the disk
    /// stays full.
    #[derive(Clone, Default)]
    struct Full {
        blobs: BTreeMap<String, Bytes>,
        named: BTreeMap<String, Vec<u8>>,
        writes: usize,
        full: std::ops::Range<usize>,
    }

    impl Full {
        fn write_one(&mut self) -> Result<(), SaveError> {
            self.writes += 1;
            if self.full.contains(&self.writes) { Err(SaveError::Disk("no space left".into())) } else { Ok(()) }
        }
    }

    impl Origins for Full {
        fn stored(&self, sha256: &str) -> Option<Bytes> {
            self.blobs.get(sha256).cloned()
        }
        fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
            crate::hub::builtin().made(sha256, recipe)
        }
    }
    impl Store for Full {
        fn has(&self, sha256: &str) -> bool {
            self.blobs.contains_key(sha256)
        }
        fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
            self.write_one()?;
            self.blobs.insert(sha256.into(), bytes.clone());
            Ok(())
        }
    }
    impl Directory for Full {
        fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SaveError> {
            self.write_one()?;
            self.named.insert(name.into(), bytes.to_vec());
            Ok(())
        }
        fn has_file(&self, sha256: &str) -> bool {
            self.has(sha256)
        }
        fn put_file(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
            self.put(sha256, bytes)
        }
        fn is_wasteful(&self) -> bool {
            self.writes.is_multiple_of(7)
        }
        fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError> {
            Ok(self.named.get(name).cloned())
        }
        fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError> {
            self.blobs.retain(|digest, _| needed.contains(digest));
            Ok(())
        }
    }

    fn setup() -> Setup {
        Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Whichever write fails, and for how long: what was said to be kept is there, and nothing else.
        #[test]
        fn what_is_said_to_be_kept_is_kept(first in 1..160_usize, long in 1..60_usize, again in any::<bool>()) {
            let lines = ["docker pull -q hello-world", "echo a > a", "docker tag hello-world b", "rm a", "seq 9999 > c", "cd /"];
            let mut disk = Full { full: first..first + long, ..Full::default() };
            let (mut session, mut layout, mut said) = (Session::new(setup()), Layout::default(), None);
            for line in lines {
                session.feed(line);
                let kept = keep(&session, None, &mut layout, &mut disk);
                said = if kept.is_ok() { Some(session.clone()) } else { said };
                if again && kept.is_ok() {
                    sweep(&session, None, &mut disk).unwrap();
                }
                let past = Past(Arc::new(disk.clone()));
                let found = disk.named.get(ROOT).map(|root| open_kept(&setup(), root, past).unwrap().session);
                prop_assert_eq!(found.as_ref().map(Session::world_part), said.as_ref().map(Session::world_part));
                let depth = |session: &Session| (session.history().len(), session.undo_depth());
                prop_assert_eq!(found.as_ref().map(depth), said.as_ref().map(depth));
            }
        }
    }
}
