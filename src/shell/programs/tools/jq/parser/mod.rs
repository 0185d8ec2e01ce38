//! Reading a filter (the grammar of jq 1.8's `parser.y`). Names are looked up while it is read, for a function stands
//! before those who call it.

mod lexer;
mod objects;
mod patterns;
mod scope;
mod terms;

use std::rc::Rc;

use super::builtins;
use super::syntax::{Change, Function, Id, Node, Patterns, Program};
use super::value::Operator;
use crate::allowance::Nesting;
use lexer::{Lexer, Span, Token};
use scope::Scope;

/// Filters within each other.
const DEEPEST: usize = 100;
/// Nodes of one filter.
const MOST_NODES: usize = 100_000;

/// What is wrong with a filter, and where.
#[derive(Clone, Debug)]
pub struct Problem {
    pub message: String,
    pub span: Option<(usize, usize)>,
}

type Read<T> = Result<T, Problem>;

/// A filter that was read, with jq's own functions.
pub struct Parsed {
    pub program: Program,
    pub main: Id,
    /// The variables that were given from outside, in their order.
    pub given: Vec<usize>,
}

/// Reads a filter that may use these variables.
pub fn parse(text: &str, variables: &[Rc<str>]) -> Result<Parsed, Vec<Problem>> {
    let mut scope = Scope::default();
    let mut program = Program::default();
    let mut own = Parser::new(builtins::PRELUDE, program, scope);
    let read = own.definitions();
    (program, scope) = (own.program, own.scope);
    let mut problems = own.problems;
    problems.extend(read.err());
    if !problems.is_empty() {
        return Err(problems);
    }
    scope.all_global();
    let given = variables.iter().map(|name| scope.variable(name)).collect();
    let mut parser = Parser::new(text, program, scope);
    match parser.top() {
        Ok(main) if parser.problems.is_empty() => Ok(Parsed { program: parser.program, main, given }),
        Ok(_) => Err(parser.problems),
        Err(problem) => {
            let mut problems = vec![problem];
            problems.append(&mut parser.problems);
            problems.sort_by_key(|problem| !problem.message.starts_with("syntax error"));
            Err(problems.into_iter().filter(|problem| !is_of_names(problem)).collect())
        }
    }
}

/// Names are looked up only in a filter that can be read.
fn is_of_names(problem: &Problem) -> bool {
    problem.message.ends_with(" is not defined")
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    program: Program,
    scope: Scope,
    depth: usize,
    problems: Vec<Problem>,
}

/// What is read to the left of the rest of a filter.
enum Head {
    Pipe(Id),
    Comma(Id),
    Define(usize),
    As(Id, Rc<Patterns>),
    Label(usize),
}

/// How an operator binds.
enum Binding {
    Alternative,
    Change(Change),
    Modify,
    Or,
    And,
    Between(Operator),
}

/// An operator's level, and whether it may stand beside another of its level.
fn operator(token: &Token) -> Option<(u8, Binding)> {
    use Operator::*;
    let calculate = |operator| Binding::Change(Change::Calculate(operator));
    Some(match token {
        Token::Word("or") => (2, Binding::Or),
        Token::Word("and") => (3, Binding::And),
        Token::Sign(sign) => match *sign {
            "//" => (0, Binding::Alternative),
            "=" => (1, Binding::Change(Change::Set)),
            "|=" => (1, Binding::Modify),
            "+=" => (1, calculate(Add)),
            "-=" => (1, calculate(Subtract)),
            "*=" => (1, calculate(Multiply)),
            "/=" => (1, calculate(Divide)),
            "%=" => (1, calculate(Remainder)),
            "//=" => (1, Binding::Change(Change::Alternative)),
            "==" => (4, Binding::Between(Equal)),
            "!=" => (4, Binding::Between(NotEqual)),
            "<" => (4, Binding::Between(Less)),
            "<=" => (4, Binding::Between(LessOrEqual)),
            ">" => (4, Binding::Between(Greater)),
            ">=" => (4, Binding::Between(GreaterOrEqual)),
            "+" => (5, Binding::Between(Add)),
            "-" => (5, Binding::Between(Subtract)),
            "*" => (6, Binding::Between(Multiply)),
            "/" => (6, Binding::Between(Divide)),
            "%" => (6, Binding::Between(Remainder)),
            _ => return None,
        },
        _ => return None,
    })
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, program: Program, scope: Scope) -> Self {
        Parser { lexer: Lexer::new(text), program, scope, depth: 0, problems: Vec::new() }
    }

    fn node(&mut self, node: Node) -> Id {
        self.program.nodes.push(node);
        self.program.nodes.len() - 1
    }

    /// The next token does not belong here.
    fn unexpected<T>(&mut self, expecting: &[&str]) -> Read<T> {
        let span = self.lexer.span();
        let named = self.lexer.peek().named();
        self.wrong(span, &named, expecting)
    }

    fn wrong<T>(&mut self, span: Span, named: &str, expecting: &[&str]) -> Read<T> {
        let mut message = format!("syntax error, unexpected {named}");
        for (at, name) in expecting.iter().enumerate() {
            message += if at == 0 { ", expecting " } else { " or " };
            message += name;
        }
        Err(Problem { message, span: Some((span.start, span.end)) })
    }

    fn complain(&mut self, span: Span, message: String) {
        self.problems.push(Problem { message, span: Some((span.start, span.end)) });
    }

    /// What is right, and not here.
    fn unsimulated<T>(&mut self, span: Span, what: &str) -> Read<T> {
        let message = format!("layercake does not simulate {what}");
        Err(Problem { message, span: Some((span.start, span.end)) })
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.lexer.peek(), Token::Sign(own) if *own == sign);
        if found {
            self.lexer.next();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.lexer.peek(), Token::Word(own) if *own == word);
        if found {
            self.lexer.next();
        }
        found
    }

    fn expect(&mut self, sign: &str, expecting: &[&str]) -> Read<()> {
        if self.eat(sign) { Ok(()) } else { self.unexpected(expecting) }
    }

    fn binding(&mut self) -> Read<Rc<str>> {
        match self.lexer.peek() {
            Token::Binding(_) => match self.lexer.next().0 {
                Token::Binding(name) => Ok(name),
                _ => self.unexpected(&["BINDING"]),
            },
            _ => self.unexpected(&["BINDING"]),
        }
    }

    /// One level deeper, for whoever calls itself.
    fn deeper(&mut self) -> Read<Nesting> {
        let span = self.lexer.span();
        if self.program.nodes.len() > MOST_NODES {
            return self.unsimulated(span, &format!("filters of more than {MOST_NODES} steps"));
        }
        // Brackets, what stands between operators, and the whole call each other: three levels each.
        match Nesting::within(4 * DEEPEST) {
            Ok(nesting) if self.depth < DEEPEST => Ok(nesting),
            _ => self.unsimulated(span, "filters that are nested so deep"),
        }
    }

    fn definitions(&mut self) -> Read<()> {
        while self.eat_word("def") {
            self.definition()?;
        }
        if *self.lexer.peek() == Token::End { Ok(()) } else { self.unexpected(&["end of file"]) }
    }

    fn top(&mut self) -> Read<Id> {
        let span = self.lexer.span();
        match self.lexer.peek() {
            Token::End => {
                return Err(Problem { message: "Top-level program not given (try \".\")".into(), span: None });
            }
            Token::Word(word @ ("import" | "include" | "module")) => {
                let what = format!("modules ({word})");
                return self.unsimulated(span, &what);
            }
            Token::Wrong | Token::Word("and" | "or" | "then" | "else" | "end" | "catch" | "as" | "elif") => {
                return self.unexpected(&["end of file"]);
            }
            Token::Sign(sign) if !matches!(*sign, "." | ".." | "-" | "(" | "[" | "{" | "$") => {
                return self.unexpected(&["end of file"]);
            }
            _ => {}
        }
        let main = self.query()?;
        if *self.lexer.peek() == Token::End { Ok(main) } else { self.unexpected(&["end of file"]) }
    }

    /// Pipes and commas, `def`, `as` and `label`: whatever takes the rest of a filter.
    fn query(&mut self) -> Read<Id> {
        let _nesting = self.deeper()?;
        self.depth += 1;
        let mark = self.scope.mark();
        let mut heads = Vec::new();
        let last = loop {
            if self.eat_word("def") {
                let function = self.definition()?;
                heads.push(Head::Define(function));
                if *self.lexer.peek() == Token::End && self.depth == 1 {
                    return Err(Problem { message: "Top-level program not given (try \".\")".into(), span: None });
                }
                continue;
            }
            if self.eat_word("label") {
                let name = self.binding()?;
                let label = self.scope.label(&name);
                self.expect("|", &["'|'"])?;
                heads.push(Head::Label(label));
                continue;
            }
            let filter = self.expression(0)?;
            if self.eat_word("as") {
                let patterns = self.patterns()?;
                self.expect("|", &["'|'"])?;
                heads.push(Head::As(filter, patterns));
            } else if self.eat(",") {
                heads.push(Head::Comma(filter));
            } else if self.eat("|") {
                let left = self.folded(&mut heads, filter, |head| matches!(head, Head::Comma(_)));
                heads.push(Head::Pipe(left));
            } else {
                break filter;
            }
        };
        let whole = self.folded(&mut heads, last, |_| true);
        self.scope.leave(mark);
        self.depth -= 1;
        Ok(whole)
    }

    fn folded(&mut self, heads: &mut Vec<Head>, last: Id, those: fn(&Head) -> bool) -> Id {
        let mut rest = last;
        while let Some(head) = heads.pop_if(|head| those(head)) {
            rest = self.node(match head {
                Head::Pipe(left) => Node::Pipe(left, rest),
                Head::Comma(left) => Node::Comma(left, rest),
                Head::Define(function) => Node::Define { function, body: rest },
                Head::As(source, patterns) => Node::As { source, patterns, body: rest },
                Head::Label(label) => Node::Label { label, body: rest },
            });
        }
        rest
    }

    /// Operators from this level on.
    fn expression(&mut self, least: u8) -> Read<Id> {
        let _nesting = self.deeper()?;
        let mut left = self.term()?;
        let mut ceiling = u8::MAX;
        while let Some((level, binding)) = operator(self.lexer.peek()) {
            if level < least {
                break;
            }
            if level > ceiling || (level == ceiling && matches!(level, 1 | 4)) {
                return self.unexpected(&[]);
            }
            self.lexer.next();
            // `//` groups to the right, all others to the left.
            let right = self.expression(if level == 0 { 0 } else { level + 1 })?;
            left = self.node(match binding {
                Binding::Alternative => Node::Alternative(left, right),
                Binding::Change(how) => Node::Change { how, paths: left, value: right },
                Binding::Modify => Node::Modify { paths: left, update: right },
                Binding::Or => Node::Or(left, right),
                Binding::And => Node::And(left, right),
                Binding::Between(operator) => Node::Binary(operator, left, right),
            });
            ceiling = level;
        }
        Ok(left)
    }

    /// Behind `def`: a function's name, parameters and body.
    fn definition(&mut self) -> Read<usize> {
        let name = match self.lexer.peek() {
            Token::Name(_) => match self.lexer.next().0 {
                Token::Name(name) => name,
                _ => return self.unexpected(&["IDENT"]),
            },
            _ => return self.unexpected(&["IDENT"]),
        };
        let mut names = Vec::new();
        if self.eat("(") {
            loop {
                match self.lexer.peek() {
                    Token::Name(_) | Token::Binding(_) => match self.lexer.next().0 {
                        Token::Name(name) => names.push((name, false)),
                        Token::Binding(name) => names.push((name, true)),
                        _ => {}
                    },
                    _ => return self.unexpected(&["IDENT", "BINDING"]),
                }
                if !self.eat(";") {
                    self.expect(")", &["';'", "')'"])?;
                    break;
                }
            }
        }
        self.expect(":", &["':'"])?;
        let function = self.program.functions.len();
        let arity = names.len();
        self.program.functions.push(Function { name: name.clone(), parameters: Vec::new(), body: 0 });
        self.scope.function(&name, arity, function);
        let mark = self.scope.mark();
        let parameters = names.iter().map(|(name, value)| self.scope.parameter(name, *value)).collect();
        let body = self.query()?;
        self.expect(";", &["'|'", "','", "';'"])?;
        self.scope.leave(mark);
        if let Some(made) = self.program.functions.get_mut(function) {
            *made = Function { name, parameters, body };
        }
        Ok(function)
    }
}
