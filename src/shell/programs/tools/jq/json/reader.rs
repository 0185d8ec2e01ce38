//! [`Reader`]: values out of bytes, one after the other; it calls itself never, however deep a document is. What it says
//! of a wrong one is what jq 1.8 says (`jv_parse.c`).

use std::rc::Rc;

use super::super::value::{List, Map, Number, Value, too_deep};
use crate::allowance::insist;

/// Lists, objects and keys that may be open at once.
const MOST_OPEN: usize = 10_000;
/// The byte before each text of a sequence (RFC 7464).
const RECORD: u8 = 0x1e;

/// What a value is that is not closed yet.
enum Open {
    List(List),
    Map(Map),
    /// A key that waits for its value.
    Key(Rc<str>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Outside,
    Text,
    Escape,
    /// Something was wrong: up to the next record all is left out.
    Lost,
}

/// Reads values.
pub struct Reader {
    open: Vec<Open>,
    next: Option<Value>,
    token: Vec<u8>,
    at: Where,
    line: usize,
    column: usize,
    sequence: bool,
    after_blank: bool,
}

type Read = Result<Option<Value>, String>;

fn wrong<T>(text: &str) -> Result<T, String> {
    Err(text.into())
}

fn words(problem: Value) -> String {
    problem.text().map(|text| text.to_string()).unwrap_or_default()
}

impl Reader {
    /// Reads a sequence of texts (RFC 7464) or texts one after the other.
    pub fn new(sequence: bool) -> Reader {
        Reader {
            open: Vec::new(),
            next: None,
            token: Vec::new(),
            at: if sequence { Where::Lost } else { Where::Outside },
            line: 1,
            column: 0,
            sequence,
            after_blank: false,
        }
    }

    /// The next value in `bytes` from `*at` on, which moves behind it; none if they end before.
    pub fn value(&mut self, bytes: &[u8], at: &mut usize) -> Read {
        while let Some(&byte) = bytes.get(*at) {
            *at += 1;
            if (*at).is_multiple_of(4096) {
                insist(4096);
            }
            if self.at == Where::Lost {
                self.count(byte);
                if byte == RECORD {
                    self.at = Where::Outside;
                }
                continue;
            }
            match self.step(byte) {
                Ok(None) => {}
                Ok(value) => return Ok(value),
                Err(problem) => {
                    let place = format!("{problem} at line {}, column {}", self.line, self.column);
                    self.reset();
                    if self.sequence && byte != RECORD {
                        self.at = Where::Lost;
                        return Err(format!("{place} (need RS to resync)"));
                    }
                    return Err(place);
                }
            }
        }
        Ok(None)
    }

    /// There are no more bytes: the last value, if it only waited for its end.
    pub fn end(&mut self) -> Read {
        let place = format!("at EOF at line {}, column {}", self.line, self.column);
        match self.at {
            Where::Lost => return Err(format!("Unfinished abandoned text {place}")),
            Where::Text | Where::Escape => return Err(format!("Unfinished string {place}")),
            Where::Outside => {}
        }
        self.literal().map_err(|problem| format!("{problem} {place}"))?;
        if !self.open.is_empty() {
            return Err(format!("Unfinished JSON term {place}"));
        }
        let value = self.next.take();
        if self.sequence && !self.after_blank && matches!(value, Some(Value::Number(_))) {
            return Err(format!("Potentially truncated top-level numeric value {place}"));
        }
        Ok(value)
    }

    fn reset(&mut self) {
        (self.open, self.next, self.at) = (Vec::new(), None, Where::Outside);
        self.token.clear();
    }

    fn count(&mut self, byte: u8) {
        self.column += 1;
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        }
    }

    fn done(&mut self) -> Option<Value> {
        if self.open.is_empty() { self.next.take() } else { None }
    }

    fn step(&mut self, byte: u8) -> Read {
        self.count(byte);
        if self.sequence && byte == RECORD {
            return self.record();
        }
        self.after_blank = false;
        match self.at {
            Where::Text if byte == b'"' => {
                self.string()?;
                self.at = Where::Outside;
                return Ok(self.done());
            }
            Where::Text | Where::Escape => {
                self.token.push(byte);
                self.at = if self.at == Where::Text && byte == b'\\' { Where::Escape } else { Where::Text };
                return Ok(None);
            }
            Where::Outside | Where::Lost => {}
        }
        let mut value = None;
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'[' | b',' | b']' | b'{' | b':' | b'}') {
            self.literal()?;
            value = self.done();
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.after_blank = true,
            b'"' => self.at = Where::Text,
            b'[' | b',' | b']' | b'{' | b':' | b'}' => self.structure(byte)?,
            other => self.token.push(other),
        }
        Ok(self.done().or(value))
    }

    fn record(&mut self) -> Read {
        let number = matches!(self.next, Some(Value::Number(_)));
        if !self.after_blank && (!self.open.is_empty() || !self.token.is_empty() || number) {
            let number = self.literal().is_ok() && self.open.is_empty() && matches!(self.next, Some(Value::Number(_)));
            return wrong(if number { "Potentially truncated top-level numeric value" } else { "Truncated value" });
        }
        self.literal()?;
        let value = if self.at == Where::Outside { self.done() } else { None };
        self.reset();
        Ok(value)
    }

    fn put(&mut self, value: Value) -> Result<(), String> {
        if self.next.is_some() {
            return wrong("Expected separator between values");
        }
        self.next = Some(value);
        Ok(())
    }

    fn structure(&mut self, byte: u8) -> Result<(), String> {
        match byte {
            b'[' | b'{' => {
                if self.open.len() >= MOST_OPEN {
                    return wrong("Exceeds depth limit for parsing");
                }
                if self.next.is_some() {
                    return wrong("Expected separator between values");
                }
                self.open.push(if byte == b'[' { Open::List(List::default()) } else { Open::Map(Map::default()) });
                Ok(())
            }
            b':' => self.colon(),
            b',' => self.comma(),
            b']' => self.close_list(),
            _ => self.close_map(),
        }
    }

    fn colon(&mut self) -> Result<(), String> {
        let Some(key) = self.next.take() else { return wrong("Expected string key before ':'") };
        if !matches!(self.open.last(), Some(Open::Map(_))) {
            return wrong("':' not as part of an object");
        }
        let Value::Text(key) = key else { return wrong("Object keys must be strings") };
        self.open.push(Open::Key(key));
        Ok(())
    }

    fn comma(&mut self) -> Result<(), String> {
        let Some(value) = self.next.take() else { return wrong("Expected value before ','") };
        match self.open.pop() {
            None => wrong("',' not as part of an object or array"),
            Some(Open::List(mut list)) => {
                list.push(value).map_err(words)?;
                self.open.push(Open::List(list));
                Ok(())
            }
            Some(Open::Key(key)) => self.entry(key, value),
            Some(Open::Map(_)) => wrong("Objects must consist of key:value pairs"),
        }
    }

    fn entry(&mut self, key: Rc<str>, value: Value) -> Result<(), String> {
        match self.open.last_mut() {
            Some(Open::Map(map)) => map.insert(key, value).map_err(words),
            _ => Err(words(too_deep())),
        }
    }

    fn close_list(&mut self) -> Result<(), String> {
        let Some(Open::List(mut list)) = self.open.pop() else { return wrong("Unmatched ']'") };
        match self.next.take() {
            Some(value) => list.push(value).map_err(words)?,
            None if !list.items().is_empty() => return wrong("Expected another array element"),
            None => {}
        }
        self.next = Some(Value::List(Rc::new(list)));
        Ok(())
    }

    fn close_map(&mut self) -> Result<(), String> {
        match (self.open.pop(), self.next.take()) {
            (None, _) => return wrong("Unmatched '}'"),
            (Some(Open::Key(key)), Some(value)) => self.entry(key, value)?,
            (Some(_), Some(_)) => return wrong("Objects must consist of key:value pairs"),
            (Some(Open::Map(map)), None) if map.len() == 0 => self.open.push(Open::Map(map)),
            (Some(Open::Map(_)), None) => return wrong("Expected another key-value pair"),
            (Some(_), None) => return wrong("Unmatched '}'"),
        }
        if let Some(Open::Map(map)) = self.open.pop() {
            self.next = Some(Value::Map(Rc::new(map)));
        }
        Ok(())
    }

    fn literal(&mut self) -> Result<(), String> {
        if self.token.is_empty() {
            return Ok(());
        }
        let token = std::mem::take(&mut self.token);
        let text = String::from_utf8_lossy(&token);
        let value = match (&*text, text.as_bytes()) {
            ("true", _) => Value::Bool(true),
            ("false", _) => Value::Bool(false),
            ("null", _) => Value::Null,
            (_, [b't' | b'f', ..] | [b'n', b'u', ..]) => return wrong("Invalid literal"),
            (_, [b'\'', ..]) => return wrong("Invalid string literal; expected \", but got '"),
            (text, _) => match Number::read(text) {
                Some(number) => Value::Number(number),
                None => return wrong("Invalid numeric literal"),
            },
        };
        self.put(value)
    }

    fn string(&mut self) -> Result<(), String> {
        let token = std::mem::take(&mut self.token);
        let text = unescaped(&String::from_utf8_lossy(&token))?;
        self.put(Value::from(text))
    }
}

/// A text whose escapes are read.
fn unescaped(raw: &str) -> Result<String, String> {
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some(same @ ('\\' | '"' | '/')) => text.push(same),
                Some('b') => text.push('\u{8}'),
                Some('f') => text.push('\u{c}'),
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('u') => text.push(escaped(&mut letters)?),
                Some(_) => return wrong("Invalid escape"),
                None => return wrong("Expected escape character at end of string"),
            },
            control if control < ' ' => {
                return wrong("Invalid string: control characters from U+0000 through U+001F must be escaped");
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

fn four(letters: &mut std::str::Chars<'_>) -> Result<u32, String> {
    let mut code = 0;
    if letters.as_str().len() < 4 {
        return wrong("Invalid \\uXXXX escape");
    }
    for _ in 0..4 {
        let digit = letters.next().and_then(|letter| letter.to_digit(16));
        code = code * 16 + digit.ok_or("Invalid characters in \\uXXXX escape")?;
    }
    Ok(code)
}

/// The letter of `\uXXXX`, or of a pair of them.
fn escaped(letters: &mut std::str::Chars<'_>) -> Result<char, String> {
    const PAIR: &str = "Invalid \\uXXXX\\uXXXX surrogate pair escape";
    let mut code = four(letters)?;
    if (0xd800..0xdc00).contains(&code) {
        if letters.next() != Some('\\') || letters.next() != Some('u') {
            return wrong(PAIR);
        }
        let low = four(letters).ok().filter(|low| (0xdc00..0xe000).contains(low)).ok_or(PAIR)?;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The one value of a text (`fromjson`, `--argjson`).
pub fn whole(text: &str) -> Result<Value, String> {
    let read = || {
        let (mut reader, mut at, bytes) = (Reader::new(false), 0, text.as_bytes());
        let first = match reader.value(bytes, &mut at)? {
            Some(value) => Some(value),
            None => return reader.end()?.ok_or_else(|| "Expected JSON value".to_string()),
        };
        match reader.value(bytes, &mut at)? {
            Some(_) => wrong("Unexpected extra JSON values"),
            None if reader.end()?.is_some() => wrong("Unexpected extra JSON values"),
            None => first.ok_or_else(|| "Expected JSON value".to_string()),
        }
    };
    read().map_err(|problem: String| format!("{problem} (while parsing '{text}')"))
}
