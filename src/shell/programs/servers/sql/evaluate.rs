//! What expressions are worth.

use super::Fault;
use super::surroundings::Surroundings;
use super::syntax::{ColumnDefinition, Expression};
use super::value::Value;
use crate::shell::pattern::Pattern;

/// A row and the columns that it has.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    pub columns: &'r [ColumnDefinition],
    pub values: &'r [Value],
    /// All rows of the group, for `count` and its kin.
    pub group: Option<&'r [Vec<Value>]>,
}

/// Functions over all rows.
const OVER_ALL: [&str; 5] = ["count", "sum", "min", "max", "avg"];

/// Whether an expression is one over all rows.
pub fn is_over_all(expression: &Expression) -> bool {
    match expression {
        Expression::CountAll => true,
        Expression::Call(named, arguments) => {
            OVER_ALL.iter().any(|name| name.eq_ignore_ascii_case(&named.name)) || arguments.iter().any(is_over_all)
        }
        Expression::Binary(left, _, right) => is_over_all(left) || is_over_all(right),
        Expression::Not(inner) | Expression::Negated(inner) | Expression::Cast(inner, _) => is_over_all(inner),
        _ => false,
    }
}

/// The value of an expression for a row.
pub fn evaluate(expression: &Expression, row: Row<'_>, around: &Surroundings) -> Result<Value, Fault> {
    let value = |expression: &Expression| evaluate(expression, row, around);
    Ok(match expression {
        Expression::Value(value) => value.clone(),
        Expression::Column(named) => {
            let at = row.columns.iter().position(|column| column.name.eq_ignore_ascii_case(&named.name));
            match at.and_then(|at| row.values.get(at)) {
                Some(value) => value.clone(),
                None if at.is_some() => Value::Null,
                None => match around.constant(&named.name) {
                    Some(value) => value,
                    None => return Err(Fault::NoColumn { name: named.name.clone(), at: named.at }),
                },
            }
        }
        Expression::Not(inner) => value(inner)?.truth().map_or(Value::Null, |truth| Value::Bool(!truth)),
        Expression::Negated(inner) => match value(inner)? {
            Value::Int(number) => Value::Int(number.wrapping_neg()),
            other => other.number().map_or(Value::Null, |number| Value::Float(-number)),
        },
        Expression::IsNull(inner, not) => Value::Bool((value(inner)? == Value::Null) != *not),
        Expression::In(inner, all, not) => {
            let left = value(inner)?;
            let mut found = false;
            for one in all {
                found |= left.compare(&value(one)?).is_some_and(std::cmp::Ordering::is_eq);
            }
            if left == Value::Null { Value::Null } else { Value::Bool(found != *not) }
        }
        Expression::Binary(left, operator, right) => binary(value(left)?, operator, value(right)?, around.mysql)?,
        Expression::Cast(inner, kind) => cast(value(inner)?, kind)?,
        Expression::CountAll => Value::Int(row.group.map_or(0, <[_]>::len) as i64),
        Expression::Call(named, arguments) => {
            let name = named.name.to_lowercase();
            if let (Some(group), [of], true) = (row.group, arguments.as_slice(), OVER_ALL.contains(&name.as_str())) {
                let mut values = Vec::new();
                for values_of_row in group {
                    let one = Row { values: values_of_row, group: None, ..row };
                    values.push(evaluate(of, one, around)?);
                }
                return Ok(over_all(&name, values));
            }
            let mut values = Vec::with_capacity(arguments.len());
            for argument in arguments {
                values.push(value(argument)?);
            }
            match around.call(&name, &values) {
                Some(value) => value,
                None => return Err(Fault::NoFunction { name, at: named.at }),
            }
        }
    })
}

fn over_all(name: &str, mut values: Vec<Value>) -> Value {
    values.retain(|value| *value != Value::Null);
    let sum = || values.iter().filter_map(Value::number).sum::<f64>();
    let whole = values.iter().all(|value| matches!(value, Value::Int(_)));
    match name {
        "count" => Value::Int(values.len() as i64),
        _ if values.is_empty() => Value::Null,
        "sum" if whole => Value::Int(sum() as i64),
        "sum" => Value::Float(sum()),
        "avg" => Value::Text(format!("{:.16}", sum() / values.len() as f64)),
        _ => {
            let wanted = if name == "min" { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
            let better = |best: Value, one: Value| if one.compare(&best) == Some(wanted) { one } else { best };
            values.into_iter().reduce(better).unwrap_or_default()
        }
    }
}

fn binary(left: Value, operator: &str, right: Value, mysql: bool) -> Result<Value, Fault> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    if matches!(operator, "and" | "or") {
        let decides = operator == "or";
        return Ok(match (left.truth(), right.truth()) {
            (Some(one), _) | (_, Some(one)) if one == decides => Value::Bool(decides),
            (Some(_), Some(_)) => Value::Bool(!decides),
            _ => Value::Null,
        });
    }
    if left == Value::Null || right == Value::Null {
        return Ok(Value::Null);
    }
    let order = left.compare(&right);
    Ok(match operator {
        "=" => Value::Bool(order == Some(Equal)),
        "<>" | "!=" => Value::Bool(order != Some(Equal)),
        "<" => Value::Bool(order == Some(Less)),
        ">" => Value::Bool(order == Some(Greater)),
        "<=" => Value::Bool(order != Some(Greater)),
        ">=" => Value::Bool(order != Some(Less)),
        "like" | "ilike" => {
            let lower = operator == "ilike" || mysql;
            let fold = |text: String| if lower { text.to_lowercase() } else { text };
            let pattern: String = fold(right.plain())
                .chars()
                .flat_map(|letter| match letter {
                    '%' => vec!['*'],
                    '_' => vec!['?'],
                    '*' | '?' | '[' | '\\' => vec!['\\', letter],
                    letter => vec![letter],
                })
                .collect();
            Value::Bool(Pattern::new(&pattern).matches(&fold(left.plain())))
        }
        "||" if !mysql => Value::Text(left.plain() + &right.plain()),
        operator => arithmetic(left, operator, right, mysql)?,
    })
}

fn arithmetic(left: Value, operator: &str, right: Value, mysql: bool) -> Result<Value, Fault> {
    if let (Value::Int(left), Value::Int(right)) = (&left, &right)
        && !(operator == "/" && mysql)
    {
        if *right == 0 && matches!(operator, "/" | "%") {
            return if mysql { Ok(Value::Null) } else { Err(Fault::DivisionByZero) };
        }
        return Ok(Value::Int(match operator {
            "+" => left.wrapping_add(*right),
            "-" => left.wrapping_sub(*right),
            "*" => left.wrapping_mul(*right),
            "/" => left.wrapping_div(*right),
            _ => left.wrapping_rem(*right),
        }));
    }
    let (Some(left), Some(right)) = (left.number(), right.number()) else { return Ok(Value::Null) };
    if right == 0.0 && matches!(operator, "/" | "%") {
        return if mysql { Ok(Value::Null) } else { Err(Fault::DivisionByZero) };
    }
    Ok(match operator {
        "+" => Value::Float(left + right),
        "-" => Value::Float(left - right),
        "*" => Value::Float(left * right),
        "/" if mysql => Value::Text(format!("{:.4}", left / right)),
        "/" => Value::Float(left / right),
        _ => Value::Float(left % right),
    })
}

/// A value as a column of this type holds it.
pub fn cast(value: Value, kind: &str) -> Result<Value, Fault> {
    let whole = ["int", "serial", "bigint", "smallint", "tinyint"].iter().any(|start| kind.starts_with(start));
    let broken = ["double", "float", "real"].iter().any(|start| kind.starts_with(start));
    let bad = |value: &Value| Fault::NotANumber { kind: kind.to_string(), value: value.plain() };
    Ok(match value {
        Value::Null => Value::Null,
        Value::Bool(value) if whole => Value::Int(i64::from(value)),
        Value::Text(text) if kind == "date" => Value::Text(text.chars().take(10).collect()),
        Value::Text(text) if whole => match text.trim().parse() {
            Ok(number) => Value::Int(number),
            Err(_) => return Err(bad(&Value::Text(text))),
        },
        Value::Float(number) if whole => Value::Int(number.round() as i64),
        Value::Text(text) if broken => match text.trim().parse() {
            Ok(number) => Value::Float(number),
            Err(_) => return Err(bad(&Value::Text(text))),
        },
        Value::Int(number) if broken => Value::Float(number as f64),
        Value::Text(text) if kind.starts_with("bool") => match text.to_lowercase().as_str() {
            "t" | "true" | "yes" | "on" | "1" => Value::Bool(true),
            "f" | "false" | "no" | "off" | "0" => Value::Bool(false),
            _ => return Err(bad(&Value::Text(text))),
        },
        value @ (Value::Int(_) | Value::Float(_)) if kind.contains("char") || kind == "text" => {
            Value::Text(value.plain())
        }
        value => value,
    })
}
