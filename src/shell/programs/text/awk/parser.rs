//! Reading an awk program.

use std::rc::Rc;

use super::regex::{Style, compile};
use super::syntax::{Expression, Function, Place, Program, Rule, Statement};
use crate::shell::nesting::Nesting;

type Parsed<T> = Result<T, String>;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Regex(String),
    Name(String),
    /// A name with `(` right after it.
    Call(String),
    Mark(&'static str),
    Newline,
    End,
}

const MARKS: [&str; 46] = [
    "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", "==", "<=", ">=", "!=", "!~", ">>", "|&",
    "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", ">", "<", "|", "?", ":", "~", "$", "=",
    "&", "@", "#", "\\",
];

/// Functions that are part of the language.
pub const BUILTINS: [&str; 21] = [
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "tolower", "toupper", "int", "sqrt",
    "exp", "log", "sin", "cos", "atan2", "rand", "srand", "close", "fflush",
];

/// Reads a program.
pub fn parse(source: &str) -> Parsed<Program> {
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens, at: 0, no_in: false, in_print: false };
    parser.program()
}

fn tokens(source: &str) -> Parsed<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            ' ' | '\t' | '\r' => 1,
            '\\' if rest.starts_with("\\\n") => 2,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '\n' => {
                tokens.push(Token::Newline);
                1
            }
            '"' => {
                let (text, length) = quoted(rest, '"')?;
                tokens.push(Token::Text(super::unescaped(&text.replace("\\\"", "\"").replace("\\/", "/"))));
                length
            }
            '/' if regex_may_begin(tokens.last()) => {
                let (text, length) = quoted(rest, '/')?;
                tokens.push(Token::Regex(text.replace("\\/", "/")));
                length
            }
            c if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) => {
                let end = rest
                    .char_indices()
                    .find(|(at, c)| {
                        let sign = (*c == '+' || *c == '-') && rest[..*at].ends_with(['e', 'E']);
                        !(c.is_ascii_digit() || *c == '.' || *c == 'e' || *c == 'E' || sign)
                    })
                    .map_or(rest.len(), |(at, _)| at);
                let number = rest[..end].parse().map_err(|_| format!("syntax error at or near {}", &rest[..end]))?;
                tokens.push(Token::Number(number));
                end
            }
            c if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let name = rest[..end].to_string();
                let call = rest[end..].starts_with('(');
                tokens.push(if call { Token::Call(name) } else { Token::Name(name) });
                end
            }
            _ => {
                let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) else {
                    return Err(format!("syntax error at or near {letter}"));
                };
                tokens.push(Token::Mark(mark));
                mark.len()
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
    tokens.push(Token::End);
    Ok(tokens)
}

fn regex_may_begin(last: Option<&Token>) -> bool {
    !matches!(
        last,
        Some(Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::Mark(")" | "]" | "$" | "++" | "--"))
    )
}

/// The text between marks, and how long it is with them.
fn quoted(rest: &str, mark: char) -> Parsed<(String, usize)> {
    let mut escaped = false;
    let mut bracket = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if mark == '/' && letter == '[' && rest[at..].contains(']') {
            bracket = true;
        } else if letter == ']' {
            bracket = false;
        } else if letter == mark && !bracket {
            return Ok((rest[1..at].to_string(), at + 1));
        } else if letter == '\n' {
            break;
        }
    }
    Err(if mark == '"' { "unterminated string".into() } else { "unterminated regexp".into() })
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// `in` is no operator here: `for (k in a)`.
    no_in: bool,
    /// `>` is a redirection here.
    in_print: bool,
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
        let _nesting = Nesting::enter().ok_or("nested too deeply")?;
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
        let _nesting = Nesting::enter().ok_or("nested too deeply")?;
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
            let to = if self.is(">") || self.is(">>") {
                let adds = self.next() == Token::Mark(">>");
                Some((self.concatenation()?, adds))
            } else if self.is("|") {
                return Err("layercake's awk does not write to commands".into());
            } else {
                None
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

    /// Expressions up to `close`, which is consumed.
    fn list(&mut self, close: &str) -> Parsed<Vec<Expression>> {
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

    fn expression(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().ok_or("nested too deeply")?;
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
            left = Expression::Or(Box::new([left, self.and()?]));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expression> {
        let mut left = self.membership()?;
        while self.take("&&") {
            self.blank_lines();
            left = Expression::And(Box::new([left, self.membership()?]));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expression> {
        let mut left = self.matching()?;
        while !self.no_in && self.take_word("in") {
            let Token::Name(array) = self.next() else { return self.unexpected() };
            left = Expression::In(vec![left], array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parsed<Expression> {
        let mut left = self.comparison()?;
        while self.is("~") || self.is("!~") {
            let negated = self.next() == Token::Mark("!~");
            left = Expression::Match(Box::new([left, self.comparison()?]), negated);
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let left = self.concatenation()?;
        for mark in ["<=", ">=", "==", "!=", "<", ">"] {
            if self.is(mark) && !(self.in_print && mark == ">") {
                self.at += 1;
                return Ok(Expression::Compare(mark, Box::new([left, self.concatenation()?])));
            }
        }
        Ok(left)
    }

    fn concatenation(&mut self) -> Parsed<Expression> {
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
            left = Expression::Concat(Box::new([left, self.sum()?]));
        }
    }

    fn sum(&mut self) -> Parsed<Expression> {
        let mut left = self.product()?;
        while self.is("+") || self.is("-") {
            let operator = if self.next() == Token::Mark("+") { '+' } else { '-' };
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
            left = Expression::Arithmetic(operator, Box::new([left, self.unary()?]));
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().ok_or("nested too deeply")?;
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
        let _nesting = Nesting::enter().ok_or("nested too deeply")?;
        match self.next() {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Regex(text) => {
                let regex =
                    compile(&text, Style { extended: true, ignore_case: false }).map_err(|error| error.to_string())?;
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
                if name == "system" {
                    return Err("layercake's awk does not run commands (system)".into());
                }
                let outer = std::mem::take(&mut self.in_print);
                let list = self.list(")")?;
                self.in_print = outer;
                Ok(Expression::Call(name, list))
            }
            Token::Name(name) if name == "getline" => Err("layercake's awk does not know getline".into()),
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
