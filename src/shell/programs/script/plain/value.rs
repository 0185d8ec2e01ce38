//! [`Value`], and what is done with values alone.

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
    pub fn shown(&self) -> String {
        match self {
            Value::Nothing => String::new(),
            Value::Truth(true) => "1".into(),
            Value::Truth(false) => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::List(values) => values.iter().map(|value| value.shown()).collect(),
        }
    }

    /// Whether it counts as true.
    pub fn holds(&self) -> bool {
        match self {
            Value::Nothing | Value::Truth(false) | Value::Number(0) => false,
            Value::Text(text) => !matches!(text.as_str(), "" | "0"),
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

/// Works with two numbers; those that are written as text count, too.
pub(super) fn numbers(a: &Value, b: &Value, work: fn(i64, i64) -> Option<i64>) -> Result<Value, Stopped> {
    a.number().zip(b.number()).and_then(|(a, b)| work(a, b)).map(Value::Number).ok_or(Stopped::Unknown)
}
