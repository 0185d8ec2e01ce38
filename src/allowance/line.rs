//! [`Line`]: the allowance of one command line.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::meter;

/// Bytes of memory that one command line may take beyond what the sandbox holds.
pub const MEMORY_LIMIT: usize = 192 << 20;
/// Processor time that one command line may take. (Without optimisation everything takes longer, and in a page.)
pub const TIME_LIMIT: Duration = match (cfg!(debug_assertions), cfg!(target_arch = "wasm32")) {
    (true, _) => Duration::from_secs(40),
    (false, true) => Duration::from_secs(15),
    (false, false) => Duration::from_millis(1800),
};
/// Processor time that one command line may make its world wait for what stands apart ([`apart`]).
pub const APART_LIMIT: Duration = Duration::from_secs(60);
/// Exit code of a command line that somebody gave up: 128 and SIGINT.
pub const INTERRUPTED: i32 = 130;
/// Exit code of a command line that spent its allowance: 128 and SIGKILL.
pub const STOPPED: i32 = 137;
/// Units of work that one command line may do: about a byte that is looked at.
pub const WORK_LIMIT: u64 = 1 << 36;
/// Units of work after which time is looked at, and whether anybody stopped the line.
const GLANCE: u64 = 1 << 16;
/// What one call counts at least: so rare calls of little work are looked at, too.
const CALL: u64 = 256;

/// Stops the command that has a clone of it: at its next step it ends as by Ctrl-C, and nothing has happened.
#[derive(Clone, Debug, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Stops it.
    pub fn halt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_halted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What of the allowance of a command line is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Spent {
    /// More memory.
    #[error("more than {MEMORY_LIMIT} bytes of memory in one command line")]
    Memory,
    /// More work.
    #[error("more than {WORK_LIMIT} units of work in one command line")]
    Work,
    /// More time.
    #[error("more than {} ms of processor time in one command line", TIME_LIMIT.as_millis())]
    Time,
    /// More time for what the line's world needed first.
    #[error("more than {} s of processor time for what had to be made first", APART_LIMIT.as_secs())]
    Apart,
    /// The person at the terminal gave it up.
    #[error("interrupted")]
    Halted,
}

/// What the machine's clock says that this thread has worked.
static TIMER: OnceLock<fn() -> Duration> = OnceLock::new();

/// The clock that says how long this thread has worked; without one, time has no limit.
pub fn set_timer(timer: fn() -> Duration) {
    let _ = TIMER.set(timer);
}

/// The line that runs on this thread.
struct Running {
    halt: Halt,
    held: isize,
    /// What the timer said when it was looked at first: a line of little work never asks for it.
    began: Option<Duration>,
    /// Since when something is done apart, and how long that took before.
    apart: Option<Duration>,
    before: Duration,
    worked: u64,
    /// At how much work somebody looks next.
    look: u64,
    spent: Option<Spent>,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

impl Running {
    fn new(halt: Halt) -> Self {
        Running {
            halt,
            held: meter::held(),
            began: None,
            apart: None,
            before: Duration::ZERO,
            worked: 0,
            look: 0,
            spent: None,
        }
    }

    fn work(&mut self, units: u64) -> Result<(), Spent> {
        self.worked = self.worked.saturating_add(units.max(CALL));
        if self.spent.is_none() && self.grown() > MEMORY_LIMIT {
            self.spent = Some(Spent::Memory);
        }
        if self.spent.is_none() && self.worked >= self.look {
            self.look = self.worked.saturating_add(GLANCE);
            self.spent = self.now_spent();
        }
        self.spent.map_or(Ok(()), Err)
    }

    fn glance(&mut self, units: u64) -> Result<(), Spent> {
        self.look = self.look.saturating_sub(units);
        // Whoever asks this may take long, however little is counted: from here on time counts.
        self.worked = self.worked.max(GLANCE);
        self.work(0)
    }

    fn room(&mut self, bytes: usize) -> Result<(), Spent> {
        if self.spent.is_none() && self.grown().saturating_add(bytes) > MEMORY_LIMIT {
            self.spent = Some(Spent::Memory);
        }
        self.spent.map_or(Ok(()), Err)
    }

    fn now_spent(&mut self) -> Option<Spent> {
        if self.halt.is_halted() {
            return Some(Spent::Halted);
        }
        if self.worked > WORK_LIMIT {
            return Some(Spent::Work);
        }
        if self.worked < GLANCE {
            return None;
        }
        let now = TIMER.get().map(|timer| timer())?;
        if let Some(since) = self.apart {
            let taken = self.before + now.saturating_sub(since);
            return (taken > APART_LIMIT).then_some(Spent::Apart);
        }
        let taken = now.saturating_sub(*self.began.get_or_insert(now));
        (taken > TIME_LIMIT).then_some(Spent::Time)
    }

    fn grown(&self) -> usize {
        usize::try_from(meter::held().wrapping_sub(self.held)).unwrap_or(0)
    }
}

/// So many units of work were done, or are about to be, for the line that runs here. Where none runs, all is allowed.
pub fn work(units: u64) -> Result<(), Spent> {
    RUNNING.with_borrow_mut(|running| running.as_mut().map_or(Ok(()), |running| running.work(units)))
}

/// What comes next may be as long as so many units of work, or short: the clock is looked at as if it were long, and no work
/// is counted. Whoever gives a whole value to a function of this program's own says so with the value's size.
pub fn glance(units: u64) -> Result<(), Spent> {
    RUNNING.with_borrow_mut(|running| running.as_mut().map_or(Ok(()), |running| running.glance(units)))
}

/// Whether there is room for so many bytes more, for those who take many at once: [`work`] sees them only afterwards.
pub fn room(bytes: usize) -> Result<(), Spent> {
    RUNNING.with_borrow_mut(|running| running.as_mut().map_or(Ok(()), |running| running.room(bytes)))
}

/// [`room`] for those who have no way to say that they fail, as [`insist`] is [`work`].
pub fn insist_room(bytes: usize) {
    if let Err(spent) = room(bytes) {
        leave(spent);
    }
}

/// Does something that is no work of the line's own: what its world has to have first, however long that takes up to
/// [`APART_LIMIT`]. Memory counts as ever, and a halt is heard.
pub fn apart<T>(act: impl FnOnce() -> T) -> T {
    let Some(timer) = TIMER.get() else { return act() };
    let begins = RUNNING.with_borrow_mut(|running| {
        let running = running.as_mut().filter(|running| running.apart.is_none())?;
        running.apart = Some(timer());
        running.apart
    });
    let done = act();
    if let Some(since) = begins {
        RUNNING.with_borrow_mut(|running| {
            if let Some(running) = running {
                let taken = timer().saturating_sub(since);
                running.apart = None;
                running.before += taken;
                running.began = running.began.map(|began| began + taken);
            }
        });
    }
    done
}

/// [`work`] for those who have no way to say that they fail: if the allowance is spent, they are left by unwinding, up
/// to where the line was begun ([`caught`]). A program that cannot unwind panics with what is spent.
pub fn insist(units: u64) {
    if let Err(spent) = work(units) {
        leave(spent);
    }
}

fn leave(spent: Spent) -> ! {
    match cfg!(panic = "unwind") {
        true => resume_unwind(Box::new(spent)),
        false => panic_any(spent),
    }
}

/// Does something; if it was left because the allowance is spent, that is the error.
pub fn caught<T>(act: impl FnOnce() -> T) -> Result<T, Spent> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|payload| match payload.downcast::<Spent>() {
        Ok(spent) => *spent,
        Err(panic) => resume_unwind(panic),
    })
}

/// A command line that runs on this thread, until it is dropped.
pub struct Line {
    outer: Option<Running>,
}

impl Line {
    /// Begins a line with a whole allowance; `halt` stops it from outside. One that runs already waits meanwhile.
    pub fn begin(halt: Halt) -> Line {
        Line { outer: RUNNING.replace(Some(Running::new(halt))) }
    }

    /// Bytes that the line has taken so far and not given back.
    pub fn grown(&self) -> usize {
        RUNNING.with_borrow(|running| running.as_ref().map_or(0, Running::grown))
    }

    /// What is used up of the line that runs here, if anything is.
    pub fn spent() -> Option<Spent> {
        RUNNING.with_borrow(|running| running.as_ref().and_then(|running| running.spent))
    }

    /// The line that runs here is given up, and the next one inside the same visit has an allowance of its own.
    pub fn renew() {
        RUNNING.with_borrow_mut(|running| {
            if let Some(running) = running.as_mut().filter(|running| running.spent != Some(Spent::Halted)) {
                *running = Running::new(running.halt.clone());
            }
        });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        RUNNING.set(self.outer.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_allowance_and_stays_spent() {
        let outer = Line::begin(Halt::default());
        {
            let _inner = Line::begin(Halt::default());
            assert_eq!(work(WORK_LIMIT + 1), Err(Spent::Work));
            assert_eq!((work(1), Line::spent()), (Err(Spent::Work), Some(Spent::Work)));
            Line::renew();
            assert_eq!(work(1), Ok(()));
        }
        assert_eq!((work(1), Line::spent()), (Ok(()), None));
        drop(outer);
        assert_eq!(work(u64::MAX), Ok(()));
    }

    #[test]
    fn what_is_held_counts_and_what_was_given_back_does_not() {
        let _line = Line::begin(Halt::default());
        let much = isize::try_from(MEMORY_LIMIT).unwrap();
        meter::count(much);
        meter::count(-much);
        assert_eq!(work(GLANCE), Ok(()));
        meter::count(much + (1 << 20));
        assert_eq!(work(2 * GLANCE), Err(Spent::Memory));
        meter::count(-much - (1 << 20));
    }

    #[test]
    fn what_is_too_much_at_once_is_not_begun() {
        let _line = Line::begin(Halt::default());
        assert_eq!(room(MEMORY_LIMIT / 2), Ok(()));
        assert_eq!(caught(|| insist_room(MEMORY_LIMIT + 1)), Err(Spent::Memory));
        assert_eq!(work(1), Err(Spent::Memory));
    }

    #[test]
    fn a_glance_is_no_work() {
        let line = Line::begin(Halt::default());
        assert_eq!(glance(WORK_LIMIT + 1), Ok(()));
        assert_eq!((glance(1), Line::spent()), (Ok(()), None));
        RUNNING.with_borrow_mut(|running| running.as_mut().unwrap().halt.halt());
        assert_eq!((glance(1), glance(GLANCE)), (Ok(()), Err(Spent::Halted)));
        assert!(RUNNING.with_borrow(|running| running.as_ref().unwrap().worked >= GLANCE), "from then on time counts");
        drop(line);
    }

    #[test]
    fn who_cannot_fail_is_left() {
        let _line = Line::begin(Halt::default());
        assert_eq!(caught(|| insist(1)), Ok(()));
        assert_eq!(caught(|| insist(WORK_LIMIT + 1)), Err(Spent::Work));
    }

    #[test]
    fn a_halt_is_heard() {
        let halt = Halt::default();
        let _line = Line::begin(halt.clone());
        halt.halt();
        assert_eq!(work(GLANCE), Err(Spent::Halted));
    }
}
