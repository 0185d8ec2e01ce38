//! A class's folder, as `classroom new` makes it:
//!
//! ```text
//! students.csv      the roster
//! handout/          what students get: a pack with exercises (course.toml, exercises/*.md)
//! key/              what they do not get: NAME.toml (points, hidden checks), secret (what seeds follow from)
//! receipts/         what was handed in
//! ```

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use layercake::{Assigned, Class, Course, RECEIPT_BYTES, Roster, exercise_files};

use crate::courses;
use crate::exercises::secret;
use crate::state::StateDirectory;
use crate::terminal::Options;

/// The roster.
pub const STUDENTS: &str = "students.csv";
/// What students get.
pub const HANDOUT: &str = "handout";
/// Exercises, in a class without a handout.
pub const EXERCISES: &str = "exercises";
/// What they do not get.
pub const KEY: &str = "key";
/// What seeds follow from, in the key.
pub const SECRET: &str = "secret";
/// What was handed in.
pub const RECEIPTS: &str = "receipts";
/// How the name of a receipt ends.
pub const RECEIPT: &str = "receipt";
/// Receipts that are graded at once.
const RECEIPTS_LIMIT: usize = 100_000;
/// Folders in folders in which receipts are looked for.
const DEPTH_LIMIT: usize = 8;

/// Whether a folder is a class's.
pub fn is_class(folder: &Path) -> bool {
    folder.join(HANDOUT).is_dir() || folder.join(STUDENTS).is_file()
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

/// What students get of a class: its handout; without one, the files in its folder `exercises`; without that, the exercises that
/// come with the program.
pub fn handout(folder: &Path) -> Result<Course> {
    let (handout, exercises) = (folder.join(HANDOUT), folder.join(EXERCISES));
    if handout.is_dir() {
        return courses::opened(&courses::read(&handout).with_context(|| handout.display().to_string())?, "en");
    }
    let owned = |(file, text): (&str, &str)| (file.to_string(), text.to_string());
    if !exercises.is_dir() {
        let exercises = exercise_files().iter().copied().map(owned).collect();
        return Ok(Course { exercises, ..Course::only(Vec::new()) });
    }
    let shown = || exercises.display().to_string();
    let entries = fs::read_dir(&exercises).with_context(shown)?.collect::<Result<Vec<_>, _>>().with_context(shown)?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok((path.display().to_string(), text))
    };
    let exercises = paths.into_iter().map(read).collect::<Result<_>>()?;
    Ok(Course { exercises, ..Course::only(Vec::new()) })
}

/// Exercises with what a folder has of keys to them.
pub fn assigned(course: &Course, key: Option<&Path>) -> Result<Vec<Assigned>> {
    let one = |(file, text): &(String, String)| {
        let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".md");
        let path = key.map(|key| key.join(format!("{name}.toml"))).filter(|path| path.is_file());
        let key = path.map(|path| fs::read_to_string(&path).with_context(|| path.display().to_string())).transpose()?;
        Ok(Assigned::new(&course.name, file, text, course.hub.clone(), key.as_deref())?)
    };
    course.exercises.iter().map(one).collect()
}

/// A roster.
pub fn read_roster(path: &Path) -> Result<Roster> {
    let shown = || path.display().to_string();
    Roster::read(&fs::read(path).with_context(shown)?).with_context(shown)
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
    let is = |file: &str, name: &str| {
        let slug = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".md");
        slug == name || slug.split('-').next() == Some(name)
    };
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

/// A receipt's file; of one that is too large no more than shows that.
pub fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(RECEIPT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
