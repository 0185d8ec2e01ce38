//! `package.json`: what a project says of itself.

use serde_json::{Map, Value};

use super::super::packages::{put, read_text};
use crate::vfs::{Errno, Files};

/// A project's description, every key in its place.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub value: Map<String, Value>,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    Missing,
    /// What the JSON parser says, and how the text begins.
    Json(String),
}

impl Manifest {
    /// Reads `package.json` in a directory.
    pub fn read(files: &dyn Files, folder: &str) -> Result<Manifest, Broken> {
        let path = format!("{}/package.json", folder.trim_end_matches('/'));
        if files.stat(&path, true).is_err() {
            return Err(Broken::Missing);
        }
        let text = read_text(files, &path);
        match serde_json::from_str(&text) {
            Ok(Value::Object(value)) => Ok(Manifest { value }),
            Ok(_) => Err(Broken::Json("Expected an object".into())),
            Err(error) => Err(Broken::Json(json_words(&text, &error))),
        }
    }

    /// Writes it, indented as npm does.
    pub fn write(&self, files: &mut dyn Files, folder: &str) -> Result<(), Errno> {
        let path = format!("{}/package.json", folder.trim_end_matches('/'));
        put(files, &path, format!("{}\n", self.text()).into(), 0o644)
    }

    /// As text.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(&self.value).unwrap_or_default()
    }

    /// A text field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// `NAME@VERSION`, as the head of a script's run shows it.
    pub fn title(&self) -> String {
        match (self.field("name"), self.field("version")) {
            (Some(name), Some(version)) => format!("{name}@{version}"),
            (Some(name), None) => name.to_string(),
            _ => String::new(),
        }
    }

    /// The names and ranges in a table (`dependencies`, `devDependencies`, `scripts`).
    pub fn table(&self, name: &str) -> Vec<(String, String)> {
        let table = self.value.get(name).and_then(Value::as_object);
        let rows = table.into_iter().flatten();
        rows.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string()))).collect()
    }

    /// The line of a script.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.value.get("scripts")?.get(name)?.as_str()
    }

    /// Puts a package into a table, sorted by name, and out of the others.
    pub fn depend(&mut self, table: &str, name: &str, range: &str) {
        for other in ["dependencies", "devDependencies", "optionalDependencies"] {
            if other != table
                && let Some(Value::Object(rows)) = self.value.get_mut(other)
            {
                rows.shift_remove(name);
            }
        }
        let rows = self.value.entry(table).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(rows) = rows {
            rows.insert(name.into(), Value::String(range.into()));
            rows.sort_keys();
        }
    }

    /// Takes a package out of all tables.
    pub fn forget(&mut self, name: &str) {
        for table in ["dependencies", "devDependencies", "optionalDependencies"] {
            if let Some(Value::Object(rows)) = self.value.get_mut(table) {
                rows.shift_remove(name);
                if rows.is_empty() {
                    self.value.shift_remove(table);
                }
            }
        }
    }
}

/// What Node's parser says of broken JSON.
fn json_words(text: &str, error: &serde_json::Error) -> String {
    let shown: String = text.chars().take(40).collect();
    if error.is_eof() {
        return format!("Unexpected end of JSON input while parsing near \"{}\"", shown.replace('\n', "\\n"));
    }
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let letter = line.chars().nth(error.column().saturating_sub(1)).unwrap_or(' ');
    let before: usize = text.lines().take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum();
    let position = before + error.column().saturating_sub(1);
    format!(
        "Unexpected token \"{letter}\" (0x{:X}), \"{}\"... is not valid JSON at position {position}",
        letter as u32,
        shown.replace('\n', "\\n")
    )
}
