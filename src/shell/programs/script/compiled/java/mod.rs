//! Java (the language specification), as far as small programs use it. Classes become classes of the one tree; which
//! class has which members is known from a first reading, so that a bare name is found.

mod annotation;
mod class;
mod expression;
mod lambda;
mod member;
mod statement;
mod types;

use std::collections::BTreeMap;

use self::types::Type;
use super::cursor::{Cursor, Operator, Parses};
use super::lexer::{Lexis, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Binary, Block, Expr, ExprKind, Name};

const LEXIS: Lexis = Lexis { line_ends: false, directives: false, blocks: true, raw: false };

/// What is known of a class.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub base: Option<Name>,
    /// The class around it.
    pub outer: Option<Name>,
    /// Members by name; whether they are the class's own.
    pub members: BTreeMap<Name, bool>,
    /// Types of its fields.
    pub types: BTreeMap<Name, Type>,
    /// Whether `main` is here.
    pub starts: bool,
}

/// What a file comes to.
#[derive(Default)]
pub struct Unit {
    pub imports: Vec<Name>,
    /// The classes.
    pub classes: Block,
    /// What is done once when they are there: fields of the classes' own.
    pub statics: Block,
}

/// Reads a file; `known`: the classes of the whole program, as far as they are known.
pub fn read(text: &str, known: &mut BTreeMap<Name, Known>) -> Result<Unit, Halt> {
    let mut parser = Parser {
        cursor: Cursor::new(tokens(text, LEXIS)?),
        known: std::mem::take(known),
        unit: Unit::default(),
        classes: Vec::new(),
        scopes: Vec::new(),
        hidden: 0,
    };
    let result = parser.file();
    *known = parser.known;
    result.map(|()| parser.unit)
}

/// A class that is being read.
struct Reading {
    name: Name,
    /// The name of the instance in its methods: those of classes inside each other differ.
    this: String,
    /// Whether a method with an instance is being read.
    has_instance: bool,
    /// What the method that is read gives.
    returns: Option<Type>,
}

struct Parser {
    cursor: Cursor,
    known: BTreeMap<Name, Known>,
    unit: Unit,
    classes: Vec<Reading>,
    /// Local names with the types that were written to them, the innermost scope last.
    scopes: Vec<Vec<(Name, Option<Type>)>>,
    hidden: u32,
}

/// Operators and their precedence.
static OPERATORS: &[(&str, u8, Operator)] = &[
    ("||", 1, Operator::Or),
    ("&&", 2, Operator::And),
    ("|", 3, Operator::Plain(Binary::BitOr)),
    ("^", 4, Operator::Plain(Binary::BitXor)),
    ("&", 5, Operator::Plain(Binary::BitAnd)),
    ("==", 6, Operator::Call("_same")),
    ("!=", 6, Operator::Call("_differs")),
    ("<", 7, Operator::Plain(Binary::Less)),
    ("<=", 7, Operator::Plain(Binary::LessEqual)),
    (">", 7, Operator::Plain(Binary::Greater)),
    (">=", 7, Operator::Plain(Binary::GreaterEqual)),
    ("<<", 8, Operator::Call("_left")),
    (">>", 8, Operator::Plain(Binary::ShiftRight)),
    (">>>", 8, Operator::Call("_right")),
    ("+", 9, Operator::Call("_add")),
    ("-", 9, Operator::Call("_sub")),
    ("*", 10, Operator::Call("_mul")),
    ("/", 10, Operator::Call("_div")),
    ("%", 10, Operator::Call("_mod")),
];

impl Parses for Parser {
    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn operand(&mut self) -> Result<Expr, Halt> {
        self.tested()
    }

    fn operators(&self) -> &'static [(&'static str, u8, Operator)] {
        OPERATORS
    }
}

impl Parser {
    /// A scope for local names, for the time of `work`.
    fn scoped<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        self.scopes.push(Vec::new());
        let result = work(self);
        self.scopes.pop();
        result
    }

    /// A local name comes into being.
    fn local(&mut self, name: &Name, of: Option<&Type>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((name.clone(), of.cloned()));
        }
    }

    /// The type that was written to a local name, or to a field of a class of the program's.
    fn type_of(&self, place: &Expr) -> Option<&Type> {
        match &*place.kind {
            ExprKind::Name(name) => {
                let found = self.scopes.iter().rev().flatten().find(|(known, _)| known == name);
                found.and_then(|(_, of)| of.as_ref())
            }
            ExprKind::Member { name, .. } => {
                self.classes.iter().rev().find_map(|class| self.known.get(&class.name)?.types.get(name))
            }
            _ => None,
        }
    }

    /// A name that no program can write.
    fn hidden(&mut self, what: &str) -> String {
        self.hidden += 1;
        format!(".{what}{}", self.hidden)
    }
}
