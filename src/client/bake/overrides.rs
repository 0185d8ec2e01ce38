//! `--set TARGET.KEY=VALUE`, and the flags that are short for it (`newOverrides`, `AddOverrides` in buildx `bake/bake.go`).

use std::collections::BTreeMap;

use super::entry::{Entry, Kind};
use super::syntax::{Found, Trouble};
use super::target::{Shape, Target, attribute};
use crate::text::parse_bool;

/// What one key of a target is set to.
#[derive(Clone, Debug, Default)]
pub(super) struct Override {
    value: String,
    values: Vec<String>,
    /// `+=`
    adds: bool,
}

/// By target and key.
pub(super) type Overrides = BTreeMap<String, BTreeMap<String, Override>>;

/// The keys whose values come together, by the attribute that they set.
const SEVERAL: &[(&str, &str)] = &[
    ("output", "output"),
    ("cache-to", "cache-to"),
    ("cache-from", "cache-from"),
    ("tags", "tags"),
    ("platform", "platforms"),
    ("secrets", "secret"),
    ("ssh", "ssh"),
    ("attest", "attest"),
    ("entitlements", "entitlements"),
    ("annotations", "annotations"),
];

/// Reads what `--set` says. `named` gives the targets that a pattern is about.
pub(super) fn read(
    given: &[String],
    named: impl Fn(&str) -> Found<Vec<String>>,
    environment: impl Fn(&str) -> Option<String>,
) -> Found<Overrides> {
    let mut all = Overrides::new();
    for text in given {
        let (left, value) = match text.split_once('=') {
            Some((left, value)) => (left, Some(value)),
            None => (text.as_str(), None),
        };
        let key = left.strip_suffix('+').unwrap_or(left);
        let parts: Vec<&str> = key.splitn(3, '.').collect();
        let (pattern, name, item) = match parts.as_slice() {
            [pattern, name] => (*pattern, *name, None),
            [pattern, name, item] => (*pattern, *name, Some(*item)),
            _ => return Err(Trouble::plain(format!("invalid override key {key}, expected target.name"))),
        };
        if value.is_none() && name != "args" {
            return Err(Trouble::plain(format!("invalid override {text}, expected target.name=value")));
        }
        if matches!(name, "resources" | "policy" | "secret") {
            return Err(Trouble::Unsimulated(format!("--set of {name}")));
        }
        if matches!(name, "args" | "contexts") && item.is_none() {
            return Err(Trouble::plain(format!("invalid key {left}, {name} requires name")));
        }
        let names = named(pattern)?;
        let value = match value {
            Some(value) => value.to_string(),
            None => match environment(item.unwrap_or_default()) {
                Some(value) => value,
                None => continue,
            },
        };
        let key = key.split_once('.').map_or("", |(_, key)| key);
        for target in names {
            let said = all.entry(target).or_default().entry(key.to_string()).or_default();
            said.adds = left.ends_with('+');
            said.values.push(value.clone());
            said.value.clone_from(&value);
        }
    }
    Ok(all)
}

/// Sets a target's keys.
pub(super) fn apply(target: &mut Target, overrides: &BTreeMap<String, Override>) -> Found<()> {
    for (key, said) in overrides {
        let (name, item) = key.split_once('.').unwrap_or((key, ""));
        match name {
            "push" => {
                if switch(name, &said.value)? {
                    push(target);
                }
                continue;
            }
            "load" => {
                if switch(name, &said.value)? {
                    load(target);
                }
                continue;
            }
            _ => {}
        }
        let own = SEVERAL.iter().find(|(key, _)| *key == name).map_or(name, |(_, own)| own);
        let known = attribute(own).filter(|(known, _)| name == own || *known != name);
        let Some((own, shape)) = known.filter(|_| !matches!(name, "platforms" | "secret")) else {
            return Err(Trouble::plain(format!("unknown key: {name}")));
        };
        match shape {
            Shape::Text => _ = target.texts.insert(own, said.value.clone()),
            Shape::Switch => _ = target.switches.insert(own, switch(name, &said.value)?),
            Shape::Map if item.is_empty() => {
                let words = format!("invalid format for {name}, expecting {name}.<name>=<value>");
                return Err(Trouble::plain(words));
            }
            Shape::Map => _ = target.maps.entry(own).or_default().insert(item.into(), said.value.clone()),
            Shape::List => {
                let list = target.lists.entry(own).or_default();
                if !said.adds && !matches!(own, "entitlements" | "annotations") {
                    list.clear();
                }
                list.extend(said.values.iter().cloned());
            }
            Shape::Entries(kind) => {
                let entries = target.entries.entry(own).or_default();
                if !said.adds && kind != Kind::Attestation {
                    entries.clear();
                }
                for text in &said.values {
                    entries.push(Entry::of_text(kind, text).map_err(|why| Trouble::plain(why.to_string()))?);
                }
            }
        }
    }
    Ok(())
}

fn switch(key: &str, value: &str) -> Found<bool> {
    parse_bool(value).map_err(|_| Trouble::plain(format!("invalid value {value} for boolean key {key}")))
}

/// `--push` (`setPushOverride`).
fn push(target: &mut Target) {
    let outputs = target.entries.entry("output").or_default();
    for output in outputs.iter_mut().filter(|output| output.get("type") == Some("image")) {
        output.set("push", "true");
    }
    if outputs.iter().all(|output| output.get("type") == Some("docker")) {
        outputs.extend(Entry::of_text(Kind::Output, "type=image,push=true"));
    }
}

/// `--load` (`setLoadOverride`).
fn load(target: &mut Target) {
    let outputs = target.entries.entry("output").or_default();
    let there = |output: &Entry| match output.get("type") {
        Some("docker") => output.get("dest").is_none_or(str::is_empty),
        Some("image" | "registry" | "oci") => false,
        _ => true,
    };
    if !outputs.iter().any(there) {
        outputs.extend(Entry::of_text(Kind::Output, "type=docker"));
    }
}
