//! The functions of jq.

mod lists;
mod texts;
mod values;

use serde_json::{Value, json};

use super::{Results, evaluate};
use crate::shell::programs::tools::jq::syntax::Filter;
use crate::shell::programs::tools::jq::value::{compare, described, holds, shown};

/// Functions by name and number of arguments.
const FUNCTIONS: &[(&str, usize)] = &[
    ("length", 0),
    ("keys", 0),
    ("keys_unsorted", 0),
    ("values", 0),
    ("add", 0),
    ("sort", 0),
    ("unique", 0),
    ("reverse", 0),
    ("first", 0),
    ("last", 0),
    ("min", 0),
    ("max", 0),
    ("not", 0),
    ("type", 0),
    ("tostring", 0),
    ("tonumber", 0),
    ("empty", 0),
    ("to_entries", 0),
    ("from_entries", 0),
    ("ascii_downcase", 0),
    ("ascii_upcase", 0),
    ("flatten", 0),
    ("tojson", 0),
    ("fromjson", 0),
    ("any", 0),
    ("all", 0),
    ("floor", 0),
    ("env", 0),
    ("map", 1),
    ("select", 1),
    ("has", 1),
    ("join", 1),
    ("split", 1),
    ("startswith", 1),
    ("endswith", 1),
    ("contains", 1),
    ("test", 1),
    ("sort_by", 1),
    ("group_by", 1),
    ("unique_by", 1),
    ("map_values", 1),
    ("del", 1),
    ("ltrimstr", 1),
    ("rtrimstr", 1),
    ("range", 1),
    ("any", 1),
    ("all", 1),
    ("with_entries", 1),
    ("index", 1),
    ("first", 1),
    ("limit", 2),
    ("max_by", 1),
    ("min_by", 1),
    ("recurse", 0),
    ("error", 1),
];

/// Whether a function is known.
pub fn knows(name: &str, arguments: usize) -> bool {
    FUNCTIONS.contains(&(name, arguments))
}

/// A function of jq that is called.
#[derive(Clone, Copy)]
struct Call<'a> {
    name: &'a str,
    arguments: &'a [Filter],
    input: &'a Value,
    variables: &'a [(String, Value)],
}

/// The values that a function gives.
pub fn call(
    name: &str,
    arguments: &[Filter],
    input: &Value,
    variables: &[(String, Value)],
    budget: &mut usize,
) -> Results {
    let call = Call { name, arguments, input, variables };
    if let Some(values) = call.streams(budget)? {
        return Ok(values);
    }
    for kind in [Call::of_lists, Call::of_values, Call::of_texts, Call::of_two_texts] {
        if let Some(value) = kind(&call, budget)? {
            return Ok(vec![value]);
        }
    }
    Err(format!("{name}: the sandbox does not simulate this function of jq"))
}

impl Call<'_> {
    /// The first argument's first value.
    fn one(&self, value: &Value, budget: &mut usize) -> Result<Value, String> {
        let Some(filter) = self.arguments.first() else { return Ok(Value::Null) };
        Ok(evaluate(filter, value, self.variables, budget)?.into_iter().next().unwrap_or_default())
    }

    fn list(&self) -> Results {
        self.input.as_array().cloned().ok_or_else(|| format!("Cannot iterate over {}", described(self.input)))
    }

    fn text(&self) -> Option<String> {
        self.input.as_str().map(str::to_string)
    }

    /// The list's values with what the argument makes of them, in its order.
    fn keyed(&self, budget: &mut usize) -> Result<Vec<(Value, Value)>, String> {
        let mut all = Vec::new();
        for value in self.list()? {
            all.push((self.one(&value, budget)?, value));
        }
        all.sort_by(|one, other| compare(&one.0, &other.0));
        Ok(all)
    }

    /// Functions that give any number of values.
    fn streams(&self, budget: &mut usize) -> Result<Option<Vec<Value>>, String> {
        let Call { name, arguments, input, variables } = *self;
        let values = match name {
            "empty" => Vec::new(),
            "select" => {
                let filter = arguments.first().unwrap_or(&Filter::Identity);
                let passes = evaluate(filter, input, variables, budget)?;
                passes.iter().filter(|value| holds(value)).map(|_| input.clone()).collect()
            }
            "values" if input.is_null() => Vec::new(),
            "values" => vec![input.clone()],
            "recurse" => evaluate(&Filter::Recurse, input, variables, budget)?,
            "error" => return Err(shown(&self.one(input, budget)?)),
            "range" => {
                let end = self.one(input, budget)?.as_i64().unwrap_or(0).clamp(0, 10_000);
                (0..end).map(|number| json!(number)).collect()
            }
            "first" if arguments.len() == 1 => {
                evaluate(&arguments[0], input, variables, budget)?.into_iter().take(1).collect()
            }
            "limit" => {
                let count = self.one(input, budget)?.as_u64().unwrap_or(0) as usize;
                let Some(filter) = arguments.get(1) else { return Err("limit/1 is not defined".into()) };
                evaluate(filter, input, variables, budget)?.into_iter().take(count).collect()
            }
            "with_entries" => {
                let entries = call("to_entries", &[], input, variables, budget)?.remove(0);
                let mapped = call("map", arguments, &entries, variables, budget)?.remove(0);
                call("from_entries", &[], &mapped, variables, budget)?
            }
            _ => return Ok(None),
        };
        Ok(Some(values))
    }
}
