//! JSON as Go's `encoding/json` writes it: `<`, `>`, `&` and the line separators of Unicode escaped; on one line or with
//! two blanks a level. Maps are sorted by who makes them.

use serde::Serialize;

/// `json.Marshal`
pub fn compact(value: &impl Serialize) -> Vec<u8> {
    escaped(serde_json::to_string(value).unwrap_or_default())
}

/// `json.MarshalIndent(value, "", "  ")`
pub fn indented(value: &impl Serialize) -> Vec<u8> {
    escaped(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// These only stand in strings.
fn escaped(text: String) -> Vec<u8> {
    if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return text.into_bytes();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_html_are_escaped() {
        let value = serde_json::json!({ "a": "x && y > \"z\"", "b": [] });
        let compact = String::from_utf8(compact(&value)).unwrap();
        assert_eq!(compact, r#"{"a":"x \u0026\u0026 y \u003e \"z\"","b":[]}"#);
        assert_eq!(String::from_utf8(indented(&value)).unwrap().lines().count(), 4);
    }
}
