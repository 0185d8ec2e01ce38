//! What a filter makes of a value: any number of values, and a problem that ends it.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::syntax::Filter;

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

type Results = Result<Vec<Value>, String>;

/// Bytes that a text may grow to.
const LONGEST: usize = 16 << 20;

/// What a filter that does too much is told.
const TOO_MUCH: &str = "more values than the sandbox makes for one filter";

/// How many values a value holds, itself included, up to `most`.
fn weight(value: &Value, most: usize) -> usize {
    let inner: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(values) => &mut values.iter(),
        Value::Object(rows) => &mut rows.values(),
        _ => return 1,
    };
    let mut sum = 1;
    for value in inner {
        sum += weight(value, most.saturating_sub(sum));
        if sum > most {
            break;
        }
    }
    sum
}

/// Takes values, and what they hold, from the budget.
fn charge(values: &[Value], budget: &mut usize) -> Result<(), String> {
    for value in values {
        if value.as_str().is_some_and(|text| text.len() > LONGEST) {
            return Err(format!("more than {LONGEST} bytes of text"));
        }
        *budget = budget.checked_sub(weight(value, *budget)).ok_or(TOO_MUCH)?;
    }
    Ok(())
}

/// Runs a filter: the values up to the problem, if there is one.
pub fn run(
    filter: &Filter,
    input: &Value,
    variables: &[(String, Value)],
    budget: &mut usize,
) -> (Vec<Value>, Option<String>) {
    match evaluate(filter, input, variables, budget) {
        Ok(values) => (values, None),
        Err(problem) => (Vec::new(), Some(problem)),
    }
}

fn evaluate(filter: &Filter, input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    *budget = budget.checked_sub(1).ok_or(TOO_MUCH)?;
    let values = values_of(filter, input, variables, budget)?;
    charge(&values, budget)?;
    Ok(values)
}

fn values_of(filter: &Filter, input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    let each = |filter: &Filter, budget: &mut usize| evaluate(filter, input, variables, budget);
    Ok(match filter {
        Filter::Identity => vec![input.clone()],
        Filter::Recurse => {
            let mut all = Vec::new();
            recurse(input, &mut all);
            all
        }
        Filter::Literal(value) => vec![value.clone()],
        Filter::Variable(name) => {
            let found = variables.iter().rev().find(|(own, _)| own == name);
            vec![found.map(|(_, value)| value.clone()).ok_or_else(|| format!("${name} is not defined"))?]
        }
        Filter::Text(parts) => {
            let mut text = String::new();
            for part in parts {
                let value = each(part, budget)?.into_iter().next().unwrap_or_default();
                text += &shown(&value);
            }
            vec![Value::String(text)]
        }
        Filter::Field(of, key) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                for key in each(key, budget)? {
                    all.push(index(&value, &key)?);
                }
            }
            all
        }
        Filter::Slice(of, start, end) => {
            let number = |filter: &Option<Box<Filter>>, budget: &mut usize| -> Result<Option<i64>, String> {
                let Some(filter) = filter else { return Ok(None) };
                Ok(evaluate(filter, input, variables, budget)?.first().and_then(Value::as_i64))
            };
            let (start, end) = (number(start, budget)?, number(end, budget)?);
            evaluate(of, input, variables, budget)?.iter().map(|value| slice(value, start, end)).collect::<Results>()?
        }
        Filter::Iterate(of) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                match value {
                    Value::Array(values) => all.extend(values),
                    Value::Object(rows) => all.extend(rows.into_iter().map(|(_, value)| value)),
                    other => return Err(format!("Cannot iterate over {}", described(&other))),
                }
            }
            all
        }
        Filter::Try(of) => each(of, budget).unwrap_or_default(),
        Filter::Pipe(left, right) => {
            let mut all = Vec::new();
            for value in each(left, budget)? {
                all.extend(evaluate(right, &value, variables, budget)?);
            }
            all
        }
        Filter::Comma(left, right) => {
            let mut all = each(left, budget)?;
            all.extend(each(right, budget)?);
            all
        }
        Filter::As(of, name, then) => {
            let mut all = Vec::new();
            for value in each(of, budget)? {
                let mut inner = variables.to_vec();
                inner.push((name.clone(), value));
                all.extend(evaluate(then, input, &inner, budget)?);
            }
            all
        }
        Filter::If(test, yes, no) => {
            let mut all = Vec::new();
            for value in each(test, budget)? {
                match (holds(&value), no) {
                    (true, _) => all.extend(each(yes, budget)?),
                    (false, Some(no)) => all.extend(each(no, budget)?),
                    (false, None) => all.push(input.clone()),
                }
            }
            all
        }
        Filter::Binary(operator, left, right) => binary(operator, left, right, input, variables, budget)?,
        Filter::Array(None) => vec![json!([])],
        Filter::Array(Some(inner)) => vec![Value::Array(each(inner, budget)?)],
        Filter::Object(rows) => objects(rows, input, variables, budget)?,
        Filter::Call(name, arguments) => call(name, arguments, input, variables, budget)?,
    })
}

/// One object for each way to choose a key and a value in each row.
fn objects(rows: &[(Filter, Filter)], input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
    let mut all = vec![Map::new()];
    for (key, value) in rows {
        let keys = evaluate(key, input, variables, budget)?;
        let values = evaluate(value, input, variables, budget)?;
        let mut next = Vec::new();
        for object in &all {
            for key in &keys {
                for value in &values {
                    let mut object = object.clone();
                    object.insert(shown(key), value.clone());
                    next.push(object);
                }
            }
        }
        all = next;
    }
    Ok(all.into_iter().map(Value::Object).collect())
}

fn recurse(value: &Value, all: &mut Vec<Value>) {
    all.push(value.clone());
    match value {
        Value::Array(values) => values.iter().for_each(|value| recurse(value, all)),
        Value::Object(rows) => rows.values().for_each(|value| recurse(value, all)),
        _ => {}
    }
}

fn holds(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        other => format!("{} ({other})", kind(other)),
    }
}

fn index(value: &Value, key: &Value) -> Result<Value, String> {
    match (value, key) {
        (Value::Object(rows), Value::String(key)) => Ok(rows.get(key).cloned().unwrap_or_default()),
        (Value::Array(values), Value::Number(at)) => {
            let at = at.as_i64().unwrap_or(0);
            let at = if at < 0 { at + values.len() as i64 } else { at };
            Ok(usize::try_from(at).ok().and_then(|at| values.get(at)).cloned().unwrap_or_default())
        }
        (Value::Null, Value::String(_) | Value::Number(_)) => Ok(Value::Null),
        (value, Value::String(key)) => Err(format!("Cannot index {} with \"{key}\"", kind(value))),
        (value, key) => Err(format!("Cannot index {} with {}", kind(value), kind(key))),
    }
}

fn slice(value: &Value, start: Option<i64>, end: Option<i64>) -> Result<Value, String> {
    let bounds = |length: usize| {
        let place = |at: i64| usize::try_from(if at < 0 { at + length as i64 } else { at }).unwrap_or(0).min(length);
        let (start, end) = (start.map_or(0, place), end.map_or(length, place));
        start..end.max(start)
    };
    match value {
        Value::Array(values) => Ok(Value::Array(values.get(bounds(values.len())).unwrap_or_default().to_vec())),
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            Ok(Value::String(letters.get(bounds(letters.len())).unwrap_or_default().iter().collect()))
        }
        Value::Null => Ok(Value::Null),
        other => Err(format!("Cannot index {} with object", kind(other))),
    }
}

/// jq's order of values of all kinds.
fn compare(one: &Value, other: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    };
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let first = one.iter().zip(other).map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
            first.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        _ => rank(one)
            .cmp(&rank(other))
            .then_with(|| if one == other { Ordering::Equal } else { one.to_string().cmp(&other.to_string()) }),
    }
}

fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn binary(
    operator: &str,
    left: &Filter,
    right: &Filter,
    input: &Value,
    variables: &[(String, Value)],
    budget: &mut usize,
) -> Results {
    if operator == "//" {
        let values: Vec<Value> =
            evaluate(left, input, variables, budget).unwrap_or_default().into_iter().filter(holds).collect();
        return if values.is_empty() { evaluate(right, input, variables, budget) } else { Ok(values) };
    }
    let mut all = Vec::new();
    for right in evaluate(right, input, variables, budget)? {
        for left in evaluate(left, input, variables, budget)? {
            let order = compare(&left, &right);
            all.push(match operator {
                "==" => json!(order.is_eq()),
                "!=" => json!(order.is_ne()),
                "<" => json!(order.is_lt()),
                "<=" => json!(order.is_le()),
                ">" => json!(order.is_gt()),
                ">=" => json!(order.is_ge()),
                "and" => json!(holds(&left) && holds(&right)),
                "or" => json!(holds(&left) || holds(&right)),
                _ => arithmetic(operator, &left, &right)?,
            });
        }
    }
    Ok(all)
}

fn arithmetic(operator: &str, left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match (operator, left, right) {
        ("+", Value::Null, other) | ("+", other, Value::Null) => other.clone(),
        ("+", Value::String(one), Value::String(other)) => json!(format!("{one}{other}")),
        ("+", Value::Array(one), Value::Array(other)) => Value::Array(one.iter().chain(other).cloned().collect()),
        ("+", Value::Object(one), Value::Object(other)) => {
            let mut whole = one.clone();
            whole.extend(other.clone());
            Value::Object(whole)
        }
        ("-", Value::Array(one), Value::Array(other)) => {
            Value::Array(one.iter().filter(|value| !other.contains(value)).cloned().collect())
        }
        ("/", Value::String(one), Value::String(other)) => json!(one.split(other.as_str()).collect::<Vec<_>>()),
        (_, Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            match operator {
                "+" => number(one + other),
                "-" => number(one - other),
                "*" => number(one * other),
                _ if other == 0.0 => {
                    return Err(format!(
                        "{} and {} cannot be divided because the divisor is zero",
                        described(left),
                        described(right)
                    ));
                }
                "/" => number(one / other),
                _ => number((one as i64).checked_rem(other as i64).unwrap_or(0) as f64),
            }
        }
        _ => {
            let verb = match operator {
                "+" => "added",
                "-" => "subtracted",
                "*" => "multiplied",
                _ => "divided",
            };
            return Err(format!("{} and {} cannot be {verb}", described(left), described(right)));
        }
    })
}

/// A function of jq that is called.
#[derive(Clone, Copy)]
struct Call<'a> {
    name: &'a str,
    arguments: &'a [Filter],
    input: &'a Value,
    variables: &'a [(String, Value)],
}

fn call(name: &str, arguments: &[Filter], input: &Value, variables: &[(String, Value)], budget: &mut usize) -> Results {
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

    /// Functions of a list.
    fn of_lists(&self, budget: &mut usize) -> Result<Option<Value>, String> {
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

    /// Functions of values of any kind.
    fn of_values(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let Call { name, arguments, input, variables } = *self;
        let made = match name {
            "map_values" => match input {
                Value::Object(rows) => {
                    let mut whole = Map::new();
                    for (key, value) in rows {
                        whole.insert(key.clone(), self.one(value, budget)?);
                    }
                    Value::Object(whole)
                }
                _ => Value::Array(self.list()?.iter().map(|value| self.one(value, budget)).collect::<Result<_, _>>()?),
            },
            "length" => match input {
                Value::Null => json!(0),
                Value::String(text) => json!(text.chars().count()),
                Value::Array(values) => json!(values.len()),
                Value::Object(rows) => json!(rows.len()),
                Value::Number(own) => number(own.as_f64().unwrap_or(0.0).abs()),
                other => return Err(format!("{} has no length", described(other))),
            },
            "keys" | "keys_unsorted" => match input {
                Value::Object(rows) => {
                    let mut keys: Vec<&String> = rows.keys().collect();
                    if name == "keys" {
                        keys.sort();
                    }
                    json!(keys)
                }
                Value::Array(values) => json!((0..values.len()).collect::<Vec<_>>()),
                other => return Err(format!("{} has no keys", described(other))),
            },
            "has" => match (input, self.one(input, budget)?) {
                (Value::Object(rows), Value::String(key)) => json!(rows.contains_key(&key)),
                (Value::Array(values), Value::Number(at)) => {
                    json!(at.as_u64().is_some_and(|at| (at as usize) < values.len()))
                }
                (value, key) => return Err(format!("Cannot check whether {} has a {} key", kind(value), kind(&key))),
            },
            "not" => json!(!holds(input)),
            "type" => json!(kind(input)),
            "tonumber" => match input {
                Value::Number(_) => input.clone(),
                Value::String(text) => {
                    number(text.trim().parse().map_err(|_| format!("Cannot parse '{text}' as JSON"))?)
                }
                other => return Err(format!("{} cannot be parsed as a number", described(other))),
            },
            "floor" => number(input.as_f64().unwrap_or(0.0).floor()),
            "env" => {
                variables.iter().find(|(name, _)| name == "ENV").map(|(_, value)| value.clone()).unwrap_or_default()
            }
            "to_entries" => match input {
                Value::Object(rows) => {
                    Value::Array(rows.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect())
                }
                other => return Err(format!("{} has no keys", described(other))),
            },
            "from_entries" => {
                let mut whole = Map::new();
                for entry in self.list()? {
                    let key = ["key", "k", "name", "Name", "Key"].iter().find_map(|name| entry.get(name));
                    let value = ["value", "v", "Value"].iter().find_map(|name| entry.get(name));
                    whole.insert(key.map(shown).unwrap_or_default(), value.cloned().unwrap_or_default());
                }
                Value::Object(whole)
            }
            "del" => deleted(arguments.first(), input),
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    /// Functions of a text, and to texts.
    fn of_texts(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let Call { name, input, .. } = *self;
        let made = match name {
            "tostring" | "@text" => json!(shown(input)),
            "tojson" | "@json" => json!(input.to_string()),
            "fromjson" => serde_json::from_str(&self.text().unwrap_or_default())
                .map_err(|_| format!("{} (while parsing '{}')", "Invalid literal", self.text().unwrap_or_default()))?,
            "ascii_downcase" => json!(self.text().ok_or("explode input must be a string")?.to_ascii_lowercase()),
            "ascii_upcase" => json!(self.text().ok_or("explode input must be a string")?.to_ascii_uppercase()),
            "join" => {
                let mark = shown(&self.one(input, budget)?);
                let parts: Vec<String> = self
                    .list()?
                    .iter()
                    .map(|value| if value.is_null() { String::new() } else { shown(value) })
                    .collect();
                json!(parts.join(&mark))
            }
            "@csv" | "@tsv" => {
                let cells: Vec<String> = self
                    .list()?
                    .iter()
                    .map(|value| match value {
                        Value::String(text) if name == "@csv" => format!("\"{}\"", text.replace('"', "\"\"")),
                        Value::Null => String::new(),
                        other => shown(other),
                    })
                    .collect();
                json!(cells.join(if name == "@csv" { "," } else { "\t" }))
            }
            "@base64" => {
                use base64::Engine;
                json!(base64::engine::general_purpose::STANDARD.encode(shown(input)))
            }
            "@base64d" => {
                use base64::Engine;
                let bytes = base64::engine::general_purpose::STANDARD
                    .decode(shown(input).trim())
                    .map_err(|_| format!("{} is not valid base64 data", described(input)))?;
                json!(String::from_utf8_lossy(&bytes))
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    /// Functions of a text and another one.
    fn of_two_texts(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let (own, argument) = (shown(self.input), self.one(self.input, budget)?);
        let other = shown(&argument);
        Ok(Some(match self.name {
            "split" => json!(own.split(other.as_str()).collect::<Vec<_>>()),
            "startswith" => json!(own.starts_with(&other)),
            "endswith" => json!(own.ends_with(&other)),
            "ltrimstr" => json!(own.strip_prefix(&other).unwrap_or(&own)),
            "rtrimstr" => json!(own.strip_suffix(&other).unwrap_or(&own)),
            "index" => own.find(&other).map_or(Value::Null, |at| json!(at)),
            "test" => json!(
                regex_lite::Regex::new(&other)
                    .map_err(|error| format!("{other} (at offset 0) is not a valid regex: {error}"))?
                    .is_match(&own)
            ),
            "contains" => json!(contains(self.input, &argument)),
            _ => return Ok(None),
        }))
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|own| contains(own, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            part.iter().all(|value| whole.iter().any(|own| contains(own, value)))
        }
        (Value::String(whole), Value::String(part)) => whole.contains(part.as_str()),
        (whole, part) => whole == part,
    }
}

/// `del(.key)`: what the path names goes.
fn deleted(path: Option<&Filter>, input: &Value) -> Value {
    let mut value = input.clone();
    match path {
        Some(Filter::Comma(one, other)) => return deleted(Some(other), &deleted(Some(one), input)),
        Some(Filter::Field(of, key)) => {
            let Filter::Literal(key) = key.as_ref() else { return value };
            let mut keys = vec![key.clone()];
            let mut inner = of.as_ref();
            while let Filter::Field(of, key) = inner {
                let Filter::Literal(key) = key.as_ref() else { return value };
                keys.push(key.clone());
                inner = of;
            }
            let mut place = Some(&mut value);
            while keys.len() > 1 {
                let key = keys.pop().unwrap_or_default();
                place = match (place, key) {
                    (Some(Value::Object(rows)), Value::String(key)) => rows.get_mut(&key),
                    (Some(Value::Array(values)), Value::Number(at)) => {
                        values.get_mut(at.as_u64().unwrap_or(0) as usize)
                    }
                    _ => None,
                };
            }
            match (place, keys.pop()) {
                (Some(Value::Object(rows)), Some(Value::String(key))) => {
                    rows.shift_remove(&key);
                }
                (Some(Value::Array(values)), Some(Value::Number(at))) => {
                    let at = at.as_u64().unwrap_or(0) as usize;
                    if at < values.len() {
                        values.remove(at);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
    value
}
