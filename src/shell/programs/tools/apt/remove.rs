//! `apt-get remove`, `purge`, `autoremove`.

use std::collections::BTreeSet;

use super::super::packages::remove_recorded;
use super::install::{columns, confirmed};
use super::size::size;
use super::status::{self, Installed};
use super::system;
use super::{FAILED, Line, OFFER};
use crate::shell::Process;
use crate::shell::programs::Ended;

pub fn run(process: &mut Process<'_>, line: &Line) -> Ended {
    if !system::is_root(process)? {
        return Ok(FAILED);
    }
    system::reading(process, line)?;
    let system = system::of(process);
    let have = status::read(process, &system);
    let unneeded = line.verb.starts_with("auto") || line.auto_remove;
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for word in &line.names {
        let name = OFFER.find(word).map_or(word.as_str(), |(name, _)| name);
        let stem = name.strip_suffix('*');
        let fits =
            |installed: &&Installed| stem.map_or(installed.name == name, |stem| installed.name.starts_with(stem));
        let found: Vec<&Installed> = have.iter().filter(fits).collect();
        if found.is_empty() {
            if OFFER.find(name).is_none() && stem.is_none() {
                return system::failed(process, &format!("Unable to locate package {name}"));
            }
            if line.quiet < 2 {
                process.print(&format!("Package '{name}' is not installed, so not removed\n"))?;
            }
        }
        gone.extend(found.iter().map(|installed| installed.name.clone()));
    }
    with_dependents(&have, &mut gone);
    let orphans = orphans(&have, &gone);
    if unneeded {
        gone.extend(orphans.iter().cloned());
    } else if !orphans.is_empty() && !line.names.is_empty() && line.quiet < 2 {
        let names: Vec<&str> = orphans.iter().map(String::as_str).collect();
        process.print(&format!(
            "The following packages were automatically installed and are no longer required:\n{}\
             Use 'apt autoremove' to remove them.\n",
            columns(&names)
        ))?;
    }
    let names: Vec<&str> = gone.iter().map(String::as_str).collect();
    let freed: u64 = names.iter().filter_map(|name| OFFER.find(name)).map(|(_, form)| form.size).sum();
    let purge = line.purge || line.verb.contains("purge");
    if line.quiet < 2 {
        if !names.is_empty() {
            let starred: Vec<String> =
                names.iter().map(|name| format!("{name}{}", if purge { "*" } else { "" })).collect();
            let starred: Vec<&str> = starred.iter().map(String::as_str).collect();
            process.print(&format!("The following packages will be REMOVED:\n{}", columns(&starred)))?;
        }
        process.print(&format!("0 upgraded, 0 newly installed, {} to remove and 0 not upgraded.\n", names.len()))?;
        if freed > 0 {
            process.print(&format!("After this operation, {}B disk space will be freed.\n", size(freed)))?;
        }
    }
    if names.is_empty() || line.simulate || (!line.yes && !confirmed(process, line, &system)?) {
        return Ok(i32::from(!names.is_empty() && !line.simulate));
    }
    let count = status::count_of_files(process);
    for (index, name) in names.iter().enumerate() {
        if index == 0 {
            process.print(&format!("(Reading database ... {count} files and directories currently installed.)\n"))?;
        }
        let version = have.iter().find(|installed| installed.name == *name).map_or("", |own| own.version.as_str());
        process.print(&format!("Removing {name} ({version}) ...\n"))?;
        let files = status::files_of(process, name);
        remove_recorded(process.system.files(), &files);
    }
    let gone: Vec<String> = gone.into_iter().collect();
    if let Err(errno) = status::forget(process.system.files(), &gone) {
        return system::failed(process, &format!("Could not write /var/lib/dpkg/status: {errno}"));
    }
    Ok(0)
}

/// Adds what needs something that goes.
fn with_dependents(have: &[Installed], gone: &mut BTreeSet<String>) {
    loop {
        let more: Vec<String> = have
            .iter()
            .filter(|installed| !gone.contains(&installed.name) && installed.written)
            .filter(|installed| {
                let form = OFFER.find(&installed.name).map(|(_, form)| form);
                form.is_some_and(|form| form.needs.iter().any(|need| gone.contains(need)))
            })
            .map(|installed| installed.name.clone())
            .collect();
        if more.is_empty() {
            return;
        }
        gone.extend(more);
    }
}

/// What came by itself and nothing that stays needs.
fn orphans(have: &[Installed], gone: &BTreeSet<String>) -> BTreeSet<String> {
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = have
        .iter()
        .filter(|installed| !installed.automatic && !gone.contains(&installed.name))
        .map(|installed| installed.name.as_str())
        .collect();
    while let Some(name) = next.pop() {
        if !kept.insert(name) {
            continue;
        }
        if let Some((_, form)) = OFFER.find(name) {
            let needs = form.needs.iter().chain(&form.recommends).filter_map(|need| OFFER.find(need));
            next.extend(needs.map(|(need, _)| need));
        }
    }
    let left = have.iter().filter(|installed| installed.automatic && !kept.contains(installed.name.as_str()));
    left.map(|installed| installed.name.clone()).filter(|name| !gone.contains(name)).collect()
}
