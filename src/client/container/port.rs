//! `docker port` (docker/cli `cli/command/container/port.go`).

use serde_json::Value;

use super::ports::port_number;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};

pub static PORT: Command = Command {
    about: "Show which ports of the host lead to a container",
    synopsis: "CONTAINER [PRIVATE_PORT[/PROTO]]",
    aliases: "docker container port, docker port",
    count: Count::Between(1, 2),
    arguments: &[Argument::Container, Argument::Word],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let name = given.argument(0);
    let inspected = docker.engine().container_inspect(name, false)?;
    let ports = inspected.pointer("/NetworkSettings/Ports").and_then(Value::as_object).cloned().unwrap_or_default();
    let ends = |bindings: &Value| -> Vec<String> {
        let text = |binding: &Value, key: &str| binding.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        let bindings = bindings.as_array().map_or(&[][..], Vec::as_slice);
        bindings.iter().map(|binding| join_host_port(&text(binding, "HostIp"), &text(binding, "HostPort"))).collect()
    };
    let asked = given.argument(1);
    let mut lines: Vec<String> = match asked {
        "" => ports
            .iter()
            .flat_map(|(port, bindings)| ends(bindings).into_iter().map(move |end| format!("{port} -> {end}")))
            .collect(),
        asked => {
            let (number, protocol) = asked.split_once('/').unwrap_or((asked, "tcp"));
            let port = port_number(number).map_err(|why| Failure::new(format!("invalid port '{number}': {why}")))?;
            let wanted = format!("{port}/{}", if protocol.is_empty() { "tcp".into() } else { protocol.to_lowercase() });
            let found = ports.get(&wanted).map(ends).unwrap_or_default();
            if found.is_empty() {
                return Err(Failure::new(format!("no public port '{asked}' published for {name}")));
            }
            found
        }
    };
    lines.sort_by_key(|line| (line.split('/').next().and_then(|port| port.parse::<u32>().ok()), line.clone()));
    if lines.is_empty() { Ok(()) } else { docker.out_line(&lines.join("\n")) }
}

/// `host:port`, with brackets around an IPv6 address.
pub(super) fn join_host_port(host: &str, port: &str) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
