//! `python3`: its version, and the modules of its library that are programs: a file server, `pip`, `venv`.

use crate::shell::programs::servers::stays;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Input, Process, Served, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["python3", "python", "python3.14"],
    about: "Python; only --version and -m http.server are simulated",
    usage: "--version | -m http.server [port]",
    run,
};

fn version(process: &Process<'_>) -> String {
    process.environment.get("PYTHON_VERSION").cloned().unwrap_or_else(|| "3.14.7".to_string())
}

fn run(process: &mut Process<'_>) -> Ended {
    let arguments: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "-u").collect();
    match words.as_slice() {
        ["--version" | "-V", ..] => {
            let version = version(process);
            process.print(&format!("Python {version}\n"))?;
            Ok(0)
        }
        ["-m", "http.server", rest @ ..] => {
            let port = rest.first().and_then(|text| text.parse().ok()).unwrap_or(8000);
            process.print(&format!("Serving HTTP on 0.0.0.0 port {port} (http://0.0.0.0:{port}/) ...\n"))?;
            let root = process.directory.clone();
            match stays(Some((port, Served::Files(root))), String::new()) {
                // As process 1 it ignores SIGTERM, as every Python without a handler does.
                Err(super::super::Bail::Stop(crate::shell::Stop::Stays(mut stay))) if process.pid == 1 => {
                    stay.on_stop_signal = None;
                    Err(crate::shell::Stop::Stays(stay).into())
                }
                other => other,
            }
        }
        ["-m", "pip", ..] => {
            // The name by which Python was called says which pip it is.
            let module = arguments.iter().position(|word| word == "pip").map_or(0, |at| at + 1);
            process.arguments.drain(1..=module);
            super::pip::run(process)
        }
        ["-m", "venv", rest @ ..] => super::pip::make_environment(process, rest),
        [] if matches!(process.stdin, Input::Empty) => Ok(0),
        _ => {
            let text = "python3: the sandbox runs no Python; only --version and -m http.server are simulated\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
    }
}
