//! Everything that listens on a socket: a static site, and the classroom.
//!
//! hyper speaks the protocol; what an answer is, pure files decide (`path`, `route`, `form`, the pages). Nobody who is slow,
//! wrong or large keeps others waiting: heads, bodies and answers have time limits, connections and bodies have a number, and
//! what waits for the disk does so in threads of its own.

mod address;
mod answer;
mod blocking;
mod body;
mod classroom;
mod content_type;
mod door;
mod folder;
mod intake;
mod listen;
mod open_files;
mod pace;
mod path;
mod patient;
mod registry;
mod site;
mod validator;
mod visitors;

pub use classroom::{ClassroomServeArguments, run as run_classroom};
pub use door::Door;
pub use site::{ServeArguments, run};
