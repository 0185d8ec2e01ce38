//! pip's command line: options before or behind the verb, and in variables `PIP_…`.

use crate::shell::Process;

/// A command line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub verb: String,
    pub words: Vec<String>,
    options: Vec<(String, String)>,
    environment: Vec<(String, String)>,
    /// The first option that pip does not have.
    pub unknown: Option<String>,
    /// The first option whose value is missing.
    pub unfinished: Option<String>,
}

/// Options that take a value: long name and letter.
const VALUES: &[(&str, char)] = &[
    ("requirement", 'r'),
    ("constraint", 'c'),
    ("editable", 'e'),
    ("target", 't'),
    ("index-url", 'i'),
    ("find-links", 'f'),
    ("dest", 'd'),
    ("wheel-dir", 'w'),
    ("extra-index-url", ' '),
    ("prefix", ' '),
    ("root", ' '),
    ("cache-dir", ' '),
    ("timeout", ' '),
    ("retries", ' '),
    ("progress-bar", ' '),
    ("root-user-action", ' '),
    ("trusted-host", ' '),
    ("platform", ' '),
    ("python-version", ' '),
    ("implementation", ' '),
    ("abi", ' '),
    ("only-binary", ' '),
    ("no-binary", ' '),
    ("proxy", ' '),
    ("cert", ' '),
    ("client-cert", ' '),
    ("src", ' '),
    ("upgrade-strategy", ' '),
    ("python", ' '),
    ("log", ' '),
    ("exists-action", ' '),
    ("format", ' '),
    ("path", ' '),
    ("report", ' '),
    ("group", ' '),
    ("config-settings", 'C'),
    ("global-option", ' '),
    ("use-feature", ' '),
    ("use-deprecated", ' '),
    ("keyring-provider", ' '),
    ("exclude", ' '),
];

/// Options without a value.
const SWITCHES: &[(&str, char)] = &[
    ("help", 'h'),
    ("version", 'V'),
    ("quiet", 'q'),
    ("verbose", 'v'),
    ("upgrade", 'U'),
    ("yes", 'y'),
    ("files", 'f'),
    ("local", 'l'),
    ("outdated", 'o'),
    ("ignore-installed", 'I'),
    ("user", ' '),
    ("no-user", ' '),
    ("no-cache-dir", ' '),
    ("no-cache", ' '),
    ("no-deps", ' '),
    ("no-index", ' '),
    ("no-input", ' '),
    ("no-color", ' '),
    ("no-compile", ' '),
    ("compile", ' '),
    ("no-clean", ' '),
    ("no-warn-script-location", ' '),
    ("no-warn-conflicts", ' '),
    ("no-build-isolation", ' '),
    ("no-python-version-warning", ' '),
    ("no-python-downloads", ' '),
    ("no-use-pep517", ' '),
    ("use-pep517", ' '),
    ("disable-pip-version-check", ' '),
    ("break-system-packages", ' '),
    ("force-reinstall", ' '),
    ("ignore-requires-python", ' '),
    ("prefer-binary", ' '),
    ("pre", ' '),
    ("require-hashes", ' '),
    ("require-virtualenv", ' '),
    ("isolated", ' '),
    ("debug", ' '),
    ("dry-run", ' '),
    ("all", ' '),
    ("uptodate", ' '),
    ("not-required", ' '),
    ("editable-only", ' '),
];

impl Line {
    /// Reads the process's arguments.
    pub fn of(process: &Process<'_>) -> Line {
        let environment = process.environment.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix("PIP_")?.to_ascii_lowercase().replace('_', "-");
            Some((name, value.clone()))
        });
        let mut line = Line { environment: environment.collect(), ..Line::default() };
        let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
        while let Some(word) = words.next() {
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_string())),
                    None => (long, None),
                };
                line.option(&word, name, value, &mut words);
            } else if word.len() > 1 && word.starts_with('-') {
                line.letters(&word, &mut words);
            } else if line.verb.is_empty() {
                line.verb = word;
            } else {
                line.words.push(word);
            }
        }
        line
    }

    fn option(&mut self, word: &str, name: &str, value: Option<String>, rest: &mut impl Iterator<Item = String>) {
        if VALUES.iter().any(|(known, _)| *known == name) && !(name == "editable" && self.verb == "list") {
            match value.or_else(|| rest.next()) {
                Some(value) => self.options.push((name.into(), value)),
                None => self.unfinished = self.unfinished.take().or(Some(word.into())),
            }
        } else if SWITCHES.iter().any(|(known, _)| *known == name) || name == "editable" {
            self.options.push((name.into(), String::new()));
        } else {
            self.unknown = self.unknown.take().or(Some(word.into()));
        }
    }

    fn letters(&mut self, word: &str, rest: &mut impl Iterator<Item = String>) {
        let shows = self.verb == "show" || self.verb == "list";
        for (at, letter) in word.char_indices().skip(1) {
            let takes = VALUES.iter().find(|(_, own)| *own == letter && letter != ' ' && !shows);
            if let Some((name, _)) = takes {
                let tail = word.get(at + letter.len_utf8()..).unwrap_or_default();
                let tail = Some(tail.trim_start_matches('=').to_string()).filter(|tail| !tail.is_empty());
                self.option(&format!("-{letter}"), name, tail, rest);
                return;
            }
            match SWITCHES.iter().find(|(_, own)| *own == letter && letter != ' ') {
                Some((name, _)) => self.options.push((name.to_string(), String::new())),
                None if shows && letter == 'e' => self.options.push(("editable".into(), String::new())),
                None => self.unknown = self.unknown.take().or(Some(format!("-{letter}"))),
            }
        }
    }

    /// Whether a switch is on.
    pub fn has(&self, name: &str) -> bool {
        let set =
            |value: &str| !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "no" | "off" | "false" | "f" | "n");
        self.options.iter().any(|(own, _)| own == name)
            || self.environment.iter().any(|(own, value)| own == name && set(value))
    }

    /// Whether the cache is off: `--no-cache-dir`, or any value at all in `PIP_NO_CACHE_DIR`.
    pub fn no_cache(&self) -> bool {
        self.has("no-cache-dir")
            || self.environment.iter().any(|(own, value)| own == "no-cache-dir" && !value.is_empty())
    }

    /// The last value of an option.
    pub fn value(&self, name: &str) -> Option<&str> {
        let given = self.options.iter().rev().find(|(own, _)| own == name);
        let given = given.or_else(|| self.environment.iter().find(|(own, _)| own == name));
        given.map(|(_, value)| value.as_str())
    }

    /// All values of an option.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.options.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect()
    }
}
