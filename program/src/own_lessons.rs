//! Lessons of one's own: a file, or all files of a folder that is no pack.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::reading::read_text;
use layercake::{Course, Lesson, parse_lesson};

/// Bytes that a lesson may have.
pub(super) const LESSON_BYTES: u64 = 1 << 20;

/// A folder of lessons that is no pack, as a course of its name.
pub(super) fn folder(folder: &Path) -> Result<Course> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_lesson(path)).collect();
    files.sort();
    if files.is_empty() {
        bail!("{}: no lesson is there (a lesson is a file NAME.md)", folder.display());
    }
    let lessons = files.iter().map(|file| read(file)).collect::<Result<_>>()?;
    let title = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let title = title.unwrap_or_else(|| "lessons".into());
    let name: String = title.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Ok(Course { name, title, ..Course::only(lessons) })
}

/// The lesson in a file.
pub(super) fn read(path: &Path) -> Result<Arc<Lesson>> {
    let shown = path.display().to_string();
    let text = read_text(path, LESSON_BYTES)?;
    Ok(Arc::new(parse_lesson(&shown, &text)?))
}

/// Whether a name on the command line is a file of one's own rather than the name of a lesson.
pub(super) fn is_file(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).is_file()
}

fn is_lesson(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".md") && name != "README.md" && path.is_file()
}
