//! jq's command line: what is asked for ([`options`]), what comes in ([`inputs`]), what goes out.

mod inputs;
mod options;

use std::rc::Rc;

use super::json::{self, Style};
use super::machine::{Fail, Machine};
use super::parser::{self, Problem};
use super::value::{Map, Value};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stop, Stream};
use inputs::Inputs;
use options::{Asked, Options};

/// The version that the learner's own machine has.
const VERSION: &str = "1.8.1";

/// The version that its package has, or the one that is simulated.
fn version(process: &Process<'_>) -> String {
    process.version.clone().unwrap_or_else(|| VERSION.into())
}

/// Exit statuses of jq (`main.c`).
const SYSTEM: i32 = 2;
const COMPILE: i32 = 3;
const RUNTIME: i32 = 5;

pub(super) fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let options = match options::read(process, words)? {
        Asked::Filter(options) => options,
        Asked::Said(status) => return Ok(status),
    };
    let text = match &options.filter {
        Some(text) if !options.from_file => text.clone(),
        Some(file) => match options::load(process, file)? {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(words) => return say(process, SYSTEM, &format!("jq: {words}\n")),
        },
        None => return usage(process, false),
    };
    let named = given(&options);
    let names: Vec<Rc<str>> = named.iter().map(|(name, _)| name.clone()).collect();
    let parsed = match parser::parse(&text, &names) {
        Ok(parsed) => parsed,
        Err(problems) => return say(process, COMPILE, &explained(&text, &problems)),
    };
    let variables: Vec<(usize, Value)> =
        parsed.given.iter().copied().zip(named.into_iter().map(|(_, value)| value)).collect();
    let style = style(process, &options);
    let mut inputs = Inputs::new(process, &options, &style);
    let (mut status, mut last) = (NOTHING, None);
    let mut alone = options.null.then_some(Value::Null);
    loop {
        let input = match alone.take() {
            Some(value) => Some(Ok(value)),
            None if options.null || inputs.failures > 0 => None,
            None => inputs.next_input()?,
        };
        let input = match input {
            None => break,
            Some(Ok(input)) => input,
            Some(Err(words)) if options.sequence => {
                inputs.complain(&format!("jq: ignoring parse error: {words}\n"))?;
                continue;
            }
            Some(Err(words)) => {
                inputs.complain(&format!("jq: parse error: {words}\n"))?;
                status = RUNTIME;
                break;
            }
        };
        let machine = Machine::new(&parsed.program, parsed.main, &variables, input);
        let (ended, halted) = filtered(machine, &mut inputs, &options, &style)?;
        status = ended;
        if ended <= 0 && ended != NOTHING {
            last = Some(ended != FALSE);
        }
        if halted {
            break;
        }
    }
    if inputs.failures > 0 {
        status = SYSTEM;
    }
    Ok(exit_status(status, last, options.exit_status))
}

/// What a filter came to: no value at all, or null or false as the last one.
const NOTHING: i32 = -4;
const FALSE: i32 = -1;

fn exit_status(status: i32, last: Option<bool>, asked: bool) -> i32 {
    match (asked, status, last) {
        (false, status, _) => status.max(0),
        (true, NOTHING, None) => 4,
        (true, NOTHING, Some(truth)) => i32::from(!truth),
        (true, status, _) => status.abs(),
    }
}

/// Variables from outside: those that were named, and `$ARGS`.
fn given(options: &Options) -> Vec<(Rc<str>, Value)> {
    let mut named = Map::default();
    for (name, value) in &options.named {
        let _ = named.insert(name.clone(), value.clone());
    }
    let positional = Value::list(options.positional.clone()).unwrap_or_default();
    let both = Value::object([("positional", positional), ("named", Value::Map(Rc::new(named)))]);
    let mut all = options.named.clone();
    all.push(("ARGS".into(), both.unwrap_or_default()));
    all
}

/// Runs a filter over one input: its status, and whether it was halted.
fn filtered(
    mut machine: Machine<'_>,
    inputs: &mut Inputs<'_, '_>,
    options: &Options,
    style: &Style,
) -> Result<(i32, bool), Stop> {
    let mut status = NOTHING;
    inputs.step()?;
    while let Some(result) = machine.next(inputs) {
        let fail = match result {
            Ok(value) => match shown(&value, options, style) {
                Ok(text) => {
                    let no = matches!(value, Value::Null | Value::Bool(false));
                    status = if no { FALSE } else { 0 };
                    inputs.print(&text)?;
                    continue;
                }
                Err(message) => Fail::Error(message),
            },
            Err(fail) => fail,
        };
        return match fail {
            Fail::Stop(stop) => Err(stop),
            Fail::Halt { status, message } => {
                let status = status.map_or(0, |status| status.number().map_or(RUNTIME, |number| number as i32));
                match message {
                    None | Some(Value::Null) => {}
                    Some(Value::Text(text)) => inputs.complain(&text)?,
                    Some(value) => {
                        let text = json::written(&value, &Style::default());
                        inputs.complain(&format!("{text}\n"))?;
                    }
                }
                Ok((status, true))
            }
            Fail::Error(message) => {
                let place = inputs.place();
                let text = match &message {
                    Value::Text(text) => format!("jq: error (at {place}): {text}\n"),
                    other => {
                        let other = json::written(other, &Style::default());
                        format!("jq: error (at {place}) (not a string): {other}\n")
                    }
                };
                inputs.complain(&text)?;
                Ok((RUNTIME, false))
            }
            Fail::Break(_) => Ok((RUNTIME, false)),
        };
    }
    Ok((status, false))
}

/// A result as it is printed, with what stands before and behind it.
fn shown(value: &Value, options: &Options, style: &Style) -> Result<String, Value> {
    let mut text = match value {
        Value::Text(_) if options.raw && style.ascii => {
            json::written(value, &Style { ascii: true, ..Style::default() })
        }
        Value::Text(text) if options.raw => {
            if options.nul && text.contains('\0') {
                return Err("Cannot dump a string containing NUL with --raw-output0 option".into());
            }
            text.to_string()
        }
        value => {
            let record = if options.sequence { "\u{1e}" } else { "" };
            format!("{record}{}", json::written(value, style))
        }
    };
    if !options.joined {
        text.push('\n');
    }
    if options.nul {
        text.push('\0');
    }
    Ok(text)
}

fn style(process: &Process<'_>, options: &Options) -> Style {
    // What `JQ_COLORS` leaves out is as it always is.
    let mut colours =
        ["0;90", "0;39", "0;39", "0;39", "0;32", "1;39", "1;39", "1;34"].map(|code| format!("\u{1b}[{code}m"));
    if let Some(own) = process.environment.get("JQ_COLORS") {
        let fits = own.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ';' | ':'));
        for (colour, code) in colours.iter_mut().zip(own.split(':').filter(|_| fits)) {
            *colour = format!("\u{1b}[{code}m");
        }
    }
    Style {
        indent: options.indent.clone(),
        colours: options.colours.then_some(colours),
        sorted: options.sorted,
        ascii: options.ascii,
    }
}

/// What is wrong with a filter, with its lines.
fn explained(text: &str, problems: &[Problem]) -> String {
    let mut out = String::new();
    for Problem { message, span } in problems {
        out += &format!("jq: error: {message}");
        if let Some((start, end)) = *span {
            let before = text.get(..start).unwrap_or_default();
            let begin = before.rfind('\n').map_or(0, |at| at + 1);
            let line = text.get(begin..).unwrap_or_default().lines().next().unwrap_or_default();
            let number = 1 + before.matches('\n').count();
            let column = start - begin;
            let width = end.min((begin + line.len()).max(start + 1)).saturating_sub(start);
            let marks = "^".repeat(width);
            let blanks = " ".repeat(column);
            out += &format!(" at <top-level>, line {number}, column {}:\n    {line}\n    {blanks}{marks}", column + 1);
        }
        out.push('\n');
    }
    let count = problems.len();
    let errors = if count == 1 { "error" } else { "errors" };
    out + &format!("jq: {count} compile {errors}\n")
}

fn say(process: &mut Process<'_>, status: i32, text: &str) -> Ended {
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(status)
}

/// How jq is used; wholly if it was asked for.
fn usage(process: &mut Process<'_>, asked: bool) -> Ended {
    let version = version(process);
    let mut text = format!(
        "jq - commandline JSON processor [version {version}]\n\
         \nUsage:\tjq [options] <jq filter> [file...]\n\
         \tjq [options] --args <jq filter> [strings...]\n\
         \tjq [options] --jsonargs <jq filter> [JSON_TEXTS...]\n\n\
         jq is a tool for processing JSON inputs, applying the given filter to\n\
         its JSON text inputs and producing the filter's results as JSON on\n\
         standard output.\n\n\
         The simplest filter is ., which copies jq's input to its output\n\
         unmodified except for formatting. For more advanced filters see\n\
         the jq(1) manpage (\"man jq\") and/or https://jqlang.org/.\n\n\
         Example:\n\n\t$ echo '{{\"foo\": 0}}' | jq .\n\t{{\n\t  \"foo\": 0\n\t}}\n\n"
    );
    text += if asked { include_str!("help.txt") } else { "For listing the command options, use jq --help.\n" };
    process.output.write(if asked { Stream::Out } else { Stream::Err }, text.as_bytes())?;
    Ok(if asked { 0 } else { SYSTEM })
}
