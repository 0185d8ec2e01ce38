//! layercake in a page: a [`Door`] between the core and JavaScript. A worker owns it; the page draws.
//!
//! Everything that is said goes as JSON. What is kept goes out as changes of documents by key, for the browser's own store,
//! and comes back the same way; nothing else leaves the page.

mod door;
mod drawer;
mod paint;

pub use door::Door;
