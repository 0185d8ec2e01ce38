//! `docker tag` (docker/cli `cli/command/image/tag.go`, moby `client/image_tag.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::oci::Reference;

pub static TAG: Command = Command {
    about: "Give an image one more name: TARGET_IMAGE for what SOURCE_IMAGE means",
    synopsis: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    aliases: "docker image tag, docker tag",
    count: Count::Exactly(2),
    arguments: &[Argument::Image, Argument::Word],
    interspersed: false,
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let (source, target) = (given.argument(0), given.argument(1));
    check(source).map_err(|failure| {
        Failure::new(format!(
            "error parsing reference: {} is not a valid repository/tag: {}",
            crate::text::quote(source),
            failure
        ))
    })?;
    let parsed = Reference::parse(target).map_err(|error| {
        Failure::new(format!(
            "error parsing reference: {} is not a valid repository/tag: {error}",
            crate::text::quote(target)
        ))
    })?;
    if parsed.digest.is_some() {
        return Err(Failure::new("refusing to create a tag with a digest reference"));
    }
    let named = parsed.or_latest();
    let tag = named.tag.as_ref().map_or("", |tag| tag.as_str());
    Ok(docker.engine().image_tag(source, &named.name.familiar(), tag)?)
}

/// A name, or an ID.
fn check(source: &str) -> Outcome<()> {
    let id = source.len() == 64 && source.bytes().all(|byte| byte.is_ascii_hexdigit());
    if id || source.parse::<crate::oci::Digest>().is_ok() {
        return Ok(());
    }
    Reference::parse(source).map(|_| ()).map_err(Failure::from)
}
