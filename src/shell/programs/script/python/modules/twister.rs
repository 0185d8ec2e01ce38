//! `_twister`: the generator behind `random` (`Modules/_randommodule.c`; Matsumoto and Nishimura's MT19937).

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// Words of its state.
const SIZE: usize = 624;
const MIDDLE: usize = 397;

fn begin(seed: u32) -> Vec<u32> {
    let mut state = vec![seed];
    for index in 1..SIZE as u32 {
        let last = state.last().copied().unwrap_or(0);
        state.push(1_812_433_253u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(index));
    }
    state
}

/// The state that a key of several words leads to (`init_by_array`).
fn seeded(key: &[u32]) -> Vec<u32> {
    let mut state = begin(19_650_218);
    let (mut at, mut of) = (1, 0);
    for _ in 0..SIZE.max(key.len()) {
        let last = state[at - 1];
        let word = key.get(of).copied().unwrap_or(0);
        state[at] =
            (state[at] ^ (last ^ (last >> 30)).wrapping_mul(1_664_525)).wrapping_add(word).wrapping_add(of as u32);
        (at, of) = (at + 1, of + 1);
        if at >= SIZE {
            state[0] = state[SIZE - 1];
            at = 1;
        }
        if of >= key.len() {
            of = 0;
        }
    }
    for _ in 0..SIZE - 1 {
        let last = state[at - 1];
        state[at] = (state[at] ^ (last ^ (last >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(at as u32);
        at += 1;
        if at >= SIZE {
            state[0] = state[SIZE - 1];
            at = 1;
        }
    }
    state[0] = 0x8000_0000;
    state
}

/// The next state, and the numbers that it gives.
fn twisted(state: &mut [u32]) -> Vec<u32> {
    for at in 0..SIZE {
        let word = (state[at] & 0x8000_0000) | (state[(at + 1) % SIZE] & 0x7fff_ffff);
        let odd = if word & 1 == 1 { 0x9908_b0df } else { 0 };
        state[at] = state[(at + MIDDLE) % SIZE] ^ (word >> 1) ^ odd;
    }
    let tempered = |word: &u32| {
        let mut word = *word;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    };
    state.iter().map(tempered).collect()
}

fn words(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Vec<u32>, Fault> {
    let values = vm.collect(value)?;
    Ok(values.iter().map(|word| if let Value::Int(word) = word { *word as u32 } else { 0 }).collect())
}

fn list(vm: &mut Vm<'_, '_>, words: &[u32]) -> Result<Value, Fault> {
    vm.work(words.len())?;
    vm.list(words.iter().map(|word| Value::Int((*word).into())).collect())
}

pub static FUNCTIONS: &[Native] = &[
    // Words of a key → state.
    Native {
        name: "seed",
        run: |vm, a| {
            let key = words(vm, &a.at(0))?;
            let state = seeded(&key);
            list(vm, &state)
        },
    },
    // Changes a state; gives its numbers, the last first.
    Native {
        name: "twist",
        run: |vm, a: Arguments| {
            let mut state = words(vm, &a.at(0))?;
            state.resize(SIZE, 0);
            let mut numbers = twisted(&mut state);
            numbers.reverse();
            let state = state.iter().map(|word| Value::Int((*word).into())).collect();
            if let Value::Object(of) = a.at(0)
                && let Object::List(known) = vm.heap.get_mut(of)
            {
                *known = state;
            }
            list(vm, &numbers)
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        // `mt19937ar.out`, the first of them.
        let mut state = seeded(&[0x123, 0x234, 0x345, 0x456]);
        assert_eq!(twisted(&mut state)[..4], [1_067_595_299, 955_945_823, 477_289_528, 4_107_218_783]);
    }
}
