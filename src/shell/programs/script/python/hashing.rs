//! Hashes, and the order in which a set shows its values.
//!
//! Small whole numbers stand by their hash, as in CPython (`Objects/setobject.c`); texts, whose hash differs from run to
//! run, as they came.

use std::collections::VecDeque;

use crate::shell::programs::script::value::{Dict, Value};

/// `hash(number)` (CPython's `_PyHASH_MODULUS`).
const MODULUS: i128 = (1 << 61) - 1;
/// Places that are looked at behind the first, before the next jump.
const PROBES: usize = 9;
/// Values whose order is found out.
const MOST: usize = 50_000;

/// The hash of a whole number.
pub fn of_int(value: i128) -> i128 {
    match value % MODULUS {
        -1 => -2,
        hash => hash,
    }
}

/// The values of a set as a loop over it gives them.
pub fn in_order(set: &Dict) -> VecDeque<Value> {
    let keys = set.keys();
    let numbers = keys.iter().map(|key| match key {
        Value::Int(value) => Some(of_int(*value)),
        Value::Bool(value) => Some(i128::from(*value)),
        _ => None,
    });
    let Some(hashes) = numbers.collect::<Option<Vec<i128>>>() else { return keys.into() };
    if hashes.len() > MOST {
        return keys.into();
    }
    let mut table: Vec<Option<usize>> = vec![None; 8];
    for (index, hash) in hashes.iter().enumerate() {
        place(&mut table, *hash, index);
        let fill = index + 1;
        if fill * 5 >= (table.len() - 1) * 3 {
            let mut size = 8;
            while size <= fill * 4 {
                size *= 2;
            }
            let old = std::mem::replace(&mut table, vec![None; size]);
            for index in old.into_iter().flatten() {
                place(&mut table, hashes.get(index).copied().unwrap_or(0), index);
            }
        }
    }
    table.into_iter().flatten().filter_map(|index| keys.get(index).cloned()).collect()
}

/// Puts a value into the first place of its way that is free.
fn place(table: &mut [Option<usize>], hash: i128, index: usize) {
    let mask = table.len() - 1;
    let mut perturb = hash as u64;
    let mut at = (hash as u64 as usize) & mask;
    loop {
        let probes = if at + PROBES <= mask { PROBES } else { 0 };
        if let Some(free) = (at..=at + probes).find(|place| table.get(*place) == Some(&None)) {
            table[free] = Some(index);
            return;
        }
        perturb >>= 5;
        at = (at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
    }
}
