//! Values with fields, `type=local,dest=out`, as buildx reads them (tonistiigi/go-csvvalue; buildx `util/buildflags`).

use crate::client::failure::{Failure, Outcome};
use crate::text::quote;

/// The fields of a line of CSV; quotes around a field hold commas, two quotes in it are one.
pub(in crate::client) fn split(text: &str) -> Outcome<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = rest.find(',').unwrap_or(rest.len());
            let (field, after) = rest.split_at(end);
            if field.contains('"') {
                return Err(bad(text, field.find('"').unwrap_or(0), "bare \" in non-quoted-field"));
            }
            fields.push(field.to_string());
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None => return Ok(fields),
            }
            continue;
        };
        let mut field = String::new();
        let mut inside = quoted;
        loop {
            let Some(end) = inside.find('"') else {
                return Err(bad(text, text.len(), "extraneous or missing \" in quoted-field"));
            };
            let (piece, after) = inside.split_at(end);
            field.push_str(piece);
            inside = after.get(1..).unwrap_or_default();
            match inside.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    inside = more;
                }
                None => break,
            }
        }
        fields.push(field);
        match inside.strip_prefix(',') {
            Some(after) => rest = after,
            None if inside.is_empty() => return Ok(fields),
            None => return Err(bad(text, text.len() - inside.len(), "extraneous or missing \" in quoted-field")),
        }
    }
}

fn bad(_text: &str, column: usize, why: &str) -> Failure {
    Failure::new(format!("parse error on line 1, column {}: {why}", column + 1))
}

/// A field as key, in lower case, and value.
pub(super) fn pair(field: &str) -> Outcome<(String, String)> {
    match field.split_once('=') {
        Some((key, value)) => Ok((key.trim().to_lowercase(), value.to_string())),
        None => Err(Failure::new(format!("invalid value {field}"))),
    }
}

/// `KEY=VALUE` (`listToMap` in buildx `commands/build.go`): the key, and the value if there is one.
pub(super) fn key_value(text: &str) -> Outcome<(String, Option<String>)> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Some(value.to_string())),
        None => (text, None),
    };
    if key.is_empty() {
        return Err(Failure::new(format!("invalid key-value pair {}: empty key", quote(text))));
    }
    Ok((key.to_string(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas() {
        assert_eq!(
            split(r#"type=local,"dest=a,b",x=""#).unwrap_err().to_string(),
            "parse error on line 1, column 3: bare \" in non-quoted-field"
        );
        assert_eq!(split(r#"type=local,"dest=a,""b""""#).unwrap(), ["type=local", "dest=a,\"b\""]);
        assert_eq!(split("").unwrap(), [""]);
    }
}
