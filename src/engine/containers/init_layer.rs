//! The init layer: empty files and directories between the image and the writable layer, over which a container's
//! surroundings are mounted (moby `daemon/initlayer/setup_unix.go`). `docker diff` and `commit` do not see it.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::content::{Memo, Rope};
use crate::image::Snapshot;
use crate::oci::ChainId;
use crate::vfs::{Change, Changes, FileType, Files, Meta, Node, NodeKind, Overlay, Path, Tree};

const DIRECTORIES: [&str; 6] = ["/dev", "/dev/pts", "/dev/shm", "/etc", "/proc", "/sys"];
const FILES: [&str; 5] = ["/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

const MTAB: &str = "/etc/mtab";

/// The init layer for a container on `snapshot` that was made at `created`.
pub fn changes(snapshot: &Snapshot, created: Timestamp) -> Changes {
    let mut layer = Changes::new();
    let below = &snapshot.merged;
    let meta = |mode| Meta { mode, mtime: created, ..Meta::default() };
    // A directory in which something is made has that time.
    let made = DIRECTORIES.iter().chain(&FILES).chain(&[MTAB]).filter(|path| below.stat(path, false).is_err());
    let changed: Vec<Path> = made.map(|path| Path::new(path).parent()).collect();
    for path in ["/"].iter().chain(&DIRECTORIES) {
        match below.stat(path, false) {
            Ok(stat) if stat.kind == FileType::Directory => {
                if let Some(mut node) = copied_up(below, path) {
                    if changed.iter().any(|directory| *directory == **path) {
                        node.meta.mtime = created;
                    }
                    layer.set(path, Change::Put(node));
                }
            }
            Ok(_) => {}
            Err(_) => layer.set(path, Change::Put(Node { meta: meta(0o755), kind: NodeKind::Directory })),
        }
    }
    for path in FILES {
        if below.stat(path, false).is_err() {
            layer.set(path, Change::Put(Node { meta: meta(0o755), kind: NodeKind::File(Rope::new()) }));
        }
    }
    if below.stat(MTAB, false).is_err() {
        let kind = NodeKind::Symlink("/proc/mounts".into());
        layer.set(MTAB, Change::Put(Node { meta: meta(0o777), kind }));
    }
    layer
}

fn copied_up(below: &Tree, path: &str) -> Option<Node> {
    let stat = below.stat(path, false).ok()?;
    let meta = Meta { mode: stat.mode, uid: stat.uid, gid: stat.gid, mtime: stat.mtime, xattrs: None };
    Some(Node { meta, kind: NodeKind::Directory })
}

/// The layers below the writable one, and what one sees of them.
type Below = (Arc<[Changes]>, Tree);

/// The union: the image's layers, the init layer, and the writable layer.
pub fn union(snapshot: &Snapshot, created: Timestamp, upper: Changes) -> Overlay {
    /// A container's files are looked at a few times while it starts, and hardly again: a few dozen are kept.
    const WEIGHT: u64 = 512 << 10;
    static BELOW: Memo<(ChainId, Timestamp), Below> = Memo::new();
    let key = (snapshot.chain_id, created);
    let (lowers, merged) = BELOW.get(&key).unwrap_or_else(|| {
        let init = changes(snapshot, created);
        let merged = snapshot.merged.apply(&init);
        let lowers: Arc<[Changes]> = snapshot.lowers.iter().cloned().chain([init]).collect();
        BELOW.keep(key, (lowers.clone(), merged.clone()), WEIGHT);
        (lowers, merged)
    });
    Overlay::with_upper(lowers, merged, upper)
}
