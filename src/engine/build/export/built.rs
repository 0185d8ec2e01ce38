//! What is exported: the build, and its result for each platform.

use crate::clock::Timestamp;
use crate::engine::build::convert::Converted;
use crate::engine::build::graph::Definition;
use crate::engine::build::remote_cache::Target;
use crate::engine::build::solve::Solved;

/// The result for one platform.
#[derive(Debug)]
pub struct Built {
    pub converted: Converted,
    pub definition: Definition,
    /// The target's place in the definition.
    pub root: Option<usize>,
    pub solved: Option<Solved>,
}

/// The build that is exported.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub reference: &'a str,
    /// The Dockerfile: its name and text.
    pub filename: &'a str,
    pub dockerfile: &'a str,
    pub begun: Timestamp,
    /// `--cache-to`
    pub caches: &'a [Target],
}
