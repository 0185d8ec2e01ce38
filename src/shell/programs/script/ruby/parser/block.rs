//! Blocks, lambdas, and the parameters of everything that is called.

use std::rc::Rc;

use super::scope::{Frame, Place};
use super::{BLOCK, Parser, declare_all, native, send};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::{Kind, Part};
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, Function, FunctionKind, Name, Parameter, ParameterKind, Pattern, Span,
    Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// Methods whose block is left by `return`.
const LAMBDAS: &[&str] = &["lambda", "define_method", "define_singleton_method"];

/// A block behind a call.
pub(super) enum MaybeBlock {
    None,
    Block {
        function: Expr,
        /// Whether a `break` in it leaves the call.
        breaks: bool,
    },
}

impl Parser {
    /// The block that may stand behind a call of a method.
    pub(super) fn maybe_block(&mut self, name: &str) -> Result<MaybeBlock, Halt> {
        let end = if self.is("{") {
            "}"
        } else if self.is_word("do") && !self.without_do {
            "end"
        } else {
            return Ok(MaybeBlock::None);
        };
        let place = if LAMBDAS.contains(&name) { Place::Lambda } else { Place::Block };
        let span = self.span();
        self.advance();
        let (function, breaks) = self.block(place, end, None, span)?;
        Ok(MaybeBlock::Block { function, breaks })
    }

    /// `&name`, `&:name`
    pub(super) fn passed_block(&mut self, span: Span) -> Result<Expr, Halt> {
        match self.kind().clone() {
            Kind::Symbol(parts) => {
                let [Part::Text(name)] = parts.as_slice() else {
                    return self.unsimulated("a symbol with values in it");
                };
                self.advance();
                let (one, rest): (Name, Name) = ("%one".into(), "%rest".into());
                let parameter = |name: &Name, kind| Parameter {
                    target: Pattern::Name(name.clone(), span),
                    default: None,
                    kind,
                    annotation: None,
                };
                let value = |name: &Name| Expr::leaf(ExprKind::Name(name.clone()), span);
                let call = send(value(&one), name.clone(), vec![Argument::Spread(value(&rest))], span)?;
                let parameters = vec![parameter(&one, ParameterKind::Plain), parameter(&rest, ParameterKind::Rest)];
                let body = vec![Statement { kind: StatementKind::Return(Some(call)), span }];
                Ok(function_of("", parameters, body, FunctionKind::Arrow, span))
            }
            Kind::Op(")" | ",") | Kind::Newline => Ok(Expr::leaf(ExprKind::Name(BLOCK.into()), span)),
            _ => native("%block", vec![self.ternary()?], span),
        }
    }

    /// `-> (x) { … }`
    pub(super) fn lambda(&mut self, span: Span) -> Result<Expr, Halt> {
        let outer = std::mem::replace(&mut self.without_do, false);
        let mut frame = Frame::new(Place::Lambda, &self.block_label());
        let parameters = if self.take("(") {
            self.frames.push(frame);
            let parameters = self.parameters(&[")"]);
            let parameters = parameters.and_then(|all| self.expect(")").map(|()| all));
            frame = self.frames.pop().unwrap_or(Frame::new(Place::Lambda, ""));
            parameters?
        } else if matches!(self.kind(), Kind::Name(name) if &**name != "do") || self.is("*") {
            self.frames.push(frame);
            let parameters = self.parameters(&["{"]);
            frame = self.frames.pop().unwrap_or(Frame::new(Place::Lambda, ""));
            parameters?
        } else {
            Vec::new()
        };
        let end = if self.take("{") {
            "}"
        } else {
            self.expect_word("do")?;
            "end"
        };
        let result = self.block(Place::Lambda, end, Some((frame, parameters)), span);
        self.without_do = outer;
        native("%lambda", vec![result?.0], span)
    }

    /// A block from behind what opens it; gives whether a `break` in it leaves the call.
    fn block(
        &mut self,
        place: Place,
        end: &'static str,
        known: Option<(Frame, Vec<Parameter>)>,
        span: Span,
    ) -> Result<(Expr, bool), Halt> {
        let outer = std::mem::replace(&mut self.without_do, false);
        let is_lambda = known.is_some();
        let (frame, parameters) = match known {
            Some(known) => known,
            None => (Frame::new(place, &self.block_label()), Vec::new()),
        };
        self.frames.push(frame);
        let result = self.nested(|parser| parser.block_parts(end, is_lambda, parameters, span));
        self.without_do = outer;
        let frame = self.frames.pop().unwrap_or(Frame::new(place, ""));
        let (mut parameters, mut body) = result?;
        if parameters.is_empty() && frame.is_implicit {
            let all: Vec<Name> =
                frame.parameters.iter().filter(|name| name.starts_with('_') || &***name == "it").cloned().collect();
            let most = all.iter().filter_map(|name| name.strip_prefix('_')?.parse::<u8>().ok()).max();
            let names: Vec<Name> = match most {
                Some(most) => (1..=most).map(|number| format!("_{number}").into()).collect(),
                None => vec!["it".into()],
            };
            parameters = names.iter().map(|name| plain(Pattern::Name(name.clone(), span), None)).collect();
        }
        declare_all(frame.names, &mut body);
        if !is_lambda || parameters.iter().any(|one| !matches!(one.target, Pattern::Name(..))) {
            parameters = taken_apart(parameters, &mut body, span)?;
        }
        let value = Expr::new(ExprKind::Do(body), span)?;
        let body = vec![Statement { kind: StatementKind::Return(Some(value)), span }];
        Ok((function_of(&frame.label, parameters, body, FunctionKind::Arrow, span), frame.throws))
    }

    fn block_parts(
        &mut self,
        end: &'static str,
        is_lambda: bool,
        mut parameters: Vec<Parameter>,
        span: Span,
    ) -> Result<(Vec<Parameter>, Block), Halt> {
        let bars = !is_lambda && self.take("|");
        if bars {
            parameters = self.parameters(&["|"])?;
            self.expect("|")?;
        } else if !is_lambda
            && !self.take("||")
            && let Some(frame) = self.frames.last_mut()
        {
            frame.is_implicit = true;
        }
        let uses = self.frames.last().map_or(0, |frame| frame.parameters.len());
        let body = if end == "}" {
            let body = self.statements(&[])?;
            self.expect("}")?;
            body
        } else {
            let body = self.guarded_body(&["end"], span)?;
            self.expect_word("end")?;
            body
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.is_implicit &= frame.parameters.len() > uses;
        }
        Ok((parameters, body))
    }

    /// Parameters up to one of the marks.
    pub(super) fn parameters(&mut self, ends: &[&str]) -> Result<Vec<Parameter>, Halt> {
        let mut all = Vec::new();
        loop {
            if matches!(ends, [")"]) {
                self.skip_newlines();
            }
            let ended = ends.iter().any(|end| self.is(end)) || matches!(self.kind(), Kind::Newline | Kind::End);
            if ended || self.is_word("do") {
                // Names behind a `;` are the block's own.
                if ends == ["|"] && matches!(self.kind(), Kind::Newline) {
                    self.advance();
                    while let Kind::Name(name) = self.kind().clone() {
                        self.advance();
                        self.take(",");
                        if let Some(frame) = self.frames.last_mut() {
                            frame.names.push(name);
                        }
                    }
                }
                return Ok(all);
            }
            all.push(self.parameter()?);
            if !self.take(",") && !ends.iter().any(|end| self.is(end)) && ends == [")"] {
                self.skip_newlines();
            }
        }
    }

    fn parameter(&mut self) -> Result<Parameter, Halt> {
        let span = self.span();
        let (kind, marked) = match *self.kind() {
            Kind::Op("*") => (ParameterKind::Rest, true),
            Kind::Op("**") => (ParameterKind::NamedRest, true),
            Kind::Op("&") => (ParameterKind::Named, true),
            _ => (ParameterKind::Plain, false),
        };
        if marked {
            self.advance();
            let name = match self.kind().clone() {
                Kind::Name(name) if &*name != "do" => {
                    self.advance();
                    name
                }
                _ => "%unnamed".into(),
            };
            if kind == ParameterKind::Named {
                // A block's name of its own is another name of the block.
                self.named_block(&name);
                return Ok(block_parameter(span));
            }
            self.known(&name);
            return Ok(Parameter { target: Pattern::Name(name, span), default: None, kind, annotation: None });
        }
        match self.kind().clone() {
            Kind::Op("(") => {
                self.advance();
                let inner = self.inner_targets()?;
                self.expect(")")?;
                Ok(plain(Pattern::List(inner, span), None))
            }
            Kind::Label(name) => {
                self.advance();
                self.known(&name);
                let ends = matches!(self.kind(), Kind::Op("," | ")" | "|") | Kind::Newline | Kind::End);
                let default = if ends { None } else { Some(self.unpiped()?) };
                let target = Pattern::Name(name, span);
                Ok(Parameter { target, default, kind: ParameterKind::Named, annotation: None })
            }
            Kind::Name(name) if !super::words::is_keyword(&name) => {
                self.advance();
                self.known(&name);
                let default = if self.take("=") { Some(self.unpiped()?) } else { None };
                Ok(plain(Pattern::Name(name, span), default))
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A default: in a block a `|` ends it.
    fn unpiped(&mut self) -> Result<Expr, Halt> {
        let in_block = self.frames.last().is_some_and(|frame| frame.place == Place::Block);
        if in_block { self.postfix() } else { self.ternary() }
    }

    fn inner_targets(&mut self) -> Result<Vec<Pattern>, Halt> {
        let mut all = Vec::new();
        while !self.is(")") {
            let span = self.span();
            let rest = self.take("*");
            let target = if self.take("(") {
                let inner = self.nested(Self::inner_targets)?;
                self.expect(")")?;
                Pattern::List(inner, span)
            } else {
                let Kind::Name(name) = self.kind().clone() else { return Err(self.unexpected()) };
                self.advance();
                self.known(&name);
                Pattern::Name(name, span)
            };
            all.push(if rest { Pattern::Rest(Box::new(target)) } else { target });
            if !self.take(",") {
                break;
            }
        }
        Ok(all)
    }

    fn known(&mut self, name: &Name) {
        if let Some(frame) = self.frames.last_mut() {
            frame.parameters.push(name.clone());
        }
    }

    /// The name that a parameter gives the block.
    fn named_block(&mut self, name: &Name) {
        if let Some(frame) = self.frames.last_mut() {
            frame.parameters.push(format!("{BLOCK}{name}").into());
        }
    }

    /// Whether a name is that of the block that a method was given.
    pub(super) fn names_block(&self, name: &str) -> bool {
        self.is_local(&format!("{BLOCK}{name}"))
    }
}

pub(super) fn plain(target: Pattern, default: Option<Expr>) -> Parameter {
    Parameter { target, default, kind: ParameterKind::Plain, annotation: None }
}

pub(super) fn function_of(
    label: &str,
    parameters: Vec<Parameter>,
    body: Block,
    kind: FunctionKind,
    span: Span,
) -> Expr {
    let function = Function {
        name: label.into(),
        parameters,
        returns: None,
        body,
        kind,
        is_async: false,
        is_generator: false,
        decorators: Vec::new(),
        span,
    };
    Expr::leaf(ExprKind::Function(Rc::new(function)), span)
}

/// A block with several parameters takes one list apart: they become one, which the body takes apart.
fn taken_apart(parameters: Vec<Parameter>, body: &mut Block, span: Span) -> Result<Vec<Parameter>, Halt> {
    let by_place = |one: &Parameter| matches!(one.kind, ParameterKind::Plain | ParameterKind::Rest);
    let simple = parameters.iter().filter(|one| by_place(one)).count() < 2;
    if simple {
        return Ok(parameters);
    }
    let (placed, mut named): (Vec<_>, Vec<_>) = parameters.into_iter().partition(|one| by_place(one));
    let targets = placed.into_iter().map(|one| match (one.kind, one.default) {
        (ParameterKind::Rest, _) => Pattern::Rest(Box::new(one.target)),
        (_, Some(default)) => Pattern::Default(Box::new(one.target), default),
        (_, None) => one.target,
    });
    let all: Name = "%all".into();
    let value = native("%spread", vec![Expr::leaf(ExprKind::Name(all.clone()), span)], span)?;
    let target = Pattern::List(targets.collect(), span);
    body.insert(0, Statement { kind: StatementKind::Declare(Declares::Let, vec![(target, Some(value))]), span });
    let target = Pattern::Name(all, span);
    named.insert(0, Parameter { target, default: None, kind: ParameterKind::Rest, annotation: None });
    Ok(named)
}

/// The block that a call gives.
pub(super) fn block_parameter(span: Span) -> Parameter {
    Parameter { target: Pattern::Name(BLOCK.into(), span), default: None, kind: ParameterKind::Named, annotation: None }
}
