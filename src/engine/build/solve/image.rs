//! Bases: the layers of an image come when they are needed (BuildKit's `source/containerimage/pull.go`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{FilesOf, MILLISECOND, Solved, Solver};
use crate::clock::Timestamp;
use crate::engine::Event;
use crate::engine::api::CacheKind;
use crate::engine::build::board::{Bytes, Shown};
use crate::engine::build::cache::{PULLED, Record};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{DefinedVertex, ImageSource, digest_of};
use crate::engine::build::random;
use crate::engine::images::descriptor::{Descriptor, Manifest};
use crate::oci::{ChainId, Digest, ImageConfig, Reference, media_type};
use crate::registry::client::Remote;

/// Bytes that come over the wire in a millisecond.
const BYTES_IN_A_MILLISECOND: u64 = 25_000;

impl Solver<'_, '_> {
    /// The files of an image.
    pub(super) fn image(
        &mut self,
        source: &ImageSource,
        _vertex: &DefinedVertex,
        shown: &Shown,
        ready: Timestamp,
    ) -> Outcome<Solved> {
        let manifest = source.manifest.ok_or_else(|| Fault::new(format!("{}: not found", source.reference)))?;
        let missing = || Fault::new(format!("content digest {manifest}: not found"));
        let document: Arc<Manifest> = self.images().read(&manifest).ok_or_else(missing)?;
        let config: Arc<ImageConfig> = self.images().read(&document.config.digest).ok_or_else(missing)?;
        let resolved = ready.plus(MILLISECOND * 10);
        self.board.start(shown, ready);
        self.board.sub(shown, format!("resolve {}", source.reference), ready, resolved, Bytes::default());
        let needed = self.images().not_unpacked(&document, &config, &BTreeSet::new());
        let mut end = resolved;
        let mut put = Vec::new();
        for layer in &needed {
            if self.images().has(&layer.digest) {
                self.daemon.events.push(Event::BlobReused { digest: layer.digest, size: layer.size });
                continue;
            }
            let millis = i64::try_from(layer.size / BYTES_IN_A_MILLISECOND).unwrap_or(0);
            let done = resolved.plus((15 + millis) * MILLISECOND);
            self.fetch(source, layer)?;
            put.push(layer.digest);
            let bytes = Bytes { total: layer.size, current: layer.size };
            self.board.sub(shown, layer.digest.to_string(), resolved, done, bytes);
            end = end.max(done);
        }
        let mut below: Option<ChainId> = None;
        let chain = crate::engine::images::chain_ids(&config);
        let descriptor = Descriptor::new(media_type::MANIFEST, manifest, 0);
        let unpacked = self.daemon.state.images.unpack(&descriptor, self.daemon.events);
        let top = unpacked.map_err(|error| Fault::new(error.to_string()))?;
        for layer in &needed {
            let millis = i64::try_from(layer.size / (BYTES_IN_A_MILLISECOND * 4)).unwrap_or(0);
            let done = end.plus((5 + millis) * MILLISECOND);
            if layer.is_layer() {
                self.board.sub(shown, format!("extracting {}", layer.digest), end, done, Bytes::default());
            }
            end = done;
        }
        let known = top.is_none_or(|top| self.daemon.state.builder.find(&layer_key(&top)).is_some());
        self.board.complete(shown, ready, end);
        if needed.is_empty() && known {
            self.resolved.insert(shown.digest);
        }
        let mut record = None;
        for (chain_id, layer) in chain.iter().zip(&document.layers) {
            record = Some(self.keep_layer(source, *chain_id, layer, record.clone(), manifest, end));
            below = Some(*chain_id);
        }
        debug_assert_eq!(below, top);
        let key = image_key(top);
        let created = config.created_at().unwrap_or(end);
        Ok(Solved { files: FilesOf::Layers(top), key, record, end, ran: false, forced: false, created })
    }

    /// A record for each layer of a base, found again by its stack.
    fn keep_layer(
        &mut self,
        source: &ImageSource,
        chain: ChainId,
        layer: &Descriptor,
        parent: Option<String>,
        manifest: Digest,
        at: Timestamp,
    ) -> String {
        let key = layer_key(&chain);
        if let Some((known, _)) = self.daemon.state.builder.find(&key) {
            let id = known.record.clone();
            self.touch(&id);
            return id;
        }
        let id = random::id(self.daemon.clock);
        let size = self.images().usage(&chain).unwrap_or(0);
        let content = [manifest, layer.digest].into_iter().filter(|digest| self.images().has(digest)).collect();
        let record = Record {
            kind: CacheKind::Regular,
            description: format!("{PULLED}{}", source.reference),
            parents: parent.into_iter().collect(),
            chain: Some(chain),
            content,
            size,
            created: at,
            last_used: at,
            count: 1,
            keys: Vec::new(),
            kept: String::new(),
            unmerged: false,
        };
        self.keep(&id, record, key, &[key]);
        id
    }

    /// Brings a blob of a base here.
    fn fetch(&mut self, source: &ImageSource, layer: &Descriptor) -> Outcome<()> {
        let reference = Reference::parse(&source.name).map_err(|error| Fault::new(error.to_string()))?;
        let auth = self.request.login(&reference.name);
        let mut wire = self.daemon.wire();
        let mut remote = Remote::new(&mut wire, &reference.name, auth.clone());
        let blob = remote.blob(&layer.digest, &layer.media_type);
        let blob = blob.map_err(|error| Fault::new(format!("failed to copy: {}", error)))?;
        self.images().put(layer, &blob);
        self.images().add_source(&layer.digest, reference.name.host(), reference.name.path());
        self.swept.push(layer.digest);
        let (digest, size) = (layer.digest, layer.size);
        let media_type = layer.media_type.clone();
        self.daemon.events.push(Event::BlobDownloaded { digest, size, media_type });
        Ok(())
    }
}

/// The key of an image's files.
pub fn image_key(top: Option<ChainId>) -> Digest {
    digest_of(&("image", top.map(|top| top.hex())))
}

/// The key of a stack of a base's layers.
pub fn layer_key(chain: &ChainId) -> Digest {
    digest_of(&("layer", chain.hex()))
}
