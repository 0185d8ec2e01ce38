//! Where a build's result goes: `--output`, `--load`, `--push` (`CreateExports` in buildx `build/opt.go`, `RunBuild` in
//! `commands/build.go`), and the writing of what exporters leave to the client.

use std::collections::BTreeMap;

use super::fields;
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::surroundings::go_words;
use crate::content::Rope;
use crate::engine::api::{BuildOutput, Compression, Export, ExportKind, ExportOptions, OutputContent};
use crate::oci::Reference;
use crate::shell::Stream;
use crate::text::{parse_bool, quote};
use crate::vfs::{Errno, FileType, NodeKind, Tree};

/// One output: what the engine makes, and where the client puts it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    kind: String,
    attributes: BTreeMap<String, String>,
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

impl Wanted {
    /// The request's export number `index`, with these names.
    pub(super) fn export(&self, names: &[Reference], index: usize) -> Outcome<Export> {
        let on = |key: &str, default: bool| self.attributes.get(key).map_or(Ok(default), |value| truth(key, value));
        let push = on("push", false)?;
        if push && on("push-by-digest", false)? {
            return Err(Failure::new(
                "push-by-digest is currently not implemented for docker driver, please create a new builder instance",
            ));
        }
        let kind = match (self.kind.as_str(), &self.to) {
            ("image", _) | ("docker", Destination::Engine) => {
                ExportKind::Image { push, store: on("store", true)?, unpack: on("unpack", true)? }
            }
            ("oci", to) => ExportKind::Oci { tar: !matches!(to, Destination::Directory(_)) },
            ("docker", to) => ExportKind::Docker { tar: !matches!(to, Destination::Directory(_)) },
            ("tar", _) => ExportKind::Tar,
            ("local", _) => ExportKind::Local,
            _ => ExportKind::CacheOnly,
        };
        let mut given = names.to_vec();
        if names.is_empty()
            && let Some(list) = self.attributes.get("name")
        {
            for name in list.split(',').filter(|name| !name.is_empty()) {
                let name = Reference::parse(name)
                    .map_err(|error| Failure::new(format!("invalid tag {}: {error}", quote(name))))?;
                given.push(name.or_latest());
            }
        }
        if given.is_empty() && push {
            return Err(Failure::new("tag is needed when pushing to registry"));
        }
        let options = ExportOptions {
            names: given,
            compression: self.compression()?,
            compression_level: match self.attributes.get("compression-level").map(|level| (level, level.parse())) {
                None => None,
                Some((_, Ok(level))) => Some(level),
                Some((level, Err(_))) => {
                    return Err(Failure::new(format!(
                        "failed to solve: non-integer value {level} specified for compression-level: strconv.ParseInt: \
                         parsing {}: invalid syntax",
                        quote(level)
                    )));
                }
            },
            force_compression: on("force-compression", false)?,
            rewrite_timestamp: on("rewrite-timestamp", false)?,
            docker_media_types: !on("oci-mediatypes", true)?,
            no_platform_split: !on("platform-split", true)?,
            index,
        };
        Ok(Export { kind, options })
    }

    fn compression(&self) -> Outcome<Compression> {
        match self.attributes.get("compression").map(String::as_str) {
            None | Some("gzip") => Ok(Compression::Gzip),
            Some("uncompressed") => Ok(Compression::Uncompressed),
            Some("zstd") => Ok(Compression::Zstd),
            Some("estargz") => Ok(Compression::Estargz),
            Some(other) => Err(Failure::new(format!("failed to solve: unsupported compression type {other}"))),
        }
    }
}

fn truth(key: &str, value: &str) -> Outcome<bool> {
    if value.is_empty() {
        return Ok(true);
    }
    parse_bool(value).map_err(|why| Failure::new(format!("failed to solve: non-bool value specified for {key}: {why}")))
}

impl Client<'_> {
    /// Writes what exporters gave.
    pub(super) fn write_outputs(&mut self, outputs: &[BuildOutput], wanted: &[Wanted]) -> Outcome<()> {
        for output in outputs.iter().filter(|output| !output.of_cache) {
            let Some(wanted) = wanted.get(output.index) else { continue };
            match (&wanted.to, &output.content) {
                (Destination::StandardOutput, OutputContent::File(content)) => {
                    self.output.write_rope(Stream::Out, content)?;
                }
                (Destination::File(path), OutputContent::File(content)) => self.write_file(path, content.clone())?,
                (Destination::Directory(path), OutputContent::Files(files)) => self.write_files(path, files)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn write_file(&mut self, path: &str, content: Rope) -> Outcome<()> {
        let absolute = self.path(path);
        let parent = absolute.rsplit_once('/').map_or("", |(parent, _)| parent).to_string();
        self.make_directories(&parent)?;
        let failed = |error| Failure::new(format!("open {path}: {}", go_words(error)));
        self.files.write(&absolute, content, 0o644).map_err(failed)
    }

    /// Writes a tree into a directory, over what is there.
    pub(super) fn write_files(&mut self, path: &str, files: &Tree) -> Outcome<()> {
        let root = self.path(path);
        self.make_directories(&root)?;
        for (place, node) in files.walk() {
            let absolute = format!("{}{place}", root.trim_end_matches('/'));
            let failed = |error| Failure::new(format!("open {absolute}: {}", go_words(error)));
            let there = self.files.stat(&absolute, false).ok().map(|stat| stat.kind);
            if there.is_some_and(|kind| kind != FileType::Directory) {
                self.files.remove_file(&absolute).map_err(failed)?;
            }
            match &node.kind {
                NodeKind::Directory if place == "/" || there == Some(FileType::Directory) => {}
                NodeKind::Directory => self.files.make_dir(&absolute, node.meta.mode).map_err(failed)?,
                NodeKind::File(content) => {
                    self.files.write(&absolute, content.clone(), node.meta.mode).map_err(failed)?;
                }
                NodeKind::Symlink(target) => self.files.symlink(target, &absolute).map_err(failed)?,
                // Nobody but root makes devices.
                _ => continue,
            }
            if !matches!(node.kind, NodeKind::Symlink(_)) && place != "/" {
                self.files.set_mtime(&absolute, node.meta.mtime, false).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn make_directories(&mut self, path: &str) -> Outcome<()> {
        let mut made = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            made = format!("{made}/{part}");
            if self.files.stat(&made, true).is_err() {
                let failed = |error| Failure::new(format!("mkdir {made}: {}", go_words(error)));
                self.files.make_dir(&made, 0o755).map_err(failed)?;
            }
        }
        Ok(())
    }
}
