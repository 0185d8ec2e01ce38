//! JSON with one spelling: struct fields in their order, maps sorted by key, no blanks (Go's `encoding/json` without
//! HTML escapes). The same value gives the same bytes on every run.

use serde::Serialize;
use serde_json::Value;

/// Canonical JSON of `value`. Keys of [`MAPS`] (and what lies below them) are sorted, all others keep their order.
pub fn to_vec(value: &impl Serialize) -> Vec<u8> {
    let mut tree = serde_json::to_value(value).expect("a model of the OCI specifications serialises");
    sort_maps(&mut tree);
    serde_json::to_vec(&tree).expect("a JSON value serialises")
}

/// The same on lines of their own, each level indented (Go's `MarshalIndent`).
pub fn indented(value: &impl Serialize, indent: &str) -> Vec<u8> {
    let mut tree = serde_json::to_value(value).expect("a model of the OCI specifications serialises");
    sort_maps(&mut tree);
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    tree.serialize(&mut serde_json::Serializer::with_formatter(&mut out, formatter)).expect("a JSON value serialises");
    out
}

/// The object keys whose values are maps, not structs, in the OCI specifications and Docker's config.
pub const MAPS: [&str; 5] = ["annotations", "Labels", "labels", "ExposedPorts", "Volumes"];

fn sort_maps(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object.iter_mut() {
                if MAPS.contains(&key.as_str())
                    && let Value::Object(map) = inner
                {
                    map.sort_keys();
                }
                sort_maps(inner);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(sort_maps),
        _ => {}
    }
}
