//! One output, cache, secret, SSH agent or attestation of a target (buildx `util/buildflags`): written as a line with commas,
//! or as an object.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::value::Value;
use crate::client::build::fields;
use crate::client::failure::{Failure, Outcome};
use crate::text::quote;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Output,
    Cache,
    Secret,
    Agent,
    Attestation,
}

/// Its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    kind: Kind,
    fields: BTreeMap<String, String>,
}

impl Entry {
    /// From a line: `type=local,dest=out`.
    pub(super) fn of_text(kind: Kind, text: &str) -> Outcome<Entry> {
        let mut entry = Entry { kind, fields: BTreeMap::new() };
        let mut set = |key: &str, value: &str| _ = entry.fields.insert(key.into(), value.into());
        if kind == Kind::Agent {
            let (id, paths) = text.split_once('=').unwrap_or((text, ""));
            set("id", id);
            if !paths.is_empty() {
                set("paths", paths);
            }
            return Ok(entry);
        }
        let all = fields::split(text)?;
        match (kind, all.as_slice()) {
            (Kind::Output, [only]) if only == text && !text.starts_with("type=") => {
                set("type", if text == "-" { "tar" } else { "local" });
                set("dest", text);
                return Ok(entry);
            }
            (Kind::Cache, [only]) if !only.contains('=') => {
                set("type", "registry");
                set("ref", only);
                return Ok(entry);
            }
            _ => {}
        }
        for field in &all {
            let Some((key, value)) = field.split_once('=') else {
                return Err(Failure::new(format!("invalid value {field}")));
            };
            let key = key.trim().to_lowercase();
            let key = if kind == Kind::Secret && key == "source" { "src" } else { key.as_str() };
            if !(kind == Kind::Secret && key == "type") {
                set(key, value);
            }
        }
        let typed = matches!(kind, Kind::Output | Kind::Cache | Kind::Attestation);
        if typed && entry.fields.get("type").is_none_or(String::is_empty) {
            return Err(Failure::new(match kind {
                Kind::Output => "type is required for output".to_string(),
                Kind::Cache => format!("type required for {}", quote(text)),
                _ => "attestation type not specified".to_string(),
            }));
        }
        Ok(entry)
    }

    /// From a value of a file: a line or an object.
    pub(super) fn of_value(kind: Kind, value: &Value) -> Outcome<Entry> {
        match value {
            Value::Object(fields) => {
                let mut entry = Entry { kind, fields: BTreeMap::new() };
                for (key, value) in fields {
                    let text = match value {
                        Value::List(items) => items.iter().filter_map(Value::text).collect::<Vec<_>>().join(","),
                        Value::Null => continue,
                        value => value.text().unwrap_or_default(),
                    };
                    entry.fields.insert(key.clone(), text);
                }
                Ok(entry)
            }
            value => match value.text() {
                Some(text) => Entry::of_text(kind, &text),
                None => Err(Failure::new("Unsuitable value: string required")),
            },
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.fields.get(key).map(String::as_str)
    }

    pub(super) fn set(&mut self, key: &str, value: &str) {
        self.fields.insert(key.into(), value.into());
    }

    /// As a flag of `docker build` takes it.
    pub(super) fn line(&self) -> String {
        if self.kind == Kind::Agent {
            let id = self.get("id").unwrap_or_default();
            return self.get("paths").map_or_else(|| id.to_string(), |paths| format!("{id}={paths}"));
        }
        let field = |(key, value): (&String, &String)| {
            let field = format!("{key}={value}");
            match field.contains([',', '"']) {
                true => format!("\"{}\"", field.replace('"', "\"\"")),
                false => field,
            }
        };
        self.fields.iter().map(field).collect::<Vec<_>>().join(",")
    }

    pub(super) fn json(&self) -> Json {
        if matches!(self.kind, Kind::Secret | Kind::Agent) {
            let mut object = Map::new();
            for key in ["id", "src", "env", "paths"] {
                match self.get(key) {
                    Some(paths) if key == "paths" => _ = object.insert(key.into(), paths.split(',').collect()),
                    Some(value) if !value.is_empty() => _ = object.insert(key.into(), value.into()),
                    _ => {}
                }
            }
            return object.into();
        }
        let field = |(key, value): (&String, &String)| match (key.as_str(), value.as_str()) {
            ("disabled", "true") => (key.clone(), Json::Bool(true)),
            _ => (key.clone(), value.clone().into()),
        };
        Json::Object(self.fields.iter().map(field).collect())
    }
}

/// Takes away what is there twice, in the way in which buildx does (`removeDupes`).
pub(super) fn distinct(entries: &mut Vec<Entry>) {
    for at in (0..entries.len().saturating_sub(1)).rev() {
        let same = (at + 1..entries.len()).find(|other| entries.get(*other) == entries.get(at));
        if let Some(same) = same {
            entries.swap_remove(same);
        }
    }
}
