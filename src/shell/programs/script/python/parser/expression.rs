//! Expressions: from `lambda` and `if … else` down to the operators that bind most.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Expr, ExprKind, Function, FunctionKind, Span, Statement, StatementKind, Unary,
};
use crate::shell::programs::script::tokens::Reads;

/// Binary operators with how much they bind, from `|` up.
const BINARY: &[(&str, u8, Binary)] = &[
    ("|", 1, Binary::BitOr),
    ("^", 2, Binary::BitXor),
    ("&", 3, Binary::BitAnd),
    ("<<", 4, Binary::ShiftLeft),
    (">>", 4, Binary::ShiftRight),
    ("+", 5, Binary::Add),
    ("-", 5, Binary::Subtract),
    ("*", 6, Binary::Multiply),
    ("/", 6, Binary::Divide),
    ("//", 6, Binary::FloorDivide),
    ("%", 6, Binary::Modulo),
    ("@", 6, Binary::MatrixMultiply),
];

impl Parser {
    /// One or several expressions with commas: a tuple.
    pub fn expressions(&mut self) -> Result<Expr, Halt> {
        let first = self.starred()?;
        if !self.is(",") {
            return match first {
                Argument::Plain(expr) => Ok(expr),
                _ => Err(Halt::Syntax { span: self.last(), message: "can't use starred expression here".into() }),
            };
        }
        let start = self.argument_span(&first);
        let mut items = vec![first];
        while self.take(",") {
            if self.ends_expressions() {
                break;
            }
            items.push(self.starred()?);
        }
        Expr::new(ExprKind::Tuple(items), start.to(self.last()))
    }

    fn argument_span(&self, argument: &Argument) -> Span {
        match argument {
            Argument::Plain(expr) | Argument::Spread(expr) | Argument::Named(_, expr) | Argument::NamedSpread(expr) => {
                expr.span
            }
        }
    }

    fn ends_expressions(&self) -> bool {
        match self.kind() {
            Kind::Newline | Kind::End => true,
            Kind::Op(operator) => matches!(*operator, ")" | "]" | "}" | "=" | ":" | ";") || operator.ends_with('='),
            Kind::Name(name) => &**name == "in",
            _ => false,
        }
    }

    pub fn starred(&mut self) -> Result<Argument, Halt> {
        if self.take("*") {
            return Ok(Argument::Spread(self.binary(1)?));
        }
        self.named().map(Argument::Plain)
    }

    /// `name := value`, or an expression.
    pub fn named(&mut self) -> Result<Expr, Halt> {
        if let (Kind::Name(name), Kind::Op(":=")) = (self.kind().clone(), self.ahead(1)) {
            let span = self.span();
            self.advance();
            self.advance();
            let value = self.expression()?;
            let target = crate::shell::programs::script::syntax::Pattern::Name(name, span);
            return Expr::new(ExprKind::Assign { target, value }, span.to(self.last()));
        }
        self.expression()
    }

    /// One expression.
    pub fn expression(&mut self) -> Result<Expr, Halt> {
        self.nested(|parser| {
            if parser.is_word("lambda") {
                return parser.lambda();
            }
            let start = parser.span();
            let value = parser.or()?;
            if !parser.is_word("if") {
                return Ok(value);
            }
            parser.advance();
            let condition = parser.or()?;
            if !parser.take_word("else") {
                let message = "expected 'else' after 'if' expression".to_string();
                return Err(Halt::Syntax { span: start.to(parser.last()), message });
            }
            let otherwise = parser.expression()?;
            Expr::new(ExprKind::Conditional(condition, value, otherwise), start.to(parser.last()))
        })
    }

    fn lambda(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        let parameters = self.parameters(":")?;
        self.expect(":")?;
        self.yields.push(false);
        let value = self.expression()?;
        let is_generator = self.yields.pop().unwrap_or(false);
        let span = start.to(self.last());
        let body = vec![Statement { kind: StatementKind::Return(Some(value)), span }];
        let function = Function {
            name: Rc::from("<lambda>"),
            parameters,
            returns: None,
            body,
            kind: FunctionKind::Plain,
            is_async: false,
            is_generator,
            decorators: Vec::new(),
            span,
        };
        Ok(Expr::leaf(ExprKind::Function(Rc::new(function)), span))
    }

    /// Everything below `if … else`.
    pub fn disjunction(&mut self) -> Result<Expr, Halt> {
        self.or()
    }

    fn or(&mut self) -> Result<Expr, Halt> {
        let mut left = self.and()?;
        while self.take_word("or") {
            let right = self.and()?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::Or(left, right), span)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, Halt> {
        let mut left = self.not()?;
        while self.take_word("and") {
            let right = self.not()?;
            let span = left.span.to(right.span);
            left = Expr::new(ExprKind::And(left, right), span)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expr, Halt> {
        if self.is_word("not") {
            let start = self.span();
            self.advance();
            let value = self.nested(Parser::not)?;
            let span = start.to(value.span);
            return Expr::new(ExprKind::Unary(Unary::Not, value), span);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr, Halt> {
        let first = self.binary(1)?;
        let mut rest = Vec::new();
        let mut marks = Vec::new();
        while let Some(operator) = self.comparison_operator() {
            marks.push(self.last());
            rest.push((operator, self.binary(1)?));
        }
        let span = first.span.to(self.last());
        match rest.pop() {
            None => Ok(first),
            Some((operator, right)) if rest.is_empty() => {
                let mark = marks.first().copied().unwrap_or_default();
                Expr::new(ExprKind::Binary(operator, first, right), span.marked(mark.start, mark.end))
            }
            Some(last) => {
                rest.push(last);
                Expr::new(ExprKind::Chain(first, rest), span)
            }
        }
    }

    fn comparison_operator(&mut self) -> Option<Binary> {
        let operator = match self.kind() {
            Kind::Op("==") => Binary::Equal,
            Kind::Op("!=") => Binary::NotEqual,
            Kind::Op("<") => Binary::Less,
            Kind::Op("<=") => Binary::LessEqual,
            Kind::Op(">") => Binary::Greater,
            Kind::Op(">=") => Binary::GreaterEqual,
            Kind::Name(name) if &**name == "in" => Binary::In,
            Kind::Name(name) if &**name == "is" => {
                let not = matches!(self.ahead(1), Kind::Name(name) if &**name == "not");
                if not {
                    self.advance();
                }
                if not { Binary::IsNot } else { Binary::Is }
            }
            Kind::Name(name) if &**name == "not" => {
                if !matches!(self.ahead(1), Kind::Name(name) if &**name == "in") {
                    return None;
                }
                self.advance();
                Binary::NotIn
            }
            _ => return None,
        };
        self.advance();
        Some(operator)
    }

    /// Operators that bind at least so much.
    pub fn binary(&mut self, least: u8) -> Result<Expr, Halt> {
        let mut left = self.unary()?;
        while let Kind::Op(operator) = *self.kind() {
            let Some((_, binds, binary)) =
                BINARY.iter().find(|(known, binds, _)| *known == operator && *binds >= least)
            else {
                break;
            };
            let mark = self.span();
            self.advance();
            let right = self.nested(|parser| parser.binary(binds + 1))?;
            let span = left.span.to(right.span).marked(mark.start, mark.end);
            left = Expr::new(ExprKind::Binary(*binary, left, right), span)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        let operator = match self.kind() {
            Kind::Op("-") => Unary::Negate,
            Kind::Op("+") => Unary::Plus,
            Kind::Op("~") => Unary::Invert,
            _ => return self.power(),
        };
        let start = self.span();
        self.advance();
        let value = self.nested(Parser::unary)?;
        let span = start.to(value.span);
        Expr::new(ExprKind::Unary(operator, value), span)
    }

    fn power(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        let awaits = self.take_word("await");
        let mut left = self.primary()?;
        if awaits {
            left = Expr::new(ExprKind::Await(left), start.to(self.last()))?;
        }
        if !self.is("**") {
            return Ok(left);
        }
        let mark = self.span();
        self.advance();
        let right = self.nested(Parser::unary)?;
        let span = left.span.to(right.span).marked(mark.start, mark.end);
        Expr::new(ExprKind::Binary(Binary::Power, left, right), span)
    }
}
