//! Many receipts at once: threads that each take the next one, a watch that stops what takes too long, and how far it is.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use layercake::{Class, Graded, Halt, grade_receipt};

use super::folder::bytes;
use crate::guard::{guarded, note_panics};
use crate::processor::{self, declared};

/// How often somebody looks.
const GLANCE: Duration = Duration::from_millis(50);
/// Columns of the bar.
const BAR: usize = 40;

/// A receipt that is being done again: since when, and what stops it.
type Running = Mutex<Option<(Instant, Halt)>>;

/// Grades files, so many at a time; what came of them is in their order. One that takes longer than `limit` is stopped.
pub fn graded(
    files: &[(String, std::path::PathBuf)],
    class: &Class,
    jobs: usize,
    limit: Duration,
) -> Result<Vec<Graded>> {
    note_panics();
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let done: Vec<OnceLock<Graded>> = files.iter().map(|_| OnceLock::new()).collect();
    let running: Vec<Running> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let work = |mine: &Running| {
        while let Some(((name, path), place)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            files.get(at).zip(done.get(at))
        } {
            let halt = Halt::default();
            *mine.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), halt.clone()));
            let graded = match bytes(path) {
                Ok(bytes) => guarded(|| grade_receipt(name, &bytes, class, &halt))
                    .unwrap_or_else(|bug| Graded::lost(name, bug.to_string())),
                Err(error) => Graded::lost(name, error.to_string()),
            };
            place.get_or_init(|| graded);
            finished.fetch_add(1, Ordering::Relaxed);
        }
        *mine.lock().unwrap_or_else(PoisonError::into_inner) = None;
    };
    thread::scope(|scope| -> Result<()> {
        let mut threads = Vec::new();
        for mine in &running {
            let thread = processor::thread("grade").spawn_scoped(scope, declared(|| work(mine)));
            threads.push(thread.context("no thread could be started")?);
        }
        let mut bar = Bar::new(files.len());
        while !threads.iter().all(thread::ScopedJoinHandle::is_finished) {
            for running in &running {
                let running = running.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((_, halt)) = running.as_ref().filter(|(began, _)| began.elapsed() > limit) {
                    halt.halt();
                }
            }
            bar.show(finished.load(Ordering::Relaxed));
            thread::sleep(GLANCE);
        }
        bar.clear();
        Ok(())
    })?;
    Ok(done.into_iter().filter_map(OnceLock::into_inner).collect())
}

/// How far it is, on a terminal's standard error.
struct Bar {
    of: usize,
    shown: Option<usize>,
}

impl Bar {
    fn new(of: usize) -> Bar {
        Bar { of, shown: None }
    }

    fn show(&mut self, done: usize) {
        if self.shown == Some(done) || !std::io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(done);
        let full = (done * BAR).checked_div(self.of).unwrap_or(BAR);
        let bar = "#".repeat(full) + &".".repeat(BAR - full);
        // Nobody loses anything if it cannot be seen.
        let _ = write!(std::io::stderr(), "\r[{bar}] {done}/{}", self.of);
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(BAR + 20));
        }
    }
}
