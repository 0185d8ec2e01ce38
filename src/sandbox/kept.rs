//! A sandbox in a directory: which documents lie there, and in which order they are written.
//!
//! `blobs/sha256/` holds the session's documents and the blobs of its images (see [`super::layout`]); the root,
//! `sandbox.json`, names the operations and, under `lesson`, a bookmark. The root is written last.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::layout::{self, Layout};
use super::save::{self, Directory, SaveError};
use super::{Session, Setup, World};
use crate::content::{AnyPart, Loading, Part};

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
    layout.write(&session.world().engine.images, into)?;
    into.write(ROOT, &root)
}

/// What was kept, if anything was.
pub fn load_kept(setup: &Setup, from: &dyn Directory) -> Result<Option<Kept>, SaveError> {
    let Some(root) = from.read(ROOT)? else { return Ok(None) };
    let session = Session::load(setup.clone(), &root, from)?;
    let document: Value = serde_json::from_slice(&root).map_err(|error| SaveError::Malformed(error.to_string()))?;
    let Some(kept) = document.get(BOOKMARK) else { return Ok(Some(Kept { session, bookmark: None })) };
    let digest = kept.get("before").and_then(Value::as_str).unwrap_or_default();
    let mut worlds = session.history().iter().map(|operation| &operation.get().world);
    let before = match worlds.find(|world| world.digest() == digest) {
        Some(world) => world.clone(),
        None => Part::load(digest, &Loading::new(from))?,
    };
    let place = kept.get("place").cloned().unwrap_or_default();
    Ok(Some(Kept { session, bookmark: Some(Bookmark { place, before }) }))
}

/// Removes what neither the session nor the bookmark needs any more.
pub fn sweep(session: &Session, bookmark: Option<&Bookmark>, directory: &mut dyn Directory) -> Result<(), SaveError> {
    let mut needed = BTreeSet::new();
    session.parts(&mut |part| reach(part, &mut needed));
    if let Some(bookmark) = bookmark {
        reach(&bookmark.before, &mut needed);
    }
    layout::reach(&session.world().engine.images, &mut needed);
    directory.keep_only(&needed)
}

/// Collects the digests of a part and of everything inside it.
fn reach(part: &dyn AnyPart, reached: &mut BTreeSet<String>) {
    let known = part.sha256_hex().is_some_and(|digest| !reached.insert(digest));
    if !known {
        part.children(&mut |child| reach(child, reached));
    }
}
