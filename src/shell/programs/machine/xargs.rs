//! `xargs`

use super::options::Accepted;
use super::{Applet, Bail, Ended};
use crate::allowance;
use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::{Input, Process, Stop, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["xargs"],
    about: "runs a command with arguments from standard input",
    usage: "[-0rt] [-n N] [-L N] [-I STR] [-d CHAR] [PROG ARGS]",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "+0rtn:L:I:d:P:s:",
    long: &[
        ("null", '0'),
        ("no-run-if-empty", 'r'),
        ("verbose", 't'),
        ("max-args", 'n'),
        ("max-lines", 'L'),
        ("max-procs", 'P'),
        ("max-chars", 's'),
        ("replace", 'I'),
        ("delimiter", 'd'),
    ],
    misuse: 1,
};

/// Bytes of a command line where nobody says how many: GNU's, and BusyBox's (`findutils/xargs.c`).
const LINE: usize = 128 << 10;
const BUSYBOX_LINE: usize = (32 << 10) - 2048;

/// Runs a command for another program; what cannot be started is complained about.
pub(in crate::shell::programs) fn spawn(
    process: &mut Process<'_>,
    arguments: Vec<String>,
    stdin: &mut Input,
) -> Result<i32, Bail> {
    let pid = process.pid.wrapping_add(1);
    spawn_as(process, pid, arguments, stdin)
}

/// Runs a command in the place of this program (execve(2)).
pub(in crate::shell::programs) fn become_command(
    process: &mut Process<'_>,
    arguments: Vec<String>,
    stdin: &mut Input,
) -> Result<i32, Bail> {
    let pid = process.pid;
    spawn_as(process, pid, arguments, stdin)
}

/// The same as the process of this number.
pub(in crate::shell::programs) fn spawn_as(
    process: &mut Process<'_>,
    pid: u32,
    arguments: Vec<String>,
    stdin: &mut Input,
) -> Result<i32, Bail> {
    let name = arguments.first().cloned().unwrap_or_default();
    let result = launch(Launch {
        arguments,
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin,
        output: process.output,
        system: process.system,
        pid,
    });
    match result {
        Ok(status) => Ok(status),
        Err(LaunchError::Stop(stop)) => Err(stop.into()),
        Err(error) => {
            let words = if process.busybox() {
                match process.name().as_str() {
                    "xargs" => format!("{name}: {}", error),
                    _ => format!("can't execute '{name}': {}", error),
                }
            } else {
                match process.name().as_str() {
                    "env" | "nice" => format!("'{name}': {}", error),
                    "nohup" | "timeout" => format!("failed to run command '{name}': {}", error),
                    _ => format!("{name}: {}", error),
                }
            };
            process.complain(&words)?;
            Ok(error.status())
        }
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let content = process.rest_of_stdin()?;
    let bytes = process.take_in(&content)?;
    // Its words are at most as much again, and with each comes a little.
    allowance::room(bytes.len().saturating_mul(2)).map_err(Stop::from)?;
    let text = String::from_utf8_lossy(&bytes);
    let replace = options.value('I').map(str::to_string);
    let words: Vec<String> = if options.has('0') {
        text.split_terminator('\0').map(kept).collect()
    } else if let Some(mark) = options.value('d') {
        let mark = if mark == "\\n" { "\n" } else { mark };
        text.strip_suffix(mark).unwrap_or(&text).split(mark).map(kept).collect()
    } else if replace.is_some() || options.has('L') {
        text.lines().map(|line| kept(line.trim_start())).filter(|line| !line.is_empty()).collect()
    } else {
        match split(&text) {
            Some(words) => words,
            None => {
                let open = open_quote(&text);
                let gnu = format!(
                    "unmatched {open} quote; by default quotes are special to xargs unless you use the -0 option"
                );
                process.complain_as(&gnu, &format!("unmatched {open} quote"))?;
                return Ok(1);
            }
        }
    };
    let mut command = options.operands.clone();
    if command.is_empty() {
        command.push("echo".into());
    }
    for letter in ['n', 'L', 's', 'P'] {
        let Some(text) = options.value(letter) else { continue };
        let least = usize::from(letter != 'P');
        let words = match text.parse::<usize>() {
            Ok(number) if number >= least => continue,
            Ok(number) if process.busybox() => format!("number {number} is not in {least}..2147483647 range"),
            Ok(number) => format!("value {number} for -{letter} option should be >= {least}"),
            Err(_) if process.busybox() => format!("invalid number '{text}'"),
            Err(_) => format!("invalid number \"{text}\" for -{letter} option"),
        };
        return if process.busybox() { process.fail(1, &words) } else { process.misused(1, &words) };
    }
    let number = |letter| options.value(letter).and_then(|text: &str| text.parse::<usize>().ok());
    let size = match replace {
        Some(_) => 1,
        None => number('n').or(number('L')).unwrap_or(usize::MAX),
    };
    let line = if process.busybox() { BUSYBOX_LINE } else { LINE };
    let line = number('s').map_or(line, |bytes| bytes.min(line));
    let head: usize = command.iter().map(|word| word.len() + 1).sum();
    let batch = |chunk: &[String]| -> Vec<String> {
        match (&replace, chunk) {
            (Some(mark), [word]) => command.iter().map(|part| part.replace(mark, word)).collect(),
            _ => command.iter().chain(chunk).cloned().collect(),
        }
    };
    // GNU runs the command once even without arguments, and so does BusyBox.
    let mut once = words.is_empty() && replace.is_none() && !options.has('r');
    let mut status = 0;
    let mut left = words.as_slice();
    while !left.is_empty() || std::mem::take(&mut once) {
        process.system.step()?;
        let mut bytes = head;
        let fits = |word: &&String| {
            bytes = bytes.saturating_add(word.len() + 1);
            bytes <= line
        };
        let count = left.iter().take(size).take_while(fits).count();
        if count == 0 && !left.is_empty() && replace.is_none() {
            process.complain("argument line too long")?;
            return Ok(1);
        }
        let (chunk, rest) = left.split_at(count.max(1).min(left.len()));
        left = rest;
        let batch = batch(chunk);
        if options.has('t') {
            process.output.write(Stream::Err, format!("{}\n", batch.join(" ")).as_bytes())?;
        }
        match spawn(process, batch, &mut Input::Empty) {
            Ok(0) => {}
            Ok(code @ (126 | 127)) => return Ok(code),
            Ok(255) => {
                let name = command.first().cloned().unwrap_or_default();
                process.complain(&format!("{name}: exited with status 255; aborting"))?;
                return Ok(124);
            }
            Ok(_) => status = 123,
            Err(bail) => return Err(bail),
        }
    }
    Ok(status)
}

/// One of the words, of which there may be millions: a short one takes many times its length.
fn kept(word: &str) -> String {
    allowance::insist(word.len() as u64);
    word.to_string()
}

/// The kind of quote that is not closed.
fn open_quote(text: &str) -> &'static str {
    let mut open = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (open, letter) {
            (None, '\\') => drop(letters.next()),
            (None, '\'' | '"') => open = Some(letter),
            (Some(mark), letter) if mark == letter => open = None,
            _ => {}
        }
    }
    if open == Some('"') { "double" } else { "single" }
}

/// Words by blanks, with quotes and backslashes; `None`: a quote is not closed.
fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => word.get_or_insert_default().extend(letters.next()),
            '\'' | '"' => {
                let inner = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        end if end == letter => break,
                        '\n' => return None,
                        other => inner.push(other),
                    }
                }
            }
            blank if blank.is_whitespace() => {
                allowance::insist(1);
                words.extend(word.take());
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::check_all;

    #[test]
    fn a_command_line_has_so_many_bytes() {
        let count = "| awk '{ print NF }'";
        let line = |script: &str| script.replace("COUNT", count);
        let try_help = "Try 'xargs --help' for more information.\n";
        let gnu = [
            ("seq 6000 | xargs echo COUNT", "6000\n", String::new(), 0),
            ("seq 30000 | xargs echo COUNT", "23695\n6305\n", String::new(), 0),
            ("echo a b | xargs -s 8 echo", "a\nb\n", String::new(), 0),
            ("echo abc | xargs -s 7 echo", "", "xargs: argument line too long\n".into(), 1),
            ("echo a | xargs -n 0", "", format!("xargs: value 0 for -n option should be >= 1\n{try_help}"), 1),
            ("echo a | xargs -n x", "", format!("xargs: invalid number \"x\" for -n option\n{try_help}"), 1),
            ("echo a | xargs -P 4 --max-args=1 echo", "a\n", String::new(), 0),
            ("true | xargs echo x", "x\n", String::new(), 0),
        ];
        for (script, out, err, status) in gnu {
            check_all(Gnu, &[(&line(script), out, &err, status)]);
        }
        check_all(
            Busybox,
            &[
                (&line("seq 7000 | xargs echo COUNT"), "6364\n636\n", "", 0),
                ("echo a | xargs -n 0", "", "xargs: number 0 is not in 1..2147483647 range\n", 1),
            ],
        );
    }
}
