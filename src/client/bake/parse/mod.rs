//! HCL's native syntax, read in one pass (`hclsyntax/spec.md`).

mod texts;

use std::rc::Rc;

use self::texts::Until;
use super::syntax::{Attribute, Block, Body, Expression, Form, Found, OPERATORS, Piece, Place, Trouble};
use crate::allowance::Nesting;

/// Operators, or steps, one behind the other.
const CHAIN: usize = 500;

/// A file's blocks and attributes.
pub(super) fn parse(file: &str, text: &str) -> Found<Body> {
    let mut parser = Parser::new(file, text, (1, 1));
    parser.body(false)
}

/// A text of a JSON file, which may hold `${…}`.
pub(super) fn template(file: &Rc<str>, text: &str) -> Found<Expression> {
    let mut parser = Parser::new(file, text, (1, 1));
    let place = parser.place_from((1, 1));
    let pieces = parser.pieces(Until::End)?;
    Ok(Expression { place, form: Form::Template(pieces) })
}

pub(super) struct Parser {
    file: Rc<str>,
    text: Vec<char>,
    at: usize,
    line: usize,
    column: usize,
}

impl Parser {
    fn new(file: &str, text: &str, (line, column): (usize, usize)) -> Parser {
        Parser { file: file.into(), text: text.chars().collect(), at: 0, line, column }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn looking_at(&self, word: &str) -> bool {
        self.text.get(self.at..).is_some_and(|rest| {
            let mut rest = rest.iter();
            word.chars().all(|wanted| rest.next() == Some(&wanted))
        })
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            '\n' => (self.line, self.column) = (self.line + 1, 1),
            _ => self.column += 1,
        }
        Some(next)
    }

    /// Takes `word` if it comes.
    fn take(&mut self, word: &str) -> bool {
        let comes = self.looking_at(word);
        if comes {
            word.chars().for_each(|_| _ = self.next());
        }
        comes
    }

    fn here(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    fn place_from(&self, start: (usize, usize)) -> Place {
        Place { file: self.file.clone(), start, end: self.here() }
    }

    /// The place of the character that comes.
    fn place_here(&self) -> Place {
        let (line, column) = self.here();
        Place { file: self.file.clone(), start: (line, column), end: (line, column + 1) }
    }

    fn trouble<T>(&self, summary: &str, detail: &str) -> Found<T> {
        Err(Trouble::at(&self.place_here(), summary, detail))
    }

    /// Skips blanks and comments; line ends too, if `lines`.
    fn blanks(&mut self, lines: bool) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => _ = self.next(),
                Some('\n') if lines => _ = self.next(),
                Some('#') => self.skip_line(),
                Some('/') if self.looking_at("//") => self.skip_line(),
                Some('/') if self.take("/*") => while !self.take("*/") && self.next().is_some() {},
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|next| next != '\n') {
            self.next();
        }
    }

    fn name(&mut self) -> Option<String> {
        let starts = |letter: char| letter.is_alphabetic() || letter == '_';
        let mut name = String::new();
        while let Some(next) = self.peek().filter(|next| match name.is_empty() {
            true => starts(*next),
            false => starts(*next) || next.is_numeric() || *next == '-',
        }) {
            name.push(next);
            self.next();
        }
        Some(name).filter(|name| !name.is_empty())
    }

    /// Attributes and blocks, up to the file's end or a brace.
    fn body(&mut self, inside: bool) -> Found<Body> {
        let _nesting = Nesting::enter().map_err(|deep| Trouble::plain(deep.to_string()))?;
        let mut body = Body::default();
        loop {
            self.blanks(true);
            let start = self.here();
            if self.peek().is_none() {
                if inside {
                    let detail = "There is no closing brace for this block before the end of the file. This may be caused by \
                                  incorrect brace nesting elsewhere in this file.";
                    return self.trouble("Unclosed configuration block", detail);
                }
                return Ok(body);
            }
            if inside && self.take("}") {
                return Ok(body);
            }
            let Some(name) = self.name() else {
                return self.trouble(
                    "Argument or block definition required",
                    "An argument or block definition is required here.",
                );
            };
            let place = self.place_from(start);
            self.blanks(false);
            if self.take("=") {
                let value = self.expression(false)?;
                self.line_ends("An argument definition must end with a newline.", "Missing newline after argument")?;
                if let Some(first) = body.attribute(&name) {
                    let detail = format!(
                        "The argument {} was already set at {}. Each argument may be set only once.",
                        crate::text::quote(&name),
                        first.place
                    );
                    return Err(Trouble::at(&place, "Attribute redefined", detail));
                }
                body.attributes.push(Attribute { name, place, value });
                continue;
            }
            body.blocks.push(self.block(name, place)?);
        }
    }

    fn block(&mut self, kind: String, place: Place) -> Found<Block> {
        let mut labels = Vec::new();
        loop {
            self.blanks(false);
            match self.peek() {
                Some('{') => break,
                Some('"') => {
                    self.next();
                    let pieces = self.pieces(Until::Quote)?;
                    let label = pieces.into_iter().map(|piece| match piece {
                        Piece::Text(text) => Ok(text),
                        Piece::Value(value) => {
                            let detail = "Template sequences are not allowed in this string. To include a literal \"$\", double it \
                                          (as \"$$\") to escape it.";
                            Err(Trouble::at(&value.place, "Invalid string literal", detail))
                        }
                    });
                    labels.push(label.collect::<Found<String>>()?);
                }
                _ => match self.name() {
                    Some(label) => labels.push(label),
                    None => {
                        let detail = "Either a quoted string block label or an opening brace (\"{\") is expected here.";
                        return self.trouble("Invalid block definition", detail);
                    }
                },
            }
        }
        self.next();
        let body = self.body(true)?;
        self.line_ends("A block definition must end with a newline.", "Missing newline after block definition")?;
        Ok(Block { kind, labels, place, body })
    }

    fn line_ends(&mut self, detail: &str, summary: &str) -> Found<()> {
        self.blanks(false);
        match self.peek() {
            None | Some('\n' | '}') => Ok(()),
            Some(_) => self.trouble(summary, detail),
        }
    }

    /// One more link of a chain.
    fn count(&self, length: &mut usize) -> Found<()> {
        *length += 1;
        match *length > CHAIN {
            true => self.trouble("Expression too long", &format!("More than {CHAIN} parts in one expression.")),
            false => Ok(()),
        }
    }

    /// An expression; between brackets it may go over several `lines`.
    fn expression(&mut self, lines: bool) -> Found<Expression> {
        let _nesting = Nesting::enter().map_err(|deep| Trouble::plain(deep.to_string()))?;
        self.blanks(lines);
        let start = self.here();
        let condition = self.binary(1, lines)?;
        self.blanks(lines);
        if !self.take("?") {
            return Ok(condition);
        }
        let yes = self.expression(lines)?;
        self.blanks(lines);
        if !self.take(":") {
            let detail = "The conditional operator (...?...:...) requires a false expression, delimited by a colon.";
            return self.trouble("Missing false expression in conditional", detail);
        }
        let no = self.expression(lines)?;
        let form = Form::Conditional(Box::new(condition), Box::new(yes), Box::new(no));
        Ok(Expression { place: self.place_from(start), form })
    }

    fn binary(&mut self, least: u8, lines: bool) -> Found<Expression> {
        let start = self.here();
        let mut left = self.unary(lines)?;
        let mut length = 0;
        loop {
            self.blanks(lines);
            let operator = OPERATORS.iter().find(|(word, ..)| self.looking_at(word));
            let Some((word, operator, strength)) = operator.filter(|(.., strength)| *strength >= least) else {
                return Ok(left);
            };
            self.take(word);
            self.count(&mut length)?;
            self.blanks(lines);
            let right = self.binary(strength + 1, lines)?;
            let form = Form::Binary(*operator, Box::new(left), Box::new(right));
            left = Expression { place: self.place_from(start), form };
        }
    }

    fn unary(&mut self, lines: bool) -> Found<Expression> {
        let _nesting = Nesting::enter().map_err(|deep| Trouble::plain(deep.to_string()))?;
        self.blanks(lines);
        let start = self.here();
        let form: fn(Box<Expression>) -> Form = match self.peek() {
            Some('!') if !self.looking_at("!=") => Form::Not,
            Some('-') => Form::Minus,
            _ => return self.steps(),
        };
        self.next();
        let form = form(Box::new(self.unary(lines)?));
        Ok(Expression { place: self.place_from(start), form })
    }

    /// A term and what is taken of it: `.name`, `[index]`.
    fn steps(&mut self) -> Found<Expression> {
        let start = self.here();
        let mut term = self.term()?;
        let mut length = 0;
        loop {
            self.count(&mut length)?;
            let form = match self.peek() {
                Some('.') => {
                    self.next();
                    match self.name() {
                        Some(name) => Form::Member(Box::new(term), name),
                        None if self.peek() == Some('*') => {
                            return Err(Trouble::Unsimulated("`.*` in a bake file".into()));
                        }
                        None => {
                            let detail = "An attribute name is required after a dot.";
                            return self.trouble("Invalid attribute name", detail);
                        }
                    }
                }
                Some('[') => {
                    self.next();
                    self.blanks(true);
                    if self.peek() == Some('*') {
                        return Err(Trouble::Unsimulated("`[*]` in a bake file".into()));
                    }
                    let index = self.expression(true)?;
                    self.closing(']')?;
                    Form::Index(Box::new(term), Box::new(index))
                }
                _ => return Ok(term),
            };
            term = Expression { place: self.place_from(start), form };
        }
    }

    fn closing(&mut self, bracket: char) -> Found<()> {
        self.blanks(true);
        if self.peek() == Some(bracket) {
            self.next();
            return Ok(());
        }
        self.trouble("Missing item separator", &format!("Expected a comma or {bracket:?} here."))
    }

    fn term(&mut self) -> Found<Expression> {
        let start = self.here();
        let form = match self.peek() {
            Some('"') => {
                self.next();
                Form::Template(self.pieces(Until::Quote)?)
            }
            Some('(') => {
                self.next();
                let inner = self.expression(true)?;
                self.closing(')')?;
                return Ok(Expression { place: self.place_from(start), form: inner.form });
            }
            Some('[') => Form::List(self.list()?),
            Some('{') => Form::Object(self.object()?),
            Some('<') if self.looking_at("<<") => self.heredoc()?,
            Some(digit) if digit.is_ascii_digit() => {
                let mut text = String::new();
                while let Some(next) = self.peek().filter(|next| next.is_ascii_digit() || *next == '.') {
                    text.push(next);
                    self.next();
                }
                Form::Number(text.parse().unwrap_or(f64::NAN))
            }
            _ => match self.name() {
                Some(name) if self.peek() == Some('(') => Form::Call(name, self.arguments()?),
                Some(name) => match name.as_str() {
                    "true" => Form::Bool(true),
                    "false" => Form::Bool(false),
                    "null" => Form::Null,
                    _ => Form::Variable(name),
                },
                None => {
                    let detail = "Expected the start of an expression, but found an invalid expression token.";
                    return self.trouble("Invalid expression", detail);
                }
            },
        };
        Ok(Expression { place: self.place_from(start), form })
    }

    fn list(&mut self) -> Found<Vec<Expression>> {
        self.next();
        let mut items = Vec::new();
        loop {
            self.blanks(true);
            if self.take("]") {
                return Ok(items);
            }
            if items.is_empty() && self.looking_at("for ") {
                return Err(Trouble::Unsimulated("`[for …]` in a bake file".into()));
            }
            items.push(self.expression(true)?);
            self.blanks(true);
            if !self.take(",") && self.peek() != Some(']') {
                let detail = "Expected a comma to mark the beginning of the next item.";
                return self.trouble("Missing item separator", detail);
            }
        }
    }

    fn object(&mut self) -> Found<Vec<(Expression, Expression)>> {
        self.next();
        let mut items = Vec::new();
        loop {
            self.blanks(true);
            if self.take("}") {
                return Ok(items);
            }
            if items.is_empty() && self.looking_at("for ") {
                return Err(Trouble::Unsimulated("`{for …}` in a bake file".into()));
            }
            let start = self.here();
            // A bare name is a key, no variable.
            let key = match self.name() {
                Some(name) => {
                    let form = Form::Template(vec![Piece::Text(name)]);
                    Expression { place: self.place_from(start), form }
                }
                None => self.expression(false)?,
            };
            self.blanks(false);
            if !self.take("=") && !self.take(":") {
                let detail = "Expected an equals sign (\"=\") to mark the beginning of the attribute value.";
                return self.trouble("Missing attribute value", detail);
            }
            items.push((key, self.expression(false)?));
            self.blanks(false);
            if !self.take(",") && !matches!(self.peek(), Some('\n' | '}')) {
                let detail = "Expected a newline or comma to mark the beginning of the next attribute.";
                return self.trouble("Missing attribute separator", detail);
            }
        }
    }

    fn arguments(&mut self) -> Found<Vec<Expression>> {
        self.next();
        let mut arguments = Vec::new();
        loop {
            self.blanks(true);
            if self.take(")") {
                return Ok(arguments);
            }
            arguments.push(self.expression(true)?);
            self.blanks(true);
            if self.looking_at("...") {
                return Err(Trouble::Unsimulated("`...` in a bake file".into()));
            }
            if !self.take(",") && self.peek() != Some(')') {
                let detail = "A comma is required to separate each function argument from the next.";
                return self.trouble("Missing argument separator", detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_files_are_errors_and_no_more() {
        for text in [
            "a = (".to_string(),
            format!("a = {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}1", "-".repeat(100_000)),
            format!("a = 1{}", " + 1".repeat(100_000)),
            format!("a = b{}", ".c".repeat(100_000)),
            "x {".repeat(100_000),
            "a = <<X\nx".into(),
            "a = \"\\u12".into(),
            "a = \"${".into(),
            "a b c".into(),
            "a = 1 2".into(),
            "\u{0}".into(),
        ] {
            assert!(parse("x.hcl", &text).is_err(), "{}", text.chars().take(20).collect::<String>());
        }
    }

    #[test]
    fn comments_heredocs_and_escapes_are_read() {
        let text = "# one\n// two\n/* three\n */ a = <<-X\n    b\n      ${c}\n  X\nd = \"\\\"$${e}\\n\"\n";
        let body = parse("x.hcl", text).expect("a file");
        let Form::Template(pieces) = &body.attributes[0].value.form else { panic!("no text") };
        assert!(matches!(pieces.as_slice(), [Piece::Text(one), Piece::Value(_), Piece::Text(_)] if one == "b\n  "));
        let Form::Template(pieces) = &body.attributes[1].value.form else { panic!("no text") };
        assert!(matches!(pieces.as_slice(), [Piece::Text(one)] if one == "\"${e}\n"));
    }
}
