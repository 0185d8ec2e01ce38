//! `progress.json`: the file of a learner's [`Progress`].
//!
//! Several programs may have it open: each change reads it anew, under a lock, and changes one lesson only.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::aside::put_aside;
use crate::disk::write_whole;
use crate::reading::read_file;
use layercake::{Entries, Progress, UnreadableProgress, words};

/// Bytes that the document may have.
const LIMIT: u64 = 1 << 20;

/// The file that holds the document.
#[derive(Clone, Debug)]
pub struct ProgressFile(PathBuf);

impl ProgressFile {
    pub(super) fn at(path: PathBuf) -> Self {
        ProgressFile(path)
    }

    /// The document as it is; what cannot be read counts as empty here, and stays where it is.
    pub fn load(&self) -> Progress {
        read_file(&self.0, LIMIT).ok().and_then(|bytes| Progress::read(&bytes).ok()).unwrap_or_default()
    }

    /// Puts a document aside that cannot be read, so that a new one can be begun. Says so, if it was so.
    pub fn clear_the_way(&self) -> Option<String> {
        let (reason, why) = match Progress::read(&read_file(&self.0, LIMIT).ok()?) {
            Ok(_) => return None,
            Err(why @ UnreadableProgress::Newer(_)) => ("newer", why),
            Err(why @ UnreadableProgress::Damaged(_)) => ("damaged", why),
        };
        Some(match put_aside(&self.0, reason) {
            Ok(kept) => words::progress_put_aside(why, kept.display()),
            Err(error) => words::progress_not_put_aside(why, error),
        })
    }

    /// The learner's own number; made at the first time. (Where nothing can be written, it is another one each time.)
    pub fn seed(&self) -> u64 {
        let fresh = jiff::Timestamp::now().as_nanosecond().unsigned_abs() as u64 % u64::from(u32::MAX);
        let seed = self.load().seed;
        if seed.is_none() {
            let _ = self.change(|progress| progress.seed = progress.seed.or(Some(fresh)));
        }
        seed.or(self.load().seed).unwrap_or(fresh)
    }

    /// Writes what was done, all or nothing.
    pub fn write(&self, entries: &Entries) -> Result<()> {
        self.change(|progress| entries.write_into(progress, today()))
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
        let other = match Progress::read(&read_file(from, LIMIT)?) {
            Ok(other) => other,
            Err(why @ UnreadableProgress::Newer(_)) => bail!("{}: {why}", from.display()),
            Err(UnreadableProgress::Damaged(why)) => bail!("{}: no record of progress: {why}", from.display()),
        };
        let count = other.lessons.len();
        self.clear_the_way();
        self.change(|progress| progress.merge(other))?;
        Ok(count)
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) -> Result<()> {
        let directory = self.0.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
        let lock = File::create(self.0.with_extension("lock")).context("progress.lock")?;
        // Where the file system knows no locks, the last one to write wins.
        let _ = lock.lock();
        let mut progress = match fs::metadata(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => Progress::default(),
            _ => Progress::read(&read_file(&self.0, LIMIT)?)
                .with_context(|| format!("{}: cannot be read, and is left as it is", self.0.display()))?,
        };
        let before = progress.clone();
        change(&mut progress);
        if progress != before {
            write_whole(&self.0, progress.text().as_bytes())?;
        }
        Ok(())
    }
}

/// The day, counted from 1970-01-01.
pub fn today() -> i64 {
    jiff::Timestamp::now().as_second().div_euclid(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use layercake::{LessonProgress, Unrecorded};
    use serde_json::Value;

    fn at(step: usize, finished: bool) -> LessonProgress {
        LessonProgress { step, steps: 9, finished, ..LessonProgress::default() }
    }

    /// What was noted of a lesson.
    fn entries(slug: &str, lesson: LessonProgress) -> Entries {
        let mut unrecorded = Unrecorded::default();
        unrecorded.note(Some((slug.into(), lesson)), &[]);
        let mut noted = Entries::default();
        unrecorded.keep(Ok(()), |entries| {
            noted = entries.clone();
            Ok(())
        });
        noted
    }

    fn file() -> (tempfile::TempDir, ProgressFile) {
        let directory = tempfile::tempdir().unwrap();
        let file = ProgressFile::at(directory.path().join("progress.json"));
        (directory, file)
    }

    #[test]
    fn what_is_recorded_is_there_again_and_unknown_keys_stay() {
        let (_directory, file) = file();
        file.write(&entries("01-a", at(2, false))).unwrap();
        let mut value: Value = serde_json::from_slice(&fs::read(&file.0).unwrap()).unwrap();
        value["lessons"]["01-a"]["note"] = "mine".into();
        fs::write(&file.0, value.to_string()).unwrap();
        file.write(&entries("01-a", at(3, true))).unwrap();
        file.write(&entries("02-b", at(1, false))).unwrap();
        let progress = file.load();
        assert_eq!(progress.last.as_deref(), Some("02-b"));
        assert_eq!((progress.lessons["01-a"].step, progress.lessons["01-a"].finished), (3, true));
    }

    #[test]
    fn a_newer_or_damaged_document_is_kept_and_said() {
        for (text, suffix) in [("{\"version\": 99}", "newer-1"), ("{", "damaged-1"), ("{}", "damaged-1")] {
            let (directory, file) = file();
            fs::write(&file.0, text).unwrap();
            assert!(file.write(&entries("01-a", at(1, false))).is_err());
            assert!(file.clear_the_way().unwrap().contains(suffix));
            assert_eq!(fs::read_to_string(directory.path().join(format!("progress.json.{suffix}"))).unwrap(), text);
            file.write(&entries("01-a", at(1, false))).unwrap();
            assert_eq!(file.clear_the_way(), None);
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_empty_document() {
        let (_directory, file) = file();
        fs::create_dir(&file.0).unwrap();
        let why = file.write(&entries("01-a", at(1, false))).unwrap_err();
        assert!(format!("{why:#}").contains("not a regular file"), "{why:#}");
        fs::remove_dir(&file.0).unwrap();
        fs::write(&file.0, " ".repeat(2 << 20)).unwrap();
        assert!(file.write(&entries("01-a", at(1, false))).is_err());
        assert_eq!(fs::metadata(&file.0).unwrap().len(), 2 << 20);
    }

    #[test]
    fn export_and_import_carry_progress_to_another_machine() {
        let (here, mine) = file();
        let (_there, theirs) = file();
        mine.write(&entries("01-a", at(9, true))).unwrap();
        theirs.write(&entries("02-b", at(2, false))).unwrap();
        let carried = here.path().join("carried.json");
        mine.export(&carried).unwrap();
        assert_eq!(theirs.import(&carried).unwrap(), 1);
        assert_eq!(theirs.load().lessons.len(), 2);
    }
}
