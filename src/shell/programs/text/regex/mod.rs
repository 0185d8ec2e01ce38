//! POSIX regular expressions (XBD chapter 9) with GNU's extensions, as grep, sed, awk and expr read them: the leftmost
//! match, the longest of these.
//!
//! A pattern is parsed into a tree ([`parse`]), the tree becomes a program of small steps ([`program`]), and the program
//! runs over a text in time proportional to both ([`matching`]); only with back-references it has to try ([`backtracking`]).

mod backtracking;
mod matching;
mod parse;
mod program;
mod set;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use program::Program;

use crate::allowance::work;
use crate::shell::Stop;
use crate::shell::programs::Bail;

/// Steps that one search takes at most.
const MAX_STEPS: usize = 10_000_000;
/// Steps after which the allowance is looked at.
const STRETCH: usize = 4096;

/// Why a pattern cannot be used (the words of `regcomp` in the GNU library).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    #[error("Unmatched [, [^, [:, [., or [=")]
    Bracket,
    #[error("Unmatched ( or \\(")]
    Parenthesis,
    #[error("Unmatched ) or \\)")]
    Closing,
    #[error("Unmatched \\{{")]
    Brace,
    #[error("Invalid content of \\{{\\}}")]
    Interval,
    #[error("Invalid preceding regular expression")]
    Repetition,
    #[error("Invalid range end")]
    Range,
    #[error("Invalid character class name")]
    Class,
    #[error("Invalid collation character")]
    Collation,
    #[error("character class syntax is [[:{0}:]], not [:{0}:]")]
    BareClass(String),
    #[error("Invalid back reference")]
    BackReference,
    #[error("Trailing backslash")]
    Backslash,
    #[error("Regular expression too big")]
    TooBig,
    #[error("layercake does not simulate (?{0} in Perl's patterns")]
    Perl(char),
}

/// A search that takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pattern that takes more than {MAX_STEPS} steps")]
pub struct TooHard;

impl From<TooHard> for Stop {
    fn from(why: TooHard) -> Self {
        Stop::Limit(why.to_string())
    }
}

impl From<TooHard> for Bail {
    fn from(why: TooHard) -> Self {
        Bail::Stop(why.into())
    }
}

/// Whose pattern it is: where the programs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// GNU grep forgives what POSIX leaves undefined.
    Grep,
    /// `regcomp` as it is: BusyBox, expr.
    #[default]
    Posix,
    /// sed has escapes of its own (`\n`, `\t`, `\x41`), also in brackets.
    Sed,
    /// awk has escapes as its strings, and no back-references.
    Awk,
    /// Perl's `\d` and `(?:…)`.
    Perl,
}

/// How a pattern is written and meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Extended (`-E`) rather than basic.
    pub extended: bool,
    pub ignore_case: bool,
    /// `^` and `$` also match at newlines.
    pub lines: bool,
    pub dialect: Dialect,
}

/// What the groups of a match cover, bytes of the text; the whole match first.
pub type Groups = Vec<Option<Range<usize>>>;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Regex {
    program: Arc<Program>,
    /// What it is, if it is a plain text.
    literal: Option<String>,
    /// What GNU grep says about it.
    pub warnings: Vec<&'static str>,
}

/// Compiles a pattern.
pub fn compile(pattern: &str, style: Style) -> Result<Regex, BadPattern> {
    let parsed = parse::parse(pattern, style)?;
    let literal = if style.ignore_case { None } else { parsed.node.literal() };
    let program = Program::new(&parsed.node, parsed.groups, style.ignore_case)?;
    Ok(Regex { program: Arc::new(program), literal, warnings: parsed.warnings })
}

/// Compiles a plain text.
pub fn literal(text: &str, ignore_case: bool) -> Result<Regex, BadPattern> {
    let node = parse::Node::text(text);
    let literal = (!ignore_case).then(|| text.to_string());
    Ok(Regex { program: Arc::new(Program::new(&node, 0, ignore_case)?), literal, warnings: Vec::new() })
}

impl Regex {
    /// How many groups it has.
    pub fn groups(&self) -> usize {
        self.program.groups
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &str) -> Result<bool, TooHard> {
        Ok(self.find(text, 0)?.is_some())
    }

    /// The first match at byte `from` or after it.
    pub fn find(&self, text: &str, from: usize) -> Result<Option<Range<usize>>, TooHard> {
        work(text.len() as u64 / 4).map_err(|_| TooHard)?;
        if let Some(literal) = &self.literal {
            let at = text.get(from..).and_then(|rest| rest.find(literal.as_str()));
            return Ok(at.map(|at| from + at..from + at + literal.len()));
        }
        Ok(self.captures(text, from)?.and_then(|groups| groups.into_iter().next().flatten()))
    }

    /// The first match at byte `from` or after it, with its groups.
    pub fn captures(&self, text: &str, from: usize) -> Result<Option<Groups>, TooHard> {
        // Many short searches are as long as a long one.
        work(self.program.steps.len() as u64).map_err(|_| TooHard)?;
        let slots = match self.program.looks_back {
            true => backtracking::search(&self.program, text, from)?,
            false => matching::search(&self.program, text, from)?,
        };
        let pair = |pair: &[Option<usize>]| match pair {
            [Some(start), Some(end)] => Some(*start..*end),
            _ => None,
        };
        Ok(slots.map(|slots| slots.chunks(2).take(self.groups() + 1).map(pair).collect()))
    }

    /// All matches with their groups, one after the other; an empty one right after another match does not count.
    pub fn all(&self, text: &str) -> Result<Vec<Groups>, TooHard> {
        let mut found = Vec::new();
        let (mut from, mut end) = (0, None);
        while let Some(groups) = if from <= text.len() { self.captures(text, from)? } else { None } {
            let Some(whole) = groups.first().cloned().flatten() else { break };
            if whole.is_empty() {
                from = whole.end + text.get(whole.end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            } else {
                from = whole.end;
            }
            if !whole.is_empty() || end != Some(whole.start) {
                end = Some(whole.end);
                found.push(groups);
            }
        }
        Ok(found)
    }

    /// The parts of a text between its (not empty) matches.
    pub fn split<'t>(&self, text: &'t str) -> Result<Vec<&'t str>, TooHard> {
        let mut parts = Vec::new();
        let mut last = 0;
        for whole in self.all(text)?.into_iter().filter_map(|groups| groups.into_iter().next().flatten()) {
            if !whole.is_empty() {
                parts.push(text.get(last..whole.start).unwrap_or(""));
                last = whole.end;
            }
        }
        parts.push(text.get(last..).unwrap_or(""));
        Ok(parts)
    }
}

/// Counts steps, up to [`MAX_STEPS`].
#[derive(Default)]
struct Budget(usize);

impl Budget {
    fn step(&mut self) -> Result<(), TooHard> {
        self.0 += 1;
        let worked = !self.0.is_multiple_of(STRETCH) || work(STRETCH as u64 * 4).is_ok();
        if self.0 > MAX_STEPS || !worked { Err(TooHard) } else { Ok(()) }
    }
}
