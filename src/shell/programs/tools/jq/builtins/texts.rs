//! Functions of texts.

use super::{argument, formatted, native, wrong};
use crate::allowance::insist;
use crate::shell::programs::tools::jq::syntax::{Made, Native};
use crate::shell::programs::tools::jq::value::{Number, Value, split};

pub(super) static NATIVES: &[Native] = &[
    native("tostring", 0, |value, _| formatted("text", &value)),
    native("tonumber", 0, |value, _| match &value {
        Value::Number(_) => Ok(value),
        Value::Text(text) => match Number::read(text) {
            Some(number) => Ok(Value::Number(number)),
            None => wrong(&value, "cannot be parsed as a number"),
        },
        other => wrong(other, "cannot be parsed as a number"),
    }),
    native("toboolean", 0, |value, _| match &value {
        Value::Bool(_) => Ok(value),
        Value::Text(text) if matches!(&**text, "true" | "false") => Ok((**text == *"true").into()),
        other => wrong(other, "cannot be parsed as a boolean"),
    }),
    native("utf8bytelength", 0, |value, _| match value.text() {
        Some(text) => Ok(Value::count(text.len())),
        None => wrong(&value, "only strings have UTF-8 byte length"),
    }),
    native("startswith", 1, |value, arguments| match (value.text(), argument(arguments, 0).text()) {
        (Some(text), Some(part)) => Ok(text.starts_with(&**part).into()),
        _ => Err("startswith() requires string inputs".into()),
    }),
    native("endswith", 1, |value, arguments| match (value.text(), argument(arguments, 0).text()) {
        (Some(text), Some(part)) => Ok(text.ends_with(&**part).into()),
        _ => Err("endswith() requires string inputs".into()),
    }),
    native("split", 1, |value, arguments| match (value.text(), argument(arguments, 0).text()) {
        (Some(text), Some(separator)) => split(text, separator),
        _ => Err("split input and separator must be strings".into()),
    }),
    native("explode", 0, |value, _| {
        let letters = exploded(&value)?;
        Value::list(letters.into_iter().map(|letter| Value::from(f64::from(u32::from(letter)))).collect())
    }),
    native("ascii_downcase", 0, |value, _| {
        Ok(exploded(&value)?.iter().map(char::to_ascii_lowercase).collect::<String>().into())
    }),
    native("ascii_upcase", 0, |value, _| {
        Ok(exploded(&value)?.iter().map(char::to_ascii_uppercase).collect::<String>().into())
    }),
    native("implode", 0, |value, _| imploded(&value)),
    native("trim", 0, |value, _| trimmed(&value, |text| text.trim_matches(is_blank))),
    native("ltrim", 0, |value, _| trimmed(&value, |text| text.trim_start_matches(is_blank))),
    native("rtrim", 0, |value, _| trimmed(&value, |text| text.trim_end_matches(is_blank))),
    native("_strindices", 1, |value, arguments| match (value.text(), argument(arguments, 0).text()) {
        (Some(text), Some(part)) => places(text, part),
        _ => Err("Cannot determine indices of string".into()),
    }),
];

fn exploded(value: &Value) -> Result<Vec<char>, Value> {
    let text = value.text().ok_or("explode input must be a string")?;
    insist(text.len() as u64);
    Ok(text.chars().collect())
}

fn imploded(value: &Value) -> Made {
    let Value::List(list) = value else { return Err("implode input must be an array".into()) };
    let mut text = String::new();
    for item in list.items() {
        match item.number().filter(|number| !number.is_nan()) {
            // What is no letter of Unicode's is shown as one that is unknown.
            Some(number) => {
                text.push(char::from_u32(number.max(-1.0) as i64 as u32).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            None => return wrong(item, "can't be imploded, unicode codepoint needs to be numeric"),
        }
    }
    Ok(text.into())
}

/// Unicode's property White_Space.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
}

fn trimmed(value: &Value, trim: fn(&str) -> &str) -> Made {
    match value.text() {
        Some(text) => Ok(trim(text).into()),
        None => Err("trim input must be a string".into()),
    }
}

/// Where a part begins, in letters; those that overlap count, too.
fn places(text: &str, part: &str) -> Made {
    let mut all = Vec::new();
    if part.is_empty() {
        return Value::list(all);
    }
    for (place, (at, _)) in text.char_indices().enumerate() {
        insist(1);
        if text.get(at..).is_some_and(|rest| rest.starts_with(part)) {
            all.push(Value::count(place));
        }
    }
    Value::list(all)
}
