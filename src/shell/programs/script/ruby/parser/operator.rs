//! Operators (Ruby's manual, "Precedence").

use super::expression::negated;
use super::{Parser, native, send};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Binary, Expr, ExprKind, Pattern, Span, Unary};
use crate::shell::programs::script::tokens::Reads;

/// What an operator means.
#[derive(Clone, Copy)]
enum Meaning {
    Plain(Binary),
    /// A method of its own name.
    Method,
    NoMatch,
    And,
    Or,
}

/// Operators with how much they bind.
const OPERATORS: &[(&str, u8, Meaning)] = &[
    ("||", 1, Meaning::Or),
    ("&&", 2, Meaning::And),
    ("<=>", 3, Meaning::Method),
    ("==", 3, Meaning::Plain(Binary::Equal)),
    ("===", 3, Meaning::Method),
    ("!=", 3, Meaning::Plain(Binary::NotEqual)),
    ("=~", 3, Meaning::Method),
    ("!~", 3, Meaning::NoMatch),
    ("<", 4, Meaning::Plain(Binary::Less)),
    ("<=", 4, Meaning::Plain(Binary::LessEqual)),
    (">", 4, Meaning::Plain(Binary::Greater)),
    (">=", 4, Meaning::Plain(Binary::GreaterEqual)),
    ("|", 5, Meaning::Plain(Binary::BitOr)),
    ("^", 5, Meaning::Plain(Binary::BitXor)),
    ("&", 6, Meaning::Plain(Binary::BitAnd)),
    ("<<", 7, Meaning::Plain(Binary::ShiftLeft)),
    (">>", 7, Meaning::Plain(Binary::ShiftRight)),
    ("+", 8, Meaning::Plain(Binary::Add)),
    ("-", 8, Meaning::Plain(Binary::Subtract)),
    ("*", 9, Meaning::Plain(Binary::Multiply)),
    ("/", 9, Meaning::Plain(Binary::Divide)),
    ("%", 9, Meaning::Plain(Binary::Modulo)),
];

impl Parser {
    /// `condition ? a : b`, and ranges below it.
    pub(super) fn ternary(&mut self) -> Result<Expr, Halt> {
        let condition = self.range()?;
        if !self.take("?") {
            return Ok(condition);
        }
        self.skip_newlines();
        let span = condition.span;
        let then = match self.kind().clone() {
            // `a ? b : c`, where `b :` reads as a label.
            Kind::Label(name) => {
                let span = self.span();
                self.advance();
                self.named(&name, span)?
            }
            _ => {
                let then = self.nested(Self::expression)?;
                self.skip_newlines();
                self.expect(":")?;
                then
            }
        };
        self.skip_newlines();
        let otherwise = self.nested(Self::expression)?;
        Expr::new(ExprKind::Conditional(condition, then, otherwise), span)
    }

    fn range(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let nothing = |span| Expr::leaf(ExprKind::None, span);
        let from = if self.is("..") || self.is("...") { nothing(span) } else { self.climb(1)? };
        let Kind::Op(operator @ (".." | "...")) = *self.kind() else { return Ok(from) };
        self.advance();
        let to = if self.begins_argument(false) { self.climb(1)? } else { nothing(span) };
        native("%range", vec![from, to, Expr::leaf(ExprKind::Bool(operator == "..."), span)], span)
    }

    /// Values with operators that bind at least so much.
    fn climb(&mut self, least: u8) -> Result<Expr, Halt> {
        let mut left = self.unary()?;
        loop {
            let Kind::Op(operator) = *self.kind() else { return Ok(left) };
            let Some((_, binds, meaning)) =
                OPERATORS.iter().find(|(known, binds, _)| *known == operator && *binds >= least)
            else {
                return Ok(left);
            };
            let mark = self.span();
            self.advance();
            self.skip_newlines();
            let right = self.nested(|parser| parser.climb(binds + 1))?;
            let span = left.span.to(right.span).marked(mark.start, mark.end);
            left = match meaning {
                Meaning::And => Expr::new(ExprKind::And(left, right), span)?,
                Meaning::Or => Expr::new(ExprKind::Or(left, right), span)?,
                Meaning::Method => send(left, operator, vec![Argument::Plain(right)], span)?,
                Meaning::NoMatch => negated(send(left, "=~", vec![Argument::Plain(right)], span)?)?,
                Meaning::Plain(Binary::ShiftLeft) => shifted(left, right, span)?,
                Meaning::Plain(operator) => Expr::new(ExprKind::Binary(*operator, left, right), span)?,
            };
        }
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let Kind::Op(operator @ ("!" | "-" | "+" | "~" | "&" | "->")) = *self.kind() else {
            if self.take_word("defined?") {
                let value = self.defined(span)?;
                return self.postfix_of(value);
            }
            return self.power();
        };
        match operator {
            "!" => {
                self.advance();
                let value = self.nested(Self::unary)?;
                negated(value)
            }
            "-" => {
                self.advance();
                let adjacent = !self.blank_before();
                let negative = match self.kind() {
                    Kind::Int(value) if adjacent => Some(ExprKind::Int(-*value)),
                    Kind::Float(value) if adjacent => Some(ExprKind::Float(-*value)),
                    _ => None,
                };
                if let Some(kind) = negative.filter(|_| !self.is_ahead(1, "**")) {
                    self.advance();
                    let value = Expr::leaf(kind, span);
                    return self.postfix_of(value);
                }
                let value = self.nested(Self::unary)?;
                Expr::new(ExprKind::Unary(Unary::Negate, value), span)
            }
            "+" => {
                self.advance();
                self.nested(Self::unary)
            }
            "~" => {
                self.advance();
                let value = self.nested(Self::unary)?;
                Expr::new(ExprKind::Unary(Unary::Invert, value), span)
            }
            _ => self.power(),
        }
    }

    fn power(&mut self) -> Result<Expr, Halt> {
        let base = self.postfix()?;
        if !self.is("**") {
            return Ok(base);
        }
        self.advance();
        let exponent = self.nested(Self::unary)?;
        let span = base.span.to(exponent.span);
        Expr::new(ExprKind::Binary(Binary::Power, base, exponent), span)
    }

    /// `defined?(name)`
    fn defined(&mut self, span: Span) -> Result<Expr, Halt> {
        let bracket = self.take("(");
        let kind = self.kind().clone();
        let value = match &kind {
            Kind::Name(name) if self.is_local(name) => Expr::leaf(ExprKind::Text("local-variable".into()), span),
            Kind::Name(name) if name.starts_with(char::is_uppercase) => {
                native("%defined_constant", vec![super::text_of(self.constant(name), span)], span)?
            }
            Kind::Name(name) if &**name == "yield" => {
                let block = Expr::leaf(ExprKind::Name(super::BLOCK.into()), span);
                native("%defined_block", vec![block], span)?
            }
            Kind::Name(name) if !super::words::is_keyword(name) => {
                let this = Expr::leaf(ExprKind::This, span);
                native("%defined_method", vec![this, super::text_of(name.clone(), span)], span)?
            }
            Kind::Instance(name) => {
                let this = Expr::leaf(ExprKind::This, span);
                native("%defined_instance", vec![this, super::text_of(name.clone(), span)], span)?
            }
            _ => return self.unsimulated("defined? of this"),
        };
        self.advance();
        if bracket {
            self.expect(")")?;
        } else if self.is("::") || self.is(".") {
            return self.unsimulated("defined? of this");
        }
        Ok(value)
    }
}

/// `left << right`: what can be assigned to is given the result, for texts do not change in the machine.
fn shifted(left: Expr, right: Expr, span: Span) -> Result<Expr, Halt> {
    let target = match &*left.kind {
        ExprKind::Name(name) if !name.contains(char::is_uppercase) => Some(Pattern::Name(name.clone(), left.span)),
        ExprKind::Member { object, name, optional: false } if name.starts_with('@') => {
            Some(Pattern::Member { object: object.clone(), name: name.clone(), span: left.span })
        }
        ExprKind::Index { object, index, optional: false } => {
            Some(Pattern::Index { object: object.clone(), index: index.clone(), span: left.span })
        }
        ExprKind::Update { target, operator: Binary::ShiftLeft, .. } => {
            let target = target.clone();
            let again = Expr::new(ExprKind::Update { target, operator: Binary::ShiftLeft, value: right }, span)?;
            return Expr::new(ExprKind::Sequence(vec![left, again]), span);
        }
        ExprKind::Sequence(all) => match all.last().map(|last| &*last.kind) {
            Some(ExprKind::Update { target, operator: Binary::ShiftLeft, .. }) => {
                let target = target.clone();
                let again = Expr::new(ExprKind::Update { target, operator: Binary::ShiftLeft, value: right }, span)?;
                return Expr::new(ExprKind::Sequence(vec![left, again]), span);
            }
            _ => None,
        },
        _ => None,
    };
    let kind = match target {
        Some(target) => ExprKind::Update { target, operator: Binary::ShiftLeft, value: right },
        None => ExprKind::Binary(Binary::ShiftLeft, left, right),
    };
    Expr::new(kind, span)
}
