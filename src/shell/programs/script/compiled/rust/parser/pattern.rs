//! Patterns.

use super::{Parser, field_name};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind, Pattern, PatternKind};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A pattern with its alternatives.
    pub(super) fn pattern(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        self.take("|");
        let first = self.plain_pattern()?;
        if !self.is("|") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take("|") {
            all.push(self.plain_pattern()?);
        }
        Ok(self.made_pattern(PatternKind::Or(all), span))
    }

    /// A pattern without alternatives.
    pub(super) fn plain_pattern(&mut self) -> Result<Pattern, Halt> {
        self.deeper(Self::pattern_here)
    }

    fn pattern_here(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        let kind = match self.kind().clone() {
            Kind::Op("&" | "&&") => {
                self.take_split("&");
                self.take_word("mut");
                return self.plain_pattern();
            }
            Kind::Op("(") => {
                self.advance();
                let (mut all, comma) = self.list(")", Self::pattern)?;
                if all.len() == 1 && !comma && !matches!(all[0].kind, PatternKind::Rest) {
                    return Ok(all.remove(0));
                }
                PatternKind::Tuple(all)
            }
            Kind::Op("[") => {
                self.advance();
                PatternKind::List(self.list("]", Self::pattern)?.0)
            }
            Kind::Op("..") => {
                self.advance();
                PatternKind::Rest
            }
            Kind::Op("..=" | "-")
            | Kind::Int(..)
            | Kind::Float(..)
            | Kind::Text(_)
            | Kind::Bytes(_)
            | Kind::Letter(_) => {
                return self.literal_pattern();
            }
            Kind::Name(word) => match &*word {
                "_" => {
                    self.advance();
                    PatternKind::Wild
                }
                "true" | "false" => return self.literal_pattern(),
                "ref" | "mut" => return self.binding(),
                "box" => return self.unexpected(),
                _ => return self.named_pattern(),
            },
            _ => return self.unexpected(),
        };
        Ok(self.made_pattern(kind, span))
    }

    fn binding(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        let by_reference = self.take_word("ref");
        let mutable = self.take_word("mut");
        let name = self.name()?;
        let inner = if self.take("@") { Some(Box::new(self.plain_pattern()?)) } else { None };
        Ok(self.made_pattern(PatternKind::Bind(name, by_reference && mutable, inner), span))
    }

    /// What begins with a name: a binding, a path, a variant with its parts, a range.
    fn named_pattern(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        if !matches!(self.ahead(1), Kind::Op("::" | "(" | "{" | "..=" | ".." | "!")) {
            return self.binding();
        }
        if self.is_ahead(1, "..=") || self.is_ahead(1, "..") {
            return self.literal_pattern();
        }
        let path = self.path(false)?;
        if self.is("!") {
            return self.unsimulated("a macro as a pattern");
        }
        if self.is("..=") || self.is("..") {
            let start = self.expr(ExprKind::Path(path), span);
            return self.range_pattern(Some(start));
        }
        let kind = if self.take("(") {
            PatternKind::Variant(path, self.list(")", Self::pattern)?.0)
        } else if self.take("{") {
            let (fields, _) = self.list("}", |parser| {
                if parser.take("..") {
                    return Ok(None);
                }
                let is_named = matches!(parser.kind(), Kind::Name(_) | Kind::Int(..)) && parser.is_ahead(1, ":");
                if is_named {
                    let name = match parser.kind().clone() {
                        Kind::Int(number, _) => {
                            parser.advance();
                            format!("_{number}").into()
                        }
                        _ => field_name(&parser.name()?),
                    };
                    parser.advance();
                    return Ok(Some((name, parser.pattern()?)));
                }
                let pattern = parser.binding()?;
                let name = match &pattern.kind {
                    PatternKind::Bind(name, ..) => field_name(name),
                    _ => return parser.unexpected(),
                };
                Ok(Some((name, pattern)))
            })?;
            PatternKind::Struct(path, fields.into_iter().flatten().collect())
        } else {
            PatternKind::Path(path)
        };
        Ok(self.made_pattern(kind, span))
    }

    fn literal_pattern(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        if self.is("..=") {
            return self.range_pattern(None);
        }
        let value = self.pattern_value()?;
        if self.is("..=") || self.is("..") {
            return self.range_pattern(Some(value));
        }
        Ok(self.made_pattern(PatternKind::Literal(value), span))
    }

    fn range_pattern(&mut self, start: Option<Expr>) -> Result<Pattern, Halt> {
        let span = self.span();
        let inclusive = self.is("..=");
        self.advance();
        let ends = matches!(self.kind(), Kind::Op("=>" | "," | ")" | "]" | "|" | "}" | "=")) || self.is_word("if");
        let end = if ends { None } else { Some(self.pattern_value()?) };
        Ok(self.made_pattern(PatternKind::Range(start, end, inclusive), span))
    }

    fn pattern_value(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let negative = self.take("-");
        let kind = match self.kind().clone() {
            Kind::Int(value, of) => ExprKind::Int(if negative { -value } else { value }, of),
            Kind::Float(value, of) => ExprKind::Float(if negative { -value } else { value }, of),
            Kind::Text(text) => ExprKind::Text(text),
            Kind::Bytes(bytes) => ExprKind::Bytes(bytes),
            Kind::Letter(letter) => ExprKind::Letter(letter),
            Kind::Name(name) if &*name == "true" || &*name == "false" => ExprKind::Bool(&*name == "true"),
            Kind::Name(_) => {
                let path = self.path(false)?;
                return Ok(self.expr(ExprKind::Path(path), span));
            }
            _ => return self.unexpected(),
        };
        self.advance();
        Ok(self.expr(kind, span))
    }
}
