//! [`Shell`]: what a shell knows between two commands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::absolute::absolute;
use super::environment::Environment;
use super::jobs::Jobs;
use super::language::Function;
use super::limits::Limits;
use super::secret::Unseen;
use super::value::Value;
use super::{Dialect, Flavour};
use crate::clock::Timestamp;

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// `None`: declared (exported, local) but not set.
    pub value: Option<Value>,
    pub exported: bool,
    pub readonly: bool,
    /// What becomes of a value that is assigned (bash's `declare`).
    #[serde(default, skip_serializing_if = "Form::is_plain")]
    pub form: Form,
}

/// What becomes of a value that is assigned (bash's `declare`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    #[default]
    Plain,
    /// `-i`: it is an expression, its value is kept.
    Integer,
    /// `-u`
    Upper,
    /// `-l`
    Lower,
    /// `-n`: the variable is another name of the one that it holds the name of.
    Reference,
}

impl Form {
    fn is_plain(&self) -> bool {
        *self == Form::Plain
    }
}

impl Variable {
    /// Its text; of an array the first element.
    pub fn text(&self) -> Option<&str> {
        self.value.as_ref()?.text()
    }
}

/// The switches of `set`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellOptions {
    pub allexport: bool,
    pub errexit: bool,
    pub noclobber: bool,
    pub noexec: bool,
    pub noglob: bool,
    pub nounset: bool,
    pub pipefail: bool,
    pub verbose: bool,
    pub xtrace: bool,
    /// Functions and subshells have the trap of ERR, too (bash, ash).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub errtrace: bool,
}

/// A shell between two commands: clone it for a subshell, keep it for the next line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Shell {
    pub variables: BTreeMap<String, Variable>,
    pub functions: BTreeMap<String, Arc<Function>>,
    pub aliases: BTreeMap<String, String>,
    /// Actions by signal name (`EXIT`, `TERM` …).
    pub traps: BTreeMap<String, String>,
    /// `$0`
    pub name: String,
    /// `$1` and so on.
    pub positional: Vec<String>,
    pub options: ShellOptions,
    /// What bash's `shopt` has switched on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub shopts: BTreeSet<String>,
    /// The directories of bash's `pushd`, the last one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stacked: Vec<String>,
    /// When it started (bash's `SECONDS`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// The working directory, absolute.
    pub directory: String,
    /// Its bounds, once `ulimit` has changed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// `$?`
    pub status: i32,
    /// `$$`
    pub pid: u32,
    /// `$!`
    pub background: Option<u32>,
    /// What it started with `&`.
    #[serde(default, skip_serializing_if = "Jobs::is_empty")]
    pub jobs: Jobs,
    /// How the commands of the last pipeline ended (bash's `PIPESTATUS`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipe_status: Vec<i32>,
    /// Process ID of the next command.
    pub next_pid: u32,
    /// Whether the words and extras are bash's.
    pub bash: bool,
    /// Whether it reads its commands from a person.
    pub interactive: bool,
    /// Whether the commands come from a script file: messages then count lines.
    #[serde(default)]
    pub from_file: bool,
    /// Whether the commands come from the argument of `-c`.
    #[serde(default)]
    pub from_argument: bool,
    /// Lines read before this one, for the numbers in dash's messages.
    pub lines: u32,
    /// Where `getopts` is inside an argument.
    pub option_offset: usize,
    /// The exit code, once `exit` has been called; [`super::run`] sets it, the caller looks at it.
    #[serde(skip)]
    pub exited: Option<i32>,
    /// What `local` hid, innermost function last.
    #[serde(skip)]
    pub(super) locals: Vec<Vec<(String, Option<Variable>)>>,
    /// What was typed where nothing is echoed (`read -s`).
    #[serde(skip)]
    pub(super) unseen: Unseen,
}

/// Without secrets, wherever it is saved.
impl Serialize for Shell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shell::serialize(&self.without_secrets(), serializer)
    }
}

impl<'de> Deserialize<'de> for Shell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Shell::deserialize(deserializer)
    }
}

/// How many chains ash's table of variables has.
const CHAINS: u32 = 39;

/// The chain of ash's table of variables that a name is in.
fn chain(name: &str) -> u32 {
    let first = name.bytes().next().map_or(0, |byte| u32::from(byte) << 4);
    name.bytes().fold(first, |sum, byte| sum.wrapping_add(byte.into())) % CHAINS
}

impl Shell {
    /// Whether bash puts in what aliases stand for: at a prompt, or where it was asked to (`shopt -s expand_aliases`).
    pub fn expands_aliases(&self) -> bool {
        self.interactive || self.shopts.contains("expand_aliases")
    }

    /// A shell called `name` that starts in `directory` with these exported variables.
    pub fn new(name: &str, directory: &str, environment: &Environment) -> Self {
        let mut shell = Shell {
            variables: BTreeMap::new(),
            functions: BTreeMap::new(),
            aliases: BTreeMap::new(),
            traps: BTreeMap::new(),
            name: name.into(),
            positional: Vec::new(),
            options: ShellOptions::default(),
            shopts: BTreeSet::new(),
            stacked: Vec::new(),
            started: None,
            directory: directory.into(),
            limits: None,
            status: 0,
            pid: 1,
            background: None,
            jobs: Jobs::default(),
            pipe_status: Vec::new(),
            next_pid: 2,
            bash: false,
            interactive: false,
            from_file: false,
            from_argument: false,
            lines: 0,
            option_offset: 0,
            exited: None,
            locals: Vec::new(),
            unseen: environment.unseen.clone(),
        };
        for (name, value) in environment.iter() {
            shell.export(name, value);
        }
        shell.set_plain("PWD", directory);
        shell.set_plain("IFS", " \t\n");
        shell.set_plain("OPTIND", "1");
        shell.set_plain("PPID", "0");
        shell
    }

    /// A variable's value; of an array the first element.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(self.resolved(name))?.text()
    }

    /// The variable that a name stands for: itself, unless `declare -n` says otherwise.
    pub fn resolved<'n>(&'n self, mut name: &'n str) -> &'n str {
        const CHAIN: usize = 8;
        for _ in 0..CHAIN {
            match self.variables.get(name) {
                Some(Variable { form: Form::Reference, value: Some(Value::Text(of)), .. }) => name = of,
                _ => break,
            }
        }
        name
    }

    /// Sets a variable (of an array the first element); `false` if it is read-only.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let exported = self.options.allexport;
        let name = self.resolved(name).to_string();
        let variable = self.variables.entry(name).or_default();
        if variable.readonly {
            return false;
        }
        let value = match variable.form {
            Form::Upper => value.to_uppercase(),
            Form::Lower => value.to_lowercase(),
            Form::Plain | Form::Integer | Form::Reference => value.to_string(),
        };
        match &mut variable.value {
            Some(array @ (Value::List(_) | Value::Map(_))) => array.set_first(value),
            plain => *plain = Some(Value::Text(value)),
        }
        variable.exported |= exported;
        true
    }

    /// Sets a variable that everything started from here gets, too.
    pub fn export(&mut self, name: &str, value: &str) {
        self.variables.insert(
            name.into(),
            Variable { value: Some(Value::Text(value.into())), exported: true, ..Variable::default() },
        );
    }

    fn set_plain(&mut self, name: &str, value: &str) {
        self.variables.entry(name.into()).or_default().value = Some(Value::Text(value.into()));
    }

    /// The exported variables, in the order of ash's and dash's table of variables (`hashvar` in BusyBox's `ash.c`).
    pub fn environment(&self) -> Environment {
        let exported = self.variables.iter().filter(|(_, variable)| variable.exported);
        let mut exported: Vec<(&String, &String)> = exported
            .filter_map(|(name, variable)| match variable.value.as_ref()? {
                Value::Text(text) => Some((name, text)),
                Value::List(_) | Value::Map(_) => None,
            })
            .collect();
        if !self.bash {
            exported.sort_by_key(|(name, _)| (chain(name), name.as_str() != "PATH"));
        }
        let exported = exported.into_iter().map(|(name, value)| (name.clone(), value.clone()));
        let mut environment: Environment = exported.collect();
        environment.unseen = self.unseen.clone();
        environment
    }

    /// Whose language it speaks, where programs have these manners.
    pub fn dialect(&self, flavour: Flavour) -> Dialect {
        match flavour {
            _ if self.bash => Dialect::Bash,
            Flavour::Gnu => Dialect::Dash,
            Flavour::Busybox => Dialect::Ash,
        }
    }

    /// The same without what was typed where nothing is echoed: as it may be saved.
    pub fn without_secrets(&self) -> Shell {
        let mut shell = self.clone();
        let is_in = |text: &str| self.unseen.is_in(text);
        for variable in shell.variables.values_mut() {
            if variable.value.as_ref().is_some_and(|value| value.texts().any(is_in)) {
                variable.value = None;
            }
        }
        shell.positional.iter_mut().filter(|text| is_in(text)).for_each(String::clear);
        shell.aliases.retain(|_, text| !is_in(text));
        shell.traps.retain(|_, text| !is_in(text));
        shell.functions.retain(|_, function| !is_in(&function.source));
        shell
    }

    /// `path` from the working directory, absolute; not normalised.
    pub fn absolute(&self, path: &str) -> String {
        absolute(&self.directory, path)
    }
}
