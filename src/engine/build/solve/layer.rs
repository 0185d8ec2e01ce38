//! From files before and after a step to a layer on the stack (BuildKit's `util/overlay`, containerd's differ).

use super::{Solver, lost};
use crate::clock::Timestamp;
use crate::engine::build::fault::Outcome;
use crate::engine::images::Images;
use crate::image::{Layer, Snapshot};
use crate::oci::ChainId;
use crate::vfs::{Change, Changes, Meta, Node, Tree};

/// What a step did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The stack with its layer on top.
    pub chain: Option<ChainId>,
    /// Bytes that the layer takes on disk.
    pub size: u64,
    pub end: Timestamp,
}

impl Solver<'_, '_> {
    /// Lays a changeset over a stack, as a layer.
    pub fn push(&mut self, below: Option<ChainId>, changes: &Changes) -> Outcome<(ChainId, u64)> {
        push(&mut self.daemon.state.images, below, changes)
    }

    /// The layer that turns the files below into these.
    pub fn push_difference(&mut self, below: Option<ChainId>, before: &Tree, after: &Tree) -> Outcome<(ChainId, u64)> {
        self.push(below, &before.changes_to(after))
    }
}

/// Lays a changeset over a stack of the store. Nothing needs it yet.
pub fn push(images: &mut Images, below: Option<ChainId>, changes: &Changes) -> Outcome<(ChainId, u64)> {
    // A layer's tar has whole seconds, and what is unpacked from it again has no more.
    let changes: Changes = changes.iter().map(|(path, change)| (path, in_seconds(change))).collect();
    let layer = Layer::pack(&changes);
    let snapshot = match below {
        None => None,
        Some(chain) => Some(images.snapshot(&chain).ok_or_else(|| lost(&chain))?),
    };
    let snapshot = Snapshot::on(snapshot.as_ref(), layer.diff_id, changes);
    let (chain, usage) = (snapshot.chain_id, snapshot.usage);
    images.put_snapshot(snapshot, layer.diff_id, &layer.blob, &layer.media_type);
    Ok((chain, usage))
}

fn in_seconds(change: &Change) -> Change {
    let node = |node: &Node| {
        let mtime = Timestamp::from_seconds(node.meta.mtime.seconds());
        Node { meta: Meta { mtime, ..node.meta.clone() }, kind: node.kind.clone() }
    };
    match change {
        Change::Put(put) => Change::Put(node(put)),
        Change::PutOpaque(put) => Change::PutOpaque(node(put)),
        Change::Whiteout => Change::Whiteout,
    }
}
