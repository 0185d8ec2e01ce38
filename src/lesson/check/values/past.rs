//! What happened since the step began.

use super::{bytes, whole};
use crate::engine::Event;
use crate::lesson::check::forms::{Amount, ImageName, Steps};
use crate::lesson::check::truth::Tell;
use crate::lesson::check::{Truth, View, keys};
use crate::tell;

keys! {
    /// How many layers (or bytes of layers) the last pull of the step brought.
    pub(super) struct DownloadsOfLastPull {
        /// how many, or how much
        downloads_of_last_pull: Amount,
    }
}

impl Tell for DownloadsOfLastPull {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(events) = last_with(view, |event| matches!(event, Event::Pulled { .. })) else {
            return Truth::NotYet(tell::not_yet_pulled_any());
        };
        amount(self.downloads_of_last_pull, events.iter().filter_map(layer_size))
    }
}

keys! {
    /// How many layers (or bytes of layers) came over the wire since the step began, by pulls and builds.
    pub(super) struct Downloaded {
        /// how many, or how much
        downloaded: Amount,
    }
}

impl Tell for Downloaded {
    fn truth(&self, view: &View<'_>) -> Truth {
        amount(self.downloaded, view.events().filter_map(layer_size))
    }
}

keys! {
    /// How many blobs (or bytes) the last push of the step sent.
    pub(super) struct UploadsOfLastPush {
        /// how many, or how much
        uploads_of_last_push: Amount,
    }
}

impl Tell for UploadsOfLastPush {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(events) = last_with(view, |event| matches!(event, Event::Pushed { .. })) else {
            return Truth::NotYet(tell::not_yet_pushed_any());
        };
        // The manifest always travels; it is no layer.
        let pushed = events.iter().find_map(|event| match event {
            Event::Pushed { digest, .. } => Some(*digest),
            _ => None,
        });
        let sent = events.iter().filter_map(|event| match event {
            Event::BlobUploaded { digest, size, .. } if Some(*digest) != pushed => Some(*size),
            _ => None,
        });
        amount(self.uploads_of_last_push, sent)
    }
}

keys! {
    /// How many steps of the last build were done, or came from the cache (`FROM` is no step).
    pub(super) struct StepsOfLastBuild {
        /// which steps
        steps_of_last_build: Steps,
    }
}

impl Tell for StepsOfLastBuild {
    fn truth(&self, view: &View<'_>) -> Truth {
        match (view.last_build(), self.steps_of_last_build) {
            (None, _) => Truth::NotYet(tell::not_yet_built_any()),
            (Some(built), Steps::Ran) => whole(built.ran.len()),
            (Some(built), Steps::Cached) => whole(built.cached.len()),
        }
    }
}

keys! {
    /// How the last pull of it went: worked or failed.
    pub(super) struct LastPull {
        /// a name or pattern
        last_pull: ImageName,
    }
}

impl Tell for LastPull {
    fn truth(&self, view: &View<'_>) -> Truth {
        let name = &self.last_pull;
        let worked = view.events().rev().find_map(|event| match event {
            Event::Pulled { reference, .. } if name.full().fits(reference) => Some(true),
            Event::PullFailed { reference, .. } if name.full().fits(reference) => Some(false),
            _ => None,
        });
        went(worked, || tell::not_yet_pulled(name))
    }
}

keys! {
    /// How the last push of it went: worked or failed.
    pub(super) struct LastPush {
        /// a name or pattern
        last_push: ImageName,
    }
}

impl Tell for LastPush {
    fn truth(&self, view: &View<'_>) -> Truth {
        let name = &self.last_push;
        let worked = view.events().rev().find_map(|event| match event {
            Event::Pushed { reference, .. } if name.full().fits(reference) => Some(true),
            Event::PushFailed { reference, .. } if name.full().fits(reference) => Some(false),
            _ => None,
        });
        went(worked, || tell::not_yet_pushed(name))
    }
}

/// The size of a layer that came over the wire.
fn layer_size(event: &Event) -> Option<u64> {
    match event {
        Event::BlobDownloaded { size, media_type, .. }
            if media_type.contains("layer") || media_type.contains("rootfs") =>
        {
            Some(*size)
        }
        _ => None,
    }
}

/// The events of the last command in which something of this kind happened.
fn last_with<'a>(view: &'a View<'_>, is_end: fn(&Event) -> bool) -> Option<&'a [Event]> {
    view.past.iter().rev().map(|happened| happened.events.as_slice()).find(|events| events.iter().any(is_end))
}

fn amount(amount: Amount, sizes: impl Iterator<Item = u64>) -> Truth {
    match amount {
        Amount::Layers => whole(sizes.count()),
        Amount::Bytes => bytes(sizes.fold(0, u64::saturating_add)),
    }
}

fn went(worked: Option<bool>, not_yet: impl FnOnce() -> String) -> Truth {
    let words: &[&[&str]] = &[&["worked", "succeeded", "success"], &["failed", "fails", "error"]];
    match worked {
        None => Truth::NotYet(not_yet()),
        Some(worked) => Truth::Choice { words, right: usize::from(!worked) },
    }
}
