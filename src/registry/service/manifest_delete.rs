//! `DELETE /v2/NAME/manifests/REFERENCE` (end-9): a tag alone, or a manifest with all tags that name it.

use http::StatusCode;

use crate::oci::Digest;

use super::super::state::TagState;
use super::{Call, ErrorCode, Outcome, Response, Service, manifest_get::unknown};

/// Deletes a tag or a manifest.
pub(super) fn delete(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    if !service.policy.deletes {
        return Err(ErrorCode::Unsupported.into());
    }
    let name = call.name();
    let held = service.view().referenced(name, call.reference()).ok_or_else(|| unknown(call))?;
    let (tags, digest): (Vec<String>, Option<Digest>) = match call.reference().parse::<Digest>() {
        Err(_) => (vec![call.reference().into()], None),
        Ok(digest) => {
            let view = service.view();
            let names = |tag: &String| view.tagged(name, tag).is_some_and(|tagged| tagged.digest == digest);
            (view.tags(name).into_iter().filter(names).collect(), Some(digest))
        }
    };
    for tag in &tags {
        service.check_mutable(name, tag, None)?;
    }
    let (now, in_library) = (service.now, service.library.manifest(name, &held.digest).is_some());
    let repository = service.change(name, &call.caller);
    for tag in tags {
        repository.tags.insert(tag, TagState { digest: None, at: now, by: call.caller.account.clone() });
    }
    if let Some(digest) = digest {
        repository.manifests.remove(&digest);
        if in_library {
            repository.deleted.insert(digest);
        }
        repository.referrers.values_mut().for_each(|referrers| {
            referrers.remove(&digest);
        });
        repository.referrers.retain(|_, referrers| !referrers.is_empty());
        service.state.sweep(&digest);
    }
    Ok(Response::new(StatusCode::ACCEPTED))
}
