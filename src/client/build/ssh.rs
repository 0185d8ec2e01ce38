//! `--ssh ID[=PATH,…]`: agents and keys that steps may use (buildx `util/buildflags/ssh.go`, BuildKit's
//! `session/sshforward/sshprovider`). No key leaves the client here; what is wrong with one is said.

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::text::quote;

/// The agent that steps ask for if they name none.
const DEFAULT: &str = "default";
/// The variable with the agent's socket.
const SOCKET: &str = "SSH_AUTH_SOCK";
/// How a private key begins, and the word in its first line.
const KEY: (&str, &str) = ("-----BEGIN ", "PRIVATE KEY-----");
/// Bytes of a key that are looked at.
const KEY_LIMIT: u64 = 100 * 1024;

/// One `--ssh`.
pub(super) struct Agent {
    id: String,
    paths: Vec<String>,
}

impl Agent {
    pub(super) fn parse(text: &str) -> Agent {
        let (id, paths) = match text.split_once('=') {
            Some((id, paths)) => (id, paths.split(',').map(str::to_string).collect()),
            None => (text, Vec::new()),
        };
        Agent { id: if id.is_empty() { DEFAULT.into() } else { id.into() }, paths }
    }
}

impl Client<'_> {
    /// The IDs of agents that can be had.
    pub(super) fn agents(&self, agents: &[Agent]) -> Outcome<Vec<String>> {
        let mut ids: Vec<String> = Vec::new();
        for Agent { id, paths } in agents {
            if ids.contains(id) {
                return Err(Failure::new(format!("duplicate agent ID {}", quote(id))));
            }
            let shown = format!("failed to convert agent config {{{id} [{}] false}}", paths.join(" "));
            self.agent(id, paths).map_err(|failure| failure.context(&shown))?;
            ids.push(id.clone());
        }
        Ok(ids)
    }

    fn agent(&self, id: &str, paths: &[String]) -> Outcome<()> {
        let socket = self.variable(SOCKET).to_string();
        let paths = match paths {
            [] => vec![socket],
            [only] if only.is_empty() => vec![socket],
            paths => paths.to_vec(),
        };
        if paths.first().is_some_and(String::is_empty) {
            return Err(Failure::new(format!("invalid empty ssh agent socket: make sure {SOCKET} is set")));
        }
        let shown = format!("failed to convert agent config for ID: {}", quote(id));
        paths.iter().try_for_each(|path| self.key(path)).map_err(|failure| failure.context(&shown))
    }

    /// Whether a file is a private key.
    fn key(&self, path: &str) -> Outcome<()> {
        let absolute = self.path(path);
        let content = self.files.stat(&absolute, true).and_then(|_| self.files.read(&absolute));
        let content = content.map_err(|error| Failure::new(format!("stat {path}: {}", go_words(error))))?;
        let bytes = content.slice(0..content.len().min(KEY_LIMIT)).to_bytes();
        let text = String::from_utf8_lossy(&bytes);
        let (begin, word) = KEY;
        let is_key = text.lines().any(|line| line.starts_with(begin) && line.trim_end().ends_with(word));
        if is_key { Ok(()) } else { Err(Failure::new(format!("failed to parse {path}: ssh: no key found"))) }
    }
}
