//! What jq brings with it: functions over values, those that are written in jq, and the names of those that the machine
//! does itself.

mod formats;
mod lists;
mod math;
mod moments;
mod patterns;
mod texts;

use super::json;
use super::syntax::{Function, Made, Native, Special};
use super::value::{Value, contains};
use crate::shell::programs::tools::jq::json::Described as _;

pub use formats::formatted;

/// jq's own functions in its own language.
pub const PRELUDE: &str = include_str!("prelude.jq");

const fn native(name: &'static str, arity: usize, run: fn(Value, &[Value]) -> Made) -> Native {
    Native { name, arity, run }
}

fn wrong(value: &Value, what: &str) -> Made {
    Err(format!("{} {what}", value.described()).into())
}

/// Two values that do not go together.
fn both_wrong(one: &Value, other: &Value, what: &str) -> Made {
    Err(format!("{} and {} {what}", one.described(), other.described()).into())
}

fn argument(arguments: &[Value], at: usize) -> &Value {
    arguments.get(at).unwrap_or(&Value::Null)
}

static GENERAL: &[Native] = &[
    native("type", 0, |value, _| Ok(value.kind().into())),
    native("not", 0, |value, _| Ok((!value.holds()).into())),
    native("length", 0, |value, _| match &value {
        Value::Null => Ok(Value::count(0)),
        Value::Bool(_) => wrong(&value, "has no length"),
        Value::Number(number) if number.value() < 0.0 => Ok(Value::Number(number.negated())),
        Value::Number(_) => Ok(value),
        Value::Text(text) => Ok(Value::count(text.chars().count())),
        Value::List(list) => Ok(Value::count(list.items().len())),
        Value::Map(map) => Ok(Value::count(map.len())),
    }),
    native("keys", 0, |value, _| match &value {
        Value::Map(map) => Value::list(map.keys().map(|key| Value::Text(key.clone())).collect()),
        Value::List(list) => Value::list((0..list.items().len()).map(Value::count).collect()),
        other => wrong(other, "has no keys"),
    }),
    native("keys_unsorted", 0, |value, _| match &value {
        Value::Map(map) => Value::list(map.rows().map(|(key, _)| Value::Text(key.clone())).collect()),
        Value::List(list) => Value::list((0..list.items().len()).map(Value::count).collect()),
        other => wrong(other, "has no keys"),
    }),
    native("has", 1, |value, arguments| match (&value, argument(arguments, 0)) {
        (Value::Null, _) => Ok(false.into()),
        (Value::Map(map), Value::Text(key)) => Ok(map.get(key).is_some().into()),
        (Value::List(list), Value::Number(at)) => {
            let at = at.value();
            Ok((at > -1.0 && at < list.items().len() as f64).into())
        }
        (value, key) => Err(format!("Cannot check whether {} has a {} key", value.kind(), key.kind()).into()),
    }),
    native("contains", 1, |value, arguments| {
        let part = argument(arguments, 0);
        let alike = value.kind() == part.kind();
        if alike {
            return Ok(contains(&value, part).into());
        }
        both_wrong(&value, part, "cannot have their containment checked")
    }),
    native("setpath", 2, |value, arguments| {
        super::paths::set_path(value, argument(arguments, 0), argument(arguments, 1).clone())
    }),
    native("delpaths", 1, |value, arguments| match argument(arguments, 0) {
        Value::List(paths) => super::paths::delete_paths(value, paths.items()),
        _ => Err("Paths must be specified as an array".into()),
    }),
    native("tojson", 0, |value, _| Ok(json::written(&value, &json::Style::default()).into())),
    native("fromjson", 0, |value, _| match value.text() {
        Some(text) => json::whole(text).map_err(Value::from),
        None => wrong(&value, "only strings can be parsed"),
    }),
    native("format", 1, |value, arguments| match argument(arguments, 0) {
        Value::Text(name) => formatted(name, &value),
        other => wrong(other, "is not a valid format"),
    }),
    native("have_decnum", 0, |_, _| Ok(true.into())),
    native("have_literal_numbers", 0, |_, _| Ok(true.into())),
    native("get_search_list", 0, |_, _| {
        Value::list(["~/.jq", "$ORIGIN/../lib/jq", "$ORIGIN/../lib"].map(Value::from).to_vec())
    }),
];

/// All functions of values.
fn natives() -> impl Iterator<Item = &'static Native> {
    [GENERAL, lists::NATIVES, texts::NATIVES, math::NATIVES, moments::NATIVES, patterns::NATIVES].into_iter().flatten()
}

pub fn native_named(name: &str, arity: usize) -> Option<&'static Native> {
    natives().find(|native| native.name == name && native.arity == arity)
}

const SPECIALS: &[(&str, usize, Special)] = &[
    ("empty", 0, Special::Empty),
    ("error", 0, Special::Error),
    ("path", 1, Special::Path),
    ("getpath", 1, Special::GetPath),
    ("_range", 2, Special::Range),
    ("input", 0, Special::Input),
    ("debug", 0, Special::Debug),
    ("stderr", 0, Special::Stderr),
    ("halt", 0, Special::Halt),
    ("halt_error", 1, Special::HaltError),
    ("now", 0, Special::Now),
    ("env", 0, Special::Environment),
    ("input_filename", 0, Special::InputFilename),
    ("input_line_number", 0, Special::InputLineNumber),
    ("last", 1, Special::Last),
    ("builtins", 0, Special::Builtins),
];

/// What the machine does itself.
pub fn special(name: &str, arity: usize) -> Option<Special> {
    SPECIALS.iter().find(|(own, takes, _)| *own == name && *takes == arity).map(|(_, _, special)| *special)
}

/// Functions of jq's that are left out.
pub const UNSIMULATED: &[(&str, usize)] = &[
    ("j0", 0),
    ("j1", 0),
    ("y0", 0),
    ("y1", 0),
    ("jn", 2),
    ("yn", 2),
    ("gamma", 0),
    ("tgamma", 0),
    ("lgamma", 0),
    ("lgamma_r", 0),
    ("erf", 0),
    ("erfc", 0),
    ("nexttoward", 2),
    ("modulemeta", 0),
    ("get_prog_origin", 0),
    ("get_jq_origin", 0),
];

/// `builtins`
pub fn names(functions: &[Function]) -> Made {
    let own = functions.iter().map(|function| format!("{}/{}", function.name, function.parameters.len()));
    let others = natives().map(|native| format!("{}/{}", native.name, native.arity));
    let specials = SPECIALS.iter().map(|(name, arity, _)| format!("{name}/{arity}"));
    let all = own.chain(others).chain(specials).filter(|name| !name.starts_with('_'));
    Value::list(all.map(Value::from).collect())
}
