//! For tests: a small library, images, and short ways to ask.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::oci::{Blob, Digest, media_type};

use super::{
    Badge, EmptyLibrary, Happening, Library, Listing, Network, NetworkError, Policy, Query, Request, Response, Service,
    Site, State, Stock, StockManifest, Transport,
};

/// When the tests happen.
pub const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

/// The digest of nothing that exists.
pub fn no_digest() -> Digest {
    Digest::of(b"there is no such thing")
}

/// An image of one layer.
pub struct Image {
    pub layer: Blob,
    pub config: Blob,
    pub manifest: Blob,
}

/// An image with this text in its layer.
pub fn image(text: &str) -> Image {
    let (layer, config) = (Blob::new(format!("layer {text}")), Blob::new(format!("{{\"os\":\"{text}\"}}")));
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type::MANIFEST,
        "config": descriptor(&config, media_type::CONFIG),
        "layers": [descriptor(&layer, media_type::LAYER_GZIP)],
    });
    Image { layer, config, manifest: Blob::new(manifest.to_string()) }
}

/// A descriptor as JSON.
pub fn descriptor(blob: &Blob, media_type: &str) -> Value {
    json!({ "mediaType": media_type, "digest": blob.digest(), "size": blob.size() })
}

/// An index of these images.
pub fn index(images: &[&Image]) -> Blob {
    let entry = |image: &&Image| descriptor(&image.manifest, media_type::MANIFEST);
    let entries: Vec<Value> = images.iter().map(entry).collect();
    Blob::new(json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": entries }).to_string())
}

/// A library of a few images.
#[derive(Debug, Default)]
pub struct ImageLibrary {
    repositories: BTreeMap<String, Shelved>,
}

#[derive(Debug, Default)]
struct Shelved {
    private: bool,
    tags: BTreeMap<String, Digest>,
    manifests: BTreeMap<Digest, StockManifest>,
    blobs: BTreeMap<Digest, Blob>,
}

impl ImageLibrary {
    /// `library/alpine` (an index), `library/hello`, and the private `teacher/secret` and `student/diary`.
    pub fn usual() -> Arc<ImageLibrary> {
        let mut shelf = ImageLibrary::default();
        let (alpine, hello) = (image("alpine"), image("hello"));
        shelf.put("library/alpine", &["latest", "3"], &alpine, Some(index(&[&alpine])), false);
        shelf.put("library/hello", &["latest"], &hello, None, false);
        shelf.put("teacher/secret", &["1"], &image("secret"), None, true);
        shelf.put("student/diary", &["1"], &image("diary"), None, true);
        Arc::new(shelf)
    }

    fn put(&mut self, path: &str, tags: &[&str], image: &Image, index: Option<Blob>, private: bool) {
        let shelved = self.repositories.entry(path.into()).or_default();
        shelved.private = private;
        let top = index.as_ref().unwrap_or(&image.manifest).digest();
        let manifest = |blob: &Blob, media_type: &str| {
            (blob.digest(), StockManifest { media_type: media_type.into(), blob: blob.clone() })
        };
        shelved.manifests.extend([manifest(&image.manifest, media_type::MANIFEST)]);
        shelved.manifests.extend(index.iter().map(|index| manifest(index, media_type::INDEX)));
        shelved.blobs.extend([&image.layer, &image.config].map(|blob| (blob.digest(), blob.clone())));
        shelved.tags.extend(tags.iter().map(|tag| (tag.to_string(), top)));
    }
}

impl Library for ImageLibrary {
    fn as_of(&self) -> Timestamp {
        NOW
    }
    fn repositories(&self) -> Vec<String> {
        self.repositories.keys().cloned().collect()
    }
    fn repository(&self, path: &str) -> Option<Stock> {
        self.repositories.get(path).map(|shelved| Stock { private: shelved.private, listing: None })
    }
    fn tags(&self, path: &str, _at: Timestamp) -> Vec<String> {
        self.repositories.get(path).map(|shelved| shelved.tags.keys().cloned().collect()).unwrap_or_default()
    }
    fn tagged(&self, path: &str, tag: &str, _at: Timestamp) -> Option<StockManifest> {
        let shelved = self.repositories.get(path)?;
        shelved.manifests.get(shelved.tags.get(tag)?).cloned()
    }
    fn manifest(&self, path: &str, digest: &Digest) -> Option<StockManifest> {
        self.repositories.get(path)?.manifests.get(digest).cloned()
    }
    fn blob(&self, path: &str, digest: &Digest) -> Option<Blob> {
        self.repositories.get(path)?.blobs.get(digest).cloned()
    }
    fn listings(&self) -> Vec<Listing> {
        let listing = |name: &str, description: &str, stars: u64| Listing {
            name: name.into(),
            description: description.into(),
            stars,
            official: !name.contains('/'),
            badge: if name.contains('/') { Badge::Community } else { Badge::Official },
            ..Listing::default()
        };
        vec![
            listing("hello", "Says hello", 5),
            listing("alpine", "A small Linux", 100),
            listing("alp/ine", "ALPINE for more", 900),
            listing("zalpine", "Also official", 100),
            listing("teacher/secret", "alpine that nobody may find", 7),
        ]
    }
    fn timeline(&self) -> Vec<Happening> {
        Vec::new()
    }
}

/// A network whose Hub holds [`ImageLibrary::usual`].
pub fn network() -> Frozen {
    Frozen(Network::new(ImageLibrary::usual()))
}

/// A network where it is always [`NOW`].
pub struct Frozen(Network);

impl Deref for Frozen {
    type Target = Network;
    fn deref(&self) -> &Network {
        &self.0
    }
}

impl DerefMut for Frozen {
    fn deref_mut(&mut self) -> &mut Network {
        &mut self.0
    }
}

impl Transport for Frozen {
    fn send(&mut self, https: bool, host: &str, request: Request) -> Result<Response, NetworkError> {
        self.0.at(NOW).send(https, host, request)
    }
}

/// One registry without anything around it.
pub struct Registry {
    pub state: State,
    pub policy: Policy,
    pub now: Timestamp,
}

impl Default for Registry {
    fn default() -> Registry {
        Registry { state: State::default(), policy: Policy::open(), now: NOW }
    }
}

impl Registry {
    /// Sends a request.
    pub fn send(&mut self, request: Request) -> Response {
        let Registry { state, policy, now } = self;
        Service { state, policy, library: &EmptyLibrary, now: *now, site: Site::Registry }.handle(request)
    }

    /// Asks by method and `path?query`, without a body.
    pub fn ask(&mut self, method: &str, address: &str) -> Response {
        self.send(request(method, address))
    }

    /// Uploads a blob.
    pub fn put_blob(&mut self, name: &str, blob: &Blob) {
        let address = format!("/v2/{name}/blobs/uploads/?digest={}", blob.digest());
        let response = self.send(request("POST", &address).with_body(blob.content().clone()));
        assert_eq!(response.status, StatusCode::CREATED);
    }

    /// Puts a manifest.
    pub fn put_manifest(&mut self, name: &str, reference: &str, blob: &Blob, media_type: &str) -> Response {
        let request = request("PUT", &format!("/v2/{name}/manifests/{reference}"));
        self.send(request.with_header("content-type", media_type).with_body(blob.content().clone()))
    }

    /// Pushes an image.
    pub fn push(&mut self, name: &str, tag: &str, image: &Image) {
        self.put_blob(name, &image.layer);
        self.put_blob(name, &image.config);
        assert_eq!(self.put_manifest(name, tag, &image.manifest, media_type::MANIFEST).status, StatusCode::CREATED);
    }
}

/// A request by method and `path?query`.
pub fn request(method: &str, address: &str) -> Request {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Request::new(Method::from_bytes(method.as_bytes()).unwrap(), path).with_query(&Query::parse(query))
}

/// The body as text.
pub fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.body.to_bytes()).trim_end().to_string()
}

/// Status and error codes in one line: `404 BLOB_UNKNOWN`.
pub fn verdict(response: &Response) -> String {
    let body: Value = serde_json::from_str(&text(response)).unwrap_or_default();
    let codes = body["errors"].as_array().into_iter().flatten().filter_map(|error| error["code"].as_str());
    let mut words = vec![response.status.as_u16().to_string()];
    words.extend(codes.map(String::from));
    words.join(" ")
}
