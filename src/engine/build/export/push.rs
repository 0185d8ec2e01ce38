//! `push=true`: what was built goes to a registry (BuildKit's `util/push`).

use super::Work;
use super::commit::Committed;
use crate::engine::api::{BuildRequest, ExportOptions};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::Solver;
use crate::engine::images::candidate;
use crate::engine::images::descriptor::Descriptor;
use crate::engine::{Daemon, Event, Wire};
use crate::oci::Reference;
use crate::registry::Transport;
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

/// Sends all that is below a target, and the target under a name. What was being sent when something fails is told, too.
fn send(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    target: &Descriptor,
    reference: &Reference,
) -> Result<(), RemoteError> {
    let all = solver.daemon.state.images.present(target);
    let (documents, blobs): (Vec<Descriptor>, Vec<Descriptor>) =
        all.into_iter().partition(|descriptor| descriptor.is_manifest() || descriptor.is_index());
    let mut sent = 0;
    let outcome = send_blobs(solver, &blobs, reference, &mut sent);
    work.did(solver, "pushing layers", 50 + i64::try_from(sent / 25_000).unwrap_or(0));
    outcome?;
    let outcome = send_documents(solver, &documents, target, reference);
    work.did(solver, format!("pushing manifest for {reference}@{}", target.digest), 40);
    outcome
}

/// The registry that a reference names, with the build's login.
fn remote<'n>(request: &BuildRequest, network: &'n mut dyn Transport, reference: &Reference) -> Remote<'n> {
    let auth = request.login(&reference.name);
    Remote::new(network, &reference.name, auth)
}

fn send_blobs(
    solver: &mut Solver<'_, '_>,
    blobs: &[Descriptor],
    reference: &Reference,
    sent: &mut u64,
) -> Result<(), RemoteError> {
    let Daemon { state, network, events, clock } = &mut *solver.daemon;
    let mut wire = Wire { containers: &mut state.containers, network: &mut **network, now: clock.now() };
    let mut remote = remote(solver.request, &mut wire, reference);
    for blob in blobs {
        let (repository, digest, size) = (reference.name.familiar(), blob.digest, blob.size);
        let images = &mut state.images;
        let from = candidate(&images.sources(&digest, reference.name.host()), reference.name.path());
        match remote.push_blob(&digest, &blob.media_type, from.as_deref(), || images.blob(&digest))? {
            BlobPush::Exists | BlobPush::Missing => events.push(Event::BlobNotSent { repository, digest, size }),
            BlobPush::Mounted(from) => events.push(Event::BlobMounted { repository, from, digest, size }),
            BlobPush::Pushed => {
                *sent += size;
                events.push(Event::BlobUploaded { repository, digest, size });
            }
        }
        images.add_source(&digest, reference.name.host(), reference.name.path());
    }
    Ok(())
}

/// The target comes last.
fn send_documents(
    solver: &mut Solver<'_, '_>,
    documents: &[Descriptor],
    target: &Descriptor,
    reference: &Reference,
) -> Result<(), RemoteError> {
    let Daemon { state, network, events, clock } = &mut *solver.daemon;
    let mut wire = Wire { containers: &mut state.containers, network: &mut **network, now: clock.now() };
    let mut remote = remote(solver.request, &mut wire, reference);
    for document in documents.iter().rev() {
        let tag = reference.tag.as_ref().filter(|_| document.digest == target.digest);
        let Some(blob) = state.images.blob(&document.digest) else { continue };
        let (repository, digest, size) = (reference.name.familiar(), document.digest, document.size);
        match remote.push_manifest(tag, &blob, &document.media_type)? {
            ManifestPush::Exists => events.push(Event::BlobNotSent { repository, digest, size }),
            ManifestPush::Pushed => events.push(Event::BlobUploaded { repository, digest, size }),
        }
    }
    Ok(())
}
