//! `docker manifest …`: manifests in registries, and lists of them that are made here.

mod document;
pub mod inspect;
pub mod lists;

pub use document::{descriptor, is_index, parse, pick, platform_of};
