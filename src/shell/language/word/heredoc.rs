//! Heredocs: the word after `<<`, and the lines that follow later.

use super::{Parsed, Parts, Until};
use crate::shell::language::{Parser, Part, Unfinished, Word};

impl Parser<'_> {
    /// The delimiter after `<<`, and whether any of it was quoted.
    pub(in crate::shell::language) fn heredoc_delimiter(&mut self) -> Parsed<(String, bool)> {
        let mut text = String::new();
        let mut quoted = false;
        while let Some(next) = self.peek().filter(|c| !" \t\r\n;&|<>()".contains(*c)) {
            self.bump();
            match next {
                '\\' => {
                    quoted = true;
                    text.extend(self.bump());
                }
                '\'' | '"' => {
                    quoted = true;
                    loop {
                        match self.bump() {
                            None => return self.incomplete(Unfinished::Quote(next)),
                            Some(c) if c == next => break,
                            Some(c) => text.push(c),
                        }
                    }
                }
                c => text.push(c),
            }
        }
        Ok((text, quoted))
    }

    /// Reads the bodies of the heredocs announced on the line that has just ended.
    pub(in crate::shell::language) fn read_heredocs(&mut self) -> Parsed<()> {
        for heredoc in std::mem::take(&mut self.heredocs).iter() {
            let mut body = String::new();
            let first_line = self.line;
            loop {
                let rest = self.rest();
                if rest.is_empty() {
                    if self.at_prompt {
                        return self.incomplete(Unfinished::Heredoc(heredoc.delimiter.clone()));
                    }
                    self.unended.push((first_line.saturating_sub(1).max(1), self.line, heredoc.delimiter.clone()));
                    break;
                }
                let end = rest.find('\n').unwrap_or(rest.len());
                let mut line = rest.get(..end).unwrap_or("");
                if heredoc.strip_tabs {
                    line = line.trim_start_matches('\t');
                }
                let newline = end < rest.len();
                let ended = line == heredoc.delimiter;
                if !ended {
                    body.push_str(line);
                }
                self.position += end + usize::from(newline);
                self.line += u32::from(newline);
                if ended {
                    break;
                }
                if newline {
                    body.push('\n');
                }
            }
            let word = if heredoc.quoted {
                Word { parts: vec![Part::Quoted(body)] }
            } else {
                let mut inner = Parser::new(&body, self.dialect);
                inner.line = first_line;
                let mut parts = Parts::default();
                inner.parts(Until::End, &mut parts)?;
                Word { parts: vec![Part::DoubleQuoted(parts.finish())] }
            };
            let _ = heredoc.body.set(word);
        }
        Ok(())
    }
}
