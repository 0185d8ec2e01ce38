//! [`Policy`]: what makes Docker Hub, the open registry and the one with a login different.

use super::library::PullLimits;

/// How one registry behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How callers say who they are.
    pub authentication: Authentication,
    /// Docker Hub's rules: `library/` is closed, one pushes to one's own namespace, private repositories look missing.
    pub namespaces: bool,
    /// Whether manifests and blobs may be deleted (distribution `storage.delete.enabled`).
    pub deletes: bool,
    /// How many manifests may be fetched.
    pub limits: Option<PullLimits>,
    /// The code that a login in a browser shows.
    pub user_code: String,
    /// For how many seconds a login in a browser waits.
    pub device_seconds: u32,
}

/// How callers say who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// They need not.
    Open,
    /// By name and password in each request (RFC 7617).
    Basic {
        /// What the challenge names.
        realm: String,
    },
    /// By a token that another host gives (distribution, "Token authentication").
    Token {
        /// Where the token is to be had.
        realm: String,
        /// For which service.
        service: String,
    },
}

impl Policy {
    /// `localhost:5000`: everybody may do everything.
    pub fn open() -> Policy {
        Policy {
            authentication: Authentication::Open,
            namespaces: false,
            deletes: true,
            limits: None,
            user_code: String::new(),
            device_seconds: 0,
        }
    }

    /// `localhost:5001`: everybody who has an account may do everything.
    pub fn basic(realm: &str) -> Policy {
        Policy { authentication: Authentication::Basic { realm: realm.into() }, ..Policy::open() }
    }

    /// Docker Hub.
    pub fn hub(limits: PullLimits) -> Policy {
        Policy {
            authentication: Authentication::Token {
                realm: "https://auth.docker.io/token".into(),
                service: "registry.docker.io".into(),
            },
            namespaces: true,
            deletes: true,
            limits: Some(limits),
            user_code: "LAYR-CAKE".into(),
            device_seconds: 900,
        }
    }
}
