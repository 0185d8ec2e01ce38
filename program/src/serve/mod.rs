//! Everything that listens on a socket: a static site.
//!
//! hyper speaks the protocol; what an answer is, pure files decide (`path`, `content_type`, `validator`). Nobody who is slow,
//! wrong or large keeps others waiting: heads and answers have time limits, connections have a number, and
//! what waits for the disk does so in a thread of its own.

mod address;
mod answer;
mod body;
mod content_type;
mod folder;
mod listen;
mod path;
mod patient;
mod site;
mod validator;
mod visitors;

pub use site::{ServeArguments, run};
