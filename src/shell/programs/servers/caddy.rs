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
            let told = process.arguments.iter().position(|word| word == "--config" || word == "-c");
            let told = told.and_then(|at| process.arguments.get(at + 1)).cloned();
            let file = told.clone().unwrap_or_else(|| "/etc/caddy/Caddyfile".into());
            let path = process.absolute(&file);
            // Without one that it was told it starts as it is.
            let Some(text) = text_of(process, &path).or_else(|| told.is_none().then(String::new)) else {
                return process
                    .fail(1, &format!("Error: reading config from file: open {file}: no such file or directory"));
            };
            match read(&text) {
                Ok(site) => serve(process, site),
                Err(directive) => lacks(process, &format!("the directive {directive} ({file})")),
            }
        }
        Some("file-server") => match process.arguments.get(2) {
            None => {
                let root = process.directory.clone();
                serve(process, (80, Served::Files(root)))
            }
            Some(option) => {
                let option = option.clone();
                lacks(process, &format!("the option {option}"))
            }
        },
        None | Some("help" | "--help" | "-h") => {
            process.print("Usage:\n  caddy [command]\n")?;
            Ok(0)
        }
        Some(verb) => {
            let verb = verb.to_string();
            lacks(process, &format!("caddy {verb}"))
        }
    }
}

fn lacks(process: &mut Process<'_>, what: &str) -> Ended {
    complain_line(process, &format!("layercake: caddy: {what} is not simulated"))?;
    Ok(1)
}

/// What a Caddyfile of one site says: its port, and what is served there; or the directive that is not simulated.
fn read(text: &str) -> Result<(u16, Served), String> {
    let (mut port, mut root, mut said) = (80, "/usr/share/caddy".to_string(), None);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["{" | "}"] | ["file_server" | "encode" | "log" | "admin" | "auto_https", ..] => {}
            ["root", .., path] => root = path.to_string(),
            ["respond", ..] => {
                let words = line.trim_start_matches("respond").trim();
                let body = words.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or(words);
                said = Some(body.to_string());
            }
            [address, ..] if address.contains(':') || words.last() == Some(&"{") => {
                let own = address.rsplit(':').next().and_then(|port| port.parse().ok());
                port = own.unwrap_or(port);
            }
            [directive, ..] => return Err(directive.to_string()),
            [] => {}
        }
    }
    Ok((port, said.map_or(Served::Files(root), Served::Text)))
}

fn serve(process: &mut Process<'_>, site: (u16, Served)) -> Ended {
    let at = now(process);
    let stamp = format!("{}.{:07}", at.seconds(), at.subsecond_nanos() / 100);
    for message in ["using config from file", "serving initial configuration"] {
        complain_line(process, &format!("{{\"level\":\"info\",\"ts\":{stamp},\"msg\":\"{message}\"}}"))?;
    }
    stays(Some(site), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caddyfile_of_one_site_is_read() {
        assert_eq!(read(":8080 {\n  root * /srv\n  file_server\n}\n"), Ok((8080, Served::Files("/srv".into()))));
        assert_eq!(read(":80\nrespond \"Hello, world!\"\n"), Ok((80, Served::Text("Hello, world!".into()))));
        assert_eq!(read(":80 {\n  reverse_proxy app:3000\n}\n"), Err("reverse_proxy".into()));
    }
}
