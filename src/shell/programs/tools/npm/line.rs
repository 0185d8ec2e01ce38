//! npm's command line: any option may stand anywhere, and unknown ones are taken.

use crate::shell::Process;

/// A command line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub verb: String,
    pub words: Vec<String>,
    /// What stands behind `--`.
    pub rest: Vec<String>,
    /// What stands behind the verb, as it was typed.
    pub behind: Vec<String>,
    options: Vec<(String, String)>,
}

/// Options that take the next word as their value.
const VALUES: &[&str] = &[
    "omit",
    "include",
    "only",
    "prefix",
    "registry",
    "cache",
    "loglevel",
    "workspace",
    "tag",
    "depth",
    "userconfig",
    "install-strategy",
    "cwd",
    "modules-folder",
    "network-timeout",
    "cache-folder",
    "dir",
    "filter",
    "fetch-retries",
    "fetch-timeout",
    "package",
    "call",
];

impl Line {
    /// Reads the process's arguments.
    pub fn of(process: &Process<'_>) -> Line {
        let mut line = Line::default();
        let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
        // What stands behind the program's name is the program's.
        let is_npx = process.name() == "npx";
        while let Some(word) = words.next() {
            if !line.verb.is_empty() && line.behind.is_empty() {
                line.behind = std::iter::once(word.clone()).chain(words.clone()).collect();
            }
            if is_npx && !line.verb.is_empty() {
                line.words = std::mem::take(&mut line.behind);
                break;
            }
            if word == "--" {
                line.rest = words.collect();
                break;
            }
            let Some(name) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).filter(|name| !name.is_empty())
            else {
                if line.verb.is_empty() {
                    line.verb = word
                } else {
                    line.words.push(word)
                }
                continue;
            };
            let long = word.starts_with("--");
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, value.to_string()),
                None if VALUES.contains(&name) || !long && matches!(name, "C" | "w" | "p" | "c") => {
                    (name, words.next().unwrap_or_default())
                }
                None => (name, "true".into()),
            };
            let name = match (long, name) {
                (false, "g") => "global",
                (false, "D") => "save-dev",
                (false, "S" | "P") => "save",
                (false, "O") => "save-optional",
                (false, "E") => "save-exact",
                (false, "f") => "force",
                (false, "y") => "yes",
                (false, "s") => "silent",
                (false, "v") => "version",
                (false, "h") => "help",
                (false, "C") => "prefix",
                (false, "p") => "package",
                (false, "c") => "call",
                (true, "dev") => "save-dev",
                (_, other) => other,
            };
            line.options.push((name.into(), value));
        }
        let environment = process.environment.iter().filter_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            Some((name.strip_prefix("npm_config_")?.replace('_', "-"), value.clone()))
        });
        let variables: Vec<(String, String)> = environment.collect();
        line.options.splice(0..0, variables);
        line
    }

    /// The same options without operands.
    pub fn without_words(mut self) -> Line {
        self.words.clear();
        self
    }

    /// Whether a switch is on.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value != "false")
    }

    /// The last value of an option.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether packages that are only for development are left out.
    pub fn omits_dev(&self, process: &Process<'_>) -> bool {
        let says =
            |name: &str, start: &str| self.options.iter().any(|(own, value)| own == name && value.starts_with(start));
        let named = says("omit", "dev") || says("only", "prod");
        let included = says("include", "dev") || self.value("production") == Some("false");
        let live = process.environment.get("NODE_ENV").is_some_and(|value| value == "production");
        (named || self.has("production") || self.has("prod") || live) && !included
    }
}
