//! Long lists come in pages (distribution-spec, "Listing Tags"): `n`, `last`, and a `Link` to the next.

use serde_json::json;

use super::super::error::{ErrorCode, Refusal};
use super::super::query::Query;

/// A page of a list.
pub(super) struct Page {
    /// What is on it.
    pub items: Vec<String>,
    /// The `Link` header, if there is more.
    pub link: Option<String>,
}

/// Cuts the page that `query` asks for out of an ordered list; without `n` at most `limit` items.
pub(super) fn cut(
    items: impl Iterator<Item = String>,
    query: &Query,
    path: &str,
    limit: usize,
) -> Result<Page, Refusal> {
    let number = match query.text("n") {
        None => limit,
        Some(text) => text
            .parse::<usize>()
            .map_err(|_| Refusal::new(ErrorCode::PaginationNumberInvalid).detailed(json!({ "n": text })))?,
    };
    let number = number.min(limit);
    let last = query.text("last").unwrap_or_default();
    let mut rest = items.filter(|item| last.is_empty() || item.as_str() > last);
    let items: Vec<String> = rest.by_ref().take(number).collect();
    let link = items.last().filter(|_| rest.next().is_some()).map(|last| {
        let next = Query::new().with("last", last).with("n", &number.to_string());
        format!("<{path}?{next}>; rel=\"next\"")
    });
    Ok(Page { items, link })
}
