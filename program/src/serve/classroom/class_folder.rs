//! A class's folder: its roster, its exercises.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use layercake::{Assigned, Class, Roster, builtin_hub, exercise_files};

/// The roster's file.
pub(super) const ROSTER: &str = "students.csv";
/// The folder with exercises; without it, the class has those that come with the program.
const EXERCISES: &str = "exercises";

/// Reads a class.
pub(super) fn open(folder: &Path, roster: &Path, seed_from: Option<&Path>) -> Result<Class> {
    let read = |path: &Path| fs::read(path).with_context(|| path.display().to_string());
    let roster = Roster::read(&read(roster)?).with_context(|| roster.display().to_string())?;
    let secret = seed_from.map(read).transpose()?.unwrap_or_default();
    Ok(Class { exercises: exercises(&folder.join(EXERCISES))?, secret, roster: Some(roster) })
}

fn exercises(folder: &Path) -> Result<Vec<Assigned>> {
    if !folder.is_dir() {
        let given = exercise_files().iter();
        return given.map(|(file, text)| Ok(Assigned::new("", file, text, builtin_hub(), None)?)).collect();
    }
    let shown = || folder.display().to_string();
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).with_context(shown)? {
        paths.push(entry.with_context(shown)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    let one = |path: &PathBuf| {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        Assigned::new("", &file, &text, builtin_hub(), None).with_context(|| path.display().to_string())
    };
    paths.iter().map(one).collect()
}
