//! From Rust's tree to the one tree that all languages have.
//!
//! Whole numbers, texts, truth values, letters and tuples are Python's own values; everything else is an object that is
//! changed in place. So `&mut` of an object is the object, and of anything else a reference of the library's, which
//! reads and writes where it came from by its `v`.

mod arithmetic;
mod call;
mod control;
mod expression;
mod item;
mod macros;
mod matching;
mod spot;

pub use arithmetic::operator_method;

use super::ast::{Block, Expr, ExprKind, Statement};
use super::collect::owner_of;
use super::infer::{Known, Meaning};
use super::types::{NODE, Ty, is_float, is_whole};
use super::world::{Kind, World};
use crate::allowance;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{call, declare, does, member, named, statement, text};
use crate::shell::programs::script::syntax::{
    self, Argument, ExprKind as Tree, Span, Statement as Step, StatementKind as Kinds,
};

/// How values of a type are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// As a value that is never changed itself.
    Plain,
    /// As an object.
    Object,
    Unknown,
}

/// A loop that is open.
struct Loop {
    label: Option<super::super::super::syntax::Name>,
    /// The variable that what is behind an inner loop asks whether this one is left.
    flag: String,
    /// The variable that gets its value.
    value: Option<String>,
    /// Whether it was left or gone on from inside another one.
    jumped: bool,
    /// A block with a label: `continue` does not mean it.
    is_block: bool,
}

pub struct Lower<'w> {
    world: &'w World,
    pub known: Known,
    hidden: usize,
    loops: Vec<Loop>,
}

type Made = Result<syntax::Expr, Halt>;
type Done = Result<(), Halt>;

impl<'w> Lower<'w> {
    pub fn new(world: &'w World, known: Known) -> Self {
        Lower { world, known, hidden: 0, loops: Vec::new() }
    }

    /// A name that no program can write.
    fn hidden(&mut self, what: &str) -> String {
        self.hidden += 1;
        format!(".{what}{}", self.hidden)
    }

    /// The type of an expression or pattern.
    fn ty(&self, id: usize) -> Ty {
        match self.known.types.get(&id) {
            Some(ty) => self.known.table.whole(ty),
            None => Ty::Param("_".into()),
        }
    }

    fn held(&self, ty: &Ty) -> Held {
        match ty {
            Ty::Tuple(_) | Ty::Function(..) => Held::Plain,
            Ty::Of(name, _) if is_whole(name) || is_float(name) => Held::Plain,
            Ty::Of(name, _) if matches!(&**name, "str" | "bool" | "char") => Held::Plain,
            Ty::Of(name, _) if name.starts_with("dyn.") => Held::Unknown,
            Ty::Of(..) => Held::Object,
            Ty::Mut(inner) => self.held(inner),
            Ty::Var(_) | Ty::Param(_) => Held::Unknown,
        }
    }

    /// Whether a value of the type is copied where it is used.
    fn copies(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Of(name, _) if &**name == "array" => true,
            Ty::Of(name, all) if &**name == "Option" => all.iter().all(|ty| self.is_copy(ty)),
            Ty::Of(name, _) => self.world.types.get(name).is_some_and(|of| of.copies),
            Ty::Tuple(parts) => parts.iter().any(|ty| self.copies(ty)),
            Ty::Var(_) | Ty::Param(_) => self.world.types.values().any(|of| of.copies && !of.library),
            Ty::Function(..) | Ty::Mut(_) => false,
        }
    }

    fn is_copy(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Of(name, _) if &**name == "str" => false,
            Ty::Of(name, _) if self.held(ty) == Held::Plain => &**name != "str",
            Ty::Tuple(parts) => parts.iter().all(|ty| self.is_copy(ty)),
            ty => self.copies(ty),
        }
    }

    /// What the type describes at run time.
    fn described(&self, ty: &Ty, span: Span) -> Made {
        let all = |name: syntax::Expr, all: &[Ty]| -> Made {
            let mut parts = vec![Argument::Plain(name)];
            for ty in all {
                parts.push(Argument::Plain(self.described(ty, span)?));
            }
            syntax::Expr::new(Tree::Tuple(parts), span)
        };
        match ty {
            Ty::Of(name, arguments) => {
                let is_own = self.world.types.get(name).is_some_and(|of| !of.library);
                let shown = if is_own { named(name, span) } else { text(name, span) };
                if arguments.is_empty() { Ok(shown) } else { all(shown, arguments) }
            }
            Ty::Tuple(parts) => all(text("tuple", span), parts),
            Ty::Mut(inner) => self.described(inner, span),
            Ty::Function(..) | Ty::Var(_) | Ty::Param(_) => Ok(unit(span)),
        }
    }

    /// What has the methods of values that are no objects; `None`: the object itself has them.
    fn namespace(&self, owner: &str, receiver: &Ty) -> Option<String> {
        Some(match owner {
            "int" if is_whole(receiver.name()) => format!("_{}", receiver.name()),
            "int" => "_i32".into(),
            "float" if receiver.name() == "f32" => "_f32".into(),
            "float" => "_f64".into(),
            "Vec" => "_list".into(),
            "str" | "char" | "bool" | "any" | "tuple" => format!("_{owner}"),
            name if is_whole(name) || is_float(name) => format!("_{name}"),
            _ => return None,
        })
    }

    /// The type as it is named in the tree, where its functions are.
    fn owner(&self, ty: &Ty, span: Span) -> syntax::Expr {
        let owner = owner_of(ty);
        match self.namespace(&owner, ty) {
            Some(name) => named(&name, span),
            None => named(&owner, span),
        }
    }

    /// Reads through a reference to a value of this type.
    fn through(&self, value: syntax::Expr, inner: &Ty) -> Made {
        let span = value.span;
        match self.held(inner) {
            Held::Plain => member(value, "v", span),
            Held::Object => Ok(value),
            Held::Unknown => call("_deref", vec![value], span),
        }
    }

    /// A value to be looked at: references are read.
    fn read(&mut self, expr: &Expr) -> Made {
        let value = self.place(expr)?;
        match self.ty(expr.id) {
            Ty::Mut(inner) => self.through(value, &inner),
            _ => Ok(value),
        }
    }

    /// A value to be kept: what is copied in Rust is copied.
    fn value(&mut self, expr: &Expr) -> Made {
        let made = self.place(expr)?;
        let is_place =
            matches!(&*expr.kind, ExprKind::Path(_) | ExprKind::Field(..) | ExprKind::Index(..) | ExprKind::Deref(_));
        let is_local = !matches!(self.known.meanings.get(&expr.id), Some(Meaning::Variant(..) | Meaning::Structure(_)));
        let ty = self.ty(expr.id);
        if is_place && is_local && self.copies(&ty) && !matches!(ty, Ty::Mut(_)) {
            let span = made.span;
            return call("_copied", vec![made], span);
        }
        Ok(made)
    }

    /// The same for a place of this type: a reference is read where a value is meant.
    fn value_as(&mut self, expr: &Expr, want: &Ty) -> Made {
        let want = self.known.table.whole(want);
        match self.ty(expr.id) {
            Ty::Mut(inner) if !matches!(want, Ty::Mut(_) | Ty::Param(_) | Ty::Var(_)) => {
                let made = self.place(expr)?;
                self.through(made, &inner)
            }
            _ => self.value(expr),
        }
    }

    fn guard(&self, span: Span) -> Done {
        allowance::insist(NODE);
        match allowance::stack() {
            Ok(()) => Ok(()),
            Err(_) => Err(Halt::Unsimulated { span, what: "a program nested so deeply".into() }),
        }
    }

    /// Statements of a block, and what becomes of its value.
    fn block(&mut self, block: &Block, ends: Ends, into: &mut syntax::Block) -> Done {
        self.guard(block.span)?;
        for statement in &block.statements {
            match statement {
                Statement::Expr(value) => self.statement(value, into)?,
                Statement::Let { pattern, value, otherwise, of, span } => {
                    self.declaration(pattern, of, value.as_ref(), otherwise.as_ref(), *span, into)?;
                }
            }
        }
        let leaves = matches!(block.statements.last(), Some(Statement::Expr(value)) if super::infer::leaves(value));
        match (&block.value, ends) {
            (Some(value), Ends::Nothing) => self.statement(value, into)?,
            (Some(value), Ends::Value) => self.last(value, into)?,
            (Some(value), Ends::Return) => self.returning(value, into)?,
            (None, Ends::Nothing) => {}
            (None, Ends::Value) => into.push(does(unit(block.span))),
            (None, Ends::Return) if leaves => {}
            (None, Ends::Return) => into.push(statement(Kinds::Return(Some(unit(block.span))), block.span)),
        }
        Ok(())
    }

    /// A block's statements on their own.
    fn inner(&mut self, block: &Block, ends: Ends) -> Result<syntax::Block, Halt> {
        let mut into = Vec::new();
        self.block(block, ends, &mut into)?;
        Ok(into)
    }

    /// An expression as the last statement of what is a value.
    fn last(&mut self, expr: &Expr, into: &mut syntax::Block) -> Done {
        match &*expr.kind {
            ExprKind::If(..) | ExprKind::Match(..) => self.choice(expr, Ends::Value, into),
            ExprKind::Block(block, None) => {
                let inner = self.inner(block, Ends::Value)?;
                into.push(statement(Kinds::Block(inner), expr.span));
                Ok(())
            }
            _ if super::infer::leaves(expr) => {
                self.statement(expr, into)?;
                into.push(does(unit(expr.span)));
                Ok(())
            }
            _ => {
                let value = self.value(expr)?;
                into.push(does(value));
                Ok(())
            }
        }
    }

    /// An expression that a function ends with.
    fn returning(&mut self, expr: &Expr, into: &mut syntax::Block) -> Done {
        match &*expr.kind {
            ExprKind::If(_, _, Some(_)) | ExprKind::Match(..) => self.choice(expr, Ends::Return, into),
            ExprKind::Block(block, None) => {
                let inner = self.inner(block, Ends::Return)?;
                into.push(statement(Kinds::Block(inner), expr.span));
                Ok(())
            }
            ExprKind::Return(_) => self.statement(expr, into),
            ExprKind::While(..) | ExprKind::For(..) | ExprKind::If(..) => {
                self.statement(expr, into)?;
                into.push(statement(Kinds::Return(Some(unit(expr.span))), expr.span));
                Ok(())
            }
            _ => {
                let value = self.value(expr)?;
                into.push(statement(Kinds::Return(Some(value)), expr.span));
                Ok(())
            }
        }
    }

    /// A value in a variable, unless it is one or a constant already.
    fn kept(&mut self, value: syntax::Expr, what: &str, into: &mut syntax::Block) -> syntax::Expr {
        if is_pure(&value) {
            return value;
        }
        let (name, span) = (self.hidden(what), value.span);
        into.push(declare(&name, value, span));
        named(&name, span)
    }

    fn variant_count(&self, of: &str) -> usize {
        match self.world.types.get(of).map(|of| &of.kind) {
            Some(Kind::Enum(all)) => all.len(),
            _ => 0,
        }
    }
}

/// What becomes of the value at the end of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Nothing,
    Value,
    Return,
}

/// `()`
pub fn unit(span: Span) -> syntax::Expr {
    syntax::Expr::leaf(Tree::None, span)
}

pub fn int(value: i128, span: Span) -> syntax::Expr {
    syntax::Expr::leaf(Tree::Int(value), span)
}

pub fn truth(value: bool, span: Span) -> syntax::Expr {
    syntax::Expr::leaf(Tree::Bool(value), span)
}

/// Whether a value can be asked for twice.
fn is_pure(value: &syntax::Expr) -> bool {
    match &*value.kind {
        Tree::Name(_) | Tree::Int(_) | Tree::Text(_) | Tree::Bool(_) | Tree::None | Tree::Symbol(_) => true,
        Tree::Member { object, .. } => is_pure(object),
        _ => false,
    }
}

/// `target = value`
pub fn assign(target: syntax::Pattern, value: syntax::Expr, span: Span) -> Step {
    statement(Kinds::Assign(vec![target], value), span)
}

/// Statements as a value.
pub fn doing(block: syntax::Block, span: Span) -> Made {
    syntax::Expr::new(Tree::Do(block), span)
}
