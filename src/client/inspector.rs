//! `inspect` of whatever: JSON, or a template on each (docker/cli `cli/command/inspect`).

use crate::client::argument::INSPECTION;
use serde_json::Value;

use super::Client;
use super::failure::{Failure, Outcome};
use super::flag::Text;
use super::shape::{Struct, typed};
use super::template::{Missing, Template, escaped_indented, from_json, indented, json_text};

/// `--format` of an inspect command.
pub const FORMAT: Text = Text::new("format", "How to print it:\n'json':             as JSON on one line\n'TEMPLATE':         as the Go template says.\nSee https://docs.docker.com/go/formatting/ for templates")
.short('f').takes(INSPECTION);

/// Finds an object by its name: what its type looks like, and its JSON.
pub type Find<'f> = &'f mut dyn FnMut(&mut Client<'_>, &str) -> Outcome<(&'static Struct, Value)>;

/// Prints what `get` finds for each name: documents as the engine sent them.
pub fn inspect(docker: &mut Client<'_>, names: &[String], format: &str, get: Find<'_>) -> Outcome<()> {
    show(docker, names, format, get, false)
}

/// The same for what the client has itself, whose JSON has `<`, `>` and `&` escaped.
pub fn inspect_own(docker: &mut Client<'_>, names: &[String], format: &str, get: Find<'_>) -> Outcome<()> {
    show(docker, names, format, get, true)
}

fn show(docker: &mut Client<'_>, names: &[String], format: &str, get: Find<'_>, escaped: bool) -> Outcome<()> {
    let template = match format {
        "" | "json" => None,
        source => Some(
            Template::parse(source)
                .map_err(|words| Failure::Status { code: 64, message: format!("template parsing error: {words}") })?,
        ),
    };
    let mut printed = String::new();
    let mut documents = Vec::new();
    let mut failures = Vec::new();
    for name in names {
        let found = match get(docker, name) {
            Ok(found) => found,
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        match &template {
            None => documents.push(found.1),
            Some(template) => match one(template, found.0, &found.1) {
                Ok(text) => {
                    printed.push_str(&text);
                    printed.push('\n');
                }
                Err(words) => failures.push(Failure::new(format!("template parsing error: {words}"))),
            },
        }
    }
    let text = match (&template, format) {
        (Some(_), _) if printed.is_empty() => "\n".into(),
        (Some(_), _) => printed,
        (None, "json") => json_text(&raw_list(documents, escaped)) + "\n",
        (None, _) if escaped => escaped_indented(&Value::Array(documents), "    ") + "\n",
        (None, _) => indented(&Value::Array(documents), "    ") + "\n",
    };
    docker.out(&text)?;
    Failure::join(failures).map_err(|failure| match failure {
        Failure::Stop(stop) => Failure::Stop(stop),
        other => Failure::new(other.to_string()),
    })
}

fn raw_list(documents: Vec<Value>, escaped: bool) -> super::template::Datum {
    let object = super::template::Object {
        type_name: "[]interface {}",
        fields: Vec::new(),
        json: Some(Value::Array(documents)),
        escaped,
    };
    object.into()
}

/// The template on the typed value, and if that fails on the JSON as it came.
fn one(template: &Template, shape: &'static Struct, value: &Value) -> Result<String, String> {
    template
        .execute(&typed(shape, value), Missing::Default)
        .or_else(|_| template.execute(&from_json(value), Missing::Error))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::shape::IMAGE;
    use super::*;

    #[test]
    fn the_typed_value_comes_first_then_the_json() {
        let value = json!({"Id": "x", "Config": {"Env": []}});
        let run = |source: &str| one(&Template::parse(source).unwrap(), &IMAGE, &value).unwrap_or_else(|words| words);
        assert_eq!(run("{{.Id}}"), "x");
        assert_eq!(run("{{.Config.Labels.x}}"), "<no value>");
        assert_eq!(
            run("{{.Config.Nope}}"),
            r#"template: :1:9: executing "" at <.Config.Nope>: map has no entry for key "Nope""#
        );
    }
}
