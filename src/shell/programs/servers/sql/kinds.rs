//! Types: how the servers show them, what fits into them, and which columns of a result hold numbers.

use super::Fault;
use super::columns::Column;
use super::syntax::{Expression, ExpressionKind, Operator, OverAll};
use super::value::Value;

/// A type as the server shows it.
pub fn shown_kind(kind: &str, size: &str, mysql: bool) -> String {
    let sized = |name: &str| if size.is_empty() { name.to_string() } else { format!("{name}({size})") };
    if mysql {
        return match kind {
            "integer" => "int".into(),
            "bool" | "boolean" => "tinyint(1)".into(),
            "serial" => "bigint unsigned".into(),
            "numeric" => sized("decimal"),
            kind => sized(kind),
        };
    }
    match kind {
        "int" | "int4" | "serial" | "integer" => "integer".into(),
        "int8" | "bigserial" | "bigint" => "bigint".into(),
        "int2" | "smallserial" | "smallint" => "smallint".into(),
        "bool" => "boolean".into(),
        "varchar" => sized("character varying"),
        "char" => sized("character"),
        "timestamp" => "timestamp without time zone".into(),
        "timestamptz" => "timestamp with time zone".into(),
        "float" | "float8" => "double precision".into(),
        "float4" => "real".into(),
        "decimal" | "numeric" => sized("numeric"),
        kind => sized(kind),
    }
}

fn is_whole(kind: &str) -> bool {
    ["int", "serial", "bigint", "bigserial", "smallint", "smallserial", "tinyint", "mediumint"]
        .iter()
        .any(|start| kind.starts_with(start))
}

fn is_broken(kind: &str) -> bool {
    ["double", "float", "real", "numeric", "decimal"].iter().any(|start| kind.starts_with(start))
}

/// Whether values of the type stand to the right.
pub fn is_number(kind: &str) -> bool {
    is_whole(kind) || is_broken(kind)
}

/// Whether a value of the expression is a number, as far as one can tell without a row.
pub fn gives_number(expression: &Expression, columns: &[Column]) -> bool {
    let number = |one: &Expression| gives_number(one, columns);
    match &expression.kind {
        ExpressionKind::Value(value) => matches!(value, Value::Int(_) | Value::Float(_)),
        ExpressionKind::Place(at) => columns.get(*at).is_some_and(|column| is_number(&column.definition.kind)),
        ExpressionKind::Negated(_) => true,
        ExpressionKind::Binary(_, operator, _) => matches!(
            operator,
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder
        ),
        ExpressionKind::Case { arms, otherwise, .. } => {
            arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()).any(number)
        }
        ExpressionKind::OverAll { function, of, .. } => match function {
            OverAll::Count | OverAll::Sum | OverAll::Average => true,
            OverAll::Least | OverAll::Greatest => of.as_deref().is_some_and(number),
        },
        ExpressionKind::Cast(_, kind) => is_number(kind),
        ExpressionKind::Call(named, arguments) => match named.name.to_ascii_lowercase().as_str() {
            "length" | "char_length" | "abs" | "round" | "floor" | "ceil" | "ceiling" | "mod" | "power" | "sqrt"
            | "position" => true,
            "coalesce" | "ifnull" | "nullif" | "greatest" | "least" => arguments.iter().any(number),
            "if" => arguments.iter().skip(1).any(number),
            _ => false,
        },
        _ => false,
    }
}

/// The numbers between brackets behind a type: `numeric(10,2)`.
fn sizes(kind: &str) -> Vec<usize> {
    let inner = kind.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inner, _)| inner);
    inner.split(',').filter_map(|size| size.trim().parse().ok()).collect()
}

/// A value of a column, as a result shows it: `numeric(10,2)` has its two digits.
pub fn with_scale(value: &Value, kind: &str) -> Value {
    if !kind.starts_with("numeric") && !kind.starts_with("decimal") {
        return value.clone();
    }
    match (value.number(), sizes(kind).as_slice()) {
        (Some(number), [_, scale]) if number.is_finite() => Value::Text(format!("{number:.scale$}", scale = *scale)),
        _ => value.clone(),
    }
}

/// A value as a column of this type holds it.
pub fn cast(value: Value, kind: &str) -> Result<Value, Fault> {
    let bad = |value: &Value| Fault::NotANumber { kind: kind.to_string(), value: value.plain() };
    Ok(match value {
        Value::Null => Value::Null,
        Value::Text(text) if kind == "date" => Value::Text(text.chars().take(10).collect()),
        value if is_whole(kind) => whole(value, kind)?,
        Value::Text(text) if is_broken(kind) => match number_of(&text) {
            Some(number) => Value::Float(number.into()),
            None => return Err(bad(&Value::Text(text))),
        },
        Value::Int(number) if is_broken(kind) => Value::Float((number as f64).into()),
        Value::Text(text) if kind.starts_with("bool") => match text.to_lowercase().as_str() {
            "t" | "true" | "yes" | "on" | "1" => Value::Bool(true),
            "f" | "false" | "no" | "off" | "0" => Value::Bool(false),
            _ => return Err(bad(&Value::Text(text))),
        },
        value if kind.contains("char") || kind == "text" => fitting(value, kind)?,
        value => value,
    })
}

/// A number that is written so; PostgreSQL's words for what is none.
pub fn number_of(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn whole(value: Value, kind: &str) -> Result<Value, Fault> {
    let out = || Fault::OutOfRange { kind: kind.to_string() };
    let number: i128 = match &value {
        Value::Bool(truth) => i128::from(*truth),
        Value::Int(number) => i128::from(*number),
        Value::Float(number) if number.0.is_finite() => number.0.round() as i128,
        Value::Float(_) => return Err(out()),
        Value::Text(text) => match text.trim().parse() {
            Ok(number) => number,
            Err(_) => return Err(Fault::NotANumber { kind: kind.to_string(), value: text.clone() }),
        },
        Value::Null => return Ok(value),
    };
    let least = match kind {
        kind if kind.starts_with("big") => i128::from(i64::MIN),
        kind if kind.starts_with("small") => i128::from(i16::MIN),
        kind if kind.starts_with("tiny") => i128::from(i8::MIN),
        _ => i128::from(i32::MIN),
    };
    let unsigned = kind.ends_with("unsigned");
    let (least, most) = if unsigned { (0, -2 * least - 1) } else { (least, -least - 1) };
    let fits = (least..=most).contains(&number);
    i64::try_from(number).ok().filter(|_| fits).map(Value::Int).ok_or_else(out)
}

/// A text that is not longer than its column.
fn fitting(value: Value, kind: &str) -> Result<Value, Fault> {
    let text = match value {
        Value::Int(_) | Value::Float(_) => value.plain(),
        Value::Text(text) => text,
        value => return Ok(value),
    };
    match sizes(kind).as_slice() {
        [most] if text.chars().count() > *most => Err(Fault::TooLong { kind: kind.to_string() }),
        _ => Ok(Value::Text(text)),
    }
}
