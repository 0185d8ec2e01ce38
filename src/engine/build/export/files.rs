//! `type=local` and `type=tar`: the files of the result, each platform's in a directory of its own if there are several
//! (BuildKit's `exporter/local`, `exporter/tar`).

use std::collections::BTreeMap;

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
    let split = options.platform_split.filter(|_| !as_tar).unwrap_or(built.len() > 1);
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut all = Tree::new();
    for one in built {
        let platform = one.converted.platform.to_string();
        let epoch = one.converted.epoch;
        let mut tree = solver.tree(one.solved.as_ref())?;
        let attested = attest::of(solver, one, about, work.at, false)?;
        let subjects = if attested.is_empty() { Vec::new() } else { subjects(&tree) };
        for attestation in attested {
            let mut name = format!("{}{}", options.attestation_prefix, attestation.file);
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
            let place = format!("{top}{path}");
            if !split && !as_tar && !node.is_directory() {
                let path = path.trim_start_matches('/');
                if let Some(before) = written.insert(path.to_string(), platform.clone()) {
                    return Err(Fault::new(format!(
                        "cannot overwrite {path} from {before} with {platform} when split option is disabled"
                    )));
                }
            }
            put(&mut all, &place, node)?;
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
    // A file with several names is one of each.
    let subject = |(path, _): (String, Node)| match tree.get(&path)?.kind {
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
