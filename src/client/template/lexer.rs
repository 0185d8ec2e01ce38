//! From a template's text to tokens (Go's `text/template/parse/lex.go`).

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something wrong; the text says what. The last token.
    Error,
    Bool,
    /// Any other printable ASCII character.
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    /// The end. The last token.
    End,
    Field,
    Identifier,
    LeftDelimiter,
    LeftParenthesis,
    Number,
    Pipe,
    RawText,
    RightDelimiter,
    RightParenthesis,
    Space,
    Quoted,
    Text,
    Variable,
    Dot,
    Nil,
    Keyword(Keyword),
}

/// Words that begin an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Byte where it begins.
    pub(super) at: usize,
    pub(super) text: String,
    /// Line where it begins, the first being 1.
    pub(super) line: usize,
}

impl std::fmt::Display for Token {
    /// As errors name it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            Kind::End => f.write_str("EOF"),
            Kind::Error => f.write_str(&self.text),
            Kind::Keyword(_) | Kind::Dot | Kind::Nil => write!(f, "<{}>", self.text),
            _ if self.text.len() > LONG => {
                let start: String = self.text.chars().take(LONG).collect();
                write!(f, "{}...", crate::text::quote(&start))
            }
            _ => f.write_str(&crate::text::quote(&self.text)),
        }
    }
}

/// Longer texts are cut in errors.
const LONG: usize = 10;
const LEFT: &str = "{{";
const RIGHT: &str = "}}";

/// All tokens; the last is an error or the end.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { source, at: 0, start: 0, line: 1, depth: 0, tokens: Vec::new() };
    let last = match lexer.text() {
        Ok(()) => (Kind::End, String::new()),
        Err(words) => (Kind::Error, words),
    };
    let (kind, text) = last;
    lexer.tokens.push(Token { kind, at: lexer.start, text, line: lexer.line });
    lexer.tokens
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    /// Where the token under way begins, and on which line.
    start: usize,
    line: usize,
    /// Parentheses that are open.
    depth: usize,
    tokens: Vec<Token>,
}

type Lexed = Result<(), String>;

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// Takes the next letter if it is one of these.
    fn takes(&mut self, letters: &str) -> bool {
        let there = self.peek().is_some_and(|letter| letters.contains(letter));
        if there {
            self.next();
        }
        there
    }

    fn take_all(&mut self, letters: &str) {
        while self.takes(letters) {}
    }

    fn word(&self) -> &'s str {
        self.source.get(self.start..self.at).unwrap_or("")
    }

    /// The text since the last token is one.
    fn emit(&mut self, kind: Kind) {
        let text = self.word().to_string();
        self.tokens.push(Token { kind, at: self.start, text, line: self.line });
        self.ignore();
    }

    /// The text since the last token is none.
    fn ignore(&mut self) {
        self.line += self.word().matches('\n').count();
        self.start = self.at;
    }

    /// Texts and actions up to the end.
    fn text(&mut self) -> Lexed {
        while let Some(found) = self.rest().find(LEFT) {
            let text = self.rest().get(..found).unwrap_or("");
            let after = self.rest().get(found + LEFT.len()..).unwrap_or("");
            let kept = if trims_left(after) { text.trim_end_matches(is_space).len() } else { text.len() };
            self.at += kept;
            if kept > 0 {
                self.emit(Kind::Text);
            }
            self.at += text.len() - kept;
            self.ignore();
            self.action()?;
        }
        self.at = self.source.len();
        if self.at > self.start {
            self.emit(Kind::Text);
        }
        Ok(())
    }

    /// An action or a comment, from its left delimiter on.
    fn action(&mut self) -> Lexed {
        self.at += LEFT.len();
        let marker = if trims_left(self.rest()) { 2 } else { 0 };
        if self.rest().get(marker..).is_some_and(|rest| rest.starts_with("/*")) {
            self.at += marker;
            self.ignore();
            return self.comment();
        }
        self.emit(Kind::LeftDelimiter);
        self.at += marker;
        self.ignore();
        self.depth = 0;
        while !self.inside()? {}
        Ok(())
    }

    fn comment(&mut self) -> Lexed {
        let Some(end) = self.rest().find("*/") else { return Err("unclosed comment".into()) };
        self.at += end + 2;
        if !self.closes(true) && !self.closes(false) {
            return Err("comment ends before closing delimiter".into());
        }
        self.right_delimiter(false);
        Ok(())
    }

    /// Whether the right delimiter is next, with a marker that trims or without.
    fn closes(&self, trimming: bool) -> bool {
        match trimming {
            true => trims_right(self.rest()) && self.rest().get(2..).is_some_and(|rest| rest.starts_with(RIGHT)),
            false => self.rest().starts_with(RIGHT),
        }
    }

    fn right_delimiter(&mut self, emitted: bool) {
        let trimming = self.closes(true);
        if trimming {
            self.at += 2;
            self.ignore();
        }
        self.at += RIGHT.len();
        if emitted {
            self.emit(Kind::RightDelimiter);
        }
        if trimming {
            self.at += self.rest().len() - self.rest().trim_start_matches(is_space).len();
        }
        self.ignore();
    }

    /// The next token of an action; whether it was its end.
    fn inside(&mut self) -> Result<bool, String> {
        if self.closes(true) || self.closes(false) {
            if self.depth > 0 {
                return Err("unclosed left paren".into());
            }
            self.right_delimiter(true);
            return Ok(true);
        }
        let Some(letter) = self.next() else { return Err("unclosed action".into()) };
        match letter {
            letter if is_space(letter) => self.space(),
            '=' => self.emit(Kind::Assign),
            ':' if self.next() == Some('=') => self.emit(Kind::Declare),
            ':' => return Err("expected :=".into()),
            '|' => self.emit(Kind::Pipe),
            '"' => self.quoted('"', Kind::Quoted, "unterminated quoted string")?,
            '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant")?,
            '`' => {
                let Some(end) = self.rest().find('`') else { return Err("unterminated raw quoted string".into()) };
                self.at += end + 1;
                self.emit(Kind::RawText);
            }
            '$' => self.name(Kind::Variable)?,
            '.' if !self.rest().starts_with(|letter: char| letter.is_ascii_digit()) && !self.rest().is_empty() => {
                self.name(Kind::Field)?;
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.at = self.start;
                self.number()?;
            }
            letter if is_alphanumeric(letter) => self.name(Kind::Identifier)?,
            '(' => {
                self.emit(Kind::LeftParenthesis);
                self.depth += 1;
            }
            ')' => {
                self.emit(Kind::RightParenthesis);
                self.depth = self.depth.checked_sub(1).ok_or("unexpected right paren U+0029 ')'")?;
            }
            ' '..='~' => self.emit(Kind::Char),
            other => return Err(format!("unrecognized character in action: {}", code_point(Some(other)))),
        }
        Ok(false)
    }

    /// A run of spaces; the last may belong to a right delimiter that trims.
    fn space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.next();
        }
        if self.source.get(self.at - 1..).is_some_and(|rest| trims_right(rest) && rest[2..].starts_with(RIGHT)) {
            self.at -= 1;
            if self.at == self.start {
                return;
            }
        }
        self.emit(Kind::Space);
    }

    fn quoted(&mut self, mark: char, kind: Kind, words: &str) -> Lexed {
        loop {
            match self.next() {
                Some('\\') if self.next().is_none_or(|letter| letter == '\n') => return Err(words.into()),
                None | Some('\n') => return Err(words.into()),
                Some(letter) if letter == mark => break,
                Some(_) => {}
            }
        }
        self.emit(kind);
        Ok(())
    }

    /// A name, a field or a variable, whose first letter is taken.
    fn name(&mut self, kind: Kind) -> Lexed {
        let bare = kind != Kind::Identifier && self.terminated();
        while !bare && self.peek().is_some_and(is_alphanumeric) {
            self.next();
        }
        if !self.terminated() {
            return Err(format!("bad character {}", code_point(self.peek())));
        }
        let kind = match (kind, self.word()) {
            (Kind::Field, ".") => Kind::Dot,
            (Kind::Identifier, "true" | "false") => Kind::Bool,
            (Kind::Identifier, "nil") => Kind::Nil,
            (Kind::Identifier, word) => keyword(word).map_or(kind, Kind::Keyword),
            _ => kind,
        };
        self.emit(kind);
        Ok(())
    }

    /// Whether what comes next may follow a name.
    fn terminated(&self) -> bool {
        self.peek().is_none_or(|letter| is_space(letter) || ".,|:)(".contains(letter)) || self.rest().starts_with(RIGHT)
    }

    fn number(&mut self) -> Lexed {
        let bad = |lexer: &Self| format!("bad number syntax: {}", crate::text::quote(lexer.word()));
        if !self.scan_number() {
            return Err(bad(self));
        }
        if !matches!(self.peek(), Some('+' | '-')) {
            self.emit(Kind::Number);
            return Ok(());
        }
        if !self.scan_number() || !self.word().ends_with('i') {
            return Err(bad(self));
        }
        self.emit(Kind::Complex);
        Ok(())
    }

    /// Something like a number; whether it ends where a number may end.
    fn scan_number(&mut self) -> bool {
        self.takes("+-");
        let mut digits = "0123456789_";
        if self.takes("0") {
            if self.takes("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.takes("oO") {
                digits = "01234567_";
            } else if self.takes("bB") {
                digits = "01_";
            }
        }
        self.take_all(digits);
        if self.takes(".") {
            self.take_all(digits);
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if !exponent.is_empty() && self.takes(exponent) {
            self.takes("+-");
            self.take_all("0123456789_");
        }
        self.takes("i");
        let ends = !self.peek().is_some_and(is_alphanumeric);
        if !ends {
            self.next();
        }
        ends
    }
}

fn keyword(word: &str) -> Option<Keyword> {
    Some(match word {
        "block" => Keyword::Block,
        "break" => Keyword::Break,
        "continue" => Keyword::Continue,
        "define" => Keyword::Define,
        "else" => Keyword::Else,
        "end" => Keyword::End,
        "if" => Keyword::If,
        "range" => Keyword::Range,
        "template" => Keyword::Template,
        "with" => Keyword::With,
        _ => return None,
    })
}

fn is_space(letter: char) -> bool {
    " \t\r\n".contains(letter)
}

fn is_alphanumeric(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// Whether a left delimiter before this text trims.
fn trims_left(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_space))
}

/// Whether this text begins with a space and the marker of a right delimiter that trims.
fn trims_right(text: &str) -> bool {
    text.strip_prefix(is_space).is_some_and(|rest| rest.starts_with('-'))
}

/// Go's `%#U`; the end of the text is -1 there.
fn code_point(letter: Option<char>) -> String {
    match letter {
        None => "U+FFFFFFFFFFFFFFFF".into(),
        Some(letter) if letter.is_control() => format!("U+{:04X}", letter as u32),
        Some(letter) => format!("U+{:04X} '{letter}'", letter as u32),
    }
}
