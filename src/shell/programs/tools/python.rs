//! `python3`: the modules of its library that install packages are here; the programs that it runs are [`script`]'s.

use crate::shell::Process;
use crate::shell::programs::{Applet, Ended, script};

pub(super) static PROGRAM: Applet = Applet {
    names: &["python3", "python", "python3.14"],
    about: "runs small Python programs",
    usage: "[-c cmd | -m mod | file | -] [arg]...",
    run,
};

fn run(process: &mut Process<'_>) -> Ended {
    let arguments: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "-u").collect();
    match words.as_slice() {
        ["-m", "pip", ..] => {
            // The name by which Python was called says which pip it is.
            let module = arguments.iter().position(|word| word == "pip").map_or(0, |at| at + 1);
            process.arguments.drain(1..=module);
            super::pip::run(process)
        }
        ["-m", "venv", rest @ ..] => super::pip::make_environment(process, rest),
        _ => script::python(process),
    }
}
