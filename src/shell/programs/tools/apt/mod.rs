//! `apt-get`, `apt`, `apt-cache`, `apt-mark` and `dpkg`: the package managers of Debian and Ubuntu.
//!
//! What is on offer stands in `fixtures/packages/debian.toml`, and only after `update` has fetched the lists; what is
//! installed, in `/var/lib/dpkg/status` and `/var/lib/dpkg/info`, as in life.

mod cache;
mod dpkg;
mod install;
mod remove;
mod size;
mod status;
mod system;
#[cfg(test)]
mod tests;
mod update;

use super::packages::{Layout, Offer};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["apt-get", "apt"],
    about: "Debian's package manager",
    usage: "update | upgrade | install [-y] PACKAGE... | remove | purge | autoremove | clean | --version",
    run,
};
pub(super) static CACHE: Applet = Applet {
    names: &["apt-cache"],
    about: "asks for packages in Debian's lists",
    usage: "search | show | policy | depends PACKAGE...",
    run: cache::run,
};
pub(super) static MARK: Applet = Applet {
    names: &["apt-mark"],
    about: "says which packages were asked for",
    usage: "auto | manual | hold | unhold | showmanual | showauto | showhold [PACKAGE...]",
    run: cache::mark,
};
pub(super) static DPKG: Applet = Applet {
    names: &["dpkg", "dpkg-query"],
    about: "lists Debian's packages",
    usage: "-l | -L PACKAGE | -s PACKAGE | -S FILE | -W | --print-architecture | --version",
    run: dpkg::run,
};
pub(super) static RECONFIGURE: Applet = Applet {
    names: &["dpkg-reconfigure"],
    about: "asks again what a package asks when it is installed; nothing is asked here",
    usage: "[-f FRONTEND] PACKAGE...",
    run: |_| Ok(0),
};

static OFFER: Offer = Offer::of("debian.toml");

/// Where libraries are.
const LAYOUT: Layout = Layout { libraries: "/usr/lib/x86_64-linux-gnu" };
/// Exit code of everything that apt words with `E:`.
const FAILED: i32 = 100;

/// The options and words of a command line.
#[derive(Default)]
struct Line {
    /// Called as `apt`, which talks to people.
    friendly: bool,
    verb: String,
    names: Vec<String>,
    yes: bool,
    /// How often `-q` was given.
    quiet: u32,
    no_recommends: bool,
    download_only: bool,
    simulate: bool,
    purge: bool,
    auto_remove: bool,
    reinstall: bool,
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut line = Line { friendly: process.name() == "apt", ..Line::default() };
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--version" | "-v" => {
                let version = system::of(process).apt;
                process.print(&format!("apt {version} (amd64)\n"))?;
                return Ok(0);
            }
            "--yes" | "--assume-yes" | "--force-yes" => line.yes = true,
            "--quiet" => line.quiet += 1,
            "--no-install-recommends" => line.no_recommends = true,
            "--install-recommends" => line.no_recommends = false,
            "--download-only" => line.download_only = true,
            "--simulate" | "--dry-run" | "--just-print" => line.simulate = true,
            "--purge" => line.purge = true,
            "--auto-remove" | "--autoremove" => line.auto_remove = true,
            "--reinstall" => line.reinstall = true,
            "-o" | "-t" | "-c" | "--option" | "--target-release" => {
                let value = words.next().unwrap_or_default().replace(' ', "");
                line.set(&value);
            }
            long if long.starts_with("--option=") => line.set(long.split_once('=').map_or("", |(_, value)| value)),
            long if long.starts_with("--") => {}
            short if short.starts_with("-o") => line.set(short.trim_start_matches("-o")),
            short if short.starts_with("-t") => {}
            short if short.starts_with('-') && short.len() > 1 => {
                for letter in short.chars().skip(1) {
                    match letter {
                        'y' => line.yes = true,
                        'q' => line.quiet += 1,
                        'd' => line.download_only = true,
                        's' => line.simulate = true,
                        'm' | 'f' | 'u' | 'V' | 'b' | '=' | '0'..='9' => {}
                        other => {
                            let text = format!(
                                "E: Command line option '{other}' [from {short}] is not understood in combination with the other options.\n"
                            );
                            process.output.write(Stream::Err, text.as_bytes())?;
                            return Ok(FAILED);
                        }
                    }
                }
            }
            _ if line.verb.is_empty() => line.verb = word,
            _ => line.names.push(word),
        }
    }
    line.yes |= line.quiet > 1;
    if line.friendly && process.output.terminal(Stream::Out).is_none() {
        let text = "\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n";
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    match line.verb.as_str() {
        "update" => update::run(process, &line),
        "install" | "reinstall" | "satisfy" | "build-dep" => install::run(process, &line),
        "upgrade" | "dist-upgrade" | "full-upgrade" => install::upgrade(process, &line),
        "remove" | "purge" | "autoremove" | "auto-remove" | "autopurge" => remove::run(process, &line),
        "clean" | "autoclean" | "auto-clean" | "distclean" => update::clean(process, &line),
        "download" | "source" | "changelog" => {
            system::failed(process, &format!("{} is not simulated: there is no archive behind the lists", line.verb))
        }
        "list" | "search" | "show" | "policy" | "showpkg" => cache::friendly(process, &line),
        "check" => system::reading(process, &line),
        "" => {
            let version = system::of(process).apt;
            process.print(&format!(
                "apt {version} (amd64)\nUsage: {} [options] command\n\nMost used commands:\n  update - Retrieve new lists of packages\n  \
                 upgrade - Perform an upgrade\n  install - Install new packages\n  remove - Remove packages\n  \
                 purge - Remove packages and config files\n  autoremove - Remove automatically all unused packages\n  \
                 clean - Erase downloaded archive files\n",
                if line.friendly { "apt" } else { "apt-get" }
            ))?;
            Ok(0)
        }
        other => system::failed(process, &format!("Invalid operation {other}")),
    }
}

impl Line {
    /// An option of the configuration that counts here.
    fn set(&mut self, option: &str) {
        if let Some((name, value)) = option.split_once('=') {
            let off = matches!(value.trim_matches('"'), "0" | "false" | "no");
            match name {
                "APT::Install-Recommends" => self.no_recommends = off,
                "APT::Get::Assume-Yes" => self.yes = !off,
                _ => {}
            }
        }
    }
}
