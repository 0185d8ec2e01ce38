//! Words of other systems than Linux with Docker: Windows's shells, macOS, other engines. Here they have another name, or no use.

use super::call::Call;
use super::{Around, folders, names};
use crate::tell;

/// What is called so elsewhere (in small letters), and here.
const HERE: [(&[&str], &str); 26] = [
    (&["cls", "clear-host"], "clear"),
    (&["copy", "copy-item", "cpi"], "cp"),
    (&["xcopy", "robocopy"], "cp -r"),
    (&["move", "move-item", "mi", "ren", "rename", "rename-item"], "mv"),
    (&["del", "erase", "remove-item", "ri"], "rm"),
    (&["rd"], "rmdir"),
    (&["md"], "mkdir"),
    (&["new-item", "ni"], "touch"),
    (&["chdir", "set-location", "sl"], "cd"),
    (&["get-location", "gl"], "pwd"),
    (&["get-childitem", "gci"], "ls"),
    (&["ll"], "ls -l"),
    (&["la"], "ls -A"),
    (&["get-content", "gc", "bat"], "cat"),
    (&["findstr", "select-string", "sls", "rg"], "grep"),
    (&["select-object"], "head"),
    (&["measure-object"], "wc -l"),
    (&["write-output", "write-host"], "echo"),
    (&["tasklist", "get-process"], "ps"),
    (&["taskkill", "stop-process"], "kill"),
    (&["tracert"], "traceroute"),
    (&["ipconfig"], "ifconfig"),
    (&["invoke-webrequest", "invoke-restmethod", "iwr", "irm"], "curl"),
    (&["certutil", "get-filehash", "shasum"], "sha256sum"),
    (&["md5"], "md5sum"),
    (&["where", "get-command"], "which"),
];
/// Programs that start and stop others.
const MANAGERS: [&str; 9] =
    ["systemctl", "service", "rc-service", "launchctl", "sc", "net", "dockerd", "colima", "start-service"];
const OPENERS: [&str; 4] = ["open", "xdg-open", "explorer", "explorer.exe"];
const SWITCHES: [&str; 4] = ["reboot", "shutdown", "halt", "poweroff"];
const OTHER_ENGINES: [&str; 3] = ["podman", "nerdctl", "finch"];
const OTHER_TOOLS: [&str; 8] = ["kubectl", "minikube", "kind", "k3s", "k3d", "helm", "k9s", "oc"];
const OTHER_SHELLS: [&str; 8] = ["powershell", "powershell.exe", "pwsh", "cmd", "cmd.exe", "wsl", "zsh", "fish"];

/// What is said of a word that is no command here, and is one on another system. `rest`: what stands behind it in the line;
/// `None`: it is no word of the line by itself.
pub(super) fn about(word: &str, rest: Option<&str>, line: &str) -> Option<String> {
    if let Some(meant) = for_each(word, line) {
        return Some(tell::output_put_in(meant.replace('`', "'")));
    }
    if let Some((name, value)) = environment(word, line) {
        return Some(tell::export_sets(name, value.replace('`', "'")));
    }
    let rest = rest?;
    let lower = word.to_lowercase();
    let of_docker = rest.is_empty() || rest.to_lowercase().contains("docker");
    let with_rest = |name: &str| match rest.is_empty() || rest.split_whitespace().any(is_foreign_flag) {
        true => name.to_string(),
        false => format!("{name} {rest}").replace('`', "'"),
    };
    if let Some((_, here)) = HERE.iter().find(|(elsewhere, _)| elsewhere.contains(&lower.as_str())) {
        return Some(tell::here_it_is(with_rest(here)));
    }
    Some(match lower.as_str() {
        name if MANAGERS.contains(&name) && of_docker => tell::docker_runs(),
        name if OTHER_ENGINES.contains(&name) => tell::here_it_is(with_rest("docker")),
        name if OTHER_TOOLS.contains(&name) => tell::no_cluster(word),
        name if OTHER_SHELLS.contains(&name) => tell::shell_is_bash(),
        name if OPENERS.contains(&name) => tell::nothing_opens(),
        name if SWITCHES.contains(&name) => tell::leave_or_reset(),
        "su" => tell::no_sudo(word),
        _ => return None,
    })
}

/// What is said after a failure of a command that is here, too, and was typed as another shell wants it.
pub(super) fn typed(printed: &str, line: &str, call: &Call<'_>, around: &Around<'_>) -> Option<String> {
    let typed = line.strip_prefix("type ").map(str::trim).filter(|_| printed.starts_with("bash: type: "));
    if let Some(file) = typed.filter(|file| folders::is_file(around.world, file)) {
        return Some(tell::here_it_is(format!("cat {}", file.replace('`', "'"))));
    }
    let folder = ["%cd%", "%CD%"].into_iter().find(|folder| line.contains(folder));
    if let Some(folder) = folder {
        return Some(tell::folder_is_pwd(folder, line.replace(folder, "$PWD").replace('`', "'")));
    }
    if let Some(path) = line.split_whitespace().find(|word| is_on_a_drive(word)) {
        return Some(tell::no_drives(path.replace('`', "'")));
    }
    (call.arguments.last() == Some(&"^")).then(tell::no_caret)
}

/// `/S`, `-Recurse`.
fn is_foreign_flag(word: &str) -> bool {
    let switch = word.strip_prefix('/').is_some_and(|rest| rest.len() == 1);
    let named = word.strip_prefix('-').is_some_and(|rest| rest.len() > 1 && rest.starts_with(char::is_uppercase));
    switch || named
}

/// `C:\folder` and what begins so.
pub(super) fn is_on_a_drive(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['"', '\'']).chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase()) && letters.as_str().starts_with(":\\")
}

/// The command with `$(…)` that a loop of PowerShell over what comes in means: `docker ps -aq | %{docker rm $_}`.
fn for_each(word: &str, line: &str) -> Option<String> {
    let is_loop = word.starts_with('%') || word.eq_ignore_ascii_case("foreach-object") || word == "foreach";
    let (from, behind) = line.rsplit_once('|').filter(|_| is_loop)?;
    let (_, body) = behind.split_once('{')?;
    let (body, _) = body.split_once('}')?;
    Some(body.trim().replace("$_", &format!("$({})", from.trim())))
}

/// The variable of `$env:NAME=value`: bash puts in `$env`, which is nothing, and takes the rest for a command.
fn environment<'a>(word: &str, line: &'a str) -> Option<(&'a str, &'a str)> {
    let typed = line.split_once("$env:").filter(|_| word.starts_with(':'))?.1;
    let (name, value) = typed.split_once('=').unwrap_or((typed, "VALUE"));
    let value = value.trim().trim_matches(['"', '\'']);
    names::is_variable(name.trim()).then_some((name.trim(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_here_can_be_typed_here() {
        for (_, here) in HERE {
            assert!(names::is_command(here.split(' ').next().unwrap()), "{here}");
        }
    }

    #[test]
    fn nothing_that_is_a_command_here_is_taken_for_a_word_of_elsewhere() {
        let all = HERE.iter().flat_map(|(names, _)| names.iter());
        let all = all.chain(&MANAGERS).chain(&OTHER_ENGINES).chain(&OTHER_TOOLS).chain(&OTHER_SHELLS);
        for word in all.chain(&OPENERS).chain(&SWITCHES) {
            assert!(!names::is_command(word), "{word}");
        }
    }

    #[test]
    fn a_loop_of_powershell_is_a_substitution() {
        let meant = |word, line| for_each(word, line).unwrap_or_default();
        assert_eq!(meant("%{docker", "docker ps -aq | %{docker rm $_}"), "docker rm $(docker ps -aq)");
        assert_eq!(
            meant("ForEach-Object", "docker ps -q | ForEach-Object { docker stop $_ }"),
            "docker stop $(docker ps -q)"
        );
        assert_eq!(meant("%", "echo %"), "");
    }

    #[test]
    fn paths_and_flags_of_windows_are_known() {
        assert!(
            is_on_a_drive("C:\\Users\\me:/app")
                && is_on_a_drive("\"D:\\x\"")
                && !is_on_a_drive("C:/x")
                && !is_on_a_drive("a")
        );
        assert!(
            is_foreign_flag("/s") && is_foreign_flag("-Recurse") && !is_foreign_flag("-r") && !is_foreign_flag("/app")
        );
        assert_eq!(environment(":A=1", "$env:A=1"), Some(("A", "1")));
        assert_eq!(environment(":a", "echo :a"), None);
    }
}
