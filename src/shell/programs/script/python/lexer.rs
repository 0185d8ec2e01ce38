//! Python's text as tokens (the reference manual's "Lexical analysis"): indentation is tokens, too.

use std::rc::Rc;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::numeral::Numeral;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Name(Name),
    Int(i128),
    Float(f64),
    Text(Name),
    Bytes(Rc<[u8]>),
    /// The pieces of an f-string.
    Template(Vec<RawPiece>),
    Op(&'static str),
    Newline,
    Indent,
    Dedent,
    End,
}

tokens::kind!(Kind);

/// A token with its place.
pub type Token = tokens::Token<Kind>;

/// A piece of an f-string: a text, or the source of a value with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum RawPiece {
    Text(Name),
    Value { source: String, line: u32, column: u32, conversion: Option<char>, format: Vec<RawPiece> },
}

/// Operators, the longest first.
const OPERATORS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "!=", "==", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", "**", "//", "<<", ">>", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]",
    "{", "}", ",", ":", ".", ";", "=", "!",
];
/// f-strings inside each other.
const MAX_TEMPLATES: u32 = 4;
/// Indentations inside each other (CPython's `MAXINDENT`).
const MAX_INDENTS: usize = 99;

/// Turns a text into tokens with their places; and what is said of a parenthesis that is open at its end.
pub fn tokens(text: &str) -> Result<(Vec<Token>, Option<Halt>), Halt> {
    let mut lexer = Lexer::new(text, 1, 0);
    lexer.run(false)?;
    let unclosed = lexer.open.first().map(|(open, span)| Halt::syntax(*span, format!("'{open}' was never closed")));
    Ok((lexer.out, unclosed))
}

/// The same for an expression in the middle of a file.
pub fn tokens_at(text: &str, line: u32, column: u32, inside: bool) -> Result<Vec<Token>, Halt> {
    let mut lexer = Lexer::new(text, line, column);
    if inside {
        lexer.open.push(('(', Span::default()));
    }
    lexer.run(inside)?;
    Ok(lexer.out)
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: u32,
    line_start: usize,
    /// The column at which the first line begins.
    base: u32,
    out: Vec<Token>,
    indents: Vec<usize>,
    open: Vec<(char, Span)>,
}

impl Lexer {
    fn new(text: &str, line: u32, column: u32) -> Lexer {
        Lexer {
            letters: text.chars().collect(),
            at: 0,
            line,
            line_start: 0,
            base: column,
            out: Vec::new(),
            indents: vec![0],
            open: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn column(&self, at: usize) -> u32 {
        self.base + u32::try_from(at.saturating_sub(self.line_start)).unwrap_or(u32::MAX)
    }

    fn span(&self, from: usize) -> Span {
        Span { line: self.line, start: self.column(from), end: self.column(self.at), mark: (0, 0) }
    }

    fn push(&mut self, kind: Kind, span: Span) {
        self.out.push(Token { kind, span, after_line: false });
    }

    fn add(&mut self, kind: Kind, from: usize) {
        let span = self.span(from);
        self.push(kind, span);
    }

    /// The token before.
    fn before(&self) -> Option<&Kind> {
        self.out.last().map(|token| &token.kind)
    }

    fn next_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
        self.base = 0;
    }

    fn run(&mut self, inside: bool) -> Result<(), Halt> {
        let mut fresh = !inside;
        while self.at < self.letters.len() {
            if fresh && self.open.is_empty() {
                fresh = false;
                self.indentation()?;
                continue;
            }
            let from = self.at;
            match self.peek(0) {
                '\n' => {
                    let ends = self.open.is_empty() && !matches!(self.before(), None | Some(Kind::Newline));
                    let ends = ends && !matches!(self.before(), Some(Kind::Indent | Kind::Dedent));
                    if ends {
                        self.add(Kind::Newline, from);
                    }
                    self.at += 1;
                    self.next_line();
                    fresh = self.open.is_empty();
                }
                ' ' | '\t' | '\r' | '\x0c' | '\u{feff}' => self.at += 1,
                '#' => self.skip_comment(),
                '\\' if matches!(self.peek(1), '\n' | '\r') => {
                    self.at += if self.peek(1) == '\r' { 3 } else { 2 };
                    self.next_line();
                }
                letter if letter.is_ascii_digit() || (letter == '.' && self.peek(1).is_ascii_digit()) => {
                    self.number()?
                }
                '"' | '\'' => self.string("")?,
                letter if letter.is_alphabetic() || letter == '_' => self.word()?,
                _ => self.operator()?,
            }
        }
        if !matches!(self.before(), None | Some(Kind::Newline)) {
            self.add(Kind::Newline, self.at);
        }
        while self.indents.len() > 1 {
            self.indents.pop();
            self.add(Kind::Dedent, self.at);
        }
        self.add(Kind::End, self.at);
        Ok(())
    }

    fn skip_comment(&mut self) {
        while self.at < self.letters.len() && self.peek(0) != '\n' {
            self.at += 1;
        }
    }

    /// The white space before a line's first token.
    fn indentation(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let mut width = 0;
        loop {
            match self.peek(0) {
                ' ' => width += 1,
                '\t' => width = width / 8 * 8 + 8,
                '\x0c' => width = 0,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(0), '\n' | '#' | '\r' | '\0') {
            return Ok(());
        }
        let current = self.indents.last().copied().unwrap_or(0);
        if width > current {
            if self.indents.len() > MAX_INDENTS {
                return Err(Halt::syntax(self.span(from), "too many levels of indentation"));
            }
            self.indents.push(width);
            self.add(Kind::Indent, from);
        }
        while width < self.indents.last().copied().unwrap_or(0) {
            self.indents.pop();
            self.add(Kind::Dedent, self.at);
            if width > self.indents.last().copied().unwrap_or(0) {
                let message = "unindent does not match any outer indentation level";
                return Err(Halt::syntax(self.span(from), message));
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let Numeral { text, radix, is_float, length } = Numeral::at(self.letters.get(from..).unwrap_or_default());
        self.at += length;
        let invalid = || Halt::syntax(self.span(from), "invalid decimal literal");
        if self.peek(0).is_alphabetic() && self.peek(0) != 'j' && radix == 10 && !self.after_number_is_word() {
            return Err(invalid());
        }
        if self.peek(0) == 'j' && radix == 10 && !self.peek(1).is_alphanumeric() {
            let what = "a complex number".to_string();
            return Err(Halt::Unsimulated { span: self.span(from), what });
        }
        let token = if is_float {
            Kind::Float(text.parse().map_err(|_| invalid())?)
        } else {
            match i128::from_str_radix(&text, radix) {
                Ok(value) => Kind::Int(value),
                Err(_) if text.len() > 30 => {
                    let what = "a whole number of more than 127 bits".to_string();
                    return Err(Halt::Unsimulated { span: self.span(from), what });
                }
                Err(_) => return Err(invalid()),
            }
        };
        self.add(token, from);
        Ok(())
    }

    /// `1if x else y` is allowed.
    fn after_number_is_word(&self) -> bool {
        let rest: String = self.letters.iter().skip(self.at).take(4).collect();
        ["if", "or", "and", "in", "is", "else", "for", "not"].iter().any(|word| rest.starts_with(word))
    }

    fn word(&mut self) -> Result<(), Halt> {
        let from = self.at;
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            self.at += 1;
        }
        let word: String = self.letters[from..self.at].iter().collect();
        if matches!(self.peek(0), '"' | '\'') {
            let prefix = word.to_ascii_lowercase();
            if ["r", "u", "b", "f", "br", "rb", "fr", "rf", "t"].contains(&prefix.as_str()) {
                return self.string(&prefix);
            }
        }
        self.add(Kind::Name(Rc::from(word)), from);
        Ok(())
    }

    fn string(&mut self, prefix: &str) -> Result<(), Halt> {
        let from = self.at.saturating_sub(prefix.len());
        let start = Span { mark: (0, 0), ..self.span(from) };
        let quote = self.peek(0);
        let long = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if long { 3 } else { 1 };
        let begin = (self.line, self.column(self.at));
        let mut body = Vec::new();
        let mut values = Values { is_template: prefix.contains('f'), depth: 0, quote: None };
        loop {
            let letter = self.peek(0);
            if self.at >= self.letters.len() || (letter == '\n' && !long) {
                let kind = if long { "triple-quoted " } else { "" };
                let kind = if prefix.contains('f') { format!("{kind}f-string") } else { format!("{kind}string") };
                let message = if long {
                    format!("unterminated {kind} literal (detected at line {})", self.line)
                } else {
                    format!("unterminated {kind} literal (detected at line {})", start.line)
                };
                return Err(Halt::syntax(Span { end: start.start + 1, ..start }, message));
            }
            let inside = values.takes(letter, self.peek(1));
            if !inside && letter == quote && (!long || (self.peek(1) == quote && self.peek(2) == quote)) {
                self.at += if long { 3 } else { 1 };
                break;
            }
            body.push(letter);
            self.at += 1;
            if letter == '\\' {
                let next = self.peek(0);
                body.push(next);
                self.at += 1;
                if next == '\n' {
                    self.next_line();
                }
            } else if letter == '\n' {
                self.next_line();
            }
        }
        let raw = prefix.contains('r');
        let token = if prefix.contains('f') {
            let pieces = Pieces { letters: &body, at: 0, line: begin.0, column: begin.1, raw };
            Kind::Template(pieces.read(start, 0)?)
        } else if prefix.contains('b') {
            let text = if raw { body.iter().collect() } else { unescape(&body, true) };
            Kind::Bytes(text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect())
        } else {
            let text: String = if raw { body.iter().collect() } else { unescape(&body, false) };
            Kind::Text(Rc::from(text))
        };
        let end = if self.line == start.line { self.column(self.at) } else { start.end.max(start.start + 1) };
        self.push(token, Span { end, ..start });
        Ok(())
    }

    fn operator(&mut self) -> Result<(), Halt> {
        let from = self.at;
        let rest: String = self.letters.iter().skip(self.at).take(3).collect();
        let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else {
            let letter = self.peek(0);
            self.at += 1;
            let message = if letter.is_ascii() {
                "invalid syntax".to_string()
            } else {
                format!("invalid character '{letter}' (U+{:04X})", u32::from(letter))
            };
            return Err(Halt::syntax(self.span(from), message));
        };
        self.at += operator.len();
        let span = self.span(from);
        match *operator {
            "(" | "[" | "{" => self.open.push((self.letters[from], span)),
            ")" | "]" | "}" => {
                let close = self.letters[from];
                match self.open.pop() {
                    None => return Err(Halt::syntax(span, format!("unmatched '{close}'"))),
                    Some((open, _)) if !matches!((open, close), ('(', ')') | ('[', ']') | ('{', '}')) => {
                        let message =
                            format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
                        return Err(Halt::syntax(span, message));
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
        self.push(Kind::Op(operator), span);
        Ok(())
    }
}

/// Whether a letter of an f-string stands in a value, where quotes may be those of the f-string itself (PEP 701).
struct Values {
    is_template: bool,
    /// Braces that are open; two in a row are none.
    depth: u32,
    /// The quote that is open in the value.
    quote: Option<char>,
}

impl Values {
    fn takes(&mut self, letter: char, next: char) -> bool {
        match (self.quote, letter) {
            (Some(quote), _) => {
                if letter == quote {
                    self.quote = None;
                }
                return true;
            }
            (None, '"' | '\'') if self.depth > 0 => {
                self.quote = Some(letter);
                return true;
            }
            // The second of two braces closes what the first opened.
            (None, '{') if self.is_template && (self.depth > 0 || next != '{') => self.depth += 1,
            (None, '}') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth > 0
    }
}

/// The inside of an f-string.
struct Pieces<'a> {
    letters: &'a [char],
    at: usize,
    line: u32,
    column: u32,
    raw: bool,
}

impl Pieces<'_> {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) -> char {
        let letter = self.peek(0);
        self.at += 1;
        self.column += 1;
        if letter == '\n' {
            self.line += 1;
            self.column = 0;
        }
        letter
    }

    fn read(mut self, span: Span, depth: u32) -> Result<Vec<RawPiece>, Halt> {
        let pieces = self.pieces(span, depth, false)?;
        Ok(pieces)
    }

    /// Pieces to the end, or in a format to the closing brace.
    fn pieces(&mut self, span: Span, depth: u32, in_format: bool) -> Result<Vec<RawPiece>, Halt> {
        if depth > MAX_TEMPLATES {
            return Err(Halt::syntax(span, "f-string: expressions nested too deeply"));
        }
        let mut pieces = Vec::new();
        let mut text = Vec::new();
        while self.at < self.letters.len() {
            match (self.peek(0), self.peek(1)) {
                ('{', '{') if !in_format => {
                    self.step();
                    text.push(self.step());
                }
                ('}', '}') if !in_format => {
                    self.step();
                    text.push(self.step());
                }
                ('}', _) if in_format => break,
                ('}', _) => return Err(Halt::syntax(span, "f-string: single '}' is not allowed")),
                ('{', _) => {
                    self.flush(&mut text, &mut pieces);
                    self.step();
                    self.value(&mut pieces, span, depth)?;
                }
                ('\\', _) if !self.raw => {
                    text.push(self.step());
                    text.push(self.step());
                }
                _ => text.push(self.step()),
            }
        }
        self.flush(&mut text, &mut pieces);
        Ok(pieces)
    }

    fn flush(&self, text: &mut Vec<char>, pieces: &mut Vec<RawPiece>) {
        if !text.is_empty() {
            let whole: String = if self.raw { text.iter().collect() } else { unescape(text, false) };
            pieces.push(RawPiece::Text(Rc::from(whole)));
            text.clear();
        }
    }

    fn value(&mut self, pieces: &mut Vec<RawPiece>, span: Span, depth: u32) -> Result<(), Halt> {
        let (line, column) = (self.line, self.column);
        let mut source = String::new();
        let mut open = Vec::new();
        let mut quote: Option<char> = None;
        loop {
            if self.at >= self.letters.len() {
                return Err(Halt::syntax(span, "f-string: expecting '}'"));
            }
            let letter = self.peek(0);
            match quote {
                Some(mark) if letter == mark => quote = None,
                Some(_) => {}
                None => match letter {
                    '"' | '\'' => quote = Some(letter),
                    '(' | '[' | '{' => open.push(letter),
                    ')' | ']' => drop(open.pop()),
                    '}' if open.is_empty() => break,
                    '}' => drop(open.pop()),
                    '!' if open.is_empty() && self.peek(1) != '=' => break,
                    ':' if open.is_empty() => break,
                    _ => {}
                },
            }
            source.push(self.step());
        }
        if source.trim().is_empty() {
            return Err(Halt::syntax(span, "f-string: valid expression required before '}'"));
        }
        // `{name=}` shows the name as well.
        let trimmed = source.trim_end();
        let shows = trimmed.ends_with('=') && !["==", "!=", "<=", ">="].iter().any(|end| trimmed.ends_with(end));
        if shows {
            pieces.push(RawPiece::Text(Rc::from(source.as_str())));
            source = trimmed.trim_end_matches('=').to_string();
        }
        let mut conversion = None;
        if self.peek(0) == '!' {
            self.step();
            conversion = Some(self.step());
        }
        let mut format = Vec::new();
        if self.peek(0) == ':' {
            self.step();
            format = self.pieces(span, depth + 1, true)?;
        }
        if shows && conversion.is_none() && format.is_empty() {
            conversion = Some('r');
        }
        if self.peek(0) != '}' {
            return Err(Halt::syntax(span, "f-string: expecting '}'"));
        }
        self.step();
        pieces.push(RawPiece::Value { source, line, column, conversion, format });
        Ok(())
    }
}

/// A literal's text with its escapes put in.
fn unescape(letters: &[char], bytes: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        at += 1;
        if *letter != '\\' {
            text.push(*letter);
            continue;
        }
        let Some(escaped) = letters.get(at) else {
            text.push('\\');
            break;
        };
        at += 1;
        let mut hex = |digits: usize| -> Option<char> {
            let code: String = letters.get(at..at + digits)?.iter().collect();
            let code = u32::from_str_radix(&code, 16).ok()?;
            at += digits;
            char::from_u32(code)
        };
        match escaped {
            '\n' => {}
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'a' => text.push('\x07'),
            'b' => text.push('\x08'),
            'f' => text.push('\x0c'),
            'v' => text.push('\x0b'),
            '\\' | '\'' | '"' => text.push(*escaped),
            'x' => text.extend(hex(2)),
            'u' if !bytes => text.extend(hex(4)),
            'U' if !bytes => text.extend(hex(8)),
            '0'..='7' => {
                let mut code = escaped.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = letters.get(at).and_then(|letter| letter.to_digit(8)) else { break };
                    code = code * 8 + digit;
                    at += 1;
                }
                text.extend(char::from_u32(code));
            }
            other => {
                text.push('\\');
                text.push(*other);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_is_tokens() {
        let kinds: Vec<Kind> =
            tokens("if x:\n    y = 1\n\n# no\nz\n").unwrap().0.into_iter().map(|token| token.kind).collect();
        let name = |text: &str| Kind::Name(Rc::from(text));
        let expected = [
            name("if"),
            name("x"),
            Kind::Op(":"),
            Kind::Newline,
            Kind::Indent,
            name("y"),
            Kind::Op("="),
            Kind::Int(1),
            Kind::Newline,
            Kind::Dedent,
            name("z"),
            Kind::Newline,
            Kind::End,
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn texts_are_read_with_their_escapes() {
        let first = |text: &str| tokens(text).map(|(all, _)| all[0].kind.clone());
        assert_eq!(first(r#""a\n\x41\u00e9""#), Ok(Kind::Text("a\nA\u{e9}".into())));
        assert_eq!(first(r"r'\n'"), Ok(Kind::Text("\\n".into())));
        assert!(first("'open").is_err());
        assert_eq!(first("0x_ff"), Ok(Kind::Int(255)));
    }
}
