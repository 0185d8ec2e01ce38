//! `netstat` (net-tools' and BusyBox's) and `ss`: who listens.

use super::super::options::{Accepted, Options};
use super::super::{Applet, Ended};
use super::interfaces::table;
use super::known::read;
use crate::shell::{Listener, Process};

pub(super) static NETSTAT: Applet =
    Applet { names: &["netstat"], about: "shows who listens", usage: "[-altunpr]", run: netstat };
pub(super) static SS: Applet = Applet { names: &["ss"], about: "shows who listens", usage: "[-altunpH]", run: ss };

/// Families and kinds of sockets but TCP's have none here.
const NETSTAT_TAKES: Accepted = Accepted {
    letters: "altuxwnpre W46",
    long: &[
        ("all", 'a'),
        ("listening", 'l'),
        ("tcp", 't'),
        ("udp", 'u'),
        ("unix", 'x'),
        ("raw", 'w'),
        ("numeric", 'n'),
        ("programs", 'p'),
        ("program", 'p'),
        ("route", 'r'),
        ("extend", 'e'),
        ("wide", 'W'),
    ],
    misuse: 3,
};
const SS_TAKES: Accepted = Accepted {
    letters: "altuxwnpH46 r",
    long: &[
        ("all", 'a'),
        ("listening", 'l'),
        ("tcp", 't'),
        ("udp", 'u'),
        ("unix", 'x'),
        ("raw", 'w'),
        ("numeric", 'n'),
        ("processes", 'p'),
        ("no-header", 'H'),
        ("ipv4", '4'),
        ("ipv6", '6'),
    ],
    misuse: 255,
};

/// The sockets that are listened at and asked for: who, and at which address.
fn shown(process: &mut Process<'_>, options: &Options) -> Vec<(Listener, &'static str)> {
    let tcp = options.has('t') || options.last_of("uxw").is_none();
    if !tcp || !(options.has('l') || options.has('a')) {
        return Vec::new();
    }
    let listeners = process.system.listening();
    let all = listeners.into_iter().flat_map(|listener| {
        listener.addresses().iter().map(move |address| (listener.clone(), *address)).collect::<Vec<_>>()
    });
    let mut all: Vec<_> = all.collect();
    // The older addresses come first.
    all.sort_by_key(|(listener, address)| (address.contains(':'), listener.port));
    all
}

/// A port as it is shown: a name, where `/etc/services` has one.
fn port(process: &mut Process<'_>, options: &Options, number: u16) -> String {
    let services = if options.has('n') { None } else { read(process, "/etc/services") };
    let wanted = format!("{number}/tcp");
    let named = services.unwrap_or_default().lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_string();
        (words.next()? == wanted).then_some(name)
    });
    named.unwrap_or_else(|| number.to_string())
}

fn netstat(process: &mut Process<'_>) -> Ended {
    let options = NETSTAT_TAKES.parse(process)?;
    if options.has('r') {
        let text = table(process, options.has('n'), true);
        return Ok(process.print(&text).map(|()| 0)?);
    }
    if options.has('e') {
        return process.fail(1, "layercake does not simulate the option -e");
    }
    let which = match (options.has('a'), options.has('l')) {
        (true, _) => "servers and established",
        (false, true) => "only servers",
        (false, false) => "w/o servers",
    };
    let programs = options.has('p');
    let inet = options.last_of("tuwx").is_none() || options.last_of("tuw").is_some();
    let unix = options.last_of("tuwx").is_none() || options.has('x');
    let mut text = String::new();
    if inet {
        text += &format!(
            "Active Internet connections ({which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       "
        );
        text += if programs { "PID/Program name    \n" } else { "\n" };
        for (listener, address) in shown(process, &options) {
            // What net-tools calls by its family, BusyBox does not.
            let kind = if address.contains(':') && !process.busybox() { "tcp6" } else { "tcp" };
            let local = format!("{address}:{}", port(process, &options, listener.port));
            let who = match &listener.process {
                _ if !programs => String::new(),
                Some((pid, command)) if process.system.files().identity().uid == 0 => {
                    let name: String = crate::shell::program_name(command).chars().take(20).collect();
                    format!("{:<20}", format!("{pid}/{name}"))
                }
                _ => format!("{:<20}", "-"),
            };
            let any = format!("{address}:*");
            text += &format!("{kind:<5}      0      0 {local:<23} {any:<23} LISTEN      {who}\n");
        }
    }
    if unix {
        let columns = "Proto RefCnt Flags       Type       State         I-Node ";
        let who = if programs { "PID/Program name    " } else { "" };
        text += &format!("Active UNIX domain sockets ({which})\n{columns}{who}Path\n");
    }
    Ok(process.print(&text).map(|()| 0)?)
}

/// iproute2's columns: as wide as what they hold, the addresses by their last colon.
fn ss(process: &mut Process<'_>) -> Ended {
    let options = SS_TAKES.parse(process)?;
    let kinds = "tuxw".chars().filter(|letter| options.has(*letter)).count();
    let mut rows = Vec::new();
    for (listener, address) in shown(process, &options) {
        let six = address.contains(':');
        if six && options.has('4') || !six && options.has('6') {
            continue;
        }
        let number = port(process, &options, listener.port);
        let address = if six { "[::]" } else { address };
        let user = listener.process.filter(|_| options.has('p') && process.system.files().identity().uid == 0);
        let who = user.map_or_else(String::new, |(pid, command)| {
            format!("users:((\"{}\",pid={pid},fd=6))", crate::shell::program_name(&command))
        });
        rows.push((address, number, who));
    }
    let width =
        |of: &dyn Fn(&(&str, String, String)) -> usize, least: usize| rows.iter().map(of).max().unwrap_or(0).max(least);
    let (local, ports) = (width(&|row| row.0.len(), 13), width(&|row| row.1.len(), 4));
    let kind = if kinds == 1 { "" } else { "Netid " };
    let listening = if options.has('l') { "State " } else { "State" };
    let mut text = String::new();
    if !options.has('H') {
        text += &format!(
            "{kind}{listening} Recv-Q Send-Q {:>local$}:{:<ports$} {:>12}:PortProcess\n",
            "Local Address", "Port", "Peer Address"
        );
    }
    let kind = if kinds == 1 { "" } else { "tcp   " };
    for (address, number, who) in &rows {
        text += &format!("{kind}LISTEN 0      4096   {address:>local$}:{number:<ports$} {:>12}:*    {who}\n", address);
    }
    Ok(process.print(&text).map(|()| 0)?)
}
