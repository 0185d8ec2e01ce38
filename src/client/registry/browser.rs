//! `docker login` to Docker Hub with a browser: the device-code flow (docker/cli `internal/oauth`).
//!
//! In life the person goes to a page, compares the code and says yes; here a question stands in for the page.

use serde_json::Value;

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::note::{bold, underlined};
use crate::client::settings::Account;
use crate::shell::Stream;

/// The client's ID at the login service; a stored refresh token ends in two dots and this.
pub(super) const CLIENT: &str = "layercake";
/// Where the tokens are kept.
pub(super) const REFRESH_KEY: &str = "https://index.docker.io/v1/refresh-token";
pub(super) const TOKEN_KEYS: [&str; 2] = ["https://index.docker.io/v1/access-token", REFRESH_KEY];

const SERVICE: &str = "login.docker.com";
const AUDIENCE: &str = "https://hub.docker.com";
const SCOPES: &str = "openid offline_access";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Who says yes in the browser.
const LEARNER: &str = "student";

/// Asks Docker Hub for a token with the person's leave; gives the account to log in with.
pub(super) fn authorize(docker: &mut Client<'_>) -> Outcome<Account> {
    let asked = [("client_id", CLIENT), ("audience", AUDIENCE), ("scope", SCOPES)];
    let (_, code) = match docker.registries().web_form(SERVICE, "/oauth/device/code", &asked, "") {
        Err(_) => {
            return Err(Failure::unsimulated("docker login with a browser", "use docker login -u student"));
        }
        Ok(answer) => answer,
    };
    let text = |document: &Value, key: &str| document.get(key).and_then(Value::as_str).unwrap_or("").to_string();
    let (user_code, device_code) = (text(&code, "user_code"), text(&code, "device_code"));
    if user_code.is_empty() {
        return Err(Failure::unsimulated("docker login with a browser", "use docker login -u student"));
    }
    let page = text(&code, "verification_uri");
    docker.err(&format!("{}\n", bold("\nUSING WEB-BASED LOGIN")))?;
    docker.note(Stream::Err, "To sign in with credentials on the command line, use 'docker login -u <username>'\n")?;
    docker.err(&format!(
        "\nYour one-time device confirmation code is: {}{} to open your browser or submit your device code here: {}",
        bold(&format!("{user_code}\n")),
        bold("Press ENTER"),
        underlined(&format!("{page}\n")),
    ))?;
    docker.err("\nWaiting for authentication in the browser…\n")?;
    browse(docker, &user_code)?;
    let poll = [("client_id", CLIENT), ("grant_type", GRANT), ("device_code", device_code.as_str())];
    let (status, tokens) = docker.registries().web_form(SERVICE, "/oauth/token", &poll, "")?;
    if status != 200 {
        let why = text(&tokens, "error_description");
        return Err(Failure::new(format!("failed waiting for authentication: {why}")));
    }
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let username = username(&access).ok_or_else(|| Failure::new("failed to parse token claims: invalid token"))?;
    let account = |password: String| Account { username: username.clone(), password, ..Account::default() };
    let [access_key, refresh_key] = TOKEN_KEYS;
    docker.store_account(access_key, &account(access.clone()))?;
    docker.store_account(refresh_key, &account(format!("{refresh}..{CLIENT}")))?;
    let (_, generated) =
        docker.registries().web_form("hub.docker.com", "/v2/access-tokens/desktop-generate", &[], &access)?;
    let token = generated.pointer("/data/token").and_then(Value::as_str).unwrap_or("").to_string();
    if token.is_empty() {
        return Err(Failure::new("failed to generate a personal access token"));
    }
    Ok(account(token))
}

/// What the person does in the browser: says yes (ENTER) or no.
fn browse(docker: &mut Client<'_>, user_code: &str) -> Outcome<()> {
    let question = format!("(in the browser) Sign in as {LEARNER} and confirm {user_code}? [Y/n] ");
    let Some(answer) = docker.ask(&question, true)? else {
        return Err(Failure::Status { code: 130, message: "login canceled".into() });
    };
    let yes = says_yes(&answer, user_code);
    let form = [("user_code", user_code), ("account", if yes { LEARNER } else { "" })];
    docker.registries().web_form(SERVICE, "/activate", &form, "")?;
    Ok(())
}

/// Whether an answer is a yes: also the code itself, or the command that says yes from another prompt.
fn says_yes(answer: &str, user_code: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    let code = answer.strip_prefix("hub approve").map_or(answer.as_str(), str::trim);
    matches!(answer.as_str(), "y" | "yes") || code.is_empty() || code == user_code.to_lowercase()
}

/// The account that an access token is for.
fn username(token: &str) -> Option<String> {
    use base64::Engine as _;
    let claims = token.split('.').nth(1)?;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.pointer("/https:~1~1hub.docker.com/username").and_then(Value::as_str).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_a_yes_too() {
        for answer in ["", "Y", " yes ", "hub approve", "hub approve LAYR-CAKE", "layr-cake"] {
            assert!(says_yes(answer, "LAYR-CAKE"), "{answer}");
        }
        for answer in ["n", "no", "hub deny", "hub approve LAYR-PIES", "x"] {
            assert!(!says_yes(answer, "LAYR-CAKE"), "{answer}");
        }
    }

    #[test]
    fn the_account_is_read_from_the_token() {
        use base64::Engine as _;
        let claims = r#"{"https://hub.docker.com":{"username":"student"}}"#;
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        assert_eq!(username(&format!("x.{claims}.y")).as_deref(), Some("student"));
        assert_eq!(username("nonsense"), None);
    }
}
