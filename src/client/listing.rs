//! Lists: `--format` with a table, JSON lines or a template of one's own (docker/cli `cli/command/formatter`).

use super::Client;
use super::failure::{Failure, Outcome};
use super::template::{Datum, Missing, Object, Template};
use crate::text::TABLE;

/// The format of a list that shows IDs only.
pub const QUIET_FORMAT: &str = "{{.ID}}";

/// The words that mean "a table with the usual columns".
pub const TABLE_KEY: &str = "table";

/// The heads of a list's columns by field.
pub type Heads = &'static [(&'static str, &'static str)];

/// Whether the format is a table's.
pub fn is_table(format: &str) -> bool {
    format.starts_with(TABLE_KEY)
}

/// The template in a format.
fn template_text(format: &str) -> String {
    match format {
        TABLE_KEY => String::new(),
        "json" => "{{json .}}".into(),
        _ => {
            let body = format.strip_prefix(TABLE_KEY).unwrap_or(format);
            body.trim_matches(' ').replace("\\t", "\t").replace("\\n", "\n")
        }
    }
}

/// Parses a list's format.
pub fn parse(format: &str) -> Outcome<Template> {
    Template::parse(&template_text(format)).map_err(parsing)
}

/// Prints `rows` in `format`.
pub fn print(docker: &mut Client<'_>, format: &str, heads: Heads, rows: Vec<Object>) -> Outcome<()> {
    let text = render(format, heads, rows)?;
    docker.out(&text)
}

/// `rows` in `format`.
pub fn render(format: &str, heads: Heads, rows: Vec<Object>) -> Outcome<String> {
    let template = parse(format)?;
    let mut body = String::new();
    for row in rows {
        body.push_str(&template.execute(&row.into(), Missing::Default).map_err(parsing)?);
        body.push('\n');
    }
    if !is_table(format) {
        return Ok(body);
    }
    let heads = heads.iter().map(|(field, head)| (*field, head.to_string())).collect();
    let heads: Datum = Object::context("formatter.SubHeaderContext", heads).method("Label", label_head).into();
    let head = template.execute_on_heads(&heads);
    Ok(TABLE.align(&format!("{head}\n{body}")))
}

/// The head of a column that shows a label.
fn label_head(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).replace(['-', '_'], " ")
}

fn parsing(words: String) -> Failure {
    Failure::new(format!("template parsing error: {words}"))
}

/// An ID without its algorithm, cut to twelve places (`stringid.TruncateID`).
pub fn short_id(id: &str) -> &str {
    let id = id.split_once(':').map_or(id, |(_, hex)| hex);
    id.get(..12).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: Heads = &[("ID", "IMAGE ID"), ("Tag", "TAG")];

    fn rows() -> Vec<Object> {
        let row = |id: &str, tag: &str| {
            Object::context("*formatter.imageContext", vec![("ID", id.into()), ("Tag", tag.into())])
        };
        vec![row("d02014c7de30", "1"), row("842f567b130f", "<none>")]
    }

    #[test]
    fn tables_have_heads_and_templates_have_not() {
        insta::assert_snapshot!(render("table {{.ID}}\\t{{upper .Tag}}", HEADS, rows()).unwrap(), @r"
        IMAGE ID       TAG
        d02014c7de30   1
        842f567b130f   <NONE>
        ");
        assert_eq!(render("{{.ID}}: {{.Tag}}", HEADS, rows()).unwrap(), "d02014c7de30: 1\n842f567b130f: <none>\n");
        assert_eq!(render("table {{.Nope}}", HEADS, vec![]).unwrap(), "<no value>\n");
        assert_eq!(render("table {{json .}}", HEADS, vec![]).unwrap(), "\n");
        assert_eq!(render("table {{.ID}}{{if .Nope}} *{{end}}", HEADS, vec![]).unwrap(), "IMAGE ID\n");
        insta::assert_snapshot!(render("json", HEADS, rows()).unwrap(), @r#"
        {"ID":"d02014c7de30","Tag":"1"}
        {"ID":"842f567b130f","Tag":"\u003cnone\u003e"}
        "#);
    }

    #[test]
    fn unknown_fields_are_named() {
        assert_eq!(
            render("{{.Nope}}", HEADS, rows()).unwrap_err().to_string(),
            r#"template parsing error: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *formatter.imageContext"#
        );
        assert_eq!(
            render("{{.ID", HEADS, rows()).unwrap_err().to_string(),
            "template parsing error: template: :1: unclosed action"
        );
    }

    #[test]
    fn ids_are_cut_after_their_algorithm() {
        assert_eq!(short_id("sha256:d02014c7de30a90b5b3f"), "d02014c7de30");
        assert_eq!(short_id("abc"), "abc");
        assert_eq!(short_id(""), "");
    }
}
