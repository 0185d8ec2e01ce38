//! A build's statuses as JSON, a line each (`--progress=rawjson`), with the keys of buildkit `client/graph.go`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::clock::Timestamp;
use crate::engine::api::{SolveStatus, Vertex, VertexLog, VertexStatus, VertexWarning};

/// The line for a status.
pub(super) fn line(status: &SolveStatus) -> String {
    let mut object = Map::new();
    let mut list = |key: &str, items: Vec<Value>| {
        if !items.is_empty() {
            object.insert(key.into(), Value::Array(items));
        }
    };
    list("vertexes", status.vertexes.iter().map(vertex).collect());
    list("statuses", status.statuses.iter().map(inside).collect());
    list("logs", status.logs.iter().map(log).collect());
    list("warnings", status.warnings.iter().map(warning).collect());
    Value::Object(object).to_string() + "\n"
}

/// An object without what is empty.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Number(number) => number.as_u64() == Some(0),
        Value::Bool(true) | Value::Object(_) => false,
    };
    let fields = fields.into_iter().filter(|(_, value)| !empty(value));
    Value::Object(fields.map(|(key, value)| (key.to_string(), value)).collect())
}

fn time(time: Option<Timestamp>) -> Value {
    time.map_or(Value::Null, |time| time.rfc3339().into())
}

fn vertex(vertex: &Vertex) -> Value {
    let group = vertex.group.as_ref();
    object([
        ("digest", vertex.digest.to_string().into()),
        ("inputs", vertex.inputs.iter().map(|input| input.to_string()).collect()),
        ("name", vertex.name.clone().into()),
        ("started", time(vertex.started)),
        ("completed", time(vertex.completed)),
        ("cached", vertex.cached.into()),
        ("error", vertex.error.clone().into()),
        (
            "progressGroup",
            group.map_or(Value::Null, |group| {
                object([
                    ("id", group.id.clone().into()),
                    ("name", group.name.clone().into()),
                    ("weak", group.weak.into()),
                ])
            }),
        ),
    ])
}

fn inside(status: &VertexStatus) -> Value {
    let mut fields = Map::new();
    fields.insert("id".into(), status.id.clone().into());
    fields.insert("vertex".into(), status.vertex.to_string().into());
    if !status.name.is_empty() {
        fields.insert("name".into(), status.name.clone().into());
    }
    if status.total > 0 {
        fields.insert("total".into(), status.total.into());
    }
    fields.insert("current".into(), status.current.into());
    fields.insert("timestamp".into(), status.timestamp.rfc3339().into());
    for (key, moment) in [("started", status.started), ("completed", status.completed)] {
        if moment.is_some() {
            fields.insert(key.into(), time(moment));
        }
    }
    Value::Object(fields)
}

fn log(log: &VertexLog) -> Value {
    json!({
        "vertex": log.vertex.to_string(),
        "stream": log.stream,
        "data": STANDARD.encode(&log.data),
        "timestamp": log.timestamp.rfc3339(),
    })
}

/// A warning.
pub(super) fn warning(warning: &VertexWarning) -> Value {
    let position = |line: usize| json!({ "line": line });
    let ranges = warning.lines.iter().map(|(start, end)| json!({ "start": position(*start), "end": position(*end) }));
    let source = json!({ "filename": warning.filename, "data": STANDARD.encode(warning.source.as_bytes()), "language": "Dockerfile" });
    object([
        ("vertex", warning.vertex.to_string().into()),
        ("level", warning.level.into()),
        ("short", STANDARD.encode(&warning.short).into()),
        ("detail", warning.detail.iter().map(|line| STANDARD.encode(line)).collect()),
        ("url", warning.url.clone().into()),
        ("sourceInfo", if warning.source.is_empty() { Value::Null } else { source }),
        ("range", ranges.collect()),
    ])
}
