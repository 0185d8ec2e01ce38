//! `ruby`: its command line.

use super::loading::source;
use super::program::{Program, execute};
use crate::shell::programs::script::ending;
use crate::shell::programs::{Ended, open_file};
use crate::shell::{Process, Stream};
use crate::vfs::Errno;

/// Runs `ruby` with the process's arguments.
pub fn run(process: &mut Process<'_>, version: &str) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut text, mut required) = (None::<String>, Vec::new());
    let mut checks = false;
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1).cloned() {
        words.remove(0);
        let mut value = || if words.is_empty() { String::new() } else { words.remove(0) };
        match word.as_str() {
            "-e" => {
                let given = value();
                text = Some(match text {
                    Some(before) => format!("{before}\n{given}"),
                    None => given,
                });
            }
            "-r" | "-I" => {
                let given = value();
                if word == "-r" {
                    required.push(given);
                }
            }
            "-c" => checks = true,
            "--" => break,
            "-w" | "-W" | "-W0" | "-W1" | "-W2" | "--yjit" | "--jit" => {}
            _ if word.starts_with("-r") => required.push(word.trim_start_matches("-r").to_string()),
            _ if word.starts_with("-I") || word.starts_with("-W:") => {}
            other => {
                let name = process.name();
                let words = format!("layercake: {name}: the option {other} is not simulated\n");
                process.output.write(Stream::Err, words.as_bytes())?;
                return Ok(1);
            }
        }
    }
    let (text, shown) = match text {
        Some(text) => (text, "-e".to_string()),
        None if words.is_empty() || words.first().is_some_and(|word| word == "-") => {
            words.drain(..1.min(words.len()));
            let content = process.rest_of_stdin()?;
            (ending(source(&content))?, "-".to_string())
        }
        None => {
            let file = words.remove(0);
            let path = process.absolute(&file);
            match open_file(process.system, &path) {
                Ok(content) => (ending(source(&content))?, file),
                Err(errno) => return cannot_open(process, &file, errno),
            }
        }
    };
    let version = version.to_string();
    if checks && super::parser::parse(&text, &shown).is_ok() {
        process.print("Syntax OK\n")?;
        return Ok(0);
    }
    execute(process, Program { shown, text, arguments: words, required, version })
}

fn cannot_open(process: &mut Process<'_>, file: &str, errno: Errno) -> Ended {
    let text = format!("{}: {errno} -- {file} (LoadError)\n", process.name());
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
