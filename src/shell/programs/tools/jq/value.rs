//! JSON values as jq sees them: their order, their arithmetic, how they are shown.

use std::cmp::Ordering;

use serde_json::{Value, json};

/// A value and all that it holds.
pub fn recurse(value: &Value, all: &mut Vec<Value>) {
    // The inner ones are copied as often as they are deep.
    crate::allowance::insist(1);
    all.push(value.clone());
    match value {
        Value::Array(values) => values.iter().for_each(|value| recurse(value, all)),
        Value::Object(rows) => rows.values().for_each(|value| recurse(value, all)),
        _ => {}
    }
}

/// Whether a value counts as true.
pub fn holds(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// A value as it is put into a text.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What kind of value it is, in jq's word.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value in a message.
pub fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        other => format!("{} ({other})", kind(other)),
    }
}

/// `value[key]`
pub fn index(value: &Value, key: &Value) -> Result<Value, String> {
    match (value, key) {
        (Value::Object(rows), Value::String(key)) => Ok(rows.get(key).cloned().unwrap_or_default()),
        (Value::Array(values), Value::Number(at)) => {
            let at = at.as_i64().unwrap_or(0);
            let at = if at < 0 { at + values.len() as i64 } else { at };
            Ok(usize::try_from(at).ok().and_then(|at| values.get(at)).cloned().unwrap_or_default())
        }
        (Value::Null, Value::String(_) | Value::Number(_)) => Ok(Value::Null),
        (value, Value::String(key)) => Err(format!("Cannot index {} with \"{key}\"", kind(value))),
        (value, key) => Err(format!("Cannot index {} with {}", kind(value), kind(key))),
    }
}

/// `value[start:end]`
pub fn slice(value: &Value, start: Option<i64>, end: Option<i64>) -> Result<Value, String> {
    let bounds = |length: usize| {
        let place = |at: i64| usize::try_from(if at < 0 { at + length as i64 } else { at }).unwrap_or(0).min(length);
        let (start, end) = (start.map_or(0, place), end.map_or(length, place));
        start..end.max(start)
    };
    match value {
        Value::Array(values) => Ok(Value::Array(values.get(bounds(values.len())).unwrap_or_default().to_vec())),
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            Ok(Value::String(letters.get(bounds(letters.len())).unwrap_or_default().iter().collect()))
        }
        Value::Null => Ok(Value::Null),
        other => Err(format!("Cannot index {} with object", kind(other))),
    }
}

/// jq's order of values of all kinds.
pub fn compare(one: &Value, other: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    };
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let first = one.iter().zip(other).map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
            first.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        _ => rank(one)
            .cmp(&rank(other))
            .then_with(|| if one == other { Ordering::Equal } else { one.to_string().cmp(&other.to_string()) }),
    }
}

/// A number: whole if it can be.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// `left operator right`
pub fn arithmetic(operator: &str, left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match (operator, left, right) {
        ("+", Value::Null, other) | ("+", other, Value::Null) => other.clone(),
        ("+", Value::String(one), Value::String(other)) => json!(format!("{one}{other}")),
        ("+", Value::Array(one), Value::Array(other)) => Value::Array(one.iter().chain(other).cloned().collect()),
        ("+", Value::Object(one), Value::Object(other)) => {
            let mut whole = one.clone();
            whole.extend(other.clone());
            Value::Object(whole)
        }
        ("-", Value::Array(one), Value::Array(other)) => {
            Value::Array(one.iter().filter(|value| !other.contains(value)).cloned().collect())
        }
        ("/", Value::String(one), Value::String(other)) => json!(one.split(other.as_str()).collect::<Vec<_>>()),
        (_, Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            match operator {
                "+" => number(one + other),
                "-" => number(one - other),
                "*" => number(one * other),
                _ if other == 0.0 => {
                    return Err(format!(
                        "{} and {} cannot be divided because the divisor is zero",
                        described(left),
                        described(right)
                    ));
                }
                "/" => number(one / other),
                _ => number((one as i64).checked_rem(other as i64).unwrap_or(0) as f64),
            }
        }
        _ => {
            let verb = match operator {
                "+" => "added",
                "-" => "subtracted",
                "*" => "multiplied",
                _ => "divided",
            };
            return Err(format!("{} and {} cannot be {verb}", described(left), described(right)));
        }
    })
}

/// Whether a value holds another.
pub fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|own| contains(own, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            part.iter().all(|value| whole.iter().any(|own| contains(own, value)))
        }
        (Value::String(whole), Value::String(part)) => whole.contains(part.as_str()),
        (whole, part) => whole == part,
    }
}
