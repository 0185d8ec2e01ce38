//! From tokens to a tree (Go's `text/template/parse/parse.go`).

use crate::allowance::stack;
use std::collections::BTreeMap;

use super::functions;
use super::lexer::{Keyword, Kind, Token, tokens};
use super::literal::{number, unquoted};
use super::tree::{Branch, Call, Command, Expression, List, Node, Operand, Pipe};

/// Blocks in blocks and parentheses in parentheses, at most.
const MAX_DEPTH: usize = 200;

/// A template and those that it defines.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) body: List,
    pub(super) defines: BTreeMap<String, List>,
}

/// Parses a template of this name; the error is Go's, with the line.
pub(super) fn parse(name: &'static str, source: &str) -> Result<Parsed, (usize, String)> {
    let tokens = tokens(source);
    let first = Token { kind: Kind::Error, at: 0, text: String::new(), line: 0 };
    let mut parser = Parser {
        name,
        tokens: tokens.into_iter(),
        ahead: [first.clone(), first.clone(), first],
        peeked: 0,
        variables: vec!["$".into()],
        action_line: 0,
        ranges: 0,
        depth: 0,
        defines: BTreeMap::new(),
    };
    match parser.top() {
        Ok(body) => Ok(Parsed { body, defines: parser.defines }),
        Err(words) => Err((parser.ahead[0].line, words)),
    }
}

struct Parser {
    name: &'static str,
    tokens: std::vec::IntoIter<Token>,
    /// Tokens that were looked at, the last first.
    ahead: [Token; 3],
    /// How many of them are still to come.
    peeked: usize,
    /// The variables that may be used here.
    variables: Vec<String>,
    /// The line where the action under way began; 0 outside of actions.
    action_line: usize,
    /// Ranges that we are in.
    ranges: usize,
    depth: usize,
    defines: BTreeMap<String, List>,
}

/// What ended a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closed {
    End,
    Else,
}

impl Closed {
    fn shown(self) -> &'static str {
        match self {
            Closed::End => "{{end}}",
            Closed::Else => "{{else}}",
        }
    }
}

enum Item {
    Node(Node),
    Closed(Closed),
}

type Parsing<T> = Result<T, String>;

impl Parser {
    fn next(&mut self) -> Token {
        if self.peeked > 0 {
            self.peeked -= 1;
        } else if let Some(token) = self.tokens.next() {
            self.ahead[0] = token;
        }
        self.ahead[self.peeked.min(2)].clone()
    }

    fn back(&mut self) {
        self.peeked += 1;
    }

    /// `first` comes again, and then the token that was peeked at.
    fn back_two(&mut self, first: Token) {
        self.ahead[1] = first;
        self.peeked = 2;
    }

    fn back_three(&mut self, first: Token, second: Token) {
        self.ahead[1] = second;
        self.ahead[2] = first;
        self.peeked = 3;
    }

    fn peek(&mut self) -> Token {
        let token = self.next();
        self.back();
        token
    }

    fn next_word(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_word(&mut self) -> Token {
        let token = self.next_word();
        self.back();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsing<Token> {
        let token = self.next_word();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(&token, context)) }
    }

    fn unexpected(&self, token: &Token, context: &str) -> String {
        if token.kind != Kind::Error {
            return format!("unexpected {token} in {context}");
        }
        if self.action_line == 0 || self.action_line == token.line {
            return token.to_string();
        }
        let action = if token.text.ends_with(" action") { "" } else { " in action" };
        format!("{token}{action} started at {}:{}", self.name, self.action_line)
    }

    fn deeper(&mut self) -> Parsing<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || stack().is_err() {
            return Err("max expression depth exceeded".into());
        }
        Ok(())
    }

    fn top(&mut self) -> Parsing<List> {
        let mut list = List::new();
        loop {
            let token = self.peek();
            if token.kind == Kind::End {
                return Ok(list);
            }
            if token.kind == Kind::LeftDelimiter {
                self.next();
                if self.next_word().kind == Kind::Keyword(Keyword::Define) {
                    self.definition()?;
                    continue;
                }
                self.back_two(token);
            }
            match self.text_or_action()? {
                Item::Node(node) => list.push(node),
                Item::Closed(closed) => return Err(format!("unexpected {}", closed.shown())),
            }
        }
    }

    /// Runs `parse` as in a template of its own: with its own variables, and in no range.
    fn apart<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsing<T>) -> Parsing<T> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let ranges = std::mem::take(&mut self.ranges);
        let parsed = parse(self);
        (self.variables, self.ranges) = (variables, ranges);
        parsed
    }

    fn definition(&mut self) -> Parsing<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_word();
        let name = self.template_name(&token, CONTEXT)?;
        self.expect(Kind::RightDelimiter, CONTEXT)?;
        self.named_list(name, CONTEXT)
    }

    /// The list of a template that is defined in this one.
    fn named_list(&mut self, name: String, context: &str) -> Parsing<()> {
        let (list, closed) = self.apart(Self::list)?;
        if closed != Closed::End {
            return Err(format!("unexpected {} in {context}", closed.shown()));
        }
        match self.defines.get(&name) {
            Some(there) if !is_empty(there) && !is_empty(&list) => {
                Err(format!("template: multiple definition of template {}", crate::text::quote(&name)))
            }
            Some(there) if !is_empty(there) => Ok(()),
            _ => {
                self.defines.insert(name, list);
                Ok(())
            }
        }
    }

    /// Texts and actions up to `{{end}}` or `{{else}}`.
    fn list(&mut self) -> Parsing<(List, Closed)> {
        self.deeper()?;
        let mut list = List::new();
        while self.peek_word().kind != Kind::End {
            match self.text_or_action()? {
                Item::Node(node) => list.push(node),
                Item::Closed(closed) => {
                    self.depth -= 1;
                    return Ok((list, closed));
                }
            }
        }
        Err("unexpected EOF".into())
    }

    fn text_or_action(&mut self) -> Parsing<Item> {
        let token = self.next_word();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.text))),
            Kind::LeftDelimiter => {
                self.action_line = token.line;
                let item = self.action()?;
                self.action_line = 0;
                Ok(item)
            }
            _ => Err(self.unexpected(&token, "input")),
        }
    }

    fn action(&mut self) -> Parsing<Item> {
        let token = self.next_word();
        let Kind::Keyword(keyword) = token.kind else {
            self.back();
            return Ok(Item::Node(Node::Action(self.pipeline("command", Kind::RightDelimiter)?)));
        };
        Ok(Item::Node(match keyword {
            Keyword::Block => self.block()?,
            Keyword::Break => {
                self.jump("{{break}}")?;
                Node::Break
            }
            Keyword::Continue => {
                self.jump("{{continue}}")?;
                Node::Continue
            }
            Keyword::Else => {
                // An `if` or `with` after it belongs to whoever asked.
                let next = self.peek_word().kind;
                if !matches!(next, Kind::Keyword(Keyword::If | Keyword::With)) {
                    self.expect(Kind::RightDelimiter, "else")?;
                }
                return Ok(Item::Closed(Closed::Else));
            }
            Keyword::End => {
                self.expect(Kind::RightDelimiter, "end")?;
                return Ok(Item::Closed(Closed::End));
            }
            Keyword::If => Node::If(self.control("if")?),
            Keyword::Range => Node::Range(self.control("range")?),
            Keyword::With => Node::With(self.control("with")?),
            Keyword::Template => self.call()?,
            Keyword::Define => return Err(self.unexpected(&token, "command")),
        }))
    }

    fn jump(&mut self, word: &str) -> Parsing<()> {
        self.expect(Kind::RightDelimiter, word)?;
        if self.ranges == 0 {
            return Err(format!("{word} outside {{{{range}}}}"));
        }
        Ok(())
    }

    fn control(&mut self, context: &'static str) -> Parsing<Branch> {
        self.deeper()?;
        let scope = self.variables.len();
        let pipe = self.pipeline(context, Kind::RightDelimiter)?;
        let range = usize::from(context == "range");
        self.ranges += range;
        let (body, closed) = self.list()?;
        self.ranges -= range;
        let mut other = None;
        if closed == Closed::Else {
            other = Some(match (context, self.peek().kind) {
                ("if", Kind::Keyword(Keyword::If)) => {
                    self.next();
                    vec![Node::If(self.control("if")?)]
                }
                ("with", Kind::Keyword(Keyword::With)) => {
                    self.next();
                    vec![Node::With(self.control("with")?)]
                }
                _ => {
                    let (list, closed) = self.list()?;
                    if closed != Closed::End {
                        return Err(format!("expected end; found {}", closed.shown()));
                    }
                    list
                }
            });
        }
        self.variables.truncate(scope);
        self.depth -= 1;
        Ok(Branch { pipe, body, other })
    }

    fn block(&mut self) -> Parsing<Node> {
        const CONTEXT: &str = "block clause";
        let token = self.next_word();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelimiter)?;
        self.named_list(name.clone(), CONTEXT)?;
        Ok(Node::Template(Call { at: token.at, name, pipe: Some(pipe) }))
    }

    fn call(&mut self) -> Parsing<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next_word();
        let name = self.template_name(&token, CONTEXT)?;
        let mut pipe = None;
        if self.next_word().kind != Kind::RightDelimiter {
            self.back();
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelimiter)?);
        }
        Ok(Node::Template(Call { at: token.at, name, pipe }))
    }

    fn template_name(&mut self, token: &Token, context: &str) -> Parsing<String> {
        match token.kind {
            Kind::Quoted | Kind::RawText => unquoted(&token.text),
            _ => Err(self.unexpected(token, context)),
        }
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Parsing<Pipe> {
        self.deeper()?;
        let mut pipe = Pipe { at: self.peek_word().at, ..Pipe::default() };
        while self.declaration(context, &mut pipe)? {}
        loop {
            let token = self.next_word();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawText
                | Kind::Quoted
                | Kind::Variable
                | Kind::LeftParenthesis => {
                    self.back();
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return Err(self.unexpected(&token, context)),
            }
        }
        if pipe.commands.is_empty() {
            return Err(format!("missing value for {context}"));
        }
        let literal = |command: &Command| {
            use Operand::{Bool, Dot, Nil, Number, Text};
            let first = command.arguments.first().map(|argument| &argument.operand);
            matches!(first, Some(Bool(_) | Dot | Nil | Number(..) | Text(..)))
        };
        if let Some(stage) = pipe.commands.iter().skip(1).position(literal) {
            return Err(format!("non executable command in pipeline stage {}", stage + 2));
        }
        self.depth -= 1;
        Ok(pipe)
    }

    /// A variable that the pipeline sets; whether another one must follow.
    fn declaration(&mut self, context: &str, pipe: &mut Pipe) -> Parsing<bool> {
        let variable = self.peek_word();
        if variable.kind != Kind::Variable {
            return Ok(false);
        }
        self.next();
        // After "$x foo" it shows only two tokens later that $x is an argument.
        let after = self.peek();
        let next = self.peek_word();
        match next.kind {
            Kind::Assign | Kind::Declare => {
                pipe.assigns = next.kind == Kind::Assign;
                self.next_word();
                pipe.variables.push(variable.text.clone());
                self.variables.push(variable.text);
                Ok(false)
            }
            Kind::Char if next.text == "," => {
                self.next_word();
                pipe.variables.push(variable.text.clone());
                self.variables.push(variable.text);
                if context == "range" && pipe.variables.len() < 2 {
                    return match self.peek_word().kind {
                        Kind::Variable | Kind::RightDelimiter | Kind::RightParenthesis => Ok(true),
                        _ => Err("range can only initialize variables".into()),
                    };
                }
                Err(format!("too many declarations in {context}"))
            }
            _ if after.kind == Kind::Space => {
                self.back_three(variable, after);
                Ok(false)
            }
            _ => {
                self.back_two(variable);
                Ok(false)
            }
        }
    }

    fn command(&mut self) -> Parsing<Command> {
        let mut command = Command { at: self.peek_word().at, arguments: Vec::new() };
        loop {
            self.peek_word();
            command.arguments.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelimiter | Kind::RightParenthesis => self.back(),
                Kind::Pipe => {}
                _ => return Err(self.unexpected(&token, "operand")),
            }
            break;
        }
        if command.arguments.is_empty() {
            return Err("empty command".into());
        }
        Ok(command)
    }

    fn operand(&mut self) -> Parsing<Option<Expression>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let dot = self.peek();
        if dot.kind != Kind::Field {
            return Ok(Some(term));
        }
        let mut names = Vec::new();
        while self.peek().kind == Kind::Field {
            names.push(self.next().text.trim_start_matches('.').to_string());
        }
        let operand = match term.operand {
            Operand::Field(first) => Operand::Field([first, names].concat()),
            Operand::Variable(first) => Operand::Variable([first, names].concat()),
            Operand::Bool(_) | Operand::Text(..) | Operand::Number(..) | Operand::Nil | Operand::Dot => {
                return Err(format!("unexpected . after term {}", crate::text::quote(&term.to_string())));
            }
            _ => Operand::Chain(Box::new(term), names),
        };
        Ok(Some(Expression { at: dot.at, operand }))
    }

    fn term(&mut self) -> Parsing<Option<Expression>> {
        let token = self.next_word();
        let operand = match token.kind {
            Kind::Identifier if !functions::is_known(&token.text) => {
                return Err(format!("function {} not defined", crate::text::quote(&token.text)));
            }
            Kind::Identifier => Operand::Function(token.text),
            Kind::Dot => Operand::Dot,
            Kind::Nil => Operand::Nil,
            Kind::Variable if !self.variables.contains(&token.text) => {
                return Err(format!("undefined variable {}", crate::text::quote(&token.text)));
            }
            Kind::Variable => Operand::Variable(vec![token.text]),
            Kind::Field => Operand::Field(vec![token.text.trim_start_matches('.').to_string()]),
            Kind::Bool => Operand::Bool(token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => Operand::Number(number(&token)?, token.text),
            Kind::LeftParenthesis => {
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParenthesis)?;
                return Ok(Some(Expression { at: pipe.at, operand: Operand::Pipe(pipe) }));
            }
            Kind::Quoted | Kind::RawText => Operand::Text(unquoted(&token.text)?.into(), token.text),
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(Expression { at: token.at, operand }))
    }
}

/// Whether a template holds nothing but white space.
fn is_empty(list: &List) -> bool {
    list.iter().all(|node| matches!(node, Node::Text(text) if text.trim().is_empty()))
}
