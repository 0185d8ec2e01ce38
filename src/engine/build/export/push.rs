//! `push=true`: what was built goes to a registry (BuildKit's `util/push`).

use super::Work;
use super::commit::Committed;
use crate::engine::Event;
use crate::engine::api::ExportOptions;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::Solver;
use crate::engine::images::candidate;
use crate::engine::images::descriptor::Descriptor;
use crate::oci::Reference;
use crate::registry::client::{BlobPush, ManifestPush, Remote, RemoteError};

/// Pushes the image under its names.
pub fn push(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    committed: &Committed,
    options: &ExportOptions,
) -> Outcome<()> {
    for name in &options.names {
        let reference = name.clone().or_latest();
        send(solver, work, &committed.target, &reference)
            .map_err(|error| Fault::new(format!("failed to push {reference}: {error}")))?;
        let (reference, digest) = (reference.familiar(), committed.target.digest);
        solver.daemon.events.push(Event::Pushed { reference, digest });
    }
    Ok(())
}

/// Sends all that is below a target, and the target under a name.
pub fn send(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    target: &Descriptor,
    reference: &Reference,
) -> Result<(), RemoteError> {
    let auth = solver.request.credentials.get(reference.name.host()).cloned().unwrap_or_default();
    let repository = reference.name.familiar();
    let images = &mut solver.daemon.state.images;
    let all = images.present(target);
    let (documents, blobs): (Vec<Descriptor>, Vec<Descriptor>) =
        all.into_iter().partition(|descriptor| descriptor.is_manifest() || descriptor.is_index());
    let mut remote = Remote::new(solver.daemon.network, &reference.name, auth.clone());
    let mut events = Vec::new();
    let mut sent = 0;
    for blob in &blobs {
        let (digest, size) = (blob.digest, blob.size);
        let from = candidate(&images.sources(&digest, reference.name.host()), reference.name.path());
        let repository = repository.clone();
        match remote.push_blob(&digest, &blob.media_type, from.as_deref(), || images.blob(&digest))? {
            BlobPush::Exists | BlobPush::Missing => events.push(Event::BlobNotSent { repository, digest, size }),
            BlobPush::Mounted(from) => events.push(Event::BlobMounted { repository, from, digest, size }),
            BlobPush::Pushed => {
                sent += size;
                events.push(Event::BlobUploaded { repository, digest, size });
            }
        }
        images.add_source(&digest, reference.name.host(), reference.name.path());
    }
    for document in documents.iter().rev() {
        let tag = reference.tag.as_ref().filter(|_| document.digest == target.digest);
        let Some(blob) = images.blob(&document.digest) else { continue };
        let (digest, size) = (document.digest, document.size);
        let repository = repository.clone();
        match remote.push_manifest(tag, &blob, &document.media_type)? {
            ManifestPush::Exists => events.push(Event::BlobNotSent { repository, digest, size }),
            ManifestPush::Pushed => events.push(Event::BlobUploaded { repository, digest, size }),
        }
    }
    solver.daemon.events.append(&mut events);
    work.did(solver, "pushing layers", 50 + i64::try_from(sent / 25_000).unwrap_or(0));
    work.did(solver, format!("pushing manifest for {reference}@{}", target.digest), 40);
    Ok(())
}
