//! JSON and values.

use super::heap::Object;
use super::value::Value;
use super::vm::Vm;
use super::{Fault, decimal};
use crate::shell::Language;

/// Values inside each other.
const MAX_DEPTH: usize = 60;

/// How a document is written.
#[derive(Clone, Debug)]
pub struct Style {
    /// What a level is indented by; `None`: all on one line.
    pub indent: Option<String>,
    /// Between values, and between a key and its value.
    pub separators: (String, String),
    /// Whether letters beyond ASCII are escaped.
    pub ascii: bool,
    pub sort: bool,
}

/// What cannot be written.
pub enum Problem {
    /// A value that JSON does not have.
    Value(Value),
    Deep,
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Problem::Fault(fault)
    }
}

/// Called with a value that JSON does not have; `None`: it is a problem.
pub type Otherwise<'f, 'p, 'o> = &'f mut dyn FnMut(&mut Vm<'p, 'o>, &Value) -> Result<Option<Value>, Fault>;

/// Writes a value.
pub fn write<'p, 'o>(
    vm: &mut Vm<'p, 'o>,
    value: &Value,
    style: &Style,
    otherwise: Otherwise<'_, 'p, 'o>,
) -> Result<String, Problem> {
    let mut text = String::new();
    write_at(vm, value, style, otherwise, 0, &mut text)?;
    vm.heap.spend(text.len())?;
    Ok(text)
}

fn write_at<'p, 'o>(
    vm: &mut Vm<'p, 'o>,
    value: &Value,
    style: &Style,
    otherwise: Otherwise<'_, 'p, 'o>,
    depth: usize,
    into: &mut String,
) -> Result<(), Problem> {
    if depth > MAX_DEPTH {
        return Err(Problem::Deep);
    }
    vm.work(1)?;
    match value {
        Value::None | Value::Undefined => into.push_str("null"),
        Value::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => *into += &value.to_string(),
        Value::Float(value) if vm.dialect.language() == Language::Python => {
            *into += &match *value {
                value if value.is_nan() => "NaN".into(),
                value if value.is_infinite() => if value > 0.0 { "Infinity" } else { "-Infinity" }.into(),
                value => decimal::python(value),
            }
        }
        Value::Float(value) if value.is_finite() => *into += &decimal::javascript(*value),
        Value::Float(_) => into.push_str("null"),
        Value::Text(text) | Value::Symbol(text) => quote(text, style.ascii, into),
        Value::Native(_) | Value::Object(_) => {
            if let Some(replaced) = otherwise(vm, value)? {
                return write_at(vm, &replaced, style, otherwise, depth + 1, into);
            }
            if let Some(items) = vm.heap.items(value).cloned() {
                let pairs = items.into_iter().map(|item| (None, item)).collect();
                return write_all(vm, pairs, ('[', ']'), style, otherwise, depth, into);
            }
            let entries: Vec<(Value, Value)> = match vm.heap.of(value) {
                Some(Object::Dict(entries)) => entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                Some(Object::Record(record)) => record.fields.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                _ => return Err(Problem::Value(value.clone())),
            };
            let mut pairs = Vec::new();
            for (key, value) in entries {
                let key = match key {
                    Value::Text(text) | Value::Symbol(text) => text.to_string(),
                    Value::None => "null".into(),
                    Value::Bool(value) => value.to_string(),
                    other => vm.shown(&other)?,
                };
                let hidden = vm.dialect.language() == Language::JavaScript && is_unwritten(vm, &value);
                if !hidden {
                    pairs.push((Some(key), value));
                }
            }
            if style.sort {
                pairs.sort_by(|a, b| a.0.cmp(&b.0));
            }
            return write_all(vm, pairs, ('{', '}'), style, otherwise, depth, into);
        }
    }
    Ok(())
}

/// What JavaScript leaves out of an object.
pub fn is_unwritten(vm: &Vm<'_, '_>, value: &Value) -> bool {
    matches!(value, Value::Undefined | Value::Native(_))
        || matches!(vm.heap.of(value), Some(Object::Function(_) | Object::Bound { .. } | Object::Class(_)))
}

fn write_all<'p, 'o>(
    vm: &mut Vm<'p, 'o>,
    pairs: Vec<(Option<String>, Value)>,
    (open, close): (char, char),
    style: &Style,
    otherwise: Otherwise<'_, 'p, 'o>,
    depth: usize,
    into: &mut String,
) -> Result<(), Problem> {
    into.push(open);
    let empty = pairs.is_empty();
    let new_line = |depth: usize, into: &mut String| {
        if let Some(indent) = &style.indent {
            into.push('\n');
            *into += &indent.repeat(depth);
        }
    };
    for (index, (key, value)) in pairs.into_iter().enumerate() {
        if index > 0 {
            into.push_str(&style.separators.0);
        }
        new_line(depth + 1, into);
        if let Some(key) = key {
            quote(&key, style.ascii, into);
            into.push_str(&style.separators.1);
        }
        write_at(vm, &value, style, otherwise, depth + 1, into)?;
    }
    if !empty {
        new_line(depth, into);
    }
    into.push(close);
    Ok(())
}

/// A text in quotes.
pub fn quote(text: &str, ascii: bool, into: &mut String) {
    into.push('"');
    for letter in text.chars() {
        match letter {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            '\x08' => into.push_str("\\b"),
            '\x0c' => into.push_str("\\f"),
            letter if u32::from(letter) < 32 => *into += &format!("\\u{:04x}", u32::from(letter)),
            letter if ascii && !letter.is_ascii() => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    *into += &format!("\\u{unit:04x}");
                }
            }
            letter => into.push(letter),
        }
    }
    into.push('"');
}

/// Reads a document; the error is where it is wrong, in letters.
pub fn read(vm: &mut Vm<'_, '_>, text: &str) -> Result<Result<Value, usize>, Fault> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(document) => value_of(vm, &document).map(Ok),
        Err(error) => {
            let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let start: usize = before.map(|line| line.chars().count()).sum();
            Ok(Err(start + error.column().saturating_sub(1)))
        }
    }
}

fn value_of(vm: &mut Vm<'_, '_>, document: &serde_json::Value) -> Result<Value, Fault> {
    vm.work(1)?;
    Ok(match document {
        serde_json::Value::Null => Value::None,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => match number.as_i64().filter(|_| !number.is_f64()) {
            Some(whole) if vm.dialect.language() == Language::JavaScript => Value::Float(whole as f64),
            Some(whole) => Value::Int(i128::from(whole)),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => vm.text(text)?,
        serde_json::Value::Array(items) => {
            let items = items.iter().map(|item| value_of(vm, item)).collect::<Result<_, _>>()?;
            vm.list(items)?
        }
        serde_json::Value::Object(entries) => {
            let object = match vm.dialect.language() {
                Language::JavaScript => Object::Record(Default::default()),
                _ => Object::Dict(Default::default()),
            };
            let object = vm.heap.value(object)?;
            for (key, value) in entries {
                let value = value_of(vm, value)?;
                vm.set_entry(&object, Value::text(key), value)?;
            }
            object
        }
    })
}
