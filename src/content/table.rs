//! [`Table`]: a persistent map that is stored in small documents, so that one change writes a few of them, however
//! many entries there are.
//!
//! It is a tree over the SHA-256 of the key, four bits a level. A node with at most [`LEAF`] entries below it is a leaf;
//! so the same entries always make the same documents, whatever their history.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::part::sha2_of;
use super::{LoadError, Part, Parts, Visit, VisitMut};

/// Entries in one document.
const LEAF: usize = 32;
/// Levels: the nibbles of a SHA-256. Below, a leaf holds whatever there is.
const LEVELS: usize = 64;

/// A value of a table.
pub trait Entry: Parts + Clone + PartialEq + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Parts + Clone + PartialEq + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static> Entry for T {}

/// A number has no parts.
impl Parts for u32 {
    fn parts(&self, _visit: &mut Visit<'_>) {}
    fn parts_mut(&mut self, _visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        Ok(())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "V: Entry")]
enum Node<V: Entry> {
    #[serde(rename = "entries")]
    Leaf(BTreeMap<String, V>),
    #[serde(rename = "branches")]
    Branch(usize, BTreeMap<String, Part<Node<V>>>),
}

impl<V: Entry> Default for Node<V> {
    fn default() -> Self {
        Node::Leaf(BTreeMap::new())
    }
}

impl<V: Entry> Parts for Node<V> {
    fn parts(&self, visit: &mut Visit<'_>) {
        match self {
            Node::Leaf(entries) => entries.parts(visit),
            Node::Branch(_, branches) => branches.parts(visit),
        }
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        match self {
            Node::Leaf(entries) => entries.parts_mut(visit),
            Node::Branch(_, branches) => branches.parts_mut(visit),
        }
    }
}

/// A persistent map from text to values.
pub struct Table<V: Entry> {
    root: Part<Node<V>>,
}

/// SHA-256 of the key: its hexadecimal digits say which way to go on each level.
type Path = [u8; 32];

fn path(key: &str) -> Path {
    sha2_of(key.as_bytes())
}

/// One hexadecimal digit.
fn step(path: &Path, level: usize) -> &'static str {
    let byte = path.get(level / 2).copied().unwrap_or_default();
    let digit = usize::from(if level & 1 == 0 { byte >> 4 } else { byte & 15 });
    "0123456789abcdef".get(digit..=digit).unwrap_or_default()
}

impl<V: Entry> Table<V> {
    /// SHA-256 (hex) of its root document: equal tables have the same.
    pub fn digest(&self) -> &str {
        self.root.digest()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.root.get().len()
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&V> {
        let mut node = self.root.get();
        if let Node::Leaf(entries) = node {
            return entries.get(key);
        }
        let path = path(key);
        let mut level = 0;
        loop {
            match node {
                Node::Leaf(entries) => return entries.get(key),
                Node::Branch(_, branches) => node = branches.get(step(&path, level))?.get(),
            }
            level += 1;
        }
    }

    /// The value of `key`, for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.get(key)?;
        let path = path(key);
        let mut node = self.root.get_mut();
        let mut level = 0;
        loop {
            match node {
                Node::Leaf(entries) => return entries.get_mut(key),
                Node::Branch(_, branches) => node = branches.get_mut(step(&path, level))?.get_mut(),
            }
            level += 1;
        }
    }

    /// The value of `key`, for changing; `new` makes one that is not there.
    pub fn get_or_insert_with(&mut self, key: &str, new: impl FnOnce() -> V) -> &mut V {
        if self.get(key).is_none() {
            self.insert(key, new());
        }
        self.get_mut(key).expect("it is there, or was just put there")
    }

    /// Sets the value of `key`; gives the old one.
    pub fn insert(&mut self, key: &str, value: V) -> Option<V> {
        insert(&mut self.root, key, &path(key), 0, value)
    }

    /// Takes `key` out; gives its value.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.get(key)?;
        remove(&mut self.root, key, &path(key), 0)
    }

    /// All entries, in the order of the documents (not of the keys).
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        let mut todo = vec![self.root.get()];
        let mut leaf: Option<std::collections::btree_map::Iter<'_, String, V>> = None;
        std::iter::from_fn(move || {
            loop {
                if let Some((key, value)) = leaf.as_mut().and_then(Iterator::next) {
                    return Some((key.as_str(), value));
                }
                match todo.pop()? {
                    Node::Leaf(entries) => leaf = Some(entries.iter()),
                    Node::Branch(_, branches) => todo.extend(branches.values().rev().map(Part::get)),
                }
            }
        })
    }

    /// All entries in the order of their keys.
    pub fn sorted(&self) -> BTreeMap<&str, &V> {
        self.iter().collect()
    }
}

impl<V: Entry> Node<V> {
    fn len(&self) -> usize {
        match self {
            Node::Leaf(entries) => entries.len(),
            Node::Branch(count, _) => *count,
        }
    }
}

fn insert<V: Entry>(part: &mut Part<Node<V>>, key: &str, path: &Path, level: usize, value: V) -> Option<V> {
    let node = part.get_mut();
    let old = match node {
        Node::Leaf(entries) => entries.insert(key.into(), value),
        Node::Branch(count, branches) => {
            let branch = branches.entry(step(path, level).into()).or_default();
            let old = insert(branch, key, path, level + 1, value);
            if old.is_none() {
                *count += 1;
            }
            old
        }
    };
    split(node, level);
    old
}

fn split<V: Entry>(node: &mut Node<V>, level: usize) {
    let Node::Leaf(entries) = node else { return };
    if entries.len() <= LEAF || level >= LEVELS {
        return;
    }
    let count = entries.len();
    let mut leaves: BTreeMap<String, BTreeMap<String, V>> = BTreeMap::new();
    for (key, value) in std::mem::take(entries) {
        leaves.entry(step(&path(&key), level).into()).or_default().insert(key, value);
    }
    let branch = |(step, entries)| {
        let mut node = Node::Leaf(entries);
        split(&mut node, level + 1);
        (step, Part::new(node))
    };
    *node = Node::Branch(count, leaves.into_iter().map(branch).collect());
}

fn remove<V: Entry>(part: &mut Part<Node<V>>, key: &str, path: &Path, level: usize) -> Option<V> {
    let node = part.get_mut();
    let (count, branches) = match node {
        Node::Leaf(entries) => return entries.remove(key),
        Node::Branch(count, branches) => (count, branches),
    };
    let step = step(path, level);
    let branch = branches.get_mut(step)?;
    let old = remove(branch, key, path, level + 1)?;
    if branch.get().len() == 0 {
        branches.remove(step);
    }
    *count = count.saturating_sub(1);
    if *count <= LEAF {
        let mut all = BTreeMap::new();
        gather(node, &mut all);
        *node = Node::Leaf(all);
    }
    Some(old)
}

fn gather<V: Entry>(node: &Node<V>, into: &mut BTreeMap<String, V>) {
    match node {
        Node::Leaf(entries) => into.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone()))),
        Node::Branch(_, branches) => branches.values().for_each(|branch| gather(branch.get(), into)),
    }
}

impl<V: Entry> FromIterator<(String, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut table = Table::default();
        for (key, value) in entries {
            table.insert(&key, value);
        }
        table
    }
}
impl<V: Entry> Parts for Table<V> {
    fn parts(&self, visit: &mut Visit<'_>) {
        visit(&self.root);
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        visit(&mut self.root)
    }
}
impl<V: Entry> Clone for Table<V> {
    fn clone(&self) -> Self {
        Table { root: self.root.clone() }
    }
}
impl<V: Entry> Default for Table<V> {
    fn default() -> Self {
        Table { root: Part::default() }
    }
}
impl<V: Entry> PartialEq for Table<V> {
    fn eq(&self, other: &Self) -> bool {
        same(&self.root, &other.root)
    }
}

/// Whether two documents are equal, entry by entry where they are not the same in memory: nothing is digested for it.
/// (The same entries make the same documents.)
fn same<V: Entry>(one: &Part<Node<V>>, other: &Part<Node<V>>) -> bool {
    if one.is_same(other) || !one.is_resolved() || !other.is_resolved() {
        return one == other;
    }
    match (one.get(), other.get()) {
        (Node::Leaf(one), Node::Leaf(other)) => one == other,
        (Node::Branch(count, one), Node::Branch(counted, other)) => {
            let alike = |((step, one), (path, other))| step == path && same(one, other);
            count == counted && one.len() == other.len() && one.iter().zip(other).all(alike)
        }
        _ => false,
    }
}
impl<V: Entry> Eq for Table<V> {}
impl<V: Entry> fmt::Debug for Table<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.sorted()).finish()
    }
}
impl<V: Entry> Serialize for Table<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.serialize(serializer)
    }
}
impl<'de, V: Entry> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Table { root: Part::deserialize(deserializer)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_map_and_forgets_its_history(changes in prop::collection::vec((0..90_u32, any::<bool>()), 0..400)) {
            let (mut table, mut model) = (Table::<u32>::default(), BTreeMap::new());
            for (number, put) in changes {
                let key = format!("key {number}");
                if put {
                    prop_assert_eq!(table.insert(&key, number), model.insert(key, number));
                } else {
                    prop_assert_eq!(table.remove(&key), model.remove(&key));
                }
                prop_assert_eq!(table.len(), model.len());
                prop_assert_eq!(table.get_mut("key 7"), model.get_mut("key 7"));
            }
            prop_assert!(table.sorted().into_iter().eq(model.iter().map(|(key, value)| (key.as_str(), value))));
            let mut again = Table::default();
            for (key, value) in model.iter().rev() {
                again.insert(key, *value);
                prop_assert_eq!(again.get(key), Some(value));
            }
            prop_assert_eq!(table.root.digest(), again.root.digest());
        }
    }
}
