//! [`Sandboxes`]: the sandboxes of a book: one a chapter, those with a name, and the states that they begin in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::options::Options;
use crate::hub::Hub;
use crate::lesson::check::Happened;
use crate::sandbox::{Session, Setup};
use crate::shell::TerminalSize;

/// A sandbox, and what its last command did.
#[derive(Clone, Debug)]
pub(super) struct Sandbox {
    pub session: Session,
    pub last: Option<Happened>,
    /// The lines that made its state.
    pub lines: Vec<String>,
}

/// All sandboxes of a book.
#[derive(Debug)]
pub(super) struct Sandboxes {
    hub: Arc<dyn Hub>,
    terminal: bool,
    starts: BTreeMap<String, Vec<String>>,
    /// States that were made already.
    made: BTreeMap<String, Sandbox>,
    /// By the name of the session; the chapter's own has none.
    open: BTreeMap<String, Sandbox>,
}

/// Columns and lines of the terminal that a book's commands print to.
const TERMINAL: TerminalSize = TerminalSize { columns: 80, rows: 24 };

impl Sandboxes {
    pub fn new(hub: Arc<dyn Hub>, terminal: bool, starts: BTreeMap<String, Vec<String>>) -> Self {
        Sandboxes { hub, terminal, starts, made: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// A chapter begins: its own sandbox is a fresh one.
    pub fn begin_chapter(&mut self) {
        self.open.remove("");
    }

    /// A session as a lesson's proof has it.
    pub fn lesson_session(&self) -> Session {
        Session::new(Setup { keeps_shell: true, ..Setup::new(self.hub.clone()) })
    }

    fn fresh(&self) -> Sandbox {
        let terminal = self.terminal.then_some(TERMINAL);
        let setup = Setup { keeps_shell: true, terminal, ..Setup::new(self.hub.clone()) };
        Sandbox { session: Session::new(setup), last: None, lines: Vec::new() }
    }

    /// The sandbox that a block or call asks for, in the state that it asks for; the error says why there is none.
    pub fn of(&mut self, options: &Options<'_>) -> Result<&mut Sandbox, String> {
        let name = options.session.unwrap_or_default();
        let begun = match options.start {
            Some(start) => Some(self.state(start)?),
            None if options.reset || !self.open.contains_key(name) => Some(self.fresh()),
            None => None,
        };
        if let Some(sandbox) = begun {
            self.open.insert(name.into(), sandbox);
        }
        self.open.get_mut(name).ok_or_else(|| format!("no session `{name}`"))
    }

    /// A state that the book's settings name.
    fn state(&mut self, name: &str) -> Result<Sandbox, String> {
        if let Some(made) = self.made.get(name) {
            return Ok(made.clone());
        }
        let Some(lines) = self.starts.get(name) else {
            let known: Vec<&str> = self.starts.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            return Err(format!("start = {name}: book.toml has no such state in `start`; there are: {known}"));
        };
        let mut sandbox = self.fresh();
        for line in lines {
            let reaction = sandbox.session.feed(line);
            sandbox.lines.push(line.clone());
            sandbox.last = Happened::of(&reaction).or(sandbox.last);
            if let Some((command, code)) = reaction.ended.filter(|(_, code)| *code != 0) {
                return Err(format!("start = {name}: `{command}` ended with exit code {code}"));
            }
        }
        self.made.insert(name.into(), sandbox.clone());
        Ok(sandbox)
    }
}
