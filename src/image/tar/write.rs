//! Writing an archive as Go's `archive/tar` does when Docker calls it: ustar headers, pax records only for what a ustar
//! header cannot say, times in whole seconds.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::content::Rope;
use crate::vfs::NodeKind;

use super::header::{Header, field, fits};
use super::read::XATTR;
use super::{BLOCK, Entry};

/// Writes entries in the order given; deterministic. File contents are shared, not copied.
pub fn write(entries: impl IntoIterator<Item = Entry>) -> Rope {
    let mut archive = Archive::default();
    for entry in entries {
        archive.put(&entry);
    }
    archive.finish()
}

#[derive(Default)]
struct Archive {
    parts: Vec<Rope>,
    /// Bytes that follow the last part: headers and padding.
    pending: Vec<u8>,
}

impl Archive {
    fn put(&mut self, entry: &Entry) {
        let name = name(entry);
        let (kind, link) = match &entry.node.kind {
            NodeKind::File(_) => (b'0', ""),
            NodeKind::HardLink(target) => (b'1', relative(target)),
            NodeKind::Symlink(target) => (b'2', target.as_str()),
            NodeKind::CharDevice { .. } => (b'3', ""),
            NodeKind::BlockDevice { .. } => (b'4', ""),
            NodeKind::Directory => (b'5', ""),
            NodeKind::Fifo => (b'6', ""),
        };
        let device = match entry.node.kind {
            NodeKind::CharDevice { major, minor } | NodeKind::BlockDevice { major, minor } => (major, minor),
            _ => (0, 0),
        };
        let content = match &entry.node.kind {
            NodeKind::File(content) => content.clone(),
            _ => Rope::new(),
        };
        let meta = &entry.node.meta;
        let seconds = meta.mtime.seconds();
        let mut records: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let split = split_name(&name);
        if split.is_none() {
            records.insert("path".into(), name.clone().into());
        }
        if link.len() > field::LINK.len() || !link.is_ascii() {
            records.insert("linkpath".into(), link.into());
        }
        let numbers = [
            ("uid", field::UID, u64::from(meta.uid)),
            ("gid", field::GID, u64::from(meta.gid)),
            ("size", field::SIZE, content.len()),
        ];
        for (key, field, number) in numbers {
            if !fits(&field, number) {
                records.insert(key.into(), number.to_string().into());
            }
        }
        if !u64::try_from(seconds).is_ok_and(|seconds| fits(&field::MTIME, seconds)) {
            records.insert("mtime".into(), seconds.to_string().into());
        }
        for (key, value) in meta.xattrs.iter().flat_map(|xattrs| xattrs.iter()) {
            records.insert(format!("{XATTR}{key}"), value.clone());
        }

        let mut header = Header::new();
        match split {
            Some((prefix, rest)) if records.is_empty() => {
                header.set_text(field::PREFIX, prefix.as_bytes());
                header.set_text(field::NAME, rest.as_bytes());
            }
            _ => header.set_text(field::NAME, &ascii(&name)),
        }
        header.set_number(field::MODE, u64::from(meta.mode & 0o7777));
        header.set_number(field::UID, u64::from(meta.uid));
        header.set_number(field::GID, u64::from(meta.gid));
        header.set_number(field::SIZE, content.len());
        header.set_number(field::MTIME, u64::try_from(seconds).unwrap_or(0));
        header.0[field::TYPE] = kind;
        header.set_text(field::LINK, &ascii(link));
        header.set_number(field::MAJOR, u64::from(device.0));
        header.set_number(field::MINOR, u64::from(device.1));
        header.seal();

        if !records.is_empty() {
            self.extended(&name, &records);
        }
        self.pending.extend_from_slice(&header.0);
        self.content(content);
    }

    /// A pax header: the records, named after the entry that they describe.
    fn extended(&mut self, name: &str, records: &BTreeMap<String, Vec<u8>>) {
        let data: Vec<u8> = records.iter().flat_map(|(key, value)| record(key, value)).collect();
        let (directory, file) = name.rsplit_once('/').map_or(("", name), |(directory, file)| (directory, file));
        let parts = [directory, "PaxHeaders.0", file].into_iter().filter(|part| !part.is_empty());
        let title = ascii(&parts.collect::<Vec<_>>().join("/"));
        let mut header = Header::new();
        let shown = &title[..title.len().min(field::NAME.len())];
        let end = shown.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
        header.set_text(field::NAME, &shown[..end]);
        for field in [field::MODE, field::UID, field::GID, field::MTIME] {
            header.set_number(field, 0);
        }
        header.set_number(field::SIZE, data.len() as u64);
        header.0[field::TYPE] = b'x';
        header.seal();
        self.pending.extend_from_slice(&header.0);
        self.pending.extend_from_slice(&data);
        self.pad(data.len() as u64);
    }

    fn content(&mut self, content: Rope) {
        let len = content.len();
        if len == 0 {
            return;
        }
        self.flush();
        self.parts.push(content);
        self.pad(len);
    }

    fn pad(&mut self, len: u64) {
        let padding = (BLOCK - len % BLOCK) % BLOCK;
        self.pending.resize(self.pending.len() + padding as usize, 0);
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.parts.push(Bytes::from(pending).into());
    }

    fn finish(mut self) -> Rope {
        self.pending.resize(self.pending.len() + 2 * BLOCK as usize, 0);
        self.flush();
        Rope::concat(self.parts)
    }
}

/// The name in the archive: relative; a directory's ends with a slash.
fn name(entry: &Entry) -> String {
    let relative = relative(&entry.path);
    match entry.node.kind {
        NodeKind::Directory if relative.is_empty() => "./".into(),
        NodeKind::Directory => format!("{relative}/"),
        _ => relative.into(),
    }
}

fn relative(path: &str) -> &str {
    path.trim_start_matches('/')
}

/// The name as ustar's prefix and name; `None` if it does not fit.
fn split_name(name: &str) -> Option<(&str, &str)> {
    if !name.is_ascii() {
        return None;
    }
    if name.len() <= field::NAME.len() {
        return Some(("", name));
    }
    let end = (field::PREFIX.len() + 1).min(name.trim_end_matches('/').len());
    let slash = name.get(..end)?.rfind('/').filter(|slash| *slash > 0)?;
    let (prefix, rest) = (name.get(..slash)?, name.get(slash + 1..)?);
    (!rest.is_empty() && rest.len() <= field::NAME.len()).then_some((prefix, rest))
}

/// The bytes that are ASCII.
fn ascii(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii).collect()
}

/// A pax record; its length counts its own digits.
fn record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + digits(rest);
    if digits(length) != digits(rest) {
        length = rest + digits(length);
    }
    [format!("{length} {key}=").as_bytes(), value, b"\n"].concat()
}

fn digits(number: usize) -> usize {
    number.to_string().len()
}
