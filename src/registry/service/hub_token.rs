//! `POST hub.docker.com/v2/access-tokens/desktop-generate`: the access token that `docker login` in a browser stores.

use http::StatusCode;
use serde_json::{Value, json};

use super::super::accounts::AccessToken;
use super::super::token::payload;
use super::authorization::credentials;
use super::{Call, Outcome, Response, Service};

/// A new personal access token for the bearer.
pub(super) fn generate(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let claims = credentials(call.request, "Bearer").and_then(payload).unwrap_or_default();
    let account = claims["https://hub.docker.com"]["username"].as_str().unwrap_or_default();
    let alive = claims["exp"].as_i64().is_some_and(|exp| service.now.seconds() < exp);
    if !alive || !service.state.accounts().has(account) {
        let body: Value = json!({ "detail": "access token is invalid", "message": "access token is invalid" });
        return Ok(Response::json(StatusCode::UNAUTHORIZED, &body));
    }
    let token = service.state.new_access_token(account, "docker login", service.now);
    let body = json!({ "data": {
        "uuid": service.state.identifier("token").short(),
        "client_id": "DESKTOP",
        "client_name": "docker-cli",
        "created_at": token.created.rfc3339(),
        "is_active": true,
        "token": token.secret,
        "token_label": token.label,
    } });
    Ok(Response::json(StatusCode::CREATED, &body))
}

impl super::State {
    /// A new personal access token of an account.
    pub fn new_access_token(&mut self, account: &str, label: &str, now: crate::clock::Timestamp) -> AccessToken {
        let mut secret = format!("dckr_pat_{}", self.identifier("access token").hex());
        secret.truncate("dckr_pat_".len() + 27);
        let token = AccessToken { secret, label: label.into(), created: now, revoked: false };
        self.accounts_mut().add_token(account, token.clone());
        token
    }
}
