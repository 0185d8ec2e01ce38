//! `caddy`

use super::{complain_line, now, stays, text_of, version};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Served};

pub(super) static PROGRAM: Applet =
    Applet { names: &["caddy"], about: "a web server", usage: "run | version | file-server", run };

fn run(process: &mut Process<'_>) -> Ended {
    match process.arguments.get(1).map(String::as_str) {
        Some("version") => {
            let version = version(process, "CADDY_VERSION", "v2.11.4");
            process.print(&format!("{version}\n"))?;
            Ok(0)
        }
        Some("run") => {
            let config = text_of(process, "/etc/caddy/Caddyfile").unwrap_or_default();
            let root = config.lines().find_map(|line| line.trim().strip_prefix("root ")?.split_whitespace().last());
            let root = root.unwrap_or("/usr/share/caddy").to_string();
            serve(process, root)
        }
        Some("file-server") => {
            let root = process.directory.clone();
            serve(process, root)
        }
        _ => {
            process.print("Usage:\n  caddy [command]\n")?;
            Ok(0)
        }
    }
}

fn serve(process: &mut Process<'_>, root: String) -> Ended {
    let at = now(process);
    let stamp = format!("{}.{:07}", at.seconds(), at.subsecond_nanos() / 100);
    for message in ["using config from file", "serving initial configuration"] {
        complain_line(process, &format!("{{\"level\":\"info\",\"ts\":{stamp},\"msg\":\"{message}\"}}"))?;
    }
    stays(Some((80, Served::Files(root))), String::new())
}
