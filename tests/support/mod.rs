//! For tests: a store in memory, and a Hub of three small images.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use layercake::Digest;
use layercake::Hub;
use layercake::Stream;
use layercake::tar;
use layercake::{Meta, Node, NodeKind};
use layercake::{Origins, Rope, Source};
use layercake::{SaveError, Session, Setup, Store, WorkspaceFile};

pub struct Memory {
    hub: Arc<dyn Hub>,
    documents: BTreeMap<String, Bytes>,
}

impl Memory {
    pub fn new(hub: Arc<dyn Hub>) -> Self {
        Memory { hub, documents: BTreeMap::new() }
    }
}

impl Origins for Memory {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.documents.get(sha256).cloned()
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256, recipe)
    }
}

impl Store for Memory {
    fn has(&self, sha256: &str) -> bool {
        self.documents.contains_key(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        self.documents.insert(sha256.into(), bytes.clone());
        Ok(())
    }
}

/// The files of the Hub.
const FILES: [(&str, &str); 3] = [
    ("alpine.toml", include_str!("hub/alpine.toml")),
    ("busybox.toml", include_str!("hub/busybox.toml")),
    ("hello-world.toml", include_str!("hub/hello-world.toml")),
];

/// A Hub of three small images.
pub fn small_hub() -> Arc<dyn Hub> {
    let files: BTreeMap<String, Bytes> = FILES.map(|(name, text)| (name.to_string(), Bytes::from(text))).into();
    layercake::open_hub(Arc::new(files)).expect("the files are right")
}

/// An archive of `docker save` (of the form before OCI) with so many images of so many layers, all layers small.
pub fn archive(images: usize, layers: usize) -> Rope {
    let entry = |path: String, content: Rope| tar::Entry {
        path,
        node: Node { meta: Meta::of_mode(0o644), kind: NodeKind::File(content) },
    };
    let mut entries = Vec::new();
    let mut diff_ids = Vec::new();
    for layer in 0..layers {
        let bytes = tar::write([entry(format!("/file{layer}"), format!("content {layer}\n").into())]);
        diff_ids.push(format!("sha256:{}", Digest::from_sha256(bytes.sha256()).hex()));
        entries.push(entry(format!("/layer{layer}.tar"), bytes));
    }
    let names: Vec<String> = (0..layers).map(|layer| format!("layer{layer}.tar")).collect();
    let history: Vec<serde_json::Value> = (0..layers)
        .map(
            |layer| serde_json::json!({ "created": "2026-08-01T00:00:00Z", "created_by": format!("RUN make {layer}") }),
        )
        .collect();
    let mut manifest = Vec::new();
    for image in 0..images {
        let config = serde_json::json!({
            "architecture": "amd64",
            "os": "linux",
            "created": "2026-08-01T00:00:00Z",
            "config": { "Labels": { "number": image.to_string() } },
            "rootfs": { "type": "layers", "diff_ids": diff_ids },
            "history": history,
        });
        entries.push(entry(format!("/config{image}.json"), config.to_string().into()));
        let tags = [format!("team{}/image{image}:latest", image % 10)];
        manifest
            .push(serde_json::json!({ "Config": format!("config{image}.json"), "RepoTags": tags, "Layers": names }));
    }
    entries.push(entry("/manifest.json".into(), serde_json::Value::from(manifest).to_string().into()));
    tar::write(entries)
}

/// A sandbox that has loaded this archive.
pub fn loaded(images: usize, layers: usize) -> Session {
    let kind = NodeKind::File(archive(images, layers));
    let workspace = vec![WorkspaceFile { path: "images.tar".into(), mode: 0o644, kind }];
    let mut session = Session::new(Setup { workspace, ..Setup::new(small_hub()) });
    let reaction = session.feed("docker load -q -i images.tar > /dev/null");
    assert!(matches!(reaction.ended, Some((_, 0))), "{}", reaction.text(Stream::Err));
    session
}
