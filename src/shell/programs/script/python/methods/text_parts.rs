//! Texts taken apart and put together.

use super::{own, text_argument};
use crate::allowance::insist;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::python::format;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// `strip` and its halves.
pub fn strip(vm: &mut Vm<'_, '_>, a: &Arguments, left: bool, right: bool) -> Result<Value, Fault> {
    let text = own(a);
    let letters = a.at(0);
    let gone = |letter: char| match letters.as_text() {
        Some(letters) => letters.contains(letter),
        None => letter.is_whitespace(),
    };
    let mut part = text.as_str();
    if left {
        part = part.trim_start_matches(gone);
    }
    if right {
        part = part.trim_end_matches(gone);
    }
    vm.text(part)
}

/// One part of a text that may have very many.
fn part(text: &str) -> String {
    insist(text.len() as u64);
    text.to_string()
}

fn texts(vm: &mut Vm<'_, '_>, parts: Vec<String>) -> Result<Value, Fault> {
    let mut values = Vec::with_capacity(parts.len());
    for part in parts {
        values.push(vm.text(part)?);
    }
    vm.list(values)
}

/// `split` and `rsplit`.
pub fn split(vm: &mut Vm<'_, '_>, a: &Arguments, from_right: bool) -> Result<Value, Fault> {
    let text = own(a);
    let most = match a.get(1, "maxsplit") {
        Some(Value::Int(most)) if most >= 0 => usize::try_from(most).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let limit = most.saturating_add(1);
    let separator = a.get(0, "sep").unwrap_or(Value::None);
    let parts: Vec<String> = match separator.as_text() {
        Some("") => return Err(vm.error(ErrorKind::Value, "empty separator")),
        Some(separator) if from_right => {
            let mut parts: Vec<String> = text.rsplitn(limit, separator).map(part).collect();
            parts.reverse();
            parts
        }
        Some(separator) => text.splitn(limit, separator).map(part).collect(),
        None if most == usize::MAX => text.split_whitespace().map(part).collect(),
        None => {
            let mut parts = Vec::new();
            let mut rest = text.trim();
            while !rest.is_empty() {
                let place = if from_right { rest.rfind(char::is_whitespace) } else { rest.find(char::is_whitespace) };
                let Some(at) = place.filter(|_| parts.len() < most) else {
                    parts.push(part(rest));
                    break;
                };
                let (before, after) = rest.split_at(at);
                if from_right {
                    parts.push(part(after.trim()));
                    rest = before.trim();
                } else {
                    parts.push(part(before));
                    rest = after.trim_start();
                }
            }
            if from_right {
                parts.reverse();
            }
            parts
        }
    };
    texts(vm, parts)
}

/// `splitlines`
pub fn split_lines(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let keep = match a.get(0, "keepends") {
        Some(keep) => vm.truth(&keep)?,
        None => false,
    };
    let text = own(a);
    let line = |line: &str| part(if keep { line } else { line.trim_end_matches('\n').trim_end_matches('\r') });
    texts(vm, text.split_inclusive('\n').map(line).collect())
}

/// `partition` and `rpartition`.
pub fn partition(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool) -> Result<Value, Fault> {
    let (text, mark) = (own(a), text_argument(vm, a, 0, "partition()")?);
    let parts = if last { text.rsplit_once(mark.as_str()) } else { text.split_once(mark.as_str()) };
    let parts = match parts {
        Some((before, after)) => [before, mark.as_str(), after],
        None if last => ["", "", text.as_str()],
        None => [text.as_str(), "", ""],
    };
    let values = parts.map(Value::text).to_vec();
    vm.tuple(values)
}

/// `join`
pub fn join(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let mark = own(a);
    let items = vm.collect(&a.at(0))?;
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        let Value::Text(part) = item else {
            let kind = vm.type_name(item);
            let text = format!("sequence item {index}: expected str instance, {kind} found");
            return Err(vm.error(ErrorKind::Type, text));
        };
        if index > 0 {
            text.push_str(&mark);
        }
        vm.heap.spend(part.len() + mark.len())?;
        text.push_str(part);
    }
    Ok(Value::text(text))
}

/// `center`, `ljust`, `rjust`: as the format specification aligns.
pub fn center(vm: &mut Vm<'_, '_>, a: &Arguments, align: &str) -> Result<Value, Fault> {
    let width = a.int(vm, 0, 0)?.clamp(0, 10_000);
    let fill = a.at(1);
    let fill = fill.as_text().unwrap_or(" ");
    let text = format::format(vm, &Value::text(own(a)), None, &format!("{fill}{align}{width}"))?;
    vm.text(text)
}

/// `center`: an odd letter goes left where the whole is odd.
pub fn middle(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let text = own(a);
    let width = usize::try_from(a.int(vm, 0, 0)?.clamp(0, 10_000)).unwrap_or(0);
    let fill = a.at(1);
    let fill = fill.as_text().unwrap_or(" ");
    let pad = width.saturating_sub(text.chars().count());
    let left = pad / 2 + (pad & width & 1);
    vm.text(format!("{}{text}{}", fill.repeat(left), fill.repeat(pad - left)))
}

/// `translate`: by a table of codes.
pub fn translate(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let (text, table) = (own(&a), a.at(0));
    let mut out = String::new();
    for letter in text.chars() {
        vm.work(1)?;
        let key = vm.key(&Value::Int(u32::from(letter).into()))?;
        match vm.heap.entries(&table).and_then(|entries| entries.get(&key)) {
            None => out.push(letter),
            Some(Value::Int(code)) => out.extend(u32::try_from(*code).ok().and_then(char::from_u32)),
            Some(Value::Text(text)) => {
                out.push_str(text);
            }
            Some(_) => {}
        }
    }
    vm.text(out)
}

/// `title`
pub fn title(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        if inside {
            out.extend(letter.to_lowercase())
        } else {
            out.extend(letter.to_uppercase())
        }
        inside = letter.is_alphabetic();
    }
    out
}

/// `expandtabs`
pub fn expand_tabs(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for letter in text.chars() {
        match letter {
            '\t' if width > 0 => {
                let spaces = width - column % width;
                out += &" ".repeat(spaces);
                column += spaces;
            }
            '\n' => {
                out.push(letter);
                column = 0;
            }
            letter => {
                out.push(letter);
                column += 1;
            }
        }
    }
    out
}
