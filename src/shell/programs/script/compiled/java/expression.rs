//! Expressions.

use super::types::Type;
use super::{Parser, types::PRIMITIVE};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{Parses, call, call_of, member, named, target, text, thunk};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Binary, Expr, ExprKind, Pattern, Span, Unary};
use crate::shell::programs::script::tokens::Reads;

/// `target op= value`
const UPDATES: &[(&str, Result<Binary, &str>)] = &[
    ("+=", Err("_add")),
    ("-=", Err("_sub")),
    ("*=", Err("_mul")),
    ("/=", Err("_div")),
    ("%=", Err("_mod")),
    ("&=", Ok(Binary::BitAnd)),
    ("|=", Ok(Binary::BitOr)),
    ("^=", Ok(Binary::BitXor)),
    ("<<=", Err("_left")),
    (">>=", Ok(Binary::ShiftRight)),
    (">>>=", Err("_right")),
];

/// The arguments of a call of this function of the library's.
fn call_to<'e>(value: &'e Expr, name: &str) -> Option<Vec<&'e Expr>> {
    let ExprKind::Call { callee, arguments, .. } = &*value.kind else { return None };
    let ExprKind::Name(known) = &*callee.kind else { return None };
    let plain = arguments.iter().filter_map(|argument| match argument {
        Argument::Plain(value) => Some(value),
        _ => None,
    });
    (&**known == name).then(|| plain.collect())
}

/// A value as what can be assigned to.
fn place(value: Expr) -> Result<Pattern, Halt> {
    if let Some(parts) = call_to(&value, "_at") {
        return Ok(Pattern::Index { object: parts[0].clone(), index: parts[1].clone(), span: value.span });
    }
    target(value)
}

impl Parser {
    /// An expression, assignments included.
    pub fn expression(&mut self) -> Result<Expr, Halt> {
        self.nested(|parser| {
            if parser.begins_lambda() {
                return parser.lambda();
            }
            let left = parser.conditional()?;
            let Kind::Op(operator) = *parser.cursor.kind() else { return Ok(left) };
            let span = left.span;
            if operator == "=" {
                parser.cursor.advance();
                let of = parser.type_of(&left).cloned();
                let target = place(left)?;
                let value = parser.expression()?;
                let value = of.map_or(Ok(value.clone()), |of| of.stored(value))?;
                return Expr::new(ExprKind::Assign { target, value }, span);
            }
            let Some((_, update)) = UPDATES.iter().find(|(known, _)| *known == operator) else { return Ok(left) };
            parser.cursor.advance();
            let value = parser.expression()?;
            let target = place(left.clone())?;
            let of = parser.type_of(&left).cloned();
            let kind = match update {
                Ok(operator) => ExprKind::Update { target, operator: *operator, value },
                Err(function) => {
                    let value = call(function, vec![left, value], span)?;
                    let value = match of {
                        // `x += 0.5` of a whole number cuts the rest off.
                        Some(of) if of.arrays == 0 && matches!(&*of.name, "int" | "long") => {
                            call(&format!("_to_{}", of.name), vec![value], span)?
                        }
                        Some(of) => of.stored(value)?,
                        None => value,
                    };
                    ExprKind::Assign { target, value }
                }
            };
            Expr::new(kind, span)
        })
    }

    fn conditional(&mut self) -> Result<Expr, Halt> {
        let condition = self.climb(1)?;
        if !self.cursor.take("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.cursor.expect(":")?;
        let otherwise = self.expression()?;
        let span = condition.span;
        Expr::new(ExprKind::Conditional(condition, then, otherwise), span)
    }

    /// `value instanceof Type name`
    pub fn tested(&mut self) -> Result<Expr, Halt> {
        let value = self.unary()?;
        if !self.cursor.take_word("instanceof") {
            return Ok(value);
        }
        let span = value.span;
        self.cursor.take_word("final");
        let of = self.type_()?;
        let test = call("_instance", vec![value.clone(), self.described(&of, span)], span)?;
        let Kind::Name(name) = self.cursor.kind().clone() else { return Ok(test) };
        self.cursor.advance();
        self.local(&name, None);
        let assign = Expr::new(ExprKind::Assign { target: Pattern::Name(name, span), value }, span)?;
        let yes = Expr::leaf(ExprKind::Bool(true), span);
        let both = Expr::new(ExprKind::Sequence(vec![assign, yes]), span)?;
        Expr::new(ExprKind::And(test, both), span)
    }

    /// A type as `instanceof` and `catch` have it: a class of the program's, or a name.
    pub fn described(&self, of: &Type, span: Span) -> Expr {
        if self.known.contains_key(&of.name) { named(&of.name, span) } else { text(&of.name, span) }
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let Kind::Op(operator) = *self.cursor.kind() else { return self.postfix() };
        let plain = match operator {
            "-" => Unary::Negate,
            "+" => Unary::Plus,
            "!" => Unary::Not,
            "~" => Unary::Invert,
            "++" | "--" => {
                self.cursor.advance();
                let value = self.nested(Self::unary)?;
                let by = if operator == "++" { 1 } else { -1 };
                return Expr::new(ExprKind::Step { target: place(value)?, by, prefix: true }, span);
            }
            "(" if self.casts() => {
                self.cursor.advance();
                let of = self.type_()?;
                self.cursor.expect(")")?;
                let value = if self.begins_lambda() { self.lambda()? } else { self.nested(Self::unary)? };
                return match &*of.name {
                    name if PRIMITIVE.contains(&name) && of.arrays == 0 => {
                        call(&format!("_to_{name}"), vec![value], span)
                    }
                    _ => Ok(value),
                };
            }
            _ => return self.postfix(),
        };
        self.cursor.advance();
        let value = self.nested(Self::unary)?;
        if let (Unary::Negate, ExprKind::Int(number)) = (plain, &*value.kind) {
            return Ok(Expr::leaf(ExprKind::Int(-number), span));
        }
        Expr::new(ExprKind::Unary(plain, value), span)
    }

    fn postfix(&mut self) -> Result<Expr, Halt> {
        let mut value = self.atom()?;
        loop {
            let span = value.span;
            if self.cursor.take(".") {
                self.type_arguments()?;
                if self.cursor.take_word("class") {
                    value = call("_class", vec![value], span)?;
                    continue;
                }
                if self.cursor.take_word("this") {
                    continue;
                }
                let name = self.cursor.name()?;
                value = if self.cursor.is("(") { self.method(value, &name)? } else { self.field(value, &name)? };
            } else if self.cursor.is("[") {
                self.cursor.advance();
                let index = self.expression()?;
                self.cursor.expect("]")?;
                value = call("_at", vec![value, index], span.to(self.cursor.last()))?;
            } else if self.cursor.take("::") {
                let name = self.cursor.name()?;
                value = call("_reference", vec![value, text(&name, span)], span)?;
            } else if self.cursor.is("++") || self.cursor.is("--") {
                let by = if self.cursor.is("++") { 1 } else { -1 };
                self.cursor.advance();
                value = Expr::new(ExprKind::Step { target: place(value)?, by, prefix: false }, span)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn field(&mut self, object: Expr, name: &str) -> Result<Expr, Halt> {
        let span = object.span.to(self.cursor.last());
        if name == "length" { call("_length", vec![object], span) } else { member(object, name, span) }
    }

    /// Whether a value is a class or the instance itself, so that its methods are found without asking what it is.
    fn is_plain(&self, object: &Expr) -> bool {
        match &*object.kind {
            ExprKind::Name(name) => {
                let is_class = name.chars().next().is_some_and(char::is_uppercase) && !self.is_local(name);
                is_class || self.classes.iter().any(|class| *class.this == **name)
            }
            ExprKind::Member { object, name, .. } => {
                let of_system = matches!(&*object.kind, ExprKind::Name(name) if &**name == "System");
                let is_class = name.chars().next().is_some_and(char::is_uppercase);
                of_system || is_class && self.is_plain(object) && self.known.contains_key(name)
            }
            _ => false,
        }
    }

    fn method(&mut self, object: Expr, name: &str) -> Result<Expr, Halt> {
        let arguments = self.arguments()?;
        let span = object.span.to(self.cursor.last());
        if self.is_plain(&object) {
            return call_of(member(object, name, span)?, arguments, span);
        }
        let first = [Argument::Plain(object), Argument::Plain(text(name, span))];
        call_of(named("_m", span), first.into_iter().chain(arguments).collect(), span)
    }

    /// What a call gives.
    pub fn arguments(&mut self) -> Result<Vec<Argument>, Halt> {
        self.cursor.expect("(")?;
        let mut all = Vec::new();
        while !self.cursor.take(")") {
            all.push(Argument::Plain(self.expression()?));
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        Ok(all)
    }

    fn atom(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let kind = match self.cursor.kind().clone() {
            Kind::Int(value) => ExprKind::Int(value),
            Kind::Float(value) => ExprKind::Float(value),
            Kind::Text(value) => ExprKind::Text(value),
            Kind::Letter(letter) => {
                self.cursor.advance();
                return call("_Char", vec![Expr::leaf(ExprKind::Int(i128::from(u32::from(letter))), span)], span);
            }
            Kind::Op("(") => {
                self.cursor.advance();
                let value = self.expression()?;
                self.cursor.expect(")")?;
                return Ok(value);
            }
            Kind::Name(name) => return self.word(&name, span),
            _ => return self.cursor.unexpected(),
        };
        self.cursor.advance();
        Ok(Expr::leaf(kind, span))
    }

    fn word(&mut self, name: &str, span: Span) -> Result<Expr, Halt> {
        match name {
            "switch" => return self.switch_value(),
            "new" => return self.made(),
            _ => self.cursor.advance(),
        }
        let this = self.classes.last().map(|class| class.this.clone()).unwrap_or_default();
        let kind = match name {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::None,
            "this" if self.cursor.is("(") => {
                let arguments = self.arguments()?;
                return call_of(member(named(&this, span), "_init", span)?, arguments, span);
            }
            "this" => ExprKind::Name(this.as_str().into()),
            "super" => return self.of_base(&this, span),
            _ if self.cursor.is("(") && !self.is_local(name) => {
                let callee = match self.found(name, span)? {
                    Some(callee) => callee,
                    None => self.inherited(name, span)?,
                };
                let arguments = self.arguments()?;
                return call_of(callee, arguments, span.to(self.cursor.last()));
            }
            _ if self.is_local(name) => ExprKind::Name(name.into()),
            _ => {
                // `int[].class` and the like are types.
                if PRIMITIVE.contains(&name) {
                    self.dimensions();
                }
                match self.found(name, span)? {
                    Some(value) => return Ok(value),
                    None => ExprKind::Name(name.into()),
                }
            }
        };
        Ok(Expr::leaf(kind, span))
    }

    /// `super(…)`, `super.name(…)`
    fn of_base(&mut self, this: &str, span: Span) -> Result<Expr, Halt> {
        let class = self.classes.last().map(|class| class.name.clone()).unwrap_or_default();
        let base = self.known.get(&class).and_then(|known| known.base.clone()).unwrap_or_else(|| "_Object".into());
        let name = if self.cursor.take(".") { self.cursor.name()? } else { "__init__".into() };
        let mut arguments = vec![Argument::Plain(named(this, span))];
        arguments.extend(self.arguments()?);
        call_of(member(named(&base, span), &name, span)?, arguments, span)
    }

    /// `new …`
    fn made(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        self.annotations()?;
        let mut name = self.cursor.name()?;
        self.type_arguments()?;
        while self.cursor.take(".") {
            name = self.cursor.name()?;
            self.type_arguments()?;
        }
        if self.cursor.is("[") {
            return self.array(Type { name, arrays: 0 }, span);
        }
        let arguments = self.arguments()?;
        if self.cursor.is("{") {
            return self.anonymous(name, arguments, span);
        }
        let class = if &*name == "String" { "_new_string" } else { &name };
        call_of(named(class, span), arguments, span.to(self.cursor.last()))
    }

    fn array(&mut self, of: Type, span: Span) -> Result<Expr, Halt> {
        let mut sizes = Vec::new();
        while self.cursor.is("[") {
            if self.cursor.is_ahead(1, "]") {
                self.dimensions();
                break;
            }
            self.cursor.advance();
            sizes.push(Argument::Plain(self.expression()?));
            self.cursor.expect("]")?;
        }
        if self.cursor.is("{") {
            return self.array_literal();
        }
        let zero = thunk(of.zero(span)?);
        call("_array", vec![Expr::new(ExprKind::List(sizes), span)?, zero], span)
    }

    /// `{a, b}`
    pub fn array_literal(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        self.cursor.expect("{")?;
        let mut all = Vec::new();
        while !self.cursor.take("}") {
            let value = if self.cursor.is("{") { self.nested(Self::array_literal)? } else { self.expression()? };
            all.push(Argument::Plain(value));
            if !self.cursor.take(",") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
        Expr::new(ExprKind::List(all), span)
    }
}
