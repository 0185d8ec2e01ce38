//! Names as numbers, so that variables are found by comparing numbers.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::syntax::Name;

/// A name's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol(u32);

/// The names that a run knows.
#[derive(Default)]
pub struct Symbols {
    names: Vec<Name>,
    numbers: BTreeMap<Name, Symbol>,
}

impl Symbols {
    /// The number of a name.
    pub fn of(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.numbers.get(name) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let name: Name = Rc::from(name);
        self.names.push(name.clone());
        self.numbers.insert(name, symbol);
        symbol
    }

    /// The name of a number.
    pub fn name(&self, symbol: Symbol) -> Name {
        self.names.get(symbol.0 as usize).cloned().unwrap_or_else(|| Rc::from(""))
    }
}
