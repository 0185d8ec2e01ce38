//! `kill -9` at any moment of a stream of commands: what was acknowledged is there when the program starts again.
//!
//! `LAYERCAKE_KILLS` says how often (a few times, without it).
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Numbers that look random (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn start(state: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["play", "--plain", "--speed", "max", "--state"])
        .arg(state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Command number so and so, and what it prints when it is done. (What is typed does not contain that.)
fn command(number: u64) -> String {
    let work = match number % 6 {
        0 => format!("seq {} > many", number % 5000),
        1 => format!("docker tag hello-world t{}:{number}", number % 9),
        2 => {
            format!("printf 'FROM scratch\\nCOPY log /log{number}\\n' > Dockerfile && docker build -q -t built . > id")
        }
        3 => format!("docker run --rm hello-world > said{}", number % 3),
        4 => "rm -f many id".to_string(),
        _ => "docker rmi -f built > gone 2>&1".to_string(),
    };
    format!("{work}; echo {number} >> log; echo \"did=$(({number}))\"")
}

/// Feeds commands until so many are acknowledged and some time has passed, kills, and gives the last that was.
fn killed(state: &Path, from: u64, acknowledged: u64, pause: Duration) -> (u64, String) {
    let mut child = start(state);
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        for number in from.. {
            if writeln!(stdin, "{}", command(number)).is_err() {
                break;
            }
        }
    });
    let (mut last, mut said) = (from - 1, String::new());
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut take = |out: &mut BufReader<_>, last: &mut u64| {
        let mut line = String::new();
        let more = out.read_line(&mut line).unwrap_or(0) > 0;
        if let Some(number) = line.strip_prefix("did=") {
            *last = number.trim().parse().unwrap();
        }
        said += &line;
        more
    };
    while last < from + acknowledged - 1 && take(&mut out, &mut last) {}
    std::thread::sleep(pause);
    child.kill().unwrap();
    while take(&mut out, &mut last) {}
    child.wait().unwrap();
    writer.join().unwrap();
    (last, said)
}

#[test]
fn nothing_acknowledged_is_lost() {
    let kills: u64 = std::env::var("LAYERCAKE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(4);
    let state = tempfile::tempdir().unwrap();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut first = start(state.path());
    first.stdin.take().unwrap().write_all(b"docker pull -q hello-world\nquit\n").unwrap();
    first.wait_with_output().unwrap();
    let mut last = 0;
    for kill in 0..kills {
        let pause = Duration::from_micros(chance.below(60_000));
        let (acknowledged, said) = killed(state.path(), last + 1, 1 + chance.below(6), pause);
        let mut again = start(state.path());
        let counted = b"touch log; seq $(wc -l < log) | cmp - log && echo \"count=$(wc -l < log)\"\nquit\n";
        again.stdin.take().unwrap().write_all(counted).unwrap();
        let text = String::from_utf8(again.wait_with_output().unwrap().stdout).unwrap();
        assert!(!text.contains("damaged") && !text.contains("could not be read"), "kill {kill}: {text}");
        let count = text.lines().find_map(|line| line.strip_prefix("count=")?.trim().parse::<u64>().ok());
        let count = count.unwrap_or_else(|| panic!("kill {kill}: a command is missing in between: {text}"));
        let tail = &said[said.len().saturating_sub(600)..];
        assert!(count >= acknowledged, "kill {kill}: {acknowledged} of {count}\n{tail}");
        last = count;
    }
    println!("{kills} kills, {last} commands");
}
