//! `GET /events` (moby `daemon/server/router/system/system_routes.go` `getEvents`, `daemon/events/filter.go`).

use crate::clock::{SECOND, Timestamp};
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, EventMessage, EventType, EventsAsked, Filters};
use crate::engine::containers::settle;
use crate::oci::Reference;

/// How long somebody listens at most, nanoseconds of the sandbox's clock.
const LONGEST: i64 = 86_400 * SECOND;
/// Actions that are told with what was run: a filter may name the part before the colon.
const WITH_COMMANDS: [&str; 3] = ["health_status", "exec_create", "exec_start"];
/// Filters that name a thing: by its ID or name, or the beginning of one.
const THINGS: [&str; 10] =
    ["daemon", "container", "plugin", "volume", "network", "node", "service", "secret", "config", "builder"];

/// See [`crate::engine::api::System::events`].
pub fn events(daemon: &mut Daemon<'_>, asked: &EventsAsked) -> ApiResult<Vec<EventMessage>> {
    let (since, until) = (moment("since", &asked.since)?, moment("until", &asked.until)?);
    if let (Some(until), since) = (until, since.unwrap_or_default())
        && until < since
    {
        let text = format!("`since` time ({}) cannot be after `until` time ({})", asked.since, asked.until);
        return Err(ApiError::new(400, text));
    }
    let began = daemon.clock.now();
    daemon.clock.advance(until.map_or(0, |until| until.since(began).min(LONGEST)));
    settle(daemon)?;
    let past = since.is_some() || until.is_some();
    let from = if past { since.unwrap_or_default() } else { began };
    let mut messages = daemon.state.journal.messages();
    messages.retain(|message| {
        from <= message.at
            && until.is_none_or(|until| message.at <= until)
            && (past || message.at > began)
            && is_wanted(message, &asked.filters)
    });
    Ok(messages)
}

/// `seconds[.nanoseconds]`; `None` if nothing is given (moby `timestamp.ParseUnixTimestamp`).
fn moment(name: &str, text: &str) -> ApiResult<Option<Timestamp>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 9;
    let nanos = format!("{fraction:0<9}").parse::<i64>().ok().filter(|_| digits(fraction));
    let seconds = seconds.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(SECOND));
    match (seconds, nanos) {
        (Some(seconds), Some(nanos)) => Ok(Some(Timestamp(seconds).plus(nanos))),
        _ => {
            let quoted = crate::text::quote(text);
            let why = format!("invalid value for '{name}': failed to parse {quoted} as a time");
            Err(ApiError::new(400, why))
        }
    }
}

/// Whether a message fits all filters (`Filter.Include`). Keys that are no filter of this list are passed over.
fn is_wanted(message: &EventMessage, filters: &Filters) -> bool {
    let given = |key: &str| filters.get(key).map_or(&[][..], Vec::as_slice);
    let is = |key: &str, text: &str| given(key).is_empty() || given(key).iter().any(|value| value == text);
    let begins =
        |key: &str, text: &str| given(key).is_empty() || given(key).iter().any(|value| text.starts_with(value));
    let (action, id) = (message.action.as_str(), message.actor.id.as_str());
    let attribute = |name: &str| message.actor.attributes.get(name).map_or("", String::as_str);
    let with_command = given("event").iter().any(|value| WITH_COMMANDS.contains(&value.as_str()));
    let image = attribute(if message.kind == EventType::Image { "name" } else { "image" });
    (if with_command { begins("event", action) } else { is("event", action) })
        && is("type", message.kind.as_str())
        && is("scope", &message.scope)
        && THINGS.iter().all(|key| begins(key, id) || begins(key, attribute("name")))
        && [id, image].iter().any(|text| is("image", text) || is("image", &without_tag(text)))
        && given("label").iter().all(|label| match label.split_once('=') {
            Some((name, value)) => message.actor.attributes.get(name).is_some_and(|label| label == value),
            None => message.actor.attributes.contains_key(label),
        })
}

fn without_tag(image: &str) -> String {
    Reference::parse(image).map_or_else(|_| image.to_string(), |reference| reference.name.familiar())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::api::EventActor;

    #[test]
    fn times_are_seconds_with_nanoseconds() {
        assert_eq!(moment("since", "12.5").unwrap(), Some(Timestamp(12_500_000_000)));
        assert_eq!(moment("since", "").unwrap(), None);
        assert!(moment("until", "soon").is_err());
    }

    #[test]
    fn filters_are_all_to_fit() {
        let attributes = [("image", "nginx:1"), ("name", "web"), ("tier", "front")];
        let attributes = attributes.map(|(name, value)| (name.to_string(), value.to_string())).into();
        let actor = EventActor { id: "c0ffee".into(), attributes };
        let message = EventMessage { action: "exec_start: sh".into(), actor, ..EventMessage::local(Timestamp(0)) };
        let fits = |given: &[(&str, &str)]| {
            let mut filters = Filters::new();
            for (key, value) in given {
                filters.entry(key.to_string()).or_default().push(value.to_string());
            }
            is_wanted(&message, &filters)
        };
        assert!(fits(&[("event", "exec_start"), ("container", "we"), ("image", "nginx"), ("label", "tier=front")]));
        assert!(fits(&[("type", "image"), ("type", "container"), ("scope", "local"), ("container", "c0f")]));
        for (key, value) in [("event", "exec"), ("type", "image"), ("image", "ngin"), ("label", "tier=back")] {
            assert!(!fits(&[(key, value)]), "{key}={value}");
        }
    }
}
