//! Functions of values of any kind.

use serde_json::{Map, Value, json};

use super::Call;
use crate::shell::programs::tools::jq::syntax::Filter;
use crate::shell::programs::tools::jq::value::{described, holds, kind, number, shown};

impl Call<'_> {
    /// Functions of values of any kind.
    pub(super) fn of_values(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let Call { name, arguments, input, variables } = *self;
        let made = match name {
            "map_values" => match input {
                Value::Object(rows) => {
                    let mut whole = Map::new();
                    for (key, value) in rows {
                        whole.insert(key.clone(), self.one(value, budget)?);
                    }
                    Value::Object(whole)
                }
                _ => Value::Array(self.list()?.iter().map(|value| self.one(value, budget)).collect::<Result<_, _>>()?),
            },
            "length" => match input {
                Value::Null => json!(0),
                Value::String(text) => json!(text.chars().count()),
                Value::Array(values) => json!(values.len()),
                Value::Object(rows) => json!(rows.len()),
                Value::Number(own) => number(own.as_f64().unwrap_or(0.0).abs()),
                other => return Err(format!("{} has no length", described(other))),
            },
            "keys" | "keys_unsorted" => match input {
                Value::Object(rows) => {
                    let mut keys: Vec<&String> = rows.keys().collect();
                    if name == "keys" {
                        keys.sort();
                    }
                    json!(keys)
                }
                Value::Array(values) => json!((0..values.len()).collect::<Vec<_>>()),
                other => return Err(format!("{} has no keys", described(other))),
            },
            "has" => match (input, self.one(input, budget)?) {
                (Value::Object(rows), Value::String(key)) => json!(rows.contains_key(&key)),
                (Value::Array(values), Value::Number(at)) => {
                    json!(at.as_u64().is_some_and(|at| (at as usize) < values.len()))
                }
                (value, key) => return Err(format!("Cannot check whether {} has a {} key", kind(value), kind(&key))),
            },
            "not" => json!(!holds(input)),
            "type" => json!(kind(input)),
            "tonumber" => match input {
                Value::Number(_) => input.clone(),
                Value::String(text) => {
                    number(text.trim().parse().map_err(|_| format!("Cannot parse '{text}' as JSON"))?)
                }
                other => return Err(format!("{} cannot be parsed as a number", described(other))),
            },
            "floor" => number(input.as_f64().unwrap_or(0.0).floor()),
            "env" => {
                variables.iter().find(|(name, _)| name == "ENV").map(|(_, value)| value.clone()).unwrap_or_default()
            }
            "to_entries" => match input {
                Value::Object(rows) => {
                    Value::Array(rows.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect())
                }
                other => return Err(format!("{} has no keys", described(other))),
            },
            "from_entries" => {
                let mut whole = Map::new();
                for entry in self.list()? {
                    let key = ["key", "k", "name", "Name", "Key"].iter().find_map(|name| entry.get(name));
                    let value = ["value", "v", "Value"].iter().find_map(|name| entry.get(name));
                    whole.insert(key.map(shown).unwrap_or_default(), value.cloned().unwrap_or_default());
                }
                Value::Object(whole)
            }
            "del" => deleted(arguments.first(), input),
            _ => return Ok(None),
        };
        Ok(Some(made))
    }
}

/// `del(.key)`: what the path names goes.
fn deleted(path: Option<&Filter>, input: &Value) -> Value {
    let mut value = input.clone();
    match path {
        Some(Filter::Comma(one, other)) => return deleted(Some(other), &deleted(Some(one), input)),
        Some(Filter::Field(of, key)) => {
            let Filter::Literal(key) = key.as_ref() else { return value };
            let mut keys = vec![key.clone()];
            let mut inner = of.as_ref();
            while let Filter::Field(of, key) = inner {
                let Filter::Literal(key) = key.as_ref() else { return value };
                keys.push(key.clone());
                inner = of;
            }
            let mut place = Some(&mut value);
            while keys.len() > 1 {
                let key = keys.pop().unwrap_or_default();
                place = match (place, key) {
                    (Some(Value::Object(rows)), Value::String(key)) => rows.get_mut(&key),
                    (Some(Value::Array(values)), Value::Number(at)) => {
                        values.get_mut(at.as_u64().unwrap_or(0) as usize)
                    }
                    _ => None,
                };
            }
            match (place, keys.pop()) {
                (Some(Value::Object(rows)), Some(Value::String(key))) => {
                    rows.shift_remove(&key);
                }
                (Some(Value::Array(values)), Some(Value::Number(at))) => {
                    let at = at.as_u64().unwrap_or(0) as usize;
                    if at < values.len() {
                        values.remove(at);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
    value
}
