//! What is wrong with a JSON text, in the words of Go's `encoding/json` scanner.

/// Nesting that Go takes.
const MAX_DEPTH: usize = 10_000;

/// Why `text` is not one JSON value; `None` if it is.
pub fn fault(text: &str) -> Option<String> {
    let mut scanner = Scanner { rest: text, open: Vec::new() };
    scanner.document().err()
}

struct Scanner<'t> {
    rest: &'t str,
    /// The brackets that are open, outermost first.
    open: Vec<char>,
}

type Scanned = Result<(), String>;

fn end() -> String {
    "unexpected end of JSON input".into()
}

fn invalid(c: char, context: &str) -> String {
    format!("invalid character {} {context}", crate::text::quote_char(c))
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or("");
        Some(c)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn document(&mut self) -> Scanned {
        self.value("looking for beginning of value")?;
        while let Some(bracket) = self.open.last().copied() {
            self.blanks();
            let pair = if bracket == '{' { "after object key:value pair" } else { "after array element" };
            match self.take() {
                None => return Err(end()),
                Some('}') if bracket == '{' => _ = self.open.pop(),
                Some(']') if bracket == '[' => _ = self.open.pop(),
                Some(',') if bracket == '{' => {
                    self.key()?;
                    self.value("looking for beginning of value")?;
                }
                Some(',') => self.value("looking for beginning of value")?,
                Some(c) => return Err(invalid(c, pair)),
            }
        }
        self.blanks();
        self.peek().map_or(Ok(()), |c| Err(invalid(c, "after top-level value")))
    }

    /// A member's name and its colon.
    fn key(&mut self) -> Scanned {
        self.blanks();
        match self.take() {
            None => return Err(end()),
            Some('"') => self.text()?,
            Some(c) => return Err(invalid(c, "looking for beginning of object key string")),
        }
        self.blanks();
        match self.take() {
            None => Err(end()),
            Some(':') => Ok(()),
            Some(c) => Err(invalid(c, "after object key")),
        }
    }

    /// A value, or the beginning of one with brackets.
    fn value(&mut self, context: &str) -> Scanned {
        loop {
            self.blanks();
            let Some(c) = self.take() else { return Err(end()) };
            match c {
                '{' | '[' if self.open.len() >= MAX_DEPTH => return Err("exceeded max depth".into()),
                '{' => {
                    self.blanks();
                    if self.peek() == Some('}') {
                        self.take();
                        return Ok(());
                    }
                    self.open.push('{');
                    self.key()?; // the first member's value may open brackets, too
                }
                '[' => {
                    self.blanks();
                    if self.peek() == Some(']') {
                        self.take();
                        return Ok(());
                    }
                    self.open.push('[');
                }
                '"' => return self.text(),
                't' => return self.literal("true", "rue"),
                'f' => return self.literal("false", "alse"),
                'n' => return self.literal("null", "ull"),
                '-' => match self.take() {
                    None => return Err(end()),
                    Some(c @ '0'..='9') => return self.number(c),
                    Some(c) => return Err(invalid(c, "in numeric literal")),
                },
                '0'..='9' => return self.number(c),
                c => return Err(invalid(c, context)),
            }
        }
    }

    fn literal(&mut self, word: &str, rest: &str) -> Scanned {
        for wanted in rest.chars() {
            match self.take() {
                None => return Err(end()),
                Some(c) if c == wanted => {}
                Some(c) => return Err(invalid(c, &format!("in literal {word} (expecting '{wanted}')"))),
            }
        }
        Ok(())
    }

    fn number(&mut self, first: char) -> Scanned {
        if first != '0' {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        if self.peek() == Some('.') {
            self.take();
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.take();
            if matches!(self.peek(), Some('+' | '-')) {
                self.take();
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(())
    }

    fn digits(&mut self, context: &str) -> Scanned {
        match self.take() {
            None => return Err(end()),
            Some('0'..='9') => {}
            Some(c) => return Err(invalid(c, context)),
        }
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        Ok(())
    }

    fn text(&mut self) -> Scanned {
        loop {
            match self.take() {
                None => return Err(end()),
                Some('"') => return Ok(()),
                Some('\\') => match self.take() {
                    None => return Err(end()),
                    Some('b' | 'f' | 'n' | 'r' | 't' | '\\' | '/' | '"') => {}
                    Some('u') => {
                        for _ in 0..4 {
                            match self.take() {
                                None => return Err(end()),
                                Some(c) if c.is_ascii_hexdigit() => {}
                                Some(c) => return Err(invalid(c, "in \\u hexadecimal character escape")),
                            }
                        }
                    }
                    Some(c) => return Err(invalid(c, "in string escape code")),
                },
                Some(c) if (c as u32) < 0x20 => return Err(invalid(c, "in string literal")),
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn faults_are_worded_as_go_words_them() {
        for (text, words) in [
            ("nonsense", "invalid character 'o' in literal null (expecting 'u')"),
            ("", "unexpected end of JSON input"),
            ("{", "unexpected end of JSON input"),
            ("{x}", "invalid character 'x' looking for beginning of object key string"),
            (r#"{"a" 1}"#, "invalid character '1' after object key"),
            (r#"{"a": 1 "b"}"#, "invalid character '\"' after object key:value pair"),
            ("[1 2]", "invalid character '2' after array element"),
            ("1 x", "invalid character 'x' after top-level value"),
            ("[1,]", "invalid character ']' looking for beginning of value"),
        ] {
            assert_eq!(fault(text).as_deref(), Some(words), "{text}");
        }
        assert_eq!(fault(r#" {"a": {"b": [1.5e3, -0, true, "\u00e9", {}, []]}, "c": null} "#), None);
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_json_parser(text in r#"[\[\]{}",:0-9 a-z\\.-]{0,24}"#) {
            let parses = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            if parses {
                prop_assert_eq!(fault(&text), None);
            } else if fault(&text).is_none() {
                // Go looks at the syntax only; the parser also at ranges and lone surrogates.
                prop_assert!(text.contains('\\') || text.contains('e'));
            }
        }
    }
}
