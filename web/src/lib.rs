//! layercake in a page: a [`Door`] between the core and JavaScript. A worker owns it; the page draws.
//!
//! Everything that is said goes as JSON. What is kept goes out as changes of documents by key, for the browser's own
//! store, and comes back the same way; nothing else leaves the page.
//!
//! `.ci/site` cuts the module in two (`web/split`): what the first prompt needs, and the rest.

mod door;
mod drawer;
mod exercise;
mod grade;
#[path = "../../program/src/memory.rs"]
mod memory;
mod page;
mod paint;
mod script;

pub use door::Door;
pub use grade::grade;
pub use script::Script;
