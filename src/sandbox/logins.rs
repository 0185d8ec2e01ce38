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
    let (user, _) = decoded(config(files)?.get("auths")?.get(key)?)?;
    (!user.is_empty()).then_some(user)
}

/// The passwords and tokens that are stored in plain sight.
pub(super) fn stored_secrets(files: &Tree) -> Vec<String> {
    let config = config(files).unwrap_or_default();
    let stored = config.get("auths").and_then(Value::as_object);
    stored.into_iter().flat_map(|auths| auths.values()).filter_map(decoded).map(|(_, secret)| secret).collect()
}

fn config(files: &Tree) -> Option<Value> {
    let bytes = files.read(&format!("{HOME}/.docker/config.json")).ok()?.bytes_up_to(LIMIT).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Name and secret of an entry.
fn decoded(entry: &Value) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(entry.get("auth")?.as_str()?).ok()?).ok()?;
    let (user, secret) = decoded.split_once(':').unwrap_or((&decoded, ""));
    Some((user.to_string(), secret.to_string()))
}
