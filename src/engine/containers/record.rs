//! [`Container`]: everything that is known of one container, as a value.
//!
//! The union of its layers is not part of it: that follows from the image and the writable layer.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::{SECOND, Timestamp};
use crate::content::parts;
use crate::oci::{ChainId, Config, ImageId, Platform};
use crate::shell::{HOST_NAME, Served, bare_ports};
use crate::vfs::{Changes, Tree};

use super::super::api::ApiError;
use super::super::images::descriptor::Descriptor;
use super::ends::Ends;
use super::health::Health;
use super::host::HostConfig;
use super::log::{Log, LogLine};
use super::run::{Exec, ExecState, Run};

/// Nanoseconds for which the daemon knows a command that is over.
const REMEMBERED: i64 = 300 * SECOND;

/// A container.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Container {
    /// 64 hexadecimal digits.
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    pub created: Timestamp,
    /// How it starts: the image's config with what was asked for.
    pub config: ContainerConfig,
    /// What it asks of its host.
    pub host: HostConfig,
    /// The image it was made from.
    pub image: ImageId,
    /// Descriptor of the platform's manifest.
    pub(in crate::engine) manifest: Descriptor,
    pub platform: Platform,
    pub state: State,
    #[serde(default, skip_serializing_if = "Restarts::is_none")]
    pub restarts: Restarts,
    /// The writable layer.
    pub upper: Changes,
    /// How the main process came to where it is; `None` unless it runs.
    pub run: Option<Run>,
    /// Whether somebody attached before its start, and reads from the main process's first word on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaited: bool,
    pub log: Log,
    pub mounts: Vec<Mount>,
    /// What it has in memory while it runs, by mount point.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub memory: BTreeMap<String, Tree>,
    /// Published ports, in the order of the container's ports.
    pub ports: Vec<Port>,
    /// The address on the default bridge while it runs; 0: none.
    pub address: u8,
    /// Commands of `docker exec` that have not ended.
    pub execs: Vec<Exec>,
    /// Those that have: the daemon knows them for some minutes, and no longer than it runs itself.
    #[serde(skip)]
    pub ended_execs: Vec<Exec>,
    /// The image's unpacked layers.
    pub chain_id: ChainId,
    /// The hardware address that was asked for; empty: any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked_hardware: String,
    /// The networks that it is in.
    #[serde(default, skip_serializing_if = "Ends::is_by_mode")]
    pub ends: Ends,
}

/// `Config` of a container: what the image's config does not have is beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerConfig {
    pub hostname: String,
    pub domainname: String,
    pub attach_stdin: bool,
    pub attach_stdout: bool,
    pub attach_stderr: bool,
    pub tty: bool,
    pub open_stdin: bool,
    pub stdin_once: bool,
    /// The image's name as it was given.
    pub image: String,
    pub network_disabled: bool,
    /// Seconds between the stop signal and the kill.
    pub stop_timeout: Option<i64>,
    /// What a committed image takes over.
    pub oci: Config,
}

impl ContainerConfig {
    /// The command line that was asked for.
    pub fn command(&self) -> Vec<String> {
        self.oci.command_line()
    }
}

/// What a container is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    #[default]
    Created,
    Running,
    Paused,
    /// It ended, and starts again in a moment ([`Restarts`]).
    Restarting,
    Exited,
}

impl Status {
    /// The daemon's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::Running => "running",
            Status::Paused => "paused",
            Status::Restarting => "restarting",
            Status::Exited => "exited",
        }
    }
}

/// Refuses what a container that starts again cannot do (moby `errContainerIsRestarting`).
pub fn restarting(id: &str) -> ApiError {
    ApiError::new(409, format!("Container {id} is restarting, wait until the container is running"))
}

/// How often a container was started again by its policy since somebody started it, and when it will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restarts {
    pub count: u32,
    /// Nanoseconds of the last pause before a start; 0: there was none.
    pub pause: i64,
    /// When it starts again, if it is to.
    pub next: Timestamp,
}

impl Restarts {
    fn is_none(&self) -> bool {
        *self == Restarts::default()
    }
}

/// The state that `inspect` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub status: Status,
    pub exit_code: i32,
    /// Why the last start failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
    pub pid: u32,
    pub started: Option<Timestamp>,
    pub finished: Option<Timestamp>,
    /// Whether one of its processes was killed because it wanted more memory than the container has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub oom_killed: bool,
    /// What its checks have found since it was started, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

impl State {
    /// Whether its main process exists (paused ones do).
    pub fn is_running(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }

    /// Whether the daemon has not done with it: it runs, or will in a moment.
    pub fn is_active(&self) -> bool {
        self.is_running() || self.status == Status::Restarting
    }
}

/// Where the data at a mount point is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    /// A volume of this name.
    Volume(String),
    /// Gone when the container stops.
    Tmpfs,
    /// A file or directory of the learner's own machine, by its absolute path there.
    Bind(String),
    /// The files of an image, by the name that it was asked for, to read only.
    Image {
        name: String,
        chain_id: ChainId,
        #[serde(default)]
        image: Option<ImageId>,
    },
}

/// A mount point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// Absolute path in the container.
    pub destination: String,
    pub kind: MountKind,
    pub writable: bool,
    /// Whether the volume was made for this container and goes with it (`rm -v`, `--rm`).
    pub anonymous: bool,
    /// The mode as given (`z` where none was).
    pub mode: String,
    /// The part of the volume or image that is mounted; empty: all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subpath: String,
}

impl Mount {
    /// All of what is mounted, without a mode; no volume of the container's own.
    pub fn plain(destination: String, kind: MountKind, writable: bool) -> Mount {
        Mount { destination, kind, writable, anonymous: false, mode: String::new(), subpath: String::new() }
    }
}

/// A published port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    pub container: u16,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The address that it listens on; empty: all.
    pub host_ip: String,
    /// 0 until the container starts, if the engine is to choose.
    pub host: u16,
}

/// The directory where the local driver keeps a volume's files.
pub fn mount_point(volume: &str) -> String {
    format!("/var/lib/docker/volumes/{volume}/_data")
}

impl Volume {
    /// The directory of the learner's machine that it is in truth (`--opt o=bind`).
    pub fn bound(&self) -> Option<&str> {
        let option = |name: &str| self.options.get(name).map_or("", String::as_str);
        let bind = option("o").split(',').any(|option| matches!(option, "bind" | "rbind"));
        bind.then(|| option("device")).filter(|device| device.starts_with('/'))
    }
}

/// Data that outlives containers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Volume {
    pub created: Timestamp,
    pub anonymous: bool,
    pub labels: BTreeMap<String, String>,
    /// What the driver was asked for: `type`, `device`, `o` as mount(8) takes them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// Its files, without what is below its mount point in an image.
    pub files: Tree,
}

/// Lines that health checks may leave in a log.
const ASIDE: usize = 500;

impl Container {
    /// Ports on which its processes answer HTTP, with what they serve there.
    pub fn serves(&self) -> impl Iterator<Item = &(u16, Served)> {
        let execs = self.execs.iter().filter_map(Exec::trail);
        let trails = self.run.iter().map(|run| &run.trail).chain(execs);
        trails.flat_map(|trail| trail.stay.serves.iter().chain(&trail.stay.also))
    }

    /// Ports at which its processes take connections and answer no HTTP.
    pub fn bare_ports(&self) -> BTreeSet<u16> {
        let execs = self.execs.iter().filter_map(Exec::trail);
        let trails = self.run.iter().map(|run| &run.trail).chain(execs);
        trails.flat_map(|trail| &trail.stay.processes).flat_map(|listed| bare_ports(&listed.command)).collect()
    }

    /// A line of the log that the main process does not print again when it is played again.
    pub fn say_aside(&mut self, line: LogLine) {
        let Some(run) = &mut self.run else { return };
        self.log = self.log.with(std::slice::from_ref(&line));
        run.aside.push(line);
        let many = run.aside.len().saturating_sub(ASIDE);
        run.aside.drain(..many);
    }

    /// The words of its main process's command line: as it calls itself by now, or as it was called.
    pub fn command_line(&self) -> Vec<String> {
        match self.run.as_ref().and_then(|run| run.trail.stay.processes.first()) {
            Some(listed) => listed.command.split(' ').map(String::from).collect(),
            None => self.config.command(),
        }
    }

    /// The unpacked layers that it lies on: its image's, and those of images that are mounted.
    pub fn stacks(&self) -> impl Iterator<Item = &ChainId> {
        let mounted = self.mounts.iter().filter_map(|mount| match &mount.kind {
            MountKind::Image { chain_id, .. } => Some(chain_id),
            _ => None,
        });
        std::iter::once(&self.chain_id).chain(mounted)
    }

    /// The working directory that its config asks for.
    pub fn working_directory(&self) -> &str {
        let directory = &self.config.oci.working_dir;
        if directory.is_empty() { "/" } else { directory }
    }

    /// The short ID.
    pub fn short_id(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }

    /// Its labels.
    pub fn labels(&self) -> BTreeMap<String, String> {
        self.config.oci.labels.clone().unwrap_or_default()
    }

    /// The command at a place of the list is over: the daemon knows it for a while.
    pub fn end_exec(&mut self, place: usize, pid: u32, code: i32, at: Timestamp) {
        let mut exec = self.execs.remove(place);
        exec.state = ExecState::Exited { pid, code, at };
        let known = |exec: &Exec| matches!(exec.state, ExecState::Exited { at: end, .. } if end.plus(REMEMBERED) > at);
        self.ended_execs.retain(known);
        self.ended_execs.push(exec);
    }

    /// The mode of its network: the name of one, or whose it shares.
    pub fn network_mode(&self) -> String {
        let mode = self.host.network_mode.clone().unwrap_or_default();
        if mode.is_empty() || mode == "default" { "bridge".into() } else { mode }
    }

    pub fn set_network_mode(&mut self, mode: String) {
        let mut host = crate::engine::api::models::HostConfig::clone(&self.host);
        host.network_mode = Some(mode);
        self.host.set(host);
    }

    /// What its processes call their machine: its own name, or with `--uts host` the host's.
    pub fn host_name(&self) -> String {
        match self.host.uts_mode.as_deref() {
            Some("host") => HOST_NAME.into(),
            _ => self.config.hostname.clone(),
        }
    }
}

parts!(Container { upper, run, execs, memory } besides {
    id, name, created, config, host, image, manifest, platform, state, restarts, awaited, log, mounts, ports, address, ended_execs, chain_id,
    asked_hardware, ends
});
parts!(Volume { files } besides { created, anonymous, labels, options });
