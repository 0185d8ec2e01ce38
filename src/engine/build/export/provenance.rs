//! Provenance: what an image was made of and how (SLSA v1 and v0.2; BuildKit's `solver/llbsolver/provenance`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Built;
use super::step_layers::StepLayers;
use super::steps::steps;
use crate::clock::Timestamp;
use crate::engine::api::{BuildRequest, Provenance, ProvenanceVersion};
use crate::engine::build::graph::{Exec, MountKind, Network, Op};
use crate::engine::build::history;
use crate::oci::{Platform, Reference};
use crate::text::redacted;

/// The version of the Dockerfile's syntax that this is.
const DOCKERFILE_VERSION: &str = "1.26";
/// How BuildKit numbers what its exporters write.
const COMPATIBILITY: u32 = 30;
const BUILD_TYPE: &str = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
const BUILD_TYPE_02: &str = "https://mobyproject.org/buildkit@v1";

/// A build as provenance tells of it.
pub struct Subject<'a> {
    pub request: &'a BuildRequest,
    pub built: &'a Built,
    /// Contexts of which something was read besides.
    pub read: &'a BTreeSet<String>,
    /// The layers that steps gave.
    pub layers: &'a StepLayers,
    /// The Dockerfile: its name and text.
    pub dockerfile: (&'a str, &'a str),
    pub invocation: &'a str,
    pub started: Timestamp,
    pub finished: Timestamp,
}

/// The predicate's type.
pub fn predicate_type(version: ProvenanceVersion) -> &'static str {
    match version {
        ProvenanceVersion::V1 => "https://slsa.dev/provenance/v1",
        ProvenanceVersion::V02 => "https://slsa.dev/provenance/v0.2",
    }
}

/// The predicate.
pub fn predicate(subject: &Subject<'_>, wanted: &Provenance) -> Value {
    match wanted.version {
        ProvenanceVersion::V1 => version_1(subject, wanted.max),
        ProvenanceVersion::V02 => version_02(subject, wanted.max),
    }
}

fn version_1(subject: &Subject<'_>, max: bool) -> Value {
    let (request, complete) = parameters(subject, max);
    let mut definition = Map::new();
    definition.insert("buildType".into(), BUILD_TYPE.into());
    let materials = materials(subject.built);
    if !materials.is_empty() {
        definition.insert("resolvedDependencies".into(), materials.into());
    }
    let external = json!({ "configSource": { "path": subject.dockerfile.0 }, "request": request });
    definition.insert("externalParameters".into(), external);
    let mut internal = Map::new();
    if max {
        internal.insert("buildConfig".into(), steps(subject.built));
    }
    internal.insert("builderPlatform".into(), Platform::host().to_string().into());
    internal.insert("dockerfileVersion".into(), DOCKERFILE_VERSION.into());
    definition.insert("internalParameters".into(), internal.into());
    let mut metadata = Map::new();
    metadata.insert("invocationId".into(), subject.invocation.into());
    metadata.insert("startedOn".into(), subject.started.rfc3339().into());
    metadata.insert("finishedOn".into(), subject.finished.rfc3339().into());
    metadata.insert("buildkit_metadata".into(), build_metadata(subject, max));
    if is_hermetic(subject) {
        metadata.insert("buildkit_hermetic".into(), true.into());
    }
    let whole = locals(subject).is_empty();
    metadata.insert("buildkit_completeness".into(), json!({ "request": complete, "resolvedDependencies": whole }));
    json!({
        "buildDefinition": definition,
        "runDetails": { "builder": { "id": "" }, "metadata": metadata },
    })
}

fn version_02(subject: &Subject<'_>, max: bool) -> Value {
    let (request, complete) = parameters(subject, max);
    let mut predicate = Map::new();
    predicate.insert("builder".into(), json!({ "id": "" }));
    predicate.insert("buildType".into(), BUILD_TYPE_02.into());
    let materials = materials(subject.built);
    if !materials.is_empty() {
        predicate.insert("materials".into(), materials.into());
    }
    let environment = json!({ "platform": Platform::host().to_string(), "dockerfileVersion": DOCKERFILE_VERSION });
    predicate.insert(
        "invocation".into(),
        json!({
            "configSource": { "entryPoint": subject.dockerfile.0 },
            "parameters": request,
            "environment": environment,
        }),
    );
    if max {
        predicate.insert("buildConfig".into(), steps(subject.built));
    }
    let mut metadata = Map::new();
    metadata.insert("buildInvocationID".into(), subject.invocation.into());
    metadata.insert("buildStartedOn".into(), subject.started.rfc3339().into());
    metadata.insert("buildFinishedOn".into(), subject.finished.rfc3339().into());
    let whole = locals(subject).is_empty();
    let completeness = json!({ "parameters": complete, "environment": true, "materials": whole });
    metadata.insert("completeness".into(), completeness);
    metadata.insert("reproducible".into(), false.into());
    metadata.insert("https://mobyproject.org/buildkit@v1#metadata".into(), build_metadata(subject, max));
    if is_hermetic(subject) {
        metadata.insert("https://mobyproject.org/buildkit@v1#hermetic".into(), true.into());
    }
    predicate.insert("metadata".into(), metadata.into());
    predicate.into()
}

/// What was asked for, and whether all of it is said (`scrubMinRequest`).
fn parameters(subject: &Subject<'_>, max: bool) -> (Value, bool) {
    let mut complete = true;
    let mut arguments = Map::new();
    for (name, value) in history::attributes(subject.request) {
        let secret = name.starts_with("build-arg:") || name.starts_with("label:");
        let of_host = ["filename", "platform", "cgroup-parent", "image-resolve-mode"].contains(&name.as_str());
        complete &= max || !secret;
        if !of_host && (max || !secret) {
            let is_context = name == "context" || name.starts_with("context:");
            let value = if is_context { redacted(&value) } else { value };
            arguments.insert(name, value.into());
        }
    }
    let mut request = Map::new();
    request.insert("frontend".into(), "dockerfile.v0".into());
    if !arguments.is_empty() {
        request.insert("args".into(), arguments.into());
    }
    if max {
        for (name, kind) in [("secrets", MountKind::Secret), ("ssh", MountKind::Ssh)] {
            let used: Vec<Value> = mounts(subject.built, kind);
            if !used.is_empty() {
                request.insert(name.into(), used.into());
            }
        }
    }
    let locals: Vec<Value> = locals(subject).into_iter().map(|name| json!({ "name": name })).collect();
    if !locals.is_empty() {
        request.insert("locals".into(), locals.into());
    }
    request.insert("compatibilityVersion".into(), COMPATIBILITY.into());
    (request.into(), complete)
}

fn execs(built: &Built) -> impl Iterator<Item = &Exec> {
    built.definition.vertices.iter().filter_map(|vertex| match &vertex.node.op {
        Op::Exec(exec) => Some(exec.as_ref()),
        _ => None,
    })
}

fn mounts(built: &Built, kind: MountKind) -> Vec<Value> {
    let mut used: Vec<(String, bool)> = execs(built)
        .flat_map(|exec| &exec.mounts)
        .filter(|mount| mount.kind == kind)
        .map(|mount| (mount.id.clone(), !mount.required))
        .collect();
    used.sort();
    used.dedup_by(|one, other| one.0 == other.0);
    let said = |(id, optional): (String, bool)| {
        if optional { json!({ "id": id, "optional": true }) } else { json!({ "id": id }) }
    };
    used.into_iter().map(said).collect()
}

/// The names of what the client sent.
fn locals(subject: &Subject<'_>) -> Vec<String> {
    let used = subject.built.definition.vertices.iter().filter_map(|vertex| match &vertex.node.op {
        Op::Local(local) => Some(local.name.clone()),
        _ => None,
    });
    let mut names: Vec<String> = used.chain(subject.read.iter().cloned()).chain(["dockerfile".to_string()]).collect();
    names.sort();
    names.dedup();
    names
}

/// The images that it is made of.
fn materials(built: &Built) -> Vec<Value> {
    let mut materials: Vec<(String, String)> = Vec::new();
    for node in &built.converted.graph.nodes {
        let Op::Image(image) = &node.op else { continue };
        let material = (package_url(&image.name, Some(&image.platform)), image.target.hex());
        if !materials.contains(&material) {
            materials.push(material);
        }
    }
    materials.sort();
    materials.into_iter().map(|(uri, digest)| json!({ "uri": uri, "digest": { "sha256": digest } })).collect()
}

fn is_hermetic(subject: &Subject<'_>) -> bool {
    locals(subject).is_empty() && execs(subject.built).all(|exec| exec.network == Network::None)
}

/// `mode=max`: the Dockerfile itself, which of its lines each step is, and the layers that steps gave.
fn build_metadata(subject: &Subject<'_>, max: bool) -> Value {
    if !max {
        return json!({});
    }
    let mut locations: BTreeMap<String, Value> = BTreeMap::new();
    for (place, vertex) in subject.built.definition.vertices.iter().enumerate() {
        let location = match vertex.node.span {
            Some(span) => {
                let ranges = json!([{ "start": { "line": span.first }, "end": { "line": span.last } }]);
                json!({ "locations": [{ "ranges": ranges }] })
            }
            None => json!({}),
        };
        locations.insert(format!("step{place}"), location);
    }
    let (filename, text) = subject.dockerfile;
    let info = json!({ "filename": filename, "language": "Dockerfile", "data": base64(text.as_bytes()) });
    let mut metadata = Map::new();
    metadata.insert("source".into(), json!({ "locations": locations, "infos": [info] }));
    if !subject.layers.is_empty() {
        metadata.insert("layers".into(), json!(subject.layers));
    }
    metadata.into()
}

/// Base64, as Go writes bytes.
pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// An image's name as a package URL (BuildKit's `util/purl`).
pub fn package_url(name: &str, platform: Option<&Platform>) -> String {
    let Ok(reference) = Reference::parse(name) else { return format!("pkg:docker/{name}") };
    let mut qualifiers = Vec::new();
    let version = match &reference.digest {
        Some(digest) => {
            qualifiers.push(format!("digest={digest}"));
            reference.tag.as_ref().map(ToString::to_string)
        }
        None => reference.clone().or_latest().tag.map(|tag| tag.to_string()),
    };
    if let Some(platform) = platform {
        qualifiers.push(format!("platform={}", platform.normalised().to_string().replace('/', "%2F")));
    }
    let path = reference.name.familiar().replace(':', "%3A");
    let version = version.map(|version| format!("@{version}")).unwrap_or_default();
    let qualifiers = if qualifiers.is_empty() { String::new() } else { format!("?{}", qualifiers.join("&")) };
    format!("pkg:docker/{path}{version}{qualifiers}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_package_url() {
        let url = package_url("docker.io/library/busybox:1.37", Some(&Platform::host()));
        assert_eq!(url, "pkg:docker/busybox@1.37?platform=linux%2Famd64");
        assert_eq!(package_url("localhost:5000/team/app", None), "pkg:docker/localhost%3A5000/team/app@latest");
    }
}
