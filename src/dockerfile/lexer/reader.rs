//! Quotes, escapes and blanks: a text becomes words.

use std::collections::BTreeSet;

use super::{Escapes, Lexer, Quotes, Variables, WordFault};
use crate::dockerfile::limits;

/// A text on its way into words.
pub(super) struct Reader<'a> {
    pub(super) lexer: &'a Lexer,
    pub(super) variables: &'a dyn Variables,
    pub(super) rest: &'a str,
    pub(super) escapes: Escapes,
    /// The word being made. As in BuildKit there is one for all depths: a substitution's own text starts it anew, and
    /// what stood right before the substitution is lost *to the words* (`a${x:-b}` is the word `b`, the text `ab`).
    pub(super) word: String,
    pub(super) depth: usize,
    pub(super) work: usize,
    pub(super) used: BTreeSet<String>,
    pub(super) undefined: BTreeSet<String>,
}

/// Words so far, and whether one is open.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    open: bool,
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub(super) fn new(lexer: &'a Lexer, text: &'a str, variables: &'a dyn Variables) -> Self {
        Reader {
            lexer,
            variables,
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            escapes: lexer.escapes,
            word: String::new(),
            depth: 0,
            work: lexer.work.get(),
            used: BTreeSet::new(),
            undefined: BTreeSet::new(),
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    pub(super) fn spend(&mut self, made: usize) -> Result<(), WordFault> {
        self.work = self.work.checked_sub(made).ok_or(WordFault::Work)?;
        Ok(())
    }

    /// Reads up to `stop` or the end.
    pub(super) fn until(&mut self, stop: Option<char>, escapes: Escapes) -> Result<(String, Vec<String>), WordFault> {
        if self.depth > limits::SUBSTITUTION_DEPTH || crate::allowance::stack().is_err() {
            return Err(WordFault::Deep);
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.escapes, escapes);
        let read = self.read(stop);
        self.escapes = outer;
        self.depth -= 1;
        read
    }

    fn read(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), WordFault> {
        let mut text = String::new();
        let mut words = Words::default();
        self.word.clear();
        let quotes = self.lexer.quotes != Quotes::Ordinary;
        while let Some(c) = self.peek() {
            self.spend(1)?;
            if text.len() > limits::EXPANDED_WORD {
                return Err(WordFault::Long);
            }
            if stop == Some(c) {
                self.next();
                return Ok((text, self.finish(words)));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    self.spend(value.len())?;
                    value.chars().for_each(|c| self.add(&mut words, c));
                    text.push_str(&value);
                }
                '\'' if quotes => {
                    let value = self.single_quoted()?;
                    self.add_raw(&mut words, &value);
                    text.push_str(&value);
                }
                '"' if quotes => {
                    let value = self.double_quoted()?;
                    self.add_raw(&mut words, &value);
                    text.push_str(&value);
                }
                '<' => {
                    let value = self.angle();
                    self.add_raw(&mut words, value);
                    text.push_str(value);
                }
                _ if c == self.lexer.escape => {
                    self.next();
                    let mut buffer = [0; 4];
                    if self.escapes == Escapes::Keep {
                        text.push(c);
                        self.add_raw(&mut words, c.encode_utf8(&mut buffer));
                    }
                    let Some(escaped) = self.next() else { break };
                    self.add_raw(&mut words, escaped.encode_utf8(&mut buffer));
                    text.push(escaped);
                }
                _ => {
                    self.next();
                    self.add(&mut words, c);
                    text.push(c);
                }
            }
        }
        match stop {
            None if text.len() > limits::EXPANDED_WORD => Err(WordFault::Long),
            None => Ok((text, self.finish(words))),
            Some('/') => Err(WordFault::Open("/")),
            Some(_) => Err(WordFault::Open("}")),
        }
    }

    fn add(&mut self, words: &mut Words, c: char) {
        if !c.is_whitespace() {
            self.word.push(c);
            words.open = true;
        } else if words.open && !self.word.is_empty() {
            words.done.push(std::mem::take(&mut self.word));
            words.open = false;
        }
    }

    fn add_raw(&mut self, words: &mut Words, text: &str) {
        self.word.push_str(text);
        words.open = true;
    }

    fn finish(&mut self, mut words: Words) -> Vec<String> {
        if !self.word.is_empty() {
            words.done.push(std::mem::take(&mut self.word));
        }
        words.done
    }

    fn single_quoted(&mut self) -> Result<String, WordFault> {
        let inside = &self.rest[1..];
        let Some(end) = inside.find('\'') else { return Err(WordFault::Open("single-quote")) };
        let quoted = &self.rest[..end + 2];
        self.rest = &inside[end + 1..];
        self.spend(quoted.len())?;
        Ok(if self.lexer.quotes == Quotes::Keep { quoted } else { &quoted[1..=end] }.to_string())
    }

    fn double_quoted(&mut self) -> Result<String, WordFault> {
        let mut text = String::new();
        let keep = self.lexer.quotes == Quotes::Keep;
        self.next();
        if keep {
            text.push('"');
        }
        loop {
            self.spend(1)?;
            if text.len() > limits::EXPANDED_WORD {
                return Err(WordFault::Long);
            }
            match self.peek() {
                None => return Err(WordFault::Open("double-quote")),
                Some('"') => {
                    self.next();
                    if keep {
                        text.push('"');
                    }
                    return Ok(text);
                }
                Some('$') => {
                    let value = self.dollar()?;
                    self.spend(value.len())?;
                    text.push_str(&value);
                }
                Some(c) => {
                    self.next();
                    let mut shown = c;
                    if c == self.lexer.escape {
                        // Kept escapes come out twice before what needs none, as in BuildKit.
                        if self.escapes == Escapes::Keep {
                            text.push(c);
                        }
                        match self.peek() {
                            None => continue,
                            Some(next) if next == '"' || next == '$' || next == self.lexer.escape => {
                                shown = next;
                                self.next();
                            }
                            Some(_) => {}
                        }
                    }
                    text.push(shown);
                }
            }
        }
    }

    /// `<`, or `<<` with the blanks after it, so that a heredoc's mark is one word.
    fn angle(&mut self) -> &'a str {
        let rest = self.rest;
        let length = match rest[1..].strip_prefix('<') {
            Some(after) => rest.len() - after.trim_start_matches(['\t', '\r', ' ']).len(),
            None => 1,
        };
        self.rest = &rest[length..];
        &rest[..length]
    }
}
