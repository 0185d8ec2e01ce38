//! What the registry client's errors become in the daemon (moby `image_pull.go`, `distribution/errors.go`).

use crate::engine::api::ApiError;
use crate::oci::Reference;
use crate::registry::client::{Denial, RemoteError};

/// Why a pull failed.
pub(super) fn denied(error: &RemoteError, reference: &Reference) -> ApiError {
    match error.denial() {
        Some(Denial::NoCredentials) => ApiError::new(500, error.to_string()),
        Some(_) => {
            let name = reference.name.familiar();
            let text =
                format!("pull access denied for {name}, repository does not exist or may require 'docker login'");
            ApiError::new(404, text)
        }
        None => from_daemon(error),
    }
}

/// What an error is to the daemon.
pub(in crate::engine) fn from_daemon(error: &RemoteError) -> ApiError {
    let answer = error.for_daemon();
    ApiError::new(answer.status, answer.message)
}

/// Why the tags of a repository could not be listed: that older client words it differently (`TranslatePullError`).
pub(super) fn tags_denied(error: &RemoteError, reference: &Reference) -> ApiError {
    let errors = error.distribution_errors();
    let Some(first) = errors.first() else { return from_daemon(error) };
    let name = reference.name.familiar();
    let text = match first.code.as_str() {
        "DENIED" => {
            format!("pull access denied for {name}, repository does not exist or may require 'docker login': {first}")
        }
        "MANIFEST_UNKNOWN" => format!("manifest for {} not found: {first}", reference.familiar()),
        "NAME_UNKNOWN" => format!("repository {name} not found: {first}"),
        _ => return ApiError::new(500, first.to_string()),
    };
    ApiError::new(404, text)
}
