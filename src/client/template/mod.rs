//! Go templates (`--format`): parsed by the `gotmpl` crate, executed here.
//!
//! The crate's parser is used as it is; execution is ours because what docker prints depends on Go's types (a missing
//! field of a struct is an error, a missing key of a map is `<no value>`) and its errors name the place in Go's words.
//! Follows Go's `text/template/exec.go`, `funcs.go` and docker/cli `templates/templates.go`.

mod blocks;
mod call;
mod datum;
mod execute;
mod functions;
mod json;
mod node_text;

pub(crate) use datum::{Datum, Field, Nil, Object, bare, from_json, go_time};
pub(crate) use execute::Missing;
pub(crate) use json::{escaped_indented, indented, json_text};

use std::collections::BTreeMap;

use gotmpl::TemplateError;
use gotmpl::parse::{Expr, ListNode, Node, Parser, PipeNode};

/// Longest template text in bytes.
const MAX_SOURCE: usize = 64 << 10;

/// A parsed template.
#[derive(Debug)]
pub(crate) struct Template {
    name: &'static str,
    source: String,
    body: ListNode,
    defines: BTreeMap<String, ListNode>,
    /// Whether the function `json` lays its text out.
    indents: bool,
}

impl Template {
    /// Parses `source`; the error is Go's, from `template:` on.
    pub(crate) fn parse(source: &str) -> Result<Template, String> {
        Self::named("", source)
    }

    /// The same with a name, which errors mention.
    pub(crate) fn named(name: &'static str, source: &str) -> Result<Template, String> {
        if source.len() > MAX_SOURCE {
            return Err(format!("template: {name}:1: longer than {MAX_SOURCE} bytes"));
        }
        let parsed = Parser::new(source, "{{", "}}").and_then(Parser::parse);
        let (body, defines) = parsed.map_err(|error| parse_error(name, source, &error))?;
        if let Some((line, words)) = blocks::fault(source) {
            return Err(format!("template: {name}:{line}: {words}"));
        }
        let template = Template {
            name,
            source: source.to_string(),
            defines: defines.into_iter().map(|define| (define.name.to_string(), define.body)).collect(),
            body,
            indents: false,
        };
        for list in template.defines.values().chain([&template.body]) {
            check_functions(list).map_err(|(line, unknown)| {
                format!("template: {name}:{line}: function {} not defined", crate::text::quote(&unknown))
            })?;
        }
        Ok(template)
    }

    /// The same with a function `json` that lays its text out, two blanks a level.
    pub(crate) fn indenting(mut self) -> Template {
        self.indents = true;
        self
    }

    /// Executes it; the error is Go's, from `template:` on.
    pub(crate) fn execute(&self, data: &Datum, missing: Missing) -> Result<String, String> {
        execute::run(self, data, missing, false)
    }

    /// Executes it on the heads of a table's columns: functions that would change a head leave it alone.
    pub(crate) fn execute_on_heads(&self, heads: &Datum) -> String {
        execute::run(self, heads, Missing::Default, true).unwrap_or_default()
    }
}

/// Words the parser's errors as Go's parser words them.
fn parse_error(name: &str, source: &str, error: &TemplateError) -> String {
    let (line, message) = match error {
        TemplateError::Parse { line, message, .. } | TemplateError::Lex { line, message, .. } => {
            (*line, message.as_str())
        }
        other => return format!("template: {name}:1: {other}"),
    };
    let lines = source.matches('\n').count() + 1;
    let quoted = |text: &str| text.rsplit_once('(').map(|(_, token)| token.trim_end_matches(')').to_string());
    let (line, message) = match message {
        "unterminated string" => (line, "unterminated quoted string".to_string()),
        "unterminated raw string" => (line, "unterminated raw quoted string".to_string()),
        "unterminated character literal" => (line, "unterminated character constant".to_string()),
        "unclosed comment" => (line, "unclosed comment".to_string()),
        "empty command" => (line, "missing value for command".to_string()),
        text if text.contains("Eof") || text.contains("EOF") || text.contains("end of") => {
            (lines, "unexpected EOF".to_string())
        }
        text if text.starts_with("unexpected token: End") => (line, "unexpected {{end}}".to_string()),
        text if text.starts_with("unexpected token: Else") => (line, "unexpected {{else}}".to_string()),
        text if text.starts_with("unexpected character: ") => {
            let c = text.trim_start_matches("unexpected character: ").trim_matches('\'').chars().next().unwrap_or('?');
            (line, format!("unrecognized character in action: U+{:04X} '{c}'", c as u32))
        }
        text if text.starts_with("expected closing delimiter") => match quoted(text) {
            Some(token) => (line, format!("unexpected {token} in command")),
            None => (line, text.to_string()),
        },
        text => (line, text.to_string()),
    };
    format!("template: {name}:{}: {message}", line.max(1))
}

/// The line and name of the first function that nobody knows.
fn check_functions(list: &ListNode) -> Result<(), (usize, String)> {
    for node in &list.nodes {
        match node {
            Node::List(list) => check_functions(list)?,
            Node::Action(action) => check_pipe(&action.pipe)?,
            Node::If(branch) | Node::Range(branch) | Node::With(branch) => {
                check_pipe(&branch.pipe)?;
                check_functions(&branch.body)?;
                if let Some(other) = &branch.else_body {
                    check_functions(other)?;
                }
            }
            Node::Template(call) => call.pipe.as_ref().map_or(Ok(()), check_pipe)?,
            Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
        }
    }
    Ok(())
}

fn check_pipe(pipe: &PipeNode) -> Result<(), (usize, String)> {
    pipe.commands.iter().flat_map(|command| &command.args).try_for_each(check_expression)
}

fn check_expression(expression: &Expr) -> Result<(), (usize, String)> {
    match expression {
        Expr::Identifier(pos, name) if !functions::is_known(name) => Err((pos.line, name.to_string())),
        Expr::Pipe(_, pipe) => check_pipe(pipe),
        Expr::Chain(_, inner, _) => check_expression(inner),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(source: &str, data: serde_json::Value) -> String {
        let data = from_json(&data);
        Template::parse(source)
            .and_then(|template| template.execute(&data, Missing::Error))
            .unwrap_or_else(|error| error)
    }

    #[test]
    fn functions_do_what_docker_says() {
        let data =
            json!({"Tags": ["b:1", "a:2"], "Os": "linux", "Size": 12345678901u64, "Labels": {"y": "2", "x": "1"}});
        for (source, printed) in [
            ("{{json .Tags}}", r#"["b:1","a:2"]"#),
            ("{{index .Tags 0}}", "b:1"),
            (r#"{{join .Tags ", "}}"#, "b:1, a:2"),
            ("{{len .Tags}} tags", "2 tags"),
            (r#"{{upper .Os}} {{lower "ABC"}} {{title "word two"}}"#, "LINUX abc Word Two"),
            ("{{println .Os}}", "linux\n"),
            (r#"{{split .Os "n"}}"#, "[li ux]"),
            ("{{truncate .Os 3}}", "lin"),
            ("{{pad .Os 2 3}}|", "  linux   |"),
            ("{{.Size}} {{.Labels}} {{.Tags}}", "12345678901 map[x:1 y:2] [b:1 a:2]"),
            ("{{range $i, $t := .Tags}}{{if $i}}, {{end}}{{$t}}{{end}}", "b:1, a:2"),
            ("{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "x=1;y=2;"),
            ("{{with .Os}}<{{.}}>{{else}}none{{end}}", "<linux>"),
            (r#"{{if eq .Os "linux"}}yes{{end}}"#, "yes"),
            (r#"{{printf "%-7s|%d|%q" .Os 7 "x"}}"#, r#"linux  |7|"x""#),
            (r#"{{.Os | upper | printf "%s!"}}"#, "LINUX!"),
            ("{{define \"t\"}}[{{.}}]{{end}}{{template \"t\" .Os}}", "[linux]"),
            ("{{- /* a remark */ -}} x {{- .Os }}", "xlinux"),
            ("{{(index .Tags 1) | printf \"%s\"}}", "a:2"),
            ("{{slice .Os 1 3}}", "in"),
            ("{{not .Os}} {{and .Os 0}} {{or .Os 0}}", "false 0 linux"),
            ("{{html \"<a>\"}}", "&lt;a&gt;"),
            ("{{$.Os}}{{$x := 3}}{{$x}}", "linux3"),
            ("{{range 3}}{{.}}{{end}}", "012"),
        ] {
            assert_eq!(run(source, data.clone()), printed, "{source}");
        }
    }

    #[test]
    fn mistakes_are_worded_as_go_words_them() {
        let data = json!({"Id": "x", "Config": {"Env": ["a"]}, "Tags": ["t"], "N": 3});
        for (source, words) in [
            ("{{.id}}", r#"template: :1:2: executing "" at <.id>: map has no entry for key "id""#),
            ("{{.Config.Nope}}", r#"template: :1:9: executing "" at <.Config.Nope>: map has no entry for key "Nope""#),
            ("{{.Id", "template: :1: unclosed action"),
            ("{{nope .Id}}", r#"template: :1: function "nope" not defined"#),
            ("{{range .Tags}}x", "template: :1: unexpected EOF"),
            (
                "{{index .Tags 5}}",
                r#"template: :1:2: executing "" at <index .Tags 5>: error calling index: index out of range: 5"#,
            ),
            (
                "a\nb {{.Id.X}}",
                r#"template: :2:7: executing "" at <.Id.X>: can't evaluate field X in type interface {}"#,
            ),
            (
                "{{upper .Tags}}",
                r#"template: :1:8: executing "" at <.Tags>: wrong type for value; expected string; got []interface {}"#,
            ),
            ("{{upper}}", r#"template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0"#),
            ("{{range .Id}}{{end}}", r#"template: :1:8: executing "" at <.Id>: range can't iterate over x"#),
        ] {
            assert_eq!(run(source, data.clone()), words, "{source}");
        }
    }

    #[test]
    fn a_template_that_never_ends_meets_a_limit() {
        let endless = r#"{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}"#;
        assert!(run(endless, json!({})).contains("exceeded maximum template depth"));
        assert!(run("{{range 1000000000}}{{range 1000000000}}x{{end}}{{end}}", json!({})).contains("too long"));
    }
}
