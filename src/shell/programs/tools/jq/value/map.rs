//! [`Map`]: an object, which keeps the order in which its keys were put in.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Value, above, bury};

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Map {
    places: BTreeMap<Rc<str>, u64>,
    rows: BTreeMap<u64, (Rc<str>, Value)>,
    next: u64,
    depth: u16,
}

impl Map {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.places.get(key).and_then(|place| self.rows.get(place)).map(|(_, value)| value)
    }

    /// Puts a value in, at the place of the one that it replaces, or last.
    pub fn insert(&mut self, key: Rc<str>, value: Value) -> Result<(), Value> {
        self.depth = self.depth.max(above(&value)?);
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.next += 1;
            self.next
        });
        self.rows.insert(place, (key, value));
        Ok(())
    }

    pub fn remove(&mut self, key: &str) {
        if let Some(place) = self.places.remove(key) {
            self.rows.remove(&place);
        }
    }

    /// Takes a value out; null is left in its place.
    pub fn take(&mut self, key: &str) -> Value {
        let row = self.places.get(key).and_then(|place| self.rows.get_mut(place));
        row.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = (&Rc<str>, &Value)> {
        self.rows.values().map(|(key, value)| (key, value))
    }

    /// The first row behind a place, with its own place: to go on where somebody stopped.
    pub fn after(&self, place: u64) -> Option<(u64, &Rc<str>, &Value)> {
        self.rows.range(place + 1..).next().map(|(place, (key, value))| (*place, key, value))
    }

    /// The keys by their letters.
    pub fn keys(&self) -> impl Iterator<Item = &Rc<str>> {
        self.places.keys()
    }

    pub(super) fn take_all(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.rows).into_values().map(|(_, value)| value).collect()
    }

    pub(super) fn depth(&self) -> u16 {
        self.depth.max(1)
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if self.depth > 1 {
            bury(self.take_all());
        }
    }
}
