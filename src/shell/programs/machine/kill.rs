//! `kill`: signals have names, but nothing runs at the same time that could get one.

use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet =
    Applet { names: &["kill"], about: "sends a signal to a process", usage: "[-l] [-SIG] PID...", run };

const SIGNALS: [&str; 32] = [
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
    "IO", "PWR", "SYS",
];

/// A signal's name without `SIG`, by name or number.
pub fn signal_name(text: &str) -> Option<&'static str> {
    if let Ok(number) = text.parse::<usize>() {
        return SIGNALS.get(number).copied();
    }
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    if bare == "ERR" {
        return Some("ERR");
    }
    SIGNALS.into_iter().find(|name| *name == bare)
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    match words.first().map(String::as_str) {
        Some("-l") => {
            let text: String = SIGNALS.iter().skip(1).map(|name| format!("{name}\n")).collect();
            process.print(&text)?;
            return Ok(0);
        }
        Some("-s") => {
            words.drain(..2.min(words.len()));
        }
        Some(word) if word.starts_with('-') => {
            words.remove(0);
        }
        _ => {}
    }
    if words.is_empty() {
        return process.fail(1, "you need to specify whom to kill");
    }
    let mut status = 0;
    for word in &words {
        let running = process.system.processes().iter().any(|running| running.pid.to_string() == *word);
        let text = if running {
            "layercake does not send signals between processes"
        } else if word.parse::<u32>().is_ok() {
            "No such process"
        } else {
            "invalid number"
        };
        process.complain(&if running { text.to_string() } else { format!("can't kill pid {word}: {text}") })?;
        status = 1;
    }
    Ok(status)
}
