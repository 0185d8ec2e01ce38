//! Job control: `jobs`, `wait`, `fg`, `bg`, `disown`, and `kill` of what the shell has started.

use crate::clock::Timestamp;
use crate::shell::interpreter::{Flow, Interpreter, Ran};
use crate::shell::jobs::{End, Job, Shown, TERMINATED};
use crate::shell::programs::machine::kill as signals;
use crate::shell::{Dialect, SIGNALLED, Shell, Stay, Stop};

/// Exit code of a shell for something that it does not find.
const NOT_FOUND: i32 = 127;
/// Signals that end nothing unless somebody handles them.
const HARMLESS: [&str; 7] = ["CHLD", "URG", "WINCH", "CONT", "STOP", "TSTP", "EXIT"];

impl Interpreter<'_> {
    /// The exit code of a job that has ended.
    pub fn job_ended(&mut self, job: &Job) -> Option<i32> {
        match &job.end {
            End::At(moment, status) => (*moment <= self.system.clock().now()).then_some(*status),
            End::With(container) => self.system.attached_ended(container),
            End::Open(_) => None,
        }
    }

    /// Lets time pass until a job has ended: its exit code, or that of the signal that came first. What never ends by
    /// itself keeps the shell.
    fn await_job(&mut self, shell: &mut Shell, job: &Job) -> Ran {
        match &job.end {
            End::At(moment, status) => {
                let rest = moment.since(self.system.clock().now());
                let heard = if rest > 0 { self.pause(shell, Some(rest))? } else { None };
                Ok(heard.unwrap_or(*status))
            }
            End::With(container) => match self.system.attached_wait(container)? {
                Some(status) => Ok(status),
                None => {
                    let text = format!("(job {} goes on; a real shell would wait for it until Ctrl-C)\n", job.number);
                    self.write_error(text.as_bytes())?;
                    Ok(0)
                }
            },
            End::Open(until) => {
                let rest = until.map(|until| until.since(self.system.clock().now()));
                match self.pause(shell, rest)? {
                    Some(status) => Ok(status),
                    // It has come to that moment, and is not over: the shell waits on.
                    None => Err(waits(shell, *until).into()),
                }
            }
        }
    }

    /// Waits so many nanoseconds, or for ever; the exit code of the signal that came meanwhile, whose trap has run.
    fn pause(&mut self, shell: &mut Shell, nanos: Option<i64>) -> Result<Option<i32>, Flow> {
        match self.system.pause(shell.pid, nanos) {
            Ok(None) => Ok(None),
            Ok(Some(number)) => {
                self.mind_signal(shell, number)?;
                Ok(Some(number.saturating_add(SIGNALLED)))
            }
            Err(Stop::Stays(stay)) => Err(waits(shell, stay.until).into()),
            Err(stop) => Err(stop.into()),
        }
    }

    /// Says which jobs of earlier lines have ended, as a shell does before it prompts.
    pub fn tell_jobs(&mut self, shell: &mut Shell) -> Result<(), Flow> {
        for job in shell.jobs.iter().cloned().collect::<Vec<_>>() {
            if let Some(status) = self.job_ended(&job).filter(|_| job.earlier) {
                let line = shell.jobs.line(&job, Some(status), self.dialect, Shown { named: true, pids: false });
                self.write_error(format!("{line}\n").as_bytes())?;
                shell.jobs.forget(job.pid);
            }
        }
        shell.jobs.line_ended();
        Ok(())
    }

    fn no_such_job(&mut self, shell: &Shell, builtin: &str, name: &str) -> Result<(), Flow> {
        let text = match self.dialect {
            Dialect::Dash => format!("No such job: {name}"),
            Dialect::Ash | Dialect::Bash => format!("{name}: no such job"),
        };
        self.complain(shell, Some(builtin), &text)
    }
}

/// A shell that waits for something that stays.
fn waits(shell: &Shell, until: Option<Timestamp>) -> Stop {
    let on_stop_signal = (shell.pid != 1).then_some(TERMINATED);
    Stop::Stays(Stay { until, on_stop_signal, is_waited_for: true, ..Stay::default() })
}

pub(super) fn jobs(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let (mut pids, mut long) = (false, false);
    for letter in arguments.iter().skip(1).filter_map(|word| word.strip_prefix('-')).flat_map(str::chars) {
        match letter {
            'p' => pids = true,
            'l' => long = true,
            'n' | 'r' | 's' if shell.dialect == Dialect::Bash => {
                shell.complain(state, Some("jobs"), &format!("layercake does not simulate -{letter}"))?;
                return Ok(2);
            }
            _ => {
                shell.complain(state, Some("jobs"), &format!("-{letter}: invalid option"))?;
                return Ok(2);
            }
        }
    }
    let mut known: Vec<Job> = state.jobs.iter().cloned().collect();
    if shell.dialect != Dialect::Bash {
        known.reverse();
    }
    for job in known {
        let ended = shell.job_ended(&job);
        let form = Shown { pids: long, named: state.interactive };
        let line = match pids {
            true => job.pid.to_string(),
            false => state.jobs.line(&job, ended, shell.dialect, form),
        };
        shell.write(1, format!("{line}\n").as_bytes())?;
        if ended.is_some() && !pids {
            state.jobs.forget(job.pid);
        }
    }
    Ok(0)
}

/// `wait [-n] [PID|%N]…`: time passes until they have ended.
pub(super) fn wait(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let mut names = arguments.get(1..).unwrap_or_default();
    let next = shell.dialect == Dialect::Bash && names.first().is_some_and(|word| word == "-n");
    if next {
        names = names.get(1..).unwrap_or_default();
    }
    if names.is_empty() {
        return if next { wait_for_next(shell, state) } else { wait_for_all(shell, state) };
    }
    let mut status = 0;
    for name in names {
        let Some(job) = state.jobs.find(name).cloned() else {
            match (name.parse::<u32>(), shell.dialect) {
                (Ok(pid), Dialect::Bash) => {
                    let text = format!("pid {pid} is not a child of this shell");
                    shell.complain(state, Some("wait"), &text)?;
                }
                (Ok(_), _) => {}
                (Err(_), Dialect::Bash) if !name.starts_with('%') => {
                    shell.complain(state, Some("wait"), &format!("`{name}': not a pid or valid job spec"))?;
                    return Ok(1);
                }
                (Err(_), Dialect::Bash) => shell.no_such_job(state, "wait", name)?,
                (Err(_), _) => {
                    shell.no_such_job(state, "wait", name)?;
                    return Ok(2);
                }
            }
            status = NOT_FOUND;
            continue;
        };
        status = shell.await_job(state, &job)?;
        if let Some(status) = shell.job_ended(&job) {
            let end = End::At(shell.system.clock().now(), status);
            state.jobs.end(job.pid, end);
        }
    }
    Ok(status)
}

fn wait_for_all(shell: &mut Interpreter<'_>, state: &mut Shell) -> Ran {
    let (mut stay, end): (Vec<Job>, Vec<Job>) =
        state.jobs.iter().cloned().partition(|job| matches!(job.end, End::Open(_)));
    // Those that go on by themselves before those that never do.
    stay.sort_by_key(|job| match job.end {
        End::Open(Some(until)) => (0, until),
        _ => (1, Timestamp::default()),
    });
    for job in end.into_iter().chain(stay) {
        let status = shell.await_job(state, &job)?;
        if status > SIGNALLED && shell.job_ended(&job).is_none() {
            return Ok(status);
        }
        state.jobs.forget(job.pid);
    }
    Ok(0)
}

/// bash's `wait -n`: the one that ends first.
fn wait_for_next(shell: &mut Interpreter<'_>, state: &mut Shell) -> Ran {
    let moment = |job: &Job| match &job.end {
        End::At(moment, _) => (0, *moment),
        End::With(_) => (1, Timestamp::default()),
        End::Open(until) => (2, until.unwrap_or_default()),
    };
    let Some(job) = state.jobs.iter().min_by_key(|job| moment(job)).cloned() else { return Ok(NOT_FOUND) };
    let status = shell.await_job(state, &job)?;
    state.jobs.forget(job.pid);
    Ok(status)
}

/// `fg`: waits for a job as if it had not been sent away.
pub(super) fn fg(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let Some(job) = named(shell, state, "fg", arguments)? else { return Ok(failure(shell.dialect)) };
    shell.write(1, format!("{}\n", job.text).as_bytes())?;
    let status = shell.await_job(state, &job)?;
    state.jobs.forget(job.pid);
    Ok(status)
}

pub(super) fn bg(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let Some(job) = named(shell, state, "bg", arguments)? else { return Ok(failure(shell.dialect)) };
    match shell.dialect {
        Dialect::Bash => {
            let text = format!("job {} already in background", job.number);
            shell.complain(state, Some("bg"), &text)?;
        }
        Dialect::Ash | Dialect::Dash => shell.write(1, format!("[{}] {}\n", job.number, job.text).as_bytes())?,
    }
    Ok(0)
}

/// bash's `disown`: the shell forgets it.
pub(super) fn disown(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let names: Vec<&str> = arguments.iter().skip(1).map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let names = if names.is_empty() { vec!["%%"] } else { names };
    for name in names {
        match state.jobs.find(name).map(|job| job.pid) {
            Some(pid) => state.jobs.forget(pid),
            None => {
                let shown = if name == "%%" { "current" } else { name };
                shell.no_such_job(state, "disown", shown)?;
                return Ok(1);
            }
        }
    }
    Ok(0)
}

/// The exit code of `fg` and `bg` that find no job.
fn failure(dialect: Dialect) -> i32 {
    if dialect == Dialect::Bash { 1 } else { 2 }
}

/// The job that `fg` or `bg` is about; without one it complains. Both want job control.
fn named(shell: &mut Interpreter<'_>, state: &Shell, builtin: &str, arguments: &[String]) -> Result<Option<Job>, Flow> {
    if shell.dialect == Dialect::Bash && !state.interactive {
        shell.complain(state, Some(builtin), "no job control")?;
        return Ok(None);
    }
    let given = arguments.get(1).map(String::as_str);
    let found = state.jobs.find(given.unwrap_or("%%")).cloned();
    match (&found, given) {
        (Some(_), _) => {}
        (None, Some(name)) => shell.no_such_job(state, builtin, name)?,
        (None, None) if shell.dialect == Dialect::Bash => shell.no_such_job(state, builtin, "current")?,
        (None, None) => shell.complain(state, Some(builtin), "No current job")?,
    }
    Ok(found)
}

/// `kill`: of the shell itself it runs the trap, or ends it; of a job it ends that. The first process of a container has
/// traps alone (it would not even end by KILL), and a shell at a prompt stays. Whatever else there is to kill is the
/// program's business.
pub(super) fn kill(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String]) -> Ran {
    let (signal, targets) = match arguments.get(1..).unwrap_or_default() {
        [option, signal, targets @ ..] if option == "-s" || option == "-n" => (signal.as_str(), targets),
        [option, targets @ ..] if option.starts_with('-') => (option.trim_start_matches('-'), targets),
        targets => ("TERM", targets),
    };
    let Some(number) = signals::signal_number(signal).filter(|_| !targets.is_empty()) else {
        return by_program(shell, state, arguments.to_vec());
    };
    let name = signals::signal_name(signal).unwrap_or_default();
    let own = state.pid.to_string();
    if targets.iter().all(|target| *target == own) {
        return kill_itself(shell, state, number, name);
    }
    let mut status = 0;
    for target in targets {
        let failed = match state.jobs.find(target).cloned() {
            Some(job) if shell.job_ended(&job).is_none() => {
                kill_job(shell, state, &job, number, name)?;
                0
            }
            _ if target.starts_with('%') => {
                shell.no_such_job(state, "kill", target)?;
                failure(shell.dialect)
            }
            _ => kill_process(shell, state, arguments, target)?,
        };
        status = if failed == 0 { status } else { failed };
    }
    Ok(status)
}

/// What bash's `kill -l` lists: five in a line, and the real-time signals.
fn listed() -> String {
    let named = (1..=31).filter_map(|number| Some((number, signals::signal_name(&number.to_string())?.to_string())));
    let real_time = (34..=64).map(|number| {
        let name = match number {
            34 => "RTMIN".to_string(),
            64 => "RTMAX".to_string(),
            35..=49 => format!("RTMIN+{}", number - 34),
            _ => format!("RTMAX-{}", 64 - number),
        };
        (number, name)
    });
    let mut text = String::new();
    for (place, (number, name)) in named.chain(real_time).enumerate() {
        text += &format!("{number:>2}) SIG{name}{}", if place % 5 == 4 { '\n' } else { '\t' });
    }
    text + "\n"
}

fn by_program(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: Vec<String>) -> Ran {
    if shell.dialect == Dialect::Bash {
        match arguments.get(1..) {
            Some([only]) if only == "-l" => {
                shell.write(1, listed().as_bytes())?;
                return Ok(0);
            }
            Some([]) => {
                let usage =
                    "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";
                shell.write_error(usage.as_bytes())?;
                return Ok(2);
            }
            _ => {}
        }
    }
    let program = shell.system.program("kill");
    shell.program(state, arguments, program, false)
}

fn kill_itself(shell: &mut Interpreter<'_>, state: &mut Shell, number: i32, name: &str) -> Ran {
    if number == 0 {
        return Ok(0);
    }
    if let Some(action) = state.traps.get(name).filter(|_| name != "KILL").cloned() {
        shell.lines(state, &action, false)?;
        return Ok(0);
    }
    if state.pid == 1 || state.interactive || matches!(name, "CHLD" | "URG" | "WINCH" | "CONT") {
        return Ok(0);
    }
    state.traps.clear();
    Err(Flow::Exit(number.saturating_add(SIGNALLED)))
}

fn kill_job(shell: &mut Interpreter<'_>, state: &mut Shell, job: &Job, number: i32, name: &str) -> Result<(), Flow> {
    match &job.end {
        // The client hands it on (`--sig-proxy`), KILL excepted, which ends the client.
        End::With(container) if name != "KILL" && !HARMLESS.contains(&name) => {
            shell.system.attached_signal(container, name)?;
        }
        _ if HARMLESS.contains(&name) => {}
        _ => {
            let end = End::At(shell.system.clock().now(), number.saturating_add(SIGNALLED));
            state.jobs.end(job.pid, end);
            shell.system.gone(job.pid);
        }
    }
    Ok(())
}

/// A process that the shell has not started, or that has ended.
fn kill_process(shell: &mut Interpreter<'_>, state: &mut Shell, arguments: &[String], target: &str) -> Ran {
    let there = shell.system.processes().iter().any(|process| process.pid.to_string() == target);
    if there || shell.dialect == Dialect::Ash {
        let options = arguments.iter().take_while(|word| *word == "kill" || word.starts_with('-'));
        let after = arguments.iter().skip_while(|word| !matches!(word.as_str(), "-s" | "-n")).skip(1).take(1);
        let words = options.chain(after).cloned().chain([target.to_string()]).collect();
        return by_program(shell, state, words);
    }
    match (target.trim_start_matches('-').parse::<u32>(), shell.dialect) {
        (Ok(_), Dialect::Bash) => shell.complain(state, Some("kill"), &format!("({target}) - No such process"))?,
        (Ok(_), _) => shell.complain(state, Some("kill"), "No such process\n")?,
        (Err(_), Dialect::Bash) => {
            shell.complain(state, Some("kill"), &format!("{target}: arguments must be process or job IDs"))?;
        }
        (Err(_), _) => {
            shell.complain(state, Some("kill"), &format!("Illegal number: {target}"))?;
            return Ok(2);
        }
    }
    Ok(1)
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::{Machine, check_all, run_on};
    use crate::shell::{Flavour, System};

    // The words of dash 0.5.12, bash 5.2 and BusyBox 1.35, each asked for them.

    #[test]
    fn dash_has_jobs() {
        check_all(
            Flavour::Gnu,
            &[
                ("(exit 3) & wait $!; echo $?; wait; echo $?", "3\n0\n", "", 0),
                ("sleep 9 & jobs; kill %1; wait %1; echo $?", "[1] + Running                    \n143\n", "", 0),
                ("true & sleep 1; jobs; jobs", "[1] + Done                       \n", "", 0),
                ("kill %1; echo $?", "2\n", "sh: 1: kill: No such job: %1\n", 0),
                ("kill 99999; echo $?", "1\n", "sh: 1: kill: No such process\n\n", 0),
                ("kill abc; echo $?", "2\n", "sh: 1: kill: Illegal number: abc\n", 0),
                ("fg; echo $?; fg %2", "2\n", "sh: 1: fg: No current job\nsh: 1: fg: No such job: %2\n", 2),
                ("wait 99999; echo $?; wait %3; echo $?", "127\n2\n", "sh: 1: wait: No such job: %3\n", 0),
                ("sleep 9 & (jobs; wait); kill -0 $! && echo there", "there\n", "", 0),
            ],
        );
    }

    #[test]
    fn bash_has_jobs() {
        check_all(
            Flavour::Gnu,
            &[
                (
                    "bash -c 'sleep 9 & jobs; sleep 1 & wait -n; echo $?'",
                    "[1]+  Running                 sleep 9 &\n0\n",
                    "",
                    0,
                ),
                ("bash -c 'sleep 9 & jobs -l; jobs -p'", "[1]+ 5 Running                 sleep 9 &\n5\n", "", 0),
                (
                    "bash -c 'kill %1; kill 999; kill abc'",
                    "",
                    "bash: line 1: kill: %1: no such job\nbash: line 1: kill: (999) - No such process\nbash: line 1: kill: abc: arguments must be process or job IDs\n",
                    1,
                ),
                (
                    "bash -c 'fg; bg; disown'",
                    "",
                    "bash: line 1: fg: no job control\nbash: line 1: bg: no job control\nbash: line 1: disown: current: no such job\n",
                    1,
                ),
                (
                    "bash -c 'wait 999; wait %3'",
                    "",
                    "bash: line 1: wait: pid 999 is not a child of this shell\nbash: line 1: wait: %3: no such job\n",
                    127,
                ),
            ],
        );
    }

    #[test]
    fn ash_has_jobs() {
        check_all(
            Flavour::Busybox,
            &[
                ("(exit 3) & sleep 1; jobs", "[1]+  Done(3)                    \n", "", 0),
                ("kill %1; echo $?", "2\n", "sh: kill: line 1: %1: no such job\n", 0),
                ("kill 99999; echo $?", "1\n", "sh: can't kill pid 99999: No such process\n", 0),
            ],
        );
    }

    #[test]
    fn a_job_takes_no_time_until_somebody_waits() {
        let mut machine = Machine::new(Flavour::Gnu);
        let began = machine.clock().now();
        let mut after = |script| {
            run_on(&mut machine, script, "").unwrap();
            machine.clock().now().since(began) / crate::clock::SECOND
        };
        assert_eq!(after("sleep 5 & sleep 7 & true"), 0);
        assert_eq!(after("sleep 5 & sleep 7 & wait"), 7);
        assert_eq!(after("sleep 5 & (sleep 1; sleep 2) & sleep 1; wait $!; kill %1; wait"), 10);
    }
}
