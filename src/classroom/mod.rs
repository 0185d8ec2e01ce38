//! A class: what students hand in ([`Receipt`]), and how it is judged.
//!
//! A receipt says what a student did, line by line. [`grade()`] does it again in a fresh sandbox: the same lines lead to the
//! same World, to the byte, on every machine. What came of it is judged by the exercise's checks and the teacher's key, into
//! marks and findings; a report shows those of a whole class. What lies where, and how many work at once, is the program's
//! business.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod assigned;
mod class;
mod finding;
mod grade;
mod key;
mod mark;
mod names;
mod parse;
mod points;
mod receipt;
mod replay;
mod report;
mod roster;
mod sample;
mod seed;
mod standing;
mod submit;
#[cfg(test)]
mod tests;

pub use assigned::{Assigned, AssignedError, BUILTIN};
pub use class::Class;
pub use finding::Finding;
pub use grade::{Graded, Turn, grade};
pub use mark::{Mark, Sort, State};
pub use names::plain_name;
pub use parse::ReceiptError;
pub use points::Points;
pub use receipt::{RECEIPT_BYTES, Receipt};
pub use report::{Form, Report};
pub use roster::{ROSTER_BYTES, Roster, RosterError, Student};
pub use sample::{Manner, sample};
pub use seed::seed;
pub use standing::Stand;
pub use submit::{HandIn, SubmitError, Submitted, submit};
