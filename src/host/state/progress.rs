//! `progress.json`: which lessons a learner has begun and finished.
//!
//! ```json
//! {
//!   "version": 1,
//!   "last": "02-docker-hub",
//!   "lessons": {
//!     "01-what-an-image-is": { "step": 9, "steps": 9, "finished": true, "right": 4, "asked": 5 },
//!     "02-docker-hub": { "step": 3, "steps": 12, "finished": false, "right": 1, "asked": 1 }
//!   }
//! }
//! ```
//!
//! `step` counts from 1. Unknown keys are kept. Several programs may have it open: each change reads it anew, under a
//! lock, and changes one lesson only.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::aside::put_aside;
use crate::host::disk::write_whole;

/// The version of the document that this program writes.
const VERSION: u32 = 1;
/// Bytes that the document may have.
const LIMIT: u64 = 1 << 20;

/// The document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    version: u32,
    /// The lesson that was open last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// By slug.
    #[serde(default)]
    pub lessons: BTreeMap<String, LessonProgress>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// How far a learner is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LessonProgress {
    /// The step that they are at, from 1.
    #[serde(default)]
    pub step: usize,
    /// Steps in the lesson.
    #[serde(default)]
    pub steps: usize,
    /// Whether they were at the end once.
    #[serde(default)]
    pub finished: bool,
    /// Questions answered right at the first try.
    #[serde(default)]
    pub right: usize,
    /// Questions answered.
    #[serde(default)]
    pub asked: usize,
    /// Keys that this program does not know.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl Default for Progress {
    fn default() -> Self {
        Progress { version: VERSION, last: None, lessons: BTreeMap::new(), others: Map::new() }
    }
}

impl LessonProgress {
    /// Takes what is further: a finished lesson stays finished.
    fn take(&mut self, other: LessonProgress) {
        let finished = self.finished || other.finished;
        let mut others = std::mem::take(&mut self.others);
        others.extend(other.others);
        *self = LessonProgress { finished, others, ..other };
    }
}

/// Why a document is not taken.
enum Unreadable {
    Newer(u64),
    Damaged(String),
}

fn read(bytes: &[u8]) -> Result<Progress, Unreadable> {
    let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
    let value: Value = serde_json::from_slice(bytes).map_err(damaged)?;
    match value.get("version").and_then(Value::as_u64) {
        Some(version) if version > u64::from(VERSION) => Err(Unreadable::Newer(version)),
        Some(_) => serde_json::from_value(value).map_err(damaged),
        None => Err(Unreadable::Damaged("it does not say which version it has".into())),
    }
}

/// The file that holds the document.
#[derive(Clone, Debug)]
pub(crate) struct ProgressFile(PathBuf);

impl ProgressFile {
    pub(super) fn at(path: PathBuf) -> Self {
        ProgressFile(path)
    }

    /// The document as it is; what cannot be read counts as empty here, and stays where it is.
    pub fn load(&self) -> Progress {
        fs::read(&self.0).ok().and_then(|bytes| read(&bytes).ok()).unwrap_or_default()
    }

    /// Puts a document aside that cannot be read, so that a new one can be begun. Says so, if it was so.
    pub fn clear_the_way(&self) -> Option<String> {
        let (reason, why) = match read(&fs::read(&self.0).ok()?) {
            Ok(_) => return None,
            Err(Unreadable::Newer(version)) => {
                ("newer", format!("it has version {version}, and this program knows versions up to {VERSION}"))
            }
            Err(Unreadable::Damaged(why)) => ("damaged", why),
        };
        Some(match put_aside(&self.0, reason) {
            Ok(kept) => format!("Your progress could not be read ({why}). It is kept as {}.", kept.display()),
            Err(error) => format!("Your progress could not be read ({why}), nor put aside ({error})."),
        })
    }

    /// Records where the learner is in a lesson.
    pub fn record(&self, slug: &str, lesson: LessonProgress) -> Result<()> {
        self.change(|progress| {
            progress.last = Some(slug.to_string());
            progress.lessons.entry(slug.to_string()).or_default().take(lesson);
        })
    }

    /// Writes the document to a file of the learner's; `-` is standard output.
    pub fn export(&self, to: &Path) -> Result<()> {
        let text = self.load().text();
        if to == Path::new("-") {
            print!("{text}");
            return Ok(());
        }
        fs::write(to, text).with_context(|| to.display().to_string())
    }

    /// Takes what another document says; lessons that are finished here stay finished.
    pub fn import(&self, from: &Path) -> Result<usize> {
        let size = fs::metadata(from).with_context(|| from.display().to_string())?.len();
        if size > LIMIT {
            bail!("{}: more than {LIMIT} bytes", from.display());
        }
        let other = match read(&fs::read(from).with_context(|| from.display().to_string())?) {
            Ok(other) => other,
            Err(Unreadable::Newer(version)) => {
                bail!("{}: it has version {version}, and this program knows up to {VERSION}", from.display())
            }
            Err(Unreadable::Damaged(why)) => bail!("{}: no record of progress: {why}", from.display()),
        };
        let count = other.lessons.len();
        self.clear_the_way();
        self.change(|progress| {
            for (slug, lesson) in other.lessons {
                progress.lessons.entry(slug).or_default().take(lesson);
            }
            progress.last = other.last.or(progress.last.take());
        })?;
        Ok(count)
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) -> Result<()> {
        let directory = self.0.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
        let lock = File::create(self.0.with_extension("lock")).context("progress.lock")?;
        // Where the file system knows no locks, the last one to write wins.
        let _ = lock.lock();
        let mut progress = match fs::read(&self.0) {
            Ok(bytes) => match read(&bytes) {
                Ok(progress) => progress,
                Err(_) => bail!("{}: cannot be read, and is left as it is", self.0.display()),
            },
            Err(_) => Progress::default(),
        };
        let before = progress.clone();
        change(&mut progress);
        if progress != before {
            write_whole(&self.0, progress.text().as_bytes())?;
        }
        Ok(())
    }
}

impl Progress {
    /// The document as it is written.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: usize, finished: bool) -> LessonProgress {
        LessonProgress { step, steps: 9, finished, ..LessonProgress::default() }
    }

    fn file() -> (tempfile::TempDir, ProgressFile) {
        let directory = tempfile::tempdir().unwrap();
        let file = ProgressFile::at(directory.path().join("progress.json"));
        (directory, file)
    }

    #[test]
    fn what_is_recorded_is_there_again_and_unknown_keys_stay() {
        let (_directory, file) = file();
        file.record("01-a", at(2, false)).unwrap();
        let mut value: Value = serde_json::from_slice(&fs::read(&file.0).unwrap()).unwrap();
        value["lessons"]["01-a"]["note"] = "mine".into();
        fs::write(&file.0, value.to_string()).unwrap();
        file.record("01-a", at(3, true)).unwrap();
        file.record("02-b", at(1, false)).unwrap();
        let progress = file.load();
        assert_eq!(progress.last.as_deref(), Some("02-b"));
        assert_eq!((progress.lessons["01-a"].step, progress.lessons["01-a"].finished), (3, true));
    }

    #[test]
    fn a_finished_lesson_stays_finished() {
        let (_directory, file) = file();
        file.record("01-a", at(9, true)).unwrap();
        file.record("01-a", at(1, false)).unwrap();
        assert!(file.load().lessons["01-a"].finished);
    }

    #[test]
    fn a_newer_or_damaged_document_is_kept_and_said() {
        for (text, suffix) in [("{\"version\": 99}", "newer-1"), ("{", "damaged-1"), ("{}", "damaged-1")] {
            let (directory, file) = file();
            fs::write(&file.0, text).unwrap();
            assert!(file.record("01-a", at(1, false)).is_err());
            assert!(file.clear_the_way().unwrap().contains(suffix));
            assert_eq!(fs::read_to_string(directory.path().join(format!("progress.json.{suffix}"))).unwrap(), text);
            file.record("01-a", at(1, false)).unwrap();
            assert_eq!(file.clear_the_way(), None);
        }
    }

    #[test]
    fn export_and_import_carry_progress_to_another_machine() {
        let (here, mine) = file();
        let (_there, theirs) = file();
        mine.record("01-a", at(9, true)).unwrap();
        theirs.record("02-b", at(2, false)).unwrap();
        let carried = here.path().join("carried.json");
        mine.export(&carried).unwrap();
        assert_eq!(theirs.import(&carried).unwrap(), 1);
        assert_eq!(theirs.load().lessons.len(), 2);
    }
}
