//! Where a cache is to go: `--cache-to`, read when the build begins (BuildKit's `control.Solve`, and the exporters'
//! `ResolveCacheExporterFunc`).

use std::collections::BTreeSet;

use crate::engine::api::{BuildRequest, CacheOptions};
use crate::engine::build::fault::{Fault, Outcome};
use crate::oci::Reference;
use crate::text::{parse_bool, quote};

/// One `--cache-to`.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its place in the request.
    pub index: usize,
    pub place: Place,
    /// `mode=max`: all results, not only those that the image has.
    pub all: bool,
    /// `oci-mediatypes`
    pub oci_types: bool,
    /// `image-manifest`: the cache looks like an image, not like an index.
    pub manifest: bool,
    /// `ignore-error`
    pub ignores_errors: bool,
}

/// Where a cache goes.
#[derive(Clone, Debug)]
pub enum Place {
    /// Into the image.
    Inline,
    /// Into a directory of the client, under a tag.
    Local {
        tag: String,
    },
    Registry(Reference),
}

/// The targets of a request.
pub fn targets(request: &BuildRequest) -> Outcome<Vec<Target>> {
    check_duplicates(&request.cache_to)?;
    let mut targets = Vec::new();
    for (index, options) in request.cache_to.iter().enumerate() {
        let attribute = |key: &str| options.attributes.get(key).map(String::as_str);
        let wrong = |fault: Fault| fault.within(format!("failed to configure {} cache exporter", options.kind));
        let place = match options.kind.as_str() {
            "inline" => Place::Inline,
            "local" => Place::Local { tag: attribute("tag").unwrap_or("latest").into() },
            "registry" => Place::Registry(reference(attribute("ref").unwrap_or_default()).map_err(wrong)?),
            other => return Err(Fault::new(format!("unknown cache exporter: {}", quote(other)))),
        };
        let truth = |key: &str| match attribute(key) {
            None => Ok(None),
            Some(value) => {
                parse_bool(value).map(Some).map_err(|why| wrong(Fault::new(format!("failed to parse {key}: {why}"))))
            }
        };
        let oci_types = truth("oci-mediatypes")?.unwrap_or(true);
        targets.push(Target {
            index,
            place,
            all: attribute("mode") == Some("max"),
            oci_types,
            manifest: truth("image-manifest")?.unwrap_or(oci_types),
            ignores_errors: attribute("ignore-error").is_some_and(|value| parse_bool(value) == Ok(true)),
        });
    }
    Ok(targets)
}

/// A cache's reference in a registry (`canonicalizeRef`).
pub fn reference(text: &str) -> Outcome<Reference> {
    if text.is_empty() {
        return Err(Fault::new("missing ref"));
    }
    Reference::parse(text).map(Reference::or_latest).map_err(|error| Fault::new(error.to_string()))
}

/// Two caches cannot go to one place (`findDuplicateCacheOptions`).
fn check_duplicates(all: &[CacheOptions]) -> Outcome<()> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for options in all.iter().filter(|options| options.kind != "inline") {
        let place = match options.attributes.get("ref").filter(|_| options.kind == "registry") {
            Some(name) => (String::new(), vec![(String::new(), name.clone())]),
            None => (options.kind.clone(), options.attributes.clone().into_iter().collect()),
        };
        if !seen.insert(place) {
            twice.insert(options.kind.clone());
        }
    }
    match twice.is_empty() {
        true => Ok(()),
        false => {
            let kinds: Vec<String> = twice.into_iter().collect();
            Err(Fault::new(format!("duplicate cache exports [{}]", kinds.join(" "))))
        }
    }
}
