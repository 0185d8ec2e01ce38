//! `docker manifest …`: manifests in registries, and lists of them that are made here.

mod document;
pub(crate) mod inspect;
pub(crate) mod lists;

pub(crate) use document::{descriptor, is_index, parse, pick, platform_of};
