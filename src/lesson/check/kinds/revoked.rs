//! Access tokens that are accepted no more.

use crate::lesson::check::{Ask, View, is, keys};
use crate::registry::Place;
use crate::tell;

keys! {
    /// Access tokens of an account have been revoked.
    pub(super) struct Revoked {
        /// an account of the Hub
        revoked: String,
        /// this token, by its label or secret; otherwise all
        token: Option<String>,
    }
}

impl Ask for Revoked {
    fn holds(&self, view: &View<'_>) -> bool {
        let tokens = view.now.network.state(Place::Hub).accounts().tokens(&self.revoked);
        let mut meant = tokens
            .iter()
            .filter(|token| self.token.as_ref().is_none_or(|wanted| token.label == *wanted || token.secret == *wanted));
        meant.clone().next().is_some() && meant.all(|token| token.revoked)
    }

    fn says(&self, not: bool) -> String {
        tell::goal_revoked(is(not))
    }
}
