//! The functions of templates: Go's own and docker's.

use super::datum::{Datum, Field, Nil};
use super::escape;
use super::format::sprintf;
use super::json::json_text;

/// What an argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    Any,
    Text,
    Int,
}

/// A function.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// Whether more arguments of any kind may follow.
    pub(super) variadic: bool,
    pub(super) call: fn(&[Datum]) -> Result<Datum, String>,
}

use Parameter::{Any, Int, Text};

const fn function(
    name: &'static str,
    parameters: &'static [Parameter],
    call: fn(&[Datum]) -> Result<Datum, String>,
) -> Function {
    Function { name, parameters, variadic: false, call }
}

const fn variadic(
    name: &'static str,
    parameters: &'static [Parameter],
    call: fn(&[Datum]) -> Result<Datum, String>,
) -> Function {
    Function { name, parameters, variadic: true, call }
}

static FUNCTIONS: &[Function] = &[
    function("json", &[Any], |given| Ok(Datum::text(&json_text(at(given, 0))))),
    function("split", &[Text, Text], |given| Ok(split(text(given, 0), text(given, 1)))),
    function("join", &[Any, Text], |given| join(at(given, 0), text(given, 1))),
    function("title", &[Text], |given| Ok(Datum::text(&title(text(given, 0))))),
    function("lower", &[Text], |given| Ok(Datum::text(&text(given, 0).to_lowercase()))),
    function("upper", &[Text], |given| Ok(Datum::text(&text(given, 0).to_uppercase()))),
    function("pad", &[Text, Int, Int], |given| pad(text(given, 0), int(given, 1), int(given, 2))),
    function("truncate", &[Text, Int], |given| truncate(text(given, 0), int(given, 1))),
    function("getDetailsOrder", &[Any], |given| Ok(details_order(at(given, 0)))),
    function("not", &[Any], |given| Ok(Datum::Bool(!at(given, 0).is_true()))),
    function("len", &[Any], |given| length(at(given, 0))),
    variadic("index", &[Any], index),
    variadic("slice", &[Any], slice),
    variadic("print", &[], |given| Ok(Datum::text(&print(given)))),
    variadic("println", &[], |given| Ok(Datum::text(&print_line(given)))),
    variadic("printf", &[Text], printf),
    variadic("html", &[], |given| Ok(Datum::text(&escape::html(&print(given))))),
    variadic("js", &[], |given| Ok(Datum::text(&escape::js(&print(given))))),
    variadic("urlquery", &[], |given| Ok(Datum::text(&escape::url_query(&print(given))))),
    variadic("eq", &[Any], equal_any),
    function("ne", &[Any, Any], |given| Ok(Datum::Bool(!equal(at(given, 0), at(given, 1))?))),
    function("lt", &[Any, Any], |given| Ok(Datum::Bool(order(given)?.is_lt()))),
    function("le", &[Any, Any], |given| Ok(Datum::Bool(order(given)?.is_le()))),
    function("gt", &[Any, Any], |given| Ok(Datum::Bool(order(given)?.is_gt()))),
    function("ge", &[Any, Any], |given| Ok(Datum::Bool(order(given)?.is_ge()))),
];

/// Functions that leave the head of a column as it is (docker/cli `templates.HeaderFunctions`).
pub(super) const KEEP_HEADS: [&str; 7] = ["json", "split", "join", "title", "lower", "upper", "truncate"];

/// The function of this name; `and` and `or` are the executor's.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Whether a template may use the name.
pub(super) fn is_known(name: &str) -> bool {
    matches!(name, "and" | "or" | "call") || find(name).is_some()
}

fn at(given: &[Datum], index: usize) -> &Datum {
    given.get(index).unwrap_or(&Datum::Nothing)
}
fn text(given: &[Datum], index: usize) -> &str {
    at(given, index).as_text().unwrap_or("")
}
fn int(given: &[Datum], index: usize) -> i64 {
    match at(given, index) {
        Datum::Int(value) => *value,
        _ => 0,
    }
}

fn split(text: &str, separator: &str) -> Datum {
    if separator.is_empty() {
        return Datum::list(text.chars().map(|c| Datum::text(&c.to_string())).collect());
    }
    Datum::list(text.split(separator).map(Datum::text).collect())
}

fn join(items: &Datum, separator: &str) -> Result<Datum, String> {
    let texts = match items {
        Datum::Nothing | Datum::Nil(_) => Vec::new(),
        Datum::List(items) => items.iter().map(Datum::printed).collect(),
        Datum::Map(map) => {
            let mut values: Vec<String> = map.values.values().map(Datum::printed).collect();
            values.sort();
            values
        }
        other => return Err(format!("expected slice, got {}", other.type_name())),
    };
    Ok(Datum::text(&texts.join(separator)))
}

fn title(text: &str) -> String {
    let mut start = true;
    text.chars()
        .flat_map(|c| {
            let upper = start && c.is_alphabetic();
            start = !(c.is_alphanumeric() || c == '_' || c == '\'');
            if upper { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

/// Blanks that `pad` adds at most.
const MAX_PAD: i64 = 10_000;

fn pad(text: &str, before: i64, after: i64) -> Result<Datum, String> {
    if text.is_empty() {
        return Ok(Datum::text(""));
    }
    let blanks = |count: i64| match usize::try_from(count) {
        Ok(count) if count as i64 <= MAX_PAD => Ok(" ".repeat(count)),
        _ => Err("strings: negative Repeat count".to_string()),
    };
    Ok(Datum::text(&format!("{}{text}{}", blanks(before)?, blanks(after)?)))
}

fn truncate(text: &str, length: i64) -> Result<Datum, String> {
    let Ok(length) = usize::try_from(length) else { return Err("slice bounds out of range".into()) };
    if text.len() < length {
        return Ok(Datum::text(text));
    }
    let cut = (0..=length).rev().find_map(|at| text.get(..at)).unwrap_or("");
    Ok(Datum::text(cut))
}

fn details_order(component: &Datum) -> Datum {
    let keys = |details: &Datum| match details {
        Datum::Map(map) => map.values.keys().map(|key| Datum::text(key)).collect(),
        Datum::Object(object) => {
            let mut names: Vec<&str> = object.fields.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            names.into_iter().map(Datum::text).collect()
        }
        _ => Vec::new(),
    };
    match component {
        Datum::Object(object) => match object.field("Details") {
            Some(Field::Value(details)) => Datum::list(keys(details)),
            _ => Datum::list(Vec::new()),
        },
        _ => Datum::list(Vec::new()),
    }
}

fn length(item: &Datum) -> Result<Datum, String> {
    match item.len() {
        Some(length) => Ok(Datum::Int(length as i64)),
        None if matches!(item, Datum::Nothing) => Err("len of nil pointer".into()),
        None => Err(format!("len of type {}", item.type_name())),
    }
}

fn index(given: &[Datum]) -> Result<Datum, String> {
    let mut item = at(given, 0).clone();
    if matches!(item, Datum::Nothing) {
        return Err("index of untyped nil".into());
    }
    for key in given.get(1..).unwrap_or(&[]) {
        item = match &item {
            // A position right after the end passes Go's check, and its reflection then panics.
            Datum::List(items) => match items.get(position(key, items.len())?) {
                Some(item) => item.clone(),
                None => return Err("reflect: slice index out of range".into()),
            },
            Datum::Nil(Nil::List) => {
                position(key, 0)?;
                return Err("reflect: slice index out of range".into());
            }
            Datum::Text(text) | Datum::Number(text) => match text.as_bytes().get(position(key, text.len())?) {
                Some(byte) => Datum::Int(i64::from(*byte)),
                None => return Err("reflect: string index out of range".into()),
            },
            Datum::Map(map) => map.values.get(map_key(key)?).cloned().unwrap_or_else(|| map.zero.value()),
            Datum::Nil(Nil::Map(zero)) => {
                map_key(key)?;
                zero.value()
            }
            Datum::Nothing | Datum::Nil(_) => return Err("index of nil pointer".into()),
            // A pointer is followed first.
            other => return Err(format!("can't index item of type {}", other.type_name().trim_start_matches('*'))),
        };
    }
    Ok(item)
}

fn map_key(key: &Datum) -> Result<&str, String> {
    match key {
        Datum::Text(key) => Ok(key),
        Datum::Nothing => Err("value is nil; should be of type string".into()),
        other => Err(format!("value has type {}; should be string", other.type_name())),
    }
}

fn position(key: &Datum, length: usize) -> Result<usize, String> {
    let number = match key {
        Datum::Int(number) => *number,
        Datum::Nothing => return Err("cannot index slice/array with nil".into()),
        other => return Err(format!("cannot index slice/array with type {}", other.type_name())),
    };
    match usize::try_from(number) {
        Ok(index) if index <= length => Ok(index),
        _ => Err(format!("index out of range: {number}")),
    }
}

fn slice(given: &[Datum]) -> Result<Datum, String> {
    let item = at(given, 0);
    let bounds = given.get(1..).unwrap_or(&[]);
    if bounds.len() > 3 {
        return Err(format!("too many slice indexes: {}", bounds.len()));
    }
    let Some(length) = item.len() else {
        return Err(format!("can't slice item of type {}", item.type_name()));
    };
    let mut numbers = [0, length];
    for (number, bound) in numbers.iter_mut().zip(bounds) {
        *number = position(bound, length)?;
    }
    let [from, to] = numbers;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    match item {
        Datum::Text(text) => text.get(from..to).map(Datum::text).ok_or_else(|| "index out of range".to_string()),
        Datum::List(items) => Ok(Datum::list(items.get(from..to).unwrap_or(&[]).to_vec())),
        other => Err(format!("can't slice item of type {}", other.type_name())),
    }
}

/// `fmt.Sprint`: blanks only between operands of which none is a text.
fn print(given: &[Datum]) -> String {
    let mut out = String::new();
    let mut before_text = true;
    for (place, item) in given.iter().enumerate() {
        let is_text = matches!(item, Datum::Text(_));
        if place > 0 && !is_text && !before_text {
            out.push(' ');
        }
        item.print(&mut out);
        before_text = is_text;
    }
    out
}

fn print_line(given: &[Datum]) -> String {
    given.iter().map(Datum::printed).collect::<Vec<_>>().join(" ") + "\n"
}

fn printf(given: &[Datum]) -> Result<Datum, String> {
    Ok(Datum::text(&sprintf(text(given, 0), given.get(1..).unwrap_or(&[]))))
}

fn equal_any(given: &[Datum]) -> Result<Datum, String> {
    let first = at(given, 0);
    if given.len() < 2 {
        return Err("missing argument for comparison".into());
    }
    for other in given.get(1..).unwrap_or(&[]) {
        if equal(first, other)? {
            return Ok(Datum::Bool(true));
        }
    }
    Ok(Datum::Bool(false))
}

fn equal(a: &Datum, b: &Datum) -> Result<bool, String> {
    Ok(match (a, b) {
        (Datum::Text(a) | Datum::Number(a), Datum::Text(b) | Datum::Number(b)) => a == b,
        (Datum::Int(a) | Datum::Duration(a), Datum::Int(b) | Datum::Duration(b)) => a == b,
        (Datum::Float(a), Datum::Float(b)) => a == b,
        (Datum::Bool(a), Datum::Bool(b)) => a == b,
        (Datum::Time(a), Datum::Time(b)) => a == b,
        (Datum::Address(a), Datum::Address(b)) => a == b,
        (Datum::Nothing | Datum::Nil(_), Datum::Nothing | Datum::Nil(_)) => true,
        (Datum::Nothing | Datum::Nil(_), _) | (_, Datum::Nothing | Datum::Nil(_)) => false,
        (Datum::List(_) | Datum::Map(_) | Datum::Object(_), Datum::List(_) | Datum::Map(_) | Datum::Object(_)) => {
            return Err(format!("non-comparable type {}: {}", b.printed(), b.type_name()));
        }
        _ => return Err(incompatible(a, b)),
    })
}

fn order(given: &[Datum]) -> Result<std::cmp::Ordering, String> {
    match (at(given, 0), at(given, 1)) {
        (Datum::Text(a) | Datum::Number(a), Datum::Text(b) | Datum::Number(b)) => Ok(a.cmp(b)),
        (Datum::Int(a) | Datum::Duration(a), Datum::Int(b) | Datum::Duration(b)) => Ok(a.cmp(b)),
        (Datum::Float(a), Datum::Float(b)) => Ok(a.total_cmp(b)),
        (Datum::Bool(_) | Datum::List(_) | Datum::Map(_) | Datum::Object(_) | Datum::Nothing | Datum::Nil(_), _) => {
            Err("invalid type for comparison".into())
        }
        (a, b) => Err(incompatible(a, b)),
    }
}

fn incompatible(a: &Datum, b: &Datum) -> String {
    format!("incompatible types for comparison: {} and {}", a.type_name(), b.type_name())
}
