//! `String`

use super::{own, place, regex, this};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::javascript::number;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn letters(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Vec<char>, Fault> {
    Ok(own(vm, a)?.chars().collect())
}

/// The letters from one place to another.
fn part(vm: &mut Vm<'_, '_>, letters: &[char], from: usize, to: usize) -> Result<Value, Fault> {
    let text: String = letters.get(from..to.max(from)).unwrap_or_default().iter().collect();
    vm.text(text)
}

/// Where a part begins, in letters.
fn last_position(text: &str, part: &str) -> Value {
    match text.rfind(part).and_then(|at| text.get(..at)) {
        Some(before) => number(before.chars().count()),
        None => Value::Float(-1.0),
    }
}

fn pad(vm: &mut Vm<'_, '_>, a: &Arguments, at_start: bool) -> Result<Value, Fault> {
    let text = own(vm, a)?;
    let width = a.at(0).number().unwrap_or(0.0).clamp(0.0, 100_000.0) as usize;
    let fill = match a.at(1) {
        Value::Undefined => " ".to_string(),
        fill => vm.shown(&fill)?,
    };
    let missing = width.saturating_sub(text.chars().count());
    let filler: String = fill.chars().cycle().take(if fill.is_empty() { 0 } else { missing }).collect();
    vm.text(if at_start { filler + &text } else { text + &filler })
}

fn affixed(vm: &mut Vm<'_, '_>, a: &Arguments, test: fn(&str, &str) -> bool) -> Result<Value, Fault> {
    let (text, part) = (own(vm, a)?, a.text(vm, 0)?);
    Ok(Value::Bool(test(&text, &part)))
}

fn split(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let text = own(vm, &a)?;
    let mark = a.at(0);
    vm.heap.spend(text.len() * 8)?;
    let parts: Vec<Value> = match (&mark, vm.heap.of(&mark)) {
        (Value::Undefined, _) => vec![Value::from(text)],
        (_, Some(Object::Regex(regex))) => regex.compiled.split(&text).map(Value::text).collect(),
        (mark, _) => {
            let mark = mark.as_text().unwrap_or_default();
            match mark.is_empty() {
                true => text.chars().map(|letter| Value::text(letter.to_string())).collect(),
                false => text.split(mark).map(Value::text).collect(),
            }
        }
    };
    let most = a.at(1).number().map_or(usize::MAX, |most| most.max(0.0) as usize);
    vm.list(parts.into_iter().take(most).collect())
}

pub static METHODS: &[Native] = &[
    Native {
        name: "toUpperCase",
        run: |vm, a| {
            let text = own(vm, &a)?.to_uppercase();
            vm.text(text)
        },
    },
    Native {
        name: "toLowerCase",
        run: |vm, a| {
            let text = own(vm, &a)?.to_lowercase();
            vm.text(text)
        },
    },
    Native {
        name: "trim",
        run: |vm, a| {
            let text = own(vm, &a)?;
            vm.text(text.trim())
        },
    },
    Native {
        name: "trimStart",
        run: |vm, a| {
            let text = own(vm, &a)?;
            vm.text(text.trim_start())
        },
    },
    Native {
        name: "trimEnd",
        run: |vm, a| {
            let text = own(vm, &a)?;
            vm.text(text.trim_end())
        },
    },
    Native { name: "split", run: split },
    Native {
        name: "slice",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let (from, to) = (place(vm, &a.at(0), all.len(), 0)?, place(vm, &a.at(1), all.len(), all.len())?);
            part(vm, &all, from, to)
        },
    },
    Native {
        name: "substring",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let bound = |value: Value, default: usize| match value.number() {
                Some(number) => (number.max(0.0) as usize).min(all.len()),
                None => default,
            };
            let (from, to) = (bound(a.at(0), 0), bound(a.at(1), all.len()));
            part(vm, &all, from.min(to), from.max(to))
        },
    },
    Native {
        name: "substr",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let from = place(vm, &a.at(0), all.len(), 0)?;
            let count = a.at(1).number().map_or(all.len(), |count| count.max(0.0) as usize);
            part(vm, &all, from, (from + count).min(all.len()))
        },
    },
    Native {
        name: "charAt",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let at = a.at(0).number().unwrap_or(0.0).max(0.0) as usize;
            part(vm, &all, at.min(all.len()), (at + 1).min(all.len()))
        },
    },
    Native {
        name: "at",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let at = a.at(0).number().unwrap_or(0.0);
            let at = if at < 0.0 { at + all.len() as f64 } else { at };
            if at < 0.0 || at as usize >= all.len() {
                return Ok(Value::Undefined);
            }
            part(vm, &all, at as usize, at as usize + 1)
        },
    },
    Native {
        name: "charCodeAt",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let at = a.at(0).number().unwrap_or(0.0).max(0.0) as usize;
            Ok(Value::Float(all.get(at).map_or(f64::NAN, |letter| f64::from(u32::from(*letter)))))
        },
    },
    Native {
        name: "codePointAt",
        run: |vm, a| {
            let all = letters(vm, &a)?;
            let at = a.at(0).number().unwrap_or(0.0).max(0.0) as usize;
            Ok(all.get(at).map_or(Value::Undefined, |letter| Value::Float(f64::from(u32::from(*letter)))))
        },
    },
    Native {
        name: "indexOf",
        run: |vm, a| {
            let (text, part) = (own(vm, &a)?, a.text(vm, 0)?);
            let from = super::place(vm, &a.at(1), usize::MAX, 0)?;
            let Some((start, _)) = text.char_indices().nth(from).or((from == 0).then_some((0, ' '))) else {
                return Ok(Value::Float(-1.0));
            };
            let rest = text.get(start..).unwrap_or_default();
            Ok(match rest.find(&part).and_then(|at| rest.get(..at)) {
                Some(before) => number(from + before.chars().count()),
                None => Value::Float(-1.0),
            })
        },
    },
    Native {
        name: "lastIndexOf",
        run: |vm, a| {
            let (text, part) = (own(vm, &a)?, a.text(vm, 0)?);
            Ok(last_position(&text, &part))
        },
    },
    Native { name: "includes", run: |vm, a| affixed(vm, &a, |text, part| text.contains(part)) },
    Native { name: "startsWith", run: |vm, a| affixed(vm, &a, |text, part| text.starts_with(part)) },
    Native { name: "endsWith", run: |vm, a| affixed(vm, &a, |text, part| text.ends_with(part)) },
    Native {
        name: "repeat",
        run: |vm, a| {
            let text = own(vm, &a)?;
            let count = a.at(0).number().unwrap_or(0.0);
            if count < 0.0 || count.is_infinite() {
                let shown = vm.shown(&a.at(0))?;
                return Err(vm.error(ErrorKind::Index, format!("Invalid count value: {shown}")));
            }
            vm.heap.spend(text.len().saturating_mul(count as usize))?;
            Ok(Value::from(text.repeat(count as usize)))
        },
    },
    Native { name: "padStart", run: |vm, a| pad(vm, &a, true) },
    Native { name: "padEnd", run: |vm, a| pad(vm, &a, false) },
    Native { name: "replace", run: |vm, a| regex::replace(vm, &a, false) },
    Native { name: "replaceAll", run: |vm, a| regex::replace(vm, &a, true) },
    Native { name: "match", run: |vm, a| regex::text_match(vm, &a) },
    Native { name: "matchAll", run: |vm, a| regex::match_all(vm, &a) },
    Native { name: "search", run: |vm, a| regex::search(vm, &a) },
    Native {
        name: "concat",
        run: |vm, a| {
            let mut text = own(vm, &a)?;
            for value in &a.plain {
                text += &vm.shown(value)?;
            }
            vm.text(text)
        },
    },
    Native {
        name: "localeCompare",
        run: |vm, a| {
            let (text, other) = (own(vm, &a)?, a.text(vm, 0)?);
            let key = |text: &str| (text.to_lowercase(), text.chars().rev().collect::<String>());
            Ok(Value::Float(match key(&text).cmp(&key(&other)) {
                std::cmp::Ordering::Less => -1.0,
                std::cmp::Ordering::Equal => 0.0,
                std::cmp::Ordering::Greater => 1.0,
            }))
        },
    },
    Native { name: "toString", run: |_, a| Ok(this(&a)) },
    Native { name: "valueOf", run: |_, a| Ok(this(&a)) },
    Native { name: "normalize", run: |_, a| Ok(this(&a)) },
];

/// What `Buffer`s have.
pub static BYTES: &[Native] = &[Native {
    name: "toString",
    run: |vm, a| {
        let coding = a.at(0);
        let bytes = match vm.heap.of(&this(&a)) {
            Some(Object::Bytes(bytes)) => bytes.clone(),
            _ => Vec::new(),
        };
        match coding.as_text() {
            Some("hex") => vm.text(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
            Some("base64") => {
                use base64::Engine as _;
                vm.text(base64::engine::general_purpose::STANDARD.encode(&bytes))
            }
            _ => vm.text(String::from_utf8_lossy(&bytes)),
        }
    },
}];
