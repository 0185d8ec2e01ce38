//! Playing a process of a container.

use crate::clock::{Clock, Timestamp};
use crate::shell::{HttpReply, Input, Listed, Output, ProcessInfo, Prompt, Stay, Stop};

use super::super::Daemon;
use super::super::api::{ApiResult, Attached};
use super::super::execution::{BELOW_INIT, Heard, Job, Moment, Mounted, Ran, StartError, init_command, look_up};
use super::files::files;
use super::mode::lender_in;
use super::record::Container;
use super::trail::Trail;

/// The process ID that a container's main process has inside it.
pub const MAIN: u32 = 1;
/// The number that the first child of a main process has; commands of `docker exec` have smaller ones.
const CHILDREN: u32 = 29;

/// What became of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Exited(i32),
    /// It is asleep, or serves, or waits for somebody to attach.
    Stays(Stay),
    /// It waits for a line from who is attached.
    Asks(Prompt),
}

/// How far a process came.
pub struct Played {
    /// [`Stop::Limit`] and [`Stop::Interrupted`] end it as if it had not been.
    pub outcome: Result<Outcome, Stop>,
    pub files: Mounted,
    /// The trail that it comes from, with what it was told.
    pub trail: Trail,
    pub clock: Clock,
    /// What it answered to the requests that it took.
    pub replies: Vec<Option<HttpReply>>,
    /// What it asked main processes beside it, with whose they are.
    pub asked: Vec<(String, Heard)>,
    /// Whether it, or one that it started, was killed for its memory.
    pub out_of_memory: bool,
}

/// Files and clock for a process that starts.
pub fn start(daemon: &Daemon<'_>, container: &Container, clock: Clock) -> ApiResult<Moment> {
    Ok(files(daemon, container, container.upper.clone(), clock.now(), true)?.moment(clock))
}

/// The number that a main process has where its processes are (`--pid`): the host's among the host's.
pub fn number(container: &Container) -> u32 {
    match container.host.pid_mode.as_deref().unwrap_or_default() {
        "host" => container.state.pid,
        mode if lender_in(mode).is_some() => GUEST,
        _ => MAIN,
    }
}

/// The processes of others that those of a container see.
fn others(daemon: &Daemon<'_>, container: &Container, files: &Mounted) -> Vec<ProcessInfo> {
    let mode = container.host.pid_mode.as_deref().unwrap_or_default();
    let running = daemon.state.containers.each().filter(|other| other.id != container.id && other.state.is_running());
    if mode == "host" {
        let own = HOST_PROCESSES.iter().map(|(pid, command)| {
            let (user, started) = ("root".to_string(), Timestamp::default());
            ProcessInfo { pid: *pid, user, started, command: command.to_string() }
        });
        let contained = running.flat_map(|other| main_processes(other, files, other.state.pid));
        let mut all: Vec<ProcessInfo> = own.chain(contained).collect();
        all.sort_by_key(|process| process.pid);
        return all;
    }
    let lender = lender_in(mode).and_then(|name| daemon.state.containers.find(name).ok());
    lender.map(|lender| main_processes(lender, files, MAIN)).unwrap_or_default()
}

/// What runs on the host: the first, and those of Docker.
const HOST_PROCESSES: [(u32, &str); 3] = [
    (1, "/sbin/init"),
    (612, "/usr/bin/containerd"),
    (781, "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"),
];

/// The number of a main process among those of another container.
const GUEST: u32 = 60;

/// The main process and what it has started, as `ps` shows them; `first`: its number.
fn main_processes(container: &Container, files: &Mounted, first: u32) -> Vec<ProcessInfo> {
    let started = container.state.started.unwrap_or_default();
    let user_of = |given: &str| look_up(files, given).map_or_else(|_| given.to_string(), |user| user.name);
    let listed = container.run.as_ref().map(|run| run.trail.stay.processes.as_slice()).unwrap_or_default();
    let (user, command) = (user_of(&container.config.oci.user), container.config.command().join(" "));
    let init = container.host.init.unwrap_or(false).then(|| ProcessInfo {
        pid: first,
        user: user.clone(),
        started,
        command: init_command(&command),
    });
    let first = if init.is_some() { BELOW_INIT } else { first };
    if listed.is_empty() {
        return init.into_iter().chain([ProcessInfo { pid: first, user, started, command }]).collect();
    }
    let row = |(pid, listed): (u32, &Listed)| ProcessInfo {
        pid,
        user: user_of(&listed.uid.to_string()),
        started,
        command: listed.command.clone(),
    };
    let rows = std::iter::once(first).chain(first.saturating_add(CHILDREN - MAIN)..).zip(listed).map(row);
    init.into_iter().chain(rows).collect()
}

/// Whether a process can start.
pub fn check(
    daemon: &Daemon<'_>,
    container: &Container,
    trail: &Trail,
    job: Job<'_>,
) -> ApiResult<Result<(), StartError>> {
    let mut files = files(daemon, container, trail.start.upper.clone(), trail.start.clock.now(), true)?;
    files.restore(&trail.start);
    Ok(job.check(files))
}

/// Plays a process to its end, to the next line that it wants, or to `job.until`.
pub fn play(
    daemon: &Daemon<'_>,
    container: &Container,
    trail: &Trail,
    mut job: Job<'_>,
    output: &mut dyn Output,
) -> ApiResult<Result<Played, StartError>> {
    let start = &trail.start;
    let mut files = files(daemon, container, start.upper.clone(), start.clock.now(), true)?;
    files.restore(start);
    let first = number(container);
    job.others = others(daemon, container, &files);
    if job.pid != first {
        job.others.extend(main_processes(container, &files, first));
    }
    job.externals = trail.externals.clone();
    job.visits = trail.visits.clone();
    job.requests = trail.requests.clone();
    job.answered = trail.answered.clone();
    let ran = match job.run(files, output) {
        Ok(ran) => ran,
        Err(error) => return Ok(Err(error)),
    };
    let outcome = match ran.outcome {
        Ok(code) => Ok(Outcome::Exited(code)),
        Err(Stop::Stays(stay)) => Ok(Outcome::Stays(stay)),
        Err(Stop::Input(prompt)) => Ok(Outcome::Asks(prompt)),
        Err(stop @ (Stop::Limit(_) | Stop::Interrupted)) => Err(stop),
    };
    let mut trail = Trail { visits: ran.visits, answered: ran.answered, at: ran.clock.now(), ..trail.clone() };
    trail.stay = match &outcome {
        Ok(Outcome::Stays(stay)) => stay.clone(),
        _ => Stay::default(),
    };
    let Ran { files, clock, replies, out_of_memory, .. } = ran;
    Ok(Ok(Played { outcome, files, trail, clock, replies, asked: Vec::new(), out_of_memory }))
}

/// Connects standard input, if it is open at the process's end; gives the output.
pub fn connect<'a>(job: &mut Job<'a>, attached: Attached<'a>, since: Timestamp, open: bool) -> &'a mut dyn Output {
    let Attached { stdin, output, terminal, .. } = attached;
    job.attached_at = since;
    job.watched = true;
    match stdin.filter(|_| open) {
        // A terminal is lent, and comes back. Without one of its own, the process reads from a pipe that it ends in.
        Some(Input::Terminal) => {
            if !matches!(job.stdin, Input::Terminal) {
                job.stdin = Input::Typed;
            }
            job.terminal = Some(terminal);
        }
        Some(stdin) => job.stdin = std::mem::take(stdin),
        None => {}
    }
    output
}
