//! Types of expressions, and what their names mean. Only what running needs is asked: that a program is right, its
//! compiler has seen.

mod call;
mod control;
mod expression;
mod path;
mod pattern;

pub use expression::is_pointer;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ast::{Block, Expr, Generic, Statement};
use super::collect::{Constant, Made, Program};
use super::types::{Table, Ty};
use super::world::{Place, Signature, World};
use crate::allowance;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::Name;

/// A variable.
#[derive(Clone, Debug)]
pub struct Local {
    pub name: Name,
    /// The name that it has in the tree: no other variable has it.
    pub unique: Name,
    pub ty: Ty,
    pub used: bool,
    /// Whether it is given another value, or lent to be changed.
    pub changes: bool,
    /// How many functions without a name it is in.
    depth: usize,
}

/// What a path means.
#[derive(Clone, Debug)]
pub enum Meaning {
    Local(usize),
    /// A function, with the types that its parameters stand for.
    Function(Rc<Signature>, Vec<Ty>),
    /// A function of a type's.
    Method(Ty, Rc<Signature>, Vec<Ty>),
    Constant(Name),
    InnerConstant(Ty, Name),
    /// A struct without names for its fields, as a function, or as a value.
    Structure(Name),
    Variant(Name, Name),
    /// A trait's method: it is the value's own.
    Sent(Name),
    /// `T::default` of a type that derives it, or is the library's.
    Default(Ty),
    Unknown(Name),
}

/// A method that is called.
#[derive(Clone, Debug)]
pub struct Called {
    /// `None`: it is found out when it is called.
    pub signature: Option<Rc<Signature>>,
    /// The type that it is called on, without references.
    pub receiver: Ty,
    /// Shared pointers (`Rc`) on the way to it.
    pub pointers: usize,
    pub generics: Vec<Ty>,
}

/// What is known of a program's expressions and patterns, by their numbers.
#[derive(Default)]
pub struct Known {
    pub types: BTreeMap<usize, Ty>,
    pub meanings: BTreeMap<usize, Meaning>,
    pub calls: BTreeMap<usize, Called>,
    pub locals: Vec<Local>,
    /// The variable of a pattern.
    pub bound: BTreeMap<usize, usize>,
    /// Variables from outside that a function without a name uses.
    pub captured: BTreeMap<usize, BTreeSet<usize>>,
    /// What the function around a question mark gives.
    pub results: BTreeMap<usize, Ty>,
    /// Shared pointers on the way to a field.
    pub pointers: BTreeMap<usize, usize>,
    pub table: Table,
}

/// A function that is being read.
struct Around {
    result: Ty,
    /// A function without a name: its number.
    closure: Option<usize>,
}

pub struct Infer<'w> {
    world: &'w World,
    program: &'w Program,
    pub known: Known,
    place: Place,
    /// Functions and iterators that parameters stand for, and traits that they have.
    bounds: BTreeMap<Name, Vec<Ty>>,
    scopes: Vec<BTreeMap<Name, usize>>,
    around: Vec<Around>,
    /// What loops give that are open, by label.
    loops: Vec<(Option<Name>, Ty)>,
}

impl<'w> Infer<'w> {
    pub fn new(world: &'w World, program: &'w Program) -> Self {
        Infer {
            world,
            program,
            known: Known::default(),
            place: Place::default(),
            bounds: BTreeMap::new(),
            scopes: Vec::new(),
            around: Vec::new(),
            loops: Vec::new(),
        }
    }

    fn fresh(&mut self) -> Ty {
        self.known.table.fresh()
    }

    fn unify(&mut self, one: &Ty, other: &Ty) {
        self.known.table.unify(one, other);
    }

    /// A type with what is left open made variables.
    fn opened(&mut self, ty: &Ty) -> Ty {
        let table = std::cell::RefCell::new(&mut self.known.table);
        ty.replaced(&|name| (name == "_").then(|| table.borrow_mut().fresh()))
    }

    fn written(&mut self, of: &super::ast::Type) -> Ty {
        let Infer { world, place, known, .. } = self;
        world.ty(of, place, &mut || known.table.fresh())
    }

    fn begin(&mut self, place: &Place, generics: &[&Generic]) {
        self.place = place.clone();
        self.place.generics.extend(generics.iter().map(|generic| generic.name.clone()));
        self.bounds.clear();
        for generic in generics {
            let bounds = generic.bounds.iter().map(|bound| self.written(bound)).collect();
            self.bounds.insert(generic.name.clone(), bounds);
        }
        self.scopes = vec![BTreeMap::new()];
        self.loops.clear();
    }

    /// A function's body.
    pub fn function(&mut self, made: &Made) -> Result<(), Halt> {
        let function = made.function.clone();
        let Some(body) = &function.body else { return Ok(()) };
        let generics: Vec<&Generic> = made.generics.iter().chain(&function.generics).collect();
        self.begin(&made.place, &generics);
        if !made.by.is_empty() && self.place.this == Some(Ty::Param("Self".into())) {
            self.bounds.insert("Self".into(), vec![Ty::of(&format!("dyn.{}", made.by))]);
        }
        if let Some(receiver) = &function.receiver {
            let of = receiver.of.as_ref().map(|of| self.written(of));
            let this = of.or_else(|| self.place.this.clone()).unwrap_or_else(|| self.known.table.fresh());
            let this = if receiver.lent && receiver.mutable { Ty::Mut(Box::new(this)) } else { this };
            let local = self.local("self", this);
            self.known.bound.insert(receiver.pattern, local);
        }
        for (pattern, of) in &function.parameters {
            let ty = self.written(of);
            self.bind(pattern, &ty, false)?;
        }
        let result = self.written(&function.result);
        self.around.push(Around { result: result.clone(), closure: None });
        self.block(body, Some(&result))?;
        self.around.pop();
        Ok(())
    }

    /// A constant's value.
    pub fn constant(&mut self, constant: &Constant) -> Result<(), Halt> {
        self.begin(&constant.place, &[]);
        self.expr(&constant.value, Some(&constant.ty))?;
        Ok(())
    }

    /// A value that stands in a module: the number of a variant.
    pub fn lone(&mut self, value: &Expr, module: usize) -> Result<(), Halt> {
        self.begin(&Place { module, ..Place::default() }, &[]);
        self.expr(value, None)?;
        Ok(())
    }

    /// Makes a variable.
    fn local(&mut self, name: &str, ty: Ty) -> usize {
        let ty = self.behind(ty);
        let number = self.known.locals.len();
        let depth = self.around.iter().filter(|around| around.closure.is_some()).count();
        let unique = if name == "self" { format!("self.{number}") } else { format!("{name}.{number}") };
        let local = Local { name: name.into(), unique: unique.into(), ty, used: false, changes: false, depth };
        self.known.locals.push(local);
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.into(), number);
        }
        number
    }

    /// The same type, of which no part stands inside of it: so a variable made of variables has no deeper type than they.
    fn behind(&mut self, ty: Ty) -> Ty {
        match ty {
            Ty::Mut(inner) => Ty::Mut(Box::new(self.behind(*inner))),
            Ty::Var(_) | Ty::Param(_) => ty,
            Ty::Of(_, ref arguments) if arguments.is_empty() => ty,
            ty => {
                let known = self.fresh();
                self.unify(&known, &ty);
                known
            }
        }
    }

    fn look_up(&mut self, name: &str) -> Option<usize> {
        let number = self.scopes.iter().rev().find_map(|scope| scope.get(name)).copied()?;
        let local = self.known.locals.get_mut(number)?;
        local.used = true;
        let depth = local.depth;
        let closures = self.around.iter().filter_map(|around| around.closure);
        for closure in closures.skip(depth) {
            self.known.captured.entry(closure).or_default().insert(number);
        }
        Some(number)
    }

    /// Statements; gives what they come to.
    fn block(&mut self, block: &Block, want: Option<&Ty>) -> Result<Ty, Halt> {
        if allowance::stack().is_err() {
            return Err(Halt::Unsimulated { span: block.span, what: "a program nested so deeply".into() });
        }
        let module = self.program.blocks.get(&block.id).copied();
        let before = module.map(|module| std::mem::replace(&mut self.place.module, module));
        self.scopes.push(BTreeMap::new());
        let result = self.statements(block, want);
        self.scopes.pop();
        if let Some(before) = before {
            self.place.module = before;
        }
        result
    }

    fn statements(&mut self, block: &Block, want: Option<&Ty>) -> Result<Ty, Halt> {
        let mut ends = false;
        for statement in &block.statements {
            match statement {
                Statement::Let { pattern, of, value, otherwise, .. } => {
                    let ty = self.written(of);
                    let found = match value {
                        Some(value) => self.expr(value, Some(&ty))?,
                        None => ty.clone(),
                    };
                    // A reference that may be written through stays one.
                    let ty = if matches!(of, super::ast::Type::Infer) { found } else { ty };
                    let lent = matches!(
                        value.as_ref().map(|value| &*value.kind),
                        Some(super::ast::ExprKind::Reference(true, _))
                    );
                    if let Some(otherwise) = otherwise {
                        self.block(otherwise, None)?;
                    }
                    self.bind(pattern, &ty, lent)?;
                }
                Statement::Expr(value) => {
                    self.expr(value, None)?;
                    ends = leaves(value);
                }
            }
        }
        match &block.value {
            Some(value) => self.expr(value, want),
            None if ends => Ok(want.cloned().unwrap_or_else(|| self.fresh())),
            None => Ok(Ty::unit()),
        }
    }
}

/// Whether nothing comes after an expression.
pub fn leaves(value: &Expr) -> bool {
    use super::ast::ExprKind::{Block, Break, Continue, Format, If, Loop, Match, Return};
    match &*value.kind {
        Return(_) | Break(..) | Continue(_) => true,
        Loop(None, _) => false,
        Format { name, .. } => matches!(&**name, "panic" | "todo" | "unreachable" | "unimplemented" | "bail"),
        Block(block, None) => block_leaves(block),
        If(_, then, Some(otherwise)) => block_leaves(then) && leaves(otherwise),
        Match(_, arms) => !arms.is_empty() && arms.iter().all(|arm| leaves(&arm.body)),
        _ => false,
    }
}

fn block_leaves(block: &Block) -> bool {
    match (&block.value, block.statements.last()) {
        (Some(value), _) => leaves(value),
        (None, Some(Statement::Expr(value))) => leaves(value),
        _ => false,
    }
}
