//! Macros that are part of Rust, and those of well-known crates.

use std::collections::{BTreeMap, BTreeSet};

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Count, Expr, ExprKind, Filled, Json, Path, Piece, Spec};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens::Reads;

/// Macros with a text to be filled, and how many values stand before it.
const FILLED: &[(&str, usize)] = &[
    ("print", 0),
    ("println", 0),
    ("eprint", 0),
    ("eprintln", 0),
    ("format", 0),
    ("panic", 0),
    ("todo", 0),
    ("unimplemented", 0),
    ("unreachable", 0),
    ("write", 1),
    ("writeln", 1),
    ("assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("debug_assert", 1),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
    ("anyhow", 0),
    ("bail", 0),
    ("ensure", 1),
    ("info", 0),
    ("warn", 0),
    ("error", 0),
    ("debug", 0),
    ("trace", 0),
];

/// Values that a text is filled with, each of them once.
#[derive(Default)]
struct Given {
    all: Vec<Expr>,
    /// How many were written behind the text; the others are variables that the text names.
    written: usize,
    names: BTreeMap<Name, usize>,
    /// The place of the next `{}`.
    next: usize,
    used: BTreeSet<usize>,
}

impl Parser {
    /// A macro with a single name.
    pub(super) fn macro_call(&mut self) -> Result<Expr, Halt> {
        let path = self.path(false)?;
        self.macro_of(path)
    }

    /// A macro whose path is passed.
    pub(super) fn macro_of(&mut self, path: Path) -> Result<Expr, Halt> {
        let span = path.span;
        let name = path.last().to_string();
        self.expect("!")?;
        let close = match self.kind() {
            Kind::Op("(") => ")",
            Kind::Op("[") => "]",
            Kind::Op("{") => "}",
            _ => return self.unexpected(),
        };
        self.advance();
        let before = std::mem::replace(&mut self.no_struct, false);
        let result = self.macro_body(&name, close, span);
        self.no_struct = before;
        let mut value = result?;
        value.span = span.to(self.last());
        Ok(value)
    }

    fn macro_body(&mut self, name: &str, close: &str, span: Span) -> Result<Expr, Halt> {
        if let Some((name, count)) = FILLED.iter().find(|(known, _)| *known == name) {
            return self.filled(name, *count, close, span);
        }
        match name {
            "vec" => self.list_rest(close, true),
            "matches" => {
                let value = self.expression()?;
                self.expect(",")?;
                let pattern = self.pattern()?;
                let guard = if self.take_word("if") { Some(self.expression()?) } else { None };
                self.take(",");
                self.expect(close)?;
                Ok(self.expr(ExprKind::Matches(value, pattern, guard), span))
            }
            "dbg" => {
                let from = self.span();
                let value = self.expression()?;
                let source = self.source_since(from);
                self.take(",");
                self.expect(close)?;
                let text = Filled { given: Vec::new(), pieces: vec![Piece::Text(source.into())] };
                Ok(self.expr(ExprKind::Format { name: "dbg".into(), before: vec![value], text }, span))
            }
            "json" => {
                let value = self.json()?;
                self.take(",");
                self.expect(close)?;
                Ok(self.expr(ExprKind::Json(value), span))
            }
            "env" | "option_env" | "concat" | "stringify" | "line" | "file" => {
                self.unsimulated(format!("the macro {name}!"))
            }
            "join" | "try_join" => {
                // Futures are asked one after the other.
                let all = self.values(close)?;
                let all = all.into_iter().map(|value| {
                    let span = value.span;
                    self.expr(ExprKind::Await(value), span)
                });
                let all = all.collect();
                if name == "try_join" {
                    return self.unsimulated("the macro try_join!");
                }
                Ok(self.expr(ExprKind::Tuple(all), span))
            }
            "routes" => {
                let all = self.values(close)?;
                Ok(self.expr(ExprKind::List(all, true), span))
            }
            _ => Err(Halt::Unsimulated { span, what: format!("the macro {name}!") }),
        }
    }

    /// `name!(before, "text {}", values)`
    fn filled(&mut self, name: &str, count: usize, close: &str, span: Span) -> Result<Expr, Halt> {
        let mut before = Vec::new();
        let mut source = String::new();
        while before.len() < count {
            let from = self.span();
            before.push(self.expression()?);
            source = self.source_since(from);
            if !self.take(",") && !self.is(close) {
                return self.unexpected();
            }
        }
        let mut pieces = Vec::new();
        let mut given = Given::default();
        // Fields before the text (`info!(target: "x", …)`) are not written.
        if let Kind::Text(text) = self.kind().clone() {
            let place = self.span();
            self.advance();
            while self.take(",") && !self.is(close) {
                let named = matches!(self.kind(), Kind::Name(_)) && self.is_ahead(1, "=");
                if named {
                    let name = self.name()?;
                    self.advance();
                    given.names.insert(name, given.all.len());
                }
                given.all.push(self.expression()?);
            }
            given.written = given.all.len();
            pieces = self.pieces(&text, &mut given, place)?;
            if (0..given.written).any(|place| !given.used.contains(&place)) {
                return Err(Halt::Unsimulated { span: place, what: "a value that its text does not use".into() });
            }
        } else if !self.is(close) {
            if !matches!(name, "panic" | "anyhow" | "bail") {
                return self.unexpected();
            }
            given.all.push(self.expression()?);
            pieces.push(Piece::Value(0, Spec::default()));
        } else if matches!(name, "assert" | "debug_assert" | "ensure") {
            let words = if name == "ensure" { "Condition failed: `" } else { "assertion failed: " };
            let end = if name == "ensure" { "`" } else { "" };
            pieces.push(Piece::Text(format!("{words}{source}{end}").into()));
        }
        self.take(",");
        self.expect(close)?;
        let text = Filled { given: given.all, pieces };
        Ok(self.expr(ExprKind::Format { name: name.into(), before, text }, span))
    }

    /// The parts of a text to be filled.
    fn pieces(&mut self, text: &str, given: &mut Given, place: Span) -> Result<Vec<Piece>, Halt> {
        let wrong = |what: &str| Halt::Unsimulated { span: place, what: what.into() };
        let letters: Vec<char> = text.chars().collect();
        let mut at = 0;
        let mut all = Vec::new();
        let mut plain = String::new();
        while let Some(letter) = letters.get(at).copied() {
            at += 1;
            let follows = letters.get(at).copied();
            match letter {
                '{' | '}' if follows == Some(letter) => {
                    plain.push(letter);
                    at += 1;
                }
                '{' => {
                    let length = letters.iter().skip(at).position(|letter| *letter == '}');
                    let Some(length) = length else { return Err(wrong("this text to be filled")) };
                    let inner: String = letters.get(at..at + length).unwrap_or_default().iter().collect();
                    at += length + 1;
                    if !plain.is_empty() {
                        all.push(Piece::Text(std::mem::take(&mut plain).into()));
                    }
                    all.push(self.hole(&inner, given, place)?);
                }
                '}' => return Err(wrong("this text to be filled")),
                letter => plain.push(letter),
            }
        }
        if !plain.is_empty() {
            all.push(Piece::Text(plain.into()));
        }
        Ok(all)
    }

    /// The place of the value that a name or a number in a text means.
    fn value_of(&mut self, word: &str, given: &mut Given, place: Span) -> Result<usize, Halt> {
        let found = match word.parse::<usize>() {
            Ok(number) => Some(number).filter(|number| *number < given.written),
            Err(_) => given.names.get(word).copied(),
        };
        let found = match found {
            Some(found) => found,
            None if word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') => {
                given.names.insert(word.into(), given.all.len());
                given.all.push(self.named(word, place));
                given.all.len() - 1
            }
            None => return Err(Halt::Unsimulated { span: place, what: "this text to be filled".into() }),
        };
        given.used.insert(found);
        Ok(found)
    }

    /// The place of the value that the next `{}` means.
    fn next_value(&mut self, given: &mut Given, place: Span) -> Result<usize, Halt> {
        given.next += 1;
        self.value_of(&(given.next - 1).to_string(), given, place)
    }

    /// `name:spec`
    fn hole(&mut self, inner: &str, given: &mut Given, place: Span) -> Result<Piece, Halt> {
        let (word, spec) = inner.split_once(':').unwrap_or((inner, ""));
        let word = word.trim();
        let letters: Vec<char> = spec.trim_end().chars().collect();
        let mut at = 0;
        let peek = |at: usize| letters.get(at).copied().unwrap_or('\0');
        let mut made = Spec::default();
        if matches!(peek(1), '<' | '^' | '>') {
            (made.fill, made.align) = (Some(peek(0)), Some(peek(1)));
            at = 2;
        } else if matches!(peek(0), '<' | '^' | '>') {
            made.align = Some(peek(0));
            at = 1;
        }
        for (letter, field) in [('+', &mut made.plus), ('#', &mut made.alternate), ('0', &mut made.zero)] {
            if peek(at) == letter && !(letter == '0' && peek(at + 1) == '$') {
                *field = true;
                at += 1;
            }
        }
        let count = |parser: &mut Self, given: &mut Given, at: &mut usize| -> Result<Option<Count>, Halt> {
            let from = *at;
            while peek(*at).is_alphanumeric() || peek(*at) == '_' {
                *at += 1;
            }
            let word: String = letters.get(from..*at).unwrap_or_default().iter().collect();
            if peek(*at) == '$' {
                *at += 1;
                return parser.value_of(&word, given, place).map(|place| Some(Count::Given(place)));
            }
            let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
            *at = from + digits.len();
            Ok(digits.parse().ok().map(Count::Number))
        };
        made.width = count(self, given, &mut at)?;
        if peek(at) == '.' {
            at += 1;
            if peek(at) == '*' {
                at += 1;
                made.precision = Some(Count::Given(self.next_value(given, place)?));
            } else {
                made.precision = count(self, given, &mut at)?;
            }
        }
        made.kind = letters.get(at..).unwrap_or_default().iter().collect();
        if !matches!(made.kind.as_str(), "" | "?" | "x" | "X" | "b" | "o" | "e" | "#?" | "E") {
            return Err(Halt::Unsimulated { span: place, what: format!("`{{{inner}}}` in a text") });
        }
        let value = if word.is_empty() { self.next_value(given, place)? } else { self.value_of(word, given, place)? };
        Ok(Piece::Value(value, made))
    }

    fn json(&mut self) -> Result<Json, Halt> {
        self.deeper(|parser| {
            if parser.take_word("null") {
                return Ok(Json::Null);
            }
            if parser.take("[") {
                return Ok(Json::List(parser.list("]", Self::json)?.0));
            }
            if parser.take("{") {
                let (fields, _) = parser.list("}", |parser| {
                    let key = parser.climb_key()?;
                    parser.expect(":")?;
                    Ok((key, parser.json()?))
                })?;
                return Ok(Json::Record(fields));
            }
            parser.expression().map(Json::Value)
        })
    }

    fn climb_key(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        match self.kind().clone() {
            Kind::Text(text) => {
                self.advance();
                Ok(self.expr(ExprKind::Text(text), span))
            }
            Kind::Name(_) => {
                let name = self.name()?;
                Ok(self.named(&name, span))
            }
            Kind::Op("(") => {
                self.advance();
                let value = self.expression()?;
                self.expect(")")?;
                Ok(value)
            }
            _ => self.unexpected(),
        }
    }
}
