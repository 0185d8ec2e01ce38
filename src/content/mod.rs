//! Byte strings that cost what they say, not what they weigh; and state in parts.
//!
//! A [`Rope`] is an immutable string of bytes, cheap to clone and to slice. Its segments are literal bytes, *filler*
//! (bytes that follow from a seed, so that any range can be generated), or a range of a [`Source`] (something that can
//! be produced on demand, such as a catalogue layer whose digest is known without producing it).
//!
//! A [`Part`] is an immutable document that is hashed once, shared by clones and saved once; documents hold parts and
//! ropes. A [`Table`] is a map in such parts. This is not a store: where documents and blobs are kept is [`Origins`]' business.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod filler;
mod memo;
mod part;
mod parts;
mod reader;
mod rope;
mod saved;
mod table;

pub use filler::Filler;
pub use memo::Memo;
pub use part::hex;
pub use part::{AnyPart, Document, LoadError, Loading, Origins, Part, save};
pub(crate) use parts::parts;
pub use parts::{Parts, Visit, VisitMut};
pub use reader::{Chunks, RopeReader};
pub use rope::{Rope, Segment, Source};
pub use table::Table;
