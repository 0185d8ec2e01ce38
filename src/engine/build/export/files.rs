//! `type=local` and `type=tar`: the files of the result, each platform's in a directory of its own if there are several
//! (BuildKit's `exporter/local`, `exporter/tar`).

use super::attest::{self, StatementSubject};
use super::{About, Built, Work, layers};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::{BuildOutput, ExportOptions, OutputContent};
use crate::engine::build::board::Bytes;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::solve::{MILLISECOND, Solver};
use crate::oci::Digest;
use crate::vfs::{Meta, Node, NodeKind, Tree};

/// Gathers the files.
pub fn files(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    built: &[Built],
    about: About<'_>,
    options: &ExportOptions,
    as_tar: bool,
) -> Outcome<BuildOutput> {
    let split = built.len() > 1 && (as_tar || !options.no_platform_split);
    let mut all = Tree::new();
    for one in built {
        let platform = one.converted.platform.to_string();
        let epoch = one.converted.epoch;
        let mut tree = solver.tree(one.solved.as_ref())?;
        let attested = attest::of(solver, one, about, work.at, false)?;
        let subjects = if attested.is_empty() { Vec::new() } else { subjects(&tree) };
        for attestation in attested {
            let mut name = attestation.file.to_string();
            if built.len() > 1 && !split {
                name = name.replace(".json", &format!(".{}.json", platform.replace('/', "_")));
            }
            let content: Rope = attestation.indented(&subjects).into();
            let mtime = epoch.unwrap_or(Timestamp::from_seconds(work.at.seconds()));
            let meta = Meta { mode: 0o600, mtime, ..Meta::default() };
            put(&mut tree, &format!("/{name}"), Node { meta, kind: NodeKind::File(content) })?;
        }
        let top = if split { format!("/{}", platform.replace('/', "_")) } else { String::new() };
        if split {
            let mtime = epoch.unwrap_or(Timestamp(0));
            let meta = Meta { mode: 0o755, mtime, ..Meta::default() };
            put(&mut all, &top, Node { meta, kind: NodeKind::Directory })?;
        }
        let mut bytes = 0;
        for (path, mut node) in tree.walk() {
            if let Some(epoch) = epoch {
                node.meta.mtime = epoch;
            }
            if let NodeKind::HardLink(target) = &mut node.kind {
                *target = format!("{top}{target}");
            }
            if let NodeKind::File(content) = &node.kind {
                bytes += content.len();
            }
            let path = format!("{top}{path}");
            if !split && built.len() > 1 && all.get(&path).is_some() && !matches!(node.kind, NodeKind::Directory) {
                let text = format!("cannot overwrite {} from {platform} when split option is disabled", &path[1..]);
                return Err(Fault::new(text));
            }
            put(&mut all, &path, node)?;
        }
        if !as_tar {
            let what = if split { format!("copying files {platform}") } else { "copying files".into() };
            let end = work.at.plus(MILLISECOND * (10 + i64::try_from(bytes / 100_000).unwrap_or(0)));
            solver.board.sub(&work.shown, what, work.at, end, Bytes { total: 0, current: bytes });
            work.at = end;
        }
    }
    let content = match as_tar {
        true => {
            let tar = layers::tar_of(&Tree::new().changes_to(&all));
            work.did(solver, "sending tarball", 10 + i64::try_from(tar.len() / 100_000).unwrap_or(0));
            OutputContent::File(tar)
        }
        false => OutputContent::Files(all),
    };
    Ok(BuildOutput { index: options.index, of_cache: false, content })
}

/// The files that an attestation is about.
fn subjects(tree: &Tree) -> Vec<StatementSubject> {
    let subject = |(path, node): (String, Node)| match node.kind {
        NodeKind::File(content) => Some(StatementSubject {
            name: path.trim_start_matches('/').to_string(),
            digest: Digest::from_sha256(content.sha256()),
        }),
        _ => None,
    };
    tree.walk().filter_map(subject).collect()
}

fn put(tree: &mut Tree, path: &str, node: Node) -> Outcome<()> {
    tree.put(path, node).map_err(|errno| Fault::new(format!("{path}: {errno}")))
}
