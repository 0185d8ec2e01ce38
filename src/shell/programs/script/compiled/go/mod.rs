//! Go (the language specification), as far as small programs use it. Values have no types here: what a type says about
//! a value is said where it is made (zero values, conversions, fields).

mod declaration;
mod expression;
mod simple;
mod statement;
mod types;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::cursor::{Cursor, Operator, Parses};
use super::lexer::{Lexis, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Binary, Block, Expr, Name, Span, Statement, StatementKind};
use crate::shell::programs::script::tokens::Reads;
use types::Type;

const LEXIS: Lexis = Lexis { line_ends: true, directives: false, blocks: false, raw: true };

/// What the files of a package come to.
#[derive(Default)]
pub struct Package {
    /// What it calls itself.
    pub name: Name,
    /// Paths of what is imported, with the names under which it is used.
    pub imports: Vec<(Name, Name)>,
    types: Block,
    methods: Block,
    functions: Block,
    constants: Block,
    variables: Block,
    /// How many `init` there are.
    inits: usize,
}

/// Statements that are run one after the other, those of all files of a package together.
pub type Phases = [Block; PHASES];

/// How many there are: types, functions, methods, constants, variables.
pub const PHASES: usize = 5;

impl Package {
    /// The statements in the order in which they can be run, and the names of what runs before `main`; `inits`: how
    /// many of these there are already.
    pub fn into_phases(self, inits: usize) -> (Phases, Vec<String>) {
        let names: Vec<String> = (0..self.inits).map(|number| format!("init.{}", inits + number)).collect();
        let mut functions = self.functions;
        let mut next = names.iter();
        for statement in &mut functions {
            if let StatementKind::Function(function) = &mut statement.kind
                && &*function.name == "init"
                && let (Some(function), Some(name)) = (Rc::get_mut(function), next.next())
            {
                function.name = name.as_str().into();
            }
        }
        ([self.types, functions, self.methods, self.constants, self.variables], names)
    }
}

/// Reads a file into a package. `types`: the package's types by name, as far as they are known.
pub fn read(text: &str, package: &mut Package, types: &mut BTreeMap<Name, Type>) -> Result<(), Halt> {
    let mut parser = Parser {
        cursor: Cursor::new(tokens(text, LEXIS)?),
        types: std::mem::take(types),
        no_literal: false,
        functions: Vec::new(),
        iota: None,
        hidden: 0,
    };
    let result = parser.file(package);
    *types = parser.types;
    result
}

/// A function that is being read.
#[derive(Default)]
struct Reading {
    /// Names of its results.
    results: Vec<Name>,
    defers: bool,
}

struct Parser {
    cursor: Cursor,
    types: BTreeMap<Name, Type>,
    /// Whether a brace begins a block: in the head of a statement.
    no_literal: bool,
    functions: Vec<Reading>,
    /// The number of a line in a list of constants.
    iota: Option<i128>,
    hidden: u32,
}

/// Operators and their precedence.
static OPERATORS: &[(&str, u8, Operator)] = &[
    ("||", 1, Operator::Or),
    ("&&", 2, Operator::And),
    ("==", 3, Operator::Plain(Binary::Equal)),
    ("!=", 3, Operator::Plain(Binary::NotEqual)),
    ("<", 3, Operator::Plain(Binary::Less)),
    ("<=", 3, Operator::Plain(Binary::LessEqual)),
    (">", 3, Operator::Plain(Binary::Greater)),
    (">=", 3, Operator::Plain(Binary::GreaterEqual)),
    ("+", 4, Operator::Plain(Binary::Add)),
    ("-", 4, Operator::Plain(Binary::Subtract)),
    ("|", 4, Operator::Plain(Binary::BitOr)),
    ("^", 4, Operator::Plain(Binary::BitXor)),
    ("*", 5, Operator::Plain(Binary::Multiply)),
    ("/", 5, Operator::Call("_div")),
    ("%", 5, Operator::Call("_mod")),
    ("<<", 5, Operator::Plain(Binary::ShiftLeft)),
    (">>", 5, Operator::Plain(Binary::ShiftRight)),
    ("&", 5, Operator::Plain(Binary::BitAnd)),
    ("&^", 5, Operator::Call("_clear")),
];

impl Parses for Parser {
    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn operand(&mut self) -> Result<Expr, Halt> {
        self.unary()
    }

    fn operators(&self) -> &'static [(&'static str, u8, Operator)] {
        OPERATORS
    }
}

impl Parser {
    /// An expression.
    fn expression(&mut self) -> Result<Expr, Halt> {
        self.nested(|parser| parser.climb(1))
    }

    /// An expression where a brace may begin a literal, or not.
    fn expression_in(&mut self, no_literal: bool) -> Result<Expr, Halt> {
        let before = std::mem::replace(&mut self.no_literal, no_literal);
        let result = self.expression();
        self.no_literal = before;
        result
    }

    /// A name that no program can write.
    fn hidden(&mut self, what: &str) -> String {
        self.hidden += 1;
        format!(".{what}{}", self.hidden)
    }

    /// Statements between braces.
    fn block(&mut self) -> Result<Block, Halt> {
        self.cursor.expect("{")?;
        let before = std::mem::replace(&mut self.no_literal, false);
        let mut all = Vec::new();
        while !self.cursor.is("}") {
            self.statement(&mut all)?;
            if !self.cursor.take(";") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
        self.cursor.advance();
        self.no_literal = before;
        Ok(all)
    }
}

/// One statement out of several: in a block of their own.
fn together(mut all: Vec<Statement>, span: Span) -> Statement {
    if all.len() == 1 && !matches!(all[0].kind, StatementKind::Declare(..)) {
        return all.remove(0);
    }
    super::cursor::statement(StatementKind::Block(all), span)
}
