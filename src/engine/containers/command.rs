//! The commands that run in a container beside its main process.

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Timestamp};
use crate::content::{AnyPart, LoadError};
use crate::shell::{Output, OutputBuffer, Stay, Stop, normalize};
use crate::vfs::Changes;

use super::super::Daemon;
use super::super::api::ApiResult;
use super::super::execution::{External, Job, Ran, StartError, environment};
use super::files::files;
use super::record::Container;
use super::running::main_process;

/// The process ID that a command has beside the main process.
const PID: u32 = 7;

/// What `exec` is to run, completed from the container's config.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    pub arguments: Vec<String>,
    pub environment: Vec<String>,
    pub user: String,
    pub directory: String,
    pub tty: bool,
}

/// A command of `docker exec -d` that has not ended: how it started, and how far it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DetachedExec {
    pub wanted: Wanted,
    pub clock: Clock,
    /// The writable layer when it started.
    pub before: Changes,
    /// And as it left it so far.
    pub after: Changes,
    /// What it waits for.
    pub stay: Stay,
}

impl DetachedExec {
    /// See [`crate::content::Document::parts`].
    pub fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.before);
        visit(&self.after);
    }

    /// See [`crate::content::Document::parts_mut`].
    pub fn parts_mut(
        &mut self,
        visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>,
    ) -> Result<(), LoadError> {
        visit(&mut self.before)?;
        visit(&mut self.after)
    }

    /// The command line as `ps` shows it.
    pub fn command(&self) -> String {
        self.wanted.arguments.join(" ")
    }
}

impl Wanted {
    /// The process that it is, in `container`, from `clock` on.
    pub fn job<'a>(&self, container: &Container, clock: Clock) -> Job<'a> {
        let hostname = &container.config.hostname;
        let given = container.config.oci.env.iter().chain(&self.environment);
        Job {
            environment: environment(hostname, self.tty, given),
            user: self.user.clone(),
            directory: normalize(&self.directory),
            pid: PID,
            hostname: hostname.clone(),
            servers: container.run.iter().filter_map(|run| run.stay.serves.clone()).collect(),
            ..Job::new(self.arguments.clone(), clock)
        }
    }
}

/// Runs it on the container's files with `upper` on top.
pub fn run(
    daemon: &Daemon<'_>,
    container: &Container,
    mut job: Job<'_>,
    upper: Changes,
    output: &mut dyn Output,
) -> ApiResult<Result<Ran, StartError>> {
    let files = files(daemon, container, upper, job.clock.now(), true)?;
    job.others = vec![main_process(container, &files)];
    Ok(job.run(files, output))
}

/// Plays detached commands on to `now`, and takes over what they changed since.
pub fn settle_detached(daemon: &mut Daemon<'_>, id: &str, now: Timestamp) -> ApiResult<()> {
    let Some(container) = daemon.state.containers.get(id).cloned() else { return Ok(()) };
    let mut left = Vec::new();
    let mut externals = Vec::new();
    for mut exec in container.detached.clone() {
        if exec.stay.until.is_none_or(|until| until > now) {
            left.push(exec);
            continue;
        }
        let mut nowhere = OutputBuffer::default();
        let job = Job { until: now, ..exec.wanted.job(&container, exec.clock) };
        let ran = run(daemon, &container, job, exec.before.clone(), &mut nowhere)?;
        let at = exec.stay.until.unwrap_or(now);
        let Ok(ran) = ran else { continue };
        let after = ran.files.root.upper().clone();
        externals.extend(External::between(at, &exec.after, &after));
        exec.after = after;
        if let Err(Stop::Stays(stay)) = ran.outcome {
            exec.stay = stay;
            left.push(exec);
        }
    }
    if let Some(container) = daemon.state.containers.get_mut(id) {
        container.detached = left;
        for external in externals {
            container.upper = external.on(&container.upper);
            if let Some(run) = &mut container.run {
                run.externals.push(external);
            }
        }
    }
    Ok(())
}
