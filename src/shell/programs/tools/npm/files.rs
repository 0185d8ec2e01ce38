//! The files below `node_modules`, and the cache of what was downloaded.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::packages::{self, make_dirs, parent, put, seed};
use super::Place;
use super::tree::Node;
use crate::content::{Filler, Rope};
use crate::shell::elf;
use crate::vfs::{Errno, FileType, Files};

/// How many files with code a package has at most.
const MOST_FILES: u64 = 10;
/// Bytes of such a file, about.
const CODE_FILE: u64 = 24_000;
/// Bytes of a package that only a lock file names.
const UNKNOWN: u64 = 30_000;
/// Folders within each other that are cleared.
const DEEPEST: usize = 64;

/// Bytes of a package when it is installed.
pub fn size(node: &Node) -> u64 {
    node.form().map_or(UNKNOWN, |form| form.size)
}

/// Writes a package below `root`.
pub fn write(files: &mut dyn Files, root: &str, node: &Node) -> Result<(), Errno> {
    let folder = format!("{root}/{}", node.path);
    let form = node.form();
    let mut manifest = Map::new();
    manifest.insert("name".into(), json!(node.name));
    manifest.insert("version".into(), json!(node.version));
    if let Some(form) = form.filter(|form| !form.about.is_empty()) {
        manifest.insert("description".into(), json!(form.about));
    }
    manifest.insert("license".into(), json!("MIT"));
    manifest.insert("main".into(), json!("index.js"));
    let bins = bins(node);
    if !bins.is_empty() {
        let rows: Map<String, Value> = bins.iter().map(|(name, file)| (name.clone(), json!(file))).collect();
        manifest.insert("bin".into(), Value::Object(rows));
    }
    if !node.needs.is_empty() {
        let rows: Map<String, Value> = node.needs.iter().map(|(name, range)| (name.clone(), json!(range))).collect();
        manifest.insert("dependencies".into(), Value::Object(rows));
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&manifest).unwrap_or_default());
    let mut left = size(node).saturating_sub(text.len() as u64);
    put(files, &format!("{folder}/package.json"), text.into(), 0o644)?;
    for (name, file) in &bins {
        let program = form.is_some_and(|form| form.programs.iter().any(|program| program == name));
        let content: Rope = match program {
            true => elf::stand_in(name).into(),
            false => format!("#!/usr/bin/env node\nrequire('{}');\n", node.name).into(),
        };
        put(files, &format!("{folder}/{file}"), content, 0o755)?;
    }
    let seed = seed(&node.name, &node.version);
    let count = (left / CODE_FILE + 1).min(MOST_FILES);
    let each = left / count;
    for index in 0..count {
        let bytes = if index + 1 == count { left } else { each };
        left -= bytes.min(left);
        let path = if index == 0 { format!("{folder}/index.js") } else { format!("{folder}/lib/part{index}.js") };
        put(files, &path, Rope::filler(Filler { seed: seed.wrapping_add(index), dense: 18_000 }, bytes), 0o644)?;
    }
    Ok(())
}

/// The programs of a package: name and file.
fn bins(node: &Node) -> Vec<(String, String)> {
    let scripts = node.form().into_iter().flat_map(|form| &form.scripts);
    scripts.map(|(name, file)| (name.clone(), file.trim_start_matches("./").to_string())).collect()
}

/// Links the programs of top-level packages into a directory.
pub fn link_bins(files: &mut dyn Files, folder: &str, nodes: &[Node], global: bool) -> Result<(), Errno> {
    for node in nodes {
        if node.path.matches("node_modules/").count() > 1 {
            continue;
        }
        for (name, file) in bins(node) {
            make_dirs(files, folder)?;
            let link = format!("{folder}/{name}");
            let target = match global {
                true => format!("../lib/{}/{file}", node.path),
                false => format!("../{}/{file}", node.name),
            };
            if files.stat(&link, false).is_ok() {
                files.remove_file(&link)?;
            }
            files.symlink(&target, &link)?;
        }
    }
    Ok(())
}

/// The packages that are installed below `root` at the top, by name with their versions.
pub fn installed(files: &dyn Files, root: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let folder = format!("{root}/node_modules");
    for entry in files.read_dir(&folder).unwrap_or_default() {
        let names: Vec<String> = match entry.name.strip_prefix('@') {
            Some(_) => {
                let inner = files.read_dir(&format!("{folder}/{}", entry.name)).unwrap_or_default();
                inner.into_iter().map(|inner| format!("{}/{}", entry.name, inner.name)).collect()
            }
            None if entry.name.starts_with('.') => Vec::new(),
            None => vec![entry.name],
        };
        for name in names {
            let text = packages::read_text(files, &format!("{folder}/{name}/package.json"));
            let value: Value = serde_json::from_str(&text).unwrap_or_default();
            if let Some(version) = value.get("version").and_then(Value::as_str) {
                all.push((name, version.to_string()));
            }
        }
    }
    all
}

/// Removes a directory with all that is in it.
pub fn remove_all(files: &mut dyn Files, path: &str) -> Result<(), Errno> {
    remove(files, path, 0)
}

fn remove(files: &mut dyn Files, path: &str, depth: usize) -> Result<(), Errno> {
    match files.stat(path, false) {
        Err(_) => return Ok(()),
        Ok(stat) if stat.kind != FileType::Directory => return files.remove_file(path),
        Ok(_) => {}
    }
    if depth > DEEPEST {
        return Err(Errno::Loop);
    }
    for entry in files.read_dir(path)? {
        remove(files, &format!("{path}/{}", entry.name), depth + 1)?;
    }
    files.remove_dir(path)
}

/// Removes what is below `node_modules` and no longer in the tree. How many packages that were.
pub fn prune(files: &mut dyn Files, root: &str, old: &[Node], new: &[Node]) -> Result<usize, Errno> {
    let kept: BTreeSet<&str> = new.iter().map(|node| node.path.as_str()).collect();
    let mut count = 0;
    for node in old.iter().filter(|node| !kept.contains(node.path.as_str())) {
        let path = format!("{root}/{}", node.path);
        if files.stat(&path, false).is_ok() {
            count += 1;
            remove_all(files, &path)?;
            if node.name.starts_with('@') {
                let _ = files.remove_dir(parent(&path));
            }
        }
    }
    Ok(count)
}

/// Puts an archive into the cache; whether it was there already.
pub fn cached(files: &mut dyn Files, place: &Place, node: &Node, bytes: u64) -> bool {
    let name = format!("{:016x}", seed(&node.name, &node.version)).repeat(8);
    let part = |from: usize, to: usize| name.get(from..to).unwrap_or_default();
    let path = format!("{}/_cacache/content-v2/sha512/{}/{}/{}", place.cache, part(0, 2), part(2, 4), part(4, 128));
    if files.stat(&path, true).is_ok() {
        return true;
    }
    let content = Rope::filler(Filler { seed: seed(&node.name, "tgz"), dense: 65_000 }, bytes);
    let index = format!("{}/_cacache/index-v5/{}/{}/{}", place.cache, part(4, 6), part(6, 8), part(8, 68));
    // A cache that cannot be written is no reason to stop.
    let _ = put(files, &path, content, 0o644);
    let _ = put(
        files,
        &index,
        format!("\n{}\t{{\"key\":\"{}@{}\"}}\n", part(0, 40), node.name, node.version).into(),
        0o644,
    );
    false
}
