//! Variables, arrays and fields.

use std::rc::Rc;

use super::{MAX_ELEMENTS, MAX_FIELDS, Machine, Ran, Slot};
use crate::allowance;
use crate::shell::Stop;
use crate::shell::programs::text::awk::AWK;
use crate::shell::programs::text::awk::syntax::{Expression, Place};
use crate::shell::programs::text::awk::value::Value;
use crate::shell::programs::text::regex::{Regex, compile, literal};

/// Units of work in a field.
const FIELD: u64 = 256;

/// Fields as texts of their own, if they are not too many.
fn kept<T: Into<String>>(fields: impl IntoIterator<Item = T>) -> Result<Vec<String>, Stop> {
    let mut kept = Vec::new();
    for field in fields {
        if kept.len() == MAX_FIELDS {
            return Err(Stop::Limit(format!("awk takes at most {MAX_FIELDS} fields")));
        }
        allowance::work(FIELD)?;
        kept.push(field.into());
    }
    Ok(kept)
}

impl Machine<'_, '_> {
    pub(super) fn slot(&mut self, name: &str) -> &mut Slot {
        let local = self.locals.last_mut().filter(|scope| scope.contains_key(name));
        local.unwrap_or(&mut self.globals).entry(name.to_string()).or_default()
    }

    pub(super) fn variable(&self, name: &str) -> Value {
        if name == "NF" {
            return Value::Number(self.fields.len() as f64);
        }
        let slot = self.locals.last().and_then(|scope| scope.get(name)).or_else(|| self.globals.get(name));
        slot.map(|slot| slot.value.clone()).unwrap_or_default()
    }

    pub(super) fn set_variable(&mut self, name: &str, value: Value) {
        if name == "NF" {
            let count = (value.number().max(0.0) as usize).min(MAX_FIELDS);
            self.fields.resize(count, String::new());
            self.rebuild();
            return;
        }
        self.slot(name).value = value;
    }

    fn rebuild(&mut self) {
        self.record = self.fields.join(&self.variable("OFS").text(""));
    }

    pub(super) fn set_record(&mut self, record: String) -> Ran<()> {
        let separator = self.variable("FS").text("");
        self.fields = self.split_text(&record, &separator)?;
        self.record = record;
        Ok(())
    }

    pub(super) fn split_text(&mut self, text: &str, separator: &str) -> Ran<Vec<String>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        Ok(match separator {
            " " => kept(text.split_whitespace()),
            "" => kept(text.chars()),
            one if one.chars().count() == 1 && one != "\\" => kept(text.split(one)),
            pattern => kept(self.regex(pattern)?.split(text)?),
        }?)
    }

    fn regex(&mut self, pattern: &str) -> Ran<Rc<Regex>> {
        if let Some(regex) = self.regexes.get(pattern) {
            return Ok(regex.clone());
        }
        match compile(pattern, AWK).or_else(|_| literal(pattern, false)) {
            Ok(regex) => {
                let regex = Rc::new(regex);
                self.regexes.insert(pattern.to_string(), regex.clone());
                Ok(regex)
            }
            Err(error) => {
                let words = error.to_string();
                let busybox = format!("bad regex '{pattern}': {words}");
                self.refuse(&words, &busybox)
            }
        }
    }

    /// The pattern that an expression means: a regular expression itself, or a text that holds one.
    pub(super) fn pattern(&mut self, expression: &Expression) -> Ran<Rc<Regex>> {
        if let Expression::Regex(regex) = expression {
            return Ok(regex.clone());
        }
        let text = self.value(expression)?.text("");
        self.regex(&text)
    }

    pub(super) fn key(&mut self, key: &[Expression]) -> Ran<String> {
        let mut parts = Vec::new();
        for part in key {
            parts.push(self.value(part)?.text("%.6g"));
        }
        Ok(parts.join(&self.variable("SUBSEP").text("")))
    }

    pub(super) fn read(&mut self, place: &Place) -> Ran<Value> {
        Ok(match place {
            Place::Variable(name) => self.variable(name),
            Place::Field(number) => {
                let number = self.value(number)?.number();
                if number < 0.0 {
                    let gnu = format!("trying to access out of range field {number}");
                    return self.refuse(&gnu, "cmd. line:1: Access to negative field");
                }
                match number as usize {
                    0 => Value::Input(self.record.clone()),
                    number => self.fields.get(number - 1).cloned().map(Value::Input).unwrap_or_default(),
                }
            }
            Place::Element(name, key) => {
                let key = self.key(key)?;
                if !self.slot(name).array.contains_key(&key) {
                    self.elements += 1;
                    if self.elements > MAX_ELEMENTS {
                        return Err(Stop::Limit(format!("awk's arrays take at most {MAX_ELEMENTS} elements")).into());
                    }
                }
                self.slot(name).array.entry(key).or_default().clone()
            }
        })
    }

    pub(super) fn write(&mut self, place: &Place, value: Value) -> Ran<()> {
        match place {
            Place::Variable(name) => self.set_variable(name, value),
            Place::Field(number) => {
                let number = self.value(number)?.number().max(0.0) as usize;
                let text = value.text("%.6g");
                if number == 0 {
                    return self.set_record(text);
                }
                if number > MAX_FIELDS {
                    return Err(Stop::Limit(format!("awk takes at most {MAX_FIELDS} fields")).into());
                }
                if self.fields.len() < number {
                    self.fields.resize(number, String::new());
                }
                if let Some(field) = self.fields.get_mut(number - 1) {
                    *field = text;
                }
                self.rebuild();
            }
            Place::Element(name, key) => {
                self.read(place)?;
                let key = self.key(key)?;
                self.slot(name).array.insert(key, value);
            }
        }
        Ok(())
    }
}
