//! Macros.

use super::{Lower, Made, truth, unit};
use crate::shell::programs::script::compiled::cursor::{call, text};
use crate::shell::programs::script::compiled::rust::ast::{Expr, Json, Piece, Spec};
use crate::shell::programs::script::compiled::rust::types::{Ty, is_whole};
use crate::shell::programs::script::syntax::{
    self, Argument, Entry, ExprKind as Tree, Piece as Part, Span, StatementKind as Kinds,
};

impl Lower<'_> {
    pub(super) fn format(&mut self, expr: &Expr, name: &str, before: &[Expr], pieces: &[Piece]) -> Made {
        let span = expr.span;
        let stream = |number: i128, text: syntax::Expr| call("_write", vec![super::int(number, span), text], span);
        match name {
            "format" => self.filled(pieces, "", span),
            "print" | "println" | "eprint" | "eprintln" => {
                let text = self.filled(pieces, if name.ends_with("ln") { "\n" } else { "" }, span)?;
                stream(if name.starts_with('e') { 2 } else { 1 }, text)
            }
            "panic" => {
                let text =
                    if pieces.is_empty() { text("explicit panic", span) } else { self.filled(pieces, "", span)? };
                self.panics(text, span)
            }
            "todo" | "unimplemented" | "unreachable" => {
                let words = match name {
                    "todo" => "not yet implemented",
                    "unimplemented" => "not implemented",
                    _ => "internal error: entered unreachable code",
                };
                let said = if pieces.is_empty() {
                    text(words, span)
                } else {
                    let more = self.filled(pieces, "", span)?;
                    let before = text(&format!("{words}: "), span);
                    syntax::Expr::new(Tree::Binary(syntax::Binary::Add, before, more), span)?
                };
                self.panics(said, span)
            }
            "write" | "writeln" => {
                let text = self.filled(pieces, if name == "writeln" { "\n" } else { "" }, span)?;
                match before.first() {
                    Some(target) => self.written(target, text, span),
                    None => Ok(unit(span)),
                }
            }
            "assert" | "debug_assert" => {
                let Some(condition) = before.first() else { return Ok(unit(span)) };
                let condition = self.read(condition)?;
                let said = self.filled(pieces, "", span)?;
                let panics = self.panics(said, span)?;
                syntax::Expr::new(Tree::Or(condition, panics), span)
            }
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => {
                let mut given = Vec::new();
                for value in before {
                    given.push(self.read(value)?);
                }
                given.push(truth(name.ends_with("eq"), span));
                given.push(if pieces.is_empty() { unit(span) } else { self.filled(pieces, "", span)? });
                call("_assert_equal", given, span)
            }
            "dbg" => {
                let Some(value) = before.first() else { return Ok(unit(span)) };
                let value = self.value(value)?;
                let source = self.filled(pieces, "", span)?;
                call("_dbg", vec![value, source], span)
            }
            "anyhow" => {
                let said = self.filled(pieces, "", span)?;
                call("_anyhow", vec![said], span)
            }
            "bail" | "ensure" => {
                let said = self.filled(pieces, "", span)?;
                let error = call("Err", vec![call("_anyhow", vec![said], span)?], span)?;
                let out = crate::shell::programs::script::compiled::cursor::statement(Kinds::Return(Some(error)), span);
                let mut steps = Vec::new();
                match before.first() {
                    Some(condition) => {
                        let condition = self.read(condition)?;
                        let kind = Kinds::If(condition, Vec::new(), vec![out]);
                        steps.push(crate::shell::programs::script::compiled::cursor::statement(kind, span));
                    }
                    None => steps.push(out),
                }
                steps.push(crate::shell::programs::script::compiled::cursor::does(unit(span)));
                super::doing(steps, span)
            }
            _ => {
                let said = self.filled(pieces, "", span)?;
                call("_log", vec![text(name, span), said], span)
            }
        }
    }

    /// A text with values in it.
    fn filled(&mut self, pieces: &[Piece], end: &str, span: Span) -> Made {
        let mut parts = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => parts.push(Part::Text(text.clone())),
                Piece::Value(value, spec) => {
                    let value = self.shown(value, spec)?;
                    parts.push(Part::Value { value, conversion: None, format: Vec::new() });
                }
            }
        }
        if !end.is_empty() {
            match parts.last_mut() {
                Some(Part::Text(text)) => *text = format!("{text}{end}").into(),
                _ => parts.push(Part::Text(end.into())),
            }
        }
        match parts.as_slice() {
            [] => Ok(text("", span)),
            [Part::Text(whole)] => Ok(text(whole, span)),
            _ => syntax::Expr::new(Tree::Template(parts), span),
        }
    }

    /// A value as `{spec}` writes it.
    fn shown(&mut self, value: &Expr, spec: &Spec) -> Made {
        let span = value.span;
        let ty = self.ty(value.id).read().clone();
        let made = self.read(value)?;
        if spec.is_plain() {
            match spec.kind.as_str() {
                "" if ty.name() == "str" || is_whole(ty.name()) => return Ok(made),
                "" => return call("_show", vec![made], span),
                "?" => return call("_debug", vec![made], span),
                _ => {}
            }
        }
        let letter = |of: Option<char>| text(&of.map(String::from).unwrap_or_default(), span);
        let mut given = vec![made, text(&spec.kind, span), letter(spec.fill), letter(spec.align)];
        for flag in [spec.plus, spec.alternate || spec.kind == "#?", spec.zero] {
            given.push(truth(flag, span));
        }
        for count in [&spec.width, &spec.precision] {
            given.push(match count {
                Some(count) => self.read(count)?,
                None => unit(span),
            });
        }
        let bits = super::arithmetic::bounds(ty.name()).map_or(32, |(bits, _)| bits);
        given.push(super::int(i128::from(bits), span));
        call("_format", given, span)
    }

    /// `json!(…)`
    pub(super) fn json(&mut self, json: &Json, span: Span) -> Made {
        let made = self.json_value(json, span)?;
        call("_json_value", vec![made], span)
    }

    fn json_value(&mut self, json: &Json, span: Span) -> Made {
        match json {
            Json::Null => call("_json_null", Vec::new(), span),
            Json::Value(value) => {
                let ty = self.ty(value.id);
                let made = self.read(value)?;
                let _ = matches!(ty, Ty::Mut(_));
                call("_to_json", vec![made], span)
            }
            Json::List(all) => {
                let all: Result<Vec<Argument>, _> =
                    all.iter().map(|one| self.json_value(one, span).map(Argument::Plain)).collect();
                syntax::Expr::new(Tree::List(all?), span)
            }
            Json::Record(all) => {
                let mut entries = Vec::new();
                for (key, value) in all {
                    let key = self.read(key)?;
                    entries.push(Entry::Pair(key, self.json_value(value, span)?));
                }
                syntax::Expr::new(Tree::Dict(entries), span)
            }
        }
    }
}
