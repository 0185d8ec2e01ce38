//! `kill`: signals have names; those who mind one get it (`System::signal`), of others it is said that it is not simulated.

use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static PROGRAM: Applet =
    Applet { names: &["kill"], about: "sends a signal to a process", usage: "[-l] [-SIG] PID...", run };

const SIGNALS: [&str; 32] = [
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
    "IO", "PWR", "SYS",
];

/// What a signal is called where names are listed: BusyBox knows the 29th by its other name.
fn listed(name: &str, busybox: bool) -> &str {
    if busybox && name == "IO" { "POLL" } else { name }
}

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

/// A signal's number, by name or number.
pub fn signal_number(text: &str) -> Option<i32> {
    let name = signal_name(text)?;
    let number = SIGNALS.iter().position(|own| *own == name)?;
    i32::try_from(number).ok()
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut signal = "TERM".to_string();
    match words.first().map(String::as_str) {
        Some("-l") if words.len() > 1 => {
            for word in words.iter().skip(1) {
                let shown = match (signal_name(word), word.parse::<usize>()) {
                    (Some(name), Ok(_)) => name.to_string(),
                    (Some(name), Err(_)) => SIGNALS.iter().position(|own| *own == name).unwrap_or(0).to_string(),
                    (None, _) => return process.fail(1, &format!("unknown signal '{word}'")),
                };
                process.print(&format!("{shown}\n"))?;
            }
            return Ok(0);
        }
        Some("-l") => {
            let numbered = process.busybox();
            let line = |(number, name): (usize, &&str)| match numbered {
                true => format!("{number:>2}) {}\n", listed(name, true)),
                false => format!("{name}\n"),
            };
            let text: String = SIGNALS.iter().enumerate().skip(1).map(line).collect();
            process.print(&text)?;
            return Ok(0);
        }
        Some("-s") => {
            signal = words.drain(..2.min(words.len())).next_back().unwrap_or_default();
        }
        Some(word) if word.starts_with('-') => {
            signal = words.remove(0).split_off(1);
        }
        _ => {}
    }
    let probes = process.arguments.iter().skip(1).take(2).any(|word| matches!(word.as_str(), "-0" | "0" | "-s0"));
    if words.is_empty() {
        return process.fail(1, "you need to specify whom to kill");
    }
    let mut status = 0;
    for word in &words {
        let running = process.system.processes().iter().any(|running| running.pid.to_string() == *word);
        if running && probes {
            continue;
        }
        if process.busybox() && word.parse::<u32>().is_err() {
            process.complain(&format!("invalid number '{word}'"))?;
            status = 1;
            continue;
        }
        let told = word.parse().ok().zip(signal_number(&signal).filter(|number| *number > 0));
        let from = process.pid;
        if told.is_some_and(|(pid, number)| process.system.signal(pid, number, from)) {
            continue;
        }
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
