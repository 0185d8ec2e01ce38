//! `pip install`, and `pip download` and `pip wheel`, which stop after the archives.

use super::super::packages::{self, loose, put};
use super::cache::Cache;
use super::line::Line;
use super::place::Place;
use super::requirement::{self, Source, Wanted, fail};
use super::resolve::{Chosen, Failure, Found, Resolver, installation_order};
use super::site::{self, Distribution, Installed};
use super::{OFFER, build, wheel};
use crate::content::{Filler, Rope};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// Bytes from which on a download has a bar, since pip 24.2 and before.
const BAR: (u64, u64) = (512 << 10, 40_000);
/// Bytes of the metadata of a project, about.
const METADATA: u64 = 1_500;

/// `pip install`
pub fn run(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    if nothing(line) {
        return fail(process, "You must give at least one requirement to install (see \"pip help install\")");
    }
    if line.has("user") && line.value("target").is_some() {
        return fail(process, "Can not combine '--user' and '--target'");
    }
    let elsewhere = ["target", "prefix", "root"].into_iter().find_map(|name| line.value(name));
    if elsewhere.is_none() && !line.has("break-system-packages") {
        is_managed(process, place)?;
    }
    let into = destination(process, line, place)?;
    let cache = Cache::of(process, line)?;
    let asking = requirement::read(process, line, place)?;
    let installed = visible(process, place, &into, line);
    let chosen = collect(process, line, place, &cache, &asking, &installed)?;
    let new: Vec<Chosen> = chosen.into_iter().filter(|one| !one.stays).collect();
    archives(process, line, place, &cache, &new)?;
    build::run(process, place, &new, &cache)?;
    if line.has("dry-run") {
        let list: Vec<String> = new.iter().map(|one| format!("{}-{}", one.name, one.version)).collect();
        process.print(&format!("Would install {}\n", list.join(" ")))?;
        return Ok(0);
    }
    put_in_place(process, line, place, &into, &new)?;
    super::root_warning(process, line, place)?;
    Ok(0)
}

/// `pip download`, `pip wheel`
pub fn fetch(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let wheels = line.verb == "wheel";
    if nothing(line) {
        let what = &line.verb;
        return fail(process, &format!("You must give at least one requirement to {what} (see \"pip help {what}\")"));
    }
    let cache = Cache::of(process, line)?;
    let asking = requirement::read(process, line, place)?;
    let chosen = collect(process, line, place, &cache, &asking, &[])?;
    archives(process, line, place, &cache, &chosen)?;
    if wheels {
        build::run(process, place, &chosen, &cache)?;
    }
    let folder = line.value(if wheels { "wheel-dir" } else { "dest" }).unwrap_or(".").to_string();
    for one in &chosen {
        let form = super::PackageForm { source: one.form.source && !wheels, ..one.form.clone() };
        let file = wheel::file_name(&one.name, &one.version, &form, place);
        let path = process.absolute(&format!("{folder}/{file}"));
        let content = Rope::filler(Filler { seed: packages::seed(&file, ""), dense: 65_000 }, bytes_of(one));
        if let Err(errno) = put(process.system.files(), &path, content, 0o644) {
            let number = errno.number();
            return fail(
                process,
                &format!("Could not install packages due to an OSError: [Errno {number}] {errno}: '{path}'\n"),
            );
        }
        let shown = if folder == "." { format!("./{file}") } else { format!("{folder}/{file}") };
        process.print(&format!("Saved {shown}\n"))?;
    }
    if !wheels {
        let names: Vec<&str> = chosen.iter().map(|one| one.name.as_str()).collect();
        process.print(&format!("Successfully downloaded {}\n", names.join(" ")))?;
    }
    Ok(0)
}

fn nothing(line: &Line) -> bool {
    line.words.is_empty() && line.values("requirement").is_empty() && line.values("editable").is_empty()
}

/// Refuses to touch what a distribution manages itself (PEP 668).
fn is_managed(process: &mut Process<'_>, place: &Place) -> Result<(), Bail> {
    let Some(mark) = &place.managed else { return Ok(()) };
    let text = packages::read_text(process.system.files(), mark);
    let reason = text.split_once("Error=").map_or("", |(_, reason)| reason).trim_end();
    let mut lines = reason.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("    {line}\n")).collect();
    let first = if first.is_empty() { rest.trim_start().to_string() } else { format!("{first}\n{rest}") };
    let text = format!(
        "error: externally-managed-environment\n\n× This environment is externally managed\n╰─> {first}\n\
         note: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.\n\
         hint: See PEP 668 for the detailed specification.\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}

/// Where packages go: what `--target` or `--prefix` says, the directory of the user, or the one of all.
fn destination(process: &mut Process<'_>, line: &Line, place: &Place) -> Result<Place, Bail> {
    if let Some(target) = line.value("target") {
        let site = process.absolute(target);
        return Ok(Place { scripts: format!("{site}/bin"), site, ..place.clone() });
    }
    if let Some(prefix) = line.value("prefix") {
        let prefix = process.absolute(prefix);
        let site = format!("{prefix}/lib/python{}/site-packages", place.minor);
        return Ok(Place { scripts: format!("{prefix}/bin"), site, ..place.clone() });
    }
    let home = process.environment.get("HOME").cloned().unwrap_or_else(|| "/".into());
    if line.has("user") {
        if place.environment {
            return fail(
                process,
                "Can not perform a '--user' install. User site-packages are not visible in this virtualenv.",
            );
        }
        return Ok(place.for_user(&home));
    }
    if place.environment || writable(process, &place.site) {
        return Ok(place.clone());
    }
    process.print("Defaulting to user installation because normal site-packages is not writeable\n")?;
    Ok(place.for_user(&home))
}

/// Whether files may be made below this directory: it, or the nearest one above that is there, says.
fn writable(process: &mut Process<'_>, folder: &str) -> bool {
    let files = process.system.files();
    let mut folder = folder;
    while files.stat(folder, true).is_err() && folder != "/" {
        folder = packages::parent(folder);
    }
    files.may(folder, 2).is_ok()
}

/// What Python sees already, as far as it counts for this command.
fn visible(process: &mut Process<'_>, place: &Place, into: &Place, line: &Line) -> Vec<Installed> {
    let files = process.system.files();
    if line.value("target").is_some() || line.value("prefix").is_some() {
        return Vec::new();
    }
    let mut all = site::read(files, place, &into.site);
    if into.site != place.site {
        all.extend(site::read(files, place, &place.site));
    }
    all
}

/// Resolves, and says `Collecting …` for each project.
fn collect(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    cache: &Cache,
    asking: &requirement::Asking,
    installed: &[Installed],
) -> Result<Vec<Chosen>, Bail> {
    let resolver = Resolver {
        installed,
        constraints: &asking.constraints,
        musl: place.musl,
        no_needs: line.has("no-deps"),
        upgrade: line.has("upgrade"),
        reinstall: line.has("force-reinstall") || line.has("ignore-installed"),
    };
    let quiet = line.has("quiet");
    let resolved = resolver.resolve(&asking.wanted, |found| match found {
        Found::Chosen(wanted, chosen) => collecting(process, quiet, place, cache, wanted, chosen, installed),
        Found::NoExtra(chosen, extra) => {
            let text = format!("WARNING: {} {} does not provide the extra '{extra}'\n", chosen.name, chosen.version);
            process.output.write(Stream::Err, text.as_bytes()).map_err(Bail::from)
        }
    })?;
    match resolved {
        Ok(chosen) => Ok(chosen),
        Err(failure) => failed(process, &failure),
    }
}

fn collecting(
    process: &mut Process<'_>,
    quiet: bool,
    place: &Place,
    cache: &Cache,
    wanted: &Wanted,
    chosen: &Chosen,
    installed: &[Installed],
) -> Result<(), Bail> {
    let (text, origin) = (wanted.text(), wanted.origin());
    if chosen.stays {
        let own = installed.iter().find(|own| loose(&own.name) == loose(&chosen.name));
        let site = own.map_or(place.site.as_str(), |own| own.site.as_str());
        if !quiet {
            process
                .print(&format!("Requirement already satisfied: {text} in {site}{origin} ({})\n", chosen.version))?;
        }
        return Ok(());
    }
    match &chosen.source {
        Source::Project { path, editable: true, .. } => process.print(&format!("Obtaining file://{path}{origin}\n"))?,
        Source::Project { path, .. } => process.print(&format!("Processing {path}{origin}\n"))?,
        Source::Wheel(path) => process.print(&format!("Processing {path}{origin}\n"))?,
        Source::Index => {
            if !quiet {
                process.print(&format!("Collecting {text}{origin}\n"))?;
            }
            let file = wheel::file_name(&chosen.name, &chosen.version, &chosen.form, place);
            let whole = chosen.form.source || !place.pip_since("23.1");
            let (file, bytes) =
                if whole { (file, bytes_of(chosen)) } else { (format!("{file}.metadata"), metadata_of(chosen)) };
            get(process, quiet, place, cache, "  ", &file, bytes)?;
        }
    }
    if build::is_built(chosen) {
        build::prepare(process, chosen)?;
    }
    Ok(())
}

/// The archives that were not fetched while looking.
fn archives(process: &mut Process<'_>, line: &Line, place: &Place, cache: &Cache, new: &[Chosen]) -> Result<(), Bail> {
    if !place.pip_since("23.1") {
        return Ok(());
    }
    for one in new.iter().filter(|one| one.source == Source::Index && !one.form.source) {
        let file = wheel::file_name(&one.name, &one.version, &one.form, place);
        get(process, line.has("quiet"), place, cache, "", &file, bytes_of(one))?;
    }
    Ok(())
}

/// `Downloading flask-3.1.3-py3-none-any.whl (103 kB)`, and a bar if it is large.
fn get(
    process: &mut Process<'_>,
    quiet: bool,
    place: &Place,
    cache: &Cache,
    indent: &str,
    file: &str,
    bytes: u64,
) -> Result<(), Bail> {
    let before = process.system.clock().now();
    let verb = cache.get(process, file, bytes)?;
    if quiet {
        return Ok(());
    }
    process.print(&format!("{indent}{verb} {file} ({})\n", wheel::size(bytes)))?;
    let from = if place.pip_since("24.2") { BAR.0 } else { BAR.1 };
    if verb == "Using cached" || bytes <= from {
        return Ok(());
    }
    let nanos = process.system.clock().now().since(before).max(1).unsigned_abs();
    let speed = u64::try_from(u128::from(bytes) * 1_000_000_000 / u128::from(nanos)).unwrap_or(bytes);
    let seconds = nanos / 1_000_000_000;
    let time = match place.pip_since("25.1") {
        true => format!(" {}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        false => "eta 0:00:00".into(),
    };
    let (unit, name) = if bytes >= 1_000_000 { (1e6, "MB") } else { (1e3, "kB") };
    let amount = bytes as f64 / unit;
    let speed = match speed {
        1_000_000.. => format!("{:.1} MB/s", speed as f64 / 1e6),
        _ => format!("{:.1} kB/s", speed as f64 / 1e3),
    };
    let bar = "\u{2501}".repeat(40);
    process.print(&format!("{indent}   {bar} {amount:.1}/{amount:.1} {name} {speed} {time}\n"))?;
    Ok(())
}

/// Bytes of an archive: older versions are a little smaller, so that they can be told apart.
fn bytes_of(one: &Chosen) -> u64 {
    let newest = if one.form.download == 0 { one.form.size / 3 } else { one.form.download };
    if one.version == one.form.version { newest } else { newest - newest / 40 }
}

fn metadata_of(one: &Chosen) -> u64 {
    METADATA + packages::seed(&one.name, "metadata") % 6_000
}

/// Says why there is nothing to install.
fn failed<T>(process: &mut Process<'_>, failure: &Failure) -> Result<T, Bail> {
    match failure {
        Failure::NoVersion(wanted, versions) => {
            let (text, origin) = (wanted.text(), wanted.origin());
            let list = if versions.is_empty() { "none".into() } else { versions.join(", ") };
            let line = format!(
                "ERROR: Could not find a version that satisfies the requirement {text}{origin} (from versions: {list})\n"
            );
            process.output.write(Stream::Err, line.as_bytes())?;
            if text == "requirements.txt" {
                process.print(
                    "HINT: You are attempting to install a package literally named \"requirements.txt\" (which cannot exist). Consider using the '-r' flag to install the packages listed in requirements.txt\n",
                )?;
            }
            fail(process, &format!("No matching distribution found for {text}"))
        }
        Failure::Conflict(asked) => {
            let by: Vec<String> = asked
                .iter()
                .map(|(by, wanted)| match by {
                    None => wanted.text(),
                    Some(by) => by.replacen(' ', "==", 1),
                })
                .collect();
            let (last, others) = by.split_last().map_or(("", [].as_slice()), |(last, others)| (last.as_str(), others));
            let list = if others.is_empty() { last.to_string() } else { format!("{} and {last}", others.join(", ")) };
            let causes: String = asked
                .iter()
                .map(|(by, wanted)| match by {
                    None => format!("\n    The user requested {}", wanted.text()),
                    Some(by) => format!("\n    {by} depends on {}", wanted.text()),
                })
                .collect();
            process.output.write(
                Stream::Err,
                format!("ERROR: Cannot install {list} because these package versions have conflicting dependencies.\n")
                    .as_bytes(),
            )?;
            process.print(&format!(
                "\nThe conflict is caused by:{causes}\n\nTo fix this you could try to:\n\
                 1. loosen the range of package versions you've specified\n\
                 2. remove package versions to allow pip to attempt to solve the dependency conflict\n\n"
            ))?;
            fail(
                process,
                "ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/#dealing-with-dependency-conflicts",
            )
        }
        Failure::TooMany => fail(process, "more packages than the sandbox installs at once"),
    }
}

/// Writes what is new, in pip's order.
fn put_in_place(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    into: &Place,
    new: &[Chosen],
) -> Result<(), Bail> {
    let quiet = line.has("quiet");
    let order = installation_order(new);
    let ordered: Vec<&Chosen> = order.iter().filter_map(|index| new.get(*index)).collect();
    if ordered.is_empty() {
        return Ok(());
    }
    if !quiet {
        let names: Vec<&str> = ordered.iter().map(|one| one.name.as_str()).collect();
        process.print(&format!("Installing collected packages: {}\n", names.join(", ")))?;
    }
    for one in &ordered {
        if let Some(old) = &one.replaces {
            if !quiet {
                let (name, version) = (&old.name, &old.version);
                process.print(&format!(
                    "  Attempting uninstall: {name}\n    Found existing installation: {name} {version}\n    \
                     Uninstalling {name}-{version}:\n      Successfully uninstalled {name}-{version}\n"
                ))?;
            }
            site::remove(process.system.files(), old);
        }
        packages::unpack(process, one.form.size)?;
        let needs: Vec<String> = one.needs.iter().map(Wanted::text).collect();
        let proper = OFFER.find_loosely(&one.name).map_or(one.name.as_str(), |(name, _)| name);
        let editable = match &one.source {
            Source::Project { path, editable: true, .. } => Some(path.as_str()),
            _ => None,
        };
        let project = match &one.source {
            Source::Project { path, editable: false, .. } => Some(path.as_str()),
            _ => None,
        };
        let distribution =
            Distribution { name: proper, version: &one.version, needs: &needs, form: &one.form, editable, project };
        if let Err(errno) = site::write(process.system.files(), into, &distribution) {
            let hint = match errno {
                crate::vfs::Errno::Access => "Check the permissions.\n",
                _ => "",
            };
            let (number, path) = (errno.number(), first_missing(process, &into.site));
            let text =
                format!("Could not install packages due to an OSError: [Errno {number}] {errno}: '{path}'\n{hint}");
            return fail(process, &text);
        }
        warn_of_path(process, line, place, into, one)?;
    }
    if !quiet {
        let mut done: Vec<String> = ordered.iter().map(|one| format!("{}-{}", one.name, one.version)).collect();
        done.sort();
        let gap = if place.pip_since("25.1") && ordered.len() > 1 { "\n" } else { "" };
        process.print(&format!("{gap}Successfully installed {}\n", done.join(" ")))?;
    }
    Ok(())
}

/// The first directory on the way to `folder` that is not there, or the folder itself.
fn first_missing(process: &mut Process<'_>, folder: &str) -> String {
    let files = process.system.files();
    let mut folder = folder;
    while files.stat(packages::parent(folder), true).is_err() {
        folder = packages::parent(folder);
    }
    folder.to_string()
}

/// Warns of scripts that no shell finds.
fn warn_of_path(process: &mut Process<'_>, line: &Line, place: &Place, into: &Place, one: &Chosen) -> Result<(), Bail> {
    let silent =
        line.has("no-warn-script-location") || line.value("target").is_some() || line.value("prefix").is_some();
    let path = process.environment.get("PATH").cloned().unwrap_or_default();
    let found = path.split(':').any(|folder| folder.trim_end_matches('/') == into.scripts);
    if silent || found || one.form.scripts.is_empty() || into.scripts == place.scripts {
        return Ok(());
    }
    let names: Vec<&str> = one.form.scripts.keys().map(String::as_str).collect();
    let (list, verb) = match names.split_last() {
        Some((last, [])) => (format!("script {last}"), "is"),
        Some((last, others)) => (format!("scripts {} and {last}", others.join(", ")), "are"),
        None => return Ok(()),
    };
    let text = format!(
        "WARNING: The {list} {verb} installed in '{}' which is not on PATH.\n  Consider adding this directory to PATH or, if you prefer to suppress this warning, use --no-warn-script-location.\n",
        into.scripts
    );
    process.output.write(Stream::Err, format!("  {text}").as_bytes())?;
    Ok(())
}
