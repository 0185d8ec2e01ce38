//! A class's folder. Whatever is missing of it is not needed: a folder with a roster or a key is a class's.
//!
//! ```text
//! students.csv      the roster
//! handout/          what students get: a pack with exercises (course.toml, exercises/*.md); without it, those of the program
//! key/              what they do not get: NAME.toml (points, hidden checks), secret (what seeds follow from), and the codes
//!                   that `classroom serve` makes (codes.csv, teacher-code.txt)
//! receipts/         what was handed in
//! ci/               workflows, as `classroom new` writes them
//! site/, registry/  what `classroom serve` shows and keeps
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use layercake::{
    Assigned, Class, Course, RECEIPT_BYTES, ROSTER_BYTES, Roster, exercise_files, exercise_slug, is_called,
};

use crate::courses;
use crate::exercises::secret;
use crate::reading::{read_file, read_start, read_text};
use crate::state::StateDirectory;
use crate::terminal::Options;

/// The roster.
pub const STUDENTS: &str = "students.csv";
/// What students get.
pub const HANDOUT: &str = "handout";
/// What they do not get.
pub const KEY: &str = "key";
/// What seeds follow from, in the key.
pub const SECRET: &str = "secret";
/// What was handed in.
pub const RECEIPTS: &str = "receipts";
/// How the name of a receipt ends.
pub const RECEIPT: &str = "receipt";
/// Receipts of a class: as many as a full roster hands in.
const RECEIPTS_LIMIT: usize = 100_000;
/// Receipts that one student may hand in.
pub const STUDENT_LIMIT: usize = 200;
/// Bytes that a key to an exercise, and an exercise, may have.
const TEXT_BYTES: u64 = 1 << 20;
/// Folders in folders in which receipts are looked for.
const DEPTH_LIMIT: usize = 8;

/// Whether a folder is a class's. (A handout alone is what students have.)
pub fn is_class(folder: &Path) -> bool {
    folder.join(STUDENTS).is_file() || folder.join(KEY).is_dir()
}

/// The class in a folder.
pub fn class(folder: &Path) -> Result<Class> {
    let course = handout(folder)?;
    let exercises = assigned(&course, Some(&folder.join(KEY)))?;
    let roster = folder.join(STUDENTS);
    let roster = if roster.is_file() { Some(read_roster(&roster)?) } else { None };
    let secret_file = folder.join(KEY).join(SECRET);
    Ok(Class { exercises, secret: secret(secret_file.is_file().then_some(&*secret_file))?, roster })
}

/// What students get of a class: its handout; without one, the exercises that come with the program.
pub fn handout(folder: &Path) -> Result<Course> {
    let handout = folder.join(HANDOUT);
    if handout.is_dir() {
        return courses::opened(&courses::read(&handout).with_context(|| handout.display().to_string())?, "en");
    }
    let owned = |(file, text): &(&str, &str)| (file.to_string(), text.to_string());
    Ok(Course { exercises: exercise_files().iter().map(owned).collect(), ..Course::only(Vec::new()) })
}

/// Exercises with what a folder has of keys to them.
pub fn assigned(course: &Course, key: Option<&Path>) -> Result<Vec<Assigned>> {
    let one = |(file, script): &(String, String)| {
        let path = key.map(|key| key.join(format!("{}.toml", exercise_slug(file)))).filter(|path| path.is_file());
        let key = path.map(|path| read_text(&path, TEXT_BYTES)).transpose()?;
        Ok(Assigned::new(&course.name, file, script, course.hub.clone(), key.as_deref())?)
    };
    course.exercises.iter().map(one).collect()
}

/// A roster.
pub fn read_roster(path: &Path) -> Result<Roster> {
    Roster::read(&read_file(path, ROSTER_BYTES as u64)?).with_context(|| path.display().to_string())
}

/// A class without a folder: the exercises of the course that is open, and those that come with the program.
pub fn classless(options: &Options, key: Option<&Path>) -> Result<Class> {
    let state = StateDirectory::find(options.state.as_deref())?;
    let mut class = Class::default();
    for course in courses::courses(&state, options.course.as_deref(), &options.language)? {
        for exercise in assigned(&course, key)? {
            if class.exercise(&exercise.slug).is_none() {
                class.exercises.push(exercise);
            }
        }
    }
    Ok(class)
}

/// The exercises that come with the program, by the beginnings of their names; all, if none is named.
pub fn of_program(names: &[String]) -> Result<Vec<(&'static str, &'static str)>> {
    let is = |file: &str, name: &str| is_called(exercise_slug(file), name);
    if let Some(name) = names.iter().find(|name| !exercise_files().iter().any(|(file, _)| is(file, name))) {
        bail!("there is no exercise {name:?}; `layercake exercise list` lists them");
    }
    let wanted = |file: &str| names.is_empty() || names.iter().any(|name| is(file, name));
    Ok(exercise_files().iter().filter(|(file, _)| wanted(file)).copied().collect())
}

/// The receipts at some places: files as they are given, and of folders whatever is called so, also in folders in them.
pub fn receipts(places: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for place in places {
        let metadata = fs::metadata(place).with_context(|| place.display().to_string())?;
        match metadata.is_dir() {
            false => found.push(place.clone()),
            true if is_class(place) && !place.join(RECEIPTS).exists() => {}
            true if is_class(place) => walk(&place.join(RECEIPTS), 0, &mut found)?,
            true => walk(place, 0, &mut found)?,
        }
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let shown = || folder.display().to_string();
    let entries = fs::read_dir(folder).with_context(shown)?.collect::<Result<Vec<_>, _>>().with_context(shown)?;
    let mut entries: Vec<(PathBuf, fs::FileType)> =
        entries.iter().filter_map(|entry| Some((entry.path(), entry.file_type().ok()?))).collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, kind) in entries {
        let is_receipt = path.extension().is_some_and(|extension| extension == RECEIPT);
        if kind.is_dir() && depth < DEPTH_LIMIT {
            walk(&path, depth + 1, found)?;
        } else if kind.is_file() && is_receipt {
            if found.len() == RECEIPTS_LIMIT {
                bail!("{}: more than {RECEIPTS_LIMIT} receipts", shown());
            }
            found.push(path);
        }
    }
    Ok(())
}

/// A receipt's file; of one that is too large no more than shows that, and whose it says to be.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    read_start(path, RECEIPT_BYTES as u64 + 1)
}
