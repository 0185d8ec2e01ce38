//! What a compiler finds on the system: the C library and its headers, the linker's libraries; and the program files
//! that it writes.

use super::super::packages::{put, seed};
use crate::content::{Filler, Rope};
use crate::shell::elf::{self, Compiled};
use crate::shell::embedded::Embedded;
use crate::shell::launch::find;
use crate::shell::{Process, Stop};
use crate::vfs::{Errno, Files};

/// The loader of the GNU C library, and of musl.
const GNU: &str = "/lib64/ld-linux-x86-64.so.2";
const MUSL: &str = "/lib/ld-musl-x86_64.so.1";
/// Where headers are.
const HEADERS: [&str; 4] =
    ["/usr/local/include", "/usr/include", "/usr/include/x86_64-linux-gnu", "/usr/include/postgresql"];
/// Where libraries are.
const LIBRARIES: [&str; 6] =
    ["/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib", "/lib", "/usr/lib64"];
/// Bytes of a source file that is compiled.
pub const SOURCE_LIMIT: u64 = 4 << 20;

/// Whether this system's C library is musl.
pub fn musl(files: &dyn Files) -> bool {
    files.stat(MUSL, true).is_ok() && files.stat("/etc/alpine-release", true).is_ok()
}

/// The loader that programs for this system ask for.
pub fn loader(musl: bool) -> &'static str {
    if musl { MUSL } else { GNU }
}

/// The C library by file name.
pub fn libc(musl: bool) -> &'static str {
    if musl { "libc.musl-x86_64.so.1" } else { "libc.so.6" }
}

/// Whether a header is there, in one of the system's directories or the ones given.
pub fn has_header(files: &dyn Files, name: &str, more: &[String]) -> bool {
    let system = HEADERS.iter().map(|folder| folder.to_string());
    more.iter().cloned().chain(system).any(|folder| files.stat(&format!("{folder}/{name}"), true).is_ok())
}

/// Whether programs can be compiled and linked: the C library's headers and start files are there.
pub fn has_libc_headers(files: &dyn Files) -> bool {
    has_header(files, "stdio.h", &[])
}

/// The shared library behind `-lNAME`, by file name.
pub fn library(files: &dyn Files, name: &str, more: &[String]) -> Option<String> {
    // What the C library itself holds.
    if ["m", "c", "pthread", "dl", "rt", "util", "crypt"].contains(&name) {
        return Some(String::new());
    }
    let stem = format!("lib{name}.so");
    let folders = more.iter().cloned().chain(LIBRARIES.iter().map(|folder| folder.to_string()));
    for folder in folders {
        let entries = files.read_dir(&folder).unwrap_or_default();
        if let Some(entry) = entries.iter().find(|entry| entry.name.starts_with(&stem)) {
            return Some(entry.name.clone());
        }
    }
    None
}

/// Whether a library of this file name is where the loader looks.
pub fn loads(files: &dyn Files, name: &str, path: Option<&str>) -> bool {
    let own = path.into_iter().flat_map(|path| path.split(':')).filter(|folder| !folder.is_empty());
    let mut folders = own.chain(LIBRARIES);
    folders.any(|folder| files.stat(&format!("{folder}/{name}"), true).is_ok())
}

/// Whether a program is along `PATH`.
pub fn has_program(process: &mut Process<'_>, name: &str) -> bool {
    let path = process.environment.get("PATH").cloned();
    let directory = process.directory.clone();
    find(process.system.files(), name, &directory, path.as_deref()).is_ok()
}

/// A program that is about to be written.
pub struct Linked<'a> {
    /// Shared libraries by file name; `None`: statically linked.
    pub needs: Option<Vec<String>>,
    pub program: &'a Embedded,
    /// Bytes.
    pub size: u64,
    /// ELF's number of the processor.
    pub machine: u16,
}

/// ELF's number of x86-64, and of the others that are asked for.
pub const X86_64: u16 = 0x3e;

/// ELF's number of a processor by Go's name.
pub fn machine(architecture: &str) -> Option<u16> {
    Some(match architecture {
        "amd64" => X86_64,
        "arm64" => 0xb7,
        "arm" => 0x28,
        "386" => 0x03,
        "ppc64le" => 0x15,
        "riscv64" => 0xf3,
        "s390x" => 0x16,
        _ => return None,
    })
}

impl Linked<'_> {
    /// Writes the program file.
    pub fn write(&self, files: &mut dyn Files, path: &str) -> Result<(), Errno> {
        let payload = self.program.to_payload();
        let musl = musl(files);
        let loader = self.needs.as_ref().map(|_| loader(musl));
        let needs = self.needs.clone().unwrap_or_default();
        let mut bytes = Compiled { loader, needs: &needs, payload: &payload }.to_bytes();
        if let Some(place) = bytes.get_mut(18..20) {
            place.copy_from_slice(&self.machine.to_le_bytes());
        }
        let rest = self.size.saturating_sub(bytes.len() as u64);
        let filler = Filler { seed: seed(path, "program"), dense: 30_000 };
        let content = Rope::concat([Rope::from(bytes), Rope::filler(filler, rest)]);
        put(files, path, content, 0o755)
    }
}

/// Writes a shared library.
pub fn write_library(files: &mut dyn Files, path: &str, size: u64) -> Result<(), Errno> {
    let head: Rope = elf::library().into();
    let rest = Rope::filler(Filler { seed: seed(path, "library"), dense: 30_000 }, size.saturating_sub(head.len()));
    put(files, path, Rope::concat([head, rest]), 0o755)
}

/// The text of a source file; `None` if there is none, or it is too large.
pub fn source(process: &mut Process<'_>, path: &str) -> Result<Option<String>, Stop> {
    let path = process.absolute(path);
    let content = process.system.files().read(&path).ok().and_then(|content| content.bytes_up_to(SOURCE_LIMIT).ok());
    Ok(content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Generated bytes below a cache's directory, in a few files.
pub fn leave_cache(files: &mut dyn Files, folder: &str, name: &str, bytes: u64) {
    const PARTS: u64 = 12;
    for part in 0..PARTS {
        let hash = seed(name, &part.to_string());
        let path = format!("{folder}/{:02x}/{hash:016x}{hash:016x}-d", hash & 0xff);
        if files.stat(&path, true).is_err() {
            let content = Rope::filler(Filler { seed: hash, dense: 26_000 }, bytes / PARTS);
            // A cache that cannot be written is no reason to stop.
            let _ = put(files, &path, content, 0o644);
        }
    }
}
