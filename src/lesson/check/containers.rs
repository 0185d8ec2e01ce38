//! Checks of containers: are they there, what did they write, what do they see.

use std::collections::BTreeSet;

use regex_lite::Regex;

use super::contents::valid_expression;
use super::view::{hidden, text_in};
use super::{Arguments, Form, Kind, View, always_valid, is, key};
use crate::engine::{Container, Event, Status};
use crate::vfs::Files;

const CONTAINER: &str = "a container's name or ID, or a pattern; `*` is any";

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[
    Kind {
        subject: key("container", Form::Text, CONTAINER),
        parameters: &[
            key("from", Form::Text, "it was made from this image"),
            key("running", Form::Flag, "whether it runs"),
            key("exit", Form::Number, "it has ended with this exit code"),
        ],
        about: "a container is there",
        valid: always_valid,
        holds: |arguments, view| {
            view.containers(arguments.subject()).into_iter().any(|container| is_as_asked(arguments, view, container))
        },
        says: |arguments, not| {
            let name = if arguments.subject() == "*" { "a container" } else { arguments.subject() };
            let from = arguments.text("from").map(|image| format!(" from {image}")).unwrap_or_default();
            let what = match (arguments.flag("running"), arguments.number("exit")) {
                (Some(true), _) => "running".to_string(),
                (Some(false), _) => "stopped".to_string(),
                (None, Some(0)) => "through, and without an error".to_string(),
                (None, Some(code)) => format!("through, with exit code {code}"),
                (None, None) => "there".to_string(),
            };
            format!("{name}{from} {} {what}", is(not))
        },
    },
    Kind {
        subject: key("container_from", Form::Text, "an image's name or ID"),
        parameters: &[key("exit", Form::Number, "it ended with this exit code")],
        about: "a container was made from this image: it is there, or was since the step began (`--rm`)",
        valid: always_valid,
        holds: container_from,
        says: |arguments, not| {
            let image = arguments.subject();
            let started = if not { "did not run" } else { "ran" };
            match arguments.number("exit") {
                Some(0) => format!("a container from {image} {started} to its end"),
                Some(code) => format!("a container from {image} {started} and ended with code {code}"),
                None => format!("a container {} made from {image}", is(not)),
            }
        },
    },
    Kind {
        subject: key("writes_of", Form::Text, CONTAINER),
        parameters: &[
            key("has", Form::Texts, "paths that its writable layer holds"),
            key("hides", Form::Texts, "paths that its writable layer hides"),
            key("above", Form::Number, "it takes more than so many bytes on disk"),
        ],
        about: "what the writable layer of a container holds",
        valid: always_valid,
        holds: writes_of,
        says: |arguments, not| {
            let paths = [arguments.list("has"), arguments.list("hides")].concat().join(", ");
            let verb = if arguments.has("hides") { "hides" } else { "holds" };
            let verb = if not { format!("does not {}", verb.trim_end_matches('s')) } else { verb.into() };
            format!("the writable layer of {} {verb} {paths}", arguments.subject()).trim_end().into()
        },
    },
    Kind {
        subject: key("seen_in", Form::Text, CONTAINER),
        parameters: &[
            key("has", Form::Texts, "paths that one sees"),
            key("lacks", Form::Texts, "paths that one does not see"),
            key("file", Form::Text, "one path, for `matches`"),
            key("matches", Form::Text, "a regular expression found in `file`"),
        ],
        about: "what one sees in a container",
        valid: |arguments| valid_expression(arguments, "matches"),
        holds: seen_in,
        says: |arguments, not| {
            let paths = [arguments.list("has"), arguments.list("file"), arguments.list("lacks")].concat().join(", ");
            format!("{paths} in {} {} as asked", arguments.subject(), is(not))
        },
    },
    Kind {
        subject: key("containers", Form::Number, "how many"),
        parameters: &[key("running", Form::Flag, "count only those that run, or only those that do not")],
        about: "so many containers are there",
        valid: always_valid,
        holds: |arguments, view| {
            let counted = view.now.engine.containers.iter().filter(|container| {
                arguments.flag("running").is_none_or(|running| container.state.is_running() == running)
            });
            arguments.count("containers") == u64::try_from(counted.count()).ok()
        },
        says: |arguments, not| {
            let count = arguments.number("containers").unwrap_or_default();
            format!("the number of containers {} {count}", is(not))
        },
    },
];

fn is_as_asked(arguments: &Arguments, view: &View<'_>, container: &Container) -> bool {
    let exited = container.state.status == Status::Exited;
    arguments.text("from").is_none_or(|image| view.id(image) == Some(container.image))
        && arguments.flag("running").is_none_or(|running| container.state.is_running() == running)
        && arguments.number("exit").is_none_or(|code| exited && i64::from(container.state.exit_code) == code)
}

fn container_from(arguments: &Arguments, view: &View<'_>) -> bool {
    let Some(image) = view.id(arguments.subject()) else { return false };
    let code = arguments.number("exit");
    let here = view.now.engine.containers.iter().filter(|container| container.image == image).any(|container| {
        code.is_none_or(|code| container.state.status == Status::Exited && i64::from(container.state.exit_code) == code)
    });
    if here {
        return true;
    }
    let made: BTreeSet<&str> = view
        .events()
        .filter_map(|event| match event {
            Event::ContainerCreated { id, image: from, .. } if *from == image => Some(id.as_str()),
            _ => None,
        })
        .collect();
    let ended = |code: i64| {
        view.events().any(|event| {
            matches!(event, Event::ContainerExited { id, code: with } if made.contains(id.as_str()) && i64::from(*with) == code)
        })
    };
    !made.is_empty() && code.is_none_or(ended)
}

fn writes_of(arguments: &Arguments, view: &View<'_>) -> bool {
    view.containers(arguments.subject()).into_iter().any(|container| {
        let upper = &container.upper;
        let has = |path: &str| upper.get(path).is_some_and(|change| change.node().is_some());
        arguments.list("has").into_iter().all(has)
            && arguments.list("hides").into_iter().all(|path| hidden(upper).any(|hidden| hidden == path))
            && arguments.count("above").is_none_or(|bytes| upper.disk_usage() > bytes)
    })
}

fn seen_in(arguments: &Arguments, view: &View<'_>) -> bool {
    view.containers(arguments.subject()).into_iter().any(|container| {
        let Some(tree) = view.container_files(container) else { return false };
        let seen = |path: &str| tree.stat(path, false).is_ok();
        let text = arguments.text("file").map(|path| text_in(&tree, path));
        arguments.list("has").into_iter().all(seen)
            && !arguments.list("lacks").into_iter().any(seen)
            && text.as_ref().is_none_or(Option::is_some)
            && arguments.text("matches").is_none_or(|expression| {
                let there = text.clone().flatten().unwrap_or_default();
                Regex::new(expression).is_ok_and(|expression| expression.is_match(&there))
            })
    })
}
