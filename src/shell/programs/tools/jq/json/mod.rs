//! JSON as text: reading it with jq's words for what is wrong, writing it in jq's forms.

mod reader;
mod writer;

pub use reader::{Reader, whole};
pub use writer::{Described, Style, shortened, written};
