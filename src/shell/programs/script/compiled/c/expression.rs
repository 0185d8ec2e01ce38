//! C's expressions.

use super::{Parser, Sort};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{Parses, call, call_of, named, target, text};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Binary, Expr, ExprKind, Pattern, Span, Unary};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    pub(super) fn expression(&mut self) -> Result<Expr, Halt> {
        let first = self.assignment()?;
        if !self.cursor.is(",") {
            return Ok(first);
        }
        let span = first.span;
        let mut all = vec![first];
        while self.cursor.take(",") {
            all.push(self.assignment()?);
        }
        Expr::new(ExprKind::Sequence(all), span)
    }

    pub(super) fn assignment(&mut self) -> Result<Expr, Halt> {
        let left = self.nested(|this| this.climb(1))?;
        let span = left.span;
        if self.cursor.take("?") {
            let yes = self.expression()?;
            self.cursor.expect(":")?;
            let no = self.nested(Self::assignment)?;
            return Expr::new(ExprKind::Conditional(Self::truth(left)?, yes, no), span);
        }
        if self.cursor.take("=") {
            let value = self.nested(Self::assignment)?;
            return Expr::new(ExprKind::Assign { target: place(left)?, value }, span);
        }
        let calls = [("/=", "_div"), ("%=", "_mod")];
        if let Some((_, name)) = calls.into_iter().find(|(sign, _)| self.cursor.take(sign)) {
            let value = self.nested(Self::assignment)?;
            let value = call(name, vec![left.clone(), value], span)?;
            return Expr::new(ExprKind::Assign { target: place(left)?, value }, span);
        }
        let updates = [
            ("+=", Binary::Add),
            ("-=", Binary::Subtract),
            ("*=", Binary::Multiply),
            ("<<=", Binary::ShiftLeft),
            (">>=", Binary::ShiftRight),
            ("&=", Binary::BitAnd),
            ("|=", Binary::BitOr),
            ("^=", Binary::BitXor),
        ];
        match updates.into_iter().find(|(sign, _)| self.cursor.take(sign)) {
            Some((_, operator)) => {
                let value = self.nested(Self::assignment)?;
                Expr::new(ExprKind::Update { target: place(left)?, operator, value }, span)
            }
            None => Ok(left),
        }
    }

    pub(super) fn unary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.cursor.take(sign) {
                let target = place(self.nested(Self::unary)?)?;
                return Expr::new(ExprKind::Step { target, by, prefix: true }, span);
            }
        }
        for (sign, operator) in [("-", Unary::Negate), ("+", Unary::Plus), ("~", Unary::Invert)] {
            if self.cursor.take(sign) {
                return Expr::new(ExprKind::Unary(operator, self.nested(Self::unary)?), span);
            }
        }
        if self.cursor.take("!") {
            let value = Self::truth(self.nested(Self::unary)?)?;
            return Expr::new(ExprKind::Unary(Unary::Not, value), span);
        }
        if self.cursor.is("&") || self.cursor.is("*") {
            return self.cursor.unsimulated("a pointer");
        }
        if self.cursor.is_word("sizeof") {
            return self.cursor.unsimulated("sizeof");
        }
        if self.cursor.is("(") && matches!(self.cursor.ahead(1), Kind::Name(name) if self.is_type(name)) {
            self.cursor.advance();
            let sort = self.sort()?;
            self.cursor.expect(")")?;
            let value = self.nested(Self::unary)?;
            return Self::cast(sort, value, span);
        }
        self.postfix()
    }

    /// A value as one of a type.
    pub(super) fn cast(sort: Sort, value: Expr, span: Span) -> Result<Expr, Halt> {
        match sort {
            Sort::Whole | Sort::Letter => call("_int", vec![value], span),
            Sort::Broken => call("_float", vec![value], span),
            Sort::Text | Sort::String | Sort::List | Sort::Nothing => Ok(value),
        }
    }

    fn postfix(&mut self) -> Result<Expr, Halt> {
        let mut value = self.primary()?;
        loop {
            let span = value.span;
            if self.cursor.take("(") {
                let mut arguments = Vec::new();
                while !self.cursor.take(")") {
                    arguments.push(Argument::Plain(self.assignment()?));
                    if !self.cursor.take(",") && !self.cursor.is(")") {
                        return self.cursor.unexpected();
                    }
                }
                value = call_of(value, arguments, span.to(self.cursor.last()))?;
            } else if self.cursor.take("[") {
                let index = self.expression()?;
                self.cursor.expect("]")?;
                let at = if self.plus { "_element" } else { "_at" };
                value = call(at, vec![value, index], span.to(self.cursor.last()))?;
            } else if self.cursor.is("++") || self.cursor.is("--") {
                let by = if self.cursor.take("++") { 1 } else { -1 };
                if by < 0 {
                    self.cursor.advance();
                }
                value = Expr::new(ExprKind::Step { target: place(value)?, by, prefix: false }, span)?;
            } else if self.plus && self.cursor.is(".") {
                value = self.method(value)?;
            } else if self.cursor.is("->") || self.cursor.is(".") {
                return self.cursor.unsimulated("a structure");
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let kind = self.cursor.kind().clone();
        let value = match kind {
            Kind::Int(number) => Expr::leaf(ExprKind::Int(number), span),
            Kind::Float(number) => Expr::leaf(ExprKind::Float(number), span),
            // In C++ a letter is no number where it is printed.
            Kind::Letter(letter) if self.plus => text(&letter.to_string(), span),
            Kind::Letter(letter) => Expr::leaf(ExprKind::Int(i128::from(u32::from(letter))), span),
            Kind::Text(first) => {
                // Neighbours are one text.
                let mut whole = first.to_string();
                while let Kind::Text(next) = self.cursor.ahead(1).clone() {
                    whole += &next;
                    self.cursor.advance();
                }
                text(&whole, span)
            }
            Kind::Name(name) if self.plus && &*name == "static_cast" => return self.static_cast(),
            Kind::Name(name) => {
                let place = self.statics.iter().find(|(own, _)| *own == name).map(|(_, place)| place);
                named(place.unwrap_or(&name), span)
            }
            Kind::Op("(") => {
                self.cursor.advance();
                let value = self.expression()?;
                self.cursor.expect(")")?;
                return Ok(value);
            }
            _ => return self.cursor.unexpected(),
        };
        self.cursor.advance();
        Ok(value)
    }

    /// A value as a condition: neither zero nor NULL.
    pub(super) fn truth(value: Expr) -> Result<Expr, Halt> {
        use Binary::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let is_truth = match &*value.kind {
            ExprKind::Binary(operator, ..) => {
                matches!(operator, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
            }
            ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Unary(Unary::Not, _) => true,
            _ => false,
        };
        let span = value.span;
        if is_truth { Ok(value) } else { call("_truth", vec![value], span) }
    }
}

/// What can be assigned to: a variable, or an element.
fn place(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    match *value.kind {
        ExprKind::Call { callee, arguments, .. } if matches!(&*callee.kind, ExprKind::Name(name) if matches!(&**name, "_at" | "_element")) =>
        {
            let mut plain = arguments.into_iter().filter_map(|argument| match argument {
                Argument::Plain(value) => Some(value),
                _ => None,
            });
            match (plain.next(), plain.next()) {
                (Some(object), Some(index)) => Ok(Pattern::Index { object, index, span }),
                _ => Err(Halt::Unsimulated { span, what: "an assignment to this".into() }),
            }
        }
        kind => target(Expr::leaf(kind, span)),
    }
}
