//! [`Arguments`]: the subject and parameters of a check or value, with their types looked at when they are read.

/// A table whose keys have been checked.
#[derive(Clone, Debug)]
pub struct Arguments {
    table: toml::Table,
    key: &'static str,
}

impl Arguments {
    /// Refuses keys that are neither `key` nor among `parameters`.
    pub fn new(table: toml::Table, key: &'static str, parameters: &[&str]) -> Result<Self, String> {
        match table.keys().find(|name| *name != key && !parameters.contains(&name.as_str())) {
            Some(unknown) => {
                let known = if parameters.is_empty() { "none".into() } else { parameters.join(", ") };
                Err(format!("`{key}` does not know the key `{unknown}` (it knows: {known})"))
            }
            None => Ok(Arguments { table, key }),
        }
    }

    /// The subject as text; empty if it is something else.
    pub fn subject(&self) -> &str {
        self.text(self.key).unwrap_or_default()
    }

    /// The subject as a list of texts; one text is a list of one.
    pub fn subjects(&self) -> Vec<&str> {
        self.list(self.key)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.table.get(name).and_then(toml::Value::as_str)
    }

    /// A list of texts.
    pub fn list(&self, name: &str) -> Vec<&str> {
        match self.table.get(name) {
            Some(toml::Value::String(text)) => vec![text],
            Some(toml::Value::Array(items)) => items.iter().filter_map(toml::Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.table.get(name).and_then(toml::Value::as_integer)
    }

    /// A list of whole numbers.
    pub fn numbers(&self, name: &str) -> Vec<i64> {
        let items = self.table.get(name).and_then(toml::Value::as_array);
        items.map(|items| items.iter().filter_map(toml::Value::as_integer).collect()).unwrap_or_default()
    }

    /// Whether a flag is set.
    pub fn flag(&self, name: &str) -> bool {
        self.table.get(name).and_then(toml::Value::as_bool).unwrap_or(false)
    }
}
