//! [`Added`]: the built-in Hub with repositories of somebody's own beside it, which may stand on its images.

use std::sync::Arc;

use bytes::Bytes;

use super::catalogue::HUB_FILE;
use super::embedded::Embedded;
use super::{Catalogue, FormError, Hub, HubFiles, lock};

#[derive(Debug)]
struct Added(Arc<dyn HubFiles>);

impl HubFiles for Added {
    fn files(&self) -> Vec<String> {
        let mut files = Embedded.files();
        files.extend(self.0.files());
        files.sort();
        files.dedup();
        files
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        self.0.read(path).filter(|_| !is_the_hubs(path)).or_else(|| Embedded.read(path))
    }
}

/// Whether a file is about the Hub as a whole.
fn is_the_hubs(path: &str) -> bool {
    path == HUB_FILE || path == lock::FILE
}

/// The built-in Hub and these repositories; one that the built-in Hub has, too, takes its place. Errors name file and key.
pub fn with(own: Arc<dyn HubFiles>) -> Result<Arc<dyn Hub>, FormError> {
    let files = own.files();
    if let Some(file) = files.iter().find(|file| is_the_hubs(file)) {
        return Err(FormError::of(file, "is the Hub's own; repositories can be added to it, and nothing else"));
    }
    if let Some(file) = files.iter().find(|file| !file.ends_with(".toml")) {
        return Err(FormError::of(file, "is no description of a repository (NAME.toml)"));
    }
    let catalogue = Catalogue::open(Arc::new(Added(own)))?;
    match catalogue.check(|file| files.iter().any(|own| own == file)).into_iter().next() {
        Some(error) => Err(error),
        None => Ok(Arc::new(catalogue)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn one(path: &str, text: &'static str) -> Arc<dyn HubFiles> {
        Arc::new(BTreeMap::from([(path.to_string(), Bytes::from(text))]))
    }

    #[test]
    fn an_image_of_ones_own_stands_on_a_built_in_one() {
        let text = "[images.a]\ntags = [\"1\"]\nbase = \"alpine#3.24.1\"\ncreated = \"2026-08-01T09:00:00Z\"\n\
                    history = [{ by = \"COPY a /a\", files = \"a\" }]\n[files]\na = [{ file = \"/a\", text = \"a\" }]\n";
        let hub = with(one("school/a.toml", text)).unwrap();
        let now = hub.as_of();
        assert!(hub.tagged("school/a", "1", now).is_some() && hub.tagged("library/nginx", "latest", now).is_some());
        let alpine = hub.tagged("library/alpine", "3.24.1", now).unwrap();
        assert_eq!(
            alpine.blob.digest(),
            super::super::builtin().tagged("library/alpine", "3.24.1", now).unwrap().blob.digest()
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_file() {
        let said = |file, text| with(one(file, text)).unwrap_err().to_string();
        insta::assert_snapshot!(said("a.toml", "[images.a]\ntags = [\"a b\"]\n"), @"a.toml: images.a: `a b` is no tag");
        insta::assert_snapshot!(said("hub.toml", ""), @"hub.toml: is the Hub's own; repositories can be added to it, and nothing else");
        insta::assert_snapshot!(said("evil.sh", ""), @"evil.sh: is no description of a repository (NAME.toml)");
    }
}
