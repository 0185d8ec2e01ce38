//! [`LayerSpec`]: a file set for one platform at one time, from which the layer's changeset is made.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::density::{Density, Planned};
use super::fileset::{self, FileSet};
use super::form::EntryForm;
use super::lock::line::Line;
use super::program;
use crate::clock::{Timestamp, zone};
use crate::content::{Filler, Rope};
use crate::image::{LayerRecipe, PackedLayer};
use crate::oci::Platform;
use crate::vfs::{Change, Changes, Meta, Node, NodeKind};

/// To be raised when the same file set makes other bytes than before (here, in tar or in gzip).
const GENERATION: u32 = 1;

/// What a layer's bytes follow from.
#[derive(Debug)]
pub(super) struct LayerSpec {
    /// Where it is, if its digest is in no lock: then a saved World says it.
    pub label: Option<String>,
    pub files: Arc<FileSet>,
    /// [`FileSet::fingerprint`].
    pub files_fingerprint: [u8; 32],
    pub platform: Platform,
    /// Size against linux/amd64 in thousandths.
    pub thousandths: u64,
    /// Bytes that the blob is to have for linux/amd64.
    pub compressed: Option<u64>,
    /// The time of all files.
    pub time: Timestamp,
}

impl LayerSpec {
    /// The first 8 bytes of SHA-256 over everything that the layer's bytes follow from.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = Sha256::new();
        hash.update(self.files_fingerprint);
        let rest = (GENERATION, self.platform.to_string(), self.thousandths, self.compressed, self.time.0);
        hash.update(serde_json::to_vec(&rest).unwrap_or_default());
        first_word(&hash.finalize().into())
    }

    /// A size for linux/amd64, for this platform.
    pub(super) fn scaled(&self, size: u64) -> u64 {
        u64::try_from(u128::from(size) * u128::from(self.thousandths) / 1000).unwrap_or(u64::MAX)
    }

    fn seed(&self, path: &str) -> u64 {
        let mut hash = Sha256::new();
        for text in [&self.files.seed, &self.platform.to_string(), path] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        first_word(&hash.finalize().into())
    }

    /// `{machine}` and `{architecture}` put in.
    fn fill(&self, text: &str) -> String {
        fill(text, &self.platform)
    }

    fn plan(&self) -> Vec<(String, Meta, Planned)> {
        let meta = |mode: u32, entry: Option<&EntryForm>| Meta {
            mode,
            uid: entry.and_then(|entry| entry.uid).unwrap_or(0),
            gid: entry.and_then(|entry| entry.gid).unwrap_or(0),
            mtime: self.time,
            xattrs: None,
        };
        let directory = || Planned::Node(NodeKind::Directory);
        let mut plan: Vec<_> =
            self.files.parents.iter().map(|path| (self.fill(path), meta(0o755, None), directory())).collect();
        for entry in &self.files.entries {
            let own = |usual: u32| meta(fileset::mode(entry, usual), Some(entry));
            let target = || self.fill(entry.to.as_deref().unwrap_or_default());
            let within = |name: &String| format!("{}/{name}", self.fill(entry.folder.as_deref().unwrap_or_default()));
            if let Some(path) = &entry.dir {
                plan.push((self.fill(path), own(0o755), directory()));
            }
            if let Some(path) = &entry.file {
                plan.push((self.fill(path), own(usual_mode(entry)), self.file(entry, path)));
            }
            if let Some(path) = &entry.symlink {
                plan.push((self.fill(path), own(0o777), Planned::Node(NodeKind::Symlink(target()))));
            }
            for name in &entry.symlinks {
                plan.push((within(name), own(0o777), Planned::Node(NodeKind::Symlink(target()))));
            }
            for name in &entry.hardlinks {
                plan.push((within(name), own(0o755), Planned::Node(NodeKind::HardLink(target()))));
            }
            for name in &entry.programs {
                let size = self.scaled(entry.size.unwrap_or(0));
                let head = program::named(&self.platform, name);
                plan.push((within(name), own(0o755), Planned::Opaque { head, size }));
            }
            if let Some(folder) = &entry.zones {
                for (name, rule) in zone::all() {
                    let file = Planned::Node(NodeKind::File(zone::file(rule).into()));
                    plan.push((format!("{}/{name}", self.fill(folder)), own(0o644), file));
                }
            }
            if let Some(path) = &entry.bulk {
                let count = u64::from(entry.count.unwrap_or(1));
                let whole = self.scaled(entry.size.unwrap_or(0));
                let (each, left) = (whole / count, whole % count);
                for number in 1..=count {
                    let path = self.fill(path).replace("{n}", &number.to_string());
                    let size = if number == count { each + left } else { each };
                    plan.push((path, own(0o644), Planned::Opaque { head: Vec::new(), size }));
                }
            }
        }
        plan
    }

    fn file(&self, entry: &EntryForm, path: &str) -> Planned {
        let literal = |mut bytes: Vec<u8>, size: u64| {
            let size = usize::try_from(size).unwrap_or(usize::MAX).max(bytes.len());
            bytes.resize(size, b'\n');
            Planned::Node(NodeKind::File(bytes.into()))
        };
        let size = self.scaled(entry.size.unwrap_or(0));
        match (&entry.text, &entry.writes, &entry.program) {
            (Some(text), ..) => literal(self.fill(text).into_bytes(), entry.pad_to.unwrap_or(0)),
            (None, Some(text), _) => Planned::Opaque { head: program::writing(&self.platform, &self.fill(text)), size },
            (None, None, Some(program)) => {
                let mut head = program::named(&self.platform, program);
                head.extend_from_slice(entry.holds.as_deref().unwrap_or_default().as_bytes());
                Planned::Opaque { head, size }
            }
            (None, None, None) if usual_mode(entry) & 0o111 != 0 || fileset::mode(entry, 0) & 0o111 != 0 => {
                let name = path.rsplit('/').next().unwrap_or(path);
                Planned::Opaque { head: program::named(&self.platform, name), size }
            }
            (None, None, None) => Planned::Opaque { head: Vec::new(), size },
        }
    }
}

impl LayerRecipe for LayerSpec {
    fn written(&self, packed: &PackedLayer) -> Option<String> {
        let (label, fingerprint) = (self.label.clone()?, self.fingerprint());
        let (diff_id, digest, size) = (packed.diff_id(), packed.digest(), packed.size());
        Some(Line { fingerprint, diff_id, digest, size, label }.to_string())
    }

    fn changes(&self) -> Changes {
        let plan = self.plan();
        let density = Density::fitting(&plan, self.compressed.map(|size| self.scaled(size)));
        let mut changes = Changes::new();
        for (path, meta, planned) in plan {
            let kind = match planned {
                Planned::Node(kind) => kind,
                Planned::Opaque { head, size } => {
                    let rest = size.saturating_sub(head.len() as u64);
                    let filler = Filler { seed: self.seed(&path), dense: density.of(rest) };
                    NodeKind::File(Rope::concat([head.into(), Rope::filler(filler, rest)]))
                }
            };
            changes.set(&path, Change::Put(Node { meta, kind }));
        }
        changes
    }
}

fn usual_mode(entry: &EntryForm) -> u32 {
    if entry.program.is_some() || entry.writes.is_some() { 0o755 } else { 0o644 }
}

fn first_word(hash: &[u8; 32]) -> u64 {
    hash.iter().take(8).fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// `{machine}` (as in `uname -m`) and `{architecture}` (as in an image's config) put in for a platform.
pub(super) fn fill(text: &str, platform: &Platform) -> String {
    if !text.contains('{') {
        return text.to_string();
    }
    let machine = match platform.architecture.as_str() {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        "386" => "i386",
        other => other,
    };
    text.replace("{machine}", machine).replace("{architecture}", &platform.architecture)
}
