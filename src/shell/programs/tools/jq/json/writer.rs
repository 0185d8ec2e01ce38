//! Values as text: in lines or in one, in colours, by their keys, in ASCII.

use std::fmt::Write as _;

use super::super::value::Value;
use crate::allowance::{insist, insist_room};

/// Deeper values are left out, as jq does.
const DEEPEST_SHOWN: usize = 256;

/// How values are written.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// What each level is indented by; all in one line without it.
    pub indent: Option<String>,
    /// The colours of null, false, true, numbers, strings, arrays, objects and keys.
    pub colours: Option<[String; 8]>,
    pub sorted: bool,
    pub ascii: bool,
}

/// A value as text.
pub fn written(value: &Value, style: &Style) -> String {
    let mut writer = Writer { style, out: String::new(), most: usize::MAX };
    writer.term(value, 0);
    writer.out
}

/// Values as they stand in messages.
pub trait Described {
    /// `kind (value)`, the value shortened.
    fn described(&self) -> String;
}

impl Described for Value {
    fn described(&self) -> String {
        format!("{} ({})", self.kind(), shortened(self, 14))
    }
}

/// The first bytes of a value in one line, with three dots if there are more.
pub fn shortened(value: &Value, most: usize) -> String {
    let style = Style::default();
    let mut writer = Writer { style: &style, out: String::new(), most: most + 1 };
    writer.term(value, 0);
    let text = writer.out;
    if text.len() <= most {
        return text;
    }
    let cut = (0..=most.saturating_sub(3)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}...", text.get(..cut).unwrap_or_default())
}

struct Writer<'a> {
    style: &'a Style,
    out: String,
    /// Bytes after which nobody looks at the rest.
    most: usize,
}

impl Writer<'_> {
    fn term(&mut self, value: &Value, level: usize) {
        if self.out.len() >= self.most {
            return;
        }
        insist(8);
        let colour = self.style.colours.as_ref().map(|colours| &colours[kind(value)]);
        if let Some(colour) = colour {
            self.out.push_str(colour);
        }
        if level > DEEPEST_SHOWN {
            self.out.push_str("<skipped: too deep>");
        } else {
            match value {
                Value::Null => self.out.push_str("null"),
                Value::Bool(true) => self.out.push_str("true"),
                Value::Bool(false) => self.out.push_str("false"),
                Value::Number(number) => self.out.push_str(&number.printed()),
                Value::Text(text) => self.text(text),
                Value::List(_) | Value::Map(_) => self.inner(value, level, colour),
            }
        }
        if colour.is_some() {
            self.out.push_str(RESET);
        }
    }

    fn inner(&mut self, value: &Value, level: usize, colour: Option<&String>) {
        let (open, close, count) = match value {
            Value::List(list) => ('[', ']', list.items().len()),
            Value::Map(map) => ('{', '}', map.len()),
            _ => return,
        };
        self.out.push(open);
        if count > 0 {
            match value {
                Value::List(list) => {
                    for (at, item) in list.items().iter().enumerate() {
                        self.separate(at > 0, level, colour);
                        self.term(item, level + 1);
                    }
                }
                Value::Map(map) if self.style.sorted => {
                    for (at, key) in map.keys().enumerate() {
                        self.separate(at > 0, level, colour);
                        self.row(key, map.get(key).unwrap_or(&Value::Null), level, colour);
                    }
                }
                Value::Map(map) => {
                    for (at, (key, value)) in map.rows().enumerate() {
                        self.separate(at > 0, level, colour);
                        self.row(key, value, level, colour);
                    }
                }
                _ => {}
            }
            self.line(level);
            self.out.push_str(colour.map_or("", String::as_str));
        }
        self.out.push(close);
    }

    fn separate(&mut self, again: bool, level: usize, colour: Option<&String>) {
        if again {
            self.out.push_str(colour.map_or("", String::as_str));
            self.out.push(',');
        }
        if colour.is_some() {
            self.out.push_str(RESET);
        }
        self.line(level + 1);
    }

    fn row(&mut self, key: &str, value: &Value, level: usize, colour: Option<&String>) {
        let keys = self.style.colours.as_ref().map(|colours| &colours[7]);
        self.out.push_str(keys.map_or("", String::as_str));
        self.text(key);
        if let Some(colour) = colour {
            let _ = write!(self.out, "{RESET}{colour}:{RESET}");
        } else {
            self.out.push(':');
        }
        if self.style.indent.is_some() {
            self.out.push(' ');
        }
        self.term(value, level + 1);
    }

    fn line(&mut self, level: usize) {
        if let Some(indent) = &self.style.indent {
            self.out.push('\n');
            (0..level).for_each(|_| self.out.push_str(indent));
        }
    }

    fn text(&mut self, text: &str) {
        insist(text.len() as u64);
        insist_room(text.len());
        self.out.push('"');
        for letter in text.chars() {
            if self.out.len() > self.most {
                return;
            }
            match letter {
                '"' | '\\' => self.out.extend(['\\', letter]),
                '\u{8}' => self.out.push_str("\\b"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                '\n' => self.out.push_str("\\n"),
                '\u{c}' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(letter),
                letter if letter.is_ascii() || self.style.ascii => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
                letter => self.out.push(letter),
            }
        }
        self.out.push('"');
    }
}

const RESET: &str = "\u{1b}[0m";

fn kind(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::Text(_) => 4,
        Value::List(_) => 5,
        Value::Map(_) => 6,
    }
}
