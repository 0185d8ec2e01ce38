//! `wget`: GET into a file.

use super::curl::{header, join};
use crate::shell::programs::{Accepted, Applet, Ended};
use crate::shell::{Process, Stream};
use crate::text::{Url, split_port};

pub(super) static PROGRAM: Applet =
    Applet { names: &["wget"], about: "fetches URLs into files", usage: "[-qcS] [-O FILE] [-T SEC] URL...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "qcO:T:U:P:",
    long: &[("quiet", 'q'), ("output-document", 'O'), ("timeout", 'T'), ("directory-prefix", 'P'), ("spider", 's')],
    misuse: 2,
};
/// Redirections that are followed.
const REDIRECTIONS: usize = 10;

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if options.operands.is_empty() {
        return process.missing_operand();
    }
    for url in options.operands.clone() {
        let mut url = if url.contains("://") { url } else { format!("http://{url}") };
        let host = Url::split(&url).authority.to_string();
        if !options.has('q') {
            process.output.write(Stream::Err, format!("Connecting to {host}\n").as_bytes())?;
        }
        let mut reply = process.system.http_get(&url);
        for _ in 0..REDIRECTIONS {
            let Ok(found) = &reply else { break };
            let location = header(found, "location").filter(|_| (300..400).contains(&found.status));
            let Some(location) = location else { break };
            url = join(&url, &location);
            reply = process.system.http_get(&url);
        }
        let reply = match reply {
            Ok(reply) => reply,
            Err(words) if words.starts_with("(6)") => {
                let name = split_port(&host).0;
                return process.fail(1, &format!("bad address '{name}'"));
            }
            Err(_) if split_port(&host).0.parse::<core::net::Ipv4Addr>().is_ok() => {
                let address = split_port(&host).0;
                return process.fail(1, &format!("can't connect to remote host ({address}): Connection refused"));
            }
            Err(_) => return process.fail(1, &format!("can't connect to remote host ({host}): Connection refused")),
        };
        if reply.status >= 400 {
            let reason = if reply.status == 404 { "Not Found" } else { "Forbidden" };
            return process.fail(1, &format!("server returned error: HTTP/1.1 {} {reason}", reply.status));
        }
        let target = Url::split(&url).target();
        let last = target.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html").to_string();
        let name = match (options.value('O'), options.value('P')) {
            (Some(name), _) => name.to_string(),
            (None, Some(folder)) => {
                let path = process.absolute(folder);
                if let Err(errno) = process.system.files().make_dirs(&path, 0o755) {
                    return process.fail(1, &format!("can't open '{folder}/{last}': {errno}"));
                }
                format!("{}/{last}", folder.trim_end_matches('/'))
            }
            (None, None) => last,
        };
        if name == "-" {
            process.output.write_rope(Stream::Out, &reply.body)?;
            continue;
        }
        let path = process.absolute(&name);
        if let Err(errno) = process.system.files().write(&path, reply.body.clone(), 0o644) {
            return process.fail(1, &format!("can't open '{name}': {errno}"));
        }
        if !options.has('q') {
            process.output.write(Stream::Err, format!("saving to '{name}'\n'{name}' saved\n").as_bytes())?;
        }
    }
    Ok(0)
}
