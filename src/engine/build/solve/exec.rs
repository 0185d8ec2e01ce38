//! RUN: a process in the stage's files (BuildKit's `ops/exec.go`, `executor/runcexecutor`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::layer::Done;
use super::{FilesOf, MILLISECOND, Solved, Solver, lost};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::CacheKind;
use crate::engine::build::board::{Board, Shown};
use crate::engine::build::cache::{CacheMount, Record};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::files::root_path;
use crate::engine::build::graph::{Exec, ExecMount, MountKind};
use crate::engine::build::limits;
use crate::engine::execution::{
    Asked, Job, Mounted, MountedTree, NetworkOf, Now, Rights, StartError, mount_kernel, mount_network,
};
use crate::oci::ChainId;
use crate::shell::{Environment, Limits, Output, Stop, Stream, TerminalSize, UNLIMITED};
use crate::text::quote;
use crate::vfs::{Changes, Files, Identity, Meta, Node, NodeKind, Overlay, Tree};

/// The host's name in a build.
const HOSTNAME: &str = "buildkitsandbox";
/// From the start of a step to the start of its process.
const STARTUP: i64 = 180 * MILLISECOND;
/// From the process's end to the step's.
const TEARDOWN: i64 = 60 * MILLISECOND;
/// Where the socket of an agent is, if nothing else is said.
const AGENT: &str = "/run/buildkit/ssh_agent.0";
/// Directories that runc makes because it mounts something there.
const MOUNT_POINTS: [&str; 3] = ["/dev", "/proc", "/sys"];

impl Solver<'_, '_> {
    /// Runs a process.
    pub(super) fn exec(
        &mut self,
        exec: &Exec,
        inputs: &[Option<Solved>],
        shown: &Shown,
        ready: Timestamp,
    ) -> Result<Done, (Fault, Timestamp)> {
        let jitter = i64::try_from(self.daemon.clock.random() % 60).unwrap_or(0) * MILLISECOND;
        let started = ready.plus(STARTUP + jitter);
        let failed = |fault| (fault, started);
        let root = inputs.first().and_then(Option::as_ref);
        let (below, overlay) = self.overlay(root).map_err(failed)?;
        let before = overlay.merged().clone();
        let identity = Identity {
            uid: 0,
            gid: 0,
            groups: Vec::new(),
            now: started,
            umask: 0o022,
            lacks: !Rights::default().bounding,
        };
        let mut files = Mounted::new(overlay, identity);
        mount_points(&mut files).map_err(failed)?;
        let hostname = if exec.hostname.is_empty() { HOSTNAME } else { &exec.hostname };
        let hosts = exec.extra_hosts.iter().map(|(name, address)| (address.as_str(), name.as_str()));
        mount_network(&mut files, NetworkOf::Step(hostname), hosts, started);
        let limits = limits_of(&exec.ulimits);
        let rights = match exec.insecure {
            true => Rights { bounding: Rights::ALL, no_new_privileges: false, filtered: false },
            false => Rights::default(),
        };
        let asked = Asked {
            mounts: exec.mounts.iter().filter_map(|mount| self.mount_line(mount)).collect(),
            shm_size: exec.shm_size,
            user: exec.user.clone(),
            limits: limits.clone(),
            rights,
            environment: exec.environment.iter().map(|(name, value)| format!("{name}={value}")).collect(),
            hostname: hostname.to_string(),
            ..Asked::default()
        };
        mount_kernel(&mut files, &exec.arguments, asked, started);
        let mut environment: Environment = exec.environment.iter().cloned().collect();
        for (name, value) in &exec.proxies {
            if environment.get(name).is_none() {
                environment.insert(name.clone(), value.clone());
            }
        }
        let mut mounts: Vec<&ExecMount> = exec.mounts.iter().collect();
        mounts.sort_by(|a, b| a.target.cmp(&b.target));
        for mount in mounts {
            self.mount(mount, inputs, &mut files, &mut environment, started).map_err(failed)?;
        }
        let clock = self.clock_at(started);
        let job = Job {
            environment,
            user: exec.user.clone(),
            directory: exec.directory.clone(),
            makes_directory: true,
            hostname: hostname.to_string(),
            limits,
            ..Job::new(exec.arguments.clone(), clock)
        };
        let words = quote(&exec.arguments.join(" "));
        let process = |why: String| Fault::new(format!("process {words} did not complete successfully: {why}"));
        let mut output = StepOutput { board: &mut *self.board, shown, now: job.now.clone(), kept: 0, seen: 0 };
        let ran = match job.run(files, &mut output) {
            Ok(ran) => ran,
            Err(StartError::User(error)) => return Err(failed(process(error.to_string()))),
            Err(error) => {
                let text = format!(
                    "runc run failed: unable to start container process: error during container init: {error}\n"
                );
                output.write(Stream::Err, text.as_bytes()).map_err(|stop| failed(Fault::Stopped(stop)))?;
                return Err((process("exit code: 1".into()), started.plus(TEARDOWN)));
            }
        };
        let end = ran.clock.now().plus(TEARDOWN);
        let mut files = ran.files;
        match ran.outcome {
            Ok(0) => {}
            Ok(code) => {
                self.keep_mounts(exec, inputs, &files, end).map_err(|fault| (fault, end))?;
                return Err((process(format!("exit code: {code}")), end));
            }
            Err(Stop::Stays(_)) => {
                let text = format!("RUN {} does not end: a build waits until it does", exec.arguments.join(" "));
                return Err((Fault::Stopped(Stop::Limit(text)), end));
            }
            Err(stop) => return Err((Fault::Stopped(stop), end)),
        }
        self.keep_mounts(exec, inputs, &files, end).map_err(|fault| (fault, end))?;
        files.remove_mount_points();
        let after = files.root.view();
        let (chain, size) = self.push_difference(below, &before, after).map_err(|fault| (fault, end))?;
        Ok(Done { chain: Some(chain), size, end })
    }

    /// The stage's files, writable.
    fn overlay(&mut self, root: Option<&Solved>) -> Outcome<(Option<ChainId>, Overlay)> {
        match root.map(|root| &root.files) {
            None | Some(FilesOf::Layers(None)) => Ok((None, Overlay::new(Arc::from([]), Tree::new()))),
            Some(FilesOf::Layers(Some(chain))) => {
                let snapshot = self.daemon.state.images.snapshot(chain).ok_or_else(|| lost(chain))?;
                Ok((Some(*chain), Overlay::new(snapshot.lowers, snapshot.merged)))
            }
            Some(FilesOf::Client(tree)) => {
                let (chain, _) = self.push_difference(None, &Tree::new(), tree)?;
                let snapshot = self.daemon.state.images.snapshot(&chain).ok_or_else(|| lost(&chain))?;
                Ok((Some(chain), Overlay::new(snapshot.lowers, snapshot.merged)))
            }
        }
    }

    fn mount(
        &mut self,
        mount: &ExecMount,
        inputs: &[Option<Solved>],
        files: &mut Mounted,
        environment: &mut Environment,
        now: Timestamp,
    ) -> Outcome<()> {
        let input = input_of(mount, inputs);
        let target = mount.target.clone();
        let mounted = match mount.kind {
            MountKind::Bind => {
                let tree = self.tree(input)?;
                let at = root_path(&tree, &mount.source)?;
                MountedTree { tree, at, writable: !mount.read_only, volume: None }
            }
            MountKind::Tmpfs => {
                let mut tree = Tree::new();
                let _ = tree.put("/", Node::directory(Meta { mode: 0o1777, mtime: now, ..Meta::default() }));
                MountedTree { tree, at: "/".into(), writable: true, volume: None }
            }
            MountKind::Cache => {
                let name = cache_name(mount, input);
                let tree = self.cache_tree(&name, input, now)?;
                let at = root_path(&tree, &mount.source)?;
                MountedTree { tree, at, writable: !mount.read_only, volume: Some(name) }
            }
            MountKind::Secret => {
                let Some(secret) = self.request.secrets.get(&mount.id).cloned() else {
                    if mount.required {
                        return Err(Fault::new(format!("secret {}: not found", mount.id)));
                    }
                    return Ok(());
                };
                if let Some(variable) = &mount.variable {
                    let value = String::from_utf8_lossy(&secret).into_owned();
                    environment.insert(variable.clone(), value);
                }
                if target.is_none() {
                    return Ok(());
                }
                let meta = Meta {
                    mode: mount.mode.unwrap_or(0o400),
                    uid: mount.uid.unwrap_or(0),
                    gid: mount.gid.unwrap_or(0),
                    mtime: now,
                    xattrs: None,
                };
                let mut tree = Tree::new();
                let _ = tree.put("/secret", Node { meta, kind: NodeKind::File(Rope::from(secret)) });
                MountedTree { tree, at: "/secret".into(), writable: false, volume: None }
            }
            MountKind::Ssh => {
                let socket = target.clone().unwrap_or_else(|| AGENT.into());
                if environment.get("SSH_AUTH_SOCK").is_none() {
                    environment.insert("SSH_AUTH_SOCK".into(), socket.clone());
                }
                if !self.request.ssh.contains(&mount.id) {
                    if mount.required {
                        let text = format!("unset ssh forward key {}", mount.id);
                        return Err(Fault::new(text));
                    }
                    return Ok(());
                }
                let mut tree = Tree::new();
                let meta = Meta {
                    mode: mount.mode.unwrap_or(0o600),
                    uid: mount.uid.unwrap_or(0),
                    gid: mount.gid.unwrap_or(0),
                    mtime: now,
                    xattrs: None,
                };
                let _ = tree.put("/socket", Node { meta, kind: NodeKind::Fifo });
                files.mount(&socket, MountedTree { tree, at: "/socket".into(), writable: true, volume: None });
                return Ok(());
            }
        };
        if let Some(target) = target {
            let target = root_path(files.root.view(), &target)?;
            match mount.kind {
                MountKind::Tmpfs => files.mount_in_memory(&target, mounted, None),
                _ => files.mount(&target, mounted),
            }
        }
        Ok(())
    }

    /// How `/proc/mounts` shows a mount; `None`: nothing is mounted (BuildKit's `solver/llbsolver/mounts/mount.go`).
    fn mount_line(&self, mount: &ExecMount) -> Option<String> {
        let at = mount.target.as_deref();
        let access = if mount.read_only { "ro" } else { "rw" };
        let size = if mount.size > 0 { format!(",size={}k", mount.size / 1024) } else { String::new() };
        match mount.kind {
            MountKind::Bind | MountKind::Cache => Some(format!("/dev/vda1 {} ext4 {access},relatime", at?)),
            MountKind::Tmpfs => Some(format!("tmpfs {} tmpfs {access},nosuid,relatime{size},inode64", at?)),
            MountKind::Secret if self.request.secrets.contains_key(&mount.id) => {
                Some(format!("tmpfs {} tmpfs ro,nosuid,nodev,noexec,relatime,inode64", at?))
            }
            MountKind::Ssh if self.request.ssh.contains(&mount.id) => {
                Some(format!("/dev/vda1 {} ext4 rw,relatime", at.unwrap_or(AGENT)))
            }
            MountKind::Secret | MountKind::Ssh => None,
        }
    }

    /// The files of a cache mount: those kept, or what it begins with.
    fn cache_tree(&mut self, name: &str, input: Option<&Solved>, now: Timestamp) -> Outcome<Tree> {
        if let Some(kept) = self.daemon.state.builder.mounts.get(name) {
            return Ok(kept.tree.clone());
        }
        if input.is_some() {
            return self.tree(input);
        }
        let mut tree = Tree::new();
        let _ = tree.put("/", Node::directory(Meta { mode: 0o755, mtime: now, ..Meta::default() }));
        Ok(tree)
    }

    /// Keeps what a process left in cache mounts.
    fn keep_mounts(&mut self, exec: &Exec, inputs: &[Option<Solved>], files: &Mounted, at: Timestamp) -> Outcome<()> {
        let left: BTreeMap<String, Tree> = files.volumes().map(|(name, tree)| (name.into(), tree.clone())).collect();
        for mount in exec.mounts.iter().filter(|mount| mount.kind == MountKind::Cache) {
            let input = input_of(mount, inputs);
            let name = cache_name(mount, input);
            let Some(tree) = left.get(&name).cloned() else { continue };
            let size = Changes::disk_usage(&self.tree(input)?.changes_to(&tree));
            if size > limits::CACHE_MOUNT_BYTES {
                let text = format!("the cache mount {} holds more than {} bytes", mount.id, limits::CACHE_MOUNT_BYTES);
                return Err(Fault::Stopped(Stop::Limit(text)));
            }
            let known = self.daemon.state.builder.mounts.get(&name).map(|mount| mount.record.clone());
            let target = mount.target.as_deref().unwrap_or_default();
            let (command, id) = (exec.arguments.join(" "), quote(&mount.id));
            let description = format!("cached mount {target} from exec {command} with id {id}");
            let record = self.record_use(known, Record::kept(CacheKind::CacheMount, description, &name, size, at));
            self.daemon.state.builder.mounts.insert(&name, CacheMount { tree, record });
        }
        Ok(())
    }
}

fn input_of<'a>(mount: &ExecMount, inputs: &'a [Option<Solved>]) -> Option<&'a Solved> {
    inputs.get(mount.input?)?.as_ref()
}

/// What a cache mount is kept by: its name, and what it was laid on (`getRefCacheDir` in BuildKit's
/// `solver/llbsolver/mounts/mount.go`).
fn cache_name(mount: &ExecMount, input: Option<&Solved>) -> String {
    match input.and_then(|input| input.record.as_ref()) {
        Some(record) => format!("{}:{record}", mount.id),
        None => mount.id.clone(),
    }
}

/// The bounds of `--ulimit`: `name=soft[:hard]`, as the client has checked them.
fn limits_of(given: &[String]) -> Limits {
    let mut limits = Limits::default();
    for (name, bounds) in given.iter().filter_map(|given| given.split_once('=')) {
        let bound = |text: &str| text.parse::<u64>().unwrap_or(UNLIMITED);
        let (soft, hard) = bounds.split_once(':').unwrap_or((bounds, bounds));
        limits.set(name, bound(soft), bound(hard));
    }
    limits
}

/// The output of a step, told with its times.
struct StepOutput<'a> {
    board: &'a mut Board,
    shown: &'a Shown,
    now: Now,
    /// Bytes that were told, and bytes in all.
    kept: usize,
    seen: usize,
}

/// Makes the directories that runc mounts over, where the stage lacks them.
fn mount_points(files: &mut Mounted) -> Outcome<()> {
    for point in MOUNT_POINTS {
        if files.stat(point, true).is_err() {
            let made = files.make_dir(point, 0o755);
            made.map_err(|errno| Fault::new(format!("mkdir {point}: {errno}")))?;
        }
    }
    Ok(())
}

impl Output for StepOutput<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.seen = self.seen.saturating_add(bytes.len());
        if self.seen > limits::RUN_OUTPUT {
            return Err(Stop::Limit(format!("a step of a build prints more than {} bytes", limits::RUN_OUTPUT)));
        }
        if self.kept > limits::STEP_LOG {
            return Ok(());
        }
        let number = match stream {
            Stream::Out => 1,
            Stream::Err => 2,
        };
        let at = self.now.get();
        let room = limits::STEP_LOG.saturating_sub(self.kept);
        self.kept += bytes.len();
        let told = bytes.get(..room).unwrap_or(bytes);
        self.board.log(self.shown, number, bytes::Bytes::copy_from_slice(told), at);
        if self.kept > limits::STEP_LOG {
            self.kept = limits::STEP_LOG + 1;
            let text = "\n[output clipped, log limit 2MiB reached]\n";
            self.board.log(self.shown, number, bytes::Bytes::from_static(text.as_bytes()), at);
        }
        Ok(())
    }

    fn terminal(&self, _stream: Stream) -> Option<TerminalSize> {
        None
    }
}
