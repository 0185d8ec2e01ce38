//! What can stand left of `=`.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Argument, Expr, ExprKind, Pattern, Span};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// The targets of a `for`.
    pub fn loop_target(&mut self) -> Result<Pattern, Halt> {
        let start = self.span();
        let mut all = Vec::new();
        let mut is_list = false;
        loop {
            let rest = self.take("*");
            let value = self.primary()?;
            let target = target(value)?;
            all.push(if rest { Pattern::Rest(Box::new(target)) } else { target });
            if !self.take(",") {
                break;
            }
            is_list = true;
            if self.is_word("in") {
                break;
            }
        }
        match all.pop() {
            Some(only) if all.is_empty() && !is_list => Ok(only),
            Some(last) => {
                all.push(last);
                Ok(Pattern::List(all, start))
            }
            None => self.invalid(),
        }
    }
}

/// An expression as what is assigned to.
pub fn target(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    Ok(match *value.kind {
        ExprKind::Name(name) => Pattern::Name(name, span),
        ExprKind::Member { object, name, .. } => Pattern::Member { object, name, span },
        ExprKind::Index { object, index, .. } => Pattern::Index { object, index, span },
        ExprKind::Slice { object, bounds } => Pattern::Slice { object, bounds, span },
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            let targets = items.into_iter().map(|item| match item {
                Argument::Plain(value) => target(value),
                Argument::Spread(value) => Ok(Pattern::Rest(Box::new(target(value)?))),
                _ => wrong(span, "expression"),
            });
            Pattern::List(targets.collect::<Result<_, _>>()?, span)
        }
        ExprKind::Call { .. } => return wrong(span, "function call"),
        ExprKind::Text(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bytes(_) => {
            return wrong(span, "literal");
        }
        ExprKind::Bool(true) => return wrong(span, "True"),
        ExprKind::Bool(false) => return wrong(span, "False"),
        ExprKind::None => return wrong(span, "None"),
        ExprKind::Template(_) => return wrong(span, "f-string expression"),
        _ => return wrong(span, "expression"),
    })
}

fn wrong<T>(span: Span, what: &str) -> Result<T, Halt> {
    let message = match what {
        "True" | "False" | "None" => format!("cannot assign to {what}"),
        _ => format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?"),
    };
    Err(Halt::Syntax { span, message })
}
