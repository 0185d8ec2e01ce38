//! bash's `shopt`, and what of `set -o` others ask for (bash's manual, 4.3.2).

use super::variables::{LONG_NAMES, switch};
use crate::shell::Shell;
use crate::shell::interpreter::{Interpreter, Ran};

/// The options of `shopt` as bash 5.2 lists them, and whether they are on from the start in a shell without a person.
const SHOPTS: [(&str, bool); 53] = [
    ("autocd", false),
    ("assoc_expand_once", false),
    ("cdable_vars", false),
    ("cdspell", false),
    ("checkhash", false),
    ("checkjobs", false),
    ("checkwinsize", true),
    ("cmdhist", true),
    ("compat31", false),
    ("compat32", false),
    ("compat40", false),
    ("compat41", false),
    ("compat42", false),
    ("compat43", false),
    ("compat44", false),
    ("complete_fullquote", true),
    ("direxpand", false),
    ("dirspell", false),
    ("dotglob", false),
    ("execfail", false),
    ("expand_aliases", false),
    ("extdebug", false),
    ("extglob", false),
    ("extquote", true),
    ("failglob", false),
    ("force_fignore", true),
    ("globasciiranges", true),
    ("globskipdots", true),
    ("globstar", false),
    ("gnu_errfmt", false),
    ("histappend", false),
    ("histreedit", false),
    ("histverify", false),
    ("hostcomplete", true),
    ("huponexit", false),
    ("inherit_errexit", false),
    ("interactive_comments", true),
    ("lastpipe", false),
    ("lithist", false),
    ("localvar_inherit", false),
    ("localvar_unset", false),
    ("login_shell", false),
    ("mailwarn", false),
    ("no_empty_cmd_completion", false),
    ("nocaseglob", false),
    ("nocasematch", false),
    ("noexpand_translation", false),
    ("nullglob", false),
    ("patsub_replacement", true),
    ("progcomp", true),
    ("progcomp_alias", false),
    ("promptvars", true),
    ("restricted_shell", false),
];

/// Options that are not simulated: switching them on says so.
const UNSIMULATED: [&str; 2] = ["lastpipe", "extdebug"];

pub(super) fn shopt(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut names = arguments.get(1..).unwrap_or_default();
    let (mut set, mut quiet, mut of_set, mut print) = (None, false, false, false);
    while let Some(option) = names.first().filter(|word| word.starts_with('-') && word.len() > 1) {
        for letter in option.chars().skip(1) {
            match letter {
                's' => set = Some(true),
                'u' => set = Some(false),
                'q' => quiet = true,
                'o' => of_set = true,
                'p' => print = true,
                letter => {
                    shell.complain(state, Some("shopt"), &format!("-{letter}: invalid option"))?;
                    shell.write_error(b"shopt: usage: shopt [-pqsu] [-o] [optname ...]\n")?;
                    return Ok(2);
                }
            }
        }
        names = names.get(1..).unwrap_or_default();
    }
    if names.is_empty() {
        let all = SHOPTS.iter().map(|(name, start)| (*name, shows(state, name, *start)));
        let shown = all.filter(|(_, on)| set.is_none_or(|set| set == *on));
        let text: String = shown.map(|(name, on)| line(name, on, print)).collect();
        shell.write(1, text.as_bytes())?;
        return Ok(0);
    }
    let mut status = 0;
    for name in names {
        if of_set && let Some(switch) = switch(&mut state.options, name) {
            match set {
                Some(on) => *switch = on,
                None => status |= i32::from(!*switch),
            }
            continue;
        }
        let Some((_, start)) = SHOPTS.iter().find(|(own, _)| own == name) else {
            shell.complain(state, Some("shopt"), &format!("{name}: invalid shell option name"))?;
            status = 1;
            continue;
        };
        match set {
            Some(true) if UNSIMULATED.contains(&name.as_str()) => {
                shell.complain(state, Some("shopt"), &format!("layercake does not simulate {name}"))?;
                status = 1;
            }
            Some(on) => {
                let key = if *start { format!("-{name}") } else { name.clone() };
                if on != *start {
                    state.shopts.insert(key)
                } else {
                    state.shopts.remove(&key)
                };
            }
            None => {
                let on = shows(state, name, *start);
                status |= i32::from(!on);
                if !quiet {
                    shell.write(1, line(name, on, print).as_bytes())?;
                }
            }
        }
    }
    Ok(status)
}

/// Whether an option is on; those that are on from the start are kept when they are off, with a minus before them.
fn shows(state: &Shell, name: &str, start: bool) -> bool {
    match start {
        true => !state.shopts.contains(&format!("-{name}")),
        false => state.shopts.contains(name) || name == "expand_aliases" && state.interactive,
    }
}

fn line(name: &str, on: bool, print: bool) -> String {
    match (print, on) {
        (true, true) => format!("shopt -s {name}\n"),
        (true, false) => format!("shopt -u {name}\n"),
        (false, true) => format!("{name:<15}\ton\n"),
        (false, false) => format!("{name:<15}\toff\n"),
    }
}

/// Whether an option of `set` is on (`[[ -o errexit ]]`).
pub(in crate::shell) fn is_on(state: &Shell, name: &str) -> bool {
    let mut options = state.options;
    switch(&mut options, name).is_some_and(|on| *on)
}

/// `$SHELLOPTS`
pub(in crate::shell) fn switched_on(state: &Shell) -> String {
    let mut names: Vec<&str> = LONG_NAMES.into_iter().filter(|name| is_on(state, name)).collect();
    names.extend(["braceexpand", "hashall", "interactive-comments"]);
    names.sort_unstable();
    names.join(":")
}
