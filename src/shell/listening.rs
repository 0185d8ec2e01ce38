//! Who takes connections at a TCP port: servers that answer HTTP say so themselves ([`Stay::serves`](super::Stay)); of the
//! others it is known by the program.

use super::process::{Listener, ProcessInfo};
use super::programs::listens;
use super::served::HttpAsked;

/// Servers that are code and speak no HTTP: what they call themselves, and their port.
const SERVERS: &[(&str, u16)] =
    &[("mariadbd", 3306), ("mysqld", 3306), ("postgres", 5432), ("redis-server", 6379), ("valkey-server", 6379)];

/// What a process is called: the last part of its first word.
pub fn program_name(command: &str) -> &str {
    let first = command.split(' ').next().unwrap_or_default().trim_end_matches(':');
    first.rsplit('/').next().unwrap_or(first)
}

/// The ports of a process that takes connections and answers no HTTP, by its command line.
pub fn bare_ports(command: &str) -> Vec<u16> {
    let name = program_name(command);
    let usual = SERVERS.iter().find(|(server, _)| *server == name).map(|(_, port)| std::slice::from_ref(port));
    let usual = usual.unwrap_or_else(|| listens(command, name));
    let [first, others @ ..] = usual else { return Vec::new() };
    std::iter::once(told_port(command).unwrap_or(*first)).chain(others.iter().copied()).collect()
}

/// The port that a command line says.
fn told_port(command: &str) -> Option<u16> {
    let mut words = command.split(' ').skip(1);
    while let Some(word) = words.next() {
        // `redis-server *:6379` calls itself so.
        let told = word.strip_prefix("*:").or_else(|| word.strip_prefix("--port=")).map(str::to_string);
        let told =
            told.or_else(|| matches!(word, "--port" | "-p" | "-P").then(|| words.next()).flatten().map(String::from));
        if let Some(port) = told.and_then(|port| port.parse().ok()) {
            return Some(port);
        }
    }
    None
}

impl Listener {
    /// The addresses that it listens at, as `netstat` shows them: a server that does not know of IPv6 has one, one that
    /// takes both from one socket, too.
    pub fn addresses(&self) -> &'static [&'static str] {
        match self.process.as_ref().map_or("", |(_, command)| program_name(command)) {
            "node" | "npm" | "java" | "mysqld" | "mariadbd" | "caddy" | "traefik" | "registry" | "httpd"
            | "apache2" => &["::"],
            "python" | "python3" | "gunicorn" | "uvicorn" | "php" | "puma" | "ruby" => &["0.0.0.0"],
            _ => &["0.0.0.0", "::"],
        }
    }
}

/// Who listens at these ports and by these processes.
pub fn listeners(ports: impl IntoIterator<Item = u16>, processes: &[ProcessInfo]) -> Vec<Listener> {
    let bare = processes.iter().flat_map(|process| {
        let owner = Some((process.pid, process.command.clone()));
        bare_ports(&process.command).into_iter().map(move |port| Listener { port, process: owner.clone() })
    });
    let mut found: Vec<Listener> = Vec::new();
    let first = processes.iter().find(|process| process.pid == 1).or(processes.first());
    let first = first.map(|process| (process.pid, process.command.clone()));
    for listener in bare.chain(ports.into_iter().map(|port| Listener { port, process: first.clone() })) {
        if found.iter().all(|known| known.port != listener.port) {
            found.push(listener);
        }
    }
    found.sort();
    found
}

/// What a machine is asked that is no request of HTTP: no method has a blank in it.
const CONNECTION: &str = "a connection";
const ECHO: &str = "an echo";
const QUESTION: &str = "a name";

impl HttpAsked {
    /// Whether somebody takes a connection.
    pub fn connection() -> Self {
        HttpAsked { method: CONNECTION.into(), ..HttpAsked::default() }
    }

    /// Whether the machine is there (ICMP).
    pub fn echo() -> Self {
        HttpAsked { method: ECHO.into(), ..HttpAsked::default() }
    }

    /// What a name server knows of a name, or of an address: the target.
    pub fn question() -> Self {
        HttpAsked { method: QUESTION.into(), ..HttpAsked::default() }
    }

    /// Whether it is the third of these.
    pub fn is_question(&self) -> bool {
        self.method == QUESTION
    }

    /// Whether it is the first of them.
    pub fn is_connection(&self) -> bool {
        self.method == CONNECTION
    }

    /// Whether it is the second.
    pub fn is_echo(&self) -> bool {
        self.method == ECHO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_known_by_the_program() {
        for (command, port) in [
            ("postgres", Some(5432)),
            ("/usr/local/bin/postgres -p 5433", Some(5433)),
            ("redis-server *:6400", Some(6400)),
            ("mysqld --port=3307", Some(3307)),
            ("postgres: checkpointer", Some(5432)),
            ("memcached -m 64 -p 11212", Some(11212)),
            ("cassandra -f", Some(9042)),
            ("nginx: master process", None),
            ("java -jar app.jar", None),
        ] {
            assert_eq!(bare_ports(command), port.into_iter().collect::<Vec<u16>>(), "{command}");
        }
    }
}
