//! What the kernel shows to every process: `/proc`, `/sys`, `/dev`. Only as much as programs look at.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::content::Rope;
use crate::shell::{FREE_MEMORY, KERNEL_RELEASE, Limits, MEMORY, PROCESSORS};
use crate::vfs::{Files, Meta, Node, NodeKind, Tree};

use super::holder::Holder;
use super::mounted::Mounted;
use super::user::look_up;
use super::ways::{self, Way};

/// What is asked for besides.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Lines of `/proc/mounts`.
    pub mounts: Vec<String>,
    /// Bytes of `/dev/shm`; `None`: 64 MiB.
    pub shm_size: Option<u64>,
    /// Who the process is: `name[:group]`; empty: root.
    pub user: String,
    pub rights: Rights,
    /// Whether the root is read-only.
    pub read_only: bool,
    pub open: Open,
    pub limits: Limits,
    pub share: Share,
    /// Parameters of the kernel by name, `net.ipv4.ip_forward`.
    pub parameters: BTreeMap<String, String>,
    /// Its interfaces, the way out first.
    pub ways: Vec<Way>,
    /// Devices of the host, and where they are to be: both paths.
    pub devices: Vec<(String, String)>,
    /// What process 1 has in its environment, as `NAME=value`.
    pub environment: Vec<String>,
    pub hostname: String,
    /// Whether it has a terminal.
    pub terminal: bool,
    /// Whether somebody may write to its standard input.
    pub open_stdin: bool,
}

/// What of the kernel's file systems can be changed, and seen whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// `/sys`
    pub kernel: bool,
    /// Paths that are hidden or read-only otherwise.
    pub paths: bool,
    /// `/sys/fs/cgroup`
    pub cgroups: bool,
}

/// The rights of root that processes have (capabilities(7)), one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// What a process can come to have.
    pub bounding: u64,
    pub no_new_privileges: bool,
    /// Whether a filter keeps system calls from it (seccomp).
    pub filtered: bool,
}

impl Rights {
    /// Every right that there is.
    pub const ALL: u64 = 0x1ff_ffff_ffff;
}

/// Docker's (moby `daemon/pkg/oci/caps`, `DefaultCapabilities`).
impl Default for Rights {
    fn default() -> Self {
        Rights { bounding: 0xa804_25fb, no_new_privileges: false, filtered: true }
    }
}

/// The share of the machine that processes may take, as their cgroup says it; `None`: no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Bytes.
    pub memory: Option<u64>,
    /// Bytes, without the memory.
    pub swap: Option<u64>,
    /// Bytes that are left to it when memory is short.
    pub reserved: Option<u64>,
    /// Microseconds of a processor in each period.
    pub quota: Option<u64>,
    /// Microseconds, of the kernel's own choice if nothing is said.
    pub period: Option<u64>,
    /// Which processors; empty: all.
    pub processors: String,
    pub processes: Option<u64>,
    /// The part of the processors beside others, 2 to 262144 (`--cpu-shares`).
    pub shares: Option<u64>,
}

/// Mounts them. `command` is that of process 1. Each is made when somebody looks at it, from what holds now.
pub fn mount_kernel(files: &mut Mounted, command: &[String], asked: Asked, now: Timestamp) {
    let kernel = Arc::new(Kernel { files: files.clone(), command: command.to_vec(), asked, now });
    let later = |make: fn(&Kernel) -> Tree| {
        let kernel = kernel.clone();
        move || make(&kernel)
    };
    files.mount_later("/proc", Holder::Processes, later(Kernel::proc));
    files.mount_later("/sys", Holder::Machine, later(Kernel::sys));
    files.mount_later("/dev", Holder::Devices, later(Kernel::dev));
}

/// All that it shows follows from this.
struct Kernel {
    files: Mounted,
    command: Vec<String>,
    asked: Asked,
    now: Timestamp,
}

impl Kernel {
    fn tree(&self, documents: Vec<(&str, String)>) -> Tree {
        let mut tree = Tree::new();
        self.put(&mut tree, documents);
        tree
    }

    fn put(&self, tree: &mut Tree, documents: impl IntoIterator<Item = (impl AsRef<str>, String)>) {
        for (path, text) in documents {
            let _ =
                tree.put(path.as_ref(), Node { meta: meta(0o444, self.now), kind: NodeKind::File(Rope::from(text)) });
        }
    }

    fn proc(&self) -> Tree {
        let Kernel { files, command, asked, now } = self;
        let mut proc = self.tree(processes(files, command, asked));
        let forwards = ("net.ipv4.ip_forward".to_string(), "1".to_string());
        for (name, value) in std::iter::once(forwards).chain(asked.parameters.clone()) {
            let path = format!("/sys/{}", name.replace('.', "/"));
            let node = Node { meta: meta(0o644, *now), kind: NodeKind::File(Rope::from(value + "\n")) };
            let _ = proc.put(&path, node);
        }
        let stream = if asked.terminal { TERMINAL } else { "pipe:[31337]" };
        let input = match (asked.terminal, asked.open_stdin) {
            (true, _) => TERMINAL,
            (false, true) => "pipe:[31336]",
            (false, false) => "/dev/null",
        };
        let links = [
            ("/self", "1"),
            ("/mounts", "self/mounts"),
            ("/net", "self/net"),
            ("/1/cwd", "/"),
            ("/1/exe", &program(files, command)),
            ("/1/fd/0", input),
            ("/1/fd/1", stream),
            ("/1/fd/2", stream),
            ("/1/root", "/"),
        ];
        for (path, target) in links {
            let _ = proc.put(path, link(target, *now));
        }
        for (number, name) in (0u32..).zip(NAMESPACES) {
            let target = format!("{name}:[{}]", FIRST_NAMESPACE + number);
            let _ = proc.put(&format!("/1/ns/{name}"), link(&target, *now));
        }
        let modes = |_: &str| 0o555;
        with_directories(proc, modes, *now)
    }

    fn sys(&self) -> Tree {
        let mut sys = self.tree(cgroup(&self.asked.share));
        self.put(&mut sys, ways::hardware(&self.asked.ways));
        let modes = |path: &str| if path == "/" { 0o555 } else { 0o755 };
        with_directories(sys, modes, self.now)
    }

    fn dev(&self) -> Tree {
        devices(&self.asked, self.now)
    }
}

fn meta(mode: u32, now: Timestamp) -> Meta {
    Meta { mode, mtime: now, ..Meta::default() }
}

/// The tree with directories as old as the machine, each of the mode that it has by its path.
fn with_directories(mut tree: Tree, mode: impl Fn(&str) -> u32, now: Timestamp) -> Tree {
    let below = tree.walk().filter(|(_, node)| node.is_directory()).map(|(path, _)| path);
    let all: Vec<String> = below.chain(["/".to_string()]).collect();
    for path in all {
        let _ = tree.put(&path, Node::directory(meta(mode(&path), now)));
    }
    tree
}

fn link(target: &str, now: Timestamp) -> Node {
    Node { meta: meta(0o777, now), kind: NodeKind::Symlink(target.into()) }
}

/// Where the program of process 1 lies, if its path was given.
fn program(files: &Mounted, command: &[String]) -> String {
    let given = command.first().map_or("", String::as_str);
    files.real_path(given).unwrap_or_else(|_| given.to_string())
}

/// The documents of `/proc` (proc(5)).
fn processes(files: &Mounted, command: &[String], asked: &Asked) -> Vec<(&'static str, String)> {
    let comm = command.first().map_or("", |path| path.rsplit('/').next().unwrap_or(path));
    // The kernel keeps fifteen bytes.
    let comm: String = comm.chars().take(15).collect();
    vec![
        ("/1/cgroup", "0::/\n".into()),
        ("/1/cmdline", command.iter().map(|word| format!("{word}\0")).collect()),
        ("/1/comm", format!("{comm}\n")),
        ("/1/environ", environment(files, asked)),
        ("/1/limits", asked.limits.table()),
        ("/1/mounts", mounts(files, asked)),
        ("/1/net/dev", ways::devices(&asked.ways)),
        ("/1/net/route", ways::routes(&asked.ways)),
        ("/1/stat", format!("1 ({comm}) S 0 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 100 4505600 375\n")),
        ("/1/status", status(files, &comm, asked)),
        ("/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro quiet\n".into()),
        ("/cpuinfo", (0..PROCESSORS).map(processor).collect()),
        ("/filesystems", "nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n\text4\n".into()),
        ("/loadavg", "0.00 0.01 0.05 1/100 1\n".into()),
        ("/meminfo", memory()),
        ("/partitions", format!("major minor  #blocks  name\n\n 254        1 {:>10} vda1\n", DISK / 1024)),
        ("/stat", activity()),
        ("/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n".into()),
        ("/sys/kernel/hostname", format!("{}\n", asked.hostname)),
        ("/sys/kernel/osrelease", format!("{KERNEL_RELEASE}\n")),
        ("/sys/kernel/ostype", "Linux\n".into()),
        ("/uptime", "3600.00 7200.00\n".into()),
        ("/version", format!("Linux version {KERNEL_RELEASE} (builder@layercake) #1 SMP\n")),
    ]
}

/// `/proc/1/environ`: what was asked for; `HOME` is runc's where nobody says it.
fn environment(files: &Mounted, asked: &Asked) -> String {
    let told = |variable: &&String| variable.as_str() != "HOME=";
    let mut shown: String = asked.environment.iter().filter(told).map(|variable| format!("{variable}\0")).collect();
    if !asked.environment.iter().filter(told).any(|variable| variable.starts_with("HOME=")) {
        shown += &format!("HOME={}\0", look_up(files, &asked.user).unwrap_or_default().home);
    }
    shown
}

/// The namespaces of a process (namespaces(7)), and the number of the first.
const NAMESPACES: [&str; 7] = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];
const FIRST_NAMESPACE: u32 = 4_026_532_270;
/// Bytes of the machine's disk.
const DISK: u64 = 64 << 30;

/// `/proc/stat` (proc_stat(5)): processors that have idled since the machine was started.
fn activity() -> String {
    let row =
        |name: String, times: u32| format!("{name} {} 0 {} {} 0 0 0 0 0 0\n", times * 100, times * 60, times * 360_000);
    let each: String = (0..PROCESSORS).map(|number| row(format!("cpu{number}"), 1)).collect();
    format!(
        "{}{each}ctxt 1000\nbtime 0\nprocesses 100\nprocs_running 1\nprocs_blocked 0\n",
        row("cpu ".into(), PROCESSORS)
    )
}

/// `/proc/1/status` (proc_pid_status(5)).
fn status(files: &Mounted, comm: &str, asked: &Asked) -> String {
    let user = look_up(files, &asked.user).unwrap_or_default();
    let four = |id: u32| format!("{id}\t{id}\t{id}\t{id}");
    let groups: String = std::iter::once(user.gid).chain(user.groups).map(|group| format!("{group} ")).collect();
    let Rights { bounding, no_new_privileges, filtered } = asked.rights;
    // Who is not root has root's rights only within reach.
    let held = if user.uid == 0 { bounding } else { 0 };
    let lines = [
        ("Name", comm.to_string()),
        ("Umask", "0022".into()),
        ("State", "R (running)".into()),
        ("Tgid", "1".into()),
        ("Ngid", "0".into()),
        ("Pid", "1".into()),
        ("PPid", "0".into()),
        ("TracerPid", "0".into()),
        ("Uid", four(user.uid)),
        ("Gid", four(user.gid)),
        ("FDSize", "64".into()),
        ("Groups", groups),
        ("Threads", "1".into()),
        ("CapInh", format!("{:016x}", 0)),
        ("CapPrm", format!("{held:016x}")),
        ("CapEff", format!("{held:016x}")),
        ("CapBnd", format!("{bounding:016x}")),
        ("CapAmb", format!("{:016x}", 0)),
        ("NoNewPrivs", u8::from(no_new_privileges).to_string()),
        ("Seccomp", (u8::from(filtered) * 2).to_string()),
        ("Seccomp_filters", u8::from(filtered).to_string()),
        ("Cpus_allowed_list", allowed(&asked.share)),
    ];
    lines.into_iter().map(|(name, value)| format!("{name}:\t{value}\n")).collect()
}

/// The period of the kernel's own choice, microseconds.
const PERIOD: u64 = 100_000;

/// The processors that a container may use, as a list of ranges.
fn allowed(share: &Share) -> String {
    if share.processors.is_empty() { format!("0-{}", PROCESSORS - 1) } else { share.processors.clone() }
}

/// One of `/proc/cpuinfo`.
fn processor(number: u32) -> String {
    format!("processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU\n\n")
}

/// `/proc/meminfo`: the machine's, whatever the container's limit is.
fn memory() -> String {
    let (free, available) = FREE_MEMORY;
    let rows = [("MemTotal:", MEMORY), ("MemFree:", free), ("MemAvailable:", available)];
    rows.iter().map(|(name, bytes)| format!("{name:<16}{:>8} kB\n", bytes / 1024)).collect()
}

/// The files of the cgroup that processes look at (cgroup-v2).
fn cgroup(share: &Share) -> Vec<(&'static str, String)> {
    let bound = |value: Option<u64>| value.map_or_else(|| "max".to_string(), |value| value.to_string());
    let period = share.period.unwrap_or(PERIOD);
    let processors = allowed(share);
    vec![
        ("/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma misc\n".into()),
        ("/fs/cgroup/cgroup.procs", "1\n".into()),
        ("/fs/cgroup/cpu.max", format!("{} {period}\n", bound(share.quota))),
        ("/fs/cgroup/cpu.weight", format!("{}\n", weight(share.shares))),
        ("/fs/cgroup/cpuset.cpus", format!("{}\n", share.processors)),
        ("/fs/cgroup/cpuset.cpus.effective", format!("{processors}\n")),
        ("/fs/cgroup/memory.current", "1048576\n".into()),
        ("/fs/cgroup/memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n".into()),
        ("/fs/cgroup/memory.high", "max\n".into()),
        ("/fs/cgroup/memory.low", format!("{}\n", share.reserved.unwrap_or(0))),
        ("/fs/cgroup/memory.max", format!("{}\n", bound(share.memory))),
        ("/fs/cgroup/memory.swap.max", format!("{}\n", bound(share.swap))),
        ("/fs/cgroup/pids.current", "1\n".into()),
        ("/fs/cgroup/pids.max", format!("{}\n", bound(share.processes))),
    ]
}

/// What cgroup-v2 makes of shares (runc `ConvertCPUSharesToCgroupV2Value`): 2 to 262144 become 1 to 10000, and 1024 is 100.
fn weight(shares: Option<u64>) -> u64 {
    match shares {
        None | Some(0) => 100,
        Some(shares) if shares <= 2 => 1,
        Some(shares) if shares >= 262_144 => 10_000,
        Some(shares) => {
            let log = (shares as f64).log2();
            let exponent = (log * log + 125.0 * log) / 612.0 - 7.0 / 34.0;
            10_f64.powf(exponent).ceil() as u64
        }
    }
}

/// A process's terminal: the first one that runc opens in the container's own `/dev/pts`, which is bound to `/dev/console`.
const TERMINAL: &str = "/dev/pts/0";

/// Devices of every machine: path, and the numbers of a character device (Linux `devices.txt`).
const DEVICES: [(&str, u32, u32); 10] = [
    ("/dev/null", 1, 3),
    ("/dev/zero", 1, 5),
    ("/dev/full", 1, 7),
    ("/dev/random", 1, 8),
    ("/dev/urandom", 1, 9),
    ("/dev/tty", 5, 0),
    ("/dev/fuse", 10, 229),
    (TERMINAL, 136, 0),
    ("/dev/pts/ptmx", 5, 2),
    ("/dev/net/tun", 10, 200),
];
/// How many of them every process has.
const GIVEN: usize = 6;

/// Whether the machine has a device.
pub fn is_device(path: &str) -> bool {
    DEVICES.iter().any(|(known, ..)| *known == path)
}

fn devices(asked: &Asked, now: Timestamp) -> Tree {
    let mut dev = Tree::new();
    let console =
        asked.terminal.then(|| [TERMINAL, "/dev/console"].map(|path| (TERMINAL.to_string(), path.to_string())));
    let given = DEVICES.iter().take(GIVEN).map(|(path, ..)| *path).chain(["/dev/pts/ptmx"]);
    let given = given.map(|path| (path.to_string(), path.to_string()));
    for (source, target) in given.chain(asked.devices.iter().cloned()).chain(console.into_iter().flatten()) {
        let Some((_, major, minor)) = DEVICES.iter().find(|(known, ..)| *known == source) else { continue };
        let node = Node { meta: meta(0o666, now), kind: NodeKind::CharDevice { major: *major, minor: *minor } };
        if let Some(inside) = target.strip_prefix("/dev") {
            let _ = dev.put(inside, node);
        }
    }
    let links = [
        ("/core", "/proc/kcore"),
        ("/fd", "/proc/self/fd"),
        ("/stdin", "/proc/self/fd/0"),
        ("/stdout", "/proc/self/fd/1"),
        ("/stderr", "/proc/self/fd/2"),
        ("/ptmx", "pts/ptmx"),
    ];
    for (path, target) in links {
        let _ = dev.put(path, link(target, now));
    }
    for directory in ["/mqueue", "/shm"] {
        let _ = dev.put(directory, Node::directory(meta(0, now)));
    }
    let modes = |path: &str| if matches!(path, "/mqueue" | "/shm") { 0o1777 } else { 0o755 };
    with_directories(dev, modes, now)
}

/// What the kernel itself mounts, before what the container asks for.
const FIRST: [&str; 7] = [
    "overlay / overlay rw,relatime",
    "proc /proc proc rw,nosuid,nodev,noexec,relatime",
    "tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755,inode64",
    "devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666",
    "sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime",
    "cgroup /sys/fs/cgroup cgroup2 ro,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot",
    "mqueue /dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime",
];

/// Bytes of `/dev/shm`, if nothing else is asked for.
const SHM_SIZE: u64 = 64 << 20;

/// What is read-only or hidden in every container, last.
const LAST: [&str; 7] = [
    "proc /proc/bus proc ro,nosuid,nodev,noexec,relatime",
    "proc /proc/fs proc ro,nosuid,nodev,noexec,relatime",
    "proc /proc/irq proc ro,nosuid,nodev,noexec,relatime",
    "proc /proc/sys proc ro,nosuid,nodev,noexec,relatime",
    "proc /proc/sysrq-trigger proc ro,nosuid,nodev,noexec,relatime",
    "tmpfs /proc/acpi tmpfs ro,relatime,size=4024440k,inode64",
    "tmpfs /sys/firmware tmpfs ro,relatime,size=4024440k,inode64",
];

/// `/proc/mounts` (proc_pid_mounts(5)).
fn mounts(files: &Mounted, asked: &Asked) -> String {
    let first = FIRST.into_iter().map(|line| match line.split(' ').next() {
        Some("overlay") if asked.read_only => line.replace(" rw,", " ro,"),
        Some("sysfs") if asked.open.kernel => line.replace(" ro,", " rw,"),
        Some("cgroup") if asked.open.cgroups => line.replace(" ro,", " rw,"),
        _ => line.to_string(),
    });
    // What is asked for takes the place of what is always there.
    let own = asked.mounts.iter().any(|line| line.split(' ').nth(1) == Some("/dev/shm"));
    let kib = Some(asked.shm_size.unwrap_or(SHM_SIZE) / 1024).filter(|kib| *kib > 0 && !own);
    let shm = kib.map(|kib| format!("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size={kib}k,inode64"));
    let network = files.mount_points().map(|point| {
        let access = if files.is_writable(point) { "rw" } else { "ro" };
        format!("/dev/vda1 {point} ext4 {access},relatime")
    });
    let last = LAST.into_iter().filter(|_| !asked.open.paths).map(String::from);
    let lines = first.chain(shm).chain(asked.mounts.iter().cloned()).chain(network).chain(last);
    lines.map(|line| line + " 0 0\n").collect()
}
