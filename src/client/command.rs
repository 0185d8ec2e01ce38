//! What a docker command is: a row of the table from which parser, help and completion derive.

use super::Client;
use super::argument::Argument;
use super::arguments::Matches;
use super::failure::{Failure, Outcome};
use super::flag::{Flag, Flags, sorted};
use crate::text::plural;

/// How many arguments a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Exactly(usize),
    AtLeast(usize),
    AtMost(usize),
    Between(usize, usize),
    /// At most so many, in the words of the library that buildx uses (cobra's `MaximumNArgs`).
    Plainly(usize),
    Any,
}

/// Where help lists a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Among the "Common Commands" of `docker`, at this place.
    Common(u8),
    Management,
    /// "Management Commands", marked as a plugin.
    Plugin,
    Swarm,
    Plain,
    /// Nowhere.
    Hidden,
}

/// What a command does.
pub type Run = fn(&mut Client<'_>, &Matches) -> Outcome<()>;

/// One command; it may have several rows (`docker pull` and `docker image pull`).
#[derive(Debug)]
pub struct Command {
    /// One line on what it does.
    pub about: &'static str,
    /// The arguments, as the usage line shows them after the command's name.
    pub synopsis: &'static str,
    /// What help shows under "Aliases"; empty: nothing.
    pub aliases: &'static str,
    pub count: Count,
    /// What the arguments are, in order; what follows the last one is as it is.
    pub arguments: &'static [Argument],
    /// Whether flags may follow arguments.
    pub interspersed: bool,
    /// The flags, in groups.
    pub flags: &'static [Flags],
    /// What to do instead, where the sandbox does not simulate the command.
    pub unsimulated: Option<&'static str>,
    pub run: Run,
}

/// A command that takes no arguments and no flags and does nothing: to be filled in (`Command { about, ..COMMAND }`).
pub const COMMAND: Command = Command {
    about: "",
    synopsis: "",
    aliases: "",
    count: Count::Exactly(0),
    arguments: &[],
    interspersed: true,
    flags: &[],
    unsimulated: None,
    run: |_, _| Ok(()),
};

/// A command that Docker has and the sandbox does not simulate, with what is known of its arguments.
pub const fn leaf(
    about: &'static str,
    synopsis: &'static str,
    count: Count,
    flags: &'static [Flags],
    instead: &'static str,
) -> Command {
    Command { about, synopsis, count, flags, unsimulated: Some(instead), ..COMMAND }
}

/// A group of commands.
pub const fn group(about: &'static str) -> Command {
    Command { about, count: Count::Any, ..COMMAND }
}

/// A command that Docker has and the sandbox does not simulate.
pub const fn unsimulated(about: &'static str, instead: &'static str) -> Command {
    Command { about, synopsis: "COMMAND", count: Count::Any, unsimulated: Some(instead), ..COMMAND }
}

/// A command's place in the tree.
#[derive(Debug)]
pub struct Row {
    /// The words after `docker`.
    pub path: &'static str,
    /// Other last words.
    pub also: &'static [&'static str],
    pub section: Section,
    pub command: &'static Command,
    /// The path that help shows, if it is another.
    pub shown: Option<&'static str>,
}

/// A row for a command.
pub const fn row(path: &'static str, section: Section, command: &'static Command) -> Row {
    Row { path, also: &[], section, command, shown: None }
}

impl Count {
    /// The most arguments that there may be; `None`: any number.
    fn most(self) -> Option<usize> {
        match self {
            Count::Exactly(most) | Count::AtMost(most) | Count::Plainly(most) | Count::Between(_, most) => Some(most),
            Count::AtLeast(_) | Count::Any => None,
        }
    }
}

impl Command {
    /// What the argument at this place (from 0) is; `None`: none may stand there.
    pub fn argument(&self, place: usize) -> Option<Argument> {
        if self.count.most().is_some_and(|most| place >= most) {
            return None;
        }
        Some(self.arguments.get(place).or(self.arguments.last()).copied().unwrap_or(Argument::Word))
    }
}

impl Row {
    /// With other last words.
    pub const fn also(mut self, also: &'static [&'static str]) -> Self {
        self.also = also;
        self
    }
    /// With another path on its help page.
    pub const fn shown(mut self, path: &'static str) -> Self {
        self.shown = Some(path);
        self
    }
    /// `docker image ls`
    pub fn full(&self) -> String {
        format!("docker {}", self.shown.unwrap_or(self.path))
    }
    /// `docker image ls [OPTIONS] [REPOSITORY[:TAG]]`
    pub fn usage(&self) -> String {
        format!("{} {}", self.full(), self.command.synopsis).trim_end().to_string()
    }
    /// Whether help marks it as experimental.
    pub fn experimental(&self) -> bool {
        self.path.split(' ').next() == Some("manifest")
    }
    /// Whether it belongs to the buildx plugin.
    pub fn is_buildx(&self) -> bool {
        self.shown.unwrap_or(self.path).split(' ').next() == Some("buildx")
    }
    /// The path of the group that it is in; empty for `docker` itself.
    pub fn parent(&self) -> &'static str {
        self.path.rsplit_once(' ').map_or("", |(parent, _)| parent)
    }
    /// The last word.
    pub fn name(&self) -> &'static str {
        self.path.rsplit_once(' ').map_or(self.path, |(_, name)| name)
    }
    /// All flags, sorted by long name.
    pub fn flags(&self) -> Vec<&'static Flag> {
        sorted(self.command.flags)
    }

    /// Refuses a wrong number of arguments (docker/cli `cli/required.go`).
    pub fn check_count(&self, given: usize) -> Outcome<()> {
        let (right, words, see) = match self.command.count {
            Count::Any => return Ok(()),
            Count::Plainly(most) if given > most => {
                return Err(Failure::new(format!("ERROR: accepts at most {most} arg(s), received {given}")));
            }
            Count::Plainly(_) => return Ok(()),
            Count::Exactly(0) => (given == 0, "accepts no arguments".to_string(), "Run"),
            Count::Exactly(count) => (given == count, format!("requires {count} {}", plural("argument", count)), "Run"),
            Count::AtLeast(count) => {
                (given >= count, format!("requires at least {count} {}", plural("argument", count)), "See")
            }
            Count::AtMost(count) => {
                (given <= count, format!("requires at most {count} {}", plural("argument", count)), "Run")
            }
            Count::Between(least, most) => (
                (least..=most).contains(&given),
                format!("requires at least {least} and at most {most} {}", plural("argument", most)),
                "Run",
            ),
        };
        if right {
            return Ok(());
        }
        let full = self.full();
        let usage = self.usage();
        // The plugin's errors are marked, docker's own are not.
        let mark = if self.is_buildx() { "ERROR: " } else { "" };
        Err(Failure::new(format!(
            "{mark}docker: '{full}' {words}\n\nUsage:  {usage}\n\n{see} '{full} --help' for more information"
        )))
    }
}
