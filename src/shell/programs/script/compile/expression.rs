//! Expressions: each leaves one value on the stack.

use super::{Compiler, Header, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::{Op, Slot};
use crate::shell::programs::script::syntax::{
    Argument, Binary, Clause, Collected, Declares, Entry, Expr, ExprKind, FunctionKind, ParameterKind, Piece, Span,
};
use crate::shell::programs::script::value::Value;

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl Compiler<'_> {
    /// An expression: → value
    pub(super) fn expression(&mut self, expr: &Expr) -> Result<(), Halt> {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Undefined => drop(self.emit(Op::Undefined, span)),
            ExprKind::None => drop(self.emit(Op::None, span)),
            ExprKind::Bool(value) => self.constant(Value::Bool(*value), span),
            ExprKind::Int(value) => self.constant(Value::Int(*value), span),
            ExprKind::Float(value) => self.constant(Value::Float(*value), span),
            ExprKind::Text(text) => self.constant(Value::Text(text.clone()), span),
            ExprKind::Bytes(bytes) => {
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                self.constant(Value::text(text), span);
                self.constant(Value::text("latin-1"), span);
                let name = self.symbols.of("encode");
                self.emit(Op::Invoke { name, count: 1 }, span);
            }
            ExprKind::Name(name) => self.load(name, span),
            ExprKind::This => drop(self.emit(Op::This, span)),
            ExprKind::Super => drop(self.emit(Op::Super, span)),
            ExprKind::Template(pieces) => self.template(pieces, span)?,
            ExprKind::Regex { pattern, flags } => {
                self.constant(Value::Text(pattern.clone()), span);
                self.constant(Value::Text(flags.clone()), span);
                self.emit(Op::Regex, span);
            }
            ExprKind::List(items) => self.list(items, span)?,
            ExprKind::Tuple(items) => {
                self.list(items, span)?;
                self.emit(Op::ListToTuple, span);
            }
            ExprKind::Set(items) => {
                self.emit(Op::NewSet, span);
                for item in items {
                    match item {
                        Argument::Plain(item) => {
                            self.expression(item)?;
                            self.emit(Op::AddToSet, span);
                        }
                        _ => return Err(Halt::syntax(span, "a set with spread values")),
                    }
                }
            }
            ExprKind::Dict(entries) => self.entries(entries, Op::Dict, span)?,
            ExprKind::Record(entries) => self.entries(entries, Op::Record, span)?,
            ExprKind::Function(function) => self.function(function, None, span)?,
            ExprKind::Class(class) => self.class(class)?,
            _ => self.operation(expr)?,
        }
        Ok(())
    }

    fn operation(&mut self, expr: &Expr) -> Result<(), Halt> {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Unary(operator, value) => {
                self.expression(value)?;
                self.emit(Op::Unary(*operator), span);
            }
            ExprKind::Binary(operator, left, right) => {
                self.expression(left)?;
                self.expression(right)?;
                self.emit(Op::Binary(*operator), span);
            }
            ExprKind::Chain(first, rest) => self.chain(first, rest, span)?,
            ExprKind::And(left, right) => self.either(left, Op::JumpUnlessKeep(0), right, span)?,
            ExprKind::Or(left, right) => self.either(left, Op::JumpIfKeep(0), right, span)?,
            ExprKind::Coalesce(left, right) => self.either(left, Op::JumpUnlessNothingKeep(0), right, span)?,
            ExprKind::Conditional(condition, then, otherwise) => {
                self.expression(condition)?;
                let skip = self.emit(Op::JumpUnless(0), span);
                self.expression(then)?;
                let end = self.emit(Op::Jump(0), span);
                self.land(skip);
                self.expression(otherwise)?;
                self.land(end);
            }
            ExprKind::Call { callee, arguments, optional } => self.call(callee, arguments, *optional, span)?,
            ExprKind::New { callee, arguments } => {
                self.expression(callee)?;
                self.spread_arguments(arguments, span)?;
                self.emit(Op::Pop, span);
                self.emit(Op::New, span);
            }
            ExprKind::Member { object, name, optional } => {
                self.expression(object)?;
                self.leave_chain(*optional, Op::JumpIfNothing(0), span);
                let symbol = self.symbols.of(name);
                self.emit(Op::Member(symbol), span);
            }
            ExprKind::Index { object, index, optional } => {
                self.expression(object)?;
                self.leave_chain(*optional, Op::JumpIfNothing(0), span);
                self.expression(index)?;
                self.emit(Op::Index, span);
            }
            ExprKind::Slice { object, bounds } => {
                self.expression(object)?;
                self.bounds(bounds, span)?;
                self.emit(Op::Slice, span);
            }
            ExprKind::OptionalChain(inner) => {
                self.unit().chains.push(Vec::new());
                self.expression(inner)?;
                let ends = self.unit().chains.pop().unwrap_or_default();
                self.land_all(ends);
            }
            ExprKind::Assign { target, value } => self.assign_expression(target, value, span)?,
            ExprKind::Update { target, operator, value } => self.update(target, *operator, value, span)?,
            ExprKind::LogicUpdate { target, logic, value } => self.logic_update(target, *logic, value, span)?,
            ExprKind::Step { target, by, prefix } => self.step(target, *by, *prefix, span)?,
            _ => self.rare(expr)?,
        }
        Ok(())
    }

    fn rare(&mut self, expr: &Expr) -> Result<(), Halt> {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Comprehension { kind, element, value, clauses } => {
                self.comprehension(*kind, element, value.as_ref(), clauses, span)?;
            }
            ExprKind::Await(value) => {
                self.expression(value)?;
                if self.scoping == Scoping::Function {
                    self.emit(Op::Awaitable, span);
                    self.through(span);
                } else {
                    self.emit(Op::Await, span);
                }
            }
            ExprKind::Yield(value) => {
                match value {
                    Some(value) => self.expression(value)?,
                    None => drop(self.emit(Op::None, span)),
                }
                if self.unit().header.is_async && self.scoping == Scoping::Function {
                    self.emit(Op::Given, span);
                }
                self.emit(Op::Yield, span);
            }
            ExprKind::YieldFrom(value) => {
                self.expression(value)?;
                self.emit(Op::Iterate, span);
                self.through(span);
            }
            ExprKind::TypeOf(value) => {
                match &*value.kind {
                    ExprKind::Name(name) => {
                        let symbol = self.symbols.of(name);
                        self.emit(Op::LoadIfKnown(symbol), span);
                    }
                    _ => self.expression(value)?,
                }
                self.emit(Op::TypeOf, span);
            }
            ExprKind::Delete(value) => match &*value.kind {
                ExprKind::Member { object, name, .. } => {
                    self.expression(object)?;
                    let symbol = self.symbols.of(name);
                    self.emit(Op::DeleteMember(symbol), span);
                    self.constant(Value::Bool(true), span);
                }
                ExprKind::Index { object, index, .. } => {
                    self.expression(object)?;
                    self.expression(index)?;
                    self.emit(Op::DeleteIndex, span);
                    self.constant(Value::Bool(true), span);
                }
                _ => return Err(Halt::syntax(span, "Delete of an unqualified identifier in strict mode.")),
            },
            ExprKind::Sequence(all) => {
                for (index, one) in all.iter().enumerate() {
                    if index > 0 {
                        self.emit(Op::Pop, span);
                    }
                    self.expression(one)?;
                }
            }
            ExprKind::Symbol(name) => self.constant(Value::Symbol(name.clone()), span),
            ExprKind::Do(block) => self.valued(block, span)?,
            ExprKind::Within { value, low, high, said } => {
                self.expression(value)?;
                let constants = &mut self.unit().constants;
                let bounds = count(constants.len());
                constants.extend([Value::Int(*low), Value::Int(*high)]);
                self.emit(Op::Within { bounds, said }, span);
            }
            ExprKind::Import(module) => {
                self.expression(module)?;
                self.emit(Op::ImportDynamic, span);
            }
            _ => return Err(Halt::syntax(span, "invalid syntax")),
        }
        Ok(())
    }

    fn either(&mut self, left: &Expr, jump: Op, right: &Expr, span: Span) -> Result<(), Halt> {
        self.expression(left)?;
        let end = self.emit(jump, span);
        self.expression(right)?;
        self.land(end);
        Ok(())
    }

    /// `a < b < c`: each value is computed once.
    fn chain(&mut self, first: &Expr, rest: &[(Binary, Expr)], span: Span) -> Result<(), Halt> {
        self.expression(first)?;
        let mut ends = Vec::new();
        for (index, (operator, value)) in rest.iter().enumerate() {
            self.expression(value)?;
            if index + 1 == rest.len() {
                self.emit(Op::Binary(*operator), span);
                break;
            }
            let kept = self.hidden("chain");
            self.emit(Op::Copy, span);
            self.emit(Op::Define(kept, Declares::Let), span);
            self.emit(Op::Binary(*operator), span);
            ends.push(self.emit(Op::JumpUnlessKeep(0), span));
            self.emit(Op::Load(kept), span);
        }
        self.land_all(ends);
        Ok(())
    }

    /// A `?.`: what it is inside of ends with undefined if there is nothing.
    fn leave_chain(&mut self, optional: bool, jump: Op, span: Span) {
        if optional {
            let place = self.emit(jump, span);
            if let Some(chain) = self.unit().chains.last_mut() {
                chain.push(place);
            }
        }
    }

    fn call(&mut self, callee: &Expr, arguments: &[Argument], optional: bool, span: Span) -> Result<(), Halt> {
        let plain = arguments.iter().all(|argument| matches!(argument, Argument::Plain(_)));
        if let ExprKind::Member { object, name, optional: member_optional } = &*callee.kind
            && !optional
        {
            self.expression(object)?;
            self.leave_chain(*member_optional, Op::JumpIfNothing(0), span);
            let symbol = self.symbols.of(name);
            if plain {
                self.plain_arguments(arguments)?;
                self.emit(Op::Invoke { name: symbol, count: count(arguments.len()) }, span);
            } else {
                self.spread_arguments(arguments, span)?;
                self.emit(Op::InvokeSpread(symbol), span);
            }
            return Ok(());
        }
        match &*callee.kind {
            // `object[name](…)` is a call for the object.
            ExprKind::Index { object, index, optional: false } if self.scoping == super::Scoping::Block => {
                self.expression(object)?;
                self.expression(index)?;
                self.emit(Op::IndexBound, callee.span);
            }
            _ => self.expression(callee)?,
        }
        self.leave_chain(optional, Op::JumpIfNothing(0), span);
        if plain {
            self.plain_arguments(arguments)?;
            self.emit(Op::Call(count(arguments.len())), span);
        } else {
            self.spread_arguments(arguments, span)?;
            self.emit(Op::CallSpread, span);
        }
        Ok(())
    }

    fn plain_arguments(&mut self, arguments: &[Argument]) -> Result<(), Halt> {
        for argument in arguments {
            if let Argument::Plain(value) = argument {
                self.expression(value)?;
            }
        }
        Ok(())
    }

    /// Arguments as a list and a dictionary: → list dict
    fn spread_arguments(&mut self, arguments: &[Argument], span: Span) -> Result<(), Halt> {
        self.emit(Op::List(0), span);
        for argument in arguments {
            self.item(argument, span)?;
        }
        self.emit(Op::Dict, span);
        for argument in arguments {
            match argument {
                Argument::Named(name, value) => {
                    self.constant(Value::Text(name.clone()), span);
                    self.expression(value)?;
                    self.emit(Op::Entry, span);
                }
                Argument::NamedSpread(value) => {
                    self.expression(value)?;
                    self.emit(Op::Spread, span);
                }
                Argument::Plain(_) | Argument::Spread(_) => {}
            }
        }
        Ok(())
    }

    /// An item, or several, for the list that is on top; whether the argument is one.
    fn item(&mut self, argument: &Argument, span: Span) -> Result<bool, Halt> {
        let (value, op) = match argument {
            Argument::Plain(value) => (value, Op::Push),
            Argument::Spread(value) => (value, Op::Extend),
            Argument::Named(..) | Argument::NamedSpread(_) => return Ok(false),
        };
        self.expression(value)?;
        self.emit(op, span);
        Ok(true)
    }

    fn list(&mut self, items: &[Argument], span: Span) -> Result<(), Halt> {
        if items.iter().all(|item| matches!(item, Argument::Plain(_))) {
            self.plain_arguments(items)?;
            self.emit(Op::List(count(items.len())), span);
            return Ok(());
        }
        self.emit(Op::List(0), span);
        for item in items {
            if !self.item(item, span)? {
                return Err(Halt::syntax(span, "invalid syntax"));
            }
        }
        Ok(())
    }

    fn entries(&mut self, entries: &[Entry], start: Op, span: Span) -> Result<(), Halt> {
        self.emit(start, span);
        for entry in entries {
            match entry {
                Entry::Pair(key, value) => {
                    self.expression(key)?;
                    match (&*key.kind, &*value.kind) {
                        (ExprKind::Text(name), ExprKind::Function(function)) if function.name.is_empty() => {
                            self.function(function, Some(name), value.span)?;
                        }
                        _ => self.expression(value)?,
                    }
                    self.emit(Op::Entry, span);
                }
                Entry::Spread(value) => {
                    self.expression(value)?;
                    self.emit(Op::Spread, span);
                }
                Entry::Getter(name, function) | Entry::Setter(name, function) => {
                    self.function(function, Some(name), span)?;
                    let symbol = self.symbols.of(name);
                    let op = if matches!(entry, Entry::Getter(..)) { Op::Getter(symbol) } else { Op::Setter(symbol) };
                    self.emit(op, span);
                }
            }
        }
        Ok(())
    }

    /// Pieces joined to one text: → text
    fn template(&mut self, pieces: &[Piece], span: Span) -> Result<(), Halt> {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.constant(Value::Text(text.clone()), span),
                Piece::Value { value, conversion, format } => {
                    self.expression(value)?;
                    if !format.is_empty() {
                        self.template(format, span)?;
                    }
                    self.emit(Op::Format { conversion: *conversion, format: !format.is_empty() }, value.span);
                }
            }
        }
        self.emit(Op::Join(count(pieces.len())), span);
        Ok(())
    }

    /// Gives out what an iterator gives: iterator → what it came to
    fn through(&mut self, span: Span) {
        self.emit(Op::Copy, span);
        let top = self.here();
        let next = self.emit(Op::Next(0), span);
        self.emit(Op::Yield, span);
        self.emit(Op::Pop, span);
        self.emit(Op::Jump(top), span);
        self.land(next);
        self.emit(Op::Result, span);
    }

    /// `(element for …)`: a generator that is called at once with what it goes through first.
    fn generator(&mut self, element: &Expr, clauses: &[Clause], span: Span) -> Result<(), Halt> {
        let given = self.hidden("given");
        let Some(first) = clauses.first() else { return Err(Halt::syntax(span, "invalid syntax")) };
        self.begin(Header { name: "<genexpr>".into(), kind: FunctionKind::Plain, is_async: false, is_generator: true });
        let slot = Slot { kind: ParameterKind::Plain, name: given, has_default: false, falls_back: false };
        self.unit().slots.push(slot);
        let mut loops = Vec::new();
        for (index, clause) in clauses.iter().enumerate() {
            if index == 0 {
                self.emit(Op::Load(given), span);
            } else {
                self.expression(&clause.iterable)?;
                self.emit(Op::Iterate, span);
            }
            loops.push(self.turns(clause, span)?);
        }
        self.expression(element)?;
        self.emit(Op::Yield, span);
        self.emit(Op::Pop, span);
        self.close(loops, span);
        self.emit(Op::None, span);
        self.emit(Op::Return, span);
        let code = self.end(span)?;
        let number = self.add_function(code);
        self.emit(Op::Function(number), span);
        self.expression(&first.iterable)?;
        self.emit(Op::Iterate, span);
        self.emit(Op::Call(1), span);
        Ok(())
    }

    /// The head of a loop over what is on the stack: gives where it begins and where it leaves.
    fn turns(&mut self, clause: &Clause, span: Span) -> Result<(u32, usize), Halt> {
        let top = self.here();
        let next = self.emit(Op::Next(0), span);
        self.assign(&clause.target, Some(Declares::Let))?;
        for condition in &clause.conditions {
            self.expression(condition)?;
            self.emit(Op::JumpUnless(top), span);
        }
        Ok((top, next))
    }

    fn close(&mut self, loops: Vec<(u32, usize)>, span: Span) {
        for (top, next) in loops.into_iter().rev() {
            self.emit(Op::Jump(top), span);
            self.land(next);
        }
    }

    fn comprehension(
        &mut self,
        kind: Collected,
        element: &Expr,
        value: Option<&Expr>,
        clauses: &[Clause],
        span: Span,
    ) -> Result<(), Halt> {
        if kind == Collected::Generator {
            return self.generator(element, clauses, span);
        }
        let result = self.hidden("collected");
        self.emit(Op::ScopeBegin, span);
        self.emit(
            match kind {
                Collected::Dict => Op::Dict,
                Collected::Set => Op::NewSet,
                Collected::List | Collected::Generator => Op::List(0),
            },
            span,
        );
        self.emit(Op::Define(result, Declares::Let), span);
        let mut loops = Vec::new();
        for clause in clauses {
            self.expression(&clause.iterable)?;
            self.emit(Op::Iterate, span);
            loops.push(self.turns(clause, span)?);
        }
        self.emit(Op::Load(result), span);
        self.expression(element)?;
        match (kind, value) {
            (Collected::Dict, Some(value)) => {
                self.expression(value)?;
                self.emit(Op::Entry, span);
            }
            (Collected::Set, _) => drop(self.emit(Op::AddToSet, span)),
            _ => drop(self.emit(Op::Push, span)),
        }
        self.emit(Op::Pop, span);
        self.close(loops, span);
        self.emit(Op::Load(result), span);
        self.emit(Op::ScopeEnd, span);
        Ok(())
    }
}
