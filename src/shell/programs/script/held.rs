//! Standard output that is held back: without a terminal it comes by the block, and what a program that is killed has
//! not flushed is lost. So `docker logs` of a loop that prints is empty for long.
//!
//! Python (`Modules/_io/textio.c`, `Python/pylifecycle.c`: a block of 8192 bytes, a line at a terminal, nothing with `-u`),
//! Ruby (`io.c`, `IO_WBUF_CAPA_MIN`), and C's `stdio` (glibc `libio/filedoalloc.c`: a block of the file's).

use crate::allowance;
use crate::content::Rope;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Hold, Input, Output, Process, Stop, Stream, TerminalSize};

struct Held<'a> {
    inner: &'a mut dyn Output,
    hold: Hold,
    bytes: Vec<u8>,
}

impl Output for Held<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        if stream == Stream::Err || self.hold == Hold::Nothing {
            return self.inner.write(stream, bytes);
        }
        allowance::insist(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        let full = match self.hold {
            Hold::Nothing => true,
            Hold::Line => bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r')),
            Hold::Block(size) => self.bytes.len() > size,
            Hold::Lost => {
                self.bytes.clear();
                false
            }
        };
        if full { self.flush() } else { Ok(()) }
    }
    fn write_rope(&mut self, stream: Stream, rope: &Rope) -> Result<(), Stop> {
        self.flush()?;
        self.inner.write_rope(stream, rope)
    }
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.flush()?;
        self.inner.stopped(what)
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        self.inner.terminal(stream)
    }
    fn is_shown(&self, stream: Stream) -> bool {
        self.inner.is_shown(stream)
    }
    fn flush(&mut self) -> Result<(), Stop> {
        match std::mem::take(&mut self.bytes) {
            bytes if bytes.is_empty() => Ok(()),
            bytes => self.inner.write(Stream::Out, &bytes),
        }
    }
    fn hold(&mut self, hold: Hold) -> Result<(), Stop> {
        self.hold = hold;
        match hold {
            Hold::Nothing => self.flush(),
            Hold::Lost => {
                self.bytes.clear();
                Ok(())
            }
            Hold::Line | Hold::Block(_) => Ok(()),
        }
    }
}

/// Runs a program whose output is held back by blocks of so many bytes where it goes to no terminal. What it holds comes
/// when it ends; not if it is killed.
pub fn holding(process: &mut Process<'_>, block: usize, run: impl FnOnce(&mut Process<'_>) -> Ended) -> Ended {
    let at_terminal = process.output.terminal(Stream::Out).is_some();
    let hold = if at_terminal { Hold::Line } else { Hold::Block(block) };
    let mut held = Held { inner: &mut *process.output, hold, bytes: Vec::new() };
    let mut inner = Process {
        arguments: process.arguments.clone(),
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: std::mem::replace(&mut process.stdin, Input::Empty),
        output: &mut held,
        system: &mut *process.system,
        flavour: process.flavour,
        pid: process.pid,
        inside: process.inside.clone(),
        version: process.version.clone(),
    };
    let ended = run(&mut inner);
    process.stdin = std::mem::take(&mut inner.stdin);
    match ended {
        Ok(status) => held.flush().map(|()| status).map_err(Bail::Stop),
        Err(bail @ (Bail::Status(_) | Bail::Stop(Stop::Limit(_) | Stop::Interrupted))) => {
            held.flush()?;
            Err(bail)
        }
        Err(bail) => Err(bail),
    }
}
