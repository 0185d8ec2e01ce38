//! Scripts of a project: `npm run`, `start`, `test`, and `npx`, which runs a package's program.

use std::collections::BTreeMap;

use super::line::Line;
use super::manifest::{Broken, Manifest};
use super::tree::{self, Wanted};
use super::{OFFER, Place, error, files};
use crate::shell::programs::machine::xargs::spawn_as;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{DEFAULT_PATH, Input, Process, Stay, Stop, Stream};

/// `npm run NAME`, and the verbs that are short for it.
pub fn script(process: &mut Process<'_>, line: &Line, place: &Place, name: &str) -> Ended {
    let manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) => return place.no_manifest(process),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    let server = format!("{}/server.js", place.folder);
    let usual = (name == "start" && process.system.files().stat(&server, true).is_ok()).then_some("node server.js");
    let Some(text) = manifest.script(name).or(usual).map(str::to_string) else {
        if line.has("if-present") {
            return Ok(0);
        }
        let mut lines = vec![format!("Missing script: \"{name}\"")];
        let close = manifest.table("scripts").into_iter().map(|(own, _)| own);
        let close: Vec<String> = close.filter(|own| strsim::levenshtein(own, name) <= 2).collect();
        if !close.is_empty() {
            lines.extend([
                String::new(),
                format!("Did you mean {}?", if close.len() == 1 { "this" } else { "one of these" }),
            ]);
            lines.extend(close.iter().map(|own| format!("  npm run {own} # run the \"{own}\" package script")));
        }
        lines.extend([String::new(), "To see a list of scripts, run:".into(), "  npm run".into()]);
        return place.fail(process, 1, &lines);
    };
    for (stage, text) in [
        ("pre", manifest.script(&format!("pre{name}"))),
        ("", Some(text.as_str())),
        ("post", manifest.script(&format!("post{name}"))),
    ] {
        let Some(text) = text else { continue };
        let arguments: Vec<String> = if stage.is_empty() { arguments(line) } else { Vec::new() };
        let status = one(process, line, place, &manifest, &format!("{stage}{name}"), text, &arguments)?;
        if status != 0 {
            return Ok(status);
        }
    }
    Ok(0)
}

/// What is handed to the script: everything behind `--`, and words behind its name.
fn arguments(line: &Line) -> Vec<String> {
    let named = if matches!(line.verb.as_str(), "run" | "run-script") { 1 } else { 0 };
    line.words.iter().skip(named).chain(&line.rest).cloned().collect()
}

fn one(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    manifest: &Manifest,
    name: &str,
    text: &str,
    arguments: &[String],
) -> Ended {
    let quoted: String = arguments.iter().map(|word| format!(" {}", quote(word))).collect();
    let text = format!("{text}{quoted}");
    if !line.has("silent") && line.value("loglevel") != Some("silent") {
        let title = manifest.title();
        let gap = if title.is_empty() { "" } else { " " };
        process.print(&format!("\n> {title}{gap}{name}\n> {text}\n\n"))?;
    }
    in_project(process, place, manifest, name, vec!["sh".into(), "-c".into(), text])
}

/// How far the script's process is behind npm's.
const CHILD: u32 = 18;

/// Runs a command in the project's directory, with the programs of its packages first in `PATH`.
pub fn in_project(
    process: &mut Process<'_>,
    place: &Place,
    manifest: &Manifest,
    name: &str,
    command: Vec<String>,
) -> Ended {
    let path = process.environment.get("PATH").map_or(DEFAULT_PATH, String::as_str).to_string();
    let folder = place.folder.trim_end_matches('/').to_string();
    let before = (process.environment.clone(), process.directory.clone());
    let variables = [
        ("PATH", format!("{folder}/node_modules/.bin:{path}")),
        ("npm_lifecycle_event", name.to_string()),
        ("npm_package_name", manifest.field("name").unwrap_or_default().to_string()),
        ("npm_package_version", manifest.field("version").unwrap_or_default().to_string()),
        ("npm_package_json", format!("{folder}/package.json")),
        ("npm_command", "run".to_string()),
        ("INIT_CWD", before.1.clone()),
        ("NODE", "/usr/local/bin/node".to_string()),
    ];
    for (name, value) in variables {
        process.environment.insert(name.into(), value);
    }
    process.directory = place.folder.clone();
    let mut stdin = std::mem::take(&mut process.stdin);
    // It stays above the script, and hands SIGTERM and SIGINT on (`@npmcli/run-script`, `lib/signal-manager.js`).
    let pid = process.pid.saturating_add(CHILD);
    process.system.hand_signals_on(process.pid, pid);
    let ended = spawn_as(process, pid, command, &mut stdin);
    process.stdin = stdin;
    (process.environment, process.directory) = before;
    match ended {
        Err(Bail::Stop(Stop::Stays(stay))) => Err(Stop::Stays(Stay { is_waited_for: true, ..stay }).into()),
        ended => ended,
    }
}

/// `npm run` without a name.
pub fn list(process: &mut Process<'_>, place: &Place) -> Ended {
    let manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) => return place.no_manifest(process),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    let scripts = manifest.table("scripts");
    let usual = |name: &str| matches!(name, "start" | "test" | "stop" | "restart");
    let name = manifest.title();
    for (title, own) in [("Lifecycle scripts included in", true), ("available via `npm run`:", false)] {
        let rows: Vec<_> = scripts.iter().filter(|(name, _)| usual(name) == own).collect();
        if rows.is_empty() {
            continue;
        }
        match own {
            true => process.print(&format!("{title} {name}:\n"))?,
            false => process.print(&format!("{title}\n"))?,
        }
        for (name, text) in rows {
            process.print(&format!("  {name}\n    {text}\n"))?;
        }
    }
    Ok(0)
}

/// `npx NAME`, `npm exec NAME`: the program of a package, which is fetched if it is not installed.
pub fn package(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let mut words: Vec<String> = Vec::new();
    if line.verb != "exec" && line.verb != "x" && !line.verb.is_empty() {
        words.push(line.verb.clone());
    }
    words.extend(line.words.iter().chain(&line.rest).cloned());
    let Some(first) = words.first().filter(|word| !word.is_empty()).cloned() else {
        let text = "npx: the sandbox starts no shell of packages: name a program\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    };
    // The package is named by itself: then the program is called as it was typed.
    let is_named = line.value("package").is_some();
    let asked = super::super::packages::version::Asked::of(line.value("package").unwrap_or(&first), "npm");
    let name = asked.name.rsplit('/').next().unwrap_or(&asked.name).to_string();
    let own = format!("{}/node_modules/.bin/{name}", place.folder.trim_end_matches('/'));
    if process.system.files().stat(&own, true).is_err() {
        fetch(process, line, place, &asked.name, &asked.range)?;
        let manifest = Manifest::default();
        if let Some(word) = words.first_mut().filter(|_| !is_named) {
            *word = program_of(&asked.name).unwrap_or(name);
        }
        let path = process.environment.get("PATH").cloned().unwrap_or_default();
        process.environment.insert("PATH".into(), format!("{}/node_modules/.bin:{path}", cache_of(place)));
        return in_project(process, place, &manifest, "npx", words);
    }
    if let Some(word) = words.first_mut().filter(|_| !is_named) {
        *word = name;
    }
    let manifest = Manifest::read(process.system.files(), &place.folder).unwrap_or_default();
    in_project(process, place, &manifest, "npx", words)
}

fn cache_of(place: &Place) -> String {
    format!("{}/_npx/0000000000000000", place.cache)
}

/// The program that a package is run by: the one of its name, or its only one.
fn program_of(name: &str) -> Option<String> {
    let (_, form) = OFFER.find(name)?;
    let bare = name.rsplit('/').next().unwrap_or(name);
    let own = form.scripts.keys().find(|script| *script == bare);
    own.or_else(|| form.scripts.keys().next()).cloned()
}

fn fetch(process: &mut Process<'_>, line: &Line, place: &Place, name: &str, range: &str) -> Result<(), Bail> {
    let range = if range.is_empty() || range == "latest" { "*" } else { range };
    let wanted = Wanted { name: name.into(), range: range.into(), dev: false };
    let nodes = match tree::build(&[wanted], &BTreeMap::new()) {
        Ok(nodes) => nodes,
        Err(failure) => return place.fail(process, 1, &error::of_tree(&failure)),
    };
    let version = nodes.iter().find(|node| node.name == name).map(|node| node.version.clone()).unwrap_or_default();
    if !line.has("yes") && matches!(process.stdin, Input::Terminal) {
        let question = format!("Need to install the following packages:\n{name}@{version}\nOk to proceed? (y) ");
        let answer = process.system.read_line(&crate::shell::Prompt::question(question))?;
        if !answer.is_some_and(|answer| matches!(answer.trim(), "" | "y" | "Y" | "yes")) {
            return place.fail(process, 1, &["canceled".into()]);
        }
    }
    if program_of(name).is_none() {
        let lines = ["could not determine executable to run".to_string()];
        return place.fail(process, 1, &lines);
    }
    let root = cache_of(place);
    let bytes: u64 = nodes.iter().map(files::size).sum();
    super::super::packages::download(process, bytes / 4)?;
    for node in &nodes {
        process.system.step()?;
        if let Err(errno) = files::write(process.system.files(), &root, node) {
            return place.refused(process, "mkdir", &root, errno);
        }
    }
    match files::link_bins(process.system.files(), &format!("{root}/node_modules/.bin"), &nodes, false) {
        Ok(()) => Ok(()),
        Err(errno) => place.refused(process, "symlink", &root, errno),
    }
}

/// A word as the shell needs it.
pub fn quote(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@,+%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
