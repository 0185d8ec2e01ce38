//! `caddy`

mod caddyfile;

use super::{complain_line, now, stays, text_of, variable, version};
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
            let file = told.clone().unwrap_or_else(|| "Caddyfile".into());
            let path = process.absolute(&file);
            // Without one that it was told, or that is in its directory, it starts as it is.
            let Some(text) = text_of(process, &path).or_else(|| told.is_none().then(String::new)) else {
                return process
                    .fail(1, &format!("Error: reading config from file: open {file}: no such file or directory"));
            };
            let text = with_variables(process, &text);
            let directory = process.directory.clone();
            match caddyfile::read(&text, &directory) {
                Ok(Some((port, Served::Files(root)))) => {
                    let root = process.absolute(&root);
                    serve(process, Some((port, Served::Files(root))))
                }
                Ok(site) => serve(process, site),
                Err(what) => lacks(process, &format!("{what} ({file})")),
            }
        }
        Some("file-server") => match process.arguments.get(2) {
            None => {
                let root = process.directory.clone();
                serve(process, Some((80, Served::Files(root))))
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

/// Variables of the environment (`{$PORT}`, `{$PORT:8080}`), which are put in before anything is read
/// (`caddyconfig/caddyfile/parse.go`, `replaceEnvVars`).
fn with_variables(process: &Process<'_>, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, (inside, behind))) =
        rest.split_once("{$").and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        let (name, usual) = inside.split_once(':').unwrap_or((inside, ""));
        out += before;
        out += &variable(process, name, usual);
        rest = behind;
    }
    out + rest
}

fn serve(process: &mut Process<'_>, site: Option<(u16, Served)>) -> Ended {
    let at = now(process);
    let stamp = format!("{}.{:07}", at.seconds(), at.subsecond_nanos() / 100);
    for message in ["using config from file", "serving initial configuration"] {
        complain_line(process, &format!("{{\"level\":\"info\",\"ts\":{stamp},\"msg\":\"{message}\"}}"))?;
    }
    stays(site, String::new())
}
