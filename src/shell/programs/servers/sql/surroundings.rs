//! [`Surroundings`]: the connection, as expressions see it.

use super::value::Value;
use crate::clock::Timestamp;

/// What expressions can ask for besides their row.
pub struct Surroundings {
    pub mysql: bool,
    pub now: Timestamp,
    pub version: String,
    pub user: String,
    pub database: Option<String>,
}

impl Surroundings {
    /// A word that stands for a value.
    pub fn constant(&self, name: &str) -> Option<Value> {
        self.call(&name.to_lowercase(), &[]).filter(|_| {
            ["current_timestamp", "current_date", "current_user", "session_user", "user", "current_catalog"]
                .contains(&name.to_lowercase().as_str())
        })
    }

    /// A function's value; `None`: there is none of this name.
    pub fn call(&self, name: &str, arguments: &[Value]) -> Option<Value> {
        let text = |value: &Value| value.plain();
        let stamp = if self.mysql { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S.%6f+00" };
        let user = if self.mysql { format!("{}@localhost", self.user) } else { self.user.clone() };
        Some(match (name, arguments) {
            ("version", []) if self.mysql => Value::Text(self.version.clone()),
            ("version", []) => {
                Value::Text(format!("PostgreSQL {} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit", self.version))
            }
            ("now" | "current_timestamp" | "localtimestamp", []) => Value::Text(self.now.in_utc(stamp)),
            ("current_date" | "curdate", []) => Value::Text(self.now.in_utc("%Y-%m-%d")),
            ("current_user" | "session_user" | "user", []) => Value::Text(user),
            ("database" | "current_database" | "current_catalog" | "schema", []) => {
                self.database.clone().map_or(Value::Null, Value::Text)
            }
            ("upper", [one]) => Value::Text(text(one).to_uppercase()),
            ("lower", [one]) => Value::Text(text(one).to_lowercase()),
            ("length" | "char_length", [one]) => Value::Int(text(one).chars().count() as i64),
            ("concat", all) => Value::Text(all.iter().map(text).collect()),
            ("coalesce", all) => all.iter().find(|value| **value != Value::Null).cloned().unwrap_or_default(),
            ("abs", [Value::Int(number)]) => Value::Int(number.wrapping_abs()),
            ("round", [one]) => one.number().map_or(Value::Null, |number| Value::Float(number.round())),
            _ => return None,
        })
    }
}
