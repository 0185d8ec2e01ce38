//! What expressions are worth.

use std::cmp::Ordering;

use super::Fault;
use super::kinds::{cast, number_of};
use super::surroundings::{Surroundings, together};
use super::syntax::{Expression, ExpressionKind, Operator, OverAll};
use super::value::Value;
use crate::allowance;
use crate::shell::pattern::Pattern;

/// A row, and all rows of its group, where there is one.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    values: &'r [Value],
    group: Option<&'r [Vec<Value>]>,
}

impl<'r> Row<'r> {
    pub fn new(values: &'r [Value]) -> Self {
        Row { values, group: None }
    }

    /// A group, of which this is the first row.
    pub fn of_group(values: &'r [Value], group: &'r [Vec<Value>]) -> Self {
        Row { values, group: Some(group) }
    }
}

/// The value of an expression for a row. Columns are places in it.
pub fn evaluate(expression: &Expression, row: Row<'_>, around: &Surroundings) -> Result<Value, Fault> {
    allowance::stack()?;
    match &expression.kind {
        ExpressionKind::Value(value) => Ok(value.clone()),
        ExpressionKind::Place(at) => Ok(row.values.get(*at).cloned().unwrap_or_default()),
        ExpressionKind::Column(named) => Err(Fault::NoColumn { name: named.name.clone(), at: named.at }),
        ExpressionKind::Not(of) => {
            Ok(evaluate(of, row, around)?.truth().map_or(Value::Null, |truth| Value::Bool(!truth)))
        }
        ExpressionKind::Negated(of) => negated(evaluate(of, row, around)?, around),
        ExpressionKind::All(all) => decided(all, false, row, around),
        ExpressionKind::Any(all) => decided(all, true, row, around),
        ExpressionKind::Is { of, what, not } => {
            let value = evaluate(of, row, around)?;
            let holds = what.map_or(value == Value::Null, |what| value.truth() == Some(what));
            Ok(Value::Bool(holds != *not))
        }
        ExpressionKind::Binary(left, operator, right) => {
            binary(evaluate(left, row, around)?, *operator, evaluate(right, row, around)?, around.mysql)
        }
        ExpressionKind::In { of, all, not } => is_among(of, all, *not, row, around),
        ExpressionKind::Like { of, pattern, caseless, not } => {
            let (text, pattern) = (evaluate(of, row, around)?, evaluate(pattern, row, around)?);
            Ok(like(&text, &pattern, *caseless).map_or(Value::Null, |like| Value::Bool(like != *not)))
        }
        ExpressionKind::Between { of, ends, not } => {
            let value = evaluate(of, row, around)?;
            let first = binary(value.clone(), Operator::GreaterEqual, evaluate(&ends.0, row, around)?, around.mysql)?;
            let last = binary(value, Operator::LessEqual, evaluate(&ends.1, row, around)?, around.mysql)?;
            let both = joined([first.truth(), last.truth()].into_iter(), false);
            Ok(both.map_or(Value::Null, |both| Value::Bool(both != *not)))
        }
        ExpressionKind::Case { of, arms, otherwise } => case(of.as_deref(), arms, otherwise.as_deref(), row, around),
        ExpressionKind::Cast(of, kind) => cast(evaluate(of, row, around)?, kind),
        // Whoever has the tables has put its value in its place.
        ExpressionKind::Select { .. } => Err(Fault::Unsimulated("a SELECT in this place".into())),
        // In a SELECT's outputs and order they have got their values already.
        ExpressionKind::Windowed { .. } => Err(Fault::WindowHere),
        ExpressionKind::OverAll { function, distinct, of } => {
            over_all(*function, *distinct, of.as_deref(), row, around)
        }
        ExpressionKind::Call(named, arguments) => {
            let mut values = Vec::with_capacity(arguments.len());
            for argument in arguments {
                values.push(evaluate(argument, row, around)?);
            }
            let name = named.name.to_lowercase();
            around.call(&name, &values)?.ok_or(Fault::NoFunction { name, at: named.at })
        }
    }
}

fn negated(value: Value, around: &Surroundings) -> Result<Value, Fault> {
    match value {
        Value::Int(number) => number.checked_neg().map(Value::Int).ok_or_else(|| too_big(around.mysql)),
        Value::Null => Ok(Value::Null),
        other => numeric(&other, around.mysql).map(|number| Value::Float((-number).into())),
    }
}

/// Truths joined by AND, or with `any` by OR.
fn joined(truths: impl Iterator<Item = Option<bool>>, any: bool) -> Option<bool> {
    let mut whole = Some(!any);
    for truth in truths {
        match truth {
            Some(truth) if truth == any => return Some(any),
            None => whole = None,
            Some(_) => {}
        }
    }
    whole
}

fn decided(all: &[Expression], any: bool, row: Row<'_>, around: &Surroundings) -> Result<Value, Fault> {
    let mut truths = Vec::with_capacity(all.len());
    for one in all {
        truths.push(evaluate(one, row, around)?.truth());
        if truths.last() == Some(&Some(any)) {
            break;
        }
    }
    Ok(joined(truths.into_iter(), any).map_or(Value::Null, Value::Bool))
}

fn is_among(
    of: &Expression,
    all: &[Expression],
    not: bool,
    row: Row<'_>,
    around: &Surroundings,
) -> Result<Value, Fault> {
    let value = evaluate(of, row, around)?;
    let mut equal = Vec::with_capacity(all.len());
    for one in all {
        equal.push(value.compare(&evaluate(one, row, around)?).map(Ordering::is_eq));
    }
    Ok(joined(equal.into_iter(), true).map_or(Value::Null, |among| Value::Bool(among != not)))
}

fn like(text: &Value, pattern: &Value, caseless: bool) -> Option<bool> {
    if *text == Value::Null || *pattern == Value::Null {
        return None;
    }
    let fold = |text: String| if caseless { text.to_lowercase() } else { text };
    let mut letters = String::new();
    let mut escaped = false;
    for letter in fold(pattern.plain()).chars() {
        match letter {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '%' if !escaped => letters.push('*'),
            '_' if !escaped => letters.push('?'),
            '*' | '?' | '[' | ']' | '\\' => letters.extend(['\\', letter]),
            letter => letters.push(letter),
        }
        escaped = false;
    }
    Some(Pattern::new(&letters).matches(&fold(text.plain())))
}

fn case(
    of: Option<&Expression>,
    arms: &[(Expression, Expression)],
    otherwise: Option<&Expression>,
    row: Row<'_>,
    around: &Surroundings,
) -> Result<Value, Fault> {
    let of = of.map(|of| evaluate(of, row, around)).transpose()?;
    for (condition, value) in arms {
        let condition = evaluate(condition, row, around)?;
        let holds = match &of {
            Some(of) => of.compare(&condition) == Some(Ordering::Equal),
            None => condition.truth() == Some(true),
        };
        if holds {
            return evaluate(value, row, around);
        }
    }
    otherwise.map_or(Ok(Value::Null), |otherwise| evaluate(otherwise, row, around))
}

fn over_all(
    function: OverAll,
    distinct: bool,
    of: Option<&Expression>,
    row: Row<'_>,
    around: &Surroundings,
) -> Result<Value, Fault> {
    let Some(group) = row.group else { return Err(Fault::OverAllHere) };
    let Some(of) = of else { return Ok(Value::Int(i64::try_from(group.len()).unwrap_or(i64::MAX))) };
    let mut seen = std::collections::BTreeSet::new();
    let mut values = Vec::with_capacity(group.len());
    for row in group {
        allowance::work(super::columns::LOOK)?;
        let value = evaluate(of, Row::new(row), around)?;
        if value != Value::Null && (!distinct || seen.insert(value.identity())) {
            values.push(value);
        }
    }
    let sum = || values.iter().filter_map(Value::number).sum::<f64>();
    let whole = || {
        values.iter().try_fold(0_i128, |sum, value| match value {
            Value::Int(number) => sum.checked_add(i128::from(*number)),
            _ => None,
        })
    };
    Ok(match function {
        OverAll::Count => Value::Int(i64::try_from(values.len()).unwrap_or(i64::MAX)),
        _ if values.is_empty() => Value::Null,
        OverAll::Sum => match whole() {
            Some(whole) => i64::try_from(whole).map_or_else(|_| Value::Text(whole.to_string()), Value::Int),
            None => Value::Float(sum().into()),
        },
        OverAll::Average => {
            let digits = if around.mysql { 4 } else { 16 };
            let average = sum() / values.len() as f64;
            match values.iter().all(|value| matches!(value, Value::Float(_))) {
                true => Value::Float(average.into()),
                false => Value::Text(format!("{average:.digits$}")),
            }
        }
        OverAll::Least | OverAll::Greatest => {
            let wanted = if function == OverAll::Least { Ordering::Less } else { Ordering::Greater };
            let better = |best: Value, one: Value| if one.compare(&best) == Some(wanted) { one } else { best };
            values.into_iter().reduce(better).unwrap_or_default()
        }
    })
}

fn binary(left: Value, operator: Operator, right: Value, mysql: bool) -> Result<Value, Fault> {
    use Ordering::{Equal, Greater, Less};
    let Some(order) = left.compare(&right) else { return Ok(Value::Null) };
    Ok(match operator {
        Operator::Equal => Value::Bool(order == Equal),
        Operator::NotEqual => Value::Bool(order != Equal),
        Operator::Less => Value::Bool(order == Less),
        Operator::Greater => Value::Bool(order == Greater),
        Operator::LessEqual => Value::Bool(order != Greater),
        Operator::GreaterEqual => Value::Bool(order != Less),
        // In MySQL it is an OR.
        Operator::Join if mysql => {
            joined([left.truth(), right.truth()].into_iter(), true).map_or(Value::Null, Value::Bool)
        }
        Operator::Join => together(&[left, right]),
        operator => arithmetic(&left, operator, &right, mysql)?,
    })
}

/// What does not fit into a whole number.
fn too_big(mysql: bool) -> Fault {
    Fault::OutOfRange { kind: if mysql { "BIGINT" } else { "bigint" }.into() }
}

/// A value as a number; MySQL takes nought for what is none.
fn numeric(value: &Value, mysql: bool) -> Result<f64, Fault> {
    match value.number() {
        Some(number) => Ok(number),
        None if mysql => Ok(0.0),
        None => Err(Fault::NotANumber { kind: "integer".into(), value: value.plain() }),
    }
}

fn arithmetic(left: &Value, operator: Operator, right: &Value, mysql: bool) -> Result<Value, Fault> {
    let divides = matches!(operator, Operator::Divide | Operator::Remainder);
    if let (Value::Int(left), Value::Int(right)) = (left, right)
        && !(operator == Operator::Divide && mysql)
    {
        if *right == 0 && divides {
            return if mysql { Ok(Value::Null) } else { Err(Fault::DivisionByZero) };
        }
        let number = match operator {
            Operator::Add => left.checked_add(*right),
            Operator::Subtract => left.checked_sub(*right),
            Operator::Multiply => left.checked_mul(*right),
            Operator::Divide => left.checked_div(*right),
            _ => left.checked_rem(*right),
        };
        return number.map(Value::Int).ok_or_else(|| too_big(mysql));
    }
    let (one, other) = (numeric(left, mysql)?, numeric(right, mysql)?);
    if other == 0.0 && divides {
        return if mysql { Ok(Value::Null) } else { Err(Fault::DivisionByZero) };
    }
    let number = match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide => one / other,
        _ => one % other,
    };
    if number.is_infinite() && one.is_finite() && other.is_finite() {
        return Err(Fault::OutOfRange { kind: if mysql { "DOUBLE" } else { "double precision" }.into() });
    }
    let is_text = |value: &Value| matches!(value, Value::Text(text) if number_of(text).is_some());
    Ok(match operator {
        Operator::Divide if mysql => Value::Text(format!("{number:.4}")),
        // Texts that are whole numbers make one.
        _ if !mysql && number.fract() == 0.0 && number.abs() < 1e15 && (is_text(left) || is_text(right)) => {
            Value::Int(number as i64)
        }
        _ => Value::Float(number.into()),
    })
}
