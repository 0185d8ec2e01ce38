//! `pip list`, `freeze`, `show`, `check` and `uninstall`.

use super::super::packages::{loose, version::satisfies_pip};
use super::line::Line;
use super::place::Place;
use super::requirement::{Wanted, fail};
use super::site::{self, Installed};
use super::{OFFER, root_warning};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};

/// Everything that this Python sees: its own packages and the user's.
fn all(process: &mut Process<'_>, line: &Line, place: &Place) -> Vec<Installed> {
    let home = process.environment.get("HOME").cloned().unwrap_or_default();
    let folder = line.value("path").map(|path| process.absolute(path));
    let files = process.system.files();
    if let Some(folder) = folder {
        return site::read(files, place, &folder);
    }
    let mut all = if line.has("user") { Vec::new() } else { site::read(files, place, &place.site) };
    if !place.environment && !home.is_empty() {
        let own = site::read(files, place, &place.for_user(&home).site);
        all.retain(|other| !own.iter().any(|own| loose(&own.name) == loose(&other.name)));
        all.extend(own);
        all.sort_by_key(|own| own.name.to_ascii_lowercase());
    }
    all
}

/// `pip list`
pub fn list(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let mut all = all(process, line, place);
    if line.has("editable") {
        all.retain(|own| own.editable.is_some());
    }
    let newest = |own: &Installed| OFFER.find_loosely(&own.name).map(|(_, form)| form.version.clone());
    if line.has("outdated") {
        all.retain(|own| newest(own).is_some_and(|newest| newest != own.version));
    }
    match line.value("format") {
        Some("freeze") => {
            for own in &all {
                process.print(&format!("{}=={}\n", own.name, own.version))?;
            }
            return Ok(0);
        }
        Some("json") => {
            let list: Vec<String> = all
                .iter()
                .map(|own| format!("{{\"name\": \"{}\", \"version\": \"{}\"}}", own.name, own.version))
                .collect();
            process.print(&format!("[{}]\n", list.join(", ")))?;
            return Ok(0);
        }
        _ => {}
    }
    if all.is_empty() {
        return Ok(0);
    }
    let editable = all.iter().any(|own| own.editable.is_some());
    let mut rows = vec![vec!["Package".to_string(), "Version".to_string()]];
    if line.has("outdated") {
        rows[0].extend(["Latest".to_string(), "Type".to_string()]);
    }
    if editable {
        rows[0].push("Editable project location".into());
    }
    for own in &all {
        let mut row = vec![own.name.clone(), own.version.clone()];
        if line.has("outdated") {
            row.extend([newest(own).unwrap_or_default(), "wheel".into()]);
        }
        if editable {
            row.push(own.editable.clone().unwrap_or_default());
        }
        rows.push(row);
    }
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let dashes = widths.iter().map(|width| "-".repeat(*width)).collect();
    rows.insert(1, dashes);
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let text = cells.collect::<Vec<_>>().join(" ");
        process.print(&format!("{}\n", text.trim_end()))?;
    }
    Ok(0)
}

/// `pip freeze`
pub fn freeze(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    for own in all(process, line, place) {
        let tool = own.name == "pip" || site::is_old(place) && ["setuptools", "wheel"].contains(&own.name.as_str());
        if tool && !line.has("all") {
            continue;
        }
        match &own.editable {
            Some(project) => process.print(&format!(
                "# Editable install with no version control ({}=={})\n-e {project}\n",
                own.name, own.version
            ))?,
            None => process.print(&format!("{}=={}\n", own.name, own.version))?,
        }
    }
    Ok(0)
}

/// `pip show`
pub fn show(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    if line.words.is_empty() {
        process.output.write(Stream::Err, b"WARNING: ERROR: Please provide a package name or names.\n")?;
        return Ok(1);
    }
    let all = all(process, line, place);
    let found = |name: &str| all.iter().find(|own| loose(&own.name) == loose(name));
    let missing: Vec<&str> = line.words.iter().map(String::as_str).filter(|name| found(name).is_none()).collect();
    if !missing.is_empty() {
        let text = format!("WARNING: Package(s) not found: {}\n", missing.join(", "));
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    let mut status = 1;
    for (index, own) in line.words.iter().filter_map(|name| found(name)).enumerate() {
        status = 0;
        let bare = |need: &String| Wanted::of(need, None).name;
        let mut needs: Vec<String> = own.needs.iter().map(bare).collect();
        needs.sort_by_key(|name| name.to_ascii_lowercase());
        let needed = |other: &&Installed| other.needs.iter().any(|need| loose(&bare(need)) == loose(&own.name));
        let by: Vec<&str> = all.iter().filter(needed).map(|other| other.name.as_str()).collect();
        let editable = own.editable.as_ref().map(|path| format!("Editable project location: {path}\n"));
        let gap = if index > 0 { "---\n" } else { "" };
        process.print(&format!(
            "{gap}Name: {}\nVersion: {}\nSummary: {}\nHome-page: \nAuthor: \nAuthor-email: \nLicense: \nLocation: {}\n{}Requires: {}\nRequired-by: {}\n",
            own.name,
            own.version,
            own.about,
            own.site,
            editable.unwrap_or_default(),
            needs.join(", "),
            by.join(", ")
        ))?;
        if line.has("files") {
            process.print("Files:\n")?;
            let prefix = format!("{}/", own.site);
            for path in site::files_of(process.system.files(), own) {
                process.print(&format!("  {}\n", path.strip_prefix(&prefix).unwrap_or(&path)))?;
            }
        }
    }
    Ok(status)
}

/// `pip check`
pub fn check(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let all = all(process, line, place);
    let mut status = 0;
    for own in &all {
        for need in own.needs.iter().map(|need| Wanted::of(need, None)) {
            let (name, version) = (&own.name, &own.version);
            let text = match all.iter().find(|other| loose(&other.name) == loose(&need.name)) {
                None => format!("{name} {version} requires {}, which is not installed.\n", need.name),
                Some(other) if !satisfies_pip(&other.version, &need.range) => format!(
                    "{name} {version} has requirement {}, but you have {} {}.\n",
                    need.text(),
                    other.name,
                    other.version
                ),
                Some(_) => continue,
            };
            process.print(&text)?;
            status = 1;
        }
    }
    if status == 0 {
        process.print("No broken requirements found.\n")?;
    }
    Ok(status)
}

/// `pip uninstall`
pub fn uninstall(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let asking = super::requirement::read(process, line, place)?;
    if asking.wanted.is_empty() {
        return fail(process, "You must give at least one requirement to uninstall (see \"pip help uninstall\")");
    }
    let all = all(process, line, place);
    for wanted in &asking.wanted {
        let Some(own) = all.iter().find(|own| loose(&own.name) == loose(&wanted.name)) else {
            let text = format!("WARNING: Skipping {} as it is not installed.\n", wanted.name);
            process.output.write(Stream::Err, text.as_bytes())?;
            continue;
        };
        let (name, version) = (&own.name, &own.version);
        process.print(&format!("Found existing installation: {name} {version}\nUninstalling {name}-{version}:\n"))?;
        if !line.has("yes") && !confirmed(process, own)? {
            continue;
        }
        let files = process.system.files();
        if let Err(errno) = files.may(&own.site, 2) {
            let number = errno.number();
            return fail(
                process,
                &format!("Could not install packages due to an OSError: [Errno {number}] {errno}: '{}'\n", own.site),
            );
        }
        site::remove(files, own);
        process.print(&format!("  Successfully uninstalled {name}-{version}\n"))?;
    }
    root_warning(process, line, place)?;
    Ok(0)
}

fn confirmed(process: &mut Process<'_>, own: &Installed) -> Result<bool, Bail> {
    process.print("  Would remove:\n")?;
    let stem = super::wheel::stem(&own.name);
    let scripts = site::files_of(process.system.files(), own);
    for path in scripts.iter().filter(|path| !path.starts_with(&own.site)) {
        process.print(&format!("    {path}\n"))?;
    }
    process.print(&format!("    {0}/{stem}-{1}.dist-info/*\n    {0}/{stem}/*\n", own.site, own.version))?;
    let question = "Proceed (Y/n)? ";
    let answer = match process.stdin {
        Input::Terminal => process.system.read_line(&Prompt::question(question))?,
        _ => {
            process.print(question)?;
            let rest = process.rest_of_stdin()?.slice(0..64).to_bytes();
            let line = String::from_utf8_lossy(&rest).lines().next().map(str::to_string);
            if line.is_none() {
                return fail(process, "Exception:\nEOFError: EOF when reading a line");
            }
            line
        }
    };
    Ok(answer.is_some_and(|answer| matches!(answer.trim(), "" | "y" | "Y")))
}
