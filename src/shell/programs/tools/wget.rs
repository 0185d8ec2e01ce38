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
const GNU: Accepted = Accepted {
    letters: "qcSO:P:U:n:ση:π:φ:μ:υ:ω:ν T:t:κv46",
    long: &[
        ("quiet", 'q'),
        ("continue", 'c'),
        ("server-response", 'S'),
        ("output-document", 'O'),
        ("directory-prefix", 'P'),
        ("user-agent", 'U'),
        ("spider", 'σ'),
        ("header", 'η'),
        ("post-data", 'π'),
        ("body-data", 'π'),
        ("post-file", 'φ'),
        ("method", 'μ'),
        ("user", 'υ'),
        ("http-user", 'υ'),
        ("password", 'ω'),
        ("http-password", 'ω'),
        ("no-verbose", 'ν'),
        ("verbose", 'v'),
        ("timeout", 'T'),
        ("tries", 't'),
        ("no-check-certificate", 'κ'),
        ("inet4-only", '4'),
        ("inet6-only", '6'),
    ],
    misuse: 2,
};
const BUSYBOX: Accepted = Accepted {
    letters: "qcSO:P:U:ση:π:φ: νT:t:Y:κ",
    long: &[
        ("quiet", 'q'),
        ("continue", 'c'),
        ("server-response", 'S'),
        ("output-document", 'O'),
        ("directory-prefix", 'P'),
        ("user-agent", 'U'),
        ("spider", 'σ'),
        ("header", 'η'),
        ("post-data", 'π'),
        ("post-file", 'φ'),
        ("no-verbose", 'ν'),
        ("timeout", 'T'),
        ("tries", 't'),
        ("proxy", 'Y'),
        ("no-check-certificate", 'κ'),
    ],
    misuse: 1,
};
/// Redirections that are followed: GNU's `--max-redirect` (wget(1)), and one less than BusyBox counts down from
/// (`networking/wget.c`, `redir_limit`).
const REDIRECTIONS: usize = 20;
const REDIRECTIONS_OF_BUSYBOX: usize = 15;

/// What is said on the way, which differs.
trait Words {
    /// A URL is asked.
    fn asks(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<(), Bail>;
    /// Nobody answered: the words of `curl` with their number.
    fn unanswered(&self, process: &mut Process<'_>, asked: &Asked<'_>, words: &str) -> Result<i32, Bail>;
    /// The answer leads elsewhere.
    fn redirected(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<(), Bail>;
    /// That was one redirection too many.
    fn exceeded(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<i32, Bail>;
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
    /// An answer led here.
    again: bool,
    /// The connection that this answer came by leads here, too (`src/http.c`, `persistent_available_p`).
    connected: bool,
}

/// Where a body goes.
enum Target {
    Nowhere,
    Output,
    File(String),
}

fn run(process: &mut Process<'_>) -> Ended {
    let accepted = if process.busybox() { BUSYBOX } else { GNU };
    let options = accepted.parse(process)?;
    if let Some(letter) = options.values('n').find(|value| !matches!(*value, "v" | "vv")) {
        let words = format!("layercake does not simulate the option -n{letter}");
        return process.fail(accepted.misuse, &words);
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
    if let Some(user) = options.value('υ') {
        let both = format!("{user}:{}", options.value('ω').unwrap_or_default());
        let both = base64::engine::general_purpose::STANDARD.encode(both);
        asked.headers.push(("Authorization".into(), format!("Basic {both}")));
    }
    for header in options.values('η') {
        if let Some((name, value)) = header.split_once(':') {
            asked.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name.trim()));
            asked.headers.push((name.trim().into(), value.trim().into()));
        }
    }
    let body = match (options.value('π'), options.value('φ')) {
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
    if options.has('σ') && asked.body.is_empty() && !process.busybox() {
        asked.method = "HEAD".into();
    }
    if let Some(method) = options.value('μ') {
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
    let brief = options.has('ν') || options.has('n');
    let mut asked = Asked { url, options, quiet: options.has('q'), brief, again: false, connected: false };
    let mut target = target(process, &asked);
    let mut request = request.clone();
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
    let most = if process.busybox() { REDIRECTIONS_OF_BUSYBOX } else { REDIRECTIONS };
    let mut turns = 0;
    let reply = loop {
        words.asks(process, &asked)?;
        let reply = match process.system.http(&asked.url, &at_host(&request, &asked.url)) {
            Ok(reply) => reply,
            Err(said) => return words.unanswered(process, &asked, &said),
        };
        if options.has('S') && process.busybox() {
            let head = headers(&reply);
            process.output.write(Stream::Err, head.as_bytes())?;
        }
        let location = header(&reply, "location").filter(|_| (300..400).contains(&reply.status));
        let Some(location) = location else { break reply };
        words.redirected(process, &asked, &reply)?;
        if turns == most {
            return words.exceeded(process, &asked);
        }
        turns += 1;
        let url = join(&asked.url, &location);
        let (from, to) = (Url::split(&asked.url), Url::split(&url));
        let connected = (from.scheme, from.host_and_port()) == (to.scheme, to.host_and_port());
        if request.method == "POST" && matches!(reply.status, 301..=303) && !process.busybox() {
            without_body(&mut request);
        }
        asked = Asked { url, again: true, connected, ..asked };
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

/// A request with the host that it is for, unless a header says another.
fn at_host(request: &HttpAsked, url: &str) -> HttpAsked {
    let mut request = request.clone();
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request.headers.insert(0, ("Host".into(), Url::split(url).authority.to_string()));
    }
    request
}

/// What was posted is asked for where an answer leads elsewhere (`src/http.c`, `NEWLOCATION`).
fn without_body(request: &mut HttpAsked) {
    request.method = "GET".into();
    request.body.clear();
    request.headers.retain(|(name, _)| !matches!(name.as_str(), "Content-Type" | "Content-Length"));
}

/// Where the body of a URL goes. What is there already stays with GNU's, which finds another name.
fn target(process: &mut Process<'_>, asked: &Asked<'_>) -> Target {
    if asked.options.has('σ') {
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
