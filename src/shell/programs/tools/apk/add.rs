//! `apk add`

use super::super::packages::{self, Layout, Planned, closure};
use super::database::{self, Installed, bare};
use super::release::Release;
use super::{Line, OFFER, index};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

const LAYOUT: Layout = Layout { libraries: "/usr/lib" };
/// Nanoseconds that a script of a package takes.
const SCRIPT: i64 = 12_000_000;

pub fn run(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    index::fetch(process, release, line.no_cache)?;
    let mut have = database::read(process);
    let mut problems = String::new();
    let mut wanted: Vec<&str> = Vec::new();
    for asked in &line.names {
        let name = bare(asked);
        match OFFER.find(name).filter(|(_, form)| form.is_in(&release.name)) {
            Some((name, form)) => {
                wanted.push(name);
                problems += &conflict(asked, name, release.version(form));
            }
            None if have.iter().any(|installed| installed.name == name) => {}
            None => problems += &format!("  {name} (no such package):\n    required by: world[{asked}]\n"),
        }
    }
    if !problems.is_empty() {
        process.output.write(Stream::Err, format!("ERROR: unable to select packages:\n{problems}").as_bytes())?;
        return Ok(1);
    }
    let present = |name: &str| have.iter().any(|installed| installed.name == name);
    let plan = closure(&OFFER, &wanted, &release.name, false, &present);
    let bundle = line.bundle.as_ref().map(|name| (name.clone(), process.system.clock().now()));
    let count = plan.len() + usize::from(bundle.is_some());
    let mut said = Said { release, quiet: line.quiet, count, at: 0 };
    for planned in &plan {
        let Planned { name, form, .. } = *planned;
        let version = release.version(form);
        said.step(process, "Installing", name, version)?;
        if line.simulate {
            continue;
        }
        let archive = if form.download == 0 { form.size / 3 } else { form.download };
        packages::download(process, archive)?;
        packages::unpack(process, form.size)?;
        let sets = OFFER.sets(form);
        let files = match packages::write(process.system.files(), name, version, form, &sets, &LAYOUT) {
            Ok(files) => files,
            Err(errno) => {
                let text = format!("ERROR: {name}-{version}: failed to extract: {errno}\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(1);
            }
        };
        let is_script = |text: &&String| text.trim_start().starts_with("Executing ");
        for text in form.says.iter().filter(|text| !(line.quiet && is_script(text))) {
            process.print(&format!("{text}\n"))?;
        }
        let installed =
            Installed { name: name.into(), version: version.into(), size: form.size, needs: form.needs.clone(), files };
        have.push(installed);
    }
    if let Some((name, at)) = &bundle {
        let version = at.in_utc("%Y%m%d.%H%M%S");
        said.step(process, "Installing", name, &version)?;
        let needs = wanted.iter().map(|name| name.to_string()).collect();
        have.retain(|installed| installed.name != *name);
        have.push(Installed { name: name.clone(), version, needs, ..Installed::default() });
    }
    if !line.simulate {
        triggers(process, &said, &plan)?;
        let mut world = database::world(process);
        let asked: Vec<String> = match &bundle {
            Some((name, _)) => vec![name.clone()],
            None => line.names.clone(),
        };
        world.retain(|own| !asked.iter().any(|name| bare(name) == bare(own)));
        world.extend(asked);
        world.sort();
        let files = process.system.files();
        let written = database::write(files, &have).and_then(|()| database::write_world(files, &world));
        if let Err(errno) = written {
            let text = format!("ERROR: Failed to write database: {errno}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
    }
    if line.quiet { Ok(0) } else { summary(process, release) }
}

/// What is said of a version that is not there.
fn conflict(asked: &str, name: &str, version: &str) -> String {
    let range = asked.get(bare(asked).len()..).unwrap_or_default();
    let at = range.find(|letter: char| letter.is_ascii_digit()).unwrap_or(range.len());
    let (operator, wanted) = range.split_at(at);
    let order = packages::version::compare(version, wanted);
    let fits = match operator {
        "=" => version == wanted,
        "~" | "~=" | "=~" => {
            version == wanted || version.starts_with(&format!("{wanted}.")) || {
                version.strip_prefix(wanted).is_some_and(|rest| rest.starts_with(['.', '-']))
            }
        }
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        _ => true,
    };
    if fits { String::new() } else { format!("  {name}-{version}:\n    breaks: world[{asked}]\n") }
}

fn triggers(process: &mut Process<'_>, said: &Said<'_>, plan: &[Planned<'_>]) -> Ended {
    // BusyBox looks after the directories in which programs are.
    let programs = plan.iter().any(|planned| !planned.form.programs.is_empty());
    let busybox = OFFER.find("busybox").filter(|_| programs);
    let own = plan.iter().filter(|planned| planned.form.trigger).map(|planned| (planned.name, planned.form));
    for (name, form) in busybox.into_iter().chain(own) {
        said.script(process, &format!("{name}-{}.trigger", said.release.version(form)))?;
        process.system.sleep(SCRIPT)?;
    }
    Ok(0)
}

/// The lines that count.
pub struct Said<'a> {
    pub release: &'a Release,
    pub quiet: bool,
    pub count: usize,
    pub at: usize,
}

impl Said<'_> {
    /// `Executing busybox-1.37.0-r31.trigger`
    pub fn script(&self, process: &mut Process<'_>, name: &str) -> Ended {
        if !self.quiet {
            process.print(&format!("Executing {name}\n"))?;
        }
        Ok(0)
    }

    /// `(3/17) Installing git (2.55.0-r0)`
    pub fn step(&mut self, process: &mut Process<'_>, verb: &str, name: &str, version: &str) -> Ended {
        self.at += 1;
        let width = if self.release.third { self.count.to_string().len() } else { 0 };
        if !self.quiet {
            process.print(&format!("({:>width$}/{}) {verb} {name} ({version})\n", self.at, self.count))?;
        }
        Ok(0)
    }
}

/// `OK: 12 MiB in 19 packages`
pub fn summary(process: &mut Process<'_>, release: &Release) -> Ended {
    let have = database::read(process);
    let size: u64 = have.iter().map(|installed| installed.size).sum();
    process.print(&format!("OK: {} in {} packages\n", release.size(size), have.len()))?;
    Ok(0)
}
