//! Filters of list and prune endpoints (moby `daemon/internal/filters/parse.go`).

use std::collections::BTreeMap;

use super::super::api::Filters;

/// The values given for a key.
pub fn values<'a>(given: &'a Filters, key: &str) -> &'a [String] {
    given.get(key).map_or(&[], Vec::as_slice)
}

/// Whether a name-like field matches one of the values: equal, or the value as a regular expression finds it.
pub fn matches(given: &Filters, key: &str, field: &str) -> bool {
    let values = values(given, key);
    values.is_empty()
        || values
            .iter()
            .any(|value| value == field || regex_lite::Regex::new(value).is_ok_and(|pattern| pattern.is_match(field)))
}

/// Whether the labels have all of `label=KEY[=VALUE]`.
pub fn has_labels(given: &Filters, labels: &BTreeMap<String, String>) -> bool {
    values(given, "label").iter().all(|wanted| has(labels, wanted))
}

/// As prune does: all of `label`, none of `label!`.
pub fn labels_match(given: &Filters, labels: &BTreeMap<String, String>) -> bool {
    let unwanted = values(given, "label!");
    has_labels(given, labels) && (unwanted.is_empty() || !unwanted.iter().all(|wanted| has(labels, wanted)))
}

fn has(labels: &BTreeMap<String, String>, wanted: &str) -> bool {
    match wanted.split_once('=') {
        Some((key, value)) => labels.get(key).is_some_and(|found| found == value),
        None => labels.contains_key(wanted),
    }
}
