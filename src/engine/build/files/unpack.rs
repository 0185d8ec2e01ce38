//! ADD of a local archive: unpacked into the destination (BuildKit's `unpack.go`, moby/go-archive `Untar`).

use super::{Scene, make_all, put, root_path, touch};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::{limits, path};
use crate::image::tar::Entry;
use crate::image::{LayerError, Limits, gzip, tar};
use crate::vfs::{Meta, Node, NodeKind, Tree};

/// Unpacks the file at `place` if it is an archive; says whether it is.
pub fn unpack(
    source: &Tree,
    place: &str,
    target: &mut Tree,
    destination: &str,
    owner: Option<(u32, u32)>,
    scene: &Scene,
) -> Outcome<bool> {
    let place = root_path(source, place)?;
    let Some(Node { kind: NodeKind::File(content), .. }) = source.get(&place) else { return Ok(false) };
    let most = Limits { bytes: limits::ARCHIVE_BYTES, entries: limits::COPIED_FILES };
    let head = content.slice(0..content.len().min(6)).to_bytes();
    let compressed = COMPRESSED.iter().any(|magic| head.starts_with(magic));
    let archive = match gzip::decompress_archive(&content, most) {
        Ok(archive) => archive,
        Err(LayerError::Limit(text)) => return Err(Fault::Stopped(crate::shell::Stop::Limit(text))),
        // What breaks off in the middle did begin as an archive.
        Err(_) if compressed => return Err(Fault::new("unexpected EOF")),
        Err(_) => return Ok(false),
    };
    if archive.len() < 512 {
        return Ok(false);
    }
    let first = tar::read(&archive.slice(0..512), most);
    let is_archive = match &first {
        Ok(entries) => !entries.is_empty(),
        Err(LayerError::Tar(why)) => why.contains("unexpected EOF"),
        Err(_) => false,
    };
    if !is_archive {
        return Ok(false);
    }
    let directory = root_path(target, &path::clean(destination))?;
    make_all(target, &directory, 0o755, owner, None, scene)?;
    let entries = tar::read(&archive, most).map_err(|error| match error {
        LayerError::Limit(text) => Fault::Stopped(crate::shell::Stop::Limit(text)),
        error => Fault::new(error.to_string()),
    })?;
    let mut directories = Vec::new();
    for entry in entries {
        one(target, &directory, entry, owner, &mut directories, scene)?;
    }
    // What is put into a directory changes its time: the archive's counts.
    for (place, meta) in directories {
        put(target, &place, Node { meta, kind: NodeKind::Directory })?;
    }
    Ok(true)
}

/// How compressed archives begin: gzip, bzip2, xz, zstd.
const COMPRESSED: [&[u8]; 4] = [&[0x1f, 0x8b], b"BZh", &[0xfd, b'7', b'z', b'X', b'Z', 0], &[0x28, 0xb5, 0x2f, 0xfd]];

fn one(
    target: &mut Tree,
    directory: &str,
    entry: Entry,
    owner: Option<(u32, u32)>,
    directories: &mut Vec<(String, Meta)>,
    scene: &Scene,
) -> Outcome<()> {
    let inside = path::clean(&entry.path);
    if inside == "/" {
        return Ok(());
    }
    let (uid, gid) = owner.unwrap_or((entry.node.meta.uid, entry.node.meta.gid));
    let meta = Meta { uid, gid, ..entry.node.meta };
    let within = |path: &str| if directory == "/" { path.to_string() } else { format!("{directory}{path}") };
    let parent = root_path(target, &within(path::parent(&inside)))?;
    make_all(target, &parent, 0o755, None, None, scene)?;
    let place = path::join(&parent, path::base(&inside));
    match target.get(&place) {
        Some(old) if old.is_directory() && entry.node.kind == NodeKind::Directory => {}
        Some(_) => {
            target.remove(&place);
        }
        None => {}
    }
    let kind = match entry.node.kind {
        NodeKind::HardLink(link) => {
            let link = root_path(target, &within(&path::clean(&link)))?;
            if target.get(&link).is_none() {
                return Err(Fault::new(format!("link {link} {place}: no such file or directory")));
            }
            NodeKind::HardLink(link)
        }
        kind => kind,
    };
    if kind == NodeKind::Directory {
        directories.push((place.clone(), meta.clone()));
    }
    put(target, &place, Node { meta, kind })?;
    touch(target, &parent, scene.now);
    Ok(())
}
