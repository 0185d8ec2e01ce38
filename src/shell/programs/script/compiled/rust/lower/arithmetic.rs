//! Operators.

use super::{Lower, Made, int, truth};
use crate::shell::programs::script::compiled::cursor::{call, call_of, invoke, member, named};
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind, Type};
use crate::shell::programs::script::compiled::rust::collect::owner_of;
use crate::shell::programs::script::compiled::rust::types::{Ty, WHOLE, is_float, is_whole};
use crate::shell::programs::script::syntax::{self, Argument, Binary, ExprKind as Tree, Span, Unary};

/// The method that an operator stands for.
pub fn operator_method(operator: &str) -> &'static str {
    match operator {
        "+" => "add",
        "-" => "sub",
        "*" => "mul",
        "/" => "div",
        "%" => "rem",
        "&" => "bitand",
        "|" => "bitor",
        "^" => "bitxor",
        "<<" => "shl",
        ">>" => "shr",
        "==" | "!=" => "eq",
        "<" | "<=" | ">" | ">=" => "partial_cmp",
        _ => "",
    }
}

/// The bounds of a type of whole numbers.
pub fn bounds(name: &str) -> Option<(u32, bool)> {
    WHOLE.iter().find(|(known, ..)| *known == name).map(|(_, bits, signed)| (*bits, *signed))
}

/// The least and the greatest whole number.
pub fn limits(bits: u32, signed: bool) -> (i128, i128) {
    match (bits, signed) {
        (128, true) => (i128::MIN, i128::MAX),
        (128, false) => (0, i128::MAX),
        (bits, true) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        (bits, false) => (0, (1 << bits) - 1),
    }
}

impl Lower<'_> {
    pub(super) fn binary(&mut self, expr: &Expr, operator: &str, left: &Expr, right: &Expr) -> Made {
        let span = expr.span;
        if matches!(operator, "&&" | "||") {
            let (a, b) = (self.read(left)?, self.read(right)?);
            let kind = if operator == "&&" { Tree::And(a, b) } else { Tree::Or(a, b) };
            return syntax::Expr::new(kind, span);
        }
        let ty = self.ty(left.id).read().clone();
        let other = self.ty(right.id).read().clone();
        let is_own = !self.is_known(&ty);
        let a = self.read(left)?;
        let b = if is_own { self.value_as(right, &other)? } else { self.read(right)? };
        self.operation(operator, a, b, &ty, &other, span)
    }

    /// Whether operators of the type are those of numbers and texts.
    fn is_known(&self, ty: &Ty) -> bool {
        is_whole(ty.name()) || is_float(ty.name()) || matches!(ty.name(), "str" | "bool" | "char")
    }

    /// `a op b`, of which the first has this type.
    pub(super) fn operation(
        &mut self,
        operator: &str,
        a: syntax::Expr,
        b: syntax::Expr,
        ty: &Ty,
        other: &Ty,
        span: Span,
    ) -> Made {
        let compare = match operator {
            "==" => Some(Binary::Equal),
            "!=" => Some(Binary::NotEqual),
            "<" => Some(Binary::Less),
            "<=" => Some(Binary::LessEqual),
            ">" => Some(Binary::Greater),
            ">=" => Some(Binary::GreaterEqual),
            _ => None,
        };
        if let Some(compare) = compare {
            let is_equality = matches!(compare, Binary::Equal | Binary::NotEqual);
            if is_equality || (is_whole(ty.name()) || is_float(ty.name()) || ty.name() == "char") {
                return syntax::Expr::new(Tree::Binary(compare, a, b), span);
            }
            let order = call("_order", vec![a, b], span)?;
            return syntax::Expr::new(Tree::Binary(compare, order, int(0, span)), span);
        }
        if is_whole(ty.name()) && (is_whole(other.name()) || !matches!(other, Ty::Of(..))) {
            return self.whole(operator, a, b, ty.name(), span);
        }
        if is_float(ty.name()) && (is_float(other.name()) || !matches!(other, Ty::Of(..))) {
            return self.fraction(operator, a, b, ty.name() == "f32", span);
        }
        match ty.name() {
            "str" if operator == "+" => syntax::Expr::new(Tree::Binary(Binary::Add, a, b), span),
            "bool" => call("_logic", vec![super::text(operator, span), a, b], span),
            _ => {
                let method = operator_method(operator);
                let owner = owner_of(ty);
                match self.namespace(&owner, ty) {
                    Some(name) if self.is_known(ty) => {
                        let function = member(named(&name, span), method, span)?;
                        call_of(function, vec![Argument::Plain(a), Argument::Plain(b)], span)
                    }
                    None if matches!(ty, Ty::Of(..)) && !owner.starts_with("dyn.") => invoke(a, method, vec![b], span),
                    _ => call("_operation", vec![super::text(operator, span), a, b], span),
                }
            }
        }
    }

    /// A number that must fit into a type.
    pub(super) fn fits(&self, value: syntax::Expr, name: &str, said: &'static str, span: Span) -> Made {
        let Some((bits, signed)) = bounds(name) else { return Ok(value) };
        let (low, high) = limits(bits, signed);
        syntax::Expr::new(Tree::Within { value, low, high, said }, span)
    }

    fn whole(&mut self, operator: &str, a: syntax::Expr, b: syntax::Expr, name: &str, span: Span) -> Made {
        let (plain, said) = match operator {
            "+" => (Binary::Add, "attempt to add with overflow"),
            "-" => (Binary::Subtract, "attempt to subtract with overflow"),
            "*" => (Binary::Multiply, "attempt to multiply with overflow"),
            "&" => (Binary::BitAnd, ""),
            "|" => (Binary::BitOr, ""),
            "^" => (Binary::BitXor, ""),
            "/" => {
                let value = call("_div", vec![a, b], span)?;
                return self.fits(value, name, "attempt to divide with overflow", span);
            }
            "%" => return call("_rem", vec![a, b], span),
            _ => {
                let (bits, signed) = bounds(name).unwrap_or((32, true));
                let function = if operator == "<<" { "_shl" } else { "_shr" };
                return call(function, vec![a, b, int(i128::from(bits), span), truth(signed, span)], span);
            }
        };
        let value = syntax::Expr::new(Tree::Binary(plain, a, b), span)?;
        if said.is_empty() { Ok(value) } else { self.fits(value, name, said, span) }
    }

    fn fraction(&mut self, operator: &str, a: syntax::Expr, b: syntax::Expr, single: bool, span: Span) -> Made {
        let plain = match operator {
            "+" => Binary::Add,
            "-" => Binary::Subtract,
            "*" => Binary::Multiply,
            _ => return call("_fraction", vec![super::text(operator, span), a, b, truth(single, span)], span),
        };
        if single {
            return call("_fraction", vec![super::text(operator, span), a, b, truth(single, span)], span);
        }
        syntax::Expr::new(Tree::Binary(plain, a, b), span)
    }

    pub(super) fn unary(&mut self, expr: &Expr, sign: &str, value: &Expr) -> Made {
        let span = expr.span;
        let ty = self.ty(value.id).read().clone();
        let a = self.read(value)?;
        match (sign, ty.name()) {
            ("-", name) if is_whole(name) => {
                let value = syntax::Expr::new(Tree::Unary(Unary::Negate, a), span)?;
                self.fits(value, name, "attempt to negate with overflow", span)
            }
            ("-", name) if is_float(name) => syntax::Expr::new(Tree::Unary(Unary::Negate, a), span),
            ("!", "bool") => syntax::Expr::new(Tree::Unary(Unary::Not, a), span),
            ("!", name) if is_whole(name) => {
                let (bits, signed) = bounds(name).unwrap_or((32, true));
                let value = syntax::Expr::new(Tree::Unary(Unary::Invert, a), span)?;
                call("_cast", vec![value, int(i128::from(bits), span), truth(signed, span)], span)
            }
            ("-", name) if !name.is_empty() => invoke(a, "neg", Vec::new(), span),
            ("!", name) if !name.is_empty() => invoke(a, "not_", Vec::new(), span),
            _ => call("_signed", vec![super::text(sign, span), a], span),
        }
    }

    /// `value as type`
    pub(super) fn cast(&mut self, expr: &Expr, value: &Expr, _of: &Type) -> Made {
        let span = expr.span;
        let ty = self.ty(expr.id);
        let from = self.ty(value.id).read().clone();
        let a = self.read(value)?;
        let name = ty.name();
        if let Some((bits, signed)) = bounds(name) {
            // A literal, or a number that surely fits.
            let literal = matches!(&*value.kind, ExprKind::Int(number, _)
                if { let (low, high) = limits(bits, signed); (low..=high).contains(number) });
            let same = bounds(from.name())
                .is_some_and(|(less, sign)| (sign == signed && less <= bits) || (!sign && signed && less < bits));
            if literal || same {
                return Ok(a);
            }
            return call("_cast", vec![a, int(i128::from(bits), span), truth(signed, span)], span);
        }
        match name {
            "f64" => call("_to_f64", vec![a, truth(from.name() == "f32", span)], span),
            "f32" => call("_to_f32", vec![a], span),
            "char" => call("_to_char", vec![a], span),
            "bool" | "str" => Ok(a),
            _ if matches!(ty, Ty::Function(..)) => Ok(a),
            _ if self.held(&ty) == super::Held::Object => Ok(a),
            _ => Err(crate::shell::programs::script::Halt::Unsimulated {
                span,
                what: "a conversion to this type".into(),
            }),
        }
    }
}
