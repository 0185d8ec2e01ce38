//! [`Value`], and what is done with values alone.

use super::Tongue;
use super::cursor::Stopped;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Truth(bool),
    Number(i64),
    Text(String),
    List(Vec<Value>),
}

impl Value {
    /// As it is printed.
    pub fn shown(&self, tongue: Tongue) -> String {
        match self {
            Value::Nothing => String::new(),
            Value::Truth(truth) => match (tongue, truth) {
                (Tongue::Ruby, truth) => truth.to_string(),
                (_, true) => "1".into(),
                (_, false) => String::new(),
            },
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::List(values) => values.iter().map(|value| value.shown(tongue)).collect(),
        }
    }

    /// Whether it counts as true.
    pub fn holds(&self, tongue: Tongue) -> bool {
        match self {
            Value::Nothing | Value::Truth(false) => false,
            Value::Number(0) => tongue == Tongue::Ruby,
            Value::Text(text) => tongue == Tongue::Ruby || !matches!(text.as_str(), "" | "0"),
            _ => true,
        }
    }

    pub fn number(&self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// Works with two numbers; `texts`: those that are written as text count, too.
pub(super) fn numbers(a: &Value, b: &Value, texts: bool, work: fn(i64, i64) -> Option<i64>) -> Result<Value, Stopped> {
    let is_number = |value: &Value| texts || matches!(value, Value::Number(_));
    let both = a.number().zip(b.number()).filter(|_| is_number(a) && is_number(b));
    both.and_then(|(a, b)| work(a, b)).map(Value::Number).ok_or(Stopped::Unknown)
}

/// A method of Ruby's.
pub(super) fn method(value: Value, name: &str, given: &[Value]) -> Result<Value, Stopped> {
    let first = given.first().map(|value| value.shown(Tongue::Ruby));
    Ok(match (value, name) {
        (value, "to_s") => Value::Text(value.shown(Tongue::Ruby)),
        (value @ (Value::Text(_) | Value::Number(_) | Value::Nothing), "to_i") => {
            Value::Number(value.number().unwrap_or(0))
        }
        (Value::List(values), "length" | "size" | "count") => Value::Number(values.len() as i64),
        (Value::List(values), "first") => values.first().cloned().unwrap_or(Value::Nothing),
        (Value::List(values), "empty?") => Value::Truth(values.is_empty()),
        (Value::List(values), "join") => {
            let parts: Vec<String> = values.iter().map(|value| value.shown(Tongue::Ruby)).collect();
            Value::Text(parts.join(&first.unwrap_or_default()))
        }
        (Value::Text(text), "upcase") => Value::Text(text.to_uppercase()),
        (Value::Text(text), "downcase") => Value::Text(text.to_lowercase()),
        (Value::Text(text), "reverse") => Value::Text(text.chars().rev().collect()),
        (Value::Text(text), "strip" | "chomp") if name == "strip" => Value::Text(text.trim().to_string()),
        (Value::Text(text), "chomp") => Value::Text(text.strip_suffix('\n').unwrap_or(&text).to_string()),
        (Value::Text(text), "length" | "size") => Value::Number(text.chars().count() as i64),
        (Value::Text(text), "capitalize") => {
            let mut letters = text.chars();
            let head: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            Value::Text(head + &letters.as_str().to_lowercase())
        }
        _ => return Err(Stopped::Unknown),
    })
}
