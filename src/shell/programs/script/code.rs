//! [`Code`]: what the compiler makes of a function, for a machine with a stack.

use std::rc::Rc;

use super::symbols::Symbol;
use super::syntax::{Binary, Declares, FunctionKind, Name, ParameterKind, Span, Unary};
use super::value::Value;

/// An instruction. What it takes from the stack and what it leaves there stands behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// → value
    Constant(u32),
    Undefined,
    None,
    /// value →
    Pop,
    /// a → a a
    Copy,
    /// a b → a b a b
    CopyTwo,
    /// a b → b a
    Swap,
    /// a b c → b c a
    RotateThree,
    /// → value of a name
    Load(Symbol),
    /// → value of a name of this function
    LoadLocal(Symbol),
    /// → value of a name, or undefined
    LoadIfKnown(Symbol),
    /// value → ; to where the name was declared
    Store(Symbol),
    /// value → ; in the scope that runs
    Define(Symbol, Declares),
    StoreGlobal(Symbol),
    /// To a function further out.
    StoreOuter(Symbol),
    Forget(Symbol),
    This,
    Super,
    /// object → member
    Member(Symbol),
    /// object → object member
    MemberKeep(Symbol),
    /// object value → value
    SetMember(Symbol),
    /// object index → value
    Index,
    /// object index → function that is called for the object
    IndexBound,
    /// object index value → value
    SetIndex,
    DeleteMember(Symbol),
    DeleteIndex,
    /// object from to step → part
    Slice,
    /// object from to step value →
    SetSlice,
    /// the last so many → list
    List(u32),
    /// → empty
    NewSet,
    Dict,
    Record,
    /// list value → list
    Push,
    Extend,
    /// list → set or tuple of it
    ListToTuple,
    AddToSet,
    /// dict key value → dict
    Entry,
    /// dict other → dict
    Spread,
    Getter(Symbol),
    Setter(Symbol),
    /// value → text; `format` stands on the stack above it if it says so
    Format {
        conversion: Option<char>,
        format: bool,
    },
    /// the last so many texts → text
    Join(u32),
    Unary(Unary),
    Binary(Binary),
    /// Adds to the left value in place if it can.
    Update(Binary),
    Step(i8),
    TypeOf,
    Jump(u32),
    /// value →
    JumpIf(u32),
    JumpUnless(u32),
    /// value → value, if it jumps
    JumpIfKeep(u32),
    JumpUnlessKeep(u32),
    JumpUnlessNothingKeep(u32),
    /// value → value; jumps with undefined instead of it
    JumpIfNothing(u32),
    /// value → value, if it jumps
    JumpUnlessUndefined(u32),
    /// callee arguments… → result
    Call(u32),
    /// this arguments… → result
    Invoke {
        name: Symbol,
        count: u32,
    },
    /// callee list dict → result
    CallSpread,
    /// this list dict → result
    InvokeSpread(Symbol),
    /// class list → instance
    New,
    /// defaults… → function
    Function(u32),
    /// bases… → class; its names are in the scope that begins
    ClassBegin(u32),
    /// class → class
    ClassMember {
        name: Symbol,
        is_static: bool,
        access: Access,
    },
    ClassEnd,
    /// class dict → class, with what its head gives by name
    ClassMade,
    Regex,
    /// iterable → iterator
    Iterate,
    /// object → iterator over its keys
    IterateKeys,
    /// iterator → iterator value, or jumps with the iterator gone
    Next(u32),
    /// iterable → values, the last on top… first
    Unpack {
        before: u32,
        after: u32,
        rest: bool,
        exact: bool,
    },
    ScopeBegin,
    ScopeEnd,
    /// Another scope with the same values: each turn of a loop has its own.
    ScopeCopy,
    TryBegin(u32),
    TryEnd,
    /// An exception is being handled from here on: exception → exception
    CatchBegin,
    CatchEnd,
    /// classes → truth: whether what is being handled is of them
    Matches,
    Return,
    Throw,
    /// exception cause →
    ThrowFrom,
    /// Again what is being handled.
    Rethrow,
    Await,
    Yield,
    /// iterator that is spent → what it came to
    Result,
    /// value → what `await` goes through (Python)
    Awaitable,
    /// value → value that an async generator gives out, to be told from what it waits for
    Given,
    Import {
        module: u32,
        root: bool,
    },
    /// module → module member
    ImportMember(Symbol),
    ImportAll,
    /// `import()`
    ImportDynamic,
    /// manager → exit-function value
    Enter,
    /// exit-function → truth: whether what is being handled is over
    Leave,
    Export(Symbol),
    /// message → never
    Assertion,
    /// object list → object without these keys
    Without,
    /// value → value, a whole number between the bounds that are constants from here on
    Within {
        bounds: u32,
        said: &'static str,
    },
}

pub use super::syntax::Access;

/// A parameter of compiled code.
#[derive(Clone, Debug)]
pub struct Slot {
    pub kind: ParameterKind,
    /// The name; `None` for a pattern, which the code takes apart from a name of its own.
    pub name: Symbol,
    pub has_default: bool,
    /// The function itself gives it a value where none is given.
    pub falls_back: bool,
}

/// A function, or the body of a file.
#[derive(Debug)]
pub struct Code {
    pub name: Name,
    /// The file, as tracebacks call it.
    pub file: Rc<SourceText>,
    pub ops: Vec<Op>,
    /// Of each instruction.
    pub spans: Vec<Span>,
    pub constants: Vec<Value>,
    pub names: Vec<Name>,
    pub functions: Vec<Rc<Code>>,
    pub slots: Vec<Slot>,
    pub kind: FunctionKind,
    /// Where it is written.
    pub span: Span,
    pub is_async: bool,
    pub is_generator: bool,
    /// Types that were written to parameters, as functions without parameters that give them.
    pub annotations: Vec<(Name, Rc<Code>)>,
    /// The text at its head (Python).
    pub doc: Option<Name>,
}

/// A source file.
#[derive(Debug)]
pub struct SourceText {
    /// As messages name it.
    pub shown: Name,
    pub text: Name,
    /// Whether it is part of the interpreter: its lines are not shown.
    pub is_library: bool,
}

impl SourceText {
    /// A line, from 1.
    pub fn line(&self, number: u32) -> Option<&str> {
        self.text.lines().nth((number as usize).checked_sub(1)?)
    }
}
