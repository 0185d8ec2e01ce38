//! Images: the containerd content store, the names, and the unpacked snapshots.
//!
//! One file an endpoint; what they share is [`Images`] (`store`) with its ways to find (`find`), to walk (`walk`), to sum
//! up (`summary`) and to unpack (`unpack`).

mod announce;
mod api;
mod create;
pub(in crate::engine) mod descriptor;
mod faults;
pub(in crate::engine) mod filters;
mod find;
mod history;
mod import;
mod inspect;
mod inventory;
mod list;
mod load;
mod platforms;
mod prune;
mod pull;
mod push;
pub(in crate::engine) mod remote;
mod remove;
mod save;
mod search;
mod select;
mod store;
mod summary;
pub(in crate::engine) mod tag;
#[cfg(test)]
mod tests;
mod unpack;
pub(in crate::engine) mod until;
mod walk;

pub(in crate::engine) use announce::{announce, tell};
pub use create::{NewImage, Spelling, create};
pub use inventory::{StoredLayer, StoredManifest, StoredName};
pub(in crate::engine) use platforms::Wanted;
pub(in crate::engine) use push::candidate;
pub use store::Images;
pub(in crate::engine) use store::Name;
pub(in crate::engine) use tag::fresh;
pub(in crate::engine) use walk::chain_ids;
