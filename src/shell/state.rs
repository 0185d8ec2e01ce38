//! [`Shell`]: what a shell knows between two commands.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::absolute::absolute;
use super::environment::Environment;
use super::language::Function;

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "SavedVariable")]
pub struct Variable {
    /// `None`: declared (exported, local) but not set.
    pub value: Option<String>,
    pub exported: bool,
    pub readonly: bool,
    /// Its value was typed where nothing is echoed (`read -s`): it is not saved.
    #[serde(skip)]
    pub secret: bool,
}

/// A variable as it is written down.
#[derive(Serialize)]
struct SavedVariable {
    value: Option<String>,
    exported: bool,
    readonly: bool,
}

impl From<Variable> for SavedVariable {
    fn from(Variable { value, exported, readonly, secret }: Variable) -> Self {
        SavedVariable { value: value.filter(|_| !secret), exported, readonly }
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
}

/// A shell between two commands: clone it for a subshell, keep it for the next line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The working directory, absolute.
    pub directory: String,
    /// `$?`
    pub status: i32,
    /// `$$`
    pub pid: u32,
    /// `$!`
    pub background: Option<u32>,
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
}

/// How many chains ash's table of variables has.
const CHAINS: u32 = 39;

/// The chain of ash's table of variables that a name is in.
fn chain(name: &str) -> u32 {
    let first = name.bytes().next().map_or(0, |byte| u32::from(byte) << 4);
    name.bytes().fold(first, |sum, byte| sum.wrapping_add(byte.into())) % CHAINS
}

impl Shell {
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
            directory: directory.into(),
            status: 0,
            pid: 1,
            background: None,
            next_pid: 2,
            bash: false,
            interactive: false,
            from_file: false,
            from_argument: false,
            lines: 0,
            option_offset: 0,
            exited: None,
            locals: Vec::new(),
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

    /// A variable's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.value.as_deref()
    }

    /// Sets a variable, whatever it was; `false` if it is read-only.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let exported = self.options.allexport;
        let variable = self.variables.entry(name.into()).or_default();
        if variable.readonly {
            return false;
        }
        variable.value = Some(value.into());
        variable.secret = false;
        variable.exported |= exported;
        true
    }

    /// Sets a variable that everything started from here gets, too.
    pub fn export(&mut self, name: &str, value: &str) {
        self.variables
            .insert(name.into(), Variable { value: Some(value.into()), exported: true, ..Variable::default() });
    }

    fn set_plain(&mut self, name: &str, value: &str) {
        self.variables.entry(name.into()).or_default().value = Some(value.into());
    }

    /// The exported variables, in the order of ash's and dash's table of variables (`hashvar` in BusyBox's `ash.c`).
    pub fn environment(&self) -> Environment {
        let exported = self.variables.iter().filter(|(_, variable)| variable.exported);
        let mut exported: Vec<(&String, &String)> =
            exported.filter_map(|(name, variable)| Some((name, variable.value.as_ref()?))).collect();
        if !self.bash {
            exported.sort_by_key(|(name, _)| (chain(name), name.as_str() != "PATH"));
        }
        exported.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// `path` from the working directory, absolute; not normalised.
    pub fn absolute(&self, path: &str) -> String {
        absolute(&self.directory, path)
    }
}
