//! Commands: pipelines, lists, compound commands, redirections. Words are read in [`super::word`].

mod commands;
mod conditions;
mod lists;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{
    AndOr, Command, Connector, Dialect, Extra, Item, ParseError, Part, Pipeline, Problem, Redirection, RedirectionKind,
    Script, Timed, Unfinished, Word,
};
use crate::allowance;
use crate::shell::nesting::Nesting;

/// Parses all of `text`, as at a prompt: a text that may go on is [`ParseError::Incomplete`].
pub fn parse(text: &str, dialect: Dialect) -> Result<Script, ParseError> {
    let mut parser = Parser::new(text, dialect);
    parser.at_prompt = true;
    // Whether a line is whole is asked before anybody knows what the shell has switched on.
    parser.extended = dialect == Dialect::Bash;
    let mut script = Script::default();
    while let Some(mut next) = parser.next_line()? {
        script.items.append(&mut next.items);
    }
    Ok(script)
}

/// A reader of commands, line after line, as a shell reads its script.
#[derive(Clone, Debug)]
pub struct Parser<'s> {
    pub(super) source: Cow<'s, str>,
    pub(super) position: usize,
    pub(super) dialect: Dialect,
    /// Whether `@(…)` and its kin are patterns (bash's `extglob`).
    pub extended: bool,
    /// Number of the line at `position`.
    pub(super) line: u32,
    /// Whether a heredoc without its last line is incomplete (or simply ends with the text).
    pub(super) at_prompt: bool,
    /// Shared with the attempts that may bring it back.
    pub(super) heredocs: Arc<Vec<PendingHeredoc>>,
    /// Heredocs whose last line did not come: where they began, where the text ended, what was waited for.
    pub unended: Vec<(u32, u32, String)>,
    /// Whether the item read last was ended by `;` or `&`.
    ended: bool,
    /// What was tried in vain, and where: it is not tried again there.
    refused: BTreeSet<(usize, Attempt)>,
    /// What stands for the first words of commands (`alias`).
    pub aliases: BTreeMap<String, String>,
    /// The aliases whose text is being read, each with the length of what comes after it: they are not put in again.
    within: Vec<(String, usize)>,
    /// The length of what comes after an alias whose text ends with a blank: the word there may be one, too.
    after_blank: Option<usize>,
}

/// What a text may turn out not to be, so that it is read again as something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attempt {
    /// `(( … ))`, or a subshell in a subshell
    Arithmetic,
    /// `NAME[…]=…`, or a word
    Assignment,
    /// `NAME=( … )` as an argument, or a word
    DeclaredList,
    /// `[…]=…` in a list, or a word
    Element,
    /// `${#NAME}`, or what else begins so
    Length,
}

/// Where an attempt began.
pub(super) struct Mark {
    position: usize,
    line: u32,
    heredocs: Arc<Vec<PendingHeredoc>>,
    unended: usize,
    ended: bool,
}

/// A heredoc whose lines come after this one.
#[derive(Clone, Debug)]
pub(super) struct PendingHeredoc {
    pub delimiter: String,
    pub quoted: bool,
    pub strip_tabs: bool,
    pub body: Arc<OnceLock<Word>>,
}

const RESERVED: [&str; 16] =
    ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "for", "case", "esac", "in", "{", "}", "!"];

type Parsed<T> = Result<T, ParseError>;

impl<'s> Parser<'s> {
    /// A reader at the start of `source`.
    pub fn new(source: &'s str, dialect: Dialect) -> Self {
        Parser {
            source: Cow::Borrowed(source),
            position: 0,
            dialect,
            extended: false,
            line: 1,
            at_prompt: false,
            heredocs: Arc::default(),
            unended: Vec::new(),
            ended: false,
            refused: BTreeSet::new(),
            aliases: BTreeMap::new(),
            within: Vec::new(),
            after_blank: None,
        }
    }

    /// Puts the text of an alias in the place of the word that stands here (POSIX, Shell Command Language, 2.3.1), again
    /// and again.
    pub(super) fn expand_aliases(&mut self) {
        while !self.aliases.is_empty() {
            let rest = self.rest();
            let end = rest.find(|c: char| c.is_whitespace() || ";&|()<>'\"\\$`#".contains(c)).unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or_default().to_string();
            // What follows must end the word: a quoted part would belong to it.
            let whole = rest.get(end..).is_some_and(|next| !next.starts_with(['\'', '"', '\\', '$', '`']));
            let after = rest.len() - end;
            self.within.retain(|(_, tail)| *tail < rest_length(&self.source, self.position));
            let known = self.within.iter().any(|(name, _)| *name == word);
            let Some(text) = self.aliases.get(&word).filter(|_| whole && !known).cloned() else { return };
            // Each name is put in once inside itself, so this ends; what it makes is bounded like a script is.
            if self.source.len().saturating_add(text.len()) as u64 > super::SCRIPT_LIMIT {
                return;
            }
            allowance::insist(self.source.len() as u64);
            let start = self.position;
            self.source.to_mut().replace_range(start..start + end, &text);
            self.refused.clear();
            self.within.push((word, after));
            self.after_blank = text.ends_with([' ', '\t']).then_some(after);
            self.skip_blanks();
        }
    }

    /// Whether the word here comes after an alias that ends with a blank.
    pub(super) fn follows_blank_alias(&mut self) -> bool {
        let left = rest_length(&self.source, self.position);
        self.after_blank.take_if(|after| left <= *after).is_some()
    }

    /// The commands up to the end of the next line that has any; `None` at the end.
    pub fn next_line(&mut self) -> Parsed<Option<Script>> {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => {
                    self.read_heredocs()?;
                    return Ok(None);
                }
                Some('\n') => self.newline()?,
                Some(_) => break,
            }
        }
        let mut script = Script::default();
        loop {
            let item = self.item()?;
            script.items.push(item);
            self.skip_blanks();
            match self.peek() {
                None => {
                    self.read_heredocs()?;
                    return Ok(Some(script));
                }
                Some('\n') => {
                    self.newline()?;
                    return Ok(Some(script));
                }
                Some(_) => {
                    if !self.ended || self.at_closing() {
                        return Err(self.unexpected(None));
                    }
                }
            }
        }
    }

    // Attempts.

    /// Begins an attempt; `None`: it was made here before, in vain. (So what is nested is not read twice as often at
    /// each level.)
    pub(super) fn attempt(&self, what: Attempt) -> Option<Mark> {
        (!self.refused.contains(&(self.position, what))).then(|| Mark {
            position: self.position,
            line: self.line,
            heredocs: self.heredocs.clone(),
            unended: self.unended.len(),
            ended: self.ended,
        })
    }

    /// An attempt was in vain: all is as where it began.
    pub(super) fn refuse(&mut self, what: Attempt, mark: Mark) {
        self.refused.insert((mark.position, what));
        let Mark { position, line, heredocs, unended, ended } = mark;
        (self.position, self.line, self.heredocs, self.ended) = (position, line, heredocs, ended);
        self.unended.truncate(unended);
    }

    // Characters.

    /// What has not been read yet.
    pub fn rest(&self) -> &str {
        self.source.get(self.position..).unwrap_or("")
    }
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }
    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.position += next.len_utf8();
        if next == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(next)
    }
    pub(super) fn take(&mut self, text: &str) -> bool {
        let there = self.starts_with(text);
        if there {
            self.position += text.len();
        }
        there
    }
    pub(super) fn incomplete<T>(&self, what: Unfinished) -> Parsed<T> {
        Err(self.unfinished(what))
    }
    fn unfinished(&self, what: Unfinished) -> ParseError {
        // bash counts the line after the last one, if a command is what is missing.
        let text_goes_on = matches!(what, Unfinished::Command(_) | Unfinished::Substitution);
        let next = self.dialect == Dialect::Bash && text_goes_on && !self.source.ends_with('\n');
        ParseError::Incomplete { what, line: self.line.saturating_add(u32::from(next)) }
    }
    fn syntax(&self, problem: Problem, start: usize) -> ParseError {
        ParseError::Syntax { problem, line: self.line, span: start..self.position.max(start) }
    }
    pub(super) fn nest(&self) -> Parsed<Nesting> {
        Nesting::enter().map_err(|_| self.syntax(Problem::TooDeep, self.position))
    }

    /// Skips blanks, line continuations and a comment.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => {
                    self.bump();
                }
                Some('\\') if self.starts_with("\\\n") => {
                    self.bump();
                    self.bump();
                }
                Some('#') => {
                    let end = self.rest().find('\n').unwrap_or(self.rest().len());
                    self.position += end;
                }
                _ => return,
            }
        }
    }

    fn newline(&mut self) -> Parsed<()> {
        self.bump();
        self.read_heredocs()
    }

    fn skip_newlines(&mut self) -> Parsed<()> {
        loop {
            self.skip_blanks();
            if self.peek() != Some('\n') {
                return Ok(());
            }
            self.newline()?;
        }
    }

    // Tokens.

    pub(super) fn knows(&self, extra: Extra) -> bool {
        self.dialect.knows(extra)
    }

    /// The bare characters here, up to a blank or operator (not consumed).
    fn here(&self) -> &str {
        let rest = self.rest();
        let end = rest.find(|c: char| " \t\r\n;&|<>()".contains(c)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest)
    }

    /// The reserved word here, if there is one (not consumed).
    fn reserved(&self) -> Option<&'static str> {
        let word = self.here();
        RESERVED.into_iter().find(|reserved| *reserved == word)
    }

    /// Whether `<(` or `>(` is here, where the shell knows it.
    pub(super) fn at_process(&self) -> bool {
        self.knows(Extra::ProcessSubstitution) && (self.starts_with("<(") || self.starts_with(">("))
    }

    /// Whether `;&` is here, where the shell knows it.
    fn at_falling(&self) -> bool {
        self.knows(Extra::FallingThrough) && self.starts_with(";&")
    }

    fn take_reserved(&mut self, word: &str) -> bool {
        let there = self.reserved() == Some(RESERVED.into_iter().find(|r| *r == word).unwrap_or(""));
        there && self.take(word)
    }

    /// Whether what is here can only end a list.
    fn at_closing(&self) -> bool {
        self.peek() == Some(')')
            || self.starts_with(";;")
            || self.at_falling()
            || matches!(self.reserved(), Some("then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}"))
    }

    /// The error that the token here is in the wrong place.
    fn unexpected(&self, expecting: Option<&'static str>) -> ParseError {
        let rest = self.rest();
        if rest.is_empty() {
            return self.unfinished(Unfinished::Command(expecting));
        }
        if rest.starts_with('\n') {
            return self.syntax(Problem::UnexpectedNewline, self.position);
        }
        let operator =
            ["&&", "||", "|&", ";;&", ";;", ";&", "&>", "<<", ">>", ">&", "<&", ";", "&", "|", "<", ">", "(", ")"];
        let known = |token: &&str| match *token {
            "|&" | "&>" | ";;&" | ";&" => self.dialect == Dialect::Bash,
            _ => true,
        };
        let (problem, length) =
            if let Some(token) = operator.into_iter().filter(known).find(|token| rest.starts_with(token)) {
                (Problem::Unexpected { token: token.into(), expecting }, token.len())
            } else if let Some(token) = self.reserved() {
                (Problem::Unexpected { token: token.into(), expecting }, token.len())
            } else {
                let word = self.here();
                (Problem::UnexpectedWord { word: word.into(), expecting }, word.len())
            };
        ParseError::Syntax { problem, line: self.line, span: self.position..self.position + length }
    }

    fn expect_reserved(&mut self, word: &'static str) -> Parsed<()> {
        self.skip_newlines()?;
        if self.take_reserved(word) { Ok(()) } else { Err(self.unexpected(Some(word))) }
    }

    // Lists.

    /// Commands up to something that closes the list (not consumed); at least one.
    pub(super) fn list(&mut self, expecting: Option<&'static str>) -> Parsed<Script> {
        let mut script = Script::default();
        loop {
            self.skip_newlines()?;
            if self.peek().is_none() {
                return self.incomplete(Unfinished::Command(expecting));
            }
            if self.at_closing() {
                return if script.items.is_empty() { Err(self.unexpected(None)) } else { Ok(script) };
            }
            script.items.push(self.item()?);
            self.skip_blanks();
            match self.peek() {
                None => return self.incomplete(Unfinished::Command(expecting)),
                Some('\n') => {}
                Some(_) if self.at_closing() || self.ended => {}
                Some(_) => return Err(self.unexpected(expecting)),
            }
        }
    }

    fn item(&mut self) -> Parsed<Item> {
        self.skip_blanks();
        let start = self.position;
        let list = self.and_or()?;
        let end = self.position;
        self.skip_blanks();
        let mut background = None;
        self.ended = true;
        if self.peek() == Some('&') {
            self.bump();
            background = self.source.get(start..end).map(|text| text.trim().into());
        } else if self.peek() == Some(';') && !self.starts_with(";;") && !self.at_falling() {
            self.bump();
        } else {
            self.ended = false;
        }
        Ok(Item { list, background })
    }

    fn and_or(&mut self) -> Parsed<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.skip_blanks();
            let connector = if self.take("&&") {
                Connector::And
            } else if self.take("||") {
                Connector::Or
            } else {
                return Ok(AndOr { first, rest });
            };
            self.skip_newlines()?;
            rest.push((connector, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        self.skip_blanks();
        let timed = self.time_keyword();
        let mut negated = false;
        while self.take_reserved("!") {
            negated = !negated;
            self.skip_blanks();
        }
        let nothing = timed.is_some() && self.peek().is_none_or(|c| "\n;&|)".contains(c));
        let mut commands = if nothing { Vec::new() } else { vec![self.command()?] };
        loop {
            self.skip_blanks();
            if self.peek() != Some('|') || self.starts_with("||") {
                return Ok(Pipeline { negated, timed, commands });
            }
            self.bump();
            if self.knows(Extra::BothPiped) && self.take("&") {
                commands.last_mut().map(Command::send_errors_along);
            }
            self.skip_newlines()?;
            commands.push(self.command()?);
        }
    }

    /// bash's `time` and `time -p`.
    fn time_keyword(&mut self) -> Option<Timed> {
        if !self.knows(Extra::Keywords) || self.here() != "time" {
            return None;
        }
        self.take("time");
        self.skip_blanks();
        if self.here() != "-p" {
            return Some(Timed::Bash);
        }
        self.take("-p");
        self.skip_blanks();
        Some(Timed::Posix)
    }
}

impl Command {
    /// `|&`: standard error goes into the pipe, too.
    fn send_errors_along(&mut self) {
        let word = Arc::new(OnceLock::from(Word { parts: vec![Part::Quoted("1".into())] }));
        self.redirections.push(Redirection { descriptor: 2, kind: RedirectionKind::Duplicate, word });
    }
}

fn rest_length(source: &str, position: usize) -> usize {
    source.len().saturating_sub(position)
}

/// Whether the word is a keyword where a command may begin.
pub fn is_reserved(word: &str, dialect: Dialect) -> bool {
    let extra = match word {
        "[[" | "]]" => dialect.knows(Extra::Conditions),
        "function" => dialect.knows(Extra::FunctionKeyword),
        "time" | "select" | "coproc" => dialect.knows(Extra::Keywords),
        _ => false,
    };
    extra || RESERVED.contains(&word)
}

/// Whether `text` can name a variable.
pub fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
