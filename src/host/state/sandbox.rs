//! One kept sandbox on disk. What lies there is [`crate::sandbox`]'s business; here is who may write it, and what
//! becomes of what cannot be read.
//!
//! One program at a time has a sandbox open; a second one works on a copy that it does not keep.

use std::fs::{self, File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::StateDirectory;
use super::aside::put_aside;
use crate::host::disk::Disk;
use crate::hub::Hub;
use crate::prompt::Opened;
use crate::sandbox::{self, Bookmark, Kept, Layout, SaveError, Session, Setup};
use crate::tell;

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
    Nowhere,
}

impl KeptSandbox {
    /// Opens the sandbox with this name, and what was left in it.
    pub fn open(state: &StateDirectory, name: &str, setup: &Setup) -> (KeptSandbox, Opened) {
        let directory = state.sandbox(name);
        let mut opened = Opened::default();
        let mut kept = KeptSandbox { place: Keeping::Nowhere, _lock: None, layout: Layout::default() };
        kept._lock = match lock(&directory) {
            Ok(lock) => lock,
            Err(Locked::ByAnother) => {
                opened.notes.push(tell::open_elsewhere());
                let disk = Disk::open(&directory, setup.hub.clone()).ok();
                opened.found = disk.and_then(|disk| load(&disk, setup).ok().flatten());
                return (kept, opened);
            }
            Err(Locked::Failed(why)) => {
                opened.notes.push(tell::nothing_kept(why));
                return (kept, opened);
            }
        };
        match open_and_load(&directory, setup) {
            Ok((disk, found)) => {
                kept.place = Keeping::On(disk);
                opened.found = found;
            }
            Err(error) => {
                let newer = matches!(error, SaveError::Newer(_));
                let aside = put_aside(&directory, if newer { "newer" } else { "damaged" });
                let what = match &aside {
                    Ok(kept) => tell::put_aside(kept.display()),
                    Err(why) => tell::not_put_aside(why),
                };
                opened.notes.push(tell::sandbox_unreadable(&error, what));
                if aside.is_ok() {
                    kept.place = open_disk(&directory, setup.hub.clone(), &mut opened.notes);
                }
            }
        }
        opened.kept = kept.is_kept();
        (kept, opened)
    }

    /// Saves the session, and the place in the lesson; at the return both are on disk, or neither.
    pub fn save(&mut self, session: &Session, bookmark: Option<&Bookmark>) -> Result<(), SaveError> {
        match &mut self.place {
            Keeping::On(disk) => sandbox::keep(session, bookmark, &mut self.layout, disk),
            Keeping::Nowhere => Ok(()),
        }
    }

    /// Removes what nothing needs any more.
    pub fn sweep(&mut self, session: &Session, bookmark: Option<&Bookmark>) -> Result<(), SaveError> {
        match &mut self.place {
            Keeping::On(disk) => sandbox::sweep(session, bookmark, disk),
            Keeping::Nowhere => Ok(()),
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

fn open_disk(directory: &Path, hub: Arc<dyn Hub>, notes: &mut Vec<String>) -> Keeping {
    match Disk::open(directory, hub) {
        Ok(disk) => Keeping::On(disk),
        Err(error) => {
            notes.push(tell::nothing_kept(error));
            Keeping::Nowhere
        }
    }
}

fn open_and_load(directory: &Path, setup: &Setup) -> Result<(Disk, Option<Kept>), SaveError> {
    let disk = Disk::open(directory, setup.hub.clone())?;
    let found = load(&disk, setup)?;
    Ok((disk, found))
}

fn load(disk: &Disk, setup: &Setup) -> Result<Option<Kept>, SaveError> {
    // Whatever is wrong with a file, the program goes on.
    catch_unwind(AssertUnwindSafe(|| sandbox::load_kept(setup, disk)))
        .unwrap_or_else(|_| Err(SaveError::Malformed("it does not hold together".into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::ROOT;

    fn setup() -> Setup {
        Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) }
    }

    fn open(directory: &Path) -> (KeptSandbox, Opened) {
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
        kept.sweep(&session, Some(&bookmark)).unwrap();
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
        second.sweep(&copy, None).unwrap();
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
}
