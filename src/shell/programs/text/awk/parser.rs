//! Reading an awk program.

mod expression;
mod tokens;

use std::rc::Rc;

use super::syntax::{Function, Program, Rule, Statement, To};
use crate::shell::nesting::Nesting;
use tokens::{Parsed, Token, tokens};

/// Functions that are part of the language.
pub const BUILTINS: [&str; 24] = [
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "tolower", "toupper", "int", "sqrt",
    "exp", "log", "sin", "cos", "atan2", "rand", "srand", "close", "fflush", "system", "systime", "strftime",
];

/// Reads a program.
pub fn parse(source: &str) -> Parsed<Program> {
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens, at: 0, no_in: false, in_print: false, operators: 0 };
    parser.program()
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// `in` is no operator here: `for (k in a)`.
    no_in: bool,
    /// `>` is a redirection here.
    in_print: bool,
    /// Operators of the statement so far that have two sides.
    operators: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }
    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }
    fn is(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(here) if *here == mark)
    }
    fn take(&mut self, mark: &str) -> bool {
        let there = self.is(mark);
        self.at += usize::from(there);
        there
    }
    fn word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) | Token::Call(name) if name == word)
    }
    fn take_word(&mut self, word: &str) -> bool {
        let there = self.word(word);
        self.at += usize::from(there);
        there
    }
    fn expect(&mut self, mark: &str) -> Parsed<()> {
        if self.take(mark) { Ok(()) } else { self.unexpected() }
    }
    fn unexpected<T>(&self) -> Parsed<T> {
        Err(match self.peek() {
            Token::End => "syntax error at or near end of file".into(),
            Token::Newline => "syntax error at or near end of line".into(),
            Token::Mark(mark) => format!("syntax error at or near {mark}"),
            Token::Name(name) | Token::Call(name) => format!("syntax error at or near {name}"),
            Token::Text(text) => format!("syntax error at or near \"{text}\""),
            Token::Regex(text) => format!("syntax error at or near /{text}/"),
            Token::Number(number) => format!("syntax error at or near {number}"),
        })
    }
    fn newlines(&mut self) {
        while matches!(self.peek(), Token::Newline) || self.is(";") {
            self.at += 1;
        }
    }
    fn blank_lines(&mut self) {
        while matches!(self.peek(), Token::Newline) {
            self.at += 1;
        }
    }

    fn program(&mut self) -> Parsed<Program> {
        let mut program = Program::default();
        loop {
            self.newlines();
            if matches!(self.peek(), Token::End) {
                return Ok(program);
            }
            if self.take_word("BEGIN") {
                program.begin.push(self.action()?);
            } else if self.take_word("END") {
                program.end.push(self.action()?);
            } else if self.take_word("function") || self.take_word("func") {
                let (Token::Call(name) | Token::Name(name)) = self.next() else { return self.unexpected() };
                self.expect("(")?;
                let mut parameters = Vec::new();
                while let Token::Name(parameter) = self.peek().clone() {
                    parameters.push(parameter);
                    self.at += 1;
                    self.take(",");
                    self.blank_lines();
                }
                self.expect(")")?;
                self.blank_lines();
                let body = self.action()?;
                program.functions.insert(name, Rc::new(Function { parameters, body }));
            } else {
                let (mut pattern, mut last) = (None, None);
                self.operators = 0;
                if !self.is("{") {
                    pattern = Some(self.expression()?);
                    if self.take(",") {
                        self.blank_lines();
                        last = Some(self.expression()?);
                    }
                }
                let action = if self.is("{") { Some(self.action()?) } else { None };
                program.rules.push(Rule { pattern, last, action });
            }
        }
    }

    fn action(&mut self) -> Parsed<Vec<Statement>> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        self.expect("{")?;
        let mut body = Vec::new();
        loop {
            self.newlines();
            if self.take("}") {
                return Ok(body);
            }
            body.push(self.statement()?);
        }
    }

    fn simple_or_block(&mut self) -> Parsed<Vec<Statement>> {
        self.blank_lines();
        if self.take(";") {
            return Ok(Vec::new());
        }
        if self.is("{") { self.action() } else { Ok(vec![self.statement()?]) }
    }

    fn end_of_statement(&mut self) -> Parsed<()> {
        match self.peek() {
            Token::Newline => self.at += 1,
            Token::Mark(";") => self.at += 1,
            Token::Mark("}") | Token::End => {}
            _ => return self.unexpected(),
        }
        Ok(())
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let _nesting = Nesting::enter().map_err(|_| "nested too deeply")?;
        self.operators = 0;
        if self.is("{") {
            return Ok(Statement::Block(self.action()?));
        }
        if self.take_word("if") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let yes = self.simple_or_block()?;
            let before = self.at;
            self.newlines();
            if self.take_word("else") {
                return Ok(Statement::If(condition, yes, self.simple_or_block()?));
            }
            self.at = before;
            return Ok(Statement::If(condition, yes, Vec::new()));
        }
        if self.take_word("while") {
            self.expect("(")?;
            let condition = Some(self.expression()?);
            self.expect(")")?;
            return Ok(Statement::Loop { condition, step: None, body: self.simple_or_block()?, first: false });
        }
        if self.take_word("do") {
            let body = self.simple_or_block()?;
            self.newlines();
            if !self.take_word("while") {
                return self.unexpected();
            }
            self.expect("(")?;
            let condition = Some(self.expression()?);
            self.expect(")")?;
            self.end_of_statement()?;
            return Ok(Statement::Loop { condition, step: None, body, first: true });
        }
        if self.take_word("for") {
            return self.for_loop();
        }
        let statement = self.simple()?;
        self.end_of_statement()?;
        Ok(statement)
    }

    fn for_loop(&mut self) -> Parsed<Statement> {
        self.expect("(")?;
        if let [Token::Name(key), Token::Name(word), Token::Name(array), Token::Mark(")")] =
            self.tokens.get(self.at..self.at + 4).unwrap_or_default()
            && word == "in"
        {
            let (key, array) = (key.clone(), array.clone());
            self.at += 4;
            return Ok(Statement::ForIn(key, array, self.simple_or_block()?));
        }
        let start = if self.is(";") { None } else { Some(self.simple()?) };
        self.expect(";")?;
        self.blank_lines();
        let condition = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        self.blank_lines();
        let step = if self.is(")") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(")")?;
        let body = self.simple_or_block()?;
        let turning = Statement::Loop { condition, step, body, first: false };
        Ok(match start {
            Some(start) => Statement::Block(vec![start, turning]),
            None => turning,
        })
    }

    fn at_end(&self) -> bool {
        matches!(self.peek(), Token::Newline | Token::End | Token::Mark(";" | "}"))
    }

    fn simple(&mut self) -> Parsed<Statement> {
        let formatted = self.word("printf");
        if formatted || self.word("print") {
            self.at += 1;
            let outer = std::mem::replace(&mut self.in_print, true);
            let mut arguments = Vec::new();
            // Parentheses around all arguments, or around the first one alone?
            let start = self.at;
            let grouped = self.take("(") && {
                self.in_print = false;
                let list = self.list(")");
                self.in_print = true;
                match list {
                    Ok(list) if self.at_end() || self.is(">") || self.is(">>") || self.is("|") => {
                        arguments = list;
                        true
                    }
                    _ => false,
                }
            };
            if !grouped {
                self.at = start;
                while !self.at_end() && !self.is(">") && !self.is(">>") && !self.is("|") {
                    arguments.push(self.expression()?);
                    if !self.take(",") {
                        break;
                    }
                    self.blank_lines();
                }
            }
            let to = match self.peek() {
                Token::Mark(">") => Some(To::Over),
                Token::Mark(">>") => Some(To::Add),
                Token::Mark("|") => Some(To::Command),
                _ => None,
            };
            let to = match to {
                Some(to) => {
                    self.at += 1;
                    Some((self.concatenation()?, to))
                }
                None => None,
            };
            self.in_print = outer;
            return Ok(Statement::Print { formatted, arguments, to });
        }
        for (word, statement) in
            [("next", Statement::Next), ("break", Statement::Break), ("continue", Statement::Continue)]
        {
            if self.take_word(word) {
                return Ok(statement);
            }
        }
        if self.word("exit") || self.word("return") {
            let exits = self.word("exit");
            self.at += 1;
            let value = if self.at_end() { None } else { Some(self.expression()?) };
            return Ok(if exits { Statement::Exit(value) } else { Statement::Return(value) });
        }
        if self.take_word("delete") {
            let Token::Name(name) = self.next() else { return self.unexpected() };
            let key = if self.take("[") { Some(self.list("]")?) } else { None };
            return Ok(Statement::Delete(name, key));
        }
        Ok(Statement::Expression(self.expression()?))
    }
}
