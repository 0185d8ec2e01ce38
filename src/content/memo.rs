//! [`Memo`]: results of pure work that costs much, kept while they are fresh.
//!
//! After `undo` a learner builds the same thing again; a proof of a lesson does so for each way through a task.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What all results of a memo weigh, bytes, at most.
const ROOM: u64 = 32 << 20;
/// What a result weighs beside its bytes.
const ENTRY: u64 = 16 << 10;

/// Results by their keys. The oldest that nobody asked for goes first.
pub struct Memo<K, V> {
    /// The freshest last.
    kept: Mutex<Vec<Kept<K, V>>>,
}

struct Kept<K, V> {
    key: K,
    value: V,
    weight: u64,
}

impl<K: PartialEq, V: Clone> Memo<K, V> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Memo { kept: Mutex::new(Vec::new()) }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept<K, V>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The result for a key, if it is still known.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut kept = self.kept();
        let at = kept.iter().rposition(|kept| kept.key == *key)?;
        let found = kept.remove(at);
        let value = found.value.clone();
        kept.push(found);
        Some(value)
    }

    /// Keeps a result of so many bytes.
    pub fn keep(&self, key: K, value: V, bytes: u64) {
        let weight = bytes.saturating_add(ENTRY);
        let mut kept = self.kept();
        let mut room = ROOM;
        kept.push(Kept { key, value, weight });
        let fits = kept.iter().rev().take_while(|kept| match room.checked_sub(kept.weight) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
        let old = kept.len() - fits.count();
        kept.drain(..old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_stays_longest() {
        let memo = Memo::new();
        let third = ROOM / 3 - ENTRY;
        (1..=3).for_each(|key| memo.keep(key, key * 10, third));
        assert_eq!(memo.get(&1), Some(10));
        memo.keep(4, 40, third);
        assert_eq!([1, 2, 3, 4].map(|key| memo.get(&key)), [Some(10), None, Some(30), Some(40)]);
        memo.keep(5, 50, ROOM);
        assert_eq!([1, 5].map(|key| memo.get(&key)), [None, None]);
    }
}
