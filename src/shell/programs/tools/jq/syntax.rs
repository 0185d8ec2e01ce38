//! A filter as a tree: nodes in one list that know each other by their places, so nothing calls itself to drop it.

use std::rc::Rc;

use super::value::{Operator, Value};

/// A node's place.
pub type Id = usize;

/// All nodes and functions of a program, jq's own ones first.
#[derive(Debug, Default)]
pub struct Program {
    pub nodes: Vec<Node>,
    pub functions: Vec<Function>,
    pub patterns: Vec<Pattern>,
}

/// `def name(parameters): body;`
#[derive(Clone, Debug)]
pub struct Function {
    pub name: Rc<str>,
    pub parameters: Vec<Parameter>,
    pub body: Id,
}

/// What a function is given: a filter, and with `$` its values, too.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub closure: usize,
    pub variable: Option<usize>,
}

/// A value, or what `catch` gets.
pub type Made = Result<Value, Value>;

/// A function of values: the input, then the arguments.
#[derive(Debug)]
pub struct Native {
    pub name: &'static str,
    pub arity: usize,
    pub run: fn(Value, &[Value]) -> Made,
}

/// How places are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `=`
    Set,
    /// `//=`
    Alternative,
    /// `+=` and its like.
    Calculate(Operator),
}

/// What has a control flow of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    Empty,
    Error,
    Path,
    GetPath,
    Range,
    Input,
    Debug,
    Stderr,
    Halt,
    HaltError,
    Now,
    Environment,
    InputFilename,
    InputLineNumber,
    Last,
    Builtins,
}

/// A piece of a text with values in it.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(Rc<str>),
    Filter(Id),
}

/// A filter.
#[derive(Clone, Debug)]
pub enum Node {
    Identity,
    Literal(Value),
    Variable(usize),
    /// `$ENV`
    Environment,
    Format(Rc<str>),
    Text {
        format: Option<Rc<str>>,
        pieces: Vec<Piece>,
    },
    Index {
        of: Id,
        key: Id,
        optional: bool,
    },
    Each {
        of: Id,
        optional: bool,
    },
    Pipe(Id, Id),
    Comma(Id, Id),
    Binary(Operator, Id, Id),
    And(Id, Id),
    Or(Id, Id),
    Alternative(Id, Id),
    Change {
        how: Change,
        paths: Id,
        value: Id,
    },
    Modify {
        paths: Id,
        update: Id,
    },
    Try {
        body: Id,
        handler: Option<Id>,
    },
    Label {
        label: usize,
        body: Id,
    },
    Break(usize),
    If {
        test: Id,
        yes: Id,
        no: Option<Id>,
    },
    As {
        source: Id,
        patterns: Rc<Patterns>,
        body: Id,
    },
    Reduce {
        source: Id,
        patterns: Rc<Patterns>,
        start: Id,
        update: Id,
    },
    Foreach {
        source: Id,
        patterns: Rc<Patterns>,
        start: Id,
        update: Id,
        extract: Option<Id>,
    },
    Define {
        function: usize,
        body: Id,
    },
    /// A function of the program or of jq's own (`global`).
    Call {
        function: usize,
        global: bool,
        arguments: Rc<[Id]>,
    },
    Closure(usize),
    Native {
        native: &'static Native,
        arguments: Rc<[Id]>,
    },
    Special {
        special: Special,
        arguments: Rc<[Id]>,
    },
    Array(Option<Id>),
    Object(Rc<[(Id, Id)]>),
}

/// What stands after `as`: patterns, each tried when the one before it failed.
#[derive(Clone, Debug)]
pub struct Patterns {
    pub alternatives: Vec<Id>,
    /// What they bind, all together.
    pub variables: Vec<usize>,
}

/// What `as` takes apart.
#[derive(Clone, Debug)]
pub enum Pattern {
    Variable(usize),
    List(Rc<[Id]>),
    /// Keys, each with a variable for the whole value if there is one, and a pattern if there is one.
    Map(Rc<[Entry]>),
}

/// A row of an object's pattern.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub key: Id,
    pub variable: Option<usize>,
    pub pattern: Option<Id>,
}
