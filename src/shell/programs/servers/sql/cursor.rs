//! [`Cursor`]: where a parser stands in a statement's words.

use super::Fault;
use super::lexer::{Kind, Token, tokens};
use super::syntax::Named;

pub type Parsed<T> = Result<T, Fault>;

/// Words that no table, column or function is called without quotes (PostgreSQL's manual, appendix C; those that MySQL
/// reserves as well).
const RESERVED: [&str; 46] = [
    "all",
    "and",
    "as",
    "asc",
    "between",
    "case",
    "check",
    "column",
    "constraint",
    "create",
    "cross",
    "default",
    "desc",
    "distinct",
    "else",
    "end",
    "except",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "inner",
    "intersect",
    "into",
    "is",
    "join",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "on",
    "or",
    "order",
    "primary",
    "references",
    "right",
    "select",
    "table",
    "then",
    "union",
    "unique",
];
/// More of them.
const MORE: [&str; 7] = ["using", "when", "where", "with", "window", "returning", "offset"];

/// Words that begin parts of statements that are not simulated.
const LATER: [&str; 15] = [
    "right",
    "full",
    "natural",
    "using",
    "union",
    "intersect",
    "except",
    "on",
    "for",
    "with",
    "returning",
    "over",
    "window",
    "fetch",
    "filter",
];
/// Signs of operators that are not simulated.
const LATER_SIGNS: [&str; 9] = ["~", "[", "]", "->", "@>", "&", "|", "^", "#"];

/// Whether the word is a keyword that cannot be a name.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.iter().chain(&MORE).any(|own| own.eq_ignore_ascii_case(word))
}

/// A place in a statement.
pub struct Cursor<'t> {
    pub text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    pub mysql: bool,
}

impl<'t> Cursor<'t> {
    /// At the start of a statement.
    pub fn new(text: &'t str, mysql: bool) -> Parsed<Self> {
        Ok(Cursor { text, tokens: tokens(text, mysql)?, at: 0, mysql })
    }

    /// What is here belongs to nothing that comes here.
    pub fn wrong(&self) -> Fault {
        match self.tokens.get(self.at) {
            Some(token) => Fault::Syntax { at: token.at, near: self.text.get(token.at..).unwrap_or("").into() },
            None => Fault::Syntax { at: self.text.len(), near: String::new() },
        }
    }

    /// What is here begins something that servers know and the sandbox does not; or it is wrong.
    pub fn later_or_wrong(&self) -> Fault {
        let later = match self.peek() {
            Some(Kind::Word(word)) => LATER.iter().any(|later| later.eq_ignore_ascii_case(word)),
            Some(Kind::Sign(sign)) => LATER_SIGNS.contains(sign),
            _ => false,
        };
        if later { self.unsimulated() } else { self.wrong() }
    }

    pub fn unsimulated(&self) -> Fault {
        Fault::Unsimulated(self.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub fn peek(&self) -> Option<&Kind> {
        self.ahead(0)
    }

    pub fn ahead(&self, by: usize) -> Option<&Kind> {
        self.tokens.get(self.at + by).map(|token| &token.kind)
    }

    pub fn advance(&mut self) {
        self.at += 1;
    }

    /// The rest is taken as it is.
    pub fn skip_rest(&mut self) {
        self.at = self.tokens.len();
    }

    /// Where the next word begins.
    pub fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.at)
    }

    /// What was written from a place up to here.
    pub fn written(&self, from: usize) -> String {
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(from, |token| token.end);
        self.text.get(from..end).unwrap_or("").to_string()
    }

    pub fn is(&self, word: &str) -> bool {
        self.is_ahead(0, word)
    }

    pub fn is_ahead(&self, by: usize, word: &str) -> bool {
        matches!(self.ahead(by), Some(Kind::Word(own)) if own.eq_ignore_ascii_case(word))
    }

    /// Whether one of these keywords is here.
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Takes a keyword, if it is here.
    pub fn word(&mut self, word: &str) -> bool {
        let there = self.is(word);
        self.at += usize::from(there);
        there
    }

    /// Takes keywords, if all of them are here.
    pub fn words(&mut self, words: &[&str]) -> bool {
        let all = words.iter().enumerate().all(|(by, word)| self.is_ahead(by, word));
        self.at += if all { words.len() } else { 0 };
        all
    }

    pub fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.word(word) { Ok(()) } else { Err(self.later_or_wrong()) }
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Kind::Sign(own)) if *own == sign)
    }

    pub fn sign(&mut self, sign: &str) -> bool {
        let there = self.is_sign(sign);
        self.at += usize::from(there);
        there
    }

    pub fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.later_or_wrong()) }
    }

    /// A name, perhaps with another before a dot. (Of three the first goes: there is one database.)
    pub fn name(&mut self) -> Parsed<Named> {
        let mut named = self.simple_name()?;
        while self.is_sign(".") && !matches!(self.ahead(1), Some(Kind::Sign("*"))) {
            self.advance();
            let of = Some(named.name);
            named = Named { of, at: named.at, ..self.any_name()? };
        }
        Ok(named)
    }

    /// A name alone, which is no keyword.
    pub fn simple_name(&mut self) -> Parsed<Named> {
        match self.peek() {
            Some(Kind::Word(word)) if is_reserved(word) => Err(self.wrong()),
            _ => self.any_name(),
        }
    }

    /// A name that may be a keyword: after a dot, of a type, of a function.
    pub fn any_name(&mut self) -> Parsed<Named> {
        let at = self.place();
        let name = match self.peek() {
            Some(Kind::Word(word)) if self.mysql => word.clone(),
            Some(Kind::Word(word)) => word.to_lowercase(),
            Some(Kind::Quoted(name)) => name.clone(),
            _ => return Err(self.wrong()),
        };
        self.advance();
        Ok(Named { of: None, name, at })
    }

    /// Whether what is here can be another name of what stands before it.
    pub fn is_alias(&self) -> bool {
        match self.peek() {
            Some(Kind::Word(word)) => !is_reserved(word) && !LATER.iter().any(|later| later.eq_ignore_ascii_case(word)),
            Some(Kind::Quoted(_)) => true,
            _ => false,
        }
    }

    pub fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.sign(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// `( one, … )`
    pub fn list_in_brackets<T>(&mut self, one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.expect("(")?;
        let all = self.list(one)?;
        self.expect(")")?;
        Ok(all)
    }

    /// A number of rows.
    pub fn count(&mut self) -> Parsed<usize> {
        match self.peek() {
            Some(Kind::Int(number)) => {
                let number = usize::try_from(*number).map_err(|_| self.wrong())?;
                self.advance();
                Ok(number)
            }
            _ => Err(self.wrong()),
        }
    }

    /// The end: nothing but a semicolon.
    pub fn end(&mut self) -> Parsed<()> {
        self.sign(";");
        if self.peek().is_none() { Ok(()) } else { Err(self.later_or_wrong()) }
    }
}
