//! [`Arguments`]: the subject and parameters of a check or value; their names and types are looked at when they are read.

use super::Check;

/// A key of a check or value.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    /// What it means, for authors.
    pub about: &'static str,
}

/// What stands after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    /// A text or a list of texts.
    Texts,
    /// A whole number.
    Number,
    /// A list of numbers.
    Numbers,
    /// `true` or `false`.
    Flag,
    /// A list of checks.
    Checks,
}

/// A row of a table of keys.
pub(super) const fn key(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about }
}

impl Form {
    /// As the authors' page says it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Texts => "text or list of texts",
            Form::Number => "number",
            Form::Numbers => "list of numbers",
            Form::Flag => "true or false",
            Form::Checks => "list of checks",
        }
    }

    fn takes(self, value: &toml::Value) -> bool {
        let all = |fits: fn(&toml::Value) -> bool| value.as_array().is_some_and(|items| items.iter().all(fits));
        match self {
            Form::Text => value.is_str(),
            Form::Texts => value.is_str() || all(toml::Value::is_str),
            Form::Number => value.is_integer(),
            Form::Numbers => all(|item| item.is_integer() || item.is_float()),
            Form::Flag => value.is_bool(),
            Form::Checks => all(toml::Value::is_table),
        }
    }
}

/// A table whose keys have been checked.
#[derive(Clone, Debug)]
pub struct Arguments {
    table: toml::Table,
    subject: &'static str,
    checks: Vec<Check>,
}

impl Arguments {
    /// Refuses keys that are neither the subject nor among the parameters, and values of the wrong type.
    pub fn new(table: toml::Table, subject: &'static Key, parameters: &[&'static [Key]]) -> Result<Self, String> {
        let known = || [subject].into_iter().chain(parameters.iter().copied().flatten());
        let mut checks = Vec::new();
        for (name, value) in &table {
            let Some(key) = known().find(|key| key.name == name) else {
                let names: Vec<&str> = known().skip(1).map(|key| key.name).collect();
                let names = if names.is_empty() { "no other key".into() } else { names.join(", ") };
                return Err(format!("`{}` does not know the key `{name}` (it knows: {names})", subject.name));
            };
            if !key.form.takes(value) {
                return Err(format!("`{name}` of `{}` is to be a {}", subject.name, key.form.name()));
            }
            if key.form == Form::Checks {
                for item in value.as_array().into_iter().flatten().filter_map(toml::Value::as_table) {
                    checks.push(Check::of(item.clone())?);
                }
            }
        }
        Ok(Arguments { table, subject: subject.name, checks })
    }

    /// The subject as text; empty if it is something else.
    pub fn subject(&self) -> &str {
        self.text(self.subject).unwrap_or_default()
    }

    /// The subject as a list of texts; one text is a list of one.
    pub fn subjects(&self) -> Vec<&str> {
        self.list(self.subject)
    }

    /// The checks among the arguments.
    pub fn checks(&self) -> &[Check] {
        &self.checks
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

    /// A whole number that is not negative.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.number(name).and_then(|number| u64::try_from(number).ok())
    }

    /// A list of numbers.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        #[allow(clippy::cast_precision_loss)]
        let number = |item: &toml::Value| item.as_float().or_else(|| item.as_integer().map(|whole| whole as f64));
        let items = self.table.get(name).and_then(toml::Value::as_array);
        items.map(|items| items.iter().filter_map(number).collect()).unwrap_or_default()
    }

    /// Whether a flag is set; `None` if it is not there.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.table.get(name).and_then(toml::Value::as_bool)
    }

    /// Whether the key is there.
    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }
}
