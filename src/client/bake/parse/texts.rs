//! Texts: between quotes, and heredocs; with `${…}` in them.

use super::Parser;
use crate::client::bake::syntax::{Form, Found, Piece, Trouble};

/// What ends a template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Quote,
    End,
}

impl Parser {
    /// What stands between quotes, or in a heredoc.
    pub(super) fn pieces(&mut self, until: Until) -> Found<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        loop {
            if self.take("$${") {
                text.push_str("${");
                continue;
            }
            if self.take("%%{") {
                text.push_str("%{");
                continue;
            }
            if self.looking_at("%{") {
                return Err(Trouble::Unsimulated("`%{…}` in a bake file".into()));
            }
            if self.take("${") {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                self.take("~");
                pieces.push(Piece::Value(self.expression(true)?));
                self.blanks(true);
                self.take("~");
                if !self.take("}") {
                    let detail =
                        "Expected a closing brace to end the interpolation expression, but found extra characters.";
                    return self.trouble("Extra characters after interpolation expression", detail);
                }
                continue;
            }
            let quoted = until == Until::Quote;
            match self.next() {
                Some('"') if quoted => break,
                Some('\\') if quoted => text.push(self.escape()?),
                None if !quoted => break,
                None | Some('\n') if quoted => {
                    let detail = "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use \
                                  the \\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.";
                    return self.trouble("Invalid multi-line string", detail);
                }
                Some(other) => text.push(other),
                None => break,
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(pieces)
    }

    fn escape(&mut self) -> Found<char> {
        let digits = match self.peek() {
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let escaped = match self.peek() {
            Some('u' | 'U') => {
                self.next();
                let number: String = (0..digits).filter_map(|_| self.next()).collect();
                return Ok(u32::from_str_radix(&number, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(same @ ('"' | '\\')) => same,
            _ => {
                let detail = "A backslash is not followed by a known escape.";
                return self.trouble("Invalid escape sequence", detail);
            }
        };
        self.next();
        Ok(escaped)
    }

    /// `<<NAME` up to a line with nothing but the name; `<<-` takes away what all lines are indented by.
    pub(super) fn heredoc(&mut self) -> Found<Form> {
        self.take("<<");
        let strips = self.take("-");
        let Some(name) = self.name() else {
            return self.trouble(
                "Invalid expression",
                "Expected the start of an expression, but found an invalid expression token.",
            );
        };
        self.skip_line();
        self.next();
        let first = self.line;
        let mut lines: Vec<String> = Vec::new();
        loop {
            let mut line = String::new();
            while let Some(next) = self.peek().filter(|next| *next != '\n') {
                line.push(next);
                self.next();
            }
            if line.trim() == name {
                break;
            }
            if self.next().is_none() {
                let detail = "Unterminated template string; no closing marker was found.";
                return self.trouble("Unterminated template string", detail);
            }
            lines.push(line);
        }
        let indent = |line: &String| line.len() - line.trim_start().len();
        let indented = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
        let text: String = lines
            .iter()
            .map(|line| if strips { line.get(indented..).unwrap_or_default() } else { line.as_str() })
            .map(|line| format!("{line}\n"))
            .collect();
        let pieces = Parser::new(&self.file, &text, (first, 1)).pieces(Until::End)?;
        Ok(Form::Template(pieces))
    }
}
