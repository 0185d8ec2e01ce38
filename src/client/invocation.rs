//! [`Client`]: one run of the docker command, with what it may do outside: print, ask, read and write files.

use super::container::Connection;
use super::failure::{Failure, Outcome};
use super::registries::{Registries, Remotes};
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::engine::api::Engine;
use crate::shell::{Environment, Input, Output, Prompt, Stop, Stream};
use crate::vfs::{Errno, Files, Path};

/// The context that is always there.
pub const DEFAULT_CONTEXT: &str = "default";
/// Bytes that a line or a secret on standard input may have.
const LINE_LIMIT: u64 = 1 << 20;

/// One run of the docker command: its arguments, and what it has to do with.
pub struct Docker<'a> {
    /// The arguments, `docker` first.
    pub arguments: &'a [String],
    pub environment: &'a Environment,
    /// The working directory, absolute.
    pub directory: &'a str,
    pub stdin: &'a mut Input,
    pub output: &'a mut dyn Output,
    /// The learner's own files: `~/.docker/config.json`, `save -o`, `cp`, `load -i`.
    pub files: &'a mut dyn Files,
    /// Whom it talks to: the engine, and registries.
    pub remotes: &'a mut dyn Remotes,
    /// Asks the person at the terminal for a line; `None`: end of file.
    pub terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    /// The moment at which the command was typed.
    pub now: Timestamp,
    /// What it was attached to when it ended, if it was.
    pub connection: &'a mut Option<Connection>,
    /// Whether it runs in the background: it waits for nothing.
    pub in_background: bool,
}

/// A run under way: [`Docker`], and what comes up on the way.
pub struct Client<'a> {
    pub(super) arguments: &'a [String],
    pub(super) environment: &'a Environment,
    pub(super) directory: &'a str,
    pub(super) stdin: &'a mut Input,
    pub(super) output: &'a mut dyn Output,
    pub(super) files: &'a mut dyn Files,
    pub(super) remotes: &'a mut dyn Remotes,
    pub(super) terminal: &'a mut dyn FnMut(&Prompt) -> Result<Option<String>, Stop>,
    pub(super) now: Timestamp,
    pub(super) connection: &'a mut Option<Connection>,
    pub(super) in_background: bool,
    /// The directory of `--config`.
    pub(super) settings: Option<String>,
    /// Whether the warning about stored passwords was given.
    pub(super) warned: bool,
    /// Whether the warning about settings that cannot be read was given.
    pub(super) faulted: bool,
    /// The current context's name.
    pub(super) context: String,
    /// The engine's address, if one was given.
    pub(super) host: Option<String>,
    /// Whether more is said (`--debug`).
    pub(super) debug: bool,
}

impl<'a> Client<'a> {
    /// A run that begins.
    pub(super) fn new(docker: Docker<'a>) -> Self {
        Client {
            arguments: docker.arguments,
            environment: docker.environment,
            directory: docker.directory,
            stdin: docker.stdin,
            output: docker.output,
            files: docker.files,
            remotes: docker.remotes,
            terminal: docker.terminal,
            now: docker.now,
            connection: docker.connection,
            in_background: docker.in_background,
            settings: None,
            warned: false,
            faulted: false,
            context: DEFAULT_CONTEXT.into(),
            host: None,
            debug: false,
        }
    }
}

impl Client<'_> {
    /// Writes to standard output.
    pub fn out(&mut self, text: &str) -> Outcome<()> {
        Ok(self.output.write(Stream::Out, text.as_bytes())?)
    }

    /// Writes to standard error.
    pub fn err(&mut self, text: &str) -> Outcome<()> {
        Ok(self.output.write(Stream::Err, text.as_bytes())?)
    }

    /// Writes a line to standard output.
    pub fn out_line(&mut self, line: &str) -> Outcome<()> {
        self.out(&format!("{line}\n"))
    }

    /// Writes a line to standard error.
    pub fn err_line(&mut self, line: &str) -> Outcome<()> {
        self.err(&format!("{line}\n"))
    }

    /// The engine.
    pub fn engine(&mut self) -> &mut dyn Engine {
        self.remotes
    }

    /// Registries and web pages, past the engine.
    pub fn registries(&mut self) -> &mut dyn Registries {
        self.remotes
    }

    /// Whether standard input is the terminal.
    pub fn asks(&self) -> bool {
        matches!(self.stdin, Input::Terminal)
    }

    /// The terminal's width, if the stream is one.
    pub fn columns(&self, stream: Stream) -> Option<usize> {
        self.output.terminal(stream).map(|size| usize::from(size.columns))
    }

    /// Whether the stream shows colours.
    pub fn colours(&self, stream: Stream) -> bool {
        self.columns(stream).is_some() && self.variable("NO_COLOR").is_empty()
    }

    /// An environment variable; empty if it is not set.
    pub fn variable(&self, name: &str) -> &str {
        self.environment.get(name).map_or("", String::as_str)
    }

    /// `path` from the working directory on, absolute and without `.`, `..`.
    pub fn path(&self, path: &str) -> String {
        Path::new(self.directory).join(path).into()
    }

    /// Asks a question whose last line is `question`, shown with `[y/N]`; anything but `y` is no.
    pub fn confirm(&mut self, question: &str) -> Outcome<bool> {
        let question = format!("{question} [y/N] ");
        let (before, last) = match question.rfind('\n') {
            Some(at) => question.split_at(at + 1),
            None => ("", question.as_str()),
        };
        self.out(before)?;
        let answer = self.ask(last, true)?;
        Ok(answer.is_some_and(|answer| answer.trim().eq_ignore_ascii_case("y")))
    }

    /// A line of standard input, after a prompt; `None` at its end.
    pub fn ask(&mut self, prompt: &str, echo: bool) -> Outcome<Option<String>> {
        if self.asks() {
            let prompt = if echo { Prompt::question(prompt) } else { Prompt::secret(prompt) };
            return Ok((self.terminal)(&prompt)?);
        }
        self.out(prompt)?;
        let Input::Data { content, position } = &mut *self.stdin else { return Ok(None) };
        let rest = content.slice(*position..position.saturating_add(LINE_LIMIT)).to_bytes();
        if rest.is_empty() {
            return Ok(None);
        }
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or(&rest);
        *position = position.saturating_add(line.len() as u64 + 1);
        Ok(Some(String::from_utf8_lossy(line).into_owned()))
    }

    /// The rest of standard input. On a terminal: nothing.
    pub fn read_input(&mut self) -> Rope {
        match &mut *self.stdin {
            Input::Data { content, position } => {
                let rest = content.slice(*position..content.len());
                *position = content.len();
                rest
            }
            Input::Empty | Input::Terminal | Input::Typed => Rope::new(),
        }
    }

    /// The rest of standard input as text; at a terminal what is typed, up to Ctrl-D.
    pub fn read_secret(&mut self) -> Outcome<String> {
        if self.asks() {
            let mut typed = String::new();
            while let Some(line) = (self.terminal)(&Prompt::foreground())? {
                typed.extend([line.as_str(), "\n"]);
                if typed.len() as u64 > LINE_LIMIT {
                    return Err(Failure::new(format!("more than {LINE_LIMIT} bytes typed")));
                }
            }
            return Ok(typed);
        }
        let bytes = self.read_input().bytes_up_to(LINE_LIMIT).map_err(|error| Failure::new(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A file's content; the error is Go's `open PATH: …`.
    pub fn open(&mut self, path: &str) -> Outcome<Rope> {
        let absolute = self.path(path);
        self.files.read(&absolute).map_err(|error| Failure::new(format!("open {path}: {}", go_words(error))))
    }

    /// A small text file.
    pub fn open_text(&mut self, path: &str) -> Outcome<String> {
        let bytes = self.open(path)?.bytes_up_to(LINE_LIMIT).map_err(|error| Failure::new(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Writes a file that appears whole or not at all; the errors are those of moby's `atomicwriter`.
    pub fn save_file(&mut self, path: &str, content: Rope, mode: u32) -> Outcome<()> {
        let absolute = self.path(path);
        if self.files.stat(&Path::new(&absolute).parent(), true).is_err() {
            let shown = path.rsplit_once('/').map_or(".", |(parent, _)| parent);
            return Err(Failure::new(format!(
                "invalid output path: directory {} does not exist",
                crate::text::quote(shown)
            )));
        }
        self.files
            .write(&absolute, content, mode)
            .map_err(|error| Failure::new(format!("open {path}: {}", go_words(error))))
    }
}

/// An error as Go words it: the kernel's words in lower case.
pub fn go_words(error: Errno) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => words,
    }
}
