//! Macros.

use super::{Lower, Made, truth, unit};
use crate::shell::programs::script::compiled::cursor::{call, does, statement, text};
use crate::shell::programs::script::compiled::rust::ast::{Count, Expr, Filled, Json, Piece, Spec};
use crate::shell::programs::script::compiled::rust::types::{Ty, is_whole};
use crate::shell::programs::script::syntax::{
    self, Argument, Entry, ExprKind as Tree, Piece as Part, Span, StatementKind as Kinds,
};

impl Lower<'_> {
    pub(super) fn format(&mut self, expr: &Expr, name: &str, before: &[Expr], filled: &Filled) -> Made {
        let span = expr.span;
        let stream = |number: i128, text: syntax::Expr| call("_write", vec![super::int(number, span), text], span);
        match name {
            "format" => self.filled(filled, "", span),
            "print" | "println" | "eprint" | "eprintln" => {
                let text = self.filled(filled, if name.ends_with("ln") { "\n" } else { "" }, span)?;
                stream(if name.starts_with('e') { 2 } else { 1 }, text)
            }
            "panic" => {
                let text = if filled.pieces.is_empty() {
                    text("explicit panic", span)
                } else {
                    self.filled(filled, "", span)?
                };
                self.panics(text, span)
            }
            "todo" | "unimplemented" | "unreachable" => {
                let words = match name {
                    "todo" => "not yet implemented",
                    "unimplemented" => "not implemented",
                    _ => "internal error: entered unreachable code",
                };
                let said = if filled.pieces.is_empty() {
                    text(words, span)
                } else {
                    let more = self.filled(filled, "", span)?;
                    let before = text(&format!("{words}: "), span);
                    syntax::Expr::new(Tree::Binary(syntax::Binary::Add, before, more), span)?
                };
                self.panics(said, span)
            }
            "write" | "writeln" => {
                let text = self.filled(filled, if name == "writeln" { "\n" } else { "" }, span)?;
                match before.first() {
                    Some(target) => self.written(target, text, span),
                    None => Ok(unit(span)),
                }
            }
            "assert" | "debug_assert" => {
                let Some(condition) = before.first() else { return Ok(unit(span)) };
                let condition = self.read(condition)?;
                let said = self.filled(filled, "", span)?;
                let panics = self.panics(said, span)?;
                syntax::Expr::new(Tree::Or(condition, panics), span)
            }
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => {
                let mut steps = Vec::new();
                let mut given = Vec::new();
                for value in before {
                    let value = self.read(value)?;
                    given.push(self.kept(value, "side", &mut steps));
                }
                given.push(truth(name.ends_with("eq"), span));
                let holds = call("_is_equal", given.clone(), span)?;
                given.push(if filled.pieces.is_empty() { unit(span) } else { self.filled(filled, "", span)? });
                let fails = call("_not_equal", given, span)?;
                steps.push(does(syntax::Expr::new(Tree::Or(holds, fails), span)?));
                super::doing(steps, span)
            }
            "dbg" => {
                let Some(value) = before.first() else { return Ok(unit(span)) };
                let value = self.value(value)?;
                let source = self.filled(filled, "", span)?;
                call("_dbg", vec![value, source], span)
            }
            "anyhow" => {
                let said = self.filled(filled, "", span)?;
                call("_anyhow", vec![said], span)
            }
            "bail" | "ensure" => {
                let said = self.filled(filled, "", span)?;
                let error = call("Err", vec![call("_anyhow", vec![said], span)?], span)?;
                let out = statement(Kinds::Return(Some(error)), span);
                let mut steps = Vec::new();
                match before.first() {
                    Some(condition) => {
                        let condition = self.read(condition)?;
                        let kind = Kinds::If(condition, Vec::new(), vec![out]);
                        steps.push(statement(kind, span));
                    }
                    None => steps.push(out),
                }
                steps.push(does(unit(span)));
                super::doing(steps, span)
            }
            _ => {
                let said = self.filled(filled, "", span)?;
                call("_log", vec![text(name, span), said], span)
            }
        }
    }

    /// A text with values in it. Each is evaluated once, in the order in which they are written, as `format_args!` does.
    fn filled(&mut self, filled: &Filled, end: &str, span: Span) -> Made {
        let mut steps = Vec::new();
        let places = filled.pieces.iter().flat_map(|piece| match piece {
            Piece::Value(place, spec) => Some(*place).into_iter().chain(spec.counts()).collect(),
            Piece::Text(_) => Vec::new(),
        });
        let in_order = places.eq(0..filled.given.len());
        let mut values = Vec::new();
        for value in &filled.given {
            let made = self.read(value)?;
            let made = if in_order { made } else { self.kept(made, "filled", &mut steps) };
            values.push((made, self.ty(value.id).read().clone()));
        }
        let mut parts = Vec::new();
        for piece in &filled.pieces {
            match piece {
                Piece::Text(text) => parts.push(Part::Text(text.clone())),
                Piece::Value(place, spec) => {
                    let value = shown(&values, *place, spec, span)?;
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
        let made = match parts.as_slice() {
            [] => text("", span),
            [Part::Text(whole)] => text(whole, span),
            _ => syntax::Expr::new(Tree::Template(parts), span)?,
        };
        if steps.is_empty() {
            return Ok(made);
        }
        steps.push(does(made));
        super::doing(steps, span)
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
                let made = self.read(value)?;
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

/// A value as `{spec}` writes it. `values`: all that the text is filled with, with their types.
fn shown(values: &[(syntax::Expr, Ty)], place: usize, spec: &Spec, span: Span) -> Made {
    let Some((made, ty)) = values.get(place).cloned() else { return Ok(unit(span)) };
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
    for count in [spec.width, spec.precision] {
        given.push(match count {
            Some(Count::Number(number)) => super::int(number as i128, span),
            Some(Count::Given(place)) => values.get(place).map_or_else(|| unit(span), |(made, _)| made.clone()),
            None => unit(span),
        });
    }
    let bits = super::arithmetic::bounds(ty.name()).map_or(32, |(bits, _)| bits);
    given.push(super::int(i128::from(bits), span));
    call("_format", given, span)
}
