//! Running scripts: lists, pipelines, compound commands, functions, subshells.
//!
//! Nothing runs at the same time: the stages of a pipeline run one after the other, each with all the output of the
//! one before it as its input. A stage whose output outgrows the pipe ends there, as if by SIGPIPE.

mod compound;
mod pipelines;
mod select;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::channel::{Channel, Channels, Descriptors, Wired};
use super::language::{ParseError, Parser, Script};
use super::programs::machine::kill::{signal_name, signal_number};
use super::{Dialect, Flavour, Input, Output, Shell, Stay, Stop, Stream, System};
use crate::allowance::{Spent, TooDeep};

/// Exit code of what a broken pipe ended: 128 and SIGPIPE.
pub(super) const SIGPIPE_STATUS: i32 = 141;

/// Why a command does not simply end with a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// `exit`, or a failure under `set -e`.
    Exit(i32),
    /// An error that ends a script, or a line at a prompt.
    Abort(i32),
    Return(i32),
    /// Loops to leave.
    Break(usize),
    /// Loops to leave but for the last, which goes on.
    Continue(usize),
    Stop(Stop),
}

impl From<Stop> for Flow {
    fn from(stop: Stop) -> Self {
        Flow::Stop(stop)
    }
}

impl From<TooDeep> for Flow {
    fn from(deep: TooDeep) -> Self {
        Stop::from(deep).into()
    }
}

impl From<Spent> for Flow {
    fn from(spent: Spent) -> Self {
        Stop::from(spent).into()
    }
}

/// A function, or a file of `source`, that is running.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The function's name, or `source`.
    pub name: String,
    /// The file that its commands stand in.
    pub file: String,
    /// The line of the call.
    pub line: u32,
}

pub(super) type Ran = Result<i32, Flow>;

/// Runs `source` in `shell`, and returns the exit code of its last command.
///
/// After `exit` (or a failure under `set -e`) [`Shell::exited`] is set. A script that cannot be parsed is complained
/// about as the shell words it; lines before the bad one have run.
pub fn run(
    shell: &mut Shell,
    source: &str,
    stdin: &mut Input,
    output: &mut dyn Output,
    system: &mut dyn System,
    flavour: Flavour,
) -> Result<i32, Stop> {
    let input = Rc::new(RefCell::new(std::mem::take(stdin)));
    let result = Interpreter::new(shell, input.clone(), output, system, flavour).source(shell, source);
    *stdin = input.take();
    result
}

/// [`run`] for a shell that has nothing else to run: its `trap … EXIT` runs, too.
pub fn run_whole(
    shell: &mut Shell,
    source: &str,
    stdin: &mut Input,
    output: &mut dyn Output,
    system: &mut dyn System,
    flavour: Flavour,
) -> Result<i32, Stop> {
    let status = run(shell, source, stdin, output, system, flavour)?;
    finish(shell, status, output, system, flavour)
}

/// [`run_whole`] for what comes in at standard input, where a command may read what stands behind it (bash reads no
/// further than it has to). `source` is all of it, as text of the same bytes.
pub fn run_input(
    shell: &mut Shell,
    source: &str,
    stdin: &mut Input,
    output: &mut dyn Output,
    system: &mut dyn System,
    flavour: Flavour,
) -> Result<i32, Stop> {
    let input = Rc::new(RefCell::new(std::mem::take(stdin)));
    let mut interpreter = Interpreter::new(shell, input.clone(), output, system, flavour);
    let ran = interpreter.input_lines(shell, source, &input);
    let result = interpreter.ended(shell, ran);
    *stdin = input.take();
    finish(shell, result?, output, system, flavour)
}

/// Runs the exit trap of a shell that came to its end without `exit`.
pub(super) fn finish(
    shell: &mut Shell,
    status: i32,
    output: &mut dyn Output,
    system: &mut dyn System,
    flavour: Flavour,
) -> Result<i32, Stop> {
    if shell.exited.is_some() || !shell.traps.contains_key("EXIT") {
        return Ok(status);
    }
    shell.exited = Some(status);
    Interpreter::new(shell, Default::default(), output, system, flavour).exit_trap(shell)
}

pub(super) struct Interpreter<'a> {
    pub system: &'a mut dyn System,
    pub output: &'a mut dyn Output,
    pub flavour: Flavour,
    pub dialect: Dialect,
    pub channels: Channels,
    /// The line of the command that runs.
    pub line: u32,
    /// Loops and functions around the command that runs.
    pub loops: usize,
    pub functions: usize,
    /// Conditions around the command that runs: failures do not end the script.
    tested: usize,
    /// Exit code of the command substitution run last.
    pub substituted: i32,
    /// Whether what runs takes the shell's place (`exec`).
    pub replacing: bool,
    /// Functions and sourced files that are running, the innermost last.
    pub called: Vec<Call>,
    /// What `<( … )` made for the commands that run.
    pub descriptors: Descriptors,
    /// Whether the command that runs is the script's last: shells replace themselves by it.
    tail: bool,
}

impl<'a> Interpreter<'a> {
    pub fn new(
        shell: &Shell,
        input: Rc<RefCell<Input>>,
        output: &'a mut dyn Output,
        system: &'a mut dyn System,
        flavour: Flavour,
    ) -> Self {
        let dialect = shell.dialect(flavour);
        let mut channels = Channels::new();
        channels.insert(0, Channel::Input(input));
        channels.insert(1, Channel::Base(Stream::Out));
        channels.insert(2, Channel::Base(Stream::Err));
        Interpreter {
            system,
            output,
            flavour,
            dialect,
            channels,
            line: 1,
            loops: 0,
            functions: 0,
            tested: 0,
            substituted: 0,
            replacing: false,
            called: Vec::new(),
            descriptors: Descriptors::default(),
            tail: false,
        }
    }

    /// Runs a whole source and its exit trap, if it ends the shell.
    pub fn source(&mut self, shell: &mut Shell, source: &str) -> Result<i32, Stop> {
        let ran = self.lines(shell, source, shell.from_argument);
        self.ended(shell, ran)
    }

    /// What becomes of the shell when its commands have run.
    fn ended(&mut self, shell: &mut Shell, ran: Ran) -> Result<i32, Stop> {
        let status = match ran {
            Ok(status) | Err(Flow::Return(status)) => status,
            Err(Flow::Break(_) | Flow::Continue(_)) => shell.status,
            Err(Flow::Exit(status)) => {
                shell.exited = Some(status);
                status
            }
            Err(Flow::Abort(status)) => {
                if !shell.interactive {
                    shell.exited = Some(status);
                }
                status
            }
            Err(Flow::Stop(stop)) => return Err(self.with_traps(shell, stop)),
        };
        shell.status = status;
        if shell.exited.is_some() {
            return self.exit_trap(shell);
        }
        if shell.interactive
            && let Err(Flow::Stop(stop)) = self.tell_jobs(shell)
        {
            return Err(stop);
        }
        Ok(status)
    }

    /// Runs the action of `trap … EXIT`, once, and returns the exit code.
    pub fn exit_trap(&mut self, shell: &mut Shell) -> Result<i32, Stop> {
        let status = shell.exited.unwrap_or(shell.status);
        let Some(action) = shell.traps.remove("EXIT") else { return Ok(status) };
        shell.status = status;
        match self.lines(shell, &action, false) {
            Err(Flow::Stop(stop)) => Err(stop),
            Err(Flow::Exit(status)) => Ok(status),
            _ => Ok(status),
        }
    }

    /// What stays, with the signals that the shell has traps for, where they come to it.
    fn with_traps(&self, shell: &Shell, stop: Stop) -> Stop {
        let Stop::Stays(mut stay) = stop else { return stop };
        if self.system.is_main(shell.pid) {
            let handled = shell.traps.iter().filter(|(_, action)| !action.is_empty());
            let handled = handled.filter_map(|(name, _)| signal_number(name)).filter(|number| *number > 0);
            let handled: Vec<i32> = handled.collect();
            if handled.iter().any(|number| matches!(number, 2 | 3 | 15)) {
                stay.on_stop_signal = None;
            }
            stay.handles.extend(handled);
        }
        Stop::Stays(stay)
    }

    /// Runs the traps of signals that have come.
    pub fn mind_signals(&mut self, shell: &mut Shell) -> Result<(), Flow> {
        if shell.traps.is_empty() {
            return Ok(());
        }
        // One that has come twice meanwhile has come.
        let come: BTreeSet<i32> = std::iter::from_fn(|| self.system.pending_signal(shell.pid)).collect();
        come.into_iter().try_for_each(|number| self.mind_signal(shell, number))
    }

    /// Runs the trap of a signal.
    pub fn mind_signal(&mut self, shell: &mut Shell, number: i32) -> Result<(), Flow> {
        let Some(action) = signal_name(&number.to_string()).and_then(|name| shell.traps.get(name)).cloned() else {
            return Ok(());
        };
        let (line, status) = (self.line, shell.status);
        let result = self.lines(shell, &action, false);
        (self.line, shell.status) = (line, status);
        result.map(drop)
    }

    /// Runs commands line by line, as they are read.
    pub fn lines(&mut self, shell: &mut Shell, source: &str, whole: bool) -> Ran {
        let mut parser = Parser::new(source, self.dialect);
        let mut status = 0;
        while let Some(script) = self.next_line(shell, &mut parser, source)? {
            if shell.options.noexec {
                continue;
            }
            let last = whole && parser.rest().trim().is_empty();
            status = self.script_to(shell, &script, last)?;
        }
        Ok(status)
    }

    /// The same for what comes in at standard input.
    fn input_lines(&mut self, shell: &mut Shell, source: &str, input: &RefCell<Input>) -> Ran {
        let Input::Data { position: begin, .. } = *input.borrow() else { return self.lines(shell, source, false) };
        let (mut at, mut status) = (0, 0);
        loop {
            let rest = source.get(at..).unwrap_or_default();
            let mut parser = Parser::new(rest, self.dialect);
            let Some(script) = self.next_line(shell, &mut parser, rest)? else { return Ok(status) };
            let read = at.saturating_add(rest.len().saturating_sub(parser.rest().len()));
            if let Input::Data { position, .. } = &mut *input.borrow_mut() {
                *position = begin.saturating_add(read as u64);
            }
            if !shell.options.noexec {
                status = self.script_to(shell, &script, false)?;
            }
            let next = match *input.borrow() {
                Input::Data { position, .. } => usize::try_from(position.saturating_sub(begin)).unwrap_or(source.len()),
                _ => source.len(),
            };
            let passed = source.get(at..next).unwrap_or_default();
            shell.lines = shell.lines.saturating_add(u32::try_from(passed.matches('\n').count()).unwrap_or(u32::MAX));
            at = next;
        }
    }

    /// The next line with a command, complete; `None` at the end.
    fn next_line(&mut self, shell: &mut Shell, parser: &mut Parser<'_>, source: &str) -> Result<Option<Script>, Flow> {
        parser.extended = self.dialect == Dialect::Bash && shell.shopts.contains("extglob");
        parser.aliases = match self.dialect {
            Dialect::Bash if !shell.expands_aliases() => BTreeMap::new(),
            _ => shell.aliases.clone(),
        };
        let begin = source.len().saturating_sub(parser.rest().len());
        let script = match parser.next_line() {
            Ok(script) => script,
            Err(error) => return Err(self.syntax_error(shell, &error, source)),
        };
        for (begun, ended, wanted) in std::mem::take(&mut parser.unended) {
            self.warn_of_heredoc(shell, begun, ended, &wanted)?;
        }
        if shell.options.verbose {
            let end = source.len().saturating_sub(parser.rest().len());
            self.write_error(source.get(begin..end).unwrap_or_default().as_bytes())?;
        }
        Ok(script)
    }

    /// bash minds a heredoc without its last line.
    fn warn_of_heredoc(&mut self, shell: &Shell, begun: u32, ended: u32, wanted: &str) -> Result<(), Flow> {
        if self.dialect != Dialect::Bash {
            return Ok(());
        }
        self.line = ended;
        let words = format!("warning: here-document at line {begun} delimited by end-of-file (wanted `{wanted}')");
        self.complain(shell, None, &words)
    }

    /// Says what cannot be read; gives how that ends.
    fn syntax_error(&mut self, shell: &mut Shell, error: &ParseError, source: &str) -> Flow {
        self.say_syntax_error(shell, error, source).err().unwrap_or(Flow::Abort(2))
    }

    fn say_syntax_error(&mut self, shell: &mut Shell, error: &ParseError, source: &str) -> Result<(), Flow> {
        self.line = error.line();
        let words = error.words(self.dialect);
        if self.dialect != Dialect::Bash {
            return self.complain(shell, None, &words);
        }
        let mut lines: Vec<String> = words.lines().map(str::to_string).collect();
        if let ParseError::Syntax { line, .. } = error {
            let text = source.lines().nth((*line as usize).saturating_sub(1)).unwrap_or("");
            lines.push(format!("`{text}'"));
        }
        let number = shell.lines.saturating_add(self.line);
        let place = match (shell.interactive, shell.from_argument) {
            (true, _) => String::new(),
            (_, false) => format!("line {number}: "),
            (_, true) => format!("-c: line {number}: "),
        };
        for line in lines {
            let name = shell.name.clone();
            self.write_error(format!("{name}: {place}{line}\n").as_bytes())?;
        }
        Ok(())
    }

    // Output.

    /// Writes to a descriptor.
    pub fn write(&mut self, descriptor: u32, bytes: &[u8]) -> Result<(), Flow> {
        let out = self.channels.get(&descriptor).cloned();
        Ok(Wired { base: self.output, out, err: None }.write(Stream::Out, bytes)?)
    }

    pub fn write_error(&mut self, bytes: &[u8]) -> Result<(), Flow> {
        self.write(2, bytes)
    }

    /// An error message with what the shell puts before it.
    pub fn complain(&mut self, shell: &Shell, builtin: Option<&str>, text: &str) -> Result<(), Flow> {
        let name = &shell.name;
        let line = shell.lines.saturating_add(self.line);
        let of = builtin.map(|builtin| format!("{builtin}: ")).unwrap_or_default();
        let sourced = self.called.iter().rev().find(|call| call.name == "source").map(|call| &call.file);
        let numbered = shell.from_file || (builtin.is_some() && !shell.interactive);
        let message = match self.dialect {
            Dialect::Dash => format!("{name}: {line}: {of}{text}\n"),
            // ash counts the lines of `-c` from nought.
            // Whatever runs a file's commands here says which.
            Dialect::Ash if let Some(file) = sourced => {
                let of = if of.is_empty() { format!("{file}: ") } else { of };
                format!("{name}: {of}line {}: {text}\n", self.line)
            }
            Dialect::Ash if numbered => {
                let line = line.saturating_sub(u32::from(shell.from_argument));
                format!("{name}: {of}line {line}: {text}\n")
            }
            Dialect::Bash if !shell.interactive => format!("{name}: line {line}: {of}{text}\n"),
            Dialect::Ash | Dialect::Bash => format!("{name}: {of}{text}\n"),
        };
        self.write_error(message.as_bytes())
    }

    /// An error that ends the script.
    pub fn fatal<T>(&mut self, shell: &Shell, text: &str) -> Result<T, Flow> {
        self.complain(shell, None, text)?;
        Err(Flow::Abort(if self.dialect == Dialect::Bash { 127 } else { 2 }))
    }

    /// Brings what was written to the files it was written to.
    pub fn flush(&mut self, shell: &Shell) -> Result<(), Flow> {
        let mut failed = None;
        for channel in self.channels.values() {
            if let Channel::Sink(sink) = channel
                && let Err(errno) = sink.borrow_mut().flush(self.system)
            {
                failed = Some(errno);
            }
        }
        failed.map_or(Ok(()), |errno| self.complain(shell, None, &format!("write error: {errno}")))
    }

    /// What a process that stays does on a stop signal when this shell stands between it and the signal.
    pub fn behind_shell(&mut self, shell: &Shell, stop: Stop, tail: bool) -> Stop {
        let Stop::Stays(stay) = stop else { return stop };
        if tail {
            return Stop::Stays(stay);
        }
        let on_stop_signal = stay.on_stop_signal.filter(|_| shell.pid != 1);
        let handles = if self.system.is_main(shell.pid) { Vec::new() } else { stay.handles };
        Stop::Stays(Stay { on_stop_signal, is_waited_for: true, handles, ..stay })
    }

    /// Whether the command that runs is the script's last; asking ends it.
    pub fn take_tail(&mut self) -> bool {
        std::mem::take(&mut self.tail) && self.functions == 0
    }
}
