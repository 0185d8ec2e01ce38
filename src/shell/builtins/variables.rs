//! Builtins about variables, positional parameters and options.

use super::declaration::declaration;
use crate::shell::arrays::{Slot, subscripted};
use crate::shell::interpreter::{Flow, Interpreter, Ran};
use crate::shell::language::is_name;
use crate::shell::value::Key;
use crate::shell::{
    Dialect, Shell, ShellOptions, Value,
    quoted::{listed, quoted},
};

pub(super) fn bad_name(shell: &mut Interpreter<'_>, state: &Shell, builtin: &str, name: &str) -> Ran {
    if shell.dialect == Dialect::Bash {
        shell.complain(state, Some(builtin), &format!("`{name}': not a valid identifier"))?;
        return Ok(1);
    }
    shell.complain(state, Some(builtin), &format!("{name}: bad variable name"))?;
    Err(Flow::Abort(2))
}

/// `export` and `readonly`: sets what is assigned, then `mark`s it; without names lists what is marked.
fn mark(
    shell: &mut Interpreter<'_>,
    state: &mut Shell,
    arguments: &[String],
    is: fn(&crate::shell::Variable) -> bool,
    mark: fn(&mut crate::shell::Variable, bool),
) -> Ran {
    let builtin = arguments.first().map_or("", String::as_str);
    let mut on = true;
    let mut names = arguments.get(1..).unwrap_or_default();
    let lists = shell.dialect == Dialect::Bash;
    while let Some(option) = names
        .first()
        .filter(|word| matches!(word.as_str(), "-p" | "-n" | "--") || lists && matches!(word.as_str(), "-a" | "-A"))
    {
        on = on && option != "-n";
        names = names.get(1..).unwrap_or_default();
    }
    if names.is_empty() {
        let marked: Vec<_> = state.variables.iter().filter(|(_, variable)| is(variable)).collect();
        let mut text = String::new();
        for (name, variable) in marked {
            text += &match (variable.text(), shell.dialect) {
                (_, Dialect::Bash) => declaration(name, variable),
                (Some(value), _) => format!("{builtin} {name}={}\n", listed(value)),
                (None, _) => format!("{builtin} {name}\n"),
            };
        }
        shell.write(1, text.as_bytes())?;
        return Ok(0);
    }
    for argument in names {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        if !is_name(name.strip_suffix('+').filter(|_| lists).unwrap_or(name)) {
            return bad_name(
                shell,
                state,
                builtin,
                if value.is_some() && shell.dialect == Dialect::Bash { argument } else { name },
            );
        }
        let (name, append) = match name.strip_suffix('+') {
            Some(name) if lists => (name, true),
            _ => (name, false),
        };
        if let Some(value) = value {
            shell.assign_more(state, name, value, append)?;
        }
        mark(state.variables.entry(name.into()).or_default(), on);
    }
    Ok(0)
}

pub(super) fn export(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    mark(shell, state, arguments, |variable| variable.exported, |variable, on| variable.exported = on)
}

pub(super) fn readonly(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    mark(shell, state, arguments, |variable| variable.readonly, |variable, on| variable.readonly = on)
}

pub(super) fn local(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if state.locals.is_empty() {
        match shell.dialect {
            Dialect::Bash => shell.complain(state, Some("local"), "can only be used in a function")?,
            _ => shell.complain(state, Some("local"), "not in a function")?,
        }
        return if shell.dialect == Dialect::Bash { Ok(1) } else { Err(Flow::Abort(2)) };
    }
    for argument in arguments.get(1..).unwrap_or_default() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        // `local -` keeps the options in dash and ash; they are not kept here.
        if name == "-" {
            continue;
        }
        if !is_name(name) {
            return bad_name(shell, state, "local", name);
        }
        let hidden = state.variables.get(name).cloned();
        if let Some(scope) = state.locals.last_mut() {
            scope.push((name.to_string(), hidden));
        }
        match value {
            Some(value) => shell.assign(state, name, value)?,
            // dash lets the old value show through; ash and bash do not.
            None if shell.dialect != Dialect::Dash => {
                state.variables.remove(name);
            }
            None => {}
        }
    }
    Ok(0)
}

pub(super) fn let_(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut value = 0;
    for expression in arguments.get(1..).unwrap_or_default() {
        value = shell.arithmetic_for(state, expression, "let: ")?;
    }
    Ok(i32::from(value == 0))
}

pub(super) fn unset(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let (mut functions, mut variables) = (false, false);
    for name in arguments.get(1..).unwrap_or_default() {
        match name.as_str() {
            "-f" => functions = true,
            "-v" => variables = true,
            "-n" if shell.dialect == Dialect::Bash => variables = true,
            name if shell.dialect == Dialect::Bash && subscripted(name).is_some() => unset_element(shell, state, name)?,
            name => {
                let name = &state.resolved(name).to_string();
                if functions {
                    state.functions.remove(name);
                    continue;
                }
                if state.variables.get(name).is_some_and(|variable| variable.readonly) {
                    shell.complain(state, Some("unset"), &format!("{name}: is read only"))?;
                    return if shell.dialect == Dialect::Bash { Ok(1) } else { Err(Flow::Abort(2)) };
                }
                let was_there = state.variables.remove(name).is_some();
                if !was_there && !variables && shell.dialect == Dialect::Bash {
                    state.functions.remove(name);
                }
            }
        }
    }
    Ok(0)
}

/// `unset name[index]`
fn unset_element(shell: &mut Interpreter<'_>, state: &mut Shell, target: &str) -> Result<(), Flow> {
    let Some((name, index)) = subscripted(target) else { return Ok(()) };
    let name = state.resolved(name).to_string();
    if matches!(index, "@" | "*") {
        state.variables.remove(&name);
        return Ok(());
    }
    let slot = shell.slot(state, &name, index)?;
    match (state.variables.get_mut(&name).and_then(|variable| variable.value.as_mut()), slot) {
        (Some(Value::List(list)), Slot::Number(number)) => drop(list.remove(&number)),
        (Some(Value::Map(map)), Slot::Key(key)) => drop(map.remove(&Key(key))),
        _ => {}
    }
    Ok(())
}

pub(super) fn shift(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let count = match arguments.get(1).map(|text| text.parse::<usize>()) {
        None => 1,
        Some(Ok(count)) => count,
        Some(Err(_)) => {
            let text = arguments.get(1).map_or("", String::as_str);
            shell.complain(state, Some("shift"), &format!("Illegal number: {text}"))?;
            return Err(Flow::Abort(2));
        }
    };
    if count > state.positional.len() {
        return match shell.dialect {
            Dialect::Dash => {
                shell.complain(state, Some("shift"), "can't shift that many")?;
                Err(Flow::Abort(2))
            }
            _ => Ok(1),
        };
    }
    state.positional.drain(..count);
    Ok(0)
}

/// The switch with this letter or long name.
pub(super) fn switch<'o>(options: &'o mut ShellOptions, name: &str) -> Option<&'o mut bool> {
    Some(match name {
        "a" | "allexport" => &mut options.allexport,
        "e" | "errexit" => &mut options.errexit,
        "C" | "noclobber" => &mut options.noclobber,
        "n" | "noexec" => &mut options.noexec,
        "f" | "noglob" => &mut options.noglob,
        "u" | "nounset" => &mut options.nounset,
        "v" | "verbose" => &mut options.verbose,
        "x" | "xtrace" => &mut options.xtrace,
        "pipefail" => &mut options.pipefail,
        "E" | "errtrace" => &mut options.errtrace,
        _ => return None,
    })
}

/// Options that change nothing here.
const UNSEEN: [&str; 11] = [
    "vi",
    "emacs",
    "ignoreeof",
    "monitor",
    "notify",
    "history",
    "posix",
    "braceexpand",
    "hashall",
    "histexpand",
    "functrace",
];

/// What `set -o` lists, in each shell's order.
const DASH_NAMES: [&str; 18] = [
    "errexit",
    "noglob",
    "ignoreeof",
    "interactive",
    "monitor",
    "noexec",
    "stdin",
    "xtrace",
    "verbose",
    "vi",
    "emacs",
    "noclobber",
    "allexport",
    "notify",
    "nounset",
    "privileged",
    "nolog",
    "debug",
];
const ASH_NAMES: [&str; 14] = [
    "errexit",
    "noglob",
    "ignoreeof",
    "monitor",
    "noexec",
    "xtrace",
    "verbose",
    "noclobber",
    "allexport",
    "notify",
    "nounset",
    "errtrace",
    "vi",
    "pipefail",
];
const BASH_NAMES: [&str; 27] = [
    "allexport",
    "braceexpand",
    "emacs",
    "errexit",
    "errtrace",
    "functrace",
    "hashall",
    "histexpand",
    "history",
    "ignoreeof",
    "interactive-comments",
    "keyword",
    "monitor",
    "noclobber",
    "noexec",
    "noglob",
    "nolog",
    "notify",
    "nounset",
    "onecmd",
    "physical",
    "pipefail",
    "posix",
    "privileged",
    "verbose",
    "vi",
    "xtrace",
];
/// Options that are on without being asked for, of those that change nothing here.
const ALWAYS_ON: [&str; 3] = ["braceexpand", "hashall", "interactive-comments"];

pub(super) const LONG_NAMES: [&str; 9] =
    ["errexit", "noglob", "noexec", "xtrace", "verbose", "noclobber", "allexport", "nounset", "pipefail"];

/// Sets options as `set` and a shell's command line have them: `-eu`, `+x`, `-o pipefail`. Returns how many words that
/// took, or the option that there is none of.
pub(in crate::shell) fn set_options(state: &mut Shell, words: &[String]) -> Result<usize, String> {
    let mut taken = 0;
    while let Some(word) = words.get(taken) {
        let on = word.starts_with('-');
        if word == "--" || word == "-" || word.len() < 2 || !(on || word.starts_with('+')) {
            break;
        }
        taken += 1;
        for letter in word.chars().skip(1) {
            match letter {
                'o' => {
                    let Some(name) = words.get(taken) else { break };
                    taken += 1;
                    // Not simulated, but harmless: vi and emacs editing, history, job control.
                    if UNSEEN.contains(&name.as_str()) {
                        continue;
                    }
                    *switch(&mut state.options, name).ok_or_else(|| format!("-o {name}"))? = on;
                }
                // Interactive, login, job control, hashing: nothing changes here.
                'i' | 'l' | 'm' | 'h' | 'b' | 'B' | 'H' | 'T' | 'P' => {}
                letter => {
                    let name = letter.to_string();
                    let sign = if on { '-' } else { '+' };
                    *switch(&mut state.options, &name).ok_or_else(|| format!("{sign}{letter}"))? = on;
                }
            }
        }
    }
    Ok(taken)
}

pub(super) fn set(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let given = arguments.get(1..).unwrap_or_default();
    if given.is_empty() {
        let line = |(name, variable): (&String, &crate::shell::Variable)| {
            if let (Some(Value::List(_) | Value::Map(_)), Dialect::Bash) = (&variable.value, shell.dialect) {
                let line = declaration(name, variable);
                return line.splitn(3, ' ').nth(2).map(str::to_string);
            }
            let value = variable.text()?;
            Some(match shell.dialect {
                Dialect::Bash => format!("{name}={}\n", quoted(value)),
                _ => format!("{name}={}\n", listed(value)),
            })
        };
        let text: String = state.variables.iter().filter_map(line).collect();
        shell.write(1, text.as_bytes())?;
        return Ok(0);
    }
    if let [option] = given
        && (option == "-o" || option == "+o")
    {
        let (head, names, gap): (&str, &[&str], &str) = match shell.dialect {
            Dialect::Dash => ("Current option settings\n", &DASH_NAMES, " "),
            Dialect::Ash => ("", &ASH_NAMES, " "),
            Dialect::Bash => ("", &BASH_NAMES, "\t"),
        };
        let mut text = String::from(head);
        for name in names {
            let on = switch(&mut state.options, name).map_or(ALWAYS_ON.contains(name), |on| *on);
            text += &format!("{name:<15}{gap}{}\n", if on { "on" } else { "off" });
        }
        shell.write(1, text.as_bytes())?;
        return Ok(0);
    }
    // dash has had pipefail since 0.5.13; Debian's has not.
    let refused = shell.dialect == Dialect::Dash && given.iter().any(|word| word == "pipefail");
    let result = if refused { Err("-o pipefail".into()) } else { set_options(state, given) };
    match result {
        Ok(taken) => {
            let rest = given.get(taken..).unwrap_or_default();
            match rest {
                [dashes, rest @ ..] if dashes == "--" => state.positional = rest.to_vec(),
                [] => {}
                rest => state.positional = rest.to_vec(),
            }
            Ok(0)
        }
        Err(option) => {
            let words = match shell.dialect {
                Dialect::Dash | Dialect::Ash => format!("Illegal option {option}"),
                Dialect::Bash => match option.strip_prefix("-o ") {
                    Some(name) => {
                        shell.complain(state, Some("set"), &format!("{name}: invalid option name"))?;
                        return Ok(2);
                    }
                    None => format!("{option}: invalid option"),
                },
            };
            let words = if shell.dialect == Dialect::Ash { words.to_lowercase() } else { words };
            shell.complain(state, Some("set"), &words)?;
            if shell.dialect == Dialect::Bash {
                let usage = "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n";
                shell.write_error(usage.as_bytes())?;
                return Ok(2);
            }
            Err(Flow::Abort(2))
        }
    }
}
