//! Texts of the languages with braces as tokens. What differs between them is told by [`Lexis`].

use std::rc::Rc;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::numeral::Numeral;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens;

/// How a language writes its words.
#[derive(Clone, Copy, Debug)]
pub struct Lexis {
    /// A line's end ends a statement (Go).
    pub line_ends: bool,
    /// Lines with `#` are for the preprocessor (C).
    pub directives: bool,
    /// Texts in three quotes (Java).
    pub blocks: bool,
    /// Texts in back quotes (Go).
    pub raw: bool,
}

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Name(Name),
    Int(i128),
    Float(f64),
    Text(Name),
    /// A letter in single quotes.
    Letter(char),
    Op(&'static str),
    End,
}

tokens::kind!(Kind);

/// A token with its place.
pub type Token = tokens::Token<Kind>;

/// Operators, the longest first.
const OPERATORS: &[&str] = &[
    ">>>=", "...", "<<=", ">>=", ">>>", "&^=", "->", "::", "<-", ":=", "==", "!=", "<=", ">=", "&&", "||", "++", "--",
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^", "=>", "+", "-", "*", "/", "%", "&", "|", "^",
    "~", "!", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", ".", "@",
];

/// Words after which the end of a line ends a statement.
const ENDING: &[&str] = &["break", "continue", "fallthrough", "return"];

/// Words after which it does not.
const OPEN: &[&str] = &[
    "case",
    "chan",
    "const",
    "default",
    "defer",
    "else",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Turns a text into tokens.
pub fn tokens(text: &str, lexis: Lexis) -> Result<Vec<Token>, Halt> {
    let letters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { letters, lexis, at: 0, line: 1, line_start: 0, out: Vec::new() };
    lexer.run()?;
    Ok(lexer.out)
}

struct Lexer {
    letters: Vec<char>,
    lexis: Lexis,
    at: usize,
    line: u32,
    line_start: usize,
    out: Vec<Token>,
}

fn is_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_' || letter == '$'
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn span(&self, from: usize) -> Span {
        let column = |at: usize| u32::try_from(at.saturating_sub(self.line_start)).unwrap_or(u32::MAX);
        Span { line: self.line, start: column(from), end: column(self.at), mark: (0, 0) }
    }

    fn add(&mut self, kind: Kind, from: usize) {
        let span = self.span(from);
        self.out.push(Token { kind, span, after_line: false });
    }

    fn new_line(&mut self) {
        let ends = match self.out.last().map(|token| &token.kind) {
            None | Some(Kind::End) => false,
            Some(Kind::Name(word)) => ENDING.contains(&&**word) || !OPEN.contains(&&**word),
            Some(Kind::Op(operator)) => matches!(*operator, ")" | "]" | "}" | "++" | "--"),
            Some(_) => true,
        };
        if self.lexis.line_ends && ends {
            self.add(Kind::Op(";"), self.at);
        }
    }

    fn next_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
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
                    self.new_line();
                    self.at += 1;
                    self.next_line();
                }
                letter if letter.is_whitespace() || letter == '\u{feff}' => self.at += 1,
                '/' if self.peek(1) == '/' => self.skip_line(),
                '/' if self.peek(1) == '*' => self.skip_comment(),
                '#' if self.lexis.directives => self.skip_line(),
                letter if letter.is_ascii_digit() || (letter == '.' && self.peek(1).is_ascii_digit()) => {
                    self.number()?;
                }
                '"' if self.lexis.blocks && self.peek(1) == '"' && self.peek(2) == '"' => self.block()?,
                '"' => self.text('"')?,
                '\'' => self.letter()?,
                '`' if self.lexis.raw => self.raw()?,
                letter if is_name(letter) => {
                    while is_name(self.peek(0)) || self.peek(0).is_alphanumeric() {
                        self.at += 1;
                    }
                    let word: String = self.letters[from..self.at].iter().collect();
                    self.add(Kind::Name(Rc::from(word)), from);
                }
                _ => self.operator()?,
            }
        }
        self.new_line();
        self.add(Kind::End, self.at);
        Ok(())
    }

    fn operator(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let rest: String = self.letters.iter().skip(from).take(4).collect();
        let found = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
        let Some(operator) = found else {
            self.at += 1;
            return Err(Halt::Unsimulated {
                span: self.span(from),
                what: format!("the letter {}", self.letters[from]),
            });
        };
        self.at += operator.len();
        self.add(Kind::Op(operator), from);
        Ok(())
    }

    fn skip_comment(&mut self) {
        self.at += 2;
        let mut lines = false;
        while self.at < self.letters.len() && !(self.peek(0) == '*' && self.peek(1) == '/') {
            self.at += 1;
            if self.letters[self.at - 1] == '\n' {
                lines = true;
                self.next_line();
            }
        }
        self.at += 2;
        if lines {
            self.new_line();
        }
    }

    fn number(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let Numeral { text, radix, is_float, length } = Numeral::at(self.letters.get(from..).unwrap_or_default());
        self.at += length;
        // What stands behind it says how wide it is.
        let mut is_float = is_float;
        while matches!(self.peek(0), 'l' | 'L' | 'u' | 'U') || (matches!(self.peek(0), 'f' | 'F' | 'd') && radix == 10)
        {
            is_float |= matches!(self.peek(0), 'f' | 'F' | 'd');
            self.at += 1;
        }
        let span = self.span(from);
        let wrong = || Halt::syntax(span, "invalid number");
        // An old way to write eights: 0644.
        let octal = radix == 10 && !is_float && text.len() > 1 && text.starts_with('0');
        let kind = match (is_float, octal) {
            (true, _) => Kind::Float(text.parse().map_err(|_| wrong())?),
            (false, octal) => {
                Kind::Int(i128::from_str_radix(&text, if octal { 8 } else { radix }).map_err(|_| wrong())?)
            }
        };
        self.add(kind, from);
        Ok(())
    }

    fn text(&mut self, quote: char) -> Result<(), Halt> {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        while self.peek(0) != quote {
            match self.peek(0) {
                '\0' | '\n' => return Err(Halt::syntax(self.span(from), "string not terminated")),
                '\\' => text.extend(self.escape()),
                letter => {
                    text.push(letter);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        self.add(Kind::Text(Rc::from(text)), from);
        Ok(())
    }

    fn letter(&mut self) -> Result<(), Halt> {
        let from = self.at;
        self.at += 1;
        let letter = if self.peek(0) == '\\' {
            self.escape()
        } else {
            self.at += 1;
            self.letters.get(self.at - 1).copied()
        };
        match letter.filter(|_| self.peek(0) == '\'') {
            Some(letter) => {
                self.at += 1;
                self.add(Kind::Letter(letter), from);
                Ok(())
            }
            None => Err(Halt::syntax(self.span(from), "character not terminated")),
        }
    }

    fn raw(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let (line, start) = (self.line, self.line_start);
        self.at += 1;
        let mut text = String::new();
        while self.peek(0) != '`' {
            if self.at >= self.letters.len() {
                return Err(Halt::syntax(self.span(from), "string not terminated"));
            }
            let letter = self.peek(0);
            self.at += 1;
            if letter == '\n' {
                self.next_line();
            }
            text.push(letter);
        }
        self.at += 1;
        let column = |at: usize| u32::try_from(at.saturating_sub(start)).unwrap_or(u32::MAX);
        let span = Span { line, start: column(from), end: column(self.at), mark: (0, 0) };
        self.out.push(Token { kind: Kind::Text(Rc::from(text)), span, after_line: false });
        Ok(())
    }

    /// A text block: the blanks that all of its lines begin with are no part of it.
    fn block(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let span = self.span(from);
        self.at += 3;
        let mut text = String::new();
        while !(self.peek(0) == '"' && self.peek(1) == '"' && self.peek(2) == '"') {
            match self.peek(0) {
                '\0' => return Err(Halt::syntax(span, "unclosed text block")),
                '\\' if self.peek(1) == '\n' => self.at += 2,
                '\\' => text.extend(self.escape()),
                letter => {
                    text.push(letter);
                    self.at += 1;
                    if letter == '\n' {
                        self.next_line();
                    }
                }
            }
        }
        self.at += 3;
        let lines: Vec<&str> = text.split('\n').skip(1).collect();
        let last = lines.len().saturating_sub(1);
        let indents = lines.iter().enumerate().filter(|(index, line)| !line.trim().is_empty() || *index == last);
        let indent = indents.map(|(_, line)| line.len() - line.trim_start().len()).min().unwrap_or(0);
        let lines: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or_default().trim_end()).collect();
        self.out.push(Token { kind: Kind::Text(Rc::from(lines.join("\n"))), span, after_line: false });
        Ok(())
    }

    /// What stands behind a backslash; `None` for nothing.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek(1);
        self.at += 2;
        let digits = |lexer: &mut Self, most: usize, radix: u32| {
            let mut value = 0;
            for _ in 0..most {
                let Some(digit) = lexer.peek(0).to_digit(radix) else { break };
                value = value * radix + digit;
                lexer.at += 1;
            }
            char::from_u32(value)
        };
        match letter {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'a' => Some('\u{7}'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            'e' => Some('\u{1b}'),
            's' => Some(' '),
            'x' => digits(self, 2, 16),
            'u' => digits(self, 4, 16),
            'U' => digits(self, 8, 16),
            '0'..='7' => {
                self.at -= 1;
                digits(self, 3, 8)
            }
            '\0' => None,
            other => Some(other),
        }
    }
}
