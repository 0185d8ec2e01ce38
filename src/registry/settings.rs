//! What people do on the Hub's pages rather than by the protocol: settings of repositories, answers to logins in a
//! browser; and what only a lesson can do: move the Hub's clock, leave fewer pulls.

use std::sync::Arc;

use crate::clock::Timestamp;

use super::device::Verdict;
use super::library::Happening;
use super::network::{Network, Place};
use super::state::Repository;

impl Network {
    /// A repository for changing its settings; if it is not there, this creates it for `by`.
    pub fn repository_mut(&mut self, place: Place, path: &str, by: &str, now: Timestamp) -> &mut Repository {
        let library = Arc::clone(self.library());
        match place {
            Place::Hub => self.state_mut(place).open_repository(library.as_ref(), path, now, by),
            _ => self.state_mut(place).open_repository(&super::EmptyLibrary, path, now, by),
        }
    }

    /// Answers the login in a browser that shows this code: as an account, or (with `None`) no. Whether there is one
    /// that waits; capitals and dashes of the code do not matter.
    pub fn answer_device(&mut self, code: &str, account: Option<&str>, now: Timestamp) -> bool {
        let plain = |code: &str| code.replace('-', "").to_uppercase();
        let waits = self.state(Place::Hub).device().is_some_and(|login| {
            login.verdict == Verdict::Pending && now < login.expires && plain(&login.user_code) == plain(code)
        });
        let known = account.is_none_or(|account| self.state(Place::Hub).accounts().has(account));
        if waits
            && known
            && let Some(login) = self.state_mut(Place::Hub).device_mut()
        {
            login.verdict = account.map_or(Verdict::Denied, |account| Verdict::Approved(account.into()));
        }
        waits && known
    }

    /// Leaves this many pulls without login.
    pub fn set_anonymous_pulls_left(&mut self, left: u64) {
        self.state_mut(Place::Hub).meters_mut().set_anonymous_left(left);
    }

    /// The moment that the Hub shows.
    pub fn hub_as_of(&self) -> Timestamp {
        self.view(Place::Hub).as_of()
    }

    /// Moves the Hub on to a moment. The pulls that were counted grow old with it.
    pub fn move_hub_to(&mut self, at: Timestamp) {
        let (passed, limits) = (at.since(self.hub_as_of()), self.library().limits());
        let state = self.state_mut(Place::Hub);
        state.set_as_of(at);
        state.meters_mut().pass(passed.max(0), &limits);
    }

    /// Moves the Hub on to the next moment of its timeline; what happens then, or nothing if there is no such moment.
    pub fn next_happenings(&mut self) -> Vec<Happening> {
        let as_of = self.hub_as_of();
        let mut events = self.library().timeline();
        let Some(next) = events.iter().map(|event| event.at).filter(|at| *at > as_of).min() else { return Vec::new() };
        self.move_hub_to(next);
        events.retain(|event| event.at == next);
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::fixture::{NOW, network};
    use crate::registry::{Request, Site, Visibility};
    use http::Method;

    #[test]
    fn a_setting_keeps_what_the_library_says_otherwise() {
        let mut network = network();
        network.repository_mut(Place::Hub, "student/diary", "student", NOW).set_immutable(Some("^1")).unwrap();
        let view = network.view(Place::Hub);
        assert_eq!(view.visibility("student/diary"), Some(Visibility::Private));
        assert!(view.tagged("student/diary", "1").is_some());
        assert!(view.changes("student/diary").unwrap().is_immutable("1.0"));
    }

    #[test]
    fn a_login_is_answered_once_and_by_its_code() {
        let mut network = network();
        assert!(!network.answer_device("LAYR-CAKE", Some("student"), NOW));
        network.answer(Place::Hub, Site::Login, Request::new(Method::POST, "/oauth/device/code"), NOW);
        assert!(!network.answer_device("OTHR-CODE", Some("student"), NOW));
        assert!(!network.answer_device("LAYR-CAKE", Some("nobody"), NOW));
        assert!(network.answer_device("layrcake", Some("student"), NOW));
        assert!(!network.answer_device("LAYR-CAKE", None, NOW), "it was answered");
    }

    #[test]
    fn the_hub_stays_where_it_is_without_a_timeline() {
        let mut network = network();
        assert_eq!((network.next_happenings(), network.hub_as_of()), (vec![], NOW));
    }
}
