//! What a script is made of. Nothing here knows how to run.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Parser;

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub items: Vec<Item>,
}

/// One and-or list, ended by `;`, a newline or `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub list: AndOr,
    /// Ended by `&`.
    pub background: bool,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndOr {
    pub first: Pipeline,
    pub rest: Vec<(Connector, Pipeline)>,
}

/// `&&` or `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    And,
    Or,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Starts with `!`.
    pub negated: bool,
    pub commands: Vec<Command>,
}

/// A command with its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub kind: CommandKind,
    pub redirections: Vec<Redirection>,
    /// Line in the source, from 1.
    pub line: u32,
}

/// What a command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandKind {
    /// Assignments, then a command's name and arguments; either may be missing.
    Simple { assignments: Vec<(String, Word)>, words: Vec<Word> },
    /// `{ …; }`
    Group(Script),
    /// `( … )`
    Subshell(Script),
    /// `if … then … [elif …] [else …] fi`
    If { branches: Vec<(Script, Script)>, otherwise: Option<Script> },
    /// `while` or `until`
    Loop { until: bool, condition: Script, body: Script },
    /// `for NAME [in WORDS]`; without words over the positional parameters.
    For { name: String, words: Option<Vec<Word>>, body: Script },
    /// `case WORD in … esac`
    Case { word: Word, arms: Vec<Arm> },
    /// `NAME() COMMAND`
    Function { name: String, function: Arc<Function> },
}

/// A function: kept as it was written, and parsed again when it is loaded.
#[derive(Clone, Debug)]
pub struct Function {
    /// The whole definition.
    pub source: String,
    pub body: Command,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}
impl Eq for Function {}

impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Function {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        let script = Parser::new(&source).next_line().ok().flatten().unwrap_or_default();
        let command = script.items.into_iter().next().and_then(|item| item.list.first.commands.into_iter().next());
        match command.map(|command| command.kind) {
            Some(CommandKind::Function { function, .. }) => Ok(Function::clone(&function)),
            _ => Err(serde::de::Error::custom("a shell function that is none")),
        }
    }
}

/// One branch of a `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    pub patterns: Vec<Word>,
    pub body: Script,
}

/// `[N]<word` and its kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The file descriptor before the operator, or what the operator stands for without one.
    pub descriptor: u32,
    pub kind: RedirectionKind,
    /// The word after the operator; of a heredoc its body, which is known only when its lines have been read.
    pub word: Arc<OnceLock<Word>>,
}

/// What a redirection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectionKind {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>|`
    Clobber,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `>&` and `<&`: a copy of another descriptor, or `-` to close.
    Duplicate,
    /// `<<` and `<<-`
    Heredoc,
    /// `<<<` (bash)
    HereString,
    /// `&>` (bash, ash): both streams.
    Both,
}

/// A word: parts side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    pub parts: Vec<Part>,
}

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Bare text, in which `*?[` are pattern characters.
    Literal(String),
    /// Text that was quoted: it stands for itself.
    Quoted(String),
    /// `$'…'`: what is between the quotes, with its escapes expanded and as it stands.
    Escaped { text: String, raw: String },
    /// `"…"`
    DoubleQuoted(Vec<Part>),
    /// `$x`, `${x…}`
    Parameter(Box<Parameter>),
    /// `$(…)` or backquotes
    Substitution(Arc<Script>),
    /// `$((…))`
    Arithmetic(Vec<Part>),
    /// `~` or `~USER`
    Tilde(String),
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    pub operation: Operation,
}

/// What `${…}` does with the parameter. `colon`: an empty value counts as unset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `$x`
    Value,
    /// `${#x}`
    Length,
    /// `${x:-word}`
    Default { colon: bool, word: Word },
    /// `${x:=word}`
    Assign { colon: bool, word: Word },
    /// `${x:?word}`
    Demand { colon: bool, word: Word },
    /// `${x:+word}`
    Alternative { colon: bool, word: Word },
    /// `${x%word}`, `${x%%word}`
    CutSuffix { longest: bool, pattern: Word },
    /// `${x#word}`, `${x##word}`
    CutPrefix { longest: bool, pattern: Word },
    /// `${x/pattern/word}`, `${x//pattern/word}` (bash, ash)
    Replace { all: bool, pattern: Word, with: Word },
    /// `${x:offset:length}` (bash, ash)
    Substring { offset: Word, length: Option<Word> },
    /// Something that no shell here knows: an error when it is expanded.
    Bad,
}

impl Word {
    /// The text, if the word has neither quotes nor expansions.
    pub fn bare(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
