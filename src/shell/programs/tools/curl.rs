//! `curl`: GET.

use crate::shell::programs::{Applet, Ended};
use crate::shell::{HttpAsked, HttpReply, Process, Stream};
use crate::text::Url;

pub(super) static PROGRAM: Applet =
    Applet { names: &["curl"], about: "fetches URLs", usage: "[-fsSLiI] [-o FILE] [-w FORMAT] URL...", run };

/// Redirections that are followed.
const REDIRECTIONS: usize = 10;

#[derive(Default)]
struct Wanted {
    urls: Vec<String>,
    output: Option<String>,
    write_out: String,
    silent: bool,
    show_error: bool,
    fail: bool,
    include: bool,
    head: bool,
    follow: bool,
    asked: HttpAsked,
    method: Option<String>,
}

/// What `-d` sends.
const FORM: &str = "application/x-www-form-urlencoded";

impl Wanted {
    /// `Name: value`
    fn header(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once(':') {
            self.asked.headers.push((name.trim().into(), value.trim().into()));
        }
    }

    /// More data to send; the first says of which kind it is.
    fn data(&mut self, text: &str, kind: &str) {
        if !self.asked.body.is_empty() {
            self.asked.body.push(b'&');
        }
        self.asked.body.extend(text.bytes());
        self.asked.method = "POST".into();
        if !self.asked.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.asked.headers.push(("Content-Type".into(), kind.into()));
        }
    }

    /// The request for a URL, with the headers that curl adds.
    fn request(&self, url: &str) -> HttpAsked {
        let mut asked = self.asked.clone();
        if self.head {
            asked.method = "HEAD".into();
        }
        asked.method = self.method.clone().unwrap_or(asked.method);
        let known = |name: &str| asked.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let mut own = Vec::new();
        for (name, value) in [("Host", Url::split(url).authority), ("User-Agent", "curl/8.14.1"), ("Accept", "*/*")] {
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

fn run(process: &mut Process<'_>) -> Ended {
    let mut wanted = Wanted::default();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--version" | "-V" => {
                process.print("curl 8.14.1 (x86_64-pc-linux-gnu) libcurl/8.14.1\nProtocols: http https\n")?;
                return Ok(0);
            }
            "--silent" => wanted.silent = true,
            "--show-error" => wanted.show_error = true,
            "--fail" => wanted.fail = true,
            "--include" => wanted.include = true,
            "--head" => wanted.head = true,
            "--location" => wanted.follow = true,
            "--output" => wanted.output = words.next(),
            "--write-out" => wanted.write_out = words.next().unwrap_or_default(),
            "-m" | "--max-time" | "--connect-timeout" | "--retry" | "--retry-delay" | "-A" | "--user-agent" => {
                words.next();
            }
            "--header" => wanted.header(&words.next().unwrap_or_default()),
            "--request" => wanted.method = words.next(),
            "--data" | "--data-raw" | "--data-ascii" => wanted.data(&words.next().unwrap_or_default(), FORM),
            "--json" => wanted.data(&words.next().unwrap_or_default(), "application/json"),
            "--retry-connrefused" | "--compressed" | "--insecure" | "--no-progress-meter" => {}
            long if long.starts_with("--") => {
                let text = format!("curl: option {long}: is unknown\ncurl: try 'curl --help' for more information\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(2);
            }
            short if short.starts_with('-') && short.len() > 1 => {
                for (at, letter) in short.char_indices().skip(1) {
                    // What stands behind a letter that takes a value is the value.
                    let behind = short.get(at + letter.len_utf8()..).unwrap_or_default();
                    if matches!(letter, 'H' | 'X' | 'd') {
                        let value =
                            if behind.is_empty() { words.next().unwrap_or_default() } else { behind.to_string() };
                        match letter {
                            'H' => wanted.header(&value),
                            'X' => wanted.method = Some(value),
                            _ => wanted.data(&value, FORM),
                        }
                        break;
                    }
                    match letter {
                        's' => wanted.silent = true,
                        'S' => wanted.show_error = true,
                        'f' => wanted.fail = true,
                        'i' => wanted.include = true,
                        'I' => wanted.head = true,
                        'L' => wanted.follow = true,
                        'o' => wanted.output = words.next(),
                        'w' => wanted.write_out = words.next().unwrap_or_default(),
                        'O' => wanted.output = Some(String::new()),
                        'v' | 'k' | 'g' | '4' | '6' => {}
                        other => {
                            let text = format!(
                                "curl: option -{other}: is unknown\ncurl: try 'curl --help' for more information\n"
                            );
                            process.output.write(Stream::Err, text.as_bytes())?;
                            return Ok(2);
                        }
                    }
                }
            }
            url => wanted.urls.push(url.to_string()),
        }
    }
    if wanted.urls.is_empty() {
        process
            .output
            .write(Stream::Err, b"curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n")?;
        return Ok(2);
    }
    let mut status = 0;
    for url in wanted.urls.clone() {
        status = fetch(process, &wanted, &url)?;
    }
    Ok(status)
}

fn fetch(process: &mut Process<'_>, wanted: &Wanted, url: &str) -> Ended {
    let mut url = url.to_string();
    let asked = wanted.request(&url);
    let mut reply = process.system.http(&url, &asked);
    for _ in 0..REDIRECTIONS {
        let Ok(found) = &reply else { break };
        let location = header(found, "location").filter(|_| wanted.follow && (300..400).contains(&found.status));
        let Some(location) = location else { break };
        url = join(&url, &location);
        reply = process.system.http(&url, &wanted.request(&url));
    }
    let reply = match reply {
        Ok(reply) => reply,
        Err(words) => {
            if !wanted.silent || wanted.show_error {
                process.output.write(Stream::Err, format!("curl: {words}\n").as_bytes())?;
            }
            let code = words.strip_prefix('(').and_then(|rest| rest.split(')').next()?.parse().ok());
            return Ok(code.unwrap_or(7));
        }
    };
    if wanted.fail && reply.status >= 400 {
        if !wanted.silent || wanted.show_error {
            let text = format!("curl: (22) The requested URL returned error: {}\n", reply.status);
            process.output.write(Stream::Err, text.as_bytes())?;
        }
        return Ok(22);
    }
    if wanted.include || wanted.head {
        let mut head = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status));
        reply.headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        process.print(&format!("{head}\r\n"))?;
    }
    if !wanted.head {
        match &wanted.output {
            None => process.output.write_rope(Stream::Out, &reply.body)?,
            Some(name) => {
                let last = url.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("index.html");
                let path = process.absolute(if name.is_empty() { last } else { name });
                if process.system.files().write(&path, reply.body.clone(), 0o644).is_err() {
                    process.output.write(Stream::Err, b"curl: (23) Failure writing output to destination\n")?;
                    return Ok(23);
                }
            }
        }
    }
    if !wanted.write_out.is_empty() {
        let text = wanted.write_out.replace("%{http_code}", &reply.status.to_string()).replace("\\n", "\n");
        process.print(&text)?;
    }
    Ok(0)
}

/// A header's value, its name in any case.
pub(super) fn header(reply: &HttpReply, name: &str) -> Option<String> {
    reply.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

/// The address that a redirection leads to.
pub(super) fn join(url: &str, location: &str) -> String {
    if location.contains("://") {
        return location.to_string();
    }
    let Url { scheme, authority, .. } = Url::split(url);
    let scheme = if scheme.is_empty() { "http" } else { scheme };
    format!("{scheme}://{authority}/{}", location.trim_start_matches('/'))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        403 => "Forbidden",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        418 => "I'm a teapot",
        422 => "Unprocessable Entity",
        500 => "Internal Server Error",
        _ => "",
    }
}
