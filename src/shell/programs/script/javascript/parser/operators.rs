//! Operators, from assignment and arrows down to those that bind most.

use super::Parser;
use super::binding::target;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{Binary, Expr, ExprKind, Logic, Unary};
use crate::shell::programs::script::tokens::Reads;
use crate::shell::programs::script::updates::update;

/// Binary operators with how much they bind.
const BINARY: &[(&str, u8, Binary)] = &[
    ("|", 4, Binary::BitOr),
    ("^", 5, Binary::BitXor),
    ("&", 6, Binary::BitAnd),
    ("==", 7, Binary::Equal),
    ("!=", 7, Binary::NotEqual),
    ("===", 7, Binary::StrictEqual),
    ("!==", 7, Binary::StrictNotEqual),
    ("<", 8, Binary::Less),
    ("<=", 8, Binary::LessEqual),
    (">", 8, Binary::Greater),
    (">=", 8, Binary::GreaterEqual),
    ("<<", 9, Binary::ShiftLeft),
    (">>", 9, Binary::ShiftRight),
    (">>>", 9, Binary::ShiftRightUnsigned),
    ("+", 10, Binary::Add),
    ("-", 10, Binary::Subtract),
    ("*", 11, Binary::Multiply),
    ("/", 11, Binary::Divide),
    ("%", 11, Binary::Modulo),
];

impl Parser {
    /// Expressions with commas.
    pub fn expression(&mut self) -> Result<Expr, Halt> {
        let first = self.assignment()?;
        if !self.is(",") {
            return Ok(first);
        }
        let start = first.span;
        let mut all = vec![first];
        while self.take(",") {
            all.push(self.assignment()?);
        }
        Expr::new(ExprKind::Sequence(all), start.to(self.last()))
    }

    /// One expression.
    pub fn assignment(&mut self) -> Result<Expr, Halt> {
        self.nested(|parser| {
            if parser.begins_arrow() {
                return parser.arrow();
            }
            let start = parser.span();
            if parser.is_word("yield") && parser.yields.len() > 1 {
                return parser.yielded();
            }
            let left = parser.conditional()?;
            let Kind::Op(operator) = *parser.kind() else { return Ok(left) };
            if operator == "=" {
                let target = target(left)?;
                parser.advance();
                let value = parser.assignment()?;
                return Expr::new(ExprKind::Assign { target, value }, start.to(parser.last()));
            }
            let logic = match operator {
                "&&=" => Some(Logic::And),
                "||=" => Some(Logic::Or),
                "??=" => Some(Logic::Coalesce),
                _ => None,
            };
            if let Some(logic) = logic {
                let target = target(left)?;
                parser.advance();
                let value = parser.assignment()?;
                return Expr::new(ExprKind::LogicUpdate { target, logic, value }, start.to(parser.last()));
            }
            match update(operator) {
                Some(operator) => {
                    let target = target(left)?;
                    parser.advance();
                    let value = parser.assignment()?;
                    Expr::new(ExprKind::Update { target, operator, value }, start.to(parser.last()))
                }
                None => Ok(left),
            }
        })
    }

    fn yielded(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        if let Some(yields) = self.yields.last_mut() {
            *yields = true;
        }
        if self.take("*") {
            let value = self.assignment()?;
            return Expr::new(ExprKind::YieldFrom(value), start.to(self.last()));
        }
        let ends = self.after_line(0) || matches!(self.kind(), Kind::Op(")" | "]" | "}" | "," | ";") | Kind::End);
        let value = if ends { None } else { Some(self.assignment()?) };
        Expr::new(ExprKind::Yield(value), start.to(self.last()))
    }

    fn conditional(&mut self) -> Result<Expr, Halt> {
        let condition = self.coalesce()?;
        if !self.take("?") {
            return Ok(condition);
        }
        let without_in = std::mem::take(&mut self.without_in);
        let then = self.assignment()?;
        self.without_in = without_in;
        self.expect(":")?;
        let otherwise = self.assignment()?;
        let span = condition.span.to(self.last());
        Expr::new(ExprKind::Conditional(condition, then, otherwise), span)
    }

    fn coalesce(&mut self) -> Result<Expr, Halt> {
        let mut left = self.or()?;
        while self.take("??") {
            let right = self.or()?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::Coalesce(left, right), span)?;
        }
        Ok(left)
    }

    fn or(&mut self) -> Result<Expr, Halt> {
        let mut left = self.and()?;
        while self.take("||") {
            let right = self.and()?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::Or(left, right), span)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, Halt> {
        let mut left = self.binary(4)?;
        while self.take("&&") {
            let right = self.binary(4)?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::And(left, right), span)?;
        }
        Ok(left)
    }

    fn binary_operator(&self) -> Option<(u8, Binary)> {
        match self.kind() {
            Kind::Op(operator) => {
                BINARY.iter().find(|(known, ..)| known == operator).map(|(_, binds, binary)| (*binds, *binary))
            }
            Kind::Name(word) if &**word == "instanceof" => Some((8, Binary::InstanceOf)),
            Kind::Name(word) if &**word == "in" && !self.without_in => Some((8, Binary::In)),
            _ => None,
        }
    }

    /// Operators that bind at least so much.
    fn binary(&mut self, least: u8) -> Result<Expr, Halt> {
        let mut left = self.unary()?;
        while let Some((binds, operator)) = self.binary_operator().filter(|(binds, _)| *binds >= least) {
            self.advance();
            let right = self.nested(|parser| parser.binary(binds + 1))?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::Binary(operator, left, right), span)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        let operator = match self.kind() {
            Kind::Op("!") => Some(Unary::Not),
            Kind::Op("-") => Some(Unary::Negate),
            Kind::Op("+") => Some(Unary::Plus),
            Kind::Op("~") => Some(Unary::Invert),
            Kind::Name(word) if &**word == "void" => Some(Unary::Void),
            _ => None,
        };
        if let Some(operator) = operator {
            self.advance();
            let value = self.nested(Parser::unary)?;
            let span = start.to(value.span);
            return Expr::new(ExprKind::Unary(operator, value), span);
        }
        if self.is("++") || self.is("--") {
            let by = if self.is("++") { 1 } else { -1 };
            self.advance();
            let value = self.nested(Parser::unary)?;
            let span = start.to(value.span);
            return Expr::new(ExprKind::Step { target: target(value)?, by, prefix: true }, span);
        }
        for (word, make) in [
            ("typeof", ExprKind::TypeOf as fn(Expr) -> ExprKind),
            ("delete", ExprKind::Delete),
            ("await", ExprKind::Await),
        ] {
            if self.is_word(word) && !self.is_ahead(1, "=") && !self.is_ahead(1, "=>") {
                self.advance();
                let value = self.nested(Parser::unary)?;
                let span = start.to(value.span);
                return Expr::new(make(value), span);
            }
        }
        self.power()
    }

    fn power(&mut self) -> Result<Expr, Halt> {
        let mut left = self.chain()?;
        let start = left.span;
        if (self.is("++") || self.is("--")) && !self.after_line(0) {
            let by = if self.is("++") { 1 } else { -1 };
            self.advance();
            left = Expr::new(ExprKind::Step { target: target(left)?, by, prefix: false }, start.to(self.last()))?;
        }
        if !self.take("**") {
            return Ok(left);
        }
        let right = self.nested(Parser::unary)?;
        let span = start.to(right.span);
        Expr::new(ExprKind::Binary(Binary::Power, left, right), span)
    }
}
