//! `mount` and `umount`: what is mounted; nothing more can be.

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
    let Some(place) = process.arguments.get(1).cloned() else { return process.missing_operand() };
    let words = match process.busybox() {
        true => format!("can't unmount {place}: Operation not permitted"),
        false => format!("{place}: must be superuser to unmount."),
    };
    process.fail(if process.busybox() { 1 } else { 32 }, &words)
}
