//! `match`: each case is a condition on a hidden name, which gives the names of its pattern their values.

use super::Parser;
use super::target::target;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Block, Expr, ExprKind, Name, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// Cases of one `match`: they end inside each other.
const MAX_CASES: usize = 60;

impl Parser {
    /// Whether `match` begins a statement and is no name: its line ends in a colon, and a case follows.
    pub fn is_match(&self) -> bool {
        let mut before: Option<&Kind> = None;
        for by in 1.. {
            match self.ahead(by) {
                Kind::Newline => {
                    let colon = matches!(before, Some(Kind::Op(":")));
                    let case = matches!(self.ahead(by + 2), Kind::Name(word) if &**word == "case");
                    return colon && *self.ahead(by + 1) == Kind::Indent && case;
                }
                Kind::End => return false,
                kind => before = Some(kind),
            }
        }
        false
    }

    /// `match subject:` and its cases.
    pub fn matching(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let subject = self.expressions()?;
        self.expect(":")?;
        self.advance();
        self.advance();
        let hidden: Name = format!(".match{}_{}", span.line, span.start).into();
        let mut cases: Vec<(Expr, Block, Span)> = Vec::new();
        while !matches!(self.kind(), Kind::Dedent | Kind::End) {
            let span = self.span();
            self.expect_word("case")?;
            let value = Expr::leaf(ExprKind::Name(hidden.clone()), span);
            let mut test = self.case_patterns(value)?;
            if self.take_word("if") {
                let guard = self.named()?;
                test = Expr::new(ExprKind::And(test, guard), span)?;
            }
            let body = self.suite(&format!("'case' statement on line {}", span.line))?;
            cases.push((test, body, span));
            if cases.len() > MAX_CASES {
                return self.unsimulated("a match statement with so many cases");
            }
        }
        if *self.kind() == Kind::Dedent {
            self.advance();
        }
        let mut otherwise = Vec::new();
        for (test, body, span) in cases.into_iter().rev() {
            otherwise = vec![Statement { kind: StatementKind::If(test, body, otherwise), span }];
        }
        let given = StatementKind::Assign(vec![Pattern::Name(hidden, span)], subject);
        let mut both = vec![Statement { kind: given, span }];
        both.append(&mut otherwise);
        Ok(Statement { kind: StatementKind::Block(both), span })
    }

    /// The patterns of a case: several with commas are a sequence.
    fn case_patterns(&mut self, value: Expr) -> Result<Expr, Halt> {
        let many = {
            let (mut depth, mut many) = (0, self.is("*"));
            for by in 0.. {
                match self.ahead(by) {
                    Kind::Op("(" | "[" | "{") => depth += 1,
                    Kind::Op(")" | "]" | "}") => depth -= 1,
                    Kind::Op(",") if depth == 0 => many = true,
                    Kind::Op(":") if depth == 0 => break,
                    Kind::Newline | Kind::End => break,
                    _ => {}
                }
            }
            many
        };
        if many { self.sequence_pattern(value, ":") } else { self.as_pattern(value) }
    }

    fn as_pattern(&mut self, value: Expr) -> Result<Expr, Halt> {
        let span = self.span();
        let mut test = self.nested(|parser| parser.closed_pattern(value.clone()))?;
        while self.take("|") {
            let other = self.nested(|parser| parser.closed_pattern(value.clone()))?;
            test = Expr::new(ExprKind::Or(test, other), span)?;
        }
        if self.take_word("as") {
            let name = self.name()?;
            let capture = capture(name, value, span)?;
            test = Expr::new(ExprKind::And(test, capture), span)?;
        }
        Ok(test)
    }

    fn closed_pattern(&mut self, value: Expr) -> Result<Expr, Halt> {
        let span = self.span();
        match self.kind().clone() {
            Kind::Op("[") => {
                self.advance();
                let test = self.sequence_pattern(value, "]")?;
                self.expect("]")?;
                Ok(test)
            }
            Kind::Op("(") => {
                self.advance();
                if self.is_lone_pattern() {
                    let test = self.as_pattern(value)?;
                    self.expect(")")?;
                    return Ok(test);
                }
                let test = self.sequence_pattern(value, ")")?;
                self.expect(")")?;
                Ok(test)
            }
            Kind::Op("{") => self.mapping_pattern(value),
            Kind::Name(word) if &*word == "_" && !matches!(self.ahead(1), Kind::Op("." | "(")) => {
                self.advance();
                Ok(Expr::leaf(ExprKind::Bool(true), span))
            }
            Kind::Name(word) if matches!(&*word, "None" | "True" | "False") => {
                let literal = self.primary()?;
                Expr::new(ExprKind::Binary(Binary::Is, value, literal), span)
            }
            Kind::Name(_) => {
                let name = self.name()?;
                if !self.is(".") && !self.is("(") {
                    return capture(name, value, span);
                }
                let mut of = Expr::leaf(ExprKind::Name(name), span);
                while self.take(".") {
                    let name = self.name()?;
                    of = Expr::new(ExprKind::Member { object: of, name, optional: false }, span)?;
                }
                if self.take("(") { self.class_pattern(value, of) } else { equal(value, of, span) }
            }
            _ => {
                // Numbers, with a sign, and texts.
                let literal = self.binary(5)?;
                equal(value, literal, span)
            }
        }
    }

    /// Whether what is behind an opening parenthesis is one pattern without a comma.
    fn is_lone_pattern(&self) -> bool {
        let mut depth = 0;
        for by in 0.. {
            match self.ahead(by) {
                Kind::Op("(" | "[" | "{") => depth += 1,
                Kind::Op(")") if depth == 0 => return by > 0,
                Kind::Op(")" | "]" | "}") => depth -= 1,
                Kind::Op("," | "*") if depth == 0 => return false,
                Kind::Newline | Kind::End => return false,
                _ => {}
            }
        }
        false
    }

    fn sequence_pattern(&mut self, value: Expr, end: &str) -> Result<Expr, Halt> {
        let span = self.span();
        let (count, star) = self.shape(end);
        let mut test = sequence_test(&value, count, star.is_some(), span)?;
        let mut at = 0;
        while !(self.is(end) || end == ":" && self.is_word("if")) {
            let step = if self.take("*") {
                let name = self.name()?;
                match &*name {
                    "_" => None,
                    _ => Some(capture(name, part(&value, at, count - at, span)?, span)?),
                }
            } else {
                let index = if star.is_some_and(|star| at >= star) { at - count } else { at };
                let index = Expr::leaf(ExprKind::Int(index), span);
                let kind = ExprKind::Index { object: value.clone(), index, optional: false };
                at += 1;
                Some(self.as_pattern(Expr::new(kind, span)?)?)
            };
            if let Some(step) = step {
                test = Expr::new(ExprKind::And(test, step), span)?;
            }
            if !self.take(",") {
                break;
            }
        }
        Ok(test)
    }

    /// How many patterns stand before `end`, but for a starred one, and the place of that.
    fn shape(&self, end: &str) -> (i128, Option<i128>) {
        let (mut count, mut star, mut depth, mut fresh) = (0, None, 0, true);
        for by in 0.. {
            let kind = self.ahead(by);
            let ends = match kind {
                Kind::Op(operator) => depth == 0 && *operator == end,
                Kind::Name(word) => depth == 0 && end == ":" && &**word == "if",
                _ => matches!(kind, Kind::Newline | Kind::End),
            };
            if ends {
                break;
            }
            match kind {
                Kind::Op(",") if depth == 0 => {
                    fresh = true;
                    continue;
                }
                Kind::Op("*") if depth == 0 && fresh => star = Some(count),
                _ if fresh => count += 1,
                _ => {}
            }
            fresh = false;
            match kind {
                Kind::Op("(" | "[" | "{") => depth += 1,
                Kind::Op(")" | "]" | "}") => depth -= 1,
                _ => {}
            }
        }
        (count, star)
    }

    fn mapping_pattern(&mut self, value: Expr) -> Result<Expr, Halt> {
        let span = self.span();
        self.advance();
        let mut test = call(".is_mapping", vec![value.clone()], span)?;
        let mut keys = Vec::new();
        while !self.take("}") {
            let step = if self.take("**") {
                let name = self.name()?;
                let all = Expr::new(ExprKind::List(keys.iter().cloned().map(Argument::Plain).collect()), span)?;
                capture(name, call(".without", vec![value.clone(), all], span)?, span)?
            } else {
                let key = self.binary(1)?;
                self.expect(":")?;
                keys.push(key.clone());
                let has = Expr::new(ExprKind::Binary(Binary::In, key.clone(), value.clone()), span)?;
                let kind = ExprKind::Index { object: value.clone(), index: key, optional: false };
                let inner = self.as_pattern(Expr::new(kind, span)?)?;
                Expr::new(ExprKind::And(has, inner), span)?
            };
            test = Expr::new(ExprKind::And(test, step), span)?;
            if !self.take(",") && !self.is("}") {
                return self.invalid();
            }
        }
        Ok(test)
    }

    fn class_pattern(&mut self, value: Expr, class: Expr) -> Result<Expr, Halt> {
        let span = self.span();
        let mut test = call("isinstance", vec![value.clone(), class.clone()], span)?;
        let mut place = 0;
        while !self.take(")") {
            let step = match (self.kind().clone(), self.ahead(1)) {
                (Kind::Name(name), Kind::Op("=")) => {
                    self.advance();
                    self.advance();
                    let given = vec![value.clone(), Expr::leaf(ExprKind::Text(name.clone()), span)];
                    let has = call("hasattr", given, span)?;
                    let kind = ExprKind::Member { object: value.clone(), name, optional: false };
                    let inner = self.as_pattern(Expr::new(kind, span)?)?;
                    Expr::new(ExprKind::And(has, inner), span)?
                }
                _ => {
                    let at = Expr::leaf(ExprKind::Int(place), span);
                    place += 1;
                    let member = call(".matched", vec![value.clone(), class.clone(), at], span)?;
                    self.as_pattern(member)?
                }
            };
            test = Expr::new(ExprKind::And(test, step), span)?;
            if !self.take(",") && !self.is(")") {
                return self.invalid();
            }
        }
        Ok(test)
    }
}

/// Gives a name a value, and is true.
fn capture(name: Name, value: Expr, span: Span) -> Result<Expr, Halt> {
    let target = target(Expr::leaf(ExprKind::Name(name), span))?;
    let given = Expr::new(ExprKind::Assign { target, value }, span)?;
    Expr::new(ExprKind::Sequence(vec![given, Expr::leaf(ExprKind::Bool(true), span)]), span)
}

fn equal(value: Expr, literal: Expr, span: Span) -> Result<Expr, Halt> {
    Expr::new(ExprKind::Binary(Binary::Equal, value, literal), span)
}

fn call(name: &str, values: Vec<Expr>, span: Span) -> Result<Expr, Halt> {
    let callee = Expr::leaf(ExprKind::Name(name.into()), span);
    let arguments = values.into_iter().map(Argument::Plain).collect();
    Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
}

/// Whether a value is a sequence of so many, or of at least so many.
fn sequence_test(value: &Expr, count: i128, or_more: bool, span: Span) -> Result<Expr, Halt> {
    let is = call(".is_sequence", vec![value.clone()], span)?;
    let length = call("len", vec![value.clone()], span)?;
    let operator = if or_more { Binary::GreaterEqual } else { Binary::Equal };
    let counts = Expr::new(ExprKind::Binary(operator, length, Expr::leaf(ExprKind::Int(count), span)), span)?;
    Expr::new(ExprKind::And(is, counts), span)
}

/// What a starred name gets: from a place to so many before the end.
fn part(value: &Expr, from: i128, left: i128, span: Span) -> Result<Expr, Halt> {
    let from = Expr::leaf(ExprKind::Int(from), span);
    let to = (left > 0).then(|| Expr::leaf(ExprKind::Int(-left), span));
    let whole = call("list", vec![value.clone()], span)?;
    Expr::new(ExprKind::Slice { object: whole, bounds: [Some(from), to, None] }, span)
}
