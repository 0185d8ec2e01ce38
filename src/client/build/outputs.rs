//! Where a build's result goes: `--output`, `--load`, `--push` (`CreateExports` in buildx `build/opt.go`, `RunBuild` in
//! `commands/build.go`).

use std::collections::BTreeMap;

use super::fields;
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::shell::Stream;
use crate::text::{parse_bool, quote};
use crate::vfs::{Errno, FileType};

/// The right to remove what is in a directory elsewhere, which is the client's own affair.
pub(super) const LOCAL_DELETE: &str = "buildx.local.delete";

/// One output: what the engine makes, and where the client puts it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) to: Destination,
}

/// Where the client puts what an exporter gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// Nowhere: the engine keeps it.
    Engine,
    File(String),
    Directory(String),
    StandardOutput,
}

/// One `--output`, as typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    kind: String,
    destination: String,
    attributes: BTreeMap<String, String>,
}

impl Output {
    pub(super) fn parse(text: &str) -> Outcome<Output> {
        let all = fields::split(text)?;
        if let [only] = all.as_slice()
            && only == text
            && !text.starts_with("type=")
        {
            let kind = if text == "-" { "tar" } else { "local" };
            return Ok(Output { kind: kind.into(), destination: text.into(), ..Output::default() });
        }
        let mut output = Output::default();
        for field in &all {
            let (key, value) = fields::pair(field)?;
            match key.as_str() {
                "type" => output.kind = value,
                "dest" => output.destination = value,
                _ => _ = output.attributes.insert(key, value),
            }
        }
        if output.kind.is_empty() {
            return Err(Failure::new("type is required for output"));
        }
        Ok(output)
    }

    /// Whether an image ID file cannot be written beside it.
    pub(super) fn has_no_image(&self) -> bool {
        matches!(self.kind.as_str(), "local" | "tar")
    }
}

/// All outputs that are asked for, in order.
pub(super) fn wanted(docker: &Client<'_>, given: Vec<Output>, load: bool, push: bool) -> Outcome<Vec<Wanted>> {
    let mut outputs: Vec<Wanted> = Vec::new();
    for Output { mut kind, destination, mut attributes } in given {
        let tar = !attributes.get("tar").is_some_and(|tar| parse_bool(tar) == Ok(false));
        let (file, directory) = match kind.as_str() {
            "local" => (false, true),
            "tar" => (true, false),
            "oci" | "docker" => (tar, !tar),
            "registry" => {
                kind = "image".into();
                attributes.insert("push".into(), "true".into());
                attributes.entry("unpack".into()).or_insert_with(|| "false".into());
                (false, false)
            }
            "image" | "cacheonly" => (false, false),
            other => {
                let words = format!("failed to solve: exporter {} could not be found", quote(other));
                return Err(Failure::new(words));
            }
        };
        let to = match (file, directory) {
            (true, _) => file_destination(docker, &kind, &destination, &outputs)?,
            (_, true) => directory_destination(docker, &kind, &destination)?,
            _ => Destination::Engine,
        };
        outputs.push(Wanted { kind, attributes, to });
    }
    if push {
        match outputs.iter_mut().find(|output| output.kind == "image") {
            Some(image) => {
                image.attributes.insert("push".into(), "true".into());
                image.attributes.entry("unpack".into()).or_insert_with(|| "false".into());
            }
            None => outputs.push(engine_output("image", &[("push", "true"), ("unpack", "false")])),
        }
    }
    if load && !outputs.iter().any(|output| output.kind == "docker" && output.to == Destination::Engine) {
        outputs.push(engine_output("docker", &[]));
    }
    Ok(outputs)
}

impl Wanted {
    /// Whether what is in the directory and not in the result goes (`ParseLocalExporterMode` in buildkit `client`).
    pub(super) fn deletes(&self) -> Outcome<bool> {
        let mode = self.attributes.get("mode").filter(|_| self.kind == "local").map_or("", String::as_str);
        match mode.trim().to_lowercase().as_str() {
            "" | "copy" => Ok(false),
            "delete" => Ok(true),
            _ => Err(Failure::new(format!("invalid local exporter mode {}", quote(mode)))),
        }
    }
}

/// Nothing is removed but below the working directory (`ValidateLocalExportDelete`).
pub(super) fn check_deletions(docker: &Client<'_>, wanted: &[Wanted]) -> Outcome<()> {
    let real = |path: &str| {
        // What is not there yet stays as it is written.
        let (mut there, mut rest) = (docker.path(path), String::new());
        loop {
            match docker.files.real_path(&there) {
                Ok(real) => return format!("{}{rest}", real.trim_end_matches('/')),
                Err(_) => match there.rsplit_once('/') {
                    Some((above, name)) => (rest, there) = (format!("/{name}{rest}"), above.to_string()),
                    None => return rest,
                },
            }
        }
    };
    for output in wanted {
        let Destination::Directory(to) = &output.to else { continue };
        let inside = real(to).strip_prefix(&real(".")).is_some_and(|rest| rest.starts_with('/'));
        if output.deletes()? && !inside {
            let what = format!("local output mode=delete for destination {}", quote(to));
            return Err(Failure::new(format!("{what} requires --allow={LOCAL_DELETE}")));
        }
    }
    Ok(())
}

/// What a build makes without `--output`.
pub(super) fn usual() -> Wanted {
    engine_output("image", &[])
}

fn engine_output(kind: &str, attributes: &[(&str, &str)]) -> Wanted {
    let attributes = attributes.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    Wanted { kind: kind.into(), attributes, to: Destination::Engine }
}

fn file_destination(docker: &Client<'_>, kind: &str, destination: &str, before: &[Wanted]) -> Outcome<Destination> {
    if destination.is_empty() && kind == "docker" {
        return Ok(Destination::Engine);
    }
    if matches!(destination, "" | "-") {
        if before.iter().any(|output| output.to == Destination::StandardOutput) {
            return Err(Failure::new("multiple outputs configured to write to stdout"));
        }
        if docker.columns(Stream::Out).is_some() {
            let words = format!("dest file is required for {kind} exporter. refusing to write to console");
            return Err(Failure::new(words));
        }
        return Ok(Destination::StandardOutput);
    }
    match docker.files.stat(&docker.path(destination), true) {
        Ok(stat) if stat.kind == FileType::Directory => {
            Err(Failure::new(format!("destination file {destination} is a directory")))
        }
        Ok(_) | Err(Errno::NoEntry) => Ok(Destination::File(destination.into())),
        Err(error) => {
            let why = go_words(error);
            Err(Failure::new(format!("invalid destination file: {destination}: stat {destination}: {why}")))
        }
    }
}

fn directory_destination(docker: &Client<'_>, kind: &str, destination: &str) -> Outcome<Destination> {
    match destination {
        "" => return Err(Failure::new(format!("dest is required for {kind} exporter"))),
        "-" => return Err(Failure::new(format!("dest cannot be stdout for {kind} exporter"))),
        _ => {}
    }
    match docker.files.stat(&docker.path(destination), true) {
        Ok(stat) if stat.kind != FileType::Directory => {
            Err(Failure::new(format!("destination directory {destination} is a file")))
        }
        Ok(_) | Err(Errno::NoEntry) => Ok(Destination::Directory(destination.into())),
        Err(error) => {
            let why = go_words(error);
            Err(Failure::new(format!("invalid destination directory: {destination}: stat {destination}: {why}")))
        }
    }
}
