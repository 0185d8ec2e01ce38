//! Reading an archive: headers, pax records and GNU long names become [`Entry`]s.
//!
//! Takes what Go's `archive/tar` takes, in its words where it refuses. Nothing is followed here:
//! a symbolic link keeps its target as it is, and a name that leaves the root is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::{SECOND, Timestamp};
use crate::content::Rope;
use crate::vfs::{Meta, Node, NodeKind, Path};

use super::super::{LayerError, Limits};
use super::header::{Header, field, invalid};
use super::sparse::{self, Map};
use super::{BLOCK, Entry, NAME_LIMIT, PATH_LIMIT};

/// Bytes of a pax header or a GNU long name (Go's `maxSpecialFileSize`).
const SPECIAL_LIMIT: u64 = 1 << 20;

/// The prefix of an extended attribute's pax record.
pub(super) const XATTR: &str = "SCHILY.xattr.";

/// Reads all entries in order; file contents are slices of `archive`. Refuses names that leave the root.
pub fn read(archive: &Rope, limits: Limits) -> Result<Vec<Entry>, LayerError> {
    let mut reader = Reader { archive, position: 0 };
    let mut entries = Vec::new();
    let mut extra = Extra::default();
    let mut headers = 0_usize;
    while let Some(header) = reader.header()? {
        headers += 1;
        if headers > limits.entries {
            return Err(LayerError::Limit(format!("archive has more than {} entries", limits.entries)));
        }
        match header.kind() {
            b'g' => drop(reader.special(&header)?),
            b'x' => extra.records(&reader.special(&header)?)?,
            b'L' => extra.name = Some(until_nul(reader.special(&header)?)),
            b'K' => extra.link = Some(until_nul(reader.special(&header)?)),
            _ => entries.push(entry(&mut reader, &header, std::mem::take(&mut extra))?),
        }
    }
    Ok(entries)
}

/// Whether the bytes begin with a header whose checksum is right.
pub fn begins(archive: &Rope) -> bool {
    let mut reader = Reader { archive, position: 0 };
    matches!(reader.block(), Ok(Some(header)) if header.verify().is_ok())
}

/// Whom an entry belongs to, by name; empty where the archive does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    pub user: String,
    pub group: String,
}

/// The owners' names of all entries, in the order of [`read`]; as far as the archive can be read.
pub fn owners(archive: &Rope) -> Vec<Owner> {
    let mut reader = Reader { archive, position: 0 };
    let mut owners = Vec::new();
    while let Ok(Some(header)) = reader.header() {
        let name = |field| String::from_utf8_lossy(header.text(field)).into_owned();
        let size = match header.kind() {
            b'1'..=b'6' => 0,
            _ => header.number(field::SIZE).ok().and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        };
        if !matches!(header.kind(), b'g' | b'x' | b'L' | b'K') {
            owners.push(Owner { user: name(field::USER), group: name(field::GROUP) });
        }
        if reader.take(size).is_err() {
            break;
        }
    }
    owners
}

struct Reader<'a> {
    archive: &'a Rope,
    position: u64,
}

impl Reader<'_> {
    /// The next header; `None` at the end: two blocks of zeros, or nothing more.
    fn header(&mut self) -> Result<Option<Header>, LayerError> {
        let Some(header) = self.block()? else { return Ok(None) };
        if !header.is_zero() {
            header.verify()?;
            return Ok(Some(header));
        }
        match self.block()? {
            Some(second) if !second.is_zero() => Err(invalid()),
            _ => Ok(None),
        }
    }

    fn block(&mut self) -> Result<Option<Header>, LayerError> {
        if self.position >= self.archive.len() {
            return Ok(None);
        }
        let block = self.take(BLOCK)?.to_bytes();
        // The padding of the last content may be missing; a header may not.
        self.position = self.position.min(self.archive.len());
        Ok(Some(Header(block[..].try_into().map_err(|_| truncated())?)))
    }

    /// The next `len` bytes, and over the padding after them.
    fn take(&mut self, len: u64) -> Result<Rope, LayerError> {
        let end = self.position.checked_add(len).filter(|end| *end <= self.archive.len()).ok_or_else(truncated)?;
        let content = self.archive.slice(self.position..end);
        self.position = end.checked_next_multiple_of(BLOCK).ok_or_else(truncated)?;
        Ok(content)
    }

    /// The content of a header that only describes the next one.
    fn special(&mut self, header: &Header) -> Result<Vec<u8>, LayerError> {
        let size = u64::try_from(header.number(field::SIZE)?).map_err(|_| invalid())?;
        if size > SPECIAL_LIMIT {
            return Err(LayerError::Limit("archive/tar: header field too long".into()));
        }
        Ok(self.take(size)?.to_bytes().to_vec())
    }
}

/// What the headers before an entry's own said of it.
#[derive(Default)]
struct Extra {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    pax: BTreeMap<String, Vec<u8>>,
}

impl Extra {
    /// Parses pax records, `LENGTH KEY=VALUE\n` each.
    fn records(&mut self, mut rest: &[u8]) -> Result<(), LayerError> {
        while !rest.is_empty() {
            let blank = rest.iter().position(|byte| *byte == b' ').ok_or_else(invalid)?;
            let length: usize = text(&rest[..blank])?.parse().map_err(|_| invalid())?;
            let record = rest.get(blank + 1..length).ok_or_else(invalid)?;
            let record = record.strip_suffix(b"\n").ok_or_else(invalid)?;
            let equals = record.iter().position(|byte| *byte == b'=').ok_or_else(invalid)?;
            let (key, value) = (text(&record[..equals])?, &record[equals + 1..]);
            if key.is_empty() || (matches!(key, "path" | "linkpath" | "uname" | "gname") && value.contains(&0)) {
                return Err(invalid());
            }
            if key.starts_with(sparse::PREFIX) {
                sparse::record(&mut self.pax, key, value);
                rest = &rest[length..];
                continue;
            }
            // An empty value takes back what was said before.
            if value.is_empty() && !key.starts_with(XATTR) {
                self.pax.remove(key);
            } else {
                self.pax.insert(key.to_string(), value.to_vec());
            }
            rest = &rest[length..];
        }
        Ok(())
    }

    fn number(&self, key: &str) -> Result<Option<i64>, LayerError> {
        self.pax.get(key).map(|value| text(value)?.parse().map_err(|_| invalid())).transpose()
    }

    fn xattrs(&self) -> Option<Arc<BTreeMap<String, Vec<u8>>>> {
        let named = |(key, value): (&String, &Vec<u8>)| Some((key.strip_prefix(XATTR)?.to_string(), value.clone()));
        let xattrs: BTreeMap<_, _> = self.pax.iter().filter_map(named).collect();
        (!xattrs.is_empty()).then(|| Arc::new(xattrs))
    }
}

fn entry(reader: &mut Reader<'_>, header: &Header, extra: Extra) -> Result<Entry, LayerError> {
    let name = name_of(header, &extra)?;
    let path = within_root(&name)?;
    let number = |key: &str, field| extra.number(key)?.map_or_else(|| header.number(field), Ok);
    let owner = |number: i64| {
        let wrong = || LayerError::Tar(format!("failed to Lchown {name:?} for ID {number}: invalid argument"));
        u32::try_from(number).map_err(|_| wrong())
    };
    let meta = Meta {
        mode: (header.number(field::MODE)? & 0o7777) as u32,
        uid: owner(number("uid", field::UID)?)?,
        gid: owner(number("gid", field::GID)?)?,
        mtime: match extra.pax.get("mtime") {
            Some(value) => moment(text(value)?).ok_or_else(invalid)?,
            None => Timestamp::from_seconds(in_range(header.number(field::MTIME)?)),
        },
        xattrs: extra.xattrs(),
    };
    let size = u64::try_from(number("size", field::SIZE)?).map_err(|_| invalid())?;
    let kind = match header.kind() {
        0 if name.ends_with('/') => NodeKind::Directory,
        0 | b'0' => NodeKind::File(content(reader.take(size)?, &extra)?),
        b'1' => NodeKind::HardLink(hard_link_target(&path, &link_of(header, &extra)?)?),
        b'2' => NodeKind::Symlink(link_of(header, &extra)?),
        b'3' => device(header, |major, minor| NodeKind::CharDevice { major, minor })?,
        b'4' => device(header, |major, minor| NodeKind::BlockDevice { major, minor })?,
        b'5' => NodeKind::Directory,
        b'6' => NodeKind::Fifo,
        b'S' => {
            let map = Map::of_header(header, || reader.block()?.ok_or_else(truncated))?;
            NodeKind::File(map.content(&reader.take(size)?)?)
        }
        other => return Err(LayerError::Tar(format!("unhandled tar header type {other}"))),
    };
    Ok(Entry { path, node: Node { meta, kind } })
}

/// A file's content as it stands in the archive, with the holes of a sparse file.
fn content(data: Rope, extra: &Extra) -> Result<Rope, LayerError> {
    match Map::of_pax(&extra.pax)? {
        None => Ok(data),
        Some((map, false)) => map.content(&data),
        Some((map, true)) => {
            let (map, data) = map.read_before(&data)?;
            map.content(&data)
        }
    }
}

fn name_of(header: &Header, extra: &Extra) -> Result<String, LayerError> {
    let sparse = extra.pax.get("GNU.sparse.name");
    if let Some(name) = sparse.or_else(|| extra.pax.get("path")).or(extra.name.as_ref()) {
        return utf8(name);
    }
    let name = utf8(header.text(field::NAME))?;
    match header.text(field::PREFIX) {
        prefix if header.has_prefix() && !prefix.is_empty() => Ok(format!("{}/{name}", utf8(prefix)?)),
        _ => Ok(name),
    }
}

fn link_of(header: &Header, extra: &Extra) -> Result<String, LayerError> {
    let target = extra.pax.get("linkpath").or(extra.link.as_ref());
    let target = utf8(target.map(Vec::as_slice).unwrap_or_else(|| header.text(field::LINK)))?;
    if target.len() > PATH_LIMIT { Err(too_long(&target)) } else { Ok(target) }
}

fn hard_link_target(path: &str, target: &str) -> Result<String, LayerError> {
    Path::confined(target)
        .map(String::from)
        .ok_or_else(|| LayerError::Tar(format!("invalid hardlink {path:?} -> {target:?}")))
}

fn within_root(name: &str) -> Result<String, LayerError> {
    let path = Path::confined(name).ok_or_else(|| LayerError::Tar(format!("{name:?} is outside of \"/\"")))?;
    let long = path.len() > PATH_LIMIT || path.names().any(|name| name.len() > NAME_LIMIT);
    if long { Err(too_long(&path)) } else { Ok(path.into()) }
}

fn device(header: &Header, kind: impl Fn(u32, u32) -> NodeKind) -> Result<NodeKind, LayerError> {
    let number = |field| u32::try_from(header.number(field)?).map_err(|_| invalid());
    if header.has_magic() { Ok(kind(number(field::MAJOR)?, number(field::MINOR)?)) } else { Ok(kind(0, 0)) }
}

/// Seconds with an optional fraction, as nanoseconds; digits after the ninth are dropped.
fn moment(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let negative = seconds.starts_with('-');
    let seconds: i64 = seconds.parse().ok()?;
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let nanos: i64 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some(Timestamp::from_seconds(in_range(seconds)).plus(if negative { -nanos } else { nanos }))
}

/// Seconds that a [`Timestamp`] can hold (1677 to 2262); others become its first or last.
fn in_range(seconds: i64) -> i64 {
    seconds.clamp(i64::MIN / SECOND, i64::MAX / SECOND)
}

fn until_nul(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    bytes
}

fn text(bytes: &[u8]) -> Result<&str, LayerError> {
    std::str::from_utf8(bytes).map_err(|_| invalid())
}

fn utf8(bytes: &[u8]) -> Result<String, LayerError> {
    let shown = || LayerError::Tar(format!("name is not UTF-8: \"{}\"", bytes.escape_ascii()));
    String::from_utf8(bytes.to_vec()).map_err(|_| shown())
}

fn truncated() -> LayerError {
    LayerError::Tar("unexpected EOF".into())
}

fn too_long(path: &str) -> LayerError {
    let start: String = path.chars().take(64).collect();
    LayerError::Limit(format!("{start}…: file name too long"))
}
