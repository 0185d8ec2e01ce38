//! Redirections: which channel a descriptor leads to (POSIX XCU 2.7).

use std::cell::RefCell;
use std::rc::Rc;

use super::channel::{Channel, Sink};
use super::interpreter::{Flow, Interpreter};
use super::language::{Redirection, RedirectionKind, Word};
use super::{Dialect, Input, Shell, Stream, programs};
use crate::content::Rope;
use crate::vfs::{Errno, FileType};

impl Interpreter<'_> {
    /// Applies redirections in order. [`Flow::Abort`]: one failed, and has been complained about.
    pub fn redirect(&mut self, shell: &mut Shell, redirections: &[Redirection]) -> Result<(), Flow> {
        for redirection in redirections {
            let empty = Word::default();
            let word = redirection.word.get().unwrap_or(&empty);
            let target = self.text_of(shell, word)?;
            let descriptor = redirection.descriptor;
            match redirection.kind {
                RedirectionKind::Heredoc => self.give(descriptor, target.into()),
                RedirectionKind::HereString => self.give(descriptor, format!("{target}\n").into()),
                RedirectionKind::Read => {
                    let channel = self.open_to_read(shell, &target)?;
                    self.channels.insert(descriptor, channel);
                }
                RedirectionKind::Duplicate => self.duplicate(shell, descriptor, &target)?,
                kind => {
                    let channel = self.open_to_write(shell, &target, kind)?;
                    if matches!(kind, RedirectionKind::Both | RedirectionKind::BothAppended) {
                        self.channels.insert(2, channel.clone());
                    }
                    self.channels.insert(descriptor, channel);
                }
            }
        }
        Ok(())
    }

    fn give(&mut self, descriptor: u32, content: Rope) {
        let input = Input::Data { content, position: 0 };
        self.channels.insert(descriptor, Channel::Input(Rc::new(RefCell::new(input))));
    }

    fn duplicate(&mut self, shell: &mut Shell, descriptor: u32, target: &str) -> Result<(), Flow> {
        if target == "-" {
            self.channels.remove(&descriptor);
            return Ok(());
        }
        match target.parse::<u32>() {
            Ok(from) => match self.channels.get(&from).cloned() {
                Some(channel) => {
                    self.channels.insert(descriptor, channel);
                    Ok(())
                }
                None => self.redirection_error(shell, &format!("{target}: Bad file descriptor")),
            },
            Err(_) if self.dialect != Dialect::Dash && descriptor == 1 => {
                let channel = self.open_to_write(shell, target, RedirectionKind::Write)?;
                self.channels.insert(2, channel.clone());
                self.channels.insert(1, channel);
                Ok(())
            }
            Err(_) if self.dialect == Dialect::Dash => self.redirection_error(shell, "Syntax error: Bad fd number"),
            Err(_) => self.redirection_error(shell, &format!("{target}: ambiguous redirect")),
        }
    }

    /// A descriptor that has a name in `/dev`.
    fn device(&self, path: &str) -> Option<Channel> {
        let number = match path {
            "/dev/null" => return Some(Channel::Null),
            "/dev/tty" => return Some(Channel::Base(Stream::Out)),
            "/dev/stdin" => "0",
            "/dev/stdout" => "1",
            "/dev/stderr" => "2",
            path => path.strip_prefix("/dev/fd/").or_else(|| path.strip_prefix("/proc/self/fd/"))?,
        };
        self.channels.get(&number.parse().ok()?).cloned()
    }

    fn open_to_read(&mut self, shell: &Shell, target: &str) -> Result<Channel, Flow> {
        let path = shell.absolute(target);
        match self.device(&path) {
            Some(Channel::Null) => return Ok(Channel::Input(Rc::default())),
            Some(channel) => return Ok(channel),
            None => {}
        }
        match programs::open_file(self.system, &path) {
            Ok(content) => Ok(Channel::Input(Rc::new(RefCell::new(Input::Data { content, position: 0 })))),
            Err(errno) => {
                let words = match self.dialect {
                    Dialect::Dash if errno == Errno::NoEntry => format!("cannot open {target}: No such file"),
                    Dialect::Dash => format!("cannot open {target}: {errno}"),
                    Dialect::Ash if errno == Errno::NoEntry => format!("can't open {target}: no such file"),
                    Dialect::Ash => format!("can't open {target}: {errno}"),
                    Dialect::Bash => format!("{target}: {errno}"),
                };
                self.redirection_error(shell, &words)
            }
        }
    }

    fn open_to_write(&mut self, shell: &Shell, target: &str, kind: RedirectionKind) -> Result<Channel, Flow> {
        let path = shell.absolute(target);
        if let Some(channel) = self.device(&path) {
            return Ok(channel);
        }
        let errno = match self.create(shell, &path, kind) {
            Ok(channel) => return Ok(channel),
            Err(errno) => errno,
        };
        let words = match (self.dialect, errno) {
            (Dialect::Dash, Errno::NoEntry) => format!("cannot create {target}: Directory nonexistent"),
            (Dialect::Dash, _) => format!("cannot create {target}: {errno}"),
            (Dialect::Ash, Errno::NoEntry) => format!("can't create {target}: nonexistent directory"),
            (Dialect::Ash, _) => format!("can't create {target}: {errno}"),
            (Dialect::Bash, Errno::Exists) => format!("{target}: cannot overwrite existing file"),
            (Dialect::Bash, _) => format!("{target}: {errno}"),
        };
        self.redirection_error(shell, &words)
    }

    fn create(&mut self, shell: &Shell, path: &str, kind: RedirectionKind) -> Result<Channel, Errno> {
        if path.ends_with('/') {
            return Err(Errno::IsDirectory);
        }
        let files = self.system.files();
        let stat = match files.stat(path, true) {
            Ok(stat) => Some(stat),
            Err(Errno::NoEntry) => None,
            Err(errno) => return Err(errno),
        };
        match &stat {
            Some(stat) if stat.kind == FileType::Directory => return Err(Errno::IsDirectory),
            Some(stat) if matches!(stat.kind, FileType::CharDevice | FileType::Fifo) => return Ok(Channel::Null),
            _ => {}
        }
        let truncates = matches!(kind, RedirectionKind::Write | RedirectionKind::Clobber | RedirectionKind::Both);
        if stat.is_some() && shell.options.noclobber && kind == RedirectionKind::Write {
            return Err(Errno::Exists);
        }
        if truncates || stat.is_none() {
            files.write(path, Rope::new(), 0o666)?;
        } else {
            files.may(path, 2)?;
        }
        Ok(Channel::Sink(Sink::file(path.to_string())))
    }

    fn redirection_error<T>(&mut self, shell: &Shell, words: &str) -> Result<T, Flow> {
        self.complain(shell, None, words)?;
        Err(Flow::Abort(if self.dialect == Dialect::Dash { 2 } else { 1 }))
    }
}
