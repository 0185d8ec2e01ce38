//! What a file is to a kernel that is asked to run it, judged by its bytes alone.
//!
//! Not a processor: machine code is recognised by the note that the catalogue's programs carry, by BusyBox's own
//! banner, by the hello-world greeting, or, if it is straight-line code of a few instructions (`write`, `exit`), it is
//! followed to its end. Everything else is honestly [`ProgramFile::Unsimulated`]. Follows elf(5) and binfmt_script.

use bytes::Bytes;

use super::{Stream, elf};
use crate::content::Rope;

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramFile {
    /// Machine code that stands for the program of this name (`busybox`, `nginx`, …).
    Named(String),
    /// A script; the interpreter's path and argument from `#!`.
    Script { interpreter: String, argument: Option<String> },
    /// Machine code that writes these bytes and ends with this status, whatever its arguments.
    Writes { output: Vec<(Stream, Bytes)>, status: i32 },
    /// Machine code for another processor.
    ForeignMachine,
    /// A file that no kernel runs (`exec format error`).
    NotExecutable,
    /// Machine code that the sandbox cannot run.
    Unsimulated,
}

/// The processor that the sandbox's machine has: `EM_X86_64`.
const HOST_MACHINE: u16 = 0x3e;
/// Where the note is looked for: the file's first bytes.
const HEAD: u64 = 4096;
/// How far the machine code is searched for texts, bytes.
const SEARCHED: u64 = 8 << 20;
/// The longest program name in a note, bytes.
const LONGEST_NAME: usize = 64;
/// The longest `#!` line that the kernel reads (`BINPRM_BUF_SIZE`).
const LONGEST_HASHBANG: usize = 256;

/// Says what `content` is.
pub fn identify(content: &Rope) -> ProgramFile {
    let head = content.slice(0..HEAD).to_bytes();
    if let Some(line) = head.strip_prefix(b"#!") {
        return script(line);
    }
    if !head.starts_with(b"\x7fELF") {
        return ProgramFile::NotExecutable;
    }
    if machine(&head) != Some(HOST_MACHINE) {
        return ProgramFile::ForeignMachine;
    }
    if let Some(name) = note(&head) {
        // The kernel starts the loader that a program asks for, with the program as its argument.
        return match elf::loader(&head).filter(|_| name == elf::COMPILED) {
            Some(interpreter) => ProgramFile::Script { interpreter, argument: None },
            None => ProgramFile::Named(name),
        };
    }
    let code = content.slice(0..SEARCHED).to_bytes();
    if let Some((output, status)) = Straight::run(&code) {
        return ProgramFile::Writes { output, status };
    }
    if find(&code, b"BusyBox v").is_some() {
        return ProgramFile::Named("busybox".into());
    }
    match greeting(&code) {
        Some(text) => ProgramFile::Writes { output: vec![(Stream::Out, text)], status: 0 },
        None => ProgramFile::Unsimulated,
    }
}

fn script(line: &[u8]) -> ProgramFile {
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = line.get(..line.len().min(LONGEST_HASHBANG)).unwrap_or_default();
    let text = String::from_utf8_lossy(line);
    // The kernel knows two blanks (`load_script` in `fs/binfmt_script.c`): a carriage return is part of a name.
    const BLANKS: [char; 2] = [' ', '\t'];
    let text = text.trim_matches(BLANKS);
    let (interpreter, argument) = match text.split_once(BLANKS) {
        Some((interpreter, argument)) => (interpreter, Some(argument.trim_matches(BLANKS).to_string())),
        None => (text, None),
    };
    if interpreter.is_empty() {
        return ProgramFile::NotExecutable;
    }
    ProgramFile::Script { interpreter: interpreter.into(), argument }
}

fn machine(head: &[u8]) -> Option<u16> {
    let bytes = [*head.get(18)?, *head.get(19)?];
    Some(if head.get(5) == Some(&2) { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
}

fn note(head: &[u8]) -> Option<String> {
    let name = head.get(find(head, elf::NOTE.as_bytes())? + elf::NOTE.len()..)?;
    let end = name.iter().take(LONGEST_NAME).position(|&byte| byte == 0)?;
    String::from_utf8(name.get(..end)?.to_vec()).ok()
}

/// The text that docker-library/hello-world's `hello` prints: from its blank first line to its last newline.
fn greeting(code: &Bytes) -> Option<Bytes> {
    let start = find(code, b"\nHello from Docker!\n")?;
    let length = code.get(start..)?.iter().position(|&byte| byte == 0)?;
    let text = code.get(start..start.checked_add(length)?)?;
    Some(Bytes::copy_from_slice(text))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(step) = haystack.get(from..)?.iter().position(|&byte| byte == first) {
        from += step;
        if haystack.get(from..)?.starts_with(needle) {
            return Some(from);
        }
        from += 1;
    }
    None
}

/// A follower of straight-line x86-64 code: moves, clears, `syscall`. It knows no jump, so it always ends.
struct Straight<'a> {
    file: &'a [u8],
    registers: [u64; 16],
    stack: Vec<u64>,
    at: u64,
    output: Vec<(Stream, Bytes)>,
}

/// Instructions that are followed.
const LONGEST_CODE: usize = 256;
/// Bytes that one `write` may have.
const LONGEST_WRITE: u64 = 1 << 20;
/// Program headers that are looked at.
const MOST_SEGMENTS: u64 = 64;

const RAX: usize = 0;
const RDX: usize = 2;
const RSI: usize = 6;
const RDI: usize = 7;

impl<'a> Straight<'a> {
    fn run(file: &'a [u8]) -> Option<(Vec<(Stream, Bytes)>, i32)> {
        if file.get(4) != Some(&2) {
            return None;
        }
        let at = number(file, 24, 8)?;
        let mut machine = Straight { file, registers: [0; 16], stack: Vec::new(), at, output: Vec::new() };
        for _ in 0..LONGEST_CODE {
            if let Some(status) = machine.step()? {
                return Some((machine.output, status));
            }
        }
        None
    }

    /// `len` bytes of memory at `address`, from the file's loaded segments.
    fn memory(&self, address: u64, len: u64) -> Option<&'a [u8]> {
        let table = number(self.file, 32, 8)?;
        let (size, count) = (number(self.file, 54, 2)?, number(self.file, 56, 2)?);
        for index in 0..count.min(MOST_SEGMENTS) {
            let header = usize::try_from(table.checked_add(index.checked_mul(size)?)?).ok()?;
            let field = |offset: usize| number(self.file, header.checked_add(offset)?, 8);
            let (offset, start, filled) = (field(8)?, field(16)?, field(32)?);
            let Some(within) = address.checked_sub(start) else { continue };
            if number(self.file, header, 4)? == 1 && within.checked_add(len)? <= filled {
                let from = usize::try_from(offset.checked_add(within)?).ok()?;
                return self.file.get(from..from.checked_add(usize::try_from(len).ok()?)?);
            }
        }
        None
    }

    fn take(&mut self, len: u64) -> Option<u64> {
        let bytes = self.memory(self.at, len)?;
        self.at = self.at.checked_add(len)?;
        number(bytes, 0, bytes.len())
    }

    fn take_signed(&mut self) -> Option<u64> {
        let value = self.take(4)? as u32 as i32;
        Some(i64::from(value) as u64)
    }

    /// Follows one instruction: `None` if it is not known, `Some(Some(status))` at the program's end.
    fn step(&mut self) -> Option<Option<i32>> {
        let mut opcode = self.take(1)?;
        let mut prefix = 0;
        if (0x40..0x50).contains(&opcode) {
            prefix = opcode;
            opcode = self.take(1)?;
        }
        let wide = prefix & 8 != 0;
        let (high_reg, high_base) = ((prefix & 4) << 1, (prefix & 1) << 3);
        let base = ((opcode & 7) | high_base) as usize;
        match opcode {
            0x90 => {}
            0xf3 => (self.take(3)? == 0x00fa_1e0f).then_some(())?,
            0x50..=0x57 => self.push(self.registers[base])?,
            0x58..=0x5f => self.registers[base] = self.stack.pop()?,
            0x6a => {
                let value = self.take(1)? as u8 as i8;
                self.push(i64::from(value) as u64)?;
            }
            0xb0..=0xb3 => {
                let low = self.take(1)?;
                self.registers[base] = self.registers[base] & !0xff | low;
            }
            0xb8..=0xbf => self.registers[base] = self.take(if wide { 8 } else { 4 })?,
            0x31 | 0x33 | 0x29 | 0x89 | 0x8b | 0xc7 | 0x8d => {
                let operand = self.take(1)?;
                let (mode, reg, rm) = (operand >> 6, operand >> 3 & 7 | high_reg, operand & 7 | high_base);
                let (reg, rm) = (reg as usize, rm as usize);
                let cut = if wide { u64::MAX } else { u64::from(u32::MAX) };
                match (opcode, mode) {
                    (0x31 | 0x33 | 0x29, 3) if reg == rm => self.registers[rm] = 0,
                    (0x89, 3) => self.registers[rm] = self.registers[reg] & cut,
                    (0x8b, 3) => self.registers[reg] = self.registers[rm] & cut,
                    (0xc7, 3) => self.registers[rm] = self.take_signed()? & cut,
                    (0x8d, 0) if operand & 7 == 5 => {
                        let distance = self.take_signed()?;
                        self.registers[reg] = self.at.wrapping_add(distance) & cut;
                    }
                    _ => return None,
                }
            }
            0x0f if self.take(1)? == 0x05 => return self.call(),
            _ => return None,
        }
        Some(None)
    }

    fn push(&mut self, value: u64) -> Option<()> {
        self.stack.push(value);
        Some(())
    }

    fn call(&mut self) -> Option<Option<i32>> {
        match self.registers[RAX] {
            1 => {
                let stream = match self.registers[RDI] {
                    1 => Stream::Out,
                    2 => Stream::Err,
                    _ => return None,
                };
                let len = self.registers[RDX];
                let text = self.memory(self.registers[RSI], (len <= LONGEST_WRITE).then_some(len)?)?;
                self.output.push((stream, Bytes::copy_from_slice(text)));
                self.registers[RAX] = len;
                Some(None)
            }
            60 | 231 => Some(Some((self.registers[RDI] & 0xff) as i32)),
            _ => None,
        }
    }
}

/// A little-endian number of `len` (at most 8) bytes.
fn number(bytes: &[u8], offset: usize, len: usize) -> Option<u64> {
    let bytes = bytes.get(offset..offset.checked_add(len)?)?;
    Some(bytes.iter().rev().fold(0, |so_far, &byte| so_far << 8 | u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Rope {
        let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
        digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect::<Vec<u8>>().into()
    }

    /// `mov eax, 60; xor edi, edi; syscall`, one segment at 0x400000.
    const EXIT: &str =
        "7f454c4602010100000000000000000002003e0001000000780040000000000040000000000000000000000000000000
        0000000040003800010000000000000001000000050000000000000000000000000040000000000000004000000000008100000000000000
        81000000000000000010000000000000b83c00000031ff0f05";

    #[test]
    fn the_smallest_program_ends_with_its_status() {
        assert_eq!(identify(&bytes(EXIT)), ProgramFile::Writes { output: vec![], status: 0 });
    }

    #[test]
    fn a_program_that_writes_writes() {
        let mut file = bytes(EXIT).to_bytes()[..0x78].to_vec();
        (file[0x60], file[0x68]) = (0xff, 0xff);
        let code = "b801000000 bf01000000 488d3513000000 ba03000000 0f05 b83c000000 bf07000000 0f05 686921";
        file.extend(bytes(code).to_bytes());
        let ProgramFile::Writes { output, status } = identify(&file.into()) else { panic!("not followed") };
        assert_eq!(status, 7);
        assert_eq!(output, [(Stream::Out, Bytes::from_static(b"hi!"))]);
    }

    #[test]
    fn scripts_name_their_interpreter() {
        let script = |text: &'static str| identify(&Rope::from(text));
        assert_eq!(
            script("#!/bin/sh\necho hi\n"),
            ProgramFile::Script { interpreter: "/bin/sh".into(), argument: None }
        );
        assert_eq!(
            script("#! /usr/bin/env -S python3 -u\n"),
            ProgramFile::Script { interpreter: "/usr/bin/env".into(), argument: Some("-S python3 -u".into()) }
        );
        assert_eq!(
            script("#!/bin/sh\r\necho hi\r\n"),
            ProgramFile::Script { interpreter: "/bin/sh\r".into(), argument: None },
            "a file from Windows names a program that is not there"
        );
        assert_eq!(script("#!\n"), ProgramFile::NotExecutable);
        assert_eq!(script("echo hi\n"), ProgramFile::NotExecutable);
        assert_eq!(script(""), ProgramFile::NotExecutable);
    }

    #[test]
    fn another_processor_and_unknown_code_are_told_apart() {
        let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xb7\0".to_vec();
        assert_eq!(identify(&elf.clone().into()), ProgramFile::ForeignMachine);
        elf[18] = 0x3e;
        assert_eq!(identify(&elf.clone().into()), ProgramFile::Unsimulated);
        elf.extend(b"....layercake-program:nginx\0....");
        assert_eq!(identify(&elf.clone().into()), ProgramFile::Named("nginx".into()));
        elf.truncate(24);
        elf.extend(b"....BusyBox v1.37.0 (2026)");
        assert_eq!(identify(&elf.into()), ProgramFile::Named("busybox".into()));
        assert_eq!(identify(&Rope::from(b"\x7fELF\x02".to_vec())), ProgramFile::ForeignMachine);
    }
}
