//! Names for what was built, and its layers as snapshots (BuildKit's `exporter/containerimage/export.go`).

use super::commit::Committed;
use super::{Built, Work};
use crate::engine::Event;
use crate::engine::api::ExportOptions;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::{FilesOf, Solver};
use crate::engine::images::Name;
use crate::engine::images::fresh;
use crate::oci::{ImageId, Platform, Reference};

/// The full names of an image: those that were asked for, or one that says that it has none.
pub fn names(committed: &Committed, options: &ExportOptions) -> Vec<String> {
    if options.names.is_empty() {
        return vec![format!("moby-dangling@{}", committed.target.digest)];
    }
    options.names.iter().map(|name| name.clone().or_latest().to_string()).collect()
}

/// How layers become snapshots.
#[derive(Clone, Copy, Debug)]
pub struct Unpack {
    pub wanted: bool,
    /// Whether the layers are others than those that the build made.
    pub rewritten: bool,
}

/// Gives the image its names.
pub fn store(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    built: &[Built],
    committed: &Committed,
    names: &[String],
    unpack: Unpack,
) -> Outcome<()> {
    for full in names {
        name(solver, full, committed);
        work.did(solver, format!("naming to {full}"), 2);
        if !unpack.wanted {
            continue;
        }
        if unpack.rewritten {
            return Err(Fault::new("exporter option \"rewrite-timestamp\" conflicts with \"unpack\""));
        }
        let ours = built.iter().find(|one| is_for_host(&one.converted.platform));
        let has_layers =
            |one: &&Built| matches!(one.solved.as_ref().map(|solved| &solved.files), Some(FilesOf::Layers(Some(_))));
        if let Some(one) = ours.filter(has_layers) {
            let platform = &one.converted.platform;
            let manifest = committed.manifests.iter().find(|(known, _)| known == platform);
            if let Some((_, manifest)) = manifest {
                let unpacked = solver.daemon.state.images.unpack(manifest, &mut Vec::new());
                unpacked.map_err(|error| Fault::new(error.to_string()))?;
            }
            work.did(solver, format!("unpacking to {full}"), 5);
        }
    }
    Ok(())
}

/// A name moves to the image; what had it before has it no more.
fn name(solver: &mut Solver<'_, '_>, full: &str, committed: &Committed) {
    let now = solver.daemon.clock.now();
    let images = &mut solver.daemon.state.images;
    let old = images.name(full).cloned();
    let new = fresh(committed.target.clone(), now);
    let created = old.as_ref().map_or(now, |old| old.created);
    images.set_name(full, Name { created, ..new });
    if let Ok(reference) = Reference::parse(full)
        && reference.tag.is_some()
    {
        let from = old.map(|old| ImageId(old.target.digest));
        let id = ImageId(committed.target.digest);
        solver.daemon.events.push(Event::Tagged { reference: reference.familiar(), id, from });
    }
}

/// Whether something is for the platform that this is.
fn is_for_host(platform: &Platform) -> bool {
    Platform::host().matches(platform)
}
