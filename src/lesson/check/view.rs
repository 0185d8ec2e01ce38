//! [`View`]: what a check can look at, and the ways to look that checks share.

use crate::engine::{Container, Event, StoredManifest, StoredName, StoredSizes};
use crate::image::Snapshot;
use crate::oci::{Digest, ImageId, Reference};
use crate::registry::{self, Library, Place};
use crate::sandbox::{DIRECTORY, HOME, World, user_of};
use crate::shell::pattern::Pattern;
use crate::vfs::{Changes, Files, Tree};

/// The World now, the World when the step began, and what happened in between.
pub struct View<'a> {
    pub now: &'a World,
    /// When the step began.
    pub before: &'a World,
    /// What happened since the step began, oldest first.
    pub past: &'a [Happened],
    /// What the Hub holds.
    pub library: &'a dyn Library,
}

/// A command that ended, and what it did to the store.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Happened {
    pub line: String,
    pub exit: i32,
    /// Whether the World was another one afterwards.
    pub changed: bool,
    pub events: Vec<Event>,
}

/// Bytes of a text file that a check looks into.
const TEXT_LIMIT: u64 = 1 << 20;

/// A name as the store has it: `nginx` → `nginx:latest`. A pattern stays as it is.
pub(super) fn full_name(text: &str) -> String {
    if Pattern::is_special(text) {
        return text.into();
    }
    Reference::parse(text).map_or_else(|_| text.into(), |reference| reference.or_latest().familiar())
}

/// Whether a pattern (or a plain text) matches.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    if Pattern::is_special(pattern) { Pattern::new(pattern).matches(text) } else { pattern == text }
}

impl View<'_> {
    /// All events since the step began, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.past.iter().flat_map(|happened| &happened.events)
    }

    /// The names that a name or pattern means.
    pub fn names(&self, pattern: &str) -> Vec<StoredName> {
        let pattern = full_name(pattern);
        let wanted = |name: &StoredName| name.familiar.as_deref().is_some_and(|familiar| fits(&pattern, familiar));
        self.now.engine.images.stored_names().into_iter().filter(wanted).collect()
    }

    /// The image that a name, an ID or a pattern means.
    pub fn id(&self, text: &str) -> Option<ImageId> {
        if Pattern::is_special(text) {
            return self.names(text).into_iter().next().map(|name| name.id);
        }
        self.now.engine.images.stored_id(text)
    }

    /// The image's manifest for this machine.
    pub fn image(&self, text: &str) -> Option<StoredManifest> {
        self.now.engine.images.stored_image(&self.id(text)?)
    }

    /// What the image takes with all its platforms.
    pub fn sizes(&self, text: &str) -> Option<StoredSizes> {
        Some(self.now.engine.images.stored_sizes(&self.id(text)?))
    }

    /// The image's unpacked layers.
    pub fn snapshot(&self, text: &str) -> Option<Snapshot> {
        self.now.engine.images.snapshot(&self.image(text)?.chain_id()?)
    }

    /// The containers that a name or pattern means.
    pub fn containers(&self, pattern: &str) -> Vec<&Container> {
        let all = self.now.engine.containers.iter();
        all.filter(|container| fits(pattern, &container.name) || is_id(pattern, &container.id)).collect()
    }

    /// The first of them.
    pub fn container(&self, pattern: &str) -> Option<&Container> {
        self.containers(pattern).into_iter().next()
    }

    /// What one sees in a container.
    pub fn container_files(&self, container: &Container) -> Option<Tree> {
        self.now.engine.union(container).map(|union| union.view().clone())
    }

    /// What a registry's tag or digest names: the digest of its manifest or index.
    pub fn remote(&self, reference: &str) -> Option<Digest> {
        let reference = Reference::parse(reference).ok()?.or_latest();
        let registry = self.registry(Place::of_reference(reference.name.host())?);
        let path = reference.name.path();
        let held = match (&reference.digest, &reference.tag) {
            (Some(digest), _) => registry.manifest(path, digest)?,
            (None, Some(tag)) => registry.tagged(path, tag.as_str())?,
            (None, None) => return None,
        };
        Some(held.digest)
    }

    /// A registry as it is now.
    pub fn registry(&self, place: Place) -> registry::View<'_> {
        let library: &dyn Library = if place == Place::Hub { self.library } else { &registry::EmptyLibrary };
        registry::View::new(self.now.network.state(place), library)
    }

    /// The user whose credentials for a registry are stored in `~/.docker/config.json`.
    pub fn logged_in(&self, host: &str) -> Option<String> {
        user_of(&self.now.files, host)
    }

    /// The absolute path of a file of the learner's.
    pub fn path(&self, path: &str) -> String {
        match path.strip_prefix("~/") {
            Some(rest) => format!("{HOME}/{rest}"),
            None if path.starts_with('/') => path.into(),
            None => format!("{DIRECTORY}/{path}"),
        }
    }

    /// A small text file of the learner's, by its absolute path.
    pub fn text_at(&self, path: &str) -> Option<String> {
        text_in(&self.now.files, path)
    }
}

/// Whether a text is an ID or the beginning of one.
fn is_id(text: &str, id: &str) -> bool {
    text.len() >= 4 && id.starts_with(text)
}

/// A small text file of a tree.
pub(super) fn text_in(files: &Tree, path: &str) -> Option<String> {
    let bytes = files.read(path).ok()?.bytes_up_to(TEXT_LIMIT).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The paths that a changeset hides (`.wh.NAME` in its tar).
pub(super) fn hidden(changes: &Changes) -> impl Iterator<Item = &str> {
    changes.iter().filter(|(_, change)| change.node().is_none()).map(|(path, _)| path)
}
