//! From the tree to [`Code`].
//!
//! One [`Unit`] a function. What differs between the languages is how names come into being ([`Scoping`]); the rest is
//! told by the tree.

mod assign;
mod class;
mod control;
mod expression;
mod function;
mod names;
mod statement;
mod valued;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Halt;
use super::code::{Code, Op, Slot, SourceText};
use super::symbols::{Symbol, Symbols};
use super::syntax::{Block, Declares, FunctionKind, Name, Span};
use super::value::Value;

pub use statement::{LEFT, OPERATOR, RIGHT};

/// How names come into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoping {
    /// An assignment makes a name of the function's (Python, Ruby, PHP).
    Function,
    /// A declaration makes a name of the block's.
    Block,
}

/// Instructions that one function may have.
const MAX_OPS: usize = 1 << 20;

/// Compiles a file's body.
pub fn compile(block: &Block, scoping: Scoping, file: Rc<SourceText>, symbols: &mut Symbols) -> Result<Code, Halt> {
    let mut compiler = Compiler { symbols, scoping, file, units: Vec::new(), hidden: 0 };
    compiler.begin(Header::body());
    compiler.unit().doc = doc(block);
    compiler.body(block)?;
    let span = Span::default();
    let end = if scoping == Scoping::Function { Op::None } else { Op::Undefined };
    compiler.emit(end, span);
    compiler.emit(Op::Return, span);
    compiler.end(span)
}

/// The same for a body whose last expression is its result (`node -p`, a prompt).
pub fn compile_expression(
    block: &Block,
    scoping: Scoping,
    file: Rc<SourceText>,
    symbols: &mut Symbols,
) -> Result<Code, Halt> {
    use super::syntax::{Statement, StatementKind};
    let mut block = block.clone();
    if let Some(last) = block.last_mut()
        && let StatementKind::Expression(value) = &last.kind
    {
        *last = Statement { kind: StatementKind::Return(Some(value.clone())), span: last.span };
    }
    compile(&block, scoping, file, symbols)
}

/// The text at the head of a body.
fn doc(block: &Block) -> Option<Name> {
    use super::syntax::{ExprKind, StatementKind};
    match &block.first()?.kind {
        StatementKind::Expression(value) => match &*value.kind {
            ExprKind::Text(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What is known of a function before its body.
struct Header {
    name: Name,
    kind: FunctionKind,
    is_async: bool,
    is_generator: bool,
}

impl Header {
    fn body() -> Self {
        Header { name: Rc::from("<module>"), kind: FunctionKind::Plain, is_async: true, is_generator: false }
    }
}

/// A function on its way.
struct Unit {
    header: Header,
    ops: Vec<Op>,
    spans: Vec<Span>,
    constants: Vec<Value>,
    names: Vec<Name>,
    functions: Vec<Rc<Code>>,
    slots: Vec<Slot>,
    annotations: Vec<(Name, Rc<Code>)>,
    doc: Option<Name>,
    contexts: Vec<Context>,
    /// Jumps to the end of each optional chain that is under way.
    chains: Vec<Vec<usize>>,
    /// Names that an assignment makes here.
    locals: BTreeSet<Symbol>,
    globals: BTreeSet<Symbol>,
    outers: BTreeSet<Symbol>,
    is_module: bool,
}

/// What has to be cleaned up on the way out of a block.
#[derive(Clone)]
enum Context {
    Loop {
        breaks: Vec<usize>,
        continues: Vec<usize>,
        has_iterator: bool,
    },
    Switch {
        breaks: Vec<usize>,
    },
    Scope,
    Try,
    Catch,
    Finally(Rc<Block>),
    /// The name that holds the function to call.
    With(Symbol),
}

struct Compiler<'a> {
    symbols: &'a mut Symbols,
    scoping: Scoping,
    file: Rc<SourceText>,
    units: Vec<Unit>,
    hidden: u32,
}

impl Compiler<'_> {
    fn begin(&mut self, header: Header) {
        let is_module = self.units.is_empty();
        self.units.push(Unit {
            header,
            ops: Vec::new(),
            spans: Vec::new(),
            constants: Vec::new(),
            names: Vec::new(),
            functions: Vec::new(),
            slots: Vec::new(),
            annotations: Vec::new(),
            doc: None,
            contexts: Vec::new(),
            chains: Vec::new(),
            locals: BTreeSet::new(),
            globals: BTreeSet::new(),
            outers: BTreeSet::new(),
            is_module,
        });
    }

    fn end(&mut self, span: Span) -> Result<Code, Halt> {
        let Some(unit) = self.units.pop() else { return Err(Halt::syntax(span, "a function without a body")) };
        if unit.ops.len() > MAX_OPS {
            return Err(Halt::syntax(span, "a function that is too long for layercake"));
        }
        let Header { name, kind, is_async, is_generator } = unit.header;
        Ok(Code {
            name,
            file: self.file.clone(),
            ops: unit.ops,
            spans: unit.spans,
            constants: unit.constants,
            names: unit.names,
            functions: unit.functions,
            slots: unit.slots,
            kind,
            span,
            is_async,
            is_generator,
            annotations: unit.annotations,
            doc: unit.doc,
        })
    }

    /// The function that is being compiled. There is one from [`Compiler::begin`] to [`Compiler::end`].
    #[expect(clippy::expect_used, reason = "begin and end are called in pairs")]
    fn unit(&mut self) -> &mut Unit {
        self.units.last_mut().expect("a unit has begun")
    }

    /// Adds an instruction; gives its place.
    fn emit(&mut self, op: Op, span: Span) -> usize {
        let unit = self.unit();
        unit.ops.push(op);
        unit.spans.push(span);
        unit.ops.len() - 1
    }

    /// Where the next instruction will stand.
    fn here(&mut self) -> u32 {
        u32::try_from(self.unit().ops.len()).unwrap_or(u32::MAX)
    }

    /// Makes the jump at `place` lead to here.
    fn land(&mut self, place: usize) {
        let here = self.here();
        let Some(op) = self.unit().ops.get_mut(place) else { return };
        match op {
            Op::Jump(to)
            | Op::JumpIf(to)
            | Op::JumpUnless(to)
            | Op::JumpIfKeep(to)
            | Op::JumpUnlessKeep(to)
            | Op::JumpUnlessNothingKeep(to)
            | Op::JumpIfNothing(to)
            | Op::JumpUnlessUndefined(to)
            | Op::Next(to)
            | Op::TryBegin(to) => *to = here,
            _ => {}
        }
    }

    fn land_all(&mut self, places: Vec<usize>) {
        places.into_iter().for_each(|place| self.land(place));
    }

    fn constant(&mut self, value: Value, span: Span) {
        let constants = &mut self.unit().constants;
        let number = u32::try_from(constants.len()).unwrap_or(u32::MAX);
        constants.push(value);
        self.emit(Op::Constant(number), span);
    }

    fn name_number(&mut self, name: &Name) -> u32 {
        let names = &mut self.unit().names;
        let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
        names.push(name.clone());
        number
    }

    /// A name that no program can write.
    fn hidden(&mut self, what: &str) -> Symbol {
        self.hidden += 1;
        self.symbols.of(&format!(".{what}{}", self.hidden))
    }

    /// Adds a finished function; gives its number.
    fn add_function(&mut self, code: Code) -> u32 {
        let functions = &mut self.unit().functions;
        let number = u32::try_from(functions.len()).unwrap_or(u32::MAX);
        functions.push(Rc::new(code));
        number
    }

    /// The value of a name.
    fn load(&mut self, name: &str, span: Span) {
        let symbol = self.symbols.of(name);
        let unit = self.unit();
        let op =
            if unit.locals.contains(&symbol) && !unit.is_module { Op::LoadLocal(symbol) } else { Op::Load(symbol) };
        self.emit(op, span);
    }

    /// Gives the value on the stack to a name.
    fn store(&mut self, name: &str, declares: Option<Declares>, span: Span) {
        let symbol = self.symbols.of(name);
        let op = match (declares, self.scoping) {
            (Some(Declares::Let), _) => Op::Define(symbol, Declares::Let),
            (Some(Declares::Const), _) => Op::Define(symbol, Declares::Const),
            (_, Scoping::Block) => Op::Store(symbol),
            _ if self.unit().globals.contains(&symbol) => Op::StoreGlobal(symbol),
            _ if self.unit().outers.contains(&symbol) => Op::StoreOuter(symbol),
            _ => Op::Define(symbol, Declares::Assignment),
        };
        self.emit(op, span);
    }
}
