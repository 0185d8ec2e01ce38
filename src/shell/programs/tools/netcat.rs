//! `nc -z`: whether somebody listens at a port. Only servers of the web are there to be asked.

use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["nc", "netcat", "ncat"],
    about: "asks whether somebody listens at a port",
    usage: "-z [-v] [-w SECONDS] HOST PORT",
    run,
};

fn run(process: &mut Process<'_>) -> Ended {
    let accepted = super::super::options::Accepted { letters: "zvw:n4q:", long: &[], misuse: 1 };
    let options = accepted.parse(process)?;
    let [host, port] = options.operands.as_slice() else {
        process.output.write(Stream::Err, b"usage: nc -z [-v] [-w timeout] destination port\n")?;
        return Ok(1);
    };
    if !options.has('z') {
        return process.fail(1, "the sandbox carries no raw bytes between machines; nc -z is simulated");
    }
    match process.system.http_get(&format!("http://{host}:{port}/")) {
        Ok(_) => {
            if options.has('v') {
                let text = format!("Connection to {host} {port} port [tcp/*] succeeded!\n");
                process.output.write(Stream::Err, text.as_bytes())?;
            }
            Ok(0)
        }
        Err(error) if error.starts_with("(6)") => {
            process.fail(1, &format!("getaddrinfo for host \"{host}\" port {port}: Name or service not known"))
        }
        Err(_) => {
            if options.has('v') {
                let text = format!("nc: connect to {host} port {port} (tcp) failed: Connection refused\n");
                process.output.write(Stream::Err, text.as_bytes())?;
            }
            Ok(1)
        }
    }
}
