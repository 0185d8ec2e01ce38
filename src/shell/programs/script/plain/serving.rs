//! A site of PHP's: the files of a directory, of which those of PHP's run for each request. Apache with PHP in it serves
//! so, and `php -S`, PHP's own server.

use std::collections::BTreeMap;

use super::{Running, Tongue};
use crate::content::Rope;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{HttpReply, HttpRequest, Process, Served, Stay, Stream};
use crate::text::{media_type, percent_decoded};
use crate::vfs::{FileType, Path};

/// A site.
pub(in crate::shell::programs) struct Site {
    /// The directory of its files.
    pub root: String,
    pub port: u16,
    /// Where it listens; empty: at all addresses.
    pub address: String,
    /// PHP's version.
    pub version: String,
    /// Apache's name and version; `None`: it is PHP's own server.
    pub apache: Option<String>,
    /// How the server is shown, and what ends it.
    pub stay: Stay,
}

/// What is asked of a page: `$_SERVER` and `$_GET`, and the headers that it sets.
#[derive(Default)]
pub(super) struct Page {
    pub server: BTreeMap<String, String>,
    pub query: BTreeMap<String, String>,
    pub headers: Vec<(String, String)>,
    /// What it has printed.
    pub printed: String,
}

/// Answers requests until the server is stopped.
pub(in crate::shell::programs) fn serve(process: &mut Process<'_>, site: &Site) -> Ended {
    let stay = Stay { serves: Some((site.port, Served::program_at(&site.address))), ..site.stay.clone() };
    while let Some(request) = process.system.accept(&stay, None)? {
        let reply = answer(process, site, &request)?;
        log(process, site, &request, &reply)?;
        process.system.respond(reply);
    }
    Ok(0)
}

fn answer(process: &mut Process<'_>, site: &Site, request: &HttpRequest) -> Result<HttpReply, Bail> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut headers = Vec::new();
    if let Some(name) = &site.apache {
        headers.push(("Server".to_string(), name.clone()));
    }
    let html = |status: u16, mut headers: Vec<(String, String)>, title: &str, words: &str| {
        headers.push(("Content-Type".into(), "text/html; charset=UTF-8".into()));
        let text = format!(
            "<html><head>\n<title>{status} {title}</title>\n</head><body>\n<h1>{title}</h1>\n<p>{words}</p>\n</body></html>\n"
        );
        Ok(HttpReply { status, headers, body: Rope::from(text) })
    };
    let file = match found(process, site, path) {
        Found::File(file) => file,
        Found::Closed => {
            return html(403, headers, "Forbidden", "You don't have permission to access this resource.");
        }
        Found::Nothing => return html(404, headers, "Not Found", "The requested URL was not found on this server."),
    };
    let Ok(content) = process.system.files().read(&file) else {
        return html(403, headers, "Forbidden", "You don't have permission to access this resource.");
    };
    if !file.ends_with(".php") {
        headers.push(("Content-Type".into(), kind(&file).into()));
        return Ok(HttpReply { status: 200, headers, body: content });
    }
    let bytes = content.bytes_up_to(super::LONGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let page = Page { server: server(site, request, &file), query: pairs(query), ..Page::default() };
    let (version, shown) = (site.version.clone(), file);
    let mut running = Running {
        process,
        tongue: Tongue::Php,
        version,
        shown,
        arguments: Vec::new(),
        variables: BTreeMap::new(),
        page: Some(page),
    };
    let status = if running.play(&text)? == 0 { 200 } else { 500 };
    let page = running.page.take().unwrap_or_default();
    headers.push(("X-Powered-By".into(), format!("PHP/{}", site.version)));
    let own = |name: &str| page.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    if !own("Content-Type") {
        headers.push(("Content-Type".into(), "text/html; charset=UTF-8".into()));
    }
    headers.extend(page.headers);
    Ok(HttpReply { status, headers, body: Rope::from(page.printed) })
}

/// What a path leads to.
enum Found {
    File(String),
    /// A directory without a page.
    Closed,
    Nothing,
}

fn found(process: &mut Process<'_>, site: &Site, path: &str) -> Found {
    let root = Path::new(&site.root);
    let whole = root.within(&percent_decoded(path));
    let files = process.system.files();
    let is_file = |path: &str| files.stat(path, true).is_ok_and(|stat| stat.kind == FileType::File);
    match files.stat(&whole, true) {
        Ok(stat) if stat.kind == FileType::File => return Found::File(whole.into()),
        Ok(stat) if stat.kind == FileType::Directory => {
            let pages = ["index.php", "index.html"].map(|name| whole.child(name));
            return match pages.into_iter().find(|page| is_file(page)) {
                Some(page) => Found::File(page.into()),
                None if site.apache.is_some() => Found::Closed,
                None => Found::Nothing,
            };
        }
        _ => {}
    }
    // PHP's own server gives what it does not find to the page of the site.
    let page = root.child("index.php");
    if site.apache.is_none() && is_file(&page) { Found::File(page.into()) } else { Found::Nothing }
}

/// `$_SERVER` (PHP's manual, "$_SERVER").
fn server(site: &Site, request: &HttpRequest, file: &str) -> BTreeMap<String, String> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let name = file.strip_prefix(site.root.trim_end_matches('/')).unwrap_or(file);
    let own = [
        ("REQUEST_METHOD", request.asked.method.as_str()),
        ("REQUEST_URI", &request.target),
        ("QUERY_STRING", query),
        ("PATH_INFO", path),
        ("SCRIPT_NAME", name),
        ("PHP_SELF", name),
        ("SCRIPT_FILENAME", file),
        ("DOCUMENT_ROOT", &site.root),
        ("REMOTE_ADDR", &request.from),
        ("SERVER_PROTOCOL", "HTTP/1.1"),
        ("SERVER_SOFTWARE", site.apache.as_deref().unwrap_or("PHP Development Server")),
    ];
    let headers = request.asked.headers.iter();
    let headers = headers.map(|(name, text)| (format!("HTTP_{}", name.to_uppercase().replace('-', "_")), text.clone()));
    let mut all: BTreeMap<String, String> = own.map(|(name, text)| (name.to_string(), text.to_string())).into();
    all.insert("SERVER_PORT".into(), site.port.to_string());
    all.extend(headers);
    all
}

/// The pairs of a query.
fn pairs(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let plain = |text: &str| percent_decoded(&text.replace('+', " "));
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, text)| (plain(name), plain(text)))
        .collect()
}

/// Both servers call a script by its newer name (RFC 9239).
fn kind(file: &str) -> &'static str {
    match media_type(file) {
        "application/javascript" => "text/javascript",
        other => other,
    }
}

/// A line for each request: Apache's on standard output, those of PHP's own server on standard error.
fn log(process: &mut Process<'_>, site: &Site, request: &HttpRequest, reply: &HttpReply) -> Result<(), Bail> {
    let now = process.system.clock().now();
    let HttpRequest { target, from, asked, .. } = request;
    let (method, status) = (&asked.method, reply.status);
    if site.apache.is_some() {
        let agent = asked.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
        let agent = agent.map_or("-", |(_, agent)| agent.as_str());
        let at = now.in_utc("%d/%b/%Y:%H:%M:%S +0000");
        let size = reply.body.len();
        let line = format!("{from} - - [{at}] \"{method} {target} HTTP/1.1\" {status} {size} \"-\" \"{agent}\"\n");
        return Ok(process.print(&line)?);
    }
    let at = now.in_utc("%a %b %e %H:%M:%S %Y");
    let words = ["Accepted".to_string(), format!("[{status}]: {method} {target}"), "Closing".to_string()];
    let lines: String = words.iter().map(|words| format!("[{at}] {from}:50000 {words}\n")).collect();
    Ok(process.output.write(Stream::Err, lines.as_bytes())?)
}
