//! The words of BusyBox's (`networking/wget.c`).

use super::super::replies::status_line;
use super::{Asked, Target, Words};
use crate::shell::programs::Bail;
use crate::shell::programs::machine::look_up;
use crate::shell::{HttpReply, Process, Stream};
use crate::text::Url;
use crate::vfs::Errno;

pub(super) struct Busybox;

/// `127.0.0.1`, of a host that is known here.
fn address(process: &mut Process<'_>, url: &str) -> Option<(String, u16)> {
    let (host, port) = Url::split(url).host_and_port()?;
    Some((look_up(process, host)?, port))
}

impl Words for Busybox {
    fn asks(&self, process: &mut Process<'_>, asked: &Asked<'_>) -> Result<(), Bail> {
        if asked.quiet {
            return Ok(());
        }
        if let Some((address, port)) = address(process, &asked.url) {
            let host = Url::split(&asked.url).host_and_port().map_or("", |(host, _)| host);
            let line = format!("Connecting to {host} ({address}:{port})\n");
            process.output.write(Stream::Err, line.as_bytes())?;
        }
        Ok(())
    }

    fn unanswered(&self, process: &mut Process<'_>, asked: &Asked<'_>, words: &str) -> Result<i32, Bail> {
        let host = Url::split(&asked.url).host_and_port().map_or("", |(host, _)| host).to_string();
        if words.starts_with("(6)") {
            return process.fail(1, &format!("bad address '{host}'"));
        }
        if !words.starts_with("(7)") {
            return process.fail(1, "error getting response");
        }
        let address = address(process, &asked.url).map_or(host, |(address, _)| address);
        process.fail(1, &format!("can't connect to remote host ({address}): Connection refused"))
    }

    fn redirected(&self, _: &mut Process<'_>, _: &Asked<'_>, _: &HttpReply) -> Result<(), Bail> {
        Ok(())
    }

    fn exceeded(&self, process: &mut Process<'_>, _: &Asked<'_>) -> Result<i32, Bail> {
        process.fail(1, "too many redirections")
    }

    fn failed(&self, process: &mut Process<'_>, _: &Asked<'_>, reply: &HttpReply) -> Result<i32, Bail> {
        process.fail(1, &format!("server returned error: {}", status_line(reply.status)))
    }

    fn saves(&self, process: &mut Process<'_>, asked: &Asked<'_>, _: &HttpReply, name: &Target) -> Result<(), Bail> {
        if let Target::File(name) = name {
            let path = process.absolute(name);
            let own = asked.options.value('O').is_none() && !asked.options.has('c');
            if own && process.system.files().stat(&path, true).is_ok() {
                return process.fail(1, &format!("can't open '{name}': File exists"));
            }
        }
        let text = match name {
            _ if asked.quiet => return Ok(()),
            Target::Nowhere => "remote file exists\n".to_string(),
            Target::Output => "writing to stdout\nwritten to stdout\n".to_string(),
            Target::File(name) => format!("saving to '{name}'\n'{name}' saved\n"),
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        Ok(())
    }

    fn unwritten(&self, process: &mut Process<'_>, name: &str, errno: Errno) -> Result<i32, Bail> {
        process.fail(1, &format!("can't open '{name}': {errno}"))
    }
}
