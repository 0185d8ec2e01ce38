//! `GET /v2/`: whether this is a registry, and who is asking (end-1).

use http::StatusCode;

use super::{Call, Outcome, Response, Service};

/// An empty object.
pub(super) fn ping(_service: &mut Service<'_>, _call: &Call<'_>) -> Outcome {
    Ok(Response::new(StatusCode::OK).with_header("content-type", "application/json").with_body("{}"))
}
