//! Stored credentials.

use crate::lesson::check::{Ask, View, keys};
use crate::tell;

keys! {
    /// `~/.docker/config.json` holds credentials for a registry.
    pub(super) struct LoggedIn {
        /// a registry's host, e.g. `docker.io`
        logged_in: String,
        /// as this user
        user: Option<String>,
    }
}

impl Ask for LoggedIn {
    fn holds(&self, view: &View<'_>) -> bool {
        let user = view.logged_in(&self.logged_in);
        user.is_some_and(|user| self.user.as_ref().is_none_or(|wanted| *wanted == user))
    }

    fn says(&self, not: bool) -> String {
        match not {
            true => tell::goal_logged_out(&self.logged_in),
            false => tell::goal_logged_in(&self.logged_in),
        }
    }
}
