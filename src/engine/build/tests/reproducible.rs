//! Builds whose results are known to the byte: contexts that BuildKit built twice with equal results, by
//! `docker buildx build --provenance=false --build-arg SOURCE_DATE_EPOCH=0 --output
//! type=oci,dest=o.tar,rewrite-timestamp=true,compression=uncompressed .`

use base64::Engine as _;
use serde_json::Value;

use super::*;
use crate::engine::api::{Compression, OutputContent};
use crate::image::{Layer, Limits, tar};
use crate::oci::{Blob, Digest};
use crate::vfs::Files;

const KNOWN: &str = include_str!("../../../../tests/data/reproducible.json");

/// An OCI layout in a tar, as files.
struct Layout(Tree);

impl Layout {
    fn blob(&self, digest: &str) -> Blob {
        let hex = digest.trim_start_matches("sha256:");
        Blob::new(self.0.read(&format!("/blobs/sha256/{hex}")).unwrap())
    }

    fn json(&self, digest: &str) -> Value {
        serde_json::from_slice(&self.blob(digest).content().to_bytes()).unwrap()
    }
}

fn context(files: &Value) -> Tree {
    let mut tree = Tree::new();
    for (path, content) in files.as_object().unwrap() {
        let content: Rope = match content {
            Value::String(text) => text.clone().into(),
            other => {
                let text = other["base64"].as_str().unwrap();
                base64::engine::general_purpose::STANDARD.decode(text).unwrap().into()
            }
        };
        let mtime = Timestamp::parse("2026-11-20T10:00:00Z").unwrap();
        let meta = Meta { mode: 0o644, mtime, ..Meta::default() };
        tree.put(&format!("/{path}"), Node { meta, kind: NodeKind::File(content) }).unwrap();
    }
    tree
}

fn built(case: &Value) -> Layout {
    let files = LocalFiles { files: context(&case["files"]), shared_key: "/root/t".into(), ..LocalFiles::default() };
    let options =
        ExportOptions { compression: Compression::Uncompressed, rewrite_timestamp: true, ..ExportOptions::default() };
    let request = BuildRequest {
        dockerfile: Some(files.clone()),
        filename: "Dockerfile".into(),
        context: Context::Local(files),
        build_args: [("SOURCE_DATE_EPOCH".to_string(), "0".to_string())].into(),
        exports: vec![Export { kind: ExportKind::Oci { tar: true }, options }],
        ..BuildRequest::default()
    };
    let mut world = World::new();
    let result = world.request(&request).unwrap_or_else(|failure| panic!("{failure:?}\n{:#?}", world.plain()));
    let OutputContent::File(archive) = &result.outputs[0].content else { panic!("no archive") };
    let mut layout = Tree::new();
    for entry in tar::read(archive, Limits::default()).unwrap() {
        layout.put(&entry.path, entry.node).unwrap();
    }
    Layout(layout)
}

#[test]
fn configs_layers_and_manifests_are_those_of_buildkit() {
    let cases: Value = serde_json::from_str(KNOWN).unwrap();
    let mut wrong = Vec::new();
    for (name, case) in cases.as_object().unwrap() {
        let layout = built(case);
        let index: Value = serde_json::from_slice(&layout.0.read("/index.json").unwrap().to_bytes()).unwrap();
        let digest = index["manifests"][0]["digest"].as_str().unwrap().to_string();
        let manifest = layout.json(&digest);
        let config = manifest["config"]["digest"].as_str().unwrap();
        let text = String::from_utf8(layout.blob(config).content().to_bytes().to_vec()).unwrap();
        let layers: Vec<Value> =
            manifest["layers"].as_array().into_iter().flatten().map(|layer| layer["digest"].clone()).collect();
        if text != case["config"].as_str().unwrap() {
            wrong.push(format!("{name}: config\n  {text}\n  {}", case["config"].as_str().unwrap()));
        }
        for (place, (layer, known)) in layers.iter().zip(case["layers"].as_array().unwrap()).enumerate() {
            if layer != known {
                let blob = layout.blob(layer.as_str().unwrap());
                let read = tar::read(blob.content(), Limits::default()).unwrap();
                let entries: Vec<String> =
                    read.iter().map(|entry| format!("{} {:?}", entry.path, entry.node)).collect();
                wrong.push(format!(
                    "{name}: layer {place} has\n  {}\n  {}",
                    entries.join("\n  "),
                    case["entries"][place]
                ));
            }
        }
        if layers.len() != case["layers"].as_array().unwrap().len() {
            wrong.push(format!("{name}: {} layers", layers.len()));
        }
        if digest != case["manifest"].as_str().unwrap() {
            wrong.push(format!("{name}: manifest {digest}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_step_that_changes_nothing_has_the_empty_layer() {
    let empty = Layer::pack(&crate::vfs::Changes::new());
    assert_eq!(empty.blob.size(), 32);
    assert_eq!(empty.diff_id.to_string(), "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
    let known: Digest = "sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1".parse().unwrap();
    assert_eq!(empty.blob.digest(), known);
}
