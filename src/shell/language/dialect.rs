//! [`Dialect`]: which shell, and what of the language it knows besides POSIX.

use serde::{Deserialize, Serialize};

/// Which shell's words and extras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dialect {
    /// Debian's `sh`.
    Dash,
    /// BusyBox's `sh`.
    Ash,
    /// `bash`.
    Bash,
}

/// What some shells know and POSIX does not (bash's manual; BusyBox's `ash.c` with `ASH_BASH_COMPAT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// `a=(x y)`, `a[1]=z`, `a+=w`, `${a[@]}`
    Arrays,
    /// `[[ … ]]` as a command of its own
    Conditions,
    /// `(( … ))`
    ArithmeticCommands,
    /// `for ((…; …; …))`
    ArithmeticLoops,
    /// `function f`
    FunctionKeyword,
    /// `&>`
    BothStreams,
    /// `&>>`
    BothAppended,
    /// `|&`
    BothPiped,
    /// `<<<`
    HereStrings,
    /// `<( … )`
    ProcessSubstitution,
    /// `$'…'`
    EscapedQuotes,
    /// `{a,b}` and `{1..3}`
    Braces,
    /// `;&` and `;;&`
    FallingThrough,
    /// `${x:1:2}` and `${x/a/b}`
    Substrings,
    /// `${x^^}`, `${!x}`, `${x@Q}`
    Transformations,
    /// `++`, `--`, `**` and a base before `#` in arithmetic
    Increments,
    /// `time` before a pipeline, `select` and `coproc`
    Keywords,
}

impl Dialect {
    /// Whether the shell knows it.
    pub fn knows(self, extra: Extra) -> bool {
        match self {
            Dialect::Dash => false,
            Dialect::Ash => matches!(
                extra,
                Extra::Conditions
                    | Extra::FunctionKeyword
                    | Extra::BothStreams
                    | Extra::ProcessSubstitution
                    | Extra::EscapedQuotes
                    | Extra::Substrings
                    | Extra::Increments
            ),
            Dialect::Bash => true,
        }
    }
}
