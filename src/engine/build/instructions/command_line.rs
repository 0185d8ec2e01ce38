//! Command lines in shell form, in JSON form, and with heredocs: what RUN, CMD and ENTRYPOINT have in common.

use super::{Evaluation, Request, StageState, Written};
use crate::dockerfile::Heredoc;
use crate::oci::ImageConfig;

/// What a stage's shell is if SHELL does not say (`defaultShell`).
fn default_shell(image: &ImageConfig) -> Vec<String> {
    let words: &[&str] = match image.platform.os.as_str() {
        "windows" => &["cmd", "/S", "/C"],
        _ => &["/bin/sh", "-c"],
    };
    words.iter().map(ToString::to_string).collect()
}

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
        [] => default_shell(image),
        shell => shell.to_vec(),
    };
    shell.into_iter().chain([words.join(" ")]).collect()
}

/// Words as Go prints a list of strings with `%q`.
pub fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| crate::text::quote(word)).collect();
    format!("[{}]", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Platform;

    #[test]
    fn a_line_is_read_by_the_shell_of_its_system() {
        let line = ["foo bar".to_string()];
        for (os, shell, expected) in [
            ("linux", &[][..], "/bin/sh -c foo bar"),
            ("windows", &[][..], "cmd /S /C foo bar"),
            ("windows", &["ash"][..], "ash foo bar"),
        ] {
            let platform = Platform { os: os.into(), ..Platform::default() };
            let mut image = ImageConfig { platform, ..ImageConfig::default() };
            image.config.shell = shell.iter().map(ToString::to_string).collect();
            assert_eq!(with_shell(&image, &line).join(" "), expected);
        }
    }
}
