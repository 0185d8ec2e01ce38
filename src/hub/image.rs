//! Images out of the catalogue: for each platform config and manifest, with attestation; the index over them.
//!
//! Layers are not packed for this: their digests come from the lock. Follows image-spec (manifest.md, config.md,
//! image-index.md) and what Docker Official Images look like on the Hub.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::attestation::{self, Statement};
use super::fileset::FileSet;
use super::form::{ConfigForm, EntryForm, HistoryForm};
use super::lock::{Line, Lock};
use super::recipe::{self, LayerSpec};
use crate::allowance;
use crate::clock::Timestamp;
use crate::image::{Layer, PackedLayer};
use crate::oci::{Blob, Config, DiffId, Digest, History, ImageConfig, Platform, RootFs, canonical, media_type};
use crate::registry::StockManifest;

/// The layer of an instruction that changed nothing, as BuildKit packs it: a tar of two zero blocks.
const UNCHANGED: [u8; 32] = [
    0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0xff, 0x62, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0x00, 0x08, 0, 0, 0xff,
    0xff, 0x2e, 0xaf, 0xb5, 0xef, 0x00, 0x04, 0, 0,
];
/// What the label of a bill of materials has in place of a row's number.
pub(super) const MATERIALS: &str = ":materials";
/// The comment of a history row that names none.
const BUILDKIT: &str = "buildkit.dockerfile.v0";

/// One image of a stack of images, each built on the one before.
pub(super) struct StackedImage {
    /// `library/nginx#1.31.4`
    pub label: String,
    pub created: Timestamp,
    pub rows: Vec<Row>,
    /// It follows a rule for old images: the layers of what is built like this are not in the lock.
    pub old: bool,
}

/// A row of the history with what its layer adds.
pub(super) struct Row {
    pub history: HistoryForm,
    /// The set and its fingerprint.
    pub files: Option<(Arc<FileSet>, [u8; 32])>,
}

/// Everything that an image is made from.
pub(super) struct Plan {
    /// `nginx`, `grafana/grafana`
    pub name: String,
    pub official: bool,
    pub version: String,
    /// Bottom first.
    pub stack: Vec<StackedImage>,
    /// Each with its size against linux/amd64 in thousandths.
    pub platforms: Vec<(Platform, u64)>,
    pub config: ConfigForm,
    pub attestation_bytes: Option<u64>,
}

impl Plan {
    /// Files, folders and links in all its layers.
    pub(super) fn entries(&self) -> usize {
        let rows = self.stack.iter().flat_map(|image| &image.rows);
        rows.filter_map(|row| row.files.as_ref()).map(|(set, _)| set.count()).sum()
    }
}

/// An image and all blobs that belong to it.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// The index.
    pub top: Option<StockManifest>,
    /// Index and manifests.
    pub manifests: BTreeMap<Digest, StockManifest>,
    /// Configs, layers, statements.
    pub blobs: BTreeMap<Digest, Blob>,
    /// What the lock should say of the statements.
    pub statements: Vec<Line>,
}

/// A layer of the image for one platform.
pub(super) enum LayerOf {
    Unchanged,
    Spec(String, Box<LayerSpec>),
}

impl Plan {
    /// When it was made.
    pub(super) fn created(&self) -> Timestamp {
        self.stack.last().map(|stacked| stacked.created).unwrap_or_default()
    }

    /// The layers for a platform with their labels, bottom first.
    pub(super) fn layers(&self, platform: &Platform, thousandths: u64) -> Vec<LayerOf> {
        if platform.os != "linux" {
            return vec![LayerOf::Spec(self.elsewhere(), Box::new(not_linux(platform)))];
        }
        let mut layers = Vec::new();
        let old = self.stack.last().filter(|top| top.old);
        for stacked in &self.stack {
            for (index, row) in stacked.rows.iter().enumerate() {
                if row.history.unchanged {
                    layers.push(LayerOf::Unchanged);
                } else if let Some((files, fingerprint)) = &row.files {
                    let label = match old {
                        Some(top) => format!("{}:{} {platform}", top.label, layers.len()),
                        None => format!("{}:{index} {platform}", stacked.label),
                    };
                    let spec = LayerSpec {
                        label: old.map(|_| label.clone()),
                        files: files.clone(),
                        files_fingerprint: *fingerprint,
                        platform: platform.clone(),
                        thousandths,
                        compressed: row.history.compressed,
                        time: stacked.created,
                    };
                    layers.push(LayerOf::Spec(label, Box::new(spec)));
                }
            }
        }
        layers
    }

    fn label(&self) -> &str {
        self.stack.last().map_or("", |stacked| &stacked.label)
    }

    fn elsewhere(&self) -> String {
        format!("{}:elsewhere", self.label())
    }

    /// Makes the image.
    pub(super) fn build(&self, lock: &Lock) -> Built {
        let mut built = Built::default();
        let mut entries = Vec::new();
        for (platform, thousandths) in &self.platforms {
            let manifest = self.manifest(platform, *thousandths, lock, &mut built);
            let descriptor = json!({
                "mediaType": media_type::MANIFEST,
                "digest": manifest.digest().to_string(),
                "size": manifest.size(),
            });
            let mut entry = descriptor.clone();
            if self.official {
                entry["annotations"] = json!({
                    "com.docker.official-images.bashbrew.arch": bashbrew(platform),
                    "org.opencontainers.image.created": self.created().rfc3339(),
                    "org.opencontainers.image.url": format!("https://hub.docker.com/_/{}", self.name),
                    "org.opencontainers.image.version": self.version,
                });
            }
            entry["platform"] = serde_json::to_value(platform).unwrap_or_default();
            entries.push(entry);
            if let Some(bytes) = self.attestation_bytes
                && platform.os == "linux"
            {
                entries.push(self.attest(platform, bytes, &manifest, &descriptor, lock, &mut built));
            }
            built.keep(media_type::MANIFEST, manifest);
        }
        let index = json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": entries });
        let index = Blob::new(serde_json::to_vec_pretty(&index).unwrap_or_default());
        built.top = Some(StockManifest { media_type: media_type::INDEX.into(), blob: index.clone() });
        built.keep(media_type::INDEX, index);
        built
    }

    fn manifest(&self, platform: &Platform, thousandths: u64, lock: &Lock, built: &mut Built) -> Blob {
        let mut diff_ids = Vec::new();
        let mut layers = Vec::new();
        for layer in self.layers(platform, thousandths) {
            let (diff_id, blob) = match layer {
                LayerOf::Unchanged => unchanged(),
                LayerOf::Spec(_, spec) => packed(*spec, lock),
            };
            diff_ids.push(diff_id);
            layers.push(descriptor(Layer::MEDIA_TYPE, &blob));
            built.blobs.insert(blob.digest(), blob);
        }
        let config = Blob::new(canonical::to_vec(&self.image_config(platform, diff_ids)));
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": media_type::MANIFEST,
            "config": descriptor(media_type::CONFIG, &config),
            "layers": layers,
        });
        built.blobs.insert(config.digest(), config);
        Blob::new(serde_json::to_vec_pretty(&manifest).unwrap_or_default())
    }

    fn image_config(&self, platform: &Platform, diff_ids: Vec<DiffId>) -> ImageConfig {
        let history = if platform.os == "linux" { self.history(platform) } else { vec![History::default()] };
        let form = &self.config;
        let keys = |keys: &[String]| {
            (!keys.is_empty()).then(|| keys.iter().map(|key| (key.clone(), BTreeMap::new())).collect())
        };
        ImageConfig {
            created: Some(self.created().rfc3339()),
            platform: platform.clone(),
            config: Config {
                user: form.user.clone(),
                exposed_ports: keys(&form.exposed_ports),
                env: form.env.clone(),
                entrypoint: form.entrypoint.clone(),
                cmd: form.cmd.clone(),
                volumes: keys(&form.volumes),
                working_dir: form.working_dir.clone(),
                labels: (!form.labels.is_empty()).then(|| form.labels.clone()),
                stop_signal: form.stop_signal.clone(),
                healthcheck: form.healthcheck.clone(),
                on_build: form.on_build.clone(),
                shell: form.shell.clone(),
                ..Config::default()
            },
            rootfs: RootFs { diff_ids, ..RootFs::default() },
            history,
            ..ImageConfig::default()
        }
    }

    fn history(&self, platform: &Platform) -> Vec<History> {
        let mut history = Vec::new();
        for stacked in &self.stack {
            for Row { history: form, files } in &stacked.rows {
                history.push(History {
                    created: Some(stacked.created.rfc3339()),
                    created_by: recipe::fill(&form.by, platform),
                    comment: form.comment.clone().unwrap_or_else(|| BUILDKIT.into()),
                    empty_layer: files.is_none() && !form.unchanged,
                    ..History::default()
                });
            }
        }
        history
    }

    /// Adds the attestation of `manifest`; returns its entry for the index.
    fn attest(
        &self,
        platform: &Platform,
        bytes: u64,
        manifest: &Blob,
        subject: &Value,
        lock: &Lock,
        built: &mut Built,
    ) -> Value {
        let digest = manifest.digest();
        let provenance = attestation::provenance(&self.name, platform, &digest, &self.created().rfc3339());
        let rest = bytes.saturating_sub(provenance.size());
        let statement = Statement::materials(&self.name, platform, &digest, rest);
        let fingerprint = statement.fingerprint();
        let size = statement.size();
        let digest = match lock.find(fingerprint) {
            Some(line) if line.size == size => line.digest,
            _ => Digest::from_sha256(statement.content().sha256()),
        };
        let label = format!("{}{MATERIALS} {platform}", self.label());
        built.statements.push(Line { fingerprint, diff_id: DiffId(digest), digest, size, label });
        let materials = statement.known(digest);
        let (attestation, config) = attestation::manifest(&materials, &provenance, subject);
        let mut entry = descriptor(media_type::MANIFEST, &attestation);
        entry["annotations"] = json!({
            "vnd.docker.reference.digest": manifest.digest().to_string(),
            "vnd.docker.reference.type": "attestation-manifest",
        });
        entry["platform"] = json!({ "architecture": "unknown", "os": "unknown" });
        for blob in [materials, provenance, config] {
            built.blobs.insert(blob.digest(), blob);
        }
        built.keep(media_type::MANIFEST, attestation);
        entry
    }
}

impl Built {
    fn keep(&mut self, media_type: &str, blob: Blob) {
        self.manifests.insert(blob.digest(), StockManifest { media_type: media_type.into(), blob });
    }
}

fn descriptor(media_type: &str, blob: &Blob) -> Value {
    json!({ "mediaType": media_type, "digest": blob.digest().to_string(), "size": blob.size() })
}

fn unchanged() -> (DiffId, Blob) {
    (DiffId(Digest::of(&[0; 1024])), Blob::new(Bytes::from_static(&UNCHANGED)))
}

fn packed(spec: LayerSpec, lock: &Lock) -> (DiffId, Blob) {
    let locked = lock.find(spec.fingerprint());
    let recipe = Arc::new(spec);
    let layer = match locked {
        Some(line) => PackedLayer::known(recipe, line.diff_id, line.digest, line.size),
        // A layer that nobody has pulled yet: its digest is found out.
        None => allowance::apart(|| PackedLayer::measured(recipe)),
    };
    (layer.diff_id(), layer.blob())
}

/// What stands for an image of another operating system, which the sandbox's machine cannot pull anyway.
fn not_linux(platform: &Platform) -> LayerSpec {
    let entry = EntryForm {
        file: Some("/Files/README.txt".into()),
        text: Some("What belongs here is not part of this Hub.\r\n".into()),
        ..EntryForm::default()
    };
    let files = FileSet { entries: vec![entry], ..FileSet::default() };
    LayerSpec {
        label: None,
        files_fingerprint: files.fingerprint(),
        files: Arc::new(files),
        platform: platform.clone(),
        thousandths: 1000,
        compressed: None,
        time: Timestamp::default(),
    }
}

/// The architecture as Docker Official Images name it.
fn bashbrew(platform: &Platform) -> String {
    match (platform.os.as_str(), platform.architecture.as_str(), platform.variant.as_str()) {
        ("linux", "386", _) => "i386".into(),
        ("linux", "arm", variant) => format!("arm32{variant}"),
        ("linux", "arm64", _) => "arm64v8".into(),
        ("linux", other, _) => other.into(),
        (os, other, _) => format!("{os}-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layer_that_changed_nothing_has_its_famous_digests() {
        let (diff_id, blob) = unchanged();
        assert_eq!(
            blob.digest().to_string(),
            "sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1"
        );
        assert_eq!(diff_id.0.to_string(), "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
    }
}
