//! `nslookup` and `traceroute`.

use super::super::options::Accepted;
use super::super::{Applet, Ended};
use super::known::{ENGINES_NAME_SERVER, gateway, hosts, look_up, name_server, wait_for_answer};
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
    let own = name_server(process);
    let server = options.operands.get(1).cloned();
    let names = hosts(process);
    let number = host.parse::<core::net::Ipv4Addr>().ok();
    let answer = match number {
        Some(address) => {
            let known =
                names.into_iter().find(|(known, _)| *known == host).and_then(|(_, names)| names.first().cloned());
            let known = known.or_else(|| process.system.resolve(&host).into_iter().next());
            let [a, b, c, d] = address.octets();
            known.map(|name| format!("{d}.{c}.{b}.{a}.in-addr.arpa\tname = {name}\n"))
        }
        None => {
            let known = names.into_iter().find(|(address, names)| address.contains('.') && names.contains(&host));
            let found = match known {
                Some((address, _)) => vec![address],
                None => process.system.resolve(&host),
            };
            let lines: String = found.iter().map(|address| format!("Name:\t{host}\nAddress: {address}\n")).collect();
            Some(lines).filter(|lines| !lines.is_empty())
        }
    };
    // Another server is beyond this machine.
    let asks_own = server.is_none_or(|server| server == own);
    let port = if process.busybox() { ":53" } else { "#53" };
    let head = format!("Server:\t\t{own}\nAddress:\t{own}{port}\n\n");
    let Some(answer) = answer.filter(|_| asks_own) else {
        if asks_own && own == ENGINES_NAME_SERVER {
            // A question of each family.
            let twice = if process.busybox() { 2 } else { 1 };
            let said = format!("** server can't find {host}: NXDOMAIN\n\n").repeat(twice);
            process.print(&format!("{head}{said}"))?;
            return Ok(1);
        }
        wait_for_answer(process)?;
        process.print(";; connection timed out; no servers could be reached\n\n")?;
        return Ok(1);
    };
    let gap = if process.busybox() { "\n" } else { "" };
    process.print(&format!("{head}Non-authoritative answer:\n{answer}\n{gap}"))?;
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
        wait_for_answer(process)?;
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
    let Some(gateway) = gateway(process).map(|gateway| gateway.to_string()) else {
        return match process.busybox() {
            true => process.fail(1, "sendto: Network is unreachable"),
            false => process.fail(1, "connect: Network is unreachable"),
        };
    };
    process.print(&format!(" 1  {}{times}\n", named(&gateway, &gateway)))?;
    // Nobody answers beyond the gateway.
    for hop in 2..=hops {
        let pause = i64::try_from(queries * wait).unwrap_or(1).saturating_mul(SECOND);
        process.system.sleep(pause)?;
        process.print(&format!("{hop:>2} {}\n", " *".repeat(usize::try_from(queries).unwrap_or(1))))?;
    }
    Ok(0)
}
