//! What must hold of a registry at any moment, checked the slow way.

use crate::oci::Digest;

use super::library::Library;
use super::state::State;

impl State {
    /// What is wrong with the registry, one line each; `library` is what it held before. Nothing ever should be.
    pub fn faults(&self, library: &dyn Library) -> Vec<String> {
        let mut faults = Vec::new();
        for (digest, bytes) in &self.blobs.get().0 {
            let found = Digest::from_sha256(bytes.sha256());
            if found != *digest {
                faults.push(format!("the blob {digest} has the digest {found}"));
            }
        }
        for (path, repository) in &self.repositories {
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
        let needed = |digest: &Digest| {
            let mut all = self.repositories.values().map(|repository| repository.get());
            all.any(|repository| repository.blobs.contains(digest) || repository.manifests.contains_key(digest))
        };
        let unneeded = self.blobs.get().0.keys().filter(|digest| !needed(digest));
        faults.extend(unneeded.map(|digest| format!("nothing needs {digest}")));
        faults
    }
}
