//! What a server answers: the phases of a request (nginx, "Development guide", HTTP phases), as far as a site of files, of
//! redirections and of a program behind it goes.

use super::ask::Ask;
use super::content;
use super::directive::Directive;
use super::made::{Made, Next, date, page, server};
use super::rewrite::{self, Rewritten};
use crate::content::Rope;
use crate::shell::HttpReply;
use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::shell::programs::servers::text_of;
use crate::shell::programs::tools::is_password;

/// How often a request may begin anew at another path.
const ROUNDS: usize = 10;
/// Bytes that a client may send where nothing is said.
const USUAL_BODY: u64 = 1 << 20;

/// Answers a request.
pub fn answer(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<HttpReply, Bail> {
    let mut kept: Option<u16> = None;
    let mut next = first(process, ask)?;
    for _ in 0..ROUNDS {
        process.system.step()?;
        next = match next {
            Next::Answer(mut made) => {
                if let Some(status) = kept {
                    made.status = status;
                }
                return Ok(finished(ask, made));
            }
            Next::Again(target) => {
                if !goes(ask, &target) {
                    ask.errors.push(format!("could not find named location \"{target}\""));
                    return Ok(finished(ask, page(ask, 500)));
                }
                within(process, ask)?
            }
            Next::Status(status) => match error_page(ask, status) {
                Some((code, Next::Again(target))) if !ask.in_error => {
                    ask.in_error = true;
                    kept = Some(code);
                    Next::Again(target)
                }
                Some((_, other)) if !ask.in_error => other,
                _ => Next::Answer(page(ask, status)),
            },
        };
    }
    ask.errors.push(format!("rewrite or internal redirection cycle while internally redirecting to \"{}\"", ask.uri));
    Ok(finished(ask, page(ask, 500)))
}

/// The beginning: the server's own directives, then the location's.
fn first(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Next, Bail> {
    let directives = ask.server.directives.as_slice();
    match rewrite::run(process, ask, directives)? {
        Rewritten::Goes | Rewritten::Stops => {}
        Rewritten::Ends(next) => return Ok(next),
    }
    ask.locate();
    within(process, ask)
}

/// Goes to another path; whether it is there.
fn goes(ask: &mut Ask<'_>, target: &str) -> bool {
    if target.starts_with('@') {
        return ask.locate_named(target);
    }
    let (uri, arguments) = target.split_once('?').map_or((target, None), |(uri, arguments)| (uri, Some(arguments)));
    ask.uri = uri.to_string();
    if let Some(arguments) = arguments {
        ask.arguments = arguments.to_string();
    }
    ask.locate();
    true
}

/// What happens in the location that was found.
fn within(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Next, Bail> {
    if let Some(location) = ask.location {
        match rewrite::run(process, ask, &location.directives)? {
            Rewritten::Goes => {}
            // It stays here.
            Rewritten::Stops => {}
            Rewritten::Ends(next) => return Ok(next),
        }
    }
    if let Some(status) = refused(process, ask)? {
        return Ok(Next::Status(status));
    }
    let most = ask.one("client_max_body_size").and_then(|own| own.words.first()).map_or(USUAL_BODY, |word| size(word));
    if most > 0 && ask.request.asked.body.len() as u64 > most {
        let length = ask.request.asked.body.len();
        ask.errors.push(format!("client intended to send too large body: {length} bytes"));
        return Ok(Next::Status(413));
    }
    content::content(process, ask)
}

/// Whether the client may not come in: the status.
fn refused(process: &mut Process<'_>, ask: &mut Ask<'_>) -> Result<Option<u16>, Bail> {
    let rule = ask
        .all(&["allow", "deny"])
        .into_iter()
        .find(|rule| rule.words.first().is_some_and(|network| network == "all" || is_in(&ask.request.from, network)));
    if rule.is_some_and(|rule| rule.name == "deny") {
        ask.errors.push("access forbidden by rule".into());
        return Ok(Some(403));
    }
    let realm = ask.one("auth_basic").and_then(|own| own.words.first()).filter(|realm| *realm != "off");
    let file = ask.one("auth_basic_user_file").and_then(|own| own.words.first());
    let (Some(_), Some(file)) = (realm, file) else { return Ok(None) };
    let path = if file.starts_with('/') { ask.fill(file) } else { format!("/etc/nginx/{}", ask.fill(file)) };
    let Some((name, password)) = ask.header("authorization").and_then(credentials) else { return Ok(Some(401)) };
    let Some(lines) = text_of(process, &path) else {
        ask.errors.push(format!("open() \"{path}\" failed (2: No such file or directory)"));
        return Ok(Some(403));
    };
    let hash =
        lines.lines().filter_map(|line| line.split_once(':')).find(|(own, _)| *own == name).map(|(_, hash)| hash);
    let Some(hash) = hash else {
        ask.errors.push(format!("user \"{name}\" was not found in \"{path}\""));
        return Ok(Some(401));
    };
    if !is_password(hash.split(':').next().unwrap_or(hash), &password) {
        ask.errors.push(format!("user \"{name}\": password mismatch"));
        return Ok(Some(401));
    }
    ask.user = name;
    Ok(None)
}

fn credentials(header: &str) -> Option<(String, String)> {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.decode(header.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    text.split_once(':').map(|(name, password)| (name.to_string(), password.to_string()))
}

/// Whether an address is in a network (`172.17.0.0/16`), or is the one.
fn is_in(address: &str, network: &str) -> bool {
    let number = |text: &str| text.parse::<std::net::Ipv4Addr>().ok().map(u32::from);
    let (start, bits) = network.split_once('/').unwrap_or((network, "32"));
    let (Some(address), Some(start), Ok(bits)) = (number(address), number(start), bits.parse::<u32>()) else {
        return address == network;
    };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(bits)).unwrap_or(0);
    address & mask == start & mask
}

/// `10m`
fn size(word: &str) -> u64 {
    let (number, unit) = word.split_at(word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let number: u64 = number.parse().unwrap_or(USUAL_BODY);
    match unit.to_ascii_lowercase().as_str() {
        "k" => number << 10,
        "m" => number.saturating_mul(1 << 20),
        "g" => number.saturating_mul(1 << 30),
        _ => number,
    }
}

/// The page that `error_page` names for a status, and the status that it is sent with.
fn error_page(ask: &Ask<'_>, status: u16) -> Option<(u16, Next)> {
    let is = |directive: &&Directive| directive.words.iter().any(|word| word.parse() == Ok(status));
    let own = ask.all(&["error_page"]).into_iter().find(is)?;
    let target = ask.fill(own.words.last()?);
    let code = own.words.iter().find_map(|word| word.strip_prefix('='));
    let code = code.map_or(status, |code| code.parse().unwrap_or(200));
    if target.starts_with("http://") || target.starts_with("https://") {
        let code = if (300..400).contains(&code) { code } else { 302 };
        return Some((code, Next::Answer(Made { headers: vec![("Location".into(), target)], ..page(ask, code) })));
    }
    Some((code, Next::Again(target)))
}

/// The whole answer: the headers in nginx's order (`ngx_http_header_filter`), and what `add_header` and `expires` say.
fn finished(ask: &mut Ask<'_>, made: Made) -> HttpReply {
    let Made { status, kind, headers: own, body } = made;
    let (first, last): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|(name, _)| matches!(name.as_str(), "Last-Modified" | "Location"));
    let mut headers = vec![("Server".to_string(), server(ask)), ("Date".to_string(), date(ask.at))];
    let bodiless = matches!(status, 204 | 304);
    if !bodiless {
        let charset = ask.one("charset").and_then(|own| own.words.first()).filter(|own| *own != "off");
        let kind = kind.unwrap_or_else(|| "text/plain".into());
        let texts = kind.starts_with("text/") || kind.ends_with("javascript") || kind == "application/json";
        headers.push((
            "Content-Type".into(),
            match charset.filter(|_| texts && !kind.contains("charset")) {
                Some(charset) => format!("{kind}; charset={charset}"),
                None => kind,
            },
        ));
        headers.push(("Content-Length".into(), body.len().to_string()));
    }
    headers.extend(first);
    headers.push(("Connection".into(), "keep-alive".into()));
    headers.extend(last);
    let good = matches!(status, 200 | 201 | 204 | 206 | 301 | 302 | 303 | 304 | 307 | 308);
    if let Some(expires) = ask.one("expires").filter(|_| good) {
        headers.extend(expiry(ask, expires));
    }
    for add in ask.all(&["add_header"]) {
        let always = add.words.get(2).is_some_and(|word| word == "always");
        let value = ask.fill(add.words.get(1).map_or("", String::as_str));
        if (good || always) && !value.is_empty() {
            headers.push((add.words.first().cloned().unwrap_or_default(), value));
        }
    }
    ask.status = status;
    let empty = bodiless || ask.request.asked.method == "HEAD";
    ask.sent = if empty { 0 } else { body.len() };
    HttpReply { status, headers, body: if empty { Rope::new() } else { body } }
}

fn expiry(ask: &Ask<'_>, directive: &Directive) -> Vec<(String, String)> {
    let pair = |at: String, control: &str| vec![("Expires".into(), at), ("Cache-Control".into(), control.to_string())];
    let word = directive.words.last().map_or("", String::as_str);
    match word {
        "off" => Vec::new(),
        "epoch" => pair("Thu, 01 Jan 1970 00:00:01 GMT".into(), "no-cache"),
        "max" => pair("Thu, 31 Dec 2037 23:55:55 GMT".into(), "max-age=315360000"),
        word => {
            let seconds = seconds(word);
            let at = date(ask.at.plus(seconds.saturating_mul(crate::clock::SECOND)));
            pair(at, &if seconds < 0 { "no-cache".to_string() } else { format!("max-age={seconds}") })
        }
    }
}

/// `30d`, `1h30m`, `-1`
fn seconds(word: &str) -> i64 {
    let (sign, word) = word.strip_prefix('-').map_or((1, word), |rest| (-1, rest));
    let (mut all, mut number) = (0_i64, 0_i64);
    for c in word.chars() {
        match c.to_digit(10) {
            Some(digit) => number = number.saturating_mul(10).saturating_add(digit.into()),
            None => {
                let unit = match c {
                    'm' => 60,
                    'h' => 3600,
                    'd' => 86_400,
                    'w' => 604_800,
                    'M' => 2_592_000,
                    'y' => 31_536_000,
                    _ => 1,
                };
                all = all.saturating_add(number.saturating_mul(unit));
                number = 0;
            }
        }
    }
    sign * all.saturating_add(number)
}
