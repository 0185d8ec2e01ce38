//! The processor: how long this thread has worked, and threads with a stack of a known size.

use std::thread;
use std::time::Duration;

use layercake::{declare_stack, set_timer};

/// Bytes of the stack of the threads that commands run on.
pub(super) const STACK: usize = 8 << 20;

/// Does something on a thread of its own, and waits for it. Where no thread can be started, right here.
pub(super) fn on_own_stack<T: Send + 'static>(act: fn() -> T) -> T {
    set_timer(worked);
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        declare_stack(STACK);
        act()
    });
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(_) => act(),
    }
}

/// Processor time that this thread has used.
#[cfg(unix)]
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Elsewhere: since this was asked first.
#[cfg(not(unix))]
fn worked() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}
