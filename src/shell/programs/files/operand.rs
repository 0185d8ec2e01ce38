//! Operands: from what was typed to paths and nodes, and what is asked and complained about them.

use crate::shell::programs::{Bail, Lines, Options};
use crate::shell::{Input, Process, Prompt, Stop, Stream};
use crate::vfs::{Errno, FileType, Stat};

/// `name` in the directory `directory`, as programs show it.
pub(super) fn join(directory: &str, name: &str) -> String {
    if directory.ends_with('/') { format!("{directory}{name}") } else { format!("{directory}/{name}") }
}

/// The last name of a path; `/` for the root.
pub(super) fn last_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() && !path.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// Everything before the last name; `.` if there is nothing, `/` for the root.
pub(super) fn directory_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some((directory, _)) => match directory.trim_end_matches('/') {
            "" => "/",
            directory => directory,
        },
    }
}

impl Process<'_> {
    /// The absolute path of an operand; the empty operand stays empty (there is no such file).
    pub(super) fn at(&self, operand: &str) -> String {
        if operand.is_empty() { String::new() } else { self.absolute(operand) }
    }

    /// `stat` or `lstat` of an operand.
    pub(in crate::shell::programs) fn look(&mut self, operand: &str, follow: bool) -> Result<Stat, Errno> {
        let path = self.at(operand);
        self.system.files().stat(&path, follow)
    }

    /// Whether the operand is a directory (or leads to one).
    pub(super) fn is_directory(&mut self, operand: &str) -> bool {
        self.look(operand, true).is_ok_and(|stat| stat.kind == FileType::Directory)
    }

    /// The names in a directory, sorted.
    pub(super) fn names_in(&mut self, operand: &str) -> Result<Vec<String>, Errno> {
        let path = self.at(operand);
        let entries = self.system.files().read_dir(&path)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    /// Complains in the words of the flavour.
    pub(in crate::shell::programs) fn complain_as(&mut self, gnu: &str, busybox: &str) -> Result<(), Stop> {
        let words = if self.busybox() { busybox } else { gnu };
        self.complain(words)
    }

    /// Complains about a missing operand: GNU's own words, or BusyBox's usage.
    pub(in crate::shell::programs) fn misses<T>(&mut self, gnu: &str) -> Result<T, Bail> {
        if self.busybox() { self.missing_operand() } else { self.misused(1, gnu) }
    }

    /// Asks a yes-or-no question.
    pub(super) fn ask(&mut self, question: &str) -> Result<bool, Stop> {
        let question = format!("{}: {question} ", self.name());
        let answer = if matches!(self.stdin, Input::Terminal) {
            self.system.read_line(&Prompt::question(question))?
        } else {
            self.output.write(Stream::Err, question.as_bytes())?;
            let mut lines = Lines::of_stdin(self);
            lines.next_text(self)?.map(|(text, _)| text)
        };
        Ok(answer.is_some_and(|answer| answer.starts_with(['y', 'Y'])))
    }

    /// The sources and destinations of `cp`, `mv`, `ln` and `install`: `-t DIRECTORY`, `-T`, several into a directory, or
    /// one onto another.
    pub(super) fn destinations(&mut self, options: &Options) -> Result<Vec<(String, String)>, Bail> {
        let into = |sources: &[String], directory: &str| {
            let pair = |source: &String| (source.clone(), join(directory, last_name(source)));
            sources.iter().map(pair).collect::<Vec<_>>()
        };
        if let Some(directory) = options.value('t').map(str::to_string) {
            if options.operands.is_empty() {
                return self.misses("missing file operand");
            }
            if !self.is_directory(&directory) {
                let words = format!("target directory '{directory}': No such file or directory");
                return self.fail(1, &words);
            }
            return Ok(into(&options.operands, &directory));
        }
        match options.operands.as_slice() {
            [] => self.misses("missing file operand"),
            [only] => {
                let words = format!("missing destination file operand after '{only}'");
                self.misses(&words)
            }
            [source, target] if options.has('T') || !self.is_directory(target) => {
                Ok(vec![(source.clone(), target.clone())])
            }
            [sources @ .., target] => {
                // BusyBox takes what is not there for a directory, and fails for each.
                if self.busybox() && self.look(target, true) == Err(Errno::NoEntry) {
                    return Ok(into(sources, target));
                }
                if !self.is_directory(target) {
                    let (gnu, busybox) = match self.look(target, true) {
                        Err(errno) => {
                            (format!("target '{target}': {errno}"), format!("can't stat '{target}': {errno}"))
                        }
                        Ok(_) => (
                            format!("target '{target}': Not a directory"),
                            format!("target '{target}' is not a directory"),
                        ),
                    };
                    self.complain_as(&gnu, &busybox)?;
                    return Err(Bail::Status(1));
                }
                Ok(into(sources, target))
            }
        }
    }
}
