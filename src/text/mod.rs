//! What is written to people: sizes, ages, tables, quoting, plurals, widths, "did you mean", clean paths.
//!
//! Pure functions from values to text; no colour and no terminal.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod age;
mod clean;
mod closest;
mod plural;
mod quote;
mod size;
mod table;
mod tabs;
mod width;

pub use age::human_duration;
pub use clean::clean;
pub use closest::closest;
pub use plural::plural;
pub use quote::{quote, quote_char};
pub use size::{human_size, human_size_with_precision, memory_size, parse_memory};
pub use table::{Columns, TABLE};
pub use tabs::align_with_tabs;
pub use width::{ellipsis, width};
