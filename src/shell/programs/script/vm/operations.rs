//! Operators, texts made of pieces, patterns.

use std::rc::Rc;

use super::Vm;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::heap::{Object, Regex};
use crate::shell::programs::script::syntax::{Binary, Unary};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    /// A binary operator. What means the same everywhere is done here.
    pub fn binary(&mut self, operator: Binary, left: Value, right: Value) -> Result<Value, Fault> {
        if let (Value::Int(a), Value::Int(b)) = (&left, &right) {
            let (a, b) = (*a, *b);
            let sum = match operator {
                Binary::Add => a.checked_add(b),
                Binary::Subtract => a.checked_sub(b),
                Binary::Multiply => a.checked_mul(b),
                Binary::Less => return Ok(Value::Bool(a < b)),
                Binary::LessEqual => return Ok(Value::Bool(a <= b)),
                Binary::Greater => return Ok(Value::Bool(a > b)),
                Binary::GreaterEqual => return Ok(Value::Bool(a >= b)),
                Binary::Equal => return Ok(Value::Bool(a == b)),
                Binary::NotEqual => return Ok(Value::Bool(a != b)),
                _ => {
                    let dialect = self.dialect;
                    return dialect.binary(self, operator, left, right);
                }
            };
            return match sum {
                Some(sum) => Ok(Value::Int(sum)),
                None => self.unsimulated("a whole number of more than 127 bits"),
            };
        }
        let dialect = self.dialect;
        dialect.binary(self, operator, left, right)
    }

    /// A list takes more values in place (Python); whether it was one.
    fn takes_more(&mut self, left: &Value, right: &Value) -> Result<bool, Fault> {
        let (true, Value::Object(of), Some(Object::List(_))) =
            (self.dialect.special().explicit_self, left, self.heap.of(left))
        else {
            return Ok(false);
        };
        let news = self.collect(right)?;
        self.heap.spend(news.len() * std::mem::size_of::<Value>())?;
        if let Object::List(values) = self.heap.get_mut(*of) {
            values.extend(news);
        }
        Ok(true)
    }

    pub(super) fn op_value(&mut self, op: Op) -> Result<(), Fault> {
        let dialect = self.dialect;
        let value = match op {
            Op::None => Value::None,
            Op::Unary(operator) => {
                let value = self.pop()?;
                match operator {
                    Unary::Not => Value::Bool(!self.truth(&value)?),
                    Unary::Void => Value::Undefined,
                    _ => dialect.unary(self, operator, value)?,
                }
            }
            Op::Update(operator) => {
                let (right, left) = (self.pop()?, self.pop()?);
                if operator == Binary::Add && self.takes_more(&left, &right)? {
                    left
                } else if let Some(value) = dialect.update(self, operator, &left, &right)? {
                    value
                } else {
                    self.binary(operator, left, right)?
                }
            }
            Op::Step(by) => {
                let value = self.pop()?;
                match value {
                    Value::Int(value) => Value::Int(value.saturating_add(i128::from(by))),
                    value => {
                        let one = if dialect.language() == crate::shell::Language::JavaScript {
                            Value::Float(f64::from(by))
                        } else {
                            Value::Int(i128::from(by))
                        };
                        let number = dialect.unary(self, Unary::Plus, value)?;
                        self.binary(Binary::Add, number, one)?
                    }
                }
            }
            Op::TypeOf => {
                let value = self.pop()?;
                Value::text(type_of(self, &value))
            }
            Op::Format { conversion, format } => {
                let format = if format { self.pop()? } else { Value::text("") };
                let value = self.pop()?;
                let text = dialect.format(self, &value, conversion, format.as_text().unwrap_or_default())?;
                self.text(text)?
            }
            Op::Join(count) => {
                let pieces = self.pop_many(count)?;
                let text: String = pieces.iter().filter_map(Value::as_text).collect();
                self.text(text)?
            }
            Op::Regex => {
                let (flags, pattern) = (self.pop()?, self.pop()?);
                self.regex(pattern.as_text().unwrap_or_default(), flags.as_text().unwrap_or_default())?
            }
            Op::Iterate => {
                let value = self.pop()?;
                self.iterate(&value)?
            }
            Op::IterateKeys => {
                let value = self.pop()?;
                self.iterate_keys(&value)?
            }
            Op::Unpack { before, after, rest, exact } => return self.unpack(before, after, rest, exact),
            Op::Matches => {
                let classes = self.pop()?;
                let exception = self.caught()?;
                Value::Bool(self.matches(&exception, &classes)?)
            }
            Op::Enter => {
                let manager = self.pop()?;
                let value = self.member(&manager, "__enter__")?;
                let value = self.call(&value, Arguments::default())?;
                let exit = self.member(&manager, "__exit__")?;
                self.push(exit);
                value
            }
            Op::Leave => {
                let exit = self.pop()?;
                let exception = self.caught()?;
                let class = self.class_of(&exception).map_or(Value::None, Value::Object);
                let over = self.call(&exit, Arguments::of(vec![class, exception, Value::None]))?;
                Value::Bool(self.truth(&over)?)
            }
            _ => return Err(Fault::broken()),
        };
        self.push(value);
        Ok(())
    }

    /// The exception that is being handled.
    pub(super) fn caught(&mut self) -> Result<Value, Fault> {
        self.frame()?.caught.last().map(|(exception, _)| exception.clone()).ok_or_else(Fault::broken)
    }

    /// Whether an exception is of a class, or of one of several.
    pub fn matches(&mut self, exception: &Value, classes: &Value) -> Result<bool, Fault> {
        if let Some(all) = self.heap.items(classes) {
            for class in all.clone() {
                if self.matches(exception, &class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        match (classes, self.class_of(exception)) {
            (Value::Object(wanted), Some(class)) => Ok(self.extends(class, *wanted)),
            _ => Ok(false),
        }
    }

    /// A regular expression.
    pub fn regex(&mut self, pattern: &str, flags: &str) -> Result<Value, Fault> {
        let letters: String = flags.chars().filter(|flag| "ims".contains(*flag)).collect();
        let whole = if letters.is_empty() { pattern.to_string() } else { format!("(?{letters}){pattern}") };
        let whole = translated(&whole);
        match regex_lite::Regex::new(&whole) {
            Ok(compiled) => {
                let regex = Regex { pattern: Rc::from(pattern), flags: Rc::from(flags), compiled };
                self.heap.value(Object::Regex(regex))
            }
            Err(_) => self.unsimulated(format!("the regular expression /{pattern}/{flags}")),
        }
    }

    /// Takes a value apart; the first target's value ends on top.
    fn unpack(&mut self, before: u32, after: u32, rest: bool, exact: bool) -> Result<(), Fault> {
        let value = self.pop()?;
        let mut values = self.unpacked(&value)?;
        let (before, after) = (before as usize, after as usize);
        let wanted = before + after;
        if exact && (values.len() < wanted || (!rest && values.len() > wanted)) {
            let text = match (values.len() < wanted, rest) {
                (true, false) => {
                    format!("not enough values to unpack (expected {wanted}, got {})", values.len())
                }
                (true, true) => {
                    format!("not enough values to unpack (expected at least {wanted}, got {})", values.len())
                }
                _ if self.heap.items(&value).is_some() && self.counts_given() => {
                    format!("too many values to unpack (expected {wanted}, got {})", values.len())
                }
                _ => format!("too many values to unpack (expected {wanted})"),
            };
            return Err(self.error(ErrorKind::Value, text));
        }
        values.resize(values.len().max(wanted), Value::Undefined);
        if rest {
            let tail = values.split_off(values.len() - after);
            let middle = values.split_off(before);
            let middle = self.list(middle)?;
            values.push(middle);
            values.extend(tail);
        } else {
            values.truncate(wanted);
        }
        values.into_iter().rev().for_each(|value| self.push(value));
        Ok(())
    }

    fn unpacked(&mut self, value: &Value) -> Result<Vec<Value>, Fault> {
        match self.collect(value) {
            Err(Fault::Throw(_)) if self.dialect.special().explicit_self => {
                let kind = self.type_name(value);
                Err(self.error(ErrorKind::Type, format!("cannot unpack non-iterable {kind} object")))
            }
            other => other,
        }
    }

    /// Since Python 3.14 the message says how many values there were.
    fn counts_given(&self) -> bool {
        let version = self.process.environment.get("PYTHON_VERSION").cloned().unwrap_or_default();
        version.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok()).is_none_or(|minor| minor >= 14)
    }
}

/// An expression of the languages' as the crate spells it: named groups, `[` and `{` that are meant as they stand.
fn translated(pattern: &str) -> String {
    let letters: Vec<char> = pattern.chars().collect();
    let next = |at: usize| letters.get(at).copied().unwrap_or_default();
    let mut out = String::new();
    let mut in_class = false;
    let mut at = 0;
    while at < letters.len() {
        let letter = next(at);
        match letter {
            '\\' if next(at + 1) == '/' => {
                out.push('/');
                at += 1;
            }
            '\\' => {
                out.push(letter);
                out.push(next(at + 1));
                at += 1;
            }
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push(letter);
            }
            ']' => {
                in_class = false;
                out.push(letter);
            }
            '&' | '~' | '-' if in_class && next(at + 1) == letter => {
                out.push('\\');
                out.push(letter);
            }
            '{' if !in_class && !next(at + 1).is_ascii_digit() => out.push_str("\\{"),
            '(' if !in_class && next(at + 1) == '?' && next(at + 2) == '<' && !matches!(next(at + 3), '=' | '!') => {
                out.push_str("(?P<");
                at += 2;
            }
            letter => out.push(letter),
        }
        at += 1;
    }
    out
}

fn type_of(vm: &Vm<'_, '_>, value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::None => "object",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "bigint",
        Value::Float(_) => "number",
        Value::Text(_) | Value::Symbol(_) => "string",
        Value::Native(_) => "function",
        Value::Object(_) => match vm.heap.of(value) {
            Some(Object::Function(_) | Object::Bound { .. } | Object::Class(_)) => "function",
            _ => "object",
        },
    }
}
