//! `docker buildx imagetools create` (docker/buildx `commands/imagetools/create.go`, `util/imagetools/create.go`): an image
//! in a registry, made of images in registries.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{GROUP_FLAGS, check_builder};
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::build::{annotations, show_again};
use crate::client::buildx::imagetools::fetch;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::client::manifest::{descriptor, is_index, parse, platform_of};
use crate::client::template::escaped_indented;
use crate::client::{BlobCopy, Client};
use crate::content::Rope;
use crate::engine::api::{Annotation, AnnotationPlace, SolveStatus, Vertex, VertexLog};
use crate::oci::{Digest, Platform, Reference, media_type};
use crate::text::quote;

const ANNOTATION: List = List::strings("annotation", "An annotation of the image");
const APPEND: Switch = Switch::new("append", "Keep what the name stands for now");
const DRY_RUN: Switch = Switch::new("dry-run", "Print the image's document, push nothing");
const FILE: List = List::strings("file", "A file with a source").short('f').takes(Argument::Path);
const METADATA_FILE: Text = Text::new("metadata-file", "A file for what was made").takes(Argument::Path);
const PLATFORM: List = List::strings("platform", "Only these platforms").short('p').takes(argument::PLATFORM);
const PREFER_INDEX: Switch = Switch::new("prefer-index", "Make an index even of one image").default("true");
const PROGRESS: Text =
    Text::new("progress", "How to show the progress (auto, none, plain, rawjson, tty)").default("auto");
const TAG: List = List::strings("tag", "A name for the new image").short('t').takes(Argument::Image);

const FLAGS: Flags =
    &[&ANNOTATION, &APPEND, &DRY_RUN, &FILE, &METADATA_FILE, &PLATFORM, &PREFER_INDEX, &PROGRESS, &TAG];

pub static CREATE: Command = Command {
    about: "Make an image of others in a registry",
    synopsis: "[OPTIONS] [SOURCE...]",
    count: Count::Any,
    arguments: &[Argument::Pullable],
    flags: &[FLAGS, GROUP_FLAGS],
    run: |docker, given| create(docker, given).map_err(marked),
    ..COMMAND
};

/// Something that the image is made of: where it is, and its descriptor with the bytes behind it.
#[derive(Clone, Debug)]
struct Source {
    reference: Reference,
    descriptor: Map<String, Value>,
    body: Vec<u8>,
}

/// A manifest that has to be in the target's repository.
#[derive(Clone, Debug)]
struct Piece {
    digest: Digest,
    from: Reference,
}

/// What is pushed under the names.
struct Combined {
    body: Vec<u8>,
    media_type: String,
    pieces: Vec<Piece>,
}

fn marked(failure: Failure) -> Failure {
    match failure {
        Failure::Stop(_) | Failure::Cancelled => failure,
        other if other.to_string().starts_with("ERROR: ") => other,
        other => Failure::new(format!("ERROR: {}", other)),
    }
}

fn create(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let mut sources = Vec::new();
    for file in given.list(&FILE) {
        sources.push(docker.open_text(file)?);
    }
    sources.extend(given.arguments.iter().cloned());
    if sources.is_empty() {
        return Err(Failure::new("no sources specified"));
    }
    if given.list(&TAG).is_empty() && !given.on(&DRY_RUN) {
        return Err(Failure::new("can't push with no tags specified, please set --tag or --dry-run"));
    }
    let tags: Vec<Reference> =
        given.list(&TAG).iter().map(|tag| Ok(Reference::parse(tag)?.or_latest())).collect::<Outcome<_>>()?;
    if let Some(first) = given.list(&TAG).first().filter(|_| given.on(&APPEND)) {
        sources.insert(0, first.clone());
    }
    check_builder(docker, given)?;
    let sources = resolve(docker, &sources, &tags)?;
    let annotations = annotations::parse(given.list(&ANNOTATION))
        .map_err(|failure| failure.context("failed to parse annotations"))?;
    let combined = combine(sources, &annotations, given.on(&PREFER_INDEX), given.list(&PLATFORM))?;
    if given.on(&DRY_RUN) {
        return docker.out_line(&String::from_utf8_lossy(&combined.body));
    }
    let mut by_repository: BTreeMap<String, Vec<Reference>> = BTreeMap::new();
    for tag in &tags {
        by_repository.entry(tag.name.to_string()).or_default().push(tag.clone());
    }
    let progress = match (given.text(&PROGRESS), docker.output.terminal(crate::shell::Stream::Err)) {
        ("auto" | "", Some(_)) => "tty",
        (asked, _) => asked,
    };
    for (repository, tags) in &by_repository {
        let log = push(docker, &combined, repository, tags)?;
        if !matches!(progress, "none" | "quiet") {
            show_again(docker, progress, &log)?;
        }
    }
    let file = given.text(&METADATA_FILE);
    if file.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = by_repository.keys().map(String::as_str).collect();
    let made = json!({
        "containerimage.descriptor": {
            "mediaType": combined.media_type,
            "digest": Digest::of(&combined.body).to_string(),
            "size": combined.body.len(),
        },
        "image.name": names.join(","),
    });
    docker.save_file(file, Rope::from(escaped_indented(&made, "  ")), 0o644)
}

/// A source as it was given: its name, or its descriptor.
type Named = (Option<Reference>, Option<Map<String, Value>>);

/// Finds the sources: names, digests (of the only repository that is named), or descriptors.
fn resolve(docker: &mut Client<'_>, sources: &[String], tags: &[Reference]) -> Outcome<Vec<Source>> {
    let bad = |text: &str, why: String| {
        let kinds = "valid sources are digests, references and descriptors";
        Failure::new(format!("failed to parse source {}, {kinds}: {why}", quote(text)))
    };
    let mut named: Vec<Named> = Vec::new();
    for text in sources {
        if let Ok(digest) = text.parse::<Digest>() {
            named.push((None, Some([("digest".to_string(), json!(digest.to_string()))].into_iter().collect())));
        } else if text.trim_start().starts_with('{') {
            let value: Value = serde_json::from_str(text).map_err(|error| bad(text, error.to_string()))?;
            if value.get("schemaVersion").is_some_and(|version| version != 0) {
                let version = &value["schemaVersion"];
                let why =
                    format!("expected an OCI content descriptor, got a manifest or index (schemaVersion {version})");
                return Err(bad(text, why));
            }
            if value.get("digest").and_then(Value::as_str).is_none_or(str::is_empty) {
                return Err(bad(text, "invalid descriptor: digest is required".into()));
            }
            named.push((None, value.as_object().cloned()));
        } else {
            let reference = Reference::parse(text).map_err(|error| bad(text, error.to_string()))?;
            named.push((Some(reference.or_latest()), None));
        }
    }
    let repositories: std::collections::BTreeSet<String> =
        named.iter().filter_map(|(name, _)| name.as_ref()).chain(tags).map(|name| name.name.to_string()).collect();
    if repositories.is_empty() {
        return Err(Failure::new("no repositories specified, please set a reference in tag or source"));
    }
    let only = named.iter().find_map(|(name, _)| name.clone()).or_else(|| tags.first().cloned());
    let only = only.filter(|_| repositories.len() == 1);
    let mut found = Vec::new();
    for ((reference, wanted), text) in named.into_iter().zip(sources) {
        let wanted = wanted.unwrap_or_default();
        let reference = match reference {
            Some(reference) => reference,
            None => {
                let Some(only) = &only else {
                    let why = "multiple repositories specified, cannot infer repository for";
                    return Err(Failure::new(format!("{why} {}", quote(text))));
                };
                let digest = wanted.get("digest").and_then(Value::as_str).and_then(|digest| digest.parse().ok());
                digest.map_or_else(|| only.clone(), |digest| only.with_digest(digest))
            }
        };
        let manifest = fetch(docker, &reference)?;
        let mut descriptor: Map<String, Value> = [
            ("mediaType".to_string(), json!(manifest.media_type)),
            ("digest".to_string(), json!(manifest.digest.to_string())),
            ("size".to_string(), json!(manifest.body.len())),
        ]
        .into_iter()
        .collect();
        descriptor.extend(wanted.into_iter().filter(|(key, _)| matches!(key.as_str(), "annotations" | "platform")));
        let document = parse(&manifest.body)?;
        if !is_index(&document) && !descriptor.contains_key("platform") {
            let platform = platform_of(docker, &reference, &document)?;
            descriptor.extend(platform.map(|platform| ("platform".to_string(), platform)));
        }
        found.push(Source { reference, descriptor, body: manifest.body.to_vec() });
    }
    Ok(found)
}

/// One document of all sources.
fn combine(
    sources: Vec<Source>,
    annotations: &[Annotation],
    prefer_index: bool,
    platforms: &[String],
) -> Outcome<Combined> {
    let only = match sources.as_slice() {
        [only] if annotations.is_empty() => Some((only.clone(), is_index(&parse(&only.body)?))),
        _ => None,
    };
    if let Some((only, index)) = only.filter(|(_, index)| *index || !prefer_index) {
        let text = |key: &str| only.descriptor.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        if !index {
            let pieces = vec![Piece { digest: Digest::of(&only.body), from: only.reference }];
            return Ok(Combined { media_type: text("mediaType"), body: only.body, pieces });
        }
        if platforms.is_empty() {
            let document = parse(&only.body)?;
            let children = document.get("manifests").and_then(Value::as_array).into_iter().flatten();
            let pieces = children.filter_map(|child| piece(child, &only.reference)).collect();
            return Ok(Combined { media_type: text("mediaType"), body: only.body, pieces });
        }
    }
    let mut descriptors: Vec<(Value, Reference)> = Vec::new();
    for source in &sources {
        let document = parse(&source.body)?;
        let own = vec![Value::Object(source.descriptor.clone())];
        let children = document.get("manifests").and_then(Value::as_array).cloned().unwrap_or(own);
        for child in children {
            match descriptors.iter_mut().find(|(known, _)| known.get("digest") == child.get("digest")) {
                Some((known, from)) => {
                    merge(known, &child);
                    *from = source.reference.clone();
                }
                None => descriptors.push((child, source.reference.clone())),
            }
        }
    }
    if !platforms.is_empty() {
        descriptors = filtered(descriptors, platforms)?;
    }
    let docker_kind = |(child, _): &(Value, Reference)| {
        child.get("mediaType").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("application/vnd.docker."))
    };
    let kind = if descriptors.iter().all(docker_kind) { media_type::DOCKER_LIST } else { media_type::INDEX };
    let mut notes = Map::new();
    for annotation in annotations.iter().filter(|_| kind == media_type::INDEX) {
        annotate(annotation, &mut descriptors, &mut notes)?;
    }
    let pieces = descriptors.iter().filter_map(|(child, from)| piece(child, from)).collect();
    let mut document = Map::new();
    document.insert("schemaVersion".into(), json!(2));
    document.insert("mediaType".into(), json!(kind));
    let ordered = descriptors.iter().map(|(child, _)| ordered(child));
    document.insert("manifests".into(), ordered.collect());
    if !notes.is_empty() {
        document.insert("annotations".into(), Value::Object(notes));
    }
    let body = escaped_indented(&Value::Object(document), "  ").into_bytes();
    Ok(Combined { body, media_type: kind.into(), pieces })
}

/// A descriptor with its keys, and its platform's, in the order of the specification.
fn ordered(child: &Value) -> Value {
    let mut out = descriptor(child);
    if let Some(platform) = child.get("platform") {
        let keys = ["architecture", "os", "os.version", "os.features", "variant"];
        out["platform"] = Value::Object(crate::client::manifest::pick(platform, &keys));
    }
    out
}

fn piece(child: &Value, from: &Reference) -> Option<Piece> {
    let digest = child.get("digest").and_then(Value::as_str)?.parse().ok()?;
    Some(Piece { digest, from: from.clone() })
}

fn merge(known: &mut Value, other: &Value) {
    if let Some(platform) = other.get("platform") {
        known["platform"] = platform.clone();
    }
    for (key, value) in other.get("annotations").and_then(Value::as_object).into_iter().flatten() {
        known["annotations"][key] = value.clone();
    }
}

/// Those for the platforms, and the attestations of these.
fn filtered(descriptors: Vec<(Value, Reference)>, wanted: &[String]) -> Outcome<Vec<(Value, Reference)>> {
    let mut platforms: Vec<Platform> = Vec::new();
    for text in wanted.iter().flat_map(|text| text.split(',')) {
        let parsed = text.parse::<Platform>();
        platforms.push(
            parsed.map_err(|error| Failure::new(format!("invalid platform {}: {error}", quote(text))))?.normalised(),
        );
    }
    let fits = |child: &Value| {
        child.get("platform").is_none_or(|platform| {
            let platform: Platform = serde_json::from_value(platform.clone()).unwrap_or_default();
            platforms.iter().any(|wanted| wanted.matches(&platform))
        })
    };
    let kept: Vec<Value> = descriptors
        .iter()
        .filter(|(child, _)| fits(child))
        .filter_map(|(child, _)| child.get("digest").cloned())
        .collect();
    let subject = |child: &Value| child.pointer("/annotations/vnd.docker.reference.digest").cloned();
    let stays = |child: &Value| fits(child) || subject(child).is_some_and(|of| kept.contains(&of));
    let all: Vec<(Value, Reference)> = descriptors.into_iter().filter(|(child, _)| stays(child)).collect();
    match all.is_empty() {
        true => Err(Failure::new("none of the manifests match the provided platforms")),
        false => Ok(all),
    }
}

fn annotate(
    annotation: &Annotation,
    descriptors: &mut [(Value, Reference)],
    notes: &mut Map<String, Value>,
) -> Outcome<()> {
    match annotation.place {
        AnnotationPlace::Index => {
            notes.insert(annotation.key.clone(), json!(annotation.value));
            notes.sort_keys();
        }
        AnnotationPlace::ManifestDescriptor => {
            for (child, _) in descriptors.iter_mut() {
                let platform: Platform =
                    child.get("platform").cloned().and_then(|of| serde_json::from_value(of).ok()).unwrap_or_default();
                if annotation.platform.as_ref().is_none_or(|wanted| wanted.matches(&platform)) {
                    child["annotations"][&annotation.key] = json!(annotation.value);
                }
            }
        }
        AnnotationPlace::Manifest => {
            return Err(Failure::new("\"manifest\" annotations are not supported yet"));
        }
        AnnotationPlace::IndexDescriptor => {
            return Err(Failure::new("\"index-descriptor\" annotations are invalid while creating an image"));
        }
    }
    Ok(())
}

/// Copies what the image is made of into a repository, and puts it under its names there; what is told meanwhile.
fn push(
    docker: &mut Client<'_>,
    combined: &Combined,
    repository: &str,
    tags: &[Reference],
) -> Outcome<Vec<SolveStatus>> {
    let Some(seed) = tags.first() else { return Ok(Vec::new()) };
    let name = format!("[internal] pushing {repository}");
    let digest = Digest::of(name.as_bytes());
    let vertex = Vertex {
        digest,
        inputs: Vec::new(),
        name,
        started: Some(docker.now),
        completed: None,
        cached: false,
        error: String::new(),
        group: None,
    };
    let mut log = vec![SolveStatus { vertexes: vec![vertex.clone()], ..SolveStatus::default() }];
    let mut tell = |line: String| {
        let line = VertexLog { vertex: digest, stream: 1, data: format!("{line}\n").into(), timestamp: docker.now };
        log.push(SolveStatus { logs: vec![line], ..SolveStatus::default() });
    };
    // As Go starts what it is given at once: the last first.
    let (last, before) = combined.pieces.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
    for piece in last.into_iter().chain(before) {
        tell(format!("copying {} from {} to {repository}", piece.digest, piece.from));
    }
    let made = Digest::of(&combined.body);
    for tag in tags {
        tell(format!("pushing {made} to {tag}"));
    }
    for piece in last.into_iter().chain(before) {
        copy(docker, piece, seed)
            .map_err(|failure| failure.context(&format!("copy {} from {} to {seed}", piece.digest, piece.from)))?;
    }
    let auth = docker.credentials(seed)?;
    for tag in tags {
        let body = combined.body.clone().into();
        docker
            .registries()
            .registry_put_manifest(tag, &combined.media_type, body, &auth)
            .map_err(|error| Failure::new(format!("publish {made} to {tag}: {error}")))?;
    }
    let vertex = Vertex { completed: Some(docker.now), ..vertex };
    log.push(SolveStatus { vertexes: vec![vertex], ..SolveStatus::default() });
    Ok(log)
}

/// Copies a manifest with its blobs.
fn copy(docker: &mut Client<'_>, piece: &Piece, target: &Reference) -> Outcome<()> {
    let from = piece.from.with_digest(piece.digest);
    let manifest = fetch(docker, &from)?;
    let document = parse(&manifest.body)?;
    let (from_auth, to_auth) = (docker.credentials(&from)?, docker.credentials(target)?);
    let layers = document.get("layers").and_then(Value::as_array).into_iter().flatten();
    for blob in document.get("config").into_iter().chain(layers) {
        let text = |key: &str| blob.get(key).and_then(Value::as_str).unwrap_or("");
        let Ok(digest) = text("digest").parse::<Digest>() else { continue };
        let (media_type, from_auth, to_auth) = (text("mediaType"), &from_auth, &to_auth);
        let copy = BlobCopy { digest, media_type, from: &from, from_auth, to: target, to_auth };
        docker.registries().registry_copy_blob(&copy)?;
    }
    let place = target.with_digest(piece.digest);
    docker.registries().registry_put_manifest(&place, &manifest.media_type, manifest.body, &to_auth)?;
    Ok(())
}
