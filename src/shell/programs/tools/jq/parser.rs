//! Reading a filter.

use crate::allowance::Nesting;
use serde_json::Value;

use super::syntax::Filter;

/// Filters within each other.
const DEEPEST: usize = 100;
/// Operators and steps of paths in a filter.
const MOST_LINKS: usize = 2000;

/// Reads a filter.
pub fn parse(text: &str) -> Result<Filter, String> {
    let mut parser = Parser { text, at: 0, depth: 0, links: 0 };
    let filter = parser.pipe()?;
    parser.blanks();
    match parser.rest().chars().next() {
        None => Ok(filter),
        Some(letter) => Err(format!("syntax error, unexpected '{letter}'")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Operators and steps of paths so far: a chain of them makes a deep tree.
    links: usize,
}

/// Operators, those that bind least first.
const LEVELS: [&[&str]; 6] =
    [&["//"], &["or"], &["and"], &["==", "!=", "<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }
    fn eat(&mut self, token: &str) -> bool {
        self.blanks();
        let rest = self.rest();
        let word = token.chars().all(char::is_alphabetic);
        let ends = |rest: &str| !rest.chars().next().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        match rest.strip_prefix(token) {
            Some(after) if !word || ends(after) => {
                self.at += token.len();
                true
            }
            _ => false,
        }
    }
    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) { Ok(()) } else { Err(format!("syntax error, expected '{token}'")) }
    }
    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        let name = rest
            .get(..length)
            .filter(|name| name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_'))?;
        self.at += length;
        Some(name.to_string())
    }

    fn pipe(&mut self) -> Result<Filter, String> {
        let nesting = Nesting::enter();
        self.depth += 1;
        if self.depth > DEEPEST || nesting.is_err() {
            return Err(format!("more than {DEEPEST} filters within each other"));
        }
        let left = self.comma()?;
        let filter = if self.eat("as") {
            self.expect("$")?;
            let name = self.name().ok_or("syntax error, expected a name")?;
            self.expect("|")?;
            Filter::As(Box::new(left), name, Box::new(self.pipe()?))
        } else if !self.rest().starts_with("|=") && self.eat("|") {
            Filter::Pipe(Box::new(left), Box::new(self.pipe()?))
        } else {
            left
        };
        self.depth -= 1;
        Ok(filter)
    }

    /// One more operator, or step of a path.
    fn link(&mut self) -> Result<(), String> {
        self.links += 1;
        if self.links > MOST_LINKS { Err(format!("more than {MOST_LINKS} operators in a filter")) } else { Ok(()) }
    }

    fn comma(&mut self) -> Result<Filter, String> {
        let mut left = self.binary(0)?;
        while self.eat(",") {
            self.link()?;
            left = Filter::Comma(Box::new(left), Box::new(self.binary(0)?));
        }
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Result<Filter, String> {
        let Some(operators) = LEVELS.get(level) else { return self.postfix() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.blanks();
            let found = operators.iter().find(|operator| self.rest().starts_with(**operator));
            // `//` is no division, `|=` no pipe.
            let Some(operator) = found.filter(|operator| !(**operator == "/" && self.rest().starts_with("//"))) else {
                return Ok(left);
            };
            if !self.eat(operator) {
                return Ok(left);
            }
            self.link()?;
            left = Filter::Binary(operator, Box::new(left), Box::new(self.binary(level + 1)?));
        }
    }

    fn postfix(&mut self) -> Result<Filter, String> {
        self.link()?;
        let mut filter = self.term()?;
        loop {
            self.link()?;
            let rest = self.rest();
            if let Some(after) = rest.strip_prefix('.') {
                if after.starts_with('[') {
                    self.at += 1;
                } else if after.starts_with('"') {
                    self.at += 1;
                    let key = self.string()?;
                    filter = Filter::Field(Box::new(filter), Box::new(key));
                } else {
                    self.at += 1;
                    let Some(name) = self.name() else { return Err("syntax error, unexpected end of file".into()) };
                    filter = Filter::Field(Box::new(filter), Box::new(Filter::Literal(Value::String(name))));
                }
            } else if rest.starts_with('[') {
                filter = self.bracket(filter)?;
            } else if rest.starts_with('?') && !rest.starts_with("?//") {
                self.at += 1;
                filter = Filter::Try(Box::new(filter));
            } else {
                return Ok(filter);
            }
        }
    }

    fn bracket(&mut self, of: Filter) -> Result<Filter, String> {
        self.at += 1;
        if self.eat("]") {
            return Ok(Filter::Iterate(Box::new(of)));
        }
        if self.eat(":") {
            let end = self.pipe()?;
            self.expect("]")?;
            return Ok(Filter::Slice(Box::new(of), None, Some(Box::new(end))));
        }
        let start = self.pipe()?;
        if self.eat(":") {
            let end = if self.eat("]") { None } else { Some(Box::new(self.pipe()?)) };
            if end.is_some() {
                self.expect("]")?;
            }
            return Ok(Filter::Slice(Box::new(of), Some(Box::new(start)), end));
        }
        self.expect("]")?;
        Ok(Filter::Field(Box::new(of), Box::new(start)))
    }

    fn term(&mut self) -> Result<Filter, String> {
        self.blanks();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Err("syntax error, unexpected end of file".into()) };
        match first {
            '.' if rest.starts_with("..") => {
                self.at += 2;
                Ok(Filter::Recurse)
            }
            '.' => {
                let next = rest.chars().nth(1);
                if next.is_some_and(|letter| letter.is_alphabetic() || letter == '_' || letter == '"') {
                    return Ok(Filter::Identity);
                }
                self.at += 1;
                Ok(Filter::Identity)
            }
            '"' => self.string(),
            '$' => {
                self.at += 1;
                Ok(Filter::Variable(self.name().ok_or("syntax error, expected a name")?))
            }
            '(' => {
                self.at += 1;
                let filter = self.pipe()?;
                self.expect(")")?;
                Ok(filter)
            }
            '[' => {
                self.at += 1;
                if self.eat("]") {
                    return Ok(Filter::Array(None));
                }
                let filter = self.pipe()?;
                self.expect("]")?;
                Ok(Filter::Array(Some(Box::new(filter))))
            }
            '{' => self.object(),
            '-' => {
                self.at += 1;
                let _nesting = Nesting::enter().map_err(|deep| deep.to_string())?;
                let inner = self.postfix()?;
                Ok(Filter::Binary("-", Box::new(Filter::Literal(0.into())), Box::new(inner)))
            }
            '@' => {
                self.at += 1;
                Ok(Filter::Call(format!("@{}", self.name().unwrap_or_default()), Vec::new()))
            }
            digit if digit.is_ascii_digit() => {
                let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
                self.at += length;
                let value =
                    serde_json::from_str(rest.get(..length).unwrap_or("0")).map_err(|_| "syntax error, bad number")?;
                Ok(Filter::Literal(value))
            }
            _ => self.word(first),
        }
    }

    fn word(&mut self, first: char) -> Result<Filter, String> {
        let Some(name) = self.name() else { return Err(format!("syntax error, unexpected '{first}'")) };
        match name.as_str() {
            "null" => Ok(Filter::Literal(Value::Null)),
            "true" => Ok(Filter::Literal(true.into())),
            "false" => Ok(Filter::Literal(false.into())),
            "try" => Ok(Filter::Try(Box::new(self.postfix()?))),
            "if" => self.condition(),
            _ => {
                let mut arguments = Vec::new();
                if self.rest().starts_with('(') {
                    self.at += 1;
                    arguments.push(self.pipe()?);
                    while self.eat(";") {
                        arguments.push(self.pipe()?);
                    }
                    self.expect(")")?;
                }
                let arity = arguments.len();
                if !super::filter::knows(&name, arity) {
                    return Err(format!("{name}/{arity} is not defined"));
                }
                Ok(Filter::Call(name, arguments))
            }
        }
    }

    fn condition(&mut self) -> Result<Filter, String> {
        let test = self.pipe()?;
        self.expect("then")?;
        let yes = self.pipe()?;
        if self.eat("elif") {
            let no = self.condition()?;
            return Ok(Filter::If(Box::new(test), Box::new(yes), Some(Box::new(no))));
        }
        let no = if self.eat("else") { Some(Box::new(self.pipe()?)) } else { None };
        self.expect("end")?;
        Ok(Filter::If(Box::new(test), Box::new(yes), no))
    }

    fn object(&mut self) -> Result<Filter, String> {
        self.at += 1;
        let mut rows = Vec::new();
        while !self.eat("}") {
            self.blanks();
            let key = match self.rest().chars().next() {
                Some('"') => self.string()?,
                Some('(') => {
                    self.at += 1;
                    let key = self.pipe()?;
                    self.expect(")")?;
                    key
                }
                Some('$') => {
                    self.at += 1;
                    let name = self.name().ok_or("syntax error, expected a name")?;
                    rows.push((Filter::Literal(Value::String(name.clone())), Filter::Variable(name)));
                    self.eat(",");
                    continue;
                }
                _ => Filter::Literal(Value::String(self.name().ok_or("syntax error, expected a key")?)),
            };
            let value = match self.eat(":") {
                true => {
                    let mut value = self.binary(0)?;
                    while self.eat("|") {
                        value = Filter::Pipe(Box::new(value), Box::new(self.binary(0)?));
                    }
                    value
                }
                false => Filter::Field(Box::new(Filter::Identity), Box::new(key.clone())),
            };
            rows.push((key, value));
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Filter::Object(rows))
    }

    /// A text in quotes; `\(filter)` puts a value into it.
    fn string(&mut self) -> Result<Filter, String> {
        self.at += 1;
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let Some(letter) = self.rest().chars().next() else {
                return Err("syntax error, unterminated string literal".into());
            };
            self.at += letter.len_utf8();
            match letter {
                '"' => break,
                '\\' => {
                    let Some(next) = self.rest().chars().next() else {
                        return Err("syntax error, unterminated string literal".into());
                    };
                    self.at += next.len_utf8();
                    match next {
                        '(' => {
                            parts.push(Filter::Literal(Value::String(std::mem::take(&mut text))));
                            parts.push(self.pipe()?);
                            self.expect(")")?;
                        }
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'r' => text.push('\r'),
                        other => text.push(other),
                    }
                }
                other => text.push(other),
            }
        }
        if parts.is_empty() {
            return Ok(Filter::Literal(Value::String(text)));
        }
        parts.push(Filter::Literal(Value::String(text)));
        Ok(Filter::Text(parts))
    }
}
