//! `ps`, `free`, `nproc`, `pidof`, `pgrep`

use super::{Applet, Ended};
use crate::shell::programs::banner::banner;
use crate::shell::{FREE_MEMORY, MEMORY, PROCESSORS, Process, ProcessInfo};

pub(super) static ALL: &[&Applet] = &[&PS, &FREE, &NPROC, &PIDOF];

static PS: Applet = Applet { names: &["ps"], about: "lists the processes", usage: "[aux | -ef]", run: ps };
static FREE: Applet = Applet { names: &["free"], about: "shows the memory", usage: "[-bkmgh]", run: free };
static NPROC: Applet = Applet { names: &["nproc"], about: "counts the processors", usage: "[--all]", run: nproc };
static PIDOF: Applet =
    Applet { names: &["pidof", "pgrep"], about: "finds the processes of a program", usage: "NAME...", run: pidof };

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

fn ps(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().join(" ");
    let mut none = false;
    let mut rows = running(process);
    if let Some(pids) = chosen(&process.arguments).filter(|_| !process.busybox()) {
        rows.retain(|row| pids.contains(&row.pid));
        none = rows.is_empty();
    }
    let mut text = String::new();
    if process.busybox() {
        // Debian's BusyBox is built without the column of times.
        let times = !banner(process.system).contains("Debian");
        text += if times { "PID   USER     TIME  COMMAND\n" } else { "PID   USER     COMMAND\n" };
        for row in &rows {
            let time = if times { " 0:00 " } else { "" };
            text += &format!("{:>5} {:<8.8} {time}{}\n", row.pid, row.user, row.command);
        }
    } else if words.contains("aux") || words == "ax" || words == "au" {
        text += "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n";
        for row in &rows {
            let start = row.started.in_utc("%H:%M");
            let (user, pid, command) = (&row.user, row.pid, &row.command);
            text += &format!("{user:<8} {pid:>7}  0.0  0.0   2580  1536 ?        Ss   {start}   0:00 {command}\n");
        }
    } else if words.contains("-e") || words.contains("-A") {
        let full = words.contains('f');
        text += if full {
            "UID          PID    PPID  C STIME TTY          TIME CMD\n"
        } else {
            "    PID TTY          TIME CMD\n"
        };
        for row in &rows {
            let start = row.started.in_utc("%H:%M");
            let parent = u32::from(row.pid != 1);
            let name = row.command.split(' ').next().unwrap_or("").rsplit('/').next().unwrap_or("").to_string();
            text += &if full {
                format!("{:<8} {:>7} {parent:>7}  0 {start} ?        00:00:00 {}\n", row.user, row.pid, row.command)
            } else {
                format!("{:>7} ?        00:00:00 {name}\n", row.pid)
            };
        }
    } else {
        text += "    PID TTY          TIME CMD\n";
        for row in &rows {
            let name = row.command.split(' ').next().unwrap_or("").rsplit('/').next().unwrap_or("");
            text += &format!("{:>7} pts/0    00:00:00 {name}\n", row.pid);
        }
    }
    process.print(&text)?;
    Ok(i32::from(none))
}

/// The processes that `-p` names.
fn chosen(arguments: &[String]) -> Option<Vec<u32>> {
    let mut words = arguments.iter().skip(1);
    let list = loop {
        match words.next()?.as_str() {
            "-p" | "--pid" | "p" | "-fp" | "-lp" => break words.next()?.clone(),
            word => match word.strip_prefix("--pid=").or_else(|| word.strip_prefix("-p")) {
                Some(list) if !list.is_empty() => break list.to_string(),
                _ => {}
            },
        }
    };
    Some(list.split([',', ' ']).filter_map(|pid| pid.parse().ok()).collect())
}

/// Those that the process may use: of a container's, its share.
fn nproc(process: &mut Process<'_>) -> Ended {
    let all = process.arguments.iter().any(|word| word == "--all");
    let share = process.system.files().read("/sys/fs/cgroup/cpuset.cpus.effective").ok().filter(|_| !all);
    let share = share.map(|text| String::from_utf8_lossy(&text.to_bytes()).into_owned());
    let count = share.as_deref().and_then(in_list).unwrap_or(PROCESSORS);
    process.print(&format!("{count}\n"))?;
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

fn free(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().join(" ");
    let (free, available) = FREE_MEMORY;
    let (cached, shared) = (2_054_803_456, 20_971_520);
    let kib = [MEMORY, MEMORY - free - cached, free, shared, cached, available].map(|bytes| bytes / 1024);
    let unit = |kib: u64| match words.as_str() {
        "-h" => format!("{:.1}Gi", kib as f64 / 1048576.0),
        "-m" => (kib / 1024).to_string(),
        "-g" => (kib / 1_048_576).to_string(),
        "-b" => (kib * 1024).to_string(),
        _ => kib.to_string(),
    };
    let row = |name: &str, values: &[u64]| {
        let cells: String = values.iter().map(|value| format!("{:>12}", unit(*value))).collect();
        format!("{name:<7}{cells}\n")
    };
    let head = "               total        used        free      shared  buff/cache   available\n";
    let text = format!("{head}{}{}", row("Mem:", &kib), row("Swap:", &[0, 0, 0]));
    process.print(&text)?;
    Ok(0)
}

fn pidof(process: &mut Process<'_>) -> Ended {
    let names = process.arguments.get(1..).unwrap_or_default().to_vec();
    let matches = |command: &str| {
        let program = command.split([' ', ':']).next().unwrap_or("").rsplit('/').next().unwrap_or("").to_string();
        names.contains(&program)
    };
    let found: Vec<String> =
        process.system.processes().iter().filter(|row| matches(&row.command)).map(|row| row.pid.to_string()).collect();
    let separator = if process.name() == "pgrep" { "\n" } else { " " };
    if found.is_empty() {
        return Ok(1);
    }
    process.print(&(found.join(separator) + "\n"))?;
    Ok(0)
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
