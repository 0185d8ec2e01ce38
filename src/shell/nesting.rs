//! What the allowance of a command line means to a program: it ends.

use super::Stop;
pub use crate::allowance::{MAX_NESTING, Nesting};
use crate::allowance::{Spent, TooDeep};

impl From<TooDeep> for Stop {
    fn from(_: TooDeep) -> Self {
        Stop::Limit(format!("commands are nested more than {MAX_NESTING} deep"))
    }
}

impl From<Spent> for Stop {
    fn from(spent: Spent) -> Self {
        match spent {
            Spent::Halted => Stop::Interrupted,
            Spent::Memory | Spent::Work | Spent::Time | Spent::Apart => Stop::Limit(spent.to_string()),
        }
    }
}
