//! Why a step was not in the cache: compared with what it was made of the last time that it stood there.

use super::key::Content;
use super::{Solved, Solver};
use crate::engine::CacheMiss;
use crate::engine::build::cache::SiteMemo;
use crate::engine::build::graph::{DefinedVertex, Op, Site, digest_of};
use crate::oci::Digest;
use crate::vfs::{Changes, Tree};

/// Changed files that are named at most.
const NAMED: usize = 20;

impl Solver<'_, '_> {
    fn site_key(&self, site: &Site) -> String {
        digest_of(&(&self.place, &site.stage, site.index, &site.instruction)).hex()
    }

    /// Why a vertex has to be done; `None` for what is no step of the Dockerfile.
    pub(super) fn cause(
        &self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        content: &Content,
        keys: &[Digest],
    ) -> Option<CacheMiss> {
        let site = vertex.node.site.as_ref()?;
        if vertex.node.ignore_cache {
            return Some(CacheMiss::NoCache);
        }
        let Some(memo) = self.memo(&self.site_key(site)) else { return Some(CacheMiss::First) };
        if memo.code != site.code {
            return Some(CacheMiss::InstructionChanged { before: memo.code });
        }
        if inputs.iter().flatten().any(|input| input.ran) {
            return Some(CacheMiss::StepAbove);
        }
        if memo.below != below(inputs) {
            return Some(CacheMiss::BaseChanged);
        }
        let names = site.arguments.keys().chain(memo.arguments.keys());
        for name in names {
            let (before, after) = (memo.arguments.get(name), site.arguments.get(name));
            if before != after {
                return Some(CacheMiss::ArgumentChanged {
                    name: name.clone(),
                    before: before.cloned(),
                    after: after.cloned(),
                });
            }
        }
        let files = listed(content);
        if files != memo.files {
            return Some(CacheMiss::FilesChanged { paths: self.changed(vertex, &files, &memo) });
        }
        if memo.key.is_some_and(|key| keys.contains(&key)) {
            return Some(CacheMiss::Pruned);
        }
        Some(CacheMiss::Other)
    }

    /// The files that are not what they were; of a context that came over before, one by one.
    fn changed(&self, vertex: &DefinedVertex, files: &[(String, Digest)], memo: &SiteMemo) -> Vec<String> {
        let mut paths = Vec::new();
        let locals: Vec<(&Tree, &Tree)> = self
            .locals
            .values()
            .filter_map(|loaded| Some((loaded.before.as_ref()?, &loaded.tree)))
            .filter(|_| matches!(vertex.node.op, Op::File(_) | Op::Exec(_)))
            .collect();
        for (path, digest) in files {
            if memo.files.iter().any(|(known, before)| known == path && before == digest) {
                continue;
            }
            let mut found = false;
            for (before, after) in &locals {
                for (changed, _) in changes(before, after).iter() {
                    let below = path == "/" || changed == path || changed.starts_with(&format!("{path}/"));
                    let is_directory = after.get(changed).is_some_and(|node| node.is_directory());
                    if below && !is_directory && paths.len() < NAMED {
                        paths.push(changed.trim_start_matches('/').to_string());
                        found = true;
                    }
                }
            }
            if !found && paths.len() < NAMED {
                paths.push(path.trim_start_matches('/').to_string());
            }
        }
        for (path, _) in &memo.files {
            if !files.iter().any(|(known, _)| known == path) && paths.len() < NAMED {
                paths.push(path.trim_start_matches('/').to_string());
            }
        }
        paths
    }

    /// Remembers what a step was made of.
    pub(super) fn remember(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        content: &Content,
        key: Digest,
    ) {
        let Some(site) = &vertex.node.site else { return };
        let memo = SiteMemo {
            code: site.code.clone(),
            arguments: site.arguments.clone(),
            below: below(inputs),
            files: listed(content),
            key: Some(key),
        };
        self.daemon.state.builder.sites.insert(&self.site_key(site), memo);
    }

    /// The same for a step from the cache; files that were not looked at are as they were.
    pub(super) fn remember_hit(
        &mut self,
        vertex: &DefinedVertex,
        inputs: &[Option<Solved>],
        content: &Content,
        key: Digest,
    ) {
        let Some(site) = &vertex.node.site else { return };
        let place = self.site_key(site);
        let known = self.memo(&place).unwrap_or_default();
        let files = if content.files.is_empty() { known.files.clone() } else { listed(content) };
        let memo = SiteMemo {
            code: site.code.clone(),
            arguments: site.arguments.clone(),
            below: below(inputs),
            files,
            key: Some(key),
        };
        if memo != known {
            self.daemon.state.builder.sites.insert(&place, memo);
        }
    }
}

/// The key of what a step stands on.
fn below(inputs: &[Option<Solved>]) -> Option<Digest> {
    inputs.first().and_then(Option::as_ref).map(|input| input.key)
}

fn listed(content: &Content) -> Vec<(String, Digest)> {
    let files = content.files.values().flatten();
    files.map(|file| (file.path.clone(), file.digest)).collect()
}

/// What changed between two contexts, but for times.
fn changes(before: &Tree, after: &Tree) -> Changes {
    before.changes_to(after)
}
