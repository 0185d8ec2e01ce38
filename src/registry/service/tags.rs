//! `GET /v2/NAME/tags/list` (end-8a, end-8b).

use http::StatusCode;
use serde_json::json;

use super::{Call, ErrorCode, Outcome, Refusal, Response, Service, page};

/// Tags in one answer when nobody says how many.
const TAGS_LIMIT: usize = 1000;

/// The tags of a repository, in order.
pub(super) fn list(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let (view, name) = (service.view(), call.name());
    if !view.has_repository(name) {
        return Err(Refusal::new(ErrorCode::NameUnknown).detailed(json!({ "name": name })));
    }
    let page = page::cut(view.tags(name).into_iter(), &call.query, &call.request.path, TAGS_LIMIT)?;
    let response = Response::json(StatusCode::OK, &json!({ "name": name, "tags": page.items }));
    Ok(page.link.into_iter().fold(response, |response, link| response.with_header("link", &link)))
}
