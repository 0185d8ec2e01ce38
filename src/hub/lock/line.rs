//! A lock's text and its lines.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

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
    pub fn read(text: &str) -> Option<Line> {
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
pub struct Lock {
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
    pub fn read(text: Bytes) -> Lock {
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
    pub fn find(&self, fingerprint: u64) -> Option<Line> {
        self.line(*self.lines.get(&fingerprint)?).filter(|line| line.fingerprint == fingerprint)
    }

    /// A line whose blob has this SHA-256 (hex).
    pub fn with_digest(&self, sha256: &str) -> Option<Line> {
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

    /// The fingerprints of all lines.
    pub fn fingerprints(&self) -> impl Iterator<Item = u64> + '_ {
        self.lines.keys().copied()
    }
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
