//! [`Datum`]: the values that templates see, with as much of Go's types as shows.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use crate::clock::Timestamp;

/// A value as Go's reflection would present it.
#[derive(Clone, Debug, Default)]
pub enum Datum {
    /// No value at all, or a nil interface.
    #[default]
    Nothing,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Arc<str>),
    /// A number of a JSON document, as it is written there.
    Number(Arc<str>),
    /// `time.Time`.
    Time(Timestamp),
    /// `netip.Addr`; empty: none.
    Address(Arc<str>),
    /// `time.Duration`, nanoseconds.
    Duration(i64),
    List(Arc<Vec<Datum>>),
    Map(Arc<Map>),
    Object(Arc<Object>),
    /// A nil of a type.
    Nil(Nil),
}

/// What is nil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nil {
    List,
    /// A map; what its missing keys have.
    Map(Zero),
    /// A pointer to a struct of this name.
    Pointer(&'static str),
}

/// What a key that is missing in a map has: the zero value of the type of its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zero {
    /// `interface{}`: no value.
    #[default]
    Nothing,
    /// A string.
    Text,
    /// `struct{}`
    Empty,
}

impl Zero {
    /// The value.
    pub fn value(self) -> Datum {
        match self {
            Zero::Nothing => Datum::Nothing,
            Zero::Text => Datum::text(""),
            Zero::Empty => Object { type_name: "struct {}", fields: vec![], json: None, escaped: false }.into(),
        }
    }

    /// Go's name of the type of the values.
    fn type_name(self) -> &'static str {
        match self {
            Zero::Nothing => "interface {}",
            Zero::Text => "string",
            Zero::Empty => "struct {}",
        }
    }
}

/// A map with texts for keys.
#[derive(Clone, Debug, Default)]
pub struct Map {
    pub values: BTreeMap<String, Datum>,
    pub zero: Zero,
}

/// A Go struct, or a pointer to one.
#[derive(Debug)]
pub struct Object {
    /// As errors name it, e.g. `*formatter.imageContext`.
    pub type_name: &'static str,
    pub fields: Vec<(String, Field)>,
    /// What `json` makes of it, if not an object of its fields.
    pub json: Option<Value>,
    /// Whether its JSON has `<`, `>` and `&` escaped (Go's `json.Marshal`).
    pub escaped: bool,
}

/// What an object has under a name.
#[derive(Clone)]
pub enum Field {
    Value(Datum),
    /// A struct whose fields are also this one's.
    Embedded(Datum),
    /// A method that takes a text.
    Method(Arc<dyn Fn(&str) -> String + Send + Sync>),
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Field::Value(value) | Field::Embedded(value) => value.fmt(f),
            Field::Method(_) => f.write_str("method"),
        }
    }
}

impl Object {
    /// A context of docker's lists: texts under names.
    pub fn context(type_name: &'static str, fields: Vec<(&'static str, String)>) -> Object {
        let value = |(name, text): (&str, String)| (name.to_string(), Field::Value(Datum::text(&text)));
        Object { type_name, fields: fields.into_iter().map(value).collect(), json: None, escaped: true }
    }

    /// With a method that takes a text.
    pub fn method(mut self, name: &str, method: impl Fn(&str) -> String + Send + Sync + 'static) -> Object {
        self.fields.push((name.to_string(), Field::Method(Arc::new(method))));
        self
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        let own = self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        own.or_else(|| {
            self.fields.iter().find_map(|(_, field)| match field {
                Field::Embedded(Datum::Object(inner)) => inner.field(name),
                _ => None,
            })
        })
    }
}

/// Short for [`Datum::text`].
impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Datum::text(text)
    }
}

impl From<Object> for Datum {
    fn from(object: Object) -> Self {
        Datum::Object(Arc::new(object))
    }
}

impl Datum {
    /// A string.
    pub fn text(text: &str) -> Datum {
        Datum::Text(text.into())
    }

    /// A map; what its missing keys have.
    pub fn map(values: BTreeMap<String, Datum>, zero: Zero) -> Datum {
        Datum::Map(Arc::new(Map { values, zero }))
    }

    /// A list.
    pub fn list(items: Vec<Datum>) -> Datum {
        Datum::List(Arc::new(items))
    }

    /// Bytes of the texts in it that a template can have made.
    pub(super) fn weight(&self) -> usize {
        match self {
            Datum::List(items) => items.iter().map(|item| item.as_text().map_or(0, str::len) + 16).sum(),
            other => other.as_text().map_or(0, str::len),
        }
    }

    /// The string or number text in it.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Datum::Text(text) | Datum::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Go's name of its type.
    pub fn type_name(&self) -> String {
        match self {
            Datum::Nothing => "interface {}".into(),
            Datum::Bool(_) => "bool".into(),
            Datum::Int(_) => "int".into(),
            Datum::Float(_) => "float64".into(),
            Datum::Text(_) => "string".into(),
            Datum::Number(_) => "json.Number".into(),
            Datum::Time(_) => "time.Time".into(),
            Datum::Address(_) => "netip.Addr".into(),
            Datum::List(_) | Datum::Nil(Nil::List) => "[]interface {}".into(),
            Datum::Duration(_) => "time.Duration".into(),
            Datum::Map(map) => format!("map[string]{}", map.zero.type_name()),
            Datum::Nil(Nil::Map(zero)) => format!("map[string]{}", zero.type_name()),
            Datum::Object(object) => object.type_name.into(),
            Datum::Nil(Nil::Pointer(name)) => format!("*{name}"),
        }
    }

    /// Go's truth (`template.IsTrue`).
    pub fn is_true(&self) -> bool {
        match self {
            Datum::Nothing | Datum::Nil(_) => false,
            Datum::Bool(value) => *value,
            Datum::Int(value) | Datum::Duration(value) => *value != 0,
            Datum::Float(value) => *value != 0.0,
            Datum::Text(text) | Datum::Number(text) => !text.is_empty(),
            Datum::List(items) => !items.is_empty(),
            Datum::Map(map) => !map.values.is_empty(),
            Datum::Time(_) | Datum::Address(_) | Datum::Object(_) => true,
        }
    }

    /// How many items or bytes it has.
    pub fn len(&self) -> Option<usize> {
        match self {
            Datum::Text(text) | Datum::Number(text) => Some(text.len()),
            Datum::List(items) => Some(items.len()),
            Datum::Map(map) => Some(map.values.len()),
            Datum::Nil(Nil::List | Nil::Map(_)) => Some(0),
            _ => None,
        }
    }

    /// As Go's `fmt.Fprint` prints it.
    pub fn print(&self, out: &mut String) {
        match self {
            Datum::Nothing | Datum::Nil(Nil::Pointer(_)) => out.push_str("<nil>"),
            Datum::Nil(Nil::List) => out.push_str("[]"),
            Datum::Nil(Nil::Map(_)) => out.push_str("map[]"),
            Datum::Bool(value) => _ = write!(out, "{value}"),
            Datum::Int(value) => _ = write!(out, "{value}"),
            Datum::Float(value) => out.push_str(&float(*value)),
            Datum::Text(text) | Datum::Number(text) => out.push_str(text),
            Datum::Time(at) => out.push_str(&go_time(*at)),
            Datum::Address(address) if address.is_empty() => out.push_str("invalid IP"),
            Datum::Address(address) => out.push_str(address),
            Datum::Duration(nanos) => out.push_str(&crate::text::duration(*nanos)),
            Datum::List(items) => {
                out.push('[');
                join(out, items.iter());
                out.push(']');
            }
            Datum::Map(map) => {
                out.push_str("map[");
                for (index, (key, value)) in map.values.iter().enumerate() {
                    _ = write!(out, "{}{key}:", if index > 0 { " " } else { "" });
                    value.print(out);
                }
                out.push(']');
            }
            Datum::Object(object) => {
                out.push('{');
                join(
                    out,
                    object.fields.iter().filter_map(|(_, field)| match field {
                        Field::Value(value) | Field::Embedded(value) => Some(value),
                        Field::Method(_) => None,
                    }),
                );
                out.push('}');
            }
        }
    }

    /// The same as a text of its own.
    pub fn printed(&self) -> String {
        let mut out = String::new();
        self.print(&mut out);
        out
    }
}

fn join<'d>(out: &mut String, items: impl Iterator<Item = &'d Datum>) {
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(' ');
        }
        item.print(out);
    }
}

/// `time.Time.String()` in UTC.
pub fn go_time(at: Timestamp) -> String {
    let fraction = match at.subsecond_nanos() {
        0 => String::new(),
        nanos => format!(".{nanos:09}").trim_end_matches('0').to_string(),
    };
    format!("{}{fraction} +0000 UTC", at.in_utc("%Y-%m-%d %H:%M:%S"))
}

/// Go's shortest form of a float (`%v`).
fn float(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e21).contains(&magnitude) {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        return format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    value.to_string()
}

/// A JSON document as Go decodes it into `interface{}` with `UseNumber`.
pub fn from_json(value: &Value) -> Datum {
    match value {
        Value::Null => Datum::Nothing,
        Value::Bool(value) => Datum::Bool(*value),
        Value::Number(number) => Datum::Number(number.to_string().into()),
        Value::String(text) => Datum::text(text),
        Value::Array(items) => Datum::list(items.iter().map(from_json).collect()),
        Value::Object(items) => {
            Datum::map(items.iter().map(|(key, value)| (key.clone(), from_json(value))).collect(), Zero::Nothing)
        }
    }
}

/// A JSON document as if it were Go structs: objects with these fields and no others.
pub fn bare(type_name: &'static str, value: &Value) -> Datum {
    match value {
        Value::Object(items) => {
            let fields = items.iter().map(|(key, value)| (key.clone(), Field::Value(bare("struct", value)))).collect();
            Object { type_name, fields, json: Some(value.clone()), escaped: false }.into()
        }
        Value::Array(items) => Datum::list(items.iter().map(|item| bare("struct", item)).collect()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Datum::Int(number),
            (None, Some(number)) => Datum::Float(number),
            (None, None) => Datum::Number(number.to_string().into()),
        },
        other => from_json(other),
    }
}
