//! Builtins about commands' names: `alias`, `command`, `type`; and dash's own `echo`.

use crate::shell::interpreter::{Flow, Interpreter, Ran};
use crate::shell::launch::find;
use crate::shell::programs::escape;
use crate::shell::{
    Dialect, Shell,
    quoted::{listed, quoted, single_quoted},
};

use super::{BUILTIN_PROGRAMS, is_special};

pub(super) fn alias(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut status = 0;
    let given = arguments.get(1..).unwrap_or_default();
    let line = |name: &str, value: &str, dialect| match dialect {
        Dialect::Bash => format!("alias {name}={}\n", single_quoted(value)),
        _ => format!("{name}={}\n", listed(value)),
    };
    if given.is_empty() {
        let text: String = state.aliases.iter().map(|(name, value)| line(name, value, shell.dialect)).collect();
        shell.write(1, text.as_bytes())?;
    }
    for argument in given {
        match argument.split_once('=') {
            Some((name, value)) => {
                state.aliases.insert(name.into(), value.into());
            }
            None => match state.aliases.get(argument) {
                Some(value) => shell.write(1, line(argument, value, shell.dialect).as_bytes())?,
                None => {
                    unknown_alias(shell, state, "alias", argument)?;
                    status = 1;
                }
            },
        }
    }
    Ok(status)
}

fn unknown_alias(shell: &mut Interpreter<'_>, state: &Shell, command: &str, name: &str) -> Result<(), Flow> {
    match shell.dialect {
        Dialect::Ash => shell.write(2, format!("{command}: {name} not found\n").as_bytes()),
        _ => shell.complain(state, Some(command), &format!("{name}: not found")),
    }
}

pub(super) fn unalias(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut status = 0;
    for name in arguments.get(1..).unwrap_or_default() {
        if name == "-a" {
            state.aliases.clear();
        } else if state.aliases.remove(name).is_none() {
            unknown_alias(shell, state, "unalias", name)?;
            status = 1;
        }
    }
    Ok(status)
}

enum Meaning {
    Alias(String),
    Keyword,
    Function,
    Builtin { special: bool },
    File(String),
    External,
}

fn meaning(shell: &mut Interpreter<'_>, state: &Shell, name: &str) -> Option<Meaning> {
    if let Some(value) = state.aliases.get(name) {
        return Some(Meaning::Alias(value.clone()));
    }
    if crate::shell::language::is_reserved(name, shell.dialect) {
        return Some(Meaning::Keyword);
    }
    if state.functions.contains_key(name) {
        return Some(Meaning::Function);
    }
    if super::find(name, shell.dialect).is_some() || BUILTIN_PROGRAMS.contains(&name) {
        return Some(Meaning::Builtin { special: is_special(name) });
    }
    if let Ok(file) = find(shell.system.files(), name, &state.directory, state.get("PATH")) {
        return Some(Meaning::File(if name.contains('/') { name.into() } else { file }));
    }
    shell.system.external_names().iter().any(|external| external == name).then_some(Meaning::External)
}

/// Whether a word is a command of any kind.
pub(super) fn is_command(shell: &mut Interpreter<'_>, state: &Shell, name: &str) -> bool {
    meaning(shell, state, name).is_some()
}

/// bash's `builtin`: the shell's own command, whatever functions there are.
pub(super) fn builtin(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let Some(name) = arguments.get(1) else { return Ok(0) };
    if super::find(name, shell.dialect).is_none() && !BUILTIN_PROGRAMS.contains(&name.as_str()) {
        shell.complain(state, Some("builtin"), &format!("{name}: not a shell builtin"))?;
        return Ok(1);
    }
    shell.invoke_command(state, arguments.get(1..).unwrap_or_default().to_vec(), false)
}

/// bash's `type -t`: one word for each name.
fn kinds(shell: &mut Interpreter<'_>, state: &Shell, names: &[String]) -> Ran {
    let mut status = 0;
    for name in names {
        let kind = match meaning(shell, state, name) {
            Some(Meaning::Alias(_)) => "alias",
            Some(Meaning::Keyword) => "keyword",
            Some(Meaning::Function) => "function",
            Some(Meaning::Builtin { .. }) => "builtin",
            Some(Meaning::File(_) | Meaning::External) => "file",
            None => {
                status = 1;
                continue;
            }
        };
        shell.write(1, format!("{kind}\n").as_bytes())?;
    }
    Ok(status)
}

/// bash's `type -p`: where the files are.
fn files(shell: &mut Interpreter<'_>, state: &Shell, names: &[String]) -> Ran {
    let mut status = 0;
    for name in names {
        let line = match meaning(shell, state, name) {
            Some(Meaning::File(file)) => file,
            Some(Meaning::External) => format!("/usr/bin/{name}"),
            Some(_) => continue,
            None => {
                status = 1;
                continue;
            }
        };
        shell.write(1, format!("{line}\n").as_bytes())?;
    }
    Ok(status)
}

pub(super) fn type_(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if shell.dialect == Dialect::Bash {
        match arguments.get(1).map(String::as_str) {
            Some("-t") => return kinds(shell, state, arguments.get(2..).unwrap_or_default()),
            Some("-p" | "-P") => return files(shell, state, arguments.get(2..).unwrap_or_default()),
            Some("-a") => return type_(shell, state, arguments.get(1..).unwrap_or_default()),
            _ => {}
        }
    }
    let mut status = 0;
    for name in arguments.get(1..).unwrap_or_default() {
        let words = match meaning(shell, state, name) {
            Some(Meaning::Alias(value)) => format!("is an alias for {value}"),
            Some(Meaning::Keyword) => "is a shell keyword".into(),
            Some(Meaning::Function) if shell.dialect == Dialect::Bash => "is a function".into(),
            Some(Meaning::Function) => "is a shell function".into(),
            Some(Meaning::Builtin { special: true }) if shell.dialect != Dialect::Bash => {
                "is a special shell builtin".into()
            }
            Some(Meaning::Builtin { .. }) => "is a shell builtin".into(),
            Some(Meaning::File(file)) => format!("is {file}"),
            Some(Meaning::External) => format!("is /usr/bin/{name}"),
            None => {
                status = if shell.dialect == Dialect::Bash { 1 } else { 127 };
                if shell.dialect == Dialect::Bash {
                    shell.complain(state, Some("type"), &format!("{name}: not found"))?;
                    continue;
                }
                "not found".into()
            }
        };
        let separator = if words == "not found" { ": " } else { " " };
        shell.write(1, format!("{name}{separator}{words}\n").as_bytes())?;
    }
    Ok(status)
}

pub(super) fn command(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut given = arguments.get(1..).unwrap_or_default();
    // `command command …` is a loop: nobody hands the words on from one to the next.
    let rest = loop {
        let rest = match given {
            [option, names @ ..] if option == "-v" => return meanings(shell, state, without_dashes(names)),
            [option, names @ ..] if option == "-V" => {
                let words: Vec<String> = [option].into_iter().chain(without_dashes(names)).cloned().collect();
                return type_(shell, state, &words);
            }
            [option, rest @ ..] if option == "-p" || option == "--" => rest,
            rest => rest,
        };
        match rest {
            [name, more @ ..] if name == "command" => given = more,
            rest => break rest,
        }
    };
    if rest.is_empty() { Ok(0) } else { shell.invoke_command(state, rest.to_vec(), false) }
}

/// Words without the `--` that ends the options.
fn without_dashes(words: &[String]) -> &[String] {
    match words {
        [first, rest @ ..] if first == "--" => rest,
        words => words,
    }
}

/// `command -v`: what each name means.
fn meanings(shell: &mut Interpreter<'_>, state: &mut Shell, names: &[String]) -> Ran {
    let mut status = 0;
    for name in names {
        let line = match meaning(shell, state, name) {
            Some(Meaning::Alias(value)) => format!("alias {name}={}", quoted(&value)),
            Some(Meaning::File(file)) => file,
            Some(Meaning::External) => format!("/usr/bin/{name}"),
            Some(_) => name.clone(),
            None => {
                status = if shell.dialect == Dialect::Bash { 1 } else { 127 };
                continue;
            }
        };
        shell.write(1, format!("{line}\n").as_bytes())?;
    }
    Ok(status)
}

/// dash's `echo`: `-n`, and backslashes as in `printf %b`.
pub(super) fn dash_echo(shell: &mut Interpreter<'_>, _: &mut Shell, arguments: &[String]) -> Ran {
    let mut words = arguments.get(1..).unwrap_or_default();
    let newline = words.first().is_none_or(|first| first != "-n");
    if !newline {
        words = words.get(1..).unwrap_or_default();
    }
    let mut bytes = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            bytes.push(b' ');
        }
        if escape::expand(word, true, &mut bytes) {
            shell.write(1, &bytes)?;
            return Ok(0);
        }
    }
    if newline {
        bytes.push(b'\n');
    }
    shell.write(1, &bytes)?;
    Ok(0)
}
