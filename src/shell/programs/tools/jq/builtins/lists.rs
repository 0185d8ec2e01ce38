//! Functions of lists: sorting, grouping, the least and the greatest.

use super::{argument, both_wrong, native, wrong};
use crate::shell::programs::tools::jq::syntax::{Made, Native};
use crate::shell::programs::tools::jq::value::{List, Value, compare, equal, sorted};

const NOT_SORTABLE: &str = "cannot be sorted, as it is not an array";
const NOT_BOTH: &str = "cannot be sorted, as they are not both arrays";

pub(super) static NATIVES: &[Native] = &[
    native("sort", 0, |value, _| match &value {
        Value::List(list) => values(sorted(alone(list))),
        other => wrong(other, NOT_SORTABLE),
    }),
    native("unique", 0, |value, _| match &value {
        Value::List(list) => values(distinct(sorted(alone(list)))),
        other => wrong(other, NOT_SORTABLE),
    }),
    native("_sort_by", 1, |value, arguments| values(sorted(keyed(&value, argument(arguments, 0))?))),
    native("_unique_by", 1, |value, arguments| values(distinct(sorted(keyed(&value, argument(arguments, 0))?)))),
    native("_group_by", 1, |value, arguments| {
        let mut groups: Vec<(Value, List)> = Vec::new();
        for (key, value) in sorted(keyed(&value, argument(arguments, 0))?) {
            match groups.last_mut() {
                Some((last, group)) if equal(last, &key) => group.push(value)?,
                _ => {
                    let mut group = List::default();
                    group.push(value)?;
                    groups.push((key, group));
                }
            }
        }
        Value::list(groups.into_iter().map(|(_, group)| Value::List(group.into())).collect())
    }),
    native("min", 0, |value, _| extreme(&value, &value, false)),
    native("max", 0, |value, _| extreme(&value, &value, true)),
    native("_min_by", 1, |value, arguments| extreme(&value, argument(arguments, 0), false)),
    native("_max_by", 1, |value, arguments| extreme(&value, argument(arguments, 0), true)),
    native("bsearch", 1, |value, arguments| match &value {
        Value::List(list) => {
            let target = argument(arguments, 0);
            Ok(match list.items().binary_search_by(|item| compare(item, target)) {
                Ok(at) => Value::count(at),
                Err(at) => Value::from(-1.0 - at as f64),
            })
        }
        other => wrong(other, "cannot be searched from"),
    }),
];

fn alone(list: &List) -> Vec<(Value, Value)> {
    list.items().iter().map(|item| (item.clone(), item.clone())).collect()
}

fn values(rows: Vec<(Value, Value)>) -> Made {
    Value::list(rows.into_iter().map(|(_, value)| value).collect())
}

/// The first one of each that are equal by their keys.
fn distinct(mut rows: Vec<(Value, Value)>) -> Vec<(Value, Value)> {
    rows.dedup_by(|one, other| equal(&one.0, &other.0));
    rows
}

/// Each value with its key.
fn keyed(whole: &Value, keys: &Value) -> Result<Vec<(Value, Value)>, Value> {
    match (whole, keys) {
        (Value::List(whole), Value::List(keys)) => {
            Ok(keys.items().iter().cloned().zip(whole.items().iter().cloned()).collect())
        }
        _ => Err(both_wrong(whole, keys, NOT_BOTH).err().unwrap_or_default()),
    }
}

/// Of several that are equal, the last one is the greatest, and the first one the least.
fn extreme(whole: &Value, keys: &Value, greatest: bool) -> Made {
    let (Value::List(whole), Value::List(keys)) = (whole, keys) else {
        return both_wrong(whole, keys, "cannot be iterated over");
    };
    let mut best: Option<(&Value, &Value)> = None;
    for (key, value) in keys.items().iter().zip(whole.items()) {
        let better = best.is_none_or(|(own, _)| {
            let order = compare(key, own);
            if greatest { order.is_ge() } else { order.is_lt() }
        });
        if better {
            best = Some((key, value));
        }
    }
    Ok(best.map(|(_, value)| value.clone()).unwrap_or_default())
}
