//! The processor: how long this thread has worked, and the one place where threads begin that work: their stack has a known
//! size, they speak the language of whoever began them, and in the end they give back what memory they took.

use std::thread::{self, Builder};
use std::time::Duration;

use layercake::words::{language, speak};
use layercake::{declare_stack, set_timer};

/// Bytes of the stack of the threads that commands run on.
pub(super) const STACK: usize = 8 << 20;

/// A thread with such a stack; what it is to do is [`declared`].
pub(super) fn thread(name: &str) -> Builder {
    Builder::new().name(name.into()).stack_size(STACK)
}

/// What is done on a [`thread()`]: it knows how much stack it has, speaks the language that is spoken here, leaves Ctrl-C to the
/// program's own thread, and gives back what memory it has taken.
pub(super) fn declared<T>(act: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let settle = declare();
    move || {
        leave_interrupts();
        settle();
        let done = act();
        give_back();
        done
    }
}

/// What a thread does first that others start with so much stack.
pub(super) fn declare() -> impl Fn() + Copy + Send + Sync + 'static {
    let language = language();
    move || {
        declare_stack(STACK);
        speak(language);
    }
}

/// What this thread's allocator keeps of small pieces that were given back goes to the system: else the memory that one greedy
/// line took would stay with the program for good.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes no pointer, and may be called on any thread at any time.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}

/// Does something on a thread of its own, and waits for it. Where no thread can be started, right here.
pub(super) fn on_own_stack<T: Send + 'static>(act: fn() -> T) -> T {
    set_timer(worked);
    let program = thread("program").spawn(move || {
        declare_stack(STACK);
        act()
    });
    if program.is_ok() {
        leave_interrupts();
    }
    match program.map(thread::JoinHandle::join) {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(_) => act(),
    }
}

/// This thread is not interrupted by Ctrl-C any more. A signal is heard by one thread, sooner or later; if that is the
/// one that reads the keys, it has been heard when its system call returns, and no key is lost between both.
#[cfg(unix)]
fn leave_interrupts() {
    use nix::sys::signal::{SigSet, Signal};
    // Where that is not possible, it is heard all the same, if later.
    let _ = SigSet::from(Signal::SIGINT).thread_block();
}

#[cfg(not(unix))]
fn leave_interrupts() {}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_works_speaks_as_whoever_began_it() {
        speak("de");
        let apart = thread("a").spawn(declared(language)).unwrap().join().unwrap();
        assert_eq!((apart, thread::spawn(language).join().unwrap()), ("de", "en"));
    }
}
