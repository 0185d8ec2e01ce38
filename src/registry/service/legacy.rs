//! What is left of the first registry protocol on `index.docker.io`.

use http::StatusCode;
use serde_json::json;

use super::{Call, Outcome, Response, Service};

/// `GET /v1/users/`: whether name and password are right.
pub(super) fn users(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    Ok(match service.basic(call.request) {
        Some(_) => Response::json(StatusCode::OK, &json!("OK")),
        None => Response::json(StatusCode::UNAUTHORIZED, &json!({ "detail": "Incorrect authentication credentials." })),
    })
}

/// `GET /v1/_ping`.
pub(super) fn ping(_service: &mut Service<'_>, _call: &Call<'_>) -> Outcome {
    Ok(Response::json(StatusCode::OK, &json!(true)).with_header("x-docker-registry-standalone", "false"))
}
