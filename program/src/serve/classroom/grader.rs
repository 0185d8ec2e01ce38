//! [`Grader`]: looks at what was handed in, one after the other, while others hand in. Nobody waits for it.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use layercake::{Class, Digest, Finding, Graded};
use tokio::sync::watch;

use super::inbox::Kept;
use crate::classroom::folder::bytes;
use crate::classroom::timed::{TIME_LIMIT, graded};
use crate::guard::note_panics;
use crate::processor::{self, declared};

/// What receipts came to, by their digest.
pub(super) type Results = BTreeMap<Digest, Arc<Graded>>;

/// What is known of receipts, and the queue of those of which nothing is known yet.
#[derive(Debug)]
pub(super) struct Grader {
    queue: Sender<Kept>,
    graded: Arc<Mutex<Results>>,
    news: watch::Sender<u64>,
}

impl Grader {
    /// Starts to work for a class, in a thread of its own; it ends with this value.
    pub fn start(class: Arc<Class>) -> io::Result<Grader> {
        let (queue, waiting) = channel();
        let grader = Grader { queue, graded: Arc::default(), news: watch::Sender::new(0) };
        let (graded, news) = (grader.graded.clone(), grader.news.clone());
        let work = move || {
            note_panics();
            look_at(&waiting, &class, &graded, &news);
        };
        processor::thread("grader").spawn(declared(work))?;
        Ok(grader)
    }

    /// One more receipt is to be looked at.
    pub fn hand_over(&self, kept: Kept) {
        // The thread ends after this value only.
        let _it_is_there = self.queue.send(kept);
        self.tell();
    }

    /// What all receipts came to that were looked at.
    pub fn graded(&self) -> Results {
        lock(&self.graded).clone()
    }

    /// What these came to, as far as they were looked at.
    pub fn graded_of(&self, kept: &[Kept]) -> Results {
        let graded = lock(&self.graded);
        kept.iter().filter_map(|kept| Some((kept.digest, graded.get(&kept.digest)?.clone()))).collect()
    }

    /// Changes whenever something was handed in or looked at.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn tell(&self) {
        self.news.send_modify(|number| *number += 1);
    }
}

fn look_at(waiting: &Receiver<Kept>, class: &Class, results: &Mutex<Results>, news: &watch::Sender<u64>) {
    while let Ok(kept) = waiting.recv() {
        if lock(results).contains_key(&kept.digest) {
            continue;
        }
        let name = kept.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let result = match bytes(&kept.path) {
            Ok(bytes) => graded(&name, &bytes, class, Duration::from_secs(TIME_LIMIT)),
            // Somebody took it away.
            Err(error) => Graded::lost(&name, b"", class, Finding::Broken { why: error.to_string() }),
        };
        lock(results).insert(kept.digest, Arc::new(result));
        news.send_modify(|number| *number += 1);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
