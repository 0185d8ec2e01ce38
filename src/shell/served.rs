//! What servers answer with, and what they are asked.

use crate::content::Rope;
use crate::text::is_loopback;

/// What a server answers at a path.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Page {
    /// From `/` on; empty: any other path.
    pub path: String,
    pub status: u16,
    pub media_type: String,
    pub text: String,
}

/// What a server answers with.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Served {
    /// The files below a directory.
    Files(String),
    /// The same text for every path.
    Text(String),
    /// Texts by path; the page without a path is for every other one.
    Pages(Vec<Page>),
    /// It is an image registry.
    Registry(Box<RegistrySettings>),
    /// It answers itself: requests are told to it ([`super::System::accept`]).
    Program,
    /// The same, but it listens at its own machine's address alone (127.0.0.1).
    OwnProgram,
}

impl Served {
    /// It answers itself where it listens: an address by name or number, or empty for all.
    pub fn program_at(address: &str) -> Self {
        if is_loopback(address) { Served::OwnProgram } else { Served::Program }
    }

    /// Whether it answers itself.
    pub fn is_program(&self) -> bool {
        matches!(self, Served::Program | Served::OwnProgram)
    }
}

/// How a registry in a container is set up (distribution, "Configuring a registry").
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RegistrySettings {
    /// The directory where it keeps everything.
    pub root: String,
    /// Whether manifests and blobs may be deleted.
    pub deletes: bool,
    /// The file of names and hashed passwords, and the realm, if one must log in.
    pub htpasswd: Option<(String, String)>,
}

/// What a client asks of a URL.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HttpAsked {
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Default for HttpAsked {
    /// GET.
    fn default() -> Self {
        HttpAsked { method: "GET".into(), headers: Vec::new(), body: Vec::new() }
    }
}

/// A request that a program answers itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HttpRequest {
    /// The port at which the program listens.
    pub port: u16,
    /// Path and query.
    pub target: String,
    /// The address that it comes from.
    pub from: String,
    pub asked: HttpAsked,
    /// What comes instead of a request, to a program that handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<Signal>,
}

/// A signal to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signal {
    pub number: i32,
    /// The process that sends it, where it is one beside it.
    pub from: Option<u32>,
}

impl From<Signal> for HttpRequest {
    fn from(signal: Signal) -> Self {
        let (target, from) = (String::new(), String::new());
        HttpRequest { port: 0, target, from, asked: HttpAsked::default(), signal: Some(signal) }
    }
}

/// An answer to `curl` or `wget`.
#[derive(Clone, Debug)]
pub struct HttpReply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Rope,
}

impl HttpReply {
    const BROKEN: u16 = 0;
    const RESET: u16 = 1;

    /// No answer: the connection was taken and closed.
    pub fn broken() -> Self {
        HttpReply { status: Self::BROKEN, headers: Vec::new(), body: Rope::new() }
    }

    /// No answer: the connection was taken and broken off.
    pub fn reset() -> Self {
        HttpReply { status: Self::RESET, ..Self::broken() }
    }

    /// What curl says of a connection that brought no answer.
    pub fn failure(&self) -> Option<&'static str> {
        match self.status {
            Self::BROKEN => Some("(52) Empty reply from server"),
            Self::RESET => Some("(56) Recv failure: Connection reset by peer"),
            _ => None,
        }
    }

    /// The answer, or what curl says of there being none.
    pub fn answered(self) -> Result<Self, String> {
        match self.failure() {
            Some(failure) => Err(failure.into()),
            None => Ok(self),
        }
    }
}
