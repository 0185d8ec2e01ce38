//! Layers over others (`COPY --link`): what is exported is the list of them; their files are laid out only for a step that
//! needs these (BuildKit's `ops/merge.go`, `cache/refs.go`).

use super::layer::Done;
use super::{FilesOf, MILLISECOND, Solved, Solver, lost};
use crate::clock::Timestamp;
use crate::engine::build::board::Shown;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{DefinedVertex, Op};
use crate::image::{Layer, Snapshot};
use crate::oci::ChainId;

/// How long laying out takes.
const LAYING: i64 = MILLISECOND * 15;

impl Solver<'_, '_> {
    /// The layers of the other inputs over those of the first.
    pub fn merge(&mut self, inputs: &[Option<Solved>], ready: Timestamp) -> Outcome<Done> {
        let chain_of = |input: &Option<Solved>| match input.as_ref().map(|solved| &solved.files) {
            Some(FilesOf::Layers(chain)) => *chain,
            Some(FilesOf::Client(_)) | None => None,
        };
        let mut chain = inputs.first().and_then(chain_of);
        let mut size = 0;
        for input in inputs.iter().skip(1) {
            let Some(top) = chain_of(input) else { continue };
            for layer in self.daemon.state.images.layers(&top) {
                let read = Layer::read(layer.blob.clone(), &layer.media_type, Default::default())
                    .map_err(|error| Fault::new(error.to_string()))?;
                let below = self.below(chain)?;
                let snapshot = Snapshot::on(below.as_ref(), layer.diff_id, read.changes);
                size += snapshot.usage;
                chain = Some(snapshot.chain_id);
                let images = &mut self.daemon.state.images;
                images.put_snapshot(snapshot, layer.diff_id, &layer.blob, &layer.media_type);
            }
        }
        Ok(Done { chain, size, end: ready.plus(MILLISECOND) })
    }

    fn below(&self, chain: Option<ChainId>) -> Outcome<Option<Snapshot>> {
        match chain {
            None => Ok(None),
            Some(chain) => self.daemon.state.images.snapshot(&chain).map(Some).ok_or_else(|| lost(&chain)),
        }
    }

    /// A result of this build that has not been laid out: its step says so when it is.
    pub(super) fn know_merge(&mut self, vertex: &DefinedVertex, shown: &Shown, solved: &Solved) {
        if let (Op::Merge, Some(id)) = (&vertex.node.op, &solved.record) {
            self.merges.insert(id.clone(), shown.clone());
        }
    }

    /// Lays out the inputs of a step that needs their files; when this is done. It shows in the step that they came from
    /// (`unlazyResultFunc` in `ops/file.go`).
    pub(super) fn lay_inputs(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        ready: Timestamp,
    ) -> Timestamp {
        if matches!(vertex.node.op, Op::Merge) {
            return ready;
        }
        let mut done = ready;
        for input in inputs.iter().flatten() {
            let Some(id) = &input.record else { continue };
            let builder = &mut self.daemon.state.builder;
            let Some(mut record) = builder.records.get(id).filter(|record| record.unmerged).cloned() else { continue };
            record.unmerged = false;
            builder.records.insert(id, record);
            let Some(shown) = self.merges.get(id) else { continue };
            let end = ready.plus(LAYING);
            self.board.more(shown, "merging", ready, end);
            done = done.max(end);
        }
        done
    }
}
