//! `ip`: addresses, links and routes, as iproute2 and BusyBox show them.

use super::super::{Applet, Bail, Ended};
use super::known::{Interface, Refusal, UNSIMULATED, changed, interfaces, reach, routes};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["ip"],
    about: "shows addresses and routes",
    usage: "[-4|-6] [-o|-br] addr|link|route [show] [[dev] DEVICE]",
    run,
};

/// Words that change something.
const CHANGES: &[&str] =
    &["set", "add", "del", "delete", "change", "replace", "append", "prepend", "flush", "save", "restore"];

/// What is shown of an interface.
#[derive(Clone, Copy, Default)]
struct Form {
    links: bool,
    four: bool,
    six: bool,
    one_line: bool,
    brief: bool,
}

/// The options before the object.
fn form(process: &mut Process<'_>, options: &[String]) -> Result<Form, Bail> {
    let mut form = Form::default();
    for word in options {
        match word.trim_start_matches('-') {
            "4" => form.four = true,
            "6" => form.six = true,
            "o" | "oneline" => form.one_line = true,
            "br" | "brief" if !process.busybox() => form.brief = true,
            // Numbers are numbers, and nothing has a colour, anyhow.
            "n" | "N" | "c" | "color" | "color=auto" | "color=never" if !process.busybox() => {}
            "d" | "details" | "s" | "stats" | "statistics" | "j" | "json" | "p" | "pretty" | "r" | "resolve" | "f"
            | "family" | "a" | "all" | "b" | "batch" | "netns" | "V" | "Version" | "iec" | "h" | "human" | "t" => {
                return process.fail(1, &format!("layercake does not simulate the option {word}"));
            }
            _ if process.busybox() => return process.missing_operand(),
            _ => {
                let text = format!("Option \"{word}\" is unknown, try \"ip -help\".\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                return Err(Bail::Status(255));
            }
        }
    }
    Ok(form)
}

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (options, words): (Vec<String>, Vec<String>) = words.into_iter().partition(|word| word.starts_with('-'));
    let mut form = form(process, &options)?;
    let object = words.first().map_or("", String::as_str);
    let is = |full: &str| !object.is_empty() && full.starts_with(object);
    let routes = is("route");
    if object.is_empty() {
        return process.missing_operand();
    }
    if !(routes || is("address") || is("addr") || is("link")) {
        let real =
            ["neigh", "neighbor", "neighbour", "rule", "tunnel", "netns", "maddress", "monitor", "xfrm", "tuntap"];
        if process.busybox() || real.iter().any(|name| name.starts_with(object)) {
            return process.fail(1, &format!("{object}: not simulated; ip addr, ip link and ip route are"));
        }
        let text = format!("Object \"{object}\" is unknown, try \"ip help\".\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let verb = words.get(1).map_or("show", String::as_str);
    if CHANGES.contains(&verb) {
        return refuse(process, routes);
    }
    if routes {
        if !matches!(verb, "show" | "list" | "ls") {
            return process.fail(1, &format!("layercake does not simulate ip route {verb}"));
        }
        let shown = if form.six { String::new() } else { table(process) };
        return Ok(process.print(&shown).map(|()| 0)?);
    }
    form.links = is("link");
    let device = words.iter().skip(1).find(|word| !matches!(word.as_str(), "show" | "list" | "ls" | "dev" | "up"));
    let found = interfaces(process);
    if let Some(device) = device.filter(|device| found.iter().all(|interface| interface.name != **device)) {
        let words = match process.busybox() {
            true => format!("ip: can't find device '{device}'\n"),
            false => format!("Device \"{device}\" does not exist.\n"),
        };
        process.output.write(Stream::Err, words.as_bytes())?;
        return Ok(1);
    }
    for (at, interface) in found.iter().enumerate() {
        if device.is_some_and(|device| *device != interface.name) {
            continue;
        }
        let text = match () {
            () if form.brief => brief(interface, form),
            () if form.one_line && !form.links => address_lines(at + 1, interface, form),
            () => described(at + 1, interface, form, process.busybox()),
        };
        process.print(&text)?;
    }
    Ok(0)
}

fn refuse(process: &mut Process<'_>, routes: bool) -> Ended {
    match (changed(process), process.busybox()) {
        (Refusal::Unsimulated, _) => process.fail(1, UNSIMULATED),
        (Refusal::NotPermitted, true) if routes => process.fail(2, "RTNETLINK answers: Operation not permitted"),
        (Refusal::NotPermitted, true) => process.fail(1, "ioctl 0x8914 failed: Operation not permitted"),
        (Refusal::NotPermitted, false) => {
            process.output.write(Stream::Err, b"RTNETLINK answers: Operation not permitted\n")?;
            Ok(2)
        }
    }
}

/// `ip route`
fn table(process: &mut Process<'_>) -> String {
    let gnu = !process.busybox();
    let from = if gnu { "proto kernel scope link src" } else { "scope link  src" };
    let interfaces = interfaces(process);
    let mut text = String::new();
    for route in routes(process) {
        let name = &route.interface;
        let own = interfaces.iter().find(|interface| interface.name == *name);
        let own = own.and_then(|interface| interface.address.clone()).unwrap_or_default();
        text += &match route.gateway {
            Some(gateway) => format!("default via {gateway} dev {name} \n"),
            None => format!("{} dev {name} {from} {own} \n", route.to),
        };
    }
    text
}

/// Address with prefix, and where it counts, of each family that is asked for.
fn addresses(interface: &Interface, form: Form) -> Vec<(&'static str, String, String)> {
    let (length, _, broadcast) = reach(interface);
    let mut found = Vec::new();
    if let Some(address) = interface.address.as_ref().filter(|_| !form.six) {
        let scope = if broadcast.is_empty() { "scope host".into() } else { format!("brd {broadcast} scope global") };
        found.push(("inet", format!("{address}/{length}"), format!("{scope} {}", interface.name)));
    }
    if interface.name == "lo" && !form.four {
        found.push(("inet6", "::1/128".into(), "scope host ".into()));
    }
    found
}

/// `ip -o addr`
fn address_lines(number: usize, interface: &Interface, form: Form) -> String {
    let line = |(family, address, scope): (&str, String, String)| {
        format!(
            "{number}: {}    {family} {address} {scope}\\       valid_lft forever preferred_lft forever\n",
            interface.name
        )
    };
    addresses(interface, form).into_iter().map(line).collect()
}

/// `ip -br`
fn brief(interface: &Interface, form: Form) -> String {
    let shown = shown_name(interface);
    let (name, state) = (shown.as_str(), if shown == "lo" { "UNKNOWN" } else { "UP" });
    if form.links {
        let flags = if name == "lo" { "<LOOPBACK,UP,LOWER_UP>" } else { "<BROADCAST,MULTICAST,UP,LOWER_UP>" };
        return format!("{name:<16} {state:<14} {} {flags} \n", interface.hardware);
    }
    let list: String = addresses(interface, form).into_iter().map(|(_, address, _)| address + " ").collect();
    format!("{name:<16} {state:<14} {list}\n")
}

/// With the number of its other end, which is on the host.
fn shown_name(interface: &Interface) -> String {
    let name = &interface.name;
    let number = name.strip_prefix("eth").and_then(|number| number.parse::<u32>().ok());
    number.map_or_else(|| name.clone(), |number| format!("{name}@if{}", number + 7))
}

fn described(number: usize, interface: &Interface, form: Form, busybox: bool) -> String {
    let Interface { name, hardware, .. } = interface;
    let forever = "       valid_lft forever preferred_lft forever\n";
    let (state, group) = match (busybox, name.as_str()) {
        (true, _) => ("", ""),
        (false, "lo") => ("state UNKNOWN ", "group default "),
        (false, _) => ("state UP ", "group default "),
    };
    let mode = if form.links && !busybox { "mode DEFAULT " } else { "" };
    let mut text = match name.as_str() {
        "lo" => format!(
            "{number}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue {state}{mode}{group}qlen 1000\n    link/loopback \
             {hardware} brd 00:00:00:00:00:00\n"
        ),
        _ => {
            let flags =
                if busybox { "BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN" } else { "BROADCAST,MULTICAST,UP,LOWER_UP" };
            let peer = if busybox { "" } else { " link-netnsid 0" };
            format!(
                "{number}: {}: <{flags}> mtu 1500 qdisc noqueue {state}{mode}{group}\n    link/ether {hardware} brd \
                 ff:ff:ff:ff:ff:ff{peer}\n",
                shown_name(interface)
            )
        }
    };
    if (form.four || form.six) && !form.links {
        text = text.lines().next().map(|line| format!("{line}\n")).unwrap_or_default();
    }
    let shown = addresses(interface, form);
    if form.six && shown.is_empty() {
        return String::new();
    }
    for (family, address, scope) in shown.into_iter().filter(|_| !form.links) {
        text += &format!("    {family} {address} {scope}\n{forever}");
    }
    text
}
