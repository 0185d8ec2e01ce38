//! Words: quotes, expansions, heredoc bodies.

mod heredoc;

use std::sync::Arc;

use super::parser::is_name;
use super::{Operation, Parameter, ParseError, Parser, Part, Script, Unfinished, Word};

type Parsed<T> = Result<T, ParseError>;

/// What ends the text that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// A blank or an operator.
    Delimiter,
    /// `}`, in `${x:-…}`; `slash`: or `/`; `colon`: or `:`.
    Brace { quoted: bool, slash: bool, colon: bool },
    /// `"`
    DoubleQuote,
    /// `))` at the outermost level.
    Arithmetic,
    /// The text's end (a heredoc's body).
    End,
}

impl Until {
    /// Whether single and double quotes are ordinary characters.
    fn in_double_quotes(self) -> bool {
        matches!(self, Until::DoubleQuote | Until::End | Until::Arithmetic | Until::Brace { quoted: true, .. })
    }
}

/// Collects parts, joining neighbours of bare text.
#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    bare: String,
    quoted: String,
}

impl Parts {
    fn bare(&mut self, c: char) {
        if !self.quoted.is_empty() {
            self.flush();
        }
        self.bare.push(c);
    }
    fn quoted(&mut self, c: char) {
        if !self.bare.is_empty() {
            self.flush();
        }
        self.quoted.push(c);
    }
    fn push(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }
    fn flush(&mut self) {
        if !self.bare.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.bare)));
        }
        if !self.quoted.is_empty() {
            self.parts.push(Part::Quoted(std::mem::take(&mut self.quoted)));
        }
    }
    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.parts
    }
}

impl Parser<'_> {
    /// The word here.
    pub(super) fn word(&mut self) -> Parsed<Word> {
        let _nesting = self.nest()?;
        let mut parts = Parts::default();
        self.tilde(&mut parts);
        self.parts(Until::Delimiter, &mut parts)?;
        Ok(Word { parts: parts.finish() })
    }

    /// What is assigned: as a word, but tildes count after colons, too.
    pub(super) fn assigned_word(&mut self) -> Parsed<Word> {
        let _nesting = self.nest()?;
        let mut parts = Parts::default();
        self.tilde(&mut parts);
        self.parts(Until::Delimiter, &mut parts)?;
        Ok(Word { parts: parts.finish() })
    }

    fn tilde(&mut self, parts: &mut Parts) {
        if self.peek() != Some('~') {
            return;
        }
        let rest = self.rest();
        let end = rest.find(|c: char| " \t\r\n;&|<>()/:".contains(c)).unwrap_or(rest.len());
        let Some(user) = rest.get(1..end) else { return };
        if user.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) {
            parts.push(Part::Tilde(user.to_string()));
            self.position += end;
        }
    }

    fn parts(&mut self, until: Until, parts: &mut Parts) -> Parsed<()> {
        let mut open = 0usize;
        loop {
            let Some(next) = self.peek() else {
                return match until {
                    Until::Delimiter | Until::End => Ok(()),
                    Until::Brace { .. } => self.incomplete(Unfinished::Brace),
                    Until::DoubleQuote => self.incomplete(Unfinished::Quote('"')),
                    Until::Arithmetic => self.incomplete(Unfinished::Substitution),
                };
            };
            match (until, next) {
                (Until::Delimiter, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')') => return Ok(()),
                (Until::Brace { .. }, '}') | (Until::DoubleQuote, '"') => return Ok(()),
                (Until::Brace { slash: true, .. }, '/') | (Until::Brace { colon: true, .. }, ':') => return Ok(()),
                (Until::Arithmetic, '(') => open += 1,
                (Until::Arithmetic, ')') if open == 0 => return Ok(()),
                (Until::Arithmetic, ')') => open -= 1,
                _ => {}
            }
            match next {
                '\\' => self.backslash(until, parts)?,
                '$' => self.dollar(until.in_double_quotes(), parts)?,
                '`' => {
                    let script = self.backquotes(until == Until::DoubleQuote)?;
                    parts.push(Part::Substitution(Arc::new(script)));
                }
                '\'' if !until.in_double_quotes() => {
                    self.bump();
                    let rest = self.rest();
                    let Some(end) = rest.find('\'') else {
                        self.line += rest.matches('\n').count() as u32;
                        return self.incomplete(Unfinished::Quote('\''));
                    };
                    let text = rest.get(..end).unwrap_or("");
                    self.line += text.matches('\n').count() as u32;
                    self.position += end + 1;
                    parts.push(Part::Quoted(text.to_string()));
                }
                '"' if matches!(until, Until::Brace { quoted: true, .. } | Until::Arithmetic) => {
                    self.bump();
                }
                '"' if until != Until::End => {
                    self.bump();
                    let _nesting = self.nest()?;
                    let mut inner = Parts::default();
                    self.parts(Until::DoubleQuote, &mut inner)?;
                    self.bump();
                    parts.push(Part::DoubleQuoted(inner.finish()));
                }
                _ => {
                    self.bump();
                    if until.in_double_quotes() { parts.quoted(next) } else { parts.bare(next) }
                }
            }
        }
    }

    fn backslash(&mut self, until: Until, parts: &mut Parts) -> Parsed<()> {
        self.bump();
        match self.peek() {
            None if self.at_prompt => return self.incomplete(Unfinished::Line),
            None => parts.quoted('\\'),
            Some('\n') => {
                self.bump();
            }
            Some(next) => {
                let special = match until {
                    Until::Delimiter | Until::Brace { quoted: false, .. } => true,
                    Until::DoubleQuote | Until::Arithmetic => "$`\"\\".contains(next),
                    Until::Brace { quoted: true, .. } => "$`\"\\}".contains(next),
                    Until::End => "$`\\".contains(next),
                };
                if !special {
                    parts.quoted('\\');
                }
                parts.quoted(next);
                self.bump();
            }
        }
        Ok(())
    }

    fn dollar(&mut self, quoted: bool, parts: &mut Parts) -> Parsed<()> {
        let _nesting = self.nest()?;
        self.bump();
        match self.peek() {
            Some('(') if self.starts_with("((") => {
                self.position += 2;
                let mut inner = Parts::default();
                self.parts(Until::Arithmetic, &mut inner)?;
                self.bump();
                if !self.take(")") {
                    return self.incomplete(Unfinished::Substitution);
                }
                parts.push(Part::Arithmetic(inner.finish()));
            }
            Some('(') => {
                self.bump();
                let script = self.substitution()?;
                parts.push(Part::Substitution(Arc::new(script)));
            }
            Some('{') => {
                self.bump();
                let parameter = self.braced(quoted)?;
                parts.push(Part::Parameter(Box::new(parameter)));
            }
            Some('\'') if !quoted => {
                self.bump();
                let start = self.position;
                let text = self.escaped_quote()?;
                let raw = self.source.get(start..self.position.saturating_sub(1)).unwrap_or("").to_string();
                parts.push(Part::Escaped { text, raw });
            }
            _ => {
                let name = self.parameter_name(false);
                if name.is_empty() {
                    parts.quoted('$');
                } else {
                    parts.push(Part::Parameter(Box::new(Parameter { name, operation: Operation::Value })));
                }
            }
        }
        Ok(())
    }

    /// The script of `$(`, and its closing parenthesis.
    fn substitution(&mut self) -> Parsed<Script> {
        let outer = std::mem::take(&mut self.heredocs);
        let mut blank = self.clone();
        blank.skip_blanks();
        let empty = blank.take(")");
        let script = if empty {
            self.position = blank.position;
            self.line = blank.line;
            Script::default()
        } else {
            let script = match self.list(Some(")")) {
                Err(ParseError::Incomplete { what: Unfinished::Command(_), .. }) => {
                    return self.incomplete(Unfinished::Substitution);
                }
                other => other?,
            };
            if !self.take(")") {
                return self.incomplete(Unfinished::Substitution);
            }
            script
        };
        self.heredocs.splice(0..0, outer);
        Ok(script)
    }

    fn backquotes(&mut self, quoted: bool) -> Parsed<Script> {
        let _nesting = self.nest()?;
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None => return self.incomplete(Unfinished::Quote('`')),
                Some('`') => break,
                Some('\\') => match self.peek() {
                    Some(c) if "$`\\".contains(c) || (quoted && c == '"') => {
                        text.push(c);
                        self.bump();
                    }
                    _ => text.push('\\'),
                },
                Some(c) => text.push(c),
            }
        }
        let mut inner = Parser::new(&text);
        inner.line = line;
        let mut script = Script::default();
        while let Some(mut next) = inner.next_line()? {
            script.items.append(&mut next.items);
        }
        Ok(script)
    }

    /// `$'…'`
    fn escaped_quote(&mut self) -> Parsed<String> {
        let mut text = String::new();
        loop {
            match self.bump() {
                None => return self.incomplete(Unfinished::Quote('\'')),
                Some('\'') => return Ok(text),
                Some('\\') => match self.bump() {
                    None => return self.incomplete(Unfinished::Quote('\'')),
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some('a') => text.push('\x07'),
                    Some('b') => text.push('\x08'),
                    Some('e' | 'E') => text.push('\x1b'),
                    Some('f') => text.push('\x0c'),
                    Some('v') => text.push('\x0b'),
                    Some('x') => text.push(self.number(16, 2)),
                    Some('u') => text.push(self.number(16, 4)),
                    Some(c @ '0'..='7') => {
                        self.position -= c.len_utf8();
                        text.push(self.number(8, 3));
                    }
                    Some(c @ ('\\' | '\'' | '"' | '?')) => text.push(c),
                    Some(c) => {
                        text.push('\\');
                        text.push(c);
                    }
                },
                Some(c) => text.push(c),
            }
        }
    }

    fn number(&mut self, base: u32, digits: usize) -> char {
        let mut value = 0;
        for _ in 0..digits {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(base)) else { break };
            value = value * base + digit;
            self.bump();
        }
        char::from_u32(value).unwrap_or('\u{fffd}')
    }

    /// A parameter's name; in braces a number may have several digits.
    fn parameter_name(&mut self, braced: bool) -> String {
        let rest = self.rest();
        let length = match rest.chars().next() {
            Some(c) if c.is_ascii_digit() => {
                if braced {
                    rest.bytes().take_while(u8::is_ascii_digit).count()
                } else {
                    1
                }
            }
            Some(c) if "@*#?$!-".contains(c) => 1,
            Some(_) => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                if rest.get(..end).is_some_and(is_name) { end } else { 0 }
            }
            None => 0,
        };
        self.position += length;
        rest.get(..length).unwrap_or("").to_string()
    }

    /// `${` has been read.
    fn braced(&mut self, quoted: bool) -> Parsed<Parameter> {
        if self.peek() == Some('#') && !matches!(self.peek_second(), Some('}' | ':' | '-' | '+' | '=' | '%' | '#')) {
            let start = self.clone();
            self.bump();
            let name = self.parameter_name(true);
            if !name.is_empty() && self.take("}") {
                return Ok(Parameter { name, operation: Operation::Length });
            }
            *self = start;
        }
        let name = self.parameter_name(true);
        let operation = if name.is_empty() { Operation::Bad } else { self.operation(quoted)? };
        if self.peek().is_none() {
            return self.incomplete(Unfinished::Brace);
        }
        if self.take("}") {
            return Ok(Parameter { name, operation });
        }
        let start = self.position;
        self.brace_word(quoted)?;
        let name = format!("{name}{}", self.source.get(start..self.position).unwrap_or(""));
        self.take("}");
        Ok(Parameter { name, operation: Operation::Bad })
    }

    fn operation(&mut self, quoted: bool) -> Parsed<Operation> {
        let colon = matches!(self.peek_second(), Some('-' | '=' | '?' | '+')) && self.take(":");
        Ok(match self.peek() {
            Some('}') => Operation::Value,
            Some('-') => self.with_word(quoted, |word| Operation::Default { colon, word })?,
            Some('=') => self.with_word(quoted, |word| Operation::Assign { colon, word })?,
            Some('?') => self.with_word(quoted, |word| Operation::Demand { colon, word })?,
            Some('+') => self.with_word(quoted, |word| Operation::Alternative { colon, word })?,
            Some('%') => {
                let longest = self.take("%%");
                let _ = longest || self.take("%");
                Operation::CutSuffix { longest, pattern: self.brace_word(false)? }
            }
            Some('#') => {
                let longest = self.take("##");
                let _ = longest || self.take("#");
                Operation::CutPrefix { longest, pattern: self.brace_word(false)? }
            }
            Some('/') => {
                let all = self.take("//");
                let _ = all || self.take("/");
                let pattern = self.brace_until(Until::Brace { quoted: false, slash: true, colon: false })?;
                let with = if self.take("/") { self.brace_word(false)? } else { Word::default() };
                Operation::Replace { all, pattern, with }
            }
            Some(':') => {
                self.bump();
                let offset = self.brace_until(Until::Brace { quoted, slash: false, colon: true })?;
                let length = if self.take(":") { Some(self.brace_word(quoted)?) } else { None };
                Operation::Substring { offset, length }
            }
            _ => Operation::Bad,
        })
    }

    fn with_word(&mut self, quoted: bool, make: impl FnOnce(Word) -> Operation) -> Parsed<Operation> {
        self.bump();
        Ok(make(self.brace_word(quoted)?))
    }

    fn brace_word(&mut self, quoted: bool) -> Parsed<Word> {
        self.brace_until(Until::Brace { quoted, slash: false, colon: false })
    }

    fn brace_until(&mut self, until: Until) -> Parsed<Word> {
        let _nesting = self.nest()?;
        let mut parts = Parts::default();
        if !until.in_double_quotes() && self.starts_with("~") {
            let end = self.rest().find(['/', '}', ':']).unwrap_or(1);
            if let Some(user) = self.rest().get(1..end).filter(|user| user.chars().all(|c| c.is_ascii_alphanumeric())) {
                parts.push(Part::Tilde(user.to_string()));
                self.position += end;
            }
        }
        self.parts(until, &mut parts)?;
        Ok(Word { parts: parts.finish() })
    }
}
