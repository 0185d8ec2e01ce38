//! One pattern: how it is checked, and the quickest way to compare it (`Pattern` of moby/patternmatcher).

use super::expression::Expression;

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    #[error("illegal exclusion pattern: \"!\"")]
    Empty,
    #[error("syntax error in pattern")]
    Syntax,
}

/// A pattern, read.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    exception: bool,
    way: Way,
}

/// How a path is compared.
#[derive(Clone, Debug)]
enum Way {
    Exact,
    /// `x**`: the path starts with what stands before the stars.
    Prefix,
    /// `**x`: the path ends with what follows the stars, or is it without its leading slash.
    Suffix,
    Expression(Expression),
    /// It passed the check, but its expression does not compile: each use fails.
    Broken,
}

impl Pattern {
    /// Reads a clean path with wildcards, `!` before it for an exception.
    pub fn new(text: &str) -> Result<Self, PatternFault> {
        let (exception, text) = text.strip_prefix('!').map_or((false, text), |text| (true, text));
        if exception && text.is_empty() {
            return Err(PatternFault::Empty);
        }
        if !is_valid(text) {
            return Err(PatternFault::Syntax);
        }
        Ok(Self { text: text.to_string(), exception, way: way(text) })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_exception(&self) -> bool {
        self.exception
    }

    /// Whether the path matches; takes the steps that it needed from `work`, and is nothing if there are too few.
    pub fn matches(&self, path: &str, work: &mut usize) -> Result<Option<bool>, PatternFault> {
        *work = match work.checked_sub(1) {
            Some(left) => left,
            None => return Ok(None),
        };
        Ok(Some(match &self.way {
            Way::Exact => path == self.text,
            Way::Prefix => path.starts_with(self.text.strip_suffix("**").unwrap_or(&self.text)),
            Way::Suffix => {
                let suffix = self.text.strip_prefix("**").unwrap_or(&self.text);
                path.ends_with(suffix) || suffix.strip_prefix('/') == Some(path)
            }
            Way::Expression(expression) => return Ok(expression.matches(path, work)),
            Way::Broken => return Err(PatternFault::Syntax),
        }))
    }
}

/// The way that moby/patternmatcher's `compile` detects, one character after the other.
fn way(text: &str) -> Way {
    enum Kind {
        Exact,
        Prefix,
        Suffix,
        Expression,
    }
    let mut kind = Kind::Exact;
    let mut source = String::new();
    let mut characters = text.chars().peekable();
    let mut is_first = true;
    while let Some(c) = characters.next() {
        match c {
            '*' if characters.next_if_eq(&'*').is_some() => {
                characters.next_if_eq(&'/');
                if characters.peek().is_some() {
                    source.push_str("(.*/)?");
                    kind = Kind::Expression;
                } else if matches!(kind, Kind::Exact) {
                    kind = Kind::Prefix;
                } else {
                    source.push_str(".*");
                    kind = Kind::Expression;
                }
                if is_first {
                    kind = Kind::Suffix;
                }
            }
            '*' => {
                source.push_str("[^/]*");
                kind = Kind::Expression;
            }
            '?' => {
                source.push_str("[^/]");
                kind = Kind::Expression;
            }
            '.' | '+' | '(' | ')' | '|' | '{' | '}' | '$' => source.extend(['\\', c]),
            '\\' => {
                source.push('\\');
                if let Some(escaped) = characters.next() {
                    source.push(escaped);
                    kind = Kind::Expression;
                }
            }
            '[' | ']' => {
                source.push(c);
                kind = Kind::Expression;
            }
            _ => source.push(c),
        }
        is_first = false;
    }
    match kind {
        Kind::Exact => Way::Exact,
        Kind::Prefix => Way::Prefix,
        Kind::Suffix => Way::Suffix,
        Kind::Expression => Expression::new(&source).map_or(Way::Broken, Way::Expression),
    }
}

/// Whether Go's `filepath.Match` takes the pattern: no escape at the end, no class that is open, empty, or has a `-`
/// at either end of a range.
fn is_valid(text: &str) -> bool {
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.next().is_none() => return false,
            '[' => {
                characters.next_if_eq(&'^');
                let mut ranges = 0;
                loop {
                    if ranges > 0 && characters.next_if_eq(&']').is_some() {
                        break;
                    }
                    if !is_end(&mut characters) {
                        return false;
                    }
                    if characters.next_if_eq(&'-').is_some() && !is_end(&mut characters) {
                        return false;
                    }
                    ranges += 1;
                }
            }
            _ => {}
        }
    }
    true
}

/// Takes one end of a range, if there is one and the class goes on after it.
fn is_end(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let taken = match characters.next() {
        None | Some('-' | ']') => false,
        Some('\\') => characters.next().is_some(),
        Some(_) => true,
    };
    taken && characters.peek().is_some()
}
