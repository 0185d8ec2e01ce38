//! Which steps need not be looked at, because a result above them is in a cache.
//!
//! BuildKit looks for a result before it makes what that result is made of (`solver/edge.go`). What was made here has its
//! beginnings in the cache, too; what came from elsewhere may be an end without them.

use super::image::image_key;
use super::{FilesOf, Solved, Solver, key};
use crate::clock::Timestamp;
use crate::engine::build::board::Shown;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{DefinedVertex, Definition, Op};
use crate::engine::images::chain_ids;
use crate::engine::images::descriptor::Manifest;
use crate::oci::{Digest, ImageConfig};

/// What is known of a vertex before anything is done.
struct Foreseen {
    solved: Solved,
    place: Place,
}

/// Where the result of a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In our own cache.
    Here,
    /// In a cache that was imported.
    Elsewhere,
    /// It has to be made; so have sources to be read.
    Nowhere,
}

impl Solver<'_, '_> {
    /// By vertex: the key of a result that nothing needs.
    pub(super) fn unneeded(&mut self, definition: &Definition, root: Option<usize>) -> Outcome<Vec<Option<Digest>>> {
        let count = definition.vertices.len();
        let mut foreseen: Vec<Option<Foreseen>> = Vec::with_capacity(count);
        for vertex in &definition.vertices {
            let inputs: Option<Vec<Option<Solved>>> = vertex
                .inputs
                .iter()
                .map(|input| match input {
                    None => Some(None),
                    Some(input) => foreseen.get(*input)?.as_ref().map(|below| Some(below.solved.clone())),
                })
                .collect();
            let seen = match inputs {
                Some(inputs) => self.foresee(vertex, &inputs)?,
                None => None,
            };
            foreseen.push(seen);
        }
        let place = |at: usize| foreseen.get(at).and_then(Option::as_ref).map_or(Place::Nowhere, |seen| seen.place);
        let keeps_all = self.request.cache_to.iter().any(|cache| cache.attributes.contains_key("mode"));
        let mut needed = vec![false; count];
        let mut todo: Vec<usize> = root.into_iter().collect();
        for (at, vertex) in definition.vertices.iter().enumerate() {
            match (&vertex.node.op, place(at)) {
                (Op::Local(_), _) => todo.push(at),
                // What is here is told of with the bases that it stands on.
                (_, Place::Here) => {
                    let is_base = |input: &&usize| {
                        definition.vertices.get(**input).is_some_and(|below| matches!(below.node.op, Op::Image(_)))
                    };
                    todo.extend(vertex.inputs.iter().flatten().filter(is_base));
                    todo.push(at);
                }
                (_, Place::Elsewhere) if keeps_all => todo.push(at),
                _ => {}
            }
        }
        while let Some(at) = todo.pop() {
            let Some(slot) = needed.get_mut(at).filter(|needed| !**needed) else { continue };
            *slot = true;
            if let (Place::Nowhere, Some(vertex)) = (place(at), definition.vertices.get(at)) {
                todo.extend(vertex.inputs.iter().flatten());
            }
        }
        let key = |(needed, seen): (bool, Option<Foreseen>)| match needed {
            true => None,
            false => seen.map(|seen| seen.solved.key),
        };
        Ok(needed.into_iter().zip(foreseen).map(key).collect())
    }

    /// What a vertex will have as its key, and whether its result is there; `None`: that cannot be said.
    fn foresee(&mut self, vertex: &DefinedVertex, inputs: &[Option<Solved>]) -> Outcome<Option<Foreseen>> {
        let (key, files, place) = match &vertex.node.op {
            Op::Local(local) => {
                // What the client cannot read is said when it sends it.
                if self.client_files(&local.name).is_some_and(|files| !files.unreadable.is_empty()) {
                    return Ok(None);
                }
                let (tree, key) = self.foresee_local(local, &vertex.digest)?;
                (key, FilesOf::Client(tree), Place::Nowhere)
            }
            Op::Image(image) => {
                let images = &self.daemon.state.images;
                let document = image.manifest.and_then(|manifest| images.read::<Manifest>(&manifest));
                let config = document.and_then(|document| images.read::<ImageConfig>(&document.config.digest));
                let Some(config) = config else { return Ok(None) };
                (image_key(chain_ids(&config).last().copied()), FilesOf::Layers(None), Place::Nowhere)
            }
            // It cannot be reached.
            Op::Remote(_) => return Ok(None),
            // What stands on something that is made whatever the cache says has no known result.
            Op::Exec(_) | Op::File(_) | Op::Merge if inputs.iter().flatten().any(|input| input.forced) => {
                return Ok(None);
            }
            Op::Exec(_) | Op::File(_) | Op::Merge => {
                let fast = key::definition(vertex, inputs);
                let content = match key::takes_of_client_only(vertex, inputs).then(|| self.content(vertex, inputs)) {
                    Some(Ok(content)) => content.key,
                    Some(Err(Fault::Stopped(stop))) => return Err(Fault::Stopped(stop)),
                    Some(Err(Fault::Failed { .. })) | None => None,
                };
                let found = fast.iter().chain(&content).find_map(|key| self.look_up(key));
                let found = found.filter(|_| !vertex.node.ignore_cache);
                let Some(own) = found.map(|(key, _)| key).or(fast).or(content) else { return Ok(None) };
                (own, FilesOf::Layers(None), found.map_or(Place::Nowhere, |(_, place)| place))
            }
        };
        let forced = vertex.node.ignore_cache;
        Ok(Some(Foreseen { solved: Solved { forced, ..placeholder(key, files, self.imported) }, place }))
    }

    /// The key that stands for a key's result, and where that result is.
    fn look_up(&self, key: &Digest) -> Option<(Digest, Place)> {
        if let Some((known, _)) = self.daemon.state.builder.find(key) {
            return Some((known.result, Place::Here));
        }
        let found: Vec<_> = self.imports.iter().filter_map(|import| import.find(key)).collect();
        let best = found.iter().find(|found| !found.layers.is_empty()).or(found.first())?;
        Some((best.result, if best.layers.is_empty() { Place::Nowhere } else { Place::Elsewhere }))
    }

    /// A step whose result nothing needs shows as cached.
    pub(super) fn passed_over(&mut self, vertex: &DefinedVertex, shown: &Shown, key: Digest, at: Timestamp) -> Solved {
        let at = at.max(self.imported);
        let solved = placeholder(key, FilesOf::Layers(None), at);
        self.board.cache(shown, at);
        self.tell_hit(vertex, shown);
        self.solved.insert(vertex.digest, solved.clone());
        solved
    }
}

fn placeholder(key: Digest, files: FilesOf, at: Timestamp) -> Solved {
    Solved { files, key, record: None, end: at, ran: false, forced: false, created: at }
}
