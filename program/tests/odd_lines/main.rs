//! Random lines that nobody means well with (`grammar.txt`): each ends in time and in little memory, without a panic, and one
//! that meets a limit leaves everything as it was. `LAYERCAKE_ODD_LINES=1000000` (and `LAYERCAKE_SEED`) goes on for longer;
//! times mean something only with `--release`.
#![cfg(unix)]

mod grammar;

use std::sync::LazyLock;
use std::time::Duration;

use grammar::{Chance, Grammar};
use layercake::{Next, Session, Setup, TerminalSize, Typed, builtin_hub, set_timer};
// Its allocator says what memory a line takes.
use layercake_program::give_back;

/// Processor time of a line; without optimisation everything takes longer.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 2 });
/// Bytes that the process may have held at once, with all that its sandboxes hold.
const MOST: u64 = if cfg!(debug_assertions) { 450_000_000 } else { 400_000_000 };
/// Lines after which a fresh sandbox is taken.
const LINES: usize = 12;

/// A sandbox with something of everything.
static START: LazyLock<Session> = LazyLock::new(|| {
    let terminal = Some(TerminalSize { columns: 80, rows: 24 });
    let mut session = Session::new(Setup { keeps_shell: true, terminal, ..Setup::new(builtin_hub()) });
    for line in [
        "docker pull -q hello-world; docker pull -q alpine; docker pull -q busybox; docker create --name box hello-world",
        "mkdir d; seq 1000 > d/g; yes aab | head -c 20000 > f; ln -s d link; x=abcabc",
        "docker run -q -d --name node node:22-alpine sleep 100000; docker run -q -d --name rd redis",
        "docker run -q -d --name pg -e POSTGRES_PASSWORD=x postgres; docker run -q -d -p 5000:5000 registry:2",
        "docker exec pg psql -U postgres -c 'create table t (a int, b text)'",
        "for i in $(seq 50); do echo \"insert into t values ($i, '$i');\"; done | docker exec -i pg psql -q -U postgres",
        "docker run -q -d --name cc alpine sleep 100000; docker exec cc apk add -q gcc musl-dev",
        "docker tag alpine localhost:5000/a; docker push -q localhost:5000/a",
    ] {
        let ended = session.feed(line).ended;
        assert!(matches!(ended, Some((_, 0))), "{line}: {ended:?}");
    }
    session
});

fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Bytes that the process has held at most, where the system says so.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    1024 * line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Feeds a command, and ends what waits; how long the longest step of it took.
fn obeys(session: &mut Session, line: &str) -> Duration {
    let mut longest = Duration::ZERO;
    let mut take = |session: &mut Session, typed: Typed| {
        let (begin, before) = (worked(), session.world_part().clone());
        let reaction = session.take(typed);
        longest = longest.max(worked().saturating_sub(begin));
        if reaction.stopped {
            assert!(session.world_part() == &before, "a line that was stopped has changed something");
        }
    };
    line.split('\n').for_each(|line| take(session, Typed::Line(line.into())));
    for typed in [Typed::End, Typed::Interrupt] {
        if session.next() != Next::Command {
            take(session, typed);
        }
    }
    longest
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn odd_lines_end_in_time_and_change_nothing_when_stopped() {
    set_timer(worked);
    let count = number("LAYERCAKE_ODD_LINES").unwrap_or(60);
    let seed = number("LAYERCAKE_SEED").unwrap_or(1);
    let work = move || {
        let grammar = Grammar::new();
        let mut session = START.clone();
        let mut slowest = (Duration::ZERO, 0);
        for at in 0..count {
            let line = grammar.line(&mut Chance(Chance(seed).next().wrapping_add(at)));
            if at.is_multiple_of(LINES as u64) {
                session = START.clone();
            }
            let begin: String = line.chars().take(300).collect();
            if number("LAYERCAKE_SEED").is_some() {
                // What aborts the process is the last line here.
                let _ = std::fs::write(std::env::temp_dir().join(format!("odd-line-{seed}")), &line);
            }
            let mut took = obeys(&mut session, &line);
            if took > LONGEST {
                // Once more: the machine may have been busy with something else.
                took = obeys(&mut session.clone(), &line);
            }
            assert!(took <= LONGEST, "line {at} took {took:?}: {begin}");
            assert!(peak() < MOST, "line {at}: {} bytes: {begin}", peak());
            give_back();
            slowest = slowest.max((took, at));
        }
        println!("{count} lines; the slowest, {}, took {:?}; {} MB", slowest.1, slowest.0, peak() >> 20);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}
