//! `package-lock.json`: the tree as it was, to be built again the same (lockfileVersion 3).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::packages::{put, read_text, seed, version::satisfies_npm};
use super::manifest::Manifest;
use super::tree::Node;
use crate::vfs::{Errno, Files};

/// A lock file that was read.
pub struct Lock {
    pub nodes: Vec<Node>,
}

const FILE: &str = "package-lock.json";

/// Reads the lock file of a project; `None`: there is none, or nothing that can be used.
pub fn read(files: &dyn Files, folder: &str) -> Option<Lock> {
    let path = format!("{folder}/{FILE}");
    let shrunk = format!("{folder}/npm-shrinkwrap.json");
    let path = if files.stat(&shrunk, true).is_ok() { shrunk } else { path };
    let value: Value = serde_json::from_str(&read_text(files, &path)).ok()?;
    let packages = value.get("packages")?.as_object()?;
    let nodes = packages.iter().filter(|(path, _)| path.contains("node_modules/")).map(|(path, entry)| {
        let name = path.rsplit("node_modules/").next().unwrap_or(path).to_string();
        let needs = entry.get("dependencies").and_then(Value::as_object).into_iter().flatten();
        Node {
            path: path.clone(),
            name: entry.get("name").and_then(Value::as_str).map_or(name, str::to_string),
            version: entry.get("version").and_then(Value::as_str).unwrap_or("0.0.0").into(),
            needs: needs.filter_map(|(name, range)| Some((name.clone(), range.as_str()?.to_string()))).collect(),
            dev: entry.get("dev").and_then(Value::as_bool).unwrap_or(false),
        }
    });
    Some(Lock { nodes: nodes.collect() })
}

/// The versions by path.
pub fn versions(lock: Option<&Lock>) -> BTreeMap<String, String> {
    let nodes = lock.into_iter().flat_map(|lock| &lock.nodes);
    nodes.map(|node| (node.path.clone(), node.version.clone())).collect()
}

/// What a lock file lacks of what the project asks for, in npm's words.
pub fn differences(lock: &Lock, manifest: &Manifest) -> Vec<String> {
    let mut lines = Vec::new();
    for table in ["dependencies", "devDependencies"] {
        for (name, range) in manifest.table(table) {
            let found = lock.nodes.iter().find(|node| node.path == format!("node_modules/{name}"));
            match found {
                None => lines.push(format!("Missing: {name}@{} from lock file", range.trim_start_matches(['^', '~']))),
                Some(node) if !range.contains(':') && !satisfies_npm(&node.version, &range) => lines.push(format!(
                    "Invalid: lock file's {name}@{} does not satisfy {name}@{}",
                    node.version,
                    range.trim_start_matches(['^', '~'])
                )),
                Some(_) => {}
            }
        }
    }
    lines
}

/// Writes the lock file of a project.
pub fn write(files: &mut dyn Files, folder: &str, manifest: &Manifest, nodes: &[Node]) -> Result<(), Errno> {
    let text = text(manifest, folder, nodes, true);
    put(files, &format!("{folder}/{FILE}"), text.into(), 0o644)
}

/// The lock file's text; the one inside `node_modules` has no entry for the project itself.
pub fn text(manifest: &Manifest, folder: &str, nodes: &[Node], with_root: bool) -> String {
    let base = folder.rsplit('/').next().unwrap_or_default();
    let name = manifest.field("name").unwrap_or(base);
    let mut whole = Map::new();
    whole.insert("name".into(), json!(name));
    if let Some(version) = manifest.field("version") {
        whole.insert("version".into(), json!(version));
    }
    whole.insert("lockfileVersion".into(), json!(3));
    whole.insert("requires".into(), json!(true));
    let mut packages = Map::new();
    if with_root {
        let mut root = Map::new();
        for key in ["name", "version", "license", "dependencies", "devDependencies"] {
            if let Some(value) = manifest.value.get(key) {
                root.insert(key.into(), value.clone());
            }
        }
        packages.insert(String::new(), Value::Object(root));
    }
    for node in nodes {
        packages.insert(node.path.clone(), entry(node));
    }
    whole.insert("packages".into(), Value::Object(packages));
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

fn entry(node: &Node) -> Value {
    let Node { name, version, needs, dev, .. } = node;
    let file = name.rsplit('/').next().unwrap_or(name);
    let mut entry = Map::new();
    entry.insert("version".into(), json!(version));
    entry.insert("resolved".into(), json!(format!("{}/{name}/-/{file}-{version}.tgz", super::REGISTRY)));
    entry.insert("integrity".into(), json!(integrity(name, version)));
    if *dev {
        entry.insert("dev".into(), json!(true));
    }
    entry.insert("license".into(), json!("MIT"));
    if !needs.is_empty() {
        let rows: Map<String, Value> = needs.iter().map(|(name, range)| (name.clone(), json!(range))).collect();
        entry.insert("dependencies".into(), Value::Object(rows));
    }
    let form = node.form();
    if let Some(form) = form.filter(|form| !form.scripts.is_empty()) {
        entry.insert("bin".into(), json!(form.scripts));
    }
    Value::Object(entry)
}

/// A hash as it would be: the archives have no bytes that could be hashed.
fn integrity(name: &str, version: &str) -> String {
    use base64::Engine;
    let parts = (0..8_u8).flat_map(|part| seed(name, &format!("{version}{part}")).to_be_bytes());
    format!("sha512-{}", base64::engine::general_purpose::STANDARD.encode(parts.collect::<Vec<u8>>()))
}
