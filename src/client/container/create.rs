//! `docker create`, and what it has in common with `docker run` (docker/cli `cli/command/container/create.go`).

use super::flags::{CIDFILE, FLAGS};
use super::options::{Wanted, wanted};
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::image::pull::{CONTENT_TRUST, pull};
use crate::client::platform;
use crate::content::Rope;
use crate::oci::Reference;
use crate::shell::Stream;

pub(super) const NAME: Text = Text::new("name", "The container's name");
pub(super) const PLATFORM: Text =
    Text::new("platform", "Which platform's image, where there are several").takes(argument::PLATFORM);
pub(super) const PULL: Text = Text::new("pull", "When to pull the image (\"always\", \"missing\", \"never\")")
    .default("missing")
    .takes(Argument::OneOf(&["always", "missing", "never"]));
pub(super) const QUIET: Switch = Switch::new("quiet", "Don't show the pull").short('q');

/// The flags of `create` and `run` that are not about the container's config.
pub(super) const CREATE_FLAGS: Flags = &[
    &Switch::new("help", "Print this page"),
    &CONTENT_TRUST,
    &NAME,
    &PLATFORM,
    &PULL,
    &QUIET,
    &Switch::new("use-api-socket", "Give the container the engine's socket and one's logins")
        .unsimulated("containers cannot reach the engine; leave the flag out"),
];

pub static CREATE: Command = Command {
    about: "Make a container, but don't start it",
    synopsis: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    aliases: "docker container create, docker create",
    count: Count::AtLeast(1),
    arguments: &[Argument::ImageOrPullable, Argument::Command],
    interspersed: false,
    flags: &[FLAGS, CREATE_FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let wanted = prepare(docker, given, "create")?;
    let id = create(docker, given, &wanted)?;
    docker.out_line(&id)
}

/// The words of a failure of `run` or `create`, with the way to help.
pub(super) fn with_help(failure: &Failure, command: &str) -> String {
    format!("docker: {}\n\nRun 'docker {command} --help' for more information", failure)
}

/// Reads the flags; mistakes end with code 125.
pub(super) fn prepare(docker: &mut Client<'_>, given: &Matches, command: &str) -> Outcome<Wanted> {
    check_pull(given.text(&PULL)).and_then(|()| wanted(docker, given)).map_err(|failure| match failure {
        Failure::Stop(_) => failure,
        other => Failure::Status { code: 125, message: with_help(&other, command) },
    })
}

fn check_pull(when: &str) -> Outcome<()> {
    match when {
        "always" | "missing" | "never" | "" => Ok(()),
        other => Err(Failure::new(format!(
            "invalid pull option: '{other}': must be one of \"always\", \"missing\" or \"never\""
        ))),
    }
}

/// Makes the container, pulling its image if that is wanted; gives its ID.
pub(super) fn create(docker: &mut Client<'_>, given: &Matches, wanted: &Wanted) -> Outcome<String> {
    let platform = platform::parse(platform::or_default(docker, given.text(&PLATFORM)))?;
    let id_file = given.text(&CIDFILE);
    if !id_file.is_empty() && docker.files.stat(&docker.path(id_file), true).is_ok() {
        return Err(Failure::new(format!(
            "container ID file found, make sure the other container isn't running or delete {id_file}"
        )));
    }
    let image = given.argument(0);
    let is_id = image.len() == 64 && image.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        || image.parse::<crate::oci::Digest>().is_ok();
    let reference = if is_id { None } else { Some(Reference::parse(image)?.or_latest()) };
    let quiet = given.on(&QUIET);
    let show = if quiet { None } else { Some(Stream::Err) };
    if let (Some(reference), "always") = (&reference, given.text(&PULL)) {
        pull(docker, reference, platform.as_ref(), show)?;
    }
    let name = given.text(&NAME);
    let mut made = docker.engine().container_create(name, platform.as_ref(), &wanted.body).map_err(Failure::from);
    if let (Err(failure), Some(reference), "missing") = (&made, &reference, given.text(&PULL))
        && failure.is_not_found()
    {
        if !quiet {
            docker.err_line(&format!("Unable to find image '{}' locally", reference.familiar()))?;
        }
        pull(docker, reference, platform.as_ref(), show)?;
        made = docker.engine().container_create(name, platform.as_ref(), &wanted.body).map_err(Failure::from);
    }
    let made = made?;
    for warning in &made.warnings {
        docker.err_line(&format!("WARNING: {warning}"))?;
    }
    if !id_file.is_empty() {
        let failed = |failure: Failure| failure.context("failed to create the container ID file");
        docker.save_file(id_file, Rope::from(made.id.clone()), 0o644).map_err(failed)?;
    }
    Ok(made.id)
}
