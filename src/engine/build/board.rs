//! What a build tells while it runs: gathered with the times of its steps, told in the order of these.
//!
//! Steps that do not need each other run at the same time in BuildKit. Here one follows the other, but each has the times
//! that it would have had, and so what is told interleaves.

use crate::clock::Timestamp;
use crate::engine::api::{ProgressGroup, SolveStatus, Vertex, VertexLog, VertexStatus, VertexWarning};
use crate::oci::Digest;

/// What has been told so far.
#[derive(Debug, Default)]
pub struct Board {
    told: Vec<(Timestamp, SolveStatus)>,
    steps: u32,
    cached: u32,
    completed: u32,
    warnings: u32,
}

/// A step that is being told of.
#[derive(Clone, Debug)]
pub struct Shown {
    pub digest: Digest,
    pub inputs: Vec<Digest>,
    pub name: String,
    pub group: Option<ProgressGroup>,
}

impl Shown {
    /// A step of the builder's own.
    pub fn internal(name: impl Into<String>, salt: &str) -> Shown {
        let name = name.into();
        Shown { digest: Digest::of(format!("{salt} {name}").as_bytes()), inputs: Vec::new(), name, group: None }
    }

    fn vertex(&self) -> Vertex {
        Vertex {
            digest: self.digest,
            inputs: self.inputs.clone(),
            name: self.name.clone(),
            started: None,
            completed: None,
            cached: false,
            error: String::new(),
            group: self.group.clone(),
        }
    }
}

impl Board {
    fn vertex(&mut self, at: Timestamp, vertex: Vertex) {
        self.told.push((at, SolveStatus { vertexes: vec![vertex], ..SolveStatus::default() }));
    }

    /// Steps are known: they count from now on, whether they start or not.
    pub fn announce(&mut self, steps: impl IntoIterator<Item = Shown>, at: Timestamp) {
        let vertexes: Vec<Vertex> = steps.into_iter().map(|shown| shown.vertex()).collect();
        if !vertexes.is_empty() {
            self.told.push((at, SolveStatus { vertexes, ..SolveStatus::default() }));
        }
    }

    /// A step starts.
    pub fn start(&mut self, shown: &Shown, at: Timestamp) {
        self.steps += 1;
        self.vertex(at, Vertex { started: Some(at), ..shown.vertex() });
    }

    /// A step ends well.
    pub fn complete(&mut self, shown: &Shown, started: Timestamp, at: Timestamp) {
        self.completed += 1;
        self.vertex(at, Vertex { started: Some(started), completed: Some(at), ..shown.vertex() });
    }

    /// A step that has ended does something more for another that needs it.
    pub fn more(&mut self, shown: &Shown, what: &str, from: Timestamp, to: Timestamp) {
        self.vertex(from, Vertex { started: Some(from), ..shown.vertex() });
        self.sub(shown, what, from, to, Bytes::default());
        self.vertex(to, Vertex { started: Some(from), completed: Some(to), ..shown.vertex() });
    }

    /// A step was in the cache.
    pub fn cache(&mut self, shown: &Shown, at: Timestamp) {
        self.steps += 1;
        self.completed += 1;
        self.cached += 1;
        self.vertex(at, Vertex { started: Some(at), completed: Some(at), cached: true, ..shown.vertex() });
    }

    /// A step that has ended turns out to have been in the cache.
    pub fn turn_cached(&mut self, digest: &Digest) {
        let vertices = self.told.iter_mut().flat_map(|(_, status)| &mut status.vertexes);
        for vertex in vertices.filter(|vertex| vertex.digest == *digest && vertex.completed.is_some()) {
            self.cached += u32::from(!vertex.cached);
            vertex.cached = true;
        }
    }

    /// A step ends badly.
    pub fn fail(&mut self, shown: &Shown, started: Timestamp, at: Timestamp, error: &str) {
        let vertex = shown.vertex();
        let error = error.to_string();
        self.vertex(at, Vertex { started: Some(started), completed: Some(at), error, ..vertex });
    }

    /// A step that has not ended is given up.
    pub fn cancel(&mut self, shown: &Shown, started: Timestamp, at: Timestamp, error: &str) {
        self.told.retain(|(when, status)| {
            let ours = status.vertexes.iter().map(|vertex| vertex.digest);
            let ours = ours.chain(status.statuses.iter().map(|status| status.vertex));
            let mut ours = ours.chain(status.logs.iter().map(|log| log.vertex));
            *when <= at || !ours.any(|digest| digest == shown.digest)
        });
        self.fail(shown, started, at, error);
    }

    /// News of something inside a step.
    pub fn status(&mut self, status: VertexStatus) {
        self.told.push((status.timestamp, SolveStatus { statuses: vec![status], ..SolveStatus::default() }));
    }

    /// Something inside a step, from its start to its end.
    pub fn sub(&mut self, shown: &Shown, id: impl Into<String>, from: Timestamp, to: Timestamp, bytes: Bytes) {
        let id = id.into();
        self.begin(shown, &id, from, bytes.total);
        self.status(VertexStatus {
            current: bytes.current,
            timestamp: to,
            completed: Some(to),
            ..news(shown, &id, from, bytes.total)
        });
    }

    /// Something inside a step begins.
    pub fn begin(&mut self, shown: &Shown, id: &str, from: Timestamp, total: u64) {
        self.status(news(shown, id, from, total));
    }

    /// Output of a step.
    pub fn log(&mut self, shown: &Shown, stream: u8, data: bytes::Bytes, timestamp: Timestamp) {
        let log = VertexLog { vertex: shown.digest, stream, data, timestamp };
        self.told.push((timestamp, SolveStatus { logs: vec![log], ..SolveStatus::default() }));
    }

    /// A warning about a step.
    pub fn warn(&mut self, warning: VertexWarning, at: Timestamp) {
        self.warnings += 1;
        self.told.push((at, SolveStatus { warnings: vec![warning], ..SolveStatus::default() }));
    }

    /// What has been told, in the order of time.
    pub fn take(&mut self) -> Vec<SolveStatus> {
        let mut told = std::mem::take(&mut self.told);
        told.sort_by_key(|(at, _)| *at);
        told.into_iter().map(|(_, status)| status).collect()
    }

    /// Steps, those from the cache, those that ended well, warnings.
    pub fn counts(&self) -> (u32, u32, u32, u32) {
        (self.steps, self.cached, self.completed, self.warnings)
    }
}

/// The first news of something inside a step.
fn news(shown: &Shown, id: &str, from: Timestamp, total: u64) -> VertexStatus {
    VertexStatus {
        id: id.into(),
        vertex: shown.digest,
        name: id.into(),
        total,
        current: 0,
        timestamp: from,
        started: Some(from),
        completed: None,
    }
}

/// How far something has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes {
    pub total: u64,
    pub current: u64,
}
