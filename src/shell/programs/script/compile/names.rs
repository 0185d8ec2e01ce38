//! Which names a body makes.

use crate::shell::programs::script::syntax::{Block, Declares, Name, Pattern, Statement, StatementKind};

/// Names that the statements of a body make: by assignment (Python), or by `var` (JavaScript). Functions inside are not
/// looked into.
pub fn made(block: &Block, by: Declares) -> Vec<Name> {
    let mut names = Vec::new();
    walk(block, by, &mut names);
    names
}

fn walk(block: &Block, by: Declares, names: &mut Vec<Name>) {
    block.iter().for_each(|statement| walk_one(statement, by, names));
}

fn walk_one(statement: &Statement, by: Declares, names: &mut Vec<Name>) {
    use StatementKind::*;
    let assigns = by == Declares::Assignment;
    match &statement.kind {
        Assign(targets, _) if assigns => targets.iter().for_each(|target| pattern(target, names)),
        Expression(expr) if assigns => walrus(expr, names),
        Declare(kind, all) if *kind == by => all.iter().for_each(|(target, _)| pattern(target, names)),
        If(_, then, otherwise) => {
            walk(then, by, names);
            walk(otherwise, by, names);
        }
        While { body, otherwise, .. } => {
            walk(body, by, names);
            walk(otherwise, by, names);
        }
        ForEach { target, declares, body, otherwise, .. } => {
            if *declares == by {
                pattern(target, names);
            }
            walk(body, by, names);
            walk(otherwise, by, names);
        }
        For { start, body, .. } => {
            if let Some(start) = start {
                walk_one(start, by, names);
            }
            walk(body, by, names);
        }
        DoWhile(body, _) | Block(body) => walk(body, by, names),
        Try { body, handlers, otherwise, finally } => {
            walk(body, by, names);
            for handler in handlers {
                if let Some(target) = handler.target.as_ref().filter(|_| assigns) {
                    pattern(target, names);
                }
                walk(&handler.body, by, names);
            }
            walk(otherwise, by, names);
            walk(finally, by, names);
        }
        With(_, target, body) => {
            if let Some(target) = target.as_ref().filter(|_| assigns) {
                pattern(target, names);
            }
            walk(body, by, names);
        }
        Switch(_, cases) => cases.iter().for_each(|(_, body)| walk(body, by, names)),
        Function(function) if assigns => names.push(function.name.clone()),
        Class(class) if assigns => names.push(class.name.clone()),
        Import(import) if assigns => {
            use crate::shell::programs::script::syntax::Binding;
            for binding in &import.bindings {
                match binding {
                    Binding::Module { name, root: true } => {
                        names.push(name.split('.').next().unwrap_or_default().into());
                    }
                    Binding::Module { name, root: false } | Binding::Default(name) | Binding::Member(_, name) => {
                        names.push(name.clone());
                    }
                    Binding::All => {}
                }
            }
        }
        _ => {}
    }
}

/// `x += 1` makes a name as well; it is an expression of the tree.
fn walrus(expr: &crate::shell::programs::script::syntax::Expr, names: &mut Vec<Name>) {
    use crate::shell::programs::script::syntax::ExprKind;
    match &*expr.kind {
        ExprKind::Update { target, .. } | ExprKind::Assign { target, .. } => pattern(target, names),
        _ => {}
    }
}

fn pattern(of: &Pattern, names: &mut Vec<Name>) {
    match of {
        Pattern::Name(name, _) => names.push(name.clone()),
        Pattern::List(all, _) => all.iter().for_each(|one| pattern(one, names)),
        Pattern::Record(all, rest, _) => {
            all.iter().for_each(|(_, one)| pattern(one, names));
            if let Some(rest) = rest {
                pattern(rest, names);
            }
        }
        Pattern::Default(inner, _) | Pattern::Rest(inner) => pattern(inner, names),
        Pattern::Member { .. } | Pattern::Index { .. } | Pattern::Slice { .. } | Pattern::Nothing => {}
    }
}
