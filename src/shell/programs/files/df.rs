//! `df`: a simulated disk, as full as the files make it.

use super::du::human;
use super::operand::join;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{BLOCK, FileType};

pub(super) static PROGRAM: Applet =
    Applet { names: &["df"], about: "shows how full the disk is", usage: "[-hkmT] [FILE]...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "hkmTaP",
    long: &[("human-readable", 'h'), ("print-type", 'T'), ("all", 'a'), ("portability", 'P')],
    misuse: 1,
};

/// Bytes of the simulated disk.
const DISK: u64 = 50 << 30;
/// Bytes that the machine's own system takes of it.
const SYSTEM: u64 = 6 << 30;

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
    if !shown {
        return Ok(status);
    }
    let used = SYSTEM.saturating_add(used(process, "/")?).min(DISK);
    let free = DISK - used;
    let percent = (used * 100).div_ceil(DISK);
    let (head, show): (_, fn(u64) -> String) = match options.last_of("hkm") {
        Some('h') => (["Size", "Used", "Avail"], human),
        Some('m') => (["1M-blocks", "Used", "Available"], |bytes| bytes.div_ceil(1 << 20).to_string()),
        _ => (["1K-blocks", "Used", "Available"], |bytes| bytes.div_ceil(1024).to_string()),
    };
    let numbers = [DISK, used, free].map(show);
    let (mut first, mut second) = (format!("{:<14}", "Filesystem"), format!("{:<14}", "overlay"));
    if options.has('T') {
        first += " Type   ";
        second += " overlay";
    }
    for (head, number) in head.iter().zip(&numbers) {
        let width = head.len().max(number.len()).max(5);
        first += &format!(" {head:>width$}");
        second += &format!(" {number:>width$}");
    }
    process.print(&format!("{first} Use% Mounted on\n{second} {percent:>3}% /\n"))?;
    Ok(status)
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
            "Filesystem      Size  Used Avail Use% Mounted on\noverlay          50G  6.1G   44G  13% /\n",
        )]);
    }
}
