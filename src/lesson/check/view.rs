//! [`View`]: what a check can look at, and the ways to look that checks share.

use super::forms::{ImageName, Measure, RemoteName, Wildcard};
use crate::engine::{Container, Event, StoredManifest, StoredName};
use crate::image::Snapshot;
use crate::oci::{Digest, ImageId};
use crate::registry::{self, Library, Place};
use crate::sandbox::{DIRECTORY, HOME, Reaction, World, user_of};
use crate::shell::Stream;
use crate::vfs::{Changes, Files, NodeKind, Tree};

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
    /// The beginning of what it printed as errors.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub errors: String,
    /// The beginning of what it printed, if it started a container.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub printed: String,
    /// Whether it met a limit, so that nothing of it happened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
}

/// Bytes of what a command printed that are kept, of each stream.
const KEPT: usize = 2000;

impl Happened {
    /// What came of a command, once it has ended.
    pub fn of(reaction: &Reaction) -> Option<Happened> {
        let (line, exit) = reaction.ended.clone()?;
        let printed = match exit {
            0 => String::new(),
            _ => Some(reaction.text(Stream::Err))
                .filter(|text| !text.trim().is_empty())
                .unwrap_or_else(|| runtime(reaction)),
        };
        // What a pull says of its layers stands before the error.
        let telling = printed.lines().filter(|line| !line.ends_with("complete") && !line.contains('\u{1b}'));
        let mut errors: String = telling.flat_map(|line| [line, "\n"]).collect();
        cut(&mut errors);
        let mut printed = String::new();
        if reaction.events.iter().any(|event| matches!(event, Event::ContainerStarted { .. })) {
            printed = reaction.text(Stream::Out);
            cut(&mut printed);
        }
        Some(Happened {
            line,
            exit,
            changed: reaction.changed,
            events: reaction.events.clone(),
            errors,
            printed,
            stopped: reaction.stopped,
        })
    }
}

/// Leaves the beginning that is kept, of whole letters.
fn cut(text: &mut String) {
    let end = (0..=KEPT.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(end);
}

/// What a container's runtime says of a program that it could not start: `docker exec` prints it as output.
fn runtime(reaction: &Reaction) -> String {
    let output = reaction.text(Stream::Out);
    output.lines().filter(|line| line.starts_with(RUNTIME)).flat_map(|line| [line, "\n"]).collect()
}

/// How it begins.
pub const RUNTIME: &str = "OCI runtime exec failed";

/// What a build did: its instructions as written, in the order in which they were done.
pub(super) struct Built<'a> {
    pub references: &'a [String],
    pub ran: Vec<&'a str>,
    pub cached: Vec<&'a str>,
}

/// Bytes of a text file that a check looks into.
const TEXT_LIMIT: u64 = 1 << 20;

impl View<'_> {
    /// All events since the step began, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.past.iter().flat_map(|happened| &happened.events)
    }

    /// The last build that made an image.
    pub(super) fn last_build(&self) -> Option<Built<'_>> {
        let events: Vec<&Event> = self.events().collect();
        let end = events.iter().rposition(|event| matches!(event, Event::Built { .. }))?;
        let Event::Built { references, .. } = events[end] else { return None };
        let ends = |event: &&Event| matches!(event, Event::Built { .. } | Event::BuildFailed { .. });
        let start = events[..end].iter().rposition(ends).map_or(0, |before| before + 1);
        let mut built = Built { references, ran: Vec::new(), cached: Vec::new() };
        for event in &events[start..end] {
            match event {
                Event::BuildStepRan { instruction, .. } => built.ran.push(instruction),
                Event::BuildStepCached { instruction, .. } => built.cached.push(instruction),
                _ => {}
            }
        }
        Some(built)
    }

    /// The names that a name or pattern means.
    pub(super) fn names(&self, name: &ImageName) -> Vec<StoredName> {
        let mut names = self.now.engine.images.stored_names();
        names.retain(|stored| stored.familiar.as_deref().is_some_and(|familiar| name.full().fits(familiar)));
        names
    }

    /// The image that a name, an ID or a pattern means.
    pub(super) fn id(&self, name: &ImageName) -> Option<ImageId> {
        if name.full().is_special() {
            return self.names(name).into_iter().next().map(|name| name.id);
        }
        self.now.engine.images.stored_id(name.text())
    }

    /// The image's manifest for this machine.
    pub(super) fn image(&self, name: &ImageName) -> Option<StoredManifest> {
        self.now.engine.images.stored_image(&self.id(name)?)
    }

    /// What the image takes with all its platforms, in bytes.
    pub(super) fn size(&self, name: &ImageName, measure: Measure) -> Option<u64> {
        let sizes = self.now.engine.images.stored_sizes(&self.id(name)?);
        Some(match measure {
            Measure::Content => sizes.content,
            Measure::Disk => sizes.disk,
            Measure::Unpacked => sizes.disk.saturating_sub(sizes.content),
        })
    }

    /// The image's unpacked layers.
    pub(super) fn snapshot(&self, name: &ImageName) -> Option<Snapshot> {
        self.now.engine.images.snapshot(&self.image(name)?.chain_id()?)
    }

    /// The containers that a name or pattern means.
    pub(super) fn containers(&self, name: &Wildcard) -> Vec<&Container> {
        let all = self.now.engine.containers.iter();
        all.filter(|container| name.fits(&container.name) || is_id(name.text(), &container.id)).collect()
    }

    /// The first of them.
    pub(super) fn container(&self, name: &Wildcard) -> Option<&Container> {
        self.containers(name).into_iter().next()
    }

    /// What one sees in a container.
    pub fn container_files(&self, container: &Container) -> Option<Tree> {
        self.now.engine.union(container).map(|union| union.view().clone())
    }

    /// What a registry's tag or digest names: the digest of its manifest or index.
    pub(super) fn remote(&self, name: &RemoteName) -> Option<Digest> {
        let registry = self.registry(name.place());
        let reference = name.reference();
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

    /// The paths that a file's name may mean: where the learner stands, and in the working directory.
    pub(super) fn paths(&self, path: &str) -> Vec<String> {
        let mut paths = vec![self.path(path)];
        if !path.starts_with(['/', '~']) {
            let here = format!("{}/{path}", self.now.shell.directory);
            if !paths.contains(&here) {
                paths.push(here);
            }
        }
        paths
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

/// Every path of a tree but its root, with what is there.
pub(super) fn all_files(tree: &Tree) -> Vec<(String, NodeKind)> {
    tree.walk().filter(|(path, _)| path != "/").map(|(path, node)| (path, node.kind)).collect()
}
