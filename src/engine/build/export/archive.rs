//! `type=oci` and `type=docker`: the image as an archive, or as the files of a layout (BuildKit's `exporter/oci`).

use super::commit::{Committed, commit};
use super::{About, Built, Work};
use crate::clock::Timestamp;
use crate::engine::api::{BuildOutput, ExportOptions, OutputContent};
use crate::engine::build::context;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::Solver;
use crate::image::archive::{self, ArchiveError};
use crate::oci::{Platform, Reference};

/// The annotation with the time of an image's export.
const CREATED: &str = "org.opencontainers.image.created";

/// Writes an archive; `form` says whether it is for `docker load`, and whether it is a tar.
pub fn archive(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    built: &[Built],
    about: About<'_>,
    options: &ExportOptions,
    (docker, as_tar): (bool, bool),
) -> Outcome<(Committed, BuildOutput)> {
    if docker && built.len() > 1 {
        return Err(Fault::new("docker exporter does not currently support exporting manifest lists"));
    }
    let mut committed = commit(solver, work, built, about, options, false)?;
    let epoch = built.first().and_then(|one| one.converted.epoch);
    let time = epoch.unwrap_or(work.at);
    let time = Timestamp::from_seconds(time.seconds()).rfc3339();
    committed.target.annotations.entry(CREATED.into()).or_insert(time);
    let mut listed = committed.target.clone();
    listed.annotations.remove(super::commit::CONFIG_DIGEST);
    let listed = listed.to_oci();
    let names: Vec<Option<Reference>> = match options.names.as_slice() {
        [] => vec![None],
        names => names.iter().map(|name| Some(name.clone().or_latest())).collect(),
    };
    let images: Vec<_> = names.into_iter().map(|name| (listed.clone(), name)).collect();
    let store = &solver.daemon.state.images;
    let written = match docker {
        true => archive::write(&images, store, &Platform::host(), &[]),
        false => archive::write_layout(&images, store),
    };
    let written = written.map_err(|error: ArchiveError| Fault::new(error.to_string()))?;
    let took = 10 + i64::try_from(written.len() / 100_000).unwrap_or(0);
    let content = match as_tar {
        true => {
            work.did(solver, "sending tarball", took);
            OutputContent::File(written)
        }
        false => OutputContent::Files(context::unpacked(&written).map_err(|error| Fault::new(error.to_string()))?),
    };
    Ok((committed, BuildOutput { index: options.index, of_cache: false, content }))
}
