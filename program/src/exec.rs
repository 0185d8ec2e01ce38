//! `layercake exec`: command lines through a throw-away sandbox.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use layercake::{COMMAND_BYTES, Chunk, Next, Reaction, Session, Setup, Stream, Typed};

use super::guard::{Bug, guarded, note_panics};
use super::{hub, output, workspace};

/// Bytes that one command line may have.
const LINE_LIMIT: u64 = COMMAND_BYTES as u64;

/// Exit code of a command that met a bug of this program (`EX_SOFTWARE` of sysexits).
const BUG: i32 = 70;

/// What `layercake exec` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ExecArguments {
    /// One JSON object a command a line: command, stdout, stderr, exit
    #[arg(long)]
    pub json: bool,
    /// Start with a copy of this directory as the working directory
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// A folder with the content of Docker Hub, instead of the built-in catalogue
    #[arg(long, value_name = "DIR")]
    pub hub: Option<PathBuf>,
    /// How many pulls without login Docker Hub still allows
    #[arg(long, value_name = "N")]
    pub hub_pulls: Option<u64>,
    /// A file with command lines; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub script: PathBuf,
}

/// Runs the script; the exit code is that of its last command.
pub(super) fn run(arguments: &ExecArguments) -> Result<ExitCode> {
    let mut setup = Setup::new(hub::open(arguments.hub.as_deref())?);
    setup.hub_pulls = arguments.hub_pulls;
    if let Some(directory) = &arguments.workspace {
        setup.workspace = workspace::read(directory)?;
    }
    let mut session = Session::new(setup);
    note_panics();
    let mut script = open(&arguments.script)?;
    let mut out = std::io::stdout().lock();
    let mut exit = 0;
    let mut before = session.clone();
    while let Some(line) = next_line(script.as_mut())? {
        // A command of many lines is one command.
        if session.next() != Next::More {
            before = session.clone();
        }
        let reaction = match guarded(|| session.feed(&line)) {
            Ok(reaction) => reaction,
            Err(bug) => {
                session = before.clone();
                session.take(Typed::Interrupt);
                broken(&line, &bug)
            }
        };
        exit = print(&reaction, arguments.json, &mut out)?.unwrap_or(exit);
        if reaction.next == Next::Left {
            break;
        }
    }
    if session.next() == Next::More {
        let reaction = session.take(Typed::End);
        exit = print(&reaction, arguments.json, &mut out)?.unwrap_or(exit);
    }
    out.flush().context("standard output")?;
    Ok(ExitCode::from(u8::try_from(exit).unwrap_or(1)))
}

/// What a bug of this program comes to: nothing happened, and the command failed.
fn broken(line: &str, bug: &Bug) -> Reaction {
    let output = vec![Chunk { stream: Stream::Err, bytes: format!("layercake: {bug}\n").into_bytes() }];
    Reaction { output, ended: Some((line.to_string(), BUG)), ..Reaction::waiting(Next::Command) }
}

fn open(script: &Path) -> Result<Box<dyn BufRead>> {
    if script == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = std::fs::File::open(script).with_context(|| script.display().to_string())?;
    Ok(Box::new(BufReader::new(file)))
}

/// The next line without its newline; what is no UTF-8 in it is replaced.
fn next_line(script: &mut dyn BufRead) -> Result<Option<String>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = script.take(LINE_LIMIT + 1).read_until(b'\n', &mut bytes).context("the script")?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 > LINE_LIMIT {
        anyhow::bail!("the script has a line of more than {LINE_LIMIT} bytes");
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Prints a reaction; gives the exit code if a command has ended.
fn print(reaction: &Reaction, json: bool, out: &mut impl Write) -> Result<Option<i32>> {
    let Some((command, exit)) = &reaction.ended else { return Ok(None) };
    if json {
        let line = serde_json::json!({
            "command": command,
            "stdout": reaction.text(Stream::Out),
            "stderr": reaction.text(Stream::Err),
            "exit": exit,
        });
        writeln!(out, "{line}").and_then(|()| out.flush()).unwrap_or_else(|error| output::leave(&error));
    } else {
        for chunk in &reaction.output {
            match chunk.stream {
                Stream::Out => {
                    out.write_all(&chunk.bytes)
                        .and_then(|()| out.flush())
                        .unwrap_or_else(|error| output::leave(&error));
                }
                Stream::Err => std::io::stderr().write_all(&chunk.bytes).context("standard error")?,
            }
        }
    }
    Ok(Some(*exit))
}
