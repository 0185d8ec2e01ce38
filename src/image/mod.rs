//! Images as values: layers as tar changesets, gzip, archives and layouts.

pub mod archive;
pub mod gzip;
mod layer;
pub mod layout;
pub mod tar;

pub use layer::{Layer, LayerError, Limits, Snapshot};
