//! One kept sandbox: `sandbox.json` (the root of a saved session, and the place in the lesson) over a directory of
//! documents by digest.
//!
//! One program at a time has a sandbox open; a second one works on a copy that it does not keep.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::aside::put_aside;
use super::{StateDirectory, layout};
use crate::content::{AnyPart, Loading, Part};
use crate::host::disk::Disk;
use crate::hub::Hub;
use crate::sandbox::{SaveError, Session, Setup, Store, World};

/// The root document of a sandbox.
const ROOT: &str = "sandbox.json";
/// The key of the root under which the place in the lesson stands.
const LESSON: &str = "lesson";

/// A sandbox that is open, and where it is kept.
pub(crate) struct Drawer {
    /// `None`: nothing is kept.
    disk: Option<Disk>,
    /// Held as long as this program has the sandbox open.
    _lock: Option<File>,
    /// Whether the layout was written for these images already.
    layout: Option<layout::Listed>,
}

/// A sandbox as it was left.
pub(crate) struct Resumed {
    pub session: Session,
    /// The place in the lesson, and the World when its step began.
    pub lesson: Option<(Value, Part<World>)>,
}

impl Drawer {
    /// Opens the sandbox with this name, and what was left in it. What there is to say about it comes third.
    pub fn open(state: &StateDirectory, name: &str, setup: &Setup) -> (Drawer, Option<Resumed>, Vec<String>) {
        let directory = state.sandbox(name);
        let mut notes = Vec::new();
        let mut drawer = Drawer { disk: None, _lock: None, layout: None };
        let lock = match lock(&directory) {
            Ok(lock) => lock,
            Err(Locked::ByAnother) => {
                notes
                    .push("This sandbox is open in another terminal. Here you work on a copy that is not kept.".into());
                let resumed = Disk::open(&directory, setup.hub.clone()).ok();
                let resumed = resumed.and_then(|disk| load(&disk, setup).ok().flatten());
                return (drawer, resumed, notes);
            }
            Err(Locked::Failed(why)) => {
                notes.push(format!("Nothing can be kept: {why}"));
                return (drawer, None, notes);
            }
        };
        drawer._lock = lock;
        let mut resumed = None;
        match open_and_load(&directory, setup) {
            Ok((disk, found)) => (drawer.disk, resumed) = (Some(disk), found),
            Err(error) => {
                let newer = matches!(error, SaveError::Newer(_));
                let aside = put_aside(&directory, if newer { "newer" } else { "damaged" });
                let kept = match &aside {
                    Ok(kept) => format!("It is kept as {}, and you begin afresh.", kept.display()),
                    Err(why) => format!("It could not be put aside ({why}), so nothing will be kept."),
                };
                notes.push(format!("What you did here could not be read: {error}. {kept}"));
                if aside.is_ok() {
                    drawer.disk = open_disk(&directory, setup.hub.clone(), &mut notes);
                }
            }
        }
        (drawer, resumed, notes)
    }

    /// Saves the session, and the place in the lesson; at the return both are on disk, or neither.
    pub fn save(&mut self, session: &Session, lesson: Option<(Value, &Part<World>)>) -> Result<(), SaveError> {
        let Some(disk) = &mut self.disk else { return Ok(()) };
        let malformed = |error: serde_json::Error| SaveError::Malformed(error.to_string());
        let root = session.save(disk)?;
        let root = match lesson {
            None => root,
            Some((place, before)) => {
                store(before, disk)?;
                let mut document: Map<String, Value> = serde_json::from_slice(&root).map_err(malformed)?;
                let lesson = serde_json::json!({ "place": place, "before": before });
                document.insert(LESSON.into(), lesson);
                serde_json::to_vec(&document).map_err(malformed)?
            }
        };
        layout::write(&session.world().engine.images, disk, &mut self.layout)?;
        disk.write(ROOT, &root)
    }

    /// Removes what nothing needs any more.
    pub fn sweep(&mut self, session: &Session, before: Option<&Part<World>>) -> Result<(), SaveError> {
        let Some(disk) = &mut self.disk else { return Ok(()) };
        let mut needed = BTreeSet::new();
        for operation in session.history() {
            reach(operation, &mut needed);
        }
        if let Some(before) = before {
            reach(before, &mut needed);
        }
        layout::reach(&session.world().engine.images, &mut needed);
        disk.keep_only(&needed)
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.disk.is_some()
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

fn open_disk(directory: &Path, hub: Arc<dyn Hub>, notes: &mut Vec<String>) -> Option<Disk> {
    Disk::open(directory, hub).map_err(|error| notes.push(format!("Nothing can be kept: {error}"))).ok()
}

fn open_and_load(directory: &Path, setup: &Setup) -> Result<(Disk, Option<Resumed>), SaveError> {
    let disk = Disk::open(directory, setup.hub.clone())?;
    let resumed = load(&disk, setup)?;
    Ok((disk, resumed))
}

fn load(disk: &Disk, setup: &Setup) -> Result<Option<Resumed>, SaveError> {
    let Some(root) = disk.read(ROOT)? else { return Ok(None) };
    // Whatever is wrong with a file, the program goes on.
    catch_unwind(AssertUnwindSafe(|| resume(disk, setup, &root)))
        .unwrap_or_else(|_| Err(SaveError::Malformed("it does not hold together".into())))
        .map(Some)
}

fn resume(disk: &Disk, setup: &Setup, root: &[u8]) -> Result<Resumed, SaveError> {
    let session = Session::load(setup.clone(), root, disk)?;
    let document: Value = serde_json::from_slice(root).map_err(|error| SaveError::Malformed(error.to_string()))?;
    let Some(lesson) = document.get(LESSON) else { return Ok(Resumed { session, lesson: None }) };
    let digest = lesson.get("before").and_then(Value::as_str).unwrap_or_default();
    let worlds = session.history().iter().map(|operation| &operation.get().world);
    let before = match worlds.into_iter().find(|world| world.digest() == digest) {
        Some(world) => world.clone(),
        None => Part::load(digest, &Loading::new(disk))?,
    };
    let place = lesson.get("place").cloned().unwrap_or_default();
    Ok(Resumed { session, lesson: Some((place, before)) })
}

/// Stores a part with everything inside it.
fn store(part: &dyn AnyPart, disk: &mut Disk) -> Result<(), SaveError> {
    let disk = std::cell::RefCell::new(disk);
    let put = &mut |sha256: &str, bytes| disk.borrow_mut().put(sha256, &bytes);
    crate::content::save(part, &|sha256| disk.borrow().has(sha256), put)
}

/// Collects the digests of a part and of everything inside it.
fn reach(part: &dyn AnyPart, reached: &mut BTreeSet<String>) {
    let known = part.sha256_hex().is_some_and(|digest| !reached.insert(digest));
    if !known {
        part.children(&mut |child| reach(child, reached));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) }
    }

    fn open(directory: &Path) -> (Drawer, Option<Resumed>, Vec<String>) {
        Drawer::open(&StateDirectory(directory.to_path_buf()), "lesson", &setup())
    }

    #[test]
    fn a_sandbox_comes_back_with_its_place_and_its_undo_history() {
        let directory = tempfile::tempdir().unwrap();
        let (mut drawer, resumed, notes) = open(directory.path());
        assert!(resumed.is_none() && notes.is_empty());
        let mut session = Session::new(setup());
        let before = session.world_part().clone();
        session.feed("echo a > a");
        session.feed("echo b > b");
        drawer.save(&session, Some((serde_json::json!({ "step": 2 }), &before))).unwrap();
        drawer.sweep(&session, Some(&before)).unwrap();
        drop(drawer);
        let (_drawer, resumed, notes) = open(directory.path());
        let mut resumed = resumed.unwrap();
        assert!(notes.is_empty());
        assert_eq!(resumed.session.world_part(), session.world_part());
        let (place, again) = resumed.lesson.unwrap();
        assert_eq!((place["step"].as_u64(), again == before), (Some(2), true));
        assert!(resumed.session.undo() && resumed.session.undo() && !resumed.session.undo());
    }

    #[test]
    fn a_second_program_works_on_a_copy() {
        let directory = tempfile::tempdir().unwrap();
        let (mut first, ..) = open(directory.path());
        let mut session = Session::new(setup());
        session.feed("echo a > a");
        first.save(&session, None).unwrap();
        let (mut second, resumed, notes) = open(directory.path());
        assert!(notes[0].contains("another terminal") && !second.is_kept());
        let mut copy = resumed.unwrap().session;
        copy.feed("rm a");
        second.save(&copy, None).unwrap();
        second.sweep(&copy, None).unwrap();
        drop((first, second));
        assert_eq!(open(directory.path()).1.unwrap().session.world_part(), session.world_part());
    }

    #[test]
    fn a_newer_or_damaged_sandbox_is_kept_and_said() {
        for (root, name) in [("{\"layercake\": 99, \"operations\": []}", "lesson.newer-1"), ("{", "lesson.damaged-1")] {
            let directory = tempfile::tempdir().unwrap();
            open(directory.path());
            fs::write(directory.path().join("sandboxes/lesson").join(ROOT), root).unwrap();
            let (mut drawer, resumed, notes) = open(directory.path());
            assert!(resumed.is_none() && notes[0].contains(name), "{notes:?}");
            assert_eq!(fs::read_to_string(directory.path().join("sandboxes").join(name).join(ROOT)).unwrap(), root);
            drawer.save(&Session::new(setup()), None).unwrap();
            drop(drawer);
            assert!(open(directory.path()).1.is_some());
        }
    }
}
