//! `nc -z`: whether somebody listens at a port.

use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["nc", "netcat", "ncat"],
    about: "asks whether somebody listens at a port",
    usage: "-z [-v] [-w SECONDS] HOST PORT",
    run,
};

/// Who listens answers at once: how long one waits does not show.
const ACCEPTED: Accepted = Accepted { letters: "zvu n4w:q:N", long: &[], misuse: 1 };
/// Ports of a range.
const MOST_PORTS: u16 = 10_000;

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let [host, ports @ ..] = options.operands.as_slice() else { return usage(process) };
    if ports.is_empty() {
        return usage(process);
    }
    if !options.has('z') {
        return process.fail(1, "the sandbox carries no raw bytes between machines; nc -z is simulated");
    }
    if options.has('u') {
        return process.fail(1, "layercake does not simulate the option -u");
    }
    let mut status = 1;
    for range in ports {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
            let gnu = format!("port number invalid: {range}");
            process.complain_as(&gnu, &format!("bad port '{range}'"))?;
            return Ok(1);
        };
        if last.saturating_sub(first) > MOST_PORTS {
            return process.fail(1, &format!("layercake asks at most {MOST_PORTS} ports"));
        }
        for port in first..=last {
            process.system.step()?;
            if knock(process, host, port, options.has('v'))? {
                status = 0;
            }
        }
    }
    Ok(status)
}

fn usage(process: &mut Process<'_>) -> Ended {
    if process.busybox() {
        return process.missing_operand();
    }
    process.output.write(Stream::Err, b"usage: nc -z [-v] [-w timeout] destination port\n")?;
    Ok(1)
}

/// Whether somebody listens there, with what is said of it.
fn knock(process: &mut Process<'_>, host: &str, port: u16, verbose: bool) -> Result<bool, Bail> {
    let address = super::super::machine::look_up(process, host).unwrap_or_else(|| host.to_string());
    let busybox = process.busybox();
    let told = process.system.connect(host, port);
    let text = match &told {
        Ok(()) if busybox => format!("{host} ({address}:{port}) open\n"),
        Ok(()) => format!("Connection to {host} ({address}) {port} port [tcp/*] succeeded!\n"),
        Err(words) if words.starts_with("(6)") => {
            let words = match busybox {
                true => format!("bad address '{host}'"),
                false => format!("getaddrinfo for host \"{host}\" port {port}: Name or service not known"),
            };
            return process.fail(1, &words);
        }
        Err(_) if busybox => format!("nc: {host} ({address}:{port}): Connection refused\n"),
        Err(_) => format!("nc: connect to {host} ({address}) port {port} (tcp) failed: Connection refused\n"),
    };
    if verbose {
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    Ok(told.is_ok())
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::{Machine, run_on};

    #[test]
    fn who_listens_is_told_whatever_it_speaks() {
        for (flavour, line, said, status) in [
            (Gnu, "nc -z localhost 5432", "", 0),
            (Gnu, "nc -zv localhost 5432", "Connection to localhost (localhost) 5432 port [tcp/*] succeeded!\n", 0),
            (Gnu, "nc -z -w 1 localhost 80", "", 1),
            (Gnu, "nc -z localhost 5430-5440", "", 0),
            (Gnu, "nc -z nowhere 80", "nc: getaddrinfo for host \"nowhere\" port 80: Name or service not known\n", 1),
            (Busybox, "nc -zv localhost 5432", "localhost (localhost:5432) open\n", 0),
            (Busybox, "nc -z nowhere 80", "nc: bad address 'nowhere'\n", 1),
        ] {
            let mut machine = Machine::new(flavour);
            machine.ports = vec![5432];
            let outcome = run_on(&mut machine, line, "").unwrap();
            assert_eq!((outcome.stderr.as_str(), outcome.status), (said, status), "{line}");
        }
    }
}
