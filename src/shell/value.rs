//! [`Value`]: what a variable holds. Texts, and bash's arrays.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A variable's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// Elements by number.
    List(BTreeMap<u64, String>),
    /// Elements by key (`declare -A`).
    Map(BTreeMap<Key, String>),
}

/// A key of an associative array. Keys are in the order in which bash lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(pub String);

/// How many chains bash's tables of associative arrays have (`ASSOC_HASH_BUCKETS` in its `assoc.h`).
const CHAINS: u32 = 1024;

impl Key {
    /// The chain that the key is in (`hash_string` in bash's `hashlib.c`: FNV-1).
    fn chain(&self) -> u32 {
        let hash = self.0.bytes().fold(2_166_136_261u32, |hash, byte| hash.wrapping_mul(16_777_619) ^ u32::from(byte));
        hash % CHAINS
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.chain(), &self.0).cmp(&(other.chain(), &other.0))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Value {
    /// The text; of an array its first element.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::List(list) => list.get(&0).map(String::as_str),
            Value::Map(map) => map.get(&Key("0".into())).map(String::as_str),
        }
    }

    /// Sets the text; of an array the first element.
    pub(super) fn set_first(&mut self, value: String) {
        match self {
            Value::Text(text) => *text = value,
            Value::List(list) => drop(list.insert(0, value)),
            Value::Map(map) => drop(map.insert(Key("0".into()), value)),
        }
    }

    /// All elements.
    pub fn elements(&self) -> Vec<String> {
        match self {
            Value::Text(text) => vec![text.clone()],
            Value::List(list) => list.values().cloned().collect(),
            Value::Map(map) => map.values().cloned().collect(),
        }
    }

    /// All texts in it: elements and keys.
    pub(super) fn texts(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Value::Text(text) => Box::new(std::iter::once(text.as_str())),
            Value::List(list) => Box::new(list.values().map(String::as_str)),
            Value::Map(map) => Box::new(map.iter().flat_map(|(key, text)| [key.0.as_str(), text])),
        }
    }

    /// All elements' numbers or keys.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Value::Text(_) => vec!["0".into()],
            Value::List(list) => list.keys().map(u64::to_string).collect(),
            Value::Map(map) => map.keys().map(|key| key.0.clone()).collect(),
        }
    }
}

/// A value as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Saved {
    Text(String),
    List { list: Vec<(u64, String)> },
    Map { map: Vec<(String, String)> },
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => return serializer.serialize_str(text),
            Value::List(list) => Saved::List { list: list.iter().map(|(at, text)| (*at, text.clone())).collect() },
            Value::Map(map) => {
                Saved::Map { map: map.iter().map(|(key, text)| (key.0.clone(), text.clone())).collect() }
            }
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Saved::deserialize(deserializer)? {
            Saved::Text(text) => Value::Text(text),
            Saved::List { list } => Value::List(list.into_iter().collect()),
            Saved::Map { map } => Value::Map(map.into_iter().map(|(key, text)| (Key(key), text)).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_down_and_read_again() {
        let list = Value::List([(0, "a".to_string()), (7, "b".to_string())].into());
        let map = Value::Map([(Key("k".into()), "v".to_string())].into());
        for (value, expected) in [
            (Value::Text("x".into()), r#""x""#),
            (list, r#"{"list":[[0,"a"],[7,"b"]]}"#),
            (map, r#"{"map":[["k","v"]]}"#),
        ] {
            let saved = serde_json::to_string(&value).unwrap();
            assert_eq!(saved, expected);
            assert_eq!(serde_json::from_str::<Value>(&saved).unwrap(), value);
        }
    }
}
