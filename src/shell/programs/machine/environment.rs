//! `env`, `printenv`, `chroot`

use super::options::Accepted;
use super::xargs::become_command;
use super::{Applet, Bail, Ended};
use crate::shell::{Environment, Process};
use crate::vfs::{Errno, FileType, Right};

pub(super) static ALL: &[&Applet] = &[&ENV, &PRINTENV, &CHROOT];

static ENV: Applet = Applet {
    names: &["env"],
    about: "shows the environment, or runs a command in a changed one",
    usage: "[-i0] [-u NAME]... [-C DIR] [-S STRING] [NAME=VALUE]... [PROG ARGS]",
    run: env,
};
static PRINTENV: Applet = Applet {
    names: &["printenv"],
    about: "prints variables of the environment",
    usage: "[VARIABLE]...",
    run: printenv,
};
static CHROOT: Applet =
    Applet { names: &["chroot"], about: "runs a command in another root", usage: "NEWROOT [PROG ARGS]", run: chroot };

/// The root is one that a process can have already; another one is not simulated.
fn chroot(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("+").parse(process)?;
    let Some((root, command)) = options.operands.split_first() else { return process.missing_operand() };
    let (gnu, status) = (!process.busybox(), if process.busybox() { 1 } else { 125 });
    let change = if gnu { "cannot change root directory to" } else { "can't change root directory to" };
    let path = process.absolute(root);
    let files = process.system.files();
    let there = match files.stat(&path, true) {
        Ok(_) if !files.identity().has(Right::SysChroot) => Err(Errno::NotPermitted),
        Ok(_) => files.real_path(&path),
        Err(errno) => Err(errno),
    };
    match there {
        Ok(real) if real == "/" => {}
        Ok(_) => return process.fail(status, "layercake does not simulate another root"),
        Err(errno) => return process.fail(status, &format!("{change} '{root}': {errno}")),
    }
    process.directory = "/".into();
    let shell = process.environment.get("SHELL").cloned().unwrap_or_else(|| "/bin/sh".into());
    let command = if command.is_empty() { vec![shell, "-i".into()] } else { command.to_vec() };
    let mut stdin = std::mem::take(&mut process.stdin);
    let ended = become_command(process, command, &mut stdin);
    process.stdin = stdin;
    ended
}

fn env(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted {
        letters: if process.busybox() { "+i0u:" } else { "+i0u:C:" },
        long: &[("ignore-environment", 'i'), ("unset", 'u'), ("chdir", 'C'), ("null", '0')],
        misuse: 125,
    };
    let words = with_strings_split(process)?;
    let options = accepted.parse_words(process, words)?;
    if options.has('i') {
        process.environment.clear();
    }
    for name in options.values('u') {
        process.environment.remove(name);
    }
    if let Some(directory) = options.value('C') {
        let path = process.absolute(directory);
        match process.system.files().stat(&path, true) {
            Ok(stat) if stat.kind == FileType::Directory => process.directory = path,
            other => {
                let errno = other.map_or_else(|errno| errno, |_| Errno::NotDirectory);
                return process.fail(125, &format!("cannot change directory to '{directory}': {errno}"));
            }
        }
    }
    let mut command = options.operands.clone();
    if command.first().is_some_and(|word| word == "-") {
        process.environment.clear();
        command.remove(0);
    }
    let start = command.iter().position(|word| !word.contains('=')).unwrap_or(command.len());
    for (name, value) in command
        .drain(..start)
        .filter_map(|word| word.split_once('=').map(|(name, value)| (name.to_string(), value.to_string())))
    {
        process.environment.insert(name, value);
    }
    if command.is_empty() {
        let end = if options.has('0') { '\0' } else { '\n' };
        let text: String = process.environment.iter().map(|(name, value)| format!("{name}={value}{end}")).collect();
        process.print(&text)?;
        return Ok(0);
    }
    let mut stdin = std::mem::take(&mut process.stdin);
    let status = become_command(process, command, &mut stdin);
    process.stdin = stdin;
    status
}

/// The words of the command line, with what `-S` says in the place of it (env(1), "-S/--split-string usage in scripts").
fn with_strings_split(process: &mut Process<'_>) -> Result<Vec<String>, Bail> {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    if process.busybox() {
        return Ok(words);
    }
    let mut whole = Vec::new();
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        let text = match word.as_str() {
            "-S" | "--split-string" => rest.next(),
            "-u" | "-C" | "--unset" | "--chdir" => {
                whole.push(word);
                whole.extend(rest.next());
                continue;
            }
            // What comes behind is the command's.
            plain if !plain.starts_with('-') || plain == "--" => {
                whole.push(word);
                whole.extend(rest);
                break;
            }
            other => other.strip_prefix("-S").or_else(|| other.strip_prefix("--split-string=")).map(str::to_string),
        };
        match text.as_deref().map(|text| split(text, &process.environment)) {
            None => whole.push(word),
            Some(Ok(more)) => whole.extend(more),
            Some(Err(words)) => return process.fail(125, &words),
        }
    }
    Ok(whole)
}

/// The words of a string, with its quotes, its backslashes and its variables.
fn split(text: &str, environment: &Environment) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            ('\\', quote) => {
                let inner = |letter: char| quote == Some('\'') && !matches!(letter, '\\' | '\'');
                let next = letters.next().ok_or("invalid backslash at end of string in -S")?;
                let plain = match next {
                    next if inner(next) => {
                        word.get_or_insert_default().push('\\');
                        next
                    }
                    'c' if quote.is_none() => break,
                    '_' if quote.is_none() => {
                        words.extend(word.take());
                        continue;
                    }
                    '_' => ' ',
                    'f' => '\x0c',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\x0b',
                    '\\' | '"' | '\'' | '$' | '#' => next,
                    other => return Err(format!("invalid sequence '\\{other}' in -S")),
                };
                word.get_or_insert_default().push(plain);
            }
            ('$', None | Some('"')) => {
                if letters.next_if_eq(&'{').is_none() {
                    return Err("only ${VARNAME} expansion is supported, error at: $".into());
                }
                let name: String = std::iter::from_fn(|| letters.next_if(|letter| *letter != '}')).collect();
                letters.next();
                word.get_or_insert_default().push_str(environment.get(&name).map_or("", String::as_str));
            }
            ('#', None) if word.is_none() => break,
            (blank, None) if blank.is_ascii_whitespace() => words.extend(word.take()),
            (other, _) => word.get_or_insert_default().push(other),
        }
    }
    if quote.is_some() {
        return Err("no terminating quote in -S string".into());
    }
    words.extend(word);
    Ok(words)
}

fn printenv(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "0", long: &[("null", '0')], misuse: 2 }.parse(process)?;
    let end = if options.has('0') { '\0' } else { '\n' };
    let mut status = 0;
    if options.operands.is_empty() {
        let text: String = process.environment.iter().map(|(name, value)| format!("{name}={value}{end}")).collect();
        process.print(&text)?;
    }
    for name in &options.operands {
        match process.environment.get(name).cloned() {
            Some(value) => process.print(&format!("{value}{end}"))?,
            None => status = 1,
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn a_string_is_split_as_env_splits_it() {
        check(&[
            (r#"env -S 'printf "%s|" "a b" c\_d '\''e  f'\'' # no'"#, "a b|c|d|e  f|"),
            (r"env -S '-i FOO=${HOME} env'", "FOO=/home/student\n"),
            ("env -C /tmp pwd; env -u HOME -S 'printenv HOME'; echo $?", "/tmp\n1\n"),
        ]);
        check_all(
            Gnu,
            &[
                ("env -S 'echo $X'", "", "env: only ${VARNAME} expansion is supported, error at: $\n", 125),
                ("env -S 'echo \"x'", "", "env: no terminating quote in -S string\n", 125),
                (
                    "env -C /nodir true",
                    "",
                    "env: cannot change directory to '/nodir': No such file or directory\n",
                    125,
                ),
                ("env -v true", "", "env: layercake does not simulate the option -v\n", 125),
            ],
        );
    }
}
