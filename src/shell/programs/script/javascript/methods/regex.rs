//! `RegExp`, and the methods of texts that take one.

use super::{call, own, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record};
use crate::shell::programs::script::javascript::number;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The expression in a value and whether it is global.
fn expression(vm: &Vm<'_, '_>, value: &Value) -> Option<(regex_lite::Regex, bool)> {
    match vm.heap.of(value)? {
        Object::Regex(regex) => Some((regex.compiled.clone(), regex.flags.contains('g'))),
        _ => None,
    }
}

/// The groups of a match, with `index` and `groups` where there are names.
fn matched(
    vm: &mut Vm<'_, '_>,
    regex: &regex_lite::Regex,
    found: &regex_lite::Captures<'_>,
    text: &str,
) -> Result<Value, Fault> {
    let groups: Vec<Value> =
        found.iter().map(|group| group.map_or(Value::Undefined, |group| Value::text(group.as_str()))).collect();
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    if names.is_empty() {
        return vm.list(groups);
    }
    let object = vm.heap.value(Object::Record(Record::default()))?;
    for name in names {
        let value = found.name(name).map_or(Value::Undefined, |group| Value::text(group.as_str()));
        vm.set_member(&object, name, value)?;
    }
    let all = vm.heap.value(Object::Record(Record::default()))?;
    for (at, group) in groups.into_iter().enumerate() {
        vm.set_entry(&all, Value::text(at.to_string()), group)?;
    }
    let start = found.get(0).and_then(|whole| text.get(..whole.start())).map_or(0, |before| before.chars().count());
    vm.set_member(&all, "index", number(start))?;
    vm.set_member(&all, "groups", object)?;
    Ok(all)
}

/// `text.match(regex)`
pub fn text_match(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(vm, a)?;
    vm.work(text.len())?;
    let Some((regex, global)) = expression(vm, &a.at(0)) else { return vm.unsimulated("match() of a text") };
    if global {
        let all: Vec<Value> = regex.find_iter(&text).map(|found| Value::text(found.as_str())).collect();
        return if all.is_empty() { Ok(Value::None) } else { vm.list(all) };
    }
    match regex.captures(&text) {
        Some(found) => matched(vm, &regex, &found, &text),
        None => Ok(Value::None),
    }
}

pub fn match_all(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(vm, a)?;
    vm.work(text.len())?;
    let Some((regex, _)) = expression(vm, &a.at(0)) else { return vm.unsimulated("matchAll() of a text") };
    let mut all = Vec::new();
    for found in regex.captures_iter(&text) {
        all.push(matched(vm, &regex, &found, &text)?);
    }
    vm.list(all)
}

pub fn search(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(vm, a)?;
    let Some((regex, _)) = expression(vm, &a.at(0)) else { return vm.unsimulated("search() of a text") };
    Ok(match regex.find(&text).and_then(|found| text.get(..found.start())) {
        Some(before) => number(before.chars().count()),
        None => Value::Float(-1.0),
    })
}

/// `text.replace(what, by)`
pub fn replace(vm: &mut Vm<'_, '_>, a: &Arguments, all: bool) -> Result<Value, Fault> {
    let text = own(vm, a)?;
    vm.work(text.len())?;
    let (regex, all) = match expression(vm, &a.at(0)) {
        Some((regex, global)) => (regex, global || all),
        None => {
            let part = a.text(vm, 0)?;
            let made = vm.regex(&regex_lite::escape(&part), "")?;
            match expression(vm, &made) {
                Some((regex, _)) => (regex, all),
                None => return Err(Fault::broken()),
            }
        }
    };
    let by = a.at(1);
    let mut out = String::new();
    let mut last = 0;
    for found in regex.captures_iter(&text) {
        let Some(whole) = found.get(0) else { continue };
        out += text.get(last..whole.start()).unwrap_or_default();
        match &by {
            Value::Text(template) => expand(template, &found, &mut out),
            function => {
                let mut given: Vec<Value> = found
                    .iter()
                    .map(|group| group.map_or(Value::Undefined, |group| Value::text(group.as_str())))
                    .collect();
                given.push(number(whole.start()));
                given.push(Value::text(&text));
                let part = call(vm, function, given)?;
                out += &vm.shown(&part)?;
            }
        }
        last = whole.end();
        vm.heap.spend(16)?;
        if !all {
            break;
        }
    }
    out += text.get(last..).unwrap_or_default();
    vm.text(out)
}

/// `$1`, `$&`
fn expand(template: &str, found: &regex_lite::Captures<'_>, into: &mut String) {
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek().copied()) {
            ('$', Some('&')) => {
                letters.next();
                into.push_str(found.get(0).map_or("", |group| group.as_str()));
            }
            ('$', Some('$')) => {
                letters.next();
                into.push('$');
            }
            ('$', Some(digit)) if digit.is_ascii_digit() => {
                letters.next();
                let group = digit.to_digit(10).unwrap_or(0) as usize;
                into.push_str(found.get(group).map_or("", |group| group.as_str()));
            }
            _ => into.push(letter),
        }
    }
}

pub static METHODS: &[Native] = &[
    Native {
        name: "test",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            vm.work(text.len())?;
            Ok(Value::Bool(expression(vm, &this(&a)).is_some_and(|(regex, _)| regex.is_match(&text))))
        },
    },
    Native {
        name: "exec",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            vm.work(text.len())?;
            let Some((regex, _)) = expression(vm, &this(&a)) else { return Ok(Value::None) };
            match regex.captures(&text) {
                Some(found) => matched(vm, &regex, &found, &text),
                None => Ok(Value::None),
            }
        },
    },
    Native { name: "toString", run: |vm, a| vm.shown(&this(&a)).map(Value::from) },
];
