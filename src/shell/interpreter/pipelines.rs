//! Lists and pipelines.
//!
//! Nothing runs at the same time: the stages of a pipeline run one after the other, each with all the output of the
//! one before it as its input. A stage whose output outgrows the pipe ends there, as if by SIGPIPE.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Flow, Interpreter, Ran, SIGPIPE_STATUS};
use crate::shell::channel::{BROKEN_PIPE, Channel, PIPE_LIMIT, Sink};
use crate::shell::jobs::{End, Job, Jobs};
use crate::shell::language::{AndOr, Command, Connector, Item, Pipeline, Script, Timed};
use crate::shell::programs::machine::kill::signal_name;
use crate::shell::{Dialect, Input, SIGNALLED, Shell, Stay, Stop};

/// Exit code of bash where it cannot start a process.
const NO_FORK: i32 = 254;

impl Interpreter<'_> {
    pub fn script(&mut self, shell: &mut Shell, script: &Script) -> Ran {
        self.script_to(shell, script, false)
    }

    pub(super) fn script_to(&mut self, shell: &mut Shell, script: &Script, last: bool) -> Ran {
        let mut status = 0;
        for (index, item) in script.items.iter().enumerate() {
            self.tail = last && index + 1 == script.items.len();
            status = self.item(shell, item)?;
            shell.status = status;
        }
        Ok(status)
    }

    fn item(&mut self, shell: &mut Shell, item: &Item) -> Ran {
        match &item.background {
            None => self.and_or(shell, &item.list),
            Some(text) => self.in_background(shell, &item.list, text),
        }
    }

    /// Starts a job.
    fn in_background(&mut self, shell: &mut Shell, list: &AndOr, text: &str) -> Ran {
        self.fork(shell)?;
        let mut child = shell.clone();
        child.jobs = Jobs::default();
        shell.next_pid += 1;
        let pid = shell.next_pid;
        shell.background = Some(pid);
        if shell.interactive && shell.bash {
            let number = shell.jobs.next_number();
            self.write_error(format!("[{number}] {pid}\n").as_bytes())?;
        }
        let mut channels = self.channels.clone();
        channels.insert(0, Channel::Input(Rc::default()));
        let outer = std::mem::replace(&mut self.channels, channels);
        let began = self.system.clock().now();
        self.system.enter_background();
        let result = self.subshell(&mut child, |this, child| this.and_or(child, list));
        let behind = self.system.leave_background();
        self.channels = outer;
        let end = match (result, behind.attached) {
            (Ok(_), Some(container)) => End::With(container),
            (Ok(status), None) => End::At(began.plus(behind.nanos), status),
            (Err(Flow::Stop(Stop::Stays(stay))), _) => {
                self.system.stays_behind(pid, &stay);
                End::Open(stay.until)
            }
            (Err(flow), _) => return Err(flow),
        };
        shell.jobs.start(pid, text.into(), end);
        Ok(0)
    }

    /// Whether there may be one process more, with those that the shell has started (`pids.max` of its cgroup).
    fn fork(&mut self, shell: &mut Shell) -> Result<(), Flow> {
        let Ok(text) = self.system.files().read("/sys/fs/cgroup/pids.max") else { return Ok(()) };
        let most = String::from_utf8_lossy(&text.slice(0..32).to_bytes()).trim().parse().unwrap_or(usize::MAX);
        let jobs: Vec<Job> = shell.jobs.iter().cloned().collect();
        let running = jobs.iter().filter(|job| self.job_ended(job).is_none()).count();
        // The shell itself, and the new one.
        if running.saturating_add(2) <= most {
            return Ok(());
        }
        match self.dialect {
            Dialect::Dash => self.fatal(shell, "Cannot fork"),
            Dialect::Ash => self.fatal(shell, "can't fork: Resource temporarily unavailable"),
            Dialect::Bash => {
                let name = shell.name.clone();
                for word in ["retry: ", "retry: ", "retry: ", "retry: ", ""] {
                    let line = format!("{name}: fork: {word}Resource temporarily unavailable\n");
                    self.write_error(line.as_bytes())?;
                }
                Err(Flow::Abort(NO_FORK))
            }
        }
    }

    fn and_or(&mut self, shell: &mut Shell, list: &AndOr) -> Ran {
        let tail = std::mem::take(&mut self.tail);
        let mut status = 0;
        let all = std::iter::once((None, &list.first))
            .chain(list.rest.iter().map(|(connector, pipeline)| (Some(*connector), pipeline)));
        for (index, (connector, pipeline)) in all.enumerate() {
            let skipped = match connector {
                Some(Connector::And) => status != 0,
                Some(Connector::Or) => status == 0,
                None => false,
            };
            if skipped {
                continue;
            }
            let last = index == list.rest.len();
            let tested = !last || pipeline.negated;
            self.tail = tail && last;
            self.tested += usize::from(tested);
            let result = self.pipeline(shell, pipeline);
            self.tested -= usize::from(tested);
            status = match result {
                Err(Flow::Stop(Stop::Stays(stay))) => self.at_bound(shell, stay)?,
                ended => ended?,
            };
            shell.status = status;
            self.mind_signals(shell)?;
            if status != 0 && last && !pipeline.negated && self.tested == 0 {
                self.error_trap(shell, status)?;
                if shell.options.errexit {
                    return Err(Flow::Exit(status));
                }
            }
        }
        Ok(status)
    }

    /// A command of a shell with a trap for the signal that `timeout` sends now: the command ends by it, and the shell
    /// minds it.
    fn at_bound(&mut self, shell: &mut Shell, stay: Stay) -> Ran {
        let stays = |stay| Err(Stop::Stays(stay).into());
        let traps = |number: i32| signal_name(&number.to_string()).is_some_and(|name| shell.traps.contains_key(name));
        let bounds = self.system.bounds().clone();
        let Some((at, number)) = self.system.bounds().take().filter(|(_, number)| traps(*number)) else {
            *self.system.bounds() = bounds;
            return stays(stay);
        };
        let rest = at.since(self.system.moment());
        if self.system.sleep(rest).is_err() {
            *self.system.bounds() = bounds;
            return stays(stay);
        }
        self.mind_signal(shell, number)?;
        Ok(number.saturating_add(SIGNALLED))
    }

    /// Runs the action of `trap … ERR` after a command that failed.
    fn error_trap(&mut self, shell: &mut Shell, status: i32) -> Result<(), Flow> {
        if self.functions > 0 && !shell.options.errtrace {
            return Ok(());
        }
        let Some(action) = shell.traps.get("ERR").cloned() else { return Ok(()) };
        let line = self.line;
        // What fails in the action is not caught again.
        self.tested += 1;
        let result = self.lines(shell, &action, false);
        self.tested -= 1;
        self.line = line;
        shell.status = status;
        result.map(drop)
    }

    fn pipeline(&mut self, shell: &mut Shell, pipeline: &Pipeline) -> Ran {
        let started = self.system.clock().now();
        let status = match pipeline.commands.as_slice() {
            [command] => {
                let status = self.command(shell, command)?;
                if shell.bash {
                    shell.pipe_status = vec![status];
                }
                status
            }
            commands => self.stages(shell, commands)?,
        };
        if let Some(form) = pipeline.timed {
            let elapsed = self.system.clock().now().since(started);
            self.say_times(form, (elapsed / 1_000_000).unsigned_abs())?;
        }
        Ok(if pipeline.negated { i32::from(status == 0) } else { status })
    }

    fn say_times(&mut self, form: Timed, millis: u64) -> Result<(), Flow> {
        let (minutes, seconds, rest) = (millis / 60_000, millis / 1000 % 60, millis % 1000);
        let text = match form {
            Timed::Bash => format!("\nreal\t{minutes}m{seconds}.{rest:03}s\nuser\t0m0.000s\nsys\t0m0.000s\n"),
            Timed::Posix => format!("real {}.{:02}\nuser 0.00\nsys 0.00\n", millis / 1000, rest / 10),
        };
        self.write_error(text.as_bytes())
    }

    fn stages(&mut self, shell: &mut Shell, commands: &[Command]) -> Ran {
        self.tail = false;
        let mut input: Option<Rc<RefCell<Input>>> = None;
        let mut cut = false;
        let mut failed = 0;
        let mut status = 0;
        let mut all = Vec::with_capacity(commands.len());
        for (index, command) in commands.iter().enumerate() {
            let last = index + 1 == commands.len();
            let mut channels = self.channels.clone();
            if let Some(input) = &input {
                channels.insert(0, Channel::Input(input.clone()));
            }
            let sink = Sink::pipe(PIPE_LIMIT);
            if !last {
                channels.insert(1, Channel::Sink(sink.clone()));
            }
            let outer = std::mem::replace(&mut self.channels, channels);
            let mut child = shell.clone();
            shell.next_pid += 1;
            let result = self.subshell(&mut child, |this, child| this.command(child, command));
            self.channels = outer;
            let overflowed = sink.borrow().overflowed;
            status = match result {
                Err(Flow::Stop(Stop::Limit(words))) if overflowed && words == BROKEN_PIPE => SIGPIPE_STATUS,
                other => other?,
            };
            if cut && input.as_ref().is_some_and(|input| at_end(&input.borrow())) {
                return Err(Stop::Limit(format!("more than {PIPE_LIMIT} bytes through a pipe")).into());
            }
            if status != 0 {
                failed = status;
            }
            all.push(status);
            cut = overflowed;
            let content = sink.borrow_mut().drain();
            input = Some(Rc::new(RefCell::new(Input::Data { content, position: 0 })));
        }
        if shell.bash {
            shell.pipe_status = all;
        }
        Ok(if shell.options.pipefail { failed } else { status })
    }

    /// Runs something in `child`, a clone of the shell: whatever ends it, ends only it.
    pub fn subshell(
        &mut self,
        child: &mut Shell,
        body: impl FnOnce(&mut Self, &mut Shell) -> Ran,
    ) -> Result<i32, Flow> {
        let errtrace = child.options.errtrace;
        child.traps.retain(|signal, _| signal == "ERR" && errtrace);
        let (loops, functions) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.functions));
        let tested = self.tested;
        let result = body(self, child);
        (self.loops, self.functions, self.tested) = (loops, functions, tested);
        let status = match result {
            Ok(status) | Err(Flow::Exit(status) | Flow::Abort(status) | Flow::Return(status)) => status,
            Err(Flow::Break(_) | Flow::Continue(_)) => 0,
            Err(Flow::Stop(stop)) => return Err(stop.into()),
        };
        child.exited = Some(status);
        Ok(self.exit_trap(child)?)
    }
}

fn at_end(input: &Input) -> bool {
    match input {
        Input::Data { content, position } => *position >= content.len(),
        Input::Empty => true,
        Input::Terminal | Input::Typed => false,
    }
}
