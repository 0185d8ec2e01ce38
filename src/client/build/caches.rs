//! Caches in other places: `--cache-from`, `--cache-to` (buildx `util/buildflags/cache.go`, `parseCacheOptions` in buildkit
//! `client/solve.go`).

use std::collections::BTreeMap;

use super::fields;
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{BuildRequest, CacheOptions};
use crate::text::{parse_bool, quote};

/// The tag of a cache in a directory.
const TAG: &str = "latest";
/// The build argument that asks for a cache in the image.
const INLINE: &str = "BUILDKIT_INLINE_CACHE";

/// `--cache-from`, `--cache-to`: `NAME`, or `type=…` and other fields.
pub(super) fn parse(given: &[String]) -> Outcome<Vec<CacheOptions>> {
    let mut all = Vec::new();
    for text in given.iter().filter(|text| !text.is_empty()) {
        if !text.contains('=') {
            for name in fields::split(text)? {
                let attributes = BTreeMap::from([("ref".to_string(), name)]);
                all.push(CacheOptions { kind: "registry".into(), attributes, files: None });
            }
            continue;
        }
        let mut options = CacheOptions::default();
        for field in fields::split(text)? {
            let (key, value) = fields::pair(&field)?;
            if key == "type" {
                options.kind = value;
            } else {
                options.attributes.insert(key, value);
            }
        }
        if options.kind.is_empty() {
            return Err(Failure::new(format!("type required for {}", quote(text))));
        }
        // Without a job of GitHub's around it, this kind is passed over (`isActive`).
        if options.kind != "gha" || options.attributes.contains_key("token") {
            all.push(options);
        }
    }
    Ok(all)
}

impl Client<'_> {
    /// Finds the caches that are in directories.
    pub(super) fn complete_caches(&mut self, request: &mut BuildRequest) -> Outcome<()> {
        if request.build_args.get(INLINE).is_some_and(|on| parse_bool(on) == Ok(true)) {
            request.cache_to.push(CacheOptions { kind: "inline".into(), ..CacheOptions::default() });
        }
        for options in &request.cache_to {
            let given = |key: &str| options.attributes.get(key).filter(|value| !value.is_empty());
            match options.kind.as_str() {
                "local" => {
                    let directory = given("dest").ok_or_else(|| Failure::new("local cache exporter requires dest"))?;
                    self.make_directories(&format!("{}/ingest", self.path(directory)))?;
                }
                "registry" if given("ref").is_none() => {
                    return Err(Failure::new("registry cache exporter requires ref"));
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        for options in std::mem::take(&mut request.cache_from) {
            found.extend(self.complete_source(options)?);
        }
        request.cache_from = found;
        Ok(())
    }

    /// A source with its files; `None`: there is no cache yet, as a warning says.
    fn complete_source(&mut self, mut options: CacheOptions) -> Outcome<Option<CacheOptions>> {
        let given = |key: &str| options.attributes.get(key).filter(|value| !value.is_empty()).cloned();
        match options.kind.as_str() {
            "registry" if given("ref").is_none() => Err(Failure::new("registry cache importer requires ref")),
            "local" => {
                let directory = given("src").ok_or_else(|| Failure::new("local cache importer requires src"))?;
                self.make_directories(&format!("{}/ingest", self.path(&directory)))?;
                if given("digest").is_none() {
                    let tag = given("tag").unwrap_or_else(|| TAG.into());
                    let why = match self.find_in_layout(&directory, &tag).map(|found| found.named) {
                        Ok(Some(digest)) => {
                            options.attributes.insert("digest".into(), digest.to_string());
                            None
                        }
                        Ok(None) => Some(format!(": no digest found for tag {tag}")),
                        Err(failure) => Some(format!(" due to err: {}", failure)),
                    };
                    if let Some(why) = why {
                        self.err_line(&format!("WARN[0000] local cache import at {directory} skipped{why}"))?;
                        return Ok(None);
                    }
                }
                options.files = Some(self.whole(&directory)?);
                Ok(Some(options))
            }
            _ => Ok(Some(options)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_is_a_name_or_has_a_type() {
        let parsed = |text: &str| parse(&[text.to_string()]);
        let bare = parsed("a,localhost:5000/b").unwrap();
        let names: Vec<&str> = bare.iter().map(|cache| cache.attributes["ref"].as_str()).collect();
        assert_eq!(names, ["a", "localhost:5000/b"]);
        let local = parsed("type=local,SRC=d").unwrap();
        assert_eq!((local[0].kind.as_str(), local[0].attributes["src"].as_str()), ("local", "d"));
        assert!(parsed("type=gha").unwrap().is_empty());
        assert_eq!(parsed("src=d").unwrap_err().to_string(), "type required for \"src=d\"");
        assert_eq!(parsed("type=local,x").unwrap_err().to_string(), "invalid value x");
    }
}
