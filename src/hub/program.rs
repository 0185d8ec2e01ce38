//! The first bytes of files that stand for programs: an ELF header for the platform's processor (elf(5)), and either
//! the note that names the program, or a few real instructions that write a text and end.

use crate::oci::Platform;
use crate::shell::NOTE;

/// Where a program is loaded.
const BASE: u64 = 0x40_0000;
/// Size of an ELF header and one program header, 64 bits.
const HEADERS: u64 = 64 + 56;

/// ELF's `e_machine`, whether words have 64 bits, and whether the lowest byte comes first.
fn machine(architecture: &str) -> (u16, bool, bool) {
    match architecture {
        "amd64" => (0x3e, true, true),
        "arm64" => (0xb7, true, true),
        "386" => (0x03, false, true),
        "arm" => (0x28, false, true),
        "ppc64le" => (0x15, true, true),
        "riscv64" => (0xf3, true, true),
        "s390x" => (0x16, true, false),
        "mips64le" => (0x08, true, true),
        _ => (0, true, true),
    }
}

/// The start of a file that stands for the program `name`.
pub(super) fn named(platform: &Platform, name: &str) -> Vec<u8> {
    let mut bytes = header(platform, 0);
    bytes.extend_from_slice(NOTE.as_bytes());
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(0);
    bytes
}

/// A program that writes `text` and ends with status 0: machine code on amd64 and arm64, elsewhere only the text.
pub(super) fn writing(platform: &Platform, text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let code: Vec<u8> = match platform.architecture.as_str() {
        "amd64" => {
            let mut code = vec![0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0]; // mov eax, 1; mov edi, 1
            code.extend([0x48, 0x8d, 0x35, 0x10, 0, 0, 0]); // lea rsi, [rip + 16]
            code.push(0xba); // mov edx, length
            code.extend(length.to_le_bytes());
            code.extend([0x0f, 0x05, 0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05]); // syscall; mov eax, 60; xor edi, edi; syscall
            code
        }
        "arm64" => {
            let put = |register: u32, value: u32| 0xd280_0000 | (value & 0xffff) << 5 | register; // movz
            let text_at = 0x1000_0000 | (28 >> 2) << 5 | 1; // adr x1, . + 28
            let svc = 0xd400_0001;
            let code = [put(0, 1), text_at, put(2, length), put(8, 64), svc, put(0, 0), put(8, 93), svc];
            code.iter().flat_map(|word: &u32| word.to_le_bytes()).collect()
        }
        _ => Vec::new(),
    };
    let mut bytes = header(platform, (code.len() + text.len()) as u64);
    bytes.extend(code);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    bytes
}

/// ELF header and one loaded segment: the headers and `loaded` bytes after them.
fn header(platform: &Platform, loaded: u64) -> Vec<u8> {
    let (machine, wide, little) = machine(&platform.architecture);
    let mut bytes = vec![0x7f, b'E', b'L', b'F', if wide { 2 } else { 1 }, if little { 1 } else { 2 }, 1];
    bytes.resize(16, 0);
    let mut number = |value: u64, size: usize| {
        let at = bytes.len();
        bytes.extend_from_slice(&value.to_le_bytes()[..size]);
        if !little {
            bytes[at..].reverse();
        }
    };
    number(2, 2); // ET_EXEC
    number(machine.into(), 2);
    number(1, 4);
    let (word, own, segment) = if wide { (8, 64, 56) } else { (4, 52, 32) };
    number(BASE + own + segment, word); // entry
    number(own, word); // program headers
    number(0, word);
    number(0, 4);
    for value in [own, segment, 1, 64, 0, 0] {
        number(value, 2);
    }
    let whole = own + segment + loaded;
    number(1, 4); // PT_LOAD
    if wide {
        number(5, 4);
        for value in [0, BASE, BASE, whole, whole, 0x1000] {
            number(value, 8);
        }
    } else {
        for value in [0, BASE, BASE, whole, whole, 5, 0x1000] {
            number(value, 4);
        }
    }
    debug_assert!(bytes.len() as u64 <= HEADERS);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{ProgramFile, identify};

    fn platform(architecture: &str) -> Platform {
        Platform { os: "linux".into(), architecture: architecture.into(), ..Platform::default() }
    }

    #[test]
    fn a_named_program_is_recognised_on_its_own_machine() {
        assert_eq!(identify(&named(&platform("amd64"), "nginx").into()), ProgramFile::Named("nginx".into()));
        for other in ["arm64", "arm", "386", "s390x", "ppc64le", "riscv64", "mips64le"] {
            assert_eq!(identify(&named(&platform(other), "nginx").into()), ProgramFile::ForeignMachine, "{other}");
        }
    }

    #[test]
    fn a_writing_program_is_followed_to_its_end() {
        let ProgramFile::Writes { output, status } = identify(&writing(&platform("amd64"), "hello\n").into()) else {
            panic!("not followed")
        };
        assert_eq!((output[0].1.as_ref(), status), (&b"hello\n"[..], 0));
        assert_eq!(identify(&writing(&platform("arm64"), "hello\n").into()), ProgramFile::ForeignMachine);
    }
}
