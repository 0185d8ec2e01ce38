//! The lock: digests of layers that would take seconds to find out, one line a layer and platform.
//!
//! A line is `FINGERPRINT DIFF-ID DIGEST SIZE LABEL`. The fingerprint covers everything that the layer's bytes follow
//! from, so a stale line is never used: a layer without a line of its fingerprint is packed when it is asked for.
//! Labels (`library/nginx#1.31.4:7 linux/amd64`) say where the layer is, and are for people otherwise.

pub(super) mod line;

use std::collections::BTreeMap;

use super::Catalogue;
use super::recipe::LayerSpec;
use crate::content::Rope;
use crate::image::{LayerRecipe, gzip, tar};
use crate::oci::{DiffId, Digest};

pub(super) use line::Lock;
pub use line::{FILE, Line};

/// One layer to pack.
#[derive(Debug)]
pub struct Job {
    label: String,
    fingerprint: u64,
    spec: LayerSpec,
}

impl Job {
    /// Where the layer is.
    pub fn label(&self) -> &str {
        &self.label
    }
    /// What its files take for linux/amd64, bytes.
    pub fn bytes(&self) -> u64 {
        self.spec.files.entries.iter().filter_map(|entry| entry.size).fold(0, u64::saturating_add)
    }
    /// What the catalogue wants its blob to take on this platform, bytes.
    pub fn wanted(&self) -> Option<u64> {
        self.spec.compressed.map(|size| self.spec.scaled(size))
    }
    /// Packs it.
    pub fn run(&self) -> Line {
        let archive = tar::write(tar::from_changes(&self.spec.changes()));
        let blob: Rope = gzip::compress(&archive);
        Line {
            fingerprint: self.fingerprint,
            diff_id: DiffId(Digest::from_sha256(archive.sha256())),
            digest: Digest::from_sha256(blob.sha256()),
            size: blob.len(),
            label: self.label.clone(),
        }
    }
}

/// All layers of all images, those of one fingerprint once, by label.
pub fn jobs(catalogue: &Catalogue) -> Vec<Job> {
    let mut jobs = BTreeMap::new();
    for (label, spec) in catalogue.specs() {
        let fingerprint = spec.fingerprint();
        jobs.entry(fingerprint).or_insert(Job { label, fingerprint, spec });
    }
    let mut jobs: Vec<Job> = jobs.into_values().collect();
    jobs.sort_by(|a, b| a.label.cmp(&b.label));
    jobs
}

/// The line that a catalogue's lock has for a layer.
pub fn locked(catalogue: &Catalogue, job: &Job) -> Option<Line> {
    catalogue.lock().find(job.fingerprint)
}

/// The lock file's text for a catalogue. Lines of its present lock that still fit are kept; `run` packs the other
/// layers (in threads, if it likes).
pub fn generate(catalogue: &Catalogue, run: impl FnOnce(Vec<Job>) -> Vec<Line>) -> String {
    let (kept, new): (Vec<Job>, Vec<Job>) =
        jobs(catalogue).into_iter().partition(|job| catalogue.lock().find(job.fingerprint).is_some());
    let kept =
        kept.into_iter().filter_map(|job| Some(Line { label: job.label, ..catalogue.lock().find(job.fingerprint)? }));
    let mut lines: Vec<Line> = kept.chain(run(new)).collect();
    let locked = catalogue.with_lock(Lock::read(render(&lines).into()));
    lines.extend(locked.statements());
    lines.sort_by(|a, b| a.label.cmp(&b.label));
    lines.dedup_by_key(|line| line.fingerprint);
    render(&lines)
}

fn render(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What is wrong with a catalogue's lock: layers without a line, lines without a layer, and, among the layers that
/// `run` packs (all of them, or a sample), those that came out otherwise.
pub fn verify(catalogue: &Catalogue, run: impl FnOnce(Vec<Job>) -> Vec<Line>) -> Vec<String> {
    let jobs = jobs(catalogue);
    let mut left: BTreeMap<u64, ()> = catalogue.lock().fingerprints().map(|fingerprint| (fingerprint, ())).collect();
    let mut wrong = Vec::new();
    for job in &jobs {
        left.remove(&job.fingerprint);
        if catalogue.lock().find(job.fingerprint).is_none() {
            wrong.push(format!("{}: is not in {FILE}", job.label));
        }
    }
    for line in catalogue.statements() {
        left.remove(&line.fingerprint);
        if catalogue.lock().find(line.fingerprint).is_none() {
            wrong.push(format!("{}: is not in {FILE}", line.label));
        }
    }
    for (fingerprint, ()) in left {
        wrong.push(format!("{fingerprint:016x}: nothing is made from this"));
    }
    for line in run(jobs) {
        match catalogue.lock().find(line.fingerprint) {
            Some(locked) if (locked.digest, locked.diff_id, locked.size) != (line.digest, line.diff_id, line.size) => {
                wrong.push(format!("{}: packs to {} of {} bytes", line.label, line.digest, line.size));
            }
            _ => {}
        }
    }
    wrong
}
