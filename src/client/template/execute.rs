//! Executing a template (Go's `text/template/exec.go`).

use crate::allowance::{stack, work};
use std::sync::Arc;

use super::Template;
use super::datum::{Datum, Field, Nil};
use super::functions::Parameter;
use super::tree::{Branch, Call, Command, Expression, List, Node, Operand, Pipe};

/// Templates that call each other, and blocks in blocks, at most.
const MAX_DEPTH: usize = 200;
/// Nodes that one execution visits at most.
const MAX_STEPS: usize = 1_000_000;
/// Units of work in one.
const STEP_WORK: u64 = 512;
/// Bytes that one execution prints at most.
const MAX_OUTPUT: usize = 16 << 20;

/// What a missing key of a map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No value.
    Default,
    /// An error (`missingkey=error`).
    Error,
}

/// Why a list of nodes ended early.
enum Stopped {
    Break,
    Continue,
    Error(String),
}

impl From<String> for Stopped {
    fn from(words: String) -> Self {
        Stopped::Error(words)
    }
}

/// Where the execution is, for errors.
#[derive(Clone, Copy)]
pub(super) enum Place<'t> {
    Start,
    Expression(&'t Expression),
    Command(&'t Command),
    Pipe(&'t Pipe),
    Call(&'t Call),
}

pub(super) struct Execution<'t> {
    pub(super) template: &'t Template,
    missing: Missing,
    pub(super) heads: bool,
    variables: Vec<(String, Datum)>,
    pub(super) place: Place<'t>,
    depth: usize,
    steps: usize,
    out: String,
}

/// Executes `template` on `data`: what was printed, and the error that ended it.
pub(super) fn run(template: &Template, data: &Datum, missing: Missing, heads: bool) -> (String, Result<(), String>) {
    let mut execution = Execution {
        template,
        missing,
        heads,
        variables: vec![("$".into(), data.clone())],
        place: Place::Start,
        depth: 0,
        steps: 0,
        out: String::new(),
    };
    let ended = match execution.walk(&template.parsed.body, data) {
        Ok(()) | Err(Stopped::Break | Stopped::Continue) => Ok(()),
        Err(Stopped::Error(words)) => Err(words),
    };
    (execution.out, ended)
}

type Walked = Result<(), Stopped>;

impl<'t> Execution<'t> {
    /// An error at the current place.
    pub(super) fn error(&self, words: impl std::fmt::Display) -> String {
        let name = self.template.name;
        let quoted = crate::text::quote(name);
        let (offset, text) = match self.place {
            Place::Start => return format!("template: {name}: {words}"),
            Place::Expression(node) => (node.at, node.to_string()),
            Place::Command(node) => (node.at, node.to_string()),
            Place::Pipe(node) => (node.at, node.to_string()),
            Place::Call(node) => (node.at, node.to_string()),
        };
        let before = self.template.source.get(..offset).unwrap_or(&self.template.source);
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        format!("template: {name}:{line}:{column}: executing {quoted} at <{text}>: {words}")
    }

    fn step(&mut self) -> Result<(), String> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.out.len() > MAX_OUTPUT || work(STEP_WORK).is_err() {
            return Err(self.error("the template takes too long"));
        }
        Ok(())
    }

    fn walk(&mut self, list: &'t List, dot: &Datum) -> Walked {
        if self.depth >= MAX_DEPTH || stack().is_err() {
            return Err(self.error(format!("exceeded maximum template depth ({MAX_DEPTH})")).into());
        }
        self.depth += 1;
        let walked = list.iter().try_for_each(|node| self.node(node, dot));
        self.depth -= 1;
        walked
    }

    fn node(&mut self, node: &'t Node, dot: &Datum) -> Walked {
        self.step()?;
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Action(pipe) => {
                let value = self.pipeline(dot, pipe)?;
                if pipe.variables.is_empty() {
                    match value {
                        Datum::Nothing => self.out.push_str("<no value>"),
                        value => value.print(&mut self.out),
                    }
                }
            }
            Node::If(branch) | Node::With(branch) => {
                let scope = self.variables.len();
                let value = self.pipeline(dot, &branch.pipe)?;
                let inner = if matches!(node, Node::With(_)) { &value } else { dot };
                let walked = match (value.is_true(), &branch.other) {
                    (true, _) => self.walk(&branch.body, inner),
                    (false, Some(other)) => self.walk(other, dot),
                    (false, None) => Ok(()),
                };
                self.variables.truncate(scope);
                return walked;
            }
            Node::Range(branch) => return self.range(branch, dot),
            Node::Template(call) => {
                let template = self.template;
                self.place = Place::Call(call);
                let Some(body) = template.parsed.defines.get(call.name.as_str()) else {
                    let name = crate::text::quote(&call.name);
                    return Err(self.error(format!("template {name} not defined")).into());
                };
                let inner = match &call.pipe {
                    Some(pipe) => self.pipeline(dot, pipe)?,
                    None => Datum::Nothing,
                };
                let saved = std::mem::replace(&mut self.variables, vec![("$".into(), inner.clone())]);
                let walked = self.walk(body, &inner);
                self.variables = saved;
                return walked;
            }
            Node::Break => return Err(Stopped::Break),
            Node::Continue => return Err(Stopped::Continue),
        }
        Ok(())
    }

    fn range(&mut self, branch: &'t Branch, dot: &Datum) -> Walked {
        let scope = self.variables.len();
        let value = self.commands(dot, &branch.pipe)?;
        let items: Vec<(Datum, Datum)> = match &value {
            Datum::List(items) => {
                items.iter().enumerate().map(|(index, item)| (Datum::Int(index as i64), item.clone())).collect()
            }
            Datum::Map(map) => map.values.iter().map(|(key, item)| (Datum::text(key), item.clone())).collect(),
            Datum::Int(count) => {
                if usize::try_from(*count).is_ok_and(|count| count > MAX_STEPS) {
                    return Err(self.error("the template takes too long").into());
                }
                (0..*count).map(|index| (Datum::Int(index), Datum::Int(index))).collect()
            }
            Datum::Nothing | Datum::Nil(_) => Vec::new(),
            other => return Err(self.error(format!("range can't iterate over {}", other.printed())).into()),
        };
        if items.is_empty() {
            return match &branch.other {
                Some(other) => self.walk(other, dot),
                None => Ok(()),
            };
        }
        for (key, item) in items {
            self.step()?;
            match branch.pipe.variables.as_slice() {
                [] => {}
                [one] => self.declare(one, item.clone(), branch.pipe.assigns)?,
                [first, second, ..] => {
                    self.declare(first, key, branch.pipe.assigns)?;
                    self.declare(second, item.clone(), branch.pipe.assigns)?;
                }
            }
            let walked = self.walk(&branch.body, &item);
            self.variables.truncate(scope);
            match walked {
                Ok(()) | Err(Stopped::Continue) => {}
                Err(Stopped::Break) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// `$x := …` makes a variable, `$x = …` changes one that is there.
    fn declare(&mut self, name: &str, value: Datum, assign: bool) -> Result<(), String> {
        if !assign {
            self.variables.push((name.to_string(), value));
            return Ok(());
        }
        match self.variables.iter_mut().rev().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => return Err(self.error(format!("undefined variable: {name}"))),
        }
        Ok(())
    }

    pub(super) fn pipeline(&mut self, dot: &Datum, pipe: &'t Pipe) -> Result<Datum, String> {
        let value = self.commands(dot, pipe)?;
        for name in &pipe.variables {
            self.declare(name, value.clone(), pipe.assigns)?;
        }
        Ok(value)
    }

    fn commands(&mut self, dot: &Datum, pipe: &'t Pipe) -> Result<Datum, String> {
        self.place = Place::Pipe(pipe);
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(dot, command, last)?);
        }
        Ok(last.unwrap_or_default())
    }

    fn command(&mut self, dot: &Datum, command: &'t Command, last: Option<Datum>) -> Result<Datum, String> {
        self.step()?;
        let Some(first) = command.arguments.first() else { return Ok(Datum::Nothing) };
        let rest = command.arguments.get(1..).unwrap_or(&[]);
        match &first.operand {
            Operand::Function(name) => return self.call(dot, first, name, command, last),
            Operand::Field(names) => {
                self.place = Place::Expression(first);
                return self.chain(dot, dot.clone(), names, rest, last);
            }
            Operand::Variable(names) => {
                self.place = Place::Expression(first);
                if let Some((name, fields)) = names.split_first().filter(|(_, fields)| !fields.is_empty()) {
                    let value = self.variable(name)?;
                    return self.chain(dot, value, fields, rest, last);
                }
            }
            Operand::Chain(inner, names) => {
                self.place = Place::Expression(first);
                let value = self.argument(dot, inner, Parameter::Any)?;
                self.place = Place::Expression(first);
                return self.chain(dot, value, names, rest, last);
            }
            Operand::Nil => {
                self.place = Place::Expression(first);
                return Err(self.error("nil is not a command"));
            }
            _ => {}
        }
        if !rest.is_empty() || last.is_some() {
            self.place = Place::Expression(first);
            return Err(self.error(format!("can't give argument to non-function {first}")));
        }
        self.argument(dot, first, Parameter::Any)
    }

    pub(super) fn variable(&self, name: &str) -> Result<Datum, String> {
        match self.variables.iter().rev().find(|(known, _)| known == name) {
            Some((_, value)) => Ok(value.clone()),
            None => Err(self.error(format!("undefined variable: {name}"))),
        }
    }

    pub(super) fn chain(
        &mut self,
        dot: &Datum,
        from: Datum,
        names: &[String],
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, String> {
        let mut value = from;
        let count = names.len();
        for (index, name) in names.iter().enumerate() {
            let is_last = index + 1 == count;
            let (arguments, last) = if is_last { (arguments, last.clone()) } else { (&[][..], None) };
            value = self.field(dot, &value, name, arguments, last)?;
        }
        Ok(value)
    }

    fn field(
        &mut self,
        dot: &Datum,
        of: &Datum,
        name: &str,
        arguments: &'t [Expression],
        last: Option<Datum>,
    ) -> Result<Datum, String> {
        let given = arguments.len() + usize::from(last.is_some());
        match of {
            Datum::Nothing if self.missing == Missing::Error => {
                Err(self.error(format!("nil data; no entry for key {}", crate::text::quote(name))))
            }
            Datum::Nothing => Ok(Datum::Nothing),
            Datum::Object(object) => match object.field(name) {
                Some(Field::Value(_) | Field::Embedded(_)) if given > 0 => {
                    Err(self.error(format!("wrong number of args for {name}: want 0 got {given}")))
                }
                Some(Field::Value(value) | Field::Embedded(value)) => Ok(value.clone()),
                Some(Field::Method(method)) => {
                    let method = Arc::clone(method);
                    if given != 1 {
                        return Err(self.error(format!("wrong number of args for {name}: want 1 got {given}")));
                    }
                    let argument = match (arguments.first(), last) {
                        (Some(node), _) => self.argument(dot, node, Parameter::Text)?,
                        (None, last) => last.unwrap_or_default(),
                    };
                    Ok(Datum::text(&method(argument.as_text().unwrap_or(""))))
                }
                None if self.heads => Ok(Datum::Nothing),
                None => Err(self.error(format!("can't evaluate field {name} in type {}", of.type_name()))),
            },
            Datum::Map(_) | Datum::Nil(Nil::Map(_)) if given > 0 => {
                Err(self.error(format!("{name} is not a method but has arguments")))
            }
            Datum::Map(map) => match map.values.get(name) {
                Some(value) => Ok(value.clone()),
                None => self.missing_key(name),
            },
            Datum::Nil(Nil::Map(_)) => self.missing_key(name),
            Datum::Nil(Nil::Pointer(_)) => Err(self.error(format!("nil pointer evaluating {}.{name}", of.type_name()))),
            // What a JSON document holds is an interface to Go.
            Datum::Text(_) | Datum::Number(_) | Datum::Bool(_) | Datum::List(_) if self.missing == Missing::Error => {
                Err(self.error(format!("can't evaluate field {name} in type interface {{}}")))
            }
            other => Err(self.error(format!("can't evaluate field {name} in type {}", other.type_name()))),
        }
    }

    fn missing_key(&self, name: &str) -> Result<Datum, String> {
        match self.missing {
            Missing::Default => Ok(Datum::Nothing),
            Missing::Error => Err(self.error(format!("map has no entry for key {}", crate::text::quote(name)))),
        }
    }
}
