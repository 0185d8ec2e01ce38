//! A registry that does not accept who somebody says to be: a password, or a token that was revoked.

use super::call::Call;
use super::{Around, folders};
use crate::oci::Reference;
use crate::sandbox::{LEARNER, has_revoked, is_revoked, login_of};
use crate::tell;

/// What the Hub and the daemon say.
const REFUSED: &str = "incorrect username or password";
/// Where a build asks for its token.
const TOKEN_SERVER: &str = "https://auth.docker.io/token";

/// Whether a build could not go on because the Hub does not accept what is stored.
pub(super) fn refused_build(printed: &str) -> bool {
    printed.lines().any(|line| line.contains(TOKEN_SERVER) && line.ends_with("401 Unauthorized"))
}

/// What `docker login` has stored for a host is not accepted.
pub(super) fn stored(host: &str, around: &Around<'_>) -> String {
    match login_of(&around.world.files, host) {
        Some((user, secret)) if host == "docker.io" && is_revoked(around.world, &user, &secret) => {
            tell::stored_token_revoked(user)
        }
        _ => tell::stored_login_refused(host),
    }
}

/// A command that gave a password or a token, and was refused; or one that took what is stored.
pub(super) fn given(line: &str, printed: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    if !printed.contains(REFUSED) {
        return None;
    }
    let named = call.arguments.first().and_then(|name| Reference::parse(name).ok());
    let host = named.as_ref().map_or("docker.io", |reference| reference.name.host());
    // A line may log in and go on with another command.
    if call.verb() != "login" && login_of(&around.world.files, host).is_some() {
        return Some(stored(host, around));
    }
    let user = call.flag("username").unwrap_or(LEARNER);
    let revoked = |secret: &str| is_revoked(around.world, user, secret.trim());
    let words = || line.split(|c: char| c.is_whitespace() || "<>|;()\"'=".contains(c)).filter(|word| !word.is_empty());
    if words().any(|word| revoked(word) || folders::text(around.world, word).is_some_and(|text| revoked(&text))) {
        return Some(tell::given_token_revoked(user));
    }
    Some(if has_revoked(around.world, user) { tell::password_or_revoked() } else { tell::password_is_wrong() })
}
