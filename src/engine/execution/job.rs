//! [`Job`]: a process that is to run, with everything but its files and its output.

use std::cell::Cell;
use std::rc::Rc;

use crate::clock::{Clock, SECOND, Timestamp};
use crate::shell::{
    Environment, Gate, HttpReply, Input, Launch, LaunchError, Limits, Live, Output, ProcessInfo, Served, Steps, Stop,
    Stream, Visits, execute, find,
};
use crate::vfs::{Errno, FileType, Files, Identity};

use super::external::External;
use super::heard::{Answered, Beyond, Heard, Peer};
use super::machine::{Machine, Now, Terminal};
use super::moment::Moment;
use super::mounted::Mounted;
use super::refusal::StartError;
use super::user::{self, User};

/// How long a process may keep who waits for it waiting, nanoseconds of the sandbox's clock.
pub const FOREGROUND: i64 = 86_400 * SECOND;

/// How long somebody watches a process from which nothing more comes by itself, nanoseconds of the sandbox's clock.
const GLANCE: i64 = 2 * SECOND;

/// The command line of the init that stands above a main process.
pub fn init_command(command: &str) -> String {
    format!("/sbin/docker-init -- {command}")
}

/// The process ID of a main process below an init.
pub const BELOW_INIT: u32 = 7;

/// The exit code of a process whose program turned out to be none.
const NO_PROGRAM: i32 = 255;

/// A process that is to run. [`Job::new`] makes one that runs by itself to its end; the fields say otherwise.
pub struct Job<'a> {
    /// The command line.
    pub arguments: Vec<String>,
    /// See [`super::environment()`].
    pub environment: Environment,
    /// `name[:group]`, each a name or a number; empty: root.
    pub user: String,
    /// Groups besides those of the user, each a name or a number.
    pub groups: Vec<String>,
    /// The working directory, absolute.
    pub directory: String,
    /// Whether the working directory is made if it is missing.
    pub makes_directory: bool,
    pub stdin: Input,
    /// The terminal behind [`Input::Terminal`], if somebody is there.
    pub terminal: Option<Terminal<'a>>,
    /// When the terminal was attached: no line is typed before.
    pub attached_at: Timestamp,
    /// Whether somebody is attached, who waits for what comes, but not for what never does.
    pub watched: bool,
    /// Whether who is attached follows step by step where commands run in the background.
    pub followed: bool,
    /// Whether standard input stays open while nobody is attached.
    pub open_stdin: bool,
    pub pid: u32,
    /// Whether a small init is process 1, and it a child of that (`--init`).
    pub init: bool,
    pub hostname: String,
    /// The bounds of its processes.
    pub limits: Limits,
    /// Time and chance when it starts.
    pub clock: Clock,
    /// How far the clock may go before the process is left asleep.
    pub until: Timestamp,
    /// The moment that the process is at, for an output that wants to know it.
    pub now: Now,
    /// What others do meanwhile, in the order of time.
    pub externals: Vec<External>,
    /// How far it came when it last asked for a line: it goes on from there, and says nothing that it said before.
    pub visits: Visits<Moment>,
    /// The processes beside it.
    pub others: Vec<ProcessInfo>,
    /// Ports on which HTTP is answered beside it, with the served directory.
    pub servers: Vec<(u16, Served)>,
    /// What it is asked at the port where it listens, in the order of time.
    pub requests: Vec<Heard>,
    /// Who answers at the ports of a program beside it.
    pub peer: Option<Peer<'a>>,
    /// Who answers at other addresses.
    pub beyond: Option<Beyond<'a>>,
    /// What came from there when it was played before.
    pub answered: Vec<Answered>,
}

/// What became of a process.
pub struct Ran {
    /// Its exit code, or why it did not come to its end.
    pub outcome: Result<i32, Stop>,
    /// The files as it left them, root's again.
    pub files: Mounted,
    /// Time and chance as it left them.
    pub clock: Clock,
    /// How far it came, if it waits for a line.
    pub visits: Visits<Moment>,
    /// What it answered to the requests that it took.
    pub replies: Vec<Option<HttpReply>>,
    /// What it was answered itself.
    pub answered: Vec<Answered>,
    /// Whether it, or one that it started, was killed for its memory.
    pub out_of_memory: bool,
}

impl Job<'_> {
    /// A process of root's in `/` that starts now, reads nothing and may take a day.
    pub fn new(arguments: Vec<String>, clock: Clock) -> Self {
        let now = clock.now();
        Job {
            arguments,
            environment: Environment::new(),
            user: String::new(),
            groups: Vec::new(),
            directory: "/".into(),
            makes_directory: false,
            stdin: Input::Empty,
            terminal: None,
            attached_at: now,
            watched: false,
            followed: false,
            open_stdin: false,
            pid: 1,
            init: false,
            hostname: "localhost".into(),
            limits: Limits::default(),
            clock,
            until: now.plus(FOREGROUND),
            now: Rc::new(Cell::new(now)),
            externals: Vec::new(),
            visits: Visits::default(),
            others: Vec::new(),
            servers: Vec::new(),
            requests: Vec::new(),
            peer: None,
            beyond: None,
            answered: Vec::new(),
        }
    }

    /// Whether it can start.
    pub fn check(mut self, mut files: Mounted) -> Result<(), StartError> {
        self.set_up(&mut files).map(|_| ())
    }

    /// The files as the process finds them; its user, and its program's file.
    fn set_up(&mut self, files: &mut Mounted) -> Result<(User, String), StartError> {
        files.make_mount_points();
        let mut user = user::look_up(files, &self.user)?;
        user.groups.extend(user::look_up_groups(files, &self.groups)?);
        if self.makes_directory {
            // The process that starts there says what is wrong with it.
            let _ = files.make_dirs(&self.directory, 0o755);
        }
        act_as(files, &user, self.clock.now());
        // runc puts an empty one right, too (`libcontainer/env.go`).
        if self.environment.get("HOME").is_none_or(|home| home.is_empty()) {
            self.environment.remove("HOME");
            self.environment.insert("HOME".into(), user.home.clone());
        }
        let file = program(files, &self.arguments, &self.environment, &self.directory)?;
        Ok((user, file))
    }

    /// Runs it until it ends or stops. A process that stays (asleep, a server) is left at [`Job::until`].
    pub fn run(mut self, mut files: Mounted, output: &mut dyn Output) -> Result<Ran, StartError> {
        let started = self.clock.now();
        let root = files.identity().clone();
        let (user, file) = self.set_up(&mut files)?;
        let environment = self.environment;
        let mut processes = self.others;
        let command = self.arguments.join(" ");
        let pid = if self.init { BELOW_INIT } else { self.pid };
        if self.init {
            let command = init_command(&command);
            processes.push(ProcessInfo { pid: self.pid, user: user.name.clone(), started, command });
        }
        processes.push(ProcessInfo { pid, user: user.name, started, command });
        let mut visits = self.visits;
        visits.rewind();
        let live: Live = Rc::new(Cell::new(!visits.is_begun()));
        let mut output = Gate { inner: output, live: live.clone() };
        let mut machine = Machine {
            files,
            clock: self.clock,
            now: self.now,
            until: self.until,
            bounds: Default::default(),
            followed: self.followed,
            steps: Steps::new("a container"),
            terminal: self.terminal,
            attached_at: self.attached_at,
            open_stdin: self.open_stdin,
            externals: self.externals,
            happened: 0,
            processes,
            main: pid,
            hostname: self.hostname,
            limits: self.limits,
            servers: self.servers,
            replies: vec![None; self.requests.len()],
            taken: vec![false; self.requests.len()],
            last_taken: None,
            requests: self.requests,
            behind: Vec::new(),
            begun: Vec::new(),
            peer: self.peer,
            beyond: self.beyond,
            answered: self.answered,
            visits,
            live,
            known: Default::default(),
        };
        let mut stdin = self.stdin;
        let given = self.arguments.first().cloned().unwrap_or_default();
        let launch = Launch {
            arguments: self.arguments,
            environment,
            directory: self.directory,
            stdin: &mut stdin,
            output: &mut output,
            system: &mut machine,
            pid,
        };
        let outcome = match execute(launch, file.clone()) {
            Ok(code) => Ok(code),
            Err(LaunchError::Stop(Stop::Stays(stay))) => Err(Stop::Stays(machine.with_those_behind(stay))),
            Err(LaunchError::Stop(stop)) => Err(stop),
            Err(error) => last_words(&file, &given, &error, &mut output),
        };
        if let Err(Stop::Stays(stay)) = &outcome {
            let now = machine.clock.now();
            let end = match stay.until {
                None if self.watched => machine.until.min(now.plus(GLANCE)),
                until => machine.until.min(until.unwrap_or(machine.until)),
            };
            machine.advance_to(end.max(now));
        }
        let Machine { mut files, clock, visits, replies, answered, bounds, .. } = machine;
        files.set_identity(root);
        let out_of_memory = bounds.ran_out_of_memory();
        Ok(Ran { outcome, files, clock, visits, replies, answered, out_of_memory })
    }
}

/// Makes the files' actor this user.
fn act_as(files: &mut Mounted, user: &User, now: Timestamp) {
    let (groups, lacks) = (user.groups.clone(), files.identity().lacks);
    files.set_identity(Identity { uid: user.uid, gid: user.gid, groups, now, umask: 0o022, lacks });
}

/// Checks the working directory and finds the program's file.
fn program(
    files: &Mounted,
    arguments: &[String],
    environment: &Environment,
    directory: &str,
) -> Result<String, StartError> {
    let wrong = |errno| StartError::Directory { directory: directory.to_string(), errno };
    if files.stat(directory, true).map_err(wrong)?.kind != FileType::Directory {
        return Err(wrong(Errno::NotDirectory));
    }
    let name = arguments.first().cloned().unwrap_or_default();
    let path = environment.get("PATH").map(String::as_str);
    find(files, &name, directory, path).map_err(|error| StartError::Program { name, error })
}

/// What runc's init says when the kernel refuses to run the program: nobody but the process itself can say it any more.
/// A path is named as it was `given`.
fn last_words(file: &str, given: &str, error: &LaunchError, output: &mut dyn Output) -> Result<i32, Stop> {
    let (at, why) = match error {
        LaunchError::Unsimulated(name) => {
            let text = format!("{name}: the sandbox has no stand-in for this program's machine code\n");
            output.write(Stream::Err, text.as_bytes())?;
            return Ok(126);
        }
        LaunchError::NoInterpreter { script, .. } => (script.as_str(), "no such file or directory".to_string()),
        LaunchError::ExecFormat(inner) | LaunchError::PlainScript(inner) => {
            let shown = if inner == file && given.contains('/') { given } else { inner.as_str() };
            (shown, "exec format error".into())
        }
        error => (file, error.to_string().to_lowercase()),
    };
    output.write(Stream::Err, format!("exec {at}: {why}\n").as_bytes())?;
    Ok(NO_PROGRAM)
}
