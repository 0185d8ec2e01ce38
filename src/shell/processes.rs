//! Process substitution, `<( … )` and `>( … )`: a script's output or input, as a file that a command can open (bash's
//! manual, 3.5.6).
//!
//! In life the file is a descriptor of the shell. Here nothing runs at the same time: a script that writes has ended before
//! the command begins, one that reads begins when the command has ended, and what goes between them lies in a file of
//! that name meanwhile.

use std::cell::RefCell;
use std::rc::Rc;

use super::channel::Channel;
use super::interpreter::{Flow, Interpreter};
use super::language::Script;
use super::{Input, Shell};
use crate::content::Rope;
use crate::vfs::{FileType, Identity};

/// The directory of descriptors.
const DESCRIPTORS: &str = "/dev/fd";
/// The number of the first one; the next ones have smaller numbers.
const FIRST: usize = 63;

impl Interpreter<'_> {
    /// The path at which a script's output can be read; `writes`: or its input written.
    pub fn process_substitution(&mut self, shell: &mut Shell, script: &Script, writes: bool) -> Result<String, Flow> {
        let content = if writes { Rope::new() } else { self.output_of(shell, script)? };
        let taken = self.descriptors.paths.len();
        let Some(number) = FIRST.checked_sub(taken).filter(|number| *number > 9) else {
            self.complain(shell, None, "layercake does not simulate so many `<( … )` at a time")?;
            return Err(Flow::Abort(1));
        };
        let path = format!("{DESCRIPTORS}/{number}");
        let written = self.as_system(|this| {
            let files = this.system.files();
            // A link into `/proc`, which has no such directory here, makes room for a while.
            if let Ok(target) = files.read_link(DESCRIPTORS) {
                files.remove_file(DESCRIPTORS)?;
                this.descriptors.link = Some(target);
            }
            for directory in ["/dev", DESCRIPTORS] {
                let there = files.stat(directory, true).is_ok_and(|stat| stat.kind == FileType::Directory);
                if !there {
                    files.make_dir(directory, 0o755)?;
                    this.descriptors.made.push(directory);
                }
            }
            this.system.files().write(&path, content, 0o644)?;
            if writes { this.system.files().set_mode(&path, 0o666) } else { Ok(()) }
        });
        if let Err(errno) = written {
            self.complain(shell, None, &format!("cannot make pipe for process substitution: {errno}"))?;
            return Err(Flow::Abort(1));
        }
        self.descriptors.paths.push(path.clone());
        if writes {
            self.descriptors.readers.push((path.clone(), script.clone()));
        }
        Ok(path)
    }

    /// Runs the scripts of `>( … )` that came after `open`, each with what was written for it.
    pub fn run_readers(&mut self, shell: &mut Shell, open: usize) -> Result<(), Flow> {
        let fresh = self.descriptors.paths.get(open..).unwrap_or_default().to_vec();
        let (due, rest) =
            std::mem::take(&mut self.descriptors.readers).into_iter().partition(|(path, _)| fresh.contains(path));
        self.descriptors.readers = rest;
        let due: Vec<(String, Script)> = due;
        for (path, script) in due {
            let content = self.as_system(|this| this.system.files().read(&path)).unwrap_or_default();
            let input = Channel::Input(Rc::new(RefCell::new(Input::Data { content, position: 0 })));
            let outer = self.channels.clone();
            self.channels.insert(0, input);
            let mut child = shell.clone();
            let ran = self.subshell(&mut child, |this, child| this.script(child, &script));
            self.channels = outer;
            ran?;
        }
        Ok(())
    }

    /// How many there are now: what a command has to leave of them.
    pub fn descriptors_open(&self) -> usize {
        self.descriptors.paths.len()
    }

    /// Removes those that came after `open`.
    pub fn close_descriptors(&mut self, open: usize) {
        if self.descriptors.paths.len() <= open {
            return;
        }
        let paths = self.descriptors.paths.split_off(open);
        let (made, link) = match open {
            0 => (std::mem::take(&mut self.descriptors.made), self.descriptors.link.take()),
            _ => (Vec::new(), None),
        };
        // What is gone already is gone.
        self.as_system(|this| {
            let files = this.system.files();
            for path in paths {
                let _ = files.remove_file(&path);
            }
            for directory in made.into_iter().rev() {
                let _ = files.remove_dir(directory);
            }
            if let Some(target) = link {
                let _ = files.symlink(&target, DESCRIPTORS);
            }
        });
    }

    /// Does something that the kernel does, whoever the user is.
    fn as_system<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let own = self.system.files().identity().clone();
        self.system.files().set_identity(Identity { uid: 0, gid: 0, ..own.clone() });
        let result = body(self);
        self.system.files().set_identity(own);
        result
    }
}
