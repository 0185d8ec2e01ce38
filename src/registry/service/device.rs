//! `login.docker.com`: logging in with a browser (RFC 8628, the OAuth device flow; docker/cli `internal/oauth`).

use http::StatusCode;
use serde_json::json;

use crate::clock::SECOND;

use super::super::device::{DeviceLogin, Verdict};
use super::super::token;
use super::token::form;
use super::{Call, Outcome, Response, Service};

/// Where a person says yes or no.
const VERIFICATION: &str = "https://login.docker.com/activate";
/// Seconds between two polls.
const INTERVAL: u32 = 1;
/// For how many seconds an access token is good.
const ACCESS_SECONDS: i64 = 3600;

/// `POST /oauth/device/code`: a code to compare, and one to poll with. It takes the place of an earlier one.
pub(super) fn code(service: &mut Service<'_>, _call: &Call<'_>) -> Outcome {
    let seconds = service.policy.device_seconds;
    let login = DeviceLogin {
        device_code: service.state.identifier("device").hex(),
        user_code: service.policy.user_code.clone(),
        expires: service.now.plus(i64::from(seconds) * SECOND),
        verdict: Verdict::Pending,
    };
    let body = json!({
        "device_code": login.device_code,
        "user_code": login.user_code,
        "verification_uri": VERIFICATION,
        "verification_uri_complete": format!("{VERIFICATION}?user_code={}", login.user_code),
        "expires_in": seconds,
        "interval": INTERVAL,
    });
    service.state.device = Some(login);
    Ok(Response::json(StatusCode::OK, &body))
}

/// `POST /activate`: what the page behind [`VERIFICATION`] sends when the person there says yes (`account` is who
/// that is) or no (no `account`) to the code in `user_code`.
pub(super) fn activate(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let form = form(call);
    let plain = |code: &str| code.replace('-', "").to_uppercase();
    let code = plain(form.get("user_code").unwrap_or(""));
    let account = form.get("account").filter(|account| !account.is_empty());
    let now = service.now;
    let known = account.is_none_or(|account| service.state.accounts().has(account));
    let waiting =
        service.state.device.as_mut().filter(|login| {
            login.verdict == Verdict::Pending && now < login.expires && plain(&login.user_code) == code
        });
    match waiting {
        Some(login) if known => {
            login.verdict = account.map_or(Verdict::Denied, |account| Verdict::Approved(account.into()));
            Ok(Response::new(StatusCode::OK))
        }
        _ => Ok(Response::json(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_code" }))),
    }
}

/// `POST /oauth/token`: tokens, once the person has said yes.
pub(super) fn token(service: &mut Service<'_>, call: &Call<'_>) -> Outcome {
    let refuse = |error: &str, description: &str| {
        let body = json!({ "error": error, "error_description": description });
        Ok(Response::json(StatusCode::FORBIDDEN, &body))
    };
    let form = form(call);
    if form.get("grant_type") != Some("urn:ietf:params:oauth:grant-type:device_code") {
        return refuse("unsupported_grant_type", "Unsupported grant type.");
    }
    let code = form.get("device_code");
    let Some(login) = service.state.device.clone().filter(|login| Some(login.device_code.as_str()) == code) else {
        return refuse("invalid_grant", "Invalid or expired device code.");
    };
    let account = match login.verdict {
        _ if service.now >= login.expires => {
            service.state.device = None;
            return refuse("expired_token", "Invalid or expired device code.");
        }
        Verdict::Pending => return refuse("authorization_pending", "User has yet to authorize device code."),
        Verdict::Denied => {
            service.state.device = None;
            return refuse("access_denied", "User cancelled the confirmation prompt.");
        }
        Verdict::Approved(account) => account,
    };
    service.state.device = None;
    let scope = "openid offline_access";
    let issued = service.now.seconds();
    let access = token::sign(&json!({
        "https://hub.docker.com": {
            "email": format!("{account}@example.com"),
            "session_id": service.state.identifier("session").short(),
            "source": format!("docker_oauth|{account}"),
            "username": account,
            "uuid": service.state.identifier("user").short(),
        },
        "iss": "https://login.docker.com/",
        "sub": account,
        "aud": ["https://hub.docker.com"],
        "iat": issued,
        "exp": issued.saturating_add(ACCESS_SECONDS),
        "scope": scope,
    }));
    let body = json!({
        "access_token": access,
        "refresh_token": format!("v1.{}", service.state.identifier("refresh").hex()),
        "scope": scope,
        "expires_in": ACCESS_SECONDS,
        "token_type": "Bearer",
    });
    Ok(Response::json(StatusCode::OK, &body))
}

/// `POST /oauth/revoke`: the refresh token is not good any more. (It never is for anything here.)
pub(super) fn revoke(_service: &mut Service<'_>, _call: &Call<'_>) -> Outcome {
    Ok(Response::new(StatusCode::OK))
}
