//! Whose credentials are stored in `~/.docker/config.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::student::HOME;
use crate::vfs::{Files, Tree};

/// Bytes of a `config.json` that is looked into.
const LIMIT: u64 = 1 << 20;

/// The user whose credentials for a registry's host are stored, in plain sight; not those that a helper keeps.
pub fn user_of(files: &Tree, host: &str) -> Option<String> {
    let key = match host {
        "docker.io" | "index.docker.io" => "https://index.docker.io/v1/",
        host => host,
    };
    let bytes = files.read(&format!("{HOME}/.docker/config.json")).ok()?.bytes_up_to(LIMIT).ok()?;
    let config: Value = serde_json::from_slice(&bytes).ok()?;
    let secret = config.get("auths")?.get(key)?.get("auth")?.as_str()?;
    let decoded = String::from_utf8(STANDARD.decode(secret).ok()?).ok()?;
    let user = decoded.split(':').next().unwrap_or_default();
    (!user.is_empty()).then(|| user.to_string())
}
