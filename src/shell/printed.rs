//! What was printed to where nobody saw it, so that a command that goes on can print it again; and the gate that keeps
//! back what was shown already.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Output, Stop, Stream, TerminalSize};
use crate::content::{LoadError, Parts, Rope, Visit, VisitMut};

/// What went into pipes and files, in the order written. What a terminal showed is not in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Printed(Vec<(Stream, Rope)>);

impl Printed {
    /// Prints it again.
    pub fn write_to(&self, output: &mut dyn Output) -> Result<(), Stop> {
        self.0.iter().try_for_each(|(stream, rope)| output.write_rope(*stream, rope))
    }
}

impl Parts for Printed {
    fn parts(&self, visit: &mut Visit<'_>) {
        self.0.iter().for_each(|(_, rope)| visit(rope));
    }
    fn parts_mut(&mut self, visit: &mut VisitMut<'_>) -> Result<(), LoadError> {
        self.0.iter_mut().try_for_each(|(_, rope)| visit(rope))
    }
}

/// An output that remembers what goes to where nobody sees it.
pub struct Recorder<'a> {
    pub inner: &'a mut dyn Output,
    pub printed: Rc<RefCell<Printed>>,
}

impl Output for Recorder<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        if !self.inner.is_shown(stream) {
            self.printed.borrow_mut().0.push((stream, bytes.to_vec().into()));
        }
        self.inner.write(stream, bytes)
    }
    fn write_rope(&mut self, stream: Stream, rope: &Rope) -> Result<(), Stop> {
        if !self.inner.is_shown(stream) {
            self.printed.borrow_mut().0.push((stream, rope.clone()));
        }
        self.inner.write_rope(stream, rope)
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

/// Whether a command that runs again has come further than the last time; shared by its system and its output.
pub type Live = Rc<Cell<bool>>;

/// An output that lets nothing through until the command is live.
pub struct Gate<'a> {
    pub inner: &'a mut dyn Output,
    pub live: Live,
}

impl Output for Gate<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        if self.live.get() { self.inner.write(stream, bytes) } else { Ok(()) }
    }
    fn write_rope(&mut self, stream: Stream, rope: &Rope) -> Result<(), Stop> {
        if self.live.get() { self.inner.write_rope(stream, rope) } else { Ok(()) }
    }
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.inner.stopped(what)
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        self.inner.terminal(stream)
    }
}
