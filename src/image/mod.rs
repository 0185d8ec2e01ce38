//! Images as values: layers as tar changesets, gzip, archives and layouts.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

pub mod archive;
pub mod gzip;
mod layer;
pub mod layout;
mod limits;
pub mod tar;

pub use layer::{Layer, LayerRecipe, PackedLayer, Snapshot};
pub use limits::{LayerError, Limits};
