//! HTTP without sockets: what a server answers of the files that it serves, and what `curl` beside it gets.

use crate::content::Rope;
use crate::shell::{HttpReply, Served};
use crate::text::{Url, ipv4, is_loopback, is_own, media_type, percent_decoded};
use crate::vfs::{FileType, Files, Path};

/// Bytes of `/etc/hosts` that are read.
const HOSTS_LIMIT: u64 = 1 << 20;

/// What a URL leads to.
pub enum Reached {
    Reply(HttpReply),
    /// A program that answers itself at this port is asked for this path and query.
    Program(u16, String),
    /// It is at this address of another machine, or of the host that this one may be.
    Beyond(String, u16, String),
}

/// Host and port of a URL; the error is what `curl` says after its name.
pub fn host_and_port(url: &str) -> Result<(&str, u16), String> {
    let parts = Url::split(url);
    if !matches!(parts.scheme, "" | "http" | "https") {
        return Err(format!("(1) Protocol \"{}\" not supported", parts.scheme));
    }
    parts.host_and_port().ok_or_else(|| "(3) URL rejected: Port number was not a decimal number".to_string())
}

/// What a URL leads to from beside servers that are `servers`, where its host is at this address.
pub fn reach(files: &dyn Files, servers: &[(u16, Served)], address: String, port: u16, url: &str) -> Reached {
    let parts = Url::split(url);
    let own = servers.iter().find(|(listens, _)| *listens == port && address == OWN);
    match own {
        Some((_, served)) if served.is_program() => Reached::Program(port, parts.target()),
        Some((_, served)) => Reached::Reply(serve(files, served, &parts.target(), "")),
        None => Reached::Beyond(address, port, parts.target()),
    }
}

/// This machine's own address.
pub const OWN: &str = "localhost";

/// Where a host is, by its number or what stands in `/etc/hosts`.
pub fn address(files: &dyn Files, hostname: &str, host: &str) -> Option<String> {
    if is_own(host) || host == hostname { Some(OWN.into()) } else { look_up(files, hostname, host) }
}

/// The address of a host by what `/etc/hosts` says; the machine's own is its `localhost`.
fn look_up(files: &dyn Files, hostname: &str, host: &str) -> Option<String> {
    let bytes = files.read("/etc/hosts").ok()?.bytes_up_to(HOSTS_LIMIT).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
    let rows: Vec<(&str, Vec<&str>)> =
        lines.filter_map(|mut words| Some((words.next()?, words.collect::<Vec<_>>()))).collect();
    let of = |name: &str| rows.iter().find(|(address, names)| address.contains('.') && names.contains(&name));
    let address = match ipv4(host) {
        Some(address) => address.to_string(),
        None => of(host)?.0.to_string(),
    };
    let own = of(hostname).is_some_and(|(own, _)| *own == address);
    Some(if own || is_loopback(&address) { OWN.into() } else { address })
}

/// What a server answers to GET of a path.
pub fn serve(files: &dyn Files, served: &Served, path: &str, server: &str) -> HttpReply {
    let root = match served {
        Served::Files(root) => root,
        Served::Text(text) => {
            let kind = if text.starts_with('{') { "application/json" } else { "text/plain" };
            return reply(200, server, kind, Rope::from(text.clone()));
        }
        Served::Pages(pages) => {
            let asked = path.split(['?', '#']).next().unwrap_or_default();
            let found =
                pages.iter().find(|page| page.path == asked).or_else(|| pages.iter().find(|page| page.path.is_empty()));
            return match found {
                Some(page) => reply(page.status, server, &page.media_type, Rope::from(page.text.clone())),
                None => self::page(404, server, "Not Found"),
            };
        }
        Served::Registry(_) | Served::Program | Served::OwnProgram => return page(404, server, "Not Found"),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut file = Path::new(root).within(&percent_decoded(path));
    if files.stat(&file, true).is_ok_and(|stat| stat.kind == FileType::Directory) {
        if !path.ends_with('/') {
            let mut moved = page(301, server, "Moved Permanently");
            moved.headers.push(("Location".into(), format!("{path}/")));
            return moved;
        }
        file = file.child("index.html");
        if files.stat(&file, true).is_err() {
            return page(403, server, "Forbidden");
        }
    }
    match files.read(&file) {
        Ok(content) => {
            let mut found = reply(200, server, media_type(&file), content);
            if let Ok(stat) = files.stat(&file, true) {
                let at = stat.mtime.in_utc("%a, %d %b %Y %H:%M:%S GMT");
                found.headers.push(("Last-Modified".into(), at));
            }
            found.headers.push(("Accept-Ranges".into(), "bytes".into()));
            found
        }
        Err(_) => page(404, server, "Not Found"),
    }
}

fn page(status: u16, server: &str, title: &str) -> HttpReply {
    let body = if server.starts_with("nginx") {
        format!(
            "<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n\
             <hr><center>{server}</center>\r\n</body>\r\n</html>\r\n"
        )
    } else {
        format!("<html><head><title>{status} {title}</title></head><body><h1>{title}</h1></body></html>\n")
    };
    reply(status, server, "text/html", Rope::from(body))
}

fn reply(status: u16, server: &str, kind: &str, body: Rope) -> HttpReply {
    let mut headers = Vec::new();
    if !server.is_empty() {
        headers.push(("Server".to_string(), server.to_string()));
    }
    headers.push(("Content-Type".to_string(), kind.to_string()));
    headers.push(("Content-Length".to_string(), body.len().to_string()));
    HttpReply { status, headers, body }
}
