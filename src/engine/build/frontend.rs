//! The frontend that a Dockerfile asks for with `# syntax=` (BuildKit's `frontend/gateway`, `forwardGateway` in
//! `frontend/dockerfile/builder/build.go`). Its program is this builder, whatever image it comes in.

use std::collections::BTreeMap;

use super::convert::Gateway;
use super::fault::{Fault, Outcome};
use super::gateway::BuildGateway;
use super::graph::{Graph, ImageSource, Node, Op};
use super::solve::Solver;
use super::source::Source;
use crate::clock::Timestamp;
use crate::dockerfile::{Directive, Span};
use crate::oci::{Platform, Reference};

/// Asks for the frontend's image as BuildKit does, and brings it here: it would run in a container of its own. One that
/// cannot be had is an error, and shows the line that names it.
pub fn resolve(solver: &mut Solver<'_, '_>, source: &Source, now: &mut Timestamp) -> Outcome<()> {
    let Some((name, span)) = named(solver, source) else { return Ok(()) };
    let located = |fault: Fault| match span {
        Some(span) => fault.at(span),
        None => fault,
    };
    let reference = Reference::parse(&name).map_err(|error| located(Fault::new(error.to_string())))?;
    let full = reference.or_latest().to_string();
    let shown = format!("resolve image config for docker-image://{full}");
    let mut gateway =
        BuildGateway { solver, now: *now, end: *now, own_ignore: None, known: BTreeMap::new(), ignore: None };
    let image = gateway.image(&full, &Platform::host(), &shown).map_err(located)?;
    let end = gateway.end;
    let step = format!("docker-image://{}", image.reference);
    let files = ImageSource {
        reference: image.reference,
        platform: Platform::host(),
        target: image.target,
        name: image.name,
        manifest: Some(image.manifest),
    };
    let mut graph = Graph::default();
    let node = graph.add(Node::source(Op::Image(files), step));
    let (definition, root) = graph.define(Some(node));
    let (_, done) = solver.solve(&definition, root, end).map_err(located)?;
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
