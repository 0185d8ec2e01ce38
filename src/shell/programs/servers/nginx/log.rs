//! The logs: a line for each request, and what went wrong (nginx `ngx_http_log_module`).

use super::ask::Ask;
use super::variables::filled;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stream};

/// The format of the access log that needs no `log_format`.
const COMBINED: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \
                        \"$http_user_agent\"";
/// Where the logs are, where nothing is said.
const ACCESS: &str = "/var/log/nginx/access.log";
pub const ERROR: &str = "/var/log/nginx/error.log";
/// Levels of the error log, the worst first.
const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];

/// Writes what a request leaves in the logs. `number`: the connection's.
pub fn request(process: &mut Process<'_>, ask: &Ask<'_>, number: usize) -> Result<(), Bail> {
    let at = ask.at.in_utc("%Y/%m/%d %H:%M:%S");
    let worker = super::FIRST_WORKER;
    for error in &ask.errors {
        let (words, upstream) = error.split_once("; ").map_or((error.as_str(), ""), |(words, rest)| (words, rest));
        let server = ask.server.names.first().map_or("", String::as_str);
        let line = ask.value("request");
        let mut text = format!("{words}, client: {}, server: {server}, request: \"{line}\"", ask.request.from);
        if !upstream.is_empty() {
            text += &format!(", {upstream}");
        }
        if let Some(host) = ask.header("host") {
            text += &format!(", host: \"{host}\"");
        }
        let own = ask.all(&["error_log"]);
        let main = ask.site.main.iter().find(|directive| directive.name == "error_log");
        let words = own.first().copied().or(main).map(|own| own.words.clone()).unwrap_or_default();
        error_line(process, &words, "error", &format!("{at} [error] {worker}#{worker}: *{number} {text}"))?;
    }
    let logs = ask.all(&["access_log"]);
    let usual = vec![ACCESS.to_string()];
    let all: Vec<&Vec<String>> =
        if logs.is_empty() { vec![&usual] } else { logs.iter().map(|log| &log.words).collect() };
    for words in all {
        let path = words.first().map_or(ACCESS, String::as_str);
        if path == "off" {
            continue;
        }
        let condition = words.iter().find_map(|word| word.strip_prefix("if="));
        if condition.is_some_and(|condition| matches!(ask.fill(condition).as_str(), "" | "0")) {
            continue;
        }
        let format = words.get(1).filter(|name| !name.contains('=')).map_or("combined", String::as_str);
        let line = filled(&pattern(ask, format), &|name| {
            let value = ask.value(name);
            if value.is_empty() { "-".into() } else { value }
        });
        write(process, path, &line)?;
    }
    Ok(())
}

/// The text of a `log_format`.
fn pattern(ask: &Ask<'_>, name: &str) -> String {
    let is = |directive: &&super::directive::Directive| {
        directive.name == "log_format" && directive.words.first().is_some_and(|own| own == name)
    };
    match ask.site.http.iter().find(is) {
        Some(format) => {
            let words = format.words.iter().skip(1).filter(|word| !word.starts_with("escape="));
            words.map(String::as_str).collect::<Vec<_>>().concat()
        }
        None => COMBINED.to_string(),
    }
}

/// Writes a line into an error log, if its level is not too low. `words`: those of `error_log`.
pub fn error_line(process: &mut Process<'_>, words: &[String], level: &str, line: &str) -> Result<(), Bail> {
    let rank = |level: &str| LEVELS.iter().position(|own| *own == level);
    let least = words.get(1).and_then(|level| rank(level)).or_else(|| rank("error"));
    if rank(level) > least {
        return Ok(());
    }
    write(process, words.first().map_or(ERROR, String::as_str), line)
}

/// A line at the end of a file, or on what the file is a link to.
fn write(process: &mut Process<'_>, path: &str, line: &str) -> Result<(), Bail> {
    let path = match path {
        "stderr" => "/dev/stderr".to_string(),
        path if path.starts_with('/') => path.to_string(),
        path => format!("/etc/nginx/{path}"),
    };
    let target = process.system.files().read_link(&path).unwrap_or_else(|_| path.clone());
    let text = format!("{line}\n");
    match target.as_str() {
        "/dev/stdout" | "/proc/self/fd/1" | "/dev/fd/1" => process.output.write(Stream::Out, text.as_bytes())?,
        "/dev/stderr" | "/proc/self/fd/2" | "/dev/fd/2" => process.output.write(Stream::Err, text.as_bytes())?,
        "/dev/null" => {}
        _ => {
            // A log that cannot be written is found out at the start.
            process.system.files().append(&path, text.into(), 0o644).ok();
        }
    }
    Ok(())
}
