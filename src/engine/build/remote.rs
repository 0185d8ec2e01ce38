//! Sources behind a network: URLs and git repositories (BuildKit's `dfgitutil`, `util/gitutil`). There is no network here,
//! but for the registries.

use serde::Serialize;

use super::fault::{Fault, Outcome, step_message};
use crate::engine::api::ApiError;
use crate::text::quote;

/// What a source is that is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    Git,
    Http,
}

/// Whether a source is a URL or a git repository.
pub fn kind(source: &str) -> Outcome<Option<Kind>> {
    let web = source.starts_with("http://") || source.starts_with("https://");
    let bare = source.split(['#', '?']).next().unwrap_or(source);
    let git = source.starts_with("git://")
        || source.starts_with("ssh://")
        || source.starts_with("git@")
        || (web && bare.ends_with(".git"))
        || source.starts_with("github.com/");
    Ok(match (git, web) {
        (true, _) => Some(Kind::Git),
        (false, true) => Some(Kind::Http),
        (false, false) => None,
    })
}

/// What is said of a step's source that cannot be reached.
pub fn unreachable(kind: Kind, source: &str) -> Fault {
    unreachable_source(kind, source).within("failed to load cache key")
}

/// What is said of a source that cannot be reached.
pub fn unreachable_source(kind: Kind, source: &str) -> Fault {
    let host = source.split("://").nth(1).unwrap_or(source).split(['/', '?', '#']).next().unwrap_or_default();
    let port = if source.starts_with("https://") { 443 } else { 80 };
    let name = host.rsplit('@').next().unwrap_or(host);
    match kind {
        Kind::Http => {
            let why = match name.split_once(':') {
                Some(("localhost" | "127.0.0.1", port)) => {
                    format!("dial tcp 127.0.0.1:{port}: connect: connection refused")
                }
                _ if name == "localhost" => format!("dial tcp 127.0.0.1:{port}: connect: connection refused"),
                Some((name, _)) => format!("dial tcp: lookup {name}: no such host"),
                None => format!("dial tcp: lookup {name}: no such host"),
            };
            Fault::new(format!("Get {}: {why}", quote(source)))
        }
        Kind::Git => {
            let (remote, branch) = source.split_once('#').unwrap_or((source, ""));
            let what = match branch.split(':').next().unwrap_or_default() {
                "" => "error fetching default branch for repository",
                _ => "failed to fetch remote",
            };
            let said = match remote.contains("://") && !remote.starts_with("ssh://") {
                true => format!("fatal: unable to access '{remote}/': Could not resolve host: {name}\n"),
                false => format!(
                    "ssh: Could not resolve hostname {}: Name or service not known\r\nfatal: Could not read from remote \
                     repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n",
                    name.split(':').next().unwrap_or(name)
                ),
            };
            Fault::new(format!("{what} {remote}: git stderr:\n{said}: exit status 128"))
        }
    }
}

/// What is said of a URL that the engine itself cannot reach.
pub fn unreachable_url(url: &str) -> ApiError {
    ApiError::new(500, step_message(unreachable(Kind::Http, url).message()))
}

/// How the step is called that brings a context over.
pub fn context_step(kind: Kind, source: &str) -> String {
    match kind {
        Kind::Git => format!("[internal] load git source {source}"),
        Kind::Http => "[internal] load remote build context".into(),
    }
}
