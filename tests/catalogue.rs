//! The built-in Hub as a whole: every tag leads to an image whose parts fit together, and the lock says the truth.
//!
//! Layers that take long to pack are checked by a sample here; `layercake hub-lock --check` packs all of them.

use std::collections::BTreeSet;

use layercake::NodeKind;
use layercake::Rope;
use layercake::Timestamp;
use layercake::{Blob, BlobSource, Content, DescriptorExt, Digest, ImageConfig, Manifest, media_type};
use layercake::{Catalogue, Hub, lock};
use layercake::{Layer, Limits, PackedLayer, tar};
use layercake::{Library, StockManifest};
use layercake::{ProgramFile, Stream, identify};

fn catalogue() -> std::sync::Arc<Catalogue> {
    layercake::builtin_catalogue()
}

fn tagged(path: &str, tag: &str) -> StockManifest {
    let catalogue = catalogue();
    catalogue.tagged(path, tag, catalogue.as_of()).unwrap_or_else(|| panic!("{path}:{tag} is not there"))
}

fn json(blob: &Blob) -> serde_json::Value {
    serde_json::from_slice(&blob.content().to_bytes()).unwrap()
}

/// Blobs of one repository.
struct Repository<'a>(&'a Catalogue, &'a str);
impl BlobSource for Repository<'_> {
    fn blob(&self, digest: &Digest) -> Option<Blob> {
        self.0.blob(self.1, digest)
    }
}

/// The manifest for linux/amd64 of a tag.
fn amd64(path: &str, tag: &str) -> Manifest {
    let index = json(&tagged(path, tag).blob);
    let entries = index["manifests"].as_array().unwrap().clone();
    let entry = entries.iter().find(|entry| entry["platform"]["architecture"] == "amd64").unwrap();
    let digest: Digest = entry["digest"].as_str().unwrap().parse().unwrap();
    let manifest = catalogue().manifest(path, &digest).unwrap();
    match Content::read(&manifest.blob, &manifest.media_type).unwrap() {
        Content::Manifest(manifest) => *manifest,
        Content::Index(_) => panic!("an index in an index"),
    }
}

#[test]
fn every_tag_leads_to_an_image_whose_parts_fit_together() {
    let catalogue = catalogue();
    let late = Timestamp::parse("2027-01-01T00:00:00Z").unwrap();
    let mut seen = BTreeSet::new();
    let mut tags = 0;
    for path in catalogue.repositories() {
        for at in [catalogue.as_of(), late] {
            for tag in catalogue.tags(&path, at) {
                // Old images follow few rules; `old_tags_lead_to_images_too` tries one of each.
                if catalogue.is_old(&path, &tag) {
                    continue;
                }
                let top = catalogue.tagged(&path, &tag, at).unwrap_or_else(|| panic!("{path}:{tag}"));
                tags += 1;
                if seen.insert((path.clone(), top.blob.digest())) {
                    check_index(&catalogue, &path, &top);
                }
            }
        }
    }
    assert!(tags > 1000 && seen.len() > 100, "{tags} tags, {} images", seen.len());
}

#[test]
fn old_tags_lead_to_images_too() {
    let catalogue = catalogue();
    let tags = [
        ("library/alpine", "3.19"),
        ("library/busybox", "1.36-musl"),
        ("library/registry", "2"),
        ("library/memcached", "1.5-alpine"),
        ("library/httpd", "2.4.46-alpine"),
    ];
    for (path, tag) in tags {
        assert!(catalogue.is_old(path, tag) && catalogue.tags(path, catalogue.as_of()).contains(&tag.to_string()));
        check_index(&catalogue, path, &tagged(path, tag));
    }
    for (path, tag) in
        [("library/alpine", "3.25"), ("library/python", "3.8.21-slim"), ("library/node", "18-alpine3.10")]
    {
        assert!(catalogue.tagged(path, tag, catalogue.as_of()).is_none(), "{path}:{tag}");
    }
}

#[test]
fn a_layer_of_an_old_image_is_made_again_from_what_it_says_of_itself() {
    let path = "library/alpine";
    let layer = amd64(path, "3.19").layers()[0].sha256();
    let source = catalogue().blob(path, &layer).unwrap().content().source().unwrap().clone();
    let again = catalogue().made(&layer.hex(), source.recipe().as_deref()).unwrap();
    assert_eq!((again.sha256(), again.len(), again.recipe()), (source.sha256(), source.len(), source.recipe()));
    assert_eq!(Digest::from_sha256(again.produce().sha256()), layer);
    assert!(catalogue().made(&Digest::of(b"another").hex(), source.recipe().as_deref()).is_none());
}

fn check_index(catalogue: &Catalogue, path: &str, top: &StockManifest) {
    assert_eq!(top.media_type, media_type::INDEX);
    let Content::Index(index) = Content::read(&top.blob, &top.media_type).unwrap() else { panic!("{path}: no index") };
    let mut platforms = BTreeSet::new();
    let mut last = None;
    for entry in index.manifests() {
        let stock = catalogue.manifest(path, &entry.sha256()).unwrap_or_else(|| panic!("{path}: {}", entry.digest()));
        assert_eq!((stock.blob.size(), stock.media_type.as_str()), (entry.size(), entry.media_type().as_ref()));
        let platform = entry.platform().as_ref().unwrap();
        let Content::Manifest(manifest) = Content::read(&stock.blob, &stock.media_type).unwrap() else { panic!() };
        let blobs = Repository(catalogue, path);
        let config = blobs.blob(&manifest.config().sha256()).unwrap();
        assert_eq!(config.size(), manifest.config().size());
        for layer in manifest.layers() {
            let blob = blobs.blob(&layer.sha256()).unwrap();
            assert_eq!((blob.digest(), blob.size()), (layer.sha256(), layer.size()));
            assert!(blobs.has_blob(&layer.sha256()));
        }
        if platform.architecture().to_string() == "unknown" {
            assert_eq!(manifest.subject().as_ref().map(DescriptorExt::sha256), last, "{path}: attested is another one");
            continue;
        }
        last = Some(entry.sha256());
        assert!(platforms.insert(json_platform(platform)), "{path}: a platform twice");
        let config: ImageConfig = serde_json::from_slice(&config.content().to_bytes()).unwrap();
        assert_eq!(config.platform.architecture, platform.architecture().to_string());
        assert_eq!(config.rootfs.diff_ids.len(), manifest.layers().len());
        assert_eq!(config.history.iter().filter(|row| !row.empty_layer).count(), manifest.layers().len());
        for (layer, diff_id) in manifest.layers().iter().zip(&config.rootfs.diff_ids) {
            let blob = blobs.blob(&layer.sha256()).unwrap();
            if let Some(packed) = PackedLayer::within(blob.content()) {
                assert_eq!(packed.diff_id(), *diff_id);
            }
        }
    }
    assert!(platforms.iter().any(|platform| platform.contains("amd64")), "{path}");
}

fn json_platform(platform: &impl serde::Serialize) -> String {
    serde_json::to_string(platform).unwrap()
}

#[test]
fn the_lock_names_every_layer_and_a_sample_packs_to_it() {
    const SMALL: u64 = 1 << 20;
    let wrong = lock::verify(&catalogue(), |jobs| {
        let small = |job: &lock::Job| job.bytes() < SMALL;
        let sample = jobs.iter().enumerate().filter(|(at, job)| {
            let some = if small(job) { 8 } else { 64 };
            at % some == 0 && job.bytes() < 64 * SMALL
        });
        sample.map(|(_, job)| job.run()).collect()
    });
    assert!(wrong.is_empty(), "run `layercake hub-lock`: {wrong:#?}");
}

#[test]
fn blobs_are_as_large_as_the_files_say() {
    let catalogue = catalogue();
    for job in lock::jobs(&catalogue) {
        let (Some(wanted), Some(line)) = (job.wanted(), lock::locked(&catalogue, &job)) else { continue };
        if wanted > 100_000 {
            assert!(line.size.abs_diff(wanted) * 100 <= wanted, "{}: {} instead of {wanted}", line.label, line.size);
        }
    }
}

#[test]
fn digests_are_frozen() {
    insta::assert_snapshot!(tagged("library/hello-world", "linux").blob.digest(), @"sha256:6fecfb2bd68a4cd3001142fc15e969b27cd18495d5f6dfd863457190c9c921e1");
    insta::assert_snapshot!(tagged("library/alpine", "3.24.1").blob.digest(), @"sha256:c56fb1dbbf740feaf27e8399d3de1658e231925dba71023a418ef5ef9d802330");
}

#[test]
fn a_layer_s_bytes_hold_what_its_recipe_says() {
    for (path, tag) in [("library/alpine", "latest"), ("library/busybox", "musl"), ("library/redis", "latest")] {
        for layer in amd64(path, tag).layers() {
            let blob = catalogue().blob(path, &layer.sha256()).unwrap();
            let Some(packed) = PackedLayer::within(blob.content()) else { continue };
            let bytes = blob.content().source().unwrap().produce();
            assert_eq!((Digest::from_sha256(bytes.sha256()), bytes.len()), (blob.digest(), blob.size()));
            let read = Layer::read(Blob::new(bytes), Layer::MEDIA_TYPE, Limits::default()).unwrap();
            assert_eq!(read.diff_id, packed.diff_id());
            assert_eq!(tar::from_changes(&read.changes), tar::from_changes(&packed.recipe().changes()), "{path}");
        }
    }
}

#[test]
fn hello_world_is_machine_code_that_greets() {
    let layer = &amd64("library/hello-world", "latest").layers()[0].sha256();
    let blob = catalogue().blob("library/hello-world", layer).unwrap();
    let layer = Layer::read(blob, Layer::MEDIA_TYPE, Limits::default()).unwrap();
    let entry = tar::from_changes(&layer.changes).into_iter().find(|entry| entry.path == "/hello").unwrap();
    let NodeKind::File(content) = entry.node.kind else { panic!("no file") };
    assert_eq!(content.len(), 10_072);
    let ProgramFile::Writes { output, status: 0 } = identify(&content) else { panic!("does not greet") };
    let (Stream::Out, text) = &output[0] else { panic!("greets on stderr") };
    assert!(text.starts_with(b"\nHello from Docker!\n") && text.ends_with(b"https://docs.docker.com/get-started/\n\n"));
}

#[test]
fn programs_of_images_are_known_by_name() {
    let layer = &amd64("library/alpine", "latest").layers()[0].sha256();
    let blob = catalogue().blob("library/alpine", layer).unwrap();
    let layer = Layer::read(blob, Layer::MEDIA_TYPE, Limits::default()).unwrap();
    let entries = tar::from_changes(&layer.changes);
    let busybox = entries.iter().find(|entry| entry.path == "/bin/busybox").unwrap();
    let NodeKind::File(content) = &busybox.node.kind else { panic!("no file") };
    assert_eq!(identify(content), ProgramFile::Named("busybox".into()));
    assert_eq!(identify(&Rope::from("alpine")), ProgramFile::NotExecutable);
    assert!(entries.iter().any(|entry| entry.path == "/bin/sh" && matches!(entry.node.kind, NodeKind::Symlink(_))));
}

#[test]
fn images_share_the_layers_of_their_base() {
    let debian = amd64("library/debian", "trixie-20260803-slim").layers()[0].clone();
    let nginx = amd64("library/nginx", "latest");
    assert_eq!(nginx.layers()[0], debian);
    assert!(nginx.layers().len() >= 7);
    let unchanged = "sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1";
    for path in ["library/redis", "library/httpd"] {
        assert!(amd64(path, "latest").layers().iter().any(|layer| layer.digest().to_string() == unchanged), "{path}");
    }
}

#[test]
fn blobs_are_made_again_from_their_digest_alone() {
    let path = "library/redis";
    for layer in amd64(path, "latest").layers() {
        let blob = catalogue().blob(path, &layer.sha256()).unwrap();
        let Some(packed) = PackedLayer::within(blob.content()) else { continue };
        let made = Rope::made(catalogue().made(&layer.sha256().hex(), None).unwrap());
        assert_eq!((made.sha256(), made.len()), (blob.content().sha256(), blob.size()));
        let again = PackedLayer::within(&made).unwrap();
        assert_eq!(again.diff_id(), packed.diff_id());
        assert_eq!(tar::from_changes(&again.recipe().changes()), tar::from_changes(&packed.recipe().changes()));
    }
    let index = json(&tagged(path, "latest").blob);
    let digest = index["manifests"][1]["digest"].as_str().unwrap().parse().unwrap();
    let attestation = json(&catalogue().manifest(path, &digest).unwrap().blob);
    let materials: Digest = attestation["layers"][0]["digest"].as_str().unwrap().parse().unwrap();
    let made = catalogue().made(&materials.hex(), None).unwrap().produce();
    assert_eq!(Digest::from_sha256(made.sha256()), materials);
    assert!(serde_json::from_slice::<serde_json::Value>(&made.to_bytes()).is_ok());
    assert!(catalogue().made(&Digest::of(b"nothing").hex(), None).is_none());
}
