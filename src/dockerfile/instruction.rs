//! An instruction as a node: its name, its words, where it stands. Its meaning is the builder's.

use super::Span;

/// One instruction of a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// As written: `RUN`, `run`.
    pub name: String,
    /// The whole instruction on one line, continuations joined, comments within dropped, words as written; without
    /// the bodies of its heredocs. BuildKit's `Original`: what history and step names are made of.
    pub original: String,
    /// Words `--name` and `--name=value` between the name and the arguments, without their quotes and escapes.
    pub flags: Vec<String>,
    pub arguments: Arguments,
    /// The heredocs that follow, in the order of their marks. Those of an ONBUILD's inner instruction are its own.
    pub heredocs: Vec<Heredoc>,
    /// The comment lines right above, each without `#` and the spaces around it; an empty comment starts anew.
    pub comments: Vec<String>,
    /// All lines from the first to the end of the last heredoc. An inner instruction has its ONBUILD's.
    pub span: Span,
}

/// A heredoc: what its mark says, and the lines that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it, without quotes.
    pub name: String,
    /// The number before `<<`, or 0.
    pub descriptor: u64,
    /// Whether variables in the content are to be expanded: no part of the mark's word was quoted.
    pub expands: bool,
    /// `<<-`: tabs at the head of each line are to be taken away ([`super::without_leading_tabs`]); here they still stand.
    pub strips_tabs: bool,
    /// The lines with their ends, as they stand in the file.
    pub content: String,
}

impl Instruction {
    /// How many words it is made of.
    pub(super) fn size(&self) -> usize {
        self.flags.len() + self.arguments.size()
    }

    /// Gives it and what is in it other lines.
    pub(super) fn extend(&mut self, span: Span) {
        self.span = span;
        if let Arguments::Inner(inner) = &mut self.arguments {
            inner.extend(span);
        }
    }
}

/// What follows an instruction's name and flags, taken apart as its form wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing follows.
    None,
    /// The rest of the line as it stands: RUN, CMD, ENTRYPOINT, SHELL in shell form; USER, WORKDIR, STOPSIGNAL,
    /// MAINTAINER.
    Line(String),
    /// Words between spaces, quotes and variables as written: FROM, EXPOSE, ARG; COPY, ADD, VOLUME not in JSON form.
    Words(Vec<String>),
    /// The JSON form: `["a", "b"]`.
    Json(Vec<String>),
    /// ENV and LABEL.
    Pairs(Vec<Pair>),
    /// HEALTHCHECK: its first word, and what follows it ([`Arguments::Line`], [`Arguments::Json`] or
    /// [`Arguments::None`]).
    Check { kind: String, command: Box<Arguments> },
    /// ONBUILD.
    Inner(Box<Instruction>),
    /// The name is no instruction's; what follows was not read.
    Unread,
}

impl Arguments {
    fn size(&self) -> usize {
        match self {
            Self::None | Self::Unread => 0,
            Self::Line(_) => 1,
            Self::Words(words) | Self::Json(words) => words.len(),
            Self::Pairs(pairs) => 2 * pairs.len(),
            Self::Check { command, .. } => 1 + command.size(),
            Self::Inner(inner) => 1 + inner.size(),
        }
    }

    /// Whether these, or a health check's command, are in JSON form.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Json(_) => true,
            Self::Check { command, .. } => command.is_json(),
            _ => false,
        }
    }

    /// The arguments as BuildKit's `nodeArgs` flattens them: a pair is three words, an inner instruction its name and
    /// its arguments.
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::None | Self::Unread => Vec::new(),
            Self::Line(line) => vec![line.clone()],
            Self::Words(words) | Self::Json(words) => words.clone(),
            Self::Pairs(pairs) => pairs
                .iter()
                .flat_map(|pair| [pair.name.clone(), pair.value.clone(), pair.separator.text().to_string()])
                .collect(),
            Self::Check { kind, command } => [vec![kind.clone()], command.words()].concat(),
            Self::Inner(inner) => [vec![inner.name.clone()], inner.arguments.words()].concat(),
        }
    }
}

/// `name=value` or `name value`, quotes, escapes and variables as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub name: String,
    pub value: String,
    pub separator: Separator,
}

/// What stands between a pair's name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Equals,
    /// The old form, whose value is the rest of the line.
    Space,
}

impl Separator {
    fn text(self) -> &'static str {
        match self {
            Self::Equals => "=",
            Self::Space => "",
        }
    }
}
