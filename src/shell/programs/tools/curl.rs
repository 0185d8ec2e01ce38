//! `curl`: requests over HTTP.

mod written;

use base64::Engine as _;

use self::written::{Told, written_out};
use super::replies::{header, join, status_line};
use crate::content::Rope;
use crate::shell::programs::real::Asked;
use crate::shell::programs::versions;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{HttpAsked, HttpReply, Process, Stream};
use crate::text::Url;

pub(super) static PROGRAM: Applet = Applet {
    names: &["curl"],
    about: "fetches URLs",
    usage: "[-fsSLiIv] [-X METHOD] [-H HEADER] [-d DATA] [-u NAME:PASSWORD] [-o FILE] [-w FORMAT] URL...",
    run,
};

/// Redirections that are followed where nobody says how many, and those that are at most.
const REDIRECTIONS: usize = 50;
const MOST_REDIRECTIONS: usize = 200;
/// Times that a request is made again at most, and the longest pause before that.
const MOST_TIMES: i64 = 1_000;
const LONGEST_PAUSE: i64 = 600;
/// What `-d` sends.
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Default)]
struct Wanted {
    urls: Vec<String>,
    outputs: Vec<Target>,
    /// Where headers go (`-D`).
    heads: Option<String>,
    write_out: String,
    silent: bool,
    show_error: bool,
    fail: bool,
    /// The body is printed in spite of a failure.
    fail_with_body: bool,
    include: bool,
    head: bool,
    follow: bool,
    verbose: bool,
    /// Data goes into the query.
    get: bool,
    asked: HttpAsked,
    method: Option<String>,
    /// What it calls itself.
    agent: String,
    /// Directories of files are made.
    create_dirs: bool,
    /// Redirections that are followed.
    redirections: Option<i64>,
    again: Again,
}

/// When and how often a request is made again.
#[derive(Clone, Copy, Default)]
struct Again {
    times: i64,
    delay: Option<i64>,
    within: Option<i64>,
    /// If nobody listens, too.
    refused: bool,
    all: bool,
}

impl Again {
    /// Why an answer is worth another try (curl's `tool_operate.c`).
    fn reason(&self, reply: &Result<HttpReply, String>) -> Option<&'static str> {
        match reply {
            Ok(reply) if matches!(reply.status, 408 | 429 | 500 | 502 | 503 | 504) => Some("HTTP error"),
            Ok(_) => None,
            Err(words) if words.starts_with("(7)") && (self.refused || self.all) => Some("connection refused"),
            Err(_) => self.all.then_some("(retrying all errors)"),
        }
    }
}

/// Where a body goes.
#[derive(Clone)]
enum Target {
    File(String),
    /// A file named as the end of the URL.
    Named,
}

/// What an option does.
#[derive(Clone, Copy)]
enum Does {
    Switch(fn(&mut Wanted)),
    /// Takes a value.
    Value(fn(&mut Wanted, String)),
    /// Takes a number; one below nought is as many as one likes.
    Number(fn(&mut Wanted, i64)),
    /// Takes a value that may name a file.
    Reading(fn(&mut Wanted, &mut Process<'_>, &str) -> Result<(), Bail>),
}
use Does::{Number, Reading, Switch, Value};

/// Letter (or a space), long name, meaning.
const OPTIONS: &[(char, &str, Does)] = &[
    ('s', "silent", Switch(|wanted| wanted.silent = true)),
    ('S', "show-error", Switch(|wanted| wanted.show_error = true)),
    ('f', "fail", Switch(|wanted| wanted.fail = true)),
    (' ', "fail-with-body", Switch(|wanted| (wanted.fail, wanted.fail_with_body) = (true, true))),
    ('i', "include", Switch(|wanted| wanted.include = true)),
    (' ', "show-headers", Switch(|wanted| wanted.include = true)),
    ('I', "head", Switch(|wanted| wanted.head = true)),
    ('L', "location", Switch(|wanted| wanted.follow = true)),
    ('v', "verbose", Switch(|wanted| wanted.verbose = true)),
    ('G', "get", Switch(|wanted| wanted.get = true)),
    ('O', "remote-name", Switch(|wanted| wanted.outputs.push(Target::Named))),
    ('k', "insecure", Switch(|_| {})),
    ('g', "globoff", Switch(|_| {})),
    ('4', "ipv4", Switch(|_| {})),
    ('6', "ipv6", Switch(|_| {})),
    ('#', "progress-bar", Switch(|_| {})),
    ('N', "no-buffer", Switch(|_| {})),
    ('0', "http1.0", Switch(|_| {})),
    (' ', "http1.1", Switch(|_| {})),
    (' ', "http2", Switch(|_| {})),
    (' ', "compressed", Switch(|_| {})),
    (' ', "create-dirs", Switch(|wanted| wanted.create_dirs = true)),
    (' ', "no-progress-meter", Switch(|_| {})),
    (' ', "retry-connrefused", Switch(|wanted| wanted.again.refused = true)),
    (' ', "retry-all-errors", Switch(|wanted| wanted.again.all = true)),
    ('o', "output", Value(|wanted, name| wanted.outputs.push(Target::File(name)))),
    ('D', "dump-header", Value(|wanted, name| wanted.heads = Some(name))),
    ('w', "write-out", Value(|wanted, format| wanted.write_out = format)),
    ('H', "header", Value(|wanted, text| wanted.header(&text))),
    ('X', "request", Value(|wanted, method| wanted.method = Some(method))),
    ('A', "user-agent", Value(|wanted, name| wanted.header(&format!("User-Agent: {name}")))),
    ('e', "referer", Value(|wanted, url| wanted.header(&format!("Referer: {url}")))),
    ('b', "cookie", Value(|wanted, text| wanted.header(&format!("Cookie: {text}")))),
    ('r', "range", Value(|wanted, range| wanted.header(&format!("Range: bytes={range}")))),
    ('u', "user", Value(|wanted, text| wanted.log_in(&text))),
    ('d', "data", Reading(|wanted, process, text| wanted.data(process, text, Data::Text))),
    (' ', "data-ascii", Reading(|wanted, process, text| wanted.data(process, text, Data::Text))),
    (' ', "data-raw", Reading(|wanted, process, text| wanted.data(process, text, Data::Raw))),
    (' ', "data-binary", Reading(|wanted, process, text| wanted.data(process, text, Data::Binary))),
    (' ', "json", Reading(|wanted, process, text| wanted.data(process, text, Data::Json))),
    ('T', "upload-file", Reading(|wanted, process, name| wanted.upload(process, name))),
    (' ', "url", Value(|wanted, url| wanted.urls.push(url))),
    // Nothing takes so long.
    ('m', "max-time", Value(|_, _| {})),
    (' ', "connect-timeout", Value(|_, _| {})),
    (' ', "retry", Number(|wanted, count| wanted.again.times = count)),
    (' ', "retry-delay", Number(|wanted, seconds| wanted.again.delay = Some(seconds))),
    (' ', "retry-max-time", Number(|wanted, seconds| wanted.again.within = Some(seconds))),
    (' ', "max-redirs", Number(|wanted, most| wanted.redirections = Some(most))),
    (' ', "cacert", Value(|_, _| {})),
];

/// How data is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Data {
    /// `@FILE` without its line ends.
    Text,
    /// `@` is a character.
    Raw,
    /// `@FILE` as it is.
    Binary,
    Json,
}

impl Wanted {
    /// `Name: value`
    fn header(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once(':') {
            self.asked.headers.push((name.trim().into(), value.trim().into()));
        }
    }

    /// `name:password`
    fn log_in(&mut self, text: &str) {
        let both = if text.contains(':') { text.to_string() } else { format!("{text}:") };
        let encoded = base64::engine::general_purpose::STANDARD.encode(both);
        self.header(&format!("Authorization: Basic {encoded}"));
    }

    /// More data to send; the first says of which kind it is.
    fn data(&mut self, process: &mut Process<'_>, text: &str, how: Data) -> Result<(), Bail> {
        let file = text.strip_prefix('@').filter(|_| how != Data::Raw);
        let bytes = match file {
            Some(name) => {
                let bytes = read(process, name)?;
                let ends = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0);
                if how == Data::Text { bytes.into_iter().filter(|byte| !ends(byte)).collect() } else { bytes }
            }
            None => text.bytes().collect(),
        };
        if !self.asked.body.is_empty() && how != Data::Json {
            self.asked.body.push(b'&');
        }
        self.asked.body.extend(bytes);
        self.asked.method = "POST".into();
        let kind = if how == Data::Json { "application/json" } else { FORM };
        if !self.asked.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.asked.headers.push(("Content-Type".into(), kind.into()));
        }
        Ok(())
    }

    /// A file that is put at the URL.
    fn upload(&mut self, process: &mut Process<'_>, name: &str) -> Result<(), Bail> {
        self.asked.body = read(process, name)?;
        self.asked.method = "PUT".into();
        Ok(())
    }

    /// The request for a URL, with the headers that curl adds.
    fn request(&self, url: &str) -> HttpAsked {
        let mut asked = self.asked.clone();
        if self.get {
            asked = HttpAsked { headers: asked.headers, ..HttpAsked::default() };
        }
        if self.head {
            asked.method = "HEAD".into();
        }
        asked.method = self.method.clone().unwrap_or(asked.method);
        let known = |name: &str| asked.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let mut own = Vec::new();
        for (name, value) in
            [("Host", Url::split(url).authority), ("User-Agent", self.agent.as_str()), ("Accept", "*/*")]
        {
            if !known(name) {
                own.push((name.to_string(), value.to_string()));
            }
        }
        if !asked.body.is_empty() {
            own.push(("Content-Length".into(), asked.body.len().to_string()));
        }
        own.append(&mut asked.headers);
        // A kind that was given replaces the one of the data.
        let kinds = own.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type")).count();
        if kinds > 1
            && let Some(first) = own.iter().position(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            own.remove(first);
        }
        HttpAsked { headers: own, ..asked }
    }
}

fn read(process: &mut Process<'_>, name: &str) -> Result<Vec<u8>, Bail> {
    match process.open(name)? {
        Ok(content) => Ok(process.take_in(&content)?.to_vec()),
        Err(_) => {
            misuse(process, "option -d: error encountered when reading a file")?;
            Err(Bail::Status(26))
        }
    }
}

/// Says what is wrong with the command line.
fn misuse(process: &mut Process<'_>, words: &str) -> Ended {
    let text = format!("curl: {words}\ncurl: try 'curl --help' for more information\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(2)
}

/// The options that one word is; `Err`: what is not known, as it was written.
fn options(word: &str) -> Result<Vec<(String, Does, String)>, String> {
    let find = |fits: &dyn Fn(&(char, &str, Does)) -> bool| OPTIONS.iter().find(|row| fits(row)).map(|row| row.2);
    if let Some(long) = word.strip_prefix("--") {
        let does = find(&|row| row.1 == long).ok_or_else(|| word.to_string())?;
        return Ok(vec![(word.to_string(), does, String::new())]);
    }
    let mut found = Vec::new();
    for (at, letter) in word.char_indices().skip(1) {
        let shown = format!("-{letter}");
        let does = find(&|row| row.0 == letter).filter(|_| letter != ' ').ok_or_else(|| shown.clone())?;
        // What stands behind a letter that takes a value is the value.
        let behind = word.get(at + letter.len_utf8()..).unwrap_or_default();
        let takes = !matches!(does, Switch(_));
        found.push((shown, does, if takes { behind.to_string() } else { String::new() }));
        if takes {
            break;
        }
    }
    Ok(found)
}

fn run(process: &mut Process<'_>) -> Ended {
    let agent = format!("curl/{}", versions::of(process, "curl"));
    let mut wanted = Wanted { agent, ..Wanted::default() };
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "--version" | "-V") {
            let version = versions::of(process, "curl");
            let system = if process.musl() { "x86_64-alpine-linux-musl" } else { "x86_64-pc-linux-gnu" };
            process.print(&format!("curl {version} ({system}) libcurl/{version}\nProtocols: http https\n"))?;
            return Ok(0);
        }
        if !word.starts_with('-') || word == "-" {
            wanted.urls.push(word);
            continue;
        }
        let given = match options(&word) {
            Ok(given) => given,
            Err(unknown) => {
                let dashes = unknown.trim_start_matches('-');
                let asked = match (unknown.starts_with("--"), dashes.chars().next()) {
                    (false, Some(letter)) => Asked::Letter(letter),
                    _ => Asked::Long(dashes),
                };
                process.unless_real(asked, 2)?;
                return misuse(process, &format!("option {unknown}: is unknown"));
            }
        };
        for (shown, does, behind) in given {
            if let Switch(set) = does {
                set(&mut wanted);
                continue;
            }
            let value = if behind.is_empty() { words.next() } else { Some(behind) };
            let Some(value) = value else {
                return misuse(process, &format!("option {shown}: requires parameter"));
            };
            match does {
                Switch(_) => {}
                Value(set) => set(&mut wanted, value),
                Number(set) => match value.parse() {
                    Ok(number) => set(&mut wanted, number),
                    Err(_) => {
                        return misuse(process, &format!("option {shown}: expected a proper numerical parameter"));
                    }
                },
                Reading(set) => set(&mut wanted, process, &value)?,
            }
        }
    }
    if wanted.urls.is_empty() {
        return misuse(process, "(2) no URL specified");
    }
    if wanted.get {
        let query = String::from_utf8_lossy(&wanted.asked.body).into_owned();
        for url in &mut wanted.urls {
            let joint = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{joint}{query}"));
        }
        wanted.asked.headers.retain(|(name, value)| name != "Content-Type" || value != FORM);
    }
    let mut status = 0;
    for (at, url) in wanted.urls.clone().into_iter().enumerate() {
        let target = wanted.outputs.get(at).cloned();
        status = fetch(process, &wanted, &url, target.as_ref())?;
    }
    Ok(status)
}

fn fetch(process: &mut Process<'_>, wanted: &Wanted, url: &str, target: Option<&Target>) -> Ended {
    let mut url = url.to_string();
    let mut asked = wanted.request(&url);
    let mut reply = ask(process, wanted, &url, &asked)?;
    let most = wanted.redirections.map_or(REDIRECTIONS, |most| usize::try_from(most).unwrap_or(MOST_REDIRECTIONS));
    let mut redirections = 0;
    let mut heads = String::new();
    while let Ok(found) = &reply {
        heads.push_str(&head(found));
        if wanted.verbose {
            let text = conversation(&url, &asked, found);
            process.output.write(Stream::Err, text.as_bytes())?;
        }
        let location = header(found, "location").filter(|_| wanted.follow && (300..400).contains(&found.status));
        let Some(location) = location else { break };
        if redirections >= most.min(MOST_REDIRECTIONS) {
            if !wanted.silent || wanted.show_error {
                let text = format!("curl: (47) Maximum ({most}) redirects followed\n");
                process.output.write(Stream::Err, text.as_bytes())?;
            }
            return Ok(47);
        }
        redirections += 1;
        url = join(&url, &location);
        asked = wanted.request(&url);
        reply = process.system.http(&url, &asked);
    }
    let reply = match reply {
        Ok(reply) => reply,
        Err(words) => {
            if !wanted.silent || wanted.show_error {
                process.output.write(Stream::Err, format!("curl: {words}\n").as_bytes())?;
            }
            let code = words.strip_prefix('(').and_then(|rest| rest.split(')').next()?.parse().ok()).unwrap_or(7);
            let written = written_out(&wanted.write_out, &Told { url: &url, reply: None, redirections, code });
            process.print(&written)?;
            return Ok(code);
        }
    };
    let failed = wanted.fail && reply.status >= 400;
    if let Some(name) = &wanted.heads
        && !put(process, name, Rope::from(heads.clone()))?
    {
        return Ok(23);
    }
    if !failed || wanted.fail_with_body {
        let mut body = Rope::new();
        if wanted.include || wanted.head {
            body = Rope::from(heads);
        }
        if !wanted.head {
            body = Rope::concat([body, reply.body.clone()]);
        }
        let last = url.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html").to_string();
        let name = match target {
            Some(Target::File(name)) => name.clone(),
            Some(Target::Named) => last,
            None => "-".into(),
        };
        if let (true, Some((folder, _))) = (wanted.create_dirs, name.rsplit_once('/')) {
            let folder = process.absolute(folder);
            // What is in the way is said of the file.
            process.system.files().make_dirs(&folder, 0o750).ok();
        }
        if !put(process, &name, body)? {
            return Ok(23);
        }
    }
    let code = if failed { 22 } else { 0 };
    let written = written_out(&wanted.write_out, &Told { url: &url, reply: Some(&reply), redirections, code });
    process.print(&written)?;
    if failed && (!wanted.silent || wanted.show_error) {
        let text = format!("curl: (22) The requested URL returned error: {}\n", reply.status);
        process.output.write(Stream::Err, text.as_bytes())?;
    }
    Ok(code)
}

/// Asks, and asks again after a pause, as often as that was wanted.
fn ask(
    process: &mut Process<'_>,
    wanted: &Wanted,
    url: &str,
    asked: &HttpAsked,
) -> Result<Result<HttpReply, String>, Bail> {
    let again = wanted.again;
    let (mut pause, mut slept) = (again.delay.filter(|delay| *delay > 0).unwrap_or(1), 0);
    let mut left = again.times.clamp(0, MOST_TIMES);
    loop {
        let reply = process.system.http(url, asked);
        let Some(why) = again.reason(&reply).filter(|_| left > 0) else { return Ok(reply) };
        if again.within.is_some_and(|within| within > 0 && slept + pause > within) {
            return Ok(reply);
        }
        if !wanted.silent {
            let seconds = if pause == 1 { "1 second".to_string() } else { format!("{pause} seconds") };
            let retries = if left == 1 { "1 retry".to_string() } else { format!("{left} retries") };
            let text = format!("Warning: Problem: {why}. Will retry in {seconds}. {retries} left.\n");
            process.output.write(Stream::Err, text.as_bytes())?;
        }
        process.system.sleep(pause.saturating_mul(crate::clock::SECOND))?;
        slept += pause;
        left -= 1;
        if again.delay.is_none_or(|delay| delay <= 0) {
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Writes to a file, or to standard output (`-`); `false`: it cannot be written.
fn put(process: &mut Process<'_>, name: &str, content: Rope) -> Result<bool, Bail> {
    if name == "-" {
        process.output.write_rope(Stream::Out, &content)?;
        return Ok(true);
    }
    let path = process.absolute(name);
    let written = process.system.files().write(&path, content, 0o644).is_ok();
    if !written {
        process.output.write(Stream::Err, b"curl: (23) Failure writing output to destination\n")?;
    }
    Ok(written)
}

fn head(reply: &HttpReply) -> String {
    let mut head = format!("{}\r\n", status_line(reply.status));
    reply.headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
    head + "\r\n"
}

/// What `-v` tells of a request.
fn conversation(url: &str, asked: &HttpAsked, reply: &HttpReply) -> String {
    let parts = Url::split(url);
    let (host, port) = parts.host_and_port().unwrap_or((parts.authority, 80));
    let mut text = format!("* Host {host}:{port} was resolved.\n* Connected to {host} port {port}\n");
    text += &format!("> {} {} HTTP/1.1\n", asked.method, parts.target());
    asked.headers.iter().for_each(|(name, value)| text += &format!("> {name}: {value}\n"));
    text += "> \n* Request completely sent off\n";
    head(reply).lines().for_each(|line| text += &format!("< {line}\n"));
    text + &format!("* Connection #0 to host {host} left intact\n")
}
