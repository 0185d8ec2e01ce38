//! The tree of a Rust program, before its types are known.

use std::rc::Rc;

use crate::shell::programs::script::syntax::{Name, Span};

/// A type as it is written. References that cannot be written through are left out.
#[derive(Clone, Debug)]
pub enum Type {
    Path(Path),
    Tuple(Vec<Type>),
    List(Box<Type>, bool),
    Mut(Box<Type>),
    Function(Vec<Type>, Box<Type>),
    /// `impl Trait`, `dyn Trait`
    Bound(Path),
    Infer,
}

/// `a::b::<T>::c`
#[derive(Clone, Debug)]
pub struct Path {
    pub parts: Vec<(Name, Vec<Type>)>,
    /// `<T as Trait>::…`: the type before the parts.
    pub of: Option<Box<Type>>,
    pub span: Span,
}

impl Path {
    /// The name, if it is a single one.
    pub fn single(&self) -> Option<&Name> {
        match self.parts.as_slice() {
            [(name, _)] if self.of.is_none() => Some(name),
            _ => None,
        }
    }

    /// The last name.
    pub fn last(&self) -> &str {
        self.parts.last().map_or("", |(name, _)| name)
    }
}

/// An expression; `id` finds what is known of it.
#[derive(Clone, Debug)]
pub struct Expr {
    pub id: usize,
    pub span: Span,
    pub kind: Box<ExprKind>,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Int(i128, Name),
    Float(f64, Name),
    Text(Name),
    Bytes(Rc<[u8]>),
    Letter(char),
    Bool(bool),
    Path(Path),
    /// `-`, `!`
    Unary(&'static str, Expr),
    Deref(Expr),
    Binary(&'static str, Expr, Expr),
    Assign(Expr, Expr),
    Update(&'static str, Expr, Expr),
    Reference(bool, Expr),
    Call(Expr, Vec<Expr>),
    Method {
        object: Expr,
        name: Name,
        generics: Vec<Type>,
        arguments: Vec<Expr>,
    },
    Field(Expr, Name),
    Index(Expr, Expr),
    /// From, to, and whether the end is part of it.
    Range(Option<Expr>, Option<Expr>, bool),
    Cast(Expr, Type),
    Try(Expr),
    Await(Expr),
    Tuple(Vec<Expr>),
    List(Vec<Expr>, bool),
    Repeat(Expr, Expr, bool),
    Struct(Path, Vec<(Name, Expr)>, Option<Expr>),
    Block(Block, Option<Name>),
    /// `async { … }`
    Async(Block),
    If(Expr, Block, Option<Expr>),
    /// `let pattern = value` as a condition.
    Let(Pattern, Expr),
    While(Option<Name>, Expr, Block),
    Loop(Option<Name>, Block),
    For(Option<Name>, Pattern, Expr, Block),
    Match(Expr, Vec<Arm>),
    Closure {
        parameters: Vec<(Pattern, Type)>,
        result: Type,
        body: Expr,
        moves: bool,
        is_async: bool,
    },
    Return(Option<Expr>),
    Break(Option<Name>, Option<Expr>),
    Continue(Option<Name>),
    /// A macro whose first argument may be a text to be filled: its name, what is before the text, the text.
    Format {
        name: Name,
        before: Vec<Expr>,
        text: Filled,
    },
    /// `matches!(value, pattern if guard)`
    Matches(Expr, Pattern, Option<Expr>),
    /// `json!(…)`: a value of serde_json's.
    Json(Json),
}

/// What stands in `json!(…)`.
#[derive(Clone, Debug)]
pub enum Json {
    Value(Expr),
    List(Vec<Json>),
    Record(Vec<(Expr, Json)>),
    Null,
}

/// A text to be filled.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// The values, each of them once, in the order in which they are evaluated.
    pub given: Vec<Expr>,
    pub pieces: Vec<Piece>,
}

/// A part of a text to be filled.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(Name),
    /// The place of a value among those that are given.
    Value(usize, Spec),
}

/// A width or a precision.
#[derive(Clone, Copy, Debug)]
pub enum Count {
    Number(usize),
    /// The value at this place.
    Given(usize),
}

/// How a value is written: `{:>8.2}`
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// Empty, `?`, `x`, …
    pub kind: String,
    pub fill: Option<char>,
    pub align: Option<char>,
    pub plus: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: Option<Count>,
    pub precision: Option<Count>,
}

impl Spec {
    /// Whether it says nothing but its kind.
    pub fn is_plain(&self) -> bool {
        self.width.is_none() && self.precision.is_none() && !self.plus && !self.zero && !self.alternate
    }

    /// Places of the values that are its width and its precision.
    pub fn counts(&self) -> impl Iterator<Item = usize> {
        [self.width, self.precision].into_iter().filter_map(|count| match count {
            Some(Count::Given(place)) => Some(place),
            _ => None,
        })
    }
}

#[derive(Clone, Debug)]
pub struct Arm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Expr,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub statements: Vec<Statement>,
    /// The expression at its end.
    pub value: Option<Expr>,
    pub span: Span,
    pub id: usize,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a tree has few of them")]
pub enum Statement {
    Let { pattern: Pattern, of: Type, value: Option<Expr>, otherwise: Option<Block>, span: Span },
    Expr(Expr),
}

/// A pattern; `id` finds the variable that it makes.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub id: usize,
    pub span: Span,
    pub kind: PatternKind,
}

#[derive(Clone, Debug)]
pub enum PatternKind {
    Wild,
    Rest,
    /// A name, which may be a constant or a variant after all; whether it is `ref mut`.
    Bind(Name, bool, Option<Box<Pattern>>),
    Literal(Expr),
    Range(Option<Expr>, Option<Expr>, bool),
    Tuple(Vec<Pattern>),
    List(Vec<Pattern>),
    Path(Path),
    Variant(Path, Vec<Pattern>),
    Struct(Path, Vec<(Name, Pattern)>),
    Or(Vec<Pattern>),
}

/// An attribute: `derive(Debug)` as its tokens' text.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: Name,
    /// Words, and texts with their keys: `rename = "x"` is `("rename", "x")`.
    pub words: Vec<(Name, Name)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Generic {
    pub name: Name,
    pub bounds: Vec<Type>,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub name: Name,
    pub generics: Vec<Generic>,
    /// Whether there is a `self`, and whether it is `&mut self`; with the type that is written to it.
    pub receiver: Option<Receiver>,
    pub parameters: Vec<(Pattern, Type)>,
    pub result: Type,
    pub body: Option<Block>,
    pub attributes: Vec<Attribute>,
    pub is_async: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Receiver {
    pub pattern: usize,
    pub mutable: bool,
    /// Whether it is `&self` or `&mut self`.
    pub lent: bool,
    pub of: Option<Type>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    pub of: Type,
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug)]
pub struct Variant {
    pub name: Name,
    pub shape: Shape,
    pub number: Option<Expr>,
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Unit,
    Tuple(Vec<Field>),
    Named(Vec<Field>),
}

impl Shape {
    pub fn fields(&self) -> &[Field] {
        match self {
            Shape::Unit => &[],
            Shape::Tuple(all) | Shape::Named(all) => all,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Item {
    pub kind: ItemKind,
    pub attributes: Vec<Attribute>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ItemKind {
    Function(Rc<Function>),
    Struct {
        name: Name,
        generics: Vec<Generic>,
        shape: Shape,
    },
    Enum {
        name: Name,
        generics: Vec<Generic>,
        variants: Vec<Variant>,
    },
    Impl {
        generics: Vec<Generic>,
        /// The trait, if it is one's.
        by: Option<Path>,
        of: Type,
        items: Vec<Item>,
    },
    Trait {
        name: Name,
        items: Vec<Item>,
    },
    Constant {
        name: Name,
        of: Type,
        value: Option<Expr>,
    },
    Alias {
        name: Name,
        generics: Vec<Generic>,
        of: Type,
    },
    Module {
        name: Name,
        /// `None`: in a file of its own.
        items: Option<Vec<Item>>,
    },
    /// What is made known: the path, and the name; `*` for all.
    Use(Vec<(Vec<Name>, Name)>),
}
