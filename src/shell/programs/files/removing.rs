//! Removing a file or a whole directory, as `rm` and `mv` do.

use super::operand::join;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stop};
use crate::vfs::{Errno, FileType};

/// How `rm` goes about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Removal {
    pub recursive: bool,
    pub empty_directories: bool,
    pub force: bool,
    pub ask: bool,
    pub verbose: bool,
}

impl Removal {
    /// Removes what `operand` names. Says whether all of it is gone.
    pub(super) fn remove(&self, process: &mut Process<'_>, operand: &str) -> Result<bool, Bail> {
        process.system.step()?;
        let stat = match process.look(operand, false) {
            Ok(stat) => stat,
            Err(Errno::NoEntry | Errno::NotDirectory) if self.force => return Ok(true),
            Err(errno) => return self.cannot(process, operand, errno),
        };
        let path = process.at(operand);
        if stat.kind != FileType::Directory {
            let what =
                if process.busybox() { String::new() } else { described(stat.kind, stat.size).to_string() + " " };
            if self.ask && !process.ask(&format!("remove {what}'{operand}'?"))? {
                return Ok(true);
            }
            return match process.system.files().remove_file(&path) {
                Ok(()) => self.removed(process, operand, ""),
                Err(errno) => self.cannot(process, operand, errno),
            };
        }
        if !self.recursive {
            if !self.empty_directories {
                if process.busybox() {
                    process.complain(&format!("'{operand}' is a directory"))?;
                    return Ok(false);
                }
                return self.cannot(process, operand, Errno::IsDirectory);
            }
            return self.remove_directory(process, operand);
        }
        let names = match process.names_in(operand) {
            Ok(names) => names,
            Err(errno) => return self.cannot(process, operand, errno),
        };
        if self.ask && !names.is_empty() && !process.ask(&format!("descend into directory '{operand}'?"))? {
            return Ok(true);
        }
        let mut all = true;
        for name in names {
            all &= self.remove(process, &join(operand, &name))?;
        }
        if !all {
            return Ok(false);
        }
        if self.ask && !process.ask(&format!("remove directory '{operand}'?"))? {
            return Ok(true);
        }
        self.remove_directory(process, operand)
    }

    fn remove_directory(&self, process: &mut Process<'_>, operand: &str) -> Result<bool, Bail> {
        let path = process.at(operand);
        match process.system.files().remove_dir(&path) {
            Ok(()) => self.removed(process, operand, "directory "),
            Err(errno) => self.cannot(process, operand, errno),
        }
    }

    fn removed(&self, process: &mut Process<'_>, operand: &str, what: &str) -> Result<bool, Bail> {
        if self.verbose {
            process.print(&format!("removed {what}'{operand}'\n"))?;
        }
        Ok(true)
    }

    fn cannot(&self, process: &mut Process<'_>, operand: &str, errno: Errno) -> Result<bool, Bail> {
        let (gnu, busybox) =
            (format!("cannot remove '{operand}': {errno}"), format!("can't remove '{operand}': {errno}"));
        let complained: Result<(), Stop> = process.complain_as(&gnu, &busybox);
        complained?;
        Ok(false)
    }
}

/// A file's type in words, as `rm -i` and `stat` have it.
pub(super) fn described(kind: FileType, size: u64) -> &'static str {
    match kind {
        FileType::File if size == 0 => "regular empty file",
        FileType::File => "regular file",
        FileType::Directory => "directory",
        FileType::Symlink => "symbolic link",
        FileType::CharDevice => "character special file",
        FileType::BlockDevice => "block special file",
        FileType::Fifo => "fifo",
    }
}
