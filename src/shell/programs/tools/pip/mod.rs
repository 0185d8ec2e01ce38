//! `pip`: Python's package manager, in the words of its releases from 20 to 26.
//!
//! What is on offer stands in `fixtures/packages/pip.toml`; what is installed, in `*.dist-info` folders, as in life. It
//! resolves without backtracking, and runs no code of the packages.

mod build;
mod cache;
mod install;
mod line;
mod place;
mod project;
mod query;
mod requirement;
mod resolve;
mod site;
#[cfg(test)]
mod tests;
mod venv;
mod wheel;

pub(super) use venv::make as make_environment;

use self::line::Line;
use self::place::Place;
use super::packages::{Offer, PackageForm, version};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["pip", "pip3"],
    about: "Python's package manager",
    usage: "install | download | uninstall | freeze | list | show | check | wheel | cache | --version",
    run,
};

static OFFER: Offer = Offer::of("pip.toml");

/// The verbs that pip has.
const VERBS: &[&str] = &[
    "install",
    "lock",
    "download",
    "uninstall",
    "freeze",
    "inspect",
    "list",
    "show",
    "check",
    "config",
    "search",
    "cache",
    "index",
    "wheel",
    "hash",
    "completion",
    "debug",
    "help",
];

/// Runs `pip` with the process's arguments, the program's name first.
pub(super) fn run(process: &mut Process<'_>) -> Ended {
    let line = Line::of(process);
    let mut place = Place::of(process);
    place.pip = site::pip_version(process.system.files(), &place);
    if let Some(option) = &line.unknown {
        let usage = usage(&line.verb);
        process.output.write(Stream::Err, format!("{usage}\nno such option: {option}\n").as_bytes())?;
        return Ok(2);
    }
    if let Some(option) = &line.unfinished {
        let usage = usage(&line.verb);
        let text = format!("{usage}\n{option} option requires 1 argument\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(2);
    }
    if line.verb.is_empty() && line.has("version") {
        let Place { pip, own, minor, .. } = &place;
        process.print(&format!("pip {pip} from {own}/pip (python {minor})\n"))?;
        return Ok(0);
    }
    let ended = match line.verb.as_str() {
        "install" => install::run(process, &line, &place),
        "download" | "wheel" => install::fetch(process, &line, &place),
        "uninstall" => query::uninstall(process, &line, &place),
        "list" => query::list(process, &line, &place),
        "freeze" => query::freeze(process, &line, &place),
        "show" => query::show(process, &line, &place),
        "check" => query::check(process, &line, &place),
        "cache" => cache::run(process, &line),
        "config" => config(process, &line),
        "" | "help" => {
            process.print(&usage(""))?;
            return Ok(0);
        }
        verb if VERBS.contains(&verb) => {
            let text = format!("ERROR: pip {verb}: the sandbox does not simulate this command of pip\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
        verb => return unknown(process, verb),
    };
    if matches!(line.verb.as_str(), "install" | "download" | "wheel" | "list" | "uninstall") {
        notice(process, &line, &place)?;
    }
    ended
}

fn unknown(process: &mut Process<'_>, verb: &str) -> Ended {
    let close = VERBS
        .iter()
        .filter(|known| strsim::damerau_levenshtein(known, verb) <= 2)
        .min_by_key(|known| strsim::damerau_levenshtein(known, verb));
    let hint = close.map(|known| format!(" - maybe you meant \"{known}\"")).unwrap_or_default();
    requirement::fail(process, &format!("unknown command \"{verb}\"{hint}"))
}

fn usage(verb: &str) -> String {
    match verb {
        "install" => "\nUsage:   \n  pip install [options] <requirement specifier> [package-index-options] ...\n  \
                      pip install [options] -r <requirements file> [package-index-options] ...\n  \
                      pip install [options] [-e] <local project path> ...\n"
            .into(),
        "" => "\nUsage:   \n  pip <command> [options]\n\nCommands:\n  install, download, uninstall, freeze, list, show, check, wheel, cache, config\n".into(),
        verb => format!("\nUsage:   \n  pip {verb} [options] ...\n"),
    }
}

/// `pip config set|list`: the settings of this user.
fn config(process: &mut Process<'_>, line: &Line) -> Ended {
    let home = process.environment.get("HOME").cloned().unwrap_or_else(|| "/root".into());
    let path = format!("{}/.config/pip/pip.conf", home.trim_end_matches('/'));
    match line.words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["set", key, value] => {
            let (section, name) = key.split_once('.').unwrap_or(("global", key));
            let text = format!("[{section}]\n{name} = {value}\n\n");
            if let Err(errno) = super::packages::put(process.system.files(), &path, text.into(), 0o644) {
                return requirement::fail(process, &format!("[Errno {}] {errno}: '{path}'", errno.number()));
            }
            process.print(&format!("Writing to {path}\n"))?;
        }
        ["list"] => {
            let text = super::packages::read_text(process.system.files(), &path);
            let mut section = "global";
            for line in text.lines() {
                if let Some(name) = line.strip_prefix('[') {
                    section = name.trim_end_matches(']');
                } else if let Some((name, value)) = line.split_once(" = ") {
                    process.print(&format!("{section}.{name}='{value}'\n"))?;
                }
            }
        }
        _ => return requirement::fail(process, "Need an action (debug, edit, get, list, set, unset) to perform."),
    }
    Ok(0)
}

/// Warns who installs as root outside of a virtual environment.
fn root_warning(process: &mut Process<'_>, line: &Line, place: &Place) -> Result<(), Bail> {
    let root = process.system.files().identity().uid == 0;
    if !root || place.environment || line.value("root-user-action") == Some("ignore") || !place.pip_since("21.1") {
        return Ok(());
    }
    let text = match (place.pip_since("24.2"), place.pip_since("22.1")) {
        (true, _) => {
            "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager, possibly rendering your system unusable. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and want to suppress this warning.\n"
        }
        _ => {
            "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv\n"
        }
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}

/// Tells of a newer pip, unless a distribution looks after it.
fn notice(process: &mut Process<'_>, line: &Line, place: &Place) -> Result<(), Bail> {
    let newest = OFFER.find("pip").map(|(_, form)| form.version.clone()).unwrap_or_default();
    let itself = line.words.iter().any(|word| version::Asked::of(word, "pip").name == "pip");
    let silent = line.has("disable-pip-version-check") || line.has("quiet") || line.has("no-index") || itself;
    if silent || !place.bundled || !version::compare(&place.pip, &newest).is_lt() {
        return Ok(());
    }
    let own = &place.pip;
    let text = match place.pip_since("22.0") {
        true => format!(
            "\n[notice] A new release of pip is available: {own} -> {newest}\n[notice] To update, run: pip install --upgrade pip\n"
        ),
        false => format!(
            "WARNING: You are using pip version {own}; however, version {newest} is available.\nYou should consider upgrading via the '{} -m pip install --upgrade pip' command.\n",
            place.interpreter
        ),
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}
