//! `wget`: what is at URLs into files, in GNU's words (wget(1)) and BusyBox's (`networking/wget.c`).

mod busybox;
mod gnu;

use base64::Engine as _;

use super::replies::{header, join, status_line};
use crate::content::Rope;
use crate::shell::programs::options::Options;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::shell::{HttpAsked, HttpReply, Process, Stream};
use crate::text::Url;

pub(super) static PROGRAM: Applet = Applet {
    names: &["wget"],
    about: "fetches URLs into files",
    usage: "[-qcS] [--spider] [-O FILE] [-P DIR] [--header STR] [--post-data STR] URL...",
    run,
};

/// How long and how often it is tried, and whose certificate it is, does not show where nothing takes time.
const ACCEPTED: Accepted = Accepted {
    letters: "qcSO:P:U:n:sH:p:f:u:w:m:v T:t:Y:k46",
    long: &[
        ("quiet", 'q'),
        ("continue", 'c'),
        ("server-response", 'S'),
        ("output-document", 'O'),
        ("directory-prefix", 'P'),
        ("user-agent", 'U'),
        ("spider", 's'),
        ("header", 'H'),
        ("post-data", 'p'),
        ("body-data", 'p'),
        ("post-file", 'f'),
        ("method", 'm'),
        ("user", 'u'),
        ("http-user", 'u'),
        ("password", 'w'),
        ("http-password", 'w'),
        ("no-verbose", 'v'),
        ("timeout", 'T'),
        ("tries", 't'),
        ("no-check-certificate", 'k'),
        ("inet4-only", '4'),
        ("inet6-only", '6'),
    ],
    misuse: 2,
};
/// Redirections that are followed.
const REDIRECTIONS: usize = 20;

/// What is said on the way, which differs.
trait Words {
    /// A URL is asked.
    fn asks(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<(), Bail>;
    /// Nobody answered: the words of `curl` with their number.
    fn unanswered(&self, process: &mut Process<'_>, asked: &Asked<'_>, words: &str) -> Result<i32, Bail>;
    /// The answer leads elsewhere.
    fn redirected(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<(), Bail>;
    /// The answer is an error.
    fn failed(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<i32, Bail>;
    /// The answer is good, and what is done with it.
    fn saves(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply, name: &Target)
    -> Result<(), Bail>;
    /// It is not written.
    fn unwritten(&self, process: &mut Process<'_>, name: &str, errno: crate::vfs::Errno) -> Result<i32, Bail>;
}

/// A URL, and how it is asked.
struct Asked<'a> {
    url: String,
    options: &'a Options,
    /// Nothing is said but what went wrong.
    quiet: bool,
    /// One line is said.
    brief: bool,
    again: bool,
}

/// Where a body goes.
enum Target {
    Nowhere,
    Output,
    File(String),
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    if let Some(letter) = options.values('n').find(|value| !matches!(*value, "v" | "vv")) {
        let words = format!("layercake does not simulate the option -n{letter}");
        return process.fail(ACCEPTED.misuse, &words);
    }
    if options.operands.is_empty() {
        if process.busybox() {
            return process.missing_operand();
        }
        process.output.write(
            Stream::Err,
            b"wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
        )?;
        return Ok(1);
    }
    let request = request(process, &options)?;
    let (busybox, gnu) = (busybox::Busybox, gnu::Gnu);
    let words: &dyn Words = if process.busybox() { &busybox } else { &gnu };
    let mut status = 0;
    let mut whole = Rope::new();
    for url in options.operands.clone() {
        let ended = fetch(process, (&options, words), &request, url, &mut whole)?;
        // GNU's goes on with the next one.
        status = status.max(ended);
        if ended != 0 && process.busybox() {
            break;
        }
    }
    Ok(status)
}

/// What is asked of each URL.
fn request(process: &mut Process<'_>, options: &Options) -> Result<HttpAsked, Bail> {
    let mut asked = HttpAsked::default();
    let agent = match process.busybox() {
        true => "Wget".to_string(),
        false => format!("Wget/{}", crate::shell::programs::versions::of(process, "wget")),
    };
    asked.headers.push(("User-Agent".into(), options.value('U').map_or(agent, str::to_string)));
    if let Some(user) = options.value('u') {
        let both = format!("{user}:{}", options.value('w').unwrap_or_default());
        let both = base64::engine::general_purpose::STANDARD.encode(both);
        asked.headers.push(("Authorization".into(), format!("Basic {both}")));
    }
    for header in options.values('H') {
        if let Some((name, value)) = header.split_once(':') {
            asked.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name.trim()));
            asked.headers.push((name.trim().into(), value.trim().into()));
        }
    }
    let body = match (options.value('p'), options.value('f')) {
        (Some(text), _) => Some(text.as_bytes().to_vec()),
        (None, Some(file)) => match process.open(file)? {
            Ok(content) => Some(process.take_in(&content)?.to_vec()),
            Err(errno) => {
                let (gnu, busybox) = (format!("{file}: {errno}"), format!("can't open '{file}': {errno}"));
                process.complain_as(&gnu, &busybox)?;
                return Err(Bail::Status(if process.busybox() { 1 } else { 3 }));
            }
        },
        (None, None) => None,
    };
    if let Some(body) = body {
        let known = asked.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !known {
            asked.headers.push(("Content-Type".into(), "application/x-www-form-urlencoded".into()));
        }
        asked.headers.push(("Content-Length".into(), body.len().to_string()));
        (asked.method, asked.body) = ("POST".into(), body);
    }
    if options.has('s') && asked.body.is_empty() && !process.busybox() {
        asked.method = "HEAD".into();
    }
    if let Some(method) = options.value('m') {
        asked.method = method.to_uppercase();
    }
    Ok(asked)
}

/// Asks one URL; `whole` is what has come for the one document of `-O` so far.
fn fetch(
    process: &mut Process<'_>,
    (options, words): (&Options, &dyn Words),
    request: &HttpAsked,
    url: String,
    whole: &mut Rope,
) -> Ended {
    let url = if url.contains("://") { url } else { format!("http://{url}") };
    let parts = Url::split(&url);
    let url = format!("{}://{}{}", parts.scheme, parts.authority, parts.target());
    let brief = options.has('v') || options.has('n');
    let mut asked = Asked { url, options, quiet: options.has('q'), brief, again: false };
    let mut target = target(process, &asked);
    let mut request = request.clone();
    let host = ("Host".to_string(), Url::split(&asked.url).authority.to_string());
    request.headers.insert(0, host);
    // What is there already is not asked for again (`-c`).
    let before = match &target {
        Target::File(name) if options.has('c') => {
            let path = process.absolute(name);
            process.system.files().read(&path).ok().filter(|content| !content.is_empty())
        }
        _ => None,
    };
    if let Some(before) = &before {
        request.headers.push(("Range".into(), format!("bytes={}-", before.len())));
    }
    let mut turns = 0;
    let reply = loop {
        words.asks(process, &asked)?;
        let reply = match process.system.http(&asked.url, &request) {
            Ok(reply) => reply,
            Err(said) => return words.unanswered(process, &asked, &said),
        };
        if options.has('S') && process.busybox() {
            let head = headers(&reply);
            process.output.write(Stream::Err, head.as_bytes())?;
        }
        let location = header(&reply, "location").filter(|_| (300..400).contains(&reply.status));
        let Some(location) = location.filter(|_| turns < REDIRECTIONS) else { break reply };
        words.redirected(process, &asked, &reply)?;
        turns += 1;
        asked = Asked { url: join(&asked.url, &location), again: true, ..asked };
    };
    if before.is_some() && reply.status == 416 {
        return Ok(0);
    }
    if reply.status >= 400 {
        return words.failed(process, &asked, &reply);
    }
    if process.busybox() && turns > 0 && options.value('O').is_none() {
        target = self::target(process, &asked);
    }
    words.saves(process, &asked, &reply, &target)?;
    let name = match &target {
        Target::Nowhere => return Ok(0),
        Target::Output => {
            process.output.write_rope(Stream::Out, &reply.body)?;
            return Ok(0);
        }
        Target::File(name) => name,
    };
    let content = match before.filter(|_| reply.status == 206) {
        Some(before) => Rope::concat([before, reply.body.clone()]),
        None if options.value('O').is_some() => {
            *whole = Rope::concat([std::mem::take(whole), reply.body.clone()]);
            whole.clone()
        }
        None => reply.body.clone(),
    };
    let path = process.absolute(name);
    if let (Some(folder), None) = (options.value('P'), options.value('O')) {
        let folder = process.absolute(folder);
        if let Err(errno) = process.system.files().make_dirs(&folder, 0o755) {
            return words.unwritten(process, name, errno);
        }
    }
    match process.system.files().write(&path, content, 0o666) {
        Ok(()) => Ok(0),
        Err(errno) => words.unwritten(process, name, errno),
    }
}

/// Where the body of a URL goes. What is there already stays with GNU's, which finds another name.
fn target(process: &mut Process<'_>, asked: &Asked<'_>) -> Target {
    if asked.options.has('s') {
        return Target::Nowhere;
    }
    match asked.options.value('O') {
        Some("-") => return Target::Output,
        Some(name) => return Target::File(name.to_string()),
        None => {}
    }
    let target = Url::split(&asked.url).target();
    let target = if process.busybox() { target.split('?').next().unwrap_or_default() } else { target.as_str() };
    let last = target.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
    let name = match asked.options.value('P') {
        Some(folder) => format!("{}/{last}", folder.trim_end_matches('/')),
        None => last.to_string(),
    };
    if process.busybox() || asked.options.has('c') {
        return Target::File(name);
    }
    let mut free = name.clone();
    for number in 1..MOST_NAMES {
        let path = process.absolute(&free);
        if process.system.files().stat(&path, true).is_err() {
            break;
        }
        free = format!("{name}.{number}");
    }
    Target::File(free)
}

/// Files of one name that are told apart by a number.
const MOST_NAMES: usize = 1000;

/// What an answer begins with (`-S`).
fn headers(reply: &HttpReply) -> String {
    let mut text = format!("  {}\n", status_line(reply.status));
    reply.headers.iter().for_each(|(name, value)| text += &format!("  {name}: {value}\n"));
    text
}

#[cfg(test)]
mod tests;
