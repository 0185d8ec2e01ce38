//! The tree that every parser makes: what the languages have in common, and what only one of them has.
//!
//! The nodes say what a program does, not how it was written: a `for … of` and a Python `for` are one node.

use std::rc::Rc;

use super::Halt;

/// A name or a text.
pub type Name = Rc<str>;

/// How deep a tree may be: all that walk it call themselves.
pub const MAX_DEPTH: u16 = 90;

/// Where a node stands: a line (from 1), the columns that it takes there (from 0), and the part of them that a
/// traceback points at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub line: u32,
    pub start: u32,
    pub end: u32,
    /// The operator, or the parentheses of a call; empty: all of it.
    pub mark: (u32, u32),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: Box<ExprKind>,
    pub span: Span,
    depth: u16,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Undefined,
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Name),
    Bytes(Rc<[u8]>),
    Name(Name),
    This,
    /// Pieces of text and values: an f-string, a template literal.
    Template(Vec<Piece>),
    Regex {
        pattern: Name,
        flags: Name,
    },
    List(Vec<Argument>),
    Tuple(Vec<Argument>),
    Set(Vec<Argument>),
    /// A dictionary of Python's, or a Map.
    Dict(Vec<Entry>),
    /// An object literal of JavaScript's.
    Record(Vec<Entry>),
    Unary(Unary, Expr),
    Binary(Binary, Expr, Expr),
    /// `a < b < c`
    Chain(Expr, Vec<(Binary, Expr)>),
    And(Expr, Expr),
    Or(Expr, Expr),
    /// `a ?? b`
    Coalesce(Expr, Expr),
    /// Condition, then, else.
    Conditional(Expr, Expr, Expr),
    Call {
        callee: Expr,
        arguments: Vec<Argument>,
        optional: bool,
    },
    New {
        callee: Expr,
        arguments: Vec<Argument>,
    },
    Member {
        object: Expr,
        name: Name,
        optional: bool,
    },
    Index {
        object: Expr,
        index: Expr,
        optional: bool,
    },
    Slice {
        object: Expr,
        bounds: [Option<Expr>; 3],
    },
    /// What a chain with `?.` is inside of: it ends as a whole.
    OptionalChain(Expr),
    Function(Rc<Function>),
    Class(Rc<Class>),
    Assign {
        target: Pattern,
        value: Expr,
    },
    /// `target op= value`; for `&&=`, `||=`, `??=` see [`Logic`].
    Update {
        target: Pattern,
        operator: Binary,
        value: Expr,
    },
    LogicUpdate {
        target: Pattern,
        logic: Logic,
        value: Expr,
    },
    /// `++x`, `x--`
    Step {
        target: Pattern,
        by: i8,
        prefix: bool,
    },
    Comprehension {
        kind: Collected,
        element: Expr,
        value: Option<Expr>,
        clauses: Vec<Clause>,
    },
    Await(Expr),
    Yield(Option<Expr>),
    YieldFrom(Expr),
    TypeOf(Expr),
    Delete(Expr),
    /// `super(…)` is a call of it, `super.m` a member.
    Super,
    Sequence(Vec<Expr>),
    /// `import("x")`
    Import(Expr),
    /// A name as a value (Ruby).
    Symbol(Name),
    /// Statements whose last gives the value (Ruby).
    Do(Block),
    /// A whole number between bounds, and what is said of any other (Rust).
    Within {
        value: Expr,
        low: i128,
        high: i128,
        said: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    Not,
    Negate,
    Plus,
    Invert,
    Void,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
    MatrixMultiply,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    BitAnd,
    BitOr,
    BitXor,
    Equal,
    NotEqual,
    StrictEqual,
    StrictNotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Is,
    IsNot,
    InstanceOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logic {
    And,
    Or,
    Coalesce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collected {
    List,
    Set,
    Dict,
    /// `sum(x for x in y)`
    Generator,
}

#[derive(Clone, Debug)]
pub struct Clause {
    pub target: Pattern,
    pub iterable: Expr,
    pub conditions: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub enum Piece {
    Text(Name),
    Value { value: Expr, conversion: Option<char>, format: Vec<Piece> },
}

#[derive(Clone, Debug)]
pub enum Argument {
    Plain(Expr),
    /// `*list`, `...list`
    Spread(Expr),
    Named(Name, Expr),
    /// `**dict`
    NamedSpread(Expr),
}

#[derive(Clone, Debug)]
pub enum Entry {
    Pair(Expr, Expr),
    Getter(Name, Rc<Function>),
    Setter(Name, Rc<Function>),
    Spread(Expr),
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub enum Pattern {
    Name(Name, Span),
    Member {
        object: Expr,
        name: Name,
        span: Span,
    },
    Index {
        object: Expr,
        index: Expr,
        span: Span,
    },
    Slice {
        object: Expr,
        bounds: [Option<Expr>; 3],
        span: Span,
    },
    List(Vec<Pattern>, Span),
    /// Keys with their targets, and what takes the rest.
    Record(Vec<(Expr, Pattern)>, Option<Box<Pattern>>, Span),
    /// A target with a value for when there is none.
    Default(Box<Pattern>, Expr),
    /// `*rest`, `...rest`
    Rest(Box<Pattern>),
    /// A hole.
    Nothing,
}

#[derive(Clone, Debug)]
pub struct Statement {
    pub kind: StatementKind,
    pub span: Span,
}

pub type Block = Vec<Statement>;

/// How a name comes into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declares {
    Var,
    Let,
    Const,
    /// The first assignment makes it (Python).
    Assignment,
}

#[derive(Clone, Debug)]
pub enum StatementKind {
    Expression(Expr),
    /// The targets, each given the value.
    Assign(Vec<Pattern>, Expr),
    Declare(Declares, Vec<(Pattern, Option<Expr>)>),
    /// `x: int` with no value, in a class.
    Annotate(Name, Expr),
    If(Expr, Block, Block),
    While {
        condition: Expr,
        body: Block,
        otherwise: Block,
    },
    DoWhile(Block, Expr),
    /// Over values, or over keys (`for … in` of JavaScript).
    ForEach {
        target: Pattern,
        declares: Declares,
        iterable: Expr,
        keys: bool,
        body: Block,
        otherwise: Block,
    },
    For {
        start: Option<Box<Statement>>,
        condition: Option<Expr>,
        step: Option<Expr>,
        body: Block,
    },
    Function(Rc<Function>),
    Class(Rc<Class>),
    Return(Option<Expr>),
    Break,
    Continue,
    Throw(Option<Expr>, Option<Expr>),
    Try {
        body: Block,
        handlers: Vec<Handler>,
        otherwise: Block,
        finally: Block,
    },
    With(Expr, Option<Pattern>, Block),
    Switch(Expr, Vec<(Option<Expr>, Block)>),
    Block(Block),
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Delete(Vec<Pattern>),
    Assert(Expr, Option<Expr>),
    Import(Import),
    /// `export` of what a declaration or a list names.
    Export(Vec<(Name, Name)>),
    ExportDefault(Expr),
    Pass,
}

#[derive(Clone, Debug)]
pub struct Import {
    /// Dots before it count the folders up (Python); empty: none.
    pub module: Name,
    pub bindings: Vec<Binding>,
}

/// What an import makes known.
#[derive(Clone, Debug)]
pub enum Binding {
    /// The module itself under this name; `root`: the part before the first dot is meant.
    Module { name: Name, root: bool },
    /// Its `default`, or all of it if it has none.
    Default(Name),
    /// A member and the name that it gets.
    Member(Name, Name),
    /// `*`
    All,
}

#[derive(Clone, Debug)]
pub struct Handler {
    /// The classes that it is for; `None`: all.
    pub classes: Option<Expr>,
    pub target: Option<Pattern>,
    pub body: Block,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    Plain,
    /// It has the `this` of where it stands.
    Arrow,
    Method,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub target: Pattern,
    pub default: Option<Expr>,
    pub kind: ParameterKind,
    /// A type that was written to it.
    pub annotation: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    Plain,
    /// Only by name.
    Named,
    /// `*args`, `...rest`
    Rest,
    /// `**kwargs`
    NamedRest,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub name: Name,
    pub parameters: Vec<Parameter>,
    /// The type that was written to what it gives.
    pub returns: Option<Expr>,
    pub body: Block,
    pub kind: FunctionKind,
    pub is_async: bool,
    pub is_generator: bool,
    pub decorators: Vec<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub name: Name,
    pub bases: Vec<Expr>,
    /// What its head gives by name (Python).
    pub named: Vec<(Name, Expr)>,
    pub members: Vec<ClassMember>,
    pub decorators: Vec<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a tree has few of them")]
pub enum ClassMember {
    Method {
        function: Rc<Function>,
        is_static: bool,
        access: Access,
    },
    /// A field of each instance (JavaScript), or with `is_static` of the class.
    Field {
        name: Name,
        value: Option<Expr>,
        is_static: bool,
    },
    /// Whatever else stands in the body (Python): its names become members.
    Statement(Statement),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Field,
    /// A type that was written to a name.
    Annotation,
    Call,
    Get,
    Set,
}

impl Span {
    /// From the start of this to the end of `other`, if that is on the same line.
    pub fn to(self, other: Span) -> Span {
        let end = if other.line == self.line { other.end.max(self.end) } else { self.end };
        Span { line: self.line, start: self.start, end, mark: (0, 0) }
    }

    /// The same with a mark.
    pub fn marked(self, start: u32, end: u32) -> Span {
        Span { mark: (start, end), ..self }
    }
}

impl Expr {
    /// A node; fails if the tree gets too deep.
    pub fn new(kind: ExprKind, span: Span) -> Result<Expr, Halt> {
        let depth = 1 + kind.deepest();
        if depth > MAX_DEPTH {
            return Err(Halt::Syntax { span, message: TOO_DEEP.into() });
        }
        Ok(Expr { kind: Box::new(kind), span, depth })
    }

    /// A leaf.
    pub fn leaf(kind: ExprKind, span: Span) -> Expr {
        Expr { kind: Box::new(kind), span, depth: 1 }
    }
}

/// What is said of a tree that is too deep.
pub const TOO_DEEP: &str = "too many nested parentheses";

fn deepest<'a>(all: impl IntoIterator<Item = &'a Expr>) -> u16 {
    all.into_iter().map(|expr| expr.depth).max().unwrap_or(0)
}

/// The depth of statements that are a value. Statements in them are values of their own, so that few are looked into.
fn depth_of(block: &Block) -> u16 {
    let depth = |statement: &Statement| match &statement.kind {
        StatementKind::Expression(value)
        | StatementKind::Return(Some(value))
        | StatementKind::Throw(Some(value), _) => value.depth,
        StatementKind::If(condition, then, otherwise) => {
            condition.depth.max(1 + depth_of(then)).max(1 + depth_of(otherwise))
        }
        StatementKind::While { condition, body, .. } => condition.depth.max(1 + depth_of(body)),
        StatementKind::ForEach { iterable, body, .. } => iterable.depth.max(1 + depth_of(body)),
        StatementKind::Declare(_, all) => deepest(all.iter().filter_map(|(_, value)| value.as_ref())),
        StatementKind::Assign(_, value) => value.depth,
        StatementKind::Block(body) => 1 + depth_of(body),
        StatementKind::Try { body, handlers, otherwise, finally } => {
            let handlers = handlers.iter().map(|handler| depth_of(&handler.body)).max().unwrap_or(0);
            1 + depth_of(body).max(handlers).max(depth_of(otherwise)).max(depth_of(finally))
        }
        _ => 0,
    };
    block.iter().map(depth).max().unwrap_or(0)
}

fn arguments(all: &[Argument]) -> u16 {
    let inner = all.iter().map(|argument| match argument {
        Argument::Plain(expr) | Argument::Spread(expr) | Argument::Named(_, expr) | Argument::NamedSpread(expr) => {
            expr.depth
        }
    });
    inner.max().unwrap_or(0)
}

fn entries(all: &[Entry]) -> u16 {
    let inner = all.iter().map(|entry| match entry {
        Entry::Pair(key, value) => key.depth.max(value.depth),
        Entry::Spread(value) => value.depth,
        Entry::Getter(..) | Entry::Setter(..) => 0,
    });
    inner.max().unwrap_or(0)
}

impl Pattern {
    fn depth(&self) -> u16 {
        match self {
            Pattern::Name(..) | Pattern::Nothing => 0,
            Pattern::Member { object, .. } => object.depth,
            Pattern::Index { object, index, .. } => object.depth.max(index.depth),
            Pattern::Slice { object, bounds, .. } => object.depth.max(deepest(bounds.iter().flatten())),
            Pattern::List(all, _) => 1 + all.iter().map(Pattern::depth).max().unwrap_or(0),
            Pattern::Record(all, _, _) => 1 + all.iter().map(|(_, pattern)| pattern.depth()).max().unwrap_or(0),
            Pattern::Default(pattern, value) => 1 + pattern.depth().max(value.depth),
            Pattern::Rest(pattern) => 1 + pattern.depth(),
        }
    }
}

impl ExprKind {
    /// The depth of the deepest child.
    fn deepest(&self) -> u16 {
        use ExprKind::*;
        match self {
            Undefined
            | None
            | Bool(_)
            | Int(_)
            | Float(_)
            | Text(_)
            | Bytes(_)
            | Name(_)
            | This
            | Regex { .. }
            | Function(_)
            | Class(_)
            | Super
            | Symbol(_)
            | Yield(Option::None) => 0,
            Do(block) => depth_of(block),
            Template(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(_) => 0,
                    Piece::Value { value, .. } => value.depth,
                })
                .max()
                .unwrap_or(0),
            List(all) | Tuple(all) | Set(all) => arguments(all),
            Dict(all) | Record(all) => entries(all),
            Unary(_, a)
            | Await(a)
            | YieldFrom(a)
            | Yield(Some(a))
            | TypeOf(a)
            | Delete(a)
            | OptionalChain(a)
            | Import(a)
            | Within { value: a, .. }
            | Member { object: a, .. } => a.depth,
            Binary(_, a, b) | And(a, b) | Or(a, b) | Coalesce(a, b) | Index { object: a, index: b, .. } => {
                a.depth.max(b.depth)
            }
            Chain(first, rest) => first.depth.max(deepest(rest.iter().map(|(_, expr)| expr))),
            Conditional(a, b, c) => a.depth.max(b.depth).max(c.depth),
            Call { callee, arguments: given, .. } | New { callee, arguments: given } => {
                callee.depth.max(arguments(given))
            }
            Slice { object, bounds } => object.depth.max(deepest(bounds.iter().flatten())),
            Assign { target, value } | Update { target, value, .. } | LogicUpdate { target, value, .. } => {
                target.depth().max(value.depth)
            }
            Step { target, .. } => target.depth(),
            Comprehension { element, value, clauses, .. } => {
                let inner = clauses.iter().map(|clause| clause.iterable.depth.max(deepest(&clause.conditions)));
                element.depth.max(deepest(value)).max(inner.max().unwrap_or(0))
            }
            Sequence(all) => deepest(all),
        }
    }
}
