//! `dnf`, `yum`, `microdnf`: packages of the Red Hat family (`fixtures/packages/fedora.toml`), as dnf 4 tells it, and the
//! part of `rpm` that asks what is installed.

mod database;
mod install;

use super::packages::{Offer, read_text};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["dnf", "dnf5", "yum", "microdnf"],
    about: "installs packages of Fedora and its relatives",
    usage: "[-y] [-q] install | remove | update | clean all | list installed | makecache [PACKAGE]...",
    run,
};
pub(super) static RPM: Applet = Applet {
    names: &["rpm"],
    about: "asks which packages are installed",
    usage: "-q PACKAGE | -qa",
    run: database::rpm,
};

static OFFER: Offer = Offer::of("fedora.toml");

/// Options that take a word.
const WITH_VALUE: &[&str] = &["--enablerepo", "--disablerepo", "--releasever", "--installroot", "--setopt", "-x", "-c"];

/// What the command line says.
#[derive(Debug, Default)]
struct Line {
    yes: bool,
    quiet: bool,
    words: Vec<String>,
}

fn read(process: &Process<'_>) -> Line {
    let mut line = Line::default();
    let mut words = process.arguments.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-y" | "--assumeyes" | "--yes" => line.yes = true,
            "-q" | "--quiet" => line.quiet = true,
            word if WITH_VALUE.contains(&word) => drop(words.next()),
            word if word.starts_with('-') => {}
            _ => line.words.push(word.clone()),
        }
    }
    line
}

fn fail(process: &mut Process<'_>, text: &str) -> Ended {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Ok(1)
}

fn run(process: &mut Process<'_>) -> Ended {
    let line = read(process);
    let rest = line.words.get(1..).unwrap_or_default().to_vec();
    let verb = line.words.first().map(String::as_str).unwrap_or_default();
    let changes =
        matches!(verb, "install" | "remove" | "erase" | "update" | "upgrade" | "clean" | "reinstall" | "makecache");
    if changes && process.system.files().identity().uid != 0 {
        let text = "Error: This command has to be run with superuser privileges (under the root user on most systems).";
        return fail(process, text);
    }
    match verb {
        "install" | "reinstall" | "groupinstall" => install::install(process, &line, &rest),
        "remove" | "erase" | "autoremove" => install::remove(process, &line, &rest),
        "update" | "upgrade" | "upgrade-minimal" | "check-update" => {
            install::metadata(process, &line)?;
            process.print("Dependencies resolved.\nNothing to do.\nComplete!\n")?;
            Ok(0)
        }
        "makecache" => {
            install::metadata(process, &line)?;
            process.print("Metadata cache created.\n")?;
            Ok(0)
        }
        "clean" => install::clean(process),
        "list" | "repolist" | "info" | "search" | "provides" | "repoquery" => database::list(process, verb, &rest),
        "config-manager" | "module" | "copr" | "group" => {
            fail(process, &format!("layercake: {} {verb} is not simulated", process.name()))
        }
        "" => fail(process, &format!("usage: {} [options] COMMAND", process.name())),
        other => {
            let name = process.name();
            let text = format!(
                "No such command: {other}. Please use /usr/bin/{name} --help\nIt could be a {} plugin command, try: \"{name} install 'dnf-command({other})'\"",
                name.to_ascii_uppercase()
            );
            fail(process, &text)
        }
    }
}

/// What stands behind a version: `el9`, `fc44`, `amzn2023`.
fn release(process: &mut Process<'_>) -> String {
    let text = read_text(process.system.files(), "/etc/os-release");
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"').to_string()
    };
    let version = field("VERSION_ID");
    let major = version.split('.').next().unwrap_or_default();
    match field("ID").as_str() {
        "fedora" => format!("fc{major}"),
        "amzn" => format!("amzn{major}"),
        _ => format!("el{major}"),
    }
}
