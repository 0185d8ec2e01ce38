//! `stat`

use super::removing::described;
use super::{mode, time};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, accounts, escape};
use crate::vfs::{BLOCK, FileType, Stat};

pub(super) static PROGRAM: Applet = Applet {
    names: &["stat"],
    about: "shows what is known of a file",
    usage: "[-Lt] [-c FORMAT | --printf FORMAT] FILE...",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "Lc:tπ:",
    long: &[("dereference", 'L'), ("format", 'c'), ("printf", 'π'), ("terse", 't')],
    misuse: 1,
};

/// Directives that are numbers: they may be padded with zeros.
const NUMBERS: &str = "abBfghiostTuXYZW";

/// Bytes of a block as `stat` counts them.
const SECTOR: u64 = 512;

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    let mut status = 0;
    for operand in &options.operands {
        match process.look(operand, options.has('L')) {
            Ok(stat) => {
                let own = options.last_of("cπ");
                let text = match (own, own.and_then(|letter| options.value(letter))) {
                    (Some('c'), Some(format)) => formatted(process, format, operand, &stat)? + "\n",
                    (_, Some(format)) => {
                        let text = formatted(process, format, operand, &stat)?;
                        let mut bytes = Vec::new();
                        escape::expand(&text, false, &mut bytes);
                        process.put(&bytes)?;
                        continue;
                    }
                    _ if options.has('t') => terse(process, operand, &stat)?,
                    _ => shown(process, operand, &stat)?,
                };
                process.print(&text)?;
            }
            Err(errno) => {
                let gnu = format!("cannot statx '{operand}': {errno}");
                process.complain_as(&gnu, &format!("can't stat '{operand}': {errno}"))?;
                status = 1;
            }
        }
    }
    Ok(status)
}

/// `-t`
fn terse(process: &mut Process<'_>, operand: &str, stat: &Stat) -> Result<String, Bail> {
    let birth = if process.busybox() { "" } else { " %W" };
    let format = format!("%n %s %b %f %u %g %D %h %i %t %T %X %Y %Z{birth} %o\n");
    formatted(process, &format, operand, stat)
}

fn shown(process: &mut Process<'_>, operand: &str, stat: &Stat) -> Result<String, Bail> {
    let device = match stat.kind {
        FileType::CharDevice | FileType::BlockDevice => "Links: %-5h Device type: %t,%T",
        _ => "Links: %h",
    };
    let birth = if process.busybox() { "" } else { " Birth: %w\n" };
    // `coreutils/stat.c` of both
    let place = match process.busybox() {
        true => "%Dh/%dd\tInode: %-10i ",
        false => "0,%d\tInode: %-11i",
    };
    let format = format!(
        "  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: {place} {device}\nAccess: \
         (%a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n{birth}"
    );
    // The long form pads the mode with zeros, shows the link's target bare of quotes where there is none.
    let format = format.replace("%a/", &format!("{:04o}/", stat.mode));
    let quoted = stat.kind == FileType::Symlink;
    let format = if quoted { format } else { format.replace("%N", "%n") };
    formatted(process, &format, operand, stat)
}

/// The format's directives filled in (GNU `stat --format`).
fn formatted(process: &mut Process<'_>, format: &str, operand: &str, stat: &Stat) -> Result<String, Bail> {
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut flags = String::new();
        let directive = loop {
            match letters.next() {
                Some(c) if c == '-' || c == '0' || c.is_ascii_digit() => flags.push(c),
                other => break other,
            }
        };
        let blocks = stat.taken() / SECTOR;
        let value = match directive {
            None => break,
            Some('%') => "%".into(),
            Some('n') => operand.to_string(),
            Some('N') => {
                let path = process.at(operand);
                match process.system.files().read_link(&path) {
                    Ok(target) if stat.kind == FileType::Symlink => format!("'{operand}' -> '{target}'"),
                    _ => format!("'{operand}'"),
                }
            }
            Some('s') => stat.size.to_string(),
            Some('b') => blocks.to_string(),
            Some('B') => SECTOR.to_string(),
            Some('o') => BLOCK.to_string(),
            Some('a') => format!("{:o}", stat.mode),
            Some('A') => mode::long(stat),
            Some('f') => format!("{:x}", type_bits(stat.kind) | stat.mode),
            Some('F') => described(stat.kind, stat.size).into(),
            Some('u') => stat.uid.to_string(),
            Some('g') => stat.gid.to_string(),
            Some('U') => accounts::user_name(process.system, stat.uid).unwrap_or_else(|| "UNKNOWN".into()),
            Some('G') => accounts::group_name(process.system, stat.gid).unwrap_or_else(|| "UNKNOWN".into()),
            Some('h') => stat.links.to_string(),
            Some('i') => stat.inode.to_string(),
            Some('d') => "45".into(),
            Some('D') => "2d".into(),
            Some('m') => "/".into(),
            Some('t') => format!("{:x}", stat.device.0),
            Some('T') => format!("{:x}", stat.device.1),
            Some('x' | 'y' | 'z' | 'w') => time::full(stat.mtime),
            Some('X' | 'Y' | 'Z' | 'W') => stat.mtime.seconds().to_string(),
            Some(_) => "?".into(),
        };
        let left = flags.starts_with('-');
        let width = flags.trim_start_matches('-').parse::<usize>().unwrap_or(0).min(200);
        let zeros = flags.starts_with('0') && directive.is_some_and(|directive| NUMBERS.contains(directive));
        text += &match (left, zeros) {
            (true, _) => format!("{value:<width$}"),
            (false, true) => "0".repeat(width.saturating_sub(value.len())) + &value,
            (false, false) => format!("{value:>width$}"),
        };
    }
    Ok(text)
}

/// The bits of `st_mode` that tell the type.
fn type_bits(kind: FileType) -> u32 {
    match kind {
        FileType::Fifo => 0o010_000,
        FileType::CharDevice => 0o020_000,
        FileType::Directory => 0o040_000,
        FileType::BlockDevice => 0o060_000,
        FileType::File => 0o100_000,
        FileType::Symlink => 0o120_000,
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all, prints};

    #[test]
    fn shows_files() {
        check(&[
            ("printf hello > a; stat -c '%n %s %F %b %f|%5h|%-3u|' a", "a 5 regular file 8 81a4|    1|0  |\n"),
            ("touch a; chmod 44 a; stat -c '%04a|%4a|%-4a|%012U' a", "0044|  44|44  |        root\n"),
            (
                r"printf hello > a; stat --printf '%n\t%s\n' a; stat -t a | cut -d ' ' -f 1-8",
                "a\t5\na 5 8 81a4 0 0 2d 1\n",
            ),
            ("ln -s x l; stat -c '%N %A' l", "'l' -> 'x' lrwxrwxrwx\n"),
        ]);
        let shown =
            "  File: a\n  Size: 5         \tBlocks: 8          IO Block: 4096   regular file\nDevice: 0,45\tInode: ";
        assert!(prints("printf hello > a; stat a").starts_with(shown));
        let shown =
            "Links: 1\nAccess: (0644/-rw-r--r--)  Uid: (    0/    root)   Gid: (    0/    root)\nAccess: 2026-08-21";
        assert!(prints("printf hello > a; stat a").contains(shown));
        check_all(Flavour::Gnu, &[("stat -f /", "", "stat: layercake does not simulate the option -f\n", 1)]);
        check_all(Flavour::Gnu, &[("stat x", "", "stat: cannot statx 'x': No such file or directory\n", 1)]);
        check_all(Flavour::Busybox, &[("stat x", "", "stat: can't stat 'x': No such file or directory\n", 1)]);
    }
}
