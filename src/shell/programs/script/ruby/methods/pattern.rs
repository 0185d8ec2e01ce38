//! Regular expressions, and what texts do with them.

use std::rc::Rc;

use super::given::need_text;
use super::given::{given_block, this};
use super::text::own;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::ruby::functions::record;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// A pattern: a regular expression, or a text that is meant as it stands.
fn compiled(vm: &mut Vm<'_, '_>, value: &Value) -> Result<regex_lite::Regex, Fault> {
    match (value, vm.heap.of(value)) {
        (_, Some(Object::Regex(regex))) => Ok(regex.compiled.clone()),
        (Value::Text(text), _) => match regex_lite::Regex::new(&regex_lite::escape(text)) {
            Ok(regex) => Ok(regex),
            Err(_) => vm.unsimulated("so long a pattern"),
        },
        _ => {
            let kind = vm.type_name(value);
            Err(vm.error(ErrorKind::Type, format!("wrong argument type {kind} (expected Regexp)")))
        }
    }
}

/// A match as a value, which is also what `$~` gives then.
fn matched(vm: &mut Vm<'_, '_>, regex: &regex_lite::Regex, text: &str, from: usize) -> Result<Option<Found>, Fault> {
    vm.work(1 + text.len() / 16)?;
    let Some(captures) = regex.captures_at(text, from) else {
        vm.registry.insert("match", Value::None);
        return Ok(None);
    };
    let group = |at: usize| captures.get(at).map_or(Value::None, |group| Value::text(group.as_str()));
    let groups: Vec<Value> = (0..captures.len()).map(group).collect();
    let names: Vec<Value> = regex.capture_names().map(|name| name.map_or(Value::None, Value::text)).collect();
    let (start, end) = captures.get(0).map_or((0, 0), |whole| (whole.start(), whole.end()));
    let (groups, names) = (vm.list(groups)?, vm.list(names)?);
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let fields = vec![
        ("groups", groups),
        ("names", names),
        ("before", vm.text(before)?),
        ("after", vm.text(after)?),
        ("start", Value::from(before.chars().count())),
    ];
    let value = record(vm, "MatchData", fields)?;
    vm.registry.insert("match", value.clone());
    Ok(Some(Found { value, start, end }))
}

struct Found {
    value: Value,
    start: usize,
    end: usize,
}

/// What a replacement says: `\1`, `\k<name>`.
fn expanded(vm: &Vm<'_, '_>, found: &Found, replacement: &str) -> String {
    let list =
        |name| vm.heap.entries(&found.value).and_then(|fields| fields.named(name)).and_then(|list| vm.heap.items(list));
    let group = |at: usize| {
        list("groups").and_then(|groups| groups.get(at)).and_then(Value::as_text).unwrap_or_default().to_string()
    };
    let mut out = String::new();
    let mut letters = replacement.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek().copied()) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                letters.next();
                out += &group(digit as usize - '0' as usize);
            }
            ('\\', Some('k')) => {
                let name: String = letters.by_ref().skip(2).take_while(|letter| *letter != '>').collect();
                let place =
                    list("names").and_then(|names| names.iter().position(|known| known.as_text() == Some(&name)));
                out += &place.map(group).unwrap_or_default();
            }
            ('\\', Some('\\')) => {
                letters.next();
                out.push('\\');
            }
            _ => out.push(letter),
        }
    }
    out
}

/// `sub`, `gsub`: with a text, a hash, or a block.
fn replaced(vm: &mut Vm<'_, '_>, a: &Arguments, all: bool) -> Result<Value, Fault> {
    let text = own(a);
    let regex = compiled(vm, &a.at(0))?;
    let (mut out, mut at) = (String::new(), 0);
    while at <= text.len() {
        let Some(found) = matched(vm, &regex, &text, at)? else { break };
        out += text.get(at..found.start).unwrap_or_default();
        let whole = text.get(found.start..found.end).unwrap_or_default();
        let new = match (a.at(1), given_block(a)) {
            (Value::Text(new), _) => expanded(vm, &found, &new),
            (hash, _) if vm.heap.entries(&hash).is_some() => {
                let value = super::super::place::entry(vm, &hash, &Value::text(whole))?;
                vm.shown(&value)?
            }
            (_, Some(block)) => {
                let value = vm.call(&block, Arguments::of(vec![Value::text(whole)]))?;
                vm.shown(&value)?
            }
            (other, None) => return Err(super::super::errors::no_conversion(vm, &other, "String")),
        };
        vm.heap.spend(new.len())?;
        out += &new;
        at = found.end;
        if found.end == found.start {
            // Nothing was found here: a letter is passed.
            let next = text.get(at..).and_then(|rest| rest.chars().next());
            out.extend(next);
            at += next.map_or(1, char::len_utf8);
        }
        if !all {
            break;
        }
    }
    out += text.get(at..).unwrap_or_default();
    vm.text(out)
}

fn scanned(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(a);
    let regex = compiled(vm, &a.at(0))?;
    let (mut out, mut at) = (Vec::new(), 0);
    while at <= text.len() {
        let Some(found) = matched(vm, &regex, &text, at)? else { break };
        let groups = vm.heap.entries(&found.value).and_then(|fields| fields.named("groups")).cloned();
        let groups = groups.and_then(|groups| vm.heap.items(&groups).cloned()).unwrap_or_default();
        out.push(match groups.as_slice() {
            [whole] => whole.clone(),
            [_, rest @ ..] => vm.list(rest.to_vec())?,
            [] => Value::None,
        });
        at = found.end;
        if found.end == found.start {
            at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        }
    }
    vm.list(out)
}

fn split(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(a);
    let limit = usize::try_from(a.int(vm, 1, 0)?).unwrap_or(0);
    let blanks = match a.at(0) {
        Value::Text(separator) => &*separator == " ",
        other => other.is_nothing(),
    };
    let mut parts: Vec<String> = if blanks && limit == 0 {
        text.split_whitespace().map(String::from).collect()
    } else if blanks {
        let regex = compiled_blanks(vm)?;
        regex.splitn(text.trim_start(), limit).map(String::from).collect()
    } else if matches!(a.at(0), Value::Text(separator) if separator.is_empty()) {
        text.chars().map(String::from).collect()
    } else {
        let regex = compiled(vm, &a.at(0))?;
        if regex.as_str().is_empty() {
            text.chars().map(String::from).collect()
        } else if limit > 0 {
            regex.splitn(&text, limit).map(String::from).collect()
        } else {
            regex.split(&text).map(String::from).collect()
        }
    };
    if limit == 0 && a.int(vm, 1, 0)? >= 0 {
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
    }
    vm.work(parts.len())?;
    vm.heap.spend(parts.len() * 32)?;
    vm.list(parts.into_iter().map(Value::from).collect())
}

fn compiled_blanks(vm: &mut Vm<'_, '_>) -> Result<regex_lite::Regex, Fault> {
    match regex_lite::Regex::new("\\s+") {
        Ok(regex) => Ok(regex),
        Err(_) => vm.unsimulated("this pattern"),
    }
}

/// A match of a text with a pattern, whichever the method is for.
fn matching(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Option<Found>, Fault> {
    let (pattern, text) = match this(a) {
        Value::Text(text) => (a.at(0), text),
        pattern => match a.at(0) {
            Value::Text(text) | Value::Symbol(text) => (pattern, text),
            value if value.is_nothing() => return Ok(None),
            other => return Err(super::super::errors::no_conversion(vm, &other, "String")),
        },
    };
    let regex = compiled(vm, &pattern)?;
    matched(vm, &regex, &text, 0)
}

pub static TEXT: &[Native] = &[
    Native { name: "sub", run: |vm, a| replaced(vm, &a, false) },
    Native { name: "gsub", run: |vm, a| replaced(vm, &a, true) },
    Native { name: "scan", run: |vm, a| scanned(vm, &a) },
    Native { name: "split", run: |vm, a| split(vm, &a) },
    Native { name: "match", run: |vm, a| Ok(matching(vm, &a)?.map_or(Value::None, |found| found.value)) },
    Native { name: "match?", run: |vm, a| Ok(Value::Bool(matching(vm, &a)?.is_some())) },
    Native { name: "=~", run: |vm, a| place(vm, &a) },
];

fn place(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let found = matching(vm, a)?;
    Ok(found.map_or(Value::None, |found| super::super::functions::field(vm, &found.value, "start")))
}

pub static METHODS: &[Native] = &[
    Native { name: "match", run: |vm, a| Ok(matching(vm, &a)?.map_or(Value::None, |found| found.value)) },
    Native { name: "match?", run: |vm, a| Ok(Value::Bool(matching(vm, &a)?.is_some())) },
    Native {
        name: "===",
        run: |vm, a| match a.at(0) {
            Value::Text(_) | Value::Symbol(_) => Ok(Value::Bool(matching(vm, &a)?.is_some())),
            _ => Ok(Value::Bool(false)),
        },
    },
    Native { name: "=~", run: |vm, a| place(vm, &a) },
    Native {
        name: "source",
        run: |vm, a| match vm.heap.of(&this(&a)) {
            Some(Object::Regex(regex)) => {
                let pattern = Rc::clone(&regex.pattern);
                vm.text(pattern)
            }
            _ => Ok(Value::None),
        },
    },
    Native {
        name: "self.%of",
        run: |vm, a| {
            let (pattern, flags) = (a.text(vm, 0)?, a.text(vm, 1)?);
            vm.regex(&super::super::parser::plain_pattern(&pattern), &flags)
        },
    },
    Native {
        name: "self.new",
        run: |vm, a| {
            let pattern = need_text(vm, &a, 0)?;
            let flags = if a.at(1).is_nothing() { "m" } else { "mi" };
            vm.regex(&super::super::parser::plain_pattern(&pattern), flags)
        },
    },
    Native {
        name: "self.escape",
        run: |vm, a| {
            let text = need_text(vm, &a, 0)?;
            vm.text(regex_lite::escape(&text))
        },
    },
];
