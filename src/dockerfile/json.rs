//! The JSON form of arguments.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// What a text is as a JSON form.
#[derive(Debug, PartialEq, Eq)]
pub enum Form {
    Strings(Vec<String>),
    /// A JSON array, but of something else than strings.
    Mixed,
    /// No JSON array: the shell form.
    Other,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Text(String),
    Else(IgnoredAny),
}

/// Reads `rest` as a JSON array.
pub fn form(rest: &str) -> Form {
    let rest = rest.trim_start();
    if !rest.starts_with('[') {
        return Form::Other;
    }
    let Ok(items) = serde_json::from_str::<Vec<Item>>(rest) else { return Form::Other };
    let strings = items.into_iter().map(|item| match item {
        Item::Text(text) => Some(text),
        Item::Else(_) => None,
    });
    strings.collect::<Option<_>>().map_or(Form::Mixed, Form::Strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_array_of_strings_is_the_json_form() {
        assert_eq!(form(r#" ["a", "b\n"] "#), Form::Strings(vec!["a".to_string(), "b\n".to_string()]));
        assert_eq!(form("[]"), Form::Strings(Vec::new()));
        for mixed in ["[1]", "[\"a\", null]", "[[\"a\"]]", "[\"a\", {\"b\": \"c\"}]"] {
            assert_eq!(form(mixed), Form::Mixed, "{mixed}");
        }
        for other in ["", "['a']", "[\"a\"", "[\"a\"] b", "\"a\"", "[\"a\",]", "[a]"] {
            assert_eq!(form(other), Form::Other, "{other}");
        }
    }
}
