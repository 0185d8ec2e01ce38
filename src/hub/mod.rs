//! What the mock Docker Hub holds: the [`Catalogue`] (text files that describe images, from which real layers, manifests
//! and indexes are made), or a [`Folder`] of one's own.
//!
//! Not a registry: it answers what is there ([`crate::registry::Library`]), the registry's service speaks the
//! protocol. Nothing is read before it is asked for: a repository's file when the repository is named, a layer's bytes
//! when somebody wants bytes. Digests that would cost time are kept in a lock file ([`lock`]).
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod added;
mod attestation;
mod catalogue;
mod density;
mod embedded;
mod files;
mod fileset;
mod folder;
mod form;
mod image;
pub mod lock;
mod older;
mod program;
mod recipe;
mod total;

pub use added::with;
pub use catalogue::Catalogue;
pub use files::HubFiles;
pub use folder::Folder;
pub use form::FormError;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::content::Source;
use crate::registry::Library;

/// The day that a Hub shows which says none: 2026-08-21.
const USUAL_DAY: Timestamp = Timestamp::from_seconds(1_787_270_400);

/// A library whose blobs can be made again by their digest.
pub trait Hub: Library {
    /// The source of the blob with this SHA-256 (hex), in whichever repository it is; `None` if its bytes are plain.
    /// `recipe` is what the source itself said of how it is made ([`Source::recipe`]).
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>>;
}

/// The Hub that every sandbox has.
pub fn builtin() -> Arc<dyn Hub> {
    embedded::catalogue()
}

/// The same as a catalogue, for [`lock`].
pub fn builtin_catalogue() -> Arc<Catalogue> {
    embedded::catalogue()
}

/// A Hub of one's own: a folder of files like `fixtures/hub`, or `content.json` with an OCI image layout.
pub fn open(files: Arc<dyn HubFiles>) -> Result<Arc<dyn Hub>, FormError> {
    if Folder::is_one(&*files) {
        return Ok(Arc::new(Folder::open(files)?));
    }
    let catalogue = Catalogue::open(files)?;
    match catalogue.check(|_| true).into_iter().next() {
        Some(error) => Err(error),
        None => Ok(Arc::new(catalogue)),
    }
}
