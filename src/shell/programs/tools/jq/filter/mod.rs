//! What a filter makes of a value: any number of values, and a problem that ends it.

mod call;

use crate::allowance::{Nesting, insist};
use serde_json::{Map, Value, json};

use super::syntax::Filter;
use super::value::{arithmetic, compare, described, holds, index, recurse, shown, slice};
use call::call;
pub use call::knows;

type Results = Result<Vec<Value>, String>;

/// Bytes that a text may grow to.
const LONGEST: usize = 16 << 20;

/// What a filter that does too much is told.
const TOO_MUCH: &str = "more values than the sandbox makes for one filter";

/// How many values a value holds, itself included, up to `most`.
fn weight(value: &Value, most: usize) -> usize {
    let inner: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(values) => &mut values.iter(),
        Value::Object(rows) => &mut rows.values(),
        _ => return 1,
    };
    let mut sum = 1;
    for value in inner {
        sum += weight(value, most.saturating_sub(sum));
        if sum > most {
            break;
        }
    }
    sum
}

/// Takes values, and what they hold, from the budget.
fn charge(values: &[Value], budget: &mut usize) -> Result<(), String> {
    for value in values {
        if value.as_str().is_some_and(|text| text.len() > LONGEST) {
            return Err(format!("more than {LONGEST} bytes of text"));
        }
        *budget = budget.checked_sub(weight(value, *budget)).ok_or(TOO_MUCH)?;
    }
    Ok(())
}

/// Runs a filter: the values up to the problem, if there is one.
pub fn run(
    filter: &Filter,
    input: &Value,
    variables: &[(String, Value)],
    budget: &mut usize,
) -> (Vec<Value>, Option<String>) {
    match evaluate(filter, input, variables, budget) {
        Ok(values) => (values, None),
        Err(problem) => (Vec::new(), Some(problem)),
    }
}

/// Filters that are worked out within each other.
const DEEPEST: usize = 3000;

fn evaluate(filter: &Filter, input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    *budget = budget.checked_sub(1).ok_or(TOO_MUCH)?;
    insist(1);
    let _nesting = Nesting::within(DEEPEST).map_err(|deep| deep.to_string())?;
    let values = values_of(filter, input, variables, budget)?;
    charge(&values, budget)?;
    Ok(values)
}

fn values_of(filter: &Filter, input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    let each = |filter: &Filter, budget: &mut usize| evaluate(filter, input, variables, budget);
    Ok(match filter {
        Filter::Identity => vec![input.clone()],
        Filter::Recurse => {
            let mut all = Vec::new();
            recurse(input, &mut all);
            all
        }
        Filter::Literal(value) => vec![value.clone()],
        Filter::Variable(name) => {
            let found = variables.iter().rev().find(|(own, _)| own == name);
            vec![found.map(|(_, value)| value.clone()).ok_or_else(|| format!("${name} is not defined"))?]
        }
        Filter::Text(parts) => {
            let mut text = String::new();
            for part in parts {
                let value = each(part, budget)?.into_iter().next().unwrap_or_default();
                text += &shown(&value);
            }
            vec![Value::String(text)]
        }
        Filter::Field(of, key) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                for key in each(key, budget)? {
                    all.push(index(&value, &key)?);
                }
            }
            all
        }
        Filter::Slice(of, start, end) => {
            let number = |filter: &Option<Box<Filter>>, budget: &mut usize| -> Result<Option<i64>, String> {
                let Some(filter) = filter else { return Ok(None) };
                Ok(evaluate(filter, input, variables, budget)?.first().and_then(Value::as_i64))
            };
            let (start, end) = (number(start, budget)?, number(end, budget)?);
            evaluate(of, input, variables, budget)?.iter().map(|value| slice(value, start, end)).collect::<Results>()?
        }
        Filter::Iterate(of) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                match value {
                    Value::Array(values) => all.extend(values),
                    Value::Object(rows) => all.extend(rows.into_iter().map(|(_, value)| value)),
                    other => return Err(format!("Cannot iterate over {}", described(&other))),
                }
            }
            all
        }
        Filter::Try(of) => each(of, budget).unwrap_or_default(),
        Filter::Pipe(left, right) => {
            let mut all = Vec::new();
            for value in each(left, budget)? {
                all.extend(evaluate(right, &value, variables, budget)?);
            }
            all
        }
        Filter::Comma(left, right) => {
            let mut all = each(left, budget)?;
            all.extend(each(right, budget)?);
            all
        }
        Filter::As(of, name, then) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                let mut inner = variables.to_vec();
                inner.push((name.clone(), value));
                all.extend(evaluate(then, input, &inner, budget)?);
            }
            all
        }
        Filter::If(test, yes, no) => {
            let mut all = Vec::new();
            for value in each(test, budget)? {
                match (holds(&value), no) {
                    (true, _) => all.extend(each(yes, budget)?),
                    (false, Some(no)) => all.extend(each(no, budget)?),
                    (false, None) => all.push(input.clone()),
                }
            }
            all
        }
        Filter::Binary(operator, left, right) => binary(operator, left, right, input, variables, budget)?,
        Filter::Array(None) => vec![json!([])],
        Filter::Array(Some(inner)) => vec![Value::Array(each(inner, budget)?)],
        Filter::Object(rows) => objects(rows, input, variables, budget)?,
        Filter::Call(name, arguments) => call(name, arguments, input, variables, budget)?,
    })
}

/// One object for each way to choose a key and a value in each row.
fn objects(rows: &[(Filter, Filter)], input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    let mut all = vec![Map::new()];
    for (key, value) in rows {
        let keys = evaluate(key, input, variables, budget)?;
        let values = evaluate(value, input, variables, budget)?;
        let mut next = Vec::new();
        for object in &all {
            for key in &keys {
                for value in &values {
                    // Rows with several values each are soon very many objects, and none is counted before all are made.
                    insist(object.len() as u64);
                    let mut object = object.clone();
                    object.insert(shown(key), value.clone());
                    next.push(object);
                }
            }
        }
        all = next;
    }
    Ok(all.into_iter().map(Value::Object).collect())
}

fn binary(
    operator: &str,
    left: &Filter,
    right: &Filter,
    input: &Value,
    variables: &[(String, Value)],
    budget: &mut usize,
) -> Results {
    if operator == "//" {
        let values: Vec<Value> =
            evaluate(left, input, variables, budget).unwrap_or_default().into_iter().filter(holds).collect();
        return if values.is_empty() { evaluate(right, input, variables, budget) } else { Ok(values) };
    }
    let mut all = Vec::new();
    for right in evaluate(right, input, variables, budget)? {
        for left in evaluate(left, input, variables, budget)? {
            insist(1);
            let order = compare(&left, &right);
            all.push(match operator {
                "==" => json!(order.is_eq()),
                "!=" => json!(order.is_ne()),
                "<" => json!(order.is_lt()),
                "<=" => json!(order.is_le()),
                ">" => json!(order.is_gt()),
                ">=" => json!(order.is_ge()),
                "and" => json!(holds(&left) && holds(&right)),
                "or" => json!(holds(&left) || holds(&right)),
                _ => arithmetic(operator, &left, &right)?,
            });
        }
    }
    Ok(all)
}
