//! [`Fields`]: arguments in the making (POSIX XCU 2.6.5).

use super::Stop;
use super::interpreter::Flow;

/// Bytes that the arguments of one command may have.
pub const EXPANSION_LIMIT: usize = 16 << 20;
/// Bytes that an argument counts besides its text.
const FIELD: usize = 48;

/// A field in the making: its text, and the same as a pattern in which what was quoted is escaped.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub text: String,
    pub pattern: String,
}

/// For what pattern quoted letters are escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escaped {
    Pattern,
    Expression,
    /// What replaces a match, in which `&` is the match (bash).
    Replacement,
}

/// Fields in the making.
pub(super) struct Fields {
    pub escaped: Escaped,
    pub done: Vec<Field>,
    pub current: Option<Field>,
    /// `IFS`; `None`: no splitting.
    pub separators: Option<String>,
    pub size: usize,
}

impl Fields {
    pub fn new(separators: Option<String>) -> Self {
        Fields { escaped: Escaped::Pattern, done: Vec::new(), current: None, separators, size: 0 }
    }

    fn grow(&mut self, bytes: usize) -> Result<(), Flow> {
        self.size = self.size.saturating_add(bytes);
        if self.size > EXPANSION_LIMIT {
            return Err(Stop::Limit(format!("more than {EXPANSION_LIMIT} bytes of arguments")).into());
        }
        Ok(())
    }

    pub fn quoted(&mut self, text: &str) -> Result<(), Flow> {
        self.grow(text.len())?;
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        let special = match self.escaped {
            Escaped::Pattern => "*?[]\\-!^()|",
            Escaped::Expression => "\\.*+?()[]{}|^$",
            Escaped::Replacement => "\\&",
        };
        for letter in text.chars() {
            if special.contains(letter) {
                field.pattern.push('\\');
            }
            field.pattern.push(letter);
        }
        Ok(())
    }

    pub fn bare(&mut self, text: &str) -> Result<(), Flow> {
        self.grow(text.len())?;
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        field.pattern.push_str(text);
        Ok(())
    }

    /// Adds a value, quoted or to be split.
    pub fn add(&mut self, text: &str, quoted: bool) -> Result<(), Flow> {
        if quoted { self.quoted(text) } else { self.split(text) }
    }

    /// Begins a field, even if nothing comes.
    pub fn start(&mut self) {
        self.current.get_or_insert_default();
    }

    pub fn end(&mut self) {
        self.size += FIELD * usize::from(self.current.is_some());
        self.done.extend(self.current.take());
    }

    pub fn split(&mut self, text: &str) -> Result<(), Flow> {
        let Some(separators) = self.separators.clone() else { return self.bare(text) };
        self.grow(text.len())?;
        let mut after_blank = false;
        for letter in text.chars() {
            if !separators.contains(letter) {
                after_blank = false;
                let field = self.current.get_or_insert_default();
                field.text.push(letter);
                if letter == '\\' && self.escaped != Escaped::Expression {
                    field.pattern.push('\\');
                }
                field.pattern.push(letter);
            } else if " \t\n".contains(letter) {
                after_blank |= self.current.is_some();
                self.end();
            } else {
                if !after_blank {
                    self.current.get_or_insert_default();
                }
                self.end();
                after_blank = false;
            }
        }
        Ok(())
    }
}
