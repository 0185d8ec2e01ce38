//! What a location's content is: files, a list of a directory, or what a program behind the server says.

use super::ask::Ask;
use super::made::{Made, Next, date, media_type, redirected};
use super::upstream;
use crate::content::Rope;
use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::vfs::{Errno, FileType, Identity, Path, Stat};

/// Files of a directory that are listed.
const MOST_LISTED: usize = 5_000;
/// Columns of a name in a list of files.
const NAME_WIDTH: usize = 50;

/// The content of the location that was found.
pub fn content(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Next, Bail> {
    if let Some(tried) = tried(process, ask)? {
        return Ok(tried);
    }
    if let Some(pass) = ask.own("proxy_pass") {
        return upstream::proxied(process, ask, pass);
    }
    for other in ["fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"] {
        if let Some(pass) = ask.own(other) {
            let place = pass.words.first().map(|place| ask.fill(place)).unwrap_or_default();
            let scheme = other.trim_end_matches("_pass");
            ask.errors.push(format!(
                "connect() failed (111: Connection refused) while connecting to upstream; upstream: \"{scheme}://{place}\""
            ));
            return Ok(Next::Status(502));
        }
    }
    if ask.own("stub_status").is_some() {
        let text =
            "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n";
        return Ok(answered("text/plain", text.to_string()));
    }
    if ask.own("empty_gif").is_some() {
        return Ok(answered("image/gif", String::new()));
    }
    if ask.uri.ends_with('/') { directory(process, ask) } else { file(process, ask) }
}

fn answered(kind: &str, text: String) -> Next {
    Next::Answer(Made { status: 200, kind: Some(kind.into()), body: Rope::from(text), ..Made::default() })
}

/// `try_files`: the first that is there; the last word is where the request goes else.
fn tried(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Option<Next>, Bail> {
    // A location's own, or the server's where nothing else makes content.
    let Some(directive) = ask.one("try_files") else { return Ok(None) };
    let Some((last, candidates)) = directive.words.split_last() else { return Ok(None) };
    for candidate in candidates {
        process.system.step()?;
        let uri = ask.fill(candidate);
        let is_directory = candidate.ends_with('/');
        let path = ask.file(&uri);
        let wanted = if is_directory { FileType::Directory } else { FileType::File };
        if process.system.files().stat(&path, true).is_ok_and(|stat| stat.kind == wanted) {
            ask.uri = uri;
            return Ok(None);
        }
    }
    if let Some(code) = last.strip_prefix('=') {
        return Ok(Some(Next::Status(code.parse().unwrap_or(404))));
    }
    Ok(Some(Next::Again(ask.fill(last))))
}

/// A directory: its index, or its list.
fn directory(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Next, Bail> {
    if !matches!(ask.request.asked.method.as_str(), "GET" | "HEAD" | "POST") {
        return Ok(Next::Status(405));
    }
    let names = ask.all(&["index"]).into_iter().flat_map(|index| index.words.iter()).map(|name| ask.fill(name));
    let mut names: Vec<String> = names.collect();
    if names.is_empty() {
        names.push("index.html".into());
    }
    let folder = ask.file(&ask.uri);
    for name in &names {
        process.system.step()?;
        if name.starts_with('/') {
            return Ok(Next::Again(name.clone()));
        }
        let stat = as_worker(process, ask, |process| process.system.files().stat(&format!("{folder}{name}"), true));
        if stat.is_ok_and(|stat| stat.kind != FileType::Directory) {
            return Ok(Next::Again(format!("{}{name}", ask.uri)));
        }
    }
    let there = process.system.files().stat(&folder, true).is_ok_and(|stat| stat.kind == FileType::Directory);
    if !there {
        let first = names.first().map_or("", String::as_str);
        ask.errors.push(format!("\"{folder}{first}\" is not found (2: No such file or directory)"));
        return Ok(Next::Status(404));
    }
    if ask.is_on("autoindex", false) {
        return listed(process, ask, &folder);
    }
    ask.errors.push(format!("directory index of \"{folder}\" is forbidden"));
    Ok(Next::Status(403))
}

/// Runs something with the rights of a worker.
fn as_worker<T>(process: &mut Process<'_>, ask: &Ask<'_>, run: impl FnOnce(&mut Process<'_>) -> T) -> T {
    let own = process.system.files().identity().clone();
    let worker = super::worker(process, &ask.site.main);
    if let Some((uid, gid)) = worker.filter(|_| own.uid == 0) {
        process.system.files().set_identity(Identity { uid, gid, groups: Vec::new(), ..own.clone() });
    }
    let done = run(process);
    process.system.files().set_identity(own);
    done
}

fn file(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Next, Bail> {
    let path = ask.file(&ask.uri);
    let path = Path::new(&path).to_string();
    let found = as_worker(process, ask, |process| {
        let files = process.system.files();
        let stat = files.stat(&path, true)?;
        let content = if stat.kind == FileType::File { files.read(&path)? } else { Rope::new() };
        Ok((stat, content))
    });
    let (stat, content): (Stat, Rope) = match found {
        Ok(found) => found,
        Err(errno) => {
            let (number, words, status) = match errno {
                Errno::Access | Errno::NotPermitted => (13, "Permission denied", 403),
                Errno::NotDirectory => (20, "Not a directory", 404),
                _ => (2, "No such file or directory", 404),
            };
            if ask.is_on("log_not_found", true) || status == 403 {
                ask.errors.push(format!("open() \"{path}\" failed ({number}: {words})"));
            }
            return Ok(Next::Status(status));
        }
    };
    if stat.kind == FileType::Directory {
        let arguments = if ask.arguments.is_empty() { String::new() } else { format!("?{}", ask.arguments) };
        return Ok(redirected(ask, 301, format!("{}/{arguments}", ask.uri)));
    }
    if !matches!(ask.request.asked.method.as_str(), "GET" | "HEAD") {
        return Ok(Next::Status(405));
    }
    Ok(Next::Answer(sent(ask, &stat, content)))
}

/// A file as an answer: whole, a part of it, or that it has not changed.
fn sent(ask: &Ask<'_>, stat: &Stat, content: Rope) -> Made {
    let modified = date(stat.mtime);
    let tag = format!("\"{:x}-{:x}\"", stat.mtime.seconds(), content.len());
    let since = ask.header("if-modified-since").is_some_and(|since| since == modified);
    let matches = ask.header("if-none-match").is_some_and(|tags| tags == "*" || tags.contains(&tag));
    let tagged = ask.is_on("etag", true);
    let mut headers = vec![("Last-Modified".to_string(), modified)];
    if tagged {
        headers.push(("ETag".into(), tag));
    }
    if matches || since && ask.header("if-none-match").is_none() {
        return Made { status: 304, headers, ..Made::default() };
    }
    let kind = Some(media_type(ask, &ask.uri));
    let length = content.len();
    if let Some((first, last)) = ask.header("range").and_then(|range| part(range, length)) {
        headers.push(("Content-Range".into(), format!("bytes {first}-{last}/{length}")));
        return Made { status: 206, kind, headers, body: content.slice(first..last + 1) };
    }
    headers.push(("Accept-Ranges".into(), "bytes".into()));
    Made { status: 200, kind, headers, body: content }
}

/// `bytes=0-99`, `bytes=100-`, `bytes=-100`: the first and the last byte.
fn part(range: &str, length: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", last) => (length.saturating_sub(last.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<u64>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

/// The list of a directory (`ngx_http_autoindex_module`).
fn listed(process: &mut Process<'_>, ask: &Ask<'_>, folder: &str) -> Result<Next, Bail> {
    let entries = as_worker(process, ask, |process| process.system.files().read_dir(folder)).unwrap_or_default();
    let mut rows = Vec::new();
    for entry in entries.into_iter().filter(|entry| !entry.name.starts_with('.')).take(MOST_LISTED) {
        process.system.step()?;
        let Ok(stat) = process.system.files().stat(&Path::new(folder).child(&entry.name), true) else { continue };
        rows.push((stat.kind != FileType::Directory, entry.name, stat));
    }
    rows.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
    let mut text = format!(
        "<html>\r\n<head><title>Index of {uri}</title></head>\r\n<body>\r\n<h1>Index of {uri}</h1><hr><pre><a href=\"../\">../</a>\r\n",
        uri = ask.uri
    );
    for (is_file, name, stat) in rows {
        let name = if is_file { name } else { format!("{name}/") };
        let size = if is_file { stat.size.to_string() } else { "-".into() };
        let length = name.chars().count();
        let shown = match length > NAME_WIDTH {
            true => format!("{}..&gt;</a>", name.chars().take(NAME_WIDTH - 3).collect::<String>()),
            false => format!("{name}</a>{}", " ".repeat(NAME_WIDTH - length)),
        };
        let at = stat.mtime.in_utc("%d-%b-%Y %H:%M");
        text += &format!("<a href=\"{name}\">{shown} {at} {size:>19}\r\n");
    }
    Ok(answered("text/html", text + "</pre><hr></body>\r\n</html>\r\n"))
}
