//! [`Value`]: what a cell of a table holds.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::shell::programs::servers::number::Number;

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(Number),
    Text(String),
}

impl Value {
    /// Whether it counts as true; nothing is unknown.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Value::Null => None,
            Value::Bool(value) => Some(*value),
            Value::Int(value) => Some(*value != 0),
            Value::Float(value) => Some(value.0 != 0.0),
            Value::Text(text) => Some(text.parse::<f64>().is_ok_and(|value| value != 0.0)),
        }
    }

    /// As a number, if it is one or a text that looks like one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(value.0),
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Null => None,
        }
    }

    /// Which comes first; `None`: one of them is nothing.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => None,
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
            (left, right) => match (left.number(), right.number()) {
                (Some(left), Some(right)) => Some(left.total_cmp(&right)),
                _ => Some(left.plain().cmp(&right.plain())),
            },
        }
    }

    /// What two values have in common that are the same one for `DISTINCT`, `GROUP BY` and keys.
    pub fn identity(&self) -> (u8, String) {
        match self {
            Value::Null => (0, String::new()),
            Value::Text(text) => (2, text.clone()),
            value => (1, value.number().unwrap_or_default().to_string()),
        }
    }

    /// The text of the value, as it stands in PostgreSQL's results; nothing is empty.
    pub fn plain(&self) -> String {
        match self {
            Value::Null => String::new(),
            Value::Bool(true) => "t".into(),
            Value::Bool(false) => "f".into(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => value.in_postgres(),
            Value::Text(text) => text.clone(),
        }
    }
}
