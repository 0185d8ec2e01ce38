//! Checks of what happened since the step began: events, and (as a last resort) command lines.

use regex_lite::Regex;
use serde_json::Value;

use super::contents::valid_expression;
use super::view::{fits, full_name};
use super::{Arguments, Form, Kind, View, key};
use crate::engine::Event;

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[
    Kind {
        subject: key(
            "event",
            Form::Text,
            "the event's name, e.g. `pulled`, `pull_failed`, `searched`, `blob_downloaded`",
        ),
        parameters: &[
            key("at_least", Form::Number, "it happened so often (otherwise: once)"),
            key("reference", Form::Text, "a name (`latest` is filled in) or a pattern"),
            key("reason", Form::Text, "pattern"),
            key("host", Form::Text, "pattern"),
            key("repository", Form::Text, "pattern"),
            key("user", Form::Text, "pattern"),
            key("term", Form::Text, "what was searched for: pattern"),
            key("filters", Form::Text, "one of the filters: pattern"),
            key("container", Form::Text, "pattern"),
            key("name", Form::Text, "pattern"),
            key("path", Form::Text, "pattern"),
            key("code", Form::Number, "exit code"),
            key("new", Form::Flag, "whether a pull brought something"),
        ],
        about: "something happened since the step began",
        valid: |arguments| {
            let name = arguments.subject();
            let known = Event::NAMES;
            if known.contains(&name) {
                return Ok(());
            }
            Err(format!("there is no event `{name}`; there are {}", known.join(", ")))
        },
        holds: event,
        says: says_event,
    },
    Kind {
        subject: key("command", Form::Text, "a regular expression"),
        parameters: &[key("exit", Form::Number, "it ended with this exit code")],
        about: "a command line that matches was typed since the step began; the last resort",
        valid: |arguments| valid_expression(arguments, "command"),
        holds: |arguments, view| {
            let Ok(expression) = Regex::new(arguments.subject()) else { return false };
            view.past.iter().any(|happened| {
                expression.is_match(&happened.line)
                    && arguments.number("exit").is_none_or(|code| i64::from(happened.exit) == code)
            })
        },
        says: |arguments, not| {
            let plain: String = arguments.subject().chars().filter(|c| !"^$\\()".contains(*c)).collect();
            let plain = plain.split('|').next().unwrap_or_default().replace(".*", " … ");
            format!("`{}` was {}typed", plain.trim(), if not { "not " } else { "" })
        },
    },
];

fn event(arguments: &Arguments, view: &View<'_>) -> bool {
    let count =
        view.events().filter(|event| event.name() == arguments.subject() && is_as_asked(arguments, event)).count();
    u64::try_from(count).is_ok_and(|count| count >= arguments.count("at_least").unwrap_or(1))
}

/// Whether the fields of an event are as the parameters say. A field that the event does not have is not as asked.
fn is_as_asked(arguments: &Arguments, event: &Event) -> bool {
    const TEXTS: [&str; 10] =
        ["reference", "reason", "host", "repository", "user", "term", "filters", "container", "name", "path"];
    if !TEXTS.iter().chain(&["code", "new"]).any(|key| arguments.has(key)) {
        return true;
    }
    let Ok(fields) = serde_json::to_value(event) else { return false };
    TEXTS.iter().all(|key| {
        let Some(wanted) = arguments.text(key) else { return true };
        let wanted = if *key == "reference" { full_name(wanted) } else { wanted.into() };
        match fields.get(*key) {
            Some(Value::String(text)) => fits(&wanted, text),
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).any(|text| fits(&wanted, text)),
            _ => false,
        }
    }) && arguments.number("code").is_none_or(|code| fields.get("code").and_then(Value::as_i64) == Some(code))
        && arguments.flag("new").is_none_or(|new| fields.get("new").and_then(Value::as_bool) == Some(new))
}

fn says_event(arguments: &Arguments, not: bool) -> String {
    let what = arguments.text("reference").map(|name| match name.split_once(['*', '[', '?']) {
        Some((plain, _)) => plain.trim_end_matches([':', '@']).to_string(),
        None => full_name(name),
    });
    let what = what.unwrap_or_default();
    let text = match (arguments.subject(), arguments.text("filters")) {
        ("searched", Some(filter)) => format!("searched with the filter {}", filter.trim_matches('*')),
        ("searched", None) => "searched".into(),
        ("pulled", _) => format!("pulled {what}"),
        ("pull_failed", _) => format!("tried to pull {what}"),
        ("pushed", _) => format!("pushed {what}"),
        ("push_failed", _) => format!("tried to push {what}"),
        ("remove_refused", _) => format!("tried to remove {what}"),
        (name, _) => format!("it happened: {} {what}", name.replace('_', " ")),
    };
    let text = text.trim_end();
    if not { format!("not: {text}") } else { text.into() }
}
