//! COPY, ADD, WORKDIR: changes of files.

use super::layer::Done;
use super::{FilesOf, MILLISECOND, Solved, Solver};
use crate::clock::Timestamp;
use crate::engine::build::fault::Fault;
use crate::engine::build::files::{Scene, copy, make_directory, make_file};
use crate::engine::build::graph::FileAction;

/// Bytes that are copied in a millisecond.
const BYTES_IN_A_MILLISECOND: u64 = 500_000;

impl Solver<'_, '_> {
    /// Does file actions on the first input.
    pub(super) fn file(
        &mut self,
        actions: &[FileAction],
        inputs: &[Option<Solved>],
        ready: Timestamp,
    ) -> Result<Done, (Fault, Timestamp)> {
        let took = MILLISECOND * 20;
        let failed = |fault| (fault, ready.plus(took));
        let base = inputs.first().and_then(Option::as_ref);
        let before = self.tree(base).map_err(failed)?;
        let mut after = before.clone();
        let scene = Scene { now: ready.plus(took), mounted: self.mount_point() };
        for action in actions {
            let done = match action {
                FileAction::MakeDirectory(make) => make_directory(&mut after, make, base.is_some(), &scene),
                FileAction::MakeFile(make) => make_file(&mut after, make, &scene),
                FileAction::Copy(copying) => {
                    let source = copying.input.and_then(|input| inputs.get(input)).and_then(Option::as_ref);
                    self.tree(source).and_then(|source| copy(&source, &mut after, copying, base.is_some(), &scene))
                }
            };
            done.map_err(failed)?;
        }
        let below = match base.map(|base| &base.files) {
            Some(FilesOf::Layers(chain)) => *chain,
            Some(FilesOf::Client(_)) | None => None,
        };
        // Files of the client are no layer yet.
        let from = if matches!(base.map(|base| &base.files), Some(FilesOf::Client(_))) {
            crate::vfs::Tree::new()
        } else {
            before
        };
        let (chain, size) = self.push_difference(below, &from, &after).map_err(failed)?;
        let bytes = i64::try_from(size / BYTES_IN_A_MILLISECOND).unwrap_or(0);
        Ok(Done { chain: Some(chain), size, end: ready.plus(took + bytes * MILLISECOND) })
    }

    /// Where BuildKit would have the target mounted: it shows in errors.
    fn mount_point(&mut self) -> String {
        let number = self.daemon.clock.random() % 10_000_000_000;
        format!("/var/lib/docker/buildkit/containerd-overlayfs/cachemounts/buildkit{number}")
    }
}
