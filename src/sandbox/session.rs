//! [`Session`]: a line in, a [`Reaction`] out.

use crate::allowance::{self, Halt, INTERRUPTED, Line, STOPPED};
use crate::content::{AnyPart, LoadError, Loading, Part, Parts, Rope};
use crate::shell::language::Unfinished;
use crate::shell::{self, Flavour, Gate, Input, Live, OutputBuffer, Stop, TerminalSize, Typed};
use crate::vfs::{Errno, Files};

use super::machine::{Came, Machine, TYPING};
use super::operation::{Before, Kind, Operation, PlacedFile};
use super::reaction::{Chunk, Next, Reaction};
use super::save::{self, Past, Root, SaveError, Saved, Store};
use super::stacks::Stacks;
use super::start::Setup;
use super::student::student;
use super::waiting::Waiting;
use super::world::World;

/// Operations that a session remembers; older ones can no longer be undone.
pub const HISTORY_LIMIT: usize = 1000;
/// Bytes that the operations of a session add to what it holds; beyond that the oldest are forgotten.
pub const HISTORY_BYTES: usize = 96 << 20;
/// Bytes that a command may have, with all its lines.
pub const COMMAND_BYTES: usize = 16 << 20;

/// A learner at a prompt.
#[derive(Clone, Debug)]
pub struct Session {
    setup: Setup,
    world: Part<World>,
    history: Vec<Part<Operation>>,
    stacks: Stacks,
    waiting: Option<Waiting>,
    /// Where the Worlds are that were saved before.
    past: Option<Past>,
    /// Bytes that each operation of the history has added to what is in memory.
    weights: Vec<usize>,
    /// The same of what is done now.
    weight: usize,
}

/// How one run of a command line went.
struct Ran {
    world: World,
    result: Result<i32, Stop>,
    output: OutputBuffer,
    came: Came,
    left: bool,
    /// Bytes that it added to what is in memory.
    grown: usize,
}

impl Session {
    /// A session in a fresh sandbox.
    pub fn new(setup: Setup) -> Self {
        let world = Part::new(setup.world());
        Session::starting_in(setup, world, Kind::Start)
    }

    /// A session that begins in this World.
    pub fn at(setup: Setup, world: Part<World>) -> Self {
        Session::starting_in(setup, world, Kind::Start)
    }

    fn starting_in(setup: Setup, world: Part<World>, kind: Kind) -> Self {
        let start = Operation { kind, at: world.get().clock.now(), changed: false, world: world.clone(), parent: None };
        Session {
            setup,
            world,
            history: vec![Part::new(start)],
            stacks: Stacks::default(),
            waiting: None,
            past: None,
            weights: vec![0],
            weight: 0,
        }
    }

    /// The World as it is.
    pub fn world(&self) -> &World {
        self.world.get()
    }

    /// The World as a part: cheap to keep and to compare.
    pub fn world_part(&self) -> &Part<World> {
        &self.world
    }

    /// Sets the clock by another session's, as if what was typed since had taken no time.
    pub fn set_clock_by(&mut self, other: &Session) {
        let mut world = self.world().clone();
        world.clock = other.world().clock;
        self.world = Part::new(world);
    }

    /// What was done, oldest first.
    pub fn history(&self) -> &[Part<Operation>] {
        &self.history
    }

    /// How the sandbox was set up.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The command lines of the history with their exit codes, oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = (&str, i32)> {
        self.history.iter().filter_map(|operation| match &operation.get().kind {
            Kind::Command { line, exit, .. } => Some((line.as_str(), *exit)),
            _ => None,
        })
    }

    /// What is still open in a command that is not complete.
    pub fn unfinished(&self) -> Option<Unfinished> {
        self.waiting.as_ref().filter(|waiting| waiting.prompt.is_none())?.open.clone()
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
        let before = self.waiting.as_ref().filter(|waiting| waiting.prompt.is_none());
        if let Typed::Line(line) = &typed
            && before.map_or(0, |waiting| waiting.line.len() + 1) + line.len() > COMMAND_BYTES
        {
            let line = self.waiting.take().map_or_else(|| line.clone(), |waiting| waiting.line);
            return stopped(line, Vec::new(), &format!("more than {COMMAND_BYTES} bytes typed for one command"));
        }
        let (mut waiting, typed) = match (self.waiting.take(), typed) {
            (None, Typed::Line(line)) => (Waiting::new(line), None),
            (None, Typed::Secret(_)) => return Reaction::waiting(Next::Command),
            (None, Typed::End) => return Reaction::waiting(Next::Left),
            (None, Typed::Interrupt) => return Reaction::waiting(Next::Command),
            (Some(waiting @ Waiting { prompt: Some(_), .. }), typed) => {
                let typed = waiting.prompt.as_ref().map(|prompt| typed.at(prompt));
                (waiting, typed)
            }
            (Some(mut waiting), Typed::Line(more)) => {
                if waiting.add(&more) {
                    self.waiting = Some(waiting);
                    return Reaction::waiting(Next::More);
                }
                (waiting, None)
            }
            (Some(waiting), Typed::End) => return self.go_on(waiting, None),
            (Some(waiting), Typed::Interrupt | Typed::Secret(_)) => return given_up(waiting.line, Vec::new()),
        };
        match &typed {
            Some(typed) => waiting.inputs.push(typed.clone()),
            None => {
                // What is too much to read is so again when it is run, and is said then.
                let line = Line::begin(self.setup.halt.clone());
                let dialect = self.world.get().shell.dialect(Flavour::Gnu);
                let read = allowance::caught(|| shell::parse(&waiting.line, dialect).err());
                drop(line);
                if let Ok(Some(shell::ParseError::Incomplete { what, .. })) = read {
                    waiting.open = Some(what);
                    self.waiting = Some(waiting);
                    return Reaction::waiting(Next::More);
                }
            }
        }
        self.go_on(waiting, typed)
    }

    /// Begins a command, or goes on with one that waited for what is typed now.
    fn go_on(&mut self, mut waiting: Waiting, typed: Option<Typed>) -> Reaction {
        let ran = self.run(&waiting, typed);
        let printed = ran.output.chunks.into_iter().filter(|(_, bytes)| !bytes.is_empty());
        let output: Vec<Chunk> = printed.map(|(stream, bytes)| Chunk { stream, bytes }).collect();
        let exit = match ran.result {
            Ok(exit) => exit,
            Err(Stop::Input(prompt)) => {
                waiting.prompt = Some(prompt.clone());
                (waiting.visits, waiting.attached) = (ran.came.visits, ran.came.attached);
                self.waiting = Some(waiting);
                return Reaction { output, ..Reaction::waiting(Next::Input(prompt)) };
            }
            Err(Stop::Interrupted) => return given_up(waiting.line, output),
            Err(Stop::Limit(what)) => return stopped(waiting.line, output, &what),
            // Nothing on the learner's own machine stays in the foreground for ever.
            Err(Stop::Stays(_)) => 0,
        };
        let changed = ran.world.differs_from(self.world.get());
        let world = Part::new(ran.world);
        self.weight = ran.grown;
        self.push(Kind::Command { line: waiting.line.clone(), inputs: waiting.inputs, exit }, world, changed);
        Reaction {
            output,
            next: if ran.left { Next::Left } else { Next::Command },
            ended: Some((waiting.line, exit)),
            events: ran.came.events,
            changed,
            stopped: false,
        }
    }

    /// Runs a command from the World as it is (which stays as it is), or from where it waited.
    fn run(&self, waiting: &Waiting, typed: Option<Typed>) -> Ran {
        let mut world = self.world.get().clone();
        world.connect(self.setup.hub.clone());
        world.clock.advance(TYPING);
        let mut output = OutputBuffer::default();
        output.terminal = self.setup.terminal;
        let live = Live::default();
        let mut stdin = if self.setup.terminal.is_some() { Input::Terminal } else { Input::Empty };
        let mut shell = world.shell.clone();
        let mut machine = Machine::new(&mut world, &self.setup, waiting, typed, live.clone());
        let mut shown = Gate { inner: &mut output, live };
        let line = Line::begin(self.setup.halt.clone());
        // Without a shell that is kept a line is a whole `sh -c`.
        let run = if self.setup.keeps_shell { shell::run } else { shell::run_whole };
        let result =
            allowance::caught(|| run(&mut shell, &waiting.line, &mut stdin, &mut shown, &mut machine, Flavour::Gnu));
        // Whatever a program made of it: who has used up the allowance has done nothing.
        let result = match (Line::spent(), result) {
            (None, Ok(result)) => result,
            (Some(spent), _) | (None, Err(spent)) => Err(spent.into()),
        };
        let came = machine.came();
        let grown = line.grown();
        let left = self.setup.keeps_shell && shell.exited.take().is_some();
        if self.setup.keeps_shell {
            world.shell = shell;
        }
        Ran { world, result, output, came, left, grown }
    }

    fn push(&mut self, kind: Kind, world: Part<World>, changed: bool) {
        let parent = self.history.last().map(Before::new);
        let operation = Operation { kind, at: world.get().clock.now(), changed, world: world.clone(), parent };
        self.stacks.take(&operation, Some(&self.world));
        self.history.push(Part::new(operation));
        self.weights.push(std::mem::take(&mut self.weight));
        self.forget();
        self.world = world;
    }

    /// Forgets the oldest operations, if there are too many, or they are too big.
    fn forget(&mut self) {
        let mut weight: usize = self.weights.iter().sum();
        while self.history.len() > HISTORY_LIMIT || weight > HISTORY_BYTES && self.history.len() > 2 {
            // The start stays, so that `reset` finds it.
            let oldest = usize::from(!self.history.iter().skip(1).any(|operation| operation.get().kind.is_start()));
            self.history.remove(oldest);
            // Whoever names it holds nothing more of it than its digest.
            if let Some(after) = self.history.get(oldest).and_then(|after| after.get().parent.as_ref()) {
                after.digest();
            }
            weight -= self.weights.remove(oldest);
            self.stacks.keep(self.history.len() - 1);
        }
    }

    /// What undo would take back.
    pub fn undoes(&self) -> Option<&Kind> {
        self.stacks.undo.last().map(|change| &*change.kind)
    }

    /// What redo would bring back.
    pub fn redoes(&self) -> Option<&Kind> {
        self.stacks.redo.last().map(|change| &*change.kind)
    }

    /// Restores the World before the last change; `false` if there is none, or it cannot be read any more.
    pub fn undo(&mut self) -> bool {
        self.restore(Kind::Undo)
    }

    /// Restores the World before the last undo; `false` if there is none, or it cannot be read any more.
    pub fn redo(&mut self) -> bool {
        self.restore(Kind::Redo)
    }

    fn restore(&mut self, kind: Kind) -> bool {
        self.waiting = None;
        let stack = if kind == Kind::Undo { &self.stacks.undo } else { &self.stacks.redo };
        let Some(change) = stack.last().cloned() else { return false };
        let Ok(world) = self.readable(&change.world) else {
            // It is damaged, and costs this step only.
            let stack = if kind == Kind::Undo { &mut self.stacks.undo } else { &mut self.stacks.redo };
            stack.pop();
            return false;
        };
        self.push(kind, world, true);
        true
    }

    /// A World of the past, which may have to be read; `None`: it cannot be.
    pub fn past_world(&self, operation: &Operation) -> Option<Part<World>> {
        self.readable(&operation.world).ok()
    }

    /// A World of the past, which may have to be read.
    pub(super) fn readable(&self, world: &Part<World>) -> Result<Part<World>, LoadError> {
        match &self.past {
            Some(Past(origins)) if !world.is_resolved() => Part::load(world.digest(), &Loading::new(&**origins)),
            _ => Ok(world.clone()),
        }
    }

    /// Restores the World in which the session (or the lesson) began.
    pub fn reset(&mut self) {
        self.waiting = None;
        let first = self.history.iter().rev().find(|operation| operation.get().kind.is_start());
        let Some(Ok(world)) = first.map(|operation| self.readable(&operation.get().world)) else { return };
        let changed = world.get().differs_from(self.world.get());
        self.push(Kind::Reset, world, changed);
    }

    pub(super) fn stacks(&self) -> &Stacks {
        &self.stacks
    }

    /// Goes to a World that is known.
    pub(super) fn go_to(&mut self, kind: Kind, world: Part<World>) {
        self.waiting = None;
        let changed = world.get().differs_from(self.world.get());
        self.push(kind, world, changed);
    }

    fn replace(&mut self, kind: Kind, world: World) {
        self.waiting = None;
        let changed = world.differs_from(self.world.get());
        self.push(kind, Part::new(world), changed);
    }

    /// A lesson begins here, with these files: `reset` comes back to this World, and `undo` goes no further. The error
    /// names the file that could not be put there.
    pub fn begin_lesson(&mut self, slug: &str, files: Vec<PlacedFile>) -> Result<(), (String, Errno)> {
        let mut world = self.world().clone();
        for file in &files {
            world.place_file(&file.path, file.content.clone()).map_err(|errno| (file.path.clone(), errno))?;
        }
        self.replace(Kind::Lesson { slug: slug.into(), files }, world);
        Ok(())
    }

    /// The terminal has another size now.
    pub fn resize(&mut self, terminal: TerminalSize) {
        if self.setup.terminal.is_some() {
            self.setup.terminal = Some(terminal);
        }
    }

    /// Forgets a command that is not complete, or waits for a line: it did nothing.
    pub fn give_up(&mut self) {
        self.waiting = None;
    }

    /// From now on this stops a command that runs.
    pub fn set_halt(&mut self, halt: Halt) {
        self.setup.halt = halt;
    }

    /// A file (absolute path) as somebody left it in an editor: an operation of its own, if anything changed.
    pub fn edit(&mut self, path: &str, content: Rope) -> Result<(), Errno> {
        let mut world = self.world().clone();
        world.files.set_identity(student(world.clock.now()));
        world.files.write(path, content.clone(), 0o666)?;
        if world.differs_from(self.world()) {
            self.replace(Kind::Edit { path: path.to_string(), content }, world);
        }
        Ok(())
    }

    /// How often undo would work.
    pub fn undo_depth(&self) -> usize {
        self.stacks.undo.len()
    }

    /// Calls `visit` for every part that the session is made of.
    pub fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.history.iter().for_each(|operation| visit(operation));
        if let Some(waiting) = &self.waiting {
            waiting.parts(visit);
        }
    }

    /// Saves everything, and gives the root, which is written last. An operation that is there was stored after those before
    /// it: what is new comes behind it.
    pub fn save(&self, store: &mut dyn Store) -> Result<Vec<u8>, SaveError> {
        let known = self.history.iter().rposition(|operation| store.has(operation.digest())).map_or(0, |last| last + 1);
        self.history.iter().skip(known).try_for_each(|operation| save::store(operation, store))?;
        if let Some(waiting) = &self.waiting {
            let mut saved = Ok(());
            waiting.parts(&mut |part| {
                if saved.is_ok() {
                    saved = save::store(part, store);
                }
            });
            saved?;
        }
        let waiting = self.waiting.clone().filter(|waiting| waiting.prompt.is_some());
        let root = Root::new(&self.history, waiting).ok_or_else(|| SaveError::Malformed("no operation".into()))?;
        serde_json::to_vec(&root).map_err(|error| SaveError::Malformed(error.to_string()))
    }

    /// The session that a root describes, at the prompt where it was left, with all Worlds of its past.
    pub fn load(setup: Setup, root: &[u8], store: &dyn Store) -> Result<Session, SaveError> {
        let loading = Loading::new(store);
        let (mut session, _) = Session::read(setup, root, &loading)?;
        for operation in &mut session.history {
            operation.get_mut().world.resolve(&loading)?;
        }
        session.stacks = Stacks::of(&session.history);
        Ok(session)
    }

    /// The session that a root describes, at the prompt where it was left. Only the World as it is now is read; the `past`
    /// is where the others are. Also how many operations are lost.
    pub fn open(setup: Setup, root: &[u8], past: Past, loading: &Loading) -> Result<(Session, usize), SaveError> {
        let (mut session, lost) = Session::read(setup, root, loading)?;
        session.past = Some(past);
        Ok((session, lost))
    }

    fn read(setup: Setup, root: &[u8], loading: &Loading) -> Result<(Session, usize), SaveError> {
        let Saved { history, waiting, lost } = Root::read(root, loading)?;
        let Some(last) = history.last() else { return Err(SaveError::Malformed("no operation".into())) };
        let mut world = last.get().world.clone();
        world.resolve(loading)?;
        let (stacks, weights) = (Stacks::of(&history), vec![0; history.len()]);
        Ok((Session { setup, world, history, stacks, waiting, past: None, weights, weight: 0 }, lost))
    }
}

/// A command was given up: nothing has happened.
/// A command that met a limit: `what`.
fn stopped(line: String, mut output: Vec<Chunk>, what: &str) -> Reaction {
    let text = format!("layercake: stopped: {what}; the sandbox is as it was before this command\n");
    output.push(Chunk { stream: shell::Stream::Err, bytes: text.into_bytes() });
    Reaction { output, ended: Some((line, STOPPED)), stopped: true, ..Reaction::waiting(Next::Command) }
}

fn given_up(line: String, output: Vec<Chunk>) -> Reaction {
    Reaction { output, ended: Some((line, INTERRUPTED)), ..Reaction::waiting(Next::Command) }
}
