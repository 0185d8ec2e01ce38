//! JSON as Go's `encoding/json` writes it.

use serde_json::Value;

use super::datum::{Datum, Field, Nil};

/// `datum` as JSON on one line.
pub fn json_text(datum: &Datum) -> String {
    let mut out = String::new();
    write_datum(&mut out, datum, false);
    out
}

/// `value` as JSON with this indentation a level (`json.Indent`, `MarshalIndent`).
pub fn indented(value: &Value, indent: &str) -> String {
    let mut out = String::new();
    write_value(&mut out, value, false, Some((indent, 0)));
    out
}

/// The same with `<`, `>` and `&` escaped.
pub fn escaped_indented(value: &Value, indent: &str) -> String {
    let mut out = String::new();
    write_value(&mut out, value, true, Some((indent, 0)));
    out
}

fn write_datum(out: &mut String, datum: &Datum, escaped: bool) {
    match datum {
        Datum::Nothing | Datum::Nil(Nil::List | Nil::Map(_) | Nil::Pointer(_)) => out.push_str("null"),
        Datum::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Datum::Int(value) | Datum::Duration(value) => out.push_str(&value.to_string()),
        Datum::Float(_) => out.push_str(&datum.printed()),
        Datum::Number(number) => out.push_str(number),
        Datum::Text(text) => write_text(out, text, escaped),
        Datum::Time(at) => write_text(out, &at.rfc3339(), escaped),
        Datum::Address(address) => write_text(out, address, escaped),
        Datum::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_datum(out, item, escaped);
            }
            out.push(']');
        }
        Datum::Map(map) => write_object(out, map.values.iter().map(|(key, value)| (key.as_str(), value)), escaped),
        Datum::Object(object) => match &object.json {
            Some(value) => write_value(out, value, object.escaped || escaped, None),
            None => {
                let mut fields: Vec<(&str, &Datum)> = object
                    .fields
                    .iter()
                    .filter_map(|(name, field)| match field {
                        Field::Value(value) => Some((name.as_str(), value)),
                        Field::Embedded(_) | Field::Method(_) => None,
                    })
                    .collect();
                fields.sort_by_key(|(name, _)| *name);
                write_object(out, fields.into_iter(), object.escaped || escaped);
            }
        },
    }
}

fn write_object<'d>(out: &mut String, items: impl Iterator<Item = (&'d str, &'d Datum)>, escaped: bool) {
    out.push('{');
    for (index, (key, value)) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(out, key, escaped);
        out.push(':');
        write_datum(out, value, escaped);
    }
    out.push('}');
}

fn write_value(out: &mut String, value: &Value, escaped: bool, layout: Option<(&str, usize)>) {
    let line = |out: &mut String, more: usize| {
        if let Some((indent, depth)) = layout {
            out.push('\n');
            out.extend(std::iter::repeat_n(indent, depth + more));
        }
    };
    let deeper = layout.map(|(indent, depth)| (indent, depth + 1));
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => write_text(out, text, escaped),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, 1);
                write_value(out, item, escaped, deeper);
            }
            if !items.is_empty() {
                line(out, 0);
            }
            out.push(']');
        }
        Value::Object(items) => {
            out.push('{');
            for (index, (key, item)) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, 1);
                write_text(out, key, escaped);
                out.push_str(if layout.is_some() { ": " } else { ":" });
                write_value(out, item, escaped, deeper);
            }
            if !items.is_empty() {
                line(out, 0);
            }
            out.push('}');
        }
    }
}

fn write_text(out: &mut String, text: &str, escaped: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' if escaped => out.push_str(&format!("\\u{:04x}", c as u32)),
            '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::datum::{Object, from_json};
    use super::*;

    #[test]
    fn contexts_of_lists_are_escaped_and_sorted() {
        let context = Object::context("*x", vec![("Tag", "<none>".into()), ("ID", "a&b".into())]);
        assert_eq!(json_text(&context.into()), r#"{"ID":"a\u0026b","Tag":"\u003cnone\u003e"}"#);
        assert_eq!(json_text(&Datum::text("<a>\n")), r#""<a>\n""#);
        assert_eq!(json_text(&from_json(&json!({"b": [1, null], "a": 1.5}))), r#"{"a":1.5,"b":[1,null]}"#);
    }

    #[test]
    fn indentation_leaves_empty_things_on_one_line() {
        assert_eq!(
            indented(&json!([{"b": {}, "a": [], "c": [1]}]), "  "),
            "[\n  {\n    \"b\": {},\n    \"a\": [],\n    \"c\": [\n      1\n    ]\n  }\n]"
        );
    }
}
