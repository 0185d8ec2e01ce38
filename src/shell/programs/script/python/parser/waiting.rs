//! `async for` and `async with`, as the statements that they stand for (the reference manual, "Coroutines").

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Block, Expr, ExprKind, Handler, Name, Pattern, Span, Statement, StatementKind, Unary,
};
use crate::shell::programs::script::tokens::Reads;

fn name(name: &str, span: Span) -> Expr {
    Expr::leaf(ExprKind::Name(name.into()), span)
}

fn call(callee: Expr, values: Vec<Expr>, span: Span) -> Result<Expr, Halt> {
    let arguments = values.into_iter().map(Argument::Plain).collect();
    Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
}

fn awaited(value: Expr, span: Span) -> Result<Expr, Halt> {
    Expr::new(ExprKind::Await(value), span)
}

fn assign(to: &Name, value: Expr, span: Span) -> Statement {
    let target = Pattern::Name(to.clone(), span);
    Statement { kind: StatementKind::Assign(vec![target], value), span }
}

impl Parser {
    /// `async for target in iterable:`
    pub fn each_awaited(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let target = self.loop_target()?;
        self.expect_word("in")?;
        let iterable = self.expressions()?;
        let mut body = self.suite(&format!("'for' statement on line {}", span.line))?;
        let otherwise = match self.take_word("else") {
            true => self.suite(&format!("'else' statement on line {}", span.line))?,
            false => Vec::new(),
        };
        let iterator: Name = format!(".iterator{}_{}", span.line, span.start).into();
        let over: Name = format!(".over{}_{}", span.line, span.start).into();
        let next = awaited(call(name("anext", span), vec![name(&iterator, span)], span)?, span)?;
        let stop = Handler {
            classes: Some(name("StopAsyncIteration", span)),
            target: None,
            body: vec![assign(&over, Expr::leaf(ExprKind::Bool(true), span), span)],
        };
        let step = StatementKind::Try {
            body: vec![Statement { kind: StatementKind::Assign(vec![target], next), span }],
            handlers: vec![stop],
            otherwise: Vec::new(),
            finally: Vec::new(),
        };
        // The condition is asked before each turn; so a turn whose step ended the loop has no body.
        let guarded = {
            let not_over = Expr::new(ExprKind::Unary(Unary::Not, name(&over, span)), span)?;
            body.insert(0, Statement { kind: StatementKind::Pass, span });
            Statement { kind: StatementKind::If(not_over, body, Vec::new()), span }
        };
        let condition = Expr::new(ExprKind::Unary(Unary::Not, name(&over, span)), span)?;
        let turns = StatementKind::While { condition, body: vec![Statement { kind: step, span }, guarded], otherwise };
        let begun = call(name("aiter", span), vec![iterable], span)?;
        let all = vec![
            assign(&iterator, begun, span),
            assign(&over, Expr::leaf(ExprKind::Bool(false), span), span),
            Statement { kind: turns, span },
        ];
        Ok(Statement { kind: StatementKind::Block(all), span })
    }

    /// `async with manager as target:`
    pub fn managed_awaited(&mut self) -> Result<Statement, Halt> {
        let (managers, mut body, span) = self.managers()?;
        for (place, (manager, target)) in managers.into_iter().enumerate().rev() {
            body = inside(manager, target, body, span, place)?;
        }
        Ok(Statement { kind: StatementKind::Block(body), span })
    }
}

/// A body between `__aenter__` and `__aexit__`.
fn inside(manager: Expr, target: Option<Pattern>, body: Block, span: Span, place: usize) -> Result<Block, Halt> {
    let hidden = |what: &str| -> Name { format!(".{what}{}_{}_{place}", span.line, span.start).into() };
    let (held, good, error) = (hidden("manager"), hidden("good"), hidden("error"));
    let method = |of: &str, values: Vec<Expr>| -> Result<Expr, Halt> {
        let kind = ExprKind::Member { object: name(&held, span), name: of.into(), optional: false };
        awaited(call(Expr::new(kind, span)?, values, span)?, span)
    };
    let none = || Expr::leaf(ExprKind::None, span);
    let class = call(name("type", span), vec![name(&error, span)], span)?;
    let exit = method("__aexit__", vec![class, name(&error, span), none()])?;
    let raise = Statement { kind: StatementKind::Throw(None, None), span };
    let not_over = Expr::new(ExprKind::Unary(Unary::Not, exit), span)?;
    let handler = Handler {
        classes: Some(name("BaseException", span)),
        target: Some(Pattern::Name(error.clone(), span)),
        body: vec![
            assign(&good, Expr::leaf(ExprKind::Bool(false), span), span),
            Statement { kind: StatementKind::If(not_over, vec![raise], Vec::new()), span },
        ],
    };
    let tried = StatementKind::Try { body, handlers: vec![handler], otherwise: Vec::new(), finally: Vec::new() };
    let leave = Statement { kind: StatementKind::Expression(method("__aexit__", vec![none(), none(), none()])?), span };
    let finally = vec![Statement { kind: StatementKind::If(name(&good, span), vec![leave], Vec::new()), span }];
    let whole = StatementKind::Try {
        body: vec![Statement { kind: tried, span }],
        handlers: Vec::new(),
        otherwise: Vec::new(),
        finally,
    };
    let entered = method("__aenter__", Vec::new())?;
    let entered = match target {
        Some(target) => StatementKind::Assign(vec![target], entered),
        None => StatementKind::Expression(entered),
    };
    Ok(vec![
        assign(&held, manager, span),
        assign(&good, Expr::leaf(ExprKind::Bool(true), span), span),
        Statement { kind: entered, span },
        Statement { kind: whole, span },
    ])
}
