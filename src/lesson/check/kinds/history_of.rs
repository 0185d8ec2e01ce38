//! What the history of an image says.

use crate::lesson::check::forms::{Expression, ImageName};
use crate::lesson::check::{Ask, View, is, keys};
use crate::tell;

keys! {
    /// What the history of an image says.
    pub(super) struct HistoryOf {
        /// an image's name or ID
        history_of: ImageName,
        /// found in one of its instructions
        matches: Option<Expression>,
        /// it has so many rows
        count: Option<u64>,
    }
}

impl Ask for HistoryOf {
    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.history_of).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let Some(config) = view.image(&self.history_of).and_then(|image| image.config) else { return false };
        let rows = u64::try_from(config.history.len()).unwrap_or(u64::MAX);
        self.count.is_none_or(|count| rows == count)
            && self.matches.as_ref().is_none_or(|wanted| config.history.iter().any(|row| wanted.is_in(&row.created_by)))
    }

    fn says(&self, not: bool) -> String {
        tell::goal_history(self.history_of.full().text(), is(not))
    }
}
