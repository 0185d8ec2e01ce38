//! `top -b`: the processes once, in BusyBox's form (`procps/top.c`) and procps' (top(1)). The screen that watches them is not
//! simulated.

use super::clock::up;
use super::processes::running;
use super::{Applet, Ended};
use crate::shell::{FREE_MEMORY, MEMORY, Process, ProcessInfo, Stay, Stop};

pub(super) static PROGRAM: Applet = Applet {
    names: &["top", "htop"],
    about: "lists the processes, once with -b",
    usage: "-b [-n COUNT] [-d SECONDS]",
    run,
};

/// Times that `-n` repeats at most.
const MOST: u64 = 60;
/// Nanoseconds between two lists.
const PAUSE: i64 = 3_000_000_000;

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let letters = |word: &String| word.strip_prefix('-').unwrap_or(word).to_string();
    let batch = words.iter().any(|word| letters(word).starts_with('b'));
    let count = words.iter().enumerate().find_map(|(at, word)| {
        let (_, value) = letters(word).split_once('n').map(|(head, value)| (head.to_string(), value.to_string()))?;
        let value = if value.is_empty() { words.get(at + 1).cloned().unwrap_or_default() } else { value };
        value.parse::<u64>().ok()
    });
    // BusyBox's lists without -b, too, where no terminal looks.
    if !(batch || process.busybox()) || process.name() == "htop" {
        return process.fail(1, "layercake does not simulate full-screen programs; try `top -b -n 1` or `ps`");
    }
    for nth in 0..count.unwrap_or(1).min(MOST) {
        if nth > 0 {
            process.system.sleep(PAUSE)?;
        }
        let rows = running(process);
        let text = if process.busybox() { busybox(process, &rows) } else { procps(process, &rows) };
        process.print(&text)?;
    }
    match count {
        Some(_) => Ok(0),
        // Its processes are as they are: the lists that follow would say the same.
        None => Err(Stop::Stays(Stay { on_stop_signal: (process.pid != 1).then_some(143), ..Stay::default() }).into()),
    }
}

/// Used, free and cached memory in KiB.
fn memory() -> (u64, u64, u64) {
    let (free, available) = FREE_MEMORY;
    let cached = available.saturating_sub(free) / 1024;
    let (all, free) = (MEMORY / 1024, free / 1024);
    (all.saturating_sub(free + cached), free, cached)
}

fn busybox(process: &Process<'_>, rows: &[ProcessInfo]) -> String {
    let (used, free, cached) = memory();
    let mut text = format!(
        "Mem: {used}K used, {free}K free, 20480K shrd, 0K buff, {cached}K cached\nCPU:   0% usr   0% sys   0% nic 100% idle   \
         0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/{} {}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU \
         COMMAND\n",
        rows.len(),
        process.pid
    );
    for row in rows {
        let (state, parent) = (if row.pid == process.pid { "R" } else { "S" }, u32::from(row.pid != 1));
        text +=
            &format!("{:>5} {parent:>5} {:<8.8} {state:<5} 1640   0%   0   0% {}\n", row.pid, row.user, row.command);
    }
    text
}

fn procps(process: &mut Process<'_>, rows: &[ProcessInfo]) -> String {
    let (used, free, cached) = memory();
    let (all, now) = (MEMORY / 1024, process.system.clock().now().in_utc("%H:%M:%S"));
    let up = up(process);
    let mib = |kib: u64| format!("{:.1}", kib as f64 / 1024.0);
    let (count, sleeping) = (rows.len(), rows.len().saturating_sub(1));
    let mut text = format!(
        "top - {now} up {up},  0 users,  load average: 0.00, 0.00, 0.00\nTasks: {count:>3} total,   1 running, {sleeping:>3} \
         sleeping,   0 stopped,   0 zombie\n%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \
         \nMiB Mem : {:>8} total, {:>8} free, {:>8} used, {:>8} buff/cache     \nMiB Swap:      0.0 total,      0.0 free,      \
         0.0 used. {:>8} avail Mem \n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n",
        mib(all),
        mib(free),
        mib(used),
        mib(cached),
        mib(free + cached)
    );
    for row in rows {
        let state = if row.pid == process.pid { 'R' } else { 'S' };
        let name = row.command.split(' ').next().unwrap_or_default();
        let name = name.trim_end_matches(':').rsplit('/').next().unwrap_or(name);
        text += &format!(
            "{:>7} {:<8.8}  20   0    4360   3200   2900 {state}   0.0   0.0   0:00.00 {name}\n",
            row.pid, row.user
        );
    }
    text
}
