//! Where the result of a build goes, and what the client hears of it (BuildKit's `exporter`).

mod archive;
mod attest;
mod built;
mod commit;
mod config;
mod documents;
mod files;
mod go_json;
mod layers;
mod provenance;
mod push;
mod sbom;
mod step_layers;
mod steps;
mod store;
mod work;

pub use built::{About, Built};
pub use documents::{cache_index, cache_manifest};
pub use go_json::indented as indented_json;
pub use layers::{docker_type, oci_type};
pub use provenance::base64;
pub use work::Work;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::board::Shown;
use super::fault::{Fault, Outcome};
use super::random;
use super::remote_cache::{self, Place};
use super::solve::Solver;
use crate::clock::Timestamp;
use crate::engine::Event;
use crate::engine::api::{BuildOutput, Export, ExportKind, Provenance, ProvenanceVersion};
use crate::oci::{Digest, ImageId};
use step_layers::StepLayers;

/// What exporters did.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// Of the index or manifest.
    pub digest: Option<Digest>,
    pub metadata: Map<String, Value>,
    pub outputs: Vec<BuildOutput>,
    /// Digest, media type and size of what came out.
    pub result: Option<(Digest, String, u64)>,
    /// By platform.
    pub provenance: BTreeMap<String, Value>,
}

/// Exports the results of a build to all that the request names.
pub fn export(
    solver: &mut Solver<'_, '_>,
    built: &[Built],
    about: About<'_>,
    now: &mut Timestamp,
) -> Outcome<Exported> {
    let request = solver.request;
    let mut exported = Exported::default();
    attest::scan(solver, built, about, now);
    let kept = Provenance {
        version: request.provenance.as_ref().map_or(ProvenanceVersion::V1, |p| p.version),
        ..Provenance::default()
    };
    let invocation = random::id(solver.daemon.clock);
    for one in built {
        let subject = provenance::Subject {
            request,
            built: one,
            read: &solver.ignored,
            layers: &StepLayers::new(),
            dockerfile: (about.filename, about.dockerfile),
            invocation: &invocation,
            started: about.begun,
            finished: *now,
        };
        exported.provenance.insert(one.converted.platform.to_string(), provenance::predicate(&subject, &kept));
    }
    for (index, export) in request.exports.iter().enumerate() {
        let Some(name) = shown_name(&export.kind) else { continue };
        let mut work = Work::new(Shown::internal(name, &format!("{} {index}", about.reference)), *now);
        solver.board.start(&work.shown, *now);
        let outcome = one(solver, &mut work, export, built, about, &mut exported);
        *now = work.end(solver, &outcome);
        outcome?;
    }
    caches(solver, built, about, now, &mut exported)?;
    if request.exports.iter().any(|export| matches!(export.kind, ExportKind::Image { .. })) {
        // The image store finds images by manifest or index (buildx's `prefer-image-digest`).
        exported.metadata.remove("containerimage.config.digest");
    }
    metadata(&mut exported, built, about);
    if let Some((digest, ..)) = &exported.result {
        let references = request.exports.iter().flat_map(|export| &export.options.names);
        let references = references.map(crate::oci::Reference::familiar).collect();
        solver.daemon.events.push(Event::Built { references, id: ImageId(*digest) });
    }
    Ok(exported)
}

/// Writes the caches that are kept elsewhere.
fn caches(
    solver: &mut Solver<'_, '_>,
    built: &[Built],
    about: About<'_>,
    now: &mut Timestamp,
    exported: &mut Exported,
) -> Outcome<()> {
    for target in about.caches {
        let name = match target.place {
            Place::Inline => continue,
            Place::Local { .. } => "exporting cache to client directory",
            Place::Registry(_) => "exporting cache to registry",
        };
        let mut work = Work::new(Shown::internal(name, &format!("{} cache {}", about.reference, target.index)), *now);
        solver.board.start(&work.shown, *now);
        let outcome = remote_cache::export(solver, &mut work, built, target);
        *now = work.end(solver, &outcome);
        match outcome {
            Ok(written) => {
                exported.outputs.extend(written.output);
                let manifest = written.manifest.map(|manifest| Value::from(manifest.to_string()));
                exported.metadata.extend(manifest.map(|manifest| ("cache.manifest".to_string(), manifest)));
            }
            Err(Fault::Failed { .. }) if target.ignores_errors => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

fn one(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    export: &Export,
    built: &[Built],
    about: About<'_>,
    exported: &mut Exported,
) -> Outcome<()> {
    let options = &export.options;
    match export.kind {
        ExportKind::Image { push, store, unpack } => {
            let committed = commit::commit(solver, work, built, about, options, true)?;
            let names = store::names(&committed, options);
            if store {
                let unpack = store::Unpack { wanted: unpack, rewritten: options.rewrite_timestamp };
                store::store(solver, work, built, &committed, &names, unpack)?;
                solver.daemon.state.images.add_build(&committed.target.digest, about.reference, work.at);
            }
            exported.committed(&committed, Some(names.join(",")));
            if push {
                push::push(solver, work, &committed, options)?;
            }
        }
        ExportKind::Oci { tar } | ExportKind::Docker { tar } => {
            let docker = matches!(export.kind, ExportKind::Docker { .. });
            let (committed, output) = archive::archive(solver, work, built, about, options, (docker, tar))?;
            let names: Vec<String> = options.names.iter().map(|name| name.clone().or_latest().to_string()).collect();
            exported.committed(&committed, Some(names.join(",")).filter(|names| !names.is_empty()));
            exported.outputs.push(output);
        }
        ExportKind::Tar | ExportKind::Local => {
            let tar = export.kind == ExportKind::Tar;
            exported.outputs.push(files::files(solver, work, built, about, options, tar)?);
        }
        ExportKind::CacheOnly => {}
    }
    Ok(())
}

/// What an exporter's step is called.
fn shown_name(kind: &ExportKind) -> Option<&'static str> {
    Some(match kind {
        ExportKind::Image { .. } => "exporting to image",
        ExportKind::Oci { .. } => "exporting to oci image format",
        ExportKind::Docker { .. } => "exporting to docker image format",
        ExportKind::Tar => "exporting to client tarball",
        ExportKind::Local => "exporting to client directory",
        ExportKind::CacheOnly => return None,
    })
}

impl Exported {
    /// Takes in what an exporter of images wrote.
    fn committed(&mut self, committed: &commit::Committed, names: Option<String>) {
        let target = &committed.target;
        self.digest = Some(target.digest);
        self.result = Some((target.digest, target.media_type.clone(), target.size));
        let mut put = |key: &str, value: Value| drop(self.metadata.insert(key.into(), value));
        if let Some(config) = committed.config {
            put("containerimage.config.digest", config.to_string().into());
        }
        let mut told = target.clone();
        told.annotations.remove(commit::CONFIG_DIGEST);
        put("containerimage.descriptor", serde_json::to_value(&told).unwrap_or_default());
        put("containerimage.digest", target.digest.to_string().into());
        if let Some(names) = names {
            put("image.name", names.into());
        }
    }
}

/// What `--metadata-file` has besides, sorted (buildx `build/provenance.go`).
fn metadata(exported: &mut Exported, built: &[Built], about: About<'_>) {
    let reference = format!("default/default/{}", about.reference);
    exported.metadata.insert("buildx.build.ref".into(), reference.into());
    for (platform, predicate) in &exported.provenance {
        let key = match built {
            [_] => String::from("buildx.build.provenance"),
            _ => format!("buildx.build.provenance/{platform}"),
        };
        exported.metadata.insert(key, predicate.clone());
    }
    exported.metadata.sort_keys();
}
