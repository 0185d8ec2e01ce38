//! `--chown=user[:group]`: names are looked up in the files that are copied into (BuildKit's `ops/user_linux.go`).

use crate::engine::build::fault::{Fault, Outcome};
use crate::vfs::{Files, Tree};

/// Bytes of `/etc/passwd` or `/etc/group` that are looked at.
const LIMIT: u64 = 1 << 20;

/// User and group; `None` if nothing is to change. A name that is not there is 0, as in BuildKit. `has_files` says
/// whether there are files at all to look names up in.
pub fn owner(tree: &Tree, text: &str, has_files: bool) -> Outcome<Option<(u32, u32)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (user, group) = match text.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None => (text, None),
    };
    let (mut uid, mut gid) = (0, 0);
    match number(user) {
        Some(id) => (uid, gid) = (id, id),
        None if !has_files => return Err(nowhere()),
        None => {
            if let Some(fields) = find(tree, "/etc/passwd", user) {
                let id = |place: usize| fields.get(place).and_then(|field| field.parse().ok()).unwrap_or(0);
                (uid, gid) = (id(2), id(3));
            }
        }
    }
    if let Some(group) = group {
        match number(group) {
            Some(id) => gid = id,
            None if !has_files => return Err(nowhere()),
            None => {
                let found = find(tree, "/etc/group", group);
                let id = found.and_then(|fields| fields.get(2).and_then(|field| field.parse().ok()));
                gid = id.unwrap_or(gid);
            }
        }
    }
    Ok(Some((uid, gid)))
}

/// There are no files to look a name up in (`loadUser` in `ops/file.go`): on an empty base, and for a copy with `--link`.
fn nowhere() -> Fault {
    Fault::new("invalid user index: -1")
}

fn number(text: &str) -> Option<u32> {
    if text == "root" { Some(0) } else { text.parse::<u32>().ok().filter(|id| i32::try_from(*id).is_ok()) }
}

fn find(tree: &Tree, path: &str, name: &str) -> Option<Vec<String>> {
    let bytes = tree.read(path).ok()?.bytes_up_to(LIMIT).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let fields = |line: &str| line.split(':').map(|field| field.trim().to_string()).collect::<Vec<_>>();
    text.lines().map(fields).find(|fields| fields.first().is_some_and(|first| first == name))
}
