//! bash's `mapfile` (`readarray`) and `printf -v`.

use std::collections::BTreeMap;

use crate::shell::channel::{Channel, PIPE_LIMIT, Sink, read_line};
use crate::shell::interpreter::{Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::{Shell, Value};

/// Lines that one array takes.
const MAX_LINES: usize = 1 << 20;

pub(super) fn mapfile(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let builtin = arguments.first().map_or("mapfile", String::as_str);
    let mut words = arguments.get(1..).unwrap_or_default();
    let (mut cut, mut most, mut skip, mut origin, mut descriptor, mut delimiter) = (false, 0, 0, None, 0, '\n');
    while let Some(option) = words.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        words = words.get(1..).unwrap_or_default();
        if option == "-t" {
            cut = true;
            continue;
        }
        let letter = option.chars().nth(1).unwrap_or('?');
        let attached = option.get(2..).filter(|rest| !rest.is_empty()).map(str::to_string);
        let value = match attached {
            Some(value) => Some(value),
            None => {
                let value = words.first().cloned();
                words = words.get(1..).unwrap_or_default();
                value
            }
        };
        let number = || value.as_deref().and_then(|value| value.parse::<u64>().ok());
        match (letter, &value) {
            ('d', Some(value)) => delimiter = value.chars().next().unwrap_or('\0'),
            ('n', Some(_)) => most = number().unwrap_or(0) as usize,
            ('s', Some(_)) => skip = number().unwrap_or(0) as usize,
            ('O', Some(_)) => origin = Some(number().unwrap_or(0)),
            ('u', Some(_)) => descriptor = number().unwrap_or(0) as u32,
            (_, None) if "dnsOu".contains(letter) => {
                shell.complain(state, Some(builtin), &format!("-{letter}: option requires an argument"))?;
                return Ok(2);
            }
            _ => {
                shell.complain(state, Some(builtin), &format!("-{letter}: invalid option"))?;
                return Ok(2);
            }
        }
    }
    let name = words.first().map_or("MAPFILE", String::as_str);
    if !is_name(name) {
        shell.complain(state, Some(builtin), &format!("`{name}': not a valid identifier"))?;
        return Ok(1);
    }
    let Some(Channel::Input(input)) = shell.channels.get(&descriptor).cloned() else { return Ok(1) };
    let mut text = String::new();
    while let Some(line) = read_line(&mut input.borrow_mut(), shell.system)? {
        shell.system.step()?;
        text.push_str(&line);
        if delimiter == '\n' && most > 0 && text.matches('\n').count() >= skip + most {
            break;
        }
    }
    let mut list = match state.variables.get(name).and_then(|variable| variable.value.clone()) {
        Some(Value::List(list)) if origin.is_some() => list,
        _ => BTreeMap::new(),
    };
    let lines = text.split_inclusive(delimiter).skip(skip).take(if most > 0 { most } else { MAX_LINES });
    for (at, line) in lines.enumerate() {
        let line = if cut { line.strip_suffix(delimiter).unwrap_or(line) } else { line };
        list.insert(origin.unwrap_or(0) + at as u64, line.to_string());
    }
    state.variables.entry(name.to_string()).or_default().value = Some(Value::List(list));
    Ok(0)
}

/// bash's `printf`: with `-v NAME` what it would print becomes a value.
pub(super) fn printf(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let program = shell.system.program("printf");
    let (name, taken) = match arguments {
        [_, option, name, ..] if option == "-v" => (name.clone(), 3),
        [_, option, ..] if option.starts_with("-v") && option.len() > 2 => (option.get(2..).unwrap_or("").into(), 2),
        _ => return shell.program(state, arguments.to_vec(), program, false),
    };
    let words = std::iter::once("printf".to_string()).chain(arguments.iter().skip(taken).cloned()).collect();
    let sink = Sink::pipe(PIPE_LIMIT);
    let outer = shell.channels.insert(1, Channel::Sink(sink.clone()));
    let ran = shell.program(state, words, program, false);
    match outer {
        Some(outer) => shell.channels.insert(1, outer),
        None => shell.channels.remove(&1),
    };
    let status = ran?;
    let text = String::from_utf8_lossy(&sink.borrow_mut().drain().to_bytes()).into_owned();
    shell.assign_named(state, &name, &text)?;
    Ok(status)
}

/// dash's `printf`, which has no options.
pub(super) fn dash_printf(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if let Some(option) = arguments.get(1).filter(|word| word.starts_with('-') && word.len() > 1 && *word != "--") {
        let letter = option.chars().nth(1).unwrap_or('-');
        shell.complain(state, Some("printf"), &format!("Illegal option -{letter}"))?;
        return Ok(2);
    }
    let program = shell.system.program("printf");
    shell.program(state, arguments.to_vec(), program, false)
}
