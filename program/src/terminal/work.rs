//! [`work`]: what may take long runs on a thread of its own, so that Ctrl-C is heard at once.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::signals::Interrupts;
use crate::guard::{Bug, guarded};
use crate::processor::{declared, thread};
use layercake::Halt;

/// How long nobody looks whether Ctrl-C came.
const GLANCE: Duration = Duration::from_millis(15);

/// What came of it.
#[derive(Debug)]
pub(super) enum Worked<T> {
    Done(T),
    /// Ctrl-C came. What runs on is told to stop, and nobody waits for it.
    Interrupted,
    Failed(Bug),
}

/// Does something on a thread of its own. `act` owns what it changes: if it is interrupted, nothing of that is seen. It
/// is given what stops it. Ctrl-C counts from when the line was read: until then it was a key of the line.
pub(super) fn work<T: Send + 'static>(
    interrupts: &Interrupts,
    act: impl FnOnce(Halt) -> T + Send + 'static,
) -> Worked<T> {
    let halt = Halt::default();
    let (done, waits) = channel();
    let inside = halt.clone();
    let command = move || {
        // Nobody listens any more if it was interrupted.
        let _ = done.send(guarded(|| act(inside)));
    };
    if let Err(error) = thread("command").spawn(declared(command)) {
        return Worked::Failed(Bug::because(format!("no thread could be started: {error}")));
    }
    loop {
        match waits.recv_timeout(GLANCE) {
            Ok(Ok(result)) => return Worked::Done(result),
            Ok(Err(bug)) => return Worked::Failed(bug),
            Err(RecvTimeoutError::Disconnected) => return Worked::Failed(Bug::because("its thread ended".into())),
            Err(RecvTimeoutError::Timeout) if interrupts.came() => {
                halt.halt();
                return Worked::Interrupted;
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_comes_back_and_a_panic_is_a_bug() {
        let interrupts = Interrupts::default();
        assert!(matches!(work(&interrupts, |_| 42), Worked::Done(42)));
        assert!(matches!(work(&interrupts, |_| -> u8 { panic!("oh") }), Worked::Failed(_)));
    }

    #[test]
    fn ctrl_c_between_the_line_and_its_work_is_heard() {
        let interrupts = Interrupts::default();
        interrupts.press();
        let ended = work(&interrupts, |halt| {
            while !halt.is_halted() {
                std::thread::yield_now();
            }
        });
        assert!(matches!(ended, Worked::Interrupted));
        assert!(!interrupts.came());
    }
}
