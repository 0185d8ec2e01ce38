//! Reading a cache from elsewhere: which keys it knows, and where their layers are (BuildKit's
//! `cache/remotecache/import.go`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::document::{CacheConfig, CacheLayer, CacheRecord, MEDIA_TYPE, SAME};
use super::hash::import_name;
use super::target::reference;
use crate::clock::Timestamp;
use crate::engine::Event;
use crate::engine::api::{CacheKind, CacheOptions};
use crate::engine::build::board::{Bytes, Shown};
use crate::engine::build::cache::Record;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::{FilesOf, MILLISECOND, Solved, Solver};
use crate::engine::build::{limits, random};
use crate::engine::images::descriptor::{Descriptor, Index, Manifest, manifest_type};
use crate::image::{Layer, Limits, Snapshot};
use crate::oci::{Blob, ChainId, DiffId, Digest, History, Reference, media_type};
use crate::registry::client::Remote;
use crate::vfs::{Files, Tree};

/// The annotation of a layer with the digest of its tar.
pub const DIFF_ID: &str = "containerd.io/uncompressed";
/// The annotation of a layer with the time when it was made.
pub const CREATED: &str = "buildkit/createdat";
/// The annotation of a layer with what made it.
const DESCRIPTION: &str = "buildkit/description";
/// What asking a registry takes.
const REMOTE: i64 = 120 * MILLISECOND;
/// Bytes that come over the wire in a millisecond.
const BYTES_IN_A_MILLISECOND: u64 = 25_000;

/// A cache from elsewhere.
#[derive(Clone, Debug)]
pub struct Import {
    source: Source,
    found: BTreeMap<Digest, Found>,
}

/// Where its blobs are.
#[derive(Clone, Debug)]
enum Source {
    Registry(Reference),
    Files(Tree),
}

/// What a key leads to.
#[derive(Clone, Debug)]
pub struct Found {
    /// The key that results above are found by.
    pub result: Digest,
    /// Bottom first; empty: the result is not in the cache.
    pub layers: Vec<Descriptor>,
    pub created: Timestamp,
}

impl Import {
    /// What it knows of a key.
    pub fn find(&self, key: &Digest) -> Option<&Found> {
        self.found.get(key)
    }
}

impl Solver<'_, '_> {
    /// Reads the caches that the request names; gives the moment when all have been read. One that cannot be read is told
    /// of, and the build goes on without it.
    pub fn import_caches(&mut self, start: Timestamp) -> Outcome<Timestamp> {
        let mut end = start;
        for (place, options) in self.request.cache_from.iter().enumerate() {
            let shown = Shown::internal(
                format!("importing cache manifest from {}", import_name(options)),
                &format!("{place} {start:?}"),
            );
            self.board.start(&shown, start);
            let done = start.plus(if options.kind == "local" { 10 * MILLISECOND } else { REMOTE });
            match self.read_cache(options, &shown, done) {
                Ok(import) => {
                    self.board.complete(&shown, start, done);
                    self.imports.push(import);
                }
                Err(Fault::Failed { message, .. }) => self.board.fail(&shown, start, done, &message),
                Err(stopped) => return Err(stopped),
            }
            end = end.max(done);
        }
        self.imported = end;
        Ok(end)
    }

    fn read_cache(&mut self, options: &CacheOptions, shown: &Shown, at: Timestamp) -> Outcome<Import> {
        let configure = |fault: Fault| fault.within(format!("failed to configure {} cache importer", options.kind));
        let attribute = |key: &str| options.attributes.get(key).map_or("", String::as_str);
        let (source, root) = match options.kind.as_str() {
            "registry" => {
                let reference = reference(attribute("ref")).map_err(configure)?;
                let auth = self.request.login(&reference.name);
                let mut wire = self.daemon.wire();
                let target = Remote::new(&mut wire, &reference.name, auth).resolve(&reference);
                let target = target.map_err(|error| configure(Fault::new(error.root().to_string())))?;
                let root = Descriptor::new(&target.media_type, target.digest, target.size);
                (Source::Registry(reference), root)
            }
            "local" => {
                let digest = attribute("digest")
                    .parse()
                    .map_err(|_| configure(Fault::new("local cache importer requires explicit digest")))?;
                let files = options.files.clone().unwrap_or_default();
                (Source::Files(files), Descriptor::new("", digest, 0))
            }
            other => return Err(Fault::new(format!("unknown cache importer: {other}"))),
        };
        let document = self.small(&source, &root)?;
        let Some(kind) = manifest_type(&document) else {
            return Err(Fault::new("unsupported or uninferrable manifest type"));
        };
        self.board.sub(shown, format!("inferred cache manifest type: {kind}"), at, at, Bytes::default());
        let described = Descriptor::new(&kind, document.digest(), document.size());
        let (config, layers) = parts(&described, &document)?;
        let found = match config {
            Some(config) => {
                let config = self.small(&source, &config)?;
                let config: CacheConfig = parsed(&config)?;
                found(&config, &layers)?
            }
            None => self.inline(&source, described, document)?,
        };
        Ok(Import { source, found })
    }

    /// A document, which is not large.
    fn small(&mut self, source: &Source, descriptor: &Descriptor) -> Outcome<Blob> {
        if descriptor.size > limits::CACHE_DOCUMENT {
            let (digest, size) = (descriptor.digest, descriptor.size);
            return Err(Fault::new(format!("blob {digest} is too large ({size} > {})", limits::CACHE_DOCUMENT)));
        }
        self.cache_blob(source, descriptor)
    }

    fn cache_blob(&mut self, source: &Source, descriptor: &Descriptor) -> Outcome<Blob> {
        let digest = descriptor.digest;
        match source {
            Source::Registry(reference) => {
                let is_document = descriptor.is_manifest() || descriptor.is_index();
                let auth = self.request.login(&reference.name);
                let mut wire = self.daemon.wire();
                let mut remote = Remote::new(&mut wire, &reference.name, auth);
                let blob = match is_document {
                    true => remote.manifest(&digest, &descriptor.media_type).map(|fetched| fetched.blob),
                    false => remote.blob(&digest, &descriptor.media_type),
                };
                blob.map_err(|error| Fault::new(error.to_string()))
            }
            Source::Files(files) => {
                let content = files.read(&format!("/{}", crate::image::layout::blob_path(&digest)));
                let content = content.map_err(|_| Fault::new(format!("content {digest}: not found")))?;
                Blob::verified(content, digest).map_err(|error| Fault::new(error.to_string()))
            }
        }
    }

    /// What the images below a manifest or an index have in their configs (`importInlineCache`).
    fn inline(&mut self, source: &Source, root: Descriptor, document: Blob) -> Outcome<BTreeMap<Digest, Found>> {
        let mut todo = vec![(root, document)];
        let mut seen = 0;
        let mut all = BTreeMap::new();
        while let Some((descriptor, document)) = todo.pop() {
            seen += 1;
            if seen > limits::PLATFORMS * 4 {
                break;
            }
            if descriptor.is_index() {
                for manifest in parsed::<Index>(&document)?.manifests {
                    let document = self.small(source, &manifest)?;
                    todo.push((manifest, document));
                }
                continue;
            }
            let manifest: Manifest = parsed(&document)?;
            if manifest.layers.is_empty() || manifest.config.media_type == media_type::EMPTY {
                continue;
            }
            let config = self.cache_blob(source, &manifest.config)?;
            let image: Image = parsed(&config)?;
            if let Some((config, layers)) = image.cache(&manifest)? {
                all.extend(found(&config, &layers)?);
            }
        }
        Ok(all)
    }

    /// The result of a key from a cache that was imported: its layers come here, and it is in the cache from now on.
    pub fn load_imported(&mut self, key: &Digest, shown: &Shown, ready: Timestamp) -> Outcome<Option<Solved>> {
        for import in self.imports.clone() {
            let Some(found) = import.find(key).filter(|found| !found.layers.is_empty()) else { continue };
            match self.load(&import.source, found, key, shown, ready) {
                Ok(solved) => return Ok(Some(solved)),
                // What cannot be loaded is done anew.
                Err(Fault::Failed { .. }) => continue,
                Err(stopped) => return Err(stopped),
            }
        }
        Ok(None)
    }

    fn load(
        &mut self,
        source: &Source,
        found: &Found,
        key: &Digest,
        shown: &Shown,
        ready: Timestamp,
    ) -> Outcome<Solved> {
        let mut below: Option<ChainId> = None;
        let mut record: Option<String> = None;
        let mut end = ready;
        for layer in &found.layers {
            let (chain, done) = self.load_layer(source, layer, below, shown, (ready, end))?;
            record = Some(self.keep_imported(layer, chain, record, done));
            (below, end) = (Some(chain), done);
        }
        let id = record.clone().unwrap_or_default();
        let solved = Solved {
            files: FilesOf::Layers(below),
            key: found.result,
            record,
            end,
            ran: false,
            forced: false,
            created: found.created,
        };
        let builder = &mut self.daemon.state.builder;
        if let Some(mut kept) = builder.records.get(&id).cloned() {
            for key in [*key, found.result].iter().map(Digest::hex) {
                builder.keys.insert(&key, super::super::cache::Key { result: found.result, record: id.clone() });
                kept.keys.push(key);
            }
            kept.keys.sort();
            kept.keys.dedup();
            builder.records.insert(&id, kept);
        }
        Ok(solved)
    }

    /// Unpacks a layer onto a stack, if it is not there yet.
    fn load_layer(
        &mut self,
        source: &Source,
        layer: &Descriptor,
        below: Option<ChainId>,
        shown: &Shown,
        (ready, at): (Timestamp, Timestamp),
    ) -> Outcome<(ChainId, Timestamp)> {
        let said = layer.annotations.get(DIFF_ID).and_then(|text| text.parse::<Digest>().ok()).map(DiffId);
        if let Some(chain) = said.map(|diff_id| ChainId::on(below, diff_id))
            && self.images().usage(&chain).is_some()
        {
            return Ok((chain, at));
        }
        if at == ready {
            self.board.start(shown, ready);
        }
        let mut end = at;
        let blob = match self.images().blob(&layer.digest) {
            Some(blob) => blob,
            None => {
                let blob = self.cache_blob(source, layer)?;
                self.images().put(layer, &blob);
                self.swept.push(layer.digest);
                let (digest, size) = (layer.digest, blob.size());
                end = end.plus((15 + i64::try_from(size / BYTES_IN_A_MILLISECOND).unwrap_or(0)) * MILLISECOND);
                self.board.sub(shown, digest.to_string(), at, end, Bytes { total: size, current: size });
                let media_type = layer.media_type.clone();
                self.daemon.events.push(Event::BlobDownloaded { digest, size, media_type });
                blob
            }
        };
        let kind = if layer.media_type.is_empty() { media_type::LAYER_GZIP } else { &layer.media_type };
        let read = Layer::read(blob.clone(), kind, Limits::default()).map_err(|error| Fault::new(error.to_string()))?;
        if said.is_some_and(|said| said != read.diff_id) {
            return Err(Fault::new(format!("mismatched diff ID {}", read.diff_id)));
        }
        let unpacked =
            end.plus((5 + i64::try_from(blob.size() / (4 * BYTES_IN_A_MILLISECOND)).unwrap_or(0)) * MILLISECOND);
        self.board.sub(shown, format!("extracting {}", layer.digest), end, unpacked, Bytes::default());
        let under = below.and_then(|below| self.images().snapshot(&below));
        let snapshot = Snapshot::on(under.as_ref(), read.diff_id, read.changes);
        let chain = snapshot.chain_id;
        self.images().put_snapshot(snapshot, read.diff_id, &blob, kind);
        Ok((chain, unpacked))
    }

    /// A record for a layer, found again by its stack.
    fn keep_imported(&mut self, layer: &Descriptor, chain: ChainId, parent: Option<String>, at: Timestamp) -> String {
        let known = self.daemon.state.builder.records.iter().find(|(_, record)| record.chain == Some(chain));
        if let Some(id) = known.map(|(id, _)| id.to_string()) {
            self.touch(&id);
            return id;
        }
        let id = random::id(self.daemon.clock);
        let created = layer.annotations.get(CREATED).and_then(|text| Timestamp::parse(text)).unwrap_or(at);
        let description = layer.annotations.get(DESCRIPTION).cloned();
        let record = Record {
            kind: CacheKind::Regular,
            description: description.unwrap_or_else(|| format!("imported {}", layer.digest)),
            parents: parent.into_iter().collect(),
            chain: Some(chain),
            content: [layer.digest].into_iter().filter(|digest| self.images().has(digest)).collect(),
            size: self.images().usage(&chain).unwrap_or(0),
            created,
            last_used: at,
            count: 1,
            keys: Vec::new(),
            kept: String::new(),
            unmerged: false,
        };
        let key = super::super::solve::layer_key(&chain);
        self.keep(&id, record, key, &[key]);
        id
    }
}

/// The cache's document, if the manifest or index is of a cache; and its layers by digest.
fn parts(described: &Descriptor, document: &Blob) -> Outcome<(Option<Descriptor>, BTreeMap<Digest, Descriptor>)> {
    let (config, layers) = if described.is_index() {
        let listed = parsed::<Index>(document)?.manifests;
        let config = listed.iter().rev().find(|one| one.media_type == MEDIA_TYPE).cloned();
        (config, listed)
    } else {
        let manifest: Manifest = parsed(document)?;
        (Some(manifest.config).filter(|config| config.media_type == MEDIA_TYPE), manifest.layers)
    };
    Ok((config, layers.into_iter().map(|layer| (layer.digest, layer)).collect()))
}

fn parsed<T: serde::de::DeserializeOwned>(blob: &Blob) -> Outcome<T> {
    let bytes = blob.content().bytes_up_to(limits::CACHE_CONFIG).map_err(|error| Fault::new(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| Fault::new(error.to_string()))
}

/// What the keys of a document lead to.
fn found(config: &CacheConfig, layers: &BTreeMap<Digest, Descriptor>) -> Outcome<BTreeMap<Digest, Found>> {
    let mut all = BTreeMap::new();
    for record in &config.records {
        let real = same_as(config, record)?;
        let mut found = Found { result: real.digest, layers: Vec::new(), created: Timestamp(0) };
        for result in real.results.iter().chain(&record.results) {
            if let Some(stack) = stack(&config.layers, result.layer, layers)? {
                (found.layers, found.created) = (stack, result.created_at);
            }
        }
        all.insert(record.digest, found);
    }
    Ok(all)
}

/// The record that stands for a result's other keys, too.
fn same_as<'c>(config: &'c CacheConfig, record: &'c CacheRecord) -> Outcome<&'c CacheRecord> {
    let link = record.inputs.iter().flatten().find(|input| input.selector == SAME);
    match link {
        None => Ok(record),
        Some(link) => {
            let real = config.records.get(link.link);
            real.ok_or_else(|| Fault::new(format!("invalid record ID: {}", link.link)))
        }
    }
}

/// A stack of layers, bottom first; `None`: one of them is not in the cache (`getRemoteChain`).
fn stack(layers: &[CacheLayer], top: usize, known: &BTreeMap<Digest, Descriptor>) -> Outcome<Option<Vec<Descriptor>>> {
    let mut stack = Vec::new();
    let mut next = Some(top);
    while let Some(place) = next {
        if stack.len() > layers.len() {
            return Err(Fault::new("invalid looping layer"));
        }
        let layer = layers.get(place).ok_or_else(|| Fault::new(format!("invalid layer index {place}")))?;
        let Some(descriptor) = known.get(&layer.blob) else { return Ok(None) };
        stack.push(descriptor.clone());
        next = usize::try_from(layer.parent).ok();
    }
    stack.reverse();
    Ok(Some(stack))
}

/// What is read of an image's config.
#[derive(Deserialize)]
struct Image {
    #[serde(default)]
    rootfs: RootFs,
    #[serde(default, rename = "moby.buildkit.cache.v0")]
    cache: String,
    #[serde(default)]
    history: Option<Vec<History>>,
}

#[derive(Default, Deserialize)]
struct RootFs {
    #[serde(default)]
    diff_ids: Option<Vec<DiffId>>,
}

impl Image {
    /// Its cache as a document, with the layers by digest; `None`: it has none.
    fn cache(self, manifest: &Manifest) -> Outcome<Option<(CacheConfig, BTreeMap<Digest, Descriptor>)>> {
        let diff_ids = self.rootfs.diff_ids.unwrap_or_default();
        if self.cache.is_empty() || diff_ids.len() != manifest.layers.len() {
            return Ok(None);
        }
        let bytes = decoded(&self.cache).ok_or_else(|| Fault::new("illegal base64 data"))?;
        let records = serde_json::from_slice(&bytes).map_err(|error| Fault::new(error.to_string()))?;
        let mut config = CacheConfig { layers: Vec::new(), records };
        let mut rows = self.history.into_iter().flatten().filter(|row| !row.empty_layer);
        let mut layers = BTreeMap::new();
        for (place, (layer, diff_id)) in manifest.layers.iter().zip(&diff_ids).enumerate() {
            let mut layer = layer.clone();
            let row = rows.next().unwrap_or_default();
            layer.annotations.insert(DIFF_ID.into(), diff_id.to_string());
            layer.annotations.extend(row.created.map(|created| (CREATED.to_string(), created)));
            if !row.created_by.is_empty() {
                layer.annotations.insert(DESCRIPTION.into(), row.created_by);
            }
            config.layers.push(CacheLayer { blob: layer.digest, parent: i64::try_from(place).unwrap_or(0) - 1 });
            layers.insert(layer.digest, layer);
        }
        Ok(Some((config, layers)))
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
