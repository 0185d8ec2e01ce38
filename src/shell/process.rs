//! What a program gets, and what it may ask for.

use crate::clock::{Clock, Timestamp};
use crate::content::Rope;
use crate::text::is_loopback;
use crate::vfs::Files;

use super::bounds::{Bounds, OUT_OF_MEMORY};
use super::environment::Environment;
use super::limits::Limits;
use super::printed::Printed;
use super::secret::Secret;
use super::served::{HttpAsked, HttpReply, HttpRequest, Served};
use super::state::Shell;

/// Why a program (and everything that waits for it) ends before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// It wants a line from the terminal that is not there yet.
    #[error("waits for a line from the terminal")]
    Input(Prompt),
    /// It met a limit (loops, output, nesting, size): the words name which.
    #[error("{0}")]
    Limit(String),
    /// It stays: a server, or something that sleeps past the moment up to which it was to run.
    #[error("stays")]
    Stays(Stay),
    /// The person at the terminal gave it up (Ctrl-C where [`Interrupt::Cancels`]).
    #[error("interrupted")]
    Interrupted,
}

/// What the person at a terminal did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    /// A line, without its newline.
    Line(String),
    /// The same, typed where nothing is echoed.
    Secret(Secret),
    /// Ctrl-D.
    End,
    /// Ctrl-C.
    Interrupt,
}

impl Typed {
    /// The same as typed at this prompt: where nothing is echoed, a line is a secret.
    #[must_use]
    pub fn at(self, prompt: &Prompt) -> Typed {
        match self {
            Typed::Line(line) if !prompt.echo => Typed::Secret(Secret::new(line)),
            typed => typed,
        }
    }

    /// The same without a text that can be read: where nobody knows any more whether it was seen when it was typed.
    #[must_use]
    pub fn sealed(self) -> Typed {
        match self {
            Typed::Line(line) => Typed::Secret(Secret::new(line)),
            typed => typed,
        }
    }

    /// What a program at this prompt gets of it: a line, or `None` at the end of the input.
    pub fn answer(self, prompt: &Prompt) -> Result<Option<String>, Stop> {
        match (self, prompt.interrupt) {
            (Typed::Line(line), _) => Ok(Some(line)),
            (Typed::Secret(secret), _) => Ok(Some(secret.text())),
            (Typed::Interrupt, Interrupt::NewLine) => Ok(Some(String::new())),
            (Typed::End, _) | (Typed::Interrupt, Interrupt::Ends) => Ok(None),
            (Typed::Interrupt, Interrupt::Cancels) => Err(Stop::Interrupted),
        }
    }
}

/// What the terminal shows while it waits for a line. Made by [`Prompt::shell`], [`Prompt::question`], …
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Prompt {
    /// Shown before the cursor, e.g. `/ # ` or `Password: `.
    pub text: String,
    /// Whether what is typed is shown.
    pub echo: bool,
    /// What Ctrl-C does.
    pub interrupt: Interrupt,
}

/// What Ctrl-C does at a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interrupt {
    /// The program is given up; if no shell stands above it, the whole command: nothing has happened.
    Cancels,
    /// The line typed so far is forgotten: an empty line is taken.
    NewLine,
    /// As the end of input: the program (a server in the foreground) ends in its own way.
    Ends,
}

impl Prompt {
    /// The prompt of a shell.
    pub fn shell(text: impl Into<String>) -> Self {
        Prompt { text: text.into(), echo: true, interrupt: Interrupt::NewLine }
    }
    /// A question whose answer is shown (`Username: `, `[y/N] `).
    pub fn question(text: impl Into<String>) -> Self {
        Prompt { text: text.into(), echo: true, interrupt: Interrupt::Cancels }
    }
    /// A question whose answer is not shown (`Password: `).
    pub fn secret(text: impl Into<String>) -> Self {
        Prompt { text: text.into(), echo: false, interrupt: Interrupt::Cancels }
    }
    /// A program that reads lines without a prompt, or runs in the foreground until Ctrl-C.
    pub fn foreground() -> Self {
        Prompt { text: String::new(), echo: true, interrupt: Interrupt::Ends }
    }
}

/// How a process that stays behaves. (Build it with `..Stay::default()`.)
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stay {
    /// When it would go on by itself (the end of a `sleep`); `None`: never.
    pub until: Option<Timestamp>,
    /// Exit code after SIGTERM, SIGINT or the image's stop signal; `None`: as process 1 it ignores them.
    pub on_stop_signal: Option<i32>,
    /// It answers HTTP: the port, and what it serves there.
    pub serves: Option<(u16, Served)>,
    /// More ports at which it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<(u16, Served)>,
    /// Signals that it hears as it hears requests ([`HttpRequest::signal`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handles: Vec<i32>,
    /// What it still prints when the stop signal ends it ([`Stay::last_words_at`]): moments stand in it as `{%H:%M}`
    /// (strftime(3)); what stands behind a form feed goes to standard error.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_words: String,
    /// Its processes as `ps` shows them; the one that was started first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<Listed>,
    /// A shell waits for it and is the first of its processes, but has not said yet what it is called.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_waited_for: bool,
}

impl Stay {
    /// What it prints when it is ended at this moment.
    pub fn last_words_at(&self, at: Timestamp) -> Vec<(Stream, String)> {
        let (out, error) = self.last_words.split_once('\u{c}').unwrap_or((&self.last_words, ""));
        let both = [(Stream::Out, out), (Stream::Err, error)].into_iter().filter(|(_, text)| !text.is_empty());
        let filled = |text: &str| {
            let mut parts = text.split("{%");
            let mut whole = parts.next().unwrap_or_default().to_string();
            for part in parts {
                let (format, rest) = part.split_once('}').unwrap_or((part, ""));
                whole += &at.in_utc(&format!("%{format}"));
                whole += rest;
            }
            whole
        };
        both.map(|(stream, text)| (stream, filled(text))).collect()
    }

    /// Whether it answers itself at this port.
    pub fn listens(&self, port: u16) -> bool {
        self.serves.iter().chain(&self.also).any(|(own, served)| *own == port && served.is_program())
    }

    /// Whether it takes a request, or a signal.
    pub fn hears(&self, request: &HttpRequest) -> bool {
        match request.signal {
            Some(signal) => self.handles.contains(&signal.number),
            None => self.listens(request.port),
        }
    }
}

/// A process as `ps` shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Listed {
    /// What it calls itself: its command line, unless it says otherwise (`nginx: worker process`).
    pub command: String,
    /// Whose it is.
    pub uid: u32,
}

/// Standard output or standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    Out,
    Err,
}

/// Columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TerminalSize {
    pub columns: u16,
    pub rows: u16,
}

/// Where a program's output goes.
pub trait Output {
    /// Takes bytes. Fails with [`Stop::Limit`] where it takes no more.
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop>;
    /// Takes a rope, which need not be generated for this.
    fn write_rope(&mut self, stream: Stream, rope: &Rope) -> Result<(), Stop> {
        for chunk in rope.chunks() {
            self.write(stream, &chunk)?;
        }
        Ok(())
    }
    /// Says that a line was stopped at a limit; taken even where nothing else fits any more.
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.write(Stream::Err, stopped(what).as_bytes())
    }
    /// The terminal's size, if the stream is one.
    fn terminal(&self, stream: Stream) -> Option<TerminalSize>;
    /// Whether what is written has left the command for good: a person sees it, or it is lost. What goes into a pipe or
    /// a file has not until the command has ended.
    fn is_shown(&self, _stream: Stream) -> bool {
        true
    }
    /// Writes what a program has held back.
    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }
    /// Says how a program holds its output back from now on.
    fn hold(&mut self, _hold: Hold) -> Result<(), Stop> {
        Ok(())
    }
}

/// How a program holds its standard output back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Nothing,
    /// Until a line ends.
    Line,
    /// Until there are more than so many bytes.
    Block(usize),
    /// For ever: what it still holds is lost, and so is what comes.
    Lost,
}

/// What is said of a line that was stopped at a limit.
fn stopped(what: &str) -> String {
    format!("layercake: stopped: {what}\n")
}

/// An output that keeps both streams apart (and their order), up to a limit.
#[derive(Clone, Debug, Default)]
pub struct OutputBuffer {
    /// In the order written; neighbours of one stream are joined.
    pub chunks: Vec<(Stream, Vec<u8>)>,
    /// The terminal that it stands for, if any.
    pub terminal: Option<TerminalSize>,
    written: usize,
}

impl OutputBuffer {
    /// Bytes that one command may print.
    pub const LIMIT: usize = 16 << 20;

    fn push(&mut self, stream: Stream, bytes: &[u8]) {
        self.written += bytes.len();
        match self.chunks.last_mut() {
            Some((last, so_far)) if *last == stream => so_far.extend_from_slice(bytes),
            _ => self.chunks.push((stream, bytes.to_vec())),
        }
    }

    /// Everything written to one stream.
    pub fn stream(&self, stream: Stream) -> Vec<u8> {
        self.chunks.iter().filter(|(of, _)| *of == stream).flat_map(|(_, bytes)| bytes.iter().copied()).collect()
    }
}

impl Output for OutputBuffer {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        if self.written + bytes.len() > Self::LIMIT {
            return Err(Stop::Limit(format!("more than {} bytes of output", Self::LIMIT)));
        }
        self.push(stream, bytes);
        Ok(())
    }
    fn stopped(&mut self, what: &str) -> Result<(), Stop> {
        self.push(Stream::Err, stopped(what).as_bytes());
        Ok(())
    }
    fn terminal(&self, _stream: Stream) -> Option<TerminalSize> {
        self.terminal
    }
}

/// Where a program's standard input comes from.
#[derive(Clone, Debug, Default)]
pub enum Input {
    /// Nothing: end of file at once.
    #[default]
    Empty,
    /// These bytes (a pipe, a file, a heredoc), from `position` on.
    Data { content: Rope, position: u64 },
    /// The terminal: [`System::read_line`].
    Terminal,
    /// A pipe that somebody fills line by line while the program runs, but no terminal (`docker run -i` without `-t`):
    /// [`System::read_line`], without a prompt.
    Typed,
}

impl Input {
    /// Whether its lines come from a person, one at a time.
    pub fn comes_by_lines(&self) -> bool {
        matches!(self, Input::Terminal | Input::Typed)
    }
}

/// Whose manners a program has: the same command words its errors and options differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// GNU coreutils and friends (Debian, Ubuntu, the learner's own prompt).
    Gnu,
    /// BusyBox (Alpine).
    Busybox,
}

/// What a file is to somebody who wants to run it.
#[derive(Clone)]
pub enum Executable {
    /// One of our programs, with the manners it has in this file.
    Program(&'static dyn Program, Flavour),
    /// A script; the interpreter's path and argument from `#!`.
    Script { interpreter: String, argument: Option<String> },
    /// Machine code for another processor.
    ForeignMachine,
    /// A file that no kernel runs (`exec format error`).
    NoProgram,
    /// Machine code that the sandbox cannot run: says so by name.
    Unsimulated { name: String },
}

/// A line of `ps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    pub pid: u32,
    pub user: String,
    pub started: Timestamp,
    pub command: String,
}

/// A TCP port at which somebody listens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    pub port: u16,
    /// Who it is, where that is known: its number, and what it calls itself.
    pub process: Option<(u32, String)>,
}

/// What becomes of a shell that begins to read commands from a person.
pub enum Entered {
    /// It begins.
    New,
    /// It was here before, with this exit code, and printed this to where nobody saw it.
    Over { status: i32, printed: Printed },
    /// It goes on at its prompt.
    Held { shell: Box<Shell>, printed: Printed },
}

/// The machine (or container) that a program runs on.
pub trait System {
    /// Its file system.
    fn files(&mut self) -> &mut dyn Files;
    /// Its clock.
    fn clock(&mut self) -> &mut Clock;
    /// Lets time pass: the clock moves on, or the process stays asleep ([`Stop::Stays`]).
    fn sleep(&mut self, nanos: i64) -> Result<(), Stop>;
    /// The moment that what runs is at: the clock's, or, in the background, a later one.
    fn moment(&mut self) -> Timestamp {
        self.clock().now()
    }
    /// Until when what runs may take: it does not sleep past [`Bounds::end`], and stays where it works for long.
    fn bounds(&mut self) -> &mut Bounds;
    /// A line from the terminal, without its newline; `None` at its end (Ctrl-D).
    fn read_line(&mut self, prompt: &Prompt) -> Result<Option<String>, Stop>;
    /// A shell that reads its commands from a person begins. (Which of these four it calls when: `sh.rs`.)
    fn enter(&mut self) -> Result<Entered, Stop> {
        Ok(Entered::New)
    }
    /// The shell that entered last is at its prompt; it has printed this to where nobody saw it.
    fn at_prompt(&mut self, _shell: &Shell, _printed: &Printed) {}
    /// Gives up what happened since the last prompt. The shell as it was there; `None`: that is not known.
    fn give_up_line(&mut self) -> Option<Box<Shell>> {
        None
    }
    /// The shell that entered last has ended with this exit code; `None`: it was ended from outside.
    fn leave(&mut self, _status: Option<i32>, _printed: &Printed) {}
    /// Counts a step of work; fails with [`Stop::Limit`] when the command has done too much.
    fn step(&mut self) -> Result<(), Stop>;
    /// Runs a command that belongs to this machine and is no file (`docker` at the learner's prompt); `None`: there is none of this name.
    fn run_external(&mut self, name: &str, process: &mut ProcessParts<'_>) -> Option<Result<i32, Stop>>;
    /// Names of the commands that are no files, for `which`, `type` and completion.
    fn external_names(&self) -> Vec<String>;
    /// What the file at `path` is to somebody who runs it.
    fn executable(&mut self, path: &str) -> Executable;
    /// The program of this name that a shell has inside.
    fn program(&self, name: &str) -> Option<&'static dyn Program>;
    /// A request, as seen from here; the error is one that `curl` would word after "curl: ".
    fn http(&mut self, url: &str, asked: &HttpAsked) -> Result<HttpReply, String>;
    /// Who listens at TCP ports of this machine.
    fn listening(&mut self) -> Vec<Listener> {
        Vec::new()
    }
    /// Opens a connection to a port and closes it; the error is one that `curl` would word after "curl: ".
    fn connect(&mut self, host: &str, port: u16) -> Result<(), String>;
    /// Whether a machine with this address is there to answer.
    fn reaches(&mut self, address: &str) -> bool {
        is_loopback(address)
    }
    /// What the name server knows of a name: addresses; of an address: its name.
    fn resolve(&mut self, _name: &str) -> Vec<String> {
        Vec::new()
    }
    /// The next request at a port that the program listens at, or `None` when the moment `until` comes first. Where
    /// neither has come yet the process stays, as `stay` says.
    fn accept(&mut self, stay: &Stay, until: Option<Timestamp>) -> Result<Option<HttpRequest>, Stop> {
        Err(Stop::Stays(Stay { until, ..stay.clone() }))
    }
    /// Answers the request that was taken last; later answers to it are lost.
    fn respond(&mut self, _reply: HttpReply) {}
    /// Whether this process is the one that gets the signals from outside.
    fn is_main(&self, pid: u32) -> bool {
        pid == 1
    }
    /// This process hands the signals that come to it from outside on to that one.
    fn hand_signals_on(&mut self, _from: u32, _to: u32) {}
    /// A signal that such a process handles, and that has come.
    fn pending_signal(&mut self, _pid: u32) -> Option<i32> {
        None
    }
    /// Lets time pass, for ever without an end, until such a process gets a signal that it handles.
    fn pause(&mut self, _pid: u32, nanos: Option<i64>) -> Result<Option<i32>, Stop> {
        match nanos {
            Some(nanos) => self.sleep(nanos).map(|()| None),
            None => Err(Stop::Stays(Stay::default())),
        }
    }
    /// Sends a signal to a process beside this one; whether it is one that handles it.
    fn signal(&mut self, _pid: u32, _number: i32, _from: u32) -> bool {
        false
    }
    /// A command in the background begins: it takes no time of those that come after it.
    fn enter_background(&mut self) {}
    /// It has ended, or stays: what comes next begins when it did.
    fn leave_background(&mut self) -> Behind {
        Behind::default()
    }
    /// A process stays beside those that run next.
    fn stays_behind(&mut self, _pid: u32, _stay: &Stay) {}
    /// It does so no longer.
    fn gone(&mut self, _pid: u32) {}
    /// The exit code of a container that a command in the background is attached to; `None`: it runs.
    fn attached_ended(&mut self, _container: &str) -> Option<i32> {
        Some(0)
    }
    /// Waits for such a container; `None`: it would be for ever.
    fn attached_wait(&mut self, _container: &str) -> Result<Option<i32>, Stop> {
        Ok(Some(0))
    }
    /// Hands a signal on to such a container.
    fn attached_signal(&mut self, _container: &str, _signal: &str) -> Result<(), Stop> {
        Ok(())
    }
    /// The running processes.
    fn processes(&self) -> Vec<ProcessInfo>;
    /// The bounds of a process that starts.
    fn limits(&self) -> Limits {
        Limits::default()
    }
    /// `hostname`.
    fn hostname(&self) -> String;
    /// `uname -r`: the host's kernel, the same in every container.
    fn kernel_release(&self) -> String {
        KERNEL_RELEASE.into()
    }
}

/// What a command in the background leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Nanoseconds after its beginning at which it ends.
    pub nanos: i64,
    /// The running container that it is attached to.
    pub attached: Option<String>,
}

/// What the sandbox's one machine is called.
pub const HOST_NAME: &str = "layercake";

/// Its processors.
pub const PROCESSORS: u32 = 4;

/// Its memory, bytes.
pub const MEMORY: u64 = 8 << 30;

/// Of which this is free, and this could be, with what is only cached.
pub const FREE_MEMORY: (u64, u64) = (5_250_711_552, 7_305_515_008);

/// The kernel that the sandbox's one machine runs, and so every container on it.
pub const KERNEL_RELEASE: &str = "6.12.48+deb13-amd64";

/// The address of Docker's bridge: where containers see the learner's machine, and their way to anywhere else.
pub const GATEWAY: &str = "172.17.0.1";

/// What a command gets besides the machine that it runs on.
pub struct ProcessParts<'a> {
    /// The arguments, the command's own name first.
    pub arguments: &'a [String],
    /// Exported variables.
    pub environment: &'a Environment,
    /// The working directory, absolute.
    pub directory: &'a str,
    /// Standard input.
    pub stdin: &'a mut Input,
    /// Standard output and error.
    pub output: &'a mut dyn Output,
}

/// A running program.
pub struct Process<'a> {
    /// The arguments, the program's own name first.
    pub arguments: Vec<String>,
    /// Exported variables.
    pub environment: Environment,
    /// The working directory, absolute.
    pub directory: String,
    /// Standard input.
    pub stdin: Input,
    /// Standard output and error.
    pub output: &'a mut dyn Output,
    /// The machine.
    pub system: &'a mut dyn System,
    /// The program's manners.
    pub flavour: Flavour,
    /// Process ID: 1 for a container's main process.
    pub pid: u32,
    /// The shell that has the program inside, where it complains by its own name (BusyBox).
    pub inside: Option<String>,
    /// What the program's file says of its version: a package's. `None`: the image says it, or the program knows.
    pub version: Option<String>,
}

impl Process<'_> {
    /// Bytes that it may have in memory, where its cgroup bounds that.
    pub fn memory_limit(&mut self) -> Option<u64> {
        let text = self.system.files().read("/sys/fs/cgroup/memory.max").ok()?;
        String::from_utf8_lossy(&text.slice(0..32).to_bytes()).trim().parse().ok()
    }

    /// It has so many bytes in memory at once: more than it may end it.
    pub fn hold_in_memory(&mut self, bytes: u64) -> Result<(), Stop> {
        match self.memory_limit() {
            Some(most) if bytes > most => Err(Stop::Limit(OUT_OF_MEMORY.into())),
            None if bytes > MEMORY => Err(Stop::Limit(format!("more than {MEMORY} bytes of memory in one program"))),
            _ => Ok(()),
        }
    }
}

/// A userland program: one file in `programs/`, one row in its table.
pub trait Program: Sync {
    /// The names it goes by, the main one first.
    fn names(&self) -> &'static [&'static str];
    /// One line on what it does, for `help` and the book.
    fn about(&self) -> &'static str;
    /// Its arguments, as its usage shows them.
    fn usage(&self) -> &'static str {
        "[ARG]..."
    }
    /// Runs it; `Ok` holds the exit code, 0 to 255.
    fn run(&self, process: &mut Process<'_>) -> Result<i32, Stop>;
}
