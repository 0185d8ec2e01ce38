//! Byte strings that cost what they say, not what they weigh.
//!
//! A [`Rope`] is an immutable string of bytes, cheap to clone and to slice. Its segments are literal bytes, *filler*
//! (bytes that follow from a seed, so that any range can be generated), or a range of a [`Source`] (something that can
//! be produced on demand, such as a catalogue layer whose digest is known without producing it).

mod part;
mod rope;

pub(crate) use part::hex;
pub use part::{AnyPart, Document, LoadError, Origins, Part};
pub use rope::{Chunks, Filler, Rope, RopeReader, Segment, Source, TooLong};
