//! `corepack`: switches `yarn` and `pnpm` on, as links beside itself (corepack's README).

use super::super::packages::put;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, elf};

pub(in super::super) static PROGRAM: Applet = Applet {
    names: &["corepack"],
    about: "switches yarn and pnpm on",
    usage: "enable | disable | prepare NAME@VERSION [--activate] | use NAME@VERSION | --version",
    run,
};

/// Corepack's version in the images.
const VERSION: &str = "0.34.0";
/// The programs of each package manager.
const MANAGERS: [(&str, &[&str]); 2] = [("yarn", &["yarn", "yarnpkg"]), ("pnpm", &["pnpm", "pnpx"])];

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let verb = words.first().cloned().unwrap_or_default();
    let names: Vec<&String> = words.iter().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let Some(name) = names.iter().find(|name| !is_known(name)) {
        process.print(&format!(
            "Usage Error: Invalid package manager name '{}'\n\n$ corepack {verb} [--install-directory #0] ...\n",
            name.split('@').next().unwrap_or(name)
        ))?;
        return Ok(1);
    }
    match verb.as_str() {
        "--version" | "-v" => {
            process.print(&format!("{VERSION}\n"))?;
            Ok(0)
        }
        "enable" => switch(process, &names, On::Yes),
        "disable" => switch(process, &names, On::No),
        "prepare" | "install" | "use" | "up" => {
            for name in &names {
                let verb = if words.iter().any(|word| word == "--activate") { "for immediate activation" } else { "" };
                process.print(format!("Preparing {name} {verb}").trim_end())?;
                process.print("...\n")?;
            }
            Ok(0)
        }
        "" | "--help" | "-h" => {
            process.print(&format!(
                "Corepack - {VERSION}\n\n  $ corepack <command>\n\nGeneral commands\n\n  corepack disable ...\n  corepack \
                 enable ...\n  corepack prepare ...\n  corepack use <pattern>\n"
            ))?;
            Ok(0)
        }
        other => {
            process.print(&format!(
                "Unknown Syntax Error: Command not found; did you mean one of:\n\n$ corepack {other}\n"
            ))?;
            Ok(1)
        }
    }
}

/// Whether programs are switched on or off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Yes,
    No,
}

fn is_known(name: &str) -> bool {
    let name = name.split('@').next().unwrap_or(name);
    name == "npm" || MANAGERS.iter().any(|(own, _)| *own == name)
}

fn switch(process: &mut Process<'_>, names: &[&String], on: On) -> Ended {
    let meant = MANAGERS.iter().filter(|(own, _)| names.is_empty() || names.iter().any(|name| name.as_str() == *own));
    for program in meant.flat_map(|(_, programs)| programs.iter()) {
        let path = format!("/usr/local/bin/{program}");
        let files = process.system.files();
        let there = files.stat(&path, false).is_ok();
        let done = match on {
            On::Yes if there => Ok(()),
            On::Yes => put(files, &path, elf::stand_in(if *program == "pnpx" { "npx" } else { program }).into(), 0o755),
            On::No if there => files.remove_file(&path),
            On::No => Ok(()),
        };
        if let Err(errno) = done {
            process.print(&format!("Internal Error: {errno}, '{path}'\n"))?;
            return Ok(1);
        }
    }
    Ok(0)
}
