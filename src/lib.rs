//! layercake: learn container images by doing. No Docker, no root, no network, nothing to break.
//!
//! The library is the simulated world (see `ARCHITECTURE.md`): the rooms below, each of which may use the rooms
//! above it and nothing else. Only `host` touches the machine. Rooms are private: what the program, tests and benches
//! need stands in this one façade, so that the compiler sees what nobody uses.

mod allowance;
mod clock;
mod content;
mod tell;
mod text;

mod oci;
mod vfs;

mod image;
mod shell;

mod dockerfile;

mod registry;

mod hub;

mod engine;

mod client;

mod sandbox;

mod lesson;

mod prompt;

// What mdBook needs, which runs on a machine.
#[cfg_attr(target_arch = "wasm32", allow(dead_code, unused_imports))]
mod book;

#[cfg(not(target_arch = "wasm32"))]
mod host;

pub use clock::Timestamp;
pub use content::{Filler, Origins, Rope, Source};

pub use oci::{Blob, BlobSource, Content, DescriptorExt, Digest, ImageConfig, Manifest, media_type};
pub use vfs::{Change, Changes, Files, Meta, Node, NodeKind, Overlay, Tree};

pub use image::{Layer, Limits, PackedLayer, gzip, tar};
pub use shell::{ProgramFile, Stream, TerminalSize, identify};

pub use dockerfile::{Arguments, Dockerfile, Instruction, Lexer, Matched, Patterns, excerpt};

pub use registry::{Library, StockManifest};

pub use hub::{Catalogue, Folder, Hub, HubFiles, builtin as builtin_hub, builtin_catalogue, lock, open as open_hub};

pub use client::outline;

pub use sandbox::{
    Directory, Layout, Next, Reaction, SaveError, Session, Setup, Store, Typed, WorkspaceFile, World, keep, load_kept,
    sweep,
};

pub use lesson::{
    LessonError, board, course, course_files, exercise_files, layer_files, named_document, prove, prove_exercise,
    prove_order, prove_translation, translation_files,
};

pub use prompt::{
    Ask, Course, Edited, FileToEdit, LessonProgress, Look, Opened, Palette, Piece, Progress, Room, Shown, Start,
    StyledLine, Suggestion, Surface, Tutorial, Wanted, named,
};

#[cfg(not(target_arch = "wasm32"))]
pub use host::{main, mdbook_main};
