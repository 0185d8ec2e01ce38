//! What a script is made of. Nothing here knows how to run.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Dialect, Parser};

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub items: Vec<Item>,
}

/// One and-or list, ended by `;`, a newline or `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub list: AndOr,
    /// Its text, if it is ended by `&`.
    pub background: Option<Arc<str>>,
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
    /// Starts with `time` (bash): how long it took is said; `-p`: in POSIX's form.
    pub timed: Option<Timed>,
    pub commands: Vec<Command>,
}

/// In which form `time` says how long a pipeline took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    Bash,
    Posix,
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
    Simple { assignments: Vec<Assignment>, words: Vec<Word> },
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
    /// `select NAME [in WORDS]` (bash)
    Select { name: String, words: Option<Vec<Word>>, body: Script },
    /// `for ((first; condition; step))` (bash)
    ForArithmetic { first: Vec<Part>, condition: Vec<Part>, step: Vec<Part>, body: Script },
    /// `case WORD in … esac`
    Case { word: Word, arms: Vec<Arm> },
    /// `(( … ))` (bash)
    Arithmetic(Vec<Part>),
    /// `[[ … ]]` (bash, ash)
    Condition(Condition),
    /// A keyword of bash's that is not simulated: `coproc`.
    Unsimulated(&'static str),
    /// `NAME() COMMAND`
    Function { name: String, function: Arc<Function> },
}

/// `NAME=VALUE`, `NAME+=VALUE`, `NAME[INDEX]=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    /// The element that is assigned to (bash).
    pub index: Option<Word>,
    /// `+=` (bash)
    pub append: bool,
    pub value: Assigned,
}

/// What is assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    Word(Word),
    /// `( … )`: a whole array (bash).
    List(Vec<Element>),
}

/// An element of a list that is assigned: `WORD` or `[INDEX]=WORD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub index: Option<Word>,
    pub append: bool,
    pub value: Word,
}

/// What stands in `[[ … ]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Not(Box<Condition>),
    /// Joined by `&&`: all of them.
    All(Vec<Condition>),
    /// Joined by `||`: any of them.
    Any(Vec<Condition>),
    /// A word alone: whether it is not empty.
    Word(Word),
    /// `-f WORD` and its kin.
    Unary(String, Word),
    /// `WORD -eq WORD`, `WORD == PATTERN`, `WORD =~ EXPRESSION` and their kin.
    Binary(Word, String, Word),
}

/// A function: kept as it was written, and parsed again when it is loaded.
#[derive(Clone, Debug)]
pub struct Function {
    /// The whole definition.
    pub source: String,
    /// Whose language it is written in.
    pub dialect: Dialect,
    pub body: Command,
}

/// A function as it is written down; the definition alone where any of the shells takes it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SavedFunction {
    Plain(String),
    Of { source: String, dialect: Dialect },
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.dialect == other.dialect
    }
}
impl Eq for Function {}

impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let source = self.source.clone();
        match self.dialect {
            Dialect::Dash => SavedFunction::Plain(source),
            dialect => SavedFunction::Of { source, dialect },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Function {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (source, dialect) = match SavedFunction::deserialize(deserializer)? {
            SavedFunction::Plain(source) => (source, Dialect::Dash),
            SavedFunction::Of { source, dialect } => (source, dialect),
        };
        let mut parser = Parser::new(&source, dialect);
        parser.extended = dialect == Dialect::Bash;
        let script = parser.next_line().ok().flatten().unwrap_or_default();
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
    pub after: AfterArm,
}

/// What comes after the branch of a `case` that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterArm {
    /// `;;`: nothing.
    Ends,
    /// `;&`: the next branch, whatever its patterns (bash).
    FallsThrough,
    /// `;;&`: the next branch that matches (bash).
    GoesOn,
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
    /// `&>>` (bash): both streams, behind what is there.
    BothAppended,
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
    /// `"…"`
    DoubleQuoted(Vec<Part>),
    /// `$x`, `${x…}`
    Parameter(Box<Parameter>),
    /// `$(…)` or backquotes
    Substitution(Arc<Script>),
    /// `<( … )`, or with `writes` `>( … )` (bash, ash)
    Process { script: Arc<Script>, writes: bool },
    /// `( … )` after `NAME=` as an argument of `declare` and its kin (bash)
    List(Vec<Element>),
    /// `$((…))`
    Arithmetic(Vec<Part>),
    /// `~` or `~USER`
    Tilde(String),
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// Which elements of an array (bash).
    pub index: Option<Index>,
    /// `${!x}`: what is meant is the parameter whose name is the value (bash).
    pub indirect: bool,
    pub operation: Operation,
}

/// Which elements of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Index {
    /// `[@]`
    Each,
    /// `[*]`
    Joined,
    /// `[word]`
    At(Word),
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
    Replace { place: Place, pattern: Word, with: Word },
    /// `${x:offset:length}` (bash, ash)
    Substring { offset: Word, length: Option<Word> },
    /// `${x^pattern}`, `${x^^pattern}`, `${x,pattern}`, `${x,,pattern}` (bash)
    Case { upper: bool, all: bool, pattern: Option<Word> },
    /// `${x@Q}` and its kin (bash)
    Transform(char),
    /// `${!a[@]}`: an array's indices (bash)
    Keys,
    /// `${!x@}`: the variables whose names begin so (bash)
    Names { joined: bool },
    /// Something that no shell here knows: an error when it is expanded.
    Bad,
}

/// Where `${x/pattern/word}` replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    /// `//`
    All,
    /// `/#`
    Start,
    /// `/%`
    End,
}

impl Word {
    /// A word that stands for `text` as it is.
    pub fn quoted(text: &str) -> Word {
        Word { parts: vec![Part::Quoted(text.into())] }
    }

    /// The text, if the word has neither quotes nor expansions.
    pub fn bare(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
