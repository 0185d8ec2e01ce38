//! What an awk program is made of.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::shell::programs::text::regex::Regex;

#[derive(Default)]
pub struct Program {
    pub begin: Vec<Vec<Statement>>,
    pub rules: Vec<Rule>,
    pub end: Vec<Vec<Statement>>,
    pub functions: BTreeMap<String, Rc<Function>>,
}

pub struct Rule {
    pub pattern: Option<Expression>,
    /// Of `first, last { … }`.
    pub last: Option<Expression>,
    /// `None`: print the line.
    pub action: Option<Vec<Statement>>,
}

pub struct Function {
    pub parameters: Vec<String>,
    pub body: Vec<Statement>,
}

pub enum Statement {
    Expression(Expression),
    /// The arguments, and where to.
    Print {
        formatted: bool,
        arguments: Vec<Expression>,
        to: Option<(Expression, To)>,
    },
    If(Expression, Vec<Statement>, Vec<Statement>),
    /// Condition, step and body; `first`: the body runs before the condition is asked.
    Loop {
        condition: Option<Expression>,
        step: Option<Box<Statement>>,
        body: Vec<Statement>,
        first: bool,
    },
    ForIn(String, String, Vec<Statement>),
    Block(Vec<Statement>),
    Delete(String, Option<Vec<Expression>>),
    Next,
    Break,
    Continue,
    Exit(Option<Expression>),
    Return(Option<Expression>),
}

/// Where a `print` goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Over a file (`>`).
    Over,
    /// Behind what a file holds (`>>`).
    Add,
    /// A command (`|`).
    Command,
}

pub enum Expression {
    Number(f64),
    Text(String),
    Regex(Rc<Regex>),
    Place(Place),
    Assign(Place, Option<char>, Box<Expression>),
    /// `++` or `--`: by how much, and whether the old value counts.
    Step(Place, f64, bool),
    Conditional(Box<[Expression; 3]>),
    And(Box<[Expression; 2]>),
    Or(Box<[Expression; 2]>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    Positive(Box<Expression>),
    /// `< <= == != > >=`
    Compare(&'static str, Box<[Expression; 2]>),
    /// `true`: `!~`
    Match(Box<[Expression; 2]>, bool),
    In(Vec<Expression>, String),
    Concat(Box<[Expression; 2]>),
    Arithmetic(char, Box<[Expression; 2]>),
    Call(String, Vec<Expression>),
    /// `getline`: from a file, or (`true`) a command; into a place instead of `$0`.
    Getline(Option<Box<(Expression, bool)>>, Option<Place>),
}

/// What can be assigned to.
pub enum Place {
    Variable(String),
    Field(Box<Expression>),
    Element(String, Vec<Expression>),
}
