//! layercake: learn container images by doing. No Docker, no root, no network, nothing to break.
//!
//! The library is the simulated world (see `ARCHITECTURE.md`): the rooms below, each of which may use the rooms
//! above it and nothing else. Only [`host`] touches the machine.

pub mod clock;
pub mod content;
pub mod text;

pub mod oci;
pub mod vfs;

pub mod image;
pub mod shell;

pub mod dockerfile;

pub mod registry;

pub mod hub;

pub mod engine;

pub mod client;

pub mod sandbox;

pub mod lesson;

#[cfg(not(target_arch = "wasm32"))]
pub mod host;
