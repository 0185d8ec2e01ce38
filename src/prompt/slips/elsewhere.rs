//! Lines that are right, but not at this prompt: of a Dockerfile, of a container, of the machine that an image is made for.

use super::names;
use crate::engine::instruction_names;
use crate::lesson::Word;
use crate::tell;

/// Programs that install something.
const INSTALLERS: [&str; 15] = [
    "apt-get", "apt", "apk", "yum", "dnf", "pip", "pip3", "npm", "yarn", "gem", "brew", "snap", "choco", "pacman",
    "zypper",
];

/// What is said of a word that is no command here, because it is one elsewhere. `rest`: what stands behind it in the line.
pub(super) fn about(word: &str, rest: &str, line: &str) -> Option<String> {
    let shown = line.trim().replace('`', "'");
    let first = rest.split_whitespace().next().unwrap_or_default();
    let is_docker = matches!(first, "docker" | "docker.io" | "docker-ce" | "podman");
    Some(match word {
        _ if INSTALLERS.contains(&word) && is_docker => tell::docker_is_here(),
        _ if INSTALLERS.contains(&word) => tell::belongs_after_run(shown),
        "unzip" | "unrar" | "7z" => tell::unpack_with_tar(if first.is_empty() { "FILE" } else { first }),
        "watch" => {
            let command: Vec<&str> = rest.split_whitespace().skip_while(|word| word.starts_with('-')).collect();
            tell::watch_is_typed(command.join(" ").replace('`', "'"))
        }
        "ssh" | "telnet" => tell::enter_with_exec(container(first)),
        "Dockerfile" | "dockerfile" => tell::dockerfile_is_a_file(),
        _ if instruction_names().any(|name| name == word) => tell::line_of_dockerfile(word),
        _ => return None,
    })
}

/// What to say to somebody who types at a program's own prompt what belongs at the learner's: which prompt it is, and
/// how it is left. `failed`: the program answered with an error.
pub(in crate::prompt) fn at_prompt(prompt: &str, line: &str, failed: bool) -> Option<String> {
    let first = line.split_whitespace().next()?;
    let ours = first == "docker" || Word::find(first).is_some();
    let prompt = prompt.trim();
    let is_python = matches!(prompt, ">>>" | "...");
    let is_program = prompt.len() > 1 && prompt.ends_with('>') || prompt.ends_with("=#") || prompt.ends_with("-#");
    if is_python {
        return ((ours || names::is_command(first)) && failed).then(tell::python_prompt);
    }
    ours.then(if is_program { tell::program_prompt } else { tell::container_prompt })
}

/// A container's name out of `root@web`.
fn container(word: &str) -> &str {
    let name = word.rsplit('@').next().unwrap_or_default();
    if name.is_empty() || name.starts_with('-') || name == "localhost" { "CONTAINER" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_prompt_says_whose_it_is_and_how_it_is_left() {
        assert_eq!(at_prompt(">>> ", "ls", true), Some(tell::python_prompt()));
        assert_eq!(at_prompt(">>> ", "docker ps", true), Some(tell::python_prompt()));
        assert_eq!(at_prompt(">>> ", "help = 1", false), None);
        assert_eq!(at_prompt(">>> ", "print(x)", true), None);
        assert_eq!(at_prompt("/ # ", "ls", false), None);
        assert_eq!(at_prompt("/ # ", "docker ps", true), Some(tell::container_prompt()));
        assert_eq!(at_prompt("mysql> ", "undo", true), Some(tell::program_prompt()));
    }
}
