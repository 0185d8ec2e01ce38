//! `nslookup` and `traceroute`.

use super::super::options::Accepted;
use super::super::{Applet, Ended};
use super::known::{connected, hosts, look_up, read};
use super::ping::PATIENCE;
use crate::clock::SECOND;
use crate::shell::{Process, Stream};

pub(super) static NSLOOKUP: Applet =
    Applet { names: &["nslookup"], about: "asks for a name's address", usage: "HOST [SERVER]", run: nslookup };
pub(super) static TRACEROUTE: Applet = Applet {
    names: &["traceroute"],
    about: "shows the way to a host",
    usage: "[-n] [-m HOPS] [-q COUNT] [-w SEC] HOST",
    run: traceroute,
};

/// Machines on the way that are asked for at most.
const HOPS: u64 = 30;
const MOST_HOPS: u64 = 255;
/// Requests to each of them.
const MOST_QUERIES: u64 = 10;

/// The names of other machines, which the name server knows, are those in `/etc/hosts`.
fn nslookup(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("").parse(process)?;
    let Some(host) = options.operands.first().cloned() else {
        return match process.busybox() {
            true => process.missing_operand(),
            false => process.fail(1, "layercake does not simulate the dialogue; name a host"),
        };
    };
    let own = read(process, "/etc/resolv.conf").unwrap_or_default();
    let own = own.lines().find_map(|line| line.strip_prefix("nameserver ")).unwrap_or("127.0.0.1").trim().to_string();
    let server = options.operands.get(1).cloned();
    let names = hosts(process);
    let number = host.parse::<core::net::Ipv4Addr>().ok();
    let answer = match number {
        Some(address) => names.into_iter().find(|(known, _)| *known == host).and_then(|(_, names)| {
            let [a, b, c, d] = address.octets();
            Some(format!("{d}.{c}.{b}.{a}.in-addr.arpa\tname = {}\n", names.first()?))
        }),
        None => {
            let found = names.into_iter().find(|(address, names)| address.contains('.') && names.contains(&host));
            found.map(|(address, _)| format!("Name:\t{host}\nAddress: {address}\n"))
        }
    };
    // Another server is beyond this machine.
    let Some(answer) = answer.filter(|_| server.is_none_or(|server| server == own)) else {
        process.system.sleep(PATIENCE)?;
        process.print(";; connection timed out; no servers could be reached\n\n")?;
        return Ok(1);
    };
    let port = if process.busybox() { ":53" } else { "#53" };
    let gap = if process.busybox() { "\n" } else { "" };
    process.print(&format!("Server:\t\t{own}\nAddress:\t{own}{port}\n\nNon-authoritative answer:\n{answer}\n{gap}"))?;
    Ok(0)
}

fn traceroute(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("m:q:w:n I").parse(process)?;
    let Some(host) = options.operands.first().cloned() else { return process.missing_operand() };
    let mut numbers = [HOPS, 3, 5];
    for ((letter, most), slot) in [('m', MOST_HOPS), ('q', MOST_QUERIES), ('w', 60)].into_iter().zip(&mut numbers) {
        let Some(text) = options.value(letter) else { continue };
        match text.parse::<u64>() {
            Ok(number) if (1..=most).contains(&number) => *slot = number,
            _ => return process.fail(1, &format!("invalid number '{text}'")),
        }
    }
    let [hops, queries, wait] = numbers;
    let Some(address) = look_up(process, &host) else {
        process.system.sleep(PATIENCE)?;
        return match process.busybox() {
            true => process.fail(1, &format!("bad address '{host}'")),
            false => {
                let text = format!(
                    "{host}: Temporary failure in name resolution\nCannot handle \"host\" cmdline arg `{host}' on position 1 \
                     (argc 1)\n"
                );
                process.output.write(Stream::Err, text.as_bytes())?;
                Ok(2)
            }
        };
    };
    let bytes = if process.busybox() { 46 } else { 60 };
    process.print(&format!("traceroute to {host} ({address}), {hops} hops max, {bytes} byte packets\n"))?;
    let times = "  0.050 ms".repeat(usize::try_from(queries).unwrap_or(1));
    let named =
        |name: &str, address: &str| if options.has('n') { address.to_string() } else { format!("{name} ({address})") };
    if process.system.reaches(&address) {
        process.print(&format!(" 1  {}{times}\n", named(&host, &address)))?;
        return Ok(0);
    }
    let Some((_, gateway)) = connected(process) else {
        return match process.busybox() {
            true => process.fail(1, "sendto: Network is unreachable"),
            false => process.fail(1, "connect: Network is unreachable"),
        };
    };
    process.print(&format!(" 1  {}{times}\n", named(gateway, gateway)))?;
    // Nobody answers beyond the gateway.
    for hop in 2..=hops {
        let pause = i64::try_from(queries * wait).unwrap_or(1).saturating_mul(SECOND);
        process.system.sleep(pause)?;
        process.print(&format!("{hop:>2} {}\n", " *".repeat(usize::try_from(queries).unwrap_or(1))))?;
    }
    Ok(0)
}
