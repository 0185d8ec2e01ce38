//! Values as text: `to_s`, `inspect`.

use super::since;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, decimal};

/// Values inside each other that are shown.
const MAX_DEPTH: usize = 40;

/// As `to_s` has it.
pub fn shown(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    Ok(match value {
        Value::None | Value::Undefined => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float(*value),
        Value::Text(text) | Value::Symbol(text) => text.to_string(),
        Value::Native(native) => format!("#<Proc: {}>", native.name),
        Value::Object(of) => match vm.heap.get(*of) {
            Object::List(_) | Object::Tuple(_) | Object::Dict(_) | Object::Function(_) | Object::Regex(_) => {
                inspect(vm, value)?
            }
            Object::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Object::Class(_) => vm.class_name(*of).to_string(),
            _ => match vm.send(value, "to_s", Vec::new())? {
                Value::Text(text) => text.to_string(),
                _ => plain(vm, value, *of)?,
            },
        },
    })
}

/// `#<Foo>`
pub fn plain(vm: &mut Vm<'_, '_>, value: &Value, of: Ref) -> Result<String, Fault> {
    let class = super::classes::of(vm, value)?;
    Ok(format!("#<{}>", address(vm, class, of)))
}

fn address(vm: &Vm<'_, '_>, class: Ref, of: Ref) -> String {
    format!("{}:0x{:016x}", vm.class_name(class), 0x7f3a_5c00_0000_u64 + u64::from(of.number()) * 40)
}

/// A number that is not whole: `1.0`, `1.0e+20`.
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    let text = decimal::python(value);
    match text.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => text,
    }
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x1b' => out.push_str("\\e"),
            '\0' => out.push_str("\\0"),
            '#' if matches!(letters.peek(), Some('{' | '$' | '@')) => out.push_str("\\#"),
            letter if letter.is_control() => out += &format!("\\x{:02X}", u32::from(letter)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Whether a name needs no quotes.
fn is_name(name: &str) -> bool {
    let bare = name.strip_suffix(['?', '!', '=']).unwrap_or(name);
    let bare = bare.trim_start_matches(['@', '$']);
    let starts = bare.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    starts && bare.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// `:name`
pub fn symbol(name: &str) -> String {
    const OPERATORS: [&str; 18] =
        ["+", "-", "*", "/", "%", "**", "==", "<=>", "===", "<", ">", "<=", ">=", "[]", "[]=", "<<", "!", "=~"];
    if is_name(name) || OPERATORS.contains(&name) { format!(":{name}") } else { format!(":{}", quoted(name)) }
}

/// As `inspect` has it.
pub fn inspect(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    let mut out = String::new();
    inspect_at(vm, value, 0, &mut out)?;
    Ok(out)
}

fn inspect_at(vm: &mut Vm<'_, '_>, value: &Value, depth: usize, out: &mut String) -> Result<(), Fault> {
    vm.work(1)?;
    if depth > MAX_DEPTH {
        out.push_str("[...]");
        return Ok(());
    }
    match value {
        Value::None | Value::Undefined => out.push_str("nil"),
        Value::Text(text) => *out += &quoted(text),
        Value::Symbol(name) => *out += &symbol(name),
        Value::Object(of) => inspect_object(vm, value, *of, depth, out)?,
        _ => *out += &shown(vm, value)?,
    }
    Ok(())
}

fn inspect_object(vm: &mut Vm<'_, '_>, value: &Value, of: Ref, depth: usize, out: &mut String) -> Result<(), Fault> {
    match vm.heap.get(of) {
        Object::List(items) | Object::Tuple(items) => {
            let items = items.clone();
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                inspect_at(vm, item, depth + 1, out)?;
            }
            out.push(']');
        }
        Object::Dict(entries) => {
            let entries: Vec<(Value, Value)> = entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let new = since(vm, 3, 4);
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                match key {
                    Value::Symbol(name) if new && is_name(name) && !name.ends_with('=') => *out += &format!("{name}: "),
                    Value::Symbol(name) if new => *out += &format!("{}: ", quoted(name)),
                    key => {
                        inspect_at(vm, key, depth + 1, out)?;
                        out.push_str(if new { " => " } else { "=>" });
                    }
                }
                inspect_at(vm, value, depth + 1, out)?;
            }
            out.push('}');
        }
        Object::Function(function) => {
            let file =
                format!("{}:{}", function.code.file.shown, function.code.spans.first().map_or(0, |span| span.line));
            let lambda = if function.fields.named("lambda").is_some() { " (lambda)" } else { "" };
            let class = vm.class("Proc")?;
            *out += &format!("#<{} {file}{lambda}>", address(vm, class, of));
        }
        Object::Regex(regex) => *out += &format!("/{}/", regex.pattern.replace("(?P<", "(?<")),
        Object::Bytes(bytes) => *out += &quoted(&String::from_utf8_lossy(bytes)),
        Object::Class(_) => *out += &vm.class_name(of),
        _ => match vm.send(value, "inspect", Vec::new())? {
            Value::Text(text) => *out += &text,
            _ => *out += &plain(vm, value, of)?,
        },
    }
    Ok(())
}

/// `#<Foo @a=1>`: an object that does not say otherwise.
pub fn fields(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    let Value::Object(of) = *value else { return inspect(vm, value) };
    let class = super::classes::of(vm, value)?;
    let entries: Vec<(String, Value)> = match vm.heap.get(of) {
        Object::Record(record) => record
            .fields
            .iter()
            .filter_map(|(key, value)| {
                Some((key.as_text().filter(|key| key.starts_with('@'))?.to_string(), value.clone()))
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut out = format!("#<{}", address(vm, class, of));
    for (index, (name, value)) in entries.iter().enumerate() {
        out += if index == 0 { " " } else { ", " };
        out += name;
        out.push('=');
        let inner = vm.send(value, "inspect", Vec::new())?;
        out += inner.as_text().unwrap_or_default();
    }
    out.push('>');
    Ok(out)
}
