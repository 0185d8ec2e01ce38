//! What operators stand between: paths, calls, texts, brackets, `if`, `reduce`, `foreach`, `try`.

use std::rc::Rc;

use super::lexer::{Raw, Span, Token};
use super::scope::Callee;
use super::{Parser, Problem, Read};
use crate::shell::programs::tools::jq::builtins;
use crate::shell::programs::tools::jq::json;
use crate::shell::programs::tools::jq::syntax::{Id, Node, Piece};
use crate::shell::programs::tools::jq::value::{Number, Value};

impl Parser<'_> {
    /// A term with the steps of a path behind it.
    pub(super) fn term(&mut self) -> Read<Id> {
        let _nesting = self.deeper()?;
        let mut term = self.head()?;
        loop {
            match self.lexer.peek().clone() {
                Token::Field(name) => {
                    self.lexer.next();
                    let key = self.node(Node::Literal(Value::from(&*name)));
                    term = self.index(term, key);
                }
                Token::Sign(".") => {
                    self.lexer.next();
                    match self.lexer.peek() {
                        Token::Sign("[") => {}
                        Token::Quote | Token::Format(_) => {
                            let key = self.text()?;
                            term = self.index(term, key);
                        }
                        _ => return self.unexpected(&["FORMAT", "QQSTRING_START", "'['"]),
                    }
                }
                Token::Sign("[") => {
                    self.lexer.next();
                    term = self.step(term)?;
                }
                Token::Sign("?") => {
                    self.lexer.next();
                    term = self.node(Node::Try { body: term, handler: None });
                }
                _ => return Ok(term),
            }
        }
    }

    fn index(&mut self, of: Id, key: Id) -> Id {
        let optional = self.eat("?");
        self.node(Node::Index { of, key, optional })
    }

    /// Behind `[`.
    fn step(&mut self, of: Id) -> Read<Id> {
        if self.eat("]") {
            let optional = self.eat("?");
            return Ok(self.node(Node::Each { of, optional }));
        }
        let nothing = |parser: &mut Self| parser.node(Node::Literal(Value::Null));
        let (start, end) = if self.eat(":") {
            (nothing(self), self.query()?)
        } else {
            let start = self.query()?;
            if self.eat("]") {
                return Ok(self.index(of, start));
            }
            self.expect(":", &["'|'", "','", "':'", "']'"])?;
            let closed = matches!(self.lexer.peek(), Token::Sign("]"));
            (start, if closed { nothing(self) } else { self.query()? })
        };
        self.expect("]", &["'|'", "','", "']'"])?;
        let names = ["start", "end"].map(|name| self.node(Node::Literal(Value::from(name))));
        let rows = names.into_iter().zip([start, end]).collect();
        let key = self.node(Node::Object(rows));
        Ok(self.index(of, key))
    }

    fn head(&mut self) -> Read<Id> {
        let span = self.lexer.span();
        match self.lexer.peek().clone() {
            Token::Quote => self.text(),
            Token::Format(name) => self.format(&name),
            Token::Number(text) => {
                self.lexer.next();
                let number = Number::read(&text).unwrap_or_else(|| Number::from(f64::NAN));
                Ok(self.node(Node::Literal(Value::Number(number))))
            }
            Token::Field(name) => {
                self.lexer.next();
                let of = self.node(Node::Identity);
                let key = self.node(Node::Literal(Value::from(&*name)));
                Ok(self.index(of, key))
            }
            Token::Binding(name) => {
                self.lexer.next();
                Ok(self.variable(&name, span))
            }
            Token::Here => {
                self.lexer.next();
                self.here(span)
            }
            Token::Name(name) => {
                self.lexer.next();
                self.called(&name, span)
            }
            Token::Word(word) => self.word(word, span),
            Token::Sign(sign) => self.sign(sign),
            Token::Wrong | Token::End => self.unexpected(&[]),
        }
    }

    fn sign(&mut self, sign: &'static str) -> Read<Id> {
        if !matches!(sign, "." | ".." | "-" | "(" | "[" | "{") {
            return self.unexpected(&[]);
        }
        let (_, span) = self.lexer.next();
        match sign {
            "." => {
                let of = self.node(Node::Identity);
                match self.lexer.peek().clone() {
                    Token::Quote | Token::Format(_) => {
                        let key = self.text()?;
                        Ok(self.index(of, key))
                    }
                    Token::Name(_) => {
                        let (_, name) = self.lexer.next();
                        let whole = Span { start: span.start, end: name.end };
                        let hint = "try .[\"field\"] instead of .field for unusually named fields";
                        self.complain(whole, hint.into());
                        self.unexpected(&[])
                    }
                    _ => Ok(of),
                }
            }
            ".." => self.resolved("recurse", Vec::new(), span),
            "-" => {
                let of = self.term()?;
                let native = self.resolved("_negate", Vec::new(), span)?;
                Ok(self.node(Node::Pipe(of, native)))
            }
            "(" => {
                let inner = self.query()?;
                self.expect(")", &["'|'", "','", "')'"])?;
                Ok(inner)
            }
            "[" => {
                if self.eat("]") {
                    return Ok(self.node(Node::Array(None)));
                }
                let inner = self.query()?;
                self.expect("]", &["'|'", "','", "']'"])?;
                Ok(self.node(Node::Array(Some(inner))))
            }
            _ => self.object(),
        }
    }

    fn word(&mut self, word: &'static str, span: Span) -> Read<Id> {
        if !matches!(word, "if" | "try" | "reduce" | "foreach" | "break") {
            return self.unexpected(&[]);
        }
        self.lexer.next();
        match word {
            "if" => self.condition(span),
            "try" => {
                let body = self.term()?;
                let handler = if self.eat_word("catch") { Some(self.term()?) } else { None };
                Ok(self.node(Node::Try { body, handler }))
            }
            "break" => {
                let end = self.lexer.span().end;
                let Token::Binding(name) = self.lexer.peek().clone() else {
                    self.complain(Span { start: span.start, end }, "break requires a label to break to".into());
                    return self.unexpected(&["BINDING"]);
                };
                self.lexer.next();
                match self.scope.find_label(&name) {
                    Some(label) => Ok(self.node(Node::Break(label))),
                    None => {
                        self.complain(Span { start: span.start, end }, format!("$*label-{name} is not defined"));
                        Ok(self.node(Node::Identity))
                    }
                }
            }
            _ => self.folding(word == "foreach"),
        }
    }

    fn condition(&mut self, span: Span) -> Read<Id> {
        let mut branches = Vec::new();
        let otherwise = loop {
            let test = self.query()?;
            if !self.eat_word("then") {
                return self.unexpected(&["then", "'|'", "','"]);
            }
            let yes = self.query().map_err(|problem| self.unterminated(span, problem))?;
            branches.push((test, yes));
            if self.eat_word("elif") {
                continue;
            }
            if self.eat_word("end") {
                break None;
            }
            if !self.eat_word("else") {
                let wrong: Read<Id> = self.unexpected(&[]);
                return wrong.map_err(|problem| self.unterminated(span, problem));
            }
            let no = self.query()?;
            if !self.eat_word("end") {
                let wrong: Read<Id> = self.unexpected(&["end", "'|'", "','"]);
                return wrong.map_err(|problem| self.unterminated(span, problem));
            }
            break Some(no);
        };
        let mut whole = otherwise;
        for (test, yes) in branches.into_iter().rev() {
            whole = Some(self.node(Node::If { test, yes, no: whole }));
        }
        match whole {
            Some(whole) => Ok(whole),
            None => self.unexpected(&[]),
        }
    }

    fn unterminated(&mut self, span: Span, problem: Problem) -> Problem {
        if self.lexer.peek() == &Token::End || problem.message.starts_with("syntax error, unexpected LITERAL") {
            let end = problem.span.map_or(span.end, |(_, end)| end);
            self.complain(Span { start: span.start, end }, "Possibly unterminated 'if' statement".into());
        }
        problem
    }

    /// Behind `reduce` and `foreach`.
    fn folding(&mut self, each: bool) -> Read<Id> {
        let source = self.expression(0)?;
        if !self.eat_word("as") {
            return self.unexpected(&["as"]);
        }
        let mark = self.scope.mark();
        let patterns = self.patterns()?;
        self.expect("(", &["'('"])?;
        let start = self.query()?;
        self.expect(";", &["'|'", "','", "';'"])?;
        let update = self.query()?;
        let extract = if each && self.eat(";") { Some(self.query()?) } else { None };
        let closing: &[&str] = if each { &["'|'", "','", "';'", "')'"] } else { &["'|'", "','", "')'"] };
        self.expect(")", closing)?;
        self.scope.leave(mark);
        Ok(self.node(match each {
            true => Node::Foreach { source, patterns, start, update, extract },
            false => Node::Reduce { source, patterns, start, update },
        }))
    }

    pub(super) fn variable(&mut self, name: &Rc<str>, span: Span) -> Id {
        match self.scope.find_variable(name) {
            Some(id) => self.node(Node::Variable(id)),
            None if **name == *"ENV" => self.node(Node::Environment),
            None => {
                self.complain(span, format!("${name} is not defined"));
                self.node(Node::Identity)
            }
        }
    }

    /// A name with its arguments.
    fn called(&mut self, name: &str, span: Span) -> Read<Id> {
        let mut arguments = Vec::new();
        if self.eat("(") {
            loop {
                arguments.push(self.query()?);
                if !self.eat(";") {
                    break;
                }
            }
            self.expect(")", &["';'", "')'"])?;
        }
        self.resolved(name, arguments, span)
    }

    fn resolved(&mut self, name: &str, arguments: Vec<Id>, span: Span) -> Read<Id> {
        let arity = arguments.len();
        let constant = match (name, arity) {
            ("null", 0) => Some(Value::Null),
            ("true", 0) => Some(Value::Bool(true)),
            ("false", 0) => Some(Value::Bool(false)),
            _ => None,
        };
        if let Some(value) = constant {
            return Ok(self.node(Node::Literal(value)));
        }
        let arguments: Rc<[Id]> = arguments.into();
        if let Some(callee) = self.scope.find_function(name, arity) {
            return Ok(self.node(match callee {
                Callee::Closure(id) => Node::Closure(id),
                Callee::Function { function, global } => Node::Call { function, global, arguments },
            }));
        }
        if let Some(native) = builtins::native_named(name, arity) {
            return Ok(self.node(Node::Native { native, arguments }));
        }
        if let Some(special) = builtins::special(name, arity) {
            return Ok(self.node(Node::Special { special, arguments }));
        }
        if builtins::UNSIMULATED.contains(&(name, arity)) || name.contains("::") {
            return self.unsimulated(span, &format!("{name}/{arity}"));
        }
        self.complain(span, format!("{name}/{arity} is not defined"));
        Ok(self.node(Node::Identity))
    }

    /// `@name`, and the text behind it.
    fn format(&mut self, name: &str) -> Read<Id> {
        self.lexer.next();
        let name: Rc<str> = name.trim_start_matches('@').into();
        if *self.lexer.peek() == Token::Quote {
            return self.pieces(Some(name));
        }
        Ok(self.node(Node::Format(name)))
    }

    /// A text, with `@name` before it or without.
    pub(super) fn text(&mut self) -> Read<Id> {
        match self.lexer.peek().clone() {
            Token::Format(name) => {
                self.lexer.next();
                if *self.lexer.peek() != Token::Quote {
                    return self.unexpected(&["QQSTRING_START"]);
                }
                self.pieces(Some(name.trim_start_matches('@').into()))
            }
            _ => self.pieces(None),
        }
    }

    fn pieces(&mut self, format: Option<Rc<str>>) -> Read<Id> {
        self.lexer.next();
        let (mut pieces, mut text) = (Vec::new(), String::new());
        loop {
            let (piece, span) = self.lexer.piece();
            match piece {
                Raw::Text(raw) => text.push_str(raw),
                Raw::Escapes(raw) => match json::whole(&format!("\"{raw}\"")) {
                    Ok(value) => text.push_str(value.text().map_or("", |text| text)),
                    Err(message) => self.complain(span, message),
                },
                Raw::Filter => {
                    pieces.push(Piece::Text(std::mem::take(&mut text).into()));
                    pieces.push(Piece::Filter(self.query()?));
                    self.expect(")", &["QQSTRING_INTERP_END", "'|'", "','"])?;
                }
                Raw::End => break,
                Raw::Missing => {
                    let expecting = ["QQSTRING_TEXT", "QQSTRING_INTERP_START", "QQSTRING_END"];
                    return self.wrong(span, "end of file", &expecting);
                }
            }
        }
        if pieces.is_empty() {
            return Ok(self.node(Node::Literal(Value::from(text))));
        }
        pieces.push(Piece::Text(text.into()));
        Ok(self.node(Node::Text { format, pieces }))
    }
}
