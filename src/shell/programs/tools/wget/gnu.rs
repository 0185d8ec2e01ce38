//! The words of GNU's (wget(1)).

use super::super::replies::{header, status_line};
use super::{Asked, REDIRECTIONS, Target, Words};
use crate::shell::programs::Bail;
use crate::shell::programs::machine::look_up;
use crate::shell::{HttpReply, Process, Stream};
use crate::text::Url;
use crate::vfs::Errno;

pub(super) struct Gnu;

/// Exit codes (wget(1), "EXIT STATUS").
const FILE: i32 = 3;
const NETWORK: i32 = 4;
const AUTHENTICATION: i32 = 6;
const SERVER: i32 = 8;
/// Bytes that a dot stands for, and dots of a line.
const DOT: u64 = 1024;
const DOTS: u64 = 50;
/// Lines of dots that are written at most.
const LINES: u64 = 400;

fn say(process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
    Ok(process.output.write(Stream::Err, text.as_bytes())?)
}

fn now(process: &mut Process<'_>) -> String {
    process.system.clock().now().in_utc("%Y-%m-%d %H:%M:%S")
}

/// `615`, and what it is for people.
fn length(bytes: u64) -> String {
    let short = |size: f64| if size < 10.0 { format!("{size:.1}") } else { format!("{size:.0}") };
    match bytes {
        0..1024 => bytes.to_string(),
        1024..1_048_576 => format!("{bytes} ({}K)", short(bytes as f64 / 1024.0)),
        1_048_576..1_073_741_824 => format!("{bytes} ({}M)", short(bytes as f64 / 1_048_576.0)),
        _ => format!("{bytes} ({}G)", short(bytes as f64 / 1_073_741_824.0)),
    }
}

/// What shows how far it is: a bar at a terminal, dots elsewhere.
fn progress(process: &Process<'_>, bytes: u64, name: &str) -> String {
    if process.output.terminal(Stream::Err).is_some() {
        let short: String = name.rsplit('/').next().unwrap_or(name).chars().take(20).collect();
        let size = length(bytes);
        let size = size.split_once('(').map_or(size.as_str(), |(_, size)| size.trim_end_matches(')'));
        return format!("\n{short:<20}100%[===================>] {size:>7}  --.-KB/s    in 0s      \n\n");
    }
    let lines = bytes.div_ceil(DOT * DOTS).max(1);
    let mut text = String::from("\n");
    for line in lines.saturating_sub(LINES)..lines {
        let dots = bytes.saturating_sub(line * DOT * DOTS).min(DOT * DOTS) / DOT;
        text += &format!("{:>6}K", line * DOTS);
        for dot in 0..DOTS {
            text += if dot % 10 == 0 { " " } else { "" };
            text += if dot < dots { "." } else { " " };
        }
        let percent = ((line + 1) * DOT * DOTS * 100 / bytes.max(1)).min(100);
        text += &format!(" {percent:>3}% 97.2M{}", if line + 1 == lines { "=0s\n\n" } else { " 0s\n" });
    }
    text
}

impl Words for Gnu {
    fn asks(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<(), Bail> {
        if asked.quiet || asked.brief {
            return Ok(());
        }
        let moment = now(process);
        let (whole, (host, port)) = (&asked.url, Url::split(&asked.url).host_and_port().unwrap_or_default());
        let spider = asked.options.has('σ') && !asked.again;
        say(process, if spider { "Spider mode enabled. Check if remote file exists.\n" } else { "" })?;
        say(process, &format!("--{moment}--  {whole}\n"))?;
        if asked.connected {
            return say(process, &format!("Reusing existing connection to {host}:{port}.\n"));
        }
        let number = host.parse::<core::net::Ipv4Addr>().is_ok();
        let Some(address) = look_up(process, host) else {
            return say(process, &format!("Resolving {host} ({host})... "));
        };
        match number {
            true => say(process, &format!("Connecting to {host}:{port}... ")),
            false => say(
                process,
                &format!("Resolving {host} ({host})... {address}\nConnecting to {host} ({host})|{address}|:{port}... "),
            ),
        }
    }

    fn unanswered(&self, process: &mut Process<'_>, asked: &Asked<'_>, words: &str) -> Result<i32, Bail> {
        let host = Url::split(&asked.url).host_and_port().map_or("", |(host, _)| host).to_string();
        let shown = !asked.quiet && !asked.brief;
        if words.starts_with("(6)") {
            if shown {
                say(process, "failed: Name or service not known.\n")?;
            }
            if !asked.quiet {
                say(process, &format!("wget: unable to resolve host address '{host}'\n"))?;
            }
        } else if words.starts_with("(7)") && !asked.quiet {
            say(process, "failed: Connection refused.\n")?;
        } else if shown {
            say(process, "connected.\nHTTP request sent, awaiting response... No data received.\nGiving up.\n\n")?;
        }
        Ok(NETWORK)
    }

    fn redirected(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<(), Bail> {
        if asked.quiet || asked.brief {
            return Ok(());
        }
        answered(process, asked, reply)?;
        let location = header(reply, "location").unwrap_or_default();
        say(process, &format!("Location: {location} [following]\n"))
    }

    fn exceeded(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<i32, Bail> {
        if !asked.quiet {
            say(process, &format!("{REDIRECTIONS} redirections exceeded.\n"))?;
        }
        Ok(SERVER)
    }

    fn failed(&self, process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<i32, Bail> {
        let status = if reply.status == 401 { AUTHENTICATION } else { SERVER };
        if asked.quiet {
            return Ok(status);
        }
        if !asked.brief {
            answered(process, asked, reply)?;
        }
        let line = status_line(reply.status);
        let reason = line.splitn(3, ' ').nth(2).unwrap_or_default();
        let moment = now(process);
        let text = match (reply.status, asked.options.has('σ')) {
            (404, true) => "Remote file does not exist -- broken link!!!\n\n".into(),
            (401, _) => "\nUsername/Password Authentication Failed.\n".into(),
            (_, _) if asked.brief => format!("{}:\n{moment} ERROR {}: {reason}.\n", asked.url, reply.status),
            (_, _) => format!("{moment} ERROR {}: {reason}.\n\n", reply.status),
        };
        say(process, &text)?;
        Ok(status)
    }

    fn saves(
        &self,
        process: &mut Process<'_>,
        asked: &Asked<'_>,
        reply: &HttpReply,
        name: &Target,
    ) -> Result<(), Bail> {
        if asked.quiet {
            return Ok(());
        }
        let bytes = reply.body.len();
        let moment = now(process);
        let shown = match name {
            Target::Nowhere => String::new(),
            Target::Output => "STDOUT".into(),
            Target::File(name) => format!("'{name}'"),
        };
        let told = header(reply, "content-length").and_then(|text| text.parse::<u64>().ok());
        let of = told.map_or_else(|| format!("[{bytes}]"), |told| format!("[{bytes}/{told}]"));
        if asked.brief {
            let name = shown.trim_matches('\'').replace("STDOUT", "-");
            let text = match name.is_empty() {
                true => format!("{moment} URL: {} {}\n", asked.url, reply.status),
                false => format!("{moment} URL:{} {of} -> \"{name}\" [1]\n", asked.url),
            };
            return say(process, &text);
        }
        answered(process, asked, reply)?;
        let kind = header(reply, "content-type").unwrap_or_default();
        let kind =
            kind.split(';').next().filter(|kind| !kind.is_empty()).map_or(String::new(), |kind| format!(" [{kind}]"));
        let size = told.map_or_else(|| "unspecified".to_string(), length);
        say(process, &format!("Length: {size}{kind}\n"))?;
        if matches!(name, Target::Nowhere) {
            let html = header(reply, "content-type").is_some_and(|kind| kind.starts_with("text/html"));
            return say(
                process,
                if html {
                    "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n"
                } else {
                    "Remote file exists.\n\n"
                },
            );
        }
        say(process, &format!("Saving to: {shown}\n"))?;
        let bar = progress(process, bytes, shown.trim_matches('\''));
        say(process, &bar)?;
        let (verb, shown) = match name {
            Target::Output => ("written to", "stdout".to_string()),
            _ => ("", shown),
        };
        let text = match verb {
            "" => format!("{moment} (97.2 MB/s) - {shown} saved {of}\n\n"),
            verb => format!("{moment} (97.2 MB/s) - {verb} {shown} {of}\n\n"),
        };
        say(process, &text)
    }

    fn unwritten(&self, process: &mut Process<'_>, name: &str, errno: Errno) -> Result<i32, Bail> {
        say(process, &format!("{name}: {errno}\n\nCannot write to '{name}' ({errno}).\n"))?;
        Ok(FILE)
    }
}

/// The connection, and the answer's first line.
fn answered(process: &mut Process<'_>, asked: &Asked<'_>, reply: &HttpReply) -> Result<(), Bail> {
    let line = status_line(reply.status);
    let status = line.split_once(' ').map_or("", |(_, status)| status);
    let head = super::headers(reply);
    let status = if asked.options.has('S') { format!("\n{}", head.trim_end_matches('\n')) } else { status.to_string() };
    let connected = if asked.connected { "" } else { "connected.\n" };
    say(process, &format!("{connected}HTTP request sent, awaiting response... {status}\n"))
}
