//! [`Network`]: the registries of a sandbox and the way to them, in one value.
//!
//! Docker Hub under its real names, `localhost:5000` (open) and `localhost:5001` (needs a login). Nothing listens on other
//! ports of this machine, and no other host is known.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::{Part, parts};

use super::accounts::Accounts;
use super::library::{Account, EmptyLibrary, Library};
use super::message::{NetworkError, Request, Response, Transport};
use super::policy::Policy;
use super::service::{Service, Site};
use super::state::State;
use super::view::View;

/// One of the registries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Docker Hub.
    Hub,
    /// `localhost:5000`.
    Open,
    /// `localhost:5001`.
    Locked,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 3] = [Place::Hub, Place::Open, Place::Locked];

    /// The registry that a reference's host means (`docker.io`, `localhost:5000`, …).
    pub fn of_reference(host: &str) -> Option<Place> {
        match host {
            "docker.io" | "index.docker.io" => Some(Place::Hub),
            _ => Place::of_host(host).filter(|(_, site)| *site == Site::Registry).map(|(place, _)| place),
        }
    }

    /// The registry, and which of its sites, that answers under a host's name.
    pub fn of_host(host: &str) -> Option<(Place, Site)> {
        match host.strip_suffix(":443").unwrap_or(host) {
            "registry-1.docker.io" => Some((Place::Hub, Site::Registry)),
            "auth.docker.io" => Some((Place::Hub, Site::Auth)),
            "index.docker.io" => Some((Place::Hub, Site::Index)),
            "hub.docker.com" => Some((Place::Hub, Site::Hub)),
            "login.docker.com" => Some((Place::Hub, Site::Login)),
            host => match host.rsplit_once(':') {
                Some((name, "5000")) if is_this_machine(name) => Some((Place::Open, Site::Registry)),
                Some((name, "5001")) if is_this_machine(name) => Some((Place::Locked, Site::Registry)),
                _ => None,
            },
        }
    }
}

/// Whether a host's name (without port) means this machine.
pub fn is_this_machine(name: &str) -> bool {
    let in_block = || name.starts_with("127.") && name.parse::<std::net::Ipv4Addr>().is_ok();
    name == "localhost" || name == "[::1]" || in_block()
}

/// The registries of a sandbox. A value, cheap to clone; saved by its parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    hub: Part<State>,
    open: Part<State>,
    locked: Part<State>,
    /// Not saved: who loads a network says what its Hub holds.
    #[serde(skip, default = "empty")]
    library: Arc<dyn Library>,
}

fn empty() -> Arc<dyn Library> {
    Arc::new(EmptyLibrary)
}

/// Networks are the same if the same was pushed, moved and deleted in them.
impl PartialEq for Network {
    fn eq(&self, other: &Network) -> bool {
        self.hub == other.hub && self.open == other.open && self.locked == other.locked
    }
}
impl Eq for Network {}

parts!(Network { hub, open, locked } besides { library });

impl Default for Network {
    fn default() -> Network {
        Network::new(empty())
    }
}

impl Network {
    /// Empty registries and a Docker Hub that holds a library.
    pub fn new(library: Arc<dyn Library>) -> Network {
        let local = Account { name: "student".into(), password: "layers".into(), tokens: Vec::new() };
        Network {
            hub: Part::new(State::new(Accounts::new(&library.accounts()))),
            open: Part::default(),
            locked: Part::new(State::new(Accounts::new(&[local]))),
            library,
        }
    }

    /// With another library, such as after loading.
    pub fn with_library(mut self, library: Arc<dyn Library>) -> Network {
        self.library = library;
        self
    }

    /// The Hub's library.
    pub fn library(&self) -> &Arc<dyn Library> {
        &self.library
    }

    /// The network at a moment: what requests go through.
    pub fn at(&mut self, now: Timestamp) -> Online<'_> {
        Online { network: self, now }
    }

    /// What a registry remembers.
    pub fn state(&self, place: Place) -> &State {
        match place {
            Place::Hub => self.hub.get(),
            Place::Open => self.open.get(),
            Place::Locked => self.locked.get(),
        }
    }

    /// What a registry remembers, for changing.
    pub fn state_mut(&mut self, place: Place) -> &mut State {
        self.part_mut(place).get_mut()
    }

    /// What a registry has.
    pub fn view(&self, place: Place) -> View<'_> {
        View::new(self.state(place), self.library_of(place))
    }

    /// How a registry behaves.
    pub fn policy(&self, place: Place) -> Policy {
        match place {
            Place::Hub => Policy::hub(self.library.limits()),
            Place::Open => Policy::open(),
            Place::Locked => Policy::basic("Registry Realm"),
        }
    }

    /// Pulls that are left on the Hub for an account, or for those who are not logged in.
    pub fn pulls_left(&self, account: Option<&str>, now: Timestamp) -> u64 {
        self.hub.get().meters().left(account, &self.library.limits(), now)
    }

    /// When all of them are allowed again, if some have been used.
    pub fn pulls_renewed(&self, account: Option<&str>, now: Timestamp) -> Option<Timestamp> {
        self.hub.get().meters().renewed(account, &self.library.limits(), now)
    }

    /// Answers a request to one of a registry's sites.
    pub fn answer(&mut self, place: Place, site: Site, request: Request, now: Timestamp) -> Response {
        let (policy, library) = (self.policy(place), self.library.clone());
        let library: &dyn Library = if place == Place::Hub { library.as_ref() } else { &EmptyLibrary };
        let part = self.part_mut(place);
        // Most requests only ask. They must not cost a copy of the state, nor its digest.
        let mut state = part.get().clone();
        let mut service = Service { state: &mut state, policy: &policy, library, now, site };
        let response = service.handle(request);
        if state != *part.get() {
            *part = Part::new(state);
        }
        response
    }

    fn library_of(&self, place: Place) -> &dyn Library {
        if place == Place::Hub { self.library.as_ref() } else { &EmptyLibrary }
    }

    fn part_mut(&mut self, place: Place) -> &mut Part<State> {
        match place {
            Place::Hub => &mut self.hub,
            Place::Open => &mut self.open,
            Place::Locked => &mut self.locked,
        }
    }
}

/// A network at a moment.
pub struct Online<'a> {
    network: &'a mut Network,
    now: Timestamp,
}

impl Transport for Online<'_> {
    fn send(&mut self, https: bool, host: &str, request: Request) -> Result<Response, NetworkError> {
        match Place::of_host(host) {
            Some((Place::Hub, site)) => Ok(self.network.answer(Place::Hub, site, request, self.now)),
            Some(_) if https => Err(NetworkError::NotHttps),
            Some((place, site)) => Ok(self.network.answer(place, site, request, self.now)),
            None => Err(unreachable(host)),
        }
    }
}

/// Why a host that is not here does not answer. Where no port is named it is asked by HTTPS first, and that is what is told.
fn unreachable(host: &str) -> NetworkError {
    let (name, port) =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).unwrap_or((host, "443"));
    let literal = name.parse::<std::net::Ipv4Addr>().is_ok() || name.starts_with('[');
    match name {
        "localhost" => NetworkError::Refused { address: format!("127.0.0.1:{port}") },
        _ if literal => NetworkError::Refused { address: format!("{name}:{port}") },
        _ => NetworkError::NoSuchHost { host: name.into() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::fixture::NOW;
    use http::{Method, StatusCode};

    #[test]
    fn what_is_not_here_is_refused_or_unknown() {
        let mut network = Network::default();
        let mut error =
            |host: &str| network.at(NOW).send(false, host, Request::new(Method::GET, "/v2/")).unwrap_err().to_string();
        assert_eq!(error("localhost:5999"), "dial tcp 127.0.0.1:5999: connect: connection refused");
        assert_eq!(error("127.0.0.1"), "dial tcp 127.0.0.1:443: connect: connection refused");
        assert_eq!(error("[::1]:9"), "dial tcp [::1]:9: connect: connection refused");
        assert_eq!(error("example.com:5000"), "dial tcp: lookup example.com on 127.0.0.11:53: no such host");
        assert_eq!(error("docker.io"), "dial tcp: lookup docker.io on 127.0.0.11:53: no such host");
    }

    #[test]
    fn the_plain_registries_speak_http_only() {
        let mut network = Network::default();
        let ping = || Request::new(Method::GET, "/v2/");
        assert_eq!(network.at(NOW).send(true, "localhost:5000", ping()).unwrap_err(), NetworkError::NotHttps);
        assert_eq!(network.at(NOW).send(false, "127.0.0.1:5000", ping()).unwrap().status, StatusCode::OK);
        assert_eq!(network.at(NOW).send(false, "localhost:5001", ping()).unwrap().status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            network.at(NOW).send(true, "registry-1.docker.io", ping()).unwrap().status,
            StatusCode::UNAUTHORIZED
        );
    }

    #[test]
    fn asking_changes_nothing() {
        let (mut network, before) = (Network::default(), Network::default());
        for path in ["/v2/", "/v2/a/tags/list", "/v2/a/manifests/latest", "/v2/_catalog"] {
            network.at(NOW).send(false, "localhost:5000", Request::new(Method::GET, path)).unwrap();
        }
        assert_eq!(network, before);
    }

    #[test]
    fn a_reference_names_a_registry_by_its_host() {
        assert_eq!(Place::of_reference("docker.io"), Some(Place::Hub));
        assert_eq!(Place::of_reference("localhost:5001"), Some(Place::Locked));
        assert_eq!(Place::of_reference("auth.docker.io"), None);
    }
}
