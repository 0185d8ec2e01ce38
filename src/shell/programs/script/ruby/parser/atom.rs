//! Values without operators: literals, names, what stands in brackets, what keywords begin.

use super::{BLOCK, MAYBE, Parser, native, send, text_of};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Entry, Expr, ExprKind, Name, Span};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// One value.
    pub(super) fn atom(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let leaf = |kind| Ok(Expr::leaf(kind, span));
        match self.kind().clone() {
            Kind::Int(value) => {
                self.advance();
                leaf(ExprKind::Int(value))
            }
            Kind::Float(value) => {
                self.advance();
                leaf(ExprKind::Float(value))
            }
            Kind::Text(mut parts) => {
                self.advance();
                // Texts that stand beside each other are one.
                while let Kind::Text(more) = self.kind().clone() {
                    self.advance();
                    parts.extend(more);
                }
                self.filled(parts, span)
            }
            Kind::Symbol(parts) => {
                self.advance();
                self.symbol(parts, span)
            }
            Kind::Words(words, symbols) => {
                self.advance();
                let word = |word: Name| if symbols { ExprKind::Symbol(word) } else { ExprKind::Text(word) };
                let all = words.into_iter().map(|name| Argument::Plain(Expr::leaf(word(name), span))).collect();
                leaf(ExprKind::List(all))
            }
            Kind::Regex(parts, flags) => {
                self.advance();
                self.regex(parts, &flags, span)
            }
            Kind::Instance(name) => {
                self.advance();
                if name.starts_with("@@") {
                    return leaf(ExprKind::Name(format!("{}{name}", self.classes.join("::")).into()));
                }
                let object = Expr::leaf(ExprKind::This, span);
                Expr::new(ExprKind::Member { object, name, optional: false }, span)
            }
            Kind::Global(name) => {
                self.advance();
                match name.strip_prefix('$').and_then(|number| number.parse().ok()) {
                    Some(number) if number > 0 => native("%group", vec![Expr::leaf(ExprKind::Int(number), span)], span),
                    _ if &*name == "$~" => native("%group", Vec::new(), span),
                    _ if &*name == "$!" => native("%raised", Vec::new(), span),
                    _ => leaf(ExprKind::Name(if &*name == "$PROGRAM_NAME" { "$0".into() } else { name })),
                }
            }
            Kind::Op("(") => self.parentheses(span),
            Kind::Op("[") => {
                self.advance();
                let all = self.bracketed("]")?;
                self.array(all, span)
            }
            Kind::Op("{") => self.hash(span),
            Kind::Op("->") => {
                self.advance();
                self.lambda(span)
            }
            Kind::Op("::") => {
                self.advance();
                let Kind::Name(name) = self.kind().clone() else { return Err(self.unexpected()) };
                self.advance();
                leaf(ExprKind::Name(name))
            }
            Kind::Op(".." | "...") => self.ternary(),
            Kind::Name(name) => self.word(&name, span),
            _ => Err(self.unexpected()),
        }
    }

    fn parentheses(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let outer = std::mem::replace(&mut self.without_do, false);
        let body = self.nested(|parser| parser.statements(&[]));
        self.without_do = outer;
        let mut body = body?;
        self.skip_newlines();
        self.expect(")")?;
        use crate::shell::programs::script::syntax::StatementKind;
        if let [only] = body.as_slice()
            && matches!(&only.kind, StatementKind::Expression(_))
            && let Some(StatementKind::Expression(value)) = body.pop().map(|only| only.kind)
        {
            let mut value = value;
            value.span = span.to(self.last());
            return Ok(value);
        }
        Expr::new(ExprKind::Do(body), span)
    }

    /// `[1, *more, a: 1]`
    fn array(&mut self, all: Vec<Argument>, span: Span) -> Result<Expr, Halt> {
        let (named, mut plain): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| matches!(one, Argument::Named(..) | Argument::NamedSpread(_)));
        if !named.is_empty() {
            let entries = named.into_iter().map(|one| match one {
                Argument::Named(name, value) => Entry::Pair(Expr::leaf(ExprKind::Symbol(name), span), value),
                Argument::NamedSpread(value) | Argument::Plain(value) | Argument::Spread(value) => Entry::Spread(value),
            });
            plain.push(Argument::Plain(Expr::new(ExprKind::Dict(entries.collect()), span)?));
        }
        Expr::new(ExprKind::List(plain), span)
    }

    /// `{ a: 1, "b" => 2, **more }`
    fn hash(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let outer = std::mem::replace(&mut self.without_do, false);
        let entries = self.nested(Self::entries);
        self.without_do = outer;
        Expr::new(ExprKind::Dict(entries?), span)
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Halt> {
        let mut entries = Vec::new();
        self.skip_newlines();
        while !self.is("}") {
            let span = self.span();
            entries.push(match self.kind().clone() {
                Kind::Op("**") => {
                    self.advance();
                    Entry::Spread(self.ternary()?)
                }
                Kind::Label(name) => {
                    self.advance();
                    let ends = matches!(self.kind(), Kind::Op("," | "}") | Kind::Newline);
                    self.skip_newlines();
                    let value = if ends { self.named(&name, span)? } else { self.expression()? };
                    Entry::Pair(Expr::leaf(ExprKind::Symbol(name), span), value)
                }
                Kind::TextLabel(parts) => {
                    self.advance();
                    self.skip_newlines();
                    let key = self.symbol(parts, span)?;
                    Entry::Pair(key, self.expression()?)
                }
                _ => {
                    let key = self.expression()?;
                    self.expect("=>")?;
                    self.skip_newlines();
                    Entry::Pair(key, self.expression()?)
                }
            });
            self.skip_newlines();
            if !self.take(",") {
                break;
            }
            self.skip_newlines();
        }
        self.expect("}")?;
        Ok(entries)
    }

    /// A keyword or a name.
    fn word(&mut self, name: &Name, span: Span) -> Result<Expr, Halt> {
        let kind = match &**name {
            "nil" => ExprKind::None,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "self" => ExprKind::This,
            "__FILE__" => ExprKind::Text(self.file.clone()),
            "__LINE__" => ExprKind::Int(i128::from(span.line)),
            "__method__" => {
                let method = self.frames.iter().rev().find(|frame| frame.place == super::scope::Place::Method);
                let label = method.map(|frame| frame.label.clone());
                match label.as_deref().and_then(|label| label.rsplit(['#', '.']).next()) {
                    Some(name) => ExprKind::Symbol(name.into()),
                    None => ExprKind::None,
                }
            }
            _ => return self.other_word(name, span),
        };
        self.advance();
        Ok(Expr::leaf(kind, span))
    }

    fn other_word(&mut self, name: &Name, span: Span) -> Result<Expr, Halt> {
        if super::words::is_keyword(name) {
            if let Some(value) = self.control(name, span)? {
                return Ok(value);
            }
            if let Some(value) = self.definition(name, span)? {
                return Ok(value);
            }
            if let Some(value) = self.jump(name, span)? {
                return Ok(value);
            }
            return match &**name {
                "yield" => self.yielded(span),
                "super" => self.above(span),
                "__dir__" => {
                    self.advance();
                    native("%directory", vec![text_of(self.file.clone(), span)], span)
                }
                "not" => self.junction(),
                "BEGIN" | "END" | "undef" => self.unsimulated(name.to_string()),
                _ => Err(self.unexpected()),
            };
        }
        if name.starts_with(char::is_uppercase) && !self.is_ahead(1, "(") {
            let text = matches!(self.ahead(1), Kind::Text(_)) && self.blank_behind();
            if !text {
                self.advance();
                return Ok(Expr::leaf(ExprKind::Name(self.constant(name)), span));
            }
        }
        self.advance();
        let called = self.is("(") && !self.blank_before();
        if called || !self.is_variable(name) {
            return self.own_call(name, span);
        }
        Ok(Expr::leaf(ExprKind::Name(self.variable(name)), span))
    }

    /// Whether a name is a value here.
    fn is_variable(&mut self, name: &str) -> bool {
        if self.is_local(name) || self.names_block(name) {
            return true;
        }
        let implicit = name == "it" || matches!(name.as_bytes(), [b'_', digit] if digit.is_ascii_digit());
        let begins = implicit && self.begins_argument(true) && self.blank_before();
        match self.frame() {
            Some(frame) if implicit && !begins && frame.is_implicit => {
                frame.parameters.push(name.into());
                true
            }
            _ => false,
        }
    }

    fn variable(&self, name: &Name) -> Name {
        if !self.is_local(name) && self.names_block(name) { BLOCK.into() } else { name.clone() }
    }

    /// A name as a value, or a call of one's own method (`{ name: }`).
    pub(super) fn named(&mut self, name: &Name, span: Span) -> Result<Expr, Halt> {
        if self.is_variable(name) {
            return Ok(Expr::leaf(ExprKind::Name(self.variable(name)), span));
        }
        if name.starts_with(char::is_uppercase) {
            return Ok(Expr::leaf(ExprKind::Name(self.constant(name)), span));
        }
        send(Expr::leaf(ExprKind::This, span), name.clone(), Vec::new(), span)
    }

    /// A call without an object.
    fn own_call(&mut self, name: &Name, span: Span) -> Result<Expr, Halt> {
        if &**name == "block_given?" {
            let block = Expr::leaf(ExprKind::Name(BLOCK.into()), span);
            return native("%given", vec![block], span);
        }
        let bare = !self.is("(") || self.blank_before();
        let arguments = self.arguments_behind()?;
        let whole = span.to(self.last()).marked(span.start, span.end);
        let this = Expr::leaf(ExprKind::This, span);
        if matches!(&**name, "binding" | "eval" | "fork" | "exec" | "callcc") {
            return self.unsimulated(name.to_string());
        }
        // A name that may be a variable's is said to be one where nothing is known of it.
        let simple =
            bare && arguments.is_empty() && !self.is("{") && !self.is_word("do") && !name.ends_with(['?', '!']);
        if simple {
            return send(this, format!("{MAYBE}{name}"), Vec::new(), whole);
        }
        self.finish_call(this, name.clone(), arguments, false, whole)
    }

    fn yielded(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let arguments = self.arguments_behind()?;
        let callee = Expr::leaf(ExprKind::Name(BLOCK.into()), span);
        Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
    }

    /// `super`: without brackets and arguments it passes on the method's own.
    fn above(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let method = self.frames.iter().rev().find(|frame| frame.place == super::scope::Place::Method);
        let Some(method) = method else { return self.unsimulated("super outside a method") };
        let name: Name = method.label.rsplit(['#', '.']).next().unwrap_or_default().into();
        let passed = method.passed.clone();
        let given = self.is("(") && !self.blank_before();
        let mut arguments = self.arguments_behind()?;
        if !given && arguments.is_empty() {
            let value = |name: &str| Expr::leaf(ExprKind::Name(name.into()), span);
            for name in &passed {
                arguments.push(match (name.strip_prefix("**"), name.strip_prefix('*'), name.strip_suffix(':')) {
                    (Some(rest), _, _) => Argument::NamedSpread(native("%named", vec![value(rest)], span)?),
                    (_, Some(rest), _) => Argument::Spread(value(rest)),
                    (_, _, Some(key)) => Argument::Named(key.into(), value(key)),
                    _ => Argument::Plain(value(name)),
                });
            }
        }
        if !arguments.iter().any(|one| matches!(one, Argument::Named(name, _) if &**name == BLOCK))
            && !self.is("{")
            && !self.is_word("do")
        {
            arguments.push(Argument::Named(BLOCK.into(), Expr::leaf(ExprKind::Name(BLOCK.into()), span)));
        }
        self.finish_call(Expr::leaf(ExprKind::Super, span), name, arguments, false, span)
    }
}
