//! Which layers each step of a build gave, as provenance with `mode=max` lists them (`addLayers` of BuildKit's
//! `solver/llbsolver/provenance.go`).

use std::collections::BTreeMap;

use super::{About, Built, layers};
use crate::engine::api::ExportOptions;
use crate::engine::build::fault::Outcome;
use crate::engine::build::graph::Op;
use crate::engine::build::solve::Solver;
use crate::engine::images::descriptor::Descriptor;

/// The stacks of layers by step: `step0:0`.
pub type StepLayers = BTreeMap<String, Vec<Vec<Descriptor>>>;

/// The layers of the steps that the image's own were made by, one upon the other. What only lent files has none that were
/// written.
pub fn of(solver: &Solver<'_, '_>, built: &Built, about: About<'_>) -> Outcome<StepLayers> {
    let mut found = StepLayers::new();
    let written = layers::of(solver, built, about.begun, &ExportOptions::default(), None)?;
    let records = &solver.daemon.state.builder.records;
    let mut step = built.root;
    let mut record = built.solved.as_ref().and_then(|solved| solved.record.clone());
    while let (Some(place), Some(id)) = (step, record) {
        let Some((vertex, known)) = built.definition.vertices.get(place).zip(records.get(&id)) else { break };
        let height = known.chain.map_or(0, |chain| solver.daemon.state.images.layers(&chain).len());
        let stack: Vec<Descriptor> = written.iter().take(height).map(|layer| layer.descriptor.clone()).collect();
        if !stack.is_empty() {
            found.insert(format!("step{place}:0"), vec![stack]);
        }
        if matches!(vertex.node.op, Op::Image(_)) {
            break;
        }
        step = vertex.inputs.first().copied().flatten();
        record = known.parents.first().cloned();
    }
    Ok(found)
}
