//! `GET /v2/_catalog`: all repositories (distribution; Docker Hub grants it to nobody).

use http::StatusCode;
use serde_json::json;

use super::{Call, Outcome, Response, Service, page};

/// Repositories in one answer when nobody says how many (distribution's default).
const REPOSITORIES_LIMIT: usize = 1000;

/// The repositories, in order.
pub(super) fn list(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let repositories = service.view().repositories().into_iter();
    let page = page::cut(repositories, &call.query, &call.request.path, REPOSITORIES_LIMIT)?;
    let response = Response::json(StatusCode::OK, &json!({ "repositories": page.items }));
    Ok(page.link.into_iter().fold(response, |response, link| response.with_header("link", &link)))
}
