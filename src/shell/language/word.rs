//! Words: quotes, expansions, heredoc bodies.

mod heredoc;
mod parameter;

use std::sync::Arc;

use super::{Extra, ParseError, Parser, Part, Script, Unfinished, Word};
use crate::allowance;

type Parsed<T> = Result<T, ParseError>;

/// Units of work in a word that is read.
const WORD: u64 = 256;

/// What ends the text that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// A blank or an operator.
    Delimiter,
    /// `}`, in `${x:-…}`; `slash`: or `/`; `colon`: or `:`.
    Brace { quoted: bool, slash: bool, colon: bool },
    /// `"`
    DoubleQuote,
    /// `))` at the outermost level.
    Arithmetic,
    /// The same, or `;`: a part of `for ((…))`.
    Clause,
    /// `]`: the index of an array's element.
    Bracket,
    /// A blank outside of parentheses: the expression after `=~`.
    Expression,
    /// The `)` of a pattern like `@(a|b)`.
    Group,
    /// The text's end (a heredoc's body).
    End,
}

impl Until {
    /// Whether single and double quotes are ordinary characters.
    fn in_double_quotes(self) -> bool {
        matches!(
            self,
            Until::DoubleQuote | Until::End | Until::Arithmetic | Until::Clause | Until::Brace { quoted: true, .. }
        )
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
        self.keep(part);
    }
    fn flush(&mut self) {
        if !self.bare.is_empty() {
            let bare = std::mem::take(&mut self.bare);
            self.keep(Part::Literal(bare));
        }
        if !self.quoted.is_empty() {
            let quoted = std::mem::take(&mut self.quoted);
            self.keep(Part::Quoted(quoted));
        }
    }
    fn keep(&mut self, part: Part) {
        // Most words have one part, and a line may have a million words: what is taken and given back leaves gaps.
        if self.parts.is_empty() {
            self.parts.reserve_exact(1);
        }
        self.parts.push(part);
    }
    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.parts.shrink_to_fit();
        self.parts
    }
}

impl Parser<'_> {
    /// The word here.
    pub(super) fn word(&mut self) -> Parsed<Word> {
        let _nesting = self.nest()?;
        allowance::insist(WORD);
        let mut parts = Parts::default();
        self.tilde(&mut parts);
        self.parts(Until::Delimiter, &mut parts)?;
        Ok(Word { parts: parts.finish() })
    }

    /// What is assigned: as a word, but tildes count after colons, too.
    pub(super) fn assigned_word(&mut self) -> Parsed<Word> {
        let _nesting = self.nest()?;
        allowance::insist(WORD);
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
                    Until::Delimiter | Until::End | Until::Expression => Ok(()),
                    Until::Brace { .. } => self.incomplete(Unfinished::Brace),
                    Until::DoubleQuote => self.incomplete(Unfinished::Quote('"')),
                    Until::Arithmetic | Until::Clause | Until::Group => self.incomplete(Unfinished::Substitution),
                    Until::Bracket => self.incomplete(Unfinished::Brace),
                };
            };
            match (until, next) {
                (Until::Delimiter | Until::Expression, '<' | '>') if self.at_process() => {
                    self.process(parts)?;
                    continue;
                }
                (Until::Delimiter, '(') if self.extended && parts.bare.ends_with(['?', '*', '+', '@', '!']) => {
                    let _nesting = self.nest()?;
                    parts.bare('(');
                    self.bump();
                    self.parts(Until::Group, parts)?;
                    parts.bare(')');
                    self.bump();
                    continue;
                }
                (Until::Group, '(') => open += 1,
                (Until::Group, ')') if open == 0 => return Ok(()),
                (Until::Group, ')') => open -= 1,
                (Until::Delimiter, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')') => return Ok(()),
                (Until::Brace { .. }, '}') | (Until::DoubleQuote, '"') => return Ok(()),
                (Until::Brace { slash: true, .. }, '/') | (Until::Brace { colon: true, .. }, ':') => return Ok(()),
                (Until::Arithmetic | Until::Clause | Until::Expression, '(') | (Until::Bracket, '[') => open += 1,
                (Until::Arithmetic | Until::Clause | Until::Expression, ')') | (Until::Bracket, ']') if open == 0 => {
                    return Ok(());
                }
                (Until::Arithmetic | Until::Clause | Until::Expression, ')') | (Until::Bracket, ']') => open -= 1,
                (Until::Clause, ';') if open == 0 => return Ok(()),
                (Until::Expression, ' ' | '\t' | '\r' | '\n') if open == 0 => return Ok(()),
                (Until::Bracket, '\n') => return self.incomplete(Unfinished::Brace),
                _ => {}
            }
            match next {
                '\\' => self.backslash(until, parts)?,
                '$' => self.dollar(until, parts)?,
                '`' => {
                    let script = self.backquotes(until == Until::DoubleQuote)?;
                    parts.push(Part::Substitution(Arc::new(script)));
                }
                '\'' if !until.in_double_quotes() => {
                    self.bump();
                    let rest = self.rest();
                    let Some(end) = rest.find('\'') else {
                        let lines = rest.matches('\n').count() as u32;
                        self.line += lines;
                        return self.incomplete(Unfinished::Quote('\''));
                    };
                    let text = rest.get(..end).unwrap_or("").to_string();
                    self.line += text.matches('\n').count() as u32;
                    self.position += end + 1;
                    parts.push(Part::Quoted(text));
                }
                '"' if matches!(until, Until::Brace { quoted: true, .. } | Until::Arithmetic | Until::Clause) => {
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
                    Until::Delimiter
                    | Until::Bracket
                    | Until::Expression
                    | Until::Group
                    | Until::Brace { quoted: false, .. } => true,
                    Until::DoubleQuote | Until::Arithmetic | Until::Clause => "$`\"\\".contains(next),
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

    fn dollar(&mut self, until: Until, parts: &mut Parts) -> Parsed<()> {
        let quoted = until.in_double_quotes();
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
            Some('\'') if !quoted && self.knows(Extra::EscapedQuotes) => {
                self.bump();
                let text = self.escaped_quote()?;
                parts.push(Part::Quoted(text));
            }
            // A text that may be translated: nothing here is.
            Some('"') if !quoted && self.knows(Extra::Transformations) => {}
            _ => match self.plain_parameter() {
                Some(parameter) => parts.push(Part::Parameter(Box::new(parameter))),
                None if until == Until::Expression => parts.bare('$'),
                None => parts.quoted('$'),
            },
        }
        Ok(())
    }

    /// The script of `$(`, and its closing parenthesis.
    fn substitution(&mut self) -> Parsed<Script> {
        let outer = std::mem::take(&mut self.heredocs);
        let (position, line) = (self.position, self.line);
        self.skip_blanks();
        let script = if self.take(")") {
            Script::default()
        } else {
            (self.position, self.line) = (position, line);
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
        let inner = std::mem::replace(&mut self.heredocs, outer);
        if !inner.is_empty() {
            Arc::make_mut(&mut self.heredocs).extend(inner.iter().cloned());
        }
        Ok(script)
    }

    /// `<( … )` or `>( … )`
    fn process(&mut self, parts: &mut Parts) -> Parsed<()> {
        let _nesting = self.nest()?;
        let writes = self.bump() == Some('>');
        self.bump();
        let script = Arc::new(self.substitution()?);
        parts.push(Part::Process { script, writes });
        Ok(())
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
        let mut inner = Parser::new(&text, self.dialect);
        inner.line = line;
        inner.extended = self.extended;
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

    /// What is up to `until`, which is not consumed.
    pub(super) fn parts_until(&mut self, until: Until) -> Parsed<Vec<Part>> {
        let mut parts = Parts::default();
        self.parts(until, &mut parts)?;
        Ok(parts.finish())
    }
}
