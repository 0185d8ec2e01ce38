//! `getent`: what the databases of names hold (getent(1)).

use super::super::options::Accepted;
use super::super::{Applet, Ended, accounts};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet =
    Applet { names: &["getent"], about: "looks up users, groups and hosts", usage: "DATABASE [KEY]...", run: getent };

/// How a database is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Fields with colons; the first is the name, the third a number.
    Accounts,
    /// The same without a number.
    Secrets,
    /// An address and names.
    Hosts,
    /// The same for each kind of socket.
    Sockets,
    /// A name, a number and other names.
    Numbers,
    /// A user's groups.
    Groups,
}

/// Databases, their files and kinds.
const DATABASES: &[(&str, &str, Kind)] = &[
    ("ahosts", "/etc/hosts", Kind::Sockets),
    ("ahostsv4", "/etc/hosts", Kind::Sockets),
    ("ahostsv6", "/etc/hosts", Kind::Sockets),
    ("ethers", "/etc/ethers", Kind::Numbers),
    ("group", "/etc/group", Kind::Accounts),
    ("gshadow", "/etc/gshadow", Kind::Secrets),
    ("hosts", "/etc/hosts", Kind::Hosts),
    ("initgroups", "/etc/group", Kind::Groups),
    ("networks", "/etc/networks", Kind::Numbers),
    ("passwd", "/etc/passwd", Kind::Accounts),
    ("protocols", "/etc/protocols", Kind::Numbers),
    ("rpc", "/etc/rpc", Kind::Numbers),
    ("services", "/etc/services", Kind::Numbers),
    ("shadow", "/etc/shadow", Kind::Secrets),
];

/// What a database says of a key.
fn found(text: &str, kind: Kind, database: &str, key: &str) -> Option<String> {
    let plain = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    match kind {
        Kind::Accounts | Kind::Secrets => {
            let number = |line: &str| kind == Kind::Accounts && line.split(':').nth(2) == Some(key);
            text.lines()
                .find(|line| line.split(':').next() == Some(key) || number(line))
                .map(|line| format!("{line}\n"))
        }
        Kind::Hosts => {
            // The newer addresses come first, as the C library asks for them.
            let mut lines: Vec<&str> = plain.filter(|line| line.split_whitespace().any(|word| word == key)).collect();
            lines.sort_by_key(|line| !line.split_whitespace().next().unwrap_or_default().contains(':'));
            lines.first().map(|line| host(line))
        }
        Kind::Sockets => {
            let six = |address: &str| address.contains(':');
            let fits = |address: &str| database == "ahosts" || six(address) == (database == "ahostsv6");
            let lines = plain.filter_map(|line| {
                let mut words = line.split_whitespace();
                let address = words.next().filter(|address| fits(address))?;
                let names: Vec<&str> = words.collect();
                (address == key || names.contains(&key)).then(|| (address, names.first().copied().unwrap_or_default()))
            });
            let rows = lines.map(|(address, name)| {
                format!("{address:<15} STREAM {name}\n{address:<15} DGRAM  \n{address:<15} RAW    \n")
            });
            Some(rows.collect::<String>()).filter(|text| !text.is_empty())
        }
        Kind::Numbers => {
            let is = |line: &&str| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let number = words.get(1).map_or("", |number| number.split('/').next().unwrap_or_default());
                let (name, protocol) = key.split_once('/').unwrap_or((key, ""));
                let of = protocol.is_empty() || words.get(1).is_some_and(|number| number.ends_with(protocol));
                of && !words.is_empty()
                    && (number == name || words.iter().enumerate().any(|(at, word)| at != 1 && *word == name))
            };
            plain.into_iter().find(is).map(numbered)
        }
        Kind::Groups => {
            let member = |line: &&str| line.rsplit(':').next().unwrap_or_default().split(',').any(|name| name == key);
            let numbers = text.lines().filter(member).filter_map(|line| line.split(':').nth(2));
            Some(format!("{key:<21} {}\n", numbers.collect::<Vec<_>>().join(" ")))
        }
    }
}

/// A line of hosts as it is shown.
fn host(line: &str) -> String {
    let (address, names) = line.trim().split_once(char::is_whitespace).unwrap_or((line, ""));
    format!("{address:<15} {}\n", names.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A line with a number as it is shown.
fn numbered(line: &str) -> String {
    let (name, rest) = line.trim().split_once(char::is_whitespace).unwrap_or((line, ""));
    format!("{name:<21} {}\n", rest.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn getent(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("").parse(process)?;
    let Some((database, keys)) = options.operands.split_first() else {
        return process.misused(1, "wrong number of arguments");
    };
    let Some((_, path, kind)) = DATABASES.iter().copied().find(|(name, ..)| name == database) else {
        let text =
            format!("Unknown database: {database}\nTry `getent --help' or `getent --usage' for more information.\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    };
    let text = accounts::text(process.system, path);
    if keys.is_empty() {
        let plain = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        let plain = plain.filter(|line| !line.trim().is_empty());
        let shown = match kind {
            Kind::Accounts | Kind::Secrets => text.clone(),
            Kind::Hosts | Kind::Sockets => plain.map(host).collect(),
            Kind::Numbers => plain.map(numbered).collect(),
            Kind::Groups => return process.fail(3, &format!("Enumeration not supported on {database}")),
        };
        process.print(&shown)?;
        return Ok(0);
    }
    let mut status = 0;
    for key in keys {
        match found(&text, kind, database, key) {
            Some(line) => process.print(&line)?,
            None => status = 2,
        }
    }
    Ok(status)
}
