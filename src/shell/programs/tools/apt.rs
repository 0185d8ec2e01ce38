//! `apt-get` and `apt`: Debian's package manager. Installing writes stand-ins of the packages' files; the lists that
//! `update` fetches take their place on disk.

use super::packages::{self, Package};
use crate::content::{Filler, Rope};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["apt-get", "apt"],
    about: "Debian's package manager",
    usage: "update | install [-y] PACKAGE... | remove | clean | --version",
    run,
};

pub(super) static DPKG: Applet = Applet {
    names: &["dpkg"],
    about: "lists Debian's packages",
    usage: "-l | --version",
    run: |process: &mut Process<'_>| -> Ended {
        match process.arguments.get(1).map(String::as_str) {
            Some("--version") => {
                process.print("Debian 'dpkg' package management program version 1.22.21 (amd64).\n")?
            }
            Some("-l" | "--list") => {
                for name in installed(process) {
                    process.print(&format!("ii  {name}\n"))?;
                }
            }
            Some("--print-architecture") => process.print("amd64\n")?,
            _ => process.fail(2, "error: need an action option")?,
        }
        Ok(0)
    },
};

const LISTS: &str = "/var/lib/apt/lists";
const LIST: &str = "/var/lib/apt/lists/archive.example_main_binary-amd64_Packages.lz4";
const STATUS: &str = "/var/lib/dpkg/status";
/// Size of the package lists, bytes.
const LISTS_SIZE: u64 = 20_300_000;
/// Bytes of the status file that are looked at.
const LIMIT: u64 = 16 << 20;

fn run(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let yes = words
        .iter()
        .any(|word| matches!(word.as_str(), "-y" | "--yes" | "--assume-yes" | "-qq" | "-yq" | "-qy" | "-yqq" | "-qqy"));
    let quiet = words.iter().any(|word| word.starts_with("-q") || word.starts_with("-yq"));
    if words.iter().any(|word| word == "--version" || word == "-v") {
        process.print("apt 3.0.3 (amd64)\n")?;
        return Ok(0);
    }
    let mut operands = words.iter().filter(|word| !word.starts_with('-'));
    let verb = operands.next().map(String::as_str).unwrap_or_default();
    let names: Vec<String> = operands.cloned().collect();
    match verb {
        "update" => update(process, quiet),
        "install" => install(process, &names, yes),
        "upgrade" | "dist-upgrade" | "full-upgrade" | "autoremove" => {
            reading(process)?;
            process.print("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")?;
            Ok(0)
        }
        "clean" | "autoclean" => Ok(0),
        "remove" | "purge" => remove(process, &names),
        "" => process.fail(1, "a command is missing: update, install, remove, clean"),
        other => {
            process.output.write(Stream::Err, format!("E: Invalid operation {other}\n").as_bytes())?;
            Ok(100)
        }
    }
}

fn reading(process: &mut Process<'_>) -> Ended {
    process.print("Reading package lists...\nBuilding dependency tree...\nReading state information...\n")?;
    Ok(0)
}

fn update(process: &mut Process<'_>, quiet: bool) -> Ended {
    let files = process.system.files();
    let made = packages::make_dirs(files, &format!("{LISTS}/partial"));
    let written =
        made.and_then(|()| files.write(LIST, Rope::filler(Filler { seed: 77, dense: 40_000 }, LISTS_SIZE), 0o644));
    if written.is_err() {
        let text = "E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(100);
    }
    if !quiet {
        let (system, release) = release(process);
        process.print(&format!(
            "Get:1 http://archive.example/{system} {release} InRelease [140 kB]\n\
             Get:2 http://archive.example/{system} {release}-updates InRelease [47.3 kB]\n\
             Get:3 http://archive.example/{system} {release}-security InRelease [43.4 kB]\n\
             Get:4 http://archive.example/{system} {release}/main amd64 Packages [9672 kB]\n\
             Fetched 9903 kB in 2s (5290 kB/s)\n"
        ))?;
    }
    process.print("Reading package lists...\n")?;
    Ok(0)
}

/// What `/etc/os-release` says the system and its release are called: `ubuntu`, `noble`.
fn release(process: &mut Process<'_>) -> (String, String) {
    let content =
        process.system.files().read("/etc/os-release").ok().and_then(|content| content.bytes_up_to(LIMIT).ok());
    let text = content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let field = |name: &str, usual: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.map_or_else(|| usual.to_string(), |value| value.trim_matches('"').to_string())
    };
    (field("ID", "debian"), field("VERSION_CODENAME", "trixie"))
}

fn installed(process: &mut Process<'_>) -> Vec<String> {
    let content = process.system.files().read(STATUS).ok().and_then(|content| content.bytes_up_to(LIMIT).ok());
    let text = content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().filter_map(|line| line.strip_prefix("Package: ").map(str::to_string)).collect()
}

fn install(process: &mut Process<'_>, names: &[String], yes: bool) -> Ended {
    reading(process)?;
    let listed = process.system.files().stat(LIST, true).is_ok();
    let have = installed(process);
    let mut wanted: Vec<&'static Package> = Vec::new();
    for name in names {
        let bare = name.split('=').next().unwrap_or(name);
        if have.iter().any(|have| have == bare) {
            process.print(&format!("{bare} is already the newest version.\n"))?;
            continue;
        }
        match packages::find(name, false).filter(|_| listed) {
            Some(package) => wanted.push(package),
            None => {
                process.output.write(Stream::Err, format!("E: Unable to locate package {name}\n").as_bytes())?;
                return Ok(100);
            }
        }
    }
    let list: Vec<&str> = wanted.iter().map(|package| package.name).collect();
    if !list.is_empty() {
        process.print(&format!("The following NEW packages will be installed:\n  {}\n", list.join(" ")))?;
    }
    let count = wanted.len();
    process.print(&format!("0 upgraded, {count} newly installed, 0 to remove and 0 not upgraded.\n"))?;
    if count == 0 {
        return Ok(0);
    }
    let size: u64 = wanted.iter().map(|package| package.size).sum();
    process.print(&format!("Need to get {} kB of archives.\n", size / 3))?;
    process.print(&format!("After this operation, {size} kB of additional disk space will be used.\n"))?;
    if !yes {
        process.print("Do you want to continue? [Y/n] Abort.\n")?;
        return Ok(1);
    }
    for package in &wanted {
        let version = package.version.0;
        process.print(&format!("Selecting previously unselected package {}.\n", package.name))?;
        process.print(&format!("Unpacking {} ({version}) ...\n", package.name))?;
        if let Err(errno) = package.install(process) {
            let text = format!("E: Could not unpack {}: {errno}\n", package.name);
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(100);
        }
    }
    for package in &wanted {
        process.print(&format!("Setting up {} ({}) ...\n", package.name, package.version.0))?;
        let entry =
            format!("Package: {}\nStatus: install ok installed\nVersion: {}\n\n", package.name, package.version.0);
        let files = process.system.files();
        let _ = packages::make_dirs(files, "/var/lib/dpkg");
        let _ = files.append(STATUS, entry.into(), 0o644);
    }
    Ok(0)
}

fn remove(process: &mut Process<'_>, names: &[String]) -> Ended {
    reading(process)?;
    let have = installed(process);
    let gone: Vec<&String> = names.iter().filter(|name| have.contains(name)).collect();
    process.print(&format!("0 upgraded, 0 newly installed, {} to remove and 0 not upgraded.\n", gone.len()))?;
    for name in &gone {
        process.print(&format!("Removing {name} ...\n"))?;
        let files = process.system.files();
        for (command, _) in packages::find(name, false).map_or(&[][..], |package| package.commands) {
            let _ = files.remove_file(&format!("/usr/bin/{command}"));
        }
        let _ = files.remove_file(&format!("/usr/share/doc/{name}/data"));
    }
    if !gone.is_empty() {
        let content = process.system.files().read(STATUS).ok().and_then(|content| content.bytes_up_to(LIMIT).ok());
        let text = content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let kept = text.split_inclusive("\n\n").filter(|entry| {
            let name = entry.lines().find_map(|line| line.strip_prefix("Package: "));
            name.is_none_or(|name| !gone.iter().any(|gone| *gone == name))
        });
        let kept: String = kept.collect();
        let _ = process.system.files().write(STATUS, kept.into(), 0o644);
    }
    Ok(0)
}
