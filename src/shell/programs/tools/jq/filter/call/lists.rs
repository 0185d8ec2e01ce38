//! Functions of lists.

use serde_json::{Value, json};

use super::super::evaluate;
use super::Call;
use crate::shell::programs::tools::jq::syntax::Filter;
use crate::shell::programs::tools::jq::value::{arithmetic, compare, holds};

impl Call<'_> {
    /// Functions of a list.
    pub(super) fn of_lists(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let Call { name, arguments, variables, .. } = *self;
        let made = match name {
            "map" => {
                let filter = arguments.first().unwrap_or(&Filter::Identity);
                let mut all = Vec::new();
                for value in self.list()? {
                    all.extend(evaluate(filter, &value, variables, budget)?);
                }
                Value::Array(all)
            }
            "add" => {
                let mut whole = Value::Null;
                for value in self.list()? {
                    whole = arithmetic("+", &whole, &value)?;
                }
                whole
            }
            "sort" | "unique" => {
                let mut values = self.list()?;
                values.sort_by(compare);
                if name == "unique" {
                    values.dedup();
                }
                Value::Array(values)
            }
            "sort_by" => Value::Array(self.keyed(budget)?.into_iter().map(|(_, value)| value).collect()),
            "max_by" => self.keyed(budget)?.pop().map(|(_, value)| value).unwrap_or_default(),
            "min_by" => self.keyed(budget)?.into_iter().next().map(|(_, value)| value).unwrap_or_default(),
            "unique_by" => {
                let mut all = self.keyed(budget)?;
                all.dedup_by(|one, other| one.0 == other.0);
                Value::Array(all.into_iter().map(|(_, value)| value).collect())
            }
            "group_by" => {
                let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
                for (key, value) in self.keyed(budget)? {
                    match groups.last_mut() {
                        Some((last, group)) if *last == key => group.push(value),
                        _ => groups.push((key, vec![value])),
                    }
                }
                Value::Array(groups.into_iter().map(|(_, group)| Value::Array(group)).collect())
            }
            "reverse" => Value::Array(self.list()?.into_iter().rev().collect()),
            "first" => self.list()?.into_iter().next().unwrap_or_default(),
            "last" => self.list()?.pop().unwrap_or_default(),
            "min" => self.list()?.into_iter().min_by(compare).unwrap_or_default(),
            "max" => self.list()?.into_iter().max_by(compare).unwrap_or_default(),
            "any" | "all" => {
                let mut found = Vec::new();
                for value in self.list()? {
                    found.push(holds(&if arguments.is_empty() { value } else { self.one(&value, budget)? }));
                }
                json!(if name == "any" { found.contains(&true) } else { !found.contains(&false) })
            }
            "flatten" => {
                let mut all = Vec::new();
                for value in self.list()? {
                    match value {
                        Value::Array(values) => all.extend(values),
                        other => all.push(other),
                    }
                }
                Value::Array(all)
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }
}
