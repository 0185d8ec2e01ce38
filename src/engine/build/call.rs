//! `--call`: what can be said of a Dockerfile without building it (BuildKit's `frontend/subrequests`).

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

/// Rows of columns, each as wide as its widest cell and `gap` more (Go's `tabwriter`).
fn table(rows: &[Vec<String>], gap: usize) -> String {
    let mut text = String::new();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter(|row| column + 1 < row.len()).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count() + gap).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            match widths.get(column).filter(|_| column + 1 < row.len()) {
                Some(width) => text += &format!("{cell:<width$}"),
                None => text += cell,
            }
        }
        text.push('\n');
    }
    text
}

/// `--call=targets`
pub fn targets(bytes: &[u8]) -> Outcome<Answer> {
    let file = Dockerfile::parse(bytes)?;
    let (stages, _) = instructions::stages(&file, &mut Lint::silent())?;
    let mut rows = vec![vec!["TARGET".to_string(), "DESCRIPTION".to_string()]];
    let mut targets = Vec::new();
    for (index, (head, _)) in stages.iter().enumerate() {
        let default = index + 1 == stages.len();
        let name = match (head.name.as_str(), default) {
            ("", true) => "(default)".to_string(),
            (name, true) => format!("{name} (default)"),
            (name, false) => name.to_string(),
        };
        rows.push(vec![name, head.description.clone()]);
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
    let json = json!({"targets": targets, "sources": [encoded(bytes)]});
    Ok(Answer { json, text: table(&rows, 3), check: None })
}

/// `--call=subrequests.describe`: what may be asked (BuildKit's `frontend/dockerui/requests.go`).
pub fn describe() -> Answer {
    let target = json!([{"name": "target", "description": "Target build stage"}]);
    let all = [
        ("frontend.outline", "List all parameters current build target supports", target),
        ("frontend.targets", "List all targets current build supports", json!([])),
        ("frontend.subrequests.describe", "List available subrequest types", Value::Null),
    ];
    let mut rows = vec![["NAME", "VERSION", "DESCRIPTION"].map(String::from).to_vec()];
    let mut requests = Vec::new();
    for (name, description, opts) in all {
        let short = name.trim_start_matches("frontend.");
        rows.push([short, REQUEST_VERSION, description].map(String::from).to_vec());
        requests.push(json!({
            "name": name,
            "version": REQUEST_VERSION,
            "type": "rpc",
            "description": description,
            "opts": opts,
            "inputs": null,
            "metadata": [{"name": "result.json", "description": ""}, {"name": "result.txt", "description": ""}],
            "refs": null,
        }));
    }
    Answer { json: Value::Array(requests), text: table(&rows, 1), check: None }
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
    let mut text = String::new();
    if !name.is_empty() || !description.is_empty() {
        let shown = if name.is_empty() { "(default)".to_string() } else { name.clone() };
        let mut rows = vec![vec!["TARGET:".to_string(), shown]];
        if !description.is_empty() {
            rows.push(vec!["DESCRIPTION:".into(), description.clone()]);
        }
        text += &(table(&rows, 1) + "\n");
    }
    if !arguments.is_empty() {
        let mut rows = vec![["BUILD ARG", "VALUE", "DESCRIPTION"].map(String::from).to_vec()];
        rows.extend(
            arguments
                .iter()
                .map(|argument| vec![argument.name.clone(), argument.value.clone(), argument.description.clone()]),
        );
        text += &(table(&rows, 3) + "\n");
    }
    for (title, mounts) in [("SECRET", &secrets), ("SSH", &agents)] {
        if mounts.is_empty() {
            continue;
        }
        let mut rows = vec![vec![title.to_string(), "REQUIRED".to_string()]];
        rows.extend(
            mounts
                .iter()
                .map(|(id, mounted)| vec![id.clone(), if mounted.required { "true".into() } else { String::new() }]),
        );
        text += &(table(&rows, 3) + "\n");
    }
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
    Answer { json: Value::Object(document), text, check: None }
}

/// `--call=check`
pub fn check(lint: &Lint, outcome: Outcome<()>, name: &str, source: &str) -> Outcome<Answer> {
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
    let mut text = String::new();
    for warning in &warnings {
        text += &format!("\nWARNING: {}", warning.rule);
        if !warning.url.is_empty() {
            text += &format!(" - {}", warning.url);
        }
        text += &format!("\n{}\n", warning.detail);
        if let Some(excerpt) = &warning.excerpt {
            text += &excerpt.to_string();
        }
    }
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
    Ok(Answer { json: document, text, check: Some(Check { warnings, error }) })
}
