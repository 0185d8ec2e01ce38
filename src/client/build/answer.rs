//! What `--call` prints: `--check`, outlines and lists of targets (`printResult` in buildx `commands/build.go`, buildkit
//! `frontend/subrequests`).

use serde_json::Value;

use super::request::CallOptions;
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::template::escaped_indented;
use crate::engine::api::{Answer, Check, SourceExcerpt};
use crate::text::Columns;

impl Client<'_> {
    /// Prints an answer; `shown` is the Dockerfile's name for people, if it has another.
    pub(super) fn print_answer(&mut self, call: &CallOptions, answer: &Answer, shown: &str) -> Outcome<()> {
        if call.json {
            self.out_line(&escaped_indented(&answer.json, "  "))?;
        }
        match call.name.as_str() {
            "lint" => self.print_check(call, answer.check.as_ref().unwrap_or(&Check::default()), shown),
            _ if call.json => Ok(()),
            "outline" => self.out(&outline(&answer.json)),
            "targets" => self.out(&targets(&answer.json)),
            _ => self.out(&requests(&answer.json)),
        }
    }

    fn print_check(&mut self, call: &CallOptions, check: &Check, shown: &str) -> Outcome<()> {
        let name = |excerpt: &SourceExcerpt| match shown {
            "" => excerpt.clone(),
            shown => SourceExcerpt { filename: shown.into(), ..excerpt.clone() },
        };
        if !call.json {
            match check.warnings.len() {
                0 => {}
                1 => self.out_line("Check complete, 1 warning has been found!")?,
                count => self.out_line(&format!("Check complete, {count} warnings have been found!"))?,
            }
            let mut warnings: Vec<_> = check.warnings.iter().collect();
            warnings.sort_by_key(|warning| warning.excerpt.as_ref().and_then(|excerpt| excerpt.lines.first().copied()));
            for warning in warnings {
                let mut text = format!("\nWARNING: {}", warning.rule);
                if !warning.url.is_empty() {
                    text.push_str(&format!(" - {}", warning.url));
                }
                self.out(&format!("{text}\n{}\n", warning.detail))?;
                if let Some(excerpt) = &warning.excerpt {
                    self.out(&name(excerpt).to_string())?;
                }
            }
        }
        match &check.error {
            Some(error) => {
                if !call.json && !check.warnings.is_empty() {
                    self.out("\n")?;
                }
                let excerpt = error.excerpt.as_ref().map(|excerpt| name(excerpt).to_string());
                Err(Failure::new(format!("ERROR: {}\n{}", error.message, excerpt.unwrap_or_default())))
            }
            None if check.warnings.is_empty() && !call.json => self.out_line("Check complete, no warnings found."),
            None if check.warnings.is_empty() || call.ignore_status => Ok(()),
            None => Err(Failure::code_only(1)),
        }
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn outline(outline: &Value) -> String {
    let narrow = Columns { minimum: 0, padding: 1 };
    let wide = Columns { minimum: 0, padding: 3 };
    let mut out = String::new();
    let (name, description) = (text(outline, "name"), text(outline, "description"));
    if !(name.is_empty() && description.is_empty()) {
        let name = if name.is_empty() { "(default)" } else { name };
        let mut head = format!("TARGET:\t{name}\n");
        if !description.is_empty() {
            head.push_str(&format!("DESCRIPTION:\t{description}\n"));
        }
        out.push_str(&narrow.align(&head));
        out.push('\n');
    }
    let mut table = |rows: &[Value], head: &str, row: &dyn Fn(&Value) -> String| {
        if !rows.is_empty() {
            let body: String = rows.iter().map(row).collect();
            out.push_str(&wide.align(&format!("{head}\n{body}")));
            out.push('\n');
        }
    };
    table(list(outline, "args"), "BUILD ARG\tVALUE\tDESCRIPTION", &|row| {
        format!("{}\t{}\t{}\n", text(row, "name"), text(row, "value"), text(row, "description"))
    });
    let required = |row: &Value| {
        let required = row.get("required").and_then(Value::as_bool).unwrap_or(false);
        format!("{}\t{}\n", text(row, "name"), if required { "true" } else { "" })
    };
    table(list(outline, "secrets"), "SECRET\tREQUIRED", &required);
    table(list(outline, "ssh"), "SSH\tREQUIRED", &required);
    out
}

fn targets(targets: &Value) -> String {
    let mut rows = String::from("TARGET\tDESCRIPTION\n");
    for target in list(targets, "targets") {
        let default = target.get("default").and_then(Value::as_bool).unwrap_or(false);
        let name = match (text(target, "name"), default) {
            ("", true) => "(default)".to_string(),
            (name, true) => format!("{name} (default)"),
            (name, false) => name.to_string(),
        };
        rows.push_str(&format!("{name}\t{}\n", text(target, "description")));
    }
    Columns { minimum: 0, padding: 1 }.align(&rows)
}

/// What may be asked (BuildKit's `frontend/subrequests/describe.go`, `PrintDescribe`).
fn requests(requests: &Value) -> String {
    let mut rows = String::from("NAME\tVERSION\tDESCRIPTION\n");
    for request in requests.as_array().map_or(&[][..], Vec::as_slice) {
        let name = text(request, "name").trim_start_matches("frontend.");
        rows.push_str(&format!("{name}\t{}\t{}\n", text(request, "version"), text(request, "description")));
    }
    Columns { minimum: 0, padding: 1 }.align(&rows)
}
