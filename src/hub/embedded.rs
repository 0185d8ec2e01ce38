//! The files that come with the program (`fixtures/hub`).

use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::{Catalogue, HubFiles};

/// Path and text of each file, sorted by path (`build.rs` lists them).
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/hub_files.rs"));

/// These files.
#[derive(Debug)]
pub(super) struct Embedded;

impl HubFiles for Embedded {
    fn files(&self) -> Vec<String> {
        FILES.iter().map(|(path, _)| path.to_string()).collect()
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        let at = FILES.binary_search_by(|(name, _)| name.cmp(&path)).ok()?;
        FILES.get(at).map(|(_, text)| Bytes::from_static(text.as_bytes()))
    }
}

/// The built-in catalogue; opening it reads one small file.
pub(super) fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let open = || Catalogue::open(Arc::new(Embedded)).unwrap_or_else(|_| Catalogue::empty(Arc::new(Embedded)));
    CATALOGUE.get_or_init(|| Arc::new(open())).clone()
}
