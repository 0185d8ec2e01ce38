//! [`Limits`]: what the kernel lets one process have (getrlimit(2)), and how shells and `/proc` name it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// No bound.
pub const UNLIMITED: u64 = u64::MAX;

/// Something of which a process may have so much.
pub struct Resource {
    /// As `--ulimit` names it (docker/go-units `ulimitNameMapping`).
    pub name: &'static str,
    /// The option of `ulimit`.
    pub letter: char,
    /// How many of the kernel's units one of the shells' is.
    pub unit: u64,
    /// The bounds where nothing else is asked for: soft and hard.
    default: (u64, u64),
    /// Its row in `/proc/PID/limits`, and the unit there.
    pub in_proc: (&'static str, &'static str),
    /// Its row in `ulimit -a` of BusyBox's ash; `None`: it has none.
    pub in_ash: Option<&'static str>,
    /// In dash's.
    pub in_dash: Option<&'static str>,
    /// In bash's: what it is, and its unit.
    pub in_bash: (&'static str, &'static str),
}

/// All of them, in the order of `/proc/PID/limits`.
pub const RESOURCES: [Resource; 16] = [
    Resource {
        name: "cpu",
        letter: 't',
        unit: 1,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max cpu time", "seconds"),
        in_ash: Some("cpu time (seconds)"),
        in_dash: Some("time(seconds)"),
        in_bash: ("cpu time", "seconds"),
    },
    Resource {
        name: "fsize",
        letter: 'f',
        unit: 512,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max file size", "bytes"),
        in_ash: Some("file size (blocks)"),
        in_dash: Some("file(blocks)"),
        in_bash: ("file size", "blocks"),
    },
    Resource {
        name: "data",
        letter: 'd',
        unit: 1024,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max data size", "bytes"),
        in_ash: Some("data seg size (kb)"),
        in_dash: Some("data(kbytes)"),
        in_bash: ("data seg size", "kbytes"),
    },
    Resource {
        name: "stack",
        letter: 's',
        unit: 1024,
        default: (8 << 20, UNLIMITED),
        in_proc: ("Max stack size", "bytes"),
        in_ash: Some("stack size (kb)"),
        in_dash: Some("stack(kbytes)"),
        in_bash: ("stack size", "kbytes"),
    },
    Resource {
        name: "core",
        letter: 'c',
        unit: 512,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max core file size", "bytes"),
        in_ash: Some("core file size (blocks)"),
        in_dash: Some("coredump(blocks)"),
        in_bash: ("core file size", "blocks"),
    },
    Resource {
        name: "rss",
        letter: 'm',
        unit: 1024,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max resident set", "bytes"),
        in_ash: Some("max memory size (kb)"),
        in_dash: Some("memory(kbytes)"),
        in_bash: ("max memory size", "kbytes"),
    },
    Resource {
        name: "nproc",
        letter: 'u',
        unit: 1,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max processes", "processes"),
        in_ash: Some("max user processes"),
        in_dash: Some("process"),
        in_bash: ("max user processes", ""),
    },
    Resource {
        name: "nofile",
        letter: 'n',
        unit: 1,
        default: (1 << 20, 1 << 20),
        in_proc: ("Max open files", "files"),
        in_ash: Some("open files"),
        in_dash: Some("nofiles"),
        in_bash: ("open files", ""),
    },
    Resource {
        name: "memlock",
        letter: 'l',
        unit: 1024,
        default: (8 << 20, 8 << 20),
        in_proc: ("Max locked memory", "bytes"),
        in_ash: Some("max locked memory (kb)"),
        in_dash: Some("locked memory(kbytes)"),
        in_bash: ("max locked memory", "kbytes"),
    },
    Resource {
        name: "as",
        letter: 'v',
        unit: 1024,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max address space", "bytes"),
        in_ash: Some("virtual memory (kb)"),
        in_dash: Some("vmemory(kbytes)"),
        in_bash: ("virtual memory", "kbytes"),
    },
    Resource {
        name: "locks",
        letter: 'x',
        unit: 1,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max file locks", "locks"),
        in_ash: Some("file locks"),
        in_dash: Some("locks"),
        in_bash: ("file locks", ""),
    },
    Resource {
        name: "sigpending",
        letter: 'i',
        unit: 1,
        default: (31_295, 31_295),
        in_proc: ("Max pending signals", "signals"),
        in_ash: Some("pending signals"),
        in_dash: None,
        in_bash: ("pending signals", ""),
    },
    Resource {
        name: "msgqueue",
        letter: 'q',
        unit: 1,
        default: (819_200, 819_200),
        in_proc: ("Max msgqueue size", "bytes"),
        in_ash: Some("POSIX message queues (bytes)"),
        in_dash: None,
        in_bash: ("POSIX message queues", "bytes"),
    },
    Resource {
        name: "nice",
        letter: 'e',
        unit: 1,
        default: (0, 0),
        in_proc: ("Max nice priority", ""),
        in_ash: Some("scheduling priority"),
        in_dash: None,
        in_bash: ("scheduling priority", ""),
    },
    Resource {
        name: "rtprio",
        letter: 'r',
        unit: 1,
        default: (0, 0),
        in_proc: ("Max realtime priority", ""),
        in_ash: Some("real-time priority"),
        in_dash: Some("rtprio"),
        in_bash: ("real-time priority", ""),
    },
    Resource {
        name: "rttime",
        letter: 'R',
        unit: 1,
        default: (UNLIMITED, UNLIMITED),
        in_proc: ("Max realtime timeout", "us"),
        in_ash: None,
        in_dash: None,
        in_bash: ("real-time non-blocking time", "microseconds"),
    },
];

/// The bounds of a process: those that differ from what every process has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(BTreeMap<String, (u64, u64)>);

impl Limits {
    /// Soft and hard bound in the kernel's units; [`UNLIMITED`]: none.
    pub fn of(&self, resource: &Resource) -> (u64, u64) {
        self.0.get(resource.name).copied().unwrap_or(resource.default)
    }

    /// Sets both by the resource's name.
    pub fn set(&mut self, name: &str, soft: u64, hard: u64) {
        self.0.insert(name.to_string(), (soft, hard));
    }

    /// Whether nothing differs.
    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    /// `/proc/PID/limits`.
    pub fn table(&self) -> String {
        let shown = |bound: u64| if bound == UNLIMITED { "unlimited".to_string() } else { bound.to_string() };
        let mut text = format!("{:<25} {:<20} {:<20} {:<10}\n", "Limit", "Soft Limit", "Hard Limit", "Units");
        for resource in &RESOURCES {
            let ((name, unit), (soft, hard)) = (resource.in_proc, self.of(resource));
            text += &format!("{name:<25} {:<20} {:<20} {unit:<10}\n", shown(soft), shown(hard));
        }
        text
    }
}
