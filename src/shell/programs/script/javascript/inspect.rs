//! How `console.log` shows values (Node.js `lib/internal/util/inspect.js`).

use super::errors;
use crate::shell::programs::script::heap::{Object, Promise};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, decimal};

/// Columns of a line.
const BREAK_LENGTH: usize = 80;
/// Levels of objects that are shown inside each other.
const DEPTH: usize = 2;
/// The innermost levels that may stand on one line.
const COMPACT: usize = 3;
/// Values of an array that are shown.
const MOST: usize = 100;

/// The value as `console.log` shows it: a text by itself is bare.
pub fn printed(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    match value {
        Value::Text(text) => Ok(text.to_string()),
        other => inspect(vm, other),
    }
}

/// How much of a value is shown, and on how many lines.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Short objects stand on one line.
    pub compact: bool,
    pub depth: Option<usize>,
    /// Lines may have any length.
    pub wide: bool,
    /// Members stand in the order of their names.
    pub sorted: bool,
}

/// As `console.log` does.
const USUAL: Form = Form { compact: true, depth: Some(DEPTH), wide: false, sorted: false };

/// Levels of objects that are shown at most.
const DEEPEST: usize = 50;

/// `util.inspect(value)`
pub fn inspect(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    inspect_as(vm, value, USUAL)
}

/// `util.inspect(value, options)`
pub fn inspect_as(vm: &mut Vm<'_, '_>, value: &Value, form: Form) -> Result<String, Fault> {
    let mut inspection = Inspection { seen: Vec::new(), depth: 0, indentation: 0, form };
    let text = inspection.value(vm, value, 0)?;
    vm.heap.spend(text.len())?;
    Ok(text)
}

struct Inspection {
    /// Objects that are being shown.
    seen: Vec<Value>,
    /// The level of the object that was shown last.
    depth: usize,
    indentation: usize,
    form: Form,
}

impl Inspection {
    fn value(&mut self, vm: &mut Vm<'_, '_>, value: &Value, level: usize) -> Result<String, Fault> {
        vm.work(1)?;
        Ok(match value {
            Value::Undefined => "undefined".into(),
            Value::None => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => format!("{value}n"),
            Value::Float(value) if *value == 0.0 && value.is_sign_negative() => "-0".into(),
            Value::Float(value) => decimal::javascript(*value),
            Value::Text(text) | Value::Symbol(text) => quoted(text),
            Value::Native(native) => match native.name {
                "Math" | "JSON" => format!("Object [{}] {{...}}", native.name),
                name => format!("[Function: {name}]"),
            },
            Value::Object(_) => self.object(vm, value, level)?,
        })
    }

    fn object(&mut self, vm: &mut Vm<'_, '_>, value: &Value, level: usize) -> Result<String, Fault> {
        if self.seen.contains(value) {
            return Ok("[Circular *1]".into());
        }
        let class = vm.class_of(value).map(|class| vm.class_name(class).to_string());
        if class.as_deref() == Some("Date") {
            return vm.shown(value).and_then(|_| date(vm, value));
        }
        let is_error = vm.is_instance(value, "Error")?;
        let head = self.head(vm, value, class.as_deref(), is_error)?;
        let (prefix, braces, is_list) = match head {
            Head::Whole(text) => return Ok(text),
            Head::Open(prefix, braces, is_list) => (prefix, braces, is_list),
        };
        if level > self.form.depth.unwrap_or(DEEPEST).min(DEEPEST) {
            let name = if is_list { "Array".to_string() } else { class.unwrap_or_else(|| "Object".into()) };
            return Ok(format!("[{name}]"));
        }
        self.depth = level;
        self.seen.push(value.clone());
        self.indentation += 2;
        let output = self.entries(vm, value, level, is_list);
        self.indentation -= 2;
        self.seen.pop();
        let output = output?;
        if output.is_empty() {
            return Ok(match (prefix.is_empty(), is_error) {
                (_, true) => prefix,
                (true, false) => format!("{}{}", braces.0, braces.1),
                (false, false) => format!("{prefix} {}{}", braces.0, braces.1),
            });
        }
        Ok(self.joined(vm, value, output, &prefix, braces, level, is_list))
    }

    fn head(&self, vm: &mut Vm<'_, '_>, value: &Value, class: Option<&str>, is_error: bool) -> Result<Head, Fault> {
        if is_error {
            let stack = vm.member(value, "stack")?;
            let stack = stack.as_text().map(str::to_string);
            let text = match stack {
                Some(stack) => stack,
                None => format!("[{}]", errors::headline(vm, value)?),
            };
            let indent = " ".repeat(self.indentation);
            return Ok(Head::Open(text.replace('\n', &format!("\n{indent}")), ("{", "}"), false));
        }
        Ok(match vm.heap.of(value) {
            Some(Object::List(_) | Object::Tuple(_)) => Head::Open(String::new(), ("[", "]"), true),
            Some(Object::Dict(entries)) => Head::Open(format!("Map({})", entries.len()), ("{", "}"), false),
            Some(Object::Set(entries)) => Head::Open(format!("Set({})", entries.len()), ("{", "}"), false),
            Some(Object::Class(class)) => {
                let name = class.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("(anonymous)").to_string();
                let base = match class.bases.first() {
                    Some(Value::Object(base)) => format!(" extends {}", vm.class_name(*base)),
                    _ => String::new(),
                };
                Head::Whole(format!("[class {name}{base}]"))
            }
            Some(Object::Function(function)) => {
                let kind = match (function.code.is_async, function.code.is_generator) {
                    (true, _) => "AsyncFunction",
                    (_, true) => "GeneratorFunction",
                    _ => "Function",
                };
                let name = &function.code.name;
                let text = if name.is_empty() { format!("[{kind} (anonymous)]") } else { format!("[{kind}: {name}]") };
                let shows = function.fields.keys().iter().any(|key| key.as_text() != Some("prototype"));
                if shows { Head::Open(text, ("{", "}"), false) } else { Head::Whole(text) }
            }
            Some(Object::Bound { .. }) => Head::Whole("[Function: bound]".into()),
            Some(Object::Promise(promise)) => {
                let inner = match promise {
                    Promise::Pending(_) => "<pending>".to_string(),
                    Promise::Fulfilled(value) => {
                        let value = value.clone();
                        inspect(vm, &value)?
                    }
                    Promise::Rejected(reason, _) => {
                        let reason = reason.clone();
                        format!("<rejected> {}", inspect(vm, &reason)?)
                    }
                };
                Head::Whole(format!("Promise {{ {inner} }}"))
            }
            Some(Object::Regex(regex)) => Head::Whole(format!("/{}/{}", regex.pattern, regex.flags)),
            Some(Object::Coroutine(_)) => Head::Whole("Object [Generator] {}".into()),
            Some(Object::Module { .. }) => Head::Open("[Module: null prototype]".into(), ("{", "}"), false),
            Some(Object::Bytes(bytes)) => {
                let digits: Vec<String> = bytes.iter().take(50).map(|byte| format!("{byte:02x}")).collect();
                Head::Whole(format!("<Buffer {}>", digits.join(" ")))
            }
            _ => match class {
                Some(name) => Head::Open(name.to_string(), ("{", "}"), false),
                None => Head::Open(String::new(), ("{", "}"), false),
            },
        })
    }

    fn entries(
        &mut self,
        vm: &mut Vm<'_, '_>,
        value: &Value,
        level: usize,
        is_list: bool,
    ) -> Result<Vec<String>, Fault> {
        let mut output = Vec::new();
        if is_list {
            let items = vm.heap.items(value).cloned().unwrap_or_default();
            for item in items.iter().take(MOST) {
                output.push(self.value(vm, item, level + 1)?);
            }
            if items.len() > MOST {
                let more = items.len() - MOST;
                output.push(format!("... {more} more item{}", if more == 1 { "" } else { "s" }));
            }
            return Ok(output);
        }
        let is_map = matches!(vm.heap.of(value), Some(Object::Dict(_)));
        let entries: Vec<(Value, Value)> = match vm.heap.of(value) {
            Some(Object::Set(entries)) => {
                for key in entries.keys() {
                    output.push(self.value(vm, &key, level + 1)?);
                }
                return Ok(output);
            }
            _ => match vm.heap.entries(value) {
                Some(entries) => entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                None => Vec::new(),
            },
        };
        let mut entries = entries;
        if self.form.sorted && !is_map {
            entries.sort_by_key(|(key, _)| key.as_text().unwrap_or_default().to_string());
        }
        for (key, item) in entries {
            if is_map {
                let (key, item) = (self.value(vm, &key, level + 1)?, self.value(vm, &item, level + 1)?);
                output.push(format!("{key} => {item}"));
                continue;
            }
            let name = key.as_text().unwrap_or_default();
            if errors::is_hidden(vm, value, name) {
                continue;
            }
            let shown = match vm.heap.of(&item) {
                Some(Object::Property { get: Some(_), set: Some(_) }) => "[Getter/Setter]".into(),
                Some(Object::Property { get: Some(_), .. }) => "[Getter]".into(),
                Some(Object::Property { .. }) => "[Setter]".into(),
                _ => self.value(vm, &item, level + 1)?,
            };
            output.push(format!("{}: {shown}", key_text(name)));
        }
        Ok(output)
    }

    /// One line if it fits, else a line for each entry.
    #[expect(clippy::too_many_arguments, reason = "what is known of one object")]
    fn joined(
        &self,
        vm: &Vm<'_, '_>,
        value: &Value,
        output: Vec<String>,
        prefix: &str,
        braces: (&str, &str),
        level: usize,
        is_list: bool,
    ) -> String {
        let entries = output.len();
        let output = if is_list && entries > 6 && self.form.compact { self.grouped(vm, value, output) } else { output };
        let head = if prefix.is_empty() { braces.0.to_string() } else { format!("{prefix} {}", braces.0) };
        if self.form.compact && self.depth - level.min(self.depth) < COMPACT && entries == output.len() {
            let start = output.len() + self.indentation + braces.0.len() + prefix.len() + 10;
            let total: usize = output.iter().map(|part| part.chars().count()).sum::<usize>() + output.len() + start;
            if (total <= BREAK_LENGTH || self.form.wide)
                && !output.iter().any(|part| part.contains('\n'))
                && !prefix.contains('\n')
            {
                return format!("{head} {} {}", output.join(", "), braces.1);
            }
        }
        let indent = " ".repeat(self.indentation);
        format!("{head}\n{indent}  {}\n{indent}{}", output.join(&format!(",\n{indent}  ")), braces.1)
    }

    /// Short values of a long array in columns.
    fn grouped(&self, vm: &Vm<'_, '_>, value: &Value, output: Vec<String>) -> Vec<String> {
        let items = vm.heap.items(value).map_or(0, Vec::len);
        let count = if items > MOST { output.len() - 1 } else { output.len() };
        let lengths: Vec<usize> = output.iter().take(count).map(|part| part.chars().count()).collect();
        let total: usize = lengths.iter().map(|length| length + 2).sum();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let width = longest + 2;
        let fits = width * 3 + self.indentation < BREAK_LENGTH;
        if !fits || !(total as f64 / width as f64 > 5.0 || longest <= 6) {
            return output;
        }
        let bias = (width as f64 - total as f64 / output.len() as f64).sqrt();
        let biased = (width as f64 - 3.0 - bias).max(1.0);
        let columns = ((2.5 * biased * count as f64).sqrt() / biased).round() as usize;
        let columns = columns.min((BREAK_LENGTH - self.indentation) / width).min(COMPACT * 4).min(15);
        if columns <= 1 {
            return output;
        }
        let widths: Vec<usize> = (0..columns)
            .map(|column| lengths.iter().skip(column).step_by(columns).copied().max().unwrap_or(0) + 2)
            .collect();
        let numbers = vm
            .heap
            .items(value)
            .is_some_and(|items| items.iter().all(|item| matches!(item, Value::Float(_) | Value::Int(_))));
        let mut rows = Vec::new();
        for row in output.get(..count).unwrap_or_default().chunks(columns) {
            let mut line = String::new();
            for (column, part) in row.iter().enumerate() {
                let width = widths.get(column).copied().unwrap_or(0);
                let last = column + 1 == row.len();
                match (numbers, last) {
                    (true, true) => line += &format!("{part:>0$}", width - 2),
                    (true, false) => line += &format!("{:>width$}", format!("{part}, ")),
                    (false, true) => line += part,
                    (false, false) => line += &format!("{:<width$}", format!("{part}, ")),
                }
            }
            rows.push(line);
        }
        rows.extend(output.get(count..).unwrap_or_default().iter().cloned());
        rows
    }
}

enum Head {
    Whole(String),
    /// What stands before the braces, the braces, and whether it is an array.
    Open(String, (&'static str, &'static str), bool),
}

fn date(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    let function = vm.member(value, "toISOString")?;
    let arguments =
        crate::shell::programs::script::arguments::Arguments { this: Some(value.clone()), ..Default::default() };
    let text = vm.call(&function, arguments)?;
    vm.shown(&text)
}

fn key_text(name: &str) -> String {
    let plain = !name.is_empty()
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$');
    if plain { name.to_string() } else { quoted(name) }
}

/// A text in quotes that need the fewest escapes.
pub fn quoted(text: &str) -> String {
    let quote = match (text.contains('\''), text.contains('"'), text.contains('`')) {
        (false, ..) => '\'',
        (true, false, _) => '"',
        (true, true, false) => '`',
        (true, true, true) => '\'',
    };
    let mut out = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            '\x08' => out.push_str("\\b"),
            letter if letter == quote => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out += &format!("\\x{:02X}", u32::from(letter)),
            letter => out.push(letter),
        }
    }
    out.push(quote);
    out
}
