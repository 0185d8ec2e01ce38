//! [`Pack`]: a course of somebody else's, as data: lessons, exercises, and images for the Hub of its sandboxes.
//!
//! ```text
//! course.toml            name = "tides", title = "Tides", about = "One sentence."
//! lessons/NN-name.md     lessons, as lessons/README.md describes them; lessons/LANGUAGE/NN-name.md in other words
//! exercises/name.md      exercises
//! hub/NAME.toml          repositories, as fixtures/hub/README.md describes them; hub/ACCOUNT/NAME.toml
//! README.md, LICENSE     for people
//! ```
//!
//! Nothing else may be in it. What it says is read within limits, each a constant here or where the thing is read; it
//! can run nothing but lines at the sandbox's prompt, and what it shows is only shown ([`crate::text::visible`]).

mod archive;
mod error;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;

pub use archive::unpacked;
pub use error::{Fault, PackError};

use super::exercise::Exercise;
use super::parse::parse;
use super::reader::SCRIPT_LIMIT;
use super::script::Lesson;
use super::translate::translate;

/// Files that a pack may have.
pub const PACK_FILES: usize = 2000;
/// Bytes that all files of a pack may have together.
pub const PACK_BYTES: u64 = 64 << 20;
/// Bytes that the path of a file in a pack may have.
pub const PACK_PATH: usize = 200;
/// Folders that a file in a pack may lie in, one in another.
pub const PACK_DEPTH: usize = 8;
/// Lessons that a pack may have; exercises, too.
pub const PACK_LESSONS: usize = 100;
/// Characters of a pack's name.
const NAME_LIMIT: usize = 40;
/// Characters of a pack's title and of what it says about itself.
const TITLE_LIMIT: usize = 200;
/// The file that makes a folder a pack.
pub const COURSE_FILE: &str = "course.toml";
/// Names that mean something else where a course is named.
const TAKEN: [&str; 2] = ["layercake", "none"];

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Relative to the pack, with `/`.
    pub path: String,
    pub bytes: Bytes,
}

/// A course of somebody else's.
#[derive(Clone, Debug)]
pub struct Pack {
    pub front: PackFront,
    /// In the order of their files.
    pub lessons: Vec<Arc<Lesson>>,
    /// Names and texts of the lessons' files.
    pub scripts: Vec<(String, String)>,
    /// Names and texts of the files of lessons in other languages.
    pub translations: Vec<(String, String)>,
    /// Names and texts of the exercises' files.
    pub exercises: Vec<(String, String)>,
    /// What its Hub has: paths below `hub/`.
    pub hub: BTreeMap<String, Bytes>,
}

/// What `course.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFront {
    /// Small letters, digits and dashes: progress and sandboxes are kept under it.
    pub name: String,
    pub title: String,
    /// A sentence.
    #[serde(default)]
    pub about: String,
}

impl Pack {
    /// Reads the files of a pack; the error names the file, and what in it is wrong.
    pub fn read(files: Vec<PackFile>) -> Result<Pack, PackError> {
        check_files(&files)?;
        let course = files.iter().find(|file| file.path == COURSE_FILE);
        let course = course.ok_or_else(|| PackError::of(COURSE_FILE, Fault::Missing))?;
        let front = front(&text(course)?)?;
        let mut pack = Pack {
            front,
            lessons: Vec::new(),
            scripts: Vec::new(),
            translations: Vec::new(),
            exercises: Vec::new(),
            hub: BTreeMap::new(),
        };
        for file in files {
            match file.path.split_once('/') {
                Some(("lessons", name)) if name.contains('/') => {
                    let text = text(&file)?;
                    pack.translations.push((file.path, text));
                }
                Some(("lessons", _)) => {
                    let text = text(&file)?;
                    pack.lessons.push(Arc::new(parse(&file.path, &text)?));
                    pack.scripts.push((file.path, text));
                }
                Some(("exercises", _)) => {
                    let text = text(&file)?;
                    Exercise::read(&file.path, &text)?.lesson(0)?;
                    pack.exercises.push((file.path, text));
                }
                Some(("hub", inside)) => drop(pack.hub.insert(inside.into(), file.bytes)),
                _ => {}
            }
        }
        let many = pack.lessons.len().max(pack.exercises.len());
        if many > PACK_LESSONS {
            return Err(PackError::of("lessons", Fault::TooMany { what: "lessons", limit: PACK_LESSONS }));
        }
        if pack.lessons.is_empty() && pack.exercises.is_empty() {
            return Err(PackError::of("lessons", Fault::Missing));
        }
        for (file, text) in &pack.translations {
            let name = file.rsplit('/').next().unwrap_or_default();
            let lesson = pack.lessons.iter().find(|lesson| name.strip_suffix(".md") == Some(&lesson.slug));
            translate(lesson.ok_or_else(|| PackError::of(file, Fault::OfNoLesson))?, file, text)?;
        }
        Ok(pack)
    }

    /// The lessons in a language, as far as they are translated.
    pub fn lessons_in(&self, language: &str) -> Vec<Arc<Lesson>> {
        let in_words = |lesson: &Arc<Lesson>| {
            let file = format!("lessons/{language}/{}.md", lesson.slug);
            let found = self.translations.iter().find(|(name, _)| *name == file);
            let translated = found.and_then(|(file, text)| translate(lesson, file, text).ok());
            translated.map_or_else(|| lesson.clone(), |translated| Arc::new(translated.lesson))
        };
        self.lessons.iter().map(in_words).collect()
    }
}

/// What can be said of the files without reading them.
fn check_files(files: &[PackFile]) -> Result<(), PackError> {
    if files.len() > PACK_FILES {
        return Err(PackError::of("the pack", Fault::TooMany { what: "files", limit: PACK_FILES }));
    }
    let mut seen = BTreeSet::new();
    let mut bytes = 0_u64;
    for file in files {
        check_path(&file.path)?;
        if !seen.insert(&file.path) {
            return Err(PackError::of(&file.path, Fault::Twice));
        }
        bytes += file.bytes.len() as u64;
        if bytes > PACK_BYTES {
            return Err(PackError::of("the pack", Fault::TooLarge { limit: PACK_BYTES }));
        }
        if !belongs(&file.path) {
            return Err(PackError::of(&file.path, Fault::Stranger));
        }
    }
    Ok(())
}

/// Whether a path is one that every file system takes, and that stays where it is put.
pub fn check_path(path: &str) -> Result<(), PackError> {
    let plain = |name: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
        !name.is_empty() && !name.starts_with('.') && name.chars().all(known)
    };
    if path.len() > PACK_PATH {
        return Err(PackError::of(path, Fault::LongPath));
    }
    if path.matches('/').count() > PACK_DEPTH {
        return Err(PackError::of(path, Fault::Deep));
    }
    if path.split('/').all(plain) { Ok(()) } else { Err(PackError::of(path, Fault::OddPath)) }
}

/// Whether a pack has a place for this file.
fn belongs(path: &str) -> bool {
    match path.split_once('/') {
        None => path == COURSE_FILE || path.ends_with(".md") || path.starts_with("LICENSE"),
        Some(("lessons", name)) => name.ends_with(".md") && name.matches('/').count() < 2,
        Some(("exercises", name)) => name.ends_with(".md") && !name.contains('/'),
        Some((folder, _)) => folder == "hub",
    }
}

fn text(file: &PackFile) -> Result<String, PackError> {
    if file.bytes.len() > SCRIPT_LIMIT {
        return Err(PackError::of(&file.path, Fault::TooLarge { limit: SCRIPT_LIMIT as u64 }));
    }
    String::from_utf8(file.bytes.to_vec()).map_err(|_| PackError::of(&file.path, Fault::NoText))
}

fn front(text: &str) -> Result<PackFront, PackError> {
    let wrong = |reason: String| PackError::of(COURSE_FILE, Fault::Front(reason));
    let front: PackFront = toml::from_str(text).map_err(|error| wrong(error.message().into()))?;
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name = (1..=NAME_LIMIT).contains(&front.name.len()) && front.name.chars().all(known);
    if !is_name || front.name.starts_with('-') || front.name.chars().all(|c| c.is_ascii_digit()) {
        let reason = format!(
            "`name` has 1 to {NAME_LIMIT} small letters, digits and dashes, and is no number: `{}` is not",
            front.name
        );
        return Err(wrong(reason));
    }
    if TAKEN.contains(&front.name.as_str()) {
        return Err(wrong(format!("`name` is `{}`, which means something else here", front.name)));
    }
    for (key, value) in [("title", &front.title), ("about", &front.about)] {
        if value.chars().count() > TITLE_LIMIT {
            return Err(wrong(format!("`{key}` may have {TITLE_LIMIT} characters")));
        }
    }
    if front.title.trim().is_empty() { Err(wrong("`title` is empty".into())) } else { Ok(front) }
}

#[cfg(test)]
mod tests;
