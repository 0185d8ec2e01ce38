//! Calling functions in templates, and evaluating their arguments (Go's `text/template/exec.go`, `evalCall`, `evalArg`).

use crate::allowance;
use std::sync::Arc;

use super::datum::Datum;
use super::execute::{Execution, Place};
use super::functions::{Function, KEEP_HEADS, Parameter, find};
use super::json::{escaped_indented, json_text};
use super::tree::{Command, Expression, Number, Operand};

/// Bytes that a function may be given.
const MAX_GIVEN: usize = 4 << 20;

impl<'t> Execution<'t> {
    pub(super) fn call(
        &mut self,
        dot: &Datum,
        node: &'t Expression,
        name: &str,
        command: &'t Command,
        last: Option<Datum>,
    ) -> Result<Datum, String> {
        self.place = Place::Expression(node);
        let arguments = command.arguments.get(1..).unwrap_or(&[]);
        if name == "and" || name == "or" {
            return self.short_circuit(dot, name, arguments, last);
        }
        if name == "call" {
            return self.call_value(dot, command, last);
        }
        let Some(function) = find(name) else {
            return Err(self.error(format!("{} is not a defined function", crate::text::quote(name))));
        };
        let given = arguments.len() + usize::from(last.is_some());
        let head = self.heads && KEEP_HEADS.contains(&name);
        let fixed = function.parameters.len();
        if function.variadic && given < fixed {
            return Err(self.error(format!("wrong number of args for {name}: want at least {fixed} got {given}")));
        }
        if !function.variadic && given != fixed {
            return Err(self.error(format!("wrong number of args for {name}: want {fixed} got {given}")));
        }
        let mut values = Vec::with_capacity(given);
        for (index, argument) in arguments.iter().enumerate() {
            values.push(self.argument(dot, argument, parameter(function, index, head))?);
        }
        if let Some(last) = last {
            self.place = Place::Command(command);
            values.push(self.typed(last, parameter(function, values.len(), head))?);
        }
        if head {
            return Ok(values.into_iter().next().unwrap_or_default());
        }
        self.place = Place::Command(command);
        let given: usize = values.iter().map(Datum::weight).sum();
        if given > MAX_GIVEN || allowance::work(given as u64).is_err() {
            return Err(self.error(format!("{name} is given more than {MAX_GIVEN} bytes")));
        }
        if name == "json" && self.template.indents {
            return Ok(Datum::text(&relaid(&values)));
        }
        (function.call)(&values).map_err(|words| self.error(format!("error calling {name}: {words}")))
    }

    fn short_circuit(
        &mut self,
        dot: &Datum,
        name: &str,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, String> {
        if arguments.is_empty() && last.is_none() {
            return Err(self.error(format!("wrong number of args for {name}: want at least 1 got 0")));
        }
        let mut value = Datum::Nothing;
        for argument in arguments {
            value = self.argument(dot, argument, Parameter::Any)?;
            if value.is_true() == (name == "or") {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }

    pub(super) fn argument(&mut self, dot: &Datum, node: &'t Expression, wanted: Parameter) -> Result<Datum, String> {
        self.place = Place::Expression(node);
        if allowance::stack().is_err() {
            return Err(self.error("exceeded maximum template depth"));
        }
        let literal = |found: &str| match wanted {
            Parameter::Text => Some(format!("expected string; found {found}")),
            Parameter::Int => Some(format!("expected integer; found {found}")),
            Parameter::Any => None,
        };
        let value = match &node.operand {
            Operand::Dot => dot.clone(),
            Operand::Nil => match wanted {
                Parameter::Any => return Ok(Datum::Nothing),
                Parameter::Text => return Err(self.error("cannot assign nil to string")),
                Parameter::Int => return Err(self.error("cannot assign nil to int")),
            },
            Operand::Field(names) => self.chain(dot, dot.clone(), names, &[], None)?,
            Operand::Variable(names) => {
                let (name, fields) = names.split_first().map_or(("$", &[][..]), |(name, rest)| (name.as_str(), rest));
                let value = self.variable(name)?;
                self.chain(dot, value, fields, &[], None)?
            }
            Operand::Pipe(pipe) => self.pipeline(dot, pipe)?,
            Operand::Chain(inner, names) => {
                let value = self.argument(dot, inner, Parameter::Any)?;
                self.place = Place::Expression(node);
                self.chain(dot, value, names, &[], None)?
            }
            Operand::Function(name) => self.call_bare(name)?,
            Operand::Bool(value) => match literal(&value.to_string()) {
                None => return Ok(Datum::Bool(*value)),
                Some(words) => return Err(self.error(words)),
            },
            Operand::Text(text, written) => match wanted {
                Parameter::Int => return Err(self.error(format!("expected integer; found {written}"))),
                _ => return Ok(Datum::Text(Arc::clone(text))),
            },
            Operand::Number(number, written) => {
                let value = match number {
                    Number::Int(value) => Datum::Int(*value),
                    Number::Float(value) => Datum::Float(*value),
                    Number::Complex(text) => Datum::Number(text.as_str().into()),
                    Number::Overflow => return Err(self.error(format!("{written} overflows int"))),
                };
                return match (wanted, &value) {
                    (Parameter::Any, _) | (Parameter::Int, Datum::Int(_)) => Ok(value),
                    (Parameter::Int, _) => Err(self.error(format!("expected integer; found {written}"))),
                    (Parameter::Text, _) => Err(self.error(format!("expected string; found {written}"))),
                };
            }
        };
        self.typed(value, wanted)
    }

    /// A function as an argument: it is called without any.
    fn call_bare(&self, name: &str) -> Result<Datum, String> {
        let Some(function) = find(name) else {
            return Err(self.error(format!("wrong number of args for {name}: want at least 1 got 0")));
        };
        let fixed = function.parameters.len();
        if fixed > 0 {
            let least = if function.variadic { "at least " } else { "" };
            return Err(self.error(format!("wrong number of args for {name}: want {least}{fixed} got 0")));
        }
        (function.call)(&[]).map_err(|words| self.error(format!("error calling {name}: {words}")))
    }

    /// `call`: no value here is a function.
    fn call_value(&mut self, dot: &Datum, command: &'t Command, last: Option<Datum>) -> Result<Datum, String> {
        let arguments = command.arguments.get(1..).unwrap_or(&[]);
        let (callee, value) = match (arguments.first(), last) {
            (Some(first), _) => (first.to_string(), self.argument(dot, first, Parameter::Any)?),
            (None, Some(last)) => (last.printed(), last),
            (None, None) => return Err(self.error("wrong number of args for call: want at least 1 got 0")),
        };
        for argument in arguments.get(1..).unwrap_or(&[]) {
            self.argument(dot, argument, Parameter::Any)?;
        }
        self.place = Place::Command(command);
        Err(self.error(match value {
            Datum::Nothing => "error calling call: call of nil".to_string(),
            value => format!("error calling call: non-function {callee} of type {}", value.type_name()),
        }))
    }

    fn typed(&self, value: Datum, wanted: Parameter) -> Result<Datum, String> {
        let (name, fits) = match wanted {
            Parameter::Any => return Ok(value),
            Parameter::Text => ("string", matches!(value, Datum::Text(_))),
            Parameter::Int => ("int", matches!(value, Datum::Int(_))),
        };
        match value {
            value if fits => Ok(value),
            Datum::Nothing => Err(self.error(format!("invalid value; expected {name}"))),
            other => Err(self.error(format!("wrong type for value; expected {name}; got {}", other.type_name()))),
        }
    }
}

/// The first value as JSON, laid out as `json.MarshalIndent` does.
fn relaid(values: &[Datum]) -> String {
    let line = json_text(values.first().unwrap_or(&Datum::Nothing));
    serde_json::from_str(&line).map_or(line, |value| escaped_indented(&value, "  "))
}

/// What the argument at a place must be; where heads stay as they are, the first is a text.
fn parameter(function: &Function, index: usize, head: bool) -> Parameter {
    if head && index == 0 {
        return Parameter::Text;
    }
    function.parameters.get(index).copied().unwrap_or(Parameter::Any)
}
