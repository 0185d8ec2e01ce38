//! [`Bounds`]: what ends programs from outside, as those that run below `timeout`.
//!
//! A program that would sleep past its bound is left asleep ([`Stop::Stays`](super::Stop::Stays)), as one is at the
//! present; `timeout` then lets the time pass and says that it was ended. So nothing has to be ended from outside.

use crate::clock::Timestamp;

/// A moment at which a signal comes to everything that runs below a `timeout`.
#[derive(Clone, Debug)]
struct Bound {
    /// When it comes; `None`: it has come, or is ignored.
    at: Option<Timestamp>,
    signal: i32,
    /// How long after it SIGKILL comes, nanoseconds.
    kill_after: Option<i64>,
    came: bool,
}

/// What has become of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The signal that comes next and when; `None`: nothing ends the command any more.
    pub next: Option<(Timestamp, i32)>,
    /// Whether the first signal has come, and was handled.
    pub came: bool,
}

const KILL: i32 = 9;
/// What dying of a signal adds to its number, in the exit codes that shells give.
pub const SIGNALLED: i32 = 128;

/// Said of a program that wants more memory than there is for it, where nobody kills it.
pub const OUT_OF_MEMORY: &str = "a program made values of more than 134217728 bytes";

/// The bounds of the programs that run.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// The innermost last.
    open: Vec<Bound>,
    /// The signal that the program which ran last died of.
    death: Option<i32>,
    /// Whether one was killed because it wanted more memory than there is for it.
    out_of_memory: bool,
}

impl Bounds {
    /// What runs next gets a signal at this moment, and SIGKILL so many nanoseconds later.
    pub fn enter(&mut self, at: Timestamp, signal: i32, kill_after: Option<i64>) {
        self.open.push(Bound { at: Some(at), signal, kill_after, came: false });
    }

    /// Ends the innermost bound.
    pub fn leave(&mut self) -> Left {
        let bound = self.open.pop();
        let next = bound.as_ref().and_then(|bound| Some((bound.at?, bound.signal)));
        Left { next, came: bound.is_some_and(|bound| bound.came) }
    }

    /// Whether anything is bounded.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The moment past which nothing sleeps.
    pub fn end(&self) -> Option<Timestamp> {
        self.open.iter().filter_map(|bound| bound.at).min()
    }

    /// The signal of the innermost bound, which comes before those of all others. It is taken: what goes on is bounded
    /// by SIGKILL alone.
    pub fn take(&mut self) -> Option<(Timestamp, i32)> {
        let end = self.end()?;
        let bound = self.open.last_mut()?;
        let at = bound.at.filter(|at| *at == end && bound.signal != KILL)?;
        let signal = bound.signal;
        bound.came = true;
        bound.go_on();
        Some((at, signal))
    }

    /// The innermost programs ignore a signal from now on (`trap '' TERM`).
    pub fn ignore(&mut self, signal: i32) {
        if let Some(bound) = self.open.last_mut().filter(|bound| bound.signal == signal && signal != KILL) {
            bound.go_on();
        }
    }

    /// A program dies of a signal: its exit code, as shells give it.
    pub fn dies_of(&mut self, signal: i32) -> i32 {
        self.death = Some(signal);
        signal.saturating_add(SIGNALLED)
    }

    /// The kernel kills a program that wants more memory than there is for it.
    pub fn kill_for_memory(&mut self) -> i32 {
        self.out_of_memory = true;
        self.dies_of(KILL)
    }

    /// Whether it has killed one.
    pub fn ran_out_of_memory(&self) -> bool {
        self.out_of_memory
    }

    /// A program has ended with this exit code: it died of no signal, unless it is the one that did.
    pub fn ended(&mut self, status: i32) {
        self.death.take_if(|signal| signal.saturating_add(SIGNALLED) != status);
    }

    /// The signal that the program which ran last died of.
    pub fn take_death(&mut self) -> Option<i32> {
        self.death.take()
    }
}

impl Bound {
    /// SIGKILL is next, if it was asked for.
    fn go_on(&mut self) {
        self.at = self.at.zip(self.kill_after.take()).map(|(at, after)| at.plus(after));
        self.signal = KILL;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn the_first_bound_counts_and_kill_comes_after_it() {
        let at = |seconds: i64| Timestamp(seconds * SECOND);
        let mut bounds = Bounds::default();
        assert_eq!((bounds.end(), bounds.take()), (None, None));
        bounds.enter(at(9), 15, None);
        bounds.enter(at(2), 15, Some(3 * SECOND));
        assert_eq!(bounds.end(), Some(at(2)));
        assert_eq!(bounds.take(), Some((at(2), 15)));
        assert_eq!(bounds.take(), None, "nobody handles SIGKILL");
        assert_eq!(bounds.leave(), Left { next: Some((at(5), 9)), came: true });
        bounds.ignore(15);
        assert_eq!((bounds.end(), bounds.leave()), (None, Left { next: None, came: false }));
    }
}
