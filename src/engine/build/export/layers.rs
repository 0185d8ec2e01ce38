//! The layers of a result as an exporter writes them: as they are, compressed otherwise, or with their times rewritten
//! (BuildKit's `cache/blobs.go`, `util/converter`).

use std::collections::BTreeMap;

use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::Built;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::{Compression, ExportOptions};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::limits;
use crate::engine::build::solve::{FilesOf, Solved, Solver};
use crate::engine::images::descriptor::Descriptor;
use crate::image::{Layer, LayerError, Limits, gzip, tar};
use crate::oci::{Blob, ChainId, DiffId, media_type};
use crate::vfs::{Change, Changes, Meta, Node};

/// A layer of the result.
#[derive(Clone, Debug)]
pub struct ResultLayer {
    pub diff_id: DiffId,
    pub descriptor: Descriptor,
    pub blob: Blob,
    /// When it was made, if it is not the base's.
    pub created: Option<Timestamp>,
    /// What made it.
    pub description: String,
    /// The record of the cache.
    pub record: Option<String>,
}

/// The annotation of a layer whose times were rewritten: to which second.
const REWRITTEN: &str = "buildkit/rewritten-timestamp";

/// Media types of docker, by OCI's.
const DOCKER_TYPES: [(&str, &str); 3] = [
    (media_type::LAYER, media_type::DOCKER_LAYER),
    (media_type::LAYER_GZIP, media_type::DOCKER_LAYER_GZIP),
    (media_type::LAYER_ZSTD, "application/vnd.docker.image.rootfs.diff.tar.zstd"),
];

/// The layers of a result, the base's first, with no time later than `epoch` if there is one. Layers that were made before
/// the build began keep their compression, unless another is forced.
pub fn of(
    solver: &Solver<'_, '_>,
    built: &Built,
    begun: Timestamp,
    options: &ExportOptions,
    epoch: Option<Timestamp>,
) -> Outcome<Vec<ResultLayer>> {
    let Some(Solved { files: FilesOf::Layers(Some(chain)), record, .. }) = &built.solved else {
        return Ok(Vec::new());
    };
    let known = records(solver, record.as_deref());
    let base = built.converted.base_image.as_ref();
    let inherited = base.map_or(&[][..], |base| &base.rootfs.diff_ids);
    let mut is_base = true;
    let mut layers = Vec::new();
    for (place, stacked) in solver.daemon.state.images.layers(chain).into_iter().enumerate() {
        is_base &= inherited.get(place) == Some(&stacked.diff_id);
        let Known { created, description, record } = known.get(&stacked.chain_id).cloned().unwrap_or_default();
        let mut rewritten = None;
        let mut made = Made { diff_id: stacked.diff_id, media_type: oci_type(&stacked.media_type), blob: stacked.blob };
        if let (false, Some(epoch)) = (is_base, epoch) {
            made = made.rewritten(epoch)?;
            rewritten = Some(epoch.seconds().to_string()).filter(|_| !options.docker_media_types);
        }
        let is_new = !is_base && (rewritten.is_some() || created.is_some_and(|created| created >= begun));
        if is_new || options.force_compression {
            made = made.compressed(options)?;
        }
        let media_type = if options.docker_media_types { docker_type(&made.media_type) } else { made.media_type };
        let mut descriptor = Descriptor::of(&made.blob, &media_type);
        descriptor.annotations.extend(rewritten.map(|seconds| (REWRITTEN.to_string(), seconds)));
        layers.push(ResultLayer { diff_id: made.diff_id, descriptor, blob: made.blob, created, description, record });
    }
    Ok(layers)
}

/// What the cache knows of a stack.
#[derive(Clone, Debug, Default)]
struct Known {
    created: Option<Timestamp>,
    description: String,
    record: Option<String>,
}

/// What the cache knows of the stacks below a record.
fn records(solver: &Solver<'_, '_>, record: Option<&str>) -> BTreeMap<ChainId, Known> {
    let table = &solver.daemon.state.builder.records;
    let mut known = BTreeMap::new();
    let mut next = record.map(str::to_string);
    while let Some((id, record)) = next.and_then(|id| Some((id.clone(), table.get(&id)?))) {
        if let Some(chain) = record.chain {
            let (created, description) = (Some(record.created), record.description.clone());
            known.entry(chain).or_insert(Known { created, description, record: Some(id) });
        }
        next = record.parents.first().cloned();
    }
    known
}

/// A layer on its way.
struct Made {
    diff_id: DiffId,
    media_type: String,
    blob: Blob,
}

impl Made {
    /// With no time later than the epoch.
    fn rewritten(self, epoch: Timestamp) -> Outcome<Made> {
        let read = Layer::read(self.blob, &self.media_type, Limits::default()).map_err(broken)?;
        let clamped = |node: &Node| Node {
            meta: Meta { mtime: node.meta.mtime.min(epoch), ..node.meta.clone() },
            kind: node.kind.clone(),
        };
        let changes: Changes = read
            .changes
            .iter()
            .map(|(path, change)| {
                let change = match change {
                    Change::Put(node) => Change::Put(clamped(node)),
                    Change::PutOpaque(node) => Change::PutOpaque(clamped(node)),
                    Change::Whiteout => Change::Whiteout,
                };
                (path, change)
            })
            .collect();
        let layer = Layer::pack(&changes);
        Ok(Made { diff_id: layer.diff_id, media_type: layer.media_type, blob: layer.blob })
    }

    fn compressed(self, options: &ExportOptions) -> Outcome<Made> {
        let (media_type, to) = match options.compression {
            Compression::Gzip => (media_type::LAYER_GZIP, Compression::Gzip),
            Compression::Uncompressed => (media_type::LAYER, Compression::Uncompressed),
            Compression::Zstd => (media_type::LAYER_ZSTD, Compression::Zstd),
            Compression::Estargz => {
                return Err(Fault::new("layers of the type estargz are not written in this sandbox"));
            }
        };
        let level = options.compression_level.filter(|_| to == Compression::Gzip);
        if self.media_type == media_type && level.is_none() {
            return Ok(self);
        }
        let archive = gzip::decompress(self.blob.content(), Limits::default()).map_err(broken)?;
        if to == Compression::Zstd && archive.len() > limits::ZSTD_BYTES {
            return Err(Fault::new(format!("a layer for zstd has more than {} bytes", limits::ZSTD_BYTES)));
        }
        let content = match (to, level) {
            (Compression::Zstd, _) => compress_to_vec(&*archive.to_bytes(), CompressionLevel::Fastest).into(),
            (Compression::Uncompressed, _) => archive,
            (_, Some(level)) => gzip::compress_at(&archive, gzip_level(level)),
            (_, None) => gzip::compress(&archive),
        };
        Ok(Made { blob: Blob::new(content), media_type: media_type.into(), ..self })
    }
}

/// Levels that gzip does not have are its default (BuildKit's `util/compression/gzip.go`).
fn gzip_level(level: i64) -> u32 {
    u32::try_from(level).ok().filter(|level| *level <= 9).unwrap_or(6)
}

fn broken(error: LayerError) -> Fault {
    Fault::new(error.to_string())
}

/// The files of a tree as a tar, for `--output type=tar`.
pub fn tar_of(changes: &Changes) -> Rope {
    tar::write(tar::from_changes(changes))
}

/// OCI's media type of a layer.
pub fn oci_type(media_type: &str) -> String {
    let known = DOCKER_TYPES.iter().find(|(_, docker)| *docker == media_type);
    known.map_or(media_type, |(oci, _)| oci).to_string()
}

/// Docker's media type of a layer, by OCI's.
pub fn docker_type(media_type: &str) -> String {
    let known = DOCKER_TYPES.iter().find(|(oci, _)| *oci == media_type);
    known.map_or(media_type, |(_, docker)| docker).to_string()
}

/// The bytes of all layers, for how long it takes to write them.
pub fn milliseconds(layers: &[ResultLayer]) -> i64 {
    let bytes: u64 = layers.iter().filter(|layer| layer.created.is_some()).map(|layer| layer.descriptor.size).sum();
    10 + i64::try_from(bytes / 50_000).unwrap_or(0)
}
