//! [`Images`]: the content store, the names and the snapshots, with their references counted.
//!
//! What containerd's garbage collector finds by walking from the names is known here at any time: each name counts for
//! its target, each manifest or index for its parts (present or not), each config for the snapshot it was unpacked to,
//! each snapshot for its parent. What counts nothing any more goes at once, and what only it needed goes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::allowance;
use crate::clock::Timestamp;
use crate::content::{Rope, Table, parts};
use crate::image::{Limits, Snapshot};
use crate::oci::{Blob, BlobSource, ChainId, DiffId, Digest, ImageId};

use super::descriptor::{Descriptor, Index, Manifest};

/// Units of work that a name costs that is looked at.
const NAME_WORK: u64 = 64;

/// Content store, image names, snapshots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Images {
    /// By digest.
    pub(super) content: Table<Content>,
    /// By the full reference (`docker.io/library/nginx:latest`) or, without a name, `moby-dangling@` and the digest.
    pub(super) names: Table<Name>,
    /// By chain ID.
    pub(super) snapshots: Table<Unpacked>,
    /// How many names, manifests, snapshots and containers need a piece of content or a snapshot.
    pub(super) references: Table<u32>,
}

/// A blob in the content store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub bytes: Rope,
    /// What it is a manifest or index of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Digest>,
    /// Of a config: where its layers were unpacked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<ChainId>,
    /// The repositories that have it, by host name (containerd's label `distribution.source`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sources: BTreeMap<String, BTreeSet<String>>,
    /// The builds that made it: reference and moment (moby's label `moby/build.ref.…`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    builds: BTreeMap<String, Timestamp>,
}

/// A name of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) struct Name {
    pub target: Descriptor,
    pub created: Timestamp,
    pub updated: Timestamp,
    /// The image that this one was committed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ImageId>,
}

/// A layer, unpacked onto the stack below it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unpacked {
    pub parent: Option<ChainId>,
    diff_id: DiffId,
    /// The layer's blob: the files are read from it when they are needed.
    pub digest: Digest,
    media_type: String,
    pub bytes: Rope,
    /// What it takes on disk, bytes.
    usage: u64,
    #[serde(skip)]
    snapshot: Arc<OnceLock<Snapshot>>,
}

/// The snapshot follows from the rest.
impl PartialEq for Unpacked {
    fn eq(&self, other: &Self) -> bool {
        (self.parent, self.diff_id, self.digest) == (other.parent, other.diff_id, other.digest)
            && (&self.media_type, self.usage) == (&other.media_type, other.usage)
            && self.bytes == other.bytes
    }
}

parts!(Images { content, names, snapshots, references } besides {});
parts!(Content { bytes } besides { parts, snapshot, sources, builds });
parts!(Name {} besides { target, created, updated, parent });
parts!(Unpacked { bytes } besides { parent, diff_id, digest, media_type, usage, snapshot });

/// Something whose references are counted.
#[derive(Clone, Copy)]
pub(super) enum Thing {
    Content(Digest),
    Snapshot(ChainId),
}

impl Thing {
    pub fn key(self) -> String {
        match self {
            Thing::Content(digest) => digest.hex(),
            Thing::Snapshot(chain_id) => format!("snapshot {}", chain_id.hex()),
        }
    }
}

/// Names.
impl Images {
    /// How many names there are.
    pub fn count_names(&self) -> usize {
        self.names.len()
    }

    /// SHA-256 (hex) of the names and what they stand for: it changes with them.
    pub fn names_digest(&self) -> &str {
        self.names.digest()
    }
}

/// Content.
impl Images {
    /// Whether the blob is here.
    pub fn has(&self, digest: &Digest) -> bool {
        self.content.get(&digest.hex()).is_some()
    }

    /// The blob, if it is here.
    pub fn blob(&self, digest: &Digest) -> Option<Blob> {
        let content = self.content.get(&digest.hex())?;
        Some(Blob::known(content.bytes.clone(), *digest))
    }

    /// Keeps a blob; the descriptor says what it is. Nothing needs it yet: see [`Images::sweep`].
    pub(in crate::engine) fn put(&mut self, descriptor: &Descriptor, blob: &Blob) {
        if self.has(&blob.digest()) {
            return;
        }
        let bytes = blob.content().clone();
        let (sources, builds) = (BTreeMap::new(), BTreeMap::new());
        let content = Content { bytes, parts: Vec::new(), snapshot: None, sources, builds };
        self.content.insert(&blob.digest().hex(), content);
        let mut parts = BTreeSet::new();
        self.each_child(descriptor, &mut |child| _ = parts.insert(child.digest));
        if parts.is_empty() {
            return;
        }
        parts.iter().for_each(|part| self.acquire(Thing::Content(*part)));
        self.change(&blob.digest(), |content| content.parts = parts.into_iter().collect());
    }

    /// Lets go of those of these blobs that nothing needs.
    pub(in crate::engine) fn sweep(&mut self, digests: impl IntoIterator<Item = Digest>) {
        for digest in digests {
            let thing = Thing::Content(digest);
            if self.references.get(&thing.key()).is_none() {
                self.forget(vec![thing]);
            }
        }
    }

    /// Takes a blob out, whoever needs it.
    pub(in crate::engine) fn delete(&mut self, digest: &Digest) -> bool {
        let here = self.has(digest);
        self.forget(vec![Thing::Content(*digest)]);
        here
    }

    /// Remembers that this repository has the blob.
    pub(in crate::engine) fn add_source(&mut self, digest: &Digest, host: &str, repository: &str) {
        let host = host_name(host);
        let known = self.content.get(&digest.hex()).and_then(|content| content.sources.get(host));
        if known.is_some_and(|known| known.contains(repository)) {
            return;
        }
        self.change(digest, |content| {
            content.sources.entry(host.into()).or_default().insert(repository.into());
        });
    }

    /// The repositories on this host that have the blob, sorted.
    pub(in crate::engine) fn sources(&self, digest: &Digest, host: &str) -> Vec<String> {
        let sources = self.content.get(&digest.hex()).and_then(|content| content.sources.get(host_name(host)));
        sources.into_iter().flatten().cloned().collect()
    }

    /// The repositories that have the blob: host name and path, sorted.
    pub(in crate::engine) fn all_sources(&self, digest: &Digest) -> Vec<(String, String)> {
        let hosts = self.content.get(&digest.hex()).into_iter().flat_map(|content| &content.sources);
        hosts.flat_map(|(host, paths)| paths.iter().map(|path| (host.clone(), path.clone()))).collect()
    }

    /// Remembers that this build made the blob.
    pub(in crate::engine) fn add_build(&mut self, digest: &Digest, reference: &str, at: Timestamp) {
        self.change(digest, |content| _ = content.builds.insert(reference.into(), at));
    }

    /// The builds that made the blob, sorted by reference.
    pub(in crate::engine) fn builds(&self, digest: &Digest) -> Vec<(String, Timestamp)> {
        let content = self.content.get(&digest.hex());
        content.into_iter().flat_map(|content| content.builds.clone()).collect()
    }

    /// The JSON document that the descriptor is of, if it is here and can be read.
    pub(in crate::engine) fn read<T>(&self, digest: &Digest) -> Option<Arc<T>>
    where
        T: serde::de::DeserializeOwned + Send + Sync + 'static,
    {
        self.content.get(&digest.hex())?.bytes.document(crate::oci::MANIFEST_LIMIT)
    }

    /// What the descriptor's content consists of: config and layers of a manifest, manifests of an index. Empty for
    /// others and for what is not here.
    pub(in crate::engine) fn children(&self, descriptor: &Descriptor) -> Vec<Descriptor> {
        let mut children = Vec::new();
        self.each_child(descriptor, &mut |child| children.push(child.clone()));
        children
    }

    /// Calls `visit` for each of the [children](Images::children).
    pub(in crate::engine) fn each_child(&self, descriptor: &Descriptor, visit: &mut dyn FnMut(&Descriptor)) {
        if descriptor.is_index() {
            let index = self.read::<Index>(&descriptor.digest);
            index.iter().flat_map(|index| &index.manifests).for_each(visit);
            return;
        }
        if descriptor.is_manifest()
            && let Some(manifest) = self.read::<Manifest>(&descriptor.digest)
        {
            std::iter::once(&manifest.config).chain(&manifest.layers).for_each(visit);
        }
    }

    fn change(&mut self, digest: &Digest, change: impl FnOnce(&mut Content)) {
        if let Some(content) = self.content.get_mut(&digest.hex()) {
            change(content);
        }
    }
}

/// Names.
impl Images {
    /// The name, if an image has it.
    pub(in crate::engine) fn name(&self, full: &str) -> Option<&Name> {
        // A line may name very many.
        allowance::insist(NAME_WORK);
        self.names.get(full)
    }

    /// How many different images there are.
    pub fn count(&self) -> usize {
        let targets: BTreeSet<Digest> = self.names.iter().map(|(_, name)| name.target.digest).collect();
        targets.len()
    }

    /// All names in their order.
    pub(in crate::engine) fn names(&self) -> BTreeMap<&str, &Name> {
        self.names.sorted()
    }

    /// All names, for whoever looks through them: that is work, as there may be thousands.
    pub(super) fn each_name(&self) -> impl Iterator<Item = (&str, &Name)> {
        allowance::insist(NAME_WORK.saturating_mul(self.names.len() as u64));
        self.names.iter()
    }

    /// The names of one image, in their order.
    pub(in crate::engine) fn names_of(&self, target: &Digest) -> Vec<(String, Name)> {
        let mut names: Vec<_> = self.each_name().filter(|(_, name)| name.target.digest == *target).collect();
        names.sort_by_key(|(full, _)| *full);
        names.into_iter().map(|(full, name)| (full.to_string(), name.clone())).collect()
    }

    /// Whether the image has one name only. Of many names, two are looked for.
    pub(in crate::engine) fn has_one_name(&self, target: &Digest) -> bool {
        self.each_name().filter(|(_, name)| name.target.digest == *target).take(2).count() == 1
    }

    /// Gives an image a name, whatever had it before.
    pub(in crate::engine) fn set_name(&mut self, full: &str, name: Name) {
        self.acquire(Thing::Content(name.target.digest));
        if let Some(old) = self.names.insert(full, name) {
            self.let_go(Thing::Content(old.target.digest));
        }
    }

    /// Takes a name away.
    pub(in crate::engine) fn remove_name(&mut self, full: &str) -> Option<Name> {
        let name = self.names.remove(full)?;
        self.let_go(Thing::Content(name.target.digest));
        Some(name)
    }
}

/// Snapshots.
impl Images {
    /// What the top layer of this stack takes on disk in bytes, if it is unpacked.
    pub(in crate::engine) fn usage(&self, chain_id: &ChainId) -> Option<u64> {
        self.snapshots.get(&chain_id.hex()).map(|unpacked| unpacked.usage)
    }

    /// An unpacked stack of layers, as long as an image or a container ([`Images::hold`]) needs it.
    pub fn snapshot(&self, chain_id: &ChainId) -> Option<Snapshot> {
        let nothing = Images::no_layers();
        if *chain_id == nothing.chain_id {
            return Some(nothing);
        }
        let mut above = Vec::new();
        let mut below = None;
        let mut next = Some(*chain_id);
        while let Some(chain_id) = next {
            let unpacked = self.snapshots.get(&chain_id.hex())?;
            if let Some(snapshot) = unpacked.snapshot.get() {
                below = Some(snapshot.clone());
                break;
            }
            above.push(unpacked);
            next = unpacked.parent;
        }
        for unpacked in above.into_iter().rev() {
            let blob = Blob::known(unpacked.bytes.clone(), unpacked.digest);
            let (_, snapshot) = Snapshot::read(below.as_ref(), blob, &unpacked.media_type, Limits::default()).ok()?;
            below = Some(unpacked.snapshot.get_or_init(|| snapshot).clone());
        }
        below
    }

    /// The stack of an image that has no layers.
    pub(in crate::engine) fn no_layers() -> Snapshot {
        Snapshot::on(None, DiffId(Digest::of(b"")), Default::default())
    }

    /// Keeps an unpacked layer. Nothing needs it yet, but it needs its parent.
    pub(in crate::engine) fn put_snapshot(&mut self, snapshot: Snapshot, diff_id: DiffId, blob: &Blob, media: &str) {
        let key = snapshot.chain_id.hex();
        if self.snapshots.get(&key).is_some() {
            return;
        }
        let unpacked = Unpacked {
            parent: snapshot.parent,
            diff_id,
            digest: blob.digest(),
            media_type: media.into(),
            bytes: blob.content().clone(),
            usage: snapshot.usage,
            snapshot: Arc::new(OnceLock::from(snapshot)),
        };
        if let Some(parent) = unpacked.parent {
            self.acquire(Thing::Snapshot(parent));
        }
        self.snapshots.insert(&key, unpacked);
    }

    /// Says that the layers of this config are unpacked to this stack.
    pub(in crate::engine) fn set_unpacked(&mut self, config: &Digest, chain_id: ChainId) {
        let Some(content) = self.content.get(&config.hex()) else { return };
        if content.snapshot == Some(chain_id) {
            return;
        }
        self.acquire(Thing::Snapshot(chain_id));
        self.change(config, |content| content.snapshot = Some(chain_id));
    }

    /// Lets go of a stack that nothing needs.
    pub(in crate::engine) fn sweep_snapshot(&mut self, chain_id: ChainId) {
        let thing = Thing::Snapshot(chain_id);
        if self.references.get(&thing.key()).is_none() {
            self.forget(vec![thing]);
        }
    }

    /// A container's writable layer lies on this stack now: it stays, even when its image goes.
    pub fn hold(&mut self, chain_id: &ChainId) {
        self.acquire(Thing::Snapshot(*chain_id));
    }

    /// The opposite of [`Images::hold`].
    pub fn release(&mut self, chain_id: &ChainId) {
        self.let_go(Thing::Snapshot(*chain_id));
    }

    /// The build cache needs a blob now: it stays, even when its image goes.
    pub(in crate::engine) fn hold_content(&mut self, digest: &Digest) {
        self.acquire(Thing::Content(*digest));
    }

    /// The opposite of [`Images::hold_content`].
    pub(in crate::engine) fn release_content(&mut self, digest: &Digest) {
        self.let_go(Thing::Content(*digest));
    }

    /// The layers of an unpacked stack, bottom first.
    pub(in crate::engine) fn layers(&self, chain_id: &ChainId) -> Vec<StackedLayer> {
        let mut layers = Vec::new();
        let mut next = Some(*chain_id);
        while let Some(unpacked) = next.and_then(|chain_id| self.snapshots.get(&chain_id.hex())) {
            layers.push(StackedLayer {
                chain_id: next.unwrap_or(*chain_id),
                diff_id: unpacked.diff_id,
                media_type: unpacked.media_type.clone(),
                blob: Blob::known(unpacked.bytes.clone(), unpacked.digest),
            });
            next = unpacked.parent;
        }
        layers.reverse();
        layers
    }
}

/// A layer of an unpacked stack.
#[derive(Clone, Debug)]
pub(in crate::engine) struct StackedLayer {
    /// The stack up to it.
    pub chain_id: ChainId,
    pub diff_id: DiffId,
    pub media_type: String,
    pub blob: Blob,
}

/// References.
impl Images {
    fn acquire(&mut self, thing: Thing) {
        let key = thing.key();
        let count = self.references.get(&key).copied().unwrap_or(0);
        self.references.insert(&key, count.saturating_add(1));
    }

    fn let_go(&mut self, thing: Thing) {
        if self.drop_one(thing) {
            self.forget(vec![thing]);
        }
    }

    /// Takes one reference away; says whether it was the last.
    fn drop_one(&mut self, thing: Thing) -> bool {
        let key = thing.key();
        match self.references.get(&key).copied() {
            None => false,
            Some(0 | 1) => self.references.remove(&key).is_some(),
            Some(count) => {
                self.references.insert(&key, count - 1);
                false
            }
        }
    }

    /// Takes things out, and with them what only they needed.
    fn forget(&mut self, mut things: Vec<Thing>) {
        while let Some(thing) = things.pop() {
            let needed: Vec<Thing> = match thing {
                Thing::Content(digest) => {
                    let Some(content) = self.content.remove(&digest.hex()) else { continue };
                    let parts = content.parts.into_iter().map(Thing::Content);
                    parts.chain(content.snapshot.map(Thing::Snapshot)).collect()
                }
                Thing::Snapshot(chain_id) => {
                    let Some(unpacked) = self.snapshots.remove(&chain_id.hex()) else { continue };
                    unpacked.parent.map(Thing::Snapshot).into_iter().collect()
                }
            };
            things.extend(needed.into_iter().filter(|thing| self.drop_one(*thing)));
        }
    }
}

impl BlobSource for Images {
    fn blob(&self, digest: &Digest) -> Option<Blob> {
        Images::blob(self, digest)
    }
    fn has_blob(&self, digest: &Digest) -> bool {
        self.has(digest)
    }
}

/// A host without its port, as containerd's label has it.
fn host_name(host: &str) -> &str {
    host.split(':').next().unwrap_or(host)
}
