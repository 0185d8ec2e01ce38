//! `JSON`

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::json::{Problem, Style, is_unwritten, read, write};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// `JSON.stringify(value)`
pub fn stringified(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    with_indent(vm, value, None, None)
}

/// What stands for a value: `toJSON()`, the fields of an error that show, nothing for a function in an array.
fn replaced(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Value>, Fault> {
    if is_unwritten(vm, value) {
        return Ok(Some(Value::None));
    }
    match vm.heap.of(value) {
        Some(Object::Dict(_) | Object::Set(_) | Object::Promise(_) | Object::Regex(_) | Object::Iterator(_)) => {
            vm.heap.value(Object::Record(Default::default())).map(Some)
        }
        Some(Object::Record(record)) => {
            if record.class.is_none() {
                return Ok(None);
            }
            let function = vm.known_member(value, "toJSON")?;
            if let Some(function) = function.filter(|function| !function.is_nothing()) {
                return vm.call(&function, Arguments { this: Some(value.clone()), ..Arguments::default() }).map(Some);
            }
            if !vm.is_instance(value, "Error")? {
                return Ok(None);
            }
            let shown = vm.heap.value(Object::Record(Default::default()))?;
            let fields: Vec<(Value, Value)> = match vm.heap.entries(value) {
                Some(fields) => fields.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                None => Vec::new(),
            };
            for (key, field) in fields {
                if !super::super::errors::is_hidden(vm, value, key.as_text().unwrap_or_default()) {
                    vm.set_entry(&shown, key, field)?;
                }
            }
            Ok(Some(shown))
        }
        _ => Ok(None),
    }
}

fn with_indent(
    vm: &mut Vm<'_, '_>,
    value: &Value,
    indent: Option<String>,
    keep: Option<Vec<Value>>,
) -> Result<String, Fault> {
    let colon = if indent.is_some() { ": " } else { ":" };
    let style = Style { indent, separators: (",".into(), colon.into()), ascii: false, sort: false };
    let mut otherwise = |vm: &mut Vm<'_, '_>, value: &Value| {
        if let (Some(keep), Some(Object::Record(record))) = (&keep, vm.heap.of(value)) {
            let extra = record.fields.keys().into_iter().any(|key| !keep.contains(&key));
            if extra {
                let fields: Vec<(Value, Value)> = record
                    .fields
                    .iter()
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .filter(|(k, _)| keep.contains(k))
                    .collect();
                let kept = vm.heap.value(Object::Record(Default::default()))?;
                for (key, field) in fields {
                    vm.set_entry(&kept, key, field)?;
                }
                return Ok(Some(kept));
            }
        }
        replaced(vm, value)
    };
    match write(vm, value, &style, &mut otherwise) {
        Ok(text) => Ok(text),
        Err(Problem::Fault(fault)) => Err(fault),
        Err(Problem::Deep) => Err(vm.error(ErrorKind::Type, "Converting circular structure to JSON")),
        Err(Problem::Value(_)) => Ok("{}".into()),
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "stringify",
        run: |vm, a| {
            if is_unwritten(vm, &a.at(0)) {
                return Ok(Value::Undefined);
            }
            let keep = match a.at(1) {
                Value::Undefined | Value::None => None,
                other => match vm.heap.items(&other) {
                    Some(names) => Some(names.clone()),
                    None => return vm.unsimulated("JSON.stringify() with a function"),
                },
            };
            let indent = match a.at(2) {
                Value::Float(width) if width >= 1.0 => Some(" ".repeat(width.min(10.0) as usize)),
                Value::Text(text) if !text.is_empty() => Some(text.to_string()),
                _ => None,
            };
            with_indent(vm, &a.at(0), indent, keep).and_then(|text| vm.text(text))
        },
    },
    Native {
        name: "parse",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            match read(vm, &text)? {
                Ok(value) => Ok(value),
                Err(at) => {
                    let words = match text.chars().nth(at) {
                        Some(letter) if !text.trim().is_empty() => {
                            format!("Unexpected token '{letter}', \"{text}\" is not valid JSON")
                        }
                        _ => "Unexpected end of JSON input".to_string(),
                    };
                    Err(vm.error(ErrorKind::Syntax, words))
                }
            }
        },
    },
];
