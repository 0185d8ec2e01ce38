//! Whose credentials are stored in `~/.docker/config.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::student::HOME;
use super::world::World;
use crate::registry::{AccessToken, Place};
use crate::vfs::{Files, Tree};

/// Bytes of a `config.json` that is looked into.
const LIMIT: u64 = 1 << 20;

/// The user whose credentials for a registry's host are stored, in plain sight; not those that a helper keeps.
pub fn user_of(files: &Tree, host: &str) -> Option<String> {
    login_of(files, host).map(|(user, _)| user)
}

/// User and secret that are stored in the same way.
pub fn login_of(files: &Tree, host: &str) -> Option<(String, String)> {
    let key = match host {
        "docker.io" | "index.docker.io" => "https://index.docker.io/v1/",
        host => host,
    };
    decoded(config(files)?.get("auths")?.get(key)?).filter(|(user, _)| !user.is_empty())
}

/// Whether this is a token of an account of the Hub's that was revoked.
pub fn is_revoked(world: &World, user: &str, secret: &str) -> bool {
    tokens(world, user).iter().any(|token| token.revoked && token.secret == secret)
}

/// Whether an account of the Hub's has a token that was revoked.
pub fn has_revoked(world: &World, user: &str) -> bool {
    tokens(world, user).iter().any(|token| token.revoked)
}

fn tokens<'a>(world: &'a World, user: &str) -> &'a [AccessToken] {
    world.network.state(Place::Hub).accounts().tokens(user)
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
