//! Sparse files: GNU tar's old header, and its pax forms 0.0, 0.1 and 1.0 (tar's manual, "Storing Sparse Files";
//! Go's `archive/tar` `sparseEntry`). What lies between the pieces is zeros, which cost nothing here.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::LayerError;
use super::BLOCK;
use super::header::{Header, invalid};
use crate::content::{Filler, Rope};

/// What the keys of these pax records begin with.
pub(super) const PREFIX: &str = "GNU.sparse.";
/// Bytes of a map that stands before the data (Go's `maxSpecialFileSize`).
const MAP_LIMIT: u64 = 1 << 20;
/// How large a sparse file may say that it is.
const FILE_LIMIT: u64 = 64 << 30;
/// Zeros.
const ZEROS: Filler = Filler { seed: 0, dense: 0 };

/// Where the old header has its first four pieces, whether more follow, and the file's size.
const OLD_PIECES: Range<usize> = 386..482;
const OLD_MORE: usize = 482;
const OLD_SIZE: Range<usize> = 483..495;
/// The same in the blocks that follow it.
const MORE_PIECES: Range<usize> = 0..504;
const MORE_AGAIN: usize = 504;
/// Bytes of one piece: its place and its length, twelve digits each.
const PIECE: usize = 24;

/// Which parts of a file are there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Map {
    pieces: Vec<(u64, u64)>,
    size: u64,
}

/// A pax record of a sparse file: pieces that come in records of their own become one list.
pub(super) fn record(pax: &mut BTreeMap<String, Vec<u8>>, key: &str, value: &[u8]) {
    if !matches!(key, "GNU.sparse.offset" | "GNU.sparse.numbytes") {
        pax.insert(key.into(), value.to_vec());
        return;
    }
    let list = pax.entry("GNU.sparse.map".into()).or_default();
    if !list.is_empty() {
        list.push(b',');
    }
    list.extend_from_slice(value);
}

impl Map {
    /// What pax records say of the next entry: its map, if it is sparse, and whether that stands before the data.
    pub fn of_pax(pax: &BTreeMap<String, Vec<u8>>) -> Result<Option<(Self, bool)>, LayerError> {
        let said = |key: &str| pax.get(&format!("{PREFIX}{key}"));
        let before = said("major").is_some_and(|major| major == b"1");
        let size = said("realsize").or_else(|| said("size"));
        let (Some(size), true) = (size, before || said("map").is_some() || said("numblocks").is_some()) else {
            return Ok(None);
        };
        let numbers = said("map").filter(|map| !before && !map.is_empty());
        let numbers = numbers.map(|map| map.split(|byte| *byte == b',').map(number).collect::<Result<Vec<_>, _>>());
        Ok(Some((Map::new(&numbers.transpose()?.unwrap_or_default(), number(size)?)?, before)))
    }

    /// The map of GNU tar's own header; `more` gives the blocks that follow it.
    pub fn of_header(
        header: &Header,
        mut more: impl FnMut() -> Result<Header, LayerError>,
    ) -> Result<Self, LayerError> {
        let unsigned = |value: i64| u64::try_from(value).map_err(|_| invalid());
        let size = unsigned(header.number(OLD_SIZE)?)?;
        let mut numbers = Vec::new();
        let mut take = |block: &Header, pieces: Range<usize>| {
            for at in pieces.step_by(PIECE).filter(|at| block.0[*at] != 0) {
                for half in [at..at + PIECE / 2, at + PIECE / 2..at + PIECE] {
                    numbers.push(unsigned(block.number(half)?)?);
                }
            }
            if numbers.len() as u64 > MAP_LIMIT { Err(too_long()) } else { Ok(()) }
        };
        take(header, OLD_PIECES)?;
        let mut again = header.0[OLD_MORE] != 0;
        while again {
            let block = more()?;
            take(&block, MORE_PIECES)?;
            again = block.0[MORE_AGAIN] != 0;
        }
        Map::new(&numbers, size)
    }

    /// Takes the map that stands before the data, one number a line, filled up to whole blocks.
    pub fn read_before(self, data: &Rope) -> Result<(Self, Rope), LayerError> {
        let head = data.slice(0..data.len().min(MAP_LIMIT)).to_bytes();
        let mut lines = head.split(|byte| *byte == b'\n');
        let mut used = 0;
        let mut next = || {
            let line = lines.next().ok_or_else(too_long)?;
            used += line.len() as u64 + 1;
            number(line)
        };
        let count = next()?;
        if count > MAP_LIMIT {
            return Err(too_long());
        }
        let numbers = (0..count * 2).map(|_| next()).collect::<Result<Vec<_>, _>>()?;
        let start = used.next_multiple_of(BLOCK).min(data.len());
        Ok((Map::new(&numbers, self.size)?, data.slice(start..data.len())))
    }

    /// Pieces in order, each behind the one before, none past the end.
    fn new(numbers: &[u64], size: u64) -> Result<Self, LayerError> {
        if size > FILE_LIMIT {
            return Err(LayerError::Limit(format!("a sparse file of more than {FILE_LIMIT} bytes")));
        }
        let mut pieces = Vec::new();
        let mut end = 0;
        for pair in numbers.chunks(2) {
            let [at, length] = *pair else { return Err(invalid()) };
            let behind = at.checked_add(length).ok_or_else(invalid)?;
            if at < end || behind > size {
                return Err(invalid());
            }
            end = behind;
            pieces.push((at, length));
        }
        Ok(Map { pieces, size })
    }

    /// The file's content, from the pieces' data.
    pub fn content(&self, data: &Rope) -> Result<Rope, LayerError> {
        let zeros = Rope::filler(ZEROS, self.size);
        let (mut parts, mut at, mut taken) = (Vec::new(), 0, 0);
        for (start, length) in &self.pieces {
            if taken + length > data.len() {
                return Err(invalid());
            }
            parts.extend([zeros.slice(at..*start), data.slice(taken..taken + length)]);
            (at, taken) = (start + length, taken + length);
        }
        parts.push(zeros.slice(at..self.size));
        Ok(Rope::concat(parts))
    }
}

fn number(text: &[u8]) -> Result<u64, LayerError> {
    std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok()).ok_or_else(invalid)
}

fn too_long() -> LayerError {
    LayerError::Limit("archive/tar: sparse map too long".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(map: &Map, data: &str) -> String {
        String::from_utf8(map.content(&Rope::from(data.to_string())).unwrap().to_bytes().to_vec()).unwrap()
    }

    #[test]
    fn pieces_stand_between_zeros() {
        let mut pax = BTreeMap::new();
        for (key, value) in [("size", "9"), ("numblocks", "2"), ("offset", "2"), ("numbytes", "3")] {
            record(&mut pax, &format!("{PREFIX}{key}"), value.as_bytes());
        }
        record(&mut pax, "GNU.sparse.offset", b"7");
        record(&mut pax, "GNU.sparse.numbytes", b"1");
        let (map, before) = Map::of_pax(&pax).unwrap().unwrap();
        assert!(!before);
        assert_eq!(text(&map, "abcd"), "\0\0abc\0\0d\0");
        assert!(map.content(&Rope::from("abc")).is_err());
    }

    #[test]
    fn a_map_may_stand_before_the_data() {
        let pax = [("major", "1"), ("minor", "0"), ("realsize", "4")];
        let pax = pax.into_iter().map(|(key, value)| (format!("{PREFIX}{key}"), value.as_bytes().to_vec())).collect();
        let (map, before) = Map::of_pax(&pax).unwrap().unwrap();
        assert!(before);
        let mut data = b"1\n1\n2\n".to_vec();
        data.resize(512, 0);
        data.extend(b"xy");
        let (map, data) = map.read_before(&Rope::from(data)).unwrap();
        assert_eq!(map, Map { pieces: vec![(1, 2)], size: 4 });
        assert_eq!(map.content(&data).unwrap().to_bytes().as_ref(), b"\0xy\0");
        assert!(Map::default().read_before(&Rope::from("99999999999\n")).is_err());
    }

    #[test]
    fn maps_that_lie_are_refused() {
        assert!(Map::new(&[0, 5, 3, 1], 10).is_err());
        assert!(Map::new(&[0, 11], 10).is_err());
        assert!(Map::new(&[u64::MAX, 2], 10).is_err());
        assert!(Map::new(&[1], 10).is_err());
    }
}
