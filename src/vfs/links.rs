//! [`Links`]: which names are names of the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::parts;

use super::path::below;

/// The files of a tree that have several names. Paths are absolute and normalised; a group has at least two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Links {
    groups: BTreeMap<u64, BTreeSet<Arc<str>>>,
}

impl Links {
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The groups of names.
    pub fn groups(&self) -> impl Iterator<Item = &BTreeSet<Arc<str>>> {
        self.groups.values()
    }

    /// The names in a group.
    pub fn names(&self, group: u64) -> impl Iterator<Item = &Arc<str>> {
        self.groups.get(&group).into_iter().flatten()
    }

    pub fn count(&self, group: u64) -> u32 {
        self.groups.get(&group).map_or(1, |names| u32::try_from(names.len()).unwrap_or(u32::MAX))
    }

    /// A new group with one name; the caller adds another.
    pub fn start(&mut self, name: &str) -> u64 {
        let group = self.groups.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        self.add(group, name);
        group
    }

    pub fn add(&mut self, group: u64, name: &str) {
        self.groups.entry(group).or_default().insert(name.into());
    }

    /// Takes the names out that are `path` or below it. Returns the names that are left alone; their groups are gone.
    pub fn remove_below(&mut self, path: &str) -> Vec<Arc<str>> {
        let mut alone = Vec::new();
        self.groups.retain(|_, names| {
            names.retain(|name| below(name, path).is_none());
            if names.len() == 1 {
                alone.extend(names.pop_first());
            }
            !names.is_empty()
        });
        alone
    }

    /// Takes one name out of its group. Returns the name that is left alone, if so; the group is gone then.
    pub fn remove(&mut self, group: u64, path: &str) -> Option<Arc<str>> {
        let names = self.groups.get_mut(&group)?;
        names.remove(path);
        if names.len() > 1 {
            return None;
        }
        self.groups.remove(&group)?.pop_first()
    }

    /// Renames everything that is `from` or below it.
    pub fn rename(&mut self, from: &str, to: &str) {
        for names in self.groups.values_mut() {
            let moved: Vec<_> = names.iter().filter(|name| below(name, from).is_some()).cloned().collect();
            for name in moved {
                names.remove(&name);
                names.insert(format!("{to}{}", &name[from.len()..]).into());
            }
        }
    }
}

parts!(Links {} besides { groups });
