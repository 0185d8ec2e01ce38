//! The docker commands as an outline, for completion and references: derived from the command table.

pub use super::argument::Argument;
use super::command::{Row, Section};
use super::flag::{Flag, sorted};
use super::global;
use super::table::{self, is_group};

/// One command, or a group of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineCommand {
    /// The words after `docker`; empty: `docker` itself.
    pub path: &'static str,
    /// One line on what it does.
    pub about: &'static str,
    /// The arguments, as usage lines show them.
    pub synopsis: &'static str,
    pub flags: Vec<OutlineFlag>,
    /// Whether it only holds other commands.
    pub group: bool,
    /// Whether the sandbox only says what to do instead.
    pub unsimulated: bool,
}

/// A flag of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlineFlag {
    /// Without dashes.
    pub long: &'static str,
    pub short: Option<char>,
    /// One line on what it does.
    pub about: &'static str,
    /// How help pages name its value (`string`, `int`, `filter` …); empty: it takes none.
    pub value: &'static str,
    /// What its value is.
    pub takes: Argument,
}

/// All commands with all their flags, those included that help does not list.
pub fn all() -> Vec<OutlineCommand> {
    table::all().map(|row| outline(row, |_| true)).collect()
}

/// The names of the commands in a group (empty: of `docker` itself), in the order of the table, with what they do.
/// What the sandbox does not simulate is left out.
pub fn names(group: &str) -> Vec<(&'static str, &'static str)> {
    let rows = table::all().filter(|row| row.parent() == group && row.command.unsimulated.is_none());
    rows.map(|row| (row.name(), row.command.about)).collect()
}

/// The commands of a group (`""`: docker's own) that help lists and the sandbox does not simulate.
pub fn unsimulated(group: &str) -> Vec<&'static str> {
    let listed = |row: &&Row| row.parent() == group && row.section != Section::Hidden;
    let rows = table::all().filter(listed).filter(|row| row.command.unsimulated.is_some());
    rows.map(|row| row.name()).collect()
}

/// The command that words (after `docker`) begin with, and how many of them name it; aliases count.
pub fn command(words: &[String]) -> Option<(OutlineCommand, usize)> {
    let (row, rest) = table::find(words)?;
    Some((outline(row, |flag| !flag.hidden), words.len() - rest.len()))
}

/// What the argument at a place (from 0) of a command is; `None`: none may stand there.
pub fn argument(path: &str, place: usize) -> Option<Argument> {
    table::all().find(|row| row.path == path)?.command.argument(place)
}

/// The flags before a command's name.
pub fn global_flags() -> Vec<OutlineFlag> {
    sorted(&[global::FLAGS]).into_iter().filter(|flag| !flag.hidden).map(outline_flag).collect()
}

fn outline(row: &Row, shown: impl Fn(&Flag) -> bool) -> OutlineCommand {
    OutlineCommand {
        path: row.path,
        about: row.command.about,
        synopsis: row.command.synopsis,
        flags: row.flags().into_iter().filter(|flag| shown(flag)).map(outline_flag).collect(),
        group: is_group(row),
        unsimulated: row.command.unsimulated.is_some(),
    }
}

fn outline_flag(flag: &Flag) -> OutlineFlag {
    OutlineFlag { long: flag.long, short: flag.short, about: flag.about, value: flag.kind.name(), takes: flag.takes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_the_words_that_name_them() {
        let words = |line: &str| line.split(' ').map(String::from).collect::<Vec<_>>();
        let (pull, used) = command(&words("image pull nginx")).unwrap();
        assert_eq!((pull.path, used, pull.group), ("image pull", 2, false));
        assert!(pull.flags.iter().any(|flag| flag.long == "quiet" && flag.value.is_empty()));
        assert!(command(&words("image")).unwrap().0.group);
        assert!(command(&words("nope")).is_none());
        assert!(names("").iter().any(|(name, _)| *name == "pull"));
        assert!(!names("").iter().any(|(name, _)| *name == "swarm"));
        assert!(names("image").iter().any(|(name, _)| *name == "ls"));
        assert_eq!(argument("container rm", 5), Some(Argument::Container));
        assert_eq!((argument("tag", 1), argument("tag", 2)), (Some(Argument::Word), None));
    }
}
