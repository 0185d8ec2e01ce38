//! `docker build` (docker/buildx `commands/build.go`): flags and files become a request to the engine's builder, the
//! builder's statuses become progress, its result an ID, files or an answer.

pub(super) mod annotations;
mod answer;
mod caches;
mod display;
mod export;
pub(super) mod fields;
pub(super) mod flags;
mod inputs;
mod layouts;
mod outputs;
pub(super) mod parts;
mod plain;
mod policy;
mod rawjson;
mod request;
mod resources;
mod ssh;
mod trace;
mod tty;
mod writing;

use super::Client;
use super::argument::Argument;
use super::arguments::Matches;
use super::command::{COMMAND, Command, Count};
use super::failure::{Failure, Outcome};
use super::invocation::go_words;
use super::template::escaped_indented;
use crate::content::Rope;
use crate::engine::api::{BuildFailure, BuildResult, SolveStatus, SourceExcerpt, VertexWarning};
use crate::shell::{Stop, Stream};
use crate::text::{parse_bool, quote};
use crate::vfs::Errno;

use display::{Display, Mode};
use flags::{FLAGS, HIDDEN, WARNED};

/// The one builder that there is.
const BUILDER: &str = "default";

pub static BUILD: Command = Command {
    about: "Build an image from a Dockerfile",
    synopsis: "[OPTIONS] PATH | URL | -",
    aliases: "docker build, docker builder build, docker image build, docker buildx b",
    count: Count::Exactly(1),
    arguments: &[Argument::Path],
    flags: &[FLAGS, HIDDEN],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    build(docker, given).map_err(marked)
}

/// A failure as the plugin prints it.
fn marked(failure: Failure) -> Failure {
    match failure {
        Failure::Status { code, message } if !message.is_empty() && !message.contains("ERROR: ") => {
            Failure::Status { code, message: format!("ERROR: {message}") }
        }
        Failure::Daemon { message, .. } => Failure::new(format!("ERROR: failed to build: {message}")),
        other => other,
    }
}

fn build(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    refuse_other_builders(docker, given)?;
    for (_, words) in WARNED.iter().filter(|(flag, _)| given.has(*flag)) {
        docker.err_line(&format!("WARN[0000] {words}"))?;
    }
    let options = docker.build_options(given)?;
    let id_file = given.text(&flags::IIDFILE).to_string();
    if !id_file.is_empty() {
        if options.outputs.iter().any(outputs::Output::has_no_image) {
            return Err(Failure::new("local and tar exporters are incompatible with image ID file"));
        }
        // An ID of an older build would be wrong if this one fails.
        match docker.files.remove_file(&docker.path(&id_file)) {
            Ok(()) | Err(Errno::NoEntry) => {}
            Err(error) => {
                let why = go_words(error);
                return Err(Failure::new(format!("removing image ID file: remove {id_file}: {why}")));
            }
        }
    }
    let (mode, quiet) = mode(docker, given)?;
    let call = options.call.clone();
    let context = given.argument(0).to_string();
    let prefixed = |failure: Failure| failure.context("failed to build");
    let (request, wanted, shown) = docker.complete_request(options, given, &context).map_err(prefixed)?;
    let debug = docker.debug || given.on(&flags::DEBUG);
    let mut display = Display::new(mode, BUILDER, docker.colours(Stream::Err));
    let result = docker.solve(&request, &mut display)?;
    docker.err(&display.finish())?;
    docker.build_warnings(display.warnings(), debug)?;
    let result = match result {
        Ok(result) => result,
        Err(failure) => return Err(docker.build_failure(&failure)?),
    };
    docker.write_outputs(&result.outputs, &wanted, &request.cache_to).map_err(prefixed)?;
    let id = image_id(&result);
    if quiet && call.is_none() {
        docker.out_line(&id)?;
    }
    if !id_file.is_empty() {
        docker
            .save_file(&id_file, Rope::from(id), 0o644)
            .map_err(|failure| failure.context("writing image ID file"))?;
    }
    let metadata_file = given.text(&flags::METADATA_FILE);
    if !metadata_file.is_empty() {
        let mut metadata = result.metadata.clone();
        // buildx `util/confutil/metadata.go`
        let mode = docker.variable("BUILDX_METADATA_PROVENANCE");
        if mode == "disabled" || parse_bool(mode) == Ok(false) {
            metadata.shift_remove("buildx.build.provenance");
        }
        let warnings = display.all_warnings();
        if call.is_none() && !warnings.is_empty() && parse_bool(docker.variable("BUILDX_METADATA_WARNINGS")) == Ok(true)
        {
            metadata.insert("buildx.build.warnings".into(), warnings.iter().map(rawjson::warning).collect());
            metadata.sort_keys();
        }
        let text = escaped_indented(&serde_json::Value::Object(metadata), "  ");
        docker.save_file(metadata_file, Rope::from(text), 0o644)?;
    }
    match (&call, &result.answer) {
        (Some(call), Some(answer)) => docker.print_answer(call, answer, &shown),
        _ => Ok(()),
    }
}

/// The image's ID: of its config, if the image store does not have it (`getImageID`).
fn image_id(result: &BuildResult) -> String {
    let keys = ["containerimage.config.digest", "containerimage.digest"];
    let found = keys.iter().find_map(|key| result.metadata.get(*key).and_then(serde_json::Value::as_str));
    found.unwrap_or_default().to_string()
}

/// There is one builder, and BuildKit in it.
fn refuse_other_builders(docker: &Client<'_>, given: &Matches) -> Outcome<()> {
    let variable = docker.variable("BUILDX_BUILDER");
    let builder =
        if given.changed(&flags::BUILDER) || variable.is_empty() { given.text(&flags::BUILDER) } else { variable };
    if !matches!(builder, "" | BUILDER) {
        return Err(Failure::new(format!("no builder {} found", quote(builder))));
    }
    let buildkit = docker.variable("DOCKER_BUILDKIT");
    match parse_bool(buildkit) {
        _ if buildkit.is_empty() => Ok(()),
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::new(
            "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            BuildKit is \
             currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            environment-variable.\n\n\
             ERROR: the legacy builder is not simulated in this sandbox: leave DOCKER_BUILDKIT=0 out",
        )),
        Err(why) => Err(Failure::new(format!("DOCKER_BUILDKIT environment variable expects boolean value: {why}"))),
    }
}

/// Shows the statuses of a build that was made before.
pub(super) fn show_again(docker: &mut Client<'_>, progress: &str, log: &[SolveStatus]) -> Outcome<()> {
    let mode = match (progress, docker.output.terminal(Stream::Err)) {
        ("tty", Some(size)) => Mode::Tty(size),
        ("rawjson", _) => Mode::RawJson,
        ("plain" | "auto" | "", _) => Mode::Plain,
        (other, _) => return Err(Failure::new(format!("ERROR: invalid progress mode {other}"))),
    };
    let mut display = Display::new(mode, "", docker.colours(Stream::Err));
    for status in log {
        docker.err(&display.show(status))?;
    }
    docker.err(&display.finish())
}

/// How progress is shown, and whether only the image's ID is printed (`toDisplayMode`).
fn mode(docker: &Client<'_>, given: &Matches) -> Outcome<(Mode, bool)> {
    let quiet = given.on(&flags::QUIET);
    mode_of(docker, given.text(&flags::PROGRESS), given.changed(&flags::PROGRESS), quiet)
}

/// The same for what `--progress` says.
fn mode_of(docker: &Client<'_>, progress: &str, changed: bool, quiet: bool) -> Outcome<(Mode, bool)> {
    let variable = docker.variable("BUILDKIT_PROGRESS");
    let asked = if changed || variable.is_empty() { progress } else { variable };
    if quiet || asked == "quiet" {
        return match asked {
            "auto" | "quiet" | "none" => Ok((Mode::Quiet, true)),
            other => Err(Failure::new(format!("progress={other} and quiet cannot be used together"))),
        };
    }
    let terminal = docker.output.terminal(Stream::Err);
    match (asked, terminal) {
        ("none", _) => Ok((Mode::Quiet, false)),
        ("auto" | "" | "tty", Some(size)) => Ok((Mode::Tty(size), false)),
        ("tty", None) => Err(Failure::new("failed to get console: provided file is not a console")),
        ("auto" | "" | "plain", _) => Ok((Mode::Plain, false)),
        ("rawjson", _) => Ok((Mode::RawJson, false)),
        (other, _) => Err(Failure::new(format!("invalid progress mode {other}"))),
    }
}

impl Client<'_> {
    /// Asks the engine to build, and shows what it tells.
    fn solve(
        &mut self,
        request: &crate::engine::api::BuildRequest,
        display: &mut Display,
    ) -> Outcome<Result<BuildResult, BuildFailure>> {
        self.solve_as(request, display, "")
    }

    /// The same, with the name of a build of several before its steps.
    fn solve_as(
        &mut self,
        request: &crate::engine::api::BuildRequest,
        display: &mut Display,
        name: &str,
    ) -> Outcome<Result<BuildResult, BuildFailure>> {
        let mut stopped: Option<Stop> = None;
        let output = &mut *self.output;
        let mut sink = |mut status: SolveStatus| {
            if stopped.is_none() {
                parts::prefix(&mut status, name);
                stopped = output.write(Stream::Err, display.show(&status).as_bytes()).err();
            }
        };
        let result = self.remotes.build(request, &mut sink);
        match stopped {
            Some(stop) => Err(stop.into()),
            None => Ok(result?),
        }
    }

    /// Lists the warnings below the progress (`printWarnings`).
    fn build_warnings(&mut self, warnings: &[VertexWarning], debug: bool) -> Outcome<()> {
        if warnings.is_empty() {
            return Ok(());
        }
        let count = match warnings.len() {
            1 => "1 warning found".to_string(),
            count => format!("{count} warnings found"),
        };
        let hint = if debug { "" } else { " (use docker --debug to expand)" };
        let mut text = format!("\n \x1b[33m{count}{hint}:\n\x1b[0m");
        if !self.variable("NO_COLOR").is_empty() {
            text = format!("\n {count}{hint}:\n");
        }
        for warning in warnings {
            text.push_str(&format!(" - {}\n", warning.short));
            if !debug {
                continue;
            }
            for line in &warning.detail {
                text.push_str(&format!("{line}\n"));
            }
            if !warning.url.is_empty() {
                text.push_str(&format!("More info: {}\n", warning.url));
            }
            let (filename, source) = (warning.filename.clone(), warning.source.clone());
            text.push_str(&SourceExcerpt { filename, text: source, lines: warning.lines.clone() }.to_string());
            text.push('\n');
        }
        self.err(&text)
    }

    /// Prints the marked lines of a failed build; gives the failure.
    fn build_failure(&mut self, failure: &BuildFailure) -> Outcome<Failure> {
        self.excerpts(failure)?;
        Ok(Failure::new(format!("ERROR: failed to build: failed to solve: {}", failure.message)))
    }

    fn excerpts(&mut self, failure: &BuildFailure) -> Outcome<()> {
        failure.excerpts.iter().try_for_each(|excerpt| self.err(&excerpt.to_string()))
    }
}
