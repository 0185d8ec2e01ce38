//! What stands at a path, and changing it (`jv_aux.c` of jq 1.8).

use std::ops::Range;
use std::rc::Rc;

use super::value::{List, Map, Value, compare, equal, sorted};
use crate::allowance::insist;

fn wrong<T>(message: String) -> Result<T, Value> {
    Err(message.into())
}

/// Which items `{"start": …, "end": …}` means: the start rounded down, the end rounded up.
fn bounds(slice: &Map, length: usize) -> Result<Range<usize>, Value> {
    let place = |name: &str, missing: f64| match slice.get(name) {
        None | Some(Value::Null) => Ok(missing),
        Some(Value::Number(number)) => Ok(number.value()),
        Some(_) => wrong("Array/string slice indices must be integers".into()),
    };
    let count = length as f64;
    let (start, end) = (place("start", 0.0)?, place("end", count)?);
    let start = if start.is_nan() { 0.0 } else { start };
    let start = (if start < 0.0 { start + count } else { start }).clamp(0.0, count).floor();
    let end = if end.is_nan() { count } else { end };
    let end = if end < 0.0 { end + count } else { end };
    let end = if end < 0.0 { start } else { end.min(count).ceil() };
    Ok(start as usize..end.max(start) as usize)
}

/// A number as a place, the fraction left out.
fn place(number: f64) -> i64 {
    number.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i64
}

fn existing(at: f64, length: usize) -> Option<usize> {
    let at = place(at);
    usize::try_from(if at < 0 { at + length as i64 } else { at }).ok()
}

/// `value[key]`
pub fn get(value: &Value, key: &Value) -> Result<Value, Value> {
    match (value, key) {
        (Value::Map(map), Value::Text(key)) => Ok(map.get(key).cloned().unwrap_or_default()),
        (Value::List(list), Value::Number(at)) => {
            let at = if at.value().is_nan() { None } else { existing(at.value(), list.items().len()) };
            Ok(at.and_then(|at| list.items().get(at)).cloned().unwrap_or_default())
        }
        (Value::List(list), Value::Map(slice)) => {
            let range = bounds(slice, list.items().len())?;
            insist(range.len() as u64);
            Value::list(list.items().get(range).unwrap_or_default().to_vec())
        }
        (Value::Text(text), Value::Map(slice)) => {
            insist(text.len() as u64);
            let range = bounds(slice, text.chars().count())?;
            Ok(text.chars().skip(range.start).take(range.len()).collect::<String>().into())
        }
        (Value::List(list), Value::List(part)) => places(list.items(), part.items()),
        (Value::Null, Value::Text(_) | Value::Number(_) | Value::Map(_)) => Ok(Value::Null),
        (value, Value::Text(key)) if key.len() < 30 => {
            wrong(format!("Cannot index {} with string \"{key}\"", value.kind()))
        }
        (value, key) => wrong(format!("Cannot index {} with {}", value.kind(), key.kind())),
    }
}

/// Where a list holds another one.
fn places(list: &[Value], part: &[Value]) -> Result<Value, Value> {
    if part.is_empty() {
        return Ok(Value::Null);
    }
    let fits = |window: &[Value]| window.iter().zip(part).all(|(one, other)| equal(one, other));
    let found = list.windows(part.len()).enumerate().filter(|(_, window)| {
        insist(1);
        fits(window)
    });
    Value::list(found.map(|(at, _)| Value::count(at)).collect())
}

fn keys(path: &Value) -> Result<&[Value], Value> {
    match path {
        Value::List(keys) => Ok(keys.items()),
        _ => wrong("Path must be specified as an array".into()),
    }
}

/// What stands at a path; null where nothing does.
pub fn get_path(value: &Value, path: &Value) -> Result<Value, Value> {
    let mut at = value.clone();
    for key in keys(path)? {
        if matches!(at, Value::Null) {
            return Ok(Value::Null);
        }
        at = get(&at, key)?;
    }
    Ok(at)
}

/// The same with another value at a path.
pub fn set_path(whole: Value, path: &Value, value: Value) -> Result<Value, Value> {
    // Down, with each value taken out of the one around it, and up again.
    let mut around = Vec::new();
    let mut at = whole;
    for key in keys(path)? {
        insist(1);
        if around.len() > usize::from(super::value::DEEPEST) {
            return Err(super::value::too_deep());
        }
        let (outer, inner) = taken(at, key)?;
        around.push((outer, key));
        at = inner;
    }
    let mut whole = value;
    while let Some((outer, key)) = around.pop() {
        whole = put(outer, key, whole)?;
    }
    Ok(whole)
}

/// A value without what stands at a key, and that.
fn taken(mut value: Value, key: &Value) -> Result<(Value, Value), Value> {
    let inner = match (&mut value, key) {
        (Value::Map(map), Value::Text(key)) if map.get(key).is_some() => Rc::make_mut(map).take(key),
        (Value::List(list), Value::Number(at)) if !at.value().is_nan() => {
            match existing(at.value(), list.items().len()) {
                Some(at) if at < list.items().len() => Rc::make_mut(list).take(at),
                _ => Value::Null,
            }
        }
        (value, key) => get(value, key)?,
    };
    Ok((value, inner))
}

/// `whole[key] = value`
fn put(whole: Value, key: &Value, value: Value) -> Result<Value, Value> {
    match (whole, key) {
        (Value::Null, Value::Text(_)) => put(Value::Map(Rc::default()), key, value),
        (Value::Null, Value::Number(_) | Value::Map(_)) => put(Value::List(Rc::default()), key, value),
        (Value::Map(mut map), Value::Text(key)) => {
            Rc::make_mut(&mut map).insert(key.clone(), value)?;
            Ok(Value::Map(map))
        }
        (Value::List(mut list), Value::Number(at)) => {
            if at.value().is_nan() {
                return wrong("Cannot set array element at NaN index".into());
            }
            let Some(at) = existing(at.value(), list.items().len()) else {
                return wrong("Out of bounds negative array index".into());
            };
            if at > MOST_ITEMS {
                return wrong("Array index too large".into());
            }
            Rc::make_mut(&mut list).put(at, value)?;
            Ok(Value::List(list))
        }
        (Value::List(list), Value::Map(slice)) => {
            let range = bounds(slice, list.items().len())?;
            let Value::List(new) = value else {
                return wrong("A slice of an array can only be assigned another array".into());
            };
            insist((list.items().len() + new.items().len()) as u64);
            let mut made = List::default();
            made.append(list.items().get(..range.start).unwrap_or_default())?;
            made.append(new.items())?;
            made.append(list.items().get(range.end..).unwrap_or_default())?;
            Ok(Value::List(Rc::new(made)))
        }
        (Value::Text(_), Value::Map(_)) => wrong("Cannot update string slices".into()),
        (whole, key) => wrong(format!("Cannot update field at {} index of {}", key.kind(), whole.kind())),
    }
}

/// The last place that an array may have (`jv.c`).
const MOST_ITEMS: usize = (i32::MAX as usize >> 2) - 1;

/// The same without what stands at these paths: the last one goes first, so that the others stay where they are.
pub fn delete_paths(whole: Value, paths: &[Value]) -> Result<Value, Value> {
    for path in paths {
        if !matches!(path, Value::List(_)) {
            return wrong(format!("Path must be specified as array, not {}", path.kind()));
        }
    }
    let rows = sorted(paths.iter().map(|path| (path.clone(), Value::Null)).collect());
    let mut rows: Vec<Value> = rows.into_iter().map(|(path, _)| path).collect();
    rows.dedup_by(|one, other| compare(one, other).is_eq());
    if rows.first().is_some_and(|path| matches!(path, Value::List(keys) if keys.items().is_empty())) {
        return Ok(Value::Null);
    }
    // Places beside each other go together: a slice and a negative place mean the list as it was.
    let mut whole = whole;
    let mut at = rows.len();
    while at > 0 {
        let Some((last, before)) = rows.get(at - 1).and_then(|path| keys(path).ok()).and_then(<[Value]>::split_last)
        else {
            return Ok(Value::Null);
        };
        let beside = |path: &Value| match keys(path).ok().and_then(<[Value]>::split_last) {
            Some((key, others)) if others.len() == before.len() => {
                others.iter().zip(before).all(|(one, other)| equal(one, other)).then(|| key.clone())
            }
            _ => None,
        };
        let mut gone = vec![last.clone()];
        let mut start = at - 1;
        while let Some(key) = start.checked_sub(1).and_then(|place| rows.get(place)).and_then(beside) {
            gone.push(key);
            start -= 1;
        }
        let parent = Value::list(before.to_vec())?;
        let inner = get_path(&whole, &parent)?;
        if !matches!(inner, Value::Null) {
            whole = set_path(whole, &parent, without(inner, &gone)?)?;
        }
        at = start;
    }
    Ok(whole)
}

fn without(whole: Value, gone: &[Value]) -> Result<Value, Value> {
    match whole {
        Value::List(list) => {
            let length = list.items().len();
            let mut stays = vec![true; length];
            for key in gone {
                insist(1);
                let range = match key {
                    Value::Number(at) => match existing(at.value(), length) {
                        Some(at) => at..at.saturating_add(1).min(length),
                        None => 0..0,
                    },
                    Value::Map(slice) => bounds(slice, length)?,
                    other => return wrong(format!("Cannot delete {} element of array", other.kind())),
                };
                stays.get_mut(range).unwrap_or_default().fill(false);
            }
            let rest = list.items().iter().zip(stays).filter(|(_, stays)| *stays);
            Value::list(rest.map(|(value, _)| value.clone()).collect())
        }
        Value::Map(mut map) => {
            for key in gone {
                let Value::Text(key) = key else {
                    return wrong(format!("Cannot delete {} field of object", key.kind()));
                };
                Rc::make_mut(&mut map).remove(key);
            }
            Ok(Value::Map(map))
        }
        other => wrong(format!("Cannot delete fields from {}", other.kind())),
    }
}
