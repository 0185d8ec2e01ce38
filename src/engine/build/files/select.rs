//! Which files a path names: symbolic links inside the root, wildcards (fsutil `copy.ResolveWildcards`, containerd
//! continuity `fs.RootPath`).

use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::path;
use crate::text::{is_malformed_pattern, path_fits};
use crate::vfs::{FileType, Files, NodeKind, Tree};

/// Symbolic links that one path may lead through.
const LINKS: usize = 255;

/// The path with the symbolic links on it followed, never out of the root. What is not there stays as it is written.
pub fn root_path(tree: &Tree, wanted: &str) -> Outcome<String> {
    let mut here = String::new();
    let mut rest: Vec<String> = wanted.split('/').rev().map(str::to_string).collect();
    let mut links = 0;
    while let Some(name) = rest.pop() {
        match name.as_str() {
            "" | "." => continue,
            ".." => {
                here.truncate(here.rfind('/').unwrap_or(0));
                continue;
            }
            _ => {}
        }
        let next = format!("{here}/{name}");
        match tree.get(&next).map(|node| node.kind) {
            Some(NodeKind::Symlink(target)) => {
                links += 1;
                if links > LINKS || rest.len() > crate::vfs::MAX_PATH {
                    return Err(Fault::new("too many links"));
                }
                if target.starts_with('/') {
                    here.clear();
                }
                rest.extend(target.split('/').rev().map(str::to_string));
            }
            _ => here = next,
        }
    }
    Ok(if here.is_empty() { "/".into() } else { here })
}

/// The path with the links on the way to it followed, and at its end only if `follow` says so.
pub fn followed(tree: &Tree, wanted: &str, follow: bool) -> Outcome<String> {
    if follow || wanted == "/" {
        return root_path(tree, wanted);
    }
    Ok(path::join(&root_path(tree, path::parent(wanted))?, path::base(wanted)))
}

/// The paths that a source with wildcards names, sorted; without wildcards, itself.
pub fn named(tree: &Tree, source: &str, follow: bool) -> Outcome<Vec<String>> {
    let parts: Vec<&str> = source.split('/').filter(|part| !part.is_empty()).collect();
    let Some(first) = parts.iter().position(|part| path::has_wildcards(part)) else {
        return Ok(vec![source.to_string()]);
    };
    if is_malformed_pattern(source) {
        return Err(Fault::new("syntax error in pattern"));
    }
    let (plain, pattern) = parts.split_at(first);
    let root = followed(tree, &format!("/{}", plain.join("/")), follow)?;
    let mut found = Vec::new();
    below(tree, &root, "", pattern, &mut found);
    Ok(found)
}

/// What fits the pattern below a directory. A `*` does not stand for a slash, so each part of the pattern is one level.
fn below(tree: &Tree, directory: &str, relative: &str, pattern: &[&str], found: &mut Vec<String>) {
    let [part, rest @ ..] = pattern else { return };
    for entry in tree.read_dir(directory).unwrap_or_default() {
        if !path_fits(part, &entry.name) {
            continue;
        }
        let place = path::join(directory, &entry.name);
        let relative = format!("{relative}/{}", entry.name);
        if rest.is_empty() {
            found.push(place);
        } else if entry.stat.kind == FileType::Directory {
            below(tree, &place, &relative, rest, found);
        }
    }
}
