//! What there is to type: commands and their flags, for whoever completes, documents or tries them.

use super::command::Section;
use super::table;

/// A command and what may follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandWords {
    /// The words after `docker`, such as `image ls`.
    pub path: &'static str,
    /// The arguments, as the usage line shows them: `[OPTIONS] IMAGE [COMMAND] [ARG...]`.
    pub synopsis: &'static str,
    /// Whether the sandbox only says what to do instead.
    pub unsimulated: bool,
    /// Its flags, sorted by long name.
    pub flags: Vec<FlagWords>,
}

/// A flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagWords {
    /// Without the dashes.
    pub long: &'static str,
    pub short: Option<char>,
    /// How help pages name its value (`string`, `int`, `filter` …); empty: it takes none.
    pub value: &'static str,
}

/// All commands, those included that help does not list.
pub fn commands() -> Vec<CommandWords> {
    table::all()
        .map(|row| CommandWords {
            path: row.path,
            synopsis: row.command.synopsis,
            unsimulated: row.command.unsimulated.is_some(),
            flags: row
                .flags()
                .iter()
                .map(|flag| FlagWords { long: flag.long, short: flag.short, value: flag.kind.name() })
                .collect(),
        })
        .collect()
}

/// The words that complete a docker command line: commands of a group, for whoever completes at the prompt.
pub fn command_names(group: &str) -> Vec<&'static str> {
    let listed = table::all().filter(|row| row.parent() == group && row.section != Section::Hidden);
    listed.map(|row| row.name()).collect()
}

/// The long flags of a command, with dashes.
pub fn flag_names(path: &str) -> Vec<String> {
    let words: Vec<String> = path.split(' ').map(String::from).collect();
    let flags = table::find(&words).map(|(row, _)| row.flags()).unwrap_or_default();
    flags.iter().filter(|flag| !flag.hidden).map(|flag| format!("--{}", flag.long)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_named_with_their_flags() {
        let all = commands();
        let ls = all.iter().find(|command| command.path == "image ls").unwrap();
        assert_eq!(ls.synopsis, "[OPTIONS] [REPOSITORY[:TAG]]");
        let filter = ls.flags.iter().find(|flag| flag.long == "filter").unwrap();
        assert_eq!((filter.short, filter.value), (Some('f'), "filter"));
        assert!(command_names("image").contains(&"ls"));
        assert!(flag_names("image ls").contains(&"--no-trunc".to_string()));
    }
}
