//! Go templates (`--format`), as learners and scripts write them: what is printed, and what is said about a mistake.
//!
//! What docker prints depends on Go's types (a missing field of a struct is an error, a missing key of a map is
//! `<no value>`), and errors name the place in Go's words; so all of it is here: tokens ([`lexer`]), the tree ([`parser`]),
//! its execution ([`execute`]), the functions. Follows Go's `text/template`, `fmt` and docker/cli
//! `templates/templates.go`.

mod call;
mod datum;
mod escape;
mod execute;
mod format;
mod functions;
mod json;
mod lexer;
mod literal;
mod parser;
mod tree;

pub use datum::{Datum, Field, Nil, Object, Zero, bare, from_json, go_time};
pub use execute::Missing;
pub use json::{escaped_indented, indented, json_text};

use parser::Parsed;

/// Longest template text in bytes.
const MAX_SOURCE: usize = 64 << 10;

/// A parsed template.
#[derive(Debug)]
pub struct Template {
    name: &'static str,
    source: String,
    parsed: Parsed,
    /// Whether the function `json` lays its text out.
    indents: bool,
}

impl Template {
    /// Parses `source`; the error is Go's, from `template:` on.
    pub fn parse(source: &str) -> Result<Template, String> {
        Self::named("", source)
    }

    /// The same with a name, which errors mention.
    pub fn named(name: &'static str, source: &str) -> Result<Template, String> {
        if source.len() > MAX_SOURCE {
            return Err(format!("template: {name}:1: longer than {MAX_SOURCE} bytes"));
        }
        let parsed =
            parser::parse(name, source).map_err(|(line, words)| format!("template: {name}:{line}: {words}"))?;
        Ok(Template { name, source: source.to_string(), parsed, indents: false })
    }

    /// The same with a function `json` that lays its text out, two blanks a level.
    pub fn indenting(mut self) -> Template {
        self.indents = true;
        self
    }

    /// Executes it; the error is Go's, from `template:` on.
    pub fn execute(&self, data: &Datum, missing: Missing) -> Result<String, String> {
        let (printed, ended) = execute::run(self, data, missing, false);
        ended.map(|()| printed)
    }

    /// Executes it on the heads of a table's columns: functions that would change a head leave it alone. As docker does,
    /// it prints what there is up to a mistake, and does not tell that there is one.
    pub fn execute_on_heads(&self, heads: &Datum) -> String {
        execute::run(self, heads, Missing::Default, true).0
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
    fn what_cannot_be_parsed_is_worded_as_go_words_it() {
        for (source, words) in [
            ("line1\n{{", "2: unclosed action"),
            ("line1\n{{define `x`}}line2\n{{", "3: unclosed action"),
            ("line1\n{{\"x\"\n\"y\"\n", "4: unclosed action started at :2"),
            ("line1\n{{\nx\n}}", r#"3: function "x" not defined"#),
            ("{{.Id", "1: unclosed action"),
            ("{{nope .Id}}", r#"1: function "nope" not defined"#),
            ("{{/*}}", "1: unclosed comment"),
            ("{{/* a */ x}}", "1: comment ends before closing delimiter"),
            ("{{.X (1 2 3}}", "1: unclosed left paren"),
            ("{{.X 1 2 3 ) }}", r#"1: unexpected ")" in command"#),
            ("{{`x`3}}", r#"1: unexpected "3" in operand"#),
            ("{{a#}}", "1: bad character U+0023 '#'"),
            ("{{.Repository}", "1: bad character U+007D '}'"),
            ("{{.RepoTags[0]}}", "1: bad character U+005B '['"),
            ("{{{.Os}}}", r#"1: unexpected "{" in command"#),
            ("{{1a}}", r#"1: bad number syntax: "1a""#),
            ("{{0xi}}", r#"1: illegal number syntax: "0xi""#),
            ("{{'a}}", "1: unterminated character constant"),
            ("{{\"a}}", "1: unterminated quoted string"),
            ("{{`a}}", "1: unterminated raw quoted string"),
            ("{{ü\u{7}}}", "1: bad character U+0007"),
            ("{{\u{7}}}", "1: unrecognized character in action: U+0007"),
            ("{{.X : 1}}", "1: expected :="),
            ("{{define `a`}}a{{end}}{{define `a`}}b{{end}}", r#"1: template: multiple definition of template "a""#),
            ("{{range .X}}", "1: unexpected EOF"),
            ("{{if .X}}{{range .}}{{end}}", "1: unexpected EOF"),
            ("x{{end}}", "1: unexpected {{end}}"),
            ("{{else}}", "1: unexpected {{else}}"),
            ("{{if .X}}{{else}}{{else}}{{end}}", "1: expected end; found {{else}}"),
            ("{{if}}x{{end}}", "1: missing value for if"),
            ("{{}}", "1: missing value for command"),
            ("{{ ( ) }}", "1: missing value for parenthesized pipeline"),
            ("{{end .X}}", r#"1: unexpected ".X" in end"#),
            ("{{break}}", "1: {{break}} outside {{range}}"),
            ("{{continue}}", "1: {{continue}} outside {{range}}"),
            ("{{$x := 23}}{{with $x.y := 3}}{{end}}", r#"1: unexpected ":=" in operand"#),
            ("{{$a,$b,$c := 23}}", "1: too many declarations in command"),
            ("{{$a}}", r#"1: undefined variable "$a""#),
            ("{{with $x := 4}}{{end}}{{$x}}", r#"1: undefined variable "$x""#),
            ("{{true.any}}", r#"1: unexpected . after term "true""#),
            ("{{12|false}}", "1: non executable command in pipeline stage 2"),
            ("{{ $v := `\n` }} {{", "2: unclosed action"),
            ("{{range $k}}{{end}}", r#"1: undefined variable "$k""#),
            ("{{range $k,}}{{end}}", "1: missing value for range"),
            ("{{range $k, .}}{{end}}", "1: range can only initialize variables"),
            ("{{template .X}}", r#"1: unexpected ".X" in template clause"#),
            ("{{json .Config.Env.Something }", r#"1: unexpected "}" in operand"#),
        ] {
            let error = Template::parse(source).err().unwrap_or_default();
            assert_eq!(error, format!("template: :{words}"), "{source}");
        }
        for nested in ["{{if 1}}".repeat(1000), format!("{{{{{}", "(".repeat(1000))] {
            let error = Template::parse(&nested).err().unwrap_or_default();
            assert!(error.contains("max expression depth exceeded"), "{error}");
        }
    }

    #[test]
    fn values_of_go_types_are_printed_as_go_prints_them() {
        let labels = Datum::Nil(Nil::Map(Zero::Text));
        let set = Datum::map([("80/tcp".to_string(), Zero::Empty.value())].into(), Zero::Empty);
        let fields = vec![
            ("User".into(), Field::Value(Datum::text(""))),
            ("Ports".into(), Field::Value(set)),
            ("Labels".into(), Field::Value(labels)),
            ("Interval".into(), Field::Value(Datum::Duration(30_000_000_000))),
            ("Health".into(), Field::Value(Datum::Nil(Nil::Pointer("Health")))),
        ];
        let inner: Datum = Object { type_name: "Config", fields, json: None, escaped: false }.into();
        let fields = vec![("Config".to_string(), Field::Embedded(inner))];
        let data = Object { type_name: "Outer", fields, json: None, escaped: false }.into();
        let run = |source: &str| {
            Template::parse(source).and_then(|template| template.execute(&data, Missing::Default)).unwrap_or_else(|e| e)
        };
        assert_eq!(run("{{.}}"), "{{ map[80/tcp:{}] map[] 30s <nil>}}");
        assert_eq!(run(r#"[{{index .Labels "x"}}] {{index .Ports "x"}} {{.Labels.x}}"#), "[] {} <no value>");
        assert_eq!(
            run(r#"{{printf "%+v" .Config}}"#),
            "{User: Ports:map[80/tcp:{}] Labels:map[] Interval:30s Health:<nil>}"
        );
    }

    #[test]
    fn functions_that_fail_say_why_as_in_go() {
        let data = json!({"Tags": ["b", "a"], "Config": {"Env": ["x"]}, "Os": "linux", "Size": 5});
        for (source, words) in [
            ("{{index .Tags 2}}", "<index .Tags 2>: error calling index: reflect: slice index out of range"),
            ("{{index .Tags 3}}", "<index .Tags 3>: error calling index: index out of range: 3"),
            ("{{index .Os 5}}", "<index .Os 5>: error calling index: reflect: string index out of range"),
            (
                "{{index .Tags \"x\"}}",
                "<index .Tags \"x\">: error calling index: cannot index slice/array with type string",
            ),
            ("{{eq .Os 1}}", "<eq .Os 1>: error calling eq: incompatible types for comparison: string and int"),
            (
                "{{eq .Size 5}}",
                "<eq .Size 5>: error calling eq: incompatible types for comparison: json.Number and int",
            ),
            ("{{lt 1 1.5}}", "<lt 1 1.5>: error calling lt: incompatible types for comparison: int and float64"),
            ("{{eq .Os}}", "<eq .Os>: error calling eq: missing argument for comparison"),
            ("{{call .Os}}", "<call .Os>: error calling call: non-function .Os of type string"),
            ("{{template \"x\"}}", "<{{template \"x\"}}>: template \"x\" not defined"),
        ] {
            let error = run(source, data.clone());
            assert!(error.ends_with(words), "{source}: {error}");
        }
        assert_eq!(run(r#"{{index .Config "Nope"}}"#, data.clone()), "<no value>");
        assert_eq!(run(r#"{{printf "%q" .Tags}} {{printf "%d" .Os}}"#, data.clone()), r#"["b" "a"] %!d(string=linux)"#);
        assert_eq!(run("{{if false}}{{else if eq .Os \"linux\"}}l{{else}}o{{end}}", data.clone()), "l");
        assert_eq!(run("{{with .Nope2}}{{else with .Os}}{{.}}{{end}}", json!({"Nope2": null, "Os": "x"})), "x");
        assert_eq!(run("{{block \"b\" .Os}}[{{.}}]{{end}}", data), "[linux]");
    }

    #[test]
    fn a_template_that_never_ends_meets_a_limit() {
        let endless = r#"{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}"#;
        assert!(run(endless, json!({})).contains("exceeded maximum template depth"));
        assert!(run("{{range 1000000000}}{{range 1000000000}}x{{end}}{{end}}", json!({})).contains("too long"));
    }
}
