//! `df`: a simulated disk, as full as the files make it.

use super::operand::join;
use crate::shell::Process;
use crate::shell::programs::sizes::human;
use crate::shell::programs::{Accepted, Applet, Bail, Ended, Options};
use crate::vfs::{BLOCK, FileType};

pub(super) static PROGRAM: Applet =
    Applet { names: &["df"], about: "shows how full the disk is", usage: "[-hkmT] [FILE]...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "hkmTP",
    long: &[("human-readable", 'h'), ("print-type", 'T'), ("portability", 'P')],
    misuse: 1,
};

/// Bytes of the simulated disk.
const DISK: u64 = 50 << 30;
/// Bytes that the machine's own system takes of it.
const SYSTEM: u64 = 6 << 30;
/// Half of the simulated memory, KiB: how large a tmpfs is that says nothing.
const MEMORY: u64 = 4_024_440;

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let mut status = 0;
    let mut shown = options.operands.is_empty();
    for operand in &options.operands {
        match process.look(operand, true) {
            Ok(_) => shown = true,
            Err(errno) => {
                process.complain_as(&format!("{operand}: {errno}"), &format!("{operand}: can't find mount point"))?;
                status = 1;
            }
        }
    }
    // BusyBox prints the heads before it looks.
    if !shown && !process.busybox() {
        return Ok(status);
    }
    let rows = if shown { rows(process, &options)? } else { Vec::new() };
    let text = if process.busybox() { busybox(&options, &rows) } else { gnu(&options, &rows) };
    process.print(&text)?;
    Ok(status)
}

/// A mounted file system: device, type, place, bytes in all, bytes taken.
struct Row {
    device: String,
    kind: String,
    place: String,
    size: u64,
    used: u64,
}

/// What is mounted and has a size. GNU shows a device once, at its shortest place; both show what an operand lies on.
fn rows(process: &mut Process<'_>, options: &Options) -> Result<Vec<Row>, Bail> {
    let used = SYSTEM.saturating_add(used(process, "/")?).min(DISK);
    let table = process.system.files().read("/proc/mounts").map(|table| table.to_bytes()).unwrap_or_default();
    let table = if table.is_empty() { "/dev/vda1 / ext4 rw 0 0\n".into() } else { table };
    let mut rows: Vec<Row> = Vec::new();
    for line in String::from_utf8_lossy(&table).lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let [device, place, kind, settings, ..] = fields.as_slice() else { continue };
        let told =
            settings.split(',').find_map(|setting| setting.strip_prefix("size=")?.strip_suffix('k')?.parse().ok());
        let (size, used) = match (*kind, told) {
            ("overlay" | "ext4", _) => (DISK, used),
            ("tmpfs", kibibytes) => {
                let size = kibibytes.unwrap_or(MEMORY) * 1024;
                (size, if *place == "/dev" { 0 } else { (self::used(process, place)? - BLOCK).min(size) })
            }
            _ => continue,
        };
        let row = Row { device: device.to_string(), kind: kind.to_string(), place: place.to_string(), size, used };
        let same = |other: &&mut Row| other.device == row.device && row.kind == "ext4" && !process.busybox();
        match rows.iter_mut().find(same) {
            Some(other) if other.place.len() > row.place.len() => *other = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    if options.operands.is_empty() {
        return Ok(rows);
    }
    let place_of = |path: &str| {
        let below = |row: &&Row| row.place == "/" || path == row.place || path.starts_with(&format!("{}/", row.place));
        rows.iter().filter(below).max_by_key(|row| row.place.len())
    };
    let asked: Vec<String> = options.operands.iter().map(|operand| process.absolute(operand)).collect();
    let found = asked.iter().filter_map(|path| place_of(path));
    Ok(found
        .map(|row| Row { device: row.device.clone(), kind: row.kind.clone(), place: row.place.clone(), ..*row })
        .collect())
}

/// The three columns of sizes: their heads, and how a size is written.
fn columns(options: &Options) -> ([&'static str; 3], fn(u64) -> String) {
    match options.last_of("hkm") {
        None | Some('k') if options.has('P') => {
            (["1024-blocks", "Used", "Available"], |bytes| bytes.div_ceil(1024).to_string())
        }
        Some('h') => (["Size", "Used", "Avail"], human),
        Some('m') => (["1M-blocks", "Used", "Available"], |bytes| bytes.div_ceil(1 << 20).to_string()),
        _ => (["1K-blocks", "Used", "Available"], |bytes| bytes.div_ceil(1024).to_string()),
    }
}

fn percent(row: &Row) -> u64 {
    (row.used * 100).div_ceil(row.size.max(1))
}

fn gnu(options: &Options, rows: &[Row]) -> String {
    let (heads, show) = columns(options);
    let numbers = |row: &Row| [row.size, row.used, row.size - row.used].map(show);
    let widest = |texts: &mut dyn Iterator<Item = usize>, least: usize| texts.max().unwrap_or(0).max(least);
    let device = widest(&mut rows.iter().map(|row| row.device.len()), 14);
    let kind = widest(&mut rows.iter().map(|row| row.kind.len()), 4);
    let widths: Vec<usize> =
        (0..3).map(|at| widest(&mut rows.iter().map(|row| numbers(row)[at].len()), heads[at].len().max(5))).collect();
    let line = |first: &str, second: &str, cells: [String; 3], rest: String| {
        let mut line = format!("{first:<device$}");
        if options.has('T') {
            line += &format!(" {second:<kind$}");
        }
        for (cell, width) in cells.iter().zip(&widths) {
            line += &format!(" {cell:>width$}");
        }
        line + &rest + "\n"
    };
    let (used, width) = if options.has('P') { ("Capacity", 7) } else { ("Use%", 3) };
    let mut text = line("Filesystem", "Type", heads.map(String::from), format!(" {used} Mounted on"));
    for row in rows {
        text += &line(&row.device, &row.kind, numbers(row), format!(" {:>width$}% {}", percent(row), row.place));
    }
    text
}

/// BusyBox has columns of its own (`coreutils/df.c`).
fn busybox(options: &Options, rows: &[Row]) -> String {
    let ([size, ..], mut show) = columns(options);
    if options.has('h') {
        show = human_readable;
    }
    let used = if options.has('P') { "Capacity" } else { "Use%" };
    let kind = |text: &str| if options.has('T') { format!(" {text:<10}") } else { String::new() };
    let mut text =
        format!("{:<20}{} {size:>9} {:>9} {:>9} {used} Mounted on\n", "Filesystem", kind("Type"), "Used", "Available");
    for row in rows {
        let [size, used, free] = [row.size, row.used, row.size - row.used].map(show);
        let (device, percent) = (&row.device, percent(row));
        text += &format!("{device:<20}{} {size:>9} {used:>9} {free:>9} {percent:>3}% {}\n", kind(&row.kind), row.place);
    }
    text
}

/// A size with one decimal, as BusyBox writes it.
fn human_readable(bytes: u64) -> String {
    let units = ["", "K", "M", "G", "T"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { bytes.to_string() } else { format!("{value:.1}{}", units[unit]) }
}

fn used(process: &mut Process<'_>, directory: &str) -> Result<u64, Bail> {
    process.system.step()?;
    let entries = process.system.files().read_dir(directory).unwrap_or_default();
    let mut sum = BLOCK;
    for entry in entries {
        let size = match entry.stat.kind {
            FileType::Directory => used(process, &join(directory, &entry.name))?,
            FileType::File => {
                entry.stat.size.div_ceil(BLOCK).saturating_mul(BLOCK) / u64::from(entry.stat.links.max(1))
            }
            _ => 0,
        };
        sum = sum.saturating_add(size);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn the_disk_is_shown() {
        check(&[(
            "df -h /",
            "Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1        50G  6.1G   44G  13% /\n",
        )]);
    }
}
