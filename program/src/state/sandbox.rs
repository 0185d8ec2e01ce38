//! One kept sandbox on disk. What lies there is the sandbox's business; here is who may write it, and what
//! becomes of what cannot be read.
//!
//! One program at a time has a sandbox open; a second one works on a copy that it does not keep.

use std::fs::{self, File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::StateDirectory;
use super::aside::{copy_aside, put_aside};
use crate::disk::Disk;
use layercake::{Bookmark, Kept, Layout, Opened, Past, SaveError, Session, Setup, keep, leave, open_kept, words};

/// States that are tried, from the newest back, if they cannot be read.
const ROOTS: usize = 100;

/// A sandbox that is open, and where it is kept.
pub struct KeptSandbox {
    place: Keeping,
    /// Held as long as this program has the sandbox open.
    _lock: Option<File>,
    layout: Layout,
}

/// Whether what is done is kept.
enum Keeping {
    On(Disk),
    /// This is a copy of a sandbox that another program has open.
    Copy,
    /// It should be, and cannot: why.
    Failed(String),
}

impl KeptSandbox {
    /// Opens the sandbox with this name, and what was left in it.
    pub fn open(state: &StateDirectory, name: &str, setup: &Setup) -> (KeptSandbox, Opened) {
        let directory = state.sandbox(name);
        let locked = lock(&directory);
        let disk = match &locked {
            Ok(_) => Disk::open(&directory, setup.hub.clone()).map_err(|error| error.to_string()),
            Err(Locked::ByAnother) => Err(String::new()),
            Err(Locked::Failed(why)) => Err(why.clone()),
        };
        let mut opened = Opened::default();
        let place = match disk {
            Ok(disk) => open_to_write(&directory, disk, setup, &mut opened),
            Err(why) => {
                open_to_read(&directory, setup, &mut opened);
                match &locked {
                    Err(Locked::ByAnother) => {
                        opened.notes.push(words::open_elsewhere());
                        Keeping::Copy
                    }
                    _ => Keeping::Failed(why),
                }
            }
        };
        let mut kept = KeptSandbox { place, _lock: locked.unwrap_or_default(), layout: Layout::default() };
        kept.bring_up_to_date(&mut opened);
        opened.kept = kept.is_kept();
        (kept, opened)
    }

    /// What was saved before there was a journal is saved as today, so that from now on all of it has checksums. The documents
    /// of before go away, as passwords may stand in them.
    fn bring_up_to_date(&mut self, opened: &mut Opened) {
        let (Keeping::On(disk), Some(found)) = (&self.place, &opened.found) else { return };
        if disk.is_of_before()
            && let Err(error) = self
                .save(&found.session, found.bookmark.as_ref())
                .and_then(|()| self.leave(&found.session, found.bookmark.as_ref()))
        {
            opened.notes.push(words::cannot_be_kept(&error));
        }
    }

    /// Saves the session, and the place in the lesson; at the return both are on disk, or neither.
    pub fn save(&mut self, session: &Session, bookmark: Option<&Bookmark>) -> Result<(), SaveError> {
        match &mut self.place {
            Keeping::On(disk) => keep(session, bookmark, &mut self.layout, disk),
            Keeping::Copy => Ok(()),
            Keeping::Failed(why) => Err(SaveError::Disk(why.clone())),
        }
    }

    /// The sandbox is left: brings everything up to date, and removes what nothing needs any more.
    pub fn leave(&mut self, session: &Session, bookmark: Option<&Bookmark>) -> Result<(), SaveError> {
        match &mut self.place {
            Keeping::On(disk) => leave(session, bookmark, &mut self.layout, disk),
            Keeping::Copy | Keeping::Failed(_) => Ok(()),
        }
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        matches!(self.place, Keeping::On(_))
    }
}

enum Locked {
    ByAnother,
    Failed(String),
}

/// Locks a sandbox; `None`: this file system knows no locks.
fn lock(directory: &Path) -> Result<Option<File>, Locked> {
    let failed = |error: std::io::Error| Locked::Failed(format!("{}: {error}", directory.display()));
    fs::create_dir_all(directory.parent().unwrap_or(directory)).map_err(failed)?;
    let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lock = File::create(directory.with_file_name(name + ".lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(Locked::ByAnother),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Loads what may be changed. What cannot be read is put aside, and said.
fn open_to_write(directory: &Path, disk: Disk, setup: &Setup, opened: &mut Opened) -> Keeping {
    let error = match load(&disk, setup, &mut opened.notes) {
        Ok(None) if disk.is_used() => SaveError::Malformed("the record of what is in it is missing".into()),
        Ok(found) => {
            opened.found = found;
            return Keeping::On(disk);
        }
        Err(error) => error,
    };
    let aside = put_aside(directory, if matches!(error, SaveError::Newer(_)) { "newer" } else { "damaged" });
    let what = match &aside {
        Ok(kept) => words::put_aside(kept.display()),
        Err(why) => words::not_put_aside(why),
    };
    opened.notes = vec![words::sandbox_unreadable(&error, what)];
    match aside {
        Ok(_) => Disk::open(directory, setup.hub.clone())
            .map_or_else(|error| Keeping::Failed(error.to_string()), Keeping::On),
        Err(why) => Keeping::Failed(format!("the old sandbox could not be put aside: {why}")),
    }
}

/// Loads what may not be changed.
fn open_to_read(directory: &Path, setup: &Setup, opened: &mut Opened) {
    let loaded = Disk::read_only(directory, setup.hub.clone()).and_then(|disk| load(&disk, setup, &mut opened.notes));
    match loaded {
        Ok(found) => opened.found = found,
        Err(error) => opened.notes.push(words::sandbox_unreadable(&error, String::new())),
    }
}

/// The newest state that can be read, and notes on what cannot. The error is that of the newest.
fn load(disk: &Disk, setup: &Setup, notes: &mut Vec<String>) -> Result<Option<Kept>, SaveError> {
    let mut first = None;
    for (number, root) in disk.roots()?.iter().take(ROOTS).enumerate() {
        // Whatever is wrong with a file, the program goes on.
        let past = Past(Arc::new(disk.clone()));
        let loaded = catch_unwind(AssertUnwindSafe(|| open_kept(setup, root, past)))
            .unwrap_or_else(|_| Err(SaveError::Malformed("it does not hold together".into())));
        match loaded {
            Ok(kept) => {
                let damage = disk.damage();
                if number > 0 {
                    notes.push(words::last_unreadable(number));
                }
                if kept.lost > 0 {
                    notes.push(words::undo_shortened(kept.lost));
                }
                if !damage.is_empty() {
                    let aside = copy_aside(&disk.journal(), "damaged")
                        .map_or_else(words::damage_not_copied, |aside| words::damage_copied(aside.display()));
                    notes.push(words::damage(damage.join(", "), aside));
                }
                return Ok(Some(kept));
            }
            Err(error) => first = first.or(Some(error)),
        }
    }
    first.map_or(Ok(None), Err)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use layercake::{Origins, ROOT};

    pub(in crate::state) fn setup() -> Setup {
        Setup { keeps_shell: true, ..Setup::new(layercake::builtin_hub()) }
    }

    pub(in crate::state) fn open(directory: &Path) -> (KeptSandbox, Opened) {
        KeptSandbox::open(&StateDirectory(directory.to_path_buf()), "lesson", &setup())
    }

    #[test]
    fn a_sandbox_comes_back_with_its_place_and_its_undo_history() {
        let directory = tempfile::tempdir().unwrap();
        let (mut kept, opened) = open(directory.path());
        assert!(opened.found.is_none() && opened.notes.is_empty() && opened.kept);
        let mut session = Session::new(setup());
        let bookmark = Bookmark { place: serde_json::json!({ "step": 2 }), before: session.world_part().clone() };
        session.feed("echo a > a");
        session.feed("echo b > b");
        kept.save(&session, Some(&bookmark)).unwrap();
        kept.leave(&session, Some(&bookmark)).unwrap();
        drop(kept);
        let (_kept, opened) = open(directory.path());
        let mut found = opened.found.unwrap();
        assert!(opened.notes.is_empty());
        assert_eq!(found.session.world_part(), session.world_part());
        assert_eq!(found.bookmark, Some(bookmark));
        assert!(found.session.undo() && found.session.undo() && !found.session.undo());
    }

    #[test]
    fn a_second_program_works_on_a_copy() {
        let directory = tempfile::tempdir().unwrap();
        let (mut first, _) = open(directory.path());
        let mut session = Session::new(setup());
        session.feed("echo a > a");
        first.save(&session, None).unwrap();
        let (mut second, opened) = open(directory.path());
        assert!(opened.notes[0].contains("another terminal") && !opened.kept && !second.is_kept());
        let mut copy = opened.found.unwrap().session;
        copy.feed("rm a");
        second.save(&copy, None).unwrap();
        second.leave(&copy, None).unwrap();
        drop((first, second));
        assert_eq!(open(directory.path()).1.found.unwrap().session.world_part(), session.world_part());
    }

    #[test]
    fn a_newer_or_damaged_sandbox_is_kept_and_said() {
        for (root, name) in [("{\"layercake\": 99, \"operations\": []}", "lesson.newer-1"), ("{", "lesson.damaged-1")] {
            let directory = tempfile::tempdir().unwrap();
            open(directory.path());
            fs::write(directory.path().join("sandboxes/lesson").join(ROOT), root).unwrap();
            let (mut kept, opened) = open(directory.path());
            assert!(opened.found.is_none() && opened.notes[0].contains(name), "{:?}", opened.notes);
            assert_eq!(fs::read_to_string(directory.path().join("sandboxes").join(name).join(ROOT)).unwrap(), root);
            kept.save(&Session::new(setup()), None).unwrap();
            drop(kept);
            assert!(open(directory.path()).1.found.is_some());
        }
    }

    pub(in crate::state) fn files(directory: &Path, into: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, into) } else { into.push(path) }
        }
    }

    pub(in crate::state) fn copied(from: &Path) -> tempfile::TempDir {
        let to = tempfile::tempdir().unwrap();
        let mut all = Vec::new();
        files(from, &mut all);
        for file in all {
            let target = to.path().join(file.strip_prefix(from).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(file, target).unwrap();
        }
        to
    }

    /// A sandbox with images, and with files small and big; the session in it.
    pub(in crate::state) fn worked_in(directory: &Path) -> Session {
        let (mut kept, _) = open(directory);
        let mut session = Session::new(setup());
        for line in ["echo a > a", "docker pull -q hello-world", "seq 40000 > big", "echo b > b", "rm big"] {
            session.feed(line);
            kept.save(&session, None).unwrap();
        }
        session
    }

    #[test]
    fn a_small_command_adds_little_and_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let mut session = worked_in(directory.path());
        let (mut kept, _) = open(directory.path());
        let size = || {
            let mut all = Vec::new();
            files(directory.path(), &mut all);
            (all.len(), all.iter().map(|file| fs::metadata(file).unwrap().len()).sum::<u64>())
        };
        session.feed("echo first > f");
        kept.save(&session, None).unwrap();
        let (count, before) = size();
        for number in 0..100 {
            session.feed(&format!("echo {number} > f"));
            kept.save(&session, None).unwrap();
        }
        let (count_after, after) = size();
        assert_eq!(count, count_after);
        assert!(after - before < 100 * 2000, "{} bytes a command", (after - before) / 100);
    }

    #[test]
    fn every_missing_or_damaged_file_of_the_state_is_said_and_nothing_is_swept() {
        let directory = tempfile::tempdir().unwrap();
        let session = worked_in(directory.path());
        let mut all = Vec::new();
        files(&directory.path().join("sandboxes/lesson"), &mut all);
        let derived = |path: &Path| path.ends_with("index.json") || path.ends_with("oci-layout");
        for file in &all {
            let name = file.strip_prefix(directory.path()).unwrap();
            for flip in [None, Some(0), Some(1), Some(2), Some(3)] {
                let copy = copied(directory.path());
                let mut bytes = fs::read(file).unwrap();
                match flip {
                    None => fs::remove_file(copy.path().join(name)).unwrap(),
                    Some(part) => {
                        let at = (bytes.len() - 1) * part / 3;
                        bytes[at] ^= 4;
                        fs::write(copy.path().join(name), bytes).unwrap();
                    }
                }
                let (mut kept, opened) = open(copy.path());
                let same = opened.found.as_ref().is_some_and(|kept| kept.session.world_part() == session.world_part());
                if derived(file) {
                    // Nobody reads it here: whatever was there, it is written anew from the state.
                    assert!(same && opened.notes.is_empty(), "{name:?} {flip:?}");
                    kept.save(&session, None).unwrap();
                    assert_eq!(fs::read(copy.path().join(name)).unwrap(), fs::read(file).unwrap(), "{name:?} {flip:?}");
                    continue;
                }
                // A blob of the layout that is gone is written again; it is no part of the state.
                let of_layout = flip.is_none() && same;
                assert!(!opened.notes.is_empty() || of_layout, "{name:?} {flip:?}");
                drop(kept);
            }
        }
    }

    /// The digests in a document.
    fn mentions(bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        text.split(|c: char| !matches!(c, '0'..='9' | 'a'..='f'))
            .filter(|run| run.len() == 64)
            .map(String::from)
            .collect()
    }

    /// The sandbox as it was saved before there was a journal: each document a file, and a root that lists the operations.
    fn as_before(directory: &Path, bookmark: Option<&serde_json::Value>) {
        let sandbox = directory.join("sandboxes/lesson");
        let disk = Disk::read_only(&sandbox, layercake::builtin_hub()).unwrap();
        let root: serde_json::Value = serde_json::from_slice(&disk.roots().unwrap()[0]).unwrap();
        let mut operations = vec![root["last"].as_str().unwrap().to_string()];
        let mut todo = Vec::new();
        while let Some(bytes) = operations.last().and_then(|digest| disk.stored(digest)) {
            todo.extend(mentions(&bytes));
            let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let Some(parent) = document["parent"].as_str() else { break };
            operations.push(parent.into());
        }
        todo.extend(operations.iter().cloned());
        todo.extend(bookmark.and_then(|bookmark| Some(bookmark["before"].as_str()?.to_string())));
        let mut done = std::collections::BTreeSet::new();
        while let Some(digest) = todo.pop() {
            if let Some(bytes) = disk.stored(&digest).filter(|_| done.insert(digest.clone())) {
                fs::write(sandbox.join("blobs/sha256").join(&digest), &bytes).unwrap();
                todo.extend(mentions(&bytes));
            }
        }
        operations.reverse();
        let mut root = serde_json::json!({ "layercake": 1, "operations": operations });
        if let Some(bookmark) = bookmark {
            root["lesson"] = bookmark.clone();
        }
        fs::write(sandbox.join(ROOT), root.to_string()).unwrap();
        fs::remove_file(sandbox.join("journal")).unwrap();
    }

    #[test]
    fn a_sandbox_of_before_is_saved_as_today_when_it_is_opened() {
        let directory = tempfile::tempdir().unwrap();
        let session = worked_in(directory.path());
        let before = session.world_part().digest();
        as_before(directory.path(), Some(&serde_json::json!({ "place": { "step": 2 }, "before": before })));
        let (kept, opened) = open(directory.path());
        assert!(opened.notes.is_empty(), "{:?}", opened.notes);
        let sandbox = directory.path().join("sandboxes/lesson");
        assert!(sandbox.join("journal").exists() && !sandbox.join(ROOT).exists());
        drop(kept);
        // What is opened again is the same, and now every byte of its root counts.
        let (_kept, opened) = open(directory.path());
        let mut found = opened.found.unwrap();
        assert_eq!(found.session.world_part(), session.world_part());
        assert_eq!(found.session.undo_depth(), session.undo_depth());
        assert_eq!(found.bookmark.unwrap().place, serde_json::json!({ "step": 2 }));
        while found.session.undo_depth() > 0 {
            assert!(found.session.undo());
        }
        drop(_kept);
        let journal = fs::read(sandbox.join("journal")).unwrap();
        for part in 0..8 {
            let copy = copied(directory.path());
            let mut bytes = journal.clone();
            bytes[(journal.len() - 1) * part / 7] ^= 4;
            fs::write(copy.path().join("sandboxes/lesson/journal"), bytes).unwrap();
            assert!(!open(copy.path()).1.notes.is_empty(), "{part}");
        }
    }

    /// Writes into the operations of a state of before what was typed into their commands, as it was written then.
    fn as_typed_before(directory: &Path, typed: &str) {
        let sandbox = directory.join("sandboxes/lesson");
        let mut root: serde_json::Value = serde_json::from_slice(&fs::read(sandbox.join(ROOT)).unwrap()).unwrap();
        for operation in root["operations"].as_array_mut().unwrap() {
            let old = sandbox.join("blobs/sha256").join(operation.as_str().unwrap());
            let mut document: serde_json::Value = serde_json::from_slice(&fs::read(&old).unwrap()).unwrap();
            document["parent"] = serde_json::Value::Null;
            if document["kind"] == "command" {
                document["inputs"] = serde_json::json!([{ "line": "student" }, { "line": typed }, "end"]);
            }
            let bytes = document.to_string();
            let digest = layercake::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
            fs::remove_file(old).unwrap();
            fs::write(sandbox.join("blobs/sha256").join(&digest), bytes).unwrap();
            *operation = digest.into();
        }
        fs::write(sandbox.join(ROOT), root.to_string()).unwrap();
    }

    #[test]
    fn what_was_typed_into_a_state_of_before_is_on_no_disk_after_its_first_opening() {
        const TYPED: &str = "open-sesame-42";
        let directory = tempfile::tempdir().unwrap();
        let session = worked_in(directory.path());
        as_before(directory.path(), None);
        as_typed_before(directory.path(), TYPED);
        let holding = || {
            let mut all = Vec::new();
            files(directory.path(), &mut all);
            let holds = |file: &&std::path::PathBuf| {
                fs::read(file).unwrap().windows(TYPED.len()).any(|window| window == TYPED.as_bytes())
            };
            all.iter().filter(holds).count()
        };
        assert!(holding() > 0);
        let (kept, opened) = open(directory.path());
        assert!(opened.notes.is_empty(), "{:?}", opened.notes);
        assert_eq!(holding(), 0);
        let mut found = opened.found.unwrap().session;
        assert_eq!(found.world_part(), session.world_part());
        assert!(!format!("{:?}", found.history()).contains(TYPED));
        drop(kept);
        // All of it is there when it is opened again.
        let opened = open(directory.path()).1;
        assert!(opened.notes.is_empty(), "{:?}", opened.notes);
        let mut again = opened.found.unwrap().session;
        assert_eq!((again.world_part(), again.undo_depth()), (session.world_part(), session.undo_depth()));
        while again.undo_depth() > 0 {
            assert!(again.undo() && found.undo());
        }
    }

    #[test]
    fn every_missing_or_damaged_file_of_a_state_of_before_is_said() {
        let directory = tempfile::tempdir().unwrap();
        let session = worked_in(directory.path());
        as_before(directory.path(), None);
        let mut all = Vec::new();
        files(&directory.path().join("sandboxes/lesson"), &mut all);
        let damaged = |file: &Path, flip: Option<usize>| {
            let name = file.strip_prefix(directory.path()).unwrap();
            let copy = copied(directory.path());
            let mut bytes = fs::read(file).unwrap();
            match flip {
                None => fs::remove_file(copy.path().join(name)).unwrap(),
                Some(at) => {
                    bytes[at] ^= 4;
                    fs::write(copy.path().join(name), bytes).unwrap();
                }
            }
            let (_kept, opened) = open(copy.path());
            let mut found = opened.found.map(|kept| kept.session);
            let same = found.as_ref().is_some_and(|found| found.world_part() == session.world_part());
            let undoes = found.as_mut().map_or(0, |found| std::iter::from_fn(|| found.undo().then_some(())).count());
            // Said, or (an old step's file that is gone) noticed by whoever goes back there, or no part of the state.
            assert!(!opened.notes.is_empty() || same && flip.is_none(), "{name:?} {flip:?}");
            assert!(!opened.notes.is_empty() || undoes <= session.undo_depth(), "{name:?} {flip:?}");
        };
        for file in all.iter().filter(|file| !file.ends_with("index.json") && !file.ends_with("oci-layout")) {
            let length = usize::try_from(fs::metadata(file).unwrap().len()).unwrap();
            // Of the root many a byte.
            let flips = if file.ends_with(ROOT) { 60 } else { 1 };
            damaged(file, None);
            (0..flips).for_each(|part| damaged(file, Some((length - 1) * part / flips.max(2))));
        }
    }

    #[test]
    fn a_lock_or_a_disk_that_cannot_be_written_leaves_a_copy_to_work_in() {
        let directory = tempfile::tempdir().unwrap();
        let session = worked_in(directory.path());
        let lock = directory.path().join("sandboxes/lesson.lock");
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&lock).unwrap();
        let (mut kept, opened) = open(directory.path());
        assert_eq!(opened.found.unwrap().session.world_part(), session.world_part());
        assert!(!opened.kept && kept.save(&session, None).is_err());
    }

    #[test]
    fn a_damaged_old_step_costs_that_step() {
        let directory = tempfile::tempdir().unwrap();
        worked_in(directory.path());
        let journal = directory.path().join("sandboxes/lesson/journal");
        // The World after `seq` has a big file; when that is gone, only going there fails.
        let mut all = Vec::new();
        files(&directory.path().join("sandboxes/lesson/blobs"), &mut all);
        let big = all.iter().find(|file| fs::metadata(file).unwrap().len() > 100_000).unwrap();
        fs::remove_file(big).unwrap();
        let (_kept, opened) = open(directory.path());
        let mut session = opened.found.unwrap().session;
        assert!(!session.undo() && !session.undo() && session.undo());
        assert!(journal.exists() && session.feed("cat a").text(layercake::Stream::Out) == "a\n");
    }
}
