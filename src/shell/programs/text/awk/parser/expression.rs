//! Expressions, by falling precedence.

use std::rc::Rc;

use super::Parser;
use super::tokens::{Parsed, Token};
use crate::shell::nesting::Nesting;
use crate::shell::programs::text::awk::AWK;
use crate::shell::programs::text::awk::syntax::{Expression, Place};
use crate::shell::programs::text::regex::compile;

/// Operators that one statement may have: their tree is as deep.
const MAX_OPERATORS: usize = 500;

impl Parser {
    /// Expressions up to `close`, which is consumed.
    pub(super) fn list(&mut self, close: &str) -> Parsed<Vec<Expression>> {
        let mut list = Vec::new();
        loop {
            self.blank_lines();
            if self.take(close) {
                return Ok(list);
            }
            list.push(self.expression()?);
            self.blank_lines();
            if !self.take(",") && !self.is(close) {
                return self.unexpected();
            }
        }
    }

    /// One more operator in the expression: it makes the tree deeper.
    fn link(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(format!("more than {MAX_OPERATORS} operators in one statement"));
        }
        Ok(())
    }

    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        let left = self.conditional()?;
        const ASSIGNMENTS: [(&str, Option<char>); 8] = [
            ("=", None),
            ("+=", Some('+')),
            ("-=", Some('-')),
            ("*=", Some('*')),
            ("/=", Some('/')),
            ("%=", Some('%')),
            ("^=", Some('^')),
            ("**=", Some('^')),
        ];
        for (mark, operator) in ASSIGNMENTS {
            if self.is(mark) {
                let Expression::Place(place) = left else { return self.unexpected() };
                self.at += 1;
                self.blank_lines();
                return Ok(Expression::Assign(place, operator, Box::new(self.expression()?)));
            }
        }
        Ok(left)
    }

    fn conditional(&mut self) -> Parsed<Expression> {
        let condition = self.or()?;
        if !self.take("?") {
            return Ok(condition);
        }
        self.blank_lines();
        let yes = self.expression()?;
        self.blank_lines();
        self.expect(":")?;
        self.blank_lines();
        let no = self.expression()?;
        Ok(Expression::Conditional(Box::new([condition, yes, no])))
    }

    fn or(&mut self) -> Parsed<Expression> {
        let mut left = self.and()?;
        while self.take("||") {
            self.blank_lines();
            self.link()?;
            left = Expression::Or(Box::new([left, self.and()?]));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expression> {
        let mut left = self.membership()?;
        while self.take("&&") {
            self.blank_lines();
            self.link()?;
            left = Expression::And(Box::new([left, self.membership()?]));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expression> {
        let mut left = self.matching()?;
        while !self.no_in && self.take_word("in") {
            let Token::Name(array) = self.next() else { return self.unexpected() };
            self.link()?;
            left = Expression::In(vec![left], array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parsed<Expression> {
        let mut left = self.comparison()?;
        while self.is("~") || self.is("!~") {
            let negated = self.next() == Token::Mark("!~");
            self.link()?;
            left = Expression::Match(Box::new([left, self.comparison()?]), negated);
        }
        Ok(left)
    }

    /// Where a `getline` puts the line, if it says so.
    fn getline_place(&mut self) -> Parsed<Option<Place>> {
        let begins = match self.peek() {
            Token::Name(name) => name != "in",
            Token::Mark(mark) => *mark == "$",
            _ => false,
        };
        if !begins {
            return Ok(None);
        }
        match self.primary()? {
            Expression::Place(place) => Ok(Some(place)),
            _ => self.unexpected(),
        }
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let mut left = self.concatenation()?;
        while self.is("|") && matches!(self.tokens.get(self.at + 1), Some(Token::Name(name)) if name == "getline") {
            self.at += 2;
            left = Expression::Getline(Some(Box::new((left, true))), self.getline_place()?);
        }
        for mark in ["<=", ">=", "==", "!=", "<", ">"] {
            if self.is(mark) && !(self.in_print && mark == ">") {
                self.at += 1;
                return Ok(Expression::Compare(mark, Box::new([left, self.concatenation()?])));
            }
        }
        Ok(left)
    }

    pub(super) fn concatenation(&mut self) -> Parsed<Expression> {
        let mut left = self.sum()?;
        loop {
            let begins = match self.peek() {
                Token::Number(_) | Token::Text(_) | Token::Call(_) => true,
                Token::Name(name) => name != "in",
                Token::Mark(mark) => matches!(*mark, "(" | "$" | "!" | "-" | "+" | "++" | "--"),
                _ => false,
            };
            if !begins {
                return Ok(left);
            }
            self.link()?;
            left = Expression::Concat(Box::new([left, self.sum()?]));
        }
    }

    fn sum(&mut self) -> Parsed<Expression> {
        let mut left = self.product()?;
        while self.is("+") || self.is("-") {
            let operator = if self.next() == Token::Mark("+") { '+' } else { '-' };
            self.link()?;
            left = Expression::Arithmetic(operator, Box::new([left, self.product()?]));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed<Expression> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Token::Mark("*") => '*',
                Token::Mark("/") => '/',
                Token::Mark("%") => '%',
                _ => return Ok(left),
            };
            self.at += 1;
            self.link()?;
            left = Expression::Arithmetic(operator, Box::new([left, self.unary()?]));
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        if self.take("!") {
            Ok(Expression::Not(Box::new(self.unary()?)))
        } else if self.take("-") {
            Ok(Expression::Negative(Box::new(self.unary()?)))
        } else if self.take("+") {
            Ok(Expression::Positive(Box::new(self.unary()?)))
        } else {
            self.power()
        }
    }

    fn power(&mut self) -> Parsed<Expression> {
        let base = self.postfix()?;
        if self.take("^") || self.take("**") {
            return Ok(Expression::Arithmetic('^', Box::new([base, self.unary()?])));
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Parsed<Expression> {
        let value = self.primary()?;
        for (mark, step) in [("++", 1.0), ("--", -1.0)] {
            if self.is(mark) {
                if let Expression::Place(place) = value {
                    self.at += 1;
                    return Ok(Expression::Step(place, step, true));
                }
                return Ok(value);
            }
        }
        Ok(value)
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        match self.next() {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Regex(text) => {
                let regex = compile(&text, AWK).map_err(|error| format!("bad regex '{text}': {error}"))?;
                Ok(Expression::Regex(Rc::new(regex)))
            }
            Token::Mark("(") => {
                let outer = (std::mem::take(&mut self.no_in), std::mem::take(&mut self.in_print));
                let list = self.list(")")?;
                (self.no_in, self.in_print) = outer;
                let several = list.len() > 1;
                if several && self.take_word("in") {
                    let Token::Name(array) = self.next() else { return self.unexpected() };
                    return Ok(Expression::In(list, array));
                }
                if several {
                    return self.unexpected();
                }
                match list.into_iter().next() {
                    // Grouped: no place any more that could be assigned to.
                    Some(Expression::Place(place)) => Ok(Expression::Place(place)),
                    Some(one) => Ok(one),
                    None => self.unexpected(),
                }
            }
            Token::Mark("$") => {
                let inner =
                    if self.is("++") || self.is("--") || self.is("-") { self.unary()? } else { self.primary()? };
                Ok(Expression::Place(Place::Field(Box::new(inner))))
            }
            Token::Mark(mark @ ("++" | "--")) => match self.primary()? {
                Expression::Place(place) => Ok(Expression::Step(place, if mark == "++" { 1.0 } else { -1.0 }, false)),
                _ => self.unexpected(),
            },
            Token::Call(name) => {
                self.expect("(")?;
                let outer = std::mem::take(&mut self.in_print);
                let list = self.list(")")?;
                self.in_print = outer;
                Ok(Expression::Call(name, list))
            }
            Token::Name(name) if name == "getline" => {
                let into = self.getline_place()?;
                let from = if self.take("<") { Some(Box::new((self.primary()?, false))) } else { None };
                Ok(Expression::Getline(from, into))
            }
            Token::Name(name) if name == "length" => Ok(Expression::Call(name, Vec::new())),
            Token::Name(name) => {
                if self.take("[") {
                    return Ok(Expression::Place(Place::Element(name, self.list("]")?)));
                }
                Ok(Expression::Place(Place::Variable(name)))
            }
            _ => {
                self.at -= 1;
                self.unexpected()
            }
        }
    }
}
