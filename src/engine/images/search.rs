//! `GET /images/search` and its filters (moby `daemon/pkg/registry/search.go`).

use super::filters::{boolean, validate};
use crate::engine::api::{ApiError, ApiResult, Credentials, Filters, models};
use crate::engine::{Daemon, Event};
use crate::registry::client;

/// What a search can be filtered by.
const FILTERS: &[&str] = &["is-automated", "is-official", "stars"];

/// See [`crate::engine::api::Images::image_search`].
pub(in crate::engine) fn search(
    daemon: &mut Daemon<'_>,
    term: &str,
    limit: Option<i64>,
    filters: &Filters,
    auth: &Credentials,
) -> ApiResult<Vec<models::ImageSearchResponseItem>> {
    validate(filters, FILTERS)?;
    let automated = boolean(filters, "is-automated", false)?;
    let official = boolean(filters, "is-official", false)?;
    let official = filters.contains_key("is-official").then_some(official);
    let mut stars = 0;
    for text in filters.get("stars").into_iter().flatten() {
        let bad = || ApiError::new(400, format!("invalid filter 'stars={text}': {}", not_a_number(text)));
        stars = stars.max(text.parse::<i64>().map_err(|_| bad())?);
    }
    let found = match automated {
        true => Vec::new(),
        false => client::search(daemon.network, term, limit.unwrap_or(0), auth)
            .map_err(|error| ApiError::new(error.status(), error.to_string()))?,
    };
    let words = filters.iter().flat_map(|(key, values)| values.iter().map(move |value| format!("{key}={value}")));
    daemon.events.push(Event::Searched { term: term.into(), filters: words.collect() });
    let fits = |result: &client::SearchResult| {
        official.is_none_or(|official| official == result.is_official) && result.star_count >= stars
    };
    Ok(found.into_iter().filter(fits).map(model).collect())
}

/// Go's `strconv.Atoi`.
fn not_a_number(text: &str) -> String {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let why = if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        "value out of range"
    } else {
        "invalid syntax"
    };
    format!("strconv.Atoi: parsing {text:?}: {why}")
}

#[allow(deprecated, reason = "the API still sends `is_automated`")]
fn model(result: client::SearchResult) -> models::ImageSearchResponseItem {
    models::ImageSearchResponseItem {
        description: Some(result.description),
        is_official: Some(result.is_official),
        is_automated: Some(false),
        name: Some(result.name),
        star_count: Some(result.star_count),
    }
}
