//! `ping`, as iputils and BusyBox have it.

use super::super::clock::duration;
use super::super::options::Accepted;
use super::super::{Applet, Bail, Ended};
use super::known::{ENGINES_NAME_SERVER, interfaces, is_near, look_up, name_server, own, wait_for_answer};
use crate::clock::SECOND;
use crate::shell::Process;
use crate::text::is_loopback;

pub(super) static PROGRAM: Applet = Applet {
    names: &["ping", "ping6"],
    about: "asks a host to answer",
    usage: "[-c COUNT] [-i SEC] [-w SEC] [-W SEC] [-s SIZE] [-q] HOST",
    run,
};

/// Where it comes from, and how far it goes, does not show.
const ACCEPTED: Accepted = Accepted { letters: "c:i:w:W:s:q 46nI:t:p:", long: &[], misuse: 2 };

/// Answers that are waited for where nobody says how many.
const ANSWERS: u64 = 100_000;
/// Bytes that are sent, and those of the headers before them.
const SIZE: u64 = 56;
const HEADERS: u64 = 28;
/// Bytes that can be sent at most.
const LARGEST: u64 = 65_507;

/// The number that an option gives.
fn number(process: &mut Process<'_>, text: &str, (least, most): (u64, u64)) -> Result<u64, Bail> {
    match text.parse::<u64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ if process.busybox() => process.fail(1, &format!("invalid number '{text}'")),
        Ok(_) => process.fail(1, &format!("invalid argument: '{text}': out of range: {least} <= value <= {most}")),
        Err(_) => process.fail(1, &format!("invalid argument: '{text}'")),
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let most = i64::MAX as u64;
    let count = match options.value('c') {
        Some(text) => Some(number(process, text, (1, most))?),
        None => None,
    };
    let size = match options.value('s') {
        Some(text) => number(process, text, (0, LARGEST))?,
        None => SIZE,
    };
    let mut seconds = [SECOND, 0, 0];
    for (letter, slot) in ['i', 'w', 'W'].into_iter().zip(&mut seconds) {
        let Some(text) = options.value(letter) else { continue };
        match duration(text).filter(|nanos| *nanos > 0) {
            Some(nanos) => *slot = nanos,
            None => return process.fail(1, &format!("invalid argument: '{text}'")),
        }
    }
    let [pause, deadline, _] = seconds;
    let Some(host) = options.operands.first().cloned() else {
        return match process.busybox() {
            true => process.missing_operand(),
            false => process.fail(1, "usage error: Destination address required"),
        };
    };
    let Some(address) = look_up(process, &host) else {
        wait_for_answer(process)?;
        return match process.busybox() {
            true => process.fail(1, &format!("bad address '{host}'")),
            false if name_server(process) == ENGINES_NAME_SERVER => {
                process.fail(2, &format!("{host}: Name or service not known"))
            }
            false => process.fail(2, &format!("{host}: Temporary failure in name resolution")),
        };
    };
    let busybox = process.busybox();
    let head = match busybox {
        true => format!("PING {host} ({address}): {size} data bytes\n"),
        false => format!("PING {host} ({address}) {size}({}) bytes of data.\n", size + HEADERS),
    };
    let inside = is_loopback(&address);
    let connected = inside || interfaces(process).len() > 1 || process.system.reaches(&address);
    if !connected {
        if !busybox {
            return process.fail(2, "connect: Network is unreachable");
        }
        process.print(&head)?;
        return process.fail(1, "sendto: Network is unreachable");
    }
    let there = process.system.reaches(&address);
    process.print(&head)?;
    // So many fit in until the deadline.
    let fits = (deadline > 0).then(|| u64::try_from((deadline - 1) / pause + 1).unwrap_or(1));
    let turns = count.unwrap_or(ANSWERS).min(fits.unwrap_or(u64::MAX)).min(ANSWERS);
    let near = is_near(process, &address);
    let from = own(process).map(|(address, _)| address).filter(|_| near && !busybox);
    for turn in 0..turns {
        let first = if busybox { turn } else { turn + 1 };
        if there && !options.has('q') {
            let name = if busybox { "seq" } else { "icmp_seq" };
            process.print(&format!("{} bytes from {address}: {name}={first} ttl=64 time=0.050 ms\n", size + 8))?;
        }
        if turn + 1 < turns || !there {
            process.system.sleep(pause)?;
        }
        // Nobody in its own network has the address.
        if let Some(from) = from.as_ref().filter(|_| !there) {
            process.print(&format!("From {from} icmp_seq={first} Destination Host Unreachable\n"))?;
        }
    }
    let came = if there { turns } else { 0 };
    let lost = if there { 0 } else { 100 };
    let errors = if from.is_some() && !there { format!("+{turns} errors, ") } else { String::new() };
    let time = turns.saturating_sub(1).saturating_mul(u64::try_from(pause).unwrap_or(0)) / 1_000_000;
    let summary = match busybox {
        true => format!("{turns} packets transmitted, {came} packets received, {lost}% packet loss\n"),
        false => format!("{turns} packets transmitted, {came} received, {errors}{lost}% packet loss, time {time}ms\n"),
    };
    process.print(&format!("\n--- {host} ping statistics ---\n{summary}"))?;
    if there {
        let text = match busybox {
            true => "round-trip min/avg/max = 0.050/0.050/0.050 ms\n",
            false => "rtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms\n",
        };
        process.print(text)?;
    } else if !busybox {
        process.print("\n")?;
    }
    Ok(i32::from(!there))
}
