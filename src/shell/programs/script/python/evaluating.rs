//! `eval`, `exec`, and `ast.literal_eval`: texts that become programs while one runs.

use std::rc::Rc;

use super::parser::parse;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile, compile_expression};
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::syntax::{Argument, Entry, Expr, ExprKind, StatementKind, Unary};
use crate::shell::programs::script::value::{Dict, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, Halt};

/// What a text is wrong with, as an exception that the program can catch.
fn wrong(vm: &mut Vm<'_, '_>, halt: Halt) -> Fault {
    match halt {
        Halt::Syntax { span, message } => {
            vm.error_of("SyntaxError", format!("{message} (<string>, line {})", span.line))
        }
        Halt::Unsimulated { what, .. } => Fault::Unsimulated(what),
    }
}

fn text(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<String, Fault> {
    match a.at(0) {
        Value::Text(text) => Ok(text.to_string()),
        other => {
            let kind = vm.type_name(&other);
            let text = format!("this argument must be a string, bytes or code object, not {kind}");
            Err(vm.error(ErrorKind::Type, text))
        }
    }
}

/// The scope that a text runs in, and the dictionary that it stands for.
fn scope(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<(Ref, Option<Value>), Fault> {
    let table = [1, 2].map(|place| a.at(place)).into_iter().rfind(|value| !value.is_nothing());
    let Some(table) = table else {
        let scope = vm.frames.last().map(|frame| frame.scope).ok_or_else(Fault::broken)?;
        return Ok((scope, None));
    };
    let scope = vm.heap.scope(None, true)?;
    for place in [1, 2] {
        let entries = vm.heap.entries(&a.at(place)).cloned().unwrap_or_default();
        for (name, value) in entries.iter() {
            if let Value::Text(name) = name {
                let symbol = vm.symbols.of(name);
                vm.define(scope, symbol, value.clone(), false);
            }
        }
    }
    Ok((scope, Some(table)))
}

/// `eval(text, globals, locals)`; with a mark by name, `exec` of it.
pub fn evaluate(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let runs = a.named("exec").is_some();
    let source = text(vm, a)?;
    let source = if runs { source } else { source.trim().to_string() };
    vm.heap.spend(source.len() * 16)?;
    let file = Rc::new(SourceText { shown: "<string>".into(), text: source.as_str().into(), is_library: false });
    let block = parse(&source).map_err(|halt| wrong(vm, halt))?;
    let is_expression = matches!(block.as_slice(), [only] if matches!(only.kind, StatementKind::Expression(_)));
    if !runs && !is_expression {
        return Err(vm.error_of("SyntaxError", "invalid syntax (<string>, line 1)"));
    }
    let compiled = match runs {
        true => compile(&block, Scoping::Function, file, &mut vm.symbols),
        false => compile_expression(&block, Scoping::Function, file, &mut vm.symbols),
    };
    let code = compiled.map_err(|halt| wrong(vm, halt))?;
    let (scope, table) = scope(vm, a)?;
    let value = vm.run_in(Rc::new(code), scope, Value::Undefined)?;
    if let (Some(table), true) = (table, runs) {
        for (symbol, value) in vm.names_of(scope) {
            let name = vm.symbols.name(symbol);
            vm.set_entry(&table, Value::Text(name), value)?;
        }
    }
    Ok(if runs { Value::None } else { value })
}

/// `ast.literal_eval(text)`
pub fn literal(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let source = text(vm, a)?.trim().to_string();
    let block = parse(&source).map_err(|halt| wrong(vm, halt))?;
    match block.as_slice() {
        [only] => match &only.kind {
            StatementKind::Expression(value) => made(vm, value),
            _ => Err(vm.error_of("SyntaxError", "invalid syntax (<unknown>, line 1)")),
        },
        _ => Err(vm.error_of("SyntaxError", "invalid syntax (<unknown>, line 1)")),
    }
}

/// The value of an expression without names. A tree is only so deep.
fn made(vm: &mut Vm<'_, '_>, expr: &Expr) -> Result<Value, Fault> {
    let items = |vm: &mut Vm<'_, '_>, all: &[Argument]| -> Result<Vec<Value>, Fault> {
        let mut values = Vec::new();
        for item in all {
            match item {
                Argument::Plain(value) => values.push(made(vm, value)?),
                _ => return Err(vm.error(ErrorKind::Value, "malformed node or string")),
            }
        }
        Ok(values)
    };
    Ok(match &*expr.kind {
        ExprKind::None => Value::None,
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Int(value) => Value::Int(*value),
        ExprKind::Float(value) => Value::Float(*value),
        ExprKind::Text(text) => Value::Text(text.clone()),
        ExprKind::Bytes(bytes) => vm.heap.value(Object::Bytes(bytes.to_vec()))?,
        ExprKind::List(all) => {
            let values = items(vm, all)?;
            vm.list(values)?
        }
        ExprKind::Tuple(all) => {
            let values = items(vm, all)?;
            vm.tuple(values)?
        }
        ExprKind::Set(all) => {
            let values = items(vm, all)?;
            let set = super::methods::set_of(vm, values)?;
            vm.heap.value(Object::Set(set))?
        }
        ExprKind::Dict(entries) => {
            let dict = vm.heap.value(Object::Dict(Dict::default()))?;
            for entry in entries {
                let Entry::Pair(key, value) = entry else {
                    return Err(vm.error(ErrorKind::Value, "malformed node or string"));
                };
                let (key, value) = (made(vm, key)?, made(vm, value)?);
                vm.set_entry(&dict, key, value)?;
            }
            dict
        }
        ExprKind::Unary(operator @ (Unary::Negate | Unary::Plus), value) => match (operator, made(vm, value)?) {
            (Unary::Negate, Value::Int(value)) => Value::Int(-value),
            (Unary::Negate, Value::Float(value)) => Value::Float(-value),
            (_, value @ (Value::Int(_) | Value::Float(_))) => value,
            _ => return Err(vm.error(ErrorKind::Value, "malformed node or string")),
        },
        _ => return Err(vm.error(ErrorKind::Value, "malformed node or string")),
    })
}
