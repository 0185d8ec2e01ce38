//! [`Keys`]: what a table asks of a row.

use std::collections::BTreeSet;

use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::LOOK;
use crate::shell::programs::servers::sql::store::Table;
use crate::shell::programs::servers::sql::value::Value;

/// Columns whose values together are in one row at most.
struct Key {
    primary: bool,
    /// The index that it is.
    index: Option<String>,
    places: Vec<usize>,
    taken: BTreeSet<Vec<(u8, String)>>,
}

/// The keys of a table, with what its rows have there.
pub(super) struct Keys {
    keys: Vec<Key>,
}

impl Keys {
    /// The keys of a table, and of the rows that `stays` those that are there.
    pub fn of(table: &Table, stays: impl Fn(usize) -> bool) -> Result<Keys, Fault> {
        let named = |names: &Vec<String>| -> Vec<usize> {
            names.iter().filter_map(|name| table.columns.iter().position(|column| column.name == *name)).collect()
        };
        let all = || table.columns.iter().enumerate();
        let primary: Vec<usize> = all().filter(|(_, column)| column.primary).map(|(at, _)| at).collect();
        let single = all().filter(|(_, column)| column.unique).map(|(at, _)| vec![at]);
        let uniques = single.chain(table.uniques.iter().map(named)).map(|places| (false, None, places));
        let indexes = table.indexes.iter().filter(|(_, index)| index.unique);
        let indexes = indexes.map(|(name, index)| (false, Some(name.clone()), named(&index.columns)));
        let keys = std::iter::once((true, None, primary)).chain(uniques).chain(indexes);
        let keys = keys.filter(|(.., places)| !places.is_empty());
        let key = |(primary, index, places)| Key { primary, index, places, taken: BTreeSet::new() };
        let mut keys = Keys { keys: keys.map(key).collect() };
        for (_, row) in table.rows.iter().enumerate().filter(|(at, _)| stays(*at)) {
            keys.take(row)?;
        }
        Ok(keys)
    }

    /// The row that has a key of this one's already: of these columns, or of any. `None`: none of the keys is of these.
    pub fn clash(&self, table: &Table, row: &[Value], of: &[usize]) -> Result<Option<Option<usize>>, Fault> {
        let sorted = |places: &[usize]| places.iter().copied().collect::<BTreeSet<usize>>();
        let mut meant = self.keys.iter().filter(|key| of.is_empty() || sorted(&key.places) == sorted(of)).peekable();
        if meant.peek().is_none() && !of.is_empty() {
            return Ok(None);
        }
        for key in meant {
            allowance::work(LOOK.saturating_mul(table.rows.len() as u64))?;
            let values = |row: &[Value]| -> Vec<(u8, String)> {
                key.places.iter().filter_map(|at| row.get(*at)).map(Value::identity).collect()
            };
            let wanted = values(row);
            let nothing = key.places.iter().any(|at| row.get(*at).is_none_or(|value| *value == Value::Null));
            let same = |other: &Vec<Value>| !nothing && values(other) == wanted;
            if let Some(at) = table.rows.iter().position(same) {
                return Ok(Some(Some(at)));
            }
        }
        Ok(Some(None))
    }

    /// The row's values are taken; the key that they were taken in already, if there is one.
    fn take(&mut self, row: &[Value]) -> Result<Option<&Key>, Fault> {
        allowance::work(LOOK)?;
        for key in &mut self.keys {
            let values = || key.places.iter().filter_map(|at| row.get(*at));
            // Nothing is never the same as nothing.
            let nothing = values().any(|value| *value == Value::Null);
            let whole: Vec<(u8, String)> = values().map(Value::identity).collect();
            if !nothing && !key.taken.insert(whole) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Whether a row can be added; from then on it counts.
    pub fn check(&mut self, name: &str, table: &Table, row: &[Value]) -> Result<(), Fault> {
        for (at, column) in table.columns.iter().enumerate() {
            if column.not_null && row.get(at).is_none_or(|value| *value == Value::Null) {
                let (table, column) = (name.to_string(), column.name.clone());
                return Err(Fault::Missing { table, column, row: row.to_vec() });
            }
        }
        let Some(key) = self.take(row)? else { return Ok(()) };
        let of = |at: &usize| table.columns.get(*at).map(|column| column.name.clone());
        Err(Fault::Duplicate {
            index: key.index.clone(),
            table: name.to_string(),
            columns: key.places.iter().filter_map(of).collect(),
            primary: key.primary,
            values: key.places.iter().filter_map(|at| row.get(*at).cloned()).collect(),
        })
    }
}
