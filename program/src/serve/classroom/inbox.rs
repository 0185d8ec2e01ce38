//! [`Inbox`]: the folder of what was handed in. A receipt is acknowledged when it is on the disk, and never before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use anyhow::{Context, Result};
use layercake::{Digest, Receipt, plain_name};

use crate::classroom::folder::{RECEIPT, STUDENT_LIMIT, bytes, receipts};
use crate::disk::{remove_leftovers, write_whole};

/// Letters of a name that a file's name has.
const NAME_LETTERS: usize = 48;

/// A receipt that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Of its bytes.
    pub digest: Digest,
    /// The exercise's slug.
    pub exercise: String,
    /// When it came, by this machine's clock.
    pub at: SystemTime,
    /// Where it is.
    pub path: PathBuf,
}

/// What became of a receipt that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// It is new, and kept.
    New(Kept),
    /// It was here already: nothing was done.
    Again(Kept),
}

/// Why a receipt is not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum InboxError {
    /// A student handed in too often.
    #[error("{STUDENT_LIMIT} receipts were handed in with this code: that is the limit")]
    TooMany,
    /// The disk refused.
    #[error("it could not be kept: {0}")]
    Disk(String),
}

/// What one student handed in, in the order in which it came.
type Pile = Arc<Mutex<Vec<Kept>>>;

/// The folder of receipts, and what is in it: by student, as the roster has them.
#[derive(Debug)]
pub(super) struct Inbox {
    folder: PathBuf,
    piles: Mutex<BTreeMap<String, Pile>>,
}

impl Inbox {
    /// Opens the folder, which is made if need be. `student` says whom the roster knows by a name.
    pub fn open(folder: &Path, student: impl Fn(&str) -> Option<String>) -> Result<Inbox> {
        let shown = || folder.display().to_string();
        fs::create_dir_all(folder).with_context(shown)?;
        // What was being written when the program was killed was not acknowledged.
        remove_leftovers(folder).with_context(shown)?;
        let inbox = Inbox { folder: folder.to_path_buf(), piles: Mutex::default() };
        for path in receipts(&[folder.to_path_buf()])? {
            let bytes = bytes(&path)?;
            let (claimed, exercise) = Receipt::claimed(&bytes);
            let Some(student) = student(&claimed) else { continue };
            let at = path.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            let kept = Kept { digest: Digest::of(&bytes), exercise, at, path };
            lock(&inbox.pile(&student)).push(kept);
        }
        for pile in lock(&inbox.piles).values() {
            lock(pile).sort_by(|a, b| (a.at, &a.path).cmp(&(b.at, &b.path)));
        }
        Ok(inbox)
    }

    /// Keeps a receipt of a student's; when this returns, it is on the disk.
    pub fn keep(&self, student: &str, exercise: &str, text: &[u8]) -> Result<Received, InboxError> {
        let pile = self.pile(student);
        // Two that hand in the same at once wait for each other.
        let mut pile = lock(&pile);
        let digest = Digest::of(text);
        if let Some(kept) = pile.iter().find(|kept| kept.digest == digest) {
            return Ok(Received::Again(kept.clone()));
        }
        if pile.len() >= STUDENT_LIMIT {
            return Err(InboxError::TooMany);
        }
        let path = self.folder.join(file_name(student, exercise, &digest));
        write_whole(&path, text).map_err(|error| InboxError::Disk(error.to_string()))?;
        let kept = Kept { digest, exercise: exercise.into(), at: SystemTime::now(), path };
        pile.push(kept.clone());
        Ok(Received::New(kept))
    }

    /// What a student handed in, the oldest first.
    pub fn of(&self, student: &str) -> Vec<Kept> {
        let pile = lock(&self.piles).get(student).cloned();
        pile.map(|pile| lock(&pile).clone()).unwrap_or_default()
    }

    /// Who handed in what.
    pub fn all(&self) -> Vec<(String, Vec<Kept>)> {
        let piles: Vec<(String, Pile)> =
            lock(&self.piles).iter().map(|(name, pile)| (name.clone(), pile.clone())).collect();
        piles.into_iter().map(|(name, pile)| (name, lock(&pile).clone())).collect()
    }

    fn pile(&self, student: &str) -> Pile {
        lock(&self.piles).entry(student.to_string()).or_default().clone()
    }
}

/// A name that tells a teacher whose it is, and that the same bytes have always.
fn file_name(student: &str, exercise: &str, digest: &Digest) -> String {
    let short = |name: &str| plain_name(name).chars().take(NAME_LETTERS).collect::<String>();
    let hex = digest.hex();
    format!("{}-{}-{}.{RECEIPT}", short(exercise), short(student), hex.get(..16).unwrap_or(&hex))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked with it had changed nothing by halves: one value was pushed, or none.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path) -> Inbox {
        Inbox::open(folder, |name| Some(name.to_string())).unwrap()
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_same_receipt_twice_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = open(folder.path());
        let text = b"layercake receipt 1\nexercise e1\nstudent Ada\n";
        let first = inbox.keep("Ada", "e1", text).unwrap();
        let Received::New(kept) = first else { panic!("{first:?}") };
        assert_eq!(inbox.keep("Ada", "e1", text).unwrap(), Received::Again(kept));
        assert_eq!(files(folder.path()).len(), 1);

        let again = open(folder.path());
        assert!(matches!(again.keep("Ada", "e1", text).unwrap(), Received::Again(_)), "after a new start, too");
        assert!(matches!(again.keep("Ada", "e1", b"another").unwrap(), Received::New(_)));
        assert_eq!((again.of("Ada").len(), again.of("Ben").len(), again.all().len()), (2, 0, 1));
    }

    #[test]
    fn what_was_not_acknowledged_is_no_receipt() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".tmpABC"), "layercake").unwrap();
        fs::write(folder.path().join("notes.txt"), "the teacher's").unwrap();
        assert_eq!(open(folder.path()).all(), []);
        assert_eq!(files(folder.path()), ["notes.txt"]);
    }

    #[test]
    fn a_student_does_not_fill_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = open(folder.path());
        let full = Kept { digest: Digest::of(b""), exercise: "e1".into(), at: SystemTime::now(), path: PathBuf::new() };
        lock(&inbox.pile("Ada")).resize(STUDENT_LIMIT, full);
        assert!(matches!(inbox.keep("Ada", "e1", b"one more"), Err(InboxError::TooMany)));
        assert!(inbox.keep("Ben", "e1", b"one").is_ok(), "nobody else is disturbed");
        assert_eq!(files(folder.path()).len(), 1);
    }

    #[test]
    fn names_of_files_are_plain_whatever_is_in_a_name() {
        let digest = Digest::of(b"");
        assert_eq!(file_name("Ada Lovelace", "e1-shelf", &digest), "e1-shelf-ada-lovelace-e3b0c44298fc1c14.receipt");
        let strange = file_name("../../Ada\\/:\n", "../e1", &digest);
        assert_eq!(strange, "e1-ada-e3b0c44298fc1c14.receipt");
        assert!(file_name(&"ö".repeat(300), &"x".repeat(300), &digest).len() < 255);
    }
}
