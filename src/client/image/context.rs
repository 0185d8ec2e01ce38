//! Rows of image lists (docker/cli `cli/command/formatter/image.go`).

use crate::client::Client;
use crate::client::listing::{Heads, short_id};
use crate::client::template::{Object, go_time};
use crate::clock::Timestamp;
use crate::engine::api::models::ImageSummary;
use crate::oci::Reference;
use crate::text::{human_duration, human_size, short_size};

/// The heads of the columns.
pub const HEADS: Heads = &[
    ("ID", "IMAGE ID"),
    ("Repository", "REPOSITORY"),
    ("Tag", "TAG"),
    ("Digest", "DIGEST"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("Size", "SIZE"),
    ("Containers", "CONTAINERS"),
    ("SharedSize", "SHARED SIZE"),
    ("UniqueSize", "UNIQUE SIZE"),
];

const NONE: &str = "<none>";

/// How long ago `seconds` after the epoch was.
pub fn ago(now: Timestamp, seconds: i64) -> String {
    human_duration(now.seconds().saturating_sub(seconds).saturating_mul(crate::clock::SECOND)) + " ago"
}

/// One row: an image under one of its names.
pub fn row(docker: &Client<'_>, image: &ImageSummary, truncate: bool, name: [&str; 3]) -> Object {
    let [repository, tag, digest] = name;
    let unknown = |value: i64, text: String| if value == -1 { "N/A".to_string() } else { text };
    let id = if truncate { short_id(&image.id) } else { &image.id };
    let unique = if image.size == -1 { -1 } else { image.shared_size };
    Object::context(
        "*formatter.imageContext",
        vec![
            ("ID", id.to_string()),
            ("Repository", repository.into()),
            ("Tag", tag.into()),
            ("Digest", digest.into()),
            ("CreatedSince", ago(docker.now, image.created)),
            ("CreatedAt", go_time(Timestamp::from_seconds(image.created.clamp(-9_000_000_000, 9_000_000_000)))),
            ("Size", short_size(image.size)),
            ("Containers", unknown(image.containers, image.containers.to_string())),
            ("SharedSize", unknown(image.shared_size, human_size(image.shared_size as f64))),
            ("UniqueSize", unknown(unique, human_size(image.size.saturating_sub(image.shared_size) as f64))),
        ],
    )
}

/// All rows of an image: one for each name, or one without.
pub fn rows(docker: &Client<'_>, image: &ImageSummary, truncate: bool, digests: bool, format: &str) -> Vec<Object> {
    if image.repo_tags.is_empty() && image.repo_digests.is_empty() {
        return vec![row(docker, image, truncate, [NONE, NONE, NONE])];
    }
    let wanted = digests || format.contains("{{.Digest}}");
    let tags: Vec<(String, String)> = image
        .repo_tags
        .iter()
        .filter_map(|name| Reference::parse(name).ok())
        .filter_map(|name| name.tag.as_ref().map(|tag| (name.name.familiar(), tag.as_str().to_string())))
        .collect();
    let by_digest: Vec<(String, String)> = image
        .repo_digests
        .iter()
        .filter_map(|name| Reference::parse(name).ok())
        .filter_map(|name| name.digest.map(|digest| (name.name.familiar(), digest.to_string())))
        .collect();
    let mut rows = Vec::new();
    for (repository, tag) in &tags {
        let mut of_repository = by_digest.iter().filter(|(of, _)| wanted && of == repository).peekable();
        if of_repository.peek().is_none() {
            rows.push(row(docker, image, truncate, [repository, tag, NONE]));
        }
        for (_, digest) in of_repository {
            rows.push(row(docker, image, truncate, [repository, tag, digest]));
        }
    }
    let mut shown: Vec<&str> = Vec::new();
    for (repository, digest) in by_digest.iter().filter(|(of, _)| !tags.iter().any(|(tagged, _)| tagged == of)) {
        if digests {
            rows.push(row(docker, image, truncate, [repository, NONE, digest]));
        } else if !shown.contains(&repository.as_str()) {
            shown.push(repository);
            rows.push(row(docker, image, truncate, [repository, NONE, ""]));
        }
    }
    rows
}
