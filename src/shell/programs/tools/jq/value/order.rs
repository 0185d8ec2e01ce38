//! The order of all values: null, false, true, numbers, strings, arrays, objects.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Value;
use crate::allowance::insist;

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::Text(_) => 4,
        Value::List(_) => 5,
        Value::Map(_) => 6,
    }
}

/// Objects are compared by their keys first, then value by value in the order of the keys.
pub fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.order(other),
        (Value::Text(one), Value::Text(other)) => one.as_bytes().cmp(other.as_bytes()),
        (Value::List(one), Value::List(other)) => {
            insist(1);
            let pairs = one.items().iter().zip(other.items());
            let first = pairs.map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
            first.unwrap_or_else(|| one.items().len().cmp(&other.items().len()))
        }
        (Value::Map(one), Value::Map(other)) => {
            insist(1);
            one.keys().cmp(other.keys()).then_with(|| {
                let values = one.keys().filter_map(|key| Some(compare(one.get(key)?, other.get(key)?)));
                values.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            })
        }
        _ => rank(one).cmp(&rank(other)),
    }
}

pub fn equal(one: &Value, other: &Value) -> bool {
    compare(one, other).is_eq()
}

/// Whether it is one and the same: how jq knows that a value still stands where a path says.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Number(one), Value::Number(other)) => one.value().to_bits() == other.value().to_bits(),
        (Value::Text(one), Value::Text(other)) => Rc::ptr_eq(one, other),
        (Value::List(one), Value::List(other)) => Rc::ptr_eq(one, other),
        (Value::Map(one), Value::Map(other)) => Rc::ptr_eq(one, other),
        _ => false,
    }
}

/// Sorts by keys; equal ones keep their order. (Its own: a number that is none is smaller than itself, which the
/// library's sort takes amiss.)
pub fn sorted(mut rows: Vec<(Value, Value)>) -> Vec<(Value, Value)> {
    let mut width = 1;
    while width < rows.len() {
        insist(rows.len() as u64);
        let mut merged = Vec::with_capacity(rows.len());
        let mut rest = rows.into_iter().peekable();
        while rest.peek().is_some() {
            let left: Vec<_> = rest.by_ref().take(width).collect();
            let right: Vec<_> = rest.by_ref().take(width).collect();
            let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
            while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
                let from = if compare(&other.0, &one.0).is_lt() { &mut right } else { &mut left };
                merged.extend(from.next());
            }
            merged.extend(left);
            merged.extend(right);
        }
        rows = merged;
        width = width.saturating_mul(2);
    }
    rows
}
