//! `docker buildx history inspect attachment` (buildx `commands/history/inspect_attachment.go`).

use super::super::GROUP_FLAGS;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Text};
use crate::oci::Digest;
use crate::text::quote;

const TYPE: Text = Text::new("type", "What kind of document");
const PLATFORM: Text = Text::new("platform", "Of which platform");
const FLAGS: Flags = &[&TYPE, &PLATFORM];

pub static ATTACHMENT: Command = Command {
    about: "Show a document that belongs to a build",
    synopsis: "[OPTIONS] [REF [DIGEST]]",
    count: Count::Plainly(2),
    flags: &[FLAGS, GROUP_FLAGS],
    run,
    ..COMMAND
};

/// Short names of what documents are.
const KINDS: [(&str, &[&str]); 5] = [
    ("index", &["application/vnd.oci.image.index.v1+json"]),
    ("manifest", &["application/vnd.oci.image.manifest.v1+json"]),
    ("image", &["application/vnd.oci.image.config.v1+json"]),
    ("provenance", &["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"]),
    ("sbom", &["https://spdx.dev/Document"]),
];

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let (reference, digest) = (given.argument(0), given.argument(1));
    let wanted = digest.parse::<Digest>();
    if !digest.is_empty() && wanted.is_err() {
        let words = format!("ERROR: invalid digest {}: invalid checksum digest format", quote(digest));
        return Err(Failure::new(words));
    }
    let (kind, platform) = (given.text(&TYPE), given.text(&PLATFORM));
    if digest.is_empty() && kind.is_empty() && platform.is_empty() {
        return Err(Failure::new("ERROR: at least one of --type, --platform or DIGEST must be specified"));
    }
    let record = docker.build_record(reference)?;
    let kinds = KINDS.iter().find(|(short, _)| *short == kind).map(|(_, kinds)| *kinds);
    let is_kind = |of: &str| kind.is_empty() || kinds.map_or(of == kind, |kinds| kinds.contains(&of));
    let found = record.attachments.iter().find(|attachment| match &wanted {
        Ok(wanted) => attachment.digest == *wanted,
        Err(_) => (platform.is_empty() || attachment.platform == platform) && is_kind(&attachment.kind),
    });
    match (found, wanted) {
        (Some(attachment), _) => docker.out(&attachment.content),
        (None, Ok(wanted)) => Err(Failure::new(format!("ERROR: content {wanted}: not found"))),
        (None, Err(_)) => {
            Err(Failure::new(format!("ERROR: no matching attachment found for ref {}", quote(reference))))
        }
    }
}
