//! Classes.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{Access, Class, ClassMember, FunctionKind, Name};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// `class Name extends Base {…}` from the word on.
    pub fn class(&mut self) -> Result<Class, Halt> {
        let span = self.span();
        self.expect_word("class")?;
        let name: Name = if self.is("{") || self.is_word("extends") { "".into() } else { self.name()? };
        let bases = if self.take_word("extends") { vec![self.chain()?] } else { Vec::new() };
        self.expect("{")?;
        let mut members = Vec::new();
        while !self.take("}") {
            if self.take(";") {
                continue;
            }
            members.push(self.class_member()?);
        }
        Ok(Class { name, bases, named: Vec::new(), members, decorators: Vec::new(), span })
    }

    /// Whether the word that stands here is a member's own name.
    fn is_own_name(&self) -> bool {
        matches!(self.ahead(1), Kind::Op("(" | "=" | ";" | "}"))
    }

    fn class_member(&mut self) -> Result<ClassMember, Halt> {
        let is_static = self.is_word("static") && !self.is_own_name();
        if is_static {
            self.advance();
            if self.is("{") {
                return self.unsimulated("a static block");
            }
        }
        let is_async = self.is_word("async") && !self.is_own_name();
        if is_async {
            self.advance();
        }
        let is_generator = self.take("*");
        let mut access = Access::Call;
        for (word, kind) in [("get", Access::Get), ("set", Access::Set)] {
            if self.is_word(word) && !self.is_own_name() {
                self.advance();
                access = kind;
            }
        }
        if self.is("[") {
            return self.unsimulated("a member with a computed name");
        }
        let name = self.property_name()?;
        if self.is("(") {
            let function = self.method(name, FunctionKind::Method, is_async, is_generator)?;
            return Ok(ClassMember::Method { function: Rc::new(function), is_static, access });
        }
        let value = if self.take("=") { Some(self.assignment()?) } else { None };
        self.end_of_statement()?;
        Ok(ClassMember::Field { name, value, is_static })
    }
}
