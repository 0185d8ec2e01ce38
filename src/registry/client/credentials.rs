//! [`Credentials`]: who we are at one registry.

use crate::text::Url;

use super::host::api_host;

/// Who we are at one registry, as a client sends it with a request (`X-Registry-Auth`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    pub username: String,
    pub password: String,
    /// Stands for name and password where a registry gave one.
    pub identity_token: String,
    /// The registry that these are for: `https://index.docker.io/v1/`, `localhost:5001`.
    pub server_address: String,
}

impl Credentials {
    /// A name and a password or access token.
    #[cfg(test)]
    pub fn new(username: &str, password: &str, server_address: &str) -> Credentials {
        Credentials {
            username: username.into(),
            password: password.into(),
            identity_token: String::new(),
            server_address: server_address.into(),
        }
    }

    /// The host that answers for the registry; that of `domain` where no address is given (moby
    /// `authorizerFromAuthConfig`).
    pub(super) fn host<'a>(&'a self, domain: &'a str) -> &'a str {
        let host = Url::split(&self.server_address).authority;
        api_host(if host.is_empty() { domain } else { host })
    }

    /// Name and secret, as far as they may be told to this host.
    pub(super) fn for_host(&self, host: &str, domain: &str) -> (&str, &str) {
        if self.host(domain) != host {
            ("", "")
        } else if !self.identity_token.is_empty() {
            ("", &self.identity_token)
        } else {
            (&self.username, &self.password)
        }
    }
}
