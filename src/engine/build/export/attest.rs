//! The attestations of a result: what it was made of, and which packages are in it (BuildKit's `exporter/attestation`,
//! `frontend/attestations`).

use serde_json::{Value, json};

use super::step_layers::{self, StepLayers};
use super::{About, Built, Work, go_json, provenance, sbom};
use crate::clock::Timestamp;
use crate::engine::build::board::Shown;
use crate::engine::build::fault::Outcome;
use crate::engine::build::random;
use crate::engine::build::solve::Solver;
use crate::oci::{Digest, Platform};

/// The scanner that a build without a name for it is told to use.
const SCANNER: &str = "docker/buildkit-syft-scanner:stable-1";

/// An attestation before its subject is known.
pub struct Attestation {
    pub predicate_type: &'static str,
    pub predicate: Value,
    /// What it is called as a file.
    pub file: &'static str,
}

/// What an attestation is about.
pub struct StatementSubject {
    pub name: String,
    pub digest: Digest,
}

impl Attestation {
    fn statement(&self, subjects: &[StatementSubject]) -> Value {
        let subject =
            |about: &StatementSubject| json!({ "name": about.name, "digest": { "sha256": about.digest.hex() } });
        json!({
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": self.predicate_type,
            "subject": subjects.iter().map(subject).collect::<Vec<_>>(),
            "predicate": self.predicate,
        })
    }

    /// The statement's bytes, as a layer.
    pub fn compact(&self, subjects: &[StatementSubject]) -> Vec<u8> {
        go_json::compact(&self.statement(subjects))
    }

    /// The statement's bytes, as a file.
    pub fn indented(&self, subjects: &[StatementSubject]) -> Vec<u8> {
        go_json::indented(&self.statement(subjects))
    }
}

/// The step that lists the packages.
pub fn scan(solver: &mut Solver<'_, '_>, built: &[Built], about: About<'_>, now: &mut Timestamp) {
    let Some(wanted) = &solver.request.sbom else { return };
    let generator = match wanted.generator.as_str() {
        "" => SCANNER,
        generator => generator,
    };
    let generator = crate::oci::Reference::parse(generator).map_or(generator.to_string(), |name| name.to_string());
    for one in built {
        let platform = &one.converted.platform;
        let shown = Shown::internal(format!("[{platform}] generating sbom using {generator}"), about.reference);
        let mut work = Work::new(shown, *now);
        solver.board.start(&work.shown, *now);
        work.at = work.at.plus(400 * crate::engine::build::solve::MILLISECOND);
        solver.board.complete(&work.shown, *now, work.at);
        *now = work.at;
    }
}

/// The attestations of a result. `inline`: those that only go with images, too.
pub fn of(
    solver: &mut Solver<'_, '_>,
    built: &Built,
    about: About<'_>,
    now: Timestamp,
    inline: bool,
) -> Outcome<Vec<Attestation>> {
    let request = solver.request;
    let mut attestations = Vec::new();
    if request.sbom.is_some() {
        let files = solver.tree(built.solved.as_ref())?;
        let predicate = sbom::document(&files, "sbom", now);
        attestations.push(Attestation { predicate_type: sbom::PREDICATE_TYPE, predicate, file: "sbom.spdx.json" });
    }
    if let Some(wanted) = request.provenance.as_ref().filter(|wanted| inline || !wanted.inline_only) {
        let invocation = random::id(solver.daemon.clock);
        let layers = if wanted.max { step_layers::of(solver, built, about)? } else { StepLayers::new() };
        let subject = provenance::Subject {
            request,
            built,
            read: &solver.ignored,
            layers: &layers,
            dockerfile: (about.filename, about.dockerfile),
            invocation: &invocation,
            started: about.begun,
            finished: now,
        };
        let predicate = provenance::predicate(&subject, wanted);
        let predicate_type = provenance::predicate_type(wanted.version);
        attestations.push(Attestation { predicate_type, predicate, file: "provenance.json" });
    }
    Ok(attestations)
}

/// The subjects of an image's attestations: its names.
pub fn named(names: &[String], platform: &Platform, digest: Digest) -> Vec<StatementSubject> {
    names.iter().map(|name| StatementSubject { name: provenance::package_url(name, Some(platform)), digest }).collect()
}
