//! What `docker save` writes (containerd `core/images/archive/exporter.go`, as moby's `image_exporter.go` calls it).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::clock::Timestamp;
use crate::content::Rope;
use crate::oci::{
    BlobSource, Descriptor, DescriptorExt, Digest, Index, Platform, Reference, Walk, canonical, media_type,
};
use crate::vfs::{Meta, Node, NodeKind};

use super::super::{layout, tar};
use super::{ArchiveError, IMAGE_NAME, MANIFEST_FILE, REF_NAME, children, json, platform_of};

/// Writes an archive with these images: each target with the name it is saved under (`None` for one that was asked for by
/// ID). The targets' annotations are kept.
///
/// All platforms of an index are written, as far as they are there, or those in `platforms`. `manifest.json` lists one
/// manifest of each index, that for `host` if there is one. `referrers` are about one of the manifests: they are listed
/// behind the images if none of them has them.
pub fn write(
    images: &[(Descriptor, Option<Reference>)],
    blobs: &dyn BlobSource,
    host: &Platform,
    platforms: &[Platform],
    referrers: &[Descriptor],
) -> Result<Rope, ArchiveError> {
    let mut export = Export::new(blobs, host, platforms);
    let mut targets = Vec::new();
    for (target, name) in images {
        let target = annotated(target, name.as_ref());
        export.image(&target, name.as_ref())?;
        targets.push(target);
    }
    let mut listed = BTreeMap::new();
    for referrer in referrers.iter().filter(|referrer| !export.walked.contains(&referrer.sha256())) {
        listed.insert(referrer.sha256(), referrer.clone());
    }
    for referrer in listed.values() {
        export.records(referrer)?;
    }
    targets.extend(listed.into_values());
    export.archive(targets)
}

/// The same without what only `docker load` needs, and with all platforms: a plain OCI layout.
pub fn write_layout(images: &[(Descriptor, Option<Reference>)], blobs: &dyn BlobSource) -> Result<Rope, ArchiveError> {
    let host = Platform::host();
    let mut export = Export::new(blobs, &host, &[]);
    let mut targets = Vec::new();
    for (target, name) in images {
        let target = annotated(target, name.as_ref());
        export.image(&target, name.as_ref())?;
        targets.push(target);
    }
    export.rows.clear();
    export.archive(targets)
}

struct Export<'a> {
    blobs: &'a dyn BlobSource,
    host: &'a Platform,
    platforms: &'a [Platform],
    files: BTreeMap<String, Node>,
    /// Whether a blob besides indexes is written: then there are entries for the directories.
    directories: bool,
    /// What `manifest.json` lists: a manifest and its names.
    rows: Vec<(Digest, Vec<Reference>)>,
    /// The manifest that stands for an index, if it has been written.
    resolved: BTreeMap<Digest, Option<Digest>>,
    walked: BTreeSet<Digest>,
}

/// A row of `manifest.json`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Option<Vec<String>>,
}

impl<'a> Export<'a> {
    fn new(blobs: &'a dyn BlobSource, host: &'a Platform, platforms: &'a [Platform]) -> Self {
        Export {
            blobs,
            host,
            platforms,
            files: BTreeMap::new(),
            directories: false,
            rows: Vec::new(),
            resolved: BTreeMap::new(),
            walked: BTreeSet::new(),
        }
    }

    fn image(&mut self, target: &Descriptor, name: Option<&Reference>) -> Result<(), ArchiveError> {
        let kind = target.media_type().to_string();
        let digest = target.sha256();
        let listed = if media_type::is_manifest(&kind) {
            if !self.rows.iter().any(|(manifest, _)| *manifest == digest) {
                self.records(target)?;
                self.rows.push((digest, Vec::new()));
            }
            Some(digest)
        } else if media_type::is_index(&kind) {
            match self.resolved.get(&digest) {
                Some(resolved) => *resolved,
                None => {
                    let resolved = self.index(target)?;
                    self.resolved.insert(digest, resolved);
                    resolved
                }
            }
        } else {
            return Err(ArchiveError::NotManifest);
        };
        let row = self.rows.iter_mut().find(|(manifest, _)| Some(*manifest) == listed);
        if let (Some((_, names)), Some(name)) = (row, name) {
            names.push(name.clone());
        }
        Ok(())
    }

    /// Writes an index and what it lists; the manifest that stands for it in `manifest.json`.
    fn index(&mut self, target: &Descriptor) -> Result<Option<Digest>, ArchiveError> {
        let digest = target.sha256();
        let blob = self.blobs.blob(&digest).ok_or(ArchiveError::Missing(digest))?;
        self.file(layout::blob_path(&digest), 0o444, blob.content().clone());
        let index: Index = json(blob.content(), &digest.to_string())?;
        let wanted = |manifest: &&Descriptor| {
            platform_of(manifest).is_none_or(|offered| {
                self.platforms.is_empty() || self.platforms.iter().any(|platform| platform.matches(&offered))
            })
        };
        let mut manifests: Vec<&Descriptor> = index.manifests().iter().filter(wanted).collect();
        for manifest in &manifests {
            self.records(manifest)?;
        }
        if manifests.is_empty() {
            return Err(ArchiveError::NoPlatform);
        }
        // Those for the host first, those without a platform last.
        manifests.sort_by_key(|manifest| match platform_of(manifest) {
            Some(offered) if self.host.matches(&offered) => 0,
            Some(_) => 1,
            None => 2,
        });
        let Some(first) = manifests.first().map(|manifest| manifest.sha256()) else { return Ok(None) };
        match self.rows.iter_mut().find(|(manifest, _)| *manifest == first) {
            Some((_, names)) => names.clear(),
            None => self.rows.push((first, Vec::new())),
        }
        Ok(Some(first))
    }

    /// Writes a manifest and all below it. Of an image that is not complete, only the manifest is written, if it is there.
    fn records(&mut self, target: &Descriptor) -> Result<(), ArchiveError> {
        let mut walk = Walk::from([target.clone()]);
        while let Some(target) = walk.step() {
            let digest = target.sha256();
            let kind = target.media_type().to_string();
            if !self.walked.insert(digest) {
                continue;
            }
            match children(&target, self.blobs)? {
                None if media_type::is_manifest(&kind) => continue,
                None => return Err(ArchiveError::Missing(digest)),
                Some(below) if media_type::is_manifest(&kind) => {
                    if below.iter().all(|child| self.blobs.has_blob(&child.sha256())) {
                        walk.follow(below);
                    }
                }
                Some(below) => walk.follow(below),
            }
            self.directories = true;
            if !is_non_distributable(&kind) {
                let blob = self.blobs.blob(&digest).ok_or(ArchiveError::Missing(digest))?;
                self.file(layout::blob_path(&digest), 0o444, blob.content().clone());
            }
        }
        Ok(())
    }

    fn row(&self, manifest: Digest, names: &[Reference]) -> Result<Row, ArchiveError> {
        let blob = self.blobs.blob(&manifest).ok_or(ArchiveError::MissingManifest(manifest))?;
        let manifest = super::manifest(blob.content(), "unable to create manifests file")?;
        let tags: Vec<String> = names.iter().map(|name| name.clone().or_latest().familiar()).collect();
        let layers = manifest.layers().iter().map(|layer| layout::blob_path(&layer.sha256()));
        let layers: Vec<String> = layers.collect();
        Ok(Row {
            config: layout::blob_path(&manifest.config().sha256()),
            repo_tags: Some(tags).filter(|tags| !tags.is_empty()),
            layers: Some(layers).filter(|layers| !layers.is_empty()),
        })
    }

    fn file(&mut self, name: String, mode: u32, content: Rope) {
        self.files.insert(name, node(mode, NodeKind::File(content)));
    }

    fn archive(mut self, manifests: Vec<Descriptor>) -> Result<Rope, ArchiveError> {
        self.file(layout::MARKER_FILE.into(), 0o444, layout::MARKER.into());
        self.file(layout::INDEX_FILE.into(), 0o644, layout::index_file(manifests).into());
        if !self.rows.is_empty() {
            let rows = self.rows.iter().map(|(manifest, names)| self.row(*manifest, names));
            let rows = rows.collect::<Result<Vec<Row>, _>>()?;
            self.file(MANIFEST_FILE.into(), 0o644, canonical::to_vec(&rows).into());
        }
        if self.directories {
            for directory in ["blobs", "blobs/sha256"] {
                self.files.insert(directory.into(), node(0o755, NodeKind::Directory));
            }
        }
        Ok(tar::write(self.files.into_iter().map(|(name, node)| tar::Entry { path: format!("/{name}"), node })))
    }
}

/// The target as `index.json` lists it: with its name, or without any.
fn annotated(target: &Descriptor, name: Option<&Reference>) -> Descriptor {
    let mut target = target.clone();
    let mut annotations = target.annotations().clone().unwrap_or_default();
    annotations.remove(IMAGE_NAME);
    annotations.remove(REF_NAME);
    if let Some(name) = name {
        annotations.insert(IMAGE_NAME.into(), name.to_string());
        annotations.insert(REF_NAME.into(), ref_name(name));
    }
    target.set_annotations(Some(annotations).filter(|annotations| !annotations.is_empty()));
    target
}

/// The tag (with the digest, if there is one), or the whole name where there is no tag.
pub(super) fn ref_name(name: &Reference) -> String {
    match (&name.tag, &name.digest) {
        (Some(tag), None) => tag.to_string(),
        (Some(tag), Some(digest)) => format!("{tag}@{digest}"),
        (None, _) => name.to_string(),
    }
}

fn is_non_distributable(media_type: &str) -> bool {
    media_type.starts_with("application/vnd.oci.image.layer.nondistributable.")
        || media_type.starts_with("application/vnd.docker.image.rootfs.foreign.")
}

fn node(mode: u32, kind: NodeKind) -> Node {
    Node { meta: Meta { mode, mtime: Timestamp(0), ..Meta::default() }, kind }
}
