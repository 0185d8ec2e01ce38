//! `apk`: Alpine's package manager. Installing writes stand-ins of the packages' files.

use super::packages::{self, Package};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["apk"],
    about: "Alpine's package manager",
    usage: "add | del | update | info | search | --version",
    run,
};

const DATABASE: &str = "/lib/apk/db/installed";
const WORLD: &str = "/etc/apk/world";
/// Bytes of the lists of packages that are looked at.
const LIMIT: u64 = 4 << 20;
/// Size of a cached index, bytes.
const INDEX: u64 = 2_300_000;

fn run(process: &mut Process<'_>) -> Ended {
    let mut words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    if words.iter().any(|word| word == "--version" || word == "-V") {
        process.print("apk-tools 3.0.6, compiled for x86_64.\n")?;
        return Ok(0);
    }
    let no_cache = words.iter().any(|word| word == "--no-cache");
    let mut names = Vec::new();
    let mut skip = false;
    words.retain(|word| {
        let keep = !skip && !word.starts_with('-');
        skip = word == "-t" || word == "--virtual" || word == "--repository" || word == "-X";
        keep
    });
    let verb = words.first().cloned().unwrap_or_default();
    names.extend(words.into_iter().skip(1));
    match verb.as_str() {
        "update" => {
            fetch(process, false)?;
            process.print("OK: 27480 distinct packages available\n")?;
            Ok(0)
        }
        "upgrade" | "fix" | "cache" => {
            process.print("OK: 8 MiB in 16 packages\n")?;
            Ok(0)
        }
        "add" => add(process, &names, no_cache),
        "del" => remove(process, &names),
        "info" | "list" => {
            for name in installed(process) {
                process.print(&format!("{name}\n"))?;
            }
            Ok(0)
        }
        "search" => {
            for name in &names {
                if let Some(package) = packages::find(name, true) {
                    process.print(&format!("{}-{}\n", package.name, package.version.1))?;
                }
            }
            Ok(0)
        }
        _ => {
            process.print(
                "apk-tools 3.0.6, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n",
            )?;
            Ok(1)
        }
    }
}

fn text(process: &mut Process<'_>, path: &str) -> String {
    let content = process.system.files().read(path).ok().and_then(|content| content.bytes_up_to(LIMIT).ok());
    content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn installed(process: &mut Process<'_>) -> Vec<String> {
    text(process, DATABASE).lines().filter_map(|line| line.strip_prefix("P:").map(str::to_string)).collect()
}

fn fetch(process: &mut Process<'_>, no_cache: bool) -> Ended {
    let repositories = text(process, "/etc/apk/repositories");
    for repository in repositories.lines().filter(|line| line.starts_with("http")) {
        process.print(&format!("fetch {repository}/x86_64/APKINDEX.tar.gz\n"))?;
    }
    if !no_cache {
        let files = process.system.files();
        let _ = packages::make_dirs(files, "/var/cache/apk");
        for (index, name) in ["APKINDEX.5022a8a2.tar.gz", "APKINDEX.9fd3b3ee.tar.gz"].into_iter().enumerate() {
            let filler = crate::content::Filler { seed: 90 + index as u64, dense: 65_000 };
            let _ = files.write(&format!("/var/cache/apk/{name}"), crate::content::Rope::filler(filler, INDEX), 0o644);
        }
    }
    Ok(0)
}

fn add(process: &mut Process<'_>, names: &[String], no_cache: bool) -> Ended {
    fetch(process, no_cache)?;
    let mut unknown = String::new();
    let mut wanted: Vec<&'static Package> = Vec::new();
    let have = installed(process);
    for name in names {
        match packages::find(name, true) {
            Some(package) if have.iter().any(|have| have == package.name) => {}
            Some(package) => wanted.push(package),
            None if have.contains(name) => {}
            None => unknown += &format!("  {name} (no such package):\n    required by: world[{name}]\n"),
        }
    }
    if !unknown.is_empty() {
        process.output.write(Stream::Err, format!("ERROR: unable to select packages:\n{unknown}").as_bytes())?;
        return Ok(1);
    }
    let count = wanted.len();
    for (index, package) in wanted.iter().enumerate() {
        process.print(&format!("({}/{count}) Installing {} ({})\n", index + 1, package.name, package.version.1))?;
        if let Err(errno) = package.install(process) {
            let words = format!("ERROR: {}-{}: {errno}\n", package.name, package.version.1);
            process.output.write(Stream::Err, words.as_bytes())?;
            return Ok(1);
        }
    }
    if count > 0 {
        process.print("Executing busybox-1.37.0-r31.trigger\n")?;
        let added: String = wanted.iter().map(|package| format!("P:{}\n", package.name)).collect();
        let world: String = wanted.iter().map(|package| format!("{}\n", package.name)).collect();
        let files = process.system.files();
        let _ = packages::make_dirs(files, "/lib/apk/db");
        let _ = files.append(DATABASE, added.into(), 0o644);
        let _ = files.append(WORLD, world.into(), 0o644);
    }
    summary(process)
}

fn summary(process: &mut Process<'_>) -> Ended {
    let have = installed(process);
    let size: u64 = have.iter().filter_map(|name| packages::find(name, true)).map(|package| package.size).sum();
    process.print(&format!("OK: {} MiB in {} packages\n", 8 + size / 1024, have.len()))?;
    Ok(0)
}

fn remove(process: &mut Process<'_>, names: &[String]) -> Ended {
    let have = installed(process);
    let gone: Vec<&String> = names.iter().filter(|name| have.contains(name)).collect();
    for (index, name) in gone.iter().enumerate() {
        process.print(&format!("({}/{}) Purging {name}\n", index + 1, gone.len()))?;
        let files = process.system.files();
        for (command, _) in packages::find(name, true).map_or(&[][..], |package| package.commands) {
            let _ = files.remove_file(&format!("/usr/bin/{command}"));
        }
        let _ = files.remove_file(&format!("/usr/share/doc/{name}/data"));
        let _ = files.remove_dir(&format!("/usr/share/doc/{name}"));
    }
    let kept = |prefix: &'static str, path: &str, process: &mut Process<'_>| {
        let left: String = text(process, path)
            .lines()
            .filter(|line| line.strip_prefix(prefix).is_none_or(|name| !gone.iter().any(|gone| *gone == name)))
            .map(|line| format!("{line}\n"))
            .collect();
        let _ = process.system.files().write(path, left.into(), 0o644);
    };
    kept("P:", DATABASE, process);
    kept("", WORLD, process);
    summary(process)
}
