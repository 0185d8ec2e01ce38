//! [`Way`]: an interface of a container, and how the kernel shows them all in `/proc/net` and `/sys/class/net`.

use core::net::Ipv4Addr;

use crate::text::Subnet;

/// An interface to a network of containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub hardware: String,
    pub address: Ipv4Addr,
    pub subnet: Subnet,
    /// Where the rest of the world is reached; `None`: nowhere.
    pub gateway: Option<Ipv4Addr>,
}

/// `/sys/class/net/…/address`
pub(super) fn hardware(ways: &[Way]) -> impl Iterator<Item = (String, String)> {
    let row = |(at, way): (usize, &Way)| (format!("/class/net/eth{at}/address"), format!("{}\n", way.hardware));
    let own = ("/class/net/lo/address".to_string(), "00:00:00:00:00:00\n".to_string());
    std::iter::once(own).chain(ways.iter().enumerate().map(row))
}

/// `/proc/net/dev` (proc_pid_net(5)): nothing has gone over the interfaces yet.
pub(super) fn devices(ways: &[Way]) -> String {
    let head = "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";
    let row = |name: &str| {
        format!(
            "{name:>6}:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n"
        )
    };
    let others: String = (0..ways.len()).map(|at| row(&format!("eth{at}"))).collect();
    format!("{head}{}{others}", row("lo"))
}

/// `/proc/net/route`: the first way that leads out is the default; addresses have their lowest byte first.
pub(super) fn routes(ways: &[Way]) -> String {
    let number = |address: Ipv4Addr| format!("{:08X}", u32::from(address).swap_bytes());
    let line = |text: String| format!("{text:<127}\n");
    let none = Ipv4Addr::UNSPECIFIED;
    let row = |at: usize, to: Ipv4Addr, by: Ipv4Addr, flags: &str, mask: Ipv4Addr| {
        let (to, by, mask) = (number(to), number(by), number(mask));
        line(format!("eth{at}\t{to}\t{by}\t{flags}\t0\t0\t0\t{mask}\t0\t0\t0"))
    };
    let head = line("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT".into());
    let out = ways.iter().enumerate().find_map(|(at, way)| Some(row(at, none, way.gateway?, "0003", none)));
    let own = ways.iter().enumerate();
    let own = own.map(|(at, way)| row(at, way.subnet.masked().address(), none, "0001", way.subnet.mask()));
    std::iter::once(head).chain(out).chain(own).collect()
}
