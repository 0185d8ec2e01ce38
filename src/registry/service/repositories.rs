//! `GET hub.docker.com/v2/repositories/…`: what the Hub's pages show of a repository and its tags (public ones only).

use http::StatusCode;
use serde_json::{Value, json};

use super::super::name;
use super::super::state::Visibility;
use super::{Call, Outcome, Response, Service};

/// Description, stars, pulls.
pub(super) fn show(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let (view, path) = (service.view(), call.name());
    if view.visibility(path) != Some(Visibility::Public) {
        return Ok(missing());
    }
    let listing = view.listing(path).unwrap_or_default();
    let body = json!({
        "namespace": name::namespace(path),
        "name": path.split_once('/').map_or(path, |(_, name)| name),
        "description": listing.description,
        "is_private": false,
        "star_count": listing.stars,
        "pull_count": listing.pulls,
        "badge": listing.badge,
    });
    Ok(Response::json(StatusCode::OK, &body))
}

/// The tags with what they name.
pub(super) fn tags(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let (view, path) = (service.view(), call.name());
    if view.visibility(path) != Some(Visibility::Public) {
        return Ok(missing());
    }
    let result = |tag: String| {
        let held = view.tagged(path, &tag)?;
        Some(json!({ "name": tag, "digest": held.digest, "media_type": held.media_type }))
    };
    let results: Vec<Value> = view.tags(path).into_iter().filter_map(result).collect();
    Ok(Response::json(StatusCode::OK, &json!({ "count": results.len(), "results": results })))
}

fn missing() -> Response {
    Response::json(StatusCode::NOT_FOUND, &json!({ "message": "object not found", "errinfo": {} }))
}
