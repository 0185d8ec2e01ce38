//! bash's `declare`, `typeset` and `local`: variables with attributes (bash's manual, 4.2).

use std::collections::BTreeMap;

use super::declaration::declaration;
use super::variables::bad_name;
use crate::shell::arrays::subscripted;
use crate::shell::interpreter::{Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::{Form, Shell, Value, Variable};

/// What the options ask for.
#[derive(Default)]
struct Wanted {
    list: bool,
    map: bool,
    exported: Option<bool>,
    readonly: bool,
    form: Option<Form>,
    global: bool,
    print: bool,
    functions: bool,
}

pub(super) fn declare(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let builtin = arguments.first().map_or("declare", String::as_str);
    if builtin == "local" && state.locals.is_empty() {
        shell.complain(state, Some("local"), "can only be used in a function")?;
        return Ok(1);
    }
    let mut wanted = Wanted::default();
    let mut names = arguments.get(1..).unwrap_or_default();
    while let Some(option) = names.first().filter(|word| word.len() > 1 && word.starts_with(['-', '+'])) {
        names = names.get(1..).unwrap_or_default();
        if option == "--" {
            break;
        }
        let on = option.starts_with('-');
        for letter in option.chars().skip(1) {
            match letter {
                'a' => wanted.list = on,
                'A' => wanted.map = on,
                'x' => wanted.exported = Some(on),
                'r' => wanted.readonly = on,
                'i' => wanted.form = Some(if on { Form::Integer } else { Form::Plain }),
                'u' => wanted.form = Some(if on { Form::Upper } else { Form::Plain }),
                'l' => wanted.form = Some(if on { Form::Lower } else { Form::Plain }),
                'n' => wanted.form = Some(if on { Form::Reference } else { Form::Plain }),
                'g' => wanted.global = on,
                'p' => wanted.print = on,
                'f' | 'F' => wanted.functions = on,
                'I' | 't' => {}
                letter => {
                    shell.complain(state, Some(builtin), &format!("-{letter}: invalid option"))?;
                    return Ok(2);
                }
            }
        }
    }
    if wanted.functions {
        return functions(shell, state, names);
    }
    if wanted.print || names.is_empty() {
        return print(shell, state, names, &wanted);
    }
    let mut status = 0;
    for argument in names {
        let code = one(shell, state, builtin, argument, &wanted)?;
        status = if code == 0 { status } else { code };
    }
    Ok(status)
}

/// Declares one name, `name=value`, `name+=value` or `name[index]=value`.
fn one(shell: &mut Interpreter<'_>, state: &mut Shell, builtin: &str, argument: &str, wanted: &Wanted) -> Ran {
    let (target, value) = match argument.split_once('=') {
        Some((target, value)) => (target, Some(value)),
        None => (argument, None),
    };
    let (target, append) = match target.strip_suffix('+').filter(|_| value.is_some()) {
        Some(target) => (target, true),
        None => (target, false),
    };
    let name = subscripted(target).map_or(target, |(name, _)| name);
    if !is_name(name) {
        return bad_name(shell, state, builtin, argument);
    }
    if !state.locals.is_empty() && !wanted.global {
        hide(state, name);
    }
    if state.variables.get(name).is_some_and(|variable| variable.readonly) && (value.is_some() || !wanted.readonly) {
        shell.complain(state, Some(builtin), &format!("{name}: readonly variable"))?;
        return Ok(1);
    }
    let variable = state.variables.entry(name.to_string()).or_default();
    if let Some(form) = wanted.form {
        variable.form = form;
    }
    match &mut variable.value {
        Some(Value::List(_)) if wanted.map => {
            shell.complain(state, Some(builtin), &format!("{name}: cannot convert indexed to associative array"))?;
            return Ok(1);
        }
        empty @ None if wanted.map => *empty = Some(Value::Map(BTreeMap::new())),
        empty @ None if wanted.list => *empty = Some(Value::List(BTreeMap::new())),
        Some(Value::Text(text)) if wanted.list => {
            variable.value = Some(Value::List([(0, std::mem::take(text))].into()));
        }
        _ => {}
    }
    match (value, wanted.form) {
        (Some(value), Some(Form::Reference)) => variable.value = Some(Value::Text(value.into())),
        (Some(value), _) => match subscripted(target) {
            Some((name, index)) => shell.assign_element(state, name, index, value, append)?,
            None => shell.assign_more(state, name, value, append)?,
        },
        (None, _) => {}
    }
    let variable = state.variables.entry(name.to_string()).or_default();
    variable.exported = wanted.exported.unwrap_or(variable.exported);
    variable.readonly |= wanted.readonly;
    Ok(0)
}

/// Begins a variable of the function that runs, unless it has it already.
fn hide(state: &mut Shell, name: &str) {
    let hidden = state.variables.get(name).cloned();
    let Some(scope) = state.locals.last_mut() else { return };
    if scope.iter().any(|(own, _)| own == name) {
        return;
    }
    // An exported one stays exported.
    let exported = hidden.as_ref().is_some_and(|variable| variable.exported);
    scope.push((name.to_string(), hidden));
    state.variables.insert(name.to_string(), Variable { exported, ..Variable::default() });
}

fn print(shell: &mut Interpreter<'_>, state: &mut Shell, names: &[String], wanted: &Wanted) -> Ran {
    let fits = |variable: &Variable| {
        (!wanted.list || matches!(variable.value, Some(Value::List(_))))
            && (!wanted.map || matches!(variable.value, Some(Value::Map(_))))
            && wanted.exported.is_none_or(|exported| variable.exported == exported)
            && (!wanted.readonly || variable.readonly)
            && wanted.form.is_none_or(|form| variable.form == form)
    };
    if names.is_empty() {
        let fitting = state.variables.iter().filter(|(_, variable)| fits(variable));
        let text: String = fitting.map(|(name, variable)| declaration(name, variable)).collect();
        shell.write(1, text.as_bytes())?;
        return Ok(0);
    }
    let mut status = 0;
    for name in names {
        match state.variables.get(name) {
            Some(variable) => shell.write(1, declaration(name, variable).as_bytes())?,
            None => {
                shell.complain(state, Some("declare"), &format!("{name}: not found"))?;
                status = 1;
            }
        }
    }
    Ok(status)
}

fn functions(shell: &mut Interpreter<'_>, state: &mut Shell, names: &[String]) -> Ran {
    let mut status = 0;
    let all: Vec<String> = if names.is_empty() { state.functions.keys().cloned().collect() } else { names.to_vec() };
    for name in all {
        match state.functions.get(&name) {
            Some(_) if names.is_empty() => shell.write(1, format!("declare -f {name}\n").as_bytes())?,
            Some(function) => shell.write(1, format!("{}\n", function.source).as_bytes())?,
            None => status = 1,
        }
    }
    Ok(status)
}
