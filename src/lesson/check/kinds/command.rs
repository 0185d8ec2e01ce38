//! Lines that were typed.

use crate::lesson::check::forms::Expression;
use crate::lesson::check::{Ask, Happened, View, keys};
use crate::tell;

keys! {
    /// A command line that matches was typed since the step began; the last resort.
    pub(super) struct Command {
        /// found in the line
        command: Expression,
        /// it ended with this exit code
        exit: Option<i32>,
        /// found in what it printed as errors (their beginning; not if it ended well)
        errors: Option<Expression>,
        /// of the lines in which this is found (and that ended so) only the last one is looked at
        last_of: Option<Expression>,
    }
}

impl Ask for Command {
    fn holds(&self, view: &View<'_>) -> bool {
        let ended_so = |happened: &&Happened| {
            self.exit.is_none_or(|code| happened.exit == code)
                && self.errors.as_ref().is_none_or(|errors| errors.is_in(&happened.errors))
        };
        let mut ended = view.past.iter().filter(ended_so);
        match &self.last_of {
            Some(some) => {
                ended.rfind(|happened| some.is_in(&happened.line)).is_some_and(|last| self.command.is_in(&last.line))
            }
            None => ended.any(|happened| self.command.is_in(&happened.line)),
        }
    }

    fn says(&self, not: bool) -> String {
        let plain: String = self.command.text().chars().filter(|c| !"^$\\()".contains(*c)).collect();
        let plain = plain.split('|').next().unwrap_or_default().replace(".*", " … ");
        if not { tell::goal_not_typed(plain.trim()) } else { tell::goal_typed(plain.trim()) }
    }
}
