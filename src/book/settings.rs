//! [`Settings`]: what a book says of itself in `book.toml`, below `[preprocessor.layercake]`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The settings of a book.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// States with a name: the lines that lead to each, in a fresh sandbox.
    pub start: BTreeMap<String, Vec<String>>,
    /// The chapter whose `##` headings are terms that are linked from their first use, below the book's sources.
    pub glossary: Option<String>,
    /// A folder with the content of Docker Hub, instead of the built-in catalogue; from the book's root.
    pub hub: Option<String>,
    /// Whether commands print to a terminal of 80 columns (true), or to a pipe.
    pub terminal: bool,
    /// The folder with the page of layercake (`layercake.js`, `index.html`), from the root of the book as it is put on
    /// the web. Without it, there is no "Try it here"; nor is there with a `hub` of the book's own, which the page does
    /// not have.
    pub playground: Option<String>,
    /// mdBook's own keys.
    command: Option<serde_json::Value>,
    renderer: Option<serde_json::Value>,
    renderers: Option<serde_json::Value>,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    optional: Option<serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            start: BTreeMap::new(),
            glossary: None,
            hub: None,
            terminal: true,
            playground: None,
            command: None,
            renderer: None,
            renderers: None,
            before: None,
            after: None,
            optional: None,
        }
    }
}

impl Settings {
    /// Reads the table; nothing (`null`) is a table without keys. An unknown key is an error that names it.
    pub fn read(table: &serde_json::Value) -> Result<Settings, serde_json::Error> {
        if table.is_null() { Ok(Settings::default()) } else { Settings::deserialize(table) }
    }
}
