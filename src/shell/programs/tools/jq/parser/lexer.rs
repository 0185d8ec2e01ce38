//! A filter as tokens (`lexer.l` of jq 1.8).

use std::rc::Rc;

/// Where something stands in the text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `.name`
    Field(Rc<str>),
    Name(Rc<str>),
    /// `$name`
    Binding(Rc<str>),
    Number(Rc<str>),
    /// `@name`, with its sign.
    Format(Rc<str>),
    /// A text begins.
    Quote,
    Word(&'static str),
    Sign(&'static str),
    /// `$__loc__`
    Here,
    Wrong,
    End,
}

impl Token {
    /// Its name in an error.
    pub fn named(&self) -> String {
        match self {
            Token::Field(_) => "FIELD".into(),
            Token::Name(_) => "IDENT".into(),
            Token::Binding(_) => "BINDING".into(),
            Token::Number(_) => "LITERAL".into(),
            Token::Format(_) => "FORMAT".into(),
            Token::Quote => "QQSTRING_START".into(),
            Token::Word(word) => (*word).into(),
            Token::Sign(sign) if sign.len() == 1 => format!("'{sign}'"),
            Token::Sign(sign) => (*sign).into(),
            Token::Here => "$__loc__".into(),
            Token::Wrong => "INVALID_CHARACTER".into(),
            Token::End => "end of file".into(),
        }
    }
}

const WORDS: &[&str] = &[
    "as", "import", "include", "module", "def", "if", "then", "else", "elif", "and", "or", "end", "reduce", "foreach",
    "try", "catch", "label", "break",
];

const SIGNS: &[&str] = &[
    "?//", "//=", "!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", "..", ".", "?", "=", ";", ",", ":",
    "|", "+", "-", "*", "/", "%", "$", "<", ">", "(", ")", "[", "]", "{", "}",
];

/// Reads tokens, one before they are asked for.
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// What was read last, blanks and remarks, too: where the end stands.
    last: Span,
    ahead: Option<(Token, Span)>,
    /// Brackets that are open: a closing one that fits none is no token.
    open: Vec<&'static str>,
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn begins_name(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

/// The length of a name, with the names of modules before it.
fn name_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        if !rest.starts_with(begins_name) {
            return length.saturating_sub(2);
        }
        length += rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        match text.get(length..) {
            Some(more) if more.starts_with("::") => length += 2,
            _ => return length,
        }
    }
}

/// The length of a number, 0 if there is none.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = digits(0);
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if at == 0 && fraction == 0 {
            return 0;
        }
        at += 1 + fraction;
    }
    if at > 0 && matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let power = digits(at + 1 + sign);
        if power > 0 {
            at += 1 + sign + power;
        }
    }
    at
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Lexer { text, at: 0, last: Span::default(), ahead: None, open: Vec::new() }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, length: usize) -> Span {
        self.last = Span { start: self.at, end: self.at + length };
        self.at += length;
        self.last
    }

    pub fn peek(&mut self) -> &Token {
        if self.ahead.is_none() {
            self.ahead = Some(self.read());
        }
        self.ahead.as_ref().map_or(&Token::End, |(token, _)| token)
    }

    /// Where the next token stands.
    pub fn span(&mut self) -> Span {
        self.peek();
        self.ahead.as_ref().map(|(_, span)| *span).unwrap_or_default()
    }

    pub fn next(&mut self) -> (Token, Span) {
        match self.ahead.take() {
            Some(read) => read,
            None => self.read(),
        }
    }

    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if blank > 0 {
                self.advance(blank);
            } else if rest.starts_with('#') {
                let length = rest.find('\n').unwrap_or(rest.len());
                let Span { end, .. } = self.advance(length);
                self.last.start = end - 1;
            } else {
                return;
            }
        }
    }

    fn read(&mut self) -> (Token, Span) {
        self.blanks();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return (Token::End, self.last) };
        let after = rest.get(1..).unwrap_or_default();
        let (token, length) = if first == '"' {
            (Token::Quote, 1)
        } else if begins_name(first) {
            let length = name_length(rest);
            let name = rest.get(..length).unwrap_or_default();
            let word = WORDS.iter().find(|word| **word == name);
            (word.map_or_else(|| Token::Name(name.into()), |word| Token::Word(word)), length)
        } else if number_length(rest) > 0 {
            let length = number_length(rest);
            (Token::Number(rest.get(..length).unwrap_or_default().into()), length)
        } else if first == '.' && after.starts_with(begins_name) {
            let length = after.find(|letter| !is_name(letter)).unwrap_or(after.len());
            (Token::Field(after.get(..length).unwrap_or_default().into()), length + 1)
        } else if first == '$' && after.starts_with(begins_name) {
            let length = name_length(after);
            let name = after.get(..length).unwrap_or_default();
            (if name == "__loc__" { Token::Here } else { Token::Binding(name.into()) }, length + 1)
        } else if first == '@' && after.starts_with(is_name) {
            let length = 1 + after.find(|letter| !is_name(letter)).unwrap_or(after.len());
            (Token::Format(rest.get(..length).unwrap_or_default().into()), length)
        } else {
            match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (self.bracket(sign), sign.len()),
                None => (Token::Wrong, first.len_utf8()),
            }
        };
        (token, self.advance(length))
    }

    fn bracket(&mut self, sign: &'static str) -> Token {
        let opens = match sign {
            "(" | "[" | "{" => {
                self.open.push(sign);
                return Token::Sign(sign);
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => return Token::Sign(sign),
        };
        if self.open.last() != Some(&opens) {
            return Token::Wrong;
        }
        self.open.pop();
        Token::Sign(sign)
    }

    /// The next piece of a text whose quote was read.
    pub fn piece(&mut self) -> (Raw<'a>, Span) {
        let rest = self.rest();
        let raw = |length: usize| rest.get(..length).unwrap_or_default();
        if rest.is_empty() {
            return (Raw::Missing, self.last);
        }
        if rest.starts_with('"') {
            return (Raw::End, self.advance(1));
        }
        if rest.starts_with("\\(") {
            self.open.push("(");
            return (Raw::Filter, self.advance(2));
        }
        let mut length = 0;
        let is_escape = |at: usize| {
            let escape = rest.get(at..).unwrap_or_default();
            escape.starts_with('\\') && escape.len() > 1 && !escape.starts_with("\\(")
        };
        while is_escape(length) {
            let letter = rest.get(length + 1..).and_then(|rest| rest.chars().next());
            length += 1 + letter.map_or(0, char::len_utf8);
            if letter == Some('u') {
                let hex = rest.get(length..).unwrap_or_default();
                length += hex.bytes().take(4).take_while(u8::is_ascii_alphanumeric).count();
            }
        }
        if length > 0 {
            return (Raw::Escapes(raw(length)), self.advance(length));
        }
        let length = rest.find(['"', '\\']).unwrap_or(rest.len()).max(1);
        (Raw::Text(raw(length)), self.advance(length))
    }
}

/// A piece of a text.
pub enum Raw<'a> {
    Text(&'a str),
    Escapes(&'a str),
    /// `\(`
    Filter,
    End,
    /// The filter ends before the text does.
    Missing,
}
