//! What happened since the step began.

use super::{Arguments, Form, Truth, ValueKind, View, always_valid, bytes, key, whole};
use crate::engine::Event;
use crate::lesson::check::view::{fits, full_name};

/// See [`super::super::value_kinds`].
pub(super) const KINDS: &[ValueKind] = &[
    ValueKind {
        subject: key("downloads_of_last_pull", Form::Text, "`layers` or `bytes`"),
        parameters: &[],
        about: "how many layers (or bytes of layers) the last pull of the step brought",
        valid: |arguments| match arguments.subject() {
            "layers" | "bytes" => Ok(()),
            other => Err(format!("`downloads_of_last_pull` is `layers` or `bytes`, not `{other}`")),
        },
        truth: downloads,
    },
    ValueKind {
        subject: key("uploads_of_last_push", Form::Text, "`layers` or `bytes`"),
        parameters: &[],
        about: "how many blobs (or bytes) the last push of the step sent",
        valid: |arguments| match arguments.subject() {
            "layers" | "bytes" => Ok(()),
            other => Err(format!("`uploads_of_last_push` is `layers` or `bytes`, not `{other}`")),
        },
        truth: uploads,
    },
    ValueKind {
        subject: key("last_pull", Form::Text, "a name or pattern"),
        parameters: &[],
        about: "how the last pull of it went: worked or failed",
        valid: always_valid,
        truth: last_pull,
    },
];

/// The events of the last command that pulled, whether it went well or not.
fn last_with<'a>(view: &'a View<'_>, is_end: fn(&Event) -> bool) -> Option<&'a [Event]> {
    view.past.iter().rev().map(|happened| happened.events.as_slice()).find(|events| events.iter().any(is_end))
}

fn downloads(arguments: &Arguments, view: &View<'_>) -> Truth {
    let ended = |event: &Event| matches!(event, Event::Pulled { .. });
    let Some(events) = last_with(view, ended) else {
        return Truth::NotYet("Nothing has been pulled in this step yet.".into());
    };
    let layers = events.iter().filter_map(|event| match event {
        Event::BlobDownloaded { size, media_type, .. }
            if media_type.contains("layer") || media_type.contains("rootfs") =>
        {
            Some(*size)
        }
        _ => None,
    });
    match arguments.subject() {
        "layers" => whole(layers.count()),
        _ => bytes(layers.fold(0, u64::saturating_add)),
    }
}

fn uploads(arguments: &Arguments, view: &View<'_>) -> Truth {
    let Some(events) = last_with(view, |event| matches!(event, Event::Pushed { .. })) else {
        return Truth::NotYet("Nothing has been pushed in this step yet.".into());
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
    match arguments.subject() {
        "layers" => whole(sent.count()),
        _ => bytes(sent.fold(0, u64::saturating_add)),
    }
}

fn last_pull(arguments: &Arguments, view: &View<'_>) -> Truth {
    let wanted = full_name(arguments.subject());
    let worked = view.events().rev().find_map(|event| match event {
        Event::Pulled { reference, .. } if fits(&wanted, reference) => Some(true),
        Event::PullFailed { reference, .. } if fits(&wanted, reference) => Some(false),
        _ => None,
    });
    let words: &[&[&str]] = &[&["worked", "succeeded", "success"], &["failed", "fails", "error"]];
    match worked {
        None => Truth::NotYet(format!("`{}` has not been pulled in this step yet.", arguments.subject())),
        Some(worked) => Truth::Choice { words, right: usize::from(!worked) },
    }
}
