//! The machine-code files that stand for programs: an ELF header (elf(5)) for x86-64, code that really ends with status
//! 0, and the notes by which the sandbox knows what the file is to do.
//!
//! A compiled program carries its own source as its payload, the loader that it asks for (`PT_INTERP`) and the names of
//! the libraries that it was linked against, so that it fails where those are missing, as in life.

/// What stands before the name in the note of a catalogue program; a zero byte ends the name.
pub const NOTE: &str = "layercake-program:";
/// What stands before the version of a program, for those that look it up; a zero byte ends it.
pub const VERSION: &str = "layercake-version:";
/// Where a program is loaded.
const BASE: u64 = 0x40_0000;
/// What stands before the names of needed libraries, which a zero byte ends.
const NEEDS: &[u8] = b"layercake-needs:";
/// What stands before the payload: its length as 16 hexadecimal digits follows, then the payload.
const PAYLOAD: &[u8] = b"layercake-payload:";
/// The name in the note of programs that the sandbox's compilers made.
pub const COMPILED: &str = "compiled";
/// Bytes at the start of a file in which notes are looked for.
pub const HEAD: usize = 4096;
/// Bytes of a version.
const LONGEST_VERSION: usize = 64;
/// `mov eax, 60; xor edi, edi; syscall`
const EXIT: [u8; 9] = [0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05];

/// The start of a file that stands for the program `name`.
pub fn stand_in(name: &str) -> Vec<u8> {
    let mut bytes = header(2, None);
    bytes.extend_from_slice(NOTE.as_bytes());
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(0);
    bytes
}

/// The same for a program of this version.
pub fn stand_in_of(name: &str, version: &str) -> Vec<u8> {
    let mut bytes = stand_in(name);
    bytes.extend_from_slice(VERSION.as_bytes());
    bytes.extend_from_slice(version.as_bytes());
    bytes.push(0);
    bytes
}

/// The version that a program's file says.
pub fn version(head: &[u8]) -> Option<String> {
    let rest = head.get(find(head, VERSION.as_bytes())? + VERSION.len()..)?;
    let end = rest.iter().take(LONGEST_VERSION).position(|byte| *byte == 0)?;
    String::from_utf8(rest.get(..end)?.to_vec()).ok().filter(|text| !text.is_empty())
}

/// The start of a shared library.
pub fn library() -> Vec<u8> {
    header(3, None)
}

/// A program that a compiler made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled<'a> {
    /// The loader; `None`: statically linked.
    pub loader: Option<&'a str>,
    /// Shared libraries by file name.
    pub needs: &'a [String],
    /// What it does.
    pub payload: &'a [u8],
}

impl Compiled<'_> {
    /// The file's bytes, which may be filled up behind.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = header(2, self.loader);
        bytes.extend_from_slice(NOTE.as_bytes());
        bytes.extend_from_slice(COMPILED.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(NEEDS);
        bytes.extend_from_slice(self.needs.join(" ").as_bytes());
        bytes.push(0);
        append_payload(&mut bytes, self.payload);
        bytes
    }
}

/// Adds a payload, so that [`payload`] finds it.
pub fn append_payload(bytes: &mut Vec<u8>, payload: &[u8]) {
    bytes.extend_from_slice(PAYLOAD);
    bytes.extend_from_slice(format!("{:016x}", payload.len()).as_bytes());
    bytes.extend_from_slice(payload);
}

/// The libraries that a compiled program asks for.
pub fn needs(head: &[u8]) -> Vec<String> {
    let Some(at) = find(head, NEEDS) else { return Vec::new() };
    let names = head.get(at + NEEDS.len()..).unwrap_or_default();
    let names = names.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(names).split_whitespace().map(str::to_string).collect()
}

/// The payload of a compiled program.
pub fn payload(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let at = find(head, PAYLOAD)? + PAYLOAD.len();
    let digits = std::str::from_utf8(bytes.get(at..at + 16)?).ok()?;
    let length = usize::from_str_radix(digits, 16).ok()?;
    bytes.get(at + 16..(at + 16).checked_add(length)?)
}

/// The loader that a program asks for.
pub fn loader(head: &[u8]) -> Option<String> {
    // The headers written here have it in the second program header.
    let count = u16::from_le_bytes([*head.get(56)?, *head.get(57)?]);
    let word = |at: usize| -> Option<u64> { Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?)) };
    for index in 0..usize::from(count.min(16)) {
        let at = 64 + index * 56;
        if head.get(at..at + 4)? == [3, 0, 0, 0] {
            let (from, length) = (usize::try_from(word(at + 8)?).ok()?, usize::try_from(word(at + 32)?).ok()?);
            let text = head.get(from..from.checked_add(length)?)?;
            return Some(String::from_utf8_lossy(text).trim_end_matches('\0').to_string());
        }
    }
    None
}

fn header(kind: u16, loader: Option<&str>) -> Vec<u8> {
    let segments: u64 = if loader.is_some() { 2 } else { 1 };
    let code = 64 + 56 * segments;
    let text = loader.map(|loader| format!("{loader}\0")).unwrap_or_default();
    let whole = code + EXIT.len() as u64 + text.len() as u64;
    let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1];
    bytes.resize(16, 0);
    let put = |bytes: &mut Vec<u8>, value: u64, size: usize| {
        bytes.extend(value.to_le_bytes().into_iter().take(size));
    };
    for (value, size) in [(u64::from(kind), 2), (0x3e, 2), (1, 4), (BASE + code, 8), (64, 8), (0, 8), (0, 4)] {
        put(&mut bytes, value, size);
    }
    for value in [64, 56, segments, 64, 0, 0] {
        put(&mut bytes, value, 2);
    }
    let mut segment = |kind: u64, offset: u64, length: u64, align: u64| {
        for value in [kind, 5] {
            put(&mut bytes, value, 4);
        }
        for value in [offset, BASE + offset, BASE + offset, length, length, align] {
            put(&mut bytes, value, 8);
        }
    };
    segment(1, 0, whole, 0x1000);
    if loader.is_some() {
        segment(3, code + EXIT.len() as u64, text.len() as u64, 1);
    }
    bytes.extend(EXIT);
    bytes.extend(text.as_bytes());
    bytes
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{ProgramFile, identify};

    #[test]
    fn a_compiled_program_says_what_it_needs_and_does() {
        let needs_of = ["libc.so.6".to_string()];
        let program = Compiled { loader: Some("/lib64/ld-linux-x86-64.so.2"), needs: &needs_of, payload: b"{}" };
        let bytes = program.to_bytes();
        assert_eq!(needs(&bytes), ["libc.so.6"]);
        assert_eq!(payload(&bytes), Some(&b"{}"[..]));
        assert_eq!(loader(&bytes).as_deref(), Some("/lib64/ld-linux-x86-64.so.2"));
        let interpreter = "/lib64/ld-linux-x86-64.so.2".to_string();
        assert_eq!(identify(&bytes.into()), ProgramFile::Script { interpreter, argument: None });
        let fixed = Compiled { loader: None, ..program }.to_bytes();
        assert_eq!(identify(&fixed.into()), ProgramFile::Named(COMPILED.into()));
    }

    #[test]
    fn a_stand_in_is_its_program() {
        assert_eq!(identify(&stand_in("curl").into()), ProgramFile::Named("curl".into()));
        assert!(matches!(identify(&library().into()), ProgramFile::Writes { status: 0, .. }));
        assert_eq!(loader(&stand_in("curl")), None);
    }
}
