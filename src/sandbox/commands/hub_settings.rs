//! `hub clock`, `approve`, `deny`, `token`, `set`: pages where one does something.

use super::hub_pages::repository;
use super::{Parts, cut, fail, line, note};
use crate::clock::Timestamp;
use crate::registry::{Happening, Place};
use crate::sandbox::logins::user_of;
use crate::sandbox::student::LEARNER;
use crate::shell::{Output, Stop};

/// Whose tokens and repositories these pages show, logged in or not: the browser is.
fn account(around: &Parts<'_>) -> String {
    user_of(around.files, "docker.io").unwrap_or_else(|| LEARNER.into())
}

/// `hub clock [next|DATE]`
pub(super) fn clock(around: &mut Parts<'_>, to: Option<&str>, output: &mut dyn Output) -> Result<i32, Stop> {
    let before = around.network.hub_as_of();
    let happened: Vec<Happening> = match to {
        None => Vec::new(),
        Some("next") => {
            let happened = around.network.next_happenings();
            if happened.is_empty() {
                return fail(output, "hub: nothing more happens on this Hub");
            }
            happened
        }
        Some(date) => {
            let Some(at) = Timestamp::parse(&format!("{date}T00:00:00Z")) else {
                return fail(output, &format!("hub: {date} is no day; write next, or a date such as 2026-09-22"));
            };
            if at < before {
                let day = before.in_utc("%Y-%m-%d");
                return fail(
                    output,
                    &format!("hub: the Hub shows {day} already, and time does not go back (undo does)"),
                );
            }
            around.network.move_hub_to(at);
            let all = around.network.library().timeline();
            all.into_iter().filter(|event| event.at > before && event.at <= at).collect()
        }
    };
    line(output, &format!("The Hub shows {}.", around.network.hub_as_of().in_utc("%A, %Y-%m-%d")))?;
    for event in &happened {
        let name = event.repository.strip_prefix("library/").unwrap_or(&event.repository);
        let moved = [event.moves.as_slice(), event.adds.as_slice()].concat().join(", ");
        let text = format!("{}  {name}: {} of {moved}", event.at.in_utc("%Y-%m-%d"), event.event);
        line(output, &cut(&text, 80))?;
    }
    if !happened.is_empty() {
        line(output, "Nothing on your machine has changed: a local name moves when you pull.")?;
    }
    note(output, "time passes by itself there")
}

/// `hub approve CODE`, `hub deny CODE`
pub(super) fn answer(around: &mut Parts<'_>, code: &str, yes: bool, output: &mut dyn Output) -> Result<i32, Stop> {
    if !around.network.answer_device(code, yes.then_some(LEARNER), around.clock.now()) {
        return fail(output, &format!("hub: no login waits for the code {code}; docker login shows one"));
    }
    line(
        output,
        &if yes { format!("Signed in as {LEARNER}: the login may go on.") } else { "The login was denied.".into() },
    )?;
    note(output, "one opens login.docker.com/activate in a browser")
}

/// `hub token list|check|revoke [TOKEN]`
pub(super) fn token(
    around: &mut Parts<'_>,
    what: &str,
    wanted: Option<&str>,
    output: &mut dyn Output,
) -> Result<i32, Stop> {
    let account = account(around);
    let hub = around.network.state(Place::Hub).accounts();
    let is_meant = |token: &&crate::registry::AccessToken| {
        wanted.is_none_or(|wanted| token.secret == wanted || token.label == wanted)
    };
    let tokens: Vec<_> = hub.tokens(&account).iter().filter(is_meant).cloned().collect();
    if tokens.is_empty() {
        let which = wanted.map_or_else(String::new, |wanted| format!(" {wanted}"));
        return fail(output, &format!("hub: {account} has no token{which}"));
    }
    if what == "revoke" {
        let hub = around.network.state_mut(Place::Hub).accounts_mut();
        let revoked: usize = tokens.iter().map(|token| hub.revoke(&account, &token.secret)).sum();
        let said = match revoked {
            0 => "Nothing to revoke: that was done before.".to_string(),
            1 => "1 token revoked: the Hub does not accept it any more.".to_string(),
            many => format!("{many} tokens revoked: the Hub accepts none of them any more."),
        };
        line(output, &said)?;
        return note(output, "the account's web page manages tokens");
    }
    line(output, &format!("{:<22}{:<26}{}", "LABEL", "TOKEN", "STATE"))?;
    for token in &tokens {
        let works = around.network.state(Place::Hub).accounts().accepts(&account, &token.secret);
        let state = if works { "accepted" } else { "revoked" };
        line(output, &format!("{:<22}{:<26}{state}", cut(&token.label, 20), cut(&token.secret, 24)))?;
    }
    if what == "check" {
        line(output, "\nThe Hub was asked about each; what your machine stores does not matter to it.")?;
    }
    note(output, "the account's web page manages tokens")
}

/// `hub set NAME --immutable RULE`
pub(super) fn set_immutable(
    around: &mut Parts<'_>,
    name: &str,
    rule: &str,
    output: &mut dyn Output,
) -> Result<i32, Stop> {
    let (place, path, familiar) = match repository(name) {
        Ok(found) => found,
        Err(error) => return fail(output, &error),
    };
    let account = account(around);
    if place != Place::Hub || path.split('/').next() != Some(account.as_str()) {
        return fail(output, &format!("hub: {familiar} is not {account}'s: only its owner has a settings page"));
    }
    if !around.network.view(place).has_repository(&path) {
        return fail(output, &format!("hub: there is no repository {familiar} yet; a push makes it"));
    }
    let rule = (!matches!(rule, "none" | "")).then_some(rule);
    if let Err(error) = around.network.repository_mut(place, &path, &account, around.clock.now()).set_immutable(rule) {
        return fail(output, &format!("hub: {error}"));
    }
    match rule {
        Some(rule) => {
            line(output, &format!("{familiar}: tags that match {rule} can be neither moved nor deleted now."))?
        }
        None => line(output, &format!("{familiar}: all tags can be moved again."))?,
    }
    note(output, "it is a setting on its web page (beta)")
}
