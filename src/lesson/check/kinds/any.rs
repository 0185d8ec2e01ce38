//! One of several checks.

use crate::lesson::check::{Ask, Check, View, keys};

keys! {
    /// At least one of these checks holds. The list says the first of them, unless `says` stands beside `any`.
    pub(super) struct Any {
        /// checks
        any: Vec<Check>,
    }
}

impl Ask for Any {
    fn valid(&self) -> Result<(), String> {
        if self.any.is_empty() { Err("`any`: there is no check in it".into()) } else { Ok(()) }
    }

    fn holds(&self, view: &View<'_>) -> bool {
        self.any.iter().any(|check| check.holds(view))
    }

    fn says(&self, not: bool) -> String {
        let first = self.any.first().map(Check::says).unwrap_or_default();
        if not { crate::tell::goal_not(first) } else { first }
    }
}
