//! What is attached of a container's streams, and how it came to its end.
//!
//! A process that is attached may want a line that is not typed yet. Then the command ends with
//! [`crate::shell::Stop::Input`], and what is left of it is a [`Connection`]: [`go_on`] takes it up again.

use std::borrow::Cow;

use super::connection::{Connection, Peer, Streams};
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{ApiError, ApiResult, Attached, Ended, Engine, Output, Stop, Stream, TerminalSize};
use crate::shell::Prompt;

/// Said where a real docker command would wait for ever.
const GOES_ON: &str =
    "(the container goes on running; a real docker command would stay attached until Ctrl-C or docker stop)";
/// Said of the same in the background.
const GOES_ON_IN_BACKGROUND: &str =
    "(the container goes on running; what it prints from here on is in docker logs, not at this prompt)";

/// The bytes with a carriage return before each newline.
fn with_returns(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    for byte in bytes {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// An output that passes on only what is attached.
pub(super) struct Attachment<'a> {
    pub(super) inner: &'a mut dyn Output,
    pub(super) out: bool,
    pub(super) err: bool,
    /// Whether errors go to standard output, as from a terminal of the container.
    pub(super) merged: bool,
    /// Whether newlines get the carriage return that a terminal puts before them (`ONLCR`): where nobody's terminal
    /// looks, it can be seen.
    pub(super) returns: bool,
}

impl Output for Attachment<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        let bytes = match self.returns && self.inner.terminal(stream).is_none() {
            true => Cow::Owned(with_returns(bytes)),
            false => Cow::Borrowed(bytes),
        };
        let bytes = bytes.as_ref();
        match stream {
            Stream::Out if !self.out => Ok(()),
            Stream::Err if !self.err => Ok(()),
            Stream::Err if self.merged => self.inner.write(Stream::Out, bytes),
            stream => self.inner.write(stream, bytes),
        }
    }
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.inner.stopped(what)
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        self.inner.terminal(stream)
    }
    fn is_shown(&self, stream: Stream) -> bool {
        self.inner.is_shown(stream)
    }
}

/// Goes on with a command that was left attached.
pub fn go_on(docker: &mut Client<'_>, connection: &Connection) -> Outcome<()> {
    let Connection { to, streams } = connection.clone();
    docker.tell_size(&to, streams)?;
    let ended = docker.attached(to.clone(), streams, |engine, attached| match &to {
        Peer::Container(id) => engine.container_stream(id, attached),
        Peer::Exec(id) => engine.exec_stream(id, attached),
    })?;
    docker.ended(&to, ended)
}

impl Client<'_> {
    /// Runs a call with the streams attached.
    pub(super) fn attached<T>(
        &mut self,
        to: Peer,
        streams: Streams,
        call: impl FnOnce(&mut dyn Engine, Attached<'_>) -> ApiResult<T>,
    ) -> Outcome<T> {
        *self.connection = Some(Connection { to, streams });
        let mut output = Attachment {
            inner: self.output,
            out: streams.stdout,
            err: streams.stderr,
            merged: streams.tty,
            returns: streams.tty,
        };
        let attached = Attached {
            stdin: if streams.stdin { Some(self.stdin) } else { None },
            output: &mut output,
            terminal: self.terminal,
            in_background: self.in_background,
        };
        Ok(call(self.remotes, attached)?)
    }

    /// Tells a terminal that is about to be looked at how big it is here. Nobody complains if that does not succeed.
    pub(super) fn tell_size(&mut self, to: &Peer, streams: Streams) -> Outcome<()> {
        let Some(size) = self.output.terminal(Stream::Out).filter(|_| streams.tty) else { return Ok(()) };
        let told = match to {
            Peer::Container(id) => self.remotes.container_resize(id, size),
            Peer::Exec(id) => self.remotes.exec_resize(id, size),
        };
        match told {
            Err(ApiError::Stop(stop)) => Err(stop.into()),
            Ok(()) | Err(ApiError::Status { .. }) => Ok(()),
        }
    }

    /// Refuses a terminal of the container that standard input cannot serve.
    pub(super) fn check_tty(&self, stdin: bool, tty: bool) -> Outcome<()> {
        if stdin && tty && !self.asks() {
            return Err(Failure::new("cannot attach stdin to a TTY-enabled container because stdin is not a terminal"));
        }
        Ok(())
    }

    /// The end of an attached process as the command's own. What `docker exec` ran is asked for its exit code.
    pub(super) fn ended(&mut self, of: &Peer, ended: Ended) -> Outcome<()> {
        let code = match (of, ended) {
            (Peer::Container(id), Ended::StillRunning)
                if !self.in_background && self.asks() && self.columns(Stream::Out).is_some() =>
            {
                return self.stay(id);
            }
            (_, Ended::StillRunning) => return self.goes_on(),
            (Peer::Container(_), Ended::Exited(code)) => code,
            (Peer::Exec(id), Ended::Exited(_)) => {
                let code = self.remotes.exec_inspect(id)?.exit_code;
                code.and_then(|code| i32::try_from(code).ok()).unwrap_or(0)
            }
        };
        if code == 0 { Ok(()) } else { Err(Failure::code_only(code)) }
    }

    /// Says that what it is attached to goes on after it.
    pub(super) fn goes_on(&mut self) -> Outcome<()> {
        self.err_line(if self.in_background { GOES_ON_IN_BACKGROUND } else { GOES_ON })
    }

    /// A person stays with a container that goes on, until Ctrl-C, which is handed on to it (`--sig-proxy`).
    fn stay(&mut self, id: &str) -> Outcome<()> {
        while (self.terminal)(&Prompt::foreground())?.is_some() {}
        self.engine().container_kill(id, "INT")?;
        // With `--rm` there is nobody left to ask.
        let state = self.engine().container_inspect(id, false).map(|inspected| inspected["State"].clone());
        let state = state.unwrap_or_default();
        match (state["Running"].as_bool(), state["ExitCode"].as_i64().and_then(|code| i32::try_from(code).ok())) {
            (Some(true), _) => self.goes_on(),
            (_, Some(code)) if code != 0 => Err(Failure::code_only(code)),
            _ => Ok(()),
        }
    }
}
