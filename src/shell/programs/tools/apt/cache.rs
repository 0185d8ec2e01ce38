//! `apt-cache`, the questions of `apt`, and `apt-mark`.

use super::status::{self, Installed};
use super::system::{self, System};
use super::{FAILED, Line, OFFER, update};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

pub fn run(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut words = words.into_iter().filter(|word| !word.starts_with('-'));
    let verb = words.next().unwrap_or_default();
    let line = Line { verb, names: words.collect(), ..Line::default() };
    friendly(process, &line)
}

/// `search`, `show`, `policy`, `depends`, `list`
pub fn friendly(process: &mut Process<'_>, line: &Line) -> Ended {
    let system = system::of(process);
    let listed = update::are_there(process);
    let have = status::read(process, &system);
    match line.verb.as_str() {
        "search" => {
            for (name, form) in OFFER.all().filter(|(_, form)| listed && form.is_in(&system.release)) {
                let text = format!("{name} {}", form.about);
                if line.names.iter().all(|word| text.contains(word.as_str())) {
                    process.print(&format!("{name} - {}\n", form.about))?;
                }
            }
        }
        "list" => {
            process.print("Listing...\n")?;
            for Installed { name, version, .. } in &have {
                if line.names.is_empty() || line.names.contains(name) {
                    process.print(&format!("{name}/{},now {version} amd64 [installed]\n", system.release))?;
                }
            }
        }
        "show" | "showpkg" => {
            for name in &line.names {
                match OFFER.find(name).filter(|(_, form)| listed && form.is_in(&system.release)) {
                    Some((name, form)) => process.print(&format!(
                        "Package: {name}\nVersion: {}\nPriority: optional\nInstalled-Size: {}\nDepends: {}\nDownload-Size: {}B\nDescription: {}\n\n",
                        system.version(form),
                        form.size / 1024,
                        form.needs.join(", "),
                        super::size::size(form.download),
                        form.about
                    ))?,
                    None => {
                        let text = format!("N: Unable to locate package {name}\nE: No packages found\n");
                        process.output.write(Stream::Err, text.as_bytes())?;
                        return Ok(FAILED);
                    }
                }
            }
        }
        "policy" => policy(process, line, &system, &have, listed)?,
        "depends" => {
            for (name, form) in line.names.iter().filter_map(|name| OFFER.find(name)).filter(|_| listed) {
                process.print(&format!("{name}\n"))?;
                for need in &form.needs {
                    process.print(&format!("  Depends: {need}\n"))?;
                }
            }
        }
        other => return system::failed(process, &format!("Invalid operation {other}")),
    }
    Ok(0)
}

fn policy(
    process: &mut Process<'_>,
    line: &Line,
    system: &System,
    have: &[Installed],
    listed: bool,
) -> Result<(), crate::shell::Stop> {
    for name in &line.names {
        let own = have.iter().find(|installed| installed.name == *name).map(|installed| installed.version.clone());
        let found = OFFER.find(name).filter(|(_, form)| listed && form.is_in(&system.release));
        let candidate = found.map(|(_, form)| system.version(form)).or(own.clone());
        let Some(candidate) = candidate else { continue };
        let (mark, installed) = match &own {
            Some(own) => ("***", own.as_str()),
            None => ("   ", "(none)"),
        };
        process.print(&format!(
            "{name}:\n  Installed: {installed}\n  Candidate: {candidate}\n  Version table:\n {mark} {candidate} 500\n        500 {} amd64 Packages\n",
            system.suite()
        ))?;
        if own.is_some() {
            process.print("        100 /var/lib/dpkg/status\n")?;
        }
    }
    Ok(())
}

/// `apt-mark`
pub fn mark(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut words = words.into_iter().filter(|word| !word.starts_with('-'));
    let verb = words.next().unwrap_or_default();
    let names: Vec<String> = words.collect();
    let system = system::of(process);
    let have = status::read(process, &system);
    match verb.as_str() {
        "showmanual" | "showauto" => {
            for installed in have.iter().filter(|installed| installed.automatic == (verb == "showauto")) {
                process.print(&format!("{}\n", installed.name))?;
            }
        }
        "showhold" => {}
        "auto" | "manual" => {
            let known: Vec<String> = match names.iter().any(|name| name == ".*") {
                true => have.iter().filter(|own| own.written).map(|own| own.name.clone()).collect(),
                false => names,
            };
            if let Err(errno) = status::mark(process.system.files(), &known, verb == "auto") {
                return system::failed(process, &format!("Could not write extended_states: {errno}"));
            }
            let what = if verb == "auto" { "automatically" } else { "manually" };
            for name in known {
                process.print(&format!("{name} set to {what} installed.\n"))?;
            }
        }
        "hold" | "unhold" => {
            for name in names {
                match verb.as_str() {
                    "hold" => process.print(&format!("{name} set on hold.\n"))?,
                    _ => process.print(&format!("Canceled hold on {name}.\n"))?,
                }
            }
        }
        other => return system::failed(process, &format!("Invalid operation {other}")),
    }
    Ok(0)
}
