//! `ip`, `ifconfig`, `route`, `netstat`, `arp`, `ping`, `nslookup`, `traceroute`: the network of a process as the kernel shows
//! it in `/sys/class/net`, `/etc/hosts` and `/etc/resolv.conf`. Nobody answers beyond this machine.

use super::{Applet, Ended};
use crate::clock::SECOND;
use crate::shell::{GATEWAY, Process, Stream};
use crate::vfs::Right;

pub(super) static ALL: &[&Applet] = &[
    &Applet { names: &["ip"], about: "shows addresses and routes", usage: "[-4|-o] addr|link|route", run: ip },
    &Applet { names: &["ifconfig"], about: "shows the interfaces", usage: "[-a] [INTERFACE]", run: ifconfig },
    &Applet { names: &["route"], about: "shows the routes", usage: "[-n]", run: route },
    &Applet { names: &["netstat", "ss"], about: "shows who listens", usage: "[-tuln]", run: netstat },
    &Applet { names: &["arp"], about: "shows the neighbours", usage: "[-n]", run: |_| Ok(0) },
    &Applet { names: &["ping", "ping6"], about: "asks a host to answer", usage: "-c COUNT [-W SEC] HOST", run: ping },
    &Applet { names: &["nslookup"], about: "asks for a name's address", usage: "HOST", run: nslookup },
    &Applet { names: &["traceroute"], about: "shows the way to a host", usage: "HOST", run: traceroute },
];

/// Requests for a name before one gives up, nanoseconds.
const PATIENCE: i64 = 10 * SECOND;
/// Answers that are waited for where nobody says how many.
const ANSWERS: u32 = 100_000;

/// One interface.
struct Interface {
    name: &'static str,
    hardware: String,
    /// IPv4, if it has one.
    address: Option<String>,
}

/// A document of the kernel's or of `/etc`.
fn read(process: &mut Process<'_>, path: &str) -> Option<String> {
    let content = process.system.files().read(path).ok()?;
    Some(String::from_utf8_lossy(&content.to_bytes()).into_owned())
}

/// What `/etc/hosts` says: address and names of each line.
fn hosts(process: &mut Process<'_>) -> Vec<(String, Vec<String>)> {
    let text = read(process, "/etc/hosts").unwrap_or_default();
    let line = |line: &str| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace().map(String::from);
        Some((words.next()?, words.collect()))
    };
    text.lines().filter_map(line).collect()
}

/// Address and names of this machine in its network.
pub(super) fn own(process: &mut Process<'_>) -> Option<(String, Vec<String>)> {
    let name = process.system.hostname();
    let hosts = hosts(process);
    hosts.into_iter().find(|(address, names)| !address.starts_with("127.") && names.contains(&name))
}

fn interfaces(process: &mut Process<'_>) -> Vec<Interface> {
    let mut found =
        vec![Interface { name: "lo", hardware: "00:00:00:00:00:00".into(), address: Some("127.0.0.1".into()) }];
    if let Some(hardware) = read(process, "/sys/class/net/eth0/address") {
        let address = own(process).map(|(address, _)| address);
        found.push(Interface { name: "eth0", hardware: hardware.trim().into(), address });
    }
    found
}

fn ip(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (options, words): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with('-'));
    let only_four = options.iter().any(|option| *option == "-4");
    let one_line = options.iter().any(|option| matches!(option.as_str(), "-o" | "-oneline"));
    let object = words.first().map_or("", |word| word.as_str());
    let device =
        words.iter().skip(1).find(|word| !matches!(word.as_str(), "show" | "list" | "ls" | "dev" | "up")).copied();
    let is = |full: &str| !object.is_empty() && full.starts_with(object);
    if is("route") {
        let routes = routes(process);
        return Ok(process.print(&routes).map(|()| 0)?);
    }
    if !(is("address") || is("addr") || is("link")) {
        return process.fail(1, &format!("{}: not simulated; ip addr, ip link and ip route are", object));
    }
    let links = is("link");
    let changes = words
        .get(1)
        .is_some_and(|word| matches!(word.as_str(), "set" | "add" | "del" | "delete" | "change" | "replace"));
    if changes {
        return match process.system.files().identity().has(Right::NetAdmin) {
            true => process.fail(1, "layercake does not simulate changes of the network"),
            false if process.busybox() => process.fail(1, "ioctl 0x8914 failed: Operation not permitted"),
            false => {
                process.output.write(Stream::Err, b"RTNETLINK answers: Operation not permitted\n")?;
                Ok(2)
            }
        };
    }
    let found = interfaces(process);
    if let Some(device) = device.filter(|device| found.iter().all(|interface| interface.name != *device)) {
        let words = match process.busybox() {
            true => format!("can't find device '{device}'"),
            false => format!("Device \"{device}\" does not exist."),
        };
        return process.fail(1, &words);
    }
    for (at, interface) in found.iter().enumerate() {
        if device.is_some_and(|device| device != interface.name) {
            continue;
        }
        let text = match one_line {
            true => address_line(at + 1, interface),
            false => described(at + 1, interface, (links, only_four)),
        };
        process.print(&text)?;
    }
    Ok(0)
}

/// `ip -o -4 addr`
fn address_line(number: usize, interface: &Interface) -> String {
    let Interface { name, address, .. } = interface;
    let Some(address) = address else { return String::new() };
    let (length, scope) = reach(interface);
    format!(
        "{number}: {name}    inet {address}/{length} {scope} {name}\\       valid_lft forever preferred_lft forever\n"
    )
}

/// Length of the prefix; broadcast address and scope.
fn reach(interface: &Interface) -> (u8, &'static str) {
    if interface.name == "lo" { (8, "scope host") } else { (16, "brd 172.17.255.255 scope global") }
}

fn described(number: usize, interface: &Interface, (links, only_four): (bool, bool)) -> String {
    let Interface { name, hardware, address } = interface;
    let forever = "       valid_lft forever preferred_lft forever\n";
    let mut text = match *name {
        "lo" => {
            format!(
                "{number}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback {hardware} brd 00:00:00:00:00:00\n"
            )
        }
        _ => {
            let flags = "BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN";
            format!(
                "{number}: {name}@if7: <{flags}> mtu 1500 qdisc noqueue \n    link/ether {hardware} brd ff:ff:ff:ff:ff:ff\n"
            )
        }
    };
    if only_four && !links {
        text = text.lines().next().map(|line| format!("{line}\n")).unwrap_or_default();
    }
    if let Some(address) = address.as_ref().filter(|_| !links) {
        let (length, scope) = reach(interface);
        text += &format!("    inet {address}/{length} {scope} {name}\n{forever}");
        if *name == "lo" && !only_four {
            text += &format!("    inet6 ::1/128 scope host \n{forever}");
        }
    }
    text
}

/// `ip route`
fn routes(process: &mut Process<'_>) -> String {
    match interfaces(process).into_iter().find(|interface| interface.name == "eth0").and_then(|it| it.address) {
        Some(address) => {
            format!("default via {GATEWAY} dev eth0 \n172.17.0.0/16 dev eth0 scope link  src {address} \n")
        }
        None => String::new(),
    }
}

fn ifconfig(process: &mut Process<'_>) -> Ended {
    let wanted = process.arguments.iter().skip(1).find(|word| !word.starts_with('-')).cloned();
    let found = interfaces(process);
    if let Some(wanted) = wanted.as_ref().filter(|wanted| found.iter().all(|interface| interface.name != **wanted)) {
        return process.fail(1, &format!("{wanted}: error fetching interface information: Device not found"));
    }
    for interface in
        found.iter().rev().filter(|interface| wanted.as_ref().is_none_or(|wanted| wanted == interface.name))
    {
        let Interface { name, hardware, address } = interface;
        let address = address.clone().unwrap_or_default();
        let counts = "          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n";
        let text = match *name {
            "lo" => format!(
                "lo        Link encap:Local Loopback  \n          inet addr:{address}  Mask:255.0.0.0\n          inet6 addr: ::1/128 Scope:Host\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n{counts}          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n"
            ),
            _ => format!(
                "{name:<10}Link encap:Ethernet  HWaddr {}  \n          inet addr:{address}  Bcast:172.17.255.255  Mask:255.255.0.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n{counts}          collisions:0 txqueuelen:0 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n",
                hardware.to_uppercase()
            ),
        };
        process.print(&text)?;
    }
    Ok(0)
}

fn route(process: &mut Process<'_>) -> Ended {
    let connected = !routes(process).is_empty();
    let numbers = process.arguments.iter().any(|word| word == "-n");
    process.print(
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
    )?;
    if connected {
        let (default, none) = if numbers { ("0.0.0.0", "0.0.0.0") } else { ("default", "*") };
        process.print(&format!(
            "{default:<15} {GATEWAY:<15} 0.0.0.0         UG    0      0        0 eth0\n172.17.0.0      {none:<15} 255.255.0.0     U     0      0        0 eth0\n"
        ))?;
    }
    Ok(0)
}

fn netstat(process: &mut Process<'_>) -> Ended {
    let listening = process.arguments.iter().skip(1).any(|word| word.starts_with('-') && word.contains('l'));
    let which = if listening { "only servers" } else { "w/o servers" };
    let text = match process.name().as_str() {
        "ss" => "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n".to_string(),
        _ => format!(
            "Active Internet connections ({which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n"
        ),
    };
    Ok(process.print(&text).map(|()| 0)?)
}

/// The address of a host that is known here, or that is one.
fn look_up(process: &mut Process<'_>, host: &str) -> Option<String> {
    if host.parse::<core::net::IpAddr>().is_ok() {
        return Some(host.to_string());
    }
    let hosts = hosts(process);
    hosts.into_iter().find(|(_, names)| names.iter().any(|name| name == host)).map(|(address, _)| address)
}

fn ping(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    let (mut count, mut host) = (ANSWERS, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-c" => count = words.next().and_then(|number| number.parse().ok()).unwrap_or(1),
            "-W" | "-w" | "-i" | "-s" | "-I" | "-t" => drop(words.next()),
            word if word.starts_with("-c") => count = word.get(2..).and_then(|number| number.parse().ok()).unwrap_or(1),
            word if word.starts_with('-') => {}
            word => host = Some(word.to_string()),
        }
    }
    let Some(host) = host else { return process.missing_operand() };
    let Some(address) = look_up(process, &host) else {
        process.system.sleep(PATIENCE)?;
        return match process.busybox() {
            true => process.fail(1, &format!("bad address '{host}'")),
            false => process.fail(2, &format!("{host}: Temporary failure in name resolution")),
        };
    };
    let inside = address.starts_with("127.") || address == "::1";
    if !inside && interfaces(process).len() == 1 {
        if !process.busybox() {
            return process.fail(2, "connect: Network is unreachable");
        }
        process.print(&format!("PING {host} ({address}): 56 data bytes\n"))?;
        return process.fail(1, "sendto: Network is unreachable");
    }
    let near = address.starts_with("127.") || address.starts_with("172.17.") || address == "::1";
    let busybox = process.busybox();
    let head = if busybox { "56 data bytes" } else { "56(84) bytes of data." };
    process.print(&format!("PING {host} ({address}){} {head}\n", if busybox { ":" } else { "" }))?;
    for turn in 0..count {
        if near {
            let (name, first) = if busybox { ("seq", turn) } else { ("icmp_seq", turn + 1) };
            process.print(&format!("64 bytes from {address}: {name}={first} ttl=64 time=0.050 ms\n"))?;
        }
        if turn + 1 < count || !near {
            process.system.sleep(SECOND)?;
        }
    }
    let came = if near { count } else { 0 };
    let lost = if near { 0 } else { 100 };
    let (received, more) =
        if busybox { ("packets received", String::new()) } else { ("received", ", time 0ms".into()) };
    process.print(&format!(
        "\n--- {host} ping statistics ---\n{count} packets transmitted, {came} {received}, {lost}% packet loss{more}\n"
    ))?;
    if near {
        let text = match busybox {
            true => "round-trip min/avg/max = 0.050/0.050/0.050 ms\n",
            false => "rtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms\n",
        };
        process.print(text)?;
    }
    Ok(i32::from(!near))
}

fn nslookup(process: &mut Process<'_>) -> Ended {
    if process.arguments.len() < 2 {
        return process.missing_operand();
    }
    process.system.sleep(PATIENCE)?;
    process.print(";; connection timed out; no servers could be reached\n\n")?;
    Ok(1)
}

fn traceroute(process: &mut Process<'_>) -> Ended {
    let Some(host) = process.arguments.iter().skip(1).find(|word| !word.starts_with('-')).cloned() else {
        return process.missing_operand();
    };
    match look_up(process, &host) {
        None => process.fail(1, &format!("bad address '{host}'")),
        Some(address) => {
            process.print(&format!(
                "traceroute to {host} ({address}), 30 hops max, 46 byte packets\n 1  {GATEWAY} ({GATEWAY})  0.050 ms  0.050 ms  0.050 ms\n"
            ))?;
            Ok(0)
        }
    }
}
