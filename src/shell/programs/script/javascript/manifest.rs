//! `package.json`: what the loader wants to know of it.

use crate::shell::System;
use crate::shell::programs::open_file;

/// Bytes of a manifest.
const LIMIT: u64 = 1 << 20;

/// A `package.json`.
pub struct Manifest(serde_json::Value);

impl Manifest {
    /// The one in a folder.
    pub fn of(system: &mut dyn System, folder: &str) -> Option<Manifest> {
        let content = open_file(system, &format!("{}/package.json", folder.trim_end_matches('/'))).ok()?;
        let bytes = content.bytes_up_to(LIMIT).ok()?;
        serde_json::from_slice(&bytes).ok().map(Manifest)
    }

    /// The nearest one, from a folder upwards.
    pub fn nearest(system: &mut dyn System, folder: &str) -> Option<Manifest> {
        let mut folder = folder.to_string();
        loop {
            if let Some(found) = Manifest::of(system, &folder) {
                return Some(found);
            }
            let (above, _) = folder.rsplit_once('/')?;
            folder = above.to_string();
        }
    }

    /// A text at the top.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Whether its files are modules.
    pub fn is_module(&self) -> bool {
        self.text("type") == Some("module")
    }

    /// The file that stands for the package.
    pub fn main(&self) -> Option<&str> {
        self.text("main").or_else(|| self.0.get("exports").and_then(|exports| exports.as_str()))
    }
}
