//! Calling functions in templates, and evaluating their arguments (Go's `text/template/exec.go`, `evalCall`, `evalArg`).

use std::sync::Arc;

use gotmpl::parse::{CommandNode, Expr, Number};

use super::datum::Datum;
use super::execute::{Execution, Place};
use super::functions::{Function, KEEP_HEADS, Parameter, find};
use super::json::{escaped_indented, json_text};

impl<'t> Execution<'t> {
    pub(super) fn call(
        &mut self,
        dot: &Datum,
        node: &'t Expr,
        name: &str,
        command: &'t CommandNode,
        last: Option<Datum>,
    ) -> Result<Datum, String> {
        self.place = Place::Expression(node);
        let arguments = command.args.get(1..).unwrap_or(&[]);
        if name == "and" || name == "or" {
            return self.short_circuit(dot, name, arguments, last);
        }
        let Some(function) = find(name) else {
            return Err(self.error(format!("{} is not a defined function", crate::text::quote(name))));
        };
        let given = arguments.len() + usize::from(last.is_some());
        let head = self.heads && KEEP_HEADS.contains(&name);
        let fixed = function.parameters.len() - usize::from(function.variadic);
        if function.variadic && given < fixed {
            return Err(self.error(format!("wrong number of args for {name}: want at least {fixed} got {given}")));
        }
        if !function.variadic && given != fixed {
            return Err(self.error(format!("wrong number of args for {name}: want {fixed} got {given}")));
        }
        let mut values = Vec::with_capacity(given);
        for (index, argument) in arguments.iter().enumerate() {
            values.push(self.argument(dot, argument, parameter(function, index))?);
        }
        if let Some(last) = last {
            self.place = Place::Command(command);
            values.push(self.typed(last, parameter(function, values.len()))?);
        }
        if head {
            return Ok(values.into_iter().next().unwrap_or_default());
        }
        self.place = Place::Command(command);
        if name == "json" && self.template.indents {
            return Ok(Datum::text(&relaid(&values)));
        }
        (function.call)(&values).map_err(|words| self.error(format!("error calling {name}: {words}")))
    }

    fn short_circuit(
        &mut self,
        dot: &Datum,
        name: &str,
        arguments: &'t [Expr],
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

    pub(super) fn argument(&mut self, dot: &Datum, node: &'t Expr, wanted: Parameter) -> Result<Datum, String> {
        self.place = Place::Expression(node);
        let literal = |found: &str| match wanted {
            Parameter::Text => Some(format!("expected string; found {found}")),
            Parameter::Int => Some(format!("expected integer; found {found}")),
            Parameter::Any => None,
        };
        let value = match node {
            Expr::Dot(_) => dot.clone(),
            Expr::Nil(_) => match wanted {
                Parameter::Any => return Ok(Datum::Nothing),
                Parameter::Text => return Err(self.error("cannot assign nil to string")),
                Parameter::Int => return Err(self.error("cannot assign nil to int")),
            },
            Expr::Field(_, names) => self.chain(dot, dot.clone(), names, &[], None)?,
            Expr::Variable(_, name, names) => {
                let value = self.variable(name)?;
                self.chain(dot, value, names, &[], None)?
            }
            Expr::Pipe(_, pipe) => self.pipeline(dot, pipe)?,
            Expr::Chain(_, inner, names) => {
                let value = self.argument(dot, inner, Parameter::Any)?;
                self.place = Place::Expression(node);
                self.chain(dot, value, names, &[], None)?
            }
            Expr::Identifier(_, name) => {
                let Some(function) = find(name) else {
                    return Err(self.error(format!("{} is not a defined function", crate::text::quote(name))));
                };
                let fixed = function.parameters.len() - usize::from(function.variadic);
                if fixed > 0 {
                    let least = if function.variadic { "at least " } else { "" };
                    return Err(self.error(format!("wrong number of args for {name}: want {least}{fixed} got 0")));
                }
                (function.call)(&[]).map_err(|words| self.error(format!("error calling {name}: {words}")))?
            }
            Expr::Bool(_, value) => match literal(&value.to_string()) {
                None => return Ok(Datum::Bool(*value)),
                Some(words) => return Err(self.error(words)),
            },
            Expr::String(_, text) => match wanted {
                Parameter::Int => {
                    return Err(self.error(format!("expected integer; found {}", crate::text::quote(text))));
                }
                _ => return Ok(Datum::Text(Arc::clone(text))),
            },
            Expr::Number(_, number) => {
                let value = match number {
                    Number::Int(value) => Datum::Int(*value),
                    Number::Uint(value) => Datum::Number(value.to_string().into()),
                    Number::Float(value) => Datum::Float(*value),
                };
                return match (wanted, &value) {
                    (Parameter::Any, _) | (Parameter::Int, Datum::Int(_)) => Ok(value),
                    (Parameter::Int, _) => Err(self.error(format!("expected integer; found {}", value.printed()))),
                    (Parameter::Text, _) => Err(self.error(format!("expected string; found {}", value.printed()))),
                };
            }
        };
        self.typed(value, wanted)
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

fn parameter(function: &Function, index: usize) -> Parameter {
    let last = function.parameters.last().copied().unwrap_or(Parameter::Any);
    function.parameters.get(index).copied().unwrap_or(last)
}
