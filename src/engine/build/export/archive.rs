//! `type=oci` and `type=docker`: the image as an archive, or as the files of a layout (BuildKit's `exporter/oci`).

use super::commit::{Committed, commit};
use super::{About, Built, Work};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::{BuildOutput, ExportOptions, LayoutName, OutputContent, OutputLayout};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::Solver;
use crate::engine::images::descriptor::Descriptor;
use crate::image::archive::{self, ArchiveError};
use crate::image::layout;
use crate::oci::{Blob, Platform, Reference};

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
    let names: Vec<Reference> = options.names.iter().map(|name| name.clone().or_latest()).collect();
    let content = if as_tar {
        let written = tarball(solver, &listed, &names, docker)?;
        work.did(solver, "sending tarball", 10 + i64::try_from(written.len() / 100_000).unwrap_or(0));
        OutputContent::File(written)
    } else {
        let names = match names.as_slice() {
            [] => vec![LayoutName::Tag("latest".into())],
            names => names.iter().cloned().map(LayoutName::Image).collect(),
        };
        let target = serde_json::to_value(&listed).unwrap_or_default();
        let images = &solver.daemon.state.images;
        let present = images.present(&listed);
        let blobs: Vec<Blob> = present.iter().filter_map(|descriptor| images.blob(&descriptor.digest)).collect();
        OutputContent::Layout(OutputLayout { files: layout::files(blobs), target, names })
    };
    Ok((committed, BuildOutput { index: options.index, of_cache: false, content }))
}

fn tarball(solver: &Solver<'_, '_>, target: &Descriptor, names: &[Reference], docker: bool) -> Outcome<Rope> {
    let listed = target.to_oci();
    let images: Vec<_> = match names {
        [] => vec![(listed, None)],
        names => names.iter().map(|name| (listed.clone(), Some(name.clone()))).collect(),
    };
    let store = &solver.daemon.state.images;
    let written = match docker {
        true => archive::write(&images, store, &Platform::host(), &[], &[]),
        false => archive::write_layout(&images, store),
    };
    written.map_err(|error: ArchiveError| Fault::new(error.to_string()))
}
