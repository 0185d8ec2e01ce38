//! A machine on which docker commands are run.

use std::collections::VecDeque;

use super::fake::Fake;
use crate::client::{Docker, run};
use crate::clock::Timestamp;
use crate::shell::{Environment, Input, OutputBuffer, Prompt, Stop, Stream, TerminalSize};
use crate::vfs::{Files, Tree};

/// 2026-11-23T12:00:00Z
pub(super) const NOW: i64 = 1_795_435_200;

/// A machine on which docker commands are run.
pub(super) struct Machine {
    pub(super) fake: Fake,
    pub(super) files: Tree,
    pub(super) environment: Environment,
    pub(super) stdin: Input,
    terminal: Option<TerminalSize>,
    answers: VecDeque<String>,
}

impl Machine {
    pub(super) fn new() -> Machine {
        let mut files = Tree::new();
        files.make_dir("/home", 0o755).unwrap();
        files.make_dir("/home/student", 0o755).unwrap();
        files.make_dir("/home/student/work", 0o755).unwrap();
        let environment = Environment::from([("HOME".to_string(), "/home/student".to_string())]);
        Machine {
            fake: Fake::default(),
            files,
            environment,
            stdin: Input::Empty,
            terminal: None,
            answers: VecDeque::new(),
        }
    }

    pub(super) fn on_terminal(mut self, answers: &[&str]) -> Machine {
        self.stdin = Input::Terminal;
        self.terminal = Some(TerminalSize { columns: 100, rows: 30 });
        self.answers = answers.iter().map(|answer| answer.to_string()).collect();
        self
    }

    /// Runs a line; both streams in their order, with errors marked, then the exit code.
    pub(super) fn run(&mut self, line: &str) -> String {
        let arguments: Vec<String> = line.split(' ').map(String::from).collect();
        let mut output = OutputBuffer::default();
        output.terminal.clone_from(&self.terminal);
        let answers = &mut self.answers;
        let mut asked = Vec::new();
        let code = run(Docker {
            arguments: &arguments,
            environment: &self.environment,
            directory: "/home/student/work",
            stdin: &mut self.stdin,
            output: &mut output,
            files: &mut self.files,
            remotes: &mut self.fake,
            terminal: &mut |prompt: &Prompt| -> Result<Option<String>, Stop> {
                asked.push(format!("{}{}", prompt.text, if prompt.echo { "" } else { "(hidden)" }));
                Ok(answers.pop_front())
            },
            now: Timestamp::from_seconds(NOW),
            connection: &mut None,
            in_background: false,
        });
        let mut text = String::new();
        for (stream, bytes) in &output.chunks {
            for line in String::from_utf8_lossy(bytes).lines() {
                text.push_str(if *stream == Stream::Err { "! " } else { "" });
                text.push_str(line);
                text.push('\n');
            }
        }
        for question in asked {
            text.push_str(&format!("? {question}\n"));
        }
        text + &format!("exit {}", code.unwrap())
    }

    pub(super) fn file(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.files.read(path).unwrap().to_bytes()).into_owned()
    }
}
