//! What may take a receipt's time and no more: doing it again.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use layercake::{Class, Finding, Graded, Halt, grade_receipt};

use crate::guard::guarded;
use crate::processor::{self, declared};

/// Seconds that one receipt may take, if nobody says otherwise.
pub const TIME_LIMIT: u64 = 60;

/// Grades a receipt. One that takes longer than `limit` is halted, and one that layercake itself fails at is the teacher's to look
/// at.
pub fn graded(name: &str, bytes: &[u8], class: &Class, limit: Duration) -> Graded {
    let failed = |why: String| Graded::lost(name, bytes, class, Finding::Bug { why });
    match within(limit, |halt| guarded(|| grade_receipt(name, bytes, class, halt))) {
        Ok(Ok(graded)) => graded,
        Ok(Err(bug)) => failed(bug.to_string()),
        Err(error) => failed(error.to_string()),
    }
}

/// Does something that looks whether it was halted; after `limit` it is. An error: nobody could watch the time, and nothing was
/// done.
pub fn within<T>(limit: Duration, act: impl FnOnce(&Halt) -> T) -> io::Result<T> {
    let (halt, (done, ends)) = (Halt::default(), channel::<()>());
    let watched = halt.clone();
    thread::scope(|scope| {
        let watch = move || {
            if ends.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                watched.halt();
            }
        };
        processor::thread("watch").spawn_scoped(scope, declared(watch))?;
        // The watch ends when its channel does, also where `act` panics.
        let _watched = done;
        Ok(act(&halt))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_halted() {
        let ends = |limit: Duration| {
            within(limit, |halt| {
                let began = std::time::Instant::now();
                while !halt.is_halted() && began.elapsed() < Duration::from_millis(300) {
                    thread::yield_now();
                }
                halt.is_halted()
            })
        };
        assert!(ends(Duration::ZERO).unwrap());
        assert!(!ends(Duration::from_secs(60)).unwrap());
    }
}
