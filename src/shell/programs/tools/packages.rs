//! Packages that the package managers know: names, what they bring, how large they are.

use crate::content::{Filler, Rope};
use crate::shell::{NOTE, Process};
use crate::vfs::Errno;

/// A package.
pub(super) struct Package {
    pub name: &'static str,
    /// Version in Debian's and in Alpine's archive.
    pub version: (&'static str, &'static str),
    /// Installed size, KiB.
    pub size: u64,
    /// Commands, and the programs of the userland that they are (empty: one that only exists).
    pub commands: &'static [(&'static str, &'static str)],
}

macro_rules! packages {
    ($($name:literal $debian:literal $alpine:literal $size:literal [$($command:literal = $program:literal),*];)*) => {
        &[$(Package {
            name: $name,
            version: ($debian, $alpine),
            size: $size,
            commands: &[$(($command, $program)),*],
        }),*]
    };
}

/// All packages, by name.
static ALL: &[Package] = packages! {
    "bash" "5.2.37-2" "5.3.9-r1" 7164 ["bash" = "bash"];
    "build-base" "" "0.5-r4" 248000 ["gcc" = "", "make" = "make"];
    "build-essential" "12.12" "" 268000 ["gcc" = "", "make" = "make"];
    "ca-certificates" "20250419" "20260611-r0" 389 [];
    "coreutils" "9.7-3" "9.11-r0" 18000 [];
    "curl" "8.14.1-2" "8.21.0-r0" 514 ["curl" = "curl"];
    "dnsutils" "1:9.20.11-4" "" 1500 ["dig" = ""];
    "file" "1:5.46-5" "5.46-r2" 138 ["file" = ""];
    "gcc" "4:14.2.0-1" "15.2.0-r3" 156000 ["gcc" = ""];
    "git" "1:2.47.3-0" "2.55.0-r0" 49300 ["git" = "git"];
    "gnupg" "2.4.7-21" "2.4.9-r0" 900 ["gpg" = ""];
    "htop" "3.4.1-5" "3.5.1-r0" 411 ["htop" = ""];
    "iproute2" "6.15.0-1" "6.19.0-r0" 3800 ["ip" = ""];
    "iputils-ping" "3:20240905-3" "" 163 ["ping" = ""];
    "jq" "1.7.1-6" "1.8.2-r0" 165 ["jq" = ""];
    "less" "668-1" "692-r0" 367 ["less" = ""];
    "make" "4.4.1-2" "4.4.1-r3" 1400 ["make" = "make"];
    "nano" "8.4-1" "8.7-r0" 2870 ["nano" = ""];
    "net-tools" "2.10-1.3" "2.10-r3" 1020 ["netstat" = ""];
    "nginx" "1.26.3-3" "1.30.4-r0" 1350 ["nginx" = "nginx"];
    "nodejs" "20.19.2+dfsg-1" "26.4.0-r0" 67000 ["node" = "node"];
    "npm" "9.2.0~ds1-3" "11.9.0-r0" 12900 ["npm" = "npm"];
    "openssl" "3.5.1-1" "3.5.7-r0" 2490 ["openssl" = ""];
    "procps" "2:4.0.4-9" "4.0.6-r0" 2390 [];
    "python3" "3.13.5-1" "3.14.5-r0" 26200 ["python3" = "python3"];
    "python3-pip" "25.1.1+dfsg-1" "" 11100 ["pip3" = "pip"];
    "py3-pip" "" "26.1.1-r0" 7500 ["pip3" = "pip"];
    "redis" "5:8.0.2-3" "8.8.0-r0" 3600 ["redis-server" = "redis-server", "redis-cli" = "redis-cli"];
    "sudo" "1.9.16p2-3" "1.9.17-r1" 6200 ["sudo" = ""];
    "tree" "2.2.1-1" "2.3.2-r0" 110 ["tree" = "tree"];
    "tzdata" "2026b-0" "2026b-r0" 2560 [];
    "unzip" "6.0-29" "6.0-r16" 387 ["unzip" = ""];
    "vim" "2:9.1.1230-2" "9.2.0340-r0" 4040 ["vim" = ""];
    "wget" "1.25.0-2" "1.25.0-r2" 1010 ["wget" = "wget"];
    "zip" "3.0-15" "3.0-r13" 240 ["zip" = ""];
};

/// The package of this name; a version asked for (`curl=8.1`) is not looked at.
pub(super) fn find(name: &str, alpine: bool) -> Option<&'static Package> {
    let name = name.split(['=', '<', '>', '~', '@', '/']).next().unwrap_or(name);
    let here = |package: &&Package| !if alpine { package.version.1 } else { package.version.0 }.is_empty();
    ALL.iter().filter(here).find(|package| package.name == name)
}

impl Package {
    /// Writes its files: its commands, and filler up to its size.
    pub fn install(&self, process: &mut Process<'_>) -> Result<(), Errno> {
        let files = process.system.files();
        let seed = self.name.bytes().fold(7u64, |seed, byte| seed.wrapping_mul(131).wrapping_add(byte.into()));
        let mut left = self.size.saturating_mul(1024);
        make_dirs(files, "/usr/bin")?;
        for (command, program) in self.commands {
            let path = format!("/usr/bin/{command}");
            let program = if program.is_empty() { command } else { program };
            let head = program_file(program);
            let rest = (left / 2).saturating_sub(head.len());
            left = left.saturating_sub(head.len().saturating_add(rest));
            let bulk = Rope::filler(Filler { seed, dense: 30_000 }, rest);
            let _ = files.remove_file(&path);
            files.write(&path, Rope::concat([head, bulk]), 0o755)?;
            files.set_mode(&path, 0o755)?;
        }
        make_dirs(files, "/usr/share/doc")?;
        let folder = format!("/usr/share/doc/{}", self.name);
        make_dirs(files, &folder)?;
        files.write(&format!("{folder}/data"), Rope::filler(Filler { seed, dense: 20_000 }, left), 0o644)
    }
}

/// Creates a directory and its parents.
pub(super) fn make_dirs(files: &mut dyn crate::vfs::Files, path: &str) -> Result<(), Errno> {
    let mut so_far = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        so_far = format!("{so_far}/{part}");
        match files.make_dir(&so_far, 0o755) {
            Ok(()) | Err(Errno::Exists) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// The head of a machine code file that stands for a program: an ELF header for x86-64, and the note.
fn program_file(program: &str) -> Rope {
    let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x3e, 0, 1, 0, 0, 0];
    bytes.resize(64, 0);
    bytes.extend_from_slice(NOTE.as_bytes());
    bytes.extend_from_slice(program.as_bytes());
    bytes.push(0);
    bytes.into()
}
