//! [`Session`]: a line in, a [`Reaction`] out.

use std::collections::VecDeque;

use crate::content::{Part, Rope};
use crate::shell::{self, Flavour, Input, OutputBuffer, Prompt, Stop, TerminalSize};
use crate::vfs::{Errno, Files};

use super::machine::Machine;
use super::operation::{Kind, Operation, Stacks};
use super::reaction::{Chunk, Next, Reaction};
use super::save::{self, Root, SAVE_VERSION, SaveError, Store};
use super::start::{Setup, student};
use super::world::World;

/// What the person at the terminal did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its newline.
    Line(String),
    /// Ctrl-D.
    End,
    /// Ctrl-C.
    Interrupt,
}

/// Operations that a session remembers; older ones can no longer be undone.
pub const HISTORY_LIMIT: usize = 1000;

/// Nanoseconds of the sandbox's time that typing and running a command takes at least.
const COMMAND_TIME: i64 = 400_000_000;

/// A learner at a prompt.
#[derive(Clone, Debug)]
pub struct Session {
    setup: Setup,
    world: Part<World>,
    history: Vec<Part<Operation>>,
    stacks: Stacks,
    waiting: Option<Waiting>,
}

/// A command that is not complete, or waits for input.
#[derive(Clone, Debug)]
struct Waiting {
    line: String,
    inputs: Vec<Option<String>>,
    /// Bytes of its output that were given out already.
    shown: usize,
    /// What it waits for; `None`: the rest of the command.
    prompt: Option<Prompt>,
}

/// How one run of a command line went.
struct Ran {
    world: World,
    result: Result<i32, Stop>,
    output: OutputBuffer,
    events: Vec<crate::engine::Event>,
    left: bool,
}

impl Session {
    /// A session in a fresh sandbox.
    pub fn new(setup: Setup) -> Self {
        let world = Part::new(setup.world());
        Session::starting_in(setup, world, Kind::Start)
    }

    fn starting_in(setup: Setup, world: Part<World>, kind: Kind) -> Self {
        let start = Operation { kind, at: world.get().clock.now(), changed: false, world: world.clone(), parent: None };
        Session { setup, world, history: vec![Part::new(start)], stacks: Stacks::default(), waiting: None }
    }

    /// The World as it is.
    pub fn world(&self) -> &World {
        self.world.get()
    }

    /// The World as a part: cheap to keep and to compare.
    pub fn world_part(&self) -> &Part<World> {
        &self.world
    }

    /// What was done, oldest first.
    pub fn history(&self) -> &[Part<Operation>] {
        &self.history
    }

    /// How the sandbox was set up.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Whether a command is waiting for input or for its own rest, and for which.
    pub fn next(&self) -> Next {
        match &self.waiting {
            None => Next::Command,
            Some(Waiting { prompt: None, .. }) => Next::More,
            Some(Waiting { prompt: Some(prompt), .. }) => Next::Input(prompt.clone()),
        }
    }

    /// Takes one line.
    pub fn feed(&mut self, line: &str) -> Reaction {
        self.take(Typed::Line(line.into()))
    }

    /// Takes what the person at the terminal did.
    pub fn take(&mut self, typed: Typed) -> Reaction {
        let mut waiting = match (self.waiting.take(), typed) {
            (None, Typed::Line(line)) => Waiting { line, inputs: Vec::new(), shown: 0, prompt: None },
            (None, Typed::End) => return Reaction::waiting(Next::Left),
            (None, Typed::Interrupt) => return Reaction::waiting(Next::Command),
            (Some(mut waiting), typed) => match (&waiting.prompt, typed) {
                (None, Typed::Line(more)) => {
                    waiting.line = format!("{}\n{more}", waiting.line);
                    waiting
                }
                (None, Typed::End) => return self.run_to_its_end(waiting),
                (None, Typed::Interrupt) => return self.given_up(&waiting.line),
                (Some(_), Typed::Line(input)) => {
                    waiting.inputs.push(Some(input));
                    waiting
                }
                (Some(_), Typed::End) => {
                    waiting.inputs.push(None);
                    waiting
                }
                (Some(prompt), Typed::Interrupt) => match prompt.interrupt {
                    shell::Interrupt::Cancels => return self.given_up(&waiting.line),
                    shell::Interrupt::NewLine => {
                        waiting.inputs.push(Some(String::new()));
                        waiting
                    }
                    shell::Interrupt::Ends => {
                        waiting.inputs.push(None);
                        waiting
                    }
                },
            },
        };
        if waiting.inputs.is_empty() && matches!(shell::parse(&waiting.line), Err(shell::ParseError::Incomplete { .. }))
        {
            waiting.prompt = None;
            self.waiting = Some(waiting);
            return Reaction::waiting(Next::More);
        }
        self.run_to_its_end(waiting)
    }

    /// A command was interrupted: nothing has happened.
    fn given_up(&mut self, line: &str) -> Reaction {
        Reaction { ended: Some((line.into(), 130)), ..Reaction::waiting(Next::Command) }
    }

    fn run_to_its_end(&mut self, mut waiting: Waiting) -> Reaction {
        let ran = self.run(&waiting.line, &waiting.inputs);
        let mut output = not_yet_shown(&ran.output, waiting.shown);
        let exit = match ran.result {
            Ok(exit) => exit,
            Err(Stop::Input(prompt)) => {
                waiting.shown += output.iter().map(|chunk| chunk.bytes.len()).sum::<usize>();
                waiting.prompt = Some(prompt.clone());
                self.waiting = Some(waiting);
                return Reaction { output, ..Reaction::waiting(Next::Input(prompt)) };
            }
            Err(Stop::Limit(what)) => {
                let text = format!("layercake: stopped: {what}; the sandbox is as it was before this command\n");
                output.push(Chunk { stream: shell::Stream::Err, bytes: text.into_bytes() });
                return Reaction { output, ended: Some((waiting.line, 137)), ..Reaction::waiting(Next::Command) };
            }
            // Nothing on the learner's own machine stays in the foreground for ever.
            Err(Stop::Stays(_)) => 0,
        };
        let changed = ran.world.differs_from(self.world.get());
        let world = Part::new(ran.world);
        self.push(Kind::Command { line: waiting.line.clone(), inputs: waiting.inputs, exit }, world, changed);
        Reaction {
            output,
            next: if ran.left { Next::Left } else { Next::Command },
            ended: Some((waiting.line, exit)),
            events: ran.events,
            changed,
        }
    }

    /// Runs a line from the World as it is, which stays as it is.
    fn run(&self, line: &str, inputs: &[Option<String>]) -> Ran {
        let mut world = self.world.get().clone();
        world.network = world.network.with_library(self.setup.hub.clone());
        world.clock.advance(COMMAND_TIME);
        let mut output = OutputBuffer::default();
        output.terminal = self.setup.terminal;
        let mut events = Vec::new();
        let mut stdin = if self.setup.terminal.is_some() { Input::Terminal } else { Input::Empty };
        let mut shell = world.shell.clone();
        let mut machine =
            Machine::new(&mut world, &mut events, &self.setup, inputs.iter().cloned().collect::<VecDeque<_>>());
        let result = shell::run(&mut shell, line, &mut stdin, &mut output, &mut machine, Flavour::Gnu);
        let left = self.setup.keeps_shell && shell.exited.take().is_some();
        if self.setup.keeps_shell {
            world.shell = shell;
        }
        Ran { world, result, output, events, left }
    }

    fn push(&mut self, kind: Kind, world: Part<World>, changed: bool) {
        let parent = self.history.last().map(|operation| operation.digest().to_string());
        let operation = Operation { kind, at: world.get().clock.now(), changed, world: world.clone(), parent };
        self.stacks.take(&operation, Some(&self.world));
        self.history.push(Part::new(operation));
        if self.history.len() > HISTORY_LIMIT {
            // The start stays, so that `reset` finds it.
            let oldest = usize::from(!self.history.iter().skip(1).any(|operation| operation.get().kind.is_start()));
            self.history.remove(oldest);
            self.stacks.keep(HISTORY_LIMIT);
        }
        self.world = world;
    }

    /// Restores the World before the last change; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        self.restore(Kind::Undo)
    }

    /// Restores the World before the last undo; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        self.restore(Kind::Redo)
    }

    fn restore(&mut self, kind: Kind) -> bool {
        self.waiting = None;
        let stack = if kind == Kind::Undo { &self.stacks.undo } else { &self.stacks.redo };
        let Some(world) = stack.last().cloned() else { return false };
        self.push(kind, world, true);
        true
    }

    /// Restores the World in which the session (or the lesson) began.
    pub fn reset(&mut self) {
        self.waiting = None;
        let first = self.history.iter().rev().find(|operation| operation.get().kind.is_start());
        let Some(world) = first.map(|operation| operation.get().world.clone()) else { return };
        let changed = world.get().differs_from(self.world.get());
        self.push(Kind::Reset, world, changed);
    }

    /// Replaces the World (a lesson's start, an edited file) as an operation of its own.
    pub fn replace(&mut self, kind: Kind, world: World) {
        self.waiting = None;
        let changed = world.differs_from(self.world.get());
        self.push(kind, Part::new(world), changed);
    }

    /// The terminal has another size now. A command that waits for input goes on in the old one.
    pub fn resize(&mut self, terminal: TerminalSize) {
        if self.waiting.is_none() && self.setup.terminal.is_some() {
            self.setup.terminal = Some(terminal);
        }
    }

    /// A file (absolute path) as somebody left it in an editor: an operation of its own, if anything changed.
    pub fn edit(&mut self, path: &str, content: Rope) -> Result<(), Errno> {
        let mut world = self.world().clone();
        world.files.set_identity(student(world.clock.now()));
        world.files.write(path, content, 0o666)?;
        if world.differs_from(self.world()) {
            self.replace(Kind::Edit { path: path.to_string() }, world);
        }
        Ok(())
    }

    /// How often undo would work.
    pub fn undo_depth(&self) -> usize {
        self.stacks.undo.len()
    }

    /// Saves everything, and gives the root, which the host writes last.
    pub fn save(&self, store: &mut dyn Store) -> Result<Vec<u8>, SaveError> {
        for operation in &self.history {
            save::store(operation, store)?;
        }
        let waiting = self
            .waiting
            .as_ref()
            .filter(|waiting| waiting.prompt.is_some())
            .map(|waiting| (waiting.line.clone(), waiting.inputs.clone()));
        let root = Root { layercake: SAVE_VERSION, operations: self.history.clone(), waiting };
        serde_json::to_vec(&root).map_err(|error| SaveError::Malformed(error.to_string()))
    }

    /// The session that a root describes.
    pub fn load(setup: Setup, root: &[u8], store: &dyn Store) -> Result<Session, SaveError> {
        let root = Root::read(root, store)?;
        let history = root.operations;
        let world = match history.last() {
            Some(last) => last.get().world.clone(),
            None => return Err(SaveError::Malformed("no operation".into())),
        };
        let stacks = Stacks::of(&history);
        let mut session = Session { setup, world, history, stacks, waiting: None };
        if let Some((line, inputs)) = root.waiting {
            let ran = session.run(&line, &inputs);
            if let Err(Stop::Input(prompt)) = ran.result {
                let shown = ran.output.chunks.iter().map(|(_, bytes)| bytes.len()).sum();
                session.waiting = Some(Waiting { line, inputs, shown, prompt: Some(prompt) });
            }
        }
        Ok(session)
    }
}

fn not_yet_shown(output: &OutputBuffer, mut shown: usize) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for (stream, bytes) in &output.chunks {
        let skip = shown.min(bytes.len());
        shown -= skip;
        if let Some(rest) = bytes.get(skip..).filter(|rest| !rest.is_empty()) {
            chunks.push(Chunk { stream: *stream, bytes: rest.to_vec() });
        }
    }
    chunks
}
