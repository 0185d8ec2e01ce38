//! `apt-get install`: from the names to unpacked and set up packages.

use super::super::certificates;
use super::super::packages::{self, PackageForm, Planned, closure};
use super::size::size;
use super::status::{self, Entry, Installed};
use super::system::{self, System};
use super::update::{self, ARCHIVES};
use super::{FAILED, LAYOUT, Line, OFFER};
use crate::content::{Filler, Rope};
use crate::shell::programs::Ended;
use crate::shell::{Process, Prompt, Stream};

/// Columns of a list of names.
const COLUMNS: usize = 78;
/// Nanoseconds that setting up a package takes.
const SETTING_UP: i64 = 25_000_000;

/// `apt-get upgrade`: the images are as new as their archive.
pub fn upgrade(process: &mut Process<'_>, line: &Line) -> Ended {
    if !system::is_root(process)? {
        return Ok(FAILED);
    }
    system::reading(process, line)?;
    if line.quiet < 2 {
        process.print("Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")?;
    }
    Ok(0)
}

/// `apt-get install`
pub fn run(process: &mut Process<'_>, line: &Line) -> Ended {
    if !line.simulate && !system::is_root(process)? {
        return Ok(FAILED);
    }
    system::reading(process, line)?;
    let system = system::of(process);
    let have = status::read(process, &system);
    let Some(wanted) = locate(process, line, &system, &have)? else { return Ok(FAILED) };
    let present = |name: &str| !line.reinstall && have.iter().any(|installed| installed.name == name);
    let plan = closure(&OFFER, &wanted, &system.release, !line.no_recommends, &present);
    announce(process, line, &system, &plan)?;
    if plan.is_empty() || line.simulate {
        return Ok(0);
    }
    if !line.yes && !confirmed(process, line, &system)? {
        return Ok(1);
    }
    let archives = fetch(process, line, &system, &plan)?;
    if line.download_only {
        return keep(process, &archives);
    }
    unpack(process, &system, &plan)
}

/// The packages that the words name: `None` if one cannot be located.
fn locate<'a>(
    process: &mut Process<'_>,
    line: &'a Line,
    system: &System,
    have: &[Installed],
) -> Result<Option<Vec<&'a str>>, crate::shell::programs::Bail> {
    let listed = update::are_there(process);
    let mut wanted = Vec::new();
    let mut failures = String::new();
    for word in &line.names {
        let (name, version) = match word.split_once(['=', '/']) {
            Some((name, version)) => (name, Some(version).filter(|_| word.contains('='))),
            None => (word.as_str(), None),
        };
        let name = name.split(':').next().unwrap_or(name);
        if name.contains('/') || name.ends_with(".deb") {
            failures += &format!("E: Unsupported file {word} given on commandline\n");
            continue;
        }
        let found = OFFER.find(name).filter(|(_, form)| form.is_in(&system.release));
        let installed = have.iter().find(|installed| found.map_or(name, |(name, _)| name) == installed.name);
        if let Some(installed) = installed.filter(|_| !line.reinstall) {
            if line.quiet < 2 {
                let Installed { name, version, .. } = installed;
                process.print(&format!("{name} is already the newest version ({version}).\n"))?;
            }
            continue;
        }
        match found.filter(|_| listed) {
            None => failures += &format!("E: Unable to locate package {name}\n"),
            Some((real, form)) => {
                let own = system.version(form);
                let fits = version.is_none_or(|asked| match asked.strip_suffix('*') {
                    Some(stem) => own.starts_with(stem),
                    None => own == asked,
                });
                if !fits {
                    let asked = version.unwrap_or_default();
                    failures += &format!("E: Version '{asked}' for '{name}' was not found\n");
                    continue;
                }
                if real != name && line.quiet < 2 {
                    process.print(&format!("Note, selecting '{real}' instead of '{name}'\n"))?;
                }
                wanted.push(OFFER.find(real).map_or(name, |(real, _)| real));
            }
        }
    }
    if failures.is_empty() {
        return Ok(Some(wanted));
    }
    process.output.write(Stream::Err, failures.as_bytes())?;
    Ok(None)
}

/// What apt says before it asks.
fn announce(process: &mut Process<'_>, line: &Line, system: &System, plan: &[Planned<'_>]) -> Ended {
    if line.quiet > 1 {
        return Ok(0);
    }
    let mut names: Vec<&str> = plan.iter().map(|planned| planned.name).collect();
    names.sort_unstable();
    let mut extra: Vec<&str> = plan.iter().filter(|planned| !planned.asked).map(|planned| planned.name).collect();
    extra.sort_unstable();
    let get: u64 = plan.iter().map(|planned| archive(planned.form)).sum();
    let used: u64 = plan.iter().map(|planned| planned.form.size).sum();
    if line.friendly && system.third() {
        let mut asked: Vec<&str> = plan.iter().filter(|planned| planned.asked).map(|planned| planned.name).collect();
        asked.sort_unstable();
        for (title, list) in [("Installing:", asked), ("Installing dependencies:", extra)] {
            if !list.is_empty() {
                process.print(&format!("{title}\n{}\n", columns(&list)))?;
            }
        }
        process
            .print(&format!("Summary:\n  Upgrading: 0, Installing: {}, Removing: 0, Not Upgrading: 0\n", plan.len()))?;
        if !plan.is_empty() {
            process.print(&format!("  Download size: {}B\n  Space needed: {}B\n\n", size(get), size(used)))?;
        }
        return Ok(0);
    }
    if !extra.is_empty() {
        process.print(&format!("The following additional packages will be installed:\n{}", columns(&extra)))?;
    }
    if line.no_recommends {
        let left = plan.iter().filter(|planned| planned.asked).flat_map(|planned| &planned.form.recommends);
        let mut left: Vec<&str> = left.map(String::as_str).filter(|name| !names.contains(name)).collect();
        left.sort_unstable();
        left.dedup();
        if !left.is_empty() {
            process.print(&format!("Recommended packages:\n{}", columns(&left)))?;
        }
    }
    if !names.is_empty() {
        process.print(&format!("The following NEW packages will be installed:\n{}", columns(&names)))?;
    }
    let count = plan.len();
    process.print(&format!("0 upgraded, {count} newly installed, 0 to remove and 0 not upgraded.\n"))?;
    if count > 0 {
        process.print(&format!("Need to get {}B of archives.\n", size(get)))?;
        let used = size(used);
        process.print(&format!("After this operation, {used}B of additional disk space will be used.\n"))?;
    }
    Ok(0)
}

/// Names in lines of two blanks and at most so many columns.
pub fn columns(names: &[&str]) -> String {
    let mut text = String::new();
    let mut line = String::from(" ");
    for name in names {
        if line.len() + 1 + name.len() > COLUMNS {
            text += &format!("{line}\n");
            line = String::from(" ");
        }
        line += &format!(" {name}");
    }
    format!("{text}{line}\n")
}

/// Asks whether to go on; without anybody who could answer, no.
pub fn confirmed(
    process: &mut Process<'_>,
    line: &Line,
    system: &System,
) -> Result<bool, crate::shell::programs::Bail> {
    let question = if line.friendly && system.third() { "Continue? [Y/n] " } else { "Do you want to continue? [Y/n] " };
    if !process.stdin.comes_by_lines() {
        let answer = process.rest_of_stdin()?;
        let answer = answer.slice(0..64).to_bytes();
        let yes = answer.first().is_some_and(|letter| matches!(letter, b'y' | b'Y' | b'\n'));
        process.print(&format!("{question}{}", if yes { "\n" } else { "Abort.\n" }))?;
        return Ok(yes);
    }
    let answer = process.system.read_line(&Prompt::question(question))?.unwrap_or_else(|| "n".into());
    let yes = answer.is_empty() || answer.starts_with(['y', 'Y']);
    if !yes {
        process.print("Abort.\n")?;
    }
    Ok(yes)
}

fn archive(form: &PackageForm) -> u64 {
    if form.download == 0 { form.size / 3 } else { form.download }
}

fn architecture(form: &PackageForm) -> &'static str {
    if form.any { "all" } else { "amd64" }
}

/// Downloads; gives the archives' names and sizes.
fn fetch(
    process: &mut Process<'_>,
    line: &Line,
    system: &System,
    plan: &[Planned<'_>],
) -> Result<Vec<(String, u64)>, crate::shell::programs::Bail> {
    let before = process.system.clock().now();
    let mut archives = Vec::new();
    let mut total = 0;
    for (index, Planned { name, form, .. }) in plan.iter().enumerate() {
        let (version, bytes, kind) = (system.version(form), archive(form), architecture(form));
        if line.quiet < 2 {
            let place = format!("{} amd64 {name} {kind} {version} [{}B]", system.suite(), size(bytes));
            process.print(&format!("Get:{} {place}\n", index + 1))?;
        }
        packages::download(process, bytes)?;
        total += bytes;
        archives.push((file_name(name, &version, kind), bytes));
    }
    let seconds = (process.system.clock().now().since(before) / 1_000_000_000).max(0).unsigned_abs();
    if line.quiet < 2 {
        let speed = size(total / seconds.max(1));
        process.print(&format!("Fetched {}B in {seconds}s ({speed}B/s)\n", size(total)))?;
    }
    // debconf's dpkg-preconfigure(8) looks into the archives with a program of apt-utils.
    if !line.simulate && !status::read(process, system).iter().any(|installed| installed.name == "apt-utils") {
        let text = "debconf: delaying package configuration, since apt-utils is not installed\n";
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    if update::keeps_archives(process) {
        keep(process, &archives)?;
    } else if !line.simulate {
        let files = process.system.files();
        // Where they cannot be written apt goes on without them.
        let _ = files.make_dirs(&format!("{ARCHIVES}/partial"), 0o755);
        let _ = packages::put(files, &format!("{ARCHIVES}/lock"), Rope::new(), 0o640);
    }
    Ok(archives)
}

fn file_name(name: &str, version: &str, architecture: &str) -> String {
    format!("{name}_{}_{architecture}.deb", version.replace(':', "%3a"))
}

/// Leaves the archives where apt keeps them.
fn keep(process: &mut Process<'_>, archives: &[(String, u64)]) -> Ended {
    for (name, bytes) in archives {
        let content = Rope::filler(Filler { seed: *bytes, dense: 65_000 }, *bytes);
        if let Err(errno) = packages::put(process.system.files(), &format!("{ARCHIVES}/{name}"), content, 0o644) {
            return system::failed(process, &format!("Could not write {name}: {errno}"));
        }
    }
    Ok(0)
}

fn unpack(process: &mut Process<'_>, system: &System, plan: &[Planned<'_>]) -> Ended {
    let count = status::count_of_files(process);
    let width = plan.len().saturating_sub(1).to_string().len();
    let mut entries = Vec::new();
    for (index, Planned { name, form, asked }) in plan.iter().enumerate() {
        let (version, kind) = (system.version(form), architecture(form));
        process.print(&format!("Selecting previously unselected package {name}.\n"))?;
        if index == 0 {
            process.print(&format!("(Reading database ... {count} files and directories currently installed.)\n"))?;
        }
        let file = file_name(name, &version, kind);
        let place = if plan.len() == 1 { String::new() } else { format!("{index:0width$}-") };
        let place = format!(".../{place}{file}");
        process.print(&format!("Preparing to unpack {place} ...\nUnpacking {name} ({version}) ...\n"))?;
        packages::unpack(process, form.size)?;
        let sets = OFFER.sets(form);
        let list = match packages::write(process.system.files(), name, &version, form, &sets, &LAYOUT) {
            Ok(list) => list,
            Err(errno) => {
                let text = format!(
                    "dpkg: error processing archive /var/cache/apt/archives/{file} (--unpack):\n cannot write: {errno}\n\
                     Errors were encountered while processing:\n /var/cache/apt/archives/{file}\n\
                     E: Sub-process /usr/bin/dpkg returned an error code (1)\n"
                );
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(FAILED);
            }
        };
        entries.push((*name, version, kind, *form, !asked, list));
    }
    let recorded: Vec<(Entry<'_>, Vec<String>)> = entries
        .iter()
        .map(|(name, version, architecture, form, automatic, list)| {
            let (size, needs, about) = (form.size, form.needs.as_slice(), form.about.as_str());
            (Entry { name, version, architecture, size, needs, about, automatic: *automatic }, list.clone())
        })
        .collect();
    for (name, version, _, form, ..) in &entries {
        process.print(&format!("Setting up {name} ({version}) ...\n"))?;
        process.system.sleep(SETTING_UP)?;
        for text in &form.says {
            process.print(&format!("{text}\n"))?;
        }
    }
    if let Err(errno) = status::record(process.system.files(), &recorded) {
        return system::failed(process, &format!("Could not write /var/lib/dpkg/status: {errno}"));
    }
    if let Some(libc) = OFFER.find("libc-bin").filter(|_| plan.iter().any(|planned| planned.name.starts_with("lib"))) {
        process.print(&format!("Processing triggers for libc-bin ({}) ...\n", system.version(libc.1)))?;
    }
    if let Some(found) = plan.iter().find(|planned| planned.name == "ca-certificates") {
        // The package brings the empty directory of the machine's own certificates along.
        if let Err(errno) = process.system.files().make_dirs(certificates::OWN, 0o755) {
            return system::failed(process, &format!("{}: {errno}", certificates::OWN));
        }
        process.print(&format!(
            "Processing triggers for ca-certificates ({}) ...\nUpdating certificates in /etc/ssl/certs...\n0 added, 0 removed; done.\n\
             Running hooks in /etc/ca-certificates/update.d...\ndone.\n",
            system.version(found.form)
        ))?;
    }
    Ok(0)
}
