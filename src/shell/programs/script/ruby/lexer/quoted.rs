//! Texts, symbols, patterns, lists of words, and texts that stand below their line.

use super::{Heredoc, Kind, Lexer, MAX_TEMPLATES, Part};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::Name;

impl Lexer {
    /// Reads what begins with a quote or a mark like one; whether there was one.
    pub(super) fn quoted(&mut self, blank: bool) -> Result<bool, Halt> {
        let start = self.at;
        let value = self.begins_value(blank);
        let line = self.line;
        let kind = match (self.peek(0), self.peek(1)) {
            ('"', _) => {
                self.at += 1;
                let parts = self.parts('"', None, true)?;
                self.labelled(parts)
            }
            ('\'', _) => {
                self.at += 1;
                let parts = self.parts('\'', None, false)?;
                self.labelled(parts)
            }
            ('`', _) if value => {
                let what = "a command in `…`".to_string();
                return Err(Halt::Unsimulated { span: self.span_from(start), what });
            }
            ('/', next) if value && (next != '=' || self.out.last().is_none_or(|token| !is_name(&token.kind))) => {
                self.at += 1;
                self.regex('/', None)?
            }
            ('%', _) if value && self.percent() => self.percent_literal()?,
            ('?', letter) if value && !letter.is_whitespace() && !is_letter(self.peek(2)) => {
                self.at += 2;
                let text = match letter {
                    '\\' => self.escape(),
                    letter => letter.to_string(),
                };
                Kind::Text(vec![Part::Text(text.into())])
            }
            (':', '"') => {
                self.at += 2;
                Kind::Symbol(self.parts('"', None, true)?)
            }
            (':', '\'') => {
                self.at += 2;
                Kind::Symbol(self.parts('\'', None, false)?)
            }
            (':', next) if next != ':' => match self.symbol() {
                Some(name) => Kind::Symbol(vec![Part::Text(name)]),
                None => return Ok(false),
            },
            ('<', '<') => match self.heredoc(value) {
                Some(heredoc) => {
                    self.heredocs.push(heredoc);
                    Kind::Text(Vec::new())
                }
                None => return Ok(false),
            },
            _ => return Ok(false),
        };
        let mut span = self.span_from(start);
        if self.line != line {
            span = crate::shell::programs::script::syntax::Span { line, start: 0, end: 0, mark: (0, 0) };
        }
        self.push_at(kind, span);
        Ok(true)
    }

    /// `"key": value`
    fn labelled(&mut self, parts: Vec<Part>) -> Kind {
        let in_ternary = self.out.iter().rev().take(2).any(|token| token.kind == Kind::Op("?"));
        if self.peek(0) == ':' && self.peek(1).is_whitespace() && !in_ternary {
            self.at += 1;
            return Kind::TextLabel(parts);
        }
        Kind::Text(parts)
    }

    /// `:name`, `:+`, `:[]`
    fn symbol(&mut self) -> Option<Name> {
        const METHODS: [&str; 21] = [
            "[]=", "[]", "<=>", "===", "==", "=~", "!=", "**", "+@", "-@", "<<", ">>", "<=", ">=", "+", "-", "*", "/",
            "%", "<", ">",
        ];
        self.at += 1;
        let sigil = match self.peek(0) {
            '@' | '$' => {
                self.at += 1;
                self.letters.get(self.at - 1).copied()
            }
            _ => None,
        };
        let mut name: String = sigil.into_iter().collect();
        if is_letter(self.peek(0)) && !self.peek(0).is_ascii_digit() {
            name += &self.name();
            let next = self.peek(1);
            if matches!(self.peek(0), '?' | '!') && next != '='
                || self.peek(0) == '=' && !matches!(next, '=' | '~' | '>')
            {
                name.push(self.peek(0));
                self.at += 1;
            }
            return Some(name.into());
        }
        if let Some(method) = METHODS.iter().find(|method| self.starts(method)).filter(|_| sigil.is_none()) {
            self.at += method.len();
            return Some((*method).into());
        }
        self.at -= 1 + name.len();
        None
    }

    /// The letters up to `close`, which may stand inside as often as `open` does.
    fn parts(&mut self, close: char, open: Option<char>, filled: bool) -> Result<Vec<Part>, Halt> {
        let begun = self.span_from(self.at);
        let (mut parts, mut text, mut depth) = (Vec::new(), String::new(), 0);
        loop {
            if self.ended() {
                let message = if close == '/' {
                    "unterminated regexp meets end of file"
                } else {
                    "unterminated string meets end of file"
                };
                return Err(Halt::syntax(begun, message));
            }
            let letter = self.peek(0);
            match letter {
                _ if letter == close && depth == 0 => {
                    self.at += 1;
                    break;
                }
                '\\' if filled => {
                    self.at += 1;
                    text += &self.escape();
                    continue;
                }
                '\\' if matches!(self.peek(1), '\\') || self.peek(1) == close => {
                    text.push(self.peek(1));
                    self.at += 2;
                    continue;
                }
                '#' if filled && self.peek(1) == '{' => {
                    self.filled(&mut parts, &mut text)?;
                    continue;
                }
                _ if Some(letter) == open => depth += 1,
                _ if letter == close => depth -= 1,
                _ => {}
            }
            text.push(letter);
            if letter == '\n' { self.new_line() } else { self.at += 1 }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        Ok(parts)
    }

    /// `#{…}`
    fn filled(&mut self, parts: &mut Vec<Part>, text: &mut String) -> Result<(), Halt> {
        if !text.is_empty() {
            parts.push(Part::Text(std::mem::take(text).into()));
        }
        if self.templates >= MAX_TEMPLATES {
            let what = "texts with values inside each other so deep".to_string();
            return Err(Halt::Unsimulated { span: self.span_from(self.at), what });
        }
        self.at += 2;
        self.templates += 1;
        let outer = std::mem::take(&mut self.out);
        let open = std::mem::take(&mut self.open);
        let result = self.run(true);
        self.open = open;
        self.push(Kind::Newline, self.at);
        self.push(Kind::End, self.at);
        let inner = std::mem::replace(&mut self.out, outer);
        self.templates -= 1;
        result?;
        self.at += 1;
        parts.push(Part::Code(inner));
        Ok(())
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> String {
        let letter = self.peek(0);
        if letter == '\n' {
            self.new_line();
            return String::new();
        }
        self.at += 1;
        match letter {
            'n' => "\n".into(),
            't' => "\t".into(),
            's' => " ".into(),
            'r' => "\r".into(),
            '0' => "\0".into(),
            'e' => "\x1b".into(),
            'a' => "\x07".into(),
            'b' => "\x08".into(),
            'u' if self.peek(0) == '{' => {
                self.at += 1;
                let mut out = String::new();
                while !self.ended() && self.peek(0) != '}' && self.peek(0) != '"' {
                    let digits = self.hex(6);
                    out.extend(digits.and_then(char::from_u32));
                    if self.peek(0) != '}' {
                        self.at += 1;
                    }
                }
                self.at += 1;
                out
            }
            'u' => self.hex(4).and_then(char::from_u32).map(String::from).unwrap_or_default(),
            'x' => self.hex(2).and_then(char::from_u32).map(String::from).unwrap_or_default(),
            '\0' => String::new(),
            letter => letter.to_string(),
        }
    }

    fn hex(&mut self, most: usize) -> Option<u32> {
        let mut text = String::new();
        while text.len() < most && self.peek(0).is_ascii_hexdigit() {
            text.push(self.peek(0));
            self.at += 1;
        }
        u32::from_str_radix(&text, 16).ok()
    }

    fn regex(&mut self, close: char, open: Option<char>) -> Result<Kind, Halt> {
        let begun = self.span_from(self.at);
        let (mut parts, mut text, mut depth) = (Vec::new(), String::new(), 0);
        loop {
            let letter = self.peek(0);
            match letter {
                _ if self.ended() => return Err(Halt::syntax(begun, "unterminated regexp meets end of file")),
                '\\' => {
                    if self.peek(1) != '/' {
                        text.push('\\');
                    }
                    text.push(self.peek(1));
                    self.at = (self.at + 2).min(self.letters.len());
                    continue;
                }
                '#' if self.peek(1) == '{' => {
                    self.filled(&mut parts, &mut text)?;
                    continue;
                }
                _ if letter == close && depth == 0 => break,
                _ if Some(letter) == open => depth += 1,
                _ if letter == close => depth -= 1,
                _ => {}
            }
            text.push(letter);
            if letter == '\n' { self.new_line() } else { self.at += 1 }
        }
        self.at += 1;
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        let mut flags = String::new();
        while matches!(self.peek(0), 'i' | 'm' | 'x' | 'o' | 'u') {
            flags.push(self.peek(0));
            self.at += 1;
        }
        Ok(Kind::Regex(parts, flags.into()))
    }

    /// Whether a `%` begins a literal.
    fn percent(&self) -> bool {
        let bracket = |letter: char| matches!(letter, '(' | '[' | '{' | '<' | '|' | '!' | '/');
        match self.peek(1) {
            'w' | 'W' | 'i' | 'I' | 'q' | 'Q' | 'r' | 's' => bracket(self.peek(2)),
            letter => matches!(letter, '(' | '[' | '{'),
        }
    }

    fn percent_literal(&mut self) -> Result<Kind, Halt> {
        let kind = self.peek(1);
        let named = kind.is_alphabetic();
        let open = self.peek(if named { 2 } else { 1 });
        self.at += if named { 3 } else { 2 };
        let (close, open) = match open {
            '(' => (')', Some('(')),
            '[' => (']', Some('[')),
            '{' => ('}', Some('{')),
            '<' => ('>', Some('<')),
            other => (other, None),
        };
        Ok(match kind {
            'w' | 'W' | 'i' | 'I' => {
                let parts = self.parts(close, open, false)?;
                let text: String =
                    parts.iter().map(|part| if let Part::Text(text) = part { &**text } else { "" }).collect();
                Kind::Words(text.split_whitespace().map(Name::from).collect(), matches!(kind, 'i' | 'I'))
            }
            'q' => Kind::Text(self.parts(close, open, false)?),
            's' => Kind::Symbol(self.parts(close, open, false)?),
            'r' => self.regex(close, open)?,
            _ => Kind::Text(self.parts(close, open, true)?),
        })
    }

    /// `<<~WORD`: what begins on the next line.
    fn heredoc(&mut self, value: bool) -> Option<Heredoc> {
        let mark = self.peek(2);
        let (squiggly, indented) = (mark == '~', matches!(mark, '~' | '-'));
        let mut by = if indented { 3 } else { 2 };
        let quote = Some(self.peek(by)).filter(|letter| matches!(letter, '\'' | '"'));
        if quote.is_some() {
            by += 1;
        }
        if !(indented || quote.is_some() || value && self.peek(by).is_uppercase()) {
            return None;
        }
        let word: String = self.letters.get(self.at + by..)?.iter().take_while(|letter| is_letter(**letter)).collect();
        if word.is_empty() {
            return None;
        }
        self.at += by + word.chars().count() + usize::from(quote.is_some());
        Some(Heredoc { token: self.out.len(), word, indented, squiggly, raw: quote == Some('\'') })
    }

    /// Reads the texts that begin on this line.
    pub(super) fn read_heredocs(&mut self) -> Result<(), Halt> {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let parts = self.heredoc_body(&heredoc)?;
            if let Some(token) = self.out.get_mut(heredoc.token) {
                token.kind = Kind::Text(parts);
            }
        }
        Ok(())
    }

    fn heredoc_body(&mut self, heredoc: &Heredoc) -> Result<Vec<Part>, Halt> {
        let begun = self.span_from(self.at);
        let mut lines: Vec<(usize, usize)> = Vec::new();
        let mut at = self.at;
        let end = loop {
            if at >= self.letters.len() {
                let message = format!("can't find string \"{}\" anywhere before EOF", heredoc.word);
                return Err(Halt::syntax(begun, message));
            }
            let length = self.letters[at..].iter().take_while(|letter| **letter != '\n').count();
            let line: String = self.letters[at..at + length].iter().collect();
            let found = if heredoc.indented {
                line.trim() == heredoc.word
            } else {
                line.trim_end_matches('\r') == heredoc.word
            };
            if found {
                break at + length;
            }
            lines.push((at, at + length));
            at = (at + length + 1).min(self.letters.len());
        };
        let indent = |(from, to): &(usize, usize)| {
            let line = &self.letters[*from..*to];
            let blanks = line.iter().take_while(|letter| matches!(letter, ' ' | '\t')).count();
            (blanks < line.len()).then_some(blanks)
        };
        let common = if heredoc.squiggly { lines.iter().filter_map(indent).min().unwrap_or(0) } else { 0 };
        let mut parts: Vec<Part> = Vec::new();
        let mut text = String::new();
        for (from, to) in lines {
            let blanks = self.letters[from..to].iter().take_while(|letter| matches!(letter, ' ' | '\t')).count();
            (self.at, self.line_start) = (from + blanks.min(common), from);
            while self.at < to {
                match self.peek(0) {
                    '\\' if !heredoc.raw && self.at + 1 < to => {
                        self.at += 1;
                        text += &self.escape();
                    }
                    '#' if !heredoc.raw && self.peek(1) == '{' => self.filled(&mut parts, &mut text)?,
                    letter => {
                        text.push(letter);
                        self.at += 1;
                    }
                }
            }
            text.push('\n');
            self.line += 1;
        }
        (self.at, self.line_start) = (end, end);
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        if !self.ended() {
            self.new_line();
        }
        Ok(parts)
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn is_name(kind: &Kind) -> bool {
    matches!(kind, Kind::Name(_))
}
