//! Rust's words: lifetimes, raw texts, numbers with their types, comments inside comments.

use std::rc::Rc;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Name(Name),
    /// With the type that stands behind it; empty: none.
    Int(i128, Name),
    Float(f64, Name),
    Text(Name),
    Bytes(Rc<[u8]>),
    Letter(char),
    Lifetime(Name),
    Op(&'static str),
    End,
}

tokens::kind!(Kind);

pub type Token = tokens::Token<Kind>;

/// Operators, the longest first.
const OPERATORS: &[&str] = &[
    "<<=", ">>=", "...", "..=", "->", "=>", "::", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "&=", "|=", "^=", "<<", ">>", "..", "+", "-", "*", "/", "%", "&", "|", "^", "!", "<", ">", "=", "(", ")", "[", "]",
    "{", "}", ",", ";", ":", "?", ".", "@", "#", "$",
];

/// Turns a text into tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, Halt> {
    let letters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { letters, at: 0, line: 1, line_start: 0, out: Vec::new() };
    lexer.run()?;
    Ok(lexer.out)
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: u32,
    line_start: usize,
    out: Vec<Token>,
}

fn begins_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn span(&self, from: usize) -> Span {
        let column = |at: usize| u32::try_from(at.saturating_sub(self.line_start)).unwrap_or(u32::MAX);
        Span { line: self.line, start: column(from), end: column(self.at), mark: (0, 0) }
    }

    /// The span of what began elsewhere and may have ended lines since.
    fn span_since(&self, (from, line, start): (usize, u32, usize)) -> Span {
        if line == self.line {
            return self.span(from);
        }
        let column = u32::try_from(from.saturating_sub(start)).unwrap_or(u32::MAX);
        Span { line, start: column, end: column + 1, mark: (0, 0) }
    }

    fn add(&mut self, kind: Kind, from: usize) {
        let span = self.span(from);
        self.out.push(Token { kind, span, after_line: false });
    }

    fn pass(&mut self) -> char {
        let letter = self.peek(0);
        self.at += 1;
        if letter == '\n' {
            self.line += 1;
            self.line_start = self.at;
        }
        letter
    }

    fn run(&mut self) -> Result<(), Halt> {
        if self.peek(0) == '#' && self.peek(1) == '!' && self.peek(2) != '[' {
            self.skip_line();
        }
        while self.at < self.letters.len() {
            let from = self.at;
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => self.skip_line(),
                ('/', '*') => self.skip_comment(),
                (letter, _) if letter.is_whitespace() || letter == '\u{feff}' => drop(self.pass()),
                ('b', '\'') => {
                    self.at += 1;
                    self.letter(true)?;
                }
                ('b', '"') => {
                    self.at += 1;
                    self.text(from, true)?;
                }
                ('r', '"' | '#') if self.raw_begins(1) => self.raw(from, 1, false)?,
                ('b', 'r') if self.raw_begins(2) => self.raw(from, 2, true)?,
                ('r', '#') if begins_name(self.peek(2)) => {
                    self.at += 2;
                    self.word();
                }
                ('"', _) => self.text(from, false)?,
                ('\'', _) => self.quote()?,
                (letter, _) if letter.is_ascii_digit() => self.number()?,
                (letter, _) if begins_name(letter) => self.word(),
                _ => self.operator()?,
            }
        }
        self.add(Kind::End, self.at);
        Ok(())
    }

    fn skip_line(&mut self) {
        while self.at < self.letters.len() && self.peek(0) != '\n' {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.letters.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.at += 2;
                }
                ('*', '/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => drop(self.pass()),
            }
        }
    }

    fn word(&mut self) {
        let from = self.at;
        while begins_name(self.peek(0)) || self.peek(0).is_alphanumeric() {
            self.at += 1;
        }
        let word: String = self.letters.get(from..self.at).unwrap_or_default().iter().collect();
        self.add(Kind::Name(Rc::from(word)), from);
    }

    fn operator(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let rest: String = self.letters.iter().skip(from).take(3).collect();
        let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else {
            self.at += 1;
            let what = format!("the letter {}", self.peek(0));
            return Err(Halt::Unsimulated { span: self.span(from), what });
        };
        self.at += operator.len();
        self.add(Kind::Op(operator), from);
        Ok(())
    }

    fn digits(&mut self, radix: u32) -> String {
        let mut text = String::new();
        while self.peek(0).is_digit(radix) || self.peek(0) == '_' {
            let digit = self.peek(0);
            if digit != '_' {
                text.push(digit);
            }
            self.at += 1;
        }
        text
    }

    fn number(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let radix = match (self.peek(0), self.peek(1)) {
            ('0', 'x') => 16,
            ('0', 'o') => 8,
            ('0', 'b') => 2,
            _ => 10,
        };
        if radix != 10 {
            self.at += 2;
        }
        let mut text = self.digits(radix);
        let mut is_float = false;
        // `1..2` and `1.max(2)` are no fractions, and neither is the second number of `pair.0.1`.
        let is_field = matches!(self.out.last().map(|token| &token.kind), Some(Kind::Op(".")));
        let follows = self.peek(1);
        if radix == 10 && !is_field && self.peek(0) == '.' && follows != '.' && !begins_name(follows) {
            self.at += 1;
            is_float = true;
            text.push('.');
            text += &self.digits(10);
        }
        let sign = usize::from(matches!(self.peek(1), '+' | '-'));
        if radix == 10 && matches!(self.peek(0), 'e' | 'E') && self.peek(1 + sign).is_ascii_digit() {
            is_float = true;
            text.extend(self.letters.get(self.at..=self.at + sign).unwrap_or_default());
            self.at += 1 + sign;
            text += &self.digits(10);
        }
        let start = self.at;
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            self.at += 1;
        }
        let suffix: String = self.letters.get(start..self.at).unwrap_or_default().iter().collect();
        let suffix = suffix.trim_start_matches('_');
        let span = self.span(from);
        let wrong = || Halt::Unsimulated { span, what: "this number".into() };
        let kind = if is_float || suffix.starts_with('f') {
            Kind::Float(text.parse().map_err(|_| wrong())?, suffix.into())
        } else {
            Kind::Int(i128::from_str_radix(&text, radix).map_err(|_| wrong())?, suffix.into())
        };
        self.add(kind, from);
        Ok(())
    }

    /// A letter in quotes, or a lifetime.
    fn quote(&mut self) -> Result<(), Halt> {
        let is_letter = self.peek(1) == '\\' || self.peek(2) == '\'';
        if is_letter || !begins_name(self.peek(1)) {
            return self.letter(false);
        }
        let from = self.at;
        self.at += 1;
        while begins_name(self.peek(0)) || self.peek(0).is_alphanumeric() {
            self.at += 1;
        }
        let word: String = self.letters.get(from..self.at).unwrap_or_default().iter().collect();
        self.add(Kind::Lifetime(Rc::from(word)), from);
        Ok(())
    }

    fn letter(&mut self, byte: bool) -> Result<(), Halt> {
        let from = self.at;
        self.at += 1;
        let letter = if self.peek(0) == '\\' { self.escape()? } else { Some(self.pass()) };
        let Some(letter) = letter.filter(|_| self.peek(0) == '\'') else {
            return Err(Halt::Unsimulated { span: self.span(from), what: "this letter".into() });
        };
        self.at += 1;
        let kind = if byte { Kind::Int(i128::from(u32::from(letter)), "u8".into()) } else { Kind::Letter(letter) };
        self.add(kind, from);
        Ok(())
    }

    fn text(&mut self, from: usize, bytes: bool) -> Result<(), Halt> {
        let begun = (from, self.line, self.line_start);
        self.at += 1;
        let mut text = String::new();
        while self.peek(0) != '"' {
            if self.at >= self.letters.len() {
                return Err(Halt::Unsimulated { span: self.span_since(begun), what: "a text without an end".into() });
            }
            match self.peek(0) {
                '\\' => text.extend(self.escape()?),
                '\r' if self.peek(1) == '\n' => self.at += 1,
                _ => text.push(self.pass()),
            }
        }
        self.at += 1;
        self.add_text(text, begun, bytes);
        Ok(())
    }

    fn add_text(&mut self, text: String, begun: (usize, u32, usize), bytes: bool) {
        let span = self.span_since(begun);
        let kind = if bytes {
            // An escape of a byte's is one byte, whatever the letter would be.
            let one = |letter: char| u8::try_from(u32::from(letter)).unwrap_or(b'?');
            Kind::Bytes(text.chars().map(one).collect())
        } else {
            Kind::Text(Rc::from(text))
        };
        self.out.push(Token { kind, span, after_line: false });
    }

    fn raw_begins(&self, from: usize) -> bool {
        let hashes = (from..).take_while(|ahead| self.peek(*ahead) == '#').count();
        self.peek(from + hashes) == '"'
    }

    fn raw(&mut self, from: usize, prefix: usize, bytes: bool) -> Result<(), Halt> {
        let begun = (from, self.line, self.line_start);
        self.at += prefix;
        let mut hashes = 0;
        while self.peek(0) == '#' {
            hashes += 1;
            self.at += 1;
        }
        self.at += 1;
        let mut text = String::new();
        loop {
            if self.at >= self.letters.len() {
                return Err(Halt::Unsimulated { span: self.span_since(begun), what: "a text without an end".into() });
            }
            if self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                break;
            }
            text.push(self.pass());
        }
        self.at += 1 + hashes;
        self.add_text(text, begun, bytes);
        Ok(())
    }

    /// What stands behind a backslash; `None` for a line that goes on.
    fn escape(&mut self) -> Result<Option<char>, Halt> {
        let from = self.at;
        let wrong = |lexer: &Self| Halt::Unsimulated { span: lexer.span(from), what: "this escape".into() };
        let letter = self.peek(1);
        self.at += 2;
        Ok(Some(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            '\\' | '\'' | '"' => letter,
            'x' => {
                let digits: String = [self.peek(0), self.peek(1)].iter().collect();
                self.at += 2;
                u8::from_str_radix(&digits, 16).map(char::from).map_err(|_| wrong(self))?
            }
            'u' if self.peek(0) == '{' => {
                self.at += 1;
                let digits = self.digits(16);
                self.at += 1;
                u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or_else(|| wrong(self))?
            }
            '\n' => {
                self.line += 1;
                self.line_start = self.at;
                while self.peek(0).is_whitespace() {
                    self.pass();
                }
                return Ok(None);
            }
            _ => return Err(wrong(self)),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn numbers_end_where_ranges_and_methods_begin() {
        let int = |value: i128, of: &str| Kind::Int(value, of.into());
        assert_eq!(kinds("1..2")[..3], [int(1, ""), Kind::Op(".."), int(2, "")]);
        assert_eq!(kinds("1_000u64 0xff b'a'")[..3], [int(1000, "u64"), int(255, ""), int(97, "u8")]);
        assert_eq!(kinds("1. 2.5e3f32")[..2], [Kind::Float(1.0, "".into()), Kind::Float(2500.0, "f32".into())]);
        assert_eq!(kinds("p.0.1")[2..5], [int(0, ""), Kind::Op("."), int(1, "")]);
        assert_eq!(kinds("5.max(6)")[1], Kind::Op("."));
    }

    #[test]
    fn lifetimes_letters_and_raw_texts_are_told_apart() {
        assert_eq!(kinds("'a 'a' '\\''")[..3], [Kind::Lifetime("'a".into()), Kind::Letter('a'), Kind::Letter('\'')]);
        assert_eq!(kinds("r#\"a\"b\"# \"x\\\n  y\"")[..2], [Kind::Text("a\"b".into()), Kind::Text("xy".into())]);
        assert_eq!(kinds("/* a /* b */ c */ x")[0], Kind::Name("x".into()));
    }
}
