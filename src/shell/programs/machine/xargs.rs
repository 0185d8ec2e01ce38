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
    letters: "+0rtn:L:I:d:P:x",
    long: &[("null", '0'), ("no-run-if-empty", 'r'), ("max-args", 'n'), ("replace", 'I'), ("delimiter", 'd')],
    misuse: 1,
};

/// Arguments that one command gets at most.
const MOST: usize = 5000;

/// Runs a command for another program; what cannot be started is complained about.
pub(in crate::shell::programs) fn spawn(
    process: &mut Process<'_>,
    arguments: Vec<String>,
    stdin: &mut Input,
) -> Result<i32, Bail> {
    let pid = process.pid.wrapping_add(1);
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
    let number = |letter| options.value(letter).and_then(|text: &str| text.parse::<usize>().ok()).filter(|n| *n > 0);
    let size = match replace {
        Some(_) => 1,
        None => number('n').or(number('L')).unwrap_or(MOST).min(MOST),
    };
    let batch = |chunk: &[String]| -> Vec<String> {
        match (&replace, chunk) {
            (Some(mark), [word]) => command.iter().map(|part| part.replace(mark, word)).collect(),
            _ => command.iter().chain(chunk).cloned().collect(),
        }
    };
    // GNU runs the command once even without arguments, and so does BusyBox.
    let once = words.is_empty() && replace.is_none() && !options.has('r');
    let mut status = 0;
    for batch in words.chunks(size).chain(once.then_some(&[][..])).map(batch) {
        if options.has('t') {
            process.output.write(Stream::Err, format!("{}\n", batch.join(" ")).as_bytes())?;
        }
        match spawn(process, batch, &mut Input::Empty) {
            Ok(0) => {}
            Ok(code @ (126 | 127)) => return Ok(code),
            Ok(255) => {
                let name = command.first().cloned().unwrap_or_default();
                let busybox = format!("{name}: exited with status 255; aborting");
                process.complain_as(&busybox, &busybox)?;
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
