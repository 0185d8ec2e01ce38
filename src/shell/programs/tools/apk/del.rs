//! `apk del`: takes names out of the world, and purges what nothing in the world needs any more.

use std::collections::BTreeSet;

use super::super::packages::remove_recorded;
use super::add::{Said, summary};
use super::database::{self, Installed, bare};
use super::release::Release;
use super::{Line, OFFER};
use crate::shell::Process;
use crate::shell::programs::Ended;

pub fn run(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    let have = database::read(process);
    let mut world = database::world(process);
    for name in &line.names {
        let listed = world.iter().any(|own| bare(own) == name);
        if !listed && have.iter().any(|installed| installed.name == *name) {
            let needed: Vec<&Installed> =
                have.iter().filter(|other| other.needs.iter().any(|need| need == name)).collect();
            if let Some(other) = needed.first() {
                process.print(&format!(
                    "World updated, but the following packages are not removed due to:\n  {name}: {}\n\n",
                    other.name
                ))?;
            }
        }
    }
    world.retain(|own| !line.names.iter().any(|name| bare(name) == bare(own)));
    let kept = reachable(&have, &world);
    let gone: Vec<Installed> = have.iter().rev().filter(|installed| !kept.contains(&installed.name)).cloned().collect();
    let mut said = Said { release, quiet: line.quiet, count: gone.len(), at: 0 };
    for installed in &gone {
        said.step(process, "Purging", &installed.name, &installed.version)?;
        remove_recorded(process.system.files(), &installed.files);
    }
    if gone.iter().any(|installed| installed.files.iter().any(|file| file.contains("bin/")))
        && let Some((name, form)) = OFFER.find("busybox")
    {
        said.script(process, &format!("{name}-{}.trigger", release.version(form)))?;
    }
    let left: Vec<Installed> = have.into_iter().filter(|installed| kept.contains(&installed.name)).collect();
    let files = process.system.files();
    if let Err(errno) = database::write(files, &left).and_then(|()| database::write_world(files, &world)) {
        return process.fail(1, &format!("ERROR: Failed to write database: {errno}"));
    }
    if line.quiet { Ok(0) } else { summary(process, release) }
}

/// The packages that the world and the system itself need.
fn reachable(have: &[Installed], world: &[String]) -> BTreeSet<String> {
    let mut kept: BTreeSet<String> = BTreeSet::new();
    let system = OFFER.system().iter().cloned();
    let mut next: Vec<String> = world.iter().map(|name| bare(name).to_string()).chain(system).collect();
    while let Some(name) = next.pop() {
        let name = OFFER.find(&name).map_or(name.clone(), |(name, _)| name.to_string());
        let Some(installed) = have.iter().find(|installed| installed.name == name) else { continue };
        if kept.insert(name) {
            next.extend(installed.needs.iter().cloned());
        }
    }
    kept
}
