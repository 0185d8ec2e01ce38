//! `nproc`, and what runs

use super::{Applet, Ended};
use crate::shell::programs::options::Accepted;
use crate::shell::{PROCESSORS, Process, ProcessInfo};

pub(super) static ALL: &[&Applet] = &[&NPROC];

static NPROC: Applet =
    Applet { names: &["nproc"], about: "counts the processors", usage: "[--all] [--ignore=N]", run: nproc };
/// The running processes and this one.
pub(super) fn running(process: &mut Process<'_>) -> Vec<ProcessInfo> {
    let now = process.system.clock().now();
    let mut rows = process.system.processes();
    if !rows.iter().any(|row| row.pid == process.pid) {
        let uid = process.system.files().identity().uid;
        let user = super::accounts::user_name(process.system, uid).unwrap_or_else(|| uid.to_string());
        let command = process.arguments.join(" ");
        rows.push(ProcessInfo { pid: process.pid, user, started: now, command });
    }
    rows
}

/// Those that the process may use: of a container's, its share.
fn nproc(process: &mut Process<'_>) -> Ended {
    let accepted = Accepted { letters: "αι:", long: &[("all", 'α'), ("ignore", 'ι')], misuse: 1 };
    let options = accepted.parse(process)?;
    let all = options.has('α');
    let less = match options.value('ι').map(str::parse::<u32>) {
        None => 0,
        Some(Ok(less)) => less,
        Some(Err(_)) => {
            let text = options.value('ι').unwrap_or_default();
            return process.fail(1, &format!("{text}: invalid number to ignore"));
        }
    };
    let share = process.system.files().read("/sys/fs/cgroup/cpuset.cpus.effective").ok().filter(|_| !all);
    let share = share.map(|text| String::from_utf8_lossy(&text.to_bytes()).into_owned());
    let count = share.as_deref().and_then(in_list).unwrap_or(PROCESSORS);
    process.print(&format!("{}\n", count.saturating_sub(less).max(1)))?;
    Ok(0)
}

/// How many numbers are in a list such as `0-2,7`; `None`: it is no such list.
fn in_list(list: &str) -> Option<u32> {
    list.trim().split(',').try_fold(0u32, |sum, part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let more = to.parse::<u32>().ok()?.checked_sub(from.parse().ok()?)?;
        sum.checked_add(more)?.checked_add(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_list_are_counted_and_never_too_many() {
        assert_eq!((in_list("0-2,7\n"), in_list("5")), (Some(4), Some(1)));
        for wrong in ["", "3-1", "a", "0-4294967295", "0-4294967290,0-9"] {
            assert_eq!(in_list(wrong), None, "{wrong}");
        }
    }
}
