//! What the kernel shows to every process: `/proc`, `/sys`, `/dev`. Only as much as programs look at.

use crate::clock::Timestamp;
use crate::content::Rope;
use crate::shell::KERNEL_RELEASE;
use crate::vfs::{Meta, Node, NodeKind, Tree};

use super::mounted::{Mounted, MountedTree};

/// What is asked for besides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Lines of `/proc/mounts`.
    pub mounts: &'a [String],
    /// Bytes of `/dev/shm`; `None`: 64 MiB.
    pub shm_size: Option<u64>,
}

/// Mounts them. `command` is that of process 1.
pub fn mount_kernel(files: &mut Mounted, command: &[String], asked: Asked<'_>, now: Timestamp) {
    let meta = |mode| Meta { mode, mtime: now, ..Meta::default() };
    let mut proc = Tree::new();
    let documents = [
        ("/1/cmdline", command.iter().map(|word| format!("{word}\0")).collect()),
        ("/1/comm", format!("{}\n", command.first().map_or("", |path| path.rsplit('/').next().unwrap_or(path)))),
        ("/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU\n\n".to_string()),
        ("/filesystems", "nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n\text4\n".to_string()),
        ("/loadavg", "0.00 0.01 0.05 1/100 1\n".to_string()),
        ("/meminfo", "MemTotal:        8048880 kB\nMemFree:         4024440 kB\nMemAvailable:    6041600 kB\n".into()),
        ("/mounts", mounts(files, asked)),
        ("/uptime", "3600.00 7200.00\n".to_string()),
        ("/version", format!("Linux version {KERNEL_RELEASE} (builder@layercake) #1 SMP\n")),
    ];
    for (path, text) in documents {
        let _ = proc.put(path, Node { meta: meta(0o444), kind: NodeKind::File(Rope::from(text)) });
    }
    let link = |target: &str| Node { meta: meta(0o777), kind: NodeKind::Symlink(target.into()) };
    let _ = proc.put("/self", link("1"));
    let sys = Tree::new();
    let mut dev = Tree::new();
    for (name, minor) in [("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9)] {
        let node = Node { meta: meta(0o666), kind: NodeKind::CharDevice { major: 1, minor } };
        let _ = dev.put(&format!("/{name}"), node);
    }
    let _ = dev.put("/tty", Node { meta: meta(0o666), kind: NodeKind::CharDevice { major: 5, minor: 0 } });
    let links = [
        ("/fd", "/proc/self/fd"),
        ("/stdin", "/proc/self/fd/0"),
        ("/stdout", "/proc/self/fd/1"),
        ("/stderr", "/proc/self/fd/2"),
        ("/ptmx", "pts/ptmx"),
    ];
    for (path, target) in links {
        let _ = dev.put(path, link(target));
    }
    for directory in ["/mqueue", "/pts", "/shm"] {
        let _ = dev.put(directory, Node { meta: meta(0o1777), kind: NodeKind::Directory });
    }
    files.mount("/proc", MountedTree { tree: proc, at: "/".into(), writable: false, volume: None });
    files.mount("/sys", MountedTree { tree: sys, at: "/".into(), writable: false, volume: None });
    files.mount("/dev", MountedTree { tree: dev, at: "/".into(), writable: true, volume: None });
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
fn mounts(files: &Mounted, asked: Asked<'_>) -> String {
    let kib = asked.shm_size.unwrap_or(SHM_SIZE) / 1024;
    let shm = format!("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size={kib}k,inode64");
    let network = files.mount_points().map(|point| format!("/dev/vda1 {point} ext4 rw,relatime"));
    let lines = FIRST.into_iter().map(String::from).chain([shm]).chain(asked.mounts.iter().cloned()).chain(network);
    lines.chain(LAST.into_iter().map(String::from)).map(|line| line + " 0 0\n").collect()
}
