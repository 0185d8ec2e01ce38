//! `explain`: what the last command did to the store, in plain words, from its events.

mod failure;

pub use failure::{program_in, wants_other_count};

use std::collections::BTreeMap;

use super::canvas::{listed, size};
use super::check::Happened;
use crate::engine::{CacheMiss, Event};
use crate::oci::ImageId;
use crate::sandbox::World;
use crate::tell;
use crate::text::ellipsis;

/// Places that a command takes at most where it is named.
const COMMAND: usize = 400;

/// What a command did, as Markdown: one sentence a thing, in the order in which they happened. `now` is the World after
/// it.
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
            true => tell::did_files_only(),
            false => tell::did_look(),
        });
    }
    if failed {
        lines.push(tell::did_exit(happened.exit));
    }
    let command = ellipsis(happened.line.lines().next().unwrap_or_default(), COMMAND);
    let list: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    format!("`{}`\n\n{}", command.replace('`', "'"), list.join("\n"))
}

/// Whether there is more to say of a command that failed than it has printed itself.
pub fn adds(happened: &Happened) -> bool {
    failure::adds(happened)
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
        lines.push(tell::did_fetch_manifests(count, host));
    }
    if !layers.is_empty() {
        lines.push(tell::did_download_layers(layers.len(), sum(&layers)));
    }
    if !others.is_empty() {
        lines.push(tell::did_download_others(others.len(), sum(&others)));
    }
    if !reused.is_empty() {
        lines.push(tell::did_reuse(reused.len(), sum(&reused)));
    }
    if !unpacked.is_empty() {
        lines.push(tell::did_unpack(unpacked.len(), sum(&unpacked)));
    }
    if shared > 0 {
        lines.push(tell::did_share(shared));
    }
    if !sent.is_empty() {
        lines.push(tell::did_send(sent.len(), sum(&sent)));
    }
    if !not_sent.is_empty() {
        lines.push(tell::did_not_send(not_sent.len(), sum(&not_sent)));
    }
    if !mounted.is_empty() {
        lines.push(tell::did_mount(mounted.len(), sum(&mounted)));
    }
}

fn is_layer(media_type: &str) -> bool {
    media_type.contains("image.layer") || media_type.contains("image.rootfs")
}

/// What one event means; `None` where it was summed up.
fn sentence(event: &Event, all: &[Event], now: &World) -> Option<String> {
    Some(match event {
        Event::Pulled { reference, id, new: true } => {
            let fetched = all.iter().any(|event| matches!(event, Event::BlobDownloaded { .. }));
            if fetched { tell::did_pull(reference, id.short()) } else { tell::did_pull_name(reference) }
        }
        Event::Pulled { reference, id, new: false } => tell::did_pull_same(reference, id.short()),
        Event::PullFailed { reference, reason, message } => failure::pull(reference, *reason, message),
        Event::ContainerStartFailed { image, program, reason, .. } => failure::start(program, *reason, image, now),
        Event::Tagged { reference, id, from: None } => tell::did_name(reference, id.short()),
        Event::Tagged { reference, id, from: Some(from) } if from == id => {
            tell::did_name_already(reference, id.short())
        }
        Event::Tagged { reference, id, from: Some(from) } => {
            tell::did_move_name(reference, from.short(), id.short(), still_named(from, now))
        }
        Event::Untagged { reference, id } => {
            let rest = if all.iter().any(|event| matches!(event, Event::ImageDeleted { id: gone } if gone == id)) {
                String::new()
            } else {
                still_named(id, now)
            };
            tell::did_take_name(reference, id.short(), rest)
        }
        Event::Dangling { id } => tell::did_dangle(id.short()),
        Event::ImageDeleted { id } => tell::did_delete(id.short()),
        Event::RemoveRefused { reference, reason, message } => failure::remove(reference, *reason, message),
        Event::Pushed { reference, digest } => tell::did_push(reference, digest.short()),
        Event::PushFailed { reference, reason, message } => failure::push(reference, *reason, message),
        Event::LoggedIn { host, user } => tell::did_log_in(host, user),
        Event::Searched { term, filters } => {
            let with = if filters.is_empty() { String::new() } else { tell::did_search_filter(listed(filters)) };
            tell::did_search(term, with)
        }
        Event::ContainerCreated { name, image, .. } => tell::did_create(name, image.short()),
        Event::ContainerStarted { id } => tell::did_start(container(id, all, now)),
        Event::ContainerExited { id, code } => tell::did_end(container(id, all, now), code),
        Event::ContainerRemoved { name, .. } => tell::did_remove(name),
        Event::CopiedUp { container: id, path, size: bytes } => {
            tell::did_copy_up(path, size(*bytes), container(id, all, now))
        }
        Event::Saved { references, size: bytes } => tell::did_save(listed(references), size(*bytes)),
        Event::Loaded { references } => tell::did_load(listed(references)),
        Event::Committed { container: id, id: image } => tell::did_commit(container(id, all, now), image.short()),
        Event::BuildStepCached { instruction, .. } => tell::did_cached(code(instruction)),
        Event::BuildStepRan { instruction, because, size: bytes, .. } => {
            tell::did_run_step(code(instruction), cause(because), size(*bytes))
        }
        Event::BuildStepFailed { step, reason } => tell::did_fail_step(code(step), ended(reason)),
        Event::Built { references, id } if references.is_empty() => tell::did_build_unnamed(id.short()),
        Event::Built { references, id } => {
            let names: Vec<String> = references.iter().map(|name| format!("`{name}`")).collect();
            tell::did_build(id.short(), listed(&names))
        }
        Event::BuildFailed { reason } => tell::did_fail_build(ended(reason)),
        Event::BuildCachePruned { records, size: bytes } => {
            tell::did_prune_cache(tell::records(*records), size(*bytes))
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
        CacheMiss::First => tell::because_first(),
        CacheMiss::NoCache => tell::because_no_cache(),
        CacheMiss::InstructionChanged { before } => tell::because_instruction(code(before)),
        CacheMiss::ArgumentChanged { name, .. } => tell::because_argument(name),
        CacheMiss::FilesChanged { paths } => tell::because_files(listed(paths)),
        CacheMiss::BaseChanged => tell::because_base(),
        CacheMiss::StepAbove => tell::because_above(),
        CacheMiss::Pruned => tell::because_pruned(),
        CacheMiss::Other => tell::because_other(),
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
        names => tell::still_has_names(listed(names)),
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
