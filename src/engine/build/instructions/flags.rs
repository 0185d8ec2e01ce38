//! Flags of instructions: `--name`, `--name=value` (BuildKit's `instructions/bflag.go`).

use std::collections::BTreeMap;

use super::{Fault, Outcome};
use crate::dockerfile::nearest_exact;

/// A flag that an instruction takes.
#[derive(Clone, Copy, Debug)]
pub enum Flags {
    /// `--name[=true|false]`
    Switch(&'static str),
    /// `--name=value`
    Text(&'static str),
    /// `--name=value`, several times.
    List(&'static str),
}

impl Flags {
    fn name(self) -> &'static str {
        match self {
            Flags::Switch(name) | Flags::Text(name) | Flags::List(name) => name,
        }
    }
}

/// The flags that were given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    values: BTreeMap<&'static str, Vec<String>>,
}

impl Given {
    /// Reads the flags of an instruction that knows these. A lone `--` ends them.
    pub fn read(given: &[String], known: &'static [Flags]) -> Outcome<Given> {
        let mut values: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for word in given {
            if word == "--" {
                break;
            }
            let Some(body) = word.strip_prefix("--") else {
                return Err(Fault::new(format!("arg should start with -- : {word}")));
            };
            let (name, value) = match body.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (body, None),
            };
            let Some(flag) = known.iter().copied().find(|flag| flag.name() == name) else {
                let nearest = nearest_exact(name, known.iter().map(|flag| flag.name()));
                return Err(Fault::new(format!("unknown flag: --{name}")).or_rather(nearest));
            };
            if values.contains_key(flag.name()) && !matches!(flag, Flags::List(_)) {
                return Err(Fault::new(format!("duplicate flag specified: --{name}")));
            }
            let missing = || Fault::new(format!("missing a value on flag: --{name}"));
            let value = match flag {
                Flags::Switch(_) => match value.map(str::to_lowercase).as_deref() {
                    None | Some("true") => "true".to_string(),
                    Some("false") => "false".to_string(),
                    Some("") => return Err(missing()),
                    Some(_) => {
                        let value = value.unwrap_or_default();
                        let text = format!("expecting boolean value for flag --{name}, not: {value}");
                        return Err(Fault::new(text));
                    }
                },
                Flags::Text(_) | Flags::List(_) => value.ok_or_else(missing)?.to_string(),
            };
            values.entry(flag.name()).or_default().push(value);
        }
        Ok(Given { values })
    }

    /// The value of a text; empty if it was not given.
    pub fn text(&self, name: &str) -> String {
        self.values.get(name).and_then(|values| values.first()).cloned().unwrap_or_default()
    }

    /// What a switch says, if it was given.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.values.get(name).and_then(|values| values.first()).map(|value| value == "true")
    }

    /// All values of a list.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }
}
