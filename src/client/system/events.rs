//! `docker events` (docker/cli `cli/command/system/events.go`).

use serde_json::Value;

use crate::client::Client;
use crate::client::argument::{Argument, INSPECTION, MOMENT};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Text};
use crate::client::image::list::{FILTER, filters};
use crate::client::moment::moment;
use crate::client::shape::{EVENT, typed};
use crate::client::template::{Missing, Template};
use crate::engine::api::{EventMessage, EventsAsked};

/// Said where a real docker command would wait for ever.
const GOES_ON: &str = "(a real docker events would go on until Ctrl-C; here nothing happens meanwhile)";

const FORMAT: Text =
    Text::new("format", "How to print each: as JSON ('json'), or as a Go template says").takes(INSPECTION);
const SINCE: Text = Text::new("since", "All that happened from a time on").takes(MOMENT);
const UNTIL: Text = Text::new("until", "Only up to a time").takes(MOMENT);

/// What events may be limited by (docker/cli `cli/command/system/completion.go`).
const KEYS: &[&str] = &["container", "daemon", "event", "image", "label", "network", "node", "scope", "type", "volume"];

const FLAGS: Flags = &[&FILTER.takes(Argument::Filter(KEYS)), &FORMAT, &SINCE, &UNTIL];

pub static EVENTS: Command = Command {
    about: "Follow what the engine does",
    synopsis: "[OPTIONS]",
    aliases: "docker system events, docker events",
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let template = template(given.text(&FORMAT))?;
    let asked = EventsAsked {
        since: moment(given.text(&SINCE), docker.now)?,
        until: moment(given.text(&UNTIL), docker.now)?,
        filters: filters(given.list(&FILTER)),
    };
    for message in docker.engine().events(&asked)? {
        let line = match &template {
            None => line(&message),
            Some(template) => {
                template.execute(&typed(&EVENT, &json(&message)?), Missing::Default).map_err(Failure::new)?
            }
        };
        docker.out_line(&line)?;
    }
    match asked.until.is_empty() {
        true => docker.err_line(GOES_ON),
        false => Ok(()),
    }
}

/// The template, tried on an empty message.
fn template(format: &str) -> Outcome<Option<Template>> {
    let source = match format {
        "" => return Ok(None),
        "json" => "{{json .}}",
        source => source,
    };
    let bad = |words: String| Failure::Status { code: 64, message: format!("Error parsing format: {words}") };
    let template = Template::parse(source).map_err(bad)?;
    template.execute(&typed(&EVENT, &Value::Null), Missing::Default).map_err(bad)?;
    Ok(Some(template))
}

fn json(message: &EventMessage) -> Outcome<Value> {
    serde_json::to_value(message).map_err(|error| Failure::new(error.to_string()))
}

/// `TIME TYPE ACTION ID (name=value, …)`
fn line(message: &EventMessage) -> String {
    let EventMessage { kind, action, actor, at, .. } = message;
    let time = at.in_utc("%Y-%m-%dT%H:%M:%S");
    let attributes: Vec<String> = actor.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let attributes = if attributes.is_empty() { String::new() } else { format!(" ({})", attributes.join(", ")) };
    format!("{time}.{:09}Z {} {action} {}{attributes}", at.subsecond_nanos(), kind.as_str(), actor.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::engine::api::EventActor;

    #[test]
    fn a_message_is_one_line_or_what_the_template_says() {
        let attributes = [("name".to_string(), "web".to_string()), ("image".into(), "nginx".into())].into();
        let message = EventMessage {
            action: "start".into(),
            actor: EventActor { id: "c0ffee".into(), attributes },
            ..EventMessage::local(Timestamp(1_500_000_000))
        };
        assert_eq!(line(&message), "1970-01-01T00:00:01.500000000Z container start c0ffee (image=nginx, name=web)");
        let shown = |format: &str| {
            let template = template(format).unwrap().unwrap();
            template.execute(&typed(&EVENT, &json(&message).unwrap()), Missing::Default).unwrap()
        };
        assert_eq!(shown("{{.Type}} {{.Actor.Attributes.name}} {{.TimeNano}}"), "container web 1500000000");
        assert_eq!(
            shown("json"),
            r#"{"Type":"container","Action":"start","Actor":{"ID":"c0ffee","Attributes":{"image":"nginx","name":"web"}},"scope":"local","time":1,"timeNano":1500000000}"#
        );
        assert_eq!(template("{{.Nope}}").unwrap_err().code(), 64);
    }
}
