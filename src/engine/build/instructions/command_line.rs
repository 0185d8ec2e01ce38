//! Command lines in shell form, in JSON form, and with heredocs: what RUN, CMD and ENTRYPOINT have in common.

use super::{Evaluation, Request, StageState, Written};
use crate::dockerfile::Heredoc;
use crate::oci::ImageConfig;

/// What a stage's shell is if SHELL does not say.
const DEFAULT_SHELL: [&str; 2] = ["/bin/sh", "-c"];

/// A command line (`ShellDependantCmdLine`).
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    pub words: Vec<String>,
    pub heredocs: Vec<Heredoc>,
    /// In shell form.
    pub needs_shell: bool,
}

/// Reads the command line of an instruction.
pub fn read(request: &Request<'_>) -> CommandLine {
    let words = words(&request.words, request.is_json());
    CommandLine { words, heredocs: request.node.heredocs.clone(), needs_shell: !request.is_json() }
}

/// The words of a JSON form; of a shell form the whole line (`handleJSONArgs`).
pub fn words(words: &[String], json: bool) -> Vec<String> {
    match words {
        [] => Vec::new(),
        words if json => words.to_vec(),
        words => vec![words.join(" ")],
    }
}

/// The words that the image keeps: those of a shell form behind the image's shell.
pub fn kept(line: &CommandLine, written: &Written, stage: &StageState, work: &mut Evaluation<'_>) -> Vec<String> {
    if !line.needs_shell {
        return line.words.clone();
    }
    if stage.image.config.shell.is_empty() {
        work.lint.json_recommended(written);
    }
    let mut words = with_shell(&stage.image, &line.words);
    if work.options.classic && line.words.is_empty() {
        words.pop();
    }
    words
}

/// The words as arguments of the image's shell (`withShell`).
pub fn with_shell(image: &ImageConfig, words: &[String]) -> Vec<String> {
    let shell: Vec<String> = match image.config.shell.as_slice() {
        [] => DEFAULT_SHELL.map(String::from).to_vec(),
        shell => shell.to_vec(),
    };
    shell.into_iter().chain([words.join(" ")]).collect()
}

/// Words as Go prints a list of strings with `%q`.
pub fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| crate::text::quote(word)).collect();
    format!("[{}]", words.join(" "))
}
