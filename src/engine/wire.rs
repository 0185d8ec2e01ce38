//! [`Wire`]: the way from this machine to registries. At the published ports of containers that are registries, these
//! answer; everywhere else the network does.

use crate::clock::Timestamp;
use crate::registry::{NetworkError, Request, Response, Transport, is_this_machine};
use crate::text::split_port;

use super::containers::{Containers, ask_registry};

/// The network with the registries in containers before it.
pub struct Wire<'a> {
    pub containers: &'a mut Containers,
    pub network: &'a mut dyn Transport,
    pub now: Timestamp,
}

impl Transport for Wire<'_> {
    fn send(&mut self, https: bool, host: &str, request: Request) -> Result<Response, NetworkError> {
        let (name, port) = split_port(host);
        let port = port.and_then(|port| port.parse().ok()).filter(|_| is_this_machine(name));
        match port.filter(|&port| self.containers.has_registry(port)) {
            Some(_) if https => Err(NetworkError::NotHttps),
            Some(port) => match ask_registry(self.containers, port, self.now, &request) {
                Some(response) => Ok(response),
                None => self.network.send(https, host, request),
            },
            None => self.network.send(https, host, request),
        }
    }
}
