//! JavaScript's text as tokens (ECMAScript, "Lexical Grammar"). A slash is a division or the start of a regular
//! expression by what stands before it.

use std::rc::Rc;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::numeral::Numeral;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Name(Name),
    Number(f64),
    BigInt(i128),
    Text(Name),
    /// The texts of a template literal, and the sources of the values between them.
    Template(Vec<Name>, Vec<Hole>),
    Regex(Name, Name),
    Op(&'static str),
    End,
}

/// The source of a value in a template literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Hole {
    pub source: String,
    pub line: u32,
    pub column: u32,
}

tokens::kind!(Kind);

/// A token with its place.
pub type Token = tokens::Token<Kind>;

/// Operators, the longest first.
const OPERATORS: &[&str] = &[
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>", "+", "-", "*", "/",
    "%", "&", "|", "^", "~", "!", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", ".", "@",
];

/// Words after which a slash begins a regular expression.
const BEFORE_REGEX: &[&str] = &["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do"];

/// Turns a text into tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, Halt> {
    tokens_at(text, 1, 0)
}

/// The same for an expression in the middle of a file.
pub fn tokens_at(text: &str, line: u32, column: u32) -> Result<Vec<Token>, Halt> {
    let letters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { letters, at: 0, line, line_start: 0, base: column, out: Vec::new(), after_line: true };
    if text.starts_with("#!") {
        lexer.skip_line();
    }
    lexer.run()?;
    Ok(lexer.out)
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: u32,
    line_start: usize,
    base: u32,
    out: Vec<Token>,
    after_line: bool,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn column(&self, at: usize) -> u32 {
        self.base + u32::try_from(at.saturating_sub(self.line_start)).unwrap_or(u32::MAX)
    }

    fn span(&self, from: usize) -> Span {
        Span { line: self.line, start: self.column(from), end: self.column(self.at), mark: (0, 0) }
    }

    fn add(&mut self, kind: Kind, span: Span) {
        let after_line = std::mem::take(&mut self.after_line);
        self.out.push(Token { kind, span, after_line });
    }

    fn new_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
        self.base = 0;
        self.after_line = true;
    }

    fn skip_line(&mut self) {
        while self.at < self.letters.len() && self.peek(0) != '\n' {
            self.at += 1;
        }
    }

    fn run(&mut self) -> Result<(), Halt> {
        while self.at < self.letters.len() {
            let from = self.at;
            match self.peek(0) {
                '\n' => {
                    self.at += 1;
                    self.new_line();
                }
                letter if letter.is_whitespace() || letter == '\u{feff}' => self.at += 1,
                '/' if self.peek(1) == '/' => self.skip_line(),
                '/' if self.peek(1) == '*' => self.skip_comment()?,
                '/' if self.begins_regex() => self.regex()?,
                letter if letter.is_ascii_digit() || (letter == '.' && self.peek(1).is_ascii_digit()) => {
                    self.number()?
                }
                '"' | '\'' => self.string()?,
                '`' => self.template()?,
                letter if is_name(letter) || (letter == '#' && is_name(self.peek(1))) => {
                    self.at += 1;
                    while is_name(self.peek(0)) || self.peek(0).is_numeric() {
                        self.at += 1;
                    }
                    let word: String = self.letters[from..self.at].iter().collect();
                    let span = self.span(from);
                    self.add(Kind::Name(Rc::from(word)), span);
                }
                _ => {
                    let rest: String = self.letters.iter().skip(self.at).take(4).collect();
                    let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else {
                        self.at += 1;
                        return Err(Halt::syntax(self.span(from), "Invalid or unexpected token"));
                    };
                    // `a?.5:b` is a condition.
                    let operator = match *operator {
                        "?." if self.peek(2).is_ascii_digit() => "?",
                        other => other,
                    };
                    self.at += operator.len();
                    let span = self.span(from);
                    self.add(Kind::Op(operator), span);
                }
            }
        }
        let span = self.span(self.at);
        self.add(Kind::End, span);
        Ok(())
    }

    fn skip_comment(&mut self) -> Result<(), Halt> {
        let span = self.span(self.at);
        self.at += 2;
        while !(self.peek(0) == '*' && self.peek(1) == '/') {
            if self.at >= self.letters.len() {
                return Err(Halt::syntax(span, "Invalid or unexpected token"));
            }
            let letter = self.peek(0);
            self.at += 1;
            if letter == '\n' {
                self.new_line();
            }
        }
        self.at += 2;
        Ok(())
    }

    fn begins_regex(&self) -> bool {
        match self.out.last().map(|token| &token.kind) {
            None => true,
            Some(Kind::Op(operator)) => !matches!(*operator, ")" | "]" | "}" | "++" | "--"),
            Some(Kind::Name(word)) => BEFORE_REGEX.contains(&&**word),
            Some(_) => false,
        }
    }

    fn regex(&mut self) -> Result<(), Halt> {
        let from = self.at;
        self.at += 1;
        let mut in_class = false;
        loop {
            match self.peek(0) {
                '\0' | '\n' => {
                    return Err(Halt::syntax(self.span(from), "Invalid regular expression: missing /"));
                }
                '\\' => self.at += 1,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => break,
                _ => {}
            }
            self.at += 1;
        }
        let pattern: String = self.letters[from + 1..self.at].iter().collect();
        self.at += 1;
        let flags_from = self.at;
        while self.peek(0).is_ascii_alphabetic() {
            self.at += 1;
        }
        let flags: String = self.letters[flags_from..self.at].iter().collect();
        let span = self.span(from);
        self.add(Kind::Regex(Rc::from(pattern), Rc::from(flags)), span);
        Ok(())
    }

    fn number(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let Numeral { text, radix, is_float, length } = Numeral::at(self.letters.get(from..).unwrap_or_default());
        self.at += length;
        let is_big = self.peek(0) == 'n' && !is_float;
        if is_big {
            self.at += 1;
        }
        let span = self.span(from);
        if is_name(self.peek(0)) {
            return Err(Halt::syntax(span, "Invalid or unexpected token"));
        }
        let invalid = || Halt::syntax(span, "Invalid or unexpected token");
        let kind = match (is_big, radix) {
            (true, _) => Kind::BigInt(i128::from_str_radix(&text, radix).map_err(|_| invalid())?),
            (false, 10) => Kind::Number(text.parse().map_err(|_| invalid())?),
            (false, _) => Kind::Number(i128::from_str_radix(&text, radix).map_err(|_| invalid())? as f64),
        };
        self.add(kind, span);
        Ok(())
    }

    fn string(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let quote = self.peek(0);
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek(0) {
                letter if letter == quote => break,
                '\0' | '\n' => return Err(Halt::syntax(self.span(from), "Invalid or unexpected token")),
                '\\' => self.escape(&mut text),
                letter => {
                    text.push(letter);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        let span = self.span(from);
        self.add(Kind::Text(Rc::from(text)), span);
        Ok(())
    }

    fn escape(&mut self, text: &mut String) {
        let letter = self.peek(1);
        self.at += 2;
        match letter {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\x08'),
            'f' => text.push('\x0c'),
            'v' => text.push('\x0b'),
            '0' => text.push('\0'),
            'x' => self.code(text, 2),
            'u' if self.peek(0) == '{' => {
                self.at += 1;
                let digits = (0..8).take_while(|ahead| self.peek(*ahead).is_ascii_hexdigit()).count();
                self.code(text, digits);
                self.at += 1;
            }
            'u' => self.code(text, 4),
            '\n' => self.new_line_in_text(),
            other => text.push(other),
        }
    }

    fn new_line_in_text(&mut self) {
        self.line += 1;
        self.line_start = self.at;
        self.base = 0;
    }

    fn code(&mut self, text: &mut String, digits: usize) {
        let code: String = (0..digits).map(|ahead| self.peek(ahead)).collect();
        if let Some(letter) = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32) {
            text.push(letter);
        }
        self.at = (self.at + digits).min(self.letters.len());
    }

    fn template(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let start = self.span(from);
        self.at += 1;
        let (mut texts, mut holes) = (Vec::new(), Vec::new());
        let mut text = String::new();
        loop {
            match (self.peek(0), self.peek(1)) {
                ('`', _) => break,
                ('\0', _) if self.at >= self.letters.len() => {
                    return Err(Halt::syntax(start, "Unterminated template literal"));
                }
                ('\\', _) => self.escape(&mut text),
                ('$', '{') => {
                    self.at += 2;
                    texts.push(Rc::from(std::mem::take(&mut text)));
                    holes.push(self.hole(start)?);
                }
                (letter, _) => {
                    text.push(letter);
                    self.at += 1;
                    if letter == '\n' {
                        self.new_line_in_text();
                    }
                }
            }
        }
        self.at += 1;
        texts.push(Rc::from(text));
        self.add(Kind::Template(texts, holes), Span { end: start.start + 1, ..start });
        Ok(())
    }

    /// The source up to the brace that closes a hole.
    fn hole(&mut self, start: Span) -> Result<Hole, Halt> {
        let (line, column) = (self.line, self.column(self.at));
        let mut source = String::new();
        // What is open: braces, and quotes of which nothing inside counts.
        let mut open: Vec<char> = Vec::new();
        loop {
            if self.at >= self.letters.len() {
                return Err(Halt::syntax(start, "Unterminated template literal"));
            }
            let letter = self.peek(0);
            // What is escaped neither closes nor opens anything.
            if letter == '\\' && matches!(open.last(), Some('"' | '\'' | '`' | '/')) && self.peek(1) != '\n' {
                source.extend([letter, self.peek(1)]);
                self.at += 2;
                continue;
            }
            match (open.last().copied(), letter) {
                (Some('/'), '/' | '\n') => drop(open.pop()),
                (Some('/'), _) => {}
                (None | Some('{'), '/') if begins_expression(&source) => open.push('/'),
                (None, '}') => break,
                (Some('{'), '}') => drop(open.pop()),
                (Some(quote @ ('"' | '\'' | '`')), letter) if letter == quote => drop(open.pop()),
                (Some('"' | '\''), _) => {}
                (Some('`'), '$') if self.peek(1) == '{' => {
                    open.push('{');
                    source.push(letter);
                    self.at += 1;
                }
                (Some('`'), _) => {}
                (_, '{' | '"' | '\'' | '`') => open.push(letter),
                _ => {}
            }
            source.push(self.peek(0));
            self.at += 1;
            if letter == '\n' {
                self.new_line_in_text();
            }
        }
        self.at += 1;
        Ok(Hole { source, line, column })
    }
}

/// Whether a slash behind this source begins a regular expression: no value stands before it.
fn begins_expression(source: &str) -> bool {
    source.trim_end().chars().last().is_none_or(|last| "(,=:[!&|?{;+".contains(last))
}

fn is_name(letter: char) -> bool {
    letter.is_alphabetic()
        || letter == '_'
        || letter == '$'
        || letter.is_numeric() && letter != '\0' && !letter.is_ascii_punctuation()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_divide_or_begin_regular_expressions() {
        let kinds = |text: &str| -> Vec<Kind> { tokens(text).unwrap().into_iter().map(|token| token.kind).collect() };
        assert!(matches!(&kinds("`a${x.replace(/\"/g, '\\'')}`")[0], Kind::Template(texts, _) if texts.len() == 2));
        assert!(kinds("a = /b[/]c/g").contains(&Kind::Regex("b[/]c".into(), "g".into())));
        assert!(kinds("a / b / c").contains(&Kind::Op("/")));
        let holes = vec![Hole { source: "x + `${y}`".into(), line: 1, column: 4 }];
        assert_eq!(kinds("`a${x + `${y}`}`")[0], Kind::Template(vec!["a".into(), "".into()], holes));
    }
}
