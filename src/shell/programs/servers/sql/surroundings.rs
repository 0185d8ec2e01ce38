//! [`Surroundings`]: the connection, as expressions see it; and the functions that they can call.

use super::Fault;
use super::value::Value;
use crate::allowance::insist_room;
use crate::clock::Timestamp;

/// What expressions can ask for besides their row.
pub struct Surroundings {
    pub mysql: bool,
    pub now: Timestamp,
    pub version: String,
    pub user: String,
    pub database: Option<String>,
}

/// Functions, and how many values they take at least and at most.
const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("abs", 1, 1),
    ("ceil", 1, 1),
    ("ceiling", 1, 1),
    ("char_length", 1, 1),
    ("coalesce", 1, usize::MAX),
    ("concat", 1, usize::MAX),
    ("current_catalog", 0, 0),
    ("current_database", 0, 0),
    ("current_date", 0, 0),
    ("current_timestamp", 0, 0),
    ("current_user", 0, 0),
    ("floor", 1, 1),
    ("greatest", 1, usize::MAX),
    ("least", 1, usize::MAX),
    ("left", 2, 2),
    ("length", 1, 1),
    ("localtimestamp", 0, 0),
    ("lower", 1, 1),
    ("mod", 2, 2),
    ("now", 0, 0),
    ("nullif", 2, 2),
    ("replace", 3, 3),
    ("reverse", 1, 1),
    ("right", 2, 2),
    ("round", 1, 2),
    ("session_user", 0, 0),
    ("substr", 2, 3),
    ("substring", 2, 3),
    ("trim", 1, 1),
    ("upper", 1, 1),
    ("user", 0, 0),
    ("version", 0, 0),
];

/// More of MySQL's.
const MYSQL: &[(&str, usize, usize)] =
    &[("curdate", 0, 0), ("database", 0, 0), ("if", 3, 3), ("ifnull", 2, 2), ("isnull", 1, 1), ("schema", 0, 0)];

/// Functions that PostgreSQL calls without brackets.
const CONSTANTS: [&str; 7] =
    ["current_timestamp", "current_date", "current_user", "session_user", "user", "current_catalog", "localtimestamp"];

impl Surroundings {
    /// Whether there is a function of this name that takes so many values.
    pub fn knows(&self, name: &str, count: usize) -> bool {
        let more = if self.mysql { MYSQL } else { &[] };
        let takes = |(own, least, most): &&(&str, usize, usize)| {
            own.eq_ignore_ascii_case(name) && (*least..=*most).contains(&count)
        };
        FUNCTIONS.iter().chain(more).any(|row| takes(&row))
    }

    /// A word that stands for a value.
    pub fn constant(&self, name: &str) -> Option<Value> {
        let name = name.to_lowercase();
        if CONSTANTS.contains(&name.as_str()) { self.of_connection(&name) } else { None }
    }

    /// A function's value; `None`: there is none of this name.
    pub fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Fault> {
        if !self.knows(name, arguments.len()) {
            return Ok(None);
        }
        if arguments.is_empty() {
            return Ok(self.of_connection(name));
        }
        let first = || arguments.iter().find(|value| **value != Value::Null).cloned().unwrap_or_default();
        // What is said of nothing.
        Ok(match (name, arguments) {
            ("coalesce" | "ifnull", _) => Some(first()),
            ("isnull", [one]) => Some(Value::Bool(*one == Value::Null)),
            ("nullif", [one, other]) => {
                let same = one.compare(other) == Some(std::cmp::Ordering::Equal);
                Some(if same { Value::Null } else { one.clone() })
            }
            ("if", [condition, yes, no]) => Some(if condition.truth() == Some(true) { yes } else { no }.clone()),
            ("concat", all) if !self.mysql => Some(together(all)),
            ("greatest" | "least", all) => {
                let nothing = self.mysql && all.contains(&Value::Null);
                Some(if nothing { Value::Null } else { outermost(all, name == "greatest") })
            }
            (_, all) if all.contains(&Value::Null) => Some(Value::Null),
            (name, all) => match of_values(name, all) {
                None if !self.mysql => {
                    let value = all.first().map(Value::plain).unwrap_or_default();
                    return Err(Fault::NotANumber { kind: "double precision".into(), value });
                }
                value => Some(value.unwrap_or_default()),
            },
        })
    }

    fn of_connection(&self, name: &str) -> Option<Value> {
        let stamp = if self.mysql { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S.%6f+00" };
        let user = if self.mysql { format!("{}@localhost", self.user) } else { self.user.clone() };
        Some(match name {
            "version" if self.mysql => Value::Text(self.version.clone()),
            "version" => {
                Value::Text(format!("PostgreSQL {} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit", self.version))
            }
            "now" | "current_timestamp" | "localtimestamp" => Value::Text(self.now.in_utc(stamp)),
            "current_date" | "curdate" => Value::Text(self.now.in_utc("%Y-%m-%d")),
            "current_user" | "session_user" | "user" => Value::Text(user),
            "database" | "current_database" | "current_catalog" | "schema" => {
                self.database.clone().map_or(Value::Null, Value::Text)
            }
            _ => return None,
        })
    }
}

fn outermost(all: &[Value], greatest: bool) -> Value {
    let wanted = if greatest { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less };
    let better = |best: Value, one: Value| if one.compare(&best) == Some(wanted) { one } else { best };
    all.iter().filter(|value| **value != Value::Null).cloned().reduce(better).unwrap_or_default()
}

/// A function of values none of which is nothing; `None`: they are not what it takes.
fn of_values(name: &str, arguments: &[Value]) -> Option<Value> {
    let float = |number: f64| Value::Float(number.into());
    let rounded = |one: &Value, round: fn(f64) -> f64| match one {
        Value::Int(number) => Some(Value::Int(*number)),
        one => one.number().map(|number| float(round(number))),
    };
    let count = |value: &Value| value.number().map(|number| number as i64);
    match (name, arguments) {
        ("upper", [one]) => Some(Value::Text(one.plain().to_uppercase())),
        ("lower", [one]) => Some(Value::Text(one.plain().to_lowercase())),
        ("trim", [one]) => Some(Value::Text(one.plain().trim_matches(' ').into())),
        ("reverse", [one]) => Some(Value::Text(one.plain().chars().rev().collect())),
        ("length" | "char_length", [one]) => Some(Value::Int(one.plain().chars().count() as i64)),
        ("concat", all) => Some(together(all)),
        ("replace", [text, from, _]) if from.plain().is_empty() => Some(text.clone()),
        ("replace", [text, from, to]) => {
            let (text, from, to) = (text.plain(), from.plain(), to.plain());
            insist_room(text.len() + text.matches(from.as_str()).count().saturating_mul(to.len()));
            Some(Value::Text(text.replace(&from, &to)))
        }
        ("left", [text, most]) => Some(part(&text.plain(), 1, count(most)?)),
        ("right", [text, most]) => {
            let length = text.plain().chars().count() as i64;
            Some(part(&text.plain(), length.saturating_sub(count(most)?).saturating_add(1), i64::MAX))
        }
        ("substr" | "substring", [text, from]) => Some(part(&text.plain(), count(from)?, i64::MAX)),
        ("substr" | "substring", [text, from, most]) => Some(part(&text.plain(), count(from)?, count(most)?)),
        ("abs", [Value::Int(number)]) => number.checked_abs().map(Value::Int),
        ("abs", [one]) => one.number().map(|number| float(number.abs())),
        ("floor", [one]) => rounded(one, f64::floor),
        ("ceil" | "ceiling", [one]) => rounded(one, f64::ceil),
        ("round", [one]) => rounded(one, f64::round),
        ("round", [one, digits]) => {
            let digits = usize::try_from(count(digits)?).ok().filter(|digits| *digits <= 30)?;
            Some(Value::Text(format!("{:.digits$}", one.number()?)))
        }
        ("mod", [Value::Int(one), Value::Int(other)]) => one.checked_rem(*other).map(Value::Int),
        ("mod", [one, other]) => Some(float(one.number()? % other.number()?)),
        _ => None,
    }
}

/// Letters of a text from a place on, which is counted from 1.
fn part(text: &str, from: i64, most: i64) -> Value {
    let end = from.saturating_add(most.max(0));
    let letters = text.chars().zip(1_i64..).filter(|(_, at)| (from..end).contains(at));
    Value::Text(letters.map(|(letter, _)| letter).collect())
}

/// All texts one after the other: an update may double them again and again.
pub fn together(all: &[Value]) -> Value {
    let mut text = String::new();
    for value in all {
        let part = value.plain();
        insist_room(2 * (text.len() + part.len()));
        text.push_str(&part);
    }
    Value::Text(text)
}
