//! Sorting where comparing runs the program and may fail.

use super::Vm;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::value::Value;

/// A value with what it is sorted by.
type Keyed<K> = (K, Value);

/// The values in order: a merge sort. What `goes_first` does not put before the other stays where it is.
pub fn sorted<K: Clone>(
    vm: &mut Vm<'_, '_>,
    mut keyed: Vec<Keyed<K>>,
    mut goes_first: impl FnMut(&mut Vm<'_, '_>, &Keyed<K>, &Keyed<K>) -> Result<bool, Fault>,
) -> Result<Vec<Value>, Fault> {
    let mut width = 1;
    while width < keyed.len() {
        let mut merged = Vec::with_capacity(keyed.len());
        for pair in keyed.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(earlier), Some(later)) = (left.peek(), right.peek()) {
                vm.work(1)?;
                let next = if goes_first(vm, later, earlier)? { right.next() } else { left.next() };
                merged.extend(next.cloned());
            }
            merged.extend(left.cloned());
            merged.extend(right.cloned());
        }
        keyed = merged;
        width *= 2;
    }
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}
