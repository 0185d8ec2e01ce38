//! The keys that results are found by: what is done, and to what (BuildKit's `solver/edge.go`, `CacheMap`).
//!
//! An input counts by the key of its own result. Where an instruction only takes some of its files (COPY, a bind mount),
//! it also counts by their content: so a base that was built anew, or a context that was only touched, changes nothing.

use std::collections::BTreeMap;

use super::{FilesOf, MILLISECOND, Solved, Solver};
use crate::clock::Timestamp;
use crate::engine::build::board::Shown;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::files::{Selected, selected};
use crate::engine::build::graph::{CopyFiles, DefinedVertex, ExecMount, FileAction, MountKind, Op, digest_of};
use crate::engine::build::random;
use crate::oci::Digest;

/// What an instruction takes of its inputs.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The key by content, if the instruction takes files of other inputs.
    pub key: Option<Digest>,
    /// By input: path and digest.
    pub files: BTreeMap<usize, Vec<Selected>>,
}

/// The key by the keys of the inputs; `None` if one of them is the client's, whose content counts.
pub fn definition(vertex: &DefinedVertex, inputs: &[Option<Solved>]) -> Option<Digest> {
    let mut below = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        match input {
            None => below.push(String::from("-")),
            Some(Solved { files: FilesOf::Client(_), .. }) if index > 0 => return None,
            Some(solved) => below.push(solved.key.hex()),
        }
    }
    Some(digest_of(&("definition", operation(vertex), below, paths(vertex))))
}

/// The operation without what only shows it.
fn operation(vertex: &DefinedVertex) -> String {
    vertex.op_digest.hex()
}

/// The paths that are taken from each input, which are no part of the operation itself.
fn paths(vertex: &DefinedVertex) -> Vec<(usize, String)> {
    taken(vertex).into_iter().map(|(input, copy)| (input, copy.source)).collect()
}

/// Whether all that an instruction takes by content is the client's.
pub fn takes_of_client_only(vertex: &DefinedVertex, inputs: &[Option<Solved>]) -> bool {
    let taken = taken(vertex);
    let of_client = |input: &usize| {
        inputs.get(*input).and_then(Option::as_ref).is_some_and(|input| matches!(input.files, FilesOf::Client(_)))
    };
    !taken.is_empty() && taken.iter().all(|(input, _)| of_client(input))
}

/// What is taken of which input.
fn taken(vertex: &DefinedVertex) -> Vec<(usize, CopyFiles)> {
    match &vertex.node.op {
        Op::File(actions) => {
            let copies = actions.iter().filter_map(|action| match action {
                FileAction::Copy(copy) => Some((copy.input?, copy.clone())),
                _ => None,
            });
            copies.collect()
        }
        Op::Exec(exec) => {
            let binds = exec.mounts.iter().filter(|mount| mount.kind == MountKind::Bind);
            binds.filter_map(|mount| Some((mount.input?, of_mount(mount)))).collect()
        }
        _ => Vec::new(),
    }
}

/// A bind mount takes all that is at its source.
fn of_mount(mount: &ExecMount) -> CopyFiles {
    CopyFiles {
        input: mount.input,
        source: mount.source.clone(),
        destination: String::new(),
        owner: String::new(),
        mode: None,
        follow: true,
        contents_only: false,
        include: Vec::new(),
        exclude: Vec::new(),
        required: Vec::new(),
        unpack: false,
        wildcards: false,
    }
}

impl Solver<'_, '_> {
    /// The key by the content that is taken.
    pub(super) fn content_key(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        shown: &Shown,
        ready: Timestamp,
    ) -> Result<Content, (Fault, Timestamp)> {
        if taken(vertex).is_empty() {
            return Ok(Content::default());
        }
        match self.content(vertex, inputs) {
            Ok(content) => Ok(content),
            Err(Fault::Failed { message, .. }) => {
                self.board.start(shown, ready);
                let (one, other) = (random::id(self.daemon.clock), random::id(self.daemon.clock));
                let text = format!(
                    "failed to compute cache key: failed to calculate checksum of ref {one}::{other}: {message}"
                );
                Err((Fault::new(text), ready.plus(MILLISECOND)))
            }
            Err(stopped) => Err((stopped, ready)),
        }
    }

    /// What an instruction takes of its inputs, and the key by that.
    pub(super) fn content(&self, vertex: &DefinedVertex, inputs: &[Option<Solved>]) -> Outcome<Content> {
        let mut content = Content::default();
        for (input, copy) in taken(vertex) {
            let files = self.files(inputs.get(input).and_then(Option::as_ref), &copy)?;
            content.files.entry(input).or_default().extend(files);
        }
        let mut below = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            let all = content.files.get(&index).filter(|_| index > 0);
            below.push(match (all, input) {
                (Some(files), _) => {
                    let digests: Vec<String> = files.iter().map(|file| file.digest.hex()).collect();
                    format!("content {}", digests.join(" "))
                }
                (None, Some(solved)) => solved.key.hex(),
                (None, None) => "-".into(),
            });
        }
        content.key = Some(digest_of(&("content", operation(vertex), below)));
        Ok(content)
    }

    fn files(&self, input: Option<&Solved>, copy: &CopyFiles) -> Outcome<Vec<Selected>> {
        selected(&self.tree(input)?, copy)
    }
}

/// What a record is called in `docker buildx du --verbose`.
pub fn description(vertex: &DefinedVertex) -> String {
    match &vertex.node.op {
        Op::Exec(exec) => format!("mount / from exec {}", exec.arguments.join(" ")),
        _ => vertex.node.name.clone(),
    }
}
