//! One build from its request to its result (BuildKit's `frontend/dockerfile/builder/build.go`, `llbsolver.Solve`).

use std::collections::{BTreeMap, BTreeSet};

use super::admit;
use super::board::{Board, Shown};
use super::call;
use super::convert::{Converted, Options, convert};
use super::export::{self, About, Built, Exported};
use super::fault::{Fault, Outcome};
use super::frontend;
use super::gateway::BuildGateway;
use super::history::{self, Finished};
use super::lint::Lint;
use super::random;
use super::remote_cache;
use super::solve::Solver;
use super::source::{self, Source};
use super::{cache, limits};
use crate::clock::Timestamp;
use crate::engine::api::{ApiResult, BuildFailure, BuildRequest, BuildResult, Call, StatusSink, VertexWarning};
use crate::engine::{Daemon, Event};
use crate::oci::Platform;

/// See [`crate::engine::api::Builds::build`].
pub fn build(
    daemon: &mut Daemon<'_>,
    request: &BuildRequest,
    progress: StatusSink<'_>,
) -> ApiResult<Result<BuildResult, BuildFailure>> {
    let before = (daemon.state.clone(), *daemon.clock, daemon.events.len());
    let created = daemon.clock.now();
    let reference = random::id(daemon.clock);
    let mut board = Board::default();
    let mut source = Source::default();
    let outcome = Build { daemon: &mut *daemon, request, board: &mut board, source: &mut source }.run(&reference);
    let outcome = match outcome {
        Ok(done) => Ok(done),
        Err(fault) => match fault.told(&reference, &source.name, &source.text) {
            Ok(failure) => Err(failure),
            Err(stop) => {
                // Nothing of it has happened.
                (*daemon.state, *daemon.clock) = (before.0, before.1);
                daemon.events.truncate(before.2);
                board.take().into_iter().for_each(progress);
                return Err(stop);
            }
        },
    };
    let log = board.take();
    log.iter().cloned().for_each(&mut *progress);
    let completed = daemon.clock.now();
    let error = outcome.as_ref().err().map(|failure| failure.message.clone()).unwrap_or_default();
    if !error.is_empty() {
        daemon.events.push(Event::BuildFailed { reason: error.clone() });
    }
    let done = outcome.as_ref().ok();
    let finished = Finished {
        reference: &reference,
        created,
        completed,
        error,
        dockerfile: source.text.to_string(),
        result: done.and_then(|done| done.exported.result.clone()),
        provenance: done.map(|done| done.exported.provenance.clone()).unwrap_or_default(),
        excerpts: outcome.as_ref().err().into_iter().flat_map(|it| &it.excerpts).map(ToString::to_string).collect(),
    };
    if request.call == Call::Build {
        history::remember(daemon, request, &board, &log, finished);
    }
    let state = &mut *daemon.state;
    cache::trim(&mut state.builder, &mut state.images);
    Ok(outcome.map(|done| done.result))
}

/// What a build came to.
struct Done {
    result: BuildResult,
    exported: Exported,
}

/// One build on its way.
struct Build<'b, 'd> {
    daemon: &'b mut Daemon<'d>,
    request: &'b BuildRequest,
    board: &'b mut Board,
    source: &'b mut Source,
}

impl Build<'_, '_> {
    fn run(&mut self, reference: &str) -> Outcome<Done> {
        self.check()?;
        let caches = remote_cache::targets(self.request)?;
        let start = self.daemon.clock.now();
        let (definition, mut now) = self.source.read(self.request, self.board, start)?;
        if let Call::Other(method) = &self.request.call {
            let text = format!("unsupported request frontend.{method}");
            return Err(Fault::new(format!("{text}: {text}")));
        }
        let mut solver = Solver {
            daemon: &mut *self.daemon,
            request: self.request,
            board: &mut *self.board,
            place: format!("{} {}", source::shared_key(self.request), self.source.name),
            locals: BTreeMap::new(),
            ignored: BTreeSet::new(),
            solved: BTreeMap::new(),
            resolved: BTreeSet::new(),
            archive: self.source.archive.clone(),
            swept: Vec::new(),
            used: BTreeSet::new(),
            imports: Vec::new(),
            imported: start,
            foreseen: BTreeMap::new(),
            merges: BTreeMap::new(),
        };
        let outcome = run_frontend(&mut solver, self.source, (reference, &caches), &definition, &mut now);
        let swept = std::mem::take(&mut solver.swept);
        solver.advance(now);
        self.daemon.state.images.sweep(swept.into_iter().rev());
        outcome
    }

    /// What cannot be right, whatever the Dockerfile says.
    fn check(&self) -> Outcome<()> {
        if self.request.platforms.len() > limits::PLATFORMS {
            return Err(Fault::new(format!("more than {} platforms", limits::PLATFORMS)));
        }
        for name in self.request.exports.iter().flat_map(|export| &export.options.names) {
            if name.digest.is_some() {
                return Err(Fault::new("build tag cannot contain a digest"));
            }
        }
        admit::check(self.request)
    }
}

/// The frontend: conversion and solving for each platform, then the exporters.
fn run_frontend(
    solver: &mut Solver<'_, '_>,
    source: &Source,
    (reference, caches): (&str, &[remote_cache::Target]),
    definition: &Shown,
    now: &mut Timestamp,
) -> Outcome<Done> {
    let request = solver.request;
    frontend::resolve(solver, source, now)?;
    match &request.call {
        Call::Describe => return Ok(answered(call::describe())),
        Call::Targets => return Ok(answered(call::targets(&source.bytes)?)),
        Call::Outline | Call::Check => {
            let answer = called(solver, source, definition, now)?;
            return Ok(answered(answer));
        }
        Call::Build | Call::Other(_) => {}
    }
    let platforms: Vec<Option<Platform>> = match request.platforms.as_slice() {
        [] => vec![None],
        all => all.iter().cloned().map(Some).collect(),
    };
    let mut built = Vec::new();
    let begun = *now;
    let mut end = begun;
    for (index, platform) in platforms.iter().enumerate() {
        let mut at = begun;
        let mut lint = if index == 0 { new_lint(request, source)? } else { Lint::silent() };
        let converted = converted(solver, source, platform.as_ref(), &mut lint, &mut at, false);
        warn(solver, source, definition, &lint, begun);
        let converted = converted.inspect_err(|_| *now = at)?;
        let (graph, root) = converted.graph.define(converted.root);
        if index == 0 {
            end = end.max(solver.import_caches(at)?);
        }
        admit::admit(solver, &graph).inspect_err(|_| *now = at)?;
        let solved = solver.solve(&graph, root, at);
        let (solved, done) = solved.inspect_err(|_| *now = solver.daemon.clock.now().max(at))?;
        end = end.max(done);
        built.push(Built { converted, definition: graph, root, solved });
    }
    *now = end;
    let about = About { reference, filename: &source.name, dockerfile: &source.text, begun, caches };
    let exported = export::export(solver, &built, about, now)?;
    let result = BuildResult {
        digest: exported.digest,
        metadata: exported.metadata.clone(),
        outputs: exported.outputs.clone(),
        answer: None,
    };
    Ok(Done { result, exported })
}

fn answered(answer: crate::engine::api::Answer) -> Done {
    let result = BuildResult { answer: Some(answer), ..BuildResult::default() };
    Done { result, exported: Exported::default() }
}

fn new_lint(request: &BuildRequest, source: &Source) -> Outcome<Lint> {
    Lint::new(&source.text, request.build_args.get("BUILDKIT_DOCKERFILE_CHECK").map(String::as_str))
}

/// Converts the Dockerfile for a platform.
fn converted(
    solver: &mut Solver<'_, '_>,
    source: &Source,
    platform: Option<&Platform>,
    lint: &mut Lint,
    now: &mut Timestamp,
    all_stages: bool,
) -> Outcome<Converted> {
    let mut options = Options::of(solver.request, platform)?;
    options.all_stages = all_stages;
    let mut gateway = BuildGateway {
        solver,
        now: *now,
        end: *now,
        own_ignore: source.ignore.clone(),
        known: BTreeMap::new(),
        ignore: None,
    };
    let converted = convert(&source.bytes, options, &mut gateway, lint);
    *now = gateway.end;
    converted
}

/// `--call=check` and `--call=outline`: a conversion without a solution.
fn called(
    solver: &mut Solver<'_, '_>,
    source: &Source,
    definition: &Shown,
    now: &mut Timestamp,
) -> Outcome<crate::engine::api::Answer> {
    let request = solver.request;
    let platform = request.platforms.first();
    let mut lint = new_lint(request, source)?;
    if request.call == Call::Outline {
        let converted = converted(solver, source, platform, &mut lint, now, false);
        warn(solver, source, definition, &lint, *now);
        return Ok(call::outline(&converted?, &source.text));
    }
    let all_stages = request.target.is_empty();
    let outcome = converted(solver, source, platform, &mut lint, now, all_stages).map(drop);
    call::check(&lint, outcome, &source.name, &source.text)
}

/// Tells of broken rules on the step that brought the Dockerfile.
fn warn(solver: &mut Solver<'_, '_>, source: &Source, definition: &Shown, lint: &Lint, at: Timestamp) {
    for violation in &lint.violations {
        let warning = VertexWarning {
            vertex: definition.digest,
            level: 1,
            short: violation.short(),
            detail: vec![violation.rule.description.into()],
            url: violation.rule.url(),
            filename: source.name.clone(),
            source: source.text.clone(),
            lines: vec![(violation.span.first, violation.span.last)],
        };
        solver.board.warn(warning, at);
    }
}
