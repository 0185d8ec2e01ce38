//! `docker push` (docker/cli `cli/command/image/push.go`).

use serde_json::Value;

use super::pull::{CONTENT_TRUST, named};
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::note::coloured;
use crate::oci::Platform;
use crate::shell::Stream;

const ALL_TAGS: Switch = Switch::new("all-tags", "Every tag of the repository").short('a');
const QUIET: Switch = Switch::new("quiet", "Print only the name").short('q');
const PLATFORM: Text = Text::new(
    "platform",
    "Push only this platform's manifest, as an image of one platform.\nThe index with the other platforms and the attestations stays here.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
).takes(argument::PLATFORM);

const FLAGS: Flags = &[&ALL_TAGS, &QUIET, &CONTENT_TRUST, &PLATFORM];

pub static PUSH: Command = Command {
    about: "Upload an image to a registry",
    synopsis: "[OPTIONS] NAME[:TAG]",
    aliases: "docker image push, docker push",
    count: Count::Exactly(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

const ONE_PLATFORM: &str = "Using --platform pushes only the specified platform manifest of a multi-platform image index.\nOther components, like attestations, will not be included.\nTo push the complete multi-platform image, remove the --platform flag.\n";
const MISSING: &str = "You're trying to push a manifest list/index which \n\t\t\t\treferences multiple platform specific manifests, but not all of them are available locally\n\t\t\t\tor available to the remote repository.\n\n\t\t\t\tMake sure you have all the referenced content and try again.\n\n\t\t\t\tYou can also push only a single platform specific manifest directly by specifying the platform you want to push with the --platform flag.";

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut platform = None;
    if !given.text(&PLATFORM).is_empty() {
        let text = given.text(&PLATFORM);
        match text.parse::<Platform>() {
            Ok(parsed) => platform = Some(parsed),
            Err(error) => {
                docker.err(&format!("Invalid platform {text}"))?;
                return Err(error.into());
            }
        }
        docker.note(Stream::Out, ONE_PLATFORM)?;
    }
    let quiet = given.on(&QUIET);
    let reference = named(docker, given.argument(0), given.on(&ALL_TAGS), quiet)?;
    if reference.digest.is_some() {
        return Err(Failure::new("cannot push a digest reference"));
    }
    let credentials = docker.credentials(&reference)?;
    let tag = reference.tag.as_ref().map_or("", |tag| tag.as_str()).to_string();
    let name = reference.name.familiar();
    let colours = docker.colours(Stream::Out);
    let mut notes = Vec::new();
    let mut aux = |data: &Value| notes.extend(note(data, colours));
    let show = if quiet { None } else { Some(Stream::Out) };
    let pushed = docker.stream(show, Some(&mut aux), |engine, sink| {
        engine.image_push(&name, &tag, platform.as_ref(), &credentials, sink)
    });
    if quiet && pushed.is_ok() {
        docker.out_line(&reference.to_string())?;
    }
    for note in notes {
        docker.note(Stream::Out, &note)?;
    }
    pushed
}

/// What the daemon's data means for the person.
fn note(data: &Value, colours: bool) -> Option<String> {
    let is = |key: &str| data.get(key).and_then(Value::as_bool).unwrap_or(false);
    if is("manifestPushedInsteadOfIndex") {
        let digest = |key: &str| {
            let of = data.get(key);
            of.and_then(|of| of.get("digest")).and_then(Value::as_str).unwrap_or("").to_string()
        };
        let (index, manifest) = (digest("originalIndex"), digest("selectedManifest"));
        let (index, manifest) = match colours {
            true => (coloured(&index, 31), coloured(&manifest, 32)),
            false => (index, manifest),
        };
        return Some(format!(
            "Not all multiplatform-content is present and only the available single-platform image was pushed\n{index} -> {manifest}"
        ));
    }
    is("contentMissing").then(|| MISSING.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_fallback_to_one_platform_is_told() {
        let data = json!({"manifestPushedInsteadOfIndex": true, "originalIndex": {"digest": "sha256:a"}, "selectedManifest": {"digest": "sha256:b"}});
        assert!(note(&data, false).unwrap().ends_with("\nsha256:a -> sha256:b"));
        assert_eq!(note(&json!({"Tag": "x"}), false), None);
    }
}
