//! What must hold of the store at any moment, written down a second time and checked the slow way.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Rope;
use crate::oci::{ChainId, Digest};

use super::store::{Images, Thing};

impl Images {
    /// What is wrong with the store, one line each; `held` are the stacks that containers and the build cache lie on,
    /// `content` is what the build cache needs. Nothing ever should be.
    pub(in crate::engine) fn faults(&self, held: &[ChainId], content: &[Digest]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut count = |thing: Thing| *counts.entry(thing.key()).or_default() += 1;
        held.iter().for_each(|chain_id| count(Thing::Snapshot(*chain_id)));
        content.iter().for_each(|digest| count(Thing::Content(*digest)));
        for (full, name) in self.names.iter() {
            count(Thing::Content(name.target.digest));
            if !self.has(&name.target.digest) {
                faults.push(format!("the image {full} has no content {}", name.target.digest));
            }
        }
        for (digest, content) in self.content.iter() {
            content.parts.iter().for_each(|part| count(Thing::Content(*part)));
            if let Some(chain_id) = content.snapshot {
                count(Thing::Snapshot(chain_id));
                if self.snapshot(&chain_id).is_none() {
                    faults.push(format!("the config {digest} was unpacked to {}, which is not there", chain_id.hex()));
                }
            }
            faults.extend(damage(digest, &content.bytes));
        }
        for (chain_id, unpacked) in self.snapshots.iter() {
            if let Some(parent) = unpacked.parent {
                count(Thing::Snapshot(parent));
                if self.usage(&parent).is_none() {
                    faults.push(format!("the snapshot {chain_id} has no parent {}", parent.hex()));
                }
            }
            faults.extend(damage(&unpacked.digest.hex(), &unpacked.bytes));
        }
        let noted: BTreeMap<String, u32> =
            self.references.iter().map(|(key, count)| (key.to_string(), *count)).collect();
        for key in counts.keys().chain(noted.keys()).collect::<BTreeSet<_>>() {
            let (found, noted) = (counts.get(key).unwrap_or(&0), noted.get(key).unwrap_or(&0));
            if found != noted {
                faults.push(format!("{key} is needed {found} times, and {noted} is noted"));
            }
        }
        let contents = self.content.iter().map(|(digest, _)| digest.to_string());
        let snapshots = self.snapshots.iter().map(|(chain_id, _)| format!("snapshot {chain_id}"));
        let unneeded = contents.chain(snapshots).filter(|key| !counts.contains_key(key));
        faults.extend(unneeded.map(|key| format!("nothing needs {key}")));
        faults
    }
}

/// Whether the bytes are not those of their digest. A source that makes bytes is taken at its word.
fn damage(digest: &str, bytes: &Rope) -> Option<String> {
    let found = Digest::from_sha256(bytes.sha256()).hex();
    (found != digest).then(|| format!("the content {digest} has the digest {found}"))
}
