//! What is written to people and read from them: sizes, durations, numbers, modes, tables, quoting, plurals, widths,
//! "did you mean", clean paths. Where Go has a form for it (`strconv`, `time.Duration`, go-units), it is Go's.
//!
//! Pure functions between values and text; no colour and no terminal.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod address;
mod clean;
mod closest;
mod duration;
mod escape;
mod markup;
mod mode;
mod natural;
mod number;
mod path_pattern;
mod plural;
mod quote;
mod size;
mod subnet;
mod table;
mod tabs;
mod url;
mod visible;
mod width;

pub use address::{ipv4, is_loopback, is_own};
pub use clean::clean;
pub use closest::closest;
pub use duration::{duration, human_duration, parse_duration};
pub use escape::{escaped, unescaped};
pub use markup::markup;
pub use mode::{parse_octal_mode, permissions, symbolic_mode};
pub use natural::natural;
pub use number::{parse_bool, parse_int, parse_uint16};
pub use path_pattern::{is_malformed_pattern, path_fits};
pub use plural::plural;
pub use quote::{quote, quote_char};
pub use size::{human_size, memory_size, parse_memory, short_size};
pub use subnet::Subnet;
pub use table::{Columns, TABLE};
pub use tabs::align_with_tabs;
pub use url::{Url, media_type, percent_decoded, redacted, split_port};
pub use visible::visible;
pub use width::{ellipsis, width};
