//! `awk` (POSIX XCU awk).

mod parser;
mod run;
mod syntax;
mod value;

use super::escape;
use super::options::Accepted;
use super::regex::{Dialect, Style};
use super::{Applet, Ended, decimal};
use crate::shell::Process;

/// How awk's patterns are written.
const AWK: Style = Style { extended: true, ignore_case: false, lines: false, dialect: Dialect::Awk };

pub(super) static PROGRAM: Applet = Applet {
    names: &["awk", "gawk", "mawk"],
    about: "runs a program for each line that matches a pattern",
    usage: "[-F SEP] [-v VAR=VAL]... [-f FILE]... | 'PROGRAM' [FILE]...",
    run: start,
};

fn start(process: &mut Process<'_>) -> Ended {
    let options = Accepted { letters: "+F:v:f:", long: &[("field-separator", 'F'), ("assign", 'v')], misuse: 2 }
        .parse(process)?;
    let mut operands = options.operands.clone();
    let mut source = String::new();
    for file in options.values('f') {
        match process.open(file)? {
            Ok(content) => {
                source += &String::from_utf8_lossy(&process.take_in(&content)?);
                source.push('\n');
            }
            Err(errno) if process.busybox() => return process.fail(1, &format!("can't open '{file}': {errno}")),
            Err(errno) => return process.fail(2, &format!("can't open file {file}: {errno}")),
        }
    }
    if options.value('f').is_none() {
        if operands.is_empty() {
            if process.busybox() {
                return process.missing_operand();
            }
            process.output.write(
                crate::shell::Stream::Err,
                b"usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n",
            )?;
            return Ok(2);
        }
        source = operands.remove(0);
    }
    let program = match parser::parse(&source) {
        Ok(program) => program,
        Err(words) => {
            process.complain_as(&format!("line 1: {words}"), &in_busybox(&words))?;
            return Ok(if process.busybox() { 1 } else { 2 });
        }
    };
    let mut variables = Vec::new();
    if let Some(separator) = options.value('F') {
        let separator = if separator == "t" { "\t" } else { separator };
        variables.push(("FS".to_string(), unescaped(separator)));
    }
    for assignment in options.values('v') {
        match assignment.split_once('=') {
            Some((name, value)) => variables.push((name.to_string(), unescaped(value))),
            None => return process.fail(2, &format!("improper assignment: -v {assignment}")),
        }
    }
    run::run(process, &program, variables, operands)
}

/// What BusyBox says of a program that cannot be read (`editors/awk.c`).
fn in_busybox(words: &str) -> String {
    match words.strip_prefix("bad regex ") {
        Some(_) => words.to_string(),
        None => "cmd. line:1: Unexpected token".to_string(),
    }
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    escape::expand(text, false, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
