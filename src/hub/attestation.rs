//! Attestations beside an image: a manifest for `unknown/unknown` with in-toto statements (BuildKit's
//! attestation-storage.md): how the image was built, and a bill of materials as large as the catalogue says.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::content::{Rope, Source};
use crate::oci::{Blob, Digest, Platform, media_type};

/// What the bill of materials is filled up with.
static BLANKS: [u8; 65_536] = [b' '; 65_536];

/// A statement, filled up with blanks to its size.
#[derive(Debug)]
pub(super) struct Statement {
    head: Bytes,
    size: u64,
}

impl Statement {
    /// The bill of materials of the image whose manifest is `subject`.
    pub(super) fn materials(name: &str, platform: &Platform, subject: &Digest, size: u64) -> Statement {
        let predicate = json!({
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": name,
            "comment": "a stand-in: a real bill lists every package of the image",
            "packages": [],
        });
        let head = statement("https://spdx.dev/Document", name, platform, subject, predicate);
        Statement { size: size.max(head.len() as u64), head: head.into() }
    }

    /// The first 8 bytes of SHA-256 over everything that its bytes follow from.
    pub(super) fn fingerprint(&self) -> u64 {
        let hash = Sha256::new().chain_update(&self.head).chain_update(self.size.to_le_bytes()).finalize();
        hash.iter().take(8).fold(0, |word, &byte| word << 8 | u64::from(byte))
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes.
    pub(super) fn content(&self) -> Rope {
        let mut parts = vec![Rope::from(self.head.clone())];
        let mut left = self.size.saturating_sub(self.head.len() as u64);
        while left > 0 {
            let part = left.min(BLANKS.len() as u64);
            parts.push(Bytes::from_static(&BLANKS).slice(..part as usize).into());
            left -= part;
        }
        Rope::concat(parts)
    }

    /// The blob, whose digest is known.
    pub(super) fn known(self, digest: Digest) -> Blob {
        Blob::new(Rope::made(Arc::new(KnownStatement { statement: self, digest })))
    }
}

#[derive(Debug)]
struct KnownStatement {
    statement: Statement,
    digest: Digest,
}

impl Source for KnownStatement {
    fn len(&self) -> u64 {
        self.statement.size
    }
    fn sha256(&self) -> [u8; 32] {
        *self.digest.as_bytes()
    }
    fn produce(&self) -> Rope {
        self.statement.content()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How the image was built.
pub(super) fn provenance(name: &str, platform: &Platform, subject: &Digest, created: &str) -> Blob {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
            "externalParameters": {
                "configSource": { "path": "Dockerfile" },
                "request": { "frontend": "dockerfile.v0" },
            },
            "internalParameters": { "builderPlatform": platform.to_string() },
        },
        "runDetails": {
            "builder": { "id": "" },
            "metadata": { "startedOn": created, "finishedOn": created },
        },
    });
    Blob::new(statement(PROVENANCE, name, platform, subject, predicate))
}

const PROVENANCE: &str = "https://slsa.dev/provenance/v1";

fn statement(kind: &str, name: &str, platform: &Platform, subject: &Digest, predicate: Value) -> Vec<u8> {
    let platform = platform.to_string().replace('/', "%2F");
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": kind,
        "subject": [{ "name": format!("pkg:docker/{name}?platform={platform}"), "digest": { "sha256": subject.hex() } }],
        "predicate": predicate,
    });
    statement.to_string().into_bytes()
}

/// The manifest that holds both statements, and its config.
pub(super) fn manifest(materials: &Blob, provenance: &Blob, subject: &Value) -> (Blob, Blob) {
    let config = Blob::new("{}");
    let layer = |blob: &Blob, kind: &str| {
        json!({
            "mediaType": media_type::IN_TOTO,
            "digest": blob.digest().to_string(),
            "size": blob.size(),
            "annotations": { "in-toto.io/predicate-type": kind },
        })
    };
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type::MANIFEST,
        "artifactType": "application/vnd.docker.attestation.manifest.v1+json",
        "config": {
            "mediaType": media_type::EMPTY,
            "digest": config.digest().to_string(),
            "size": config.size(),
            "data": "e30=",
        },
        "layers": [layer(materials, "https://spdx.dev/Document"), layer(provenance, PROVENANCE)],
        "subject": subject,
    });
    (Blob::new(serde_json::to_vec_pretty(&manifest).unwrap_or_default()), config)
}
