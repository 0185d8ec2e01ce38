//! Lines that are right, but not at this prompt: of a Dockerfile, of a container, of another machine.

use crate::engine::instruction_names;
use crate::tell;

/// Programs that install something.
const INSTALLERS: [&str; 15] = [
    "apt-get", "apt", "apk", "yum", "dnf", "pip", "pip3", "npm", "yarn", "gem", "brew", "snap", "choco", "pacman",
    "zypper",
];

/// What is said of a word that is no command here, because it is one elsewhere. `line`: the whole line.
pub(super) fn about(word: &str, line: &str) -> Option<String> {
    let rest = line.split_once(word).map_or("", |(_, rest)| rest.trim());
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

/// A container's name out of `root@web`.
fn container(word: &str) -> &str {
    let name = word.rsplit('@').next().unwrap_or_default();
    if name.is_empty() || name.starts_with('-') || name == "localhost" { "CONTAINER" } else { name }
}
