//! A target: what one build is made from, how targets come over each other, and how they are printed (`Target` in buildx
//! `bake/bake.go`).

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::entry::{Entry, Kind, distinct};
use super::evaluate::Scope;
use super::syntax::{Body, Expression, Found, Trouble};
use super::value::Value;
use crate::text::{closest, quote};

/// A target with all that it says; what it does not say is `None`.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) inherits: Vec<String>,
    /// `context`, `target`, `network` …
    pub(super) texts: BTreeMap<&'static str, String>,
    /// `pull` and `no-cache`.
    pub(super) switches: BTreeMap<&'static str, bool>,
    /// `tags`, `platforms` …
    pub(super) lists: BTreeMap<&'static str, Vec<String>>,
    /// `args`, `labels` …
    pub(super) maps: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// `output`, `cache-from` …
    pub(super) entries: BTreeMap<&'static str, Vec<Entry>>,
}

/// What the value of an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Switch,
    List,
    Map,
    Entries(Kind),
}

/// How what a target says comes over what it inherits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Instead,
    Besides,
}

/// The attributes, in the order in which they are printed.
const ATTRIBUTES: &[(&str, Shape, Over)] = &[
    ("annotations", Shape::List, Over::Besides),
    ("attest", Shape::Entries(Kind::Attestation), Over::Besides),
    ("context", Shape::Text, Over::Instead),
    ("contexts", Shape::Map, Over::Besides),
    ("dockerfile", Shape::Text, Over::Instead),
    ("dockerfile-inline", Shape::Text, Over::Instead),
    ("args", Shape::Map, Over::Besides),
    ("labels", Shape::Map, Over::Besides),
    ("tags", Shape::List, Over::Instead),
    ("cache-from", Shape::Entries(Kind::Cache), Over::Besides),
    ("cache-to", Shape::Entries(Kind::Cache), Over::Instead),
    ("target", Shape::Text, Over::Instead),
    ("secret", Shape::Entries(Kind::Secret), Over::Besides),
    ("ssh", Shape::Entries(Kind::Agent), Over::Besides),
    ("platforms", Shape::List, Over::Instead),
    ("output", Shape::Entries(Kind::Output), Over::Instead),
    ("pull", Shape::Switch, Over::Instead),
    ("no-cache", Shape::Switch, Over::Instead),
    ("network", Shape::Text, Over::Instead),
    ("no-cache-filter", Shape::List, Over::Besides),
    ("shm-size", Shape::Text, Over::Instead),
    ("ulimits", Shape::List, Over::Besides),
    ("call", Shape::Text, Over::Instead),
    ("entitlements", Shape::List, Over::Besides),
    ("extra-hosts", Shape::Map, Over::Besides),
];
/// What bake knows besides.
const UNSIMULATED: &[&str] = &["resources", "policy"];

/// An attribute's own name, and what its value is.
pub(super) fn attribute(name: &str) -> Option<(&'static str, Shape)> {
    ATTRIBUTES.iter().find(|(known, ..)| *known == name).map(|(known, shape, _)| (*known, *shape))
}

impl Target {
    /// What a block of a file says.
    pub(super) fn read(name: String, body: &Body, scope: &mut Scope<'_>) -> Found<Target> {
        let mut target = Target { name, ..Target::default() };
        for said in &body.attributes {
            let value = || said.value.clone();
            match said.name.as_str() {
                "matrix" | "name" => {}
                "description" => target.description = text(&value(), scope)?.unwrap_or_default(),
                "inherits" => target.inherits = list(&value(), scope)?.unwrap_or_default(),
                other if UNSIMULATED.contains(&other) => {
                    return Err(Trouble::Unsimulated(format!("`{other}` of a bake target")));
                }
                other => match attribute(other) {
                    Some((name, shape)) => target.take(name, shape, &said.value, scope)?,
                    None => {
                        let known = ATTRIBUTES.iter().map(|(known, ..)| *known);
                        let near = closest(other, known).map(|near| format!(" Did you mean {}?", quote(near)));
                        let detail = format!(
                            "An argument named {} is not expected here.{}",
                            quote(other),
                            near.unwrap_or_default()
                        );
                        return Err(Trouble::at(&said.place, "Unsupported argument", detail));
                    }
                },
            }
        }
        if let Some(block) = body.blocks.first() {
            let detail = format!("Blocks of type {} are not expected here.", quote(&block.kind));
            return Err(Trouble::at(&block.place, "Unsupported block type", detail));
        }
        Ok(target)
    }

    fn take(&mut self, name: &'static str, shape: Shape, value: &Expression, scope: &mut Scope<'_>) -> Found<()> {
        match shape {
            Shape::Text => {
                if let Some(text) = text(value, scope)? {
                    self.texts.insert(name, text);
                }
            }
            Shape::Switch => match scope.value(value)? {
                Value::Null => {}
                given => {
                    let on = given.truth().ok_or_else(|| unsuitable(value, "a bool is required"))?;
                    self.switches.insert(name, on);
                }
            },
            Shape::List => {
                if let Some(list) = list(value, scope)? {
                    self.lists.insert(name, list);
                }
            }
            Shape::Map => match scope.value(value)? {
                Value::Null => {}
                Value::Object(fields) => {
                    let map = self.maps.entry(name).or_default();
                    for (key, field) in fields {
                        match field {
                            Value::Null => {}
                            field => {
                                let field = field.text().ok_or_else(|| unsuitable(value, "map of string required"))?;
                                map.insert(key, field);
                            }
                        }
                    }
                }
                _ => return Err(unsuitable(value, "map of string required")),
            },
            Shape::Entries(kind) => match scope.value(value)? {
                Value::Null => {}
                Value::List(items) => {
                    let entries = items
                        .iter()
                        .filter(|item| **item != Value::Text(String::new()))
                        .map(|item| {
                            Entry::of_value(kind, item)
                                .map_err(|why| Trouble::at(&value.place, "Unsuitable value type", why.to_string()))
                        })
                        .collect::<Found<Vec<_>>>()?;
                    self.entries.insert(name, entries);
                }
                _ => return Err(unsuitable(value, "list required")),
            },
        }
        Ok(())
    }

    /// Lays `other` over this one.
    pub(super) fn merge(&mut self, other: &Target) {
        if !other.description.is_empty() {
            self.description.clone_from(&other.description);
        }
        self.inherits.extend(other.inherits.iter().cloned());
        self.texts.extend(other.texts.iter().map(|(name, text)| (*name, text.clone())));
        self.switches.extend(&other.switches);
        for (name, map) in &other.maps {
            self.maps.entry(name).or_default().extend(map.clone());
        }
        for (name, _, over) in ATTRIBUTES {
            if let Some(list) = other.lists.get(name) {
                let mine = self.lists.entry(name).or_default();
                if *over == Over::Instead {
                    mine.clear();
                }
                mine.extend(list.iter().cloned());
            }
            if let Some(entries) = other.entries.get(name) {
                let mine = self.entries.entry(name).or_default();
                if *over == Over::Instead {
                    mine.clear();
                }
                mine.extend(entries.iter().cloned());
            }
        }
    }

    /// Puts it in order, as bake builds and prints it (`normalize`).
    pub(super) fn normalise(&mut self) {
        if self.texts.get("network").is_some_and(|network| network == "host") {
            self.lists.entry("entitlements").or_default().push("network.host".into());
        }
        for list in self.lists.values_mut() {
            let mut kept: Vec<String> = Vec::new();
            for item in list.drain(..) {
                if !item.is_empty() && !kept.contains(&item) {
                    kept.push(item);
                }
            }
            *list = kept;
        }
        self.entries.values_mut().for_each(distinct);
        if let Some(contexts) = self.maps.get_mut("contexts") {
            contexts.retain(|_, context| !context.is_empty());
        }
    }

    /// As `--print` writes it.
    pub(super) fn json(&self) -> Json {
        let mut object = Map::new();
        if !self.description.is_empty() {
            object.insert("description".into(), self.description.clone().into());
        }
        for (name, shape, _) in ATTRIBUTES {
            let value = match shape {
                Shape::Text => self.texts.get(name).map(|text| match *name {
                    "dockerfile-inline" => escaped(text).into(),
                    _ => text.clone().into(),
                }),
                Shape::Switch => self.switches.get(name).map(|on| Json::Bool(*on)),
                Shape::List => self.lists.get(name).filter(|list| !list.is_empty()).map(|list| match *name {
                    "annotations" => list.iter().map(|item| escaped(item)).collect(),
                    _ => list.clone().into(),
                }),
                Shape::Map => self.maps.get(name).filter(|map| !map.is_empty()).map(|map| {
                    let field = |(key, value): (&String, &String)| match *name {
                        "contexts" => (key.clone(), value.clone().into()),
                        _ => (key.clone(), escaped(value).into()),
                    };
                    Json::Object(map.iter().map(field).collect())
                }),
                Shape::Entries(_) => self
                    .entries
                    .get(name)
                    .filter(|entries| !entries.is_empty())
                    .map(|entries| entries.iter().map(Entry::json).collect()),
            };
            if let Some(value) = value {
                object.insert((*name).into(), value);
            }
        }
        object.into()
    }
}

/// Text that bake would read again.
fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

fn unsuitable(value: &Expression, why: &str) -> Trouble {
    Trouble::at(&value.place, "Unsuitable value type", format!("Unsuitable value: {why}"))
}

fn text(value: &Expression, scope: &mut Scope<'_>) -> Found<Option<String>> {
    match scope.value(value)? {
        Value::Null => Ok(None),
        given => given.text().map(Some).ok_or_else(|| unsuitable(value, "string required")),
    }
}

/// A list of texts.
pub(super) fn list(value: &Expression, scope: &mut Scope<'_>) -> Found<Option<Vec<String>>> {
    match scope.value(value)? {
        Value::Null => Ok(None),
        Value::List(items) => {
            let texts: Option<Vec<String>> = items.iter().map(Value::text).collect();
            texts.map(Some).ok_or_else(|| unsuitable(value, "list of string required"))
        }
        _ => Err(unsuitable(value, "list of string required")),
    }
}
