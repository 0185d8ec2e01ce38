//! Past builds: `docker buildx history` (BuildKit's `solver/llbsolver/history.go`).

use std::collections::BTreeMap;

use super::attachments;
use super::board::Board;
use super::limits;
use crate::clock::Timestamp;
use crate::content::Part;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, BuildRecord, BuildRequest, Context, ExportKind, NoCache, SolveStatus};
use crate::oci::Digest;

/// See [`crate::engine::api::Builds::build_record_remove`].
pub fn remove_record(daemon: &mut Daemon<'_>, reference: &str) -> ApiResult<()> {
    let history = &mut daemon.state.builder.history;
    let place = history.iter().position(|record| record.get().reference == reference);
    match place {
        Some(place) => {
            history.remove(place);
            Ok(())
        }
        None => Err(ApiError::new(404, format!("no record found for {}", crate::text::quote(reference)))),
    }
}

/// What is remembered of a build besides its log.
pub struct Finished<'a> {
    pub reference: &'a str,
    pub created: Timestamp,
    pub completed: Timestamp,
    /// Empty: it went well.
    pub error: String,
    pub dockerfile: String,
    pub result: Option<(Digest, String, u64)>,
    pub provenance: BTreeMap<String, serde_json::Value>,
    /// The marked lines of a failure.
    pub excerpts: Vec<String>,
}

/// Remembers a build, and forgets the oldest if there are too many.
pub fn remember(
    daemon: &mut Daemon<'_>,
    request: &BuildRequest,
    board: &Board,
    log: &[SolveStatus],
    finished: Finished<'_>,
) {
    let (steps, cached_steps, completed_steps, warnings) = board.counts();
    let attachments = attachments::attachments(&daemon.state.images, finished.result.as_ref(), &finished.provenance);
    let record = BuildRecord {
        reference: finished.reference.into(),
        name: name(request),
        created: finished.created,
        completed: Some(finished.completed),
        error: finished.error,
        canceled: false,
        steps,
        cached_steps,
        completed_steps,
        warnings,
        attributes: attributes(request),
        dockerfile: finished.dockerfile,
        exports: request.exports.iter().map(|export| (kind(&export.kind).to_string(), BTreeMap::new())).collect(),
        result: finished.result,
        materials: attachments::materials(&finished.provenance),
        provenance: finished.provenance,
        log: shortened(log),
        context: directory(request).to_string(),
        file: file(request),
        excerpts: finished.excerpts,
        attachments,
    };
    let history = &mut daemon.state.builder.history;
    history.push(Part::new(record));
    while history.len() > limits::HISTORY {
        history.remove(0);
    }
}

/// The log without the output that is too much to keep.
fn shortened(log: &[SolveStatus]) -> Vec<SolveStatus> {
    let mut bytes = 0_usize;
    let mut kept = Vec::new();
    for status in log {
        bytes = status.logs.iter().map(|log| log.data.len()).fold(bytes, usize::saturating_add);
        if bytes <= limits::HISTORY_LOG || status.logs.is_empty() {
            kept.push(status.clone());
        }
    }
    kept
}

/// The directory of the context on the client's machine.
fn directory(request: &BuildRequest) -> &str {
    match &request.context {
        Context::Local(files) => &files.shared_key,
        _ => "",
    }
}

/// The Dockerfile's path on the client's machine.
fn file(request: &BuildRequest) -> String {
    match request.dockerfile.as_ref().map(|files| files.shared_key.as_str()) {
        None => request.filename.clone(),
        Some("") => "-".into(),
        Some(directory) => format!("{}/{}", directory.trim_end_matches('/'), request.filename),
    }
}

/// What a build is called: as it was asked for, or after its directory and a Dockerfile of another name (buildx
/// `util/history`, `BuildName`).
fn name(request: &BuildRequest) -> String {
    if !request.name.is_empty() {
        return request.name.clone();
    }
    let directory = match &request.context {
        Context::Local(files) => local_name(&files.shared_key, &file(request)),
        Context::Remote(url) => url.clone(),
        Context::Image(_) | Context::Layout { .. } | Context::Archive(_) => String::new(),
    };
    match request.target.as_str() {
        "" => directory,
        target => format!("{directory} ({target})"),
    }
}

fn local_name(directory: &str, file: &str) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
    let named = file.strip_suffix("/Dockerfile").unwrap_or(file);
    let Some((before, name)) = named.rsplit_once('/') else { return last(directory) };
    match named.strip_prefix(directory) {
        Some("") => last(directory),
        Some(below) if !directory.is_empty() => last(directory) + below,
        _ if file.ends_with("/Dockerfile") => name.to_string(),
        _ => format!("{}/{name}", last(before)),
    }
}

/// The request as attributes of the frontend (buildx `build/opt.go`).
pub fn attributes(request: &BuildRequest) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            attributes.insert(name.to_string(), value);
        }
    };
    set("filename", request.filename.clone());
    set("target", request.target.clone());
    set("force-network-mode", request.network.clone());
    set("cgroup-parent", request.cgroup_parent.clone());
    set("shm-size", Some(request.shm_size).filter(|size| *size > 0).map_or(String::new(), |size| size.to_string()));
    let platforms: Vec<String> = request.platforms.iter().map(ToString::to_string).collect();
    set("platform", platforms.join(","));
    set("image-resolve-mode", if request.pull { "pull".into() } else { "local".into() });
    for (name, value) in &request.build_args {
        set(&format!("build-arg:{name}"), value.clone());
    }
    for (name, value) in &request.labels {
        set(&format!("label:{name}"), value.clone());
    }
    for (name, context) in &request.named_contexts {
        let value = match context {
            Context::Local(_) => format!("local:{name}"),
            Context::Image(image) => format!("docker-image://{image}"),
            Context::Layout { .. } => format!("oci-layout://{name}"),
            Context::Archive(_) => format!("input:{name}"),
            Context::Remote(url) => url.clone(),
        };
        set(&format!("context:{name}"), value);
    }
    match &request.no_cache {
        NoCache::Nothing => {}
        NoCache::Everything => drop(attributes.insert("no-cache".into(), String::new())),
        NoCache::Stages(stages) => drop(attributes.insert("no-cache".into(), stages.join(","))),
    }
    attributes
}

fn kind(kind: &ExportKind) -> &'static str {
    match kind {
        ExportKind::Image { .. } => "image",
        ExportKind::Oci { .. } => "oci",
        ExportKind::Docker { .. } => "docker",
        ExportKind::Tar => "tar",
        ExportKind::Local => "local",
        ExportKind::CacheOnly => "cacheonly",
    }
}
