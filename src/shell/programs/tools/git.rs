//! `git`: its version, a new repository, settings; everything behind a network is out of reach, as offline.

mod ignore;
mod status;

use super::packages::{put, read_text};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet =
    Applet { names: &["git"], about: "version control", usage: "init | config | status | clone | --version", run };

/// Exit code of git's own errors.
const FATAL: i32 = 128;

fn fatal(process: &mut Process<'_>, text: &str) -> Ended {
    process.output.write(Stream::Err, format!("fatal: {text}\n").as_bytes())?;
    Ok(FATAL)
}

/// The version that its package has, or the distribution's in an image that brings it along.
fn version(process: &mut Process<'_>) -> String {
    if let Some(own) = &process.version {
        return own.clone();
    }
    let release = read_text(process.system.files(), "/etc/os-release");
    match () {
        () if release.contains("ID=alpine") => "2.55.0",
        () if release.contains("bookworm") => "2.39.5",
        () if release.contains("noble") => "2.43.0",
        () if release.contains("jammy") => "2.34.1",
        () => "2.47.3",
    }
    .to_string()
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    while let Some(word) = words.first().filter(|word| matches!(word.as_str(), "-C" | "-c")).cloned() {
        let value = words.get(1).cloned().unwrap_or_default();
        if word == "-C" {
            process.directory = process.absolute(&value);
        }
        words.drain(..words.len().min(2));
    }
    let rest: Vec<String> = words.iter().skip(1).cloned().collect();
    let plain: Vec<&String> = rest.iter().filter(|word| !word.starts_with('-')).collect();
    match words.first().map(String::as_str) {
        Some("--version" | "-v" | "version") => {
            let version = version(process);
            process.print(&format!("git version {version}\n"))?;
            Ok(0)
        }
        Some("init") => init(process, &rest),
        Some("config") => config(process, &rest),
        Some("clone" | "fetch" | "pull" | "push" | "ls-remote" | "submodule") => {
            let verb = words.first().cloned().unwrap_or_default();
            let Some(address) = plain.first().filter(|_| verb == "clone" || verb == "ls-remote") else {
                if repository(process).is_none() {
                    return fatal(process, "not a git repository (or any of the parent directories): .git");
                }
                let words = match verb.as_str() {
                    "push" => {
                        "No configured push destination.\nEither specify the URL from the command-line or configure a remote repository using\n\n    git remote add <name> <url>\n\nand then push using the remote name\n\n    git push <name>\n"
                    }
                    "pull" => {
                        "No remote repository specified.  Please, specify either a URL or a\nremote name from which new revisions should be fetched."
                    }
                    "fetch" => return Ok(0),
                    _ => "No remote configured to list refs from.",
                };
                return fatal(process, words);
            };
            let host = address.split("://").nth(1).unwrap_or(address).split('/').next().unwrap_or_default();
            if verb == "clone" {
                let name = plain
                    .get(1)
                    .map_or(address.rsplit('/').next().unwrap_or("repo").trim_end_matches(".git"), |name| {
                        name.as_str()
                    });
                process.output.write(Stream::Err, format!("Cloning into '{name}'...\n").as_bytes())?;
            }
            fatal(
                process,
                &format!("unable to access '{}/': Could not resolve host: {host}", address.trim_end_matches('/')),
            )
        }
        Some("status") => match repository(process) {
            None => fatal(process, "not a git repository (or any of the parent directories): .git"),
            Some(folder) => match rest.first() {
                None => status::status(process, &folder),
                Some(option) => {
                    let text = format!("layercake: git status {option} is not simulated\n");
                    process.output.write(Stream::Err, text.as_bytes())?;
                    Ok(1)
                }
            },
        },
        Some("rev-parse" | "log" | "describe" | "branch" | "diff" | "show" | "tag" | "add" | "commit" | "checkout")
            if repository(process).is_none() =>
        {
            fatal(process, "not a git repository (or any of the parent directories): .git")
        }
        Some("rev-parse" | "log" | "describe" | "show") => {
            fatal(process, "your current branch 'main' does not have any commits yet")
        }
        None | Some("--help" | "help") => {
            process.print("usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]\n           <command> [<args>]\n")?;
            Ok(1)
        }
        Some(other) => {
            let text = format!("git {other}: the sandbox does not simulate this command of git\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
    }
}

/// The repository around the working directory.
fn repository(process: &mut Process<'_>) -> Option<String> {
    let mut folder = process.directory.trim_end_matches('/').to_string();
    loop {
        if process.system.files().stat(&format!("{folder}/.git"), true).is_ok() {
            return Some(folder);
        }
        folder = folder.rsplit_once('/')?.0.to_string();
    }
}

fn init(process: &mut Process<'_>, words: &[String]) -> Ended {
    let (mut name, mut branch, mut quiet) = (".", "main", false);
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "-q" | "--quiet" => quiet = true,
            "-b" | "--initial-branch" => branch = words.next().unwrap_or(branch),
            word => match word.strip_prefix("--initial-branch=") {
                Some(named) => branch = named,
                None if word.starts_with('-') => {
                    let text = format!("layercake: git init {word} is not simulated\n");
                    process.output.write(Stream::Err, text.as_bytes())?;
                    return Ok(1);
                }
                None => name = word,
            },
        }
    }
    let head = format!("ref: refs/heads/{branch}\n");
    let folder = process.absolute(name).trim_end_matches("/.").trim_end_matches('/').to_string();
    let there = process.system.files().stat(&format!("{folder}/.git"), true).is_ok();
    let files = process.system.files();
    let rows = [
        ("HEAD", head.as_str()),
        (
            "config",
            "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n",
        ),
        ("description", "Unnamed repository; edit this file 'description' to name the repository.\n"),
    ];
    for (file, text) in rows {
        if files.stat(&format!("{folder}/.git/{file}"), true).is_ok() {
            continue;
        }
        if let Err(errno) = put(files, &format!("{folder}/.git/{file}"), text.to_string().into(), 0o644) {
            return fatal(process, &format!("cannot mkdir {folder}/.git: {errno}"));
        }
    }
    let verb = if there { "Reinitialized existing" } else { "Initialized empty" };
    if !quiet {
        process.print(&format!("{verb} Git repository in {folder}/.git/\n"))?;
    }
    Ok(0)
}

/// `git config [--global] NAME [VALUE]`
fn config(process: &mut Process<'_>, words: &[String]) -> Ended {
    let home = process.environment.get("HOME").cloned().unwrap_or_else(|| "/root".into());
    let global = words.iter().any(|word| word == "--global" || word == "--system");
    let path = match repository(process).filter(|_| !global) {
        Some(folder) => format!("{folder}/.git/config"),
        None => format!("{}/.gitconfig", home.trim_end_matches('/')),
    };
    let plain: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let text = read_text(process.system.files(), &path);
    match plain.as_slice() {
        [name, value] => {
            let (section, key) = name.rsplit_once('.').unwrap_or(("core", name));
            let section =
                section.split_once('.').map_or(section.to_string(), |(section, part)| format!("{section} \"{part}\""));
            let text = format!("{text}[{section}]\n\t{key} = {value}\n");
            match put(process.system.files(), &path, text.into(), 0o644) {
                Ok(()) => Ok(0),
                Err(errno) => fatal(process, &format!("could not lock config file {path}: {errno}")),
            }
        }
        [name] => match set(&text, name) {
            Some(value) => {
                process.print(&format!("{value}\n"))?;
                Ok(0)
            }
            None => Ok(1),
        },
        _ => {
            process.print(&text)?;
            Ok(0)
        }
    }
}

/// The value of `section.key` or `section.part.key`: what was written last.
fn set(text: &str, name: &str) -> Option<String> {
    let (section, key) = name.rsplit_once('.')?;
    let head = match section.split_once('.') {
        Some((section, part)) => format!("[{section} \"{part}\"]"),
        None => format!("[{section}]"),
    };
    let (mut inside, mut found) = (false, None);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == head;
        } else if let Some((_, value)) = line.split_once('=').filter(|(own, _)| inside && own.trim() == key) {
            found = Some(value.trim().to_string());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, run_on};

    #[test]
    fn a_repository_is_made_and_a_network_is_missed() {
        let script = "git init app; git config --global user.name Ann; git config user.name; cd app; git status | head -1; git clone https://github.com/a/b";
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), script, "").unwrap();
        assert_eq!(
            outcome.stdout,
            "Initialized empty Git repository in /home/student/app/.git/\nAnn\nOn branch main\n"
        );
        assert_eq!(
            outcome.stderr,
            "Cloning into 'b'...\nfatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com\n"
        );
        assert_eq!(outcome.status, 128);
    }

    #[test]
    fn what_is_left_out_is_not_listed() {
        let script = "git init -q -b trunk; git status | head -n 1; mkdir -p empty/er full/er node_modules/a only sub; echo x > full/er/f; echo x > node_modules/a/b; \
                      echo x > only/x.o; echo x > sub/y; ln -s /nowhere link; printf 'node_modules\\n*.o\\n' > .gitignore; \
                      git status | grep '^.[^ ]*$' | grep -v :; cd full/er; git status | grep '^.[.]'; git status -s";
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), script, "").unwrap();
        assert!(outcome.stdout.starts_with("On branch trunk\n"), "{}", outcome.stdout);
        assert_eq!(
            outcome.stdout.lines().filter(|line| line.starts_with('\t')).collect::<Vec<_>>(),
            [
                "\t.gitignore",
                "\tfull/",
                "\tlink",
                "\tsub/",
                "\t../../.gitignore",
                "\t../",
                "\t../../link",
                "\t../../sub/"
            ]
        );
        assert_eq!(outcome.stderr, "layercake: git status -s is not simulated\n");
    }
}
