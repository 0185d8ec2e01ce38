//! `docker pull` (docker/cli `cli/command/image/pull.go`).

use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch, Text};
use crate::client::platform;
use crate::client::progress::Display;
use crate::engine::api::{ApiResult, Engine, Progress, ProgressSink};
use crate::oci::{Platform, Reference};
use crate::shell::{Stop, Stream};

/// The flag that is left of content trust.
pub const CONTENT_TRUST: Switch = Switch::new("disable-content-trust", "Nothing any more")
    .default("true")
    .deprecated("support for docker content trust was removed");

const ALL_TAGS: Switch = Switch::new("all-tags", "Every tag of the repository").short('a');
const QUIET: Switch = Switch::new("quiet", "Print only the name").short('q');
const PLATFORM: Text =
    Text::new("platform", "Which platform's image, where there are several").takes(argument::PLATFORM);

const FLAGS: Flags = &[&ALL_TAGS, &QUIET, &CONTENT_TRUST, &PLATFORM];

pub static PULL: Command = Command {
    about: "Download an image from a registry",
    synopsis: "[OPTIONS] NAME[:TAG|@DIGEST]",
    aliases: "docker image pull, docker pull",
    count: Count::Exactly(1),
    arguments: &[Argument::Pullable],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let quiet = given.on(&QUIET);
    let all = given.on(&ALL_TAGS);
    let reference = named(docker, given.argument(0), all, quiet)?;
    let platform = platform::parse(platform::or_default(docker, given.text(&PLATFORM)))?;
    let show = if quiet { None } else { Some(Stream::Out) };
    pull(docker, &reference, platform.as_ref(), show)?;
    docker.out_line(&reference.to_string())
}

/// The reference that a pull or push means; says which tag it fills in.
pub(super) fn named(docker: &mut Client<'_>, text: &str, all: bool, quiet: bool) -> Outcome<Reference> {
    let reference = Reference::parse(text)?;
    match (all, reference.is_name_only()) {
        (true, false) => Err(Failure::new("tag can't be used with --all-tags/-a")),
        (false, true) => {
            let reference = reference.or_latest();
            if !quiet {
                let tag = reference.tag.as_ref().map_or("", |tag| tag.as_str());
                docker.out_line(&format!("Using default tag: {tag}"))?;
            }
            Ok(reference)
        }
        _ => Ok(reference),
    }
}

/// Pulls, with the progress on a stream.
pub fn pull(
    docker: &mut Client<'_>,
    reference: &Reference,
    platform: Option<&Platform>,
    show: Option<Stream>,
) -> Outcome<()> {
    let credentials = docker.credentials(reference)?;
    let name = reference.familiar();
    docker.stream(show, None, |engine, sink| engine.image_pull(&name, platform, &credentials, sink))
}

impl Client<'_> {
    /// Runs an endpoint that answers with a progress stream, and shows the stream; `aux` takes its data.
    pub fn stream(
        &mut self,
        show: Option<Stream>,
        mut aux: Option<&mut dyn FnMut(&serde_json::Value)>,
        call: impl FnOnce(&mut dyn Engine, ProgressSink<'_>) -> ApiResult<()>,
    ) -> Outcome<()> {
        let mut display = Display::new(show.and_then(|stream| self.columns(stream)));
        let mut failed: Option<String> = None;
        let mut stopped: Option<Stop> = None;
        let output = &mut *self.output;
        let mut sink = |message: Progress| {
            if let (Some(data), Some(aux)) = (&message.aux, aux.as_mut()) {
                aux(data);
            }
            if failed.is_some() || stopped.is_some() {
                return;
            }
            if let Some(error) = message.error {
                failed = Some(error);
                return;
            }
            if let Some(stream) = show {
                stopped = output.write(stream, display.show(&message).as_bytes()).err();
            }
        };
        let called = call(self.remotes, &mut sink);
        if let Some(stop) = stopped {
            return Err(stop.into());
        }
        match (failed, called) {
            (_, Err(error @ crate::engine::api::ApiError::Stop(_))) => Err(error.into()),
            (Some(words), _) => Err(Failure::new(words)),
            (None, called) => Ok(called?),
        }
    }
}
