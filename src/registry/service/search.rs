//! `GET index.docker.io/v1/search`: what `docker search` asks.

use http::StatusCode;
use serde_json::{Value, json};

use super::super::library::Listing;
use super::super::name;
use super::super::state::Visibility;
use super::{Call, Outcome, Response, Service};

/// Results on a page when nobody says how many.
const RESULTS: usize = 25;
/// Results on a page at most.
const RESULTS_LIMIT: usize = 100;

/// Entries whose name or description contains the term: the one of exactly that name first, then official ones, then
/// by stars, then by name.
pub(super) fn search(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let term = call.query.get("q").unwrap_or_default();
    let number = |name: &str, usual: usize| call.query.text(name).and_then(|n| n.parse().ok()).unwrap_or(usual);
    let (size, page) = (number("n", RESULTS).clamp(1, RESULTS_LIMIT), number("page", 1).max(1));
    let found = find(service, term);
    let results: Vec<Value> = found.iter().skip((page - 1).saturating_mul(size)).take(size).map(result).collect();
    let body = json!({
        "num_pages": found.len().div_ceil(size),
        "num_results": found.len(),
        "results": results,
        "page_size": size,
        "query": term,
        "page": page,
    });
    Ok(Response::json(StatusCode::OK, &body))
}

fn find(service: &Service<'_>, term: &str) -> Vec<Listing> {
    let term = term.to_lowercase();
    let mut listings = service.library.listings();
    let pushed = service.state.repositories().filter(|path| {
        service.view().visibility(path) == Some(Visibility::Public)
            && !listings.iter().any(|listing| listing.name == name::familiar(path))
    });
    let pushed: Vec<Listing> = pushed.filter_map(|path| service.view().listing(path)).collect();
    listings.extend(pushed);
    let hidden = |listing: &Listing| {
        let path = if listing.official { format!("library/{}", listing.name) } else { listing.name.clone() };
        service.view().visibility(&path) == Some(Visibility::Private)
    };
    let contains = |text: &str| text.to_lowercase().contains(&term);
    listings.retain(|listing| (contains(&listing.name) || contains(&listing.description)) && !hidden(listing));
    listings.sort_by(|a, b| {
        let rank = |listing: &Listing| (listing.name != term, !listing.official, u64::MAX - listing.stars);
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    listings
}

fn result(listing: &Listing) -> Value {
    json!({
        "name": listing.name,
        "description": listing.description,
        "star_count": listing.stars,
        "pull_count": listing.pulls,
        "is_official": listing.official,
        "is_automated": listing.automated,
        "is_trusted": listing.automated,
    })
}
