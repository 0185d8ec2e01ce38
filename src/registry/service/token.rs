//! `GET` and `POST auth.docker.io/token`: tokens for the registry (distribution, "Token Authentication Specification"
//! and "Oauth2 Token Authentication"), by Docker Hub's rules for who may do what.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::super::name;
use super::super::query::Query;
use super::super::token::{Access, Claims, TOKEN_SECONDS};
use super::authorization::basic_credentials;
use super::{Call, Outcome, Response, Service};

/// Scopes that one token may have.
const SCOPES_LIMIT: usize = 16;
/// Bytes that a form may have.
pub(super) const FORM_LIMIT: u64 = 64 << 10;

/// A token for whoever is named by `Authorization`, or for nobody in particular.
pub(super) fn get(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let account = match basic_credentials(call.request) {
        None => String::new(),
        Some((name, secret)) if service.state.accounts().accepts(&name, &secret) => name,
        Some(_) => return Ok(wrong_password()),
    };
    let scopes = call.query.all("scope").flat_map(|scopes| scopes.split(' '));
    Ok(give(service, &account, call.query.get("service"), scopes, "token"))
}

/// A token for the name and password in the form.
pub(super) fn post(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let form = form(call);
    let value = |name: &str| form.text(name).unwrap_or_default();
    let account = match value("grant_type") {
        "password" if service.state.accounts().accepts(value("username"), value("password")) => value("username"),
        "password" | "refresh_token" => return Ok(wrong_password()),
        _ => return Ok(Response::json(StatusCode::BAD_REQUEST, &json!({ "details": "unsupported grant type" }))),
    };
    let scopes = form.all("scope").flat_map(|scopes| scopes.split(' '));
    Ok(give(service, account, form.get("service"), scopes, "access_token"))
}

/// The form in the body.
pub(super) fn form(call: &Call<'_>) -> Query {
    let bytes = call.request.body.bytes_up_to(FORM_LIMIT).unwrap_or_default();
    Query::parse(&String::from_utf8_lossy(&bytes))
}

fn wrong_password() -> Response {
    Response::json(StatusCode::UNAUTHORIZED, &json!({ "details": "incorrect username or password" }))
}

fn give<'s>(
    service: &Service<'_>,
    account: &str,
    audience: Option<&str>,
    scopes: impl Iterator<Item = &'s str>,
    field: &str,
) -> Response {
    let wanted = scopes.take(SCOPES_LIMIT).filter_map(Access::parse);
    let granted: Vec<Access> = wanted.filter_map(|access| grant(service, account, access)).collect();
    let scope: Vec<String> = granted.iter().map(Access::scope).collect();
    let token = Claims::new(account, audience.unwrap_or_default(), granted, service.now).sign();
    let mut body = Map::new();
    body.insert(field.into(), json!(token));
    if field == "token" {
        body.insert("access_token".into(), json!(token));
    }
    body.insert("scope".into(), json!(scope.join(" ")));
    body.insert("expires_in".into(), json!(TOKEN_SECONDS));
    body.insert("issued_at".into(), json!(service.now.rfc3339()));
    Response::json(StatusCode::OK, &Value::Object(body))
}

/// The part of the wanted actions that the account may do: everybody pulls what is public; one does everything in
/// one's own namespace, also with repositories that are not there yet.
fn grant(service: &Service<'_>, account: &str, wanted: Access) -> Option<Access> {
    if wanted.kind != "repository" || name::check(&wanted.name).is_err() {
        return None;
    }
    let own = !account.is_empty() && name::namespace(&wanted.name) == account;
    let visible = service.view().may_see(&wanted.name, Some(account).filter(|account| !account.is_empty()));
    let allowed = |action: &String| match action.as_str() {
        "pull" => own || visible,
        "push" | "delete" => own,
        _ => false,
    };
    let actions: Vec<String> = wanted.actions.iter().filter(|action| allowed(action)).cloned().collect();
    (!actions.is_empty()).then_some(Access { actions, ..wanted })
}
