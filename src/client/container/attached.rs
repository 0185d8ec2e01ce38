//! What is attached of a container's streams, and how it came to its end.

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{ApiResult, Attached, Ended, Engine};
use crate::shell::{Output, Stop, Stream, TerminalSize};

/// Said where a real docker command would wait for ever.
pub(super) const GOES_ON: &str =
    "(the container goes on running; a real docker command would stay attached until Ctrl-C or docker stop)";

/// An output that passes on only what is attached.
pub(super) struct Attachment<'a> {
    pub(super) inner: &'a mut dyn Output,
    pub(super) out: bool,
    pub(super) err: bool,
    /// Whether errors go to standard output, as from a terminal of the container.
    pub(super) merged: bool,
}

impl Output for Attachment<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        match stream {
            Stream::Out if !self.out => Ok(()),
            Stream::Err if !self.err => Ok(()),
            Stream::Err if self.merged => self.inner.write(Stream::Out, bytes),
            stream => self.inner.write(stream, bytes),
        }
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        self.inner.terminal(stream)
    }
}

/// Which streams are attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Streams {
    pub(super) stdin: bool,
    pub(super) stdout: bool,
    pub(super) stderr: bool,
    pub(super) tty: bool,
}

impl Client<'_> {
    /// Runs a call with the streams attached.
    pub(super) fn attached<T>(
        &mut self,
        streams: Streams,
        call: impl FnOnce(&mut dyn Engine, Attached<'_>) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut output =
            Attachment { inner: self.output, out: streams.stdout, err: streams.stderr, merged: streams.tty };
        let attached = Attached {
            stdin: if streams.stdin { Some(self.stdin) } else { None },
            output: &mut output,
            terminal: self.terminal,
        };
        Ok(call(self.engine, attached)?)
    }

    /// Refuses a terminal of the container that standard input cannot serve.
    pub(super) fn check_tty(&self, stdin: bool, tty: bool) -> Outcome<()> {
        if stdin && tty && !self.asks() {
            return Err(Failure::new("cannot attach stdin to a TTY-enabled container because stdin is not a terminal"));
        }
        Ok(())
    }

    /// The end of an attached process as the command's own.
    pub(super) fn ended(&mut self, ended: Ended) -> Outcome<()> {
        match ended {
            Ended::Exited(0) => Ok(()),
            Ended::Exited(code) => Err(Failure::code_only(code)),
            Ended::StillRunning => self.err_line(GOES_ON),
        }
    }
}
