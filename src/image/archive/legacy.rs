//! Docker's own archives before OCI layouts, which skopeo and podman still write: `manifest.json`, configs, layer tars.

use std::collections::BTreeMap;

use oci_spec::image::PlatformBuilder;
use serde::{Deserialize, Serialize};

use crate::oci::{Blob, Descriptor, Digest, ImageConfig, Reference, canonical, describe, media_type};

use super::loaded::{Files, Loaded};
use super::save::ref_name;
use super::{ArchiveError, IMAGE_NAME, Image, REF_NAME, json};

/// A row of `manifest.json`; Go writes what is absent as `null`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Row {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DockerManifest {
    schema_version: u32,
    media_type: &'static str,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

/// Makes a Docker manifest for each row.
pub fn read(
    rows: &[Row],
    mut files: Files,
    compressed: &dyn Fn(&Digest) -> Option<Descriptor>,
) -> Result<Loaded, ArchiveError> {
    for (from, to) in &files.links {
        let no_target = || ArchiveError::NoTarget { from: from.clone(), to: to.clone() };
        let blob = files.blobs.get(to).cloned().ok_or_else(no_target)?;
        files.blobs.insert(from.clone(), blob);
    }
    let mut images = Vec::new();
    let mut blobs: BTreeMap<Digest, Blob> = BTreeMap::new();
    for row in rows {
        let config = files.blobs.get(&row.config).ok_or_else(|| ArchiveError::NoConfig(row.config.clone()))?;
        let mut layers = Vec::new();
        for name in row.layers.iter().flatten() {
            let layer = files.blobs.get(name).ok_or_else(|| ArchiveError::NoLayer(name.clone()))?;
            blobs.insert(layer.digest(), layer.clone());
            layers.push(compressed(&layer.digest()).unwrap_or_else(|| describe(layer, layer_type(layer))));
        }
        let manifest = DockerManifest {
            schema_version: 2,
            media_type: media_type::DOCKER_MANIFEST,
            config: describe(config, media_type::DOCKER_CONFIG),
            layers,
        };
        let manifest = Blob::new(canonical::to_vec(&manifest));
        let mut target = describe(&manifest, media_type::DOCKER_MANIFEST);
        set_platform(&mut target, &json(config.content(), "unable to resolve platform")?);
        for blob in [config, &manifest] {
            blobs.insert(blob.digest(), blob.clone());
        }
        match row.repo_tags.as_deref().unwrap_or_default() {
            [] => images.push(Image { target, name: None }),
            tags => images.extend(tags.iter().map(|tag| named(&target, tag)).collect::<Result<Vec<_>, _>>()?),
        }
    }
    Loaded { images, blobs }.checked()
}

fn named(target: &Descriptor, tag: &str) -> Result<Image, ArchiveError> {
    let wrong = |reason: String| ArchiveError::Name { name: tag.into(), reason };
    let mut name = Reference::parse(tag).map_err(|error| wrong(error.to_string()))?.or_latest();
    if name.digest.is_some() {
        name.tag = None;
    }
    let mut target = target.clone();
    let annotations = [(IMAGE_NAME.to_string(), name.to_string()), (REF_NAME.to_string(), ref_name(&name))];
    target.set_annotations(Some(annotations.into_iter().collect()));
    Ok(Image { target, name: Some(name.to_string()) })
}

/// By the first bytes: whatever is compressed counts as gzip.
fn layer_type(layer: &Blob) -> &'static str {
    match layer.content().slice(0..4).to_bytes()[..] {
        [0x1f, 0x8b, 0x08, ..] | [0x28, 0xb5, 0x2f, 0xfd] => media_type::DOCKER_LAYER_GZIP,
        _ => media_type::DOCKER_LAYER,
    }
}

fn set_platform(target: &mut Descriptor, config: &ImageConfig) {
    let platform = config.platform.normalised();
    if platform.os.is_empty() && platform.architecture.is_empty() {
        return;
    }
    let builder = PlatformBuilder::default().os(platform.os.as_str()).architecture(platform.architecture.as_str());
    let builder = if platform.variant.is_empty() { builder } else { builder.variant(platform.variant) };
    target.set_platform(builder.build().ok());
}
