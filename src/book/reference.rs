//! `{{#layercake commands}}`: the docker commands as they are simulated, from the command table.

use std::fmt::Write;

use crate::client::outline::{self, OutlineCommand, OutlineFlag};

/// All commands with their flags, as Markdown; headings begin at the second level.
pub(super) fn commands() -> String {
    let mut commands = outline::all();
    commands.sort_by_key(|command| command.path);
    let (there, missing): (Vec<_>, Vec<_>) =
        commands.into_iter().filter(|command| !command.path.is_empty()).partition(|command| !command.unsimulated);
    let mut page = String::from("## Flags of `docker` itself\n\n");
    flags(&outline::global_flags(), &mut page);
    for command in there {
        section(&command, &mut page);
    }
    page += "## Not simulated\n\nThese are known, and answer with one line that says what this is about:\n\n";
    let names: Vec<String> = missing.iter().map(|command| format!("`docker {}`", command.path)).collect();
    page += &names.join(", ");
    page += "\n";
    page
}

fn section(command: &OutlineCommand, page: &mut String) {
    let OutlineCommand { path, about, .. } = command;
    let _ = writeln!(page, "## docker {path}\n\n{}.\n", about.trim_end_matches('.'));
    if command.group {
        let names: Vec<String> = outline::names(path)
            .iter()
            .map(|(name, _)| format!("[`{path} {name}`](#{})", anchor(path, name)))
            .collect();
        let _ = writeln!(page, "Its commands: {}.\n", names.join(", "));
        return;
    }
    let usage = format!("docker {path} {}", command.synopsis);
    let _ = writeln!(page, "```text\n{}\n```\n", usage.trim_end());
    flags(&command.flags, page);
}

/// As the heading of a command is linked.
fn anchor(path: &str, name: &str) -> String {
    format!("docker-{path}-{name}").replace(' ', "-")
}

fn flags(flags: &[OutlineFlag], page: &mut String) {
    if flags.is_empty() {
        return;
    }
    *page += "| flag | value | what it does |\n|---|---|---|\n";
    for flag in flags {
        let short = flag.short.map(|short| format!("`-{short}`, ")).unwrap_or_default();
        let value = if flag.value.is_empty() { String::new() } else { format!("`{}`", flag.value) };
        let about = flag.about.replace('|', "\\|").replace('<', "&lt;");
        let _ = writeln!(page, "| {short}`--{}` | {value} | {about} |", flag.long);
    }
    page.push('\n');
}
