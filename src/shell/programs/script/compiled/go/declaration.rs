//! Files: imports, types, functions, constants, variables.

use super::types::Type;
use super::{Package, Parser, Reading};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{
    call, declare, does, function, invoke, named, parameter, statement, target, text,
};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, Handler, Name, Parameter, ParameterKind, Pattern, Span, Statement,
    StatementKind,
};
use crate::shell::programs::script::tokens::{Place, Reads};

/// Parameters, the types of those that are converted, and the results.
type Signature = (Vec<Parameter>, Vec<(Name, Type)>, Vec<(Name, Type)>);

impl Parser {
    /// A file.
    pub fn file(&mut self, package: &mut Package) -> Result<(), Halt> {
        while self.cursor.take(";") {}
        if !self.cursor.take_word("package") {
            return self.cursor.unexpected();
        }
        package.name = self.cursor.name()?;
        while *self.cursor.kind() != Kind::End {
            if self.cursor.take(";") {
                continue;
            }
            let span = self.cursor.span();
            let word = self.cursor.name()?;
            match &*word {
                "import" => self.imports(package)?,
                "func" => self.function_declaration(package, span)?,
                "type" => {
                    let types = self.types_declared()?;
                    package.types.extend(types);
                }
                "const" => {
                    let constants = self.constants()?;
                    package.constants.extend(constants);
                }
                "var" => {
                    let variables = self.variables()?;
                    package.variables.extend(variables);
                }
                _ => return self.cursor.unexpected(),
            }
        }
        Ok(())
    }

    /// Whether a group in parentheses goes on.
    fn grouped(
        &mut self,
        mut each: impl FnMut(&mut Self, &mut Vec<Statement>) -> Result<(), Halt>,
    ) -> Result<Vec<Statement>, Halt> {
        let mut all = Vec::new();
        if !self.cursor.take("(") {
            each(self, &mut all)?;
            return Ok(all);
        }
        while !self.cursor.take(")") {
            if self.cursor.take(";") {
                continue;
            }
            each(self, &mut all)?;
        }
        Ok(all)
    }

    fn imports(&mut self, package: &mut Package) -> Result<(), Halt> {
        let mut found = Vec::new();
        self.grouped(|parser, _| {
            let alias = match parser.cursor.kind().clone() {
                Kind::Name(name) => {
                    parser.cursor.advance();
                    Some(name)
                }
                Kind::Op(".") => return parser.cursor.unsimulated("an import of all names"),
                _ => None,
            };
            let Kind::Text(path) = parser.cursor.kind().clone() else { return parser.cursor.unexpected() };
            parser.cursor.advance();
            let last =
                path.rsplit('/').find(|part| part.strip_prefix('v').is_none_or(|rest| rest.parse::<u32>().is_err()));
            let name = alias.unwrap_or_else(|| last.unwrap_or(&path).trim_start_matches("go-").into());
            found.push((path, name));
            Ok(())
        })?;
        package.imports.extend(found);
        Ok(())
    }

    /// `type …`
    pub fn types_declared(&mut self) -> Result<Vec<Statement>, Halt> {
        self.grouped(|parser, all| {
            let span = parser.cursor.span();
            let name = parser.cursor.name()?;
            if parser.cursor.is("[")
                && !parser.cursor.is_ahead(1, "]")
                && matches!(parser.cursor.ahead(2), Kind::Name(_))
            {
                parser.skip_brackets()?;
            }
            parser.cursor.take("=");
            let of = parser.type_()?;
            if let Type::Struct(fields) = &of {
                let class = parser.class(&name, fields, span)?;
                all.push(declare(&name, class, span));
            }
            parser.types.insert(name, of);
            Ok(())
        })
    }

    /// `const …`
    pub fn constants(&mut self) -> Result<Vec<Statement>, Halt> {
        let before = self.iota.replace(-1);
        let mut last: Option<(Place, Option<Type>)> = None;
        let all = self.grouped(|parser, all| {
            parser.iota = parser.iota.map(|number| number + 1);
            let span = parser.cursor.span();
            let mut names = vec![parser.cursor.name()?];
            while parser.cursor.take(",") {
                names.push(parser.cursor.name()?);
            }
            let of = if parser.cursor.is("=") || parser.cursor.is(";") || parser.cursor.is(")") {
                None
            } else {
                Some(parser.type_()?)
            };
            let end = if parser.cursor.take("=") {
                last = Some((parser.cursor.place(), of));
                None
            } else {
                Some(parser.cursor.place())
            };
            // A line without values has those of the line before, with another iota.
            let Some((start, of)) = last.clone() else { return parser.cursor.unexpected() };
            parser.cursor.go_back(start);
            for (index, name) in names.iter().enumerate() {
                if index > 0 {
                    parser.cursor.expect(",")?;
                }
                let value = parser.expression()?;
                let value = match &of {
                    Some(of) => parser.stored(of, value)?,
                    None => value,
                };
                if &**name != "_" {
                    all.push(declare(name, value, span));
                }
            }
            if let Some(end) = end {
                parser.cursor.go_back(end);
            }
            Ok(())
        });
        self.iota = before;
        all
    }

    /// `var …`
    pub fn variables(&mut self) -> Result<Vec<Statement>, Halt> {
        self.grouped(|parser, all| {
            let span = parser.cursor.span();
            let mut names = vec![parser.cursor.name()?];
            while parser.cursor.take(",") {
                names.push(parser.cursor.name()?);
            }
            let of = if parser.cursor.is("=") { None } else { Some(parser.type_()?) };
            if !parser.cursor.take("=") {
                let Some(of) = of else { return parser.cursor.unexpected() };
                for name in names {
                    let value = parser.zero(&of, span)?;
                    all.push(declare(&name, value, span));
                }
                return Ok(());
            }
            let mut values = parser.expressions()?;
            if let Some(of) = &of {
                values = values.into_iter().map(|value| parser.stored(of, value)).collect::<Result<_, _>>()?;
            }
            let targets = names.iter().map(|name| named(name, span)).collect();
            all.push(parser.assigned(targets, values, Some(Declares::Let), span)?);
            Ok(())
        })
    }

    /// Expressions with commas.
    pub fn expressions(&mut self) -> Result<Vec<Expr>, Halt> {
        let mut all = vec![self.expression()?];
        while self.cursor.take(",") {
            all.push(self.expression()?);
        }
        Ok(all)
    }

    /// Targets that are given values: one each, or several out of one call.
    pub fn assigned(
        &mut self,
        targets: Vec<Expr>,
        mut values: Vec<Expr>,
        declares: Option<Declares>,
        span: Span,
    ) -> Result<Statement, Halt> {
        if let ([one], [_], None) = (targets.as_slice(), values.as_slice(), declares)
            && let Some(pointer) = call_to(one, "_deref")
        {
            return Ok(does(call("_store", vec![pointer[0].clone(), values.remove(0)], span)?));
        }
        let count = targets.len();
        let mut patterns = targets.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let value = match (count, values.len()) {
            (1, 1) => values.remove(0),
            (_, 1) => several(values.remove(0))?,
            (count, given) if count == given => {
                Expr::new(ExprKind::Tuple(values.into_iter().map(Argument::Plain).collect()), span)?
            }
            _ => return self.cursor.unexpected(),
        };
        let pattern = if count == 1 { patterns.remove(0) } else { Pattern::List(patterns, span) };
        let kind = match declares {
            Some(declares) => StatementKind::Declare(declares, vec![(pattern, Some(value))]),
            None => StatementKind::Assign(vec![pattern], value),
        };
        Ok(statement(kind, span))
    }

    /// `(a, b int) (c int, err error)`: the parameters with the types of those that are converted, and the results.
    pub fn signature(&mut self) -> Result<Signature, Halt> {
        let (names, rest) = self.parameters()?;
        let mut parameters = Vec::new();
        let last = names.len().saturating_sub(1);
        for (index, (name, _)) in names.iter().enumerate() {
            let kind = if rest && index == last { ParameterKind::Rest } else { ParameterKind::Plain };
            let shown = if name.is_empty() || &**name == "_" { self.hidden("unused") } else { name.to_string() };
            parameters.push(parameter(&shown, kind, self.cursor.last()));
        }
        let results = if self.cursor.is("(") {
            self.parameters()?.0
        } else if matches!(self.cursor.kind(), Kind::Name(_) | Kind::Op("*" | "[" | "<-")) {
            vec![("".into(), self.type_()?)]
        } else {
            Vec::new()
        };
        Ok((parameters, names, results))
    }

    /// A list of parameters with names or without; whether the last takes all the rest.
    fn parameters(&mut self) -> Result<(Vec<(Name, Type)>, bool), Halt> {
        self.cursor.expect("(")?;
        let mut entries: Vec<(Option<Name>, Option<Type>)> = Vec::new();
        let mut rest = false;
        while !self.cursor.take(")") {
            if self.cursor.take("...") {
                rest = true;
                self.type_()?;
                entries.push((None, Some(Type::Other)));
            } else if matches!(self.cursor.kind(), Kind::Name(_)) && matches!(self.cursor.ahead(1), Kind::Op("," | ")"))
            {
                entries.push((Some(self.cursor.name()?), None));
            } else if matches!(self.cursor.kind(), Kind::Name(_))
                && !matches!(self.cursor.ahead(1), Kind::Op("."))
                && !self.begins_type()
            {
                let name = self.cursor.name()?;
                let all = self.cursor.take("...");
                rest |= all;
                let of = self.type_()?;
                entries.push((Some(name), Some(if all { Type::Other } else { of })));
            } else {
                let of = self.type_()?;
                entries.push((None, Some(of)));
            }
            if !self.cursor.take(",") && !self.cursor.is(")") {
                self.cursor.take(";");
                if !self.cursor.is(")") {
                    return self.cursor.unexpected();
                }
            }
        }
        let has_names = entries.iter().any(|(name, of)| name.is_some() && of.is_some());
        let mut next = Type::Other;
        let mut all = Vec::new();
        for (name, of) in entries.into_iter().rev() {
            if let Some(of) = of {
                next = of;
            }
            match name {
                Some(name) if has_names => all.push((name, next.clone())),
                Some(name) => all.push(("".into(), Type::Named(name))),
                None => all.push(("".into(), next.clone())),
            }
        }
        all.reverse();
        Ok((all, rest))
    }

    /// The parameters and the body of a function.
    pub fn function_rest(&mut self, span: Span) -> Result<(Vec<Parameter>, Block), Halt> {
        let (parameters, types, results) = self.signature()?;
        let names: Vec<Name> = results.iter().map(|(name, _)| name.clone()).filter(|name| !name.is_empty()).collect();
        let mut before = Vec::new();
        for (name, of) in types.iter().filter(|(name, _)| !name.is_empty() && &**name != "_") {
            let float = matches!(self.underlying(of), Type::Named(of) if of.starts_with("float"));
            if float {
                before.push(declare(name, call("_float", vec![named(name, span)], span)?, span));
            }
        }
        for (name, of) in results.iter().filter(|(name, _)| !name.is_empty() && &**name != "_") {
            before.push(declare(name, self.zero(of, span)?, span));
        }
        let has_names = !names.is_empty();
        self.functions.push(Reading { results: names, defers: false });
        let body = self.block();
        let reading = self.functions.pop().unwrap_or_default();
        let mut body = body?;
        if reading.defers {
            body = self.deferring(body, &reading, span)?;
        } else if has_names && !matches!(body.last().map(|last| &last.kind), Some(StatementKind::Return(_))) {
            body.push(statement(StatementKind::Return(Some(results_of(&reading.results, span)?)), span));
        }
        before.extend(body);
        Ok((parameters, before))
    }

    /// A body whose deferred calls are made at its end.
    fn deferring(&mut self, body: Block, reading: &Reading, span: Span) -> Result<Block, Halt> {
        let fault = self.hidden("fault");
        let own = || named(".defers", span);
        let handler = Handler {
            classes: None,
            target: Some(Pattern::Name(fault.as_str().into(), span)),
            body: vec![does(invoke(own(), "panicked", vec![named(&fault, span)], span)?)],
        };
        let kind = StatementKind::Try {
            body,
            handlers: vec![handler],
            otherwise: Vec::new(),
            finally: vec![does(invoke(own(), "run", Vec::new(), span)?)],
        };
        let mut whole = vec![declare(".defers", call("_Defers", Vec::new(), span)?, span), statement(kind, span)];
        if !reading.results.is_empty() {
            whole.push(statement(StatementKind::Return(Some(results_of(&reading.results, span)?)), span));
        }
        Ok(whole)
    }

    fn function_declaration(&mut self, package: &mut Package, span: Span) -> Result<(), Halt> {
        let receiver = if self.cursor.is("(") { self.parameters()?.0.into_iter().next() } else { None };
        let name = self.cursor.name()?;
        if self.cursor.is("[") {
            self.skip_brackets()?;
        }
        let (mut parameters, mut body) = self.function_rest(span)?;
        let Some((own, of)) = receiver else {
            package.inits += usize::from(&*name == "init");
            let whole = function(&name, parameters, body, span);
            package.functions.push(statement(StatementKind::Function(whole), span));
            return Ok(());
        };
        let (of, by_value) = match of {
            Type::Pointer(inner) => (*inner, false),
            other => (other, true),
        };
        let Type::Named(of) = of else { return self.cursor.unexpected() };
        let own = if own.is_empty() || &*own == "_" { self.hidden("receiver") } else { own.to_string() };
        if by_value {
            body.insert(0, declare(&own, call("_copied", vec![named(&own, span)], span)?, span));
        }
        parameters.insert(0, parameter(&own, ParameterKind::Plain, span));
        let whole = Expr::leaf(ExprKind::Function(function(&name, parameters, body, span)), span);
        if matches!(self.types.get(&of), Some(known) if !matches!(known, Type::Struct(_))) {
            let kind = call("_method", vec![text(&of, span), text(&name, span), whole], span)?;
            package.methods.push(does(kind));
            return Ok(());
        }
        let target = Pattern::Member { object: named(&of, span), name, span };
        package.methods.push(statement(StatementKind::Assign(vec![target], whole), span));
        Ok(())
    }
}

/// The arguments of a call of this function of the library's.
pub fn call_to<'e>(value: &'e Expr, name: &str) -> Option<Vec<&'e Expr>> {
    let ExprKind::Call { callee, arguments, .. } = &*value.kind else { return None };
    let ExprKind::Name(known) = &*callee.kind else { return None };
    let plain = arguments.iter().filter_map(|argument| match argument {
        Argument::Plain(value) => Some(value),
        _ => None,
    });
    (&**known == name).then(|| plain.collect())
}

/// A value as what can be assigned to.
pub fn place(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    if let Some(parts) = call_to(&value, "_at") {
        return Ok(Pattern::Index { object: parts[0].clone(), index: parts[1].clone(), span });
    }
    if let Some(parts) = call_to(&value, "_deref") {
        return Ok(Pattern::Member { object: parts[0].clone(), name: "v".into(), span });
    }
    target(value)
}

/// A value that also says whether it was there: `v, ok := m[k]`.
fn several(value: Expr) -> Result<Expr, Halt> {
    let span = value.span;
    for (one, two) in [("_at", "_at2"), ("_assert", "_assert2"), ("_receive", "_receive2")] {
        if let Some(parts) = call_to(&value, one) {
            return call(two, parts.into_iter().cloned().collect(), span);
        }
    }
    Ok(value)
}

/// What a bare `return` gives.
pub fn results_of(names: &[Name], span: Span) -> Result<Expr, Halt> {
    match names {
        [one] => Ok(named(one, span)),
        all => {
            let all = all.iter().map(|name| Argument::Plain(named(name, span))).collect();
            Expr::new(ExprKind::Tuple(all), span)
        }
    }
}
