//! What a template sees of a volume (docker/cli `cli/command/formatter/volume.go`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::listing::Heads;
use crate::client::template::Object;
use crate::text::human_size;

/// What is not known of a volume.
const UNKNOWN: &str = "N/A";

pub const HEADS: Heads = &[
    ("Availability", "AVAILABILITY"),
    ("Driver", "DRIVER"),
    ("Group", "GROUP"),
    ("Labels", "LABELS"),
    ("Links", "LINKS"),
    ("Mountpoint", "MOUNTPOINT"),
    ("Name", "VOLUME NAME"),
    ("Scope", "SCOPE"),
    ("Size", "SIZE"),
    ("Status", "STATUS"),
];

/// A volume, as the daemon describes it, as a row.
pub fn row(volume: &Value) -> Object {
    let text = |key: &str| volume.get(key).and_then(Value::as_str).unwrap_or("").to_string();
    let usage = |key: &str| volume.pointer(&format!("/UsageData/{key}")).and_then(Value::as_i64);
    let labels: BTreeMap<String, String> = volume
        .get("Labels")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_string()))
        .collect();
    let shown: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    Object::context(
        "*formatter.volumeContext",
        vec![
            ("Availability", UNKNOWN.into()),
            ("Driver", text("Driver")),
            ("Group", UNKNOWN.into()),
            ("Labels", shown.join(",")),
            ("Links", usage("RefCount").map_or(UNKNOWN.into(), |count| count.to_string())),
            ("Mountpoint", text("Mountpoint")),
            ("Name", text("Name")),
            ("Scope", text("Scope")),
            ("Size", usage("Size").map_or(UNKNOWN.into(), |size| human_size(size as f64))),
            ("Status", UNKNOWN.into()),
        ],
    )
    .method("Label", move |name| labels.get(name).cloned().unwrap_or_default())
}
