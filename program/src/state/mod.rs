//! What is kept between two runs of the program: everything lies in one directory, and nothing is written outside of
//! it.
//!
//! ```text
//! layercake/              under the data directory of the user ($XDG_DATA_HOME, ~/.local/share)
//!   progress.json         which lessons were begun and finished (see `progress`)
//!   history               lines typed at the prompt
//!   sandboxes/NAME/       one sandbox for each lesson, and one for free play: a journal and an OCI image layout (see
//!   `disk`) sandboxes/NAME.lock   held by the program that has it open
//!   courses/NAME/         the same for a pack of lessons: progress.json, sandboxes; and in `pack` the pack, if
//!   installed
//! ```
//!
//! What is damaged, or was written by a newer program, is renamed and kept, never overwritten.

mod aside;
#[cfg(test)]
mod damaged;
mod progress;
mod sandbox;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use etcetera::BaseStrategy;

pub(super) use progress::{ProgressFile, today};
pub(super) use sandbox::KeptSandbox;

/// The directory with everything that is kept.
#[derive(Clone, Debug)]
pub(super) struct StateDirectory(PathBuf);

impl StateDirectory {
    /// The one that was asked for, or the one that the machine has for this.
    pub fn find(asked: Option<&Path>) -> Result<Self> {
        if let Some(path) = asked {
            return Ok(StateDirectory(path.to_path_buf()));
        }
        let data = etcetera::base_strategy::choose_native_strategy().context("no home directory")?.data_dir();
        Ok(StateDirectory(data.join("layercake")))
    }

    /// Lines typed at the prompt.
    pub fn history(&self) -> PathBuf {
        self.0.join("history")
    }

    /// What is kept of a course; empty: of the one that comes with the program.
    pub fn of_course(&self, name: &str) -> StateDirectory {
        if name.is_empty() { self.clone() } else { StateDirectory(self.courses().join(name)) }
    }

    /// What is kept of other courses.
    pub fn courses(&self) -> PathBuf {
        self.0.join("courses")
    }

    /// The installed pack of this course.
    pub fn pack(&self) -> PathBuf {
        self.0.join("pack")
    }

    /// The document of all lessons' progress.
    pub fn progress(&self) -> ProgressFile {
        ProgressFile::at(self.0.join("progress.json"))
    }

    /// A directory for the copy of a file while it is edited; it goes when it is dropped.
    pub fn editing(&self) -> Result<tempfile::TempDir> {
        std::fs::create_dir_all(&self.0).with_context(|| self.0.display().to_string())?;
        tempfile::Builder::new().prefix("edit-").tempdir_in(&self.0).with_context(|| self.0.display().to_string())
    }

    /// The directory of the sandbox with this name.
    fn sandbox(&self, name: &str) -> PathBuf {
        self.0.join("sandboxes").join(name)
    }
}
