//! BusyBox's own command: a program by name, or the list of them.

use super::banner::banner;
use super::{Applet, Ended, find, userland};
use crate::shell::Process;

pub(super) static PROGRAM: Applet = Applet {
    names: &["busybox"],
    about: "combines tiny versions of many common UNIX utilities",
    usage: "[function [arguments]...]",
    run,
};

fn run(process: &mut Process<'_>) -> Ended {
    match process.arguments.get(1).map(String::as_str) {
        None | Some("--help") => {
            let banner = banner(process.system);
            let names = names();
            let mut line = String::from("\t");
            let mut list = String::new();
            for (index, name) in names.iter().enumerate() {
                let comma = if index + 1 < names.len() { ", " } else { "" };
                if line.len() + name.len() > 70 {
                    list += &format!("{}\n", line.trim_end());
                    line = String::from("\t");
                }
                line += &format!("{name}{comma}");
            }
            list += &format!("{}\n", line.trim_end());
            process.print(&format!(
                "{banner} multi-call binary.\nUsage: busybox [function [arguments]...]\n   or: busybox --list\n   or: \
                 function [arguments]...\n\nCurrently defined functions:\n{list}"
            ))?;
            Ok(0)
        }
        Some("--list") => {
            process.print(&names().iter().map(|name| format!("{name}\n")).collect::<String>())?;
            Ok(0)
        }
        Some(name) => {
            let name = name.to_string();
            match find(&name).filter(|_| names().contains(&name.as_str())) {
                Some(program) => {
                    process.arguments.remove(0);
                    Ok(program.run(process)?)
                }
                None => {
                    let line = format!("{name}: applet not found\n");
                    process.output.write(crate::shell::Stream::Err, line.as_bytes())?;
                    Ok(127)
                }
            }
        }
    }
}

/// Names of the programs that BusyBox has, sorted.
pub fn names() -> Vec<&'static str> {
    let not_ours = [
        "bash",
        "dash",
        "busybox",
        "curl",
        "jq",
        "vi",
        "nano",
        "getent",
        "useradd",
        "groupadd",
        "usermod",
        "git",
        "file",
        "openssl",
        "docker-compose",
        "sudo",
        "netcat",
        "ncat",
        "column",
        "join",
    ];
    let mut names: Vec<&str> = userland().iter().flat_map(|program| program.names()).copied().collect();
    names.retain(|name| !not_ours.contains(name));
    names.sort_unstable();
    names
}
