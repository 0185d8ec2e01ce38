//! `+ - * / %` and the comparisons.

use crate::shell::programs::tools::jq::json::Described as _;
use std::rc::Rc;

use super::{Value, compare, equal};
use crate::allowance::{insist, insist_room};

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `left operator right`; the error is jq's message.
pub fn calculate(operator: Operator, left: Value, right: &Value) -> Result<Value, Value> {
    use Operator::*;
    insist(1);
    let order = || compare(&left, right);
    match operator {
        Add => add(left, right),
        Subtract => subtract(left, right),
        Multiply => multiply(left, right),
        Divide => divide(&left, right),
        Remainder => remainder(&left, right),
        Equal => Ok(order().is_eq().into()),
        NotEqual => Ok(order().is_ne().into()),
        Less => Ok(order().is_lt().into()),
        LessOrEqual => Ok(order().is_le().into()),
        Greater => Ok(order().is_gt().into()),
        GreaterOrEqual => Ok(order().is_ge().into()),
    }
}

fn cannot(left: &Value, right: &Value, what: &str) -> Result<Value, Value> {
    Err(Value::from(format!("{} and {} cannot be {what}", left.described(), right.described())))
}

fn add(left: Value, right: &Value) -> Result<Value, Value> {
    match (left, right) {
        (Value::Null, other) => Ok(other.clone()),
        (left, Value::Null) => Ok(left),
        (Value::Number(one), Value::Number(other)) => Ok(Value::from(one.value() + other.value())),
        (Value::Text(one), Value::Text(other)) => {
            insist((one.len() + other.len()) as u64);
            insist_room(one.len() + other.len());
            Ok(Value::from(format!("{one}{other}")))
        }
        (Value::List(mut one), Value::List(other)) => {
            insist(other.items().len() as u64);
            Rc::make_mut(&mut one).append(other.items())?;
            Ok(Value::List(one))
        }
        (Value::Map(mut one), Value::Map(other)) => {
            insist(other.len() as u64);
            let map = Rc::make_mut(&mut one);
            for (key, value) in other.rows() {
                map.insert(key.clone(), value.clone())?;
            }
            Ok(Value::Map(one))
        }
        (left, right) => cannot(&left, right, "added"),
    }
}

fn subtract(left: Value, right: &Value) -> Result<Value, Value> {
    match (&left, right) {
        (Value::Number(one), Value::Number(other)) => Ok(Value::from(one.value() - other.value())),
        (Value::List(one), Value::List(other)) => {
            let stays = |value: &&Value| !other.items().iter().any(|gone| equal(value, gone));
            insist((one.items().len() as u64).saturating_mul(other.items().len() as u64));
            Value::list(one.items().iter().filter(stays).cloned().collect())
        }
        (left, right) => cannot(left, right, "subtracted"),
    }
}

fn multiply(left: Value, right: &Value) -> Result<Value, Value> {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) => Ok(Value::from(one.value() * other.value())),
        (Value::Text(text), Value::Number(count)) => repeated(&text, count.value()),
        (Value::Number(count), Value::Text(text)) => repeated(text, count.value()),
        (Value::Map(one), Value::Map(other)) => Ok(Value::Map(merged(one, other)?)),
        (left, right) => cannot(&left, right, "multiplied"),
    }
}

/// Objects within each other are merged, too. No deeper than values are.
fn merged(mut one: Rc<super::Map>, other: &Rc<super::Map>) -> Result<Rc<super::Map>, Value> {
    insist(other.len() as u64);
    let map = Rc::make_mut(&mut one);
    for (key, value) in other.rows() {
        let value = match (map.get(key), value) {
            (Some(Value::Map(_)), Value::Map(new)) => match map.take(key) {
                Value::Map(old) => Value::Map(merged(old, new)?),
                _ => value.clone(),
            },
            _ => value.clone(),
        };
        map.insert(key.clone(), value)?;
    }
    Ok(one)
}

/// A text so many times, what is no whole time left out; null below nothing.
fn repeated(text: &str, count: f64) -> Result<Value, Value> {
    if count.is_nan() || count < 0.0 {
        return Ok(Value::Null);
    }
    let times = count.floor();
    if times * text.len() as f64 >= f64::from(i32::MAX) {
        return Err(Value::from("Repeat string result too long"));
    }
    let times = times as usize;
    insist_room(text.len() * times);
    insist((text.len() * times) as u64);
    Ok(Value::from(text.repeat(times)))
}

fn divide(left: &Value, right: &Value) -> Result<Value, Value> {
    match (left, right) {
        (Value::Number(_), Value::Number(other)) if other.value() == 0.0 => {
            cannot(left, right, "divided because the divisor is zero")
        }
        (Value::Number(one), Value::Number(other)) => Ok(Value::from(one.value() / other.value())),
        (Value::Text(one), Value::Text(other)) => split(one, other),
        _ => cannot(left, right, "divided"),
    }
}

/// A text at each place where the separator stands; at each letter if that is empty.
pub fn split(text: &str, separator: &str) -> Result<Value, Value> {
    insist(text.len() as u64);
    Value::list(match (text, separator) {
        ("", _) => Vec::new(),
        (_, "") => text.chars().map(|letter| Value::from(String::from(letter))).collect(),
        _ => text.split(separator).map(Value::from).collect(),
    })
}

fn remainder(left: &Value, right: &Value) -> Result<Value, Value> {
    let (Value::Number(one), Value::Number(other)) = (left, right) else {
        return cannot(left, right, "divided (remainder)");
    };
    if one.value().is_nan() || other.value().is_nan() {
        return Ok(Value::from(f64::NAN));
    }
    // Both become whole numbers of the machine, and the sign is the first one's.
    let (whole, by) = (one.value() as i64, (other.value() as i64).unsigned_abs());
    if by == 0 {
        return cannot(left, right, "divided (remainder) because the divisor is zero");
    }
    let rest = (whole.unsigned_abs() % by) as f64;
    Ok(Value::from(if whole < 0 && rest != 0.0 { -rest } else { rest }))
}

/// Whether a value holds another of its kind.
pub fn contains(whole: &Value, part: &Value) -> bool {
    insist(1);
    match (whole, part) {
        (Value::Map(whole), Value::Map(part)) => {
            part.rows().all(|(key, value)| whole.get(key).is_some_and(|own| contains(own, value)))
        }
        (Value::List(whole), Value::List(part)) => {
            part.items().iter().all(|value| whole.items().iter().any(|own| contains(own, value)))
        }
        (Value::Text(whole), Value::Text(part)) => whole.contains(&**part),
        (whole, part) => equal(whole, part),
    }
}
