//! `explain`: what the last command did to the store, in plain words, from its events.

mod failure;

use std::collections::BTreeMap;

use super::canvas::{counted, listed, size};
use super::check::Happened;
use crate::engine::{CacheMiss, Event};
use crate::oci::ImageId;
use crate::sandbox::World;

/// What a command did, as Markdown: one sentence a thing, in the order in which they happened. `now` is the World after it.
pub fn sentences(happened: &Happened, now: &World) -> String {
    let mut lines = Vec::new();
    transfer(&happened.events, &mut lines);
    for event in &happened.events {
        lines.extend(sentence(event, &happened.events, now));
    }
    let failed = happened.exit != 0;
    if failed && !happened.events.iter().any(failure::says_why) {
        lines.push(failure::words(happened));
    } else if happened.events.is_empty() {
        lines.push(match happened.changed {
            true => {
                "Nothing happened in the store of images and containers; only files or settings were changed.".into()
            }
            false => "It changed nothing: it only looked.".into(),
        });
    }
    if failed {
        lines.push(format!("It ended with exit code {}; 0 would say that it succeeded.", happened.exit));
    }
    let command = happened.line.lines().next().unwrap_or_default();
    let list: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    format!("`{}`\n\n{}", command.replace('`', "'"), list.join("\n"))
}

/// What came over the wire or went over it, summed up.
fn transfer(events: &[Event], lines: &mut Vec<String>) {
    let sum = |sizes: &[u64]| size(sizes.iter().copied().fold(0, u64::saturating_add));
    let mut manifests: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut layers, mut others, mut reused) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sent, mut not_sent, mut mounted) = (Vec::new(), Vec::new(), Vec::new());
    let (mut unpacked, mut shared) = (Vec::new(), 0);
    for event in events {
        match event {
            Event::ManifestFetched { host, .. } => *manifests.entry(host).or_default() += 1,
            Event::BlobDownloaded { size, media_type, .. } if is_layer(media_type) => layers.push(*size),
            Event::BlobDownloaded { size, .. } => others.push(*size),
            Event::BlobReused { size, .. } => reused.push(*size),
            Event::LayerUnpacked { usage, .. } => unpacked.push(*usage),
            Event::LayerShared { .. } => shared += 1,
            Event::BlobUploaded { size, .. } => sent.push(*size),
            Event::BlobNotSent { size, .. } => not_sent.push(*size),
            Event::BlobMounted { size, .. } => mounted.push(*size),
            _ => {}
        }
    }
    for (host, count) in manifests {
        lines.push(format!(
            "{} came from {host}: lists that name the parts of the image by their digests.",
            counted(count, "manifest")
        ));
    }
    if !layers.is_empty() {
        lines.push(format!("{} downloaded ({}).", was(layers.len(), "layer"), sum(&layers)));
    }
    if !others.is_empty() {
        lines.push(format!(
            "{} downloaded ({}): the config, and notes on how the image was built.",
            was(others.len(), "small document"),
            sum(&others)
        ));
    }
    if !reused.is_empty() {
        lines.push(format!(
            "{} here already ({} that did not have to travel).",
            was(reused.len(), "layer"),
            sum(&reused)
        ));
    }
    if !unpacked.is_empty() {
        lines.push(format!(
            "{} unpacked, which takes {} on disk beside the compressed blobs.",
            was(unpacked.len(), "layer"),
            sum(&unpacked)
        ));
    }
    if shared > 0 {
        let share = if shared == 1 { "is shared" } else { "are shared" };
        lines.push(format!(
            "{} {share} with an image that was unpacked before: on disk only once.",
            counted(shared, "layer")
        ));
    }
    if !sent.is_empty() {
        lines.push(format!("{} sent to the registry ({}).", was(sent.len(), "blob"), sum(&sent)));
    }
    if !not_sent.is_empty() {
        lines.push(format!("{} there already, so not sent ({}).", was(not_sent.len(), "blob"), sum(&not_sent)));
    }
    if !mounted.is_empty() {
        lines.push(format!(
            "{} taken by the registry from another of its repositories ({} not sent).",
            was(mounted.len(), "blob"),
            sum(&mounted)
        ));
    }
}

fn was(count: usize, noun: &str) -> String {
    format!("{} {}", counted(count, noun), if count == 1 { "was" } else { "were" })
}

fn is_layer(media_type: &str) -> bool {
    media_type.contains("image.layer") || media_type.contains("image.rootfs")
}

/// What one event means; `None` where it was summed up.
fn sentence(event: &Event, all: &[Event], now: &World) -> Option<String> {
    Some(match event {
        Event::Pulled { reference, id, new: true } => {
            let fetched = all.iter().any(|event| matches!(event, Event::BlobDownloaded { .. }));
            if fetched {
                format!("`{reference}` is here now, with the ID {}.", id.short())
            } else {
                format!("`{reference}` turned out to be an image that was here: only the name is new.")
            }
        }
        Event::Pulled { reference, id, new: false } => {
            format!("`{reference}` still names the same digest on the registry ({}): up to date.", id.short())
        }
        Event::PullFailed { reference, reason, message } => failure::pull(reference, *reason, message),
        Event::ContainerStartFailed { image, program, reason, .. } => failure::start(program, *reason, image, now),
        Event::Tagged { reference, id, from: None } => {
            format!("The name `{reference}` is new and points to {}.", id.short())
        }
        Event::Tagged { reference, id, from: Some(from) } if from == id => {
            format!("The name `{reference}` pointed to {} already.", id.short())
        }
        Event::Tagged { reference, id, from: Some(from) } => format!(
            "The name `{reference}` was moved: it pointed to {}, now it points to {}.{}",
            from.short(),
            id.short(),
            still_named(from, now)
        ),
        Event::Untagged { reference, id } => {
            let rest = if all.iter().any(|event| matches!(event, Event::ImageDeleted { id: gone } if gone == id)) {
                String::new()
            } else {
                still_named(id, now)
            };
            format!("The name `{reference}` was taken away from {}.{rest}", id.short())
        }
        Event::Dangling { id } => {
            format!("The image {} lost its last name. It stays, dangling, until somebody prunes it.", id.short())
        }
        Event::ImageDeleted { id } => {
            format!("The image {} is gone, and with it the layers that no other image needs.", id.short())
        }
        Event::RemoveRefused { reference, message, .. } => {
            format!("Removing `{reference}` was refused: {}", ended(message))
        }
        Event::Pushed { reference, digest } => format!("`{reference}` on its registry names {} now.", digest.short()),
        Event::PushFailed { reference, message, .. } => format!("The push of `{reference}` failed: {}", ended(message)),
        Event::LoggedIn { host, user } => format!("{host} accepted the credentials of {user}."),
        Event::Searched { term, filters } => {
            let with =
                if filters.is_empty() { String::new() } else { format!(", with the filter {}", listed(filters)) };
            format!("The Hub was searched for \"{term}\"{with}. Nothing was fetched.")
        }
        Event::ContainerCreated { name, image, .. } => format!(
            "The container `{name}` was made from {}: the image's layers, read-only, and an empty writable one on top.",
            image.short()
        ),
        Event::ContainerStarted { id } => format!("The main process of {} started.", container(id, all, now)),
        Event::ContainerExited { id, code } => {
            format!("The main process of {} ended with exit code {code}.", container(id, all, now))
        }
        Event::ContainerRemoved { name, .. } => {
            format!("The container `{name}` is gone, and its writable layer with it. The image stays as it was.")
        }
        Event::CopiedUp { container: id, path, size: bytes } => format!(
            "`{path}` belongs to the image. Before the first write it was copied up, whole ({}), into the writable layer of {}.",
            size(*bytes),
            container(id, all, now)
        ),
        Event::Saved { references, size: bytes } => {
            format!("{} written as an archive of {}.", listed(references), size(*bytes))
        }
        Event::Loaded { references } => format!("{} read from an archive.", listed(references)),
        Event::Committed { container: id, id: image } => format!(
            "The writable layer of {} became a new layer; with the layers below it is the image {}.",
            container(id, all, now),
            image.short()
        ),
        Event::BuildStepCached { instruction, .. } => {
            format!("`{}` came from the build cache: nothing about it or above it has changed.", code(instruction))
        }
        Event::BuildStepRan { instruction, because, size: bytes, .. } => {
            format!("`{}` was done, because {}. Its layer takes {}.", code(instruction), cause(because), size(*bytes))
        }
        Event::BuildStepFailed { step, reason } => format!("The step `{}` failed: {}", code(step), ended(reason)),
        Event::Built { references, id } if references.is_empty() => {
            format!("The build made the image {}, without a name.", id.short())
        }
        Event::Built { references, id } => {
            let names: Vec<String> = references.iter().map(|name| format!("`{name}`")).collect();
            format!("The build made the image {}, named {}.", id.short(), listed(&names))
        }
        Event::BuildFailed { reason } => format!("The build failed: {} No image was made.", ended(reason)),
        Event::BuildCachePruned { records, size: bytes } => {
            format!("{} of the build cache went, {} in all.", counted(*records, "record"), size(*bytes))
        }
        _ => return None,
    })
}

/// The first line of an instruction, fit for back ticks.
fn code(instruction: &str) -> String {
    instruction.lines().next().unwrap_or_default().replace('`', "'")
}

/// Why a step was not in the build cache.
pub(super) fn cause(miss: &CacheMiss) -> String {
    match miss {
        CacheMiss::First => "it was never built before".into(),
        CacheMiss::NoCache => "the cache was not to be used".into(),
        CacheMiss::InstructionChanged { before } => format!("the instruction has changed (it was `{}`)", code(before)),
        CacheMiss::ArgumentChanged { name, .. } => format!("the build argument {name} has another value"),
        CacheMiss::FilesChanged { paths } => format!("{} changed", listed(paths)),
        CacheMiss::BaseChanged => "the base image is another".into(),
        CacheMiss::StepAbove => "a step above it had to be done".into(),
        CacheMiss::Pruned => "its result was removed from the cache".into(),
        CacheMiss::Other => "something that it depends on has changed".into(),
    }
}

/// A reason with one full stop at its end.
fn ended(reason: &str) -> String {
    format!("{}.", reason.trim().trim_end_matches('.'))
}

/// What else points to an image.
fn still_named(id: &ImageId, now: &World) -> String {
    let names = now.engine.images.stored_names();
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| name.id == *id)
        .filter_map(|name| name.familiar)
        .map(|n| format!("`{n}`"))
        .collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" That image still has the name {}.", listed(names)),
    }
}

/// A container as one calls it.
fn container(id: &str, all: &[Event], now: &World) -> String {
    let named = all.iter().find_map(|event| match event {
        Event::ContainerCreated { id: other, name, .. } | Event::ContainerRemoved { id: other, name }
            if other == id =>
        {
            Some(name.clone())
        }
        _ => None,
    });
    let named = named.or_else(|| now.engine.containers.get(id).map(|container| container.name.clone()));
    format!("`{}`", named.unwrap_or_else(|| id.chars().take(12).collect()))
}
