//! Doing again what a receipt says, in a fresh sandbox.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::receipt::Receipt;
use crate::allowance::Taken;
use crate::hub::Hub;
use crate::lesson::{Act, Deed, Lesson, Reply, Tutor};
use crate::oci::Digest;
use crate::sandbox::{Halt, Session, Setup, TerminalSize};
use crate::tell;

/// Words of a receipt that are tried for what was typed without echo.
const WORDS: usize = 5000;

/// Bytes of memory that what was done in a receipt may hold at any time.
pub const MEMORY_LIMIT: usize = 512 << 20;

/// Why it cannot be done again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// The exercise's starting state cannot be made.
    #[error("the exercise cannot begin: {0}")]
    Start(String),
    /// Somebody stopped it: it took too long.
    #[error("it takes too long")]
    Stopped,
    /// The sandbox holds too much.
    #[error("it takes more than {} MiB of memory", MEMORY_LIMIT >> 20)]
    Memory,
}

/// The digest of a student's sandbox.
pub fn world_of(tutor: &Tutor) -> Digest {
    let hex = tutor.session().world_part().digest();
    format!("sha256:{hex}").parse().expect("a part is known by its SHA-256")
}

/// How an exercise's sandbox is set up for a student.
pub fn setup_of(hub: Arc<dyn Hub>, seed: u64, terminal: TerminalSize, halt: Halt) -> Setup {
    Setup { seed, terminal: Some(terminal), keeps_shell: true, halt, ..Setup::new(hub) }
}

/// A student at the beginning of an exercise.
pub fn begun(lesson: Arc<Lesson>, setup: Setup) -> Result<Tutor, ReplayFault> {
    let seed = setup.seed;
    let session = Tutor::starting_session(&lesson, Session::new(setup)).map_err(ReplayFault::Start)?;
    Ok(Tutor::begin_drawn(lesson, session, seed).0)
}

/// Sees each act: at which step and block it was, what was done, the student after it, and what was said.
pub type Each<'a> = dyn FnMut((usize, usize), &Act, &Tutor, &Reply) + 'a;

impl Receipt {
    /// The student at the beginning.
    pub fn beginning(&self, lesson: Arc<Lesson>, hub: Arc<dyn Hub>, halt: &Halt) -> Result<Tutor, ReplayFault> {
        let begun = begun(lesson, setup_of(hub, self.seed, self.terminal, halt.clone()));
        if halt.is_halted() { Err(ReplayFault::Stopped) } else { begun }
    }

    /// Does everything again, in the language in which it was done; `each` speaks the one of whoever looks.
    pub fn replay(&self, tutor: &mut Tutor, each: &mut Each<'_>) -> Result<(), ReplayFault> {
        let (words, taken) = (self.typed_words(), Taken::nothing());
        let mut language = &self.language;
        for act in &self.acts {
            let place = (tutor.place().step, tutor.place().block);
            if let Deed::Spoken(another) = &act.deed {
                language = another;
            }
            let reply = tell::speaking(language, || tutor.act(act, &words));
            if tutor.session().setup().halt.is_halted() {
                return Err(ReplayFault::Stopped);
            }
            if taken.bytes() > MEMORY_LIMIT {
                return Err(ReplayFault::Memory);
            }
            each(place, act, tutor, &reply);
        }
        Ok(())
    }

    /// Words that were typed, if something was typed without echo: one of them may be that.
    fn typed_words(&self) -> Vec<String> {
        if !self.acts.iter().any(|act| matches!(act.deed, Deed::Secret(_))) {
            return Vec::new();
        }
        let apart = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '=' | ':' | ';' | '|');
        let words: BTreeSet<&str> = self.lines().flat_map(|line| line.split(apart)).take(WORDS).collect();
        words.into_iter().filter(|word| !word.is_empty()).map(String::from).collect()
    }
}
