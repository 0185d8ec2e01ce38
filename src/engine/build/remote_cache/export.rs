//! Writing a cache for elsewhere (BuildKit's `cache/remotecache/export.go`, `v1/chains.go`, `inline/inline.go`;
//! `runCacheExporters`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{CacheConfig, CacheInput, CacheLayer, CacheRecord, CacheResult, MEDIA_TYPE, SAME};
use super::import::{CREATED, DIFF_ID};
use super::target::{Place, Target};
use crate::clock::Timestamp;
use crate::engine::Event;
use crate::engine::api::{BuildOutput, LayoutName, OutputContent, OutputLayout};
use crate::engine::build::board::Bytes;
use crate::engine::build::export::{Built, Work, base64, cache_index, cache_manifest, docker_type, oci_type};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::Op;
use crate::engine::build::solve::{FilesOf, Solver};
use crate::engine::images::Images;
use crate::engine::images::descriptor::Descriptor;
use crate::image::layout;
use crate::oci::{Blob, ChainId, Digest, Reference, media_type};
use crate::registry::client::{BlobPush, Remote, RemoteError};

/// What stands over all that is written.
const SENDING: &str = "sending cache export";

/// What a cache exporter gives the client.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The descriptor of the cache's manifest.
    pub manifest: Option<Value>,
    pub output: Option<BuildOutput>,
}

/// Writes the cache to one place; `work` is its step.
pub fn export(solver: &mut Solver<'_, '_>, work: &mut Work, built: &[Built], target: &Target) -> Outcome<Written> {
    let gathered = Gathered::of(solver, built, target.all);
    work.did(solver, "preparing build cache for export", 20);
    let begun = work.at;
    solver.board.begin(&work.shown, SENDING, begun, 0);
    let written = write(solver, work, gathered, target);
    solver.board.sub(&work.shown, SENDING, begun, work.at, Bytes::default());
    written
}

fn write(solver: &mut Solver<'_, '_>, work: &mut Work, gathered: Gathered, target: &Target) -> Outcome<Written> {
    let config = gathered.config.sorted();
    if config.layers.is_empty() {
        work.did(solver, "skipping cache export for empty result", 0);
        return Ok(Written::default());
    }
    if target.manifest && !target.oci_types {
        return Err(Fault::new(
            "invalid configuration for remote cache, OCI mediatypes are required for image-manifest cache format",
        ));
    }
    let typed = |layer: &CacheLayer| {
        let (descriptor, blob) = gathered.blobs.get(&layer.blob)?;
        let kind = match target.oci_types {
            true => oci_type(&descriptor.media_type),
            false => docker_type(&oci_type(&descriptor.media_type)),
        };
        Some((Descriptor { media_type: kind, ..descriptor.clone() }, blob.clone()))
    };
    let layers: Vec<(Descriptor, Blob)> = config.layers.iter().filter_map(typed).collect();
    let mut sink = match &target.place {
        Place::Registry(reference) => Sink::Registry(reference.clone()),
        Place::Local { .. } | Place::Inline => Sink::Files(Vec::new()),
    };
    for (descriptor, blob) in &layers {
        let millis = 10 + i64::try_from(blob.size() / 25_000).unwrap_or(0);
        work.did(solver, format!("writing layer {}", descriptor.digest), millis);
        sink.blob(solver, descriptor, blob).map_err(|error| Fault::new(error).within("error writing layer blob"))?;
    }
    let document = Blob::new(serde_json::to_vec(&config).unwrap_or_default());
    let described = Descriptor::of(&document, MEDIA_TYPE);
    work.did(solver, format!("writing config {}", described.digest), 10);
    sink.blob(solver, &described, &document).map_err(|error| Fault::new(error).within("error writing config blob"))?;
    let listed: Vec<Descriptor> = layers.into_iter().map(|(descriptor, _)| descriptor).collect();
    let (kind, bytes, what) = match (target.manifest, target.oci_types) {
        (true, _) => (media_type::MANIFEST, cache_manifest(&described, &listed), "cache image manifest"),
        (false, true) => (media_type::INDEX, cache_index(media_type::INDEX, &listed, &described), "cache manifest"),
        (false, false) => {
            (media_type::DOCKER_LIST, cache_index(media_type::DOCKER_LIST, &listed, &described), "cache manifest")
        }
    };
    let manifest = Blob::new(bytes);
    let described = Descriptor::of(&manifest, kind);
    work.did(solver, format!("writing {what} {}", described.digest), 20);
    sink.manifest(solver, &described, &manifest)
        .map_err(|error| Fault::new(error).within("error writing manifest blob"))?;
    let descriptor = serde_json::to_value(&described).unwrap_or_default();
    let output = match (sink, &target.place) {
        (Sink::Files(blobs), Place::Local { tag }) => {
            let files = layout::files(blobs);
            let names = vec![LayoutName::Tag(tag.clone())];
            let content = OutputContent::Layout(OutputLayout { files, target: descriptor.clone(), names });
            Some(BuildOutput { index: target.index, of_cache: true, content })
        }
        _ => None,
    };
    Ok(Written { manifest: Some(descriptor), output })
}

/// Where the blobs go.
enum Sink {
    Registry(Reference),
    Files(Vec<Blob>),
}

impl Sink {
    fn blob(&mut self, solver: &mut Solver<'_, '_>, descriptor: &Descriptor, blob: &Blob) -> Result<(), String> {
        match self {
            Sink::Files(blobs) => {
                blobs.push(blob.clone());
                Ok(())
            }
            Sink::Registry(reference) => {
                push_blob(solver, reference, descriptor, blob).map_err(|error| error.to_string())
            }
        }
    }

    fn manifest(&mut self, solver: &mut Solver<'_, '_>, descriptor: &Descriptor, blob: &Blob) -> Result<(), String> {
        match self {
            Sink::Files(blobs) => {
                blobs.push(blob.clone());
                Ok(())
            }
            Sink::Registry(reference) => {
                let auth = solver.request.login(&reference.name);
                let mut wire = solver.daemon.wire();
                let mut remote = Remote::new(&mut wire, &reference.name, auth);
                let pushed = remote.push_manifest(reference.tag.as_ref(), blob, &descriptor.media_type);
                pushed.map(drop).map_err(|error| error.to_string())
            }
        }
    }
}

fn push_blob(
    solver: &mut Solver<'_, '_>,
    reference: &Reference,
    descriptor: &Descriptor,
    blob: &Blob,
) -> Result<(), RemoteError> {
    let (digest, size) = (descriptor.digest, blob.size());
    let auth = solver.request.login(&reference.name);
    let mut wire = solver.daemon.wire();
    let mut remote = Remote::new(&mut wire, &reference.name, auth);
    let pushed = remote.push_blob(&digest, &descriptor.media_type, None, || Some(blob.clone()))?;
    let repository = reference.name.familiar();
    solver.daemon.events.push(match pushed {
        BlobPush::Pushed => Event::BlobUploaded { repository, digest, size },
        BlobPush::Mounted(from) => Event::BlobMounted { repository, from, digest, size },
        BlobPush::Exists | BlobPush::Missing => Event::BlobNotSent { repository, digest, size },
    });
    Ok(())
}

/// The cache for an image's config (`moby.buildkit.cache.v0`): results are named by the image's own layers.
pub fn inline(solver: &Solver<'_, '_>, built: &Built) -> Option<Value> {
    let gathered = Gathered::of(solver, std::slice::from_ref(built), false);
    let depth = |layer: usize| {
        let above = |layer: &usize| {
            let parent = gathered.config.layers.get(*layer).map_or(-1, |layer| layer.parent);
            usize::try_from(parent).ok()
        };
        std::iter::successors(Some(layer), above).count() - 1
    };
    if gathered.config.layers.is_empty() {
        return None;
    }
    let mut config = gathered.config.clone();
    for result in config.records.iter_mut().flat_map(|record| &mut record.results) {
        result.layer = depth(result.layer);
    }
    config.layers.clear();
    let records = serde_json::to_vec(&config.sorted().records).unwrap_or_default();
    Some(base64(&records).into())
}

/// What goes into a cache, on the way.
#[derive(Default)]
struct Gathered {
    config: CacheConfig,
    /// By digest of the blob.
    blobs: BTreeMap<Digest, (Descriptor, Blob)>,
    places: BTreeMap<ChainId, usize>,
    keys: BTreeMap<Digest, usize>,
    created: BTreeMap<ChainId, Timestamp>,
}

impl Gathered {
    /// The keys of all steps, with the results that the image has, or (`all`) with all.
    fn of(solver: &Solver<'_, '_>, built: &[Built], all: bool) -> Gathered {
        let table = &solver.daemon.state.builder.records;
        let images = &solver.daemon.state.images;
        let times = table.iter().filter_map(|(_, record)| Some((record.chain?, record.created)));
        let mut gathered = Gathered { created: times.collect(), ..Gathered::default() };
        for one in built {
            let chain = match one.solved.as_ref().map(|solved| &solved.files) {
                Some(FilesOf::Layers(Some(chain))) => images.layers(chain),
                _ => Vec::new(),
            };
            let own: Vec<ChainId> = chain.into_iter().map(|layer| layer.chain_id).collect();
            let mut places: Vec<Option<usize>> = Vec::new();
            for vertex in &one.definition.vertices {
                let solved = solver.solved.get(&vertex.digest);
                let place = solved.map(|solved| {
                    let inputs = vertex.inputs.iter().flatten();
                    let links = inputs
                        .filter_map(|input| places.get(*input).copied().flatten())
                        .map(|link| vec![linked("", link)]);
                    let result = match (&vertex.node.op, &solved.files) {
                        (Op::Exec(_) | Op::File(_) | Op::Merge, FilesOf::Layers(Some(chain)))
                            if all || own.contains(chain) =>
                        {
                            gathered.stack(images, chain).map(|layer| CacheResult { layer, created_at: solved.created })
                        }
                        _ => None,
                    };
                    let place = gathered.record(solved.key, links.collect(), result);
                    let record = solved.record.as_ref().and_then(|id| table.get(id));
                    for key in record
                        .into_iter()
                        .flat_map(|record| &record.keys)
                        .filter_map(|key| format!("sha256:{key}").parse().ok())
                    {
                        gathered.record(key, vec![vec![linked(SAME, place)]], None);
                    }
                    place
                });
                places.push(place);
            }
        }
        gathered
    }

    fn record(&mut self, digest: Digest, inputs: Vec<Vec<CacheInput>>, result: Option<CacheResult>) -> usize {
        if let Some(place) = self.keys.get(&digest) {
            return *place;
        }
        let place = self.config.records.len();
        self.config.records.push(CacheRecord { results: result.into_iter().collect(), digest, inputs });
        self.keys.insert(digest, place);
        place
    }

    /// The layers of a stack; the place of the top.
    fn stack(&mut self, images: &Images, chain: &ChainId) -> Option<usize> {
        let mut below: Option<usize> = None;
        for layer in images.layers(chain) {
            if let Some(place) = self.places.get(&layer.chain_id) {
                below = Some(*place);
                continue;
            }
            let place = self.config.layers.len();
            let parent = below.and_then(|below| i64::try_from(below).ok()).unwrap_or(-1);
            self.config.layers.push(CacheLayer { blob: layer.blob.digest(), parent });
            let mut descriptor = Descriptor::of(&layer.blob, &layer.media_type);
            let created = self.created.get(&layer.chain_id);
            descriptor.annotations.extend(created.map(|created| (CREATED.to_string(), created.rfc3339())));
            descriptor.annotations.insert(DIFF_ID.into(), layer.diff_id.to_string());
            self.blobs.insert(descriptor.digest, (descriptor, layer.blob));
            self.places.insert(layer.chain_id, place);
            below = Some(place);
        }
        below
    }
}

fn linked(selector: &str, link: usize) -> CacheInput {
    CacheInput { selector: selector.into(), link }
}
