//! `file`: what a file is, by its first bytes.

use crate::content::Rope;
use crate::shell::Process;
use crate::shell::elf;
use crate::shell::programs::{Applet, Ended};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet =
    Applet { names: &["file"], about: "says what a file is", usage: "[-bL] FILE...", run };

/// Bytes that are looked at.
const HEAD: u64 = 4096;
/// Bytes of JSON that are read.
const JSON: u64 = 4 << 20;

fn run(process: &mut Process<'_>) -> Ended {
    let accepted = super::super::options::Accepted {
        letters: "bL h",
        long: &[("brief", 'b'), ("dereference", 'L'), ("no-dereference", 'h')],
        misuse: 1,
    };
    let options = accepted.parse(process)?;
    if options.operands.is_empty() {
        process.output.write(crate::shell::Stream::Err, b"Usage: file [-bL] FILE...\n")?;
        return Ok(1);
    }
    let width = options.operands.iter().map(String::len).max().unwrap_or(0);
    for name in &options.operands {
        let path = process.absolute(name);
        let what = describe(process, &path, options.has('L'));
        let head = if options.has('b') { String::new() } else { format!("{name}:{} ", " ".repeat(width - name.len())) };
        process.print(&format!("{head}{what}\n"))?;
    }
    Ok(0)
}

fn describe(process: &mut Process<'_>, path: &str, follow: bool) -> String {
    let files = process.system.files();
    let stat = match files.stat(path, follow) {
        Ok(stat) => stat,
        Err(errno) => return format!("cannot open `{path}' ({errno})"),
    };
    match stat.kind {
        FileType::Directory => return "directory".into(),
        FileType::Symlink => return format!("symbolic link to {}", files.read_link(path).unwrap_or_default()),
        FileType::File => {}
        FileType::Fifo => return "fifo (named pipe)".into(),
        FileType::CharDevice => return format!("character special ({}/{})", stat.device.0, stat.device.1),
        FileType::BlockDevice => return format!("block special ({}/{})", stat.device.0, stat.device.1),
    }
    if stat.size == 0 {
        return "empty".into();
    }
    let Ok(content) = files.read(path) else { return "regular file, no read permission".into() };
    let head = content.slice(0..HEAD).to_bytes();
    let starts = |magic: &[u8]| head.starts_with(magic);
    match () {
        () if starts(b"\x7fELF") => {
            let machine = if head.get(18) == Some(&0xb7) { "ARM aarch64" } else { "x86-64" };
            match elf::loader(&head) {
                Some(loader) => format!(
                    "ELF 64-bit LSB executable, {machine}, version 1 (SYSV), dynamically linked, interpreter {loader}, not stripped"
                ),
                None if head.get(16) == Some(&3) => {
                    format!("ELF 64-bit LSB shared object, {machine}, version 1 (SYSV), dynamically linked, stripped")
                }
                None => {
                    format!("ELF 64-bit LSB executable, {machine}, version 1 (SYSV), statically linked, not stripped")
                }
            }
        }
        () if starts(b"\x1f\x8b") => gzip(&head, &content.slice(stat.size.saturating_sub(4)..stat.size).to_bytes()),
        () if starts(b"\xfd7zXZ") => "XZ compressed data, checksum CRC64".into(),
        () if starts(b"BZh") => "bzip2 compressed data, block size = 900k".into(),
        () if starts(b"PK\x03\x04") => "Zip archive data, at least v2.0 to extract, compression method=deflate".into(),
        () if starts(b"\xca\xfe\xba\xbe") => "compiled Java class data, version 65.0 (Java SE 21)".into(),
        () if starts(b"\x89PNG") => "PNG image data".into(),
        () if starts(b"\xff\xd8\xff") => "JPEG image data".into(),
        () if starts(b"%PDF") => "PDF document".into(),
        () if head.get(257..264) == Some(b"ustar  ") => "POSIX tar archive (GNU)".into(),
        () if head.get(257..262) == Some(b"ustar") => "POSIX tar archive".into(),
        () if starts(b"#!") => {
            let line =
                String::from_utf8_lossy(head.split(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned();
            let name = line.trim_start_matches("#!").trim();
            let kind = match name {
                "/bin/sh" => "POSIX shell script".to_string(),
                "/bin/bash" | "/usr/bin/bash" => "Bourne-Again shell script".into(),
                other => format!("a {other} script"),
            };
            format!("{kind}, ASCII text executable")
        }
        () if head.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) => {
            if is_json(&content) {
                "JSON text data".into()
            } else {
                "ASCII text".into()
            }
        }
        () if is_text(&head) && is_json(&content) => "JSON text data".into(),
        () if is_text(&head) => "Unicode text, UTF-8 text".into(),
        () => "data".into(),
    }
}

/// Whether it is UTF-8; the last letter may be cut.
fn is_text(head: &[u8]) -> bool {
    let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, 7..=13 | 27);
    std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none()) && !head.iter().any(control)
}

/// Whether it is JSON, of what can be read whole.
fn is_json(content: &Rope) -> bool {
    let begins = matches!(content.slice(0..1).to_bytes().first(), Some(b'{' | b'['));
    let whole = if begins { content.bytes_up_to(JSON).ok() } else { None };
    whole.is_some_and(|bytes| serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok())
}

/// What the header of a gzip file (RFC 1952) and the size behind its data say.
fn gzip(head: &[u8], size: &[u8]) -> String {
    let mut text = String::from("gzip compressed data");
    let byte = |at: usize| head.get(at).copied().unwrap_or_default();
    if byte(3) & 8 != 0 {
        let name = head.get(10..).unwrap_or_default().split(|byte| *byte == 0).next().unwrap_or_default();
        text += &format!(", was \"{}\"", String::from_utf8_lossy(name));
    }
    let time = [4, 5, 6, 7].map(byte);
    if time != [0; 4] {
        let at = crate::clock::Timestamp::from_seconds(u32::from_le_bytes(time).into());
        text += &format!(", last modified: {}", at.in_utc("%a %b %e %H:%M:%S %Y"));
    }
    if byte(9) == 3 {
        text += ", from Unix";
    }
    if let Ok(size) = <[u8; 4]>::try_from(size) {
        text += &format!(", original size modulo 2^32 {}", u32::from_le_bytes(size));
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn files_are_what_they_begin_with() {
        check(&[(
            "echo hi > t; echo '{}' > j; mkdir d; ln -s t l; : > e; gzip -c t > z; file t j d l e z",
            "t: ASCII text\nj: JSON text data\nd: directory\nl: symbolic link to t\ne: empty\n\
             z: gzip compressed data, original size modulo 2^32 3\n",
        )]);
    }

    #[test]
    fn a_letter_across_the_border_and_long_json_are_read() {
        check(&[
            ("{ head -c 4095 /dev/zero | tr '\\0' a; printf 'é\\n'; } > u; file u", "u: Unicode text, UTF-8 text\n"),
            (
                "{ printf '[1'; seq 3000 | sed s/^/,/; echo ]; } > j; file j; printf '{\"a\": \"é\"}' > k; file k",
                "j: JSON text data\nk: JSON text data\n",
            ),
            ("printf 'a\\0b' > b; file b", "b: data\n"),
        ]);
    }

    #[test]
    fn what_is_not_simulated_is_said() {
        let words = "file: layercake does not simulate the option -i\n";
        crate::shell::testing::check_all(crate::shell::Flavour::Gnu, &[("echo x > f; file -i f", "", words, 1)]);
    }
}
