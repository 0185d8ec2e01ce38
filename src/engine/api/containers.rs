//! Containers, and the commands that run in them beside the main process.

use serde_json::Value;

use super::{ApiResult, Filters, Input, Output, Prompt, Stop, TerminalSize, models};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::oci::Platform;
use crate::vfs::FileType;

/// The rights of root, without `CAP_`, in the order of their numbers (capabilities(7)).
pub const CAPABILITIES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];

/// `GET /containers/json`
#[derive(Clone, Debug, Default)]
pub struct ContainerList {
    pub all: bool,
    pub limit: Option<i64>,
    pub size: bool,
    pub filters: Filters,
}

/// The terminal (or pipe) at the other end of `attach` and `exec`.
pub struct Attached<'a> {
    /// Standard input, if it is attached.
    pub stdin: Option<&'a mut Input>,
    /// Standard output and error.
    pub output: &'a mut dyn Output,
    /// Asks the person at the terminal for a line.
    pub terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    /// Whether it is attached in the background: what comes after this moment it does not wait for.
    pub in_background: bool,
}

/// How an attached process came to its end, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It ended with this code.
    Exited(i32),
    /// It stays up (a server): who attached would wait for ever.
    StillRunning,
}

/// `GET /containers/{id}/logs`
#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    /// What stands before each line; empty for nothing.
    pub details: String,
    pub stdout: bool,
    pub stderr: bool,
    pub timestamps: bool,
    /// RFC 3339 or seconds; empty: from the start.
    pub since: String,
    pub until: String,
    /// `all` or a number.
    pub tail: String,
    /// Whether to wait for more, where a container ends by itself before long.
    pub follow: bool,
}

/// `POST /commit`
#[derive(Clone, Debug, Default)]
pub struct Commit {
    pub container: String,
    /// `repo[:tag]`, or empty.
    pub reference: String,
    pub author: String,
    pub comment: String,
    pub changes: Vec<String>,
    pub pause: bool,
}

/// `X-Docker-Container-Path-Stat`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStat {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub kind: FileType,
    /// Where a symbolic link leads in the end, as far as that is there; empty for all else.
    pub link_target: String,
    /// Permission bits.
    pub mode: u32,
    pub mtime: Timestamp,
}

/// `/containers`, `/exec` and `/commit`.
pub trait Containers {
    /// `POST /containers/create`: ID and warnings.
    fn container_create(
        &mut self,
        name: &str,
        platform: Option<&Platform>,
        body: &models::ContainerCreateBody,
    ) -> ApiResult<models::ContainerCreateResponse>;
    /// `POST /containers/{id}/attach`: opens the streams. Of a container that does not run they wait for its start.
    fn container_attach(&mut self, id: &str) -> ApiResult<()>;
    /// `POST /containers/{id}/start`; one that runs already stays as it is.
    fn container_start(&mut self, id: &str) -> ApiResult<()>;
    /// The streams that [`Containers::container_attach`] opened, until the main process ends, waits for a line
    /// ([`Stop::Input`]) or stays up. Where it waits for a line, this goes on there.
    fn container_stream(&mut self, id: &str, attached: Attached<'_>) -> ApiResult<Ended>;
    /// `POST /containers/{id}/resize`
    fn container_resize(&mut self, id: &str, size: TerminalSize) -> ApiResult<()>;
    /// `POST /containers/{id}/stop`: signal (empty: the image's), timeout in seconds.
    fn container_stop(&mut self, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()>;
    /// `POST /containers/{id}/restart`
    fn container_restart(&mut self, id: &str, signal: &str, timeout: Option<i64>) -> ApiResult<()>;
    /// `POST /containers/{id}/kill`
    fn container_kill(&mut self, id: &str, signal: &str) -> ApiResult<()>;
    /// `POST /containers/{id}/pause` (`true`) or `/unpause`
    fn container_pause(&mut self, id: &str, pause: bool) -> ApiResult<()>;
    /// `POST /containers/{id}/wait`: the exit code.
    fn container_wait(&mut self, id: &str) -> ApiResult<i64>;
    /// `DELETE /containers/{id}`
    fn container_remove(&mut self, id: &str, force: bool, volumes: bool) -> ApiResult<()>;
    /// `GET /containers/json`
    fn container_list(&mut self, options: &ContainerList) -> ApiResult<Vec<models::ContainerSummary>>;
    /// `GET /containers/{id}/json`
    fn container_inspect(&mut self, id: &str, size: bool) -> ApiResult<Value>;
    /// `GET /containers/{id}/logs`
    fn container_logs(&mut self, id: &str, options: &LogOptions, output: &mut dyn Output) -> ApiResult<()>;
    /// `POST /containers/{id}/exec`: the exec's ID.
    fn exec_create(&mut self, container: &str, config: &models::ExecConfig) -> ApiResult<String>;
    /// `POST /exec/{id}/start`; nobody attached: it is detached.
    fn exec_start(&mut self, id: &str, attached: Option<Attached<'_>>) -> ApiResult<Ended>;
    /// The streams that `POST /exec/{id}/start` opened, when there is something to read again.
    fn exec_stream(&mut self, id: &str, attached: Attached<'_>) -> ApiResult<Ended>;
    /// `POST /exec/{id}/resize`
    fn exec_resize(&mut self, id: &str, size: TerminalSize) -> ApiResult<()>;
    /// `GET /exec/{id}/json`
    fn exec_inspect(&mut self, id: &str) -> ApiResult<models::ExecInspectResponse>;
    /// `GET /containers/{id}/top`
    fn container_top(&mut self, id: &str, arguments: &str) -> ApiResult<models::ContainerTopResponse>;
    /// `GET /containers/{id}/changes`: kind 0 modified, 1 added, 2 deleted; and path.
    fn container_changes(&mut self, id: &str) -> ApiResult<Vec<models::FilesystemChange>>;
    /// `POST /commit`: the new image's ID.
    fn container_commit(&mut self, options: &Commit) -> ApiResult<String>;
    /// `HEAD /containers/{id}/archive`: the stat of a path (name, size, mode, mtime, link target).
    fn container_stat(&mut self, id: &str, path: &str) -> ApiResult<PathStat>;
    /// `GET /containers/{id}/archive`: a tar of the path.
    fn container_read(&mut self, id: &str, path: &str) -> ApiResult<(Rope, PathStat)>;
    /// `PUT /containers/{id}/archive`: unpacks a tar into the directory.
    fn container_write(
        &mut self,
        id: &str,
        path: &str,
        archive: Rope,
        no_overwrite_dir_non_dir: bool,
        copy_owner: bool,
    ) -> ApiResult<()>;
    /// `GET /containers/{id}/export`
    fn container_export(&mut self, id: &str) -> ApiResult<Rope>;
    /// `POST /containers/{id}/rename`
    fn container_rename(&mut self, id: &str, name: &str) -> ApiResult<()>;
    /// `POST /containers/{id}/update`: limits and the restart policy, as far as they are given; the warnings.
    fn container_update(&mut self, id: &str, wanted: &models::HostConfig) -> ApiResult<Vec<String>>;
    /// `POST /containers/prune`
    fn container_prune(&mut self, filters: &Filters) -> ApiResult<models::ContainerPruneResponse>;
}
