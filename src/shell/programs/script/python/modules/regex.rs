//! `re`

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;

/// How a pattern is held against a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchored {
    Anywhere,
    Start,
    Whole,
}

/// The expression: compiled before, or its text.
fn pattern(vm: &mut Vm<'_, '_>, value: &Value, anchored: Anchored) -> Result<regex_lite::Regex, Fault> {
    let text = match vm.heap.of(value) {
        Some(Object::Regex(regex)) if anchored == Anchored::Anywhere => return Ok(regex.compiled.clone()),
        Some(Object::Regex(regex)) => {
            let flags = regex.flags.to_string();
            let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
            format!("{flags}{}", regex.pattern)
        }
        _ => vm.shown(value)?,
    };
    let text = match anchored {
        Anchored::Anywhere => text,
        Anchored::Start => format!("^(?:{text})"),
        Anchored::Whole => format!("^(?:{text})$"),
    };
    let made = vm.regex(&text, "")?;
    match vm.heap.of(&made) {
        Some(Object::Regex(regex)) => Ok(regex.compiled.clone()),
        _ => Err(Fault::broken()),
    }
}

/// A match as an instance with its groups.
fn matched(vm: &mut Vm<'_, '_>, regex: &regex_lite::Regex, found: &regex_lite::Captures<'_>) -> Result<Value, Fault> {
    let mut groups = Vec::new();
    for group in found.iter() {
        groups.push(match group {
            Some(group) => vm.text(group.as_str())?,
            None => Value::None,
        });
    }
    let mut names = Dict::default();
    for name in regex.capture_names().flatten() {
        let value = found.name(name).map_or(Value::None, |group| Value::text(group.as_str()));
        names.put(name, value);
    }
    let class = vm.class("Match")?;
    let record = crate::shell::programs::script::heap::Record { class: Some(class), ..Default::default() };
    let this = vm.heap.value(Object::Record(record))?;
    let whole = found.get(0);
    let groups = vm.list(groups)?;
    let names = vm.heap.value(Object::Dict(names))?;
    let (start, end) = whole.map_or((0, 0), |whole| (whole.start(), whole.end()));
    for (name, value) in [("_groups", groups), ("_names", names), ("_start", start.into()), ("_end", end.into())] {
        vm.set_member(&this, name, value)?;
    }
    for native in MATCH {
        let bound = vm.heap.value(Object::Bound { function: Value::Native(native), this: this.clone() })?;
        vm.set_member(&this, native.name, bound)?;
    }
    Ok(this)
}

static MATCH: &[Native] = &[
    Native {
        name: "group",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let index = a.plain.first().cloned().unwrap_or(Value::Int(0));
            let from = if index.as_text().is_some() { "_names" } else { "_groups" };
            let all = vm.member(&this, from)?;
            let dialect = vm.dialect;
            dialect.index(vm, &all, &index)
        },
    },
    Native {
        name: "groups",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let all = vm.member(&this, "_groups")?;
            let items = vm.collect(&all)?;
            vm.tuple(items.into_iter().skip(1).collect())
        },
    },
    Native {
        name: "groupdict",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            vm.member(&this, "_names")
        },
    },
    Native {
        name: "start",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            vm.member(&this, "_start")
        },
    },
    Native {
        name: "end",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            vm.member(&this, "_end")
        },
    },
];

/// Arguments with the pattern first, whether it is the object or an argument.
fn with_pattern(a: &Arguments) -> Vec<Value> {
    a.this.iter().cloned().chain(a.plain.iter().cloned()).collect()
}

fn find(vm: &mut Vm<'_, '_>, a: &Arguments, anchored: Anchored) -> Result<Value, Fault> {
    let given = with_pattern(a);
    let regex = pattern(vm, given.first().unwrap_or(&Value::None), anchored)?;
    let text = vm.shown(given.get(1).unwrap_or(&Value::None))?;
    vm.work(text.len())?;
    match regex.captures(&text) {
        Some(found) => matched(vm, &regex, &found),
        None => Ok(Value::None),
    }
}

fn find_all(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let given = with_pattern(a);
    let regex = pattern(vm, given.first().unwrap_or(&Value::None), Anchored::Anywhere)?;
    let text = vm.shown(given.get(1).unwrap_or(&Value::None))?;
    vm.work(text.len())?;
    let mut all = Vec::new();
    for found in regex.captures_iter(&text) {
        let groups: Vec<Value> =
            found.iter().map(|group| Value::text(group.map_or("", |group| group.as_str()))).collect();
        all.push(match groups.as_slice() {
            [only] | [_, only] => only.clone(),
            _ => vm.tuple(groups.into_iter().skip(1).collect())?,
        });
    }
    vm.list(all)
}

fn substitute(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let given = with_pattern(a);
    let regex = pattern(vm, given.first().unwrap_or(&Value::None), Anchored::Anywhere)?;
    let replacement = given.get(1).cloned().unwrap_or(Value::None);
    let text = vm.shown(given.get(2).unwrap_or(&Value::None))?;
    vm.work(text.len())?;
    let mut out = String::new();
    let mut last = 0;
    for found in regex.captures_iter(&text) {
        let Some(whole) = found.get(0) else { continue };
        out += text.get(last..whole.start()).unwrap_or_default();
        match &replacement {
            Value::Text(template) => expand(template, &found, &mut out),
            function => {
                let object = matched(vm, &regex, &found)?;
                let part = vm.call(function, Arguments::of(vec![object]))?;
                out += &vm.shown(&part)?;
            }
        }
        last = whole.end();
        vm.heap.spend(16)?;
    }
    out += text.get(last..).unwrap_or_default();
    vm.text(out)
}

/// `\1` and `\g<name>`
fn expand(template: &str, found: &regex_lite::Captures<'_>, into: &mut String) {
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek().copied()) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                letters.next();
                let group = digit.to_digit(10).unwrap_or(0) as usize;
                into.push_str(found.get(group).map_or("", |group| group.as_str()));
            }
            ('\\', Some('g')) => {
                letters.next();
                let name: String = letters.by_ref().skip(1).take_while(|letter| *letter != '>').collect();
                let group = match name.parse::<usize>() {
                    Ok(number) => found.get(number),
                    Err(_) => found.name(&name),
                };
                into.push_str(group.map_or("", |group| group.as_str()));
            }
            ('\\', Some('n')) => {
                letters.next();
                into.push('\n');
            }
            _ => into.push(letter),
        }
    }
}

fn split(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let given = with_pattern(a);
    let regex = pattern(vm, given.first().unwrap_or(&Value::None), Anchored::Anywhere)?;
    let text = vm.shown(given.get(1).unwrap_or(&Value::None))?;
    vm.work(text.len())?;
    let parts = regex.split(&text).map(Value::text).collect();
    vm.list(parts)
}

pub fn constants() -> Vec<(&'static str, Value)> {
    let flags = [("I", 2), ("IGNORECASE", 2), ("M", 8), ("MULTILINE", 8), ("S", 16), ("DOTALL", 16)];
    flags.map(|(name, value)| (name, Value::Int(value))).to_vec()
}

pub static METHODS: &[Native] = &[
    Native { name: "match", run: |vm, a| find(vm, &a, Anchored::Start) },
    Native { name: "search", run: |vm, a| find(vm, &a, Anchored::Anywhere) },
    Native { name: "fullmatch", run: |vm, a| find(vm, &a, Anchored::Whole) },
    Native { name: "findall", run: |vm, a| find_all(vm, &a) },
    Native { name: "sub", run: |vm, a| substitute(vm, &a) },
    Native { name: "split", run: |vm, a| split(vm, &a) },
];

pub static FUNCTIONS: &[Native] = &[
    Native { name: "match", run: |vm, a| find(vm, &Arguments { this: None, ..a }, Anchored::Start) },
    Native { name: "search", run: |vm, a| find(vm, &Arguments { this: None, ..a }, Anchored::Anywhere) },
    Native { name: "fullmatch", run: |vm, a| find(vm, &Arguments { this: None, ..a }, Anchored::Whole) },
    Native { name: "findall", run: |vm, a| find_all(vm, &Arguments { this: None, ..a }) },
    Native { name: "sub", run: |vm, a| substitute(vm, &Arguments { this: None, ..a }) },
    Native { name: "split", run: |vm, a| split(vm, &Arguments { this: None, ..a }) },
    Native {
        name: "escape",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            vm.text(regex_lite::escape(&text))
        },
    },
    Native {
        name: "compile",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            let flags = a.int(vm, 1, 0)?;
            let letters: String =
                [(2, 'i'), (8, 'm'), (16, 's')].iter().filter(|(bit, _)| flags & bit != 0).map(|(_, l)| *l).collect();
            vm.regex(&text, &letters)
        },
    },
];
