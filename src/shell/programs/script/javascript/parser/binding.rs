//! Patterns: what declarations, parameters and assignments give values to.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Argument, Entry, Expr, ExprKind, Pattern};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A name or a pattern that is declared.
    pub fn binding(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        if self.is("[") || self.is("{") {
            let value = self.nested(Parser::primary)?;
            return target(value);
        }
        Ok(Pattern::Name(self.name()?, span))
    }
}

/// An expression as what is assigned to.
pub fn target(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    let invalid = || Halt::Syntax { span, message: "Invalid left-hand side in assignment".into() };
    Ok(match *value.kind {
        ExprKind::Name(name) => Pattern::Name(name, span),
        ExprKind::Member { object, name, optional: false } => Pattern::Member { object, name, span },
        ExprKind::Index { object, index, optional: false } => Pattern::Index { object, index, span },
        ExprKind::Assign { target, value } => Pattern::Default(Box::new(target), value),
        ExprKind::Undefined => Pattern::Nothing,
        ExprKind::List(items) => {
            let targets = items.into_iter().map(|item| match item {
                Argument::Plain(value) => target(value),
                Argument::Spread(value) => Ok(Pattern::Rest(Box::new(target(value)?))),
                _ => Err(invalid()),
            });
            Pattern::List(targets.collect::<Result<_, _>>()?, span)
        }
        ExprKind::Record(entries) => {
            let mut pairs = Vec::new();
            let mut rest = None;
            for entry in entries {
                match entry {
                    Entry::Pair(key, value) => pairs.push((key, target(value)?)),
                    Entry::Spread(value) => rest = Some(Box::new(target(value)?)),
                    Entry::Getter(..) | Entry::Setter(..) => return Err(invalid()),
                }
            }
            Pattern::Record(pairs, rest, span)
        }
        _ => return Err(invalid()),
    })
}
