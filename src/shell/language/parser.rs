//! Commands: pipelines, lists, compound commands, redirections. Words are read in [`super::word`].

mod commands;

use std::sync::{Arc, OnceLock};

use super::{AndOr, Connector, Item, ParseError, Pipeline, Problem, Script, Unfinished, Word};
use crate::shell::nesting::Nesting;

/// Parses all of `text`, as at a prompt: a text that may go on is [`ParseError::Incomplete`].
pub fn parse(text: &str) -> Result<Script, ParseError> {
    let mut parser = Parser::new(text);
    parser.at_prompt = true;
    let mut script = Script::default();
    while let Some(mut next) = parser.next_line()? {
        script.items.append(&mut next.items);
    }
    Ok(script)
}

/// A reader of commands, line after line, as a shell reads its script.
#[derive(Clone, Debug)]
pub struct Parser<'s> {
    pub(super) source: &'s str,
    pub(super) position: usize,
    /// Number of the line at `position`.
    pub(super) line: u32,
    /// Whether a heredoc without its last line is incomplete (or simply ends with the text).
    pub(super) at_prompt: bool,
    pub(super) heredocs: Vec<PendingHeredoc>,
    /// Whether the item read last was ended by `;` or `&`.
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
    pub fn new(source: &'s str) -> Self {
        Parser { source, position: 0, line: 1, at_prompt: false, heredocs: Vec::new(), ended: false }
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

    // Characters.

    /// What has not been read yet.
    pub fn rest(&self) -> &'s str {
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
        Err(ParseError::Incomplete { what, line: self.line })
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

    /// The reserved word here, if there is one (not consumed).
    fn reserved(&self) -> Option<&'static str> {
        let rest = self.rest();
        let end = rest.find(|c: char| " \t\r\n;&|<>()".contains(c)).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        RESERVED.into_iter().find(|reserved| *reserved == word)
    }

    fn take_reserved(&mut self, word: &str) -> bool {
        let there = self.reserved() == Some(RESERVED.into_iter().find(|r| *r == word).unwrap_or(""));
        there && self.take(word)
    }

    /// Whether what is here can only end a list.
    fn at_closing(&self) -> bool {
        self.peek() == Some(')')
            || self.starts_with(";;")
            || matches!(self.reserved(), Some("then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}"))
    }

    /// The error that the token here is in the wrong place.
    fn unexpected(&self, expecting: Option<&'static str>) -> ParseError {
        let rest = self.rest();
        if rest.is_empty() {
            return ParseError::Incomplete { what: Unfinished::Command(expecting), line: self.line };
        }
        if rest.starts_with('\n') {
            return self.syntax(Problem::UnexpectedNewline, self.position);
        }
        let operator = ["&&", "||", ";;", "<<", ">>", ">&", "<&", ";", "&", "|", "<", ">", "(", ")"];
        let (problem, length) = if let Some(token) = operator.into_iter().find(|token| rest.starts_with(token)) {
            (Problem::Unexpected { token: token.into(), expecting }, token.len())
        } else if let Some(token) = self.reserved() {
            (Problem::Unexpected { token: token.into(), expecting }, token.len())
        } else {
            let end = rest.find(|c: char| " \t\r\n;&|<>()".contains(c)).unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or(rest);
            (Problem::UnexpectedWord { word: word.into(), expecting }, end)
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
        let list = self.and_or()?;
        self.skip_blanks();
        let mut background = false;
        self.ended = true;
        if self.peek() == Some('&') {
            self.bump();
            background = true;
        } else if self.peek() == Some(';') && !self.starts_with(";;") {
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
        let mut negated = false;
        while self.take_reserved("!") {
            negated = !negated;
            self.skip_blanks();
        }
        let mut commands = vec![self.command()?];
        loop {
            self.skip_blanks();
            if self.peek() != Some('|') || self.starts_with("||") {
                return Ok(Pipeline { negated, commands });
            }
            self.bump();
            self.skip_newlines()?;
            commands.push(self.command()?);
        }
    }
}

/// Whether the word is a keyword where a command may begin.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether `text` can name a variable.
pub fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
