//! [`Value`], the dictionary's [`Key`], and [`Dict`], which keeps its entries in the order in which they came.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::arguments::Arguments;
use super::syntax::Name;
use super::vm::Vm;
use super::{Fault, heap::Ref};
use crate::allowance::insist;

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    Undefined,
    /// `None`, `null`, `nil`
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Name),
    /// A name as a value (Ruby).
    Symbol(Name),
    Native(&'static Native),
    Object(Ref),
}

/// What a native function does.
pub type NativeRun = fn(&mut Vm<'_, '_>, Arguments) -> Result<Value, Fault>;

/// A function that is part of the language.
#[derive(Debug)]
pub struct Native {
    pub name: &'static str,
    pub run: NativeRun,
}

impl PartialEq for Value {
    /// Whether they are the same: texts and numbers by value, objects by identity.
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Undefined, Value::Undefined) | (Value::None, Value::None) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::Text(a), Value::Text(b)) | (Value::Symbol(a), Value::Symbol(b)) => a == b,
            (Value::Native(a), Value::Native(b)) => a.name == b.name,
            (Value::Object(a), Value::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Value {
        let text = text.as_ref();
        insist(text.len() as u64);
        Value::Text(Rc::from(text))
    }

    /// Whether it stands for nothing.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Value::Undefined | Value::None)
    }

    /// The number, whatever kind it has.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::text(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::text(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Int(value as i128)
    }
}

/// What a dictionary finds its entries by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Nothing,
    Undefined,
    /// Whole numbers, and truth values, which equal them.
    Int(i128),
    /// The bits of a number that is not whole.
    Float(u64),
    Text(Name),
    Symbol(Name),
    Tuple(Vec<Key>),
    Native(&'static str),
    Object(Ref),
}

/// Entries in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    entries: Vec<Option<(Value, Value)>>,
    places: BTreeMap<Key, usize>,
}

impl Dict {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The value of a key.
    pub fn get(&self, key: &Key) -> Option<&Value> {
        let place = self.places.get(key)?;
        self.entries.get(*place)?.as_ref().map(|(_, value)| value)
    }

    /// The value of a text.
    pub fn named(&self, name: &str) -> Option<&Value> {
        self.get(&Key::Text(Rc::from(name)))
    }

    /// Sets a value; a key that is new stands last.
    pub fn set(&mut self, key: Key, shown: Value, value: Value) {
        match self.places.get(&key).and_then(|place| self.entries.get_mut(*place)) {
            Some(Some(entry)) => entry.1 = value,
            _ => {
                self.places.insert(key, self.entries.len());
                self.entries.push(Some((shown, value)));
            }
        }
    }

    /// Sets the value of a text.
    pub fn put(&mut self, name: impl Into<Name>, value: Value) {
        let name: Name = name.into();
        self.set(Key::Text(name.clone()), Value::Text(name), value);
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &Key) -> Option<Value> {
        let place = self.places.remove(key)?;
        let (_, value) = self.entries.get_mut(place)?.take()?;
        if self.entries.len() > 16 && self.places.len() * 2 < self.entries.len() {
            self.tidy();
        }
        Some(value)
    }

    fn tidy(&mut self) {
        let mut news = vec![usize::MAX; self.entries.len()];
        let mut count = 0;
        for (place, entry) in self.entries.iter().enumerate() {
            if entry.is_some() {
                news[place] = count;
                count += 1;
            }
        }
        self.entries.retain(Option::is_some);
        self.places.values_mut().for_each(|place| *place = news[*place]);
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Value)> {
        self.entries.iter().flatten().map(|(key, value)| (key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> Vec<Value> {
        self.iter().map(|(key, _)| key.clone()).collect()
    }

    /// Whether all keys of another are among its own.
    pub fn holds(&self, other: &Dict) -> bool {
        other.places.keys().all(|key| self.places.contains_key(key))
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        *self = Dict::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order_over_removals() {
        let mut dict = Dict::default();
        for number in 0..40 {
            dict.set(Key::Int(number), Value::Int(number), Value::Int(number * 2));
        }
        for number in 0..35 {
            assert_eq!(dict.remove(&Key::Int(number)), Some(Value::Int(number * 2)));
        }
        dict.put("last", Value::None);
        assert_eq!(dict.len(), 6);
        assert_eq!(dict.get(&Key::Int(39)), Some(&Value::Int(78)));
        assert_eq!(dict.keys().last(), Some(&Value::text("last")));
    }
}
