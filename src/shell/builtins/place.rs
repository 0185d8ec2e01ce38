//! Builtins about where and how the shell runs: `cd`, `pwd`, `umask`, `times`.

use crate::shell::interpreter::{Interpreter, Ran};
use crate::shell::{Dialect, Shell};
use crate::vfs::{Errno, FileType, Path};

pub(super) fn cd(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut given = arguments.get(1..).unwrap_or_default();
    let mut physical = false;
    while let Some(option) = given.first().filter(|word| matches!(word.as_str(), "-P" | "-L" | "--")) {
        physical = option == "-P";
        given = given.get(1..).unwrap_or_default();
    }
    if given.len() > 1 && shell.dialect == Dialect::Bash {
        shell.complain(state, Some("cd"), "too many arguments")?;
        return Ok(1);
    }
    let back = given.first().is_some_and(|target| target == "-");
    let target = match given.first() {
        None => match state.get("HOME") {
            Some(home) => home.to_string(),
            None if shell.dialect == Dialect::Bash => {
                shell.complain(state, Some("cd"), "HOME not set")?;
                return Ok(1);
            }
            None => return Ok(0),
        },
        Some(_) if back => match state.get("OLDPWD") {
            Some(old) => old.to_string(),
            None if shell.dialect == Dialect::Bash => {
                shell.complain(state, Some("cd"), "OLDPWD not set")?;
                return Ok(1);
            }
            None => state.directory.clone(),
        },
        Some(target) => target.clone(),
    };
    let path = state.absolute(&target);
    let files = shell.system.files();
    let arrived = match files.stat(&path, true) {
        Ok(stat) if stat.kind != FileType::Directory => Err(Errno::NotDirectory),
        Ok(_) => {
            files.may(&path, 1).and_then(|()| if physical { files.real_path(&path) } else { Ok(logical(files, &path)) })
        }
        Err(errno) => Err(errno),
    };
    match arrived {
        Ok(directory) => {
            let old = std::mem::replace(&mut state.directory, directory.clone());
            state.export("OLDPWD", &old);
            state.export("PWD", &directory);
            if back {
                shell.write(1, format!("{directory}\n").as_bytes())?;
            }
            Ok(0)
        }
        Err(errno) => {
            let words = match shell.dialect {
                Dialect::Dash => format!("can't cd to {target}"),
                Dialect::Ash => format!("can't cd to {target}: {errno}"),
                Dialect::Bash => format!("{target}: {errno}"),
            };
            shell.complain(state, Some("cd"), &words)?;
            Ok(if shell.dialect == Dialect::Bash { 1 } else { 2 })
        }
    }
}

/// The path by its text, if that leads to the same place; otherwise with its links resolved.
fn logical(files: &dyn crate::vfs::Files, path: &str) -> String {
    let plain: String = Path::new(path).into();
    let same =
        files.stat(&plain, true).ok().map(|stat| stat.inode) == files.stat(path, true).ok().map(|stat| stat.inode);
    if same { plain } else { files.real_path(path).unwrap_or(plain) }
}

pub(super) fn pwd(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let physical = arguments.iter().any(|argument| argument == "-P");
    let real = if physical { shell.system.files().real_path(&state.directory).ok() } else { None };
    let directory = real.unwrap_or_else(|| state.directory.clone());
    shell.write(1, format!("{directory}\n").as_bytes())?;
    Ok(0)
}

pub(super) fn umask(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut identity = shell.system.files().identity().clone();
    match arguments.get(1).map(String::as_str) {
        None => {
            shell.write(1, format!("{:04o}\n", identity.umask).as_bytes())?;
            Ok(0)
        }
        Some("-S") => {
            let letters = |shift: u32| {
                let allowed = !(identity.umask >> shift) & 7;
                [(4, 'r'), (2, 'w'), (1, 'x')]
                    .into_iter()
                    .filter(|(bit, _)| allowed & bit != 0)
                    .map(|(_, c)| c)
                    .collect()
            };
            let (user, group, other): (String, String, String) = (letters(6), letters(3), letters(0));
            shell.write(1, format!("u={user},g={group},o={other}\n").as_bytes())?;
            Ok(0)
        }
        Some(mask) => match crate::text::parse_octal_mode(mask) {
            Some(mask) if mask <= 0o777 => {
                identity.umask = mask;
                shell.system.files().set_identity(identity);
                Ok(0)
            }
            _ => {
                shell.complain(
                    state,
                    Some("umask"),
                    &match shell.dialect {
                        Dialect::Ash => format!("illegal mode: {mask}"),
                        _ => format!("Illegal mode: {mask}"),
                    },
                )?;
                Ok(2)
            }
        },
    }
}

pub(super) fn times(shell: &mut Interpreter<'_>, _: &mut Shell, _: &[String]) -> Ran {
    shell.write(1, b"0m0.000000s 0m0.000000s\n0m0.000000s 0m0.000000s\n")?;
    Ok(0)
}

/// bash's `dirs`: the working directory, then what `pushd` keeps.
pub(super) fn dirs(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    if arguments.get(1).is_some_and(|option| option == "-c") {
        state.stacked.clear();
        return Ok(0);
    }
    let home = state.get("HOME").unwrap_or_default().to_string();
    let shown = std::iter::once(&state.directory).chain(&state.stacked).map(|directory| {
        let rest =
            directory.strip_prefix(&home).filter(|rest| home.len() > 1 && (rest.is_empty() || rest.starts_with('/')));
        rest.map_or_else(|| directory.clone(), |rest| format!("~{rest}"))
    });
    let line = shown.collect::<Vec<_>>().join(" ");
    shell.write(1, format!("{line}\n").as_bytes())?;
    Ok(0)
}

pub(super) fn pushd(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let target = match (arguments.get(1), state.stacked.first()) {
        (Some(target), _) => target.clone(),
        (None, Some(top)) => top.clone(),
        (None, None) => {
            shell.complain(state, Some("pushd"), "no other directory")?;
            return Ok(1);
        }
    };
    let before = state.directory.clone();
    let status = cd_as(shell, state, "pushd", &target)?;
    if status == 0 {
        if arguments.len() < 2 {
            state.stacked.remove(0);
        }
        state.stacked.insert(0, before);
        return dirs(shell, state, &[]);
    }
    Ok(status)
}

pub(super) fn popd(shell: &mut Interpreter<'_>, state: &mut Shell, _: &[String]) -> Ran {
    let Some(target) = state.stacked.first().cloned() else {
        shell.complain(state, Some("popd"), "directory stack empty")?;
        return Ok(1);
    };
    let status = cd_as(shell, state, "popd", &target)?;
    if status == 0 {
        state.stacked.remove(0);
        return dirs(shell, state, &[]);
    }
    Ok(status)
}

/// `cd`, by the name of who asks for it.
fn cd_as(shell: &mut Interpreter<'_>, state: &mut Shell, name: &str, target: &str) -> Ran {
    let path = state.absolute(target);
    if shell.system.files().stat(&path, true).is_err() {
        shell.complain(state, Some(name), &format!("{target}: {}", Errno::NoEntry))?;
        return Ok(1);
    }
    cd(shell, state, &["cd".into(), "--".into(), target.into()])
}
