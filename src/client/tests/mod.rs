//! The command from its arguments to its output, against an engine that knows only what a test tells it.

mod command_line;
mod containers;
mod fake;
mod lists;
mod machine;
mod registries;
