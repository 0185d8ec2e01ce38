//! Whole builds: what is told, what comes out, what is remembered.

mod attested;
mod cached;
mod refused;
mod reproducible;
mod steps;

use std::collections::BTreeMap;

use crate::clock::{Clock, Timestamp};
use crate::content::Rope;
use crate::engine::api::{
    BuildFailure, BuildRequest, BuildResult, Builds, Context, Export, ExportKind, ExportOptions, Images as _,
    LocalFiles, Provenance, SolveStatus,
};
use crate::engine::{Daemon, Event, State};
use crate::oci::Reference;
use crate::registry::Network;
use crate::vfs::{Meta, Node, NodeKind, Tree};

const BUSYBOX: &[u8] = include_bytes!("../../../../tests/recordings/bases/busybox.tar");

/// An engine with busybox:1.37, and what was told by its last build.
struct World {
    state: State,
    network: Network,
    clock: Clock,
    events: Vec<Event>,
    told: Vec<SolveStatus>,
}

impl World {
    fn new() -> World {
        let now = Timestamp::parse("2026-11-23T14:42:12Z").unwrap();
        let mut world = World {
            state: State::default(),
            network: Network::default(),
            clock: Clock::new(now, 7),
            events: Vec::new(),
            told: Vec::new(),
        };
        world.docker(|daemon| daemon.image_load(Rope::from(BUSYBOX.to_vec()), &[], &mut |_| {}).unwrap());
        world
    }

    fn docker<T>(&mut self, ask: impl FnOnce(&mut Daemon<'_>) -> T) -> T {
        self.clock.advance(1_000_000_000);
        let World { state, network, clock, events, .. } = self;
        let network = &mut network.at(clock.now());
        ask(&mut Daemon { state, network, clock, events })
    }

    fn request(&mut self, request: &BuildRequest) -> Result<BuildResult, BuildFailure> {
        let mut told = Vec::new();
        let result = self.docker(|daemon| daemon.build(request, &mut |status| told.push(status)).unwrap());
        self.told = told;
        result
    }

    /// Builds a context and names the result `t`.
    fn build(&mut self, files: &[(&str, &str)]) -> Result<BuildResult, BuildFailure> {
        self.request(&request(files))
    }

    /// What was told, as `--progress=plain` would, without times and random names.
    fn plain(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut names = BTreeMap::new();
        for status in &self.told {
            for vertex in &status.vertexes {
                names.insert(vertex.digest, vertex.name.clone());
                let end = match () {
                    () if vertex.cached => "CACHED",
                    () if !vertex.error.is_empty() => "ERROR",
                    () if vertex.completed.is_some() => "DONE",
                    () => continue,
                };
                lines.push(format!("{end} {}", vertex.name));
                lines.extend(Some(vertex.error.clone()).filter(|error| !error.is_empty()));
            }
            for log in &status.logs {
                lines.push(format!("| {}", String::from_utf8_lossy(&log.data).trim_end()));
            }
            let done = status.statuses.iter().filter(|status| status.completed.is_some());
            lines.extend(done.map(|status| format!("  {} {}", status.name, status.current)));
        }
        lines
    }

    /// The steps of the Dockerfile that were done, and those from the cache.
    fn steps(&self) -> Vec<String> {
        let ends = |line: &String| ["DONE [", "CACHED [", "ERROR ["].iter().any(|end| line.starts_with(end));
        let own = |line: &String| ends(line) && !line.contains("[internal]") && !line.contains(" FROM ");
        self.plain().into_iter().filter(own).collect()
    }
}

/// A context's files: text by path; a path that ends with `/` is a directory.
fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::new();
    for (path, text) in files {
        let (mode, kind) = match path.ends_with('/') {
            true => (0o755, NodeKind::Directory),
            false => (0o644, NodeKind::File(text.to_string().into())),
        };
        let mtime = Timestamp::parse("2026-11-20T10:00:00Z").unwrap();
        let meta = Meta { mode, mtime, ..Meta::default() };
        tree.put(&format!("/{}", path.trim_end_matches('/')), Node { meta, kind }).unwrap();
    }
    tree
}

fn request(files: &[(&str, &str)]) -> BuildRequest {
    let local = LocalFiles { files: tree(files), shared_key: "/root/t".into(), ..LocalFiles::default() };
    let options = ExportOptions { names: vec![Reference::parse("t").unwrap().or_latest()], ..ExportOptions::default() };
    BuildRequest {
        dockerfile: Some(local.clone()),
        filename: "Dockerfile".into(),
        context: Context::Local(local),
        provenance: Some(Provenance::default()),
        exports: vec![Export { kind: ExportKind::Image { push: false, store: true, unpack: true }, options }],
        ..BuildRequest::default()
    }
}
