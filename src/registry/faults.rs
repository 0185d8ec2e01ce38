//! What must hold of a registry at any moment, checked the slow way.

use std::collections::BTreeSet;

use crate::oci::Digest;

use super::library::Library;
use super::state::State;

impl State {
    /// What is wrong with the registry, one line each; `library` is what it held before. Nothing ever should be.
    pub fn faults(&self, library: &dyn Library) -> Vec<String> {
        let mut faults = Vec::new();
        for (hex, bytes) in self.blobs.sorted() {
            let found = Digest::from_sha256(bytes.sha256());
            if found.hex() != hex {
                faults.push(format!("the blob sha256:{hex} has the digest {found}"));
            }
        }
        for (path, repository) in self.repositories.sorted() {
            let repository = repository.get();
            for digest in repository.blobs.iter().chain(repository.manifests.keys()) {
                let stock = || library.has_blob(path, digest) || library.manifest(path, digest).is_some();
                if self.content(digest).is_none() && !stock() {
                    faults.push(format!("{path} has lost {digest}"));
                }
            }
            for (tag, digest) in repository.tags.iter().filter_map(|(tag, state)| Some((tag, state.digest?))) {
                if !repository.manifests.contains_key(&digest) && library.manifest(path, &digest).is_none() {
                    faults.push(format!("{path}:{tag} names {digest}, which is not there"));
                }
            }
        }
        let held = self.repositories.iter().flat_map(|(_, repository)| {
            repository.get().blobs.iter().chain(repository.get().manifests.keys()).map(Digest::hex)
        });
        let needed: BTreeSet<String> = held.collect();
        let unneeded = self.blobs.sorted().into_keys().filter(|hex| !needed.contains(*hex));
        faults.extend(unneeded.map(|hex| format!("nothing needs sha256:{hex}")));
        faults
    }
}
