//! What a bake file says before anything is worked out: blocks, attributes and expressions with their places (the HCL
//! specification, `hclsyntax/spec.md`). A JSON file becomes the same.

use std::rc::Rc;

/// A piece of a file; lines and columns count from 1, and the end is the column behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: Rc<str>,
    pub(super) start: (usize, usize),
    pub(super) end: (usize, usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((line, column), (last, end)) = (self.start, self.end);
        match line == last {
            true => write!(f, "{}:{line},{column}-{end}", self.file),
            false => write!(f, "{}:{line},{column}-{last},{end}", self.file),
        }
    }
}

/// What is wrong with a bake file, or with what is asked of it.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("{place}: {summary}; {detail}")]
    At { place: Place, summary: String, detail: String },
    #[error("{0}")]
    Plain(String),
    /// What bake knows and this sandbox does not.
    #[error("{0} is not simulated in this sandbox")]
    Unsimulated(String),
}

impl Trouble {
    pub(super) fn at(place: &Place, summary: &str, detail: impl Into<String>) -> Trouble {
        Trouble::At { place: place.clone(), summary: summary.into(), detail: detail.into() }
    }

    pub(super) fn plain(words: impl Into<String>) -> Trouble {
        Trouble::Plain(words.into())
    }
}

pub(super) type Found<T> = Result<T, Trouble>;

/// What is between the braces of a block, or a whole file.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Attribute>,
    pub(super) blocks: Vec<Block>,
}

impl Body {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    /// Where the name stands.
    pub(super) place: Place,
    pub(super) value: Expression,
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    /// Where its kind stands.
    pub(super) place: Place,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) place: Place,
    pub(super) form: Form,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    Null,
    Bool(bool),
    Number(f64),
    /// Pieces of text and what stands in `${…}`.
    Template(Vec<Piece>),
    List(Vec<Expression>),
    Object(Vec<(Expression, Expression)>),
    Variable(String),
    /// `x.name`
    Member(Box<Expression>, String),
    /// `x[y]`
    Index(Box<Expression>, Box<Expression>),
    Call(String, Vec<Expression>),
    Not(Box<Expression>),
    Minus(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Conditional(Box<Expression>, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(String),
    Value(Expression),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    Greater,
    AtMost,
    AtLeast,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// Operators as they are written, with what binds weakest first; longer ones before those that they begin with.
pub(super) const OPERATORS: &[(&str, Operator, u8)] = &[
    ("||", Operator::Or, 1),
    ("&&", Operator::And, 2),
    ("==", Operator::Equal, 3),
    ("!=", Operator::NotEqual, 3),
    ("<=", Operator::AtMost, 4),
    (">=", Operator::AtLeast, 4),
    ("<", Operator::Less, 4),
    (">", Operator::Greater, 4),
    ("+", Operator::Add, 5),
    ("-", Operator::Subtract, 5),
    ("*", Operator::Multiply, 6),
    ("/", Operator::Divide, 6),
    ("%", Operator::Modulo, 6),
];
