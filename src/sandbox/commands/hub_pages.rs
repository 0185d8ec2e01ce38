//! `hub tags`, `hub show`, `hub limits`: pages that one reads.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Parts, cut, fail, line, natural, note};
use crate::oci::{Content, DescriptorExt, Digest, Platform, Reference};
use crate::registry::{Badge, HeldManifest, Place, View};
use crate::sandbox::logins::user_of;
use crate::shell::{Output, Stop};
use crate::text::short_size;

/// Columns of a page.
const COLUMNS: usize = 80;
/// Columns before the list of tags.
const BEFORE_TAGS: usize = 26;

/// A repository that a name means: its registry, path, and the name as people write it.
pub(super) fn repository(name: &str) -> Result<(Place, String, String), String> {
    let reference = Reference::parse(name).map_err(|error| format!("hub: {name}: {error}"))?;
    let host = reference.name.host();
    let place = Place::of_reference(host).ok_or_else(|| format!("hub: there is no registry {host} here"))?;
    Ok((place, reference.name.path().to_string(), reference.name.familiar()))
}

/// Whether the one who looks may see the repository.
fn is_visible(around: &Parts<'_>, view: &View<'_>, path: &str) -> bool {
    view.may_see(path, user_of(around.files, "docker.io").as_deref())
}

fn missing(familiar: &str) -> String {
    format!("hub: there is no repository {familiar} (or it is private)")
}

/// `hub tags NAME`
pub(super) fn tags(around: &mut Parts<'_>, name: &str, output: &mut dyn Output) -> Result<i32, Stop> {
    let (place, path, familiar) = match repository(name) {
        Ok(found) => found,
        Err(error) => return fail(output, &error),
    };
    let view = around.network.view(place);
    if !is_visible(around, &view, &path) {
        return fail(output, &missing(&familiar));
    }
    let mut images: BTreeMap<Digest, (HeldManifest, Vec<String>)> = BTreeMap::new();
    let (mut old, tags): (Vec<String>, Vec<String>) =
        view.tags(&path).into_iter().partition(|tag| view.is_old(&path, tag));
    old.sort_by_key(|tag| natural(tag));
    for tag in tags {
        if let Some(held) = view.tagged(&path, &tag) {
            images.entry(held.digest).or_insert_with(|| (held, Vec::new())).1.push(tag);
        }
    }
    let mut rows: Vec<(HeldManifest, Vec<String>)> = images.into_values().collect();
    for (_, tags) in &mut rows {
        tags.sort_by_key(|tag| (tag != "latest", natural(tag)));
    }
    // The image that `latest` names first, then by the highest tag.
    let rank =
        |tags: &[String]| (tags.iter().all(|tag| tag != "latest"), Reverse(tags.iter().map(|t| natural(t)).max()));
    rows.sort_by_key(|(_, tags)| rank(tags));
    line(output, &format!("{familiar} on {}: {}\n", day(&view), counted(&rows)))?;
    line(output, &format!("{:<14}{:>9}   {}", "DIGEST", "SIZE", "TAGS"))?;
    for (held, tags) in &rows {
        let bytes = content_size(&view, &path, held).map_or_else(|| "-".into(), short_size);
        let head = format!("{:<14}{bytes:>9}   ", held.digest.short());
        for (index, text) in joined(tags, COLUMNS - BEFORE_TAGS).into_iter().enumerate() {
            let lead = if index == 0 { head.clone() } else { " ".repeat(BEFORE_TAGS) };
            line(output, &format!("{lead}{text}"))?;
        }
    }
    if let (Some(first), Some(last)) = (old.first(), old.last()) {
        let count = format!("{} older {}", old.len(), crate::text::plural("tag", old.len()));
        line(output, &format!("\nBeside these there are {count}, from {first} to {last}."))?;
    }
    line(output, "\nSIZE is what linux/amd64 transfers. Tags in one row are one image.")?;
    note(output, "`docker manifest inspect NAME:TAG` shows one tag")
}

fn counted(rows: &[(HeldManifest, Vec<String>)]) -> String {
    let tags: usize = rows.iter().map(|(_, tags)| tags.len()).sum();
    let plural = |count: usize, noun: &str| format!("{count} {}", crate::text::plural(noun, count));
    format!("{} for {}", plural(tags, "tag"), plural(rows.len(), "image"))
}

fn day(view: &View<'_>) -> String {
    view.as_of().in_utc("%Y-%m-%d")
}

/// Words with commas, over lines of so many columns.
fn joined(words: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for (index, word) in words.iter().enumerate() {
        let word = if index + 1 == words.len() { word.clone() } else { format!("{word},") };
        match lines.last_mut() {
            Some(last) if last.is_empty() => *last = word,
            Some(last) if last.len() + 1 + word.len() <= columns => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Bytes of config and layers for the sandbox's platform.
fn content_size(view: &View<'_>, path: &str, held: &HeldManifest) -> Option<u64> {
    let manifest = match Content::read(&held.blob(), &held.media_type).ok()? {
        Content::Manifest(manifest) => manifest,
        Content::Index(index) => {
            let wanted = Platform::host();
            let ours = index.manifests().iter().find(|entry| {
                entry.platform().as_ref().is_some_and(|platform| {
                    platform.os().to_string() == wanted.os && platform.architecture().to_string() == wanted.architecture
                })
            })?;
            let held = view.manifest(path, &ours.sha256())?;
            match Content::read(&held.blob(), &held.media_type).ok()? {
                Content::Manifest(manifest) => manifest,
                Content::Index(_) => return None,
            }
        }
    };
    let layers = manifest.layers().iter().map(oci_size).fold(0, u64::saturating_add);
    Some(layers.saturating_add(oci_size(manifest.config())))
}

fn oci_size(descriptor: &crate::oci::Descriptor) -> u64 {
    descriptor.size()
}

/// `hub show NAME`
pub(super) fn show(around: &mut Parts<'_>, name: &str, output: &mut dyn Output) -> Result<i32, Stop> {
    let (place, path, familiar) = match repository(name) {
        Ok(found) => found,
        Err(error) => return fail(output, &error),
    };
    let view = around.network.view(place);
    let listing = view.listing(&path);
    let visible = is_visible(around, &view, &path);
    let Some(listing) = listing.filter(|_| visible || !view.has_repository(&path)) else {
        return fail(output, &missing(&familiar));
    };
    let badge = match listing.badge {
        Badge::Official => "Docker Official Image",
        Badge::VerifiedPublisher => "Verified Publisher",
        Badge::SponsoredOss => "Sponsored OSS (Docker-Sponsored Open Source)",
        Badge::Community => "none: anybody may have pushed this",
    };
    let row = |name: &str, text: &str| format!("{name:<13}{}", cut(text, COLUMNS - 13));
    line(output, &row("NAME", &familiar))?;
    line(output, &row("BADGE", badge))?;
    if !listing.description.is_empty() {
        line(output, &row("ABOUT", &listing.description))?;
    }
    line(output, &row("STARS", &grouped(listing.stars)))?;
    line(output, &row("PULLS", &grouped(listing.pulls)))?;
    line(output, &row("TAGS", &view.tags(&path).len().to_string()))?;
    let pushed = around.network.library().timeline();
    let last =
        pushed.iter().filter(|event| event.repository == path && event.at <= view.as_of()).map(|event| event.at).max();
    let own = view.changes(&path).and_then(|changes| changes.tags.values().map(|tag| tag.at).max());
    if let Some(at) = last.max(own) {
        line(output, &row("LAST PUSHED", &at.in_utc("%Y-%m-%d")))?;
    }
    if let Some(rule) = view.changes(&path).and_then(|changes| changes.immutable.as_deref()) {
        line(output, &row("IMMUTABLE", &format!("tags that match {rule}")))?;
    }
    if !view.has_repository(&path) {
        line(output, "\nIn this sandbox it can be found, but not pulled.")?;
    }
    note(output, "this is what its web page says")
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `hub limits`
pub(super) fn limits(around: &mut Parts<'_>, output: &mut dyn Output) -> Result<i32, Stop> {
    let account = user_of(around.files, "docker.io");
    let rules = around.network.library().limits();
    let left = around.network.pulls_left(account.as_deref(), around.clock.now());
    let (who, limit) = match &account {
        Some(account) => (format!("account {account}"), rules.account),
        None => (format!("this address ({}), not logged in", crate::registry::ANONYMOUS_SOURCE), rules.anonymous),
    };
    line(output, &format!("WHO        {who}"))?;
    line(output, &format!("LIMIT      {limit} pulls in {} hours", rules.window / 3600))?;
    line(output, &format!("REMAINING  {left}"))?;
    if let Some(renewed) = around.network.pulls_renewed(account.as_deref(), around.clock.now()) {
        line(output, &format!("RENEWED    {} UTC (`date -u` shows the time now)", renewed.in_utc("%Y-%m-%d %H:%M")))?;
    }
    line(output, "\nWhat counts is fetching a manifest; asking whether it has changed does not.")?;
    note(output, "the header ratelimit-remaining of an answer says it")
}
