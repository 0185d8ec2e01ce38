//! `layercake course`, and `--course`: packs of lessons, from a folder, an archive, or installed.
//!
//! An installed pack lies in `courses/NAME/pack` of the state directory, as a folder; its progress lies beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use bytes::Bytes;

use super::own_lessons;
use super::reading::read_file;
use super::state::StateDirectory;
use layercake::words::{plural, visible};
use layercake::{
    COURSE_FILE, Course, Fault, PACK_BYTES, PACK_DEPTH, PACK_FILES, Pack, PackError, PackFile, builtin_hub, course_in,
    exercise_files, hub_with, unpacked,
};

/// What to do with packs.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// Install a pack: the menu shows it from then on
    Add {
        /// A folder, or an archive of one (.tar, .tar.gz)
        #[arg(value_name = "DIR|FILE")]
        from: PathBuf,
    },
    /// List the packs that are installed
    List,
    /// Remove a pack; what you have done in it stays
    Remove {
        /// Its name, as `course list` shows it
        name: String,
    },
}

/// Does it.
pub(super) fn run(state: &StateDirectory, action: &Action) -> Result<()> {
    match action {
        Action::Add { from } => add(state, from),
        Action::List => {
            for (name, pack) in installed(state) {
                match pack {
                    Ok(pack) => println!("{name:<20} {:<44} {}", visible(&pack.front.title), counted(&pack)),
                    Err(why) => println!("{name:<20} cannot be read: {why:#}"),
                }
            }
            Ok(())
        }
        Action::Remove { name } => {
            let folder = state.of_course(name).pack();
            if !is_plain(name) || !folder.is_dir() {
                bail!("there is no pack {name:?}; `layercake course list` lists them");
            }
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
            println!("{name} is removed. What you have done in it is kept, in case it comes back.");
            Ok(())
        }
    }
}

fn counted(pack: &Pack) -> String {
    let (lessons, exercises) = (pack.lessons.len(), pack.exercises.len());
    let exercises = match exercises {
        0 => String::new(),
        count => format!(", {count} {}", plural("exercise", count)),
    };
    format!("{lessons} {}{exercises}", plural("lesson", lessons))
}

/// Reads a pack, writes it into a new folder, and puts that where packs are; an older one of this name goes.
fn add(state: &StateDirectory, from: &Path) -> Result<()> {
    let files = files(from)?;
    let pack = Pack::read(files.clone())?;
    opened(&pack, "en")?;
    let name = &pack.front.name;
    let place = state.of_course(name).pack();
    let above = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(above).with_context(|| above.display().to_string())?;
    let fresh = tempfile::Builder::new().prefix("new-").tempdir_in(above)?;
    for file in &files {
        let path = fresh.path().join(&file.path);
        let folder = path.parent().unwrap_or(above);
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?;
    }
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| place.display().to_string())?;
    }
    fs::rename(fresh.keep(), &place).with_context(|| place.display().to_string())?;
    println!(
        "{name}: {} ({}) is installed. The menu lists it; `--course {name}` opens it.",
        visible(&pack.front.title),
        counted(&pack)
    );
    Ok(())
}

/// A pack's name can be the name of a folder.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The packs that are installed, by name; with why one cannot be read.
pub(super) fn installed(state: &StateDirectory) -> Vec<(String, Result<Pack>)> {
    let Ok(entries) = fs::read_dir(state.courses()) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_plain(name) && state.of_course(name).pack().is_dir()).collect();
    names.sort();
    let read = |name: String| {
        let pack = read(&state.of_course(&name).pack());
        (name, pack)
    };
    names.into_iter().map(read).collect()
}

/// The pack in a folder or an archive.
pub(super) fn read(from: &Path) -> Result<Pack> {
    Ok(Pack::read(files(from)?)?)
}

/// The courses to choose from: the one that was asked for, then the one that comes with the program, then those that
/// are installed. `asked` is a folder, an archive, or the name of an installed pack.
pub(super) fn courses(state: &StateDirectory, asked: Option<&Path>, language: &str) -> Result<Vec<Course>> {
    let mut courses = Vec::new();
    if let Some(asked) = asked {
        courses.push(one(state, asked, language)?);
    }
    let exercises = exercise_files().iter().map(|(file, text)| ((*file).into(), (*text).into())).collect();
    courses.push(Course { exercises, ..Course::only(course_in(language)?) });
    for (_, pack) in installed(state) {
        // One that cannot be read is `course list`'s to tell.
        let Some(course) = pack.ok().and_then(|pack| opened(&pack, language).ok()) else { continue };
        if !courses.iter().any(|other| other.name == course.name) {
            courses.push(course);
        }
    }
    Ok(courses)
}

fn one(state: &StateDirectory, asked: &Path, language: &str) -> Result<Course> {
    let name = asked.to_string_lossy();
    let place = state.of_course(&name).pack();
    if is_plain(&name) && !asked.exists() && place.is_dir() {
        return opened(&read(&place)?, language);
    }
    if asked.is_dir() && !asked.join(COURSE_FILE).exists() {
        return own_lessons::folder(asked);
    }
    opened(&read(asked)?, language)
}

/// A pack with its Hub, in a language as far as it is translated.
pub(super) fn opened(pack: &Pack, language: &str) -> Result<Course> {
    let hub = match pack.hub.is_empty() {
        true => builtin_hub(),
        false => hub_with(Arc::new(pack.hub.clone())).map_err(|error| PackError::Hub(error.to_string()))?,
    };
    let Pack { front, exercises, .. } = pack.clone();
    let lessons = pack.lessons_in(language);
    Ok(Course { name: front.name, title: front.title, lessons, exercises, hub, assigned: None })
}

/// All files of a pack, read within its limits; links and devices are refused.
fn files(from: &Path) -> Result<Vec<PackFile>> {
    let shown = || from.display().to_string();
    let metadata = fs::metadata(from).with_context(shown)?;
    if !metadata.is_dir() {
        return Ok(unpacked(Bytes::from(read_file(from, PACK_BYTES)?))?);
    }
    let mut files = Vec::new();
    let mut bytes = 0;
    walk(from, "", 0, &mut files, &mut bytes)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn walk(folder: &Path, inside: &str, depth: usize, files: &mut Vec<PackFile>, bytes: &mut u64) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry.with_context(|| folder.display().to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        let fault = |fault: Fault| PackError::File { file: path.clone(), fault };
        let kind = entry.file_type().with_context(|| entry.path().display().to_string())?;
        if kind.is_symlink() {
            return Err(fault(Fault::Link).into());
        }
        if kind.is_dir() {
            if depth == PACK_DEPTH {
                return Err(fault(Fault::Deep).into());
            }
            walk(&entry.path(), &path, depth + 1, files, bytes)?;
            continue;
        }
        if !kind.is_file() {
            return Err(fault(Fault::Device).into());
        }
        if files.len() == PACK_FILES {
            return Err(fault(Fault::TooMany { what: "files", limit: PACK_FILES }).into());
        }
        let size = entry.metadata().with_context(|| entry.path().display().to_string())?.len();
        if size > PACK_BYTES - *bytes {
            return Err(fault(Fault::TooLarge { limit: PACK_BYTES }).into());
        }
        // It may grow meanwhile.
        let content = read_file(&entry.path(), PACK_BYTES - *bytes)?;
        *bytes += content.len() as u64;
        files.push(PackFile { path, bytes: Bytes::from(content) });
    }
    Ok(())
}
