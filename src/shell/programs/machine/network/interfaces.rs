//! `ifconfig`, `route` and `arp`, as net-tools and BusyBox show them.

use super::super::options::Accepted;
use super::super::{Applet, Ended};
use super::known::{Interface, Refusal, UNSIMULATED, changed, interfaces, reach, routes};
use crate::shell::{Process, Stream};

pub(super) static IFCONFIG: Applet =
    Applet { names: &["ifconfig"], about: "shows the interfaces", usage: "[-a] [INTERFACE]", run: ifconfig };
pub(super) static ROUTE: Applet = Applet { names: &["route"], about: "shows the routes", usage: "[-n]", run: route };
pub(super) static ARP: Applet = Applet { names: &["arp"], about: "shows the neighbours", usage: "[-n]", run: arp };

/// What net-tools says of a change, and its exit code.
fn refuse(process: &mut Process<'_>, call: &str, status: i32) -> Ended {
    match (changed(process), process.busybox()) {
        (Refusal::Unsimulated, _) => process.fail(1, UNSIMULATED),
        (Refusal::NotPermitted, true) => process.fail(1, &format!("{call}: Operation not permitted")),
        (Refusal::NotPermitted, false) => {
            process.output.write(Stream::Err, format!("{call}: Operation not permitted\n").as_bytes())?;
            Ok(status)
        }
    }
}

fn ifconfig(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("+ av").parse(process)?;
    let wanted = options.operands.first().cloned();
    let found = interfaces(process);
    if let Some(wanted) = wanted.as_ref().filter(|wanted| found.iter().all(|interface| interface.name != **wanted)) {
        let text = format!("{wanted}: error fetching interface information: Device not found\n");
        let name = if process.busybox() { "ifconfig: " } else { "" };
        process.output.write(Stream::Err, format!("{name}{text}").as_bytes())?;
        return Ok(1);
    }
    if let Some(change) = options.operands.get(1) {
        let call = if matches!(change.as_str(), "up" | "down") { "SIOCSIFFLAGS" } else { "SIOCSIFADDR" };
        return refuse(process, call, 255);
    }
    let busybox = process.busybox();
    let is_wanted = |interface: &&Interface| wanted.as_ref().is_none_or(|wanted| *wanted == interface.name);
    for interface in found.iter().rev().filter(is_wanted) {
        let text = if busybox { of_busybox(interface) } else { of_net_tools(interface) };
        process.print(&text)?;
    }
    Ok(0)
}

fn of_busybox(interface: &Interface) -> String {
    let Interface { name, hardware, address, .. } = interface;
    let (_, mask, broadcast) = reach(interface);
    let address = match (address, broadcast.as_str()) {
        (None, _) => String::new(),
        (Some(address), "") => format!("          inet addr:{address}  Mask:{mask}\n"),
        (Some(address), broadcast) => format!("          inet addr:{address}  Bcast:{broadcast}  Mask:{mask}\n"),
    };
    let counts = "          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n";
    match name.as_str() {
        "lo" => format!(
            "lo        Link encap:Local Loopback  \n{address}          inet6 addr: ::1/128 Scope:Host\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n{counts}          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n"
        ),
        _ => format!(
            "{name:<10}Link encap:Ethernet  HWaddr {}  \n{address}          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n{counts}          collisions:0 txqueuelen:0 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n",
            hardware.to_uppercase()
        ),
    }
}

fn of_net_tools(interface: &Interface) -> String {
    let Interface { name, hardware, address, .. } = interface;
    let (_, mask, broadcast) = reach(interface);
    let address = match (address, broadcast.as_str()) {
        (None, _) => String::new(),
        (Some(address), "") => format!("        inet {address}  netmask {mask}\n"),
        (Some(address), broadcast) => format!("        inet {address}  netmask {mask}  broadcast {broadcast}\n"),
    };
    let (flags, link) = match name.as_str() {
        "lo" => (
            "73<UP,LOOPBACK,RUNNING>  mtu 65536",
            "        inet6 ::1  prefixlen 128  scopeid 0x10<host>\n        loop  txqueuelen 1000  (Local Loopback)\n"
                .to_string(),
        ),
        _ => (
            "4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500",
            format!("        ether {hardware}  txqueuelen 0  (Ethernet)\n"),
        ),
    };
    format!(
        "{name}: flags={flags}\n{address}{link}        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n"
    )
}

fn route(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("+ne").parse(process)?;
    if !options.operands.is_empty() {
        return refuse(process, "SIOCADDRT", 7);
    }
    let text = table(process, options.has('n'), options.has('e'));
    Ok(process.print(&text).map(|()| 0)?)
}

/// The routes, as `route` and `netstat -r` show them: the second has windows where the first has metrics.
pub(super) fn table(process: &mut Process<'_>, numbers: bool, windows: bool) -> String {
    let columns = if windows { "  MSS Window  irtt Iface" } else { "Metric Ref    Use Iface" };
    let zeros = if windows { "  0 0          0" } else { "0      0        0" };
    let mut text =
        format!("Kernel IP routing table\nDestination     Gateway         Genmask         Flags {columns}\n");
    let default = if numbers { "0.0.0.0" } else { "default" };
    let none = if numbers || !process.busybox() { "0.0.0.0" } else { "*" };
    for route in routes(process) {
        let mask = route.to.mask();
        let (to, by, flags) = match route.gateway {
            Some(gateway) => (default.to_string(), gateway.to_string(), "UG"),
            None => (route.to.address().to_string(), none.to_string(), "U"),
        };
        text += &format!("{to:<15} {by:<15} {mask:<15} {flags:<5} {zeros} {}\n", route.interface);
    }
    text
}

/// Nobody's address is known before somebody was spoken to.
fn arp(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters(" nave").parse(process)?;
    match options.operands.first() {
        None => Ok(0),
        Some(host) => {
            let text = format!("{host} ({host}) -- no entry\n");
            process.print(&text)?;
            Ok(1)
        }
    }
}
