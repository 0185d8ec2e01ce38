//! `yarn` 1 and `pnpm`: the same tree in other words, with lock files of their own.

use std::collections::BTreeMap;

use super::super::packages::{self, put, version::Asked};
use super::line::Line;
use super::manifest::{Broken, Manifest};
use super::run::{in_project, quote};
use super::tree::{self, Node, Wanted};
use super::{Place, files};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

const VERSION: &str = "1.22.22";
const PNPM: &str = "11.1.0";

/// Which of the two it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Yarn,
    Pnpm,
}

/// `yarn`
pub fn run(process: &mut Process<'_>) -> Ended {
    start(process, Kind::Yarn)
}

/// `pnpm`
pub fn pnpm(process: &mut Process<'_>) -> Ended {
    start(process, Kind::Pnpm)
}

fn start(process: &mut Process<'_>, kind: Kind) -> Ended {
    let line = Line::of(process);
    let place = Place::of(process, &line);
    if line.verb.is_empty() && line.has("version") {
        process.print(&format!("{}\n", if kind == Kind::Yarn { VERSION } else { PNPM }))?;
        return Ok(0);
    }
    let before = process.system.clock().now();
    let verb = if line.verb.is_empty() { "install" } else { line.verb.as_str() };
    match verb {
        "install" | "i" | "add" | "remove" | "rm" | "ci" => {
            install(process, kind, &line, &place, verb)?;
            let taken = process.system.clock().now().since(before);
            done(process, kind, taken)
        }
        "global" => {
            let words = line.words.get(1..).unwrap_or_default();
            for word in words {
                let mut arguments = vec!["npm".into(), "install".into(), "-g".into(), "--silent".into(), word.clone()];
                std::mem::swap(&mut process.arguments, &mut arguments);
                super::run(process)?;
            }
            let taken = process.system.clock().now().since(before);
            done(process, kind, taken)
        }
        "cache" | "store" => {
            let folder = cache(process, kind);
            if let Err(errno) = files::remove_all(process.system.files(), &folder) {
                return fail(process, kind, &format!("{errno}: {folder}"));
            }
            if kind == Kind::Yarn {
                process.print(&format!("yarn cache v{VERSION}\nsuccess Cleared cache.\n"))?;
                let taken = process.system.clock().now().since(before);
                return done(process, kind, taken);
            }
            Ok(0)
        }
        "init" => {
            if kind == Kind::Yarn {
                process.print(&format!("yarn init v{VERSION}\n"))?;
            }
            super::project::init(process, &line.without_words(), &place)
        }
        "config" | "set" | "dlx" | "audit" | "list" | "ls" | "why" | "workspaces" => {
            let name = process.name();
            let text = format!("{name} {verb}: the sandbox does not simulate this command of {name}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        "run" => {
            let name = line.words.first().cloned().unwrap_or_default();
            let from = line.behind.iter().position(|word| *word == name).map_or(0, |at| at + 1);
            let rest = handed(kind, line.behind.get(from..).unwrap_or_default());
            script(process, kind, &place, &name, rest)
        }
        name => {
            let rest = handed(kind, &line.behind);
            script(process, kind, &place, name, rest)
        }
    }
}

/// What a script or program is handed: everything behind its name. Yarn leaves out a `--`.
fn handed(kind: Kind, behind: &[String]) -> Vec<String> {
    let mut rest = behind.to_vec();
    if kind == Kind::Yarn
        && let Some(at) = rest.iter().position(|word| word == "--")
    {
        rest.remove(at);
    }
    rest
}

/// What stands at the end.
fn done(process: &mut Process<'_>, kind: Kind, taken: i64) -> Ended {
    let hundredths = taken.max(0) / 10_000_000;
    match kind {
        Kind::Yarn => process.print(&format!("Done in {}.{:02}s.\n", hundredths / 100, hundredths % 100))?,
        Kind::Pnpm => {
            process.print(&format!("\nDone in {}.{}s using pnpm v{PNPM}\n", hundredths / 100, hundredths % 100 / 10))?
        }
    }
    Ok(0)
}

fn cache(process: &Process<'_>, kind: Kind) -> String {
    let home = process.environment.get("HOME").map_or("/root", |home| home.trim_end_matches('/'));
    match kind {
        Kind::Yarn => process.environment.get("YARN_CACHE_FOLDER").cloned().unwrap_or_else(|| match home {
            "/root" => "/usr/local/share/.cache/yarn/v6".into(),
            home => format!("{home}/.cache/yarn/v6"),
        }),
        Kind::Pnpm => format!("{home}/.local/share/pnpm/store/v10"),
    }
}

fn fail<T>(process: &mut Process<'_>, kind: Kind, text: &str) -> Result<T, Bail> {
    let text = match kind {
        Kind::Yarn => {
            let about = "info Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.";
            format!("error {text}\n{about}\n")
        }
        Kind::Pnpm => format!(" {text}\n"),
    };
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(1))
}

fn install(process: &mut Process<'_>, kind: Kind, line: &Line, place: &Place, verb: &str) -> Result<(), Bail> {
    if kind == Kind::Yarn {
        let verb = if verb == "i" { "install" } else { verb };
        process.print(&format!("yarn {verb} v{VERSION}\n"))?;
    }
    let mut manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) if kind == Kind::Pnpm => {
            let text = format!("ERR_PNPM_NO_PKG_MANIFEST  No package.json found in {}", place.folder);
            return fail(process, kind, &text);
        }
        Err(Broken::Missing) => {
            process.print("info No lockfile found.\n")?;
            Manifest::default()
        }
        Err(Broken::Json(words)) => return fail(process, kind, &format!("{}/package.json: {words}", place.folder)),
    };
    let folder = place.folder.trim_end_matches('/').to_string();
    let file = if kind == Kind::Yarn { "yarn.lock" } else { "pnpm-lock.yaml" };
    let path = format!("{folder}/{file}");
    let locked = read_lock(process, &path);
    let frozen = line.has("frozen-lockfile") || line.has("immutable");
    if locked.is_none() {
        if frozen && kind == Kind::Pnpm {
            let text = "ERR_PNPM_NO_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is absent";
            return fail(process, kind, text);
        }
        if kind == Kind::Yarn && !manifest.value.is_empty() {
            process.print("info No lockfile found.\n")?;
        }
    }
    change(process, kind, line, &mut manifest, verb)?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for (table, dev) in [("dependencies", false), ("devDependencies", true)] {
        wanted.extend(manifest.table(table).into_iter().map(|(name, range)| Wanted { name, range, dev }));
    }
    let locked = locked.unwrap_or_default();
    let stale = wanted.iter().any(|one| !locked.contains_key(&format!("node_modules/{}", one.name)));
    if frozen && stale && !locked.is_empty() {
        let text = match kind {
            Kind::Yarn => "Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.",
            Kind::Pnpm => {
                "ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is not up to date with package.json"
            }
        };
        return fail(process, kind, text);
    }
    let nodes = match tree::build(&wanted, &locked) {
        Ok(nodes) => nodes,
        Err(failure) => return fail(process, kind, &words(kind, &failure)),
    };
    let omit = line.omits_dev(process);
    let here: Vec<Node> = nodes.iter().filter(|node| !(omit && node.dev)).cloned().collect();
    if kind == Kind::Yarn {
        process.print("[1/4] Resolving packages...\n[2/4] Fetching packages...\n[3/4] Linking dependencies...\n[4/4] Building fresh packages...\n")?;
    }
    put_in_place(process, kind, place, &here)?;
    let saved = write_lock(process, kind, &path, &nodes, frozen || line.has("no-lockfile"));
    if let Err(errno) = saved {
        return fail(process, kind, &format!("An unexpected error occurred: \"EACCES: {errno}, open '{path}'\"."));
    }
    if verb != "install"
        && verb != "i"
        && verb != "ci"
        && let Err(errno) = manifest.write(process.system.files(), &place.folder)
    {
        return fail(
            process,
            kind,
            &format!("An unexpected error occurred: \"{errno}, open '{folder}/package.json'\"."),
        );
    }
    tell(process, kind, line, &manifest, &here, verb)
}

fn words(kind: Kind, failure: &tree::Failure) -> String {
    match (kind, failure) {
        (Kind::Yarn, tree::Failure::Unknown(name, _)) => {
            format!("An unexpected error occurred: \"{}/{name}: Not found\".", super::REGISTRY)
        }
        (Kind::Yarn, tree::Failure::NoVersion(name, range)) => {
            format!("Couldn't find any versions for \"{name}\" that matches \"{range}\"")
        }
        (Kind::Pnpm, tree::Failure::Unknown(name, _)) => {
            format!("ERR_PNPM_FETCH_404  GET {}/{name}: Not Found - 404", super::REGISTRY)
        }
        (Kind::Pnpm, tree::Failure::NoVersion(name, range)) => {
            format!("ERR_PNPM_NO_MATCHING_VERSION  No matching version found for {name}@{range}")
        }
        (_, failure) => super::error::of_tree(failure).join(" "),
    }
}

/// `add` and `remove` change the description.
fn change(process: &mut Process<'_>, kind: Kind, line: &Line, manifest: &mut Manifest, verb: &str) -> Result<(), Bail> {
    match verb {
        "add" => {
            for word in &line.words {
                let Asked { name, range, .. } = Asked::of(word, "npm");
                let range = if range.is_empty() || range == "latest" { "*".to_string() } else { range };
                let one = Wanted { name: name.clone(), range: range.clone(), dev: false };
                let nodes = match tree::build(&[one], &BTreeMap::new()) {
                    Ok(nodes) => nodes,
                    Err(failure) => return fail(process, kind, &words(kind, &failure)),
                };
                let version = nodes.iter().find(|node| node.name == name).map(|node| node.version.clone());
                let written = if range == "*" { format!("^{}", version.unwrap_or_default()) } else { range };
                manifest.depend(if line.has("save-dev") { "devDependencies" } else { "dependencies" }, &name, &written);
            }
        }
        "remove" | "rm" => line.words.iter().for_each(|name| manifest.forget(name)),
        _ => {}
    }
    Ok(())
}

fn put_in_place(process: &mut Process<'_>, kind: Kind, place: &Place, here: &[Node]) -> Result<(), Bail> {
    let root = place.folder.trim_end_matches('/').to_string();
    let cache = cache(process, kind);
    let (mut bytes, mut whole) = (0, 0);
    for node in here {
        process.system.step()?;
        let file = format!("{cache}/npm-{}-{}.tgz", node.name.replace('/', "-"), node.version);
        if process.system.files().stat(&file, true).is_err() {
            bytes += files::size(node) / 4;
            let filler = crate::content::Filler { seed: packages::seed(&node.name, "tgz"), dense: 65_000 };
            let content = crate::content::Rope::filler(filler, files::size(node) / 4);
            // Without a cache it goes on without.
            let _ = put(process.system.files(), &file, content, 0o644);
        }
        whole += files::size(node);
        if let Err(errno) = files::write(process.system.files(), &root, node) {
            let text = format!("An unexpected error occurred: \"EACCES: {errno}, mkdir '{root}/node_modules'\".");
            return fail(process, kind, &text);
        }
    }
    packages::download(process, bytes)?;
    packages::unpack(process, whole)?;
    let bin = format!("{root}/node_modules/.bin");
    match files::link_bins(process.system.files(), &bin, here, false) {
        Ok(()) => Ok(()),
        Err(errno) => fail(process, kind, &format!("{errno}: {bin}")),
    }
}

fn tell(
    process: &mut Process<'_>,
    kind: Kind,
    line: &Line,
    manifest: &Manifest,
    here: &[Node],
    verb: &str,
) -> Result<(), Bail> {
    let top = |name: &str| here.iter().find(|node| node.path == format!("node_modules/{name}"));
    match kind {
        Kind::Yarn => {
            if !line.has("frozen-lockfile") {
                process.print("success Saved lockfile.\n")?;
            }
            if verb == "add" {
                let names: Vec<String> = line.words.iter().map(|word| Asked::of(word, "npm").name).collect();
                let direct: Vec<&Node> = names.iter().filter_map(|name| top(name)).collect();
                let count = here.len();
                let plural = if count == 1 { "dependency" } else { "dependencies" };
                process.print(&format!("success Saved {count} new {plural}.\ninfo Direct dependencies\n"))?;
                rows(process, &direct)?;
                process.print("info All dependencies\n")?;
                rows(process, &here.iter().collect::<Vec<_>>())?;
            }
        }
        Kind::Pnpm => {
            let count = here.len();
            let line = "+".repeat(count.min(80));
            process.print(&format!("Packages: +{count}\n{line}\nProgress: resolved {count}, reused 0, downloaded {count}, added {count}, done\n"))?;
            for table in ["dependencies", "devDependencies"] {
                let named = manifest.table(table);
                let direct: Vec<&Node> = named.iter().filter_map(|(name, _)| top(name)).collect();
                if !direct.is_empty() {
                    process.print(&format!("\n{table}:\n"))?;
                    for node in direct {
                        process.print(&format!("+ {} {}\n", node.name, node.version))?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn rows(process: &mut Process<'_>, nodes: &[&Node]) -> Result<(), Bail> {
    for (index, node) in nodes.iter().enumerate() {
        let branch = if index + 1 == nodes.len() { "\u{2514}\u{2500}" } else { "\u{251c}\u{2500}" };
        process.print(&format!("{branch} {}@{}\n", node.name, node.version))?;
    }
    Ok(())
}

/// The versions in a lock file, by path; both kinds begin a package with `NAME@…:`.
fn read_lock(process: &mut Process<'_>, path: &str) -> Option<BTreeMap<String, String>> {
    process.system.files().stat(path, true).ok()?;
    let text = packages::read_text(process.system.files(), path);
    let mut all = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines() {
        let bare = line.trim().trim_matches('"');
        if let Some(version) = bare.strip_prefix("version ") {
            all.entry(format!("node_modules/{name}")).or_insert_with(|| version.trim_matches('"').to_string());
        } else if bare.ends_with(':') && bare.get(1..).is_some_and(|rest| rest.contains('@')) {
            let key = bare.trim_end_matches(':').split(", ").next().unwrap_or_default().trim_matches(['"', '\'']);
            let Asked { name: own, range, .. } = Asked::of(key, "npm");
            if line.starts_with(' ') {
                all.entry(format!("node_modules/{own}")).or_insert(range);
            }
            name = own;
        }
    }
    Some(all)
}

fn write_lock(
    process: &mut Process<'_>,
    kind: Kind,
    path: &str,
    nodes: &[Node],
    keep: bool,
) -> Result<(), crate::vfs::Errno> {
    if keep {
        return Ok(());
    }
    let mut text = match kind {
        Kind::Yarn => {
            "# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n".to_string()
        }
        Kind::Pnpm => "lockfileVersion: '9.0'\n\npackages:\n".to_string(),
    };
    for node in nodes {
        let (name, version) = (&node.name, &node.version);
        match kind {
            Kind::Yarn => {
                let file = name.rsplit('/').next().unwrap_or(name);
                text += &format!(
                    "\n{name}@^{version}:\n  version \"{version}\"\n  resolved \"{}/{name}/-/{file}-{version}.tgz\"\n",
                    super::REGISTRY
                );
                if !node.needs.is_empty() {
                    text += "  dependencies:\n";
                    text.extend(node.needs.iter().map(|(need, range)| format!("    {need} \"{range}\"\n")));
                }
            }
            Kind::Pnpm => text += &format!("\n  {name}@{version}:\n    resolution: {{integrity: simulated}}\n"),
        }
    }
    put(process.system.files(), path, text.into(), 0o644)
}

/// `yarn start`, `yarn build`, `yarn nodemon`
fn script(process: &mut Process<'_>, kind: Kind, place: &Place, name: &str, rest: Vec<String>) -> Ended {
    let manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(_) => return fail(process, kind, "Couldn't find a package.json file in this directory"),
    };
    let bin = format!("{}/node_modules/.bin/{name}", place.folder.trim_end_matches('/'));
    let has_bin = process.system.files().stat(&bin, true).is_ok();
    if kind == Kind::Yarn {
        process.print(&format!("yarn run v{VERSION}\n"))?;
    }
    let before = process.system.clock().now();
    let quoted: String = rest.iter().map(|word| format!(" {}", quote(word))).collect();
    let text = match manifest.script(name) {
        Some(text) => format!("{text}{quoted}"),
        None if has_bin => format!("{bin}{quoted}"),
        None if kind == Kind::Pnpm => {
            return fail(process, kind, &format!("ERR_PNPM_NO_SCRIPT  Missing script: {name}"));
        }
        None => {
            let text = format!(
                "error Command \"{name}\" not found.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.\n"
            );
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
    };
    match kind {
        Kind::Yarn => process.print(&format!("$ {text}\n"))?,
        Kind::Pnpm => process.print(&format!("\n> {} {name} {}\n> {text}\n\n", manifest.title(), place.folder))?,
    }
    let status = in_project(process, place, &manifest, name, vec!["sh".into(), "-c".into(), text])?;
    if status != 0 && kind == Kind::Yarn {
        return fail(process, kind, &format!("Command failed with exit code {status}.")).or_else(|bail| match bail {
            Bail::Status(_) => Ok(status),
            other => Err(other),
        });
    }
    if kind == Kind::Yarn {
        let taken = process.system.clock().now().since(before);
        done(process, kind, taken)?;
    }
    Ok(status)
}
