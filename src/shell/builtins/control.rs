//! Builtins that decide what runs next.

use crate::shell::interpreter::{Call, Flow, Interpreter, Ran};
use crate::shell::launch::DEFAULT_PATH;
use crate::shell::programs::machine::kill as signals;
use crate::shell::programs::reading::open_file;
use crate::shell::{Dialect, Shell};

pub(super) fn colon(_: &mut Interpreter<'_>, _: &mut Shell, _: &[String]) -> Ran {
    Ok(0)
}

pub(super) fn nothing(_: &mut Interpreter<'_>, _: &mut Shell, _: &[String]) -> Ran {
    Ok(0)
}

/// `hash`: nothing is remembered, but that a command is not there is said.
pub(super) fn hash(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut status = 0;
    let names = arguments.get(1..).unwrap_or_default();
    for name in names.iter().filter(|name| !name.starts_with('-') && !name.contains('/')) {
        if !super::names::is_command(shell, state, name) {
            shell.complain(state, Some("hash"), &format!("{name}: not found"))?;
            status = 1;
        }
    }
    Ok(status)
}

/// The number that an argument must be.
fn number(shell: &mut Interpreter<'_>, state: &Shell, arguments: &[String], default: i32) -> Result<i32, Flow> {
    let Some(text) = arguments.get(1) else { return Ok(default) };
    if let Ok(number) = text.parse::<i64>() {
        return Ok((number & 0xff) as i32);
    }
    let name = arguments.first().map(String::as_str);
    match shell.dialect {
        Dialect::Dash | Dialect::Ash => shell.complain(state, name, &format!("Illegal number: {text}"))?,
        Dialect::Bash => shell.complain(state, name, &format!("{text}: numeric argument required"))?,
    }
    Err(Flow::Exit(2))
}

pub(super) fn exit(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let status = number(shell, state, arguments, state.status)?;
    Err(Flow::Exit(status))
}

pub(super) fn return_(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if shell.dialect == Dialect::Bash && shell.called.is_empty() {
        shell.complain(state, Some("return"), "can only `return' from a function or sourced script")?;
        return Ok(2);
    }
    let status = number(shell, state, arguments, state.status)?;
    Err(Flow::Return(status))
}

fn loops(shell: &mut Interpreter<'_>, state: &Shell, arguments: &[String]) -> Result<usize, Flow> {
    let wanted = number(shell, state, arguments, 1)?;
    Ok((wanted.max(1) as usize).min(shell.loops))
}

pub(super) fn break_(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    match loops(shell, state, arguments)? {
        0 => Ok(0),
        loops => Err(Flow::Break(loops)),
    }
}

pub(super) fn continue_(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    match loops(shell, state, arguments)? {
        0 => Ok(0),
        loops => Err(Flow::Continue(loops)),
    }
}

pub(super) fn eval(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let text = arguments.get(1..).unwrap_or_default().join(" ");
    let line = shell.line;
    let result = shell.lines(state, &text, false);
    shell.line = line;
    result
}

/// `.` and `source`: runs a file's commands here.
pub(super) fn dot(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let Some(name) = arguments.get(1) else {
        shell.complain(state, arguments.first().map(String::as_str), "filename argument required")?;
        return Ok(2);
    };
    let mut path = state.absolute(name);
    let mut file = name.clone();
    if !name.contains('/') {
        let search = state.get("PATH").unwrap_or(DEFAULT_PATH).to_string();
        let found = search.split(':').map(|place| state.absolute(&format!("{place}/{name}")));
        let files = shell.system.files();
        let mut found = found.filter(|path| files.stat(path, true).is_ok());
        match found.next() {
            Some(found) => {
                path = found;
                if shell.dialect == Dialect::Ash {
                    file = path.clone();
                }
            }
            // POSIX looks along PATH alone; bash looks here, too.
            None if shell.dialect != Dialect::Bash => {
                let called = arguments.first().filter(|_| shell.dialect == Dialect::Ash).map_or(".", String::as_str);
                shell.complain(state, Some(called), &format!("{name}: not found"))?;
                return Err(Flow::Abort(2));
            }
            None => {}
        }
    }
    let text = match open_file(shell.system, &path) {
        Ok(content) => match content.bytes_up_to(crate::shell::language::SCRIPT_LIMIT) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => return Err(crate::shell::Stop::Limit(format!("{name}: {error}")).into()),
        },
        Err(errno) => {
            match shell.dialect {
                Dialect::Dash => shell.complain(state, Some("."), &format!("cannot open {name}: No such file"))?,
                Dialect::Ash => shell.complain(
                    state,
                    arguments.first().map(String::as_str),
                    &format!("can't open '{name}': {errno}"),
                )?,
                Dialect::Bash => {
                    shell.complain(state, None, &format!("{name}: {errno}"))?;
                    return Ok(1);
                }
            }
            return Err(Flow::Abort(2));
        }
    };
    let line = shell.line;
    let outer = arguments.get(2..).filter(|given| !given.is_empty() && shell.dialect != Dialect::Dash);
    let outer = outer.map(|given| std::mem::replace(&mut state.positional, given.to_vec()));
    shell.called.push(Call { name: "source".into(), file, line });
    let result = shell.lines(state, &text, false);
    shell.called.pop();
    if let Some(outer) = outer {
        state.positional = outer;
    }
    shell.line = line;
    match result {
        Err(Flow::Return(status)) => Ok(status),
        other => other,
    }
}

pub(super) fn exec(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut command = arguments.get(1..).unwrap_or_default();
    // dash's takes no options.
    if shell.dialect != Dialect::Dash {
        match command.first().map(String::as_str) {
            Some("--") => command = command.get(1..).unwrap_or_default(),
            Some(word) if word.len() > 1 && word.starts_with('-') => return no_option_of_exec(shell, state, word),
            _ => {}
        }
    }
    if command.is_empty() {
        // The redirections stay, which whoever called sees to.
        return Ok(0);
    }
    shell.replacing = true;
    let ended = shell.program(state, command.to_vec(), None, true);
    shell.replacing = false;
    let status = ended?;
    state.traps.clear();
    Err(Flow::Exit(status))
}

fn no_option_of_exec(shell: &mut Interpreter<'_>, state: &Shell, word: &str) -> Ran {
    let letter: String = word.chars().skip(1).take(1).collect();
    match shell.dialect {
        Dialect::Bash if "acl".contains(&letter) => {
            shell.complain(state, Some("exec"), &format!("layercake does not simulate the option -{letter}"))?;
        }
        Dialect::Bash => {
            shell.complain(state, Some("exec"), &format!("-{letter}: invalid option"))?;
            let usage = "exec: usage: exec [-cl] [-a name] [command [argument ...]] [redirection ...]\n";
            shell.write_error(usage.as_bytes())?;
        }
        Dialect::Dash | Dialect::Ash => {
            shell.complain(state, Some("exec"), &format!("illegal option -{letter}"))?;
            return Err(Flow::Abort(2));
        }
    }
    Err(Flow::Exit(2))
}

pub(super) fn trap(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut given = arguments.get(1..).unwrap_or_default();
    if given.first().is_some_and(|first| first == "--") {
        given = given.get(1..).unwrap_or_default();
    }
    let (action, signals) = match given {
        [] => {
            for (signal, action) in state.traps.clone() {
                let line = match shell.dialect {
                    Dialect::Bash => {
                        let mark = if matches!(signal.as_str(), "EXIT" | "ERR") { "" } else { "SIG" };
                        format!("trap -- {} {mark}{signal}\n", crate::shell::quoted::single_quoted(&action))
                    }
                    _ => format!("trap -- {} {signal}\n", crate::shell::quoted::quoted(&action)),
                };
                shell.write(1, line.as_bytes())?;
            }
            return Ok(0);
        }
        [signal] => ("-", std::slice::from_ref(signal)),
        [action, signals @ ..] => (action.as_str(), signals),
    };
    for signal in signals {
        let known = signals::signal_name(signal).filter(|name| *name != "ERR" || shell.dialect != Dialect::Dash);
        let Some(name) = known else {
            if shell.dialect == Dialect::Bash && matches!(signal.as_str(), "DEBUG" | "RETURN") {
                shell.complain(state, Some("trap"), &format!("layercake does not simulate the trap of {signal}"))?;
                return Ok(1);
            }
            let words = if shell.dialect != Dialect::Dash {
                format!("{signal}: invalid signal specification")
            } else {
                format!("{signal}: bad trap")
            };
            shell.complain(state, Some("trap"), &words)?;
            return Ok(1);
        };
        if action == "-" {
            state.traps.remove(name);
        } else {
            if let (true, Some(number)) = (action.is_empty(), signals::signal_number(name)) {
                shell.system.bounds().ignore(number);
            }
            state.traps.insert(name.to_string(), action.to_string());
        }
    }
    Ok(0)
}

/// bash's `test` and `[`: `-v NAME` asks the shell, the rest is the program's.
pub(super) fn test(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).filter(|word| *word != "]").collect();
    let set = match words.as_slice() {
        ["-v", name] => Some(shell.is_set(state, name)?),
        ["!", "-v", name] => Some(!shell.is_set(state, name)?),
        _ => None,
    };
    if let Some(set) = set {
        return Ok(i32::from(!set));
    }
    let name = arguments.first().map_or("test", String::as_str);
    let program = shell.system.program(name);
    shell.program(state, arguments.to_vec(), program, false)
}

/// dash's `test` and `[`, which know no `==`.
pub(super) fn dash_test(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let name = arguments.first().map_or("test", String::as_str);
    let before = arguments.windows(2).skip(1).find(|pair| pair[1] == "==").map(|pair| pair[0].clone());
    if let Some(word) = before {
        shell.complain(state, Some(name), &format!("{word}: unexpected operator"))?;
        return Ok(2);
    }
    let program = shell.system.program(name);
    shell.program(state, arguments.to_vec(), program, false)
}
