//! The docker commands as an outline, for completion and references: derived from the command table.

use super::flag::Kind;
use super::table::{GLOBAL_FLAGS, all, find, is_group};

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
}

/// A flag of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlineFlag {
    /// Without dashes.
    pub long: &'static str,
    pub short: Option<char>,
    /// One line on what it does.
    pub about: &'static str,
    /// Whether a value follows.
    pub value: bool,
}

/// The names of the commands in a group (empty: of `docker` itself), in the order of the table, with what they do.
/// What the sandbox does not simulate is left out.
pub fn names(group: &str) -> Vec<(&'static str, &'static str)> {
    let rows = all().filter(|row| row.parent() == group && row.command.unsimulated.is_none());
    rows.map(|row| (row.name(), row.command.about)).collect()
}

/// The command that words (after `docker`) begin with, and how many of them name it; aliases count.
pub fn command(words: &[String]) -> Option<(OutlineCommand, usize)> {
    let (row, rest) = find(words)?;
    let flags = row.flags();
    let flags = flags.iter().filter(|flag| !flag.hidden).map(outline);
    let command = OutlineCommand {
        path: row.path,
        about: row.command.about,
        synopsis: row.command.synopsis,
        flags: flags.collect(),
        group: is_group(row),
    };
    Some((command, words.len() - rest.len()))
}

/// The flags before a command's name.
pub fn global_flags() -> Vec<OutlineFlag> {
    GLOBAL_FLAGS.iter().filter(|flag| !flag.hidden).map(outline).collect()
}

fn outline(flag: &super::flag::Flag) -> OutlineFlag {
    OutlineFlag { long: flag.long, short: flag.short, about: flag.about, value: flag.kind != Kind::Bool }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_the_words_that_name_them() {
        let words = |line: &str| line.split(' ').map(String::from).collect::<Vec<_>>();
        let (pull, used) = command(&words("image pull nginx")).unwrap();
        assert_eq!((pull.path, used, pull.group), ("image pull", 2, false));
        assert!(pull.flags.iter().any(|flag| flag.long == "quiet" && !flag.value));
        assert!(command(&words("image")).unwrap().0.group);
        assert!(command(&words("nope")).is_none());
        assert!(names("").iter().any(|(name, _)| *name == "pull"));
        assert!(!names("").iter().any(|(name, _)| *name == "swarm"));
        assert!(names("image").iter().any(|(name, _)| *name == "ls"));
    }
}
