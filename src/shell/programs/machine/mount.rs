//! `mount` and `umount`: what is mounted; nothing more can be.

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::Process;
use crate::vfs::Right;

pub(super) static ALL: &[&Applet] = &[
    &Applet { names: &["mount"], about: "shows what is mounted", usage: "[-t TYPE] [DEVICE] [DIRECTORY]", run: mount },
    &Applet { names: &["umount"], about: "takes a file system away", usage: "DIRECTORY...", run: unmount },
];

fn mount(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let kind = match words.as_slice() {
        [] => None,
        [flag, kind] if flag == "-t" => Some(kind.clone()),
        [.., last] => {
            let last = last.clone();
            if process.system.files().identity().has(Right::SysAdmin) {
                return process.fail(1, "layercake does not simulate mounting");
            }
            return match process.busybox() {
                true => process.fail(1, "permission denied (are you root?)"),
                false => process.fail(32, &format!("{last}: permission denied.")),
            };
        }
    };
    let table = process.system.files().read("/proc/mounts").map(|table| table.to_bytes()).unwrap_or_default();
    for line in String::from_utf8_lossy(&table).lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let [device, place, of, options, ..] = fields.as_slice() else { continue };
        if kind.as_deref().is_none_or(|kind| kind == *of) {
            process.print(&format!("{device} on {place} type {of} ({options})\n"))?;
        }
    }
    Ok(0)
}

fn unmount(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters(" dflnrv").parse(process)?;
    let Some(place) = options.operands.first().cloned() else { return process.missing_operand() };
    if !process.system.files().identity().has(Right::SysAdmin) {
        let words = match process.busybox() {
            true => format!("can't unmount {place}: Operation not permitted"),
            false => format!("{place}: must be superuser to unmount."),
        };
        return process.fail(if process.busybox() { 1 } else { 32 }, &words);
    }
    let path = process.absolute(&place);
    let table = process.system.files().read("/proc/mounts").map(|table| table.to_bytes()).unwrap_or_default();
    let mounted = String::from_utf8_lossy(&table).lines().any(|line| line.split(' ').nth(1) == Some(&path));
    if mounted {
        return process.fail(1, "layercake does not simulate mounting");
    }
    let there = process.system.files().stat(&path, true).is_ok();
    let words = match (process.busybox(), there) {
        (true, true) => format!("can't unmount {place}: Invalid argument"),
        (true, false) => format!("can't unmount {place}: No such file or directory"),
        (false, true) => format!("{place}: not mounted."),
        (false, false) => format!("{place}: no mount point specified."),
    };
    process.fail(if process.busybox() { 1 } else { 32 }, &words)
}
