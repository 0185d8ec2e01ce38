//! BusyBox's own command: a program by name, or the list of them.

use super::applet::has_usage;
use super::banner::banner;
use super::real::has_options;
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

/// BusyBox's programs that neither its usage lines nor the options know: they have none.
const WITHOUT_USAGE: &[&str] = &[
    "[", "arch", "arp", "clear", "comm", "delgroup", "deluser", "echo", "egrep", "false", "fgrep", "hd", "install",
    "mkfifo", "nice", "nohup", "pgrep", "pkill", "printenv", "pwd", "reset", "split", "test", "tree", "true", "uptime",
    "whoami",
];

/// Names of the programs that BusyBox has, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = userland().iter().flat_map(|program| program.names()).copied().collect();
    names.retain(|name| *name != "busybox" && (has_usage(name) || has_options(name) || WITHOUT_USAGE.contains(name)));
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Busybox;
    use crate::shell::testing::check_all;

    #[test]
    fn it_has_what_busybox_has() {
        let names = super::names();
        for there in ["ls", "sh", "wget", "nc", "adduser", "pkill", "[", "vi", "awk", "nice"] {
            assert!(names.contains(&there), "{there}");
        }
        for not in
            ["python", "python3", "envsubst", "htop", "vim", "curl", "bash", "useradd", "column", "ss", "busybox"]
        {
            assert!(!names.contains(&not), "{not}");
        }
        check_all(Busybox, &[("busybox python3 -c 1", "", "python3: applet not found\n", 127)]);
    }
}
