//! What a template consists of, and how Go prints it in errors (`text/template/parse/node.go`).

use std::fmt;
use std::sync::Arc;

/// Texts and actions in order.
pub(super) type List = Vec<Node>;

/// A text or an action.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Action(Pipe),
    If(Branch),
    Range(Branch),
    With(Branch),
    Template(Call),
    Break,
    Continue,
}

/// A pipeline and what depends on it.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipe: Pipe,
    pub(super) body: List,
    pub(super) other: Option<List>,
}

/// `{{template "name" pipeline}}`
#[derive(Debug)]
pub(super) struct Call {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) pipe: Option<Pipe>,
}

/// Commands, each taking what the one before it made.
#[derive(Debug, Default)]
pub(super) struct Pipe {
    pub(super) at: usize,
    /// Whether the variables exist already (`=` rather than `:=`).
    pub(super) assigns: bool,
    pub(super) variables: Vec<String>,
    pub(super) commands: Vec<Command>,
}

/// A function or a value, and its arguments.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) at: usize,
    pub(super) arguments: Vec<Expression>,
}

/// An operand, and the byte where Go says that it is.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) at: usize,
    pub(super) operand: Operand,
}

#[derive(Debug)]
pub(super) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    /// A number, and as it was written.
    Number(Number, String),
    /// A text, and as it was written.
    Text(Arc<str>, String),
    /// The name of a function.
    Function(String),
    /// `.A.B`
    Field(Vec<String>),
    /// `$x.A.B`, the first being the variable's name.
    Variable(Vec<String>),
    Pipe(Pipe),
    /// Fields of something that is none of these.
    Chain(Box<Expression>, Vec<String>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
    /// A complex number, as Go prints it.
    Complex(String),
    /// Too large for an `int`.
    Overflow,
}

fn fields(f: &mut fmt::Formatter<'_>, names: &[String]) -> fmt::Result {
    names.iter().try_for_each(|name| write!(f, ".{name}"))
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.operand {
            Operand::Dot => f.write_str("."),
            Operand::Nil => f.write_str("nil"),
            Operand::Bool(value) => write!(f, "{value}"),
            Operand::Number(_, written) | Operand::Text(_, written) => f.write_str(written),
            Operand::Function(name) => f.write_str(name),
            Operand::Field(names) => fields(f, names),
            Operand::Variable(names) => f.write_str(&names.join(".")),
            Operand::Pipe(pipe) => write!(f, "({pipe})"),
            Operand::Chain(inner, names) => {
                write!(f, "{inner}")?;
                fields(f, names)
            }
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, argument) in self.arguments.iter().enumerate() {
            write!(f, "{}{argument}", if index > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.variables.is_empty() {
            write!(f, "{} {} ", self.variables.join(", "), if self.assigns { "=" } else { ":=" })?;
        }
        for (index, command) in self.commands.iter().enumerate() {
            write!(f, "{}{command}", if index > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{template {}", crate::text::quote(&self.name))?;
        if let Some(pipe) = &self.pipe {
            write!(f, " {pipe}")?;
        }
        f.write_str("}}")
    }
}
