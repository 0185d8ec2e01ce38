//! `npm install`, `ci`, `uninstall`, `update`, `prune`: from what is asked for to the files of `node_modules`.

use std::collections::BTreeMap;

use super::super::packages::{self, put, version::Asked};
use super::line::Line;
use super::lock::{self, Lock};
use super::manifest::{Broken, Manifest};
use super::report::Done;
use super::tree::{self, Node, Wanted};
use super::{Place, error, files};
use crate::shell::Process;
use crate::shell::programs::{Bail, Ended};

/// Nanoseconds that looking after one package takes, besides its bytes.
const EACH: i64 = 9_000_000;
/// Nanoseconds of the audit.
const AUDIT: i64 = 240_000_000;

/// `npm install`, with or without names.
pub fn run(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    if line.has("global") {
        return global(process, line, place);
    }
    if line.has("production") {
        place.warn(process, "config production Use `--omit=dev` instead.")?;
    }
    let mut manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) if line.words.is_empty() => return place.no_manifest(process),
        Err(Broken::Missing) => Manifest::default(),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    let before = process.system.clock().now();
    let lock = lock::read(process.system.files(), &place.folder);
    let mut wanted = wanted_of(&manifest);
    for word in &line.words {
        add(process, line, place, &mut manifest, &mut wanted, word)?;
    }
    let nodes = match tree::build(&wanted, &lock::versions(lock.as_ref())) {
        Ok(nodes) => nodes,
        Err(failure) => return place.fail(process, 1, &error::of_tree(&failure)),
    };
    if line.has("dry-run") {
        return Ok(0);
    }
    let done = apply(process, line, place, nodes, lock.as_ref())?;
    save(process, line, place, &manifest, &done.all, !line.words.is_empty())?;
    let taken = process.system.clock().now().since(before);
    super::report::summary(process, line, place, &done, taken)
}

/// Puts a name of the command line (`express@4`, `./local`) among what is wanted and into the description.
fn add(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    manifest: &mut Manifest,
    wanted: &mut Vec<Wanted>,
    word: &str,
) -> Result<(), Bail> {
    let Asked { name, range, .. } = Asked::of(word, "npm");
    let name = name.to_ascii_lowercase();
    let dev = line.has("save-dev");
    wanted.retain(|one| one.name != name);
    let asked = if range.is_empty() { "*".to_string() } else { range.clone() };
    let one = Wanted { name: name.clone(), range: if range == "latest" { "*".into() } else { asked }, dev };
    let version = match tree::build(std::slice::from_ref(&one), &BTreeMap::new()) {
        Ok(nodes) => {
            nodes.into_iter().find(|node| node.path == format!("node_modules/{name}")).map(|node| node.version)
        }
        Err(failure) => return place.fail(process, 1, &error::of_tree(&failure)),
    };
    let version = version.unwrap_or_default();
    wanted.push(Wanted { range: version.clone(), ..one });
    if !line.has("no-save") && line.value("save") != Some("false") {
        let plain = range.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.');
        let written = match plain {
            true => format!("{}{version}", if line.has("save-exact") { "" } else { "^" }),
            false => range,
        };
        manifest.depend(if dev { "devDependencies" } else { "dependencies" }, &name, &written);
    }
    Ok(())
}

/// `npm ci`
pub fn clean(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) => return place.no_manifest(process),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    if line.has("production") {
        place.warn(process, "config production Use `--omit=dev` instead.")?;
    }
    let Some(lock) = lock::read(process.system.files(), &place.folder) else {
        let mut lines = vec!["code EUSAGE".to_string(), String::new()];
        lines.extend(
            [
                "The `npm ci` command can only install with an existing package-lock.json or",
                "npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or",
                "later to generate a package-lock.json file, then try again.",
                "",
            ]
            .map(str::to_string),
        );
        lines.extend(super::report::usage_of_ci());
        return place.fail(process, 1, &lines);
    };
    let differences = lock::differences(&lock, &manifest);
    if !differences.is_empty() {
        let mut lines = vec![
            "code EUSAGE".to_string(),
            String::new(),
            "`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.".into(),
            String::new(),
        ];
        lines.extend(differences);
        lines.push(String::new());
        lines.extend(super::report::usage_of_ci());
        return place.fail(process, 1, &lines);
    }
    let before = process.system.clock().now();
    let modules = format!("{}/node_modules", place.folder.trim_end_matches('/'));
    if let Err(errno) = files::remove_all(process.system.files(), &modules) {
        return place.refused(process, "rmdir", &modules, errno);
    }
    let done = apply(process, line, place, lock.nodes.clone(), None)?;
    inner_lock(process, place, &manifest, &done.all)?;
    let taken = process.system.clock().now().since(before);
    super::report::summary(process, line, place, &done, taken)
}

/// `npm uninstall`, `npm prune`
pub fn remove(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    if line.has("global") {
        for name in &line.words {
            let path = format!("{}/lib/node_modules/{name}", place.prefix);
            if let Err(errno) = files::remove_all(process.system.files(), &path) {
                return place.refused(process, "rename", &path, errno);
            }
        }
        process.print("\nremoved 1 package in 200ms\n")?;
        return Ok(0);
    }
    let mut manifest = match Manifest::read(process.system.files(), &place.folder) {
        Ok(manifest) => manifest,
        Err(Broken::Missing) => return place.no_manifest(process),
        Err(Broken::Json(words)) => return place.broken_manifest(process, &words),
    };
    line.words.iter().for_each(|name| manifest.forget(name));
    let before = process.system.clock().now();
    let lock = lock::read(process.system.files(), &place.folder);
    let nodes = match tree::build(&wanted_of(&manifest), &lock::versions(lock.as_ref())) {
        Ok(nodes) => nodes,
        Err(failure) => return place.fail(process, 1, &error::of_tree(&failure)),
    };
    let done = apply(process, line, place, nodes, lock.as_ref())?;
    save(process, line, place, &manifest, &done.all, !line.words.is_empty())?;
    let taken = process.system.clock().now().since(before);
    super::report::summary(process, line, place, &done, taken)
}

/// `npm install -g`
fn global(process: &mut Process<'_>, line: &Line, place: &Place) -> Ended {
    let before = process.system.clock().now();
    let root = format!("{}/lib", place.prefix);
    let mut done = Done::default();
    for word in &line.words {
        let Asked { name, range, .. } = Asked::of(word, "npm");
        let range = if range.is_empty() || range == "latest" { "*".into() } else { range };
        let mut nodes = match tree::build(&[Wanted { name: name.clone(), range, dev: false }], &BTreeMap::new()) {
            Ok(nodes) => nodes,
            Err(failure) => return place.fail(process, 1, &error::of_tree(&failure)),
        };
        // Each global package has its needs below itself.
        for node in &mut nodes {
            if node.name != name || node.path.matches("node_modules/").count() > 1 {
                node.path = format!("node_modules/{name}/{}", node.path);
            }
        }
        let folder = format!("{root}/node_modules/{name}");
        let was = process.system.files().stat(&folder, true).is_ok() || name == "npm";
        if let Err(errno) = files::remove_all(process.system.files(), &folder) {
            return place.refused(process, "rename", &folder, errno);
        }
        write_all(process, place, &root, &nodes)?;
        let bin = format!("{}/bin", place.prefix);
        if let Err(errno) = files::link_bins(process.system.files(), &bin, &nodes, true) {
            return place.refused(process, "symlink", &bin, errno);
        }
        if was {
            done.changed += nodes.len()
        } else {
            done.added += nodes.len()
        }
        done.all.extend(nodes);
    }
    let taken = process.system.clock().now().since(before);
    super::report::summary(process, line, place, &done, taken)
}

fn wanted_of(manifest: &Manifest) -> Vec<Wanted> {
    let rows = |table: &str, dev: bool| {
        manifest.table(table).into_iter().map(move |(name, range)| Wanted { name, range, dev }).collect::<Vec<_>>()
    };
    let mut all = rows("dependencies", false);
    all.extend(rows("optionalDependencies", false));
    all.extend(rows("devDependencies", true));
    all
}

/// Makes `node_modules` what the tree says.
fn apply(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    nodes: Vec<Node>,
    lock: Option<&Lock>,
) -> Result<Done, Bail> {
    let omit = line.omits_dev(process);
    let root = place.folder.trim_end_matches('/').to_string();
    let here: Vec<Node> = nodes.iter().filter(|node| !(omit && node.dev)).cloned().collect();
    let before = there(process, &root, lock);
    let old = |node: &Node| before.iter().find(|old| old.path == node.path);
    let added = here.iter().filter(|node| old(node).is_none()).count();
    let changed = here.iter().filter(|node| old(node).is_some_and(|old| old.version != node.version)).count();
    let new: Vec<Node> =
        here.iter().filter(|node| old(node).is_none_or(|old| old.version != node.version)).cloned().collect();
    write_all(process, place, &root, &new)?;
    let removed = match files::prune(process.system.files(), &root, &before, &here) {
        Ok(removed) => removed,
        Err(errno) => return place.refused(process, "rename", &format!("{root}/node_modules"), errno),
    };
    let bin = format!("{root}/node_modules/.bin");
    if let Err(errno) = files::link_bins(process.system.files(), &bin, &here, false) {
        return place.refused(process, "symlink", &bin, errno);
    }
    Ok(Done { added, removed, changed, all: nodes })
}

/// The packages that are installed: what the lock file within `node_modules` says and is really there.
fn there(process: &mut Process<'_>, root: &str, lock: Option<&Lock>) -> Vec<Node> {
    let files = process.system.files();
    let text = packages::read_text(files, &format!("{root}/node_modules/.package-lock.json"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let listed = value.get("packages").and_then(serde_json::Value::as_object);
    let nodes = listed.into_iter().flatten().map(|(path, entry)| Node {
        path: path.clone(),
        name: path.rsplit("node_modules/").next().unwrap_or(path).to_string(),
        version: entry.get("version").and_then(serde_json::Value::as_str).unwrap_or_default().into(),
        needs: Vec::new(),
        dev: false,
    });
    let mut nodes: Vec<Node> = nodes.collect();
    if nodes.is_empty() {
        nodes = lock.map(|lock| lock.nodes.clone()).unwrap_or_default();
    }
    nodes.retain(|node| files.stat(&format!("{root}/{}/package.json", node.path), true).is_ok());
    nodes
}

fn write_all(process: &mut Process<'_>, place: &Place, root: &str, nodes: &[Node]) -> Result<(), Bail> {
    let mut bytes = 0;
    for node in nodes {
        let archive = files::size(node) / 4;
        if !files::cached(process.system.files(), place, node, archive) {
            bytes += archive;
        }
    }
    packages::download(process, bytes)?;
    let whole: u64 = nodes.iter().map(files::size).sum();
    packages::unpack(process, whole)?;
    for node in nodes {
        process.system.step()?;
        process.system.sleep(EACH)?;
        let said = node.form().map(|form| form.deprecated.as_str()).filter(|said| !said.is_empty());
        if let Some(said) = said {
            place.warn(process, &format!("deprecated {}@{}: {said}", node.name, node.version))?;
        }
        if let Err(errno) = files::write(process.system.files(), root, node) {
            let path = format!("{root}/node_modules");
            return place.refused(process, "mkdir", &path, errno);
        }
    }
    Ok(())
}

/// Writes `package.json` and the lock files.
fn save(
    process: &mut Process<'_>,
    line: &Line,
    place: &Place,
    manifest: &Manifest,
    nodes: &[Node],
    changed: bool,
) -> Result<(), Bail> {
    process.system.sleep(AUDIT)?;
    if changed
        && !line.has("no-save")
        && let Err(errno) = manifest.write(process.system.files(), &place.folder)
    {
        return place.refused(process, "open", &format!("{}/package.json", place.folder), errno);
    }
    let folder = place.folder.trim_end_matches('/').to_string();
    if !line.has("no-package-lock")
        && line.value("package-lock") != Some("false")
        && let Err(errno) = lock::write(process.system.files(), &folder, manifest, nodes)
    {
        return place.refused(process, "open", &format!("{folder}/package-lock.json"), errno);
    }
    let omit = line.omits_dev(process);
    let here: Vec<Node> = nodes.iter().filter(|node| !(omit && node.dev)).cloned().collect();
    inner_lock(process, place, manifest, &here)
}

fn inner_lock(process: &mut Process<'_>, place: &Place, manifest: &Manifest, nodes: &[Node]) -> Result<(), Bail> {
    if nodes.is_empty() {
        return Ok(());
    }
    let folder = place.folder.trim_end_matches('/').to_string();
    let text = lock::text(manifest, &folder, nodes, false);
    let path = format!("{folder}/node_modules/.package-lock.json");
    match put(process.system.files(), &path, text.into(), 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => place.refused(process, "open", &path, errno),
    }
}
