//! What stands after `as`.

use std::rc::Rc;

use super::lexer::Token;
use super::{Parser, Read};
use crate::shell::programs::tools::jq::syntax::{Entry, Id, Node, Pattern, Patterns};
use crate::shell::programs::tools::jq::value::Value;

impl Parser<'_> {
    pub(super) fn patterns(&mut self) -> Read<Rc<Patterns>> {
        let mut bound = Vec::new();
        let mut alternatives = vec![self.pattern(&mut bound)?];
        while self.eat("?//") {
            alternatives.push(self.pattern(&mut bound)?);
        }
        let variables = bound.into_iter().map(|(_, id)| id).collect();
        Ok(Rc::new(Patterns { alternatives, variables }))
    }

    /// A name means the same in all patterns.
    fn bind(&mut self, name: &Rc<str>, bound: &mut Vec<(Rc<str>, usize)>) -> usize {
        if let Some((_, id)) = bound.iter().find(|(own, _)| own == name) {
            return *id;
        }
        let id = self.scope.variable(name);
        bound.push((name.clone(), id));
        id
    }

    fn pattern(&mut self, bound: &mut Vec<(Rc<str>, usize)>) -> Read<Id> {
        let _nesting = self.deeper()?;
        let pattern = match self.lexer.peek() {
            Token::Binding(_) => {
                let name = self.binding()?;
                Pattern::Variable(self.bind(&name, bound))
            }
            Token::Sign("[") => {
                self.lexer.next();
                let mut items = vec![self.pattern(bound)?];
                while self.eat(",") {
                    items.push(self.pattern(bound)?);
                }
                self.expect("]", &["','", "']'"])?;
                Pattern::List(items.into())
            }
            Token::Sign("{") => {
                self.lexer.next();
                let mut entries = vec![self.entry(bound)?];
                while self.eat(",") {
                    entries.push(self.entry(bound)?);
                }
                self.expect("}", &["','", "'}'"])?;
                Pattern::Map(entries.into())
            }
            _ => return self.unexpected(&["BINDING", "'['", "'{'"]),
        };
        self.program.patterns.push(pattern);
        Ok(self.program.patterns.len() - 1)
    }

    fn entry(&mut self, bound: &mut Vec<(Rc<str>, usize)>) -> Read<Entry> {
        let constant = |name: &str| Node::Literal(Value::from(name));
        let (key, variable) = match self.lexer.peek().clone() {
            Token::Binding(name) => {
                self.lexer.next();
                let variable = self.bind(&name, bound);
                let key = self.node(constant(&name));
                if !self.eat(":") {
                    return Ok(Entry { key, variable: Some(variable), pattern: None });
                }
                return Ok(Entry { key, variable: Some(variable), pattern: Some(self.pattern(bound)?) });
            }
            Token::Name(name) => {
                self.lexer.next();
                (self.node(constant(&name)), None)
            }
            Token::Word(word) => {
                self.lexer.next();
                (self.node(constant(word)), None)
            }
            Token::Quote | Token::Format(_) => (self.text()?, None),
            Token::Sign("(") => (self.key_in_brackets()?, None),
            _ => return self.unexpected(&[]),
        };
        self.expect(":", &["':'"])?;
        Ok(Entry { key, variable, pattern: Some(self.pattern(bound)?) })
    }
}
