//! Ruby's text as tokens. What a letter means depends on whether a value may begin there (`lex_state` of Ruby's parser).

mod quoted;

use std::collections::BTreeSet;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A name, a constant or a keyword; `!` and `?` at its end belong to it.
    Name(Name),
    /// `@name`
    Instance(Name),
    /// `$name`
    Global(Name),
    /// `name:`
    Label(Name),
    /// `"name":`
    TextLabel(Vec<Part>),
    Int(i128),
    Float(f64),
    Text(Vec<Part>),
    /// `:name`, `:"name"`
    Symbol(Vec<Part>),
    /// `%w[…]`, and with `true` `%i[…]`
    Words(Vec<Name>, bool),
    Regex(Vec<Part>, Name),
    Op(&'static str),
    Newline,
    End,
}

tokens::kind!(Kind);

/// A token with its place.
pub type Token = tokens::Token<Kind>;

/// A piece of a text: letters, or the tokens of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(Name),
    Code(Vec<Token>),
}

/// Operators, the longest first.
const OPERATORS: &[&str] = &[
    "**=", "<=>", "===", "...", "<<=", ">>=", "&&=", "||=", "&.", "**", "==", "!=", ">=", "<=", "&&", "||", "=~", "!~",
    "..", "::", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<", ">>", "=>", "->", "+", "-", "*", "/", "%", "=",
    "<", ">", "!", "&", "|", "^", "~", "?", ":", ",", ".", ";", "(", ")", "[", "]", "{", "}",
];

/// Keywords after which a value begins.
const BEFORE_VALUES: &[&str] = &[
    "if", "elsif", "unless", "while", "until", "and", "or", "not", "return", "when", "case", "in", "do", "then",
    "else", "begin", "rescue", "ensure", "yield", "puts", "p", "print", "raise", "require", "class", "module",
    "defined?", "next", "break",
];
/// Keywords that end a value.
const VALUES: &[&str] = &["end", "self", "true", "false", "nil", "__FILE__", "__LINE__", "__method__", "__dir__"];
/// Texts with values in them inside each other.
const MAX_TEMPLATES: u32 = 4;

/// Turns a text into tokens with their places.
pub fn tokens(text: &str) -> Result<Vec<Token>, Halt> {
    let mut lexer = Lexer {
        letters: text.chars().collect(),
        at: 0,
        line: 1,
        line_start: 0,
        out: Vec::new(),
        heredocs: Vec::new(),
        assigned: BTreeSet::new(),
        templates: 0,
        open: Vec::new(),
    };
    lexer.run(false)?;
    Ok(lexer.out)
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: u32,
    line_start: usize,
    out: Vec<Token>,
    /// Texts that begin on the next line: the token that they become, the word that ends them, and what they are.
    heredocs: Vec<Heredoc>,
    /// Names that were given a value: what follows them is no argument.
    assigned: BTreeSet<Name>,
    templates: u32,
    /// Brackets that are open, to find the end of `#{…}`.
    open: Vec<char>,
}

struct Heredoc {
    token: usize,
    word: String,
    indented: bool,
    squiggly: bool,
    raw: bool,
}

impl Lexer {
    fn peek(&self, by: usize) -> char {
        self.letters.get(self.at + by).copied().unwrap_or('\0')
    }

    fn ended(&self) -> bool {
        self.at >= self.letters.len()
    }

    fn span_from(&self, start: usize) -> Span {
        let column = |at: usize| u32::try_from(at.saturating_sub(self.line_start)).unwrap_or(u32::MAX);
        Span { line: self.line, start: column(start), end: column(self.at), mark: (0, 0) }
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let span = self.span_from(start);
        self.push_at(kind, span);
    }

    fn push_at(&mut self, kind: Kind, span: Span) {
        self.out.push(Token { kind, span, after_line: false });
    }

    fn new_line(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    /// Reads tokens to the end; `inside`: to the brace that ends `#{…}`.
    fn run(&mut self, inside: bool) -> Result<(), Halt> {
        let depth = self.open.len();
        loop {
            let blank = self.blanks()?;
            if self.ended() {
                break;
            }
            let start = self.at;
            let letter = self.peek(0);
            if inside && letter == '}' && self.open.len() == depth {
                return Ok(());
            }
            match letter {
                '\n' => self.line_end()?,
                '0'..='9' => self.number()?,
                '@' => self.instance()?,
                '$' => self.global()?,
                _ if letter.is_alphabetic() || letter == '_' => self.word()?,
                _ if self.quoted(blank)? => {}
                _ => self.operator(start)?,
            }
        }
        if inside {
            return Err(Halt::syntax(self.span_from(self.at), "unterminated string meets end of file"));
        }
        self.push(Kind::Newline, self.at);
        self.push(Kind::End, self.at);
        Ok(())
    }

    /// Passes blanks and comments; whether there were any.
    fn blanks(&mut self) -> Result<bool, Halt> {
        let from = self.at;
        loop {
            match self.peek(0) {
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.peek(1) == '\n' => {
                    self.at += 1;
                    self.new_line();
                }
                '\\' if self.peek(1) == '\r' && self.peek(2) == '\n' => {
                    self.at += 2;
                    self.new_line();
                }
                '#' => {
                    while !self.ended() && self.peek(0) != '\n' {
                        self.at += 1;
                    }
                }
                '=' if self.at == self.line_start && self.starts("=begin") => self.block_comment(),
                '_' if self.at == self.line_start && self.starts("__END__") => self.at = self.letters.len(),
                _ => return Ok(self.at > from),
            }
        }
    }

    fn block_comment(&mut self) {
        while !self.ended() {
            let is_end = self.at == self.line_start && self.starts("=end");
            while !self.ended() && self.peek(0) != '\n' {
                self.at += 1;
            }
            if is_end || self.ended() {
                return;
            }
            self.new_line();
        }
    }

    fn starts(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(by, letter)| self.peek(by) == letter)
    }

    /// The end of a line: of a statement, if it can end here.
    fn line_end(&mut self) -> Result<(), Halt> {
        let goes_on = match self.out.last().map(|token| &token.kind) {
            None | Some(Kind::Newline) => true,
            Some(Kind::Op(operator)) => !matches!(*operator, ")" | "]" | "}" | "|" | "?" | "!" | ";"),
            Some(Kind::Name(name)) => matches!(&**name, "and" | "or" | "not") && !self.after_dot(1),
            _ => false,
        };
        let start = self.at;
        if !goes_on && !self.next_line_goes_on() {
            self.push(Kind::Newline, start);
        }
        self.new_line();
        self.read_heredocs()
    }

    /// Whether the next line with something on it begins with a dot and a name.
    fn next_line_goes_on(&self) -> bool {
        let mut at = self.at;
        loop {
            match self.letters.get(at) {
                Some(letter) if letter.is_whitespace() => at += 1,
                Some('#') => {
                    while self.letters.get(at).is_some_and(|letter| *letter != '\n') {
                        at += 1;
                    }
                }
                Some('.') => return self.letters.get(at + 1) != Some(&'.'),
                Some('&') => return self.letters.get(at + 1) == Some(&'.'),
                _ => return false,
            }
        }
    }

    /// Whether a dot stands before the token that is so many from the last.
    fn after_dot(&self, by: usize) -> bool {
        let before = self.out.len().checked_sub(by + 1).and_then(|at| self.out.get(at));
        before.is_some_and(|token| matches!(token.kind, Kind::Op("." | "&.")))
    }

    /// Whether a value begins here. `blank`: there are blanks before it. After a name it is an argument if only the left
    /// side has a blank.
    fn begins_value(&self, blank: bool) -> bool {
        match self.out.last().map(|token| &token.kind) {
            None | Some(Kind::Newline | Kind::Label(_) | Kind::TextLabel(_)) => true,
            Some(Kind::Op(operator)) => !matches!(*operator, ")" | "]" | "}"),
            Some(Kind::Name(name)) if self.after_dot(1) => blank && !self.peek(1).is_whitespace() && is_plain(name),
            // The name of a method that is defined.
            Some(Kind::Name(name)) if &**name == "def" => false,
            Some(Kind::Name(name)) if VALUES.contains(&&**name) => false,
            Some(Kind::Name(name)) if BEFORE_VALUES.contains(&&**name) => true,
            Some(Kind::Name(name)) => {
                let constant = name.starts_with(char::is_uppercase);
                blank && !constant && !self.peek(1).is_whitespace() && !self.assigned.contains(name)
            }
            _ => false,
        }
    }

    fn number(&mut self) -> Result<(), Halt> {
        let start = self.at;
        let digits = |lexer: &mut Self, out: &mut String| {
            while lexer.peek(0).is_ascii_digit() || lexer.peek(0) == '_' && lexer.peek(1).is_ascii_digit() {
                if lexer.peek(0) != '_' {
                    out.push(lexer.peek(0));
                }
                lexer.at += 1;
            }
        };
        if self.peek(0) == '0' && matches!(self.peek(1), 'x' | 'X' | 'b' | 'B' | 'o' | 'O' | '0'..='9') {
            let radix = match self.peek(1) {
                'x' | 'X' => 16,
                'b' | 'B' => 2,
                _ => 8,
            };
            self.at += if self.peek(1).is_ascii_digit() { 1 } else { 2 };
            let mut text = String::new();
            while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == '_' {
                if self.peek(0) != '_' {
                    text.push(self.peek(0));
                }
                self.at += 1;
            }
            let value = i128::from_str_radix(&text, radix);
            let value = value.map_err(|_| Halt::syntax(self.span_from(start), "numeric literal without digits"))?;
            self.push(Kind::Int(value), start);
            return Ok(());
        }
        let mut text = String::new();
        digits(self, &mut text);
        let mut whole = true;
        if self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            whole = false;
            text.push('.');
            self.at += 1;
            digits(self, &mut text);
        }
        let signed = matches!(self.peek(1), '+' | '-') && self.peek(2).is_ascii_digit();
        if matches!(self.peek(0), 'e' | 'E') && (self.peek(1).is_ascii_digit() || signed) {
            whole = false;
            text.push('e');
            self.at += 1;
            if signed {
                text.push(self.peek(0));
                self.at += 1;
            }
            digits(self, &mut text);
        }
        if matches!(self.peek(0), 'r' | 'i') && !self.peek(1).is_alphanumeric() {
            return Err(Halt::Unsimulated { span: self.span_from(start), what: "a rational or complex number".into() });
        }
        let kind = match whole {
            true => match text.parse() {
                Ok(value) => Kind::Int(value),
                Err(_) => {
                    let what = "a whole number of more than 127 bits".into();
                    return Err(Halt::Unsimulated { span: self.span_from(start), what });
                }
            },
            false => Kind::Float(text.parse().unwrap_or(0.0)),
        };
        self.push(kind, start);
        Ok(())
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            name.push(self.peek(0));
            self.at += 1;
        }
        name
    }

    fn instance(&mut self) -> Result<(), Halt> {
        let start = self.at;
        let mut name = String::new();
        while self.peek(0) == '@' && name.len() < 2 {
            name.push('@');
            self.at += 1;
        }
        name += &self.name();
        if name.trim_start_matches('@').is_empty() {
            let message = "'@' without identifiers is not allowed as an instance variable name";
            return Err(Halt::syntax(self.span_from(start), message));
        }
        self.push(Kind::Instance(name.into()), start);
        Ok(())
    }

    fn global(&mut self) -> Result<(), Halt> {
        let start = self.at;
        self.at += 1;
        let name = match self.peek(0) {
            letter if letter.is_alphanumeric() || letter == '_' => self.name(),
            letter => {
                self.at += 1;
                letter.to_string()
            }
        };
        self.push(Kind::Global(format!("${name}").into()), start);
        Ok(())
    }

    fn word(&mut self) -> Result<(), Halt> {
        let start = self.at;
        let mut name = self.name();
        let mark = self.peek(0);
        let next = self.peek(1);
        let compares = next == '=' && matches!(self.peek(2), '=' | '~');
        if matches!(mark, '?' | '!') && (next != '=' || compares) && !(mark == '?' && next == ':') {
            name.push(mark);
            self.at += 1;
        }
        let after_dot = self.out.last().is_some_and(|token| matches!(token.kind, Kind::Op("." | "&.")));
        let in_ternary = self.out.last().is_some_and(|token| matches!(token.kind, Kind::Op("?")));
        if self.peek(0) == ':' && self.peek(1) != ':' && !after_dot && !in_ternary {
            self.at += 1;
            self.push(Kind::Label(name.into()), start);
            return Ok(());
        }
        let name: Name = name.into();
        if self.is_given_a_value() {
            self.assigned.insert(name.clone());
        }
        self.push(Kind::Name(name), start);
        Ok(())
    }

    /// Whether the name before this place is given a value, or is a parameter.
    fn is_given_a_value(&self) -> bool {
        let blanks =
            self.letters.get(self.at..).unwrap_or_default().iter().take_while(|letter| **letter == ' ').count();
        let (first, second) = (self.peek(blanks), self.peek(blanks + 1));
        let assigns = first == '=' && !matches!(second, '=' | '~' | '>');
        let updates = matches!(first, '+' | '-' | '*' | '/' | '|' | '&')
            && (second == '=' || second == first && self.peek(blanks + 2) == '=');
        let parameter = matches!(first, '|' | ',' | ')')
            && self.out.last().is_some_and(|token| matches!(token.kind, Kind::Op("|" | "," | "(")));
        assigns || updates || parameter
    }

    fn operator(&mut self, start: usize) -> Result<(), Halt> {
        let Some(operator) = OPERATORS.iter().find(|operator| self.starts(operator)) else {
            let letter = self.peek(0);
            return Err(Halt::syntax(self.span_from(start), format!("unexpected '{letter}'")));
        };
        self.at += operator.len();
        match *operator {
            "(" | "[" | "{" => self.open.push(operator.chars().next().unwrap_or_default()),
            ")" | "]" | "}" => drop(self.open.pop()),
            _ => {}
        }
        let kind = if *operator == ";" { Kind::Newline } else { Kind::Op(operator) };
        self.push(kind, start);
        Ok(())
    }
}

/// Whether a name is one that takes arguments without brackets.
fn is_plain(name: &str) -> bool {
    !name.ends_with(['!', '?'])
        && !matches!(name, "size" | "length" | "count" | "to_i" | "to_f" | "sum" | "first" | "last")
}
