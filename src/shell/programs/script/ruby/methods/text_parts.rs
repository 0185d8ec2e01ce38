//! What texts answer of parts of them.

use super::given::need_text;
use super::given::this;
use super::text::own;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn texts(vm: &mut Vm<'_, '_>, parts: impl Iterator<Item = String>) -> Result<Value, Fault> {
    let parts: Vec<Value> = parts.map(Value::from).collect();
    vm.heap.spend(parts.len() * 16)?;
    vm.work(parts.len())?;
    vm.list(parts)
}

/// Sets a text into a width: how much of the filling stands before it.
fn padded(vm: &mut Vm<'_, '_>, a: &Arguments, before: fn(usize) -> usize) -> Result<Value, Fault> {
    let text = own(a);
    let width = usize::try_from(a.int(vm, 0, 0)?.max(0)).unwrap_or(usize::MAX);
    let fill = if a.plain.len() > 1 { need_text(vm, a, 1)? } else { " ".into() };
    if fill.is_empty() {
        return Err(vm.error(ErrorKind::Value, "zero width padding"));
    }
    let missing = width.saturating_sub(text.chars().count());
    vm.heap.spend(missing.saturating_mul(fill.len()))?;
    let left = before(missing);
    let filling = |count: usize| fill.chars().cycle().take(count).collect::<String>();
    vm.text(format!("{}{text}{}", filling(left), filling(missing - left)))
}

/// Whether a text begins or ends with one of several.
fn any(vm: &mut Vm<'_, '_>, a: &Arguments, test: fn(&str, &str) -> bool) -> Result<Value, Fault> {
    let text = own(a);
    for part in &a.plain {
        match part {
            Value::Text(part) if test(&text, part) => return Ok(Value::Bool(true)),
            Value::Text(_) => {}
            other => {
                let found = vm.send(other, "match?", vec![Value::text(&text)])?;
                if vm.truth(&found)? {
                    return Ok(Value::Bool(true));
                }
            }
        }
    }
    Ok(Value::Bool(false))
}

/// A set of letters as `tr` and `count` have it: `a-z`, `^x`.
fn letters(set: &str) -> (Vec<char>, bool) {
    let all: Vec<char> = set.chars().collect();
    let (negated, all) = match all.split_first() {
        Some(('^', rest)) if !rest.is_empty() => (true, rest.to_vec()),
        _ => (false, all),
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(letter) = all.get(at) {
        match (all.get(at + 1), all.get(at + 2)) {
            (Some('-'), Some(end)) if end >= letter => {
                out.extend((*letter..=*end).take(4096));
                at += 3;
            }
            _ => {
                out.push(*letter);
                at += 1;
            }
        }
    }
    (out, negated)
}

fn translated(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (text, from, to) = (own(a), need_text(vm, a, 0)?, need_text(vm, a, 1)?);
    let ((from, negated), (to, _)) = (letters(&from), letters(&to));
    let map = |letter: char| -> Option<char> {
        let place = from.iter().position(|known| *known == letter);
        match (place, negated) {
            (Some(place), false) => to.get(place).or(to.last()).copied(),
            (None, true) => to.last().copied(),
            _ => Some(letter),
        }
    };
    vm.work(text.len())?;
    vm.text(text.chars().filter_map(map).collect::<String>())
}

fn chosen(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<impl Fn(char) -> bool + use<>, Fault> {
    let set = need_text(vm, a, 0)?;
    let (set, negated) = letters(&set);
    Ok(move |letter: char| set.contains(&letter) != negated)
}

fn found(text: &str, at: Option<usize>) -> Value {
    at.and_then(|at| text.get(..at)).map_or(Value::None, |before| Value::from(before.chars().count()))
}

/// Text around the first or last of a part.
fn split_at(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool) -> Result<Value, Fault> {
    let (text, part) = (own(a), need_text(vm, a, 0)?);
    let found = if last { text.rsplit_once(&*part) } else { text.split_once(&*part) };
    let parts = match found {
        Some((before, after)) => vec![before.to_string(), part, after.to_string()],
        None if last => vec![String::new(), String::new(), text],
        None => vec![text, String::new(), String::new()],
    };
    texts(vm, parts.into_iter())
}

pub static METHODS: &[Native] = &[
    Native { name: "chars", run: |vm, a| texts(vm, own(&a).chars().map(String::from)) },
    Native { name: "lines", run: |vm, a| texts(vm, own(&a).split_inclusive('\n').map(String::from)) },
    Native {
        name: "bytes",
        run: |vm, a| {
            let bytes: Vec<Value> = own(&a).bytes().map(|byte| Value::Int(byte.into())).collect();
            vm.list(bytes)
        },
    },
    Native { name: "ljust", run: |vm, a| padded(vm, &a, |_| 0) },
    Native { name: "rjust", run: |vm, a| padded(vm, &a, |missing| missing) },
    Native { name: "center", run: |vm, a| padded(vm, &a, |missing| missing / 2) },
    Native { name: "start_with?", run: |vm, a| any(vm, &a, |text, part| text.starts_with(part)) },
    Native { name: "end_with?", run: |vm, a| any(vm, &a, |text, part| text.ends_with(part)) },
    Native {
        name: "include?",
        run: |vm, a| {
            let part = need_text(vm, &a, 0)?;
            Ok(Value::Bool(own(&a).contains(&part)))
        },
    },
    Native {
        name: "index",
        run: |vm, a| {
            let text = own(&a);
            if !matches!(a.at(0), Value::Text(_)) {
                return vm.unsimulated("the place of a pattern");
            }
            let part = need_text(vm, &a, 0)?;
            let from = a.int(vm, 1, 0)?.max(0) as usize;
            let start = text.char_indices().nth(from).map_or(text.len(), |(at, _)| at);
            let place = text.get(start..).and_then(|rest| rest.find(&part)).map(|at| start + at);
            Ok(found(&text, place))
        },
    },
    Native {
        name: "rindex",
        run: |vm, a| {
            let (text, part) = (own(&a), need_text(vm, &a, 0)?);
            Ok(found(&text, text.rfind(&part)))
        },
    },
    Native {
        name: "delete_prefix",
        run: |vm, a| {
            let (text, part) = (own(&a), need_text(vm, &a, 0)?);
            vm.text(text.strip_prefix(&part).unwrap_or(&text))
        },
    },
    Native {
        name: "delete_suffix",
        run: |vm, a| {
            let (text, part) = (own(&a), need_text(vm, &a, 0)?);
            vm.text(text.strip_suffix(&part).unwrap_or(&text))
        },
    },
    Native { name: "tr", run: |vm, a| translated(vm, &a) },
    Native {
        name: "delete",
        run: |vm, a| {
            let chosen = chosen(vm, &a)?;
            vm.text(own(&a).chars().filter(|letter| !chosen(*letter)).collect::<String>())
        },
    },
    Native {
        name: "count",
        run: |vm, a| {
            let chosen = chosen(vm, &a)?;
            Ok(Value::from(own(&a).chars().filter(|letter| chosen(*letter)).count()))
        },
    },
    Native {
        name: "squeeze",
        run: |vm, a| {
            let chosen: Box<dyn Fn(char) -> bool> =
                if a.plain.is_empty() { Box::new(|_| true) } else { Box::new(chosen(vm, &a)?) };
            let mut out = String::new();
            for letter in own(&a).chars() {
                if !(out.ends_with(letter) && chosen(letter)) {
                    out.push(letter);
                }
            }
            vm.text(out)
        },
    },
    Native { name: "partition", run: |vm, a| split_at(vm, &a, false) },
    Native { name: "rpartition", run: |vm, a| split_at(vm, &a, true) },
    Native { name: "slice", run: |vm, a| vm.send(&this(&a), "[]", a.plain) },
    Native { name: "unpack1", run: |vm, _| vm.unsimulated("unpack1") },
];
