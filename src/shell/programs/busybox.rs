//! BusyBox's own command: a program by name, or the list of them.

use super::{Applet, Ended, find, userland};
use crate::shell::launch::find as find_file;
use crate::shell::{Process, System};

pub(super) static PROGRAM: Applet = Applet {
    names: &["busybox"],
    about: "combines tiny versions of many common UNIX utilities",
    usage: "[function [arguments]...]",
    run,
};

/// What a BusyBox says of itself when its file does not tell.
const BANNER: &str = "BusyBox v1.37.0 (2025-12-16 14:19:28 UTC)";
/// Bytes of a program file that are searched for the banner.
const SEARCHED: u64 = 4 << 20;

/// Name and version, as the BusyBox on this machine has them in its file.
pub fn banner(system: &mut dyn System) -> String {
    banner_in_file(system).unwrap_or_else(|| BANNER.into())
}

/// The banner that stands in the file behind `sh`, if one does.
pub(in crate::shell) fn banner_in_file(system: &mut dyn System) -> Option<String> {
    let path = find_file(system.files(), "busybox", "/", Some("/bin:/usr/bin:/sbin:/usr/sbin")).ok()?;
    let content = system.files().read(&path).ok()?.slice(0..SEARCHED);
    if content.segments().iter().any(|segment| !matches!(segment, crate::content::Segment::Bytes(_))) {
        return None;
    }
    let bytes = content.to_bytes();
    let start = bytes.windows(10).position(|window| window == b"BusyBox v1")?;
    let end = bytes.get(start..)?.iter().take(100).position(|byte| *byte == b')')? + start + 1;
    let text = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    text.chars().all(|c| c.is_ascii_graphic() || c == ' ').then(|| text.to_string())
}

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
