//! [`Holder`]: what holds the files of a mount, and so how large its directories are.

use crate::vfs::{FileType, Stat, Tree};

/// Bytes of a name in a directory in memory (Linux `mm/shmem.c`, `BOGO_DIRENT_SIZE`). It has two from the beginning.
const NAME_BYTES: u64 = 20;

/// What holds the files of a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Disk,
    /// tmpfs(5)
    Memory,
    /// `/dev`: in memory, with the kernel's own file system of terminals in it.
    Devices,
    /// procfs: the kernel makes up what is in them.
    Processes,
    /// sysfs
    Machine,
}

impl Holder {
    /// What is known of the node at `inner` of `tree`, with the sizes that its holder says.
    pub fn measured(self, tree: &Tree, inner: &str, stat: Stat) -> Stat {
        let size = match (self, stat.kind) {
            (Holder::Devices, FileType::Directory) if inner == "/pts" => 0,
            (Holder::Memory | Holder::Devices, FileType::Directory) => NAME_BYTES * (2 + tree.entries(inner)),
            (Holder::Processes, _) | (Holder::Machine, FileType::Directory) => 0,
            _ => stat.size,
        };
        Stat { size, ..stat }
    }
}
