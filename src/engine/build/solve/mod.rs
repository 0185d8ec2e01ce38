//! Solving a graph: each vertex from the cache, or done (BuildKit's `solver`).
//!
//! Vertices are looked at one after the other, inputs first. Each gets the times that it would have if all that do not
//! need each other ran together; what fails first by that time ends the build, and what had not begun by then was
//! never done.

mod agenda;
mod cause;
mod exec;
mod file;
mod image;
mod key;
mod layer;
mod local;
mod merge;
mod plan;

pub use image::layer_key;

use std::collections::{BTreeMap, BTreeSet};

use self::agenda::Agenda;
use super::board::{Board, Shown};
use super::cache::{Record, SiteMemo};
use super::fault::{Fault, Outcome, step_message};
use super::graph::{DefinedVertex, Definition, Op};
use super::remote_cache::Import;
use super::{random, remote};
use crate::clock::{Clock, Timestamp};
use crate::engine::api::{BuildRequest, CANCELED, CacheKind};
use crate::engine::images::Images;
use crate::engine::{Daemon, Event};
use crate::oci::{ChainId, Digest};
use crate::vfs::Tree;

pub use crate::clock::MILLISECOND;

/// What a vertex gives.
#[derive(Clone, Debug)]
pub struct Solved {
    pub files: FilesOf,
    /// What results above are found by.
    pub key: Digest,
    /// The record of the cache.
    pub record: Option<String>,
    /// When it was done.
    pub end: Timestamp,
    /// Whether it had to be done.
    pub ran: bool,
    /// Whether it was done because nobody looked into the cache. What needs it is then only found by the content that
    /// it takes (`processExecReq` in `solver/edge.go`).
    pub forced: bool,
    /// When its layer was made.
    pub created: Timestamp,
}

/// The files that a vertex gives.
#[derive(Clone, Debug)]
pub enum FilesOf {
    /// A stack of layers; `None`: none.
    Layers(Option<ChainId>),
    /// Files of the client.
    Client(Tree),
}

/// Solves the graphs of one build.
pub struct Solver<'a, 'd> {
    pub daemon: &'a mut Daemon<'d>,
    pub request: &'a BuildRequest,
    pub board: &'a mut Board,
    /// What tells this build's Dockerfile from others.
    pub place: String,
    /// Contexts that have come over, by name and filter.
    pub locals: BTreeMap<String, local::Loaded>,
    /// Vertices that have been solved.
    pub solved: BTreeMap<Digest, Solved>,
    /// Bases that are in the cache, but that nothing has needed yet.
    pub resolved: BTreeSet<Digest>,
    /// Contexts whose `.dockerignore` was read.
    pub ignored: BTreeSet<String>,
    /// The files of the main context, if it came as an archive.
    pub archive: Option<Tree>,
    /// What the build has not put into the cache, it lets go of at its end.
    pub swept: Vec<Digest>,
    /// Records that were made or used.
    pub used: BTreeSet<String>,
    /// Caches from elsewhere, and when all had been read.
    pub imports: Vec<Import>,
    pub imported: Timestamp,
    /// Contexts as they will come over, by vertex: their files and key.
    pub foreseen: BTreeMap<Digest, (Tree, Digest)>,
    /// The steps that lay layers over others, by their results' records.
    pub merges: BTreeMap<String, Shown>,
}

/// A vertex that failed, and when.
struct Failure {
    at: Timestamp,
    started: Timestamp,
    shown: Shown,
    fault: Fault,
}

impl Solver<'_, '_> {
    /// Solves `root` and what is below it, from the moment `start` on. The second value is when all was done.
    pub fn solve(
        &mut self,
        definition: &Definition,
        root: Option<usize>,
        start: Timestamp,
    ) -> Outcome<(Option<Solved>, Timestamp)> {
        let mut places: Vec<Option<Solved>> = vec![None; definition.vertices.len()];
        let mut begun: Vec<Option<(Timestamp, Timestamp)>> = vec![None; definition.vertices.len()];
        let mut failure: Option<Failure> = None;
        let new = definition.vertices.iter().filter(|vertex| !self.solved.contains_key(&vertex.digest));
        self.board.announce(new.map(|vertex| shown(vertex, definition)), start);
        let unneeded = self.unneeded(definition, root)?;
        let mut agenda = Agenda::new(definition);
        while let Some(place) = agenda.next() {
            let Some(vertex) = definition.vertices.get(place) else { continue };
            if let Some(key) = unneeded.get(place).copied().flatten() {
                let solved = self.passed_over(vertex, &shown(vertex, definition), key, start);
                agenda.solved(place, &solved);
                if let Some(slot) = places.get_mut(place) {
                    *slot = Some(solved);
                }
                continue;
            }
            let solved = |input: &Option<usize>| input.and_then(|input| places.get(input).cloned().flatten());
            let inputs: Vec<Option<Solved>> = vertex.inputs.iter().map(solved).collect();
            if let Some(solved) = self.solved.get(&vertex.digest) {
                agenda.solved(place, solved);
                if let Some(slot) = places.get_mut(place) {
                    *slot = Some(solved.clone());
                }
                continue;
            }
            let ready = inputs.iter().flatten().map(|input| input.end).max().unwrap_or(start).max(start);
            if failure.as_ref().is_some_and(|failure| ready >= failure.at) {
                continue;
            }
            let shown = shown(vertex, definition);
            match self.vertex(vertex, &inputs, &shown, ready) {
                Ok(solved) => {
                    self.know_merge(vertex, &shown, &solved);
                    self.solved.insert(vertex.digest, solved.clone());
                    agenda.solved(place, &solved);
                    if let (Some(slot), Some(times)) = (places.get_mut(place), begun.get_mut(place)) {
                        *times = Some((ready, solved.end));
                        *slot = Some(solved);
                    }
                }
                Err((Fault::Stopped(stop), _)) => return Err(Fault::Stopped(stop)),
                Err((fault, at)) => {
                    if failure.as_ref().is_none_or(|failure| at < failure.at) {
                        failure = Some(Failure { at, started: ready, shown, fault: located(fault, vertex) });
                    }
                }
            }
        }
        let end = begun.iter().flatten().map(|(_, end)| *end).max().unwrap_or(start);
        match failure {
            None => {
                let solved = root.and_then(|root| places.get(root).cloned().flatten());
                let digest = root.and_then(|root| definition.vertices.get(root)).map(|vertex| vertex.digest);
                digest.iter().for_each(|digest| self.need(digest));
                Ok((solved, end.max(start)))
            }
            Some(failure) => Err(self.failed(definition, &begun, failure)),
        }
    }

    /// Ends the build: what was being done is given up.
    fn failed(&mut self, definition: &Definition, begun: &[Option<(Timestamp, Timestamp)>], failure: Failure) -> Fault {
        let Failure { at, started, shown, fault } = failure;
        let message = match &fault {
            Fault::Failed { message, .. } => step_message(message).to_string(),
            Fault::Stopped(_) => String::new(),
        };
        for (vertex, times) in definition.vertices.iter().zip(begun) {
            if let Some((started, end)) = times
                && *started < at
                && *end > at
            {
                let shown = self::shown(vertex, definition);
                self.board.cancel(&shown, *started, at, CANCELED);
                // What was given up has no result, and nobody hears that it ran.
                let ran = |event: &Event| matches!(event, Event::BuildStepRan { step, .. } if *step == shown.name);
                if let Some(told) = self.daemon.events.iter().rposition(ran) {
                    self.daemon.events.remove(told);
                }
                let solved = self.solved.remove(&vertex.digest);
                if let Some(id) = solved.filter(|solved| solved.ran).and_then(|solved| solved.record) {
                    self.used.remove(&id);
                    let state = &mut self.daemon.state;
                    super::cache::remove(&mut state.builder, &mut state.images, &id);
                }
            }
        }
        self.board.fail(&shown, started, at, &message);
        let reason = message.clone();
        self.daemon.events.push(Event::BuildStepFailed { step: shown.name.clone(), reason });
        self.advance(at);
        fault
    }

    /// One vertex: from the cache, or done.
    fn vertex(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        shown: &Shown,
        ready: Timestamp,
    ) -> Result<Solved, (Fault, Timestamp)> {
        let at = |fault| (fault, ready.plus(MILLISECOND));
        match &vertex.node.op {
            Op::Local(local) => return self.local(local, &vertex.digest, shown, ready).map_err(at),
            Op::Image(image) => return self.image(image, vertex, shown, ready).map_err(at),
            Op::Remote(source) => {
                self.board.start(shown, ready);
                return Err(at(remote::unreachable(source.kind, &source.url)));
            }
            Op::Exec(_) | Op::File(_) | Op::Merge => {}
        }
        let ready = ready.max(self.imported);
        let ignore = vertex.node.ignore_cache;
        let fast = key::definition(vertex, inputs);
        let forced = |index: usize| inputs.get(index).and_then(Option::as_ref).is_some_and(|input| input.forced);
        let hidden = ignore || (0..inputs.len()).any(forced);
        if let (Some(key), false) = (fast, hidden)
            && let Some(solved) = self.cached(&key, shown, ready).map_err(at)?
        {
            return Ok(self.hit(vertex, inputs, shown, solved, ready));
        }
        let ready = self.lay_inputs(vertex, inputs, ready);
        let content = self.content_key(vertex, inputs, shown, ready)?;
        let keys: Vec<Digest> = fast.into_iter().chain(content.key).collect();
        let hidden = ignore || (0..inputs.len()).any(|index| forced(index) && !content.files.contains_key(&index));
        if let (Some(key), false) = (content.key, hidden)
            && let Some(solved) = self.cached(&key, shown, ready).map_err(at)?
        {
            self.also(&keys, &solved);
            return Ok(self.hit(vertex, inputs, shown, solved, ready));
        }
        let cause = self.cause(vertex, inputs, &content, &keys);
        shown.inputs.iter().for_each(|input| self.need(input));
        self.board.start(shown, ready);
        let done = match &vertex.node.op {
            Op::Exec(exec) => self.exec(exec, inputs, shown, ready)?,
            Op::File(actions) => self.file(actions, inputs, ready)?,
            _ => self.merge(inputs, ready).map_err(at)?,
        };
        self.board.complete(shown, ready, done.end);
        let result = keys.first().copied().unwrap_or(vertex.digest);
        let parents = inputs.first().cloned().flatten().and_then(|input| input.record).into_iter().collect();
        let id = random::id(self.daemon.clock);
        let record = Record {
            kind: CacheKind::Regular,
            description: key::description(vertex),
            parents,
            chain: done.chain,
            content: Vec::new(),
            size: done.size,
            created: done.end,
            last_used: done.end,
            count: 1,
            keys: Vec::new(),
            kept: String::new(),
            unmerged: matches!(vertex.node.op, Op::Merge),
        };
        self.keep(&id, record, result, &keys);
        if let Some(cause) = cause {
            self.daemon.events.push(Event::BuildStepRan {
                step: shown.name.clone(),
                instruction: instruction(vertex),
                because: cause,
                size: done.size,
            });
        }
        self.remember(vertex, inputs, &content, result);
        Ok(Solved {
            files: FilesOf::Layers(done.chain),
            key: result,
            record: Some(id),
            end: done.end,
            ran: true,
            forced: ignore,
            created: done.end,
        })
    }

    /// The result that a key leads to, here or in a cache from elsewhere.
    fn cached(&mut self, key: &Digest, shown: &Shown, ready: Timestamp) -> Outcome<Option<Solved>> {
        let Some((key, record)) = self.daemon.state.builder.find(key) else {
            return self.load_imported(key, shown, ready);
        };
        Ok(Some(Solved {
            files: FilesOf::Layers(record.chain),
            key: key.result,
            record: Some(key.record.clone()),
            end: ready,
            ran: false,
            forced: false,
            created: record.created,
        }))
    }

    fn hit(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        shown: &Shown,
        solved: Solved,
        ready: Timestamp,
    ) -> Solved {
        if solved.end > ready {
            // Its layers came from elsewhere.
            self.board.complete(shown, ready, solved.end);
            self.board.turn_cached(&shown.digest);
        } else {
            self.board.cache(shown, ready);
        }
        if let Some(id) = &solved.record {
            self.touch(&id.clone());
        }
        self.tell_hit(vertex, shown);
        let content = key::Content::default();
        self.remember_hit(vertex, inputs, &content, solved.key);
        solved
    }

    fn tell_hit(&mut self, vertex: &DefinedVertex, shown: &Shown) {
        if vertex.node.site.is_some() {
            let (step, instruction) = (shown.name.clone(), instruction(vertex));
            self.daemon.events.push(Event::BuildStepCached { step, instruction });
        }
    }

    /// A base's files are needed: it shows as cached if it is.
    fn need(&mut self, vertex: &Digest) {
        if self.resolved.remove(vertex) {
            self.board.turn_cached(vertex);
        }
    }

    /// A record was used.
    pub fn touch(&mut self, id: &str) {
        let now = self.daemon.clock.now();
        if !self.used.insert(id.to_string()) {
            return;
        }
        if let Some(mut record) = self.daemon.state.builder.records.get(id).cloned() {
            record.last_used = now;
            record.count += 1;
            self.daemon.state.builder.records.insert(id, record);
        }
    }

    /// Other keys lead to a result, too.
    fn also(&mut self, keys: &[Digest], solved: &Solved) {
        let Some(id) = &solved.record else { return };
        let builder = &mut self.daemon.state.builder;
        let Some(mut record) = builder.records.get(id).cloned() else { return };
        for key in keys {
            if builder.keys.get(&key.hex()).is_none() {
                record.keys.push(key.hex());
                builder.keys.insert(&key.hex(), super::cache::Key { result: solved.key, record: id.clone() });
            }
        }
        builder.records.insert(id, record);
    }

    /// Puts a result into the cache.
    pub fn keep(&mut self, id: &str, mut record: Record, result: Digest, keys: &[Digest]) {
        if let Some(chain) = &record.chain {
            self.daemon.state.images.hold(chain);
        }
        record.content.iter().for_each(|digest| self.daemon.state.images.hold_content(digest));
        record.keys = keys.iter().map(Digest::hex).collect();
        let builder = &mut self.daemon.state.builder;
        for key in keys {
            builder.keys.insert(&key.hex(), super::cache::Key { result, record: id.into() });
        }
        self.used.insert(id.into());
        builder.records.insert(id, record);
    }

    /// A record keeps the blob of its layer (`setBlob` in BuildKit's `cache/refs.go`).
    pub fn hold_layer(&mut self, id: &str, blob: Digest) {
        let Some(mut record) = self.daemon.state.builder.records.get(id).cloned() else { return };
        if !record.content.contains(&blob) {
            self.daemon.state.images.hold_content(&blob);
            record.content.push(blob);
            self.daemon.state.builder.records.insert(id, record);
        }
    }

    /// Moves the sandbox's clock on to a moment.
    pub fn advance(&mut self, to: Timestamp) {
        let by = to.since(self.daemon.clock.now());
        self.daemon.clock.advance(by);
    }

    /// A clock of its own for a step, with chance from the sandbox's.
    fn clock_at(&mut self, at: Timestamp) -> Clock {
        Clock::new(at, self.daemon.clock.random())
    }

    /// The tree of what a vertex gave.
    pub fn tree(&self, solved: Option<&Solved>) -> Outcome<Tree> {
        match solved.map(|solved| &solved.files) {
            None | Some(FilesOf::Layers(None)) => Ok(Tree::new()),
            Some(FilesOf::Client(tree)) => Ok(tree.clone()),
            Some(FilesOf::Layers(Some(chain))) => {
                let snapshot = self.daemon.state.images.snapshot(chain);
                snapshot.map(|snapshot| snapshot.merged).ok_or_else(|| lost(chain))
            }
        }
    }

    /// What stands in the cache of a step's place.
    fn memo(&self, key: &str) -> Option<SiteMemo> {
        self.daemon.state.builder.sites.get(key).cloned()
    }

    pub fn images(&mut self) -> &mut Images {
        &mut self.daemon.state.images
    }
}

/// A stack of layers that should be there.
fn lost(chain: &ChainId) -> Fault {
    Fault::new(format!("failed to get snapshot {}: not found", chain.hex()))
}

/// How a vertex is told of.
fn shown(vertex: &DefinedVertex, definition: &Definition) -> Shown {
    let digest = |input: &Option<usize>| definition.vertices.get((*input)?).map(|vertex| vertex.digest);
    Shown {
        digest: vertex.digest,
        inputs: vertex.inputs.iter().filter_map(digest).collect(),
        name: vertex.node.name.clone(),
        group: vertex.node.group.clone(),
    }
}

/// The instruction that made a vertex, as written.
fn instruction(vertex: &DefinedVertex) -> String {
    vertex.node.site.as_ref().map(|site| site.code.clone()).unwrap_or_default()
}

/// A vertex's failure shows its lines.
fn located(fault: Fault, vertex: &DefinedVertex) -> Fault {
    match vertex.node.span {
        Some(span) => fault.at(span),
        None => fault,
    }
}
