//! What a sandbox starts with: the learner's machine, and an engine with nothing in it.

use std::sync::Arc;

use crate::allowance::Halt;
use crate::clock::{Clock, Timestamp};
use crate::content::{Filler, Rope};
use crate::engine::State;
use crate::hub::Hub;
use crate::registry::{Library, Network, Place};
use crate::shell::{Environment, KERNEL_RELEASE, NOTE, Shell, TerminalSize, programs};
use crate::vfs::{Files, Meta, Node, NodeKind, Tree};

use super::student::{DIRECTORY, HOME, STUDENT, student};
use super::world::World;

/// The moment at which a sandbox starts if its Hub does not say: 2026-08-21T09:00:00Z.
const START: Timestamp = Timestamp::from_seconds(1_787_302_800);
/// What chance follows from, if nobody says otherwise.
const SEED: u64 = 29;
/// Bytes of the machine's kernel.
const KERNEL_BYTES: u64 = 12_345_678;
/// What a session is made with: the same setup and the same lines give the same World.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What Docker Hub holds.
    pub hub: Arc<dyn Hub>,
    /// How many pulls without login the Hub still allows; `None`: all that its rules grant.
    pub hub_pulls: Option<u64>,
    /// Files in the working directory at the start.
    pub workspace: Vec<WorkspaceFile>,
    /// The terminal that output goes to, if any.
    pub terminal: Option<TerminalSize>,
    /// Whether `cd` and variables outlive their line, as at a prompt; otherwise each line is its own `sh -c`.
    pub keeps_shell: bool,
    /// What chance follows from (container IDs, names).
    pub seed: u64,
    /// What stops a command that runs.
    pub halt: Halt,
}

/// A file of the working directory at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceFile {
    /// Relative to the working directory.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    pub kind: NodeKind,
}

impl Setup {
    /// A sandbox for scripts: no terminal, each line its own shell.
    pub fn new(hub: Arc<dyn Hub>) -> Self {
        Setup {
            hub,
            hub_pulls: None,
            workspace: Vec::new(),
            terminal: None,
            keeps_shell: false,
            seed: SEED,
            halt: Halt::default(),
        }
    }

    /// The World at the start.
    pub(super) fn world(&self) -> World {
        let as_of = self.hub.as_of();
        let clock = Clock::new(if as_of == Timestamp::default() { START } else { as_of }, self.seed);
        let library: Arc<dyn Library> = self.hub.clone();
        let mut network = Network::new(library);
        if let Some(pulls) = self.hub_pulls {
            network.state_mut(Place::Hub).meters_mut().set_anonymous_left(pulls);
        }
        World {
            files: machine_files(&self.workspace, clock.now()),
            shell: shell(self.keeps_shell),
            engine: State { since: clock.now(), ..State::default() },
            network,
            clock,
        }
    }
}

/// The learner's shell: bash where it reads its commands from a person (`interactive`), as a person's mostly is; `sh` for
/// scripts, as in `sh -c`.
fn shell(interactive: bool) -> Shell {
    let environment = [
        ("HOME", HOME),
        ("USER", "student"),
        ("LOGNAME", "student"),
        ("SHELL", if interactive { "/bin/bash" } else { "/bin/sh" }),
        ("LANG", "C.UTF-8"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ];
    let environment: Environment = environment.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    let mut shell = Shell::new(if interactive { "bash" } else { "sh" }, DIRECTORY, &environment);
    shell.bash = interactive;
    shell.interactive = interactive;
    shell
}

/// The files of the learner's machine: a small Debian, with the programs that the prompt knows.
fn machine_files(workspace: &[WorkspaceFile], now: Timestamp) -> Tree {
    let mut tree = Tree::new();
    let mut put = |path: &str, mode: u32, owner: u32, kind: NodeKind| {
        let meta = Meta { mode, uid: owner, gid: owner, mtime: now, xattrs: None };
        tree.put(path, Node { meta, kind })
    };
    let text = |text: &'static str| NodeKind::File(Rope::from(text));
    let fixed = [
        ("/usr/bin", 0o755, 0, NodeKind::Directory),
        ("/bin", 0o777, 0, NodeKind::Symlink("usr/bin".into())),
        ("/tmp", 0o1777, 0, NodeKind::Directory),
        ("/var/tmp", 0o1777, 0, NodeKind::Directory),
        ("/dev/null", 0o666, 0, NodeKind::CharDevice { major: 1, minor: 3 }),
        ("/dev/zero", 0o666, 0, NodeKind::CharDevice { major: 1, minor: 5 }),
        ("/etc/hostname", 0o644, 0, text("layercake\n")),
        ("/etc/hosts", 0o644, 0, text("127.0.0.1\tlocalhost\n")),
        ("/etc/passwd", 0o644, 0, text("root:x:0:0:root:/root:/bin/sh\nstudent:x:1000:1000::/home/student:/bin/sh\n")),
        ("/etc/group", 0o644, 0, text("root:x:0:\nstudent:x:1000:\n")),
        (
            "/etc/os-release",
            0o644,
            0,
            text("PRETTY_NAME=\"layercake sandbox\"\nNAME=\"layercake\"\nID=layercake\nID_LIKE=debian\n"),
        ),
        (HOME, 0o755, STUDENT, NodeKind::Directory),
        (DIRECTORY, 0o755, STUDENT, NodeKind::Directory),
    ];
    for (path, mode, owner, kind) in fixed {
        put(path, mode, owner, kind).expect("the starting files do not collide");
    }
    // It has a kernel of its own, as no image has.
    let kernel = Rope::filler(Filler { seed: 6, dense: 60_000 }, KERNEL_BYTES);
    put(&format!("/boot/vmlinuz-{KERNEL_RELEASE}"), 0o644, 0, NodeKind::File(kernel)).expect("its name is a file name");
    for program in programs::userland() {
        for name in program.names() {
            let content = stand_in(program.names()[0]);
            put(&format!("/usr/bin/{name}"), 0o755, 0, NodeKind::File(content)).expect("program names are file names");
        }
    }
    for file in workspace {
        // Whoever gives them has looked at names and sizes; what the tree does not take (a name too long) is left out.
        let _ = put(&format!("{DIRECTORY}/{}", file.path), file.mode, STUDENT, file.kind.clone());
    }
    tree.set_identity(student(now));
    tree
}

/// A file that stands for a program: the start of an ELF file for the sandbox's processor, and the note that names it.
fn stand_in(name: &str) -> Rope {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([2, 0, 0x3e, 0, 1, 0, 0, 0]);
    bytes.resize(64, 0);
    bytes.extend_from_slice(NOTE.as_bytes());
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(0);
    Rope::from(bytes)
}
