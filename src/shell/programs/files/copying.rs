//! Copying a file or a whole directory, as `cp`, `mv` and `install` do.

use std::collections::BTreeMap;

use super::operand::{directory_name, join};
use crate::shell::Process;
use crate::shell::programs::{Bail, open_file};
use crate::vfs::{Errno, FileType, Stat};

/// How to copy.
#[derive(Clone, Debug, Default)]
pub(super) struct Copying {
    pub recursive: bool,
    /// Copies symbolic links as such: named as operands, found in directories.
    pub keep_links: (bool, bool),
    /// Keeps mode, owner and time.
    pub preserve: bool,
    /// Keeps names of one file together.
    pub keep_hard_links: bool,
    /// Removes a destination that cannot be written.
    pub force: bool,
    pub ask: bool,
    pub no_clobber: bool,
    pub update: bool,
    pub verbose: bool,
    /// Where the files with several names went.
    pub copied: BTreeMap<u64, String>,
}

impl Copying {
    /// Copies `from` to `to`; both as they were typed. Says whether all of it was copied.
    pub(super) fn copy(&mut self, process: &mut Process<'_>, from: &str, to: &str) -> Result<bool, Bail> {
        let follow = !self.keep_links.0;
        let stat = match process.look(from, follow) {
            Ok(stat) => stat,
            Err(errno) => {
                let words = (format!("cannot stat '{from}': {errno}"), format!("can't stat '{from}': {errno}"));
                return self.cannot(process, &words.0, &words.1);
            }
        };
        if stat.kind == FileType::Directory {
            if !self.recursive {
                let words =
                    (format!("-r not specified; omitting directory '{from}'"), format!("omitting directory '{from}'"));
                return self.cannot(process, &words.0, &words.1);
            }
            if self.is_inside(process, from, to) {
                let words = format!("cannot copy a directory, '{from}', into itself, '{to}'");
                let busybox = format!("recursion detected, omitting directory '{from}'");
                return self.cannot(process, &words, &busybox);
            }
        }
        self.copy_node(process, from, to, &stat)
    }

    fn is_inside(&self, process: &mut Process<'_>, from: &str, to: &str) -> bool {
        let (from, to) = (process.at(from), process.at(to));
        let files = process.system.files();
        let Ok(from) = files.real_path(&from) else { return false };
        let Ok(to) = files.real_path(&to).or_else(|_| files.real_path(directory_name(&to))) else { return false };
        from == "/" || to == from || to.starts_with(&format!("{from}/"))
    }

    fn cannot(&self, process: &mut Process<'_>, gnu: &str, busybox: &str) -> Result<bool, Bail> {
        process.complain_as(gnu, busybox)?;
        Ok(false)
    }

    fn copy_node(&mut self, process: &mut Process<'_>, from: &str, to: &str, stat: &Stat) -> Result<bool, Bail> {
        process.system.step()?;
        let target = process.look(to, stat.kind != FileType::Symlink).ok();
        if stat.kind == FileType::Directory {
            return self.copy_directory(process, from, to, stat, target);
        }
        if let Some(target) = &target {
            if target.inode == stat.inode {
                let words = format!("'{from}' and '{to}' are the same file");
                return self.cannot(process, &words, &words);
            }
            if target.kind == FileType::Directory {
                let words = format!("cannot overwrite directory '{to}' with non-directory '{from}'");
                let busybox = format!("can't create '{to}': Is a directory");
                return self.cannot(process, &words, &busybox);
            }
            let newer = self.update && target.mtime >= stat.mtime;
            if self.no_clobber || newer || (self.ask && !process.ask(&format!("overwrite '{to}'?"))?) {
                return Ok(true);
            }
        }
        if self.keep_hard_links && stat.links > 1 {
            let first = self.copied.entry(stat.inode).or_insert_with(|| to.to_string()).clone();
            if first != to {
                let (first, path) = (process.at(&first), process.at(to));
                let files = process.system.files();
                let _ = files.remove_file(&path);
                return match files.hard_link(&first, &path) {
                    Ok(()) => Ok(true),
                    Err(errno) => self.not_created(process, to, errno),
                };
            }
        }
        let (source, path) = (process.at(from), process.at(to));
        let special = stat.kind != FileType::File && self.recursive;
        if (special || self.force && self.keep_hard_links) && target.is_some() {
            let _ = process.system.files().remove_file(&path);
        }
        let mut done = if special {
            self.make_special(process, &source, &path, stat)
        } else {
            copy_content(process, &source, &path, stat)
        };
        if let (Err(Failed::Create(_)), true, true) = (&done, self.force, target.is_some()) {
            let _ = process.system.files().remove_file(&path);
            done = copy_content(process, &source, &path, stat);
        }
        match done {
            Ok(()) => {}
            Err(Failed::Read(errno)) => {
                let words =
                    (format!("cannot open '{from}' for reading: {errno}"), format!("can't open '{from}': {errno}"));
                return self.cannot(process, &words.0, &words.1);
            }
            Err(Failed::Create(errno)) => return self.not_created(process, to, errno),
        }
        self.finish(process, from, to, stat)
    }

    fn not_created(&self, process: &mut Process<'_>, to: &str, errno: Errno) -> Result<bool, Bail> {
        let words = (format!("cannot create regular file '{to}': {errno}"), format!("can't create '{to}': {errno}"));
        self.cannot(process, &words.0, &words.1)
    }

    fn make_special(&self, process: &mut Process<'_>, from: &str, to: &str, stat: &Stat) -> Result<(), Failed> {
        let files = process.system.files();
        if stat.kind == FileType::Symlink {
            let target = files.read_link(from).map_err(Failed::Read)?;
            return files.symlink(&target, to).map_err(Failed::Create);
        }
        files.make_node(to, stat.kind, stat.mode, stat.device).map_err(Failed::Create)
    }

    fn copy_directory(
        &mut self,
        process: &mut Process<'_>,
        from: &str,
        to: &str,
        stat: &Stat,
        target: Option<Stat>,
    ) -> Result<bool, Bail> {
        let path = process.at(to);
        let made = match target {
            Some(Stat { kind: FileType::Directory, .. }) => false,
            Some(_) => {
                let words = format!("cannot overwrite non-directory '{to}' with directory '{from}'");
                let busybox = format!("target '{to}' is not a directory");
                return self.cannot(process, &words, &busybox);
            }
            None => match process.system.files().make_dir(&path, stat.mode | 0o700) {
                Ok(()) => true,
                Err(errno) => {
                    let words = (
                        format!("cannot create directory '{to}': {errno}"),
                        format!("can't create directory '{to}': {errno}"),
                    );
                    return self.cannot(process, &words.0, &words.1);
                }
            },
        };
        if made && self.verbose {
            process.print(&format!("'{from}' -> '{to}'\n"))?;
        }
        let names = match process.names_in(from) {
            Ok(names) => names,
            Err(errno) => {
                let words = (format!("cannot access '{from}': {errno}"), format!("can't open '{from}': {errno}"));
                return self.cannot(process, &words.0, &words.1);
            }
        };
        let mut all = true;
        for name in names {
            let (from, to) = (join(from, &name), join(to, &name));
            match process.look(&from, !self.keep_links.1) {
                Ok(stat) => all &= self.copy_node(process, &from, &to, &stat)?,
                Err(errno) => {
                    let words = (format!("cannot stat '{from}': {errno}"), format!("can't stat '{from}': {errno}"));
                    all = self.cannot(process, &words.0, &words.1)?;
                }
            }
        }
        if made && !self.preserve {
            let files = process.system.files();
            let umask = files.identity().umask;
            let _ = files.set_mode(&path, stat.mode & !umask);
        }
        let verbose = std::mem::take(&mut self.verbose);
        let finished = self.finish(process, from, to, stat);
        self.verbose = verbose;
        Ok(finished? && all)
    }

    /// Gives the copy what is to be preserved.
    fn finish(&self, process: &mut Process<'_>, from: &str, to: &str, stat: &Stat) -> Result<bool, Bail> {
        if self.verbose {
            process.print(&format!("'{from}' -> '{to}'\n"))?;
        }
        if self.preserve {
            let path = process.at(to);
            let files = process.system.files();
            // Only the superuser may give files away; others keep what they may.
            let _ = files.set_owner(&path, stat.uid, stat.gid, false);
            if stat.kind != FileType::Symlink {
                let _ = files.set_mode(&path, stat.mode);
            }
            let _ = files.set_mtime(&path, stat.mtime, false);
        }
        Ok(true)
    }
}

enum Failed {
    Read(Errno),
    Create(Errno),
}

fn copy_content(process: &mut Process<'_>, from: &str, to: &str, stat: &Stat) -> Result<(), Failed> {
    let content = open_file(process.system, from).map_err(Failed::Read)?;
    process.system.files().write(to, content, stat.mode & 0o777).map_err(Failed::Create)
}
