//! The frontend that a Dockerfile asks for with `# syntax=` (BuildKit's `frontend/gateway`, `forwardGateway` in
//! `frontend/dockerfile/builder/build.go`). Its program is this builder, whatever image it comes in.

use std::collections::BTreeMap;

use super::board::{Board, Bytes, Shown};
use super::convert::Gateway;
use super::fault::{Fault, Outcome};
use super::gateway::BuildGateway;
use super::solve::{MILLISECOND, Solver};
use super::source::Source;
use crate::clock::Timestamp;
use crate::dockerfile::{Directive, Span};
use crate::oci::{Platform, Reference};

/// The frontends that this builder is: a sandbox whose Hub does not have their images builds all the same.
const OWN: [&str; 2] = ["docker.io/docker/dockerfile", "docker.io/docker/dockerfile-upstream"];

/// Asks for the frontend's image as BuildKit asks. One that cannot be had is an error, and shows the line that names it.
pub fn resolve(solver: &mut Solver<'_, '_>, source: &Source, now: &mut Timestamp) -> Outcome<()> {
    let Some((name, span)) = named(solver, source) else { return Ok(()) };
    let located = |fault: Fault| match span {
        Some(span) => fault.at(span),
        None => fault,
    };
    let reference = Reference::parse(&name).map_err(|error| located(Fault::new(error.to_string())))?;
    let is_own = OWN.contains(&reference.name.to_string().as_str());
    let full = reference.or_latest().to_string();
    let mut quiet = Board::default();
    if is_own {
        std::mem::swap(solver.board, &mut quiet);
    }
    let shown = format!("resolve image config for docker-image://{full}");
    let mut gateway =
        BuildGateway { solver, now: *now, end: *now, own_ignore: None, known: BTreeMap::new(), ignore: None };
    let found = gateway.image(&full, &Platform::host(), &shown);
    let end = gateway.end;
    if is_own {
        std::mem::swap(solver.board, &mut quiet);
    }
    let found = match found {
        Ok(found) => found,
        Err(Fault::Failed { .. }) if is_own => return Ok(()),
        Err(fault) => return Err(located(fault)),
    };
    if is_own {
        let resolve = Shown::internal(shown, &format!("{now:?}"));
        solver.board.start(&resolve, *now);
        solver.board.complete(&resolve, *now, end);
    }
    let image = Shown::internal(format!("docker-image://{}", found.reference), &format!("{now:?}"));
    let done = end.plus(10 * MILLISECOND);
    solver.board.start(&image, end);
    solver.board.sub(&image, format!("resolve {}", found.reference), end, done, Bytes::default());
    solver.board.complete(&image, end, done);
    solver.board.turn_cached(&image.digest);
    *now = done;
    Ok(())
}

/// The frontend's name, and the line that has it if it is the Dockerfile that asks.
fn named(solver: &Solver<'_, '_>, source: &Source) -> Option<(String, Option<Span>)> {
    if let Some(given) = solver.request.build_args.get("BUILDKIT_SYNTAX") {
        return Some((given.split_whitespace().next().unwrap_or_default().to_string(), None));
    }
    let directive = Directive::find_syntax(&source.text)?;
    Some((directive.word().to_string(), Some(directive.span)))
}
