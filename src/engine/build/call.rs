//! `--call`: what can be said of a Dockerfile without building it (BuildKit's `frontend/subrequests`).

use std::sync::Arc;

use serde_json::{Value, json};

use super::convert::Converted;
use super::fault::{Fault, Outcome, excerpt};
use super::instructions;
use super::lint::Lint;
use crate::dockerfile::{Dockerfile, Span};
use crate::engine::api::{Answer, Check, CheckError, LintWarning};

/// The version of all that may be asked.
const REQUEST_VERSION: &str = "1.0.0";

fn location(span: Span) -> Value {
    let range = |line: usize| json!({"start": {"line": line}, "end": {"line": line}});
    json!({"ranges": (span.first..=span.last).map(range).collect::<Vec<_>>()})
}

/// `--call=targets`
pub fn targets(bytes: &[u8]) -> Outcome<Answer> {
    let file = Dockerfile::parse(bytes)?;
    let (stages, _) = instructions::stages(&file, &mut Lint::silent())?;
    let mut targets = Vec::new();
    for (index, (head, _)) in stages.iter().enumerate() {
        let default = index + 1 == stages.len();
        let mut target = serde_json::Map::new();
        let mut set = |key: &str, value: &str| {
            if !value.is_empty() {
                target.insert(key.into(), value.into());
            }
        };
        set("name", &head.name);
        if default {
            target.insert("default".into(), true.into());
        }
        let mut set = |key: &str, value: &str| {
            if !value.is_empty() {
                target.insert(key.into(), value.into());
            }
        };
        set("description", &head.description);
        set("base", &head.base);
        set("platform", &head.platform);
        target.insert("location".into(), location(head.written.span));
        targets.push(Value::Object(target));
    }
    Ok(Answer { json: json!({"targets": targets, "sources": [encoded(bytes)]}), check: None })
}

/// `--call=subrequests.describe`: what may be asked (BuildKit's `frontend/dockerui/requests.go`).
pub fn describe() -> Answer {
    let target = json!([{"name": "target", "description": "Target build stage"}]);
    let all = [
        ("frontend.outline", "List all parameters current build target supports", target),
        ("frontend.targets", "List all targets current build supports", json!([])),
        ("frontend.subrequests.describe", "List available subrequest types", Value::Null),
    ];
    let request = |(name, description, opts)| {
        json!({
            "name": name,
            "version": REQUEST_VERSION,
            "type": "rpc",
            "description": description,
            "opts": opts,
            "inputs": null,
            "metadata": [{"name": "result.json", "description": ""}, {"name": "result.txt", "description": ""}],
            "refs": null,
        })
    };
    Answer { json: all.into_iter().map(request).collect(), check: None }
}

fn encoded(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// `--call=outline`
pub fn outline(converted: &Converted, source: &str) -> Answer {
    let stages = &converted.stages;
    let mut arguments = Vec::new();
    let (mut secrets, mut agents) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for place in stages.needed(converted.target) {
        let Some(stage) = stages.all.get(place) else { continue };
        for argument in stage.outline.used_arguments() {
            if seen.insert(("arg", argument.name.clone())) {
                arguments.push(argument.clone());
            }
        }
        for (id, mounted) in &stage.outline.secrets {
            if seen.insert(("secret", id.clone())) {
                secrets.push((id.clone(), *mounted));
            }
        }
        for (id, mounted) in &stage.outline.agents {
            if seen.insert(("ssh", id.clone())) {
                agents.push((id.clone(), *mounted));
            }
        }
    }
    arguments.sort_by_key(|argument| argument.span.first);
    secrets.sort_by_key(|(_, mounted)| mounted.span.first);
    agents.sort_by_key(|(_, mounted)| mounted.span.first);
    let head = stages.all.get(converted.target).map(|stage| &stage.head);
    let name = head.map(|head| head.name.clone()).unwrap_or_default();
    let description = head.map(|head| head.description.clone()).unwrap_or_default();
    let mounted = |mounts: &[(String, super::convert::Mounted)]| -> Vec<Value> {
        let one = |(id, mounted): &(String, super::convert::Mounted)| {
            let mut value = json!({"name": id});
            if let (Value::Object(value), true) = (&mut value, mounted.required) {
                value.insert("required".into(), true.into());
            }
            if let Value::Object(value) = &mut value {
                value.insert("location".into(), location(mounted.span));
            }
            value
        };
        mounts.iter().map(one).collect()
    };
    let mut document = serde_json::Map::new();
    for (key, value) in [("name", &name), ("description", &description)] {
        if !value.is_empty() {
            document.insert(key.into(), value.clone().into());
        }
    }
    if !arguments.is_empty() {
        let one = |argument: &super::convert::Argument| {
            let mut value = serde_json::Map::from_iter([("name".to_string(), Value::from(argument.name.clone()))]);
            for (key, text) in [("description", &argument.description), ("value", &argument.value)] {
                if !text.is_empty() {
                    value.insert(key.into(), text.clone().into());
                }
            }
            value.insert("location".into(), location(argument.span));
            Value::Object(value)
        };
        document.insert("args".into(), arguments.iter().map(one).collect());
    }
    for (key, mounts) in [("secrets", mounted(&secrets)), ("ssh", mounted(&agents))] {
        if !mounts.is_empty() {
            document.insert(key.into(), mounts.into());
        }
    }
    document.insert("sources".into(), json!([encoded(source.as_bytes())]));
    Answer { json: Value::Object(document), check: None }
}

/// `--call=check`
pub fn check(lint: &Lint, outcome: Outcome<()>, name: &str, source: &Arc<str>) -> Outcome<Answer> {
    let error = match outcome {
        Ok(()) => None,
        Err(Fault::Stopped(stop)) => return Err(Fault::Stopped(stop)),
        Err(Fault::Failed { message, lines }) => Some((message, lines)),
    };
    let mut found: Vec<&super::lint::Violation> = lint.violations.iter().collect();
    // `PrintLintViolations` sorts by place.
    found.sort_by_key(|violation| violation.span.first);
    let warnings: Vec<LintWarning> = found
        .iter()
        .map(|violation| LintWarning {
            rule: violation.rule.name.into(),
            description: violation.rule.description.into(),
            url: violation.rule.url(),
            detail: violation.detail.clone(),
            excerpt: (violation.span.first > 0).then(|| excerpt(name, source, violation.span)),
        })
        .collect();
    let one = |violation: &super::lint::Violation| {
        json!({
            "ruleName": violation.rule.name,
            "description": violation.rule.description,
            "url": violation.rule.url(),
            "detail": violation.detail,
            "location": location(violation.span),
        })
    };
    let mut document = json!({
        "warnings": lint.violations.iter().map(one).collect::<Vec<_>>(),
        "sources": [{"filename": name, "data": encoded(source.as_bytes()), "language": "Dockerfile"}],
    });
    if let (Value::Object(document), Some((message, lines))) = (&mut document, &error) {
        let place = lines.first().map(|span| location(*span)).unwrap_or_else(|| json!({}));
        document.insert("buildError".into(), json!({"message": message, "location": place}));
    }
    let error = error.map(|(message, lines)| CheckError {
        message,
        excerpt: lines.first().map(|span| excerpt(name, source, *span)),
    });
    Ok(Answer { json: document, check: Some(Check { warnings, error }) })
}
