//! Parameters: `$x` and all that `${…}` can do.

use super::{Parsed, Parts, Until};
use crate::shell::language::parser::Attempt;
use crate::shell::language::{Extra, Index, Operation, Parameter, Parser, Part, Place, Unfinished, Word, is_name};

impl Parser<'_> {
    /// What stands after `$` without braces; `None`: nothing that names a parameter.
    pub(super) fn plain_parameter(&mut self) -> Option<Parameter> {
        let name = self.parameter_name(false);
        (!name.is_empty()).then(|| Parameter { name, index: None, indirect: false, operation: Operation::Value })
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
        let name = rest.get(..length).unwrap_or("").to_string();
        self.position += length;
        name
    }

    /// `${` has been read.
    pub(super) fn braced(&mut self, quoted: bool) -> Parsed<Parameter> {
        if self.peek() == Some('#')
            && !matches!(self.peek_second(), Some('}' | ':' | '-' | '+' | '=' | '%' | '#'))
            && let Some(start) = self.attempt(Attempt::Length)
        {
            self.bump();
            let name = self.parameter_name(true);
            let index = self.index()?;
            if !name.is_empty() && self.take("}") {
                return Ok(Parameter { name, index, indirect: false, operation: Operation::Length });
            }
            self.refuse(Attempt::Length, start);
        }
        let indirect = self.peek() == Some('!')
            && self.knows(Extra::Transformations)
            && self.peek_second().is_some_and(|c| c.is_ascii_alphanumeric() || "_@*#?".contains(c));
        if indirect {
            self.bump();
        }
        let name = self.parameter_name(true);
        if indirect && self.peek_second() == Some('}') && matches!(self.peek(), Some('*' | '@')) && is_name(&name) {
            let joined = self.bump() == Some('*');
            self.bump();
            return Ok(Parameter { name, index: None, indirect: false, operation: Operation::Names { joined } });
        }
        let index = if name.is_empty() { None } else { self.index()? };
        if indirect && matches!(index, Some(Index::Each | Index::Joined)) && self.take("}") {
            return Ok(Parameter { name, index, indirect: false, operation: Operation::Keys });
        }
        let operation = if name.is_empty() { Operation::Bad } else { self.operation(quoted)? };
        if self.peek().is_none() {
            return self.incomplete(Unfinished::Brace);
        }
        if self.take("}") {
            return Ok(Parameter { name, index, indirect, operation });
        }
        let start = self.position;
        self.brace_word(quoted)?;
        let name = format!("{name}{}", self.source.get(start..self.position).unwrap_or(""));
        self.take("}");
        Ok(Parameter { name, index: None, indirect: false, operation: Operation::Bad })
    }

    /// `[@]`, `[*]` or `[word]`, where the shell has arrays.
    fn index(&mut self) -> Parsed<Option<Index>> {
        if self.peek() != Some('[') || !self.knows(Extra::Arrays) {
            return Ok(None);
        }
        if self.take("[@]") {
            return Ok(Some(Index::Each));
        }
        if self.take("[*]") {
            return Ok(Some(Index::Joined));
        }
        self.bump();
        let parts = self.parts_until(Until::Bracket)?;
        self.bump();
        Ok(Some(Index::At(Word { parts })))
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
            Some('/') if self.knows(Extra::Substrings) => self.replacement()?,
            Some(':') if self.knows(Extra::Substrings) => {
                self.bump();
                let offset = self.brace_until(Until::Brace { quoted, slash: false, colon: true })?;
                let length = if self.take(":") { Some(self.brace_word(quoted)?) } else { None };
                Operation::Substring { offset, length }
            }
            Some(mark @ ('^' | ',')) if self.knows(Extra::Transformations) => {
                self.bump();
                let all = self.peek() == Some(mark) && self.bump().is_some();
                let pattern = if self.peek() == Some('}') { None } else { Some(self.brace_word(false)?) };
                Operation::Case { upper: mark == '^', all, pattern }
            }
            Some('@') if self.knows(Extra::Transformations) => {
                let (position, line) = (self.position, self.line);
                self.bump();
                match self.bump().filter(|letter| "UuLQEPAKak".contains(*letter)) {
                    Some(letter) if self.peek() == Some('}') => Operation::Transform(letter),
                    _ => {
                        (self.position, self.line) = (position, line);
                        Operation::Bad
                    }
                }
            }
            _ => Operation::Bad,
        })
    }

    fn replacement(&mut self) -> Parsed<Operation> {
        let signs = [("//", Place::All), ("/#", Place::Start), ("/%", Place::End), ("/", Place::First)];
        let known = |place: Place| self.knows(Extra::Transformations) || matches!(place, Place::All | Place::First);
        let taken = signs.into_iter().filter(|(_, place)| known(*place)).find(|(sign, _)| self.starts_with(sign));
        let (sign, place) = taken.unwrap_or(("/", Place::First));
        self.take(sign);
        let pattern = self.brace_until(Until::Brace { quoted: false, slash: true, colon: false })?;
        let with = if self.take("/") { self.brace_word(false)? } else { Word::default() };
        Ok(Operation::Replace { place, pattern, with })
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
