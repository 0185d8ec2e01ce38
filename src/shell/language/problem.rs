//! Why a text is not a script, in the words of each shell.

use std::ops::Range;

use super::{Dialect, HEREDOCS};

/// Why a text could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// The text ends too early: at a prompt, more lines may follow.
    Incomplete {
        what: Unfinished,
        /// Line at which the text ends, from 1.
        line: u32,
    },
    /// No continuation can make it right.
    Syntax {
        problem: Problem,
        line: u32,
        /// Bytes of the source.
        span: Range<usize>,
    },
}

/// What is still missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// The closing quote.
    Quote(char),
    /// The `}` of `${`.
    Brace,
    /// The `)` of an array's list.
    List,
    /// The `)` of `$(`, or the closing backquote.
    Substitution,
    /// The line that ends a heredoc.
    Heredoc(String),
    /// A keyword or a command; with what only may come next.
    Command(Option<&'static str>),
    /// The line after a backslash.
    Line,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A token in the wrong place; with what only may stand there.
    Unexpected {
        token: String,
        expecting: Option<&'static str>,
    },
    /// A word where another token must be.
    UnexpectedWord {
        word: String,
        expecting: Option<&'static str>,
    },
    /// A newline where a word must be.
    UnexpectedNewline,
    BadForVariable,
    BadFunctionName,
    BadDescriptor,
    TooDeep,
    TooManyHeredocs,
    /// In `[[ … ]]`: what bash says, and the token at which it saw.
    Condition {
        words: String,
        token: String,
    },
}

impl ParseError {
    /// The line it is about, from 1.
    pub fn line(&self) -> u32 {
        match self {
            ParseError::Incomplete { line, .. } | ParseError::Syntax { line, .. } => *line,
        }
    }

    /// The words of `dialect`'s shell, without its name and line; bash has two lines for some.
    pub fn words(&self, dialect: Dialect) -> String {
        match self {
            ParseError::Incomplete { what, .. } => what.words(dialect),
            ParseError::Syntax { problem, .. } => problem.words(dialect),
        }
    }
}

impl Unfinished {
    fn words(&self, dialect: Dialect) -> String {
        let expecting = match self {
            Unfinished::Quote(mark) => {
                return match dialect {
                    Dialect::Dash if *mark == '`' => "Syntax error: EOF in backquote substitution".into(),
                    Dialect::Ash if *mark == '`' => "syntax error: EOF in backquote substitution".into(),
                    Dialect::Dash => "Syntax error: Unterminated quoted string".into(),
                    Dialect::Ash => "syntax error: unterminated quoted string".into(),
                    Dialect::Bash => format!("unexpected EOF while looking for matching `{mark}'"),
                };
            }
            Unfinished::Brace => {
                return match dialect {
                    Dialect::Dash => "Syntax error: Missing '}'".into(),
                    Dialect::Ash => "syntax error: missing '}'".into(),
                    Dialect::Bash => "unexpected EOF while looking for matching `}'".into(),
                };
            }
            Unfinished::List => return "unexpected EOF while looking for matching `)'".into(),
            Unfinished::Substitution if dialect == Dialect::Bash => {
                return "unexpected EOF while looking for matching `)'".into();
            }
            Unfinished::Substitution => Some(")"),
            Unfinished::Command(expecting) => *expecting,
            Unfinished::Heredoc(_) | Unfinished::Line => None,
        };
        match (dialect, expecting) {
            (Dialect::Dash, Some(token)) => format!("Syntax error: end of file unexpected (expecting \"{token}\")"),
            (Dialect::Dash, None) => "Syntax error: end of file unexpected".into(),
            (Dialect::Ash, Some(token)) => format!("syntax error: unexpected end of file (expecting \"{token}\")"),
            (Dialect::Ash, None) => "syntax error: unexpected end of file".into(),
            (Dialect::Bash, _) => "syntax error: unexpected end of file".into(),
        }
    }
}

impl Problem {
    fn words(&self, dialect: Dialect) -> String {
        let (what, token, expecting) = match self {
            Problem::Unexpected { token, expecting } if token.starts_with(['<', '>']) => {
                ("redirection".into(), token.as_str(), *expecting)
            }
            Problem::Unexpected { token, expecting } => (format!("\"{token}\""), token.as_str(), *expecting),
            Problem::UnexpectedWord { word, expecting } => ("word".into(), word.as_str(), *expecting),
            Problem::UnexpectedNewline => ("newline".into(), "newline", None),
            Problem::BadForVariable => return prefixed(dialect, "Bad for loop variable"),
            Problem::BadFunctionName => return prefixed(dialect, "Bad function name"),
            Problem::BadDescriptor => return prefixed(dialect, "Bad fd number"),
            Problem::TooManyHeredocs => {
                return prefixed(dialect, &format!("More than {HEREDOCS} here-documents in one line"));
            }
            Problem::Condition { words, token } if words.is_empty() => return format!("syntax error near `{token}'"),
            Problem::Condition { words, token } => return format!("{words}\nsyntax error near `{token}'"),
            Problem::TooDeep => return prefixed(dialect, "Commands are nested too deeply"),
        };
        let expecting = match (dialect, expecting) {
            (Dialect::Dash | Dialect::Ash, Some(token)) => format!(" (expecting \"{token}\")"),
            _ => String::new(),
        };
        match dialect {
            Dialect::Dash => format!("Syntax error: {what} unexpected{expecting}"),
            Dialect::Ash => format!("syntax error: unexpected {what}{expecting}"),
            Dialect::Bash => format!("syntax error near unexpected token `{token}'"),
        }
    }
}

fn prefixed(dialect: Dialect, words: &str) -> String {
    match dialect {
        Dialect::Dash => format!("Syntax error: {words}"),
        Dialect::Ash | Dialect::Bash => {
            let mut letters = words.chars();
            let first = letters.next().unwrap_or(' ').to_ascii_lowercase();
            format!("syntax error: {first}{}", letters.as_str())
        }
    }
}
