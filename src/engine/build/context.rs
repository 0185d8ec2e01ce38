//! Files that the client sends: which, how many bytes, and what has changed since last time (BuildKit's
//! `source/local`, tonistiigi/fsutil `send.go`, `diskwriter.go`).

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Fault, Outcome};
use super::ignore::Ignore;
use super::{limits, path};
use crate::content::Rope;
use crate::dockerfile::Matched;
use crate::engine::api::LocalFiles;
use crate::image::{LayerError, Limits, gzip, tar};
use crate::text::{is_malformed_pattern, path_fits};
use crate::vfs::{FileType, Files, Meta, Node, NodeKind, Tree};

/// Bytes of a file that one message carries.
const CHUNK: u64 = 32 * 1024;

/// What came over.
#[derive(Clone, Debug)]
pub struct Received {
    pub tree: Tree,
    /// Bytes of all messages.
    pub bytes: u64,
}

/// The files of `local` that are wanted: only those in `include` (empty: all), without those that `exclude` matches,
/// owned by root. A directory that is wanted and cannot be read is the client's error; one that is not, is none
/// (fsutil `filter.go` `filterFS.Walk`).
pub fn filtered(local: &LocalFiles, include: &[String], exclude: &Ignore) -> Outcome<Tree> {
    let source = &local.files;
    check_patterns(include)?;
    if local.unreadable.contains("") {
        return Err(unreadable(local, ""));
    }
    let mut wanted = Tree::new();
    if let Some(root) = source.get("/") {
        let _ = wanted.put("/", owned(root));
    }
    let only = if include.is_empty() { None } else { Some(closure(source, include)) };
    let mut pending: Vec<(String, Node)> = Vec::new();
    let mut above: Vec<Entered> = Vec::new();
    // Files with several names: the first that is wanted, by inode (fsutil `WithHardlinkReset`).
    let mut links: BTreeMap<u64, String> = BTreeMap::new();
    for (place, node) in source.walk() {
        let relative = place.trim_start_matches('/');
        if let Some(only) = &only
            && !is_included(only, relative, node.is_directory())
        {
            continue;
        }
        // Directories wait until something in them is wanted.
        while pending.last().is_some_and(|(above, _)| !place.starts_with(&format!("{above}/"))) {
            pending.pop();
        }
        while above.last().is_some_and(|above| !above.holds(relative)) {
            above.pop();
        }
        if above.last().is_some_and(|above| above.closed) {
            continue;
        }
        let known = above.last().map(|above| above.matched.clone()).unwrap_or_default();
        let (ignored, matched) = exclude.enter(relative, &known)?;
        if node.is_directory() {
            let closed = ignored && exclude.is_closed(relative);
            above.push(Entered { directory: relative.into(), matched, closed });
        }
        if local.unreadable.contains(&place) && !ignored {
            return Err(unreadable(local, &place));
        }
        let on_the_way = only.as_ref().is_some_and(|only| !is_below(only, relative));
        if node.is_directory() && (ignored || on_the_way) {
            pending.push((place, node));
            continue;
        }
        if ignored {
            continue;
        }
        for (above, node) in pending.drain(..) {
            let _ = wanted.put(&above, owned(node));
        }
        let node = match source.stat(&place, false) {
            Ok(stat) if stat.links > 1 && stat.kind == FileType::File => {
                let first = links.entry(stat.inode).or_insert_with(|| place.clone());
                let whole = source.get(&place).unwrap_or(node);
                if *first == place { whole } else { Node { kind: NodeKind::HardLink(first.clone()), ..whole } }
            }
            _ => node,
        };
        let _ = wanted.put(&place, owned(node));
    }
    Ok(wanted)
}

fn unreadable(local: &LocalFiles, place: &str) -> Fault {
    Fault::new(format!("error from sender: open {}{place}: permission denied", local.shared_key))
}

/// Refuses patterns that are none, as the client does before it sends anything (fsutil `NewFilterFS`).
fn check_patterns(include: &[String]) -> Outcome<()> {
    let relative = include.iter().map(|path| path::clean(path).trim_start_matches('/').to_string());
    let sorted: BTreeSet<String> = relative.collect();
    if !sorted.iter().any(|pattern| is_malformed_pattern(pattern)) {
        return Ok(());
    }
    let mut shown: Vec<String> = Vec::new();
    for path in sorted {
        if !shown.last().is_some_and(|above| path.starts_with(&format!("{above}/"))) {
            shown.push(path);
        }
    }
    Err(Fault::new(format!("invalid includepatterns: [{}]: syntax error in pattern", shown.join(" "))))
}

/// A directory on the way.
struct Entered {
    directory: String,
    matched: Matched,
    /// Nothing in it is wanted.
    closed: bool,
}

impl Entered {
    fn holds(&self, relative: &str) -> bool {
        relative.strip_prefix(self.directory.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }
}

fn owned(node: Node) -> Node {
    Node { meta: Meta { uid: 0, gid: 0, ..node.meta }, ..node }
}

/// Whether a path is one of those, below one, or on the way to one.
fn is_included(only: &BTreeSet<String>, relative: &str, directory: bool) -> bool {
    is_below(only, relative) || (directory && only.iter().any(|path| path.starts_with(&format!("{relative}/"))))
}

fn is_below(only: &BTreeSet<String>, relative: &str) -> bool {
    let above = relative.match_indices('/').map(|(slash, _)| &relative[..slash]);
    only.contains(relative) || above.into_iter().any(|parent| only.contains(parent))
}

/// A path that is looked for below a directory. What a wildcard found is a name, whatever characters it has.
struct Sought {
    directory: String,
    name: Option<String>,
    rest: String,
}

/// The paths, with those that symbolic links on them lead to, and what wildcards stand for (`FollowLinks`).
fn closure(tree: &Tree, include: &[String]) -> BTreeSet<String> {
    let from_root = |path: &str| Sought { directory: String::new(), name: None, rest: path::clean(path) };
    let mut found = BTreeSet::new();
    let mut todo: Vec<Sought> = include.iter().map(|path| from_root(path)).collect();
    let mut links = 0;
    while let Some(Sought { directory: mut here, name, rest }) = todo.pop() {
        let named = usize::from(name.is_some());
        let written = rest.split('/').filter(|part| !part.is_empty()).map(str::to_string);
        let parts: Vec<String> = name.into_iter().chain(written).collect();
        let mut ended = false;
        for (index, part) in parts.iter().enumerate() {
            let rest = parts.get(index + 1..).unwrap_or_default().join("/");
            if index >= named && path::has_wildcards(part) {
                let directory = if here.is_empty() { "/" } else { &here };
                let entries = tree.read_dir(directory).unwrap_or_default();
                let fitting = entries.into_iter().filter(|entry| path_fits(part, &entry.name));
                todo.extend(fitting.map(|entry| Sought {
                    directory: here.clone(),
                    name: Some(entry.name),
                    rest: rest.clone(),
                }));
                ended = true;
                break;
            }
            let next = format!("{here}/{part}");
            if let Some(Node { kind: NodeKind::Symlink(target), .. }) = tree.get(&next) {
                let known = !found.insert(next.trim_start_matches('/').to_string());
                let target = if target.starts_with('/') { target } else { format!("{here}/{target}") };
                links += 1;
                if !(known && rest.is_empty()) && links < LINKS {
                    todo.push(from_root(&format!("{target}/{rest}")));
                }
                ended = true;
                break;
            }
            here = next;
        }
        if !ended {
            found.insert(here.trim_start_matches('/').to_string());
        }
    }
    found
}

/// Links that are followed for one context.
const LINKS: usize = 10_000;

/// The files of an archive that was sent, packed or not; owners are the archive's.
pub fn unpacked(archive: &Rope) -> Result<Tree, LayerError> {
    let most = Limits { bytes: limits::ARCHIVE_BYTES, entries: limits::COPIED_FILES };
    let mut tree = Tree::new();
    for entry in tar::read(&gzip::decompress_archive(archive, most)?, most)? {
        let wrong = |errno| LayerError::Tar(format!("{}: {errno}", entry.path));
        tree.put(&entry.path, entry.node.clone()).map_err(wrong)?;
    }
    Ok(tree)
}

/// What it costs to bring over `tree`, if `before` is there already.
pub fn received(tree: Tree, before: Option<&Tree>) -> Received {
    // The last message of each side says that it is done.
    let mut bytes = 2;
    for (number, (place, node)) in tree.walk().enumerate() {
        let relative = place.trim_start_matches('/');
        let same = before.and_then(|before| before.get(&place)).is_some_and(|old| {
            old.meta == node.meta
                && std::mem::discriminant(&old.kind) == std::mem::discriminant(&node.kind)
                && size(&old) == size(&node)
        });
        bytes += message(stat(relative, &node));
        if let (NodeKind::File(content), false) = (&node.kind, same) {
            let id = if number == 0 { 0 } else { 1 + varint(number as u64) };
            let mut left = content.len();
            while left > 0 {
                let chunk = left.min(CHUNK);
                bytes += 2 + id + message(chunk);
                left -= chunk;
            }
            bytes += 2 + id;
        }
    }
    Received { tree, bytes }
}

fn size(node: &Node) -> u64 {
    match &node.kind {
        NodeKind::File(content) => content.len(),
        _ => 0,
    }
}

/// Bytes of a protobuf field with this content.
fn message(len: u64) -> u64 {
    1 + varint(len) + len
}

fn varint(number: u64) -> u64 {
    u64::from((64 - number.max(1).leading_zeros()).div_ceil(7))
}

/// Bytes of a file's description (`fsutil/types.Stat`): path, mode, size, time, link.
fn stat(relative: &str, node: &Node) -> u64 {
    let kind: u64 = match node.kind {
        NodeKind::Directory => 1 << 31,
        NodeKind::Symlink(_) => 1 << 27,
        _ => 0,
    };
    let mut bytes = message(relative.len() as u64) + 1 + varint(kind | u64::from(node.meta.mode));
    if size(node) > 0 {
        bytes += 1 + varint(size(node));
    }
    if node.meta.mtime.0 != 0 {
        bytes += 1 + varint(node.meta.mtime.0.unsigned_abs());
    }
    if let NodeKind::Symlink(target) | NodeKind::HardLink(target) = &node.kind {
        bytes += message(target.len() as u64);
    }
    bytes
}
