//! Values as jq has them: shared, in the order in which they were made, and no deeper than [`DEEPEST`].

mod arithmetic;
mod map;
mod number;
mod order;

use std::rc::Rc;

pub use arithmetic::{Operator, calculate, contains, split};
pub use map::Map;
pub use number::Number;
pub use order::{compare, equal, same, sorted};

/// Lists and objects within each other. (What follows a value to its ground calls itself, and a stack is small.)
pub const DEEPEST: u16 = 150;

/// What is said of a value that would be deeper.
pub fn too_deep() -> Value {
    Value::from(format!("layercake does not simulate values nested more than {DEEPEST} deep"))
}

/// A value; a clone shares what it holds.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(Rc<str>),
    List(Rc<List>),
    Map(Rc<Map>),
}

/// An array.
#[derive(Clone, Debug, Default)]
pub struct List {
    items: Vec<Value>,
    depth: u16,
}

impl List {
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// Appends; an error if the whole would be too deep.
    pub fn push(&mut self, value: Value) -> Result<(), Value> {
        self.depth = self.depth.max(above(&value)?);
        self.items.push(value);
        Ok(())
    }

    /// Puts a value at a place; what is missing before it is null.
    pub fn put(&mut self, at: usize, value: Value) -> Result<(), Value> {
        self.depth = self.depth.max(above(&value)?);
        if at >= self.items.len() {
            crate::allowance::insist_room((at - self.items.len()).saturating_mul(size_of::<Value>()));
            self.items.resize(at + 1, Value::Null);
        }
        if let Some(place) = self.items.get_mut(at) {
            *place = value;
        }
        Ok(())
    }

    /// Takes a value out; null is left in its place.
    pub fn take(&mut self, at: usize) -> Value {
        self.items.get_mut(at).map(std::mem::take).unwrap_or_default()
    }

    pub fn append(&mut self, other: &[Value]) -> Result<(), Value> {
        other.iter().try_for_each(|value| self.push(value.clone()))
    }
}

impl Drop for List {
    fn drop(&mut self) {
        if self.depth > 1 {
            bury(std::mem::take(&mut self.items));
        }
    }
}

/// Drops values one after the other: what calls itself for each level takes more of the stack than there is.
fn bury(mut waiting: Vec<Value>) {
    while let Some(value) = waiting.pop() {
        match value {
            Value::List(list) => {
                waiting.extend(Rc::into_inner(list).map(|mut list| std::mem::take(&mut list.items)).unwrap_or_default())
            }
            Value::Map(map) => waiting.extend(Rc::into_inner(map).map(|mut map| map.take_all()).unwrap_or_default()),
            _ => {}
        }
    }
}

/// How deep something is that holds this value.
fn above(value: &Value) -> Result<u16, Value> {
    let depth = value.depth() + 1;
    if depth > DEEPEST { Err(too_deep()) } else { Ok(depth) }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Number(Number::from(value))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl Value {
    /// A whole number: a length, a place.
    pub fn count(count: usize) -> Value {
        Value::from(count as f64)
    }

    pub fn list(items: Vec<Value>) -> Result<Value, Value> {
        let mut depth = 1;
        for item in &items {
            depth = depth.max(above(item)?);
        }
        Ok(Value::List(Rc::new(List { items, depth })))
    }

    pub fn object<const N: usize>(rows: [(&str, Value); N]) -> Result<Value, Value> {
        let mut map = Map::default();
        for (key, value) in rows {
            map.insert(key.into(), value)?;
        }
        Ok(Value::Map(Rc::new(map)))
    }

    fn depth(&self) -> u16 {
        match self {
            Value::List(list) => list.depth,
            Value::Map(map) => map.depth(),
            _ => 0,
        }
    }

    /// Whether it counts as true.
    pub fn holds(&self) -> bool {
        !matches!(self, Value::Null | Value::Bool(false))
    }

    /// What kind it is, in jq's word.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) => "object",
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(number.value()),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&Rc<str>> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
