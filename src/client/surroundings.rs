//! What a docker command does with its surroundings: printing, asking, reading files.

use super::Client;
use super::failure::{Failure, Outcome};
use super::registries::Registries;
use crate::content::Rope;
use crate::engine::api::Engine;
use crate::shell::{Input, Prompt, Stream};
use crate::vfs::{Errno, Path};

/// Bytes that a line or a secret on standard input may have.
const LINE_LIMIT: u64 = 1 << 20;

impl Client<'_> {
    /// Writes to standard output.
    pub(crate) fn out(&mut self, text: &str) -> Outcome<()> {
        Ok(self.output.write(Stream::Out, text.as_bytes())?)
    }

    /// Writes to standard error.
    pub(crate) fn err(&mut self, text: &str) -> Outcome<()> {
        Ok(self.output.write(Stream::Err, text.as_bytes())?)
    }

    /// Writes a line to standard output.
    pub(crate) fn out_line(&mut self, line: &str) -> Outcome<()> {
        self.out(&format!("{line}\n"))
    }

    /// Writes a line to standard error.
    pub(crate) fn err_line(&mut self, line: &str) -> Outcome<()> {
        self.err(&format!("{line}\n"))
    }

    /// The engine.
    pub(crate) fn engine(&mut self) -> &mut dyn Engine {
        self.remotes
    }

    /// Registries and web pages, past the engine.
    pub(crate) fn registries(&mut self) -> &mut dyn Registries {
        self.remotes
    }

    /// Whether standard input is the terminal.
    pub(crate) fn asks(&self) -> bool {
        matches!(self.stdin, Input::Terminal)
    }

    /// The terminal's width, if the stream is one.
    pub(crate) fn columns(&self, stream: Stream) -> Option<usize> {
        self.output.terminal(stream).map(|size| usize::from(size.columns))
    }

    /// Whether the stream shows colours.
    pub(crate) fn colours(&self, stream: Stream) -> bool {
        self.columns(stream).is_some() && self.variable("NO_COLOR").is_empty()
    }

    /// An environment variable; empty if it is not set.
    pub(crate) fn variable(&self, name: &str) -> &str {
        self.environment.get(name).map_or("", String::as_str)
    }

    /// `path` from the working directory on, absolute and without `.`, `..`.
    pub(crate) fn path(&self, path: &str) -> String {
        Path::new(self.directory).join(path).into()
    }

    /// Asks a question whose last line is `question`, shown with `[y/N]`; anything but `y` is no.
    pub(crate) fn confirm(&mut self, question: &str) -> Outcome<bool> {
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
    pub(crate) fn ask(&mut self, prompt: &str, echo: bool) -> Outcome<Option<String>> {
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
    pub(crate) fn read_input(&mut self) -> Rope {
        match &mut *self.stdin {
            Input::Data { content, position } => {
                let rest = content.slice(*position..content.len());
                *position = content.len();
                rest
            }
            Input::Empty | Input::Terminal => Rope::new(),
        }
    }

    /// The rest of standard input as text.
    pub(crate) fn read_secret(&mut self) -> Outcome<String> {
        let bytes = self.read_input().bytes_up_to(LINE_LIMIT).map_err(|error| Failure::new(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A file's content; the error is Go's `open PATH: …`.
    pub(crate) fn open(&mut self, path: &str) -> Outcome<Rope> {
        let absolute = self.path(path);
        self.files.read(&absolute).map_err(|error| Failure::new(format!("open {path}: {}", go_words(error))))
    }

    /// A small text file.
    pub(crate) fn open_text(&mut self, path: &str) -> Outcome<String> {
        let bytes = self.open(path)?.bytes_up_to(LINE_LIMIT).map_err(|error| Failure::new(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Writes a file that appears whole or not at all; the errors are those of moby's `atomicwriter`.
    pub(crate) fn save_file(&mut self, path: &str, content: Rope, mode: u32) -> Outcome<()> {
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
pub(crate) fn go_words(error: Errno) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => words,
    }
}
