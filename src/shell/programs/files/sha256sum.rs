//! `sha256sum` and its kin

use sha2::Digest;

use super::weak;
use crate::content::{Rope, hex};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, Lines};
use crate::vfs::{Errno, FileType};

pub(super) static PROGRAM: Applet =
    Applet { names: &["sha256sum"], about: "prints or checks SHA-256 digests", usage: "[-bc] [FILE]...", run };

pub(super) static SHA512: Applet =
    Applet { names: &["sha512sum"], about: "prints or checks SHA-512 digests", usage: "[-bc] [FILE]...", run };

pub(super) static WEAK: Applet = Applet {
    names: &["md5sum", "sha1sum"],
    about: "prints or checks digests that nobody should trust any more",
    usage: "[-bc] [FILE]...",
    run,
};

const GNU: Accepted = Accepted {
    letters: "bcρσ t",
    long: &[("binary", 'b'), ("check", 'c'), ("text", 't'), ("quiet", 'ρ'), ("status", 'σ')],
    misuse: 1,
};
/// `-s` is BusyBox's (`coreutils/md5_sha1_sum.c`).
const BUSYBOX: Accepted = Accepted { letters: "bcρσs t", ..GNU };

fn digest(process: &Process<'_>, content: &Rope) -> String {
    match process.name().as_str() {
        "sha512sum" => {
            let mut hasher = sha2::Sha512::new();
            content.chunks().for_each(|chunk| hasher.update(&chunk));
            hex(&hasher.finalize())
        }
        "md5sum" => hex(&weak::md5(&content.to_bytes())),
        "sha1sum" => hex(&weak::sha1(&content.to_bytes())),
        _ => hex(&content.sha256()),
    }
}

/// A file that can be digested: not a directory, not without end.
fn content(process: &mut Process<'_>, operand: &str) -> Result<Result<Rope, Errno>, Bail> {
    let stat = if operand == "-" { None } else { process.look(operand, true).ok() };
    if stat.as_ref().is_some_and(|stat| stat.kind == FileType::Directory) {
        return Ok(Err(Errno::IsDirectory));
    }
    let content = process.open(operand)?;
    Ok(content.and_then(
        |content| if content.len() > crate::vfs::MAX_FILE_BYTES { Err(Errno::TooLarge) } else { Ok(content) },
    ))
}

fn cannot(process: &mut Process<'_>, operand: &str, errno: Errno) -> Result<(), Bail> {
    let busybox = match errno {
        Errno::IsDirectory => format!("can't read '{operand}': {errno}"),
        _ => format!("can't open '{operand}': {errno}"),
    };
    Ok(process.complain_as(&format!("{operand}: {errno}"), &busybox)?)
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = if process.busybox() { BUSYBOX } else { GNU }.parse(process)?;
    let mut status = 0;
    for operand in options.files() {
        process.system.step()?;
        if options.has('c') {
            if !check(process, &operand, options.has('ρ'), options.has('σ') || options.has('s'))? {
                status = 1;
            }
            continue;
        }
        match content(process, &operand)? {
            Ok(content) => {
                let digest = digest(process, &content);
                process.print(&format!("{digest} {}{operand}\n", if options.has('b') { '*' } else { ' ' }))?;
            }
            Err(errno) => {
                cannot(process, &operand, errno)?;
                status = 1;
            }
        }
    }
    Ok(status)
}

fn check(process: &mut Process<'_>, list: &str, quiet: bool, silent: bool) -> Result<bool, Bail> {
    let mut lines: Lines = match process.lines(list) {
        Ok(lines) => lines,
        Err(errno) => {
            process.complain(&format!("{list}: {errno}"))?;
            return Ok(false);
        }
    };
    let (mut wrong, mut unread, mut right, mut malformed) = (0, 0, 0, 0);
    while let Some((line, _)) = lines.next_text(process)? {
        let is_digest =
            |word: &str| matches!(word.len(), 32 | 40 | 64 | 128) && word.chars().all(|c| c.is_ascii_hexdigit());
        let (expected, name) = if process.busybox() {
            // Any word is a digest to it, before two blanks or a blank and a star.
            let Some(parts) = line.split_once("  ").or_else(|| line.split_once(" *")) else {
                malformed += 1;
                continue;
            };
            parts
        } else {
            let Some((word, name)) = line.split_once(' ').filter(|(word, _)| is_digest(word)) else {
                malformed += 1;
                continue;
            };
            (word, name.strip_prefix([' ', '*']).unwrap_or(name))
        };
        let verdict = match content(process, name)? {
            Ok(content) if digest(process, &content).eq_ignore_ascii_case(expected) => {
                right += 1;
                "OK"
            }
            Ok(_) => {
                wrong += 1;
                "FAILED"
            }
            Err(errno) => {
                cannot(process, name, errno)?;
                unread += 1;
                if process.busybox() { "FAILED" } else { "FAILED open or read" }
            }
        };
        if !(silent || quiet && verdict == "OK") {
            process.print(&format!("{name}: {verdict}\n"))?;
        }
    }
    if process.busybox() {
        // `coreutils/md5_sha1_sum.c`: whatever it could not confirm is one number.
        let failed = wrong + unread + malformed;
        let all = right + failed;
        if failed > 0 && !silent {
            process.complain(&format!("WARNING: {failed} of {all} computed checksums did NOT match"))?;
        }
        if all == 0 {
            process.complain(&format!("{list}: no checksum lines found"))?;
        }
        return Ok(failed == 0 && all > 0);
    }
    if right + wrong + unread == 0 {
        process.complain(&format!("{list}: no properly formatted checksum lines found"))?;
        return Ok(false);
    }
    let warnings = [
        (malformed, "line is improperly formatted", "lines are improperly formatted"),
        (unread, "listed file could not be read", "listed files could not be read"),
        (wrong, "computed checksum did NOT match", "computed checksums did NOT match"),
    ];
    for (count, one, more) in warnings {
        if count > 0 && !silent {
            process.complain(&format!("WARNING: {count} {}", if count == 1 { one } else { more }))?;
        }
    }
    Ok(wrong + unread == 0)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn digests_are_printed_and_checked() {
        check(&[
            ("printf abc | sha256sum", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n"),
            ("printf abc > a; sha256sum a > s; sha256sum -c s; sha512sum a > t; stat -c %s t", "a: OK\n132\n"),
        ]);
        check_all(
            Flavour::Gnu,
            &[
                ("sha256sum x", "", "sha256sum: x: No such file or directory\n", 1),
                (
                    "touch a; sha256sum a > s; echo x > a; sha256sum -c s",
                    "a: FAILED\n",
                    "sha256sum: WARNING: 1 computed checksum did NOT match\n",
                    1,
                ),
                ("mkdir d; sha256sum d", "", "sha256sum: d: Is a directory\n", 1),
            ],
        );
    }
}
