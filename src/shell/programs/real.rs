//! Options that the real programs take: what is one of them, and not simulated here, is not called wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::{Bail, Process};

/// By program and kind (`fixtures/options.txt` says where they are from).
const OPTIONS: &str = include_str!("../../../fixtures/options.txt");

/// An option as it was given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked<'a> {
    Letter(char),
    /// Without the dashes and without a value.
    Long(&'a str),
    /// A test or an action of `find`, without its dash.
    Term(&'a str),
}

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Asked::Letter(letter) => write!(f, "-{letter}"),
            Asked::Long(name) => write!(f, "--{name}"),
            Asked::Term(name) => write!(f, "-{name}"),
        }
    }
}

impl Asked<'_> {
    fn is_in(self, row: &Row) -> bool {
        match self {
            Asked::Letter(letter) => letter != '-' && row.letters.contains(letter),
            Asked::Long(name) => !name.is_empty() && row.long.iter().any(|long| long.starts_with(name)),
            Asked::Term(name) => row.long.contains(&name),
        }
    }
}

/// A program's options.
struct Row {
    letters: &'static str,
    long: Vec<&'static str>,
}

/// A program's options in each of its kinds.
#[derive(Default)]
struct Kinds {
    busybox: Option<Row>,
    gnu: Option<Row>,
}

/// By program.
static PROGRAMS: LazyLock<BTreeMap<&str, Kinds>> = LazyLock::new(|| {
    let mut programs: BTreeMap<&str, Kinds> = BTreeMap::new();
    for line in OPTIONS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
        let row = Row { letters: words.next().unwrap_or("-"), long: words.collect() };
        let kinds = programs.entry(name).or_default();
        *(if kind == "busybox" { &mut kinds.busybox } else { &mut kinds.gnu }) = Some(row);
    }
    programs
});

/// Whether BusyBox has a program of this name whose options are known.
pub(super) fn has_options(name: &str) -> bool {
    PROGRAMS.get(name).is_some_and(|kinds| kinds.busybox.is_some())
}

impl Process<'_> {
    /// Whether the program that this one stands for has an option. Only one BusyBox is known well enough to say no.
    pub(super) fn has_option(&mut self, option: Asked<'_>) -> bool {
        if !self.busybox() {
            return true;
        }
        let Some(row) = PROGRAMS.get(self.name().as_str()).and_then(|kinds| kinds.busybox.as_ref()) else {
            return true;
        };
        option.is_in(row) || !super::banner::is_studied(self.system)
    }

    /// Ends the program, if the one that it stands for takes the option, which is only not simulated.
    pub(super) fn unless_real(&mut self, option: Asked<'_>, status: i32) -> Result<(), Bail> {
        let Some(kinds) = PROGRAMS.get(self.name().as_str()) else { return Ok(()) };
        // What BusyBox does not have is the other kind, wherever it runs.
        let own = kinds.busybox.as_ref().filter(|_| self.busybox());
        let Some(row) = own.or(kinds.gnu.as_ref()) else { return Ok(()) };
        if option.is_in(row) {
            self.fail(status, &format!("layercake does not simulate the option {option}"))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::programs;

    #[test]
    fn every_row_is_about_a_program_that_there_is() {
        let mut before = "";
        for line in OPTIONS.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(before < line, "{line} is not in order");
            before = line;
            assert!(programs::find(words[0]).is_some(), "{} is no program", words[0]);
            assert!(matches!(words[1], "gnu" | "busybox") && words.len() > 2, "{line}");
            let long = &words[3..];
            assert!(long.is_sorted() && long.iter().all(|name| !name.is_empty()), "{line}");
        }
    }
}
