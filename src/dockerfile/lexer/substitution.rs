//! `$name`, `${name}` and its modifiers.

use super::reader::Reader;
use super::{Escapes, Unset, WordFault};
use crate::dockerfile::pattern::{Pattern, Reach};

impl<'a> Reader<'a> {
    /// What stands for a `$` and what follows it.
    pub(super) fn dollar(&mut self) -> Result<String, WordFault> {
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_string());
            }
            return Ok(match self.value(name) {
                None if self.keeps_unset() => format!("${name}"),
                value => value.unwrap_or_default().to_string(),
            });
        }
        self.next();
        match self.peek() {
            None => return Err(WordFault::NoBrace),
            Some('{' | '}' | ':') => return Err(WordFault::BadSubstitution),
            Some(_) => {}
        }
        let name = self.name();
        let bad = |modifier: &[Option<char>]| {
            let shown = modifier.iter().map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            Err(WordFault::BadModifier(shown))
        };
        match self.next() {
            Some('}') => Ok(match self.value(name) {
                None if self.keeps_unset() => format!("${{{name}}}"),
                value => value.unwrap_or_default().to_string(),
            }),
            Some(':') => match self.next() {
                Some(c @ ('-' | '+' | '?')) => self.conditional(name, c, true),
                Some(c @ ('#' | '%')) => bad(&[Some(':'), Some(c)]),
                other => {
                    // BuildKit reads on to the brace first, and what it meets there comes before the modifier.
                    let word = self.operand('}', Escapes::Remove, WordFault::NoBrace)?;
                    if self.value(name).is_none() && self.keeps_unset() {
                        let other = other.unwrap_or(char::REPLACEMENT_CHARACTER);
                        return Ok(format!("${{{name}:{other}{word}}}"));
                    }
                    bad(&[Some(':'), other])
                }
            },
            Some(c @ ('-' | '+' | '?')) => self.conditional(name, c, false),
            Some(c @ ('#' | '%')) => self.trimmed(name, c),
            Some('/') => self.replaced(name),
            other => bad(&[other]),
        }
    }

    /// The text up to `stop`; if the text ends first, that is `missing`.
    fn operand(&mut self, stop: char, escapes: Escapes, missing: WordFault) -> Result<String, WordFault> {
        match self.until(Some(stop), escapes) {
            Ok((text, _)) => Ok(text),
            Err(limit @ (WordFault::Deep | WordFault::Long | WordFault::Work)) => Err(limit),
            Err(_) if self.rest.is_empty() => Err(missing),
            Err(fault) => Err(fault),
        }
    }

    /// `${x:-y}`, `${x:+y}`, `${x:?y}`, and without the colon, which lets an empty value count as set.
    fn conditional(&mut self, name: &str, modifier: char, colon: bool) -> Result<String, WordFault> {
        let word = self.operand('}', Escapes::Remove, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            let colon = if colon { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{modifier}{word}}}"));
        }
        let full = value.filter(|value| !(colon && value.is_empty()));
        Ok(match (modifier, full) {
            ('-', full) => full.map_or(word, str::to_string),
            ('+', Some(_)) => word,
            ('+', None) => String::new(),
            (_, Some(value)) => value.to_string(),
            (_, None) => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let message = if word.is_empty() { format!("is not allowed to be {state}") } else { word };
                return Err(WordFault::Missing { name: name.to_string(), message });
            }
        })
    }

    /// `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`.
    fn trimmed(&mut self, name: &str, modifier: char) -> Result<String, WordFault> {
        let word = self.operand('}', Escapes::Keep, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            return Ok(format!("${{{name}{modifier}{word}}}"));
        }
        let (reach, text) = match word.strip_prefix(modifier) {
            Some(text) => (Reach::Longest, text),
            None => (Reach::Shortest, word.as_str()),
        };
        let backwards = modifier == '%';
        let mut value: Vec<char> = value.unwrap_or_default().chars().collect();
        let mut shown: Vec<char> = text.chars().collect();
        if backwards {
            value.reverse();
            shown = reversed(&shown);
        }
        let pattern = Pattern::new(shown.iter().copied())
            .map_err(|fault| WordFault::BadPattern { pattern: shown.iter().collect(), fault })?;
        let end = pattern.prefix(&value, reach, &mut self.work)?.unwrap_or(0);
        let mut left = value.split_off(end);
        if backwards {
            left.reverse();
        }
        Ok(left.into_iter().collect())
    }

    /// `${x/p/r}` and `${x//p/r}`.
    fn replaced(&mut self, name: &str) -> Result<String, WordFault> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let text = self.operand('/', Escapes::Keep, WordFault::NoSlash)?;
        let replacement = self.operand('}', Escapes::Keep, WordFault::NoBrace)?;
        let value = self.value(name);
        if value.is_none() && self.keeps_unset() {
            return Ok(format!("${{{name}/{text}/{replacement}}}"));
        }
        let pattern =
            Pattern::new(text.chars()).map_err(|fault| WordFault::BadPattern { pattern: text.clone(), fault })?;
        let value: Vec<char> = value.unwrap_or_default().chars().collect();
        Ok(if all {
            pattern.replace_all(&value, &replacement, &mut self.work)?
        } else {
            pattern.replace_first(&value, &replacement, &mut self.work)?
        })
    }

    /// A variable's name: digits, one of the shell's own parameters, or letters, digits and `_`.
    fn name(&mut self) -> &'a str {
        let rest = self.rest;
        let length = match rest.chars().next() {
            Some(c) if c.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
        };
        self.rest = &rest[length..];
        &rest[..length]
    }

    fn keeps_unset(&self) -> bool {
        self.lexer.unset == Unset::Keep
    }

    fn value(&mut self, name: &str) -> Option<&'a str> {
        let value = self.variables.value(name);
        let seen = if value.is_some() { &mut self.used } else { &mut self.undefined };
        if !seen.contains(name) {
            seen.insert(name.to_string());
        }
        value
    }
}

/// A pattern backwards, each escape still before what it escapes.
fn reversed(pattern: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((first, after)) = rest.split_first() {
        match after.split_first() {
            Some((escaped, after)) if *first == '\\' => {
                out.extend([*escaped, '\\']);
                rest = after;
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out.reverse();
    out
}
