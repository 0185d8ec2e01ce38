//! What `docker load` reads (containerd `core/images/archive/importer.go`): an OCI layout, else Docker's older form.

use serde::Deserialize;

use crate::content::Rope;
use crate::oci::{Blob, Descriptor, Digest, Index};
use crate::vfs::{NodeKind, Path};

use super::super::{Limits, gzip, layout, tar};
use super::loaded::{Files, Loaded};
use super::{ArchiveError, Image, MANIFEST_FILE, SUBJECT, annotated_name, json, legacy};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Marker {
    image_layout_version: String,
}

/// Reads an archive, compressed or not.
///
/// Older archives hold uncompressed layers and no manifests: these are made here, as Docker's. If `compressed` knows a
/// blob that decompresses to a layer's bytes, the manifest lists that blob in its stead.
pub fn read(
    archive: &Rope,
    limits: Limits,
    compressed: &dyn Fn(&Digest) -> Option<Descriptor>,
) -> Result<Loaded, ArchiveError> {
    let mut files = Files::default();
    let mut marker = Marker::default();
    let mut rows: Option<Vec<legacy::Row>> = None;
    for entry in tar::read(&gzip::decompress_archive(archive, limits)?, limits)? {
        let name = entry.path.trim_start_matches('/');
        match (name, entry.node.kind) {
            (_, NodeKind::Symlink(target)) => {
                let target = Path::new(&entry.path).parent().join(target.trim_start_matches('/'));
                files.links.insert(name.into(), target.relative().into());
            }
            (layout::MARKER_FILE, NodeKind::File(content)) => {
                marker = json(&content, &format!("untar oci layout {name:?}"))?;
            }
            (MANIFEST_FILE, NodeKind::File(content)) => rows = json(&content, &format!("untar manifest {name:?}"))?,
            (_, NodeKind::File(content)) => drop(files.blobs.insert(name.into(), Blob::new(content))),
            _ => {}
        }
    }
    match (marker.image_layout_version.as_str(), rows) {
        ("", None) => Err(ArchiveError::Unrecognized),
        ("", Some(rows)) => legacy::read(&rows, files, compressed),
        (layout::VERSION, _) => from_layout(files),
        (other, _) => Err(ArchiveError::Version(other.into())),
    }
}

fn from_layout(files: Files) -> Result<Loaded, ArchiveError> {
    let index = files.blobs.get(layout::INDEX_FILE).ok_or(ArchiveError::NoIndex)?;
    let index: Index = json(index.content(), "index.json")?;
    // What is about another manifest is no image.
    let is_referrer = |target: &Descriptor| target.annotations().iter().flatten().any(|(key, _)| key == SUBJECT);
    let images = index.manifests().iter().filter(|target| !is_referrer(target));
    let images: Vec<Image> =
        images.map(|target| Image { target: target.clone(), name: annotated_name(target) }).collect();
    let blobs = files.blobs.into_values().map(|blob| (blob.digest(), blob)).collect();
    Loaded { images, blobs }.checked()
}
