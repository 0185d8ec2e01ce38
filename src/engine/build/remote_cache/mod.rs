//! The build cache in other places: in an image, in a registry, in a directory of the client (BuildKit's
//! `cache/remotecache`).
//!
//! A cache travels as one document ([`document`]) and the layers that it names. Our keys already say all that a result was
//! made of, so a record's digest is a key of ours; the links to the records below are for readers.

mod document;
mod export;
mod hash;
mod import;
mod target;

pub use export::{export, inline};
pub use import::Import;
pub use target::{Place, Target, targets};
