//! `docker manifest inspect` (docker/cli `cli/command/manifest/inspect.go`).

use serde_json::Value;

use super::document::{INSECURE, entry, fetch, index, is_index, normalized, parse, platform_of, tidy};
use super::lists;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch};
use crate::client::template::indented;
use crate::oci::{Digest, Reference};

const VERBOSE: Switch = Switch::new("verbose", "More, with each platform's manifest").short('v');

const FLAGS: Flags = &[&INSECURE, &VERBOSE];

pub static INSPECT: Command = Command {
    about: "Show a manifest or a manifest list of a registry",
    synopsis: "[OPTIONS] [MANIFEST_LIST] MANIFEST",
    count: Count::Between(1, 2),
    arguments: &[Argument::Pullable],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if let [list, name] = given.arguments.as_slice() {
        let (name, list) = (normalized(name)?, normalized(list)?);
        let entry = lists::entry(docker, &list, &name)?;
        let shown = match given.on(&VERBOSE) {
            true => indented(&entry, "\t"),
            false => indented(
                entry.get("OCIManifest").or_else(|| entry.get("SchemaV2Manifest")).unwrap_or(&Value::Null),
                "\t",
            ),
        };
        return docker.out_line(&shown);
    }
    let reference = normalized(given.argument(0))?;
    if let Ok(entries) = lists::entries(docker, &reference) {
        let shown = match given.on(&VERBOSE) {
            true => indented(&Value::Array(entries), "\t"),
            false => indented(&lists::document(&entries, &reference)?, "   "),
        };
        return docker.out_line(&shown);
    }
    let manifest = fetch(docker, &reference, given.on(&INSECURE))?;
    let document = parse(&manifest.body)?;
    let verbose = given.on(&VERBOSE);
    let text = match (is_index(&document), verbose) {
        (true, false) => indented(&index(&document), "   "),
        (false, false) => indented(&tidy(&document), "\t"),
        (false, true) => {
            let platform = platform_of(docker, &reference, &document)?;
            indented(&entry(&reference.to_string(), &manifest, &document, platform), "\t")
        }
        (true, true) => {
            let mut entries = Vec::new();
            for child in document.get("manifests").and_then(Value::as_array).into_iter().flatten() {
                let digest: Option<Digest> =
                    child.get("digest").and_then(Value::as_str).and_then(|digest| digest.parse().ok());
                let Some(digest) = digest else { continue };
                let manifest = fetch(docker, &reference.with_digest(digest), true)?;
                let document = parse(&manifest.body)?;
                let named = Reference { digest: Some(digest), ..reference.clone() }.to_string();
                entries.push(entry(&named, &manifest, &document, child.get("platform").cloned()));
            }
            indented(&Value::Array(entries), "\t")
        }
    };
    docker.out_line(&text)
}
