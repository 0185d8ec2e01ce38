//! Statements: conditions, choices, loops and ways out.

use super::expression::has_let;
use super::matching::{both, is_tuple_of_names};
use super::{Ends, Loop, Lower, Made, assign, doing, int, truth, unit};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{call, declare, does, named, statement};
use crate::shell::programs::script::compiled::rust::ast::{Arm, Block, Expr, ExprKind, Pattern, PatternKind, Type};
use crate::shell::programs::script::compiled::rust::types::Ty;
use crate::shell::programs::script::syntax::{
    self, Binary, Declares, ExprKind as Tree, Name, Span, StatementKind as Kinds, Unary,
};

type Done = Result<(), Halt>;

impl Lower<'_> {
    /// An expression as a statement.
    pub(super) fn statement(&mut self, expr: &Expr, into: &mut syntax::Block) -> Done {
        self.guard(expr.span)?;
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Assign(target, value) => self.assignment(target, value, span, into)?,
            ExprKind::Update(operator, target, value) => self.update(expr, operator, target, value, into)?,
            ExprKind::If(..) | ExprKind::Match(..) => self.choice(expr, Ends::Nothing, into)?,
            ExprKind::Block(block, None) => {
                let inner = self.inner(block, Ends::Nothing)?;
                into.push(statement(Kinds::Block(inner), span));
            }
            ExprKind::Block(..) | ExprKind::While(..) | ExprKind::Loop(..) | ExprKind::For(..) => {
                self.looped(expr, None, into)?;
            }
            ExprKind::Return(value) => {
                let value = match value {
                    Some(value) => self.value(value)?,
                    None => unit(span),
                };
                into.push(statement(Kinds::Return(Some(value)), span));
            }
            ExprKind::Break(label, value) => self.leave(label.as_ref(), value.as_ref(), span, into)?,
            ExprKind::Continue(label) => self.go_on(label.as_ref(), span, into)?,
            _ => {
                let value = self.place(expr)?;
                into.push(does(value));
            }
        }
        Ok(())
    }

    /// `let pattern = value else { … }`
    pub(super) fn declaration(
        &mut self,
        pattern: &Pattern,
        of: &Type,
        value: Option<&Expr>,
        otherwise: Option<&Block>,
        span: Span,
        into: &mut syntax::Block,
    ) -> Done {
        let Some(value) = value else {
            if let Some(name) = self.unique(pattern.id) {
                into.push(declare(&name, unit(span), span));
            }
            return Ok(());
        };
        if let Some(otherwise) = otherwise {
            let value = self.subject(value, into)?;
            if let Some(test) = self.test(pattern, &value)? {
                let not = syntax::Expr::new(Tree::Unary(Unary::Not, test), span)?;
                let otherwise = self.inner(otherwise, Ends::Nothing)?;
                into.push(statement(Kinds::If(not, otherwise, Vec::new()), span));
            }
            return self.binds(pattern, &value, into);
        }
        let want = self.ty(pattern.id);
        let made = if matches!(of, Type::Infer) { self.value(value)? } else { self.value_as(value, &want)? };
        match &pattern.kind {
            PatternKind::Bind(_, false, None) if let Some(name) = self.unique(pattern.id) => {
                into.push(declare(&name, made, span));
            }
            PatternKind::Wild => into.push(does(made)),
            _ => {
                let made = self.kept(made, "parts", into);
                self.binds(pattern, &made, into)?;
            }
        }
        Ok(())
    }

    /// `if` and `match`.
    pub(super) fn choice(&mut self, expr: &Expr, ends: Ends, into: &mut syntax::Block) -> Done {
        self.guard(expr.span)?;
        match &*expr.kind {
            ExprKind::If(condition, then, otherwise) => {
                self.condition(condition, then, otherwise.as_ref(), ends, expr.span, into)
            }
            ExprKind::Match(subject, arms) => self.arms(subject, arms, ends, expr.span, into),
            _ => Ok(()),
        }
    }

    fn condition(
        &mut self,
        condition: &Expr,
        then: &Block,
        otherwise: Option<&Expr>,
        ends: Ends,
        span: Span,
        into: &mut syntax::Block,
    ) -> Done {
        let mut rest = Vec::new();
        match otherwise {
            Some(otherwise) => match &*otherwise.kind {
                ExprKind::Block(block, None) => self.block(block, ends, &mut rest)?,
                _ => self.choice(otherwise, ends, &mut rest)?,
            },
            None if ends == Ends::Value => rest.push(does(unit(span))),
            None => {}
        }
        let mut steps = Vec::new();
        let (test, mut body) = match &*condition.kind {
            // The usual case: the variables are made in the body.
            ExprKind::Let(pattern, value) => {
                let value = self.subject(value, &mut steps)?;
                let test = self.test(pattern, &value)?;
                let mut body = Vec::new();
                self.binds(pattern, &value, &mut body)?;
                (test.unwrap_or_else(|| truth(true, span)), body)
            }
            _ if has_let(condition) => (self.chained(condition, &mut steps)?, Vec::new()),
            _ => (self.read(condition)?, Vec::new()),
        };
        self.block(then, ends, &mut body)?;
        let whole = statement(Kinds::If(test, body, rest), span);
        if steps.is_empty() {
            into.push(whole);
        } else {
            steps.push(whole);
            into.push(statement(Kinds::Block(steps), span));
        }
        Ok(())
    }

    /// A condition with several `let`; its variables are made before it.
    fn chained(&mut self, condition: &Expr, before: &mut syntax::Block) -> Made {
        let span = condition.span;
        match &*condition.kind {
            ExprKind::Binary("&&", left, right) => {
                let left = self.chained(left, before)?;
                let right = self.chained(right, before)?;
                syntax::Expr::new(Tree::And(left, right), span)
            }
            ExprKind::Let(pattern, value) => {
                let name = self.hidden("subject");
                before.push(declare(&name, unit(span), span));
                let made = self.read(value)?;
                let subject = named(&name, span);
                let mut steps = vec![assign(syntax::Pattern::Name(name.as_str().into(), span), made, span)];
                let test = self.test(pattern, &subject)?;
                let forward = self.forward(pattern, &subject, before)?;
                let whole = both(test.into_iter().chain([forward]).collect(), span)?;
                steps.push(does(whole.unwrap_or_else(|| truth(true, span))));
                doing(steps, span)
            }
            _ => self.read(condition),
        }
    }

    fn arms(&mut self, subject: &Expr, arms: &[Arm], ends: Ends, span: Span, into: &mut syntax::Block) -> Done {
        let mut steps = Vec::new();
        let value = self.subject(subject, &mut steps)?;
        let mut made: Vec<(Option<syntax::Expr>, syntax::Block)> = Vec::new();
        for arm in arms {
            let test = self.test(&arm.pattern, &value)?;
            let guard = self.guarded(&arm.pattern, arm.guard.as_ref(), &value, arm.pattern.span)?;
            let test = both(test.into_iter().chain(guard).collect(), arm.pattern.span)?;
            let mut body = Vec::new();
            self.binds(&arm.pattern, &value, &mut body)?;
            match ends {
                Ends::Nothing => self.statement(&arm.body, &mut body)?,
                Ends::Value => self.last(&arm.body, &mut body)?,
                Ends::Return => self.returning(&arm.body, &mut body)?,
            }
            let always = test.is_none();
            made.push((test, body));
            if always {
                break;
            }
        }
        if ends == Ends::Return {
            for (test, body) in made {
                match test {
                    Some(test) => steps.push(statement(Kinds::If(test, body, Vec::new()), span)),
                    None => steps.push(statement(Kinds::Block(body), span)),
                }
            }
        } else {
            let mut rest = if ends == Ends::Value { vec![does(unit(span))] } else { Vec::new() };
            for (test, body) in made.into_iter().rev() {
                match test {
                    Some(test) => rest = vec![statement(Kinds::If(test, body, rest), span)],
                    None => rest = body,
                }
            }
            // The depth of a choice is seen where it is made part of a value.
            if steps.is_empty() && !rest.iter().any(|step| matches!(step.kind, Kinds::Declare(..))) {
                into.extend(rest);
                return Ok(());
            }
            steps.extend(rest);
        }
        into.push(statement(Kinds::Block(steps), span));
        Ok(())
    }

    fn begin(
        &mut self,
        label: Option<&Name>,
        value: Option<String>,
        is_block: bool,
        into: &mut syntax::Block,
        span: Span,
    ) {
        let flag = self.hidden("way");
        if label.is_some() {
            into.push(declare(&flag, int(0, span), span));
        }
        self.loops.push(Loop { label: label.cloned(), flag, value, jumped: false, is_block });
    }

    /// Ends a loop: what is behind it asks whether a loop further out is meant.
    fn end(&mut self, span: Span, into: &mut syntax::Block) -> Done {
        if self.loops.pop().is_none() {
            return Ok(());
        }
        let depth = self.loops.len();
        for at in 0..depth {
            let Some(outer) = self.loops.get(at).filter(|outer| outer.jumped) else { continue };
            let (flag, is_next) = (outer.flag.clone(), at + 1 == depth);
            let is =
                |way: i128| syntax::Expr::new(Tree::Binary(Binary::Equal, named(&flag, span), int(way, span)), span);
            if is_next {
                let again = vec![
                    assign(syntax::Pattern::Name(flag.as_str().into(), span), int(0, span), span),
                    statement(Kinds::Continue, span),
                ];
                into.push(statement(Kinds::If(is(1)?, vec![statement(Kinds::Break, span)], Vec::new()), span));
                into.push(statement(Kinds::If(is(2)?, again, Vec::new()), span));
            } else {
                let left = named(&flag, span);
                into.push(statement(Kinds::If(left, vec![statement(Kinds::Break, span)], Vec::new()), span));
            }
        }
        Ok(())
    }

    /// A loop as a statement; `value`: the variable that gets what it gives.
    pub(super) fn looped(&mut self, expr: &Expr, value: Option<String>, into: &mut syntax::Block) -> Done {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Loop(label, body) => {
                self.begin(label.as_ref(), value, false, into, span);
                let body = self.inner(body, Ends::Nothing)?;
                let kind = Kinds::While { condition: truth(true, span), body, otherwise: Vec::new() };
                into.push(statement(kind, span));
            }
            ExprKind::Block(block, label) => {
                self.begin(label.as_ref(), value.clone(), true, into, span);
                let mut body = Vec::new();
                let given = block.value.as_ref().zip(value);
                match given {
                    Some((last, name)) => {
                        let first = Block { value: None, ..block.clone() };
                        self.block(&first, Ends::Nothing, &mut body)?;
                        let last = self.value(last)?;
                        body.push(assign(syntax::Pattern::Name(name.as_str().into(), span), last, span));
                    }
                    None => self.block(block, Ends::Nothing, &mut body)?,
                }
                body.push(statement(Kinds::Break, span));
                let kind = Kinds::While { condition: truth(true, span), body, otherwise: Vec::new() };
                into.push(statement(kind, span));
            }
            ExprKind::While(label, condition, body) => {
                self.begin(label.as_ref(), None, false, into, span);
                let kind = self.while_(condition, body, span)?;
                into.push(statement(kind, span));
            }
            ExprKind::For(label, pattern, iterable, body) => {
                let iterable = self.iterated(iterable)?;
                self.begin(label.as_ref(), None, false, into, span);
                let mut steps = Vec::new();
                let target = self.target(pattern, &mut steps)?;
                self.block(body, Ends::Nothing, &mut steps)?;
                let declares = Declares::Let;
                let kind =
                    Kinds::ForEach { target, declares, iterable, keys: false, body: steps, otherwise: Vec::new() };
                into.push(statement(kind, span));
            }
            _ => return Ok(()),
        }
        self.end(span, into)
    }

    fn while_(&mut self, condition: &Expr, body: &Block, span: Span) -> Result<Kinds, Halt> {
        if !has_let(condition) {
            let condition = self.read(condition)?;
            let body = self.inner(body, Ends::Nothing)?;
            return Ok(Kinds::While { condition, body, otherwise: Vec::new() });
        }
        let mut steps = Vec::new();
        let stop = vec![statement(Kinds::Break, span)];
        let mut then = Vec::new();
        let test = match &*condition.kind {
            ExprKind::Let(pattern, value) => {
                let value = self.subject(value, &mut steps)?;
                let test = self.test(pattern, &value)?;
                self.binds(pattern, &value, &mut then)?;
                test.unwrap_or_else(|| truth(true, span))
            }
            _ => self.chained(condition, &mut steps)?,
        };
        self.block(body, Ends::Nothing, &mut then)?;
        steps.push(statement(Kinds::If(test, then, stop), span));
        Ok(Kinds::While { condition: truth(true, span), body: steps, otherwise: Vec::new() })
    }

    /// What each turn of a loop gives its value to.
    fn target(&mut self, pattern: &Pattern, steps: &mut syntax::Block) -> Result<syntax::Pattern, Halt> {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Wild => return Ok(syntax::Pattern::Nothing),
            PatternKind::Bind(_, _, None) if let Some(name) = self.unique(pattern.id) => {
                let ty = self.ty(pattern.id);
                if !self.copies(&ty) {
                    return Ok(syntax::Pattern::Name(name, span));
                }
            }
            PatternKind::Tuple(parts)
                if is_tuple_of_names(parts)
                    && matches!(self.ty(pattern.id), Ty::Tuple(ref types) if types.len() == parts.len()) =>
            {
                let names: Vec<syntax::Pattern> = parts
                    .iter()
                    .map(|part| match self.unique(part.id) {
                        Some(name) => syntax::Pattern::Name(name, part.span),
                        None => syntax::Pattern::Nothing,
                    })
                    .collect();
                return Ok(syntax::Pattern::List(names, span));
            }
            _ => {}
        }
        let name = self.hidden("item");
        self.binds(pattern, &named(&name, span), steps)?;
        Ok(syntax::Pattern::Name(name.as_str().into(), span))
    }

    /// The loop that a way out means.
    fn meant_loop(&mut self, label: Option<&Name>, span: Span) -> Result<usize, Halt> {
        let at = self.loops.iter().rposition(|found| match label {
            Some(label) => found.label.as_ref() == Some(label),
            None => !found.is_block,
        });
        at.ok_or_else(|| Halt::Unsimulated { span, what: "a way out of this".into() })
    }

    fn leave(&mut self, label: Option<&Name>, value: Option<&Expr>, span: Span, into: &mut syntax::Block) -> Done {
        let at = self.meant_loop(label, span)?;
        if let Some(value) = value {
            let value = self.value(value)?;
            match self.loops.get(at).and_then(|found| found.value.clone()) {
                Some(name) => into.push(assign(syntax::Pattern::Name(name.as_str().into(), span), value, span)),
                None => into.push(does(value)),
            }
        }
        self.jump(at, 1, span, into);
        Ok(())
    }

    fn go_on(&mut self, label: Option<&Name>, span: Span, into: &mut syntax::Block) -> Done {
        let at = self.meant_loop(label, span)?;
        if at + 1 == self.loops.len() {
            into.push(statement(Kinds::Continue, span));
        } else {
            self.jump(at, 2, span, into);
        }
        Ok(())
    }

    fn jump(&mut self, at: usize, way: i128, span: Span, into: &mut syntax::Block) {
        if at + 1 < self.loops.len()
            && let Some(found) = self.loops.get_mut(at)
        {
            found.jumped = true;
            let flag: Name = found.flag.as_str().into();
            into.push(assign(syntax::Pattern::Name(flag, span), int(way, span), span));
        }
        into.push(statement(Kinds::Break, span));
    }

    /// A call of a function of the library's that never comes back.
    pub(super) fn panics(&self, said: syntax::Expr, span: Span) -> Made {
        call("_panic", vec![said], span)
    }
}
