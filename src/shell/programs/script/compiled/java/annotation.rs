//! What stands before a declaration: `@GetMapping("/")`.

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::text;
use crate::shell::programs::script::syntax::{Entry, Expr, ExprKind, Name, Span};

/// Annotations as a dictionary of dictionaries.
pub fn annotated(all: &[(Name, Vec<(Name, Expr)>)], span: Span) -> Result<Expr, Halt> {
    let mut entries = Vec::new();
    for (name, values) in all {
        let inner = values.iter().map(|(key, value)| Entry::Pair(text(key, span), value.clone())).collect();
        entries.push(Entry::Pair(text(name, span), Expr::new(ExprKind::Dict(inner), span)?));
    }
    Expr::new(ExprKind::Dict(entries), span)
}
