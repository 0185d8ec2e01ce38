use std::collections::BTreeMap;

use crate::content::Rope;
use crate::image::archive::loaded::Held;
use crate::image::layout;
use crate::image::tar::{self, Entry};
use crate::image::{LayerError, Limits, gzip};
use crate::oci::{Blob, Descriptor, DescriptorExt, Digest, Platform, Reference, describe, media_type};
use crate::vfs::{Meta, Node, NodeKind};

use super::*;

#[derive(Default)]
struct Store(BTreeMap<Digest, Blob>);

impl Store {
    fn put(&mut self, content: impl Into<Rope>, media_type: &str) -> Descriptor {
        let blob = Blob::new(content);
        self.0.insert(blob.digest(), blob.clone());
        describe(&blob, media_type)
    }

    fn json(&mut self, document: serde_json::Value, media_type: &str) -> Descriptor {
        self.put(serde_json::to_vec(&document).unwrap(), media_type)
    }

    fn image(&mut self, layer: &'static str) -> Descriptor {
        let config = serde_json::json!({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}});
        let config = self.json(config, media_type::CONFIG);
        let layer = self.put(layer, media_type::LAYER);
        let manifest = serde_json::json!({"schemaVersion": 2, "mediaType": media_type::MANIFEST, "config": config, "layers": [layer]});
        self.json(manifest, media_type::MANIFEST)
    }

    /// An index of an image for amd64, one for arm64 that is not there, and an attestation.
    fn index(&mut self) -> Descriptor {
        let here = self.image("here");
        let there = Store::default().image("there");
        let proof = self.image("proof");
        let entry = |target: &Descriptor, architecture: &str, os: &str| {
            let mut entry = serde_json::to_value(target).unwrap();
            entry["platform"] = serde_json::json!({"architecture": architecture, "os": os});
            entry
        };
        let manifests =
            [entry(&there, "arm64", "linux"), entry(&proof, "unknown", "unknown"), entry(&here, "amd64", "linux")];
        self.json(
            serde_json::json!({"schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": manifests}),
            media_type::INDEX,
        )
    }

    fn saved(&self, images: &[(Descriptor, Option<Reference>)]) -> Result<Rope, ArchiveError> {
        write(images, &Held(&self.0), &Platform::host(), &[], &[])
    }
}

fn name(text: &str) -> Option<Reference> {
    Some(Reference::parse(text).unwrap())
}

fn load(archive: &Rope) -> Result<Loaded, ArchiveError> {
    read(archive, Limits::default(), &|_| None)
}

fn file(path: &str, content: &str) -> Entry {
    Entry { path: path.into(), node: Node { meta: Meta::default(), kind: NodeKind::File(content.to_string().into()) } }
}

fn link(path: &str, target: &str) -> Entry {
    Entry { path: path.into(), node: Node { meta: Meta::default(), kind: NodeKind::Symlink(target.into()) } }
}

fn listing(archive: &Rope) -> String {
    let line = |entry: Entry| match entry.node.kind {
        NodeKind::File(content) if !entry.path.starts_with("/blobs") => {
            format!("{:o} {} {}\n", entry.node.meta.mode, entry.path, String::from_utf8_lossy(&content.to_bytes()))
        }
        _ => format!("{:o} {}\n", entry.node.meta.mode, entry.path),
    };
    tar::read(archive, Limits::default()).unwrap().into_iter().map(line).collect()
}

#[test]
fn an_image_is_saved_under_its_names() {
    let mut store = Store::default();
    let mut image = store.image("layer");
    image.set_annotations(Some([("config.digest".to_string(), "sha256:1".to_string())].into_iter().collect()));
    let archive = store.saved(&[(image.clone(), name("hello:1")), (image, name("hello:2"))]).unwrap();
    insta::assert_snapshot!(listing(&archive), @r##"
    755 /blobs
    755 /blobs/sha256
    444 /blobs/sha256/b17b18be99c280c763f507b3f482ca435d61218b360f595a9e799cc3b6a4d610
    444 /blobs/sha256/dac1d7cfa95021764849fd102524e141488c5e3a90f861dbb5a12d9ac8584f85
    444 /blobs/sha256/dc570f145a7f2862c9ef3c30b8d6ae2feaceb0d364e4b2e08e67ae18815427d9
    644 /index.json {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:b17b18be99c280c763f507b3f482ca435d61218b360f595a9e799cc3b6a4d610","size":393,"annotations":{"config.digest":"sha256:1","io.containerd.image.name":"docker.io/library/hello:1","org.opencontainers.image.ref.name":"1"}},{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:b17b18be99c280c763f507b3f482ca435d61218b360f595a9e799cc3b6a4d610","size":393,"annotations":{"config.digest":"sha256:1","io.containerd.image.name":"docker.io/library/hello:2","org.opencontainers.image.ref.name":"2"}}]}
    644 /manifest.json [{"Config":"blobs/sha256/dc570f145a7f2862c9ef3c30b8d6ae2feaceb0d364e4b2e08e67ae18815427d9","RepoTags":["hello:1","hello:2"],"Layers":["blobs/sha256/dac1d7cfa95021764849fd102524e141488c5e3a90f861dbb5a12d9ac8584f85"]}]
    444 /oci-layout {"imageLayoutVersion":"1.0.0"}
    "##);
}

#[test]
fn an_image_without_a_name_has_no_tags() {
    let mut store = Store::default();
    let image = store.image("layer");
    let archive = store.saved(&[(image.clone(), None)]).unwrap();
    let loaded = load(&archive).unwrap();
    assert_eq!(loaded.images, [Image { target: image, name: None }]);
    assert!(listing(&archive).contains(r#""RepoTags":null"#));
}

#[test]
fn of_an_index_what_is_there_is_saved() {
    let mut store = Store::default();
    let index = store.index();
    let archive = store.saved(&[(index.clone(), name("app"))]).unwrap();
    let loaded = load(&archive).unwrap();
    assert_eq!(loaded.images[0].target.sha256(), index.sha256());
    assert_eq!(loaded.blobs, store.0);
    let host = Store::default().image("here").sha256();
    let shown = listing(&archive);
    assert!(shown.contains(r#""RepoTags":["app:latest"]"#), "{shown}");
    let config = super::children(&describe(&store.0[&host], media_type::MANIFEST), &Held(&store.0)).unwrap().unwrap();
    assert!(shown.contains(&format!(r#""Config":"{}""#, layout::blob_path(&config[0].sha256()))));
}

#[test]
fn platforms_choose_manifests() {
    let mut store = Store::default();
    let index = store.index();
    let save = |platform: &str| {
        let platforms = [platform.parse().unwrap()];
        write(&[(index.clone(), name("app"))], &Held(&store.0), &Platform::host(), &platforms, &[])
    };
    // The index and the image's three blobs.
    assert_eq!(load(&save("linux/amd64").unwrap()).unwrap().blobs.len(), 4);
    let arm = Store::default().image("there").sha256();
    assert_eq!(save("linux/arm64").unwrap_err(), ArchiveError::MissingManifest(arm));
    assert_eq!(save("linux/s390x").unwrap_err(), ArchiveError::NoPlatform);
}

#[test]
fn what_is_no_image_is_not_saved() {
    let mut store = Store::default();
    let layer = store.put("layer", media_type::LAYER);
    assert_eq!(
        store.saved(&[(layer, None)]).unwrap_err().to_string(),
        "only manifests may be exported: invalid argument"
    );
}

#[test]
fn a_saved_archive_is_loaded_compressed_or_not() {
    let mut store = Store::default();
    let (one, two) = (store.image("one"), store.index());
    let archive = store.saved(&[(one, name("a/b:c")), (two, name("localhost:5000/x"))]).unwrap();
    let loaded = load(&gzip::compress(&archive)).unwrap();
    let names: Vec<_> = loaded.images.iter().map(|image| image.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["docker.io/a/b:c", "localhost:5000/x"]);
    assert_eq!(loaded.blobs, store.0);
}

#[test]
fn dockers_older_archives_are_converted() {
    let config = r#"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#;
    let rows = r#"[{"Config":"c.json","RepoTags":["app","x/y:2"],"Layers":["1/layer.tar","2/layer.tar"]},{"Config":"c.json","RepoTags":null,"Layers":["1.tar"]}]"#;
    let entries = [
        file("/c.json", config),
        file("/1.tar", "first layer"),
        link("/1/layer.tar", "../1.tar"),
        file("/2/layer.tar", "\x1f\u{8b}no gzip but called so"),
        file("/2/VERSION", "1.0"),
        file("/manifest.json", rows),
        file("/repositories", "{}"),
    ];
    let loaded = load(&tar::write(entries)).unwrap();
    let names: Vec<_> = loaded.images.iter().map(|image| image.name.as_deref()).collect();
    assert_eq!(names, [Some("docker.io/library/app:latest"), Some("docker.io/x/y:2"), None]);
    assert_eq!(loaded.blobs.len(), 5);
    let manifest = &loaded.blobs[&loaded.images[0].target.sha256()];
    insta::assert_snapshot!(String::from_utf8_lossy(&manifest.content().to_bytes()), @r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"sha256:dc570f145a7f2862c9ef3c30b8d6ae2feaceb0d364e4b2e08e67ae18815427d9","size":90},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar","digest":"sha256:362c24d1f11739a9b01cfd8867469534044b7cc36ce0f56d80b023a228a1d056","size":11},{"mediaType":"application/vnd.docker.image.rootfs.diff.tar","digest":"sha256:bc664433d839fb598c68962645076ee60b62f8effd306075ddc4d36a1cff593d","size":24}]}"#);
    insta::assert_snapshot!(serde_json::to_string(&loaded.images[2].target).unwrap(), @r#"{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"sha256:ab37875a322156b37231f236c8354d1c5b912d67d872ccbd7088e08c092609fe","size":416,"platform":{"architecture":"amd64","os":"linux"}}"#);
}

#[test]
fn a_known_compressed_layer_takes_the_place_of_the_plain_one() {
    let rows = r#"[{"Config":"c","Layers":["l"]}]"#;
    let archive = tar::write([file("/c", "{}"), file("/l", "plain"), file("/manifest.json", rows)]);
    let packed = describe(&Blob::new("packed"), media_type::DOCKER_LAYER_GZIP);
    let known = |digest: &Digest| (*digest == Digest::of(b"plain")).then(|| packed.clone());
    let loaded = read(&archive, Limits::default(), &known).unwrap();
    let below = children(&loaded.images[0].target, &Held(&loaded.blobs)).unwrap().unwrap();
    assert_eq!(below[1], packed);
}

#[test]
fn what_is_no_archive_is_refused() {
    let error = |entries: &[Entry]| load(&tar::write(entries.to_vec())).unwrap_err().to_string();
    let marker = file("/oci-layout", layout::MARKER);
    assert_eq!(load(&Rope::new()).unwrap_err().to_string(), "unrecognized image format");
    assert_eq!(load(&"hello".into()).unwrap_err(), ArchiveError::Tar(LayerError::Tar("unexpected EOF".into())));
    assert_eq!(load(&vec![b'x'; 999].into()).unwrap_err().to_string(), "archive/tar: invalid tar header");
    assert_eq!(error(&[file("/etc/passwd", "root")]), "unrecognized image format");
    assert_eq!(error(std::slice::from_ref(&marker)), "missing index.json in OCI layout 1.0.0");
    assert_eq!(error(&[marker.clone(), file("/index.json", "")]), "index.json: EOF");
    assert_eq!(
        error(&[marker, file("/index.json", r#"{"schemaVersion":2,"manifests":[]}"#)]),
        "image might be filtered out"
    );
    assert_eq!(error(&[file("/oci-layout", r#"{"imageLayoutVersion":"2"}"#)]), "unsupported OCI version 2");
    assert_eq!(error(&[file("/oci-layout", "{")]), r#"untar oci layout "oci-layout": unexpected EOF"#);
    assert_eq!(error(&[file("/manifest.json", r#"[{"Config":"c"}]"#)]), r#"image config "c" not found"#);
    let rows = file("/manifest.json", r#"[{"Config":"c","Layers":["l"]}]"#);
    assert_eq!(error(&[file("/c", "{}"), rows.clone()]), r#"failed to resolve layers: layer "l" not found"#);
    let broken = [file("/c", "{}"), rows, link("/l", "../nowhere/l")];
    assert_eq!(error(&broken), r#"no target for symlink layer from "l" to "nowhere/l""#);
    let named = file("/manifest.json", r#"[{"Config":"c","RepoTags":["No:1"]}]"#);
    assert!(error(&[file("/c", "{}"), named]).starts_with(r#"normalize image ref "No:1": invalid reference format"#));
}

#[test]
fn a_manifest_that_is_an_index_is_refused() {
    let mut store = Store::default();
    let mut index = store.index();
    index.set_media_type(media_type::MANIFEST.into());
    let error = store.saved(&[(index, None)]).unwrap_err().to_string();
    assert!(
        error.ends_with(&format!("media-type: expected manifest but found index ({})", media_type::MANIFEST)),
        "{error}"
    );
}
