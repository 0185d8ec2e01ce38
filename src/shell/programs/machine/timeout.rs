//! `timeout`: what runs below it is bounded ([`Bounds`](crate::shell::Bounds)); it says how that ended.

use super::clock::duration;
use super::kill::{signal_name, signal_number};
use super::options::Accepted;
use super::xargs::spawn_as;
use super::{Applet, Bail, Ended};
use crate::shell::{Input, Process, SIGNALLED, Stay, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["timeout"],
    about: "runs a command for so long at most",
    usage: "[-s SIG] [-k KILL_SECS] SECS PROG ARGS",
    run,
};

/// Since coreutils 9.6 `-p` and `-f` are letters, too (its `NEWS`).
const ACCEPTED: Accepted = Accepted { letters: "+s:k:vπp φf", ..BEFORE };
const BEFORE: Accepted = Accepted {
    letters: "+s:k:vπ φ",
    long: &[("signal", 's'), ("kill-after", 'k'), ("verbose", 'v'), ("preserve-status", 'π'), ("foreground", 'φ')],
    misuse: 125,
};
const LETTERS_SINCE: (u32, u32) = (9, 6);

/// Exit code where the time was over (coreutils `src/operand2sig.c`, `src/timeout.c`).
const TIMED_OUT: i32 = 124;
const TERM: i32 = 15;
const KILL: i32 = 9;
/// Signals that end no process: CHLD, CONT, URG, WINCH, those that stop one, and none at all.
const HARMLESS: [i32; 8] = [0, 17, 18, 19, 20, 21, 22, 23];
const WINCH: i32 = 28;

fn run(process: &mut Process<'_>) -> Ended {
    let options = if has_letters(process) { ACCEPTED } else { BEFORE }.parse(process)?;
    let [time, command @ ..] = options.operands.as_slice() else { return too_few(process) };
    if command.is_empty() {
        return too_few(process);
    }
    let limit = interval(process, time)?;
    let kill_after = options.value('k').map(|text| interval(process, text)).transpose()?.filter(|nanos| *nanos > 0);
    let signal = match options.value('s') {
        None => TERM,
        Some(text) => match signal_number(text) {
            Some(number) => number,
            None if process.busybox() => return process.fail(1, &format!("bad signal name '{text}'")),
            None => return process.misused(125, &format!("'{text}': invalid signal")),
        },
    };
    let command = command.to_vec();
    let (preserves, verbose) = (options.has('π') || options.has('p'), options.has('v'));
    let becomes = process.busybox();
    // BusyBox is the command, and a child of it sends the signal; whoever is process 1 does not hear of it.
    let bounded = limit > 0 && !HARMLESS.contains(&signal) && signal != WINCH && !(becomes && process.pid == 1);
    let pid = if becomes { process.pid } else { process.pid.wrapping_add(1) };
    if bounded {
        let at = process.system.moment().plus(limit);
        process.system.bounds().enter(at, signal, kill_after);
    }
    let mut stdin = std::mem::take(&mut process.stdin);
    let ended = spawn_as(process, pid, command.clone(), &mut stdin);
    process.stdin = Input::Empty;
    if !bounded {
        return ended;
    }
    let left = process.system.bounds().leave();
    let stay = match ended {
        Ok(_) if left.came && !becomes && !preserves => return Ok(TIMED_OUT),
        Err(Bail::Stop(Stop::Stays(stay))) => stay,
        ended => return ended,
    };
    let Some((at, signal)) = left.next else { return Err(Stop::Stays(around(process, stay, becomes)).into()) };
    let rest = at.since(process.system.moment());
    match process.system.sleep(rest) {
        Err(Stop::Stays(_)) => {
            let until = stay.until.into_iter().chain([at]).min();
            return Err(Stop::Stays(around(process, Stay { until, ..stay }, becomes)).into());
        }
        slept => slept?,
    }
    if verbose && !becomes {
        let name = signal_name(&signal.to_string()).unwrap_or_default();
        let program = command.first().cloned().unwrap_or_default();
        process.complain(&format!("sending signal {name} to command '{program}'"))?;
    }
    let handled = stay.on_stop_signal.filter(|_| signal == TERM && process.pid != 1);
    if handled.is_some() {
        let now = process.system.clock().now();
        for (stream, text) in stay.last_words_at(now) {
            process.output.write(stream, text.as_bytes())?;
        }
    }
    match handled.filter(|code| *code < SIGNALLED) {
        // A server ends in its own way.
        Some(code) if becomes || preserves => Ok(code),
        _ if becomes => Ok(process.system.bounds().dies_of(signal)),
        // SIGKILL goes to all of the process group, `timeout` included.
        _ if signal == KILL => Ok(process.system.bounds().dies_of(signal)),
        _ if preserves => Ok(signal.saturating_add(SIGNALLED)),
        _ => Ok(TIMED_OUT),
    }
}

/// Whether it is new enough for the letters of POSIX's.
fn has_letters(process: &mut Process<'_>) -> bool {
    let version = crate::shell::programs::versions::of(process, "coreutils");
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    !process.busybox() && (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= LETTERS_SINCE
}

/// Nanoseconds of an operand.
fn interval(process: &mut Process<'_>, text: &str) -> Result<i64, Bail> {
    match duration(text) {
        Some(nanos) => Ok(nanos),
        None if process.busybox() => process.fail(1, &format!("invalid number '{text}'")),
        None => process.misused(125, &format!("invalid time interval '{text}'")),
    }
}

fn too_few(process: &mut Process<'_>) -> Ended {
    if process.busybox() {
        return process.missing_operand();
    }
    process.output.write(Stream::Err, b"Try 'timeout --help' for more information.\n")?;
    Ok(125)
}

/// What stays, as it looks from outside: GNU's `timeout` stands before it and hands signals on.
fn around(process: &Process<'_>, stay: Stay, becomes: bool) -> Stay {
    if becomes {
        return stay;
    }
    let on_stop_signal = stay.on_stop_signal.or(Some(TERM.saturating_add(SIGNALLED)));
    let handles = if process.system.is_main(process.pid) { Vec::new() } else { stay.handles };
    Stay { on_stop_signal, is_waited_for: true, handles, ..stay }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, check_all, run_on};

    #[test]
    fn gnu_bounds_a_command() {
        check_all(
            Flavour::Gnu,
            &[
                ("timeout 1 sleep 5; echo $?", "124\n", "", 0),
                ("timeout 5 sleep 1; echo $?", "0\n", "", 0),
                ("timeout 0 sleep 5; echo $?", "0\n", "", 0),
                ("timeout -s KILL 1 sleep 5; echo $?", "137\n", "Killed\n", 0),
                ("timeout --preserve-status 1 sleep 5; echo $?", "143\n", "", 0),
                ("timeout -p 1 sleep 5; echo $?", "143\n", "", 0),
                (
                    "echo VERSION_CODENAME=bookworm > /etc/os-release; timeout -p 1 sleep 5",
                    "",
                    "timeout: invalid option -- 'p'\nTry 'timeout --help' for more information.\n",
                    125,
                ),
                ("timeout --preserve-status -s INT 1 sleep 5; echo $?", "130\n", "", 0),
                ("timeout -v .5 sleep 5; echo $?", "124\n", "timeout: sending signal TERM to command 'sleep'\n", 0),
                ("timeout 2 sh -c 'while true; do echo a; sleep 1; done'; echo $?", "a\na\na\n124\n", "", 0),
                ("timeout 3 sh -c 'while true; do :; done'; echo $?", "124\n", "", 0),
                ("echo a > f; timeout 1 tail -f f; echo $?", "a\n124\n", "", 0),
                ("timeout 9 timeout 1 sleep 5; echo $?; timeout 1 timeout 9 sleep 5; echo $?", "124\n124\n", "", 0),
                ("timeout 2 sh -c \"trap 'echo bye; exit 3' TERM; sleep 9\"; echo $?", "bye\n124\n", "", 0),
                ("timeout -p 2 sh -c \"trap 'echo bye; exit 3' TERM; sleep 9\"; echo $?", "bye\n3\n", "", 0),
                ("timeout 1 sh -c \"trap '' TERM; sleep 3; echo on\"; echo $?", "on\n0\n", "", 0),
                ("timeout -k 1 1 sh -c \"trap '' TERM; sleep 3; echo on\"; echo $?", "137\n", "Killed\n", 0),
                (
                    "timeout x true; timeout 1; echo $?",
                    "125\n",
                    "timeout: invalid time interval 'x'\nTry 'timeout --help' for more information.\nTry 'timeout --help' for more information.\n",
                    0,
                ),
                (
                    "timeout 1 nothing; echo $?",
                    "127\n",
                    "timeout: failed to run command 'nothing': No such file or directory\n",
                    0,
                ),
            ],
        );
    }

    #[test]
    fn busybox_lets_the_command_die() {
        check_all(
            Flavour::Busybox,
            &[
                ("timeout 1 sleep 5; echo $?", "143\n", "Terminated\n", 0),
                ("timeout -s KILL 1 sleep 5; echo $?", "137\n", "Killed\n", 0),
                ("timeout 5 sh -c 'exit 3'; echo $?", "3\n", "", 0),
            ],
        );
    }

    #[test]
    fn the_time_is_the_sandboxs() {
        let mut machine = Machine::new(Flavour::Gnu);
        let began = machine.clock.now();
        run_on(&mut machine, "timeout 2 sleep 50; timeout 3 sh -c 'while :; do :; done'; timeout 7 sleep 1", "")
            .unwrap();
        assert_eq!(machine.clock.now().since(began) / crate::clock::SECOND, 6);
        run_on(&mut machine, "timeout 4 sleep 50 & wait", "").unwrap();
        assert_eq!(machine.clock.now().since(began) / crate::clock::SECOND, 10);
    }
}
