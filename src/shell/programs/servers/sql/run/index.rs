//! CREATE INDEX and DROP INDEX.

use super::keys::Keys;
use super::{Outcome, Ran, Session, counted, noted};
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{columns_of, place};
use crate::shell::programs::servers::sql::store::Index;
use crate::shell::programs::servers::sql::syntax::Named;

impl Session {
    pub(super) fn create_index(
        &mut self,
        name: Option<String>,
        named: &Named,
        columns: &[Named],
        unique: bool,
        if_missing: bool,
    ) -> Ran {
        let mut table = self.table(named)?.clone();
        let known = columns_of(&named.name, &table.columns);
        for column in columns {
            place(&known, column).map_err(|fault| match (fault, self.around.mysql) {
                (Fault::NoColumn { name, at }, true) => Fault::NoKeyColumn { name, at },
                (Fault::NoColumn { name, .. }, false) => Fault::NoIndexColumn { name },
                (fault, _) => fault,
            })?;
        }
        let columns: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let usual = || format!("{}_{}_idx", named.name, columns.join("_"));
        let name = name.unwrap_or_else(usual);
        let all = || self.database().map(|database| database.tables.iter());
        let taken = match self.around.mysql {
            true => table.indexes.contains_key(&name),
            false => all()?.any(|(own, table)| *own == name || table.indexes.contains_key(&name)),
        };
        if taken {
            let notice = format!("relation \"{name}\" already exists, skipping");
            return if if_missing { noted("CREATE INDEX", notice) } else { Err(Fault::IndexExists { name }) };
        }
        table.indexes.insert(name.clone(), Index { columns, unique });
        let rows = std::mem::take(&mut table.rows);
        let mut keys = Keys::of(&table, |_| true)?;
        for row in &rows {
            match keys.check(&named.name, &table, row) {
                Err(Fault::Duplicate { index: Some(index), columns, values, .. }) if index == name => {
                    return Err(Fault::NotUnique { index, columns, values });
                }
                _ => {}
            }
        }
        table.rows = rows;
        *self.table_mut(named)? = table;
        counted("CREATE INDEX", 0)
    }

    pub(super) fn drop_indexes(&mut self, names: Vec<String>, of: Option<&Named>, if_there: bool) -> Ran {
        let mut notice = None;
        for name in names {
            let gone = match of {
                Some(table) => self.table_mut(table)?.indexes.remove(&name).is_some(),
                None => {
                    let mut tables = self.database_mut()?.tables.values_mut();
                    tables.any(|table| table.indexes.remove(&name).is_some())
                }
            };
            match gone {
                true => self.changed = true,
                false if if_there => notice = Some(format!("index \"{name}\" does not exist, skipping")),
                false => return Err(Fault::NoIndex { name }),
            }
        }
        Ok(Outcome::Done { tag: "DROP INDEX", count: Some(0), notice })
    }
}
