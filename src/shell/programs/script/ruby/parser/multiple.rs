//! `a, b = b, a`: several targets at once.

use super::{Parser, native};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Expr, ExprKind, Pattern};
use crate::shell::programs::script::tokens::Reads;

/// Tokens that are looked at for the `=` behind targets.
const FURTHEST: usize = 200;

impl Parser {
    /// An assignment to several targets, or of several values, if the statement is one.
    pub(super) fn multiple(&mut self) -> Result<Option<Expr>, Halt> {
        if !self.is_multiple() {
            return Ok(None);
        }
        let span = self.span();
        let targets = self.targets("=")?;
        self.expect("=")?;
        self.skip_newlines();
        let value = self.values()?;
        let target = Pattern::List(targets, span);
        Expr::new(ExprKind::Assign { target, value }, span).map(Some)
    }

    /// Values with commas between them, as one list.
    fn values(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let mut all = Vec::new();
        loop {
            all.push(match self.take("*") {
                true => Argument::Spread(native("%list", vec![self.ternary()?], self.last())?),
                false => Argument::Plain(self.expression()?),
            });
            if !self.take(",") {
                break;
            }
            self.skip_newlines();
        }
        match all.as_slice() {
            [Argument::Plain(only)] => native("%parts", vec![only.clone()], span),
            _ => Expr::new(ExprKind::List(all), span),
        }
    }

    /// Whether targets with a comma among them come before a `=`.
    fn is_multiple(&self) -> bool {
        let (mut depth, mut comma) = (0, false);
        let mut operand = false;
        for by in 0..FURTHEST {
            match self.ahead(by) {
                Kind::Op("(" | "[") => {
                    depth += 1;
                    operand = false;
                }
                Kind::Op(")" | "]") if depth > 0 => {
                    depth -= 1;
                    operand = true;
                }
                Kind::Newline | Kind::End => return false,
                _ if depth > 0 => {}
                Kind::Op("*") if by == 0 => comma = true,
                Kind::Op("*") if !operand => {}
                Kind::Op(",") if operand => (comma, operand) = (true, false),
                Kind::Op("=") => return comma && operand,
                Kind::Op(".") if operand => operand = false,
                Kind::Name(name) if !operand && (!super::words::is_keyword(name) || &**name == "self") => {
                    operand = true
                }
                Kind::Instance(_) | Kind::Global(_) if !operand => operand = true,
                _ => return false,
            }
        }
        false
    }

    /// Targets up to an operator.
    pub(super) fn targets(&mut self, end: &'static str) -> Result<Vec<Pattern>, Halt> {
        let mut targets = Vec::new();
        while !self.is(end) {
            targets.push(self.nested(Self::one_target)?);
            if !self.take(",") {
                break;
            }
        }
        Ok(targets)
    }

    fn one_target(&mut self) -> Result<Pattern, Halt> {
        let span = self.span();
        if self.take("*") {
            if !matches!(self.kind(), Kind::Name(_) | Kind::Instance(_)) {
                return Ok(Pattern::Rest(Box::new(Pattern::Nothing)));
            }
            return Ok(Pattern::Rest(Box::new(self.one_target()?)));
        }
        if self.take("(") {
            let inner = self.targets(")")?;
            self.expect(")")?;
            return Ok(Pattern::List(inner, span));
        }
        if let Kind::Name(name) = self.kind().clone()
            && !super::words::is_keyword(&name)
            && !self.is_ahead(1, ".")
            && !self.is_ahead(1, "[")
        {
            self.advance();
            if name.starts_with(char::is_uppercase) {
                return Ok(Pattern::Name(self.own_constant(&name), span));
            }
            self.declare(&name);
            return Ok(Pattern::Name(name, span));
        }
        let value = self.postfix()?;
        self.target(value)
    }
}
