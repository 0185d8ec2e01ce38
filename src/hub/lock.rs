//! The lock: digests of layers that would take seconds to find out, one line a layer and platform.
//!
//! A line is `FINGERPRINT DIFF-ID DIGEST SIZE LABEL`. The fingerprint covers everything that the layer's bytes follow
//! from, so a stale line is never used: a layer without a line of its fingerprint is packed when it is asked for.
//! Labels (`library/nginx#1.31.4:7 linux/amd64`) say where the layer is, and are for people otherwise.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

use super::Catalogue;
use super::recipe::LayerSpec;
use crate::content::Rope;
use crate::image::{LayerRecipe, gzip, tar};
use crate::oci::{DiffId, Digest};

/// The lock's path among the files of a Hub.
pub const FILE: &str = "hub.lock";

/// A locked layer or statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it was made from.
    pub fingerprint: u64,
    /// Digest of its tar; of a statement, its digest.
    pub diff_id: DiffId,
    /// Digest of its blob.
    pub digest: Digest,
    /// Length of its blob in bytes.
    pub size: u64,
    /// Where it is.
    pub label: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { fingerprint, diff_id, digest, size, label } = self;
        write!(f, "{fingerprint:016x} {} {} {size} {label}", diff_id.0.hex(), digest.hex())
    }
}

impl Line {
    /// A line without its end.
    pub(super) fn read(text: &str) -> Option<Line> {
        let mut fields = text.splitn(5, ' ');
        let fingerprint = u64::from_str_radix(fields.next()?, 16).ok()?;
        let mut digest = || format!("sha256:{}", fields.next()?).parse::<Digest>().ok();
        let (diff_id, digest) = (DiffId(digest()?), digest()?);
        let size = fields.next()?.parse().ok()?;
        Some(Line { fingerprint, diff_id, digest, size, label: fields.next()?.into() })
    }
}

/// Where a line has its digest.
const DIGEST_AT: std::ops::Range<usize> = 82..146;

/// A lock file's text, with the lines found by fingerprint.
#[derive(Clone, Default)]
pub(super) struct Lock {
    text: Bytes,
    lines: BTreeMap<u64, (usize, usize)>,
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lock({} lines)", self.lines.len())
    }
}

impl Lock {
    /// Lines that are none are left out.
    pub(super) fn read(text: Bytes) -> Lock {
        let mut lines = BTreeMap::new();
        let mut start = 0;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            let key = line.get(..16).and_then(|key| std::str::from_utf8(key).ok());
            if let Some(fingerprint) = key.and_then(|key| u64::from_str_radix(key, 16).ok()) {
                lines.insert(fingerprint, (start, line.len()));
            }
            start += line.len();
        }
        Lock { text, lines }
    }

    /// The line with this fingerprint.
    pub(super) fn find(&self, fingerprint: u64) -> Option<Line> {
        self.line(*self.lines.get(&fingerprint)?).filter(|line| line.fingerprint == fingerprint)
    }

    /// A line whose blob has this SHA-256 (hex).
    pub(super) fn with_digest(&self, sha256: &str) -> Option<Line> {
        let mut lines = self.lines.values();
        let at = lines.find(|&&(start, length)| {
            let digest = self.text.get(start..start + length).and_then(|line| line.get(DIGEST_AT));
            digest == Some(sha256.as_bytes())
        });
        self.line(*at?).filter(|line| line.digest.hex() == sha256)
    }

    fn line(&self, (start, length): (usize, usize)) -> Option<Line> {
        let line = std::str::from_utf8(self.text.get(start..start + length)?).ok()?;
        Line::read(line.trim_end())
    }

    fn fingerprints(&self) -> impl Iterator<Item = u64> + '_ {
        self.lines.keys().copied()
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_back_and_are_found_both_ways() {
        let line = Line {
            fingerprint: 7,
            diff_id: DiffId(Digest::of(b"a")),
            digest: Digest::of(b"b"),
            size: 12,
            label: "library/nginx#1:2 linux/amd64".into(),
        };
        assert_eq!(Line::read(&line.to_string()), Some(line.clone()));
        let lock = Lock::read(format!("# a remark\n{line}\nnonsense\n").into());
        assert_eq!(lock.find(7), Some(line.clone()));
        assert_eq!(lock.find(8), None);
        assert_eq!(lock.with_digest(&line.digest.hex()), Some(line.clone()));
        assert_eq!(lock.with_digest(&line.diff_id.0.hex()), None);
    }
}
