//! Bearer tokens: JSON Web Tokens signed with HMAC-SHA256 (RFC 7519; distribution, "Token Authentication
//! Implementation"). A token says all that there is to know, so a registry does not remember the tokens it gave.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::clock::{SECOND, Timestamp};

/// For how many seconds a token is good.
pub const TOKEN_SECONDS: i64 = 300;

/// Signs the sandbox's tokens. It protects nothing: everything in a sandbox belongs to the learner.
const KEY: &[u8] = b"layercake";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who gave it: `auth.docker.io`.
    pub iss: String,
    /// The account; empty for those who did not log in.
    pub sub: String,
    /// The service that it is for.
    pub aud: String,
    /// When it was given, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
    /// What it is good for.
    pub access: Vec<Access>,
}

/// What a caller may do with something (distribution, "Token Scope Documentation").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// `repository` or `registry`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The repository's path, or `catalog`.
    pub name: String,
    /// `pull`, `push`, `delete`, `*`.
    pub actions: Vec<String>,
}

impl Access {
    /// Actions on a repository.
    pub fn repository(name: &str, actions: &[&str]) -> Access {
        let actions = actions.iter().map(ToString::to_string).collect();
        Access { kind: "repository".into(), name: name.into(), actions }
    }

    /// Reads a scope: `repository:library/nginx:pull,push`.
    pub fn parse(scope: &str) -> Option<Access> {
        let (kind, rest) = scope.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        let actions = actions.split(',').filter(|action| !action.is_empty()).map(String::from).collect();
        Some(Access { kind: kind.into(), name: name.into(), actions })
    }

    /// As a scope.
    pub fn scope(&self) -> String {
        format!("{}:{}:{}", self.kind, self.name, self.actions.join(","))
    }

    /// Whether having `self` is enough for `wanted`.
    pub fn covers(&self, wanted: &Access) -> bool {
        let has = |action: &String| self.actions.contains(action) || self.actions.iter().any(|own| own == "*");
        self.kind == wanted.kind && self.name == wanted.name && wanted.actions.iter().all(has)
    }
}

impl Claims {
    /// Claims that are good from `now`.
    pub fn new(subject: &str, audience: &str, access: Vec<Access>, now: Timestamp) -> Claims {
        Claims {
            iss: "auth.docker.io".into(),
            sub: subject.into(),
            aud: audience.into(),
            iat: now.seconds(),
            exp: now.plus(TOKEN_SECONDS * SECOND).seconds(),
            access,
        }
    }

    /// The token.
    pub fn sign(&self) -> String {
        sign(&json!(self))
    }

    /// Reads a token that was given here and has not ended.
    pub fn verify(token: &str, audience: &str, now: Timestamp) -> Option<Claims> {
        let claims: Claims = serde_json::from_value(payload(token)?).ok()?;
        (claims.aud == audience && now.seconds() < claims.exp).then_some(claims)
    }
}

/// Any claims, signed.
pub fn sign(claims: &serde_json::Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(authentication_code(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The claims of a token that was signed here.
pub fn payload(token: &str) -> Option<serde_json::Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    if URL_SAFE_NO_PAD.decode(signature).ok()? != authentication_code(signed.as_bytes()) {
        return None;
    }
    let (_, payload) = signed.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// HMAC-SHA256 (RFC 2104) under [`KEY`].
fn authentication_code(message: &[u8]) -> Vec<u8> {
    let mut key = [0u8; 64];
    key.iter_mut().zip(KEY).for_each(|(slot, byte)| *slot = *byte);
    let pad = |with: u8| key.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_it_ends_and_only_as_it_was_signed() {
        let now = Timestamp::from_seconds(1_000);
        let claims = Claims::new("student", "registry.docker.io", vec![Access::repository("a/b", &["pull"])], now);
        let token = claims.sign();
        assert_eq!(Claims::verify(&token, "registry.docker.io", now), Some(claims));
        assert_eq!(Claims::verify(&token, "elsewhere", now), None);
        assert_eq!(Claims::verify(&token, "registry.docker.io", now.plus(300 * SECOND)), None);
        assert_eq!(Claims::verify(&format!("{token}x"), "registry.docker.io", now), None);
        assert_eq!(Claims::verify("a.b", "registry.docker.io", now), None);
    }

    #[test]
    fn the_authentication_code_is_hmac() {
        assert_eq!(
            crate::content::hex(&authentication_code(b"what do ya want for nothing?")),
            "77de09822ca642cbc681294e74110e4abb51c4e5a3aff11316d8b7760dedfd6f"
        );
    }

    #[test]
    fn a_scope_may_have_a_port_in_its_name() {
        let access = Access::parse("repository:host:5000/a:pull,push").unwrap();
        assert_eq!((access.name.as_str(), access.actions.len()), ("host:5000/a", 2));
        assert!(access.covers(&Access::repository("host:5000/a", &["push"])));
        assert!(!access.covers(&Access::repository("host:5000/a", &["delete"])));
        assert_eq!(access.scope(), "repository:host:5000/a:pull,push");
        assert_eq!(Access::parse("nothing"), None);
    }
}
