//! Parts of a template as Go prints them in errors (`text/template/parse/node.go`).

use gotmpl::parse::{CommandNode, Expr, Number, PipeNode};

use crate::text::quote;

/// An operand.
pub(super) fn expression(node: &Expr) -> String {
    match node {
        Expr::Dot(_) => ".".into(),
        Expr::Nil(_) => "nil".into(),
        Expr::Bool(_, value) => value.to_string(),
        Expr::Number(_, Number::Int(value)) => value.to_string(),
        Expr::Number(_, Number::Uint(value)) => value.to_string(),
        Expr::Number(_, Number::Float(value)) => value.to_string(),
        Expr::String(_, text) => quote(text),
        Expr::Identifier(_, name) => name.to_string(),
        Expr::Field(_, names) => names.iter().map(|name| format!(".{name}")).collect(),
        Expr::Variable(_, name, names) => names.iter().fold(name.to_string(), |text, name| format!("{text}.{name}")),
        Expr::Pipe(_, inner) => format!("({})", pipe(inner)),
        Expr::Chain(_, inner, names) => names.iter().fold(expression(inner), |text, name| format!("{text}.{name}")),
    }
}

/// A command.
pub(super) fn command(node: &CommandNode) -> String {
    node.args.iter().map(expression).collect::<Vec<_>>().join(" ")
}

/// A pipeline.
pub(super) fn pipe(node: &PipeNode) -> String {
    let commands = node.commands.iter().map(command).collect::<Vec<_>>().join(" | ");
    if node.decl.is_empty() {
        return commands;
    }
    let names = node.decl.iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ");
    format!("{names} {} {commands}", if node.is_assign { "=" } else { ":=" })
}
