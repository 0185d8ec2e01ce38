//! [`Steps`]: how many commands and turns of loops one line that is typed may take.

use super::{Bounds, Stay, Stop};
use crate::allowance;

/// Steps that may be taken for one line; without a terminal, in all.
const LIMIT: u64 = 200_000;
/// Of which a program may take so many whose time is bounded: then it is said to be busy until that is over.
const BUSY: u64 = LIMIT / 2;
/// Units of work in one step.
const WORK: u64 = 4096;

/// The steps that were taken for the line that runs.
#[derive(Clone, Debug)]
pub struct Steps {
    taken: u64,
    place: &'static str,
}

impl Steps {
    /// None yet; `place` is where they are taken, as a limit that is met says it.
    pub fn new(place: &'static str) -> Self {
        Steps { taken: 0, place }
    }

    /// A new line begins, with a budget of its own.
    pub fn renew(&mut self) {
        self.taken = 0;
    }

    /// Takes one more. Errors: [`Stop::Limit`]; [`Stop::Stays`] for what runs within `bounds` and is busy till they end.
    pub fn take(&mut self, bounds: &Bounds) -> Result<(), Stop> {
        #[cfg(test)]
        super::testing::count_step();
        allowance::work(WORK)?;
        self.taken += 1;
        if self.taken > BUSY && !bounds.is_empty() {
            // It would go on until its time is over; the rest is for what comes then.
            self.taken = BUSY / 2;
            return Err(Stop::Stays(Stay::default()));
        }
        if self.taken > LIMIT {
            return Err(Stop::Limit(format!("more than {LIMIT} steps in {}", self.place)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_steps_and_no_more() {
        let mut steps = Steps::new("a test");
        for _ in 0..2 {
            assert!((0..LIMIT).all(|_| steps.take(&Bounds::default()).is_ok()));
            assert!(
                matches!(steps.take(&Bounds::default()), Err(Stop::Limit(said)) if said == "more than 200000 steps in a test")
            );
            steps.renew();
        }
    }
}
