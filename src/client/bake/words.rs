//! A target as a command line of `docker build` (`toBuildOpt` in buildx `bake/bake.go`).

use super::target::Target;
use crate::client::build::parts::Part;
use crate::client::failure::{Failure, Outcome};
use crate::text::clean;

/// The attributes that are flags, with a value each.
const TEXTS: &[(&str, &str)] = &[("target", "target"), ("network", "network"), ("shm-size", "shm-size")];
/// Those that are flags, several times.
const LISTS: &[(&str, &str)] =
    &[("annotations", "annotation"), ("tags", "tag"), ("ulimits", "ulimit"), ("entitlements", "allow")];
/// Those with names and values.
const MAPS: &[(&str, &str)] =
    &[("args", "build-arg"), ("labels", "label"), ("contexts", "build-context"), ("extra-hosts", "add-host")];
/// Those with fields.
const ENTRIES: &[(&str, &str)] = &[
    ("attest", "attest"),
    ("cache-from", "cache-from"),
    ("cache-to", "cache-to"),
    ("secret", "secret"),
    ("ssh", "ssh"),
    ("output", "output"),
];

/// The build of a target. Its context becomes clean.
pub(super) fn part(target: &mut Target) -> Outcome<Part> {
    let text = |name: &str| target.texts.get(name).cloned();
    let context = text("context").unwrap_or_else(|| ".".into());
    let dockerfile = text("dockerfile").unwrap_or_else(|| "Dockerfile".into());
    if context == "-" {
        return Err(Failure::new("context from stdin not allowed in bake"));
    }
    if dockerfile == "-" {
        return Err(Failure::new("dockerfile from stdin not allowed in bake"));
    }
    let remote = context.contains("://") && !context.starts_with("cwd://");
    let local = |path: &str| clean(path.strip_prefix("cwd://").unwrap_or(path));
    let context = if remote { context } else { local(&context) };
    let file = match dockerfile.strip_prefix("cwd://") {
        Some(path) => clean(path),
        None if remote || dockerfile.starts_with('/') => clean(&dockerfile),
        None => clean(&format!("{context}/{dockerfile}")),
    };
    if text("call").is_some_and(|call| call != "build") {
        return Err(Failure::unsimulated("`call` of a bake target", "use docker build --call"));
    }
    let mut words = vec![format!("--file={file}")];
    let mut flag = |name: &str, value: &str| words.push(format!("--{name}={value}"));
    for (name, given) in TEXTS {
        if let Some(text) = target.texts.get(name) {
            flag(given, text);
        }
    }
    for (name, given) in LISTS {
        target.lists.get(name).into_iter().flatten().for_each(|item| flag(given, item));
    }
    for (name, given) in MAPS {
        for (key, value) in target.maps.get(name).into_iter().flatten() {
            if *name == "contexts" && value.starts_with("target:") {
                return Err(Failure::unsimulated("a context from another bake target (target:NAME)", "use a stage"));
            }
            let value = if *name == "contexts" { value.strip_prefix("cwd://").unwrap_or(value) } else { value };
            flag(given, &format!("{key}={value}"));
        }
    }
    for (name, given) in ENTRIES {
        target.entries.get(name).into_iter().flatten().for_each(|entry| flag(given, &entry.line()));
    }
    for (name, given) in [("platforms", "platform"), ("no-cache-filter", "no-cache-filter")] {
        if let Some(list) = target.lists.get(name).filter(|list| !list.is_empty()) {
            flag(given, &list.join(","));
        }
    }
    for (name, on) in &target.switches {
        flag(name, &on.to_string());
    }
    words.push(context.clone());
    target.texts.insert("context", context);
    Ok(Part { name: target.name.clone(), words, dockerfile: target.texts.get("dockerfile-inline").cloned() })
}
