//! An expression: tests of a path, and what is done with it.

use crate::clock::Timestamp;
use crate::shell::pattern::Pattern;

/// A test of a path, or what is done with it.
pub enum Test {
    Always(bool),
    Name(Pattern, bool),
    Path(Pattern, bool),
    Type(Vec<char>),
    /// Compared with a number of so many bytes, rounded up.
    Size(Compare, u64),
    Permissions(u32, char),
    Owner(u32),
    Group(u32),
    Links(Compare),
    /// Age in units of so many seconds.
    Age(Compare, i64),
    Newer(Timestamp),
    Empty,
    Print(char),
    Printf(String),
    List,
    Delete,
    Prune,
    Quit,
    /// The command; with `true` for many paths at once, which are in the batch of this number.
    Execute(Vec<String>, Option<usize>),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

/// `+N`, `-N` and `N`.
pub enum Compare {
    Less(i64),
    Equal(i64),
    More(i64),
}

impl Compare {
    pub fn parse(text: &str) -> Option<Compare> {
        match text.split_at_checked(1)? {
            ("+", rest) => rest.parse().ok().map(Compare::More),
            ("-", rest) => rest.parse().ok().map(Compare::Less),
            _ => text.parse().ok().map(Compare::Equal),
        }
    }
    pub fn holds(&self, value: i64) -> bool {
        match self {
            Compare::Less(limit) => value < *limit,
            Compare::Equal(limit) => value == *limit,
            Compare::More(limit) => value > *limit,
        }
    }
}
