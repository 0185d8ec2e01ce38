//! `str`

use super::text_parts::{center, expand_tabs, join, middle, partition, split, split_lines, strip, title, translate};
use super::{own, text_argument};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::format;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn truth(all: bool, text: &str) -> Result<Value, Fault> {
    Ok(Value::Bool(all && !text.is_empty()))
}

/// Whether the text starts or ends with the argument, or with one of several.
fn affixed(vm: &mut Vm<'_, '_>, a: &Arguments, test: fn(&str, &str) -> bool, name: &str) -> Result<Value, Fault> {
    let (text, _) = between(vm, a)?;
    let wanted = a.at(0);
    if let Some(all) = vm.heap.items(&wanted) {
        return Ok(Value::Bool(all.iter().filter_map(Value::as_text).any(|part| test(&text, part))));
    }
    let part = text_argument(vm, a, 0, name)?;
    Ok(Value::Bool(test(&text, &part)))
}

/// Where a part begins, in letters.
fn position(text: &str, part: &str, last: bool) -> Option<usize> {
    let at = if last { text.rfind(part) } else { text.find(part) }?;
    Some(text.get(..at)?.chars().count())
}

/// The letters from the method's second argument to its third, and how many stand before them.
fn between(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<(String, usize), Fault> {
    let text = own(a);
    if a.plain.len() < 2 {
        return Ok((text, 0));
    }
    let length = text.chars().count() as i128;
    let bound = |value: i128| if value < 0 { (value + length).max(0) } else { value.min(length) };
    let (from, to) = (bound(a.int(vm, 1, 0)?), bound(a.int(vm, 2, length)?));
    let from = usize::try_from(from).unwrap_or(0);
    let count = usize::try_from(to).unwrap_or(0).saturating_sub(from);
    Ok((text.chars().skip(from).take(count).collect(), from))
}

fn find(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool, must: bool) -> Result<Value, Fault> {
    let part = text_argument(vm, a, 0, "find()")?;
    let (skipped, from) = between(vm, a)?;
    match position(&skipped, &part, last) {
        Some(at) => Ok(Value::from(at + from)),
        None if must => Err(vm.error(ErrorKind::Value, "substring not found")),
        None => Ok(Value::Int(-1)),
    }
}

pub static METHODS: &[Native] = &[
    Native { name: "upper", run: |vm, a| vm.text(own(&a).to_uppercase()) },
    Native { name: "lower", run: |vm, a| vm.text(own(&a).to_lowercase()) },
    Native { name: "casefold", run: |vm, a| vm.text(own(&a).to_lowercase()) },
    Native {
        name: "capitalize",
        run: |vm, a| {
            let text = own(&a);
            let mut letters = text.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            vm.text(first + &letters.as_str().to_lowercase())
        },
    },
    Native { name: "title", run: |vm, a| vm.text(title(&own(&a))) },
    Native {
        name: "swapcase",
        run: |vm, a| {
            let swap = |letter: char| -> String {
                if letter.is_uppercase() { letter.to_lowercase().collect() } else { letter.to_uppercase().collect() }
            };
            vm.text(own(&a).chars().map(swap).collect::<String>())
        },
    },
    Native { name: "strip", run: |vm, a| strip(vm, &a, true, true) },
    Native { name: "lstrip", run: |vm, a| strip(vm, &a, true, false) },
    Native { name: "rstrip", run: |vm, a| strip(vm, &a, false, true) },
    Native { name: "split", run: |vm, a| split(vm, &a, false) },
    Native { name: "rsplit", run: |vm, a| split(vm, &a, true) },
    Native { name: "splitlines", run: |vm, a| split_lines(vm, &a) },
    Native { name: "partition", run: |vm, a| partition(vm, &a, false) },
    Native { name: "rpartition", run: |vm, a| partition(vm, &a, true) },
    Native { name: "join", run: |vm, a| join(vm, &a) },
    Native { name: "startswith", run: |vm, a| affixed(vm, &a, |text, part| text.starts_with(part), "startswith()") },
    Native { name: "endswith", run: |vm, a| affixed(vm, &a, |text, part| text.ends_with(part), "endswith()") },
    Native {
        name: "removeprefix",
        run: |vm, a| {
            let (text, part) = (own(&a), text_argument(vm, &a, 0, "removeprefix()")?);
            vm.text(text.strip_prefix(part.as_str()).unwrap_or(&text))
        },
    },
    Native {
        name: "removesuffix",
        run: |vm, a| {
            let (text, part) = (own(&a), text_argument(vm, &a, 0, "removesuffix()")?);
            vm.text(text.strip_suffix(part.as_str()).unwrap_or(&text))
        },
    },
    Native { name: "find", run: |vm, a| find(vm, &a, false, false) },
    Native { name: "rfind", run: |vm, a| find(vm, &a, true, false) },
    Native { name: "index", run: |vm, a| find(vm, &a, false, true) },
    Native { name: "rindex", run: |vm, a| find(vm, &a, true, true) },
    Native {
        name: "count",
        run: |vm, a| {
            let part = text_argument(vm, &a, 0, "count()")?;
            let (text, _) = between(vm, &a)?;
            Ok(Value::from(text.matches(part.as_str()).count()))
        },
    },
    Native {
        name: "replace",
        run: |vm, a| {
            let (from, to) = (text_argument(vm, &a, 0, "replace()")?, text_argument(vm, &a, 1, "replace()")?);
            let count = usize::try_from(a.int(vm, 2, -1)?).unwrap_or(usize::MAX);
            let text = own(&a);
            let matches = text.matches(from.as_str()).count().min(count);
            vm.heap.spend(matches.saturating_mul(to.len()))?;
            vm.text(text.replacen(from.as_str(), &to, count))
        },
    },
    Native {
        name: "format",
        run: |vm, a| {
            let given = Arguments { this: None, ..a.clone() };
            format::braces(vm, &own(&a), &given).and_then(|text| vm.text(text))
        },
    },
    Native { name: "center", run: |vm, a| middle(vm, &a) },
    Native { name: "ljust", run: |vm, a| center(vm, &a, "<") },
    Native { name: "rjust", run: |vm, a| center(vm, &a, ">") },
    Native {
        name: "zfill",
        run: |vm, a| {
            let width = usize::try_from(a.int(vm, 0, 0)?.clamp(0, 10_000)).unwrap_or(0);
            let text = own(&a);
            let (sign, digits) = match text.strip_prefix(['-', '+']) {
                Some(digits) => (text.get(..1).unwrap_or(""), digits),
                None => ("", text.as_str()),
            };
            let width = width.saturating_sub(sign.len());
            vm.text(format!("{sign}{digits:0>width$}"))
        },
    },
    Native { name: "isdigit", run: |_, a| truth(own(&a).chars().all(char::is_numeric), &own(&a)) },
    Native { name: "isnumeric", run: |_, a| truth(own(&a).chars().all(char::is_numeric), &own(&a)) },
    Native { name: "isdecimal", run: |_, a| truth(own(&a).chars().all(|l| l.is_ascii_digit()), &own(&a)) },
    Native { name: "isalpha", run: |_, a| truth(own(&a).chars().all(char::is_alphabetic), &own(&a)) },
    Native { name: "isalnum", run: |_, a| truth(own(&a).chars().all(char::is_alphanumeric), &own(&a)) },
    Native { name: "isspace", run: |_, a| truth(own(&a).chars().all(char::is_whitespace), &own(&a)) },
    Native {
        name: "isupper",
        run: |_, a| {
            let text = own(&a);
            Ok(Value::Bool(text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)))
        },
    },
    Native {
        name: "islower",
        run: |_, a| {
            let text = own(&a);
            Ok(Value::Bool(text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)))
        },
    },
    Native {
        name: "isidentifier",
        run: |_, a| {
            let text = own(&a);
            truth(
                !text.starts_with(|l: char| l.is_numeric()) && text.chars().all(|l| l.is_alphanumeric() || l == '_'),
                &text,
            )
        },
    },
    Native { name: "isprintable", run: |_, a| Ok(Value::Bool(!own(&a).chars().any(char::is_control))) },
    Native {
        name: "istitle",
        run: |_, a| truth(title(&own(&a)) == own(&a) && own(&a).chars().any(char::is_alphabetic), &own(&a)),
    },
    Native {
        name: "format_map",
        run: |vm, a| {
            let table = a.at(0);
            format::mapped(vm, &own(&a), &table).and_then(|text| vm.text(text))
        },
    },
    Native { name: "translate", run: translate },
    Native { name: "isascii", run: |_, a| Ok(Value::Bool(own(&a).is_ascii())) },
    Native {
        name: "encode",
        run: |vm, a| {
            let coding = a.get(0, "encoding").and_then(|value| value.as_text().map(str::to_ascii_lowercase));
            let text = own(&a);
            let bytes = match coding.as_deref() {
                Some("latin-1" | "latin1" | "iso-8859-1") => {
                    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
                }
                Some("ascii") if !text.is_ascii() => {
                    let words = "'ascii' codec can't encode character: ordinal not in range(128)";
                    return Err(vm.error_of("UnicodeEncodeError", words));
                }
                _ => text.into_bytes(),
            };
            vm.heap.value(Object::Bytes(bytes))
        },
    },
    Native {
        name: "expandtabs",
        run: |vm, a| {
            let width = usize::try_from(a.int(vm, 0, 8)?.clamp(0, 100)).unwrap_or(8);
            vm.text(expand_tabs(&own(&a), width))
        },
    },
];
