//! `python3`: its command line.

use super::importing::source;
use super::program::{Program, execute};
use super::{PYTHON, version};
use crate::shell::programs::script::ending;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::{Ended, open_file};
use crate::shell::{Input, Process, Stream};
use crate::vfs::{Errno, FileType};

/// Where a program comes from.
enum From {
    Command(String),
    Module(String),
    File(String),
    Stdin,
}

/// Letters that are options without a word.
const SWITCHES: &str = "bBdEhiIOPqRsSuvVx";
/// Options that take a word.
const WITH_VALUE: &[&str] = &["-W", "-X", "--check-hash-based-pycs"];

/// Runs `python3` with the process's arguments.
pub fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut from, mut is_unbuffered, mut is_optimised) = (None, false, false);
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1).cloned() {
        words.remove(0);
        match word.as_str() {
            "-V" | "--version" | "-VV" => {
                process.print(&format!("Python {}\n", version(process)))?;
                return Ok(0);
            }
            "-h" | "--help" | "-?" => {
                let name = process.arguments.first().cloned().unwrap_or_default();
                process.print(&format!("usage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"))?;
                return Ok(0);
            }
            word if WITH_VALUE.contains(&word) => drop(words.drain(..1.min(words.len()))),
            word if word.starts_with("-W") || word.starts_with("-X") => {}
            word if word.starts_with("--") => return unknown(process, &format!("unknown option {word}")),
            _ => {
                let letters = word.trim_start_matches('-');
                let at = letters.find(['c', 'm']);
                let own = letters.get(..at.unwrap_or(letters.len())).unwrap_or_default();
                if let Some(letter) = own.chars().find(|letter| !SWITCHES.contains(*letter)) {
                    return unknown(process, &format!("Unknown option: -{letter}"));
                }
                if own.contains('i') {
                    let text = "layercake: python -i is not simulated\n";
                    process.output.write(Stream::Err, text.as_bytes())?;
                    return Ok(1);
                }
                is_unbuffered |= own.contains('u');
                is_optimised |= own.contains('O');
                let Some(at) = at else { continue };
                let (kind, rest) =
                    (letters.get(at..=at).unwrap_or_default(), letters.get(at + 1..).unwrap_or_default());
                let value = match (rest.is_empty(), words.is_empty()) {
                    (false, _) => rest.to_string(),
                    (true, false) => words.remove(0),
                    (true, true) => return misused(process, kind),
                };
                from = Some(if kind == "c" { From::Command(value) } else { From::Module(value) });
                break;
            }
        }
    }
    let from = match from {
        Some(from) => from,
        None if words.is_empty() => From::Stdin,
        None => match words.remove(0).as_str() {
            "-" => From::Stdin,
            file => From::File(file.to_string()),
        },
    };
    start(process, from, words, Manner { is_unbuffered, is_optimised })
}

/// How a program is run.
#[derive(Clone, Copy)]
struct Manner {
    is_unbuffered: bool,
    is_optimised: bool,
}

/// An option that there is not.
fn unknown(process: &mut Process<'_>, what: &str) -> Ended {
    let name = process.arguments.first().cloned().unwrap_or_default();
    let text = format!(
        "{what}\nusage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n\
         Try `python -h' for more information.\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(2)
}

fn misused(process: &mut Process<'_>, kind: &str) -> Ended {
    let name = process.arguments.first().cloned().unwrap_or_default();
    let text = format!(
        "Argument expected for the -{kind} option\nusage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n\
         Try `python -h' for more information.\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(2)
}

/// Reads the program and runs it; `words` are its arguments.
fn start(process: &mut Process<'_>, from: From, words: Vec<String>, manner: Manner) -> Ended {
    let directory = process.directory.clone();
    let (shown, text, first, home) = match from {
        From::Command(text) => ("<string>".to_string(), text, "-c".to_string(), directory),
        From::Module(name) => return module(process, &name, words, manner),
        From::Stdin if matches!(process.stdin, Input::Terminal) => {
            return super::repl::run(process);
        }
        From::Stdin => {
            let content = process.rest_of_stdin()?;
            let first = if words.is_empty() { "" } else { "-" };
            ("<stdin>".to_string(), ending(source(&content))?, first.to_string(), directory)
        }
        From::File(file) => {
            let mut path = process.absolute(&file);
            let is_folder = process.system.files().stat(&path, true).is_ok_and(|stat| stat.kind == FileType::Directory);
            let folder = path.clone();
            if is_folder {
                path = format!("{path}/__main__.py");
            }
            match open_file(process.system, &path) {
                Ok(content) => {
                    let home = path.rsplit_once('/').map_or("/", |(folder, _)| folder).to_string();
                    (path, ending(source(&content))?, file, if home.is_empty() { "/".into() } else { home })
                }
                Err(errno) => return cannot_open(process, &folder, errno, is_folder),
            }
        }
    };
    let argv = [first].into_iter().chain(words).collect();
    let Manner { is_unbuffered, is_optimised } = manner;
    execute(process, Program { shown, text, argv, home, package: String::new(), is_unbuffered, is_optimised })
}

fn cannot_open(process: &mut Process<'_>, path: &str, errno: Errno, is_folder: bool) -> Ended {
    let name = process.arguments.first().cloned().unwrap_or_default();
    if is_folder {
        let text = format!("{}: can't find '__main__' module in '{path}'\n", executable(process));
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let number = match errno {
        Errno::NoEntry => 2,
        Errno::Access => 13,
        Errno::NotDirectory => 20,
        _ => 5,
    };
    let path: String = crate::vfs::Path::new(path).into();
    let text = format!("{name}: can't open file '{path}': [Errno {number}] {errno}\n");
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(2)
}

/// `sys.executable`
fn executable(process: &Process<'_>) -> String {
    let name = process.arguments.first().cloned().unwrap_or_default();
    if name.starts_with('/') { name } else { format!("/usr/local/bin/{name}") }
}

/// `python -m name`
fn module(process: &mut Process<'_>, name: &str, words: Vec<String>, manner: Manner) -> Ended {
    let Manner { is_unbuffered, is_optimised } = manner;
    let call = |module: &str, function: &str| format!("import {module}\n{module}.{function}\n");
    let text = match name {
        "http.server" => Some("import sys\nimport http.server\nhttp.server._main(sys.argv[1:])\n".to_string()),
        "json.tool" => Some(JSON_TOOL.to_string()),
        "flask" => Some("import flask.cli\nflask.cli.main()\n".to_string()),
        "uvicorn" => Some(call("uvicorn", "main()")),
        "gunicorn" => Some("import gunicorn.app.wsgiapp\ngunicorn.app.wsgiapp.run()\n".to_string()),
        "fastapi" => Some("import fastapi.cli\nfastapi.cli.main()\n".to_string()),
        "pytest" => Some("import sys\nimport pytest\nsys.exit(pytest.console_main())\n".to_string()),
        "unittest" => Some("import _unittest_main\n_unittest_main.main()\n".to_string()),
        name if super::modules::is_standard(name) && !in_directory(process, name) => {
            let text = format!("layercake: python -m {name} is not simulated\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
        _ => None,
    };
    let directory = process.directory.clone();
    let path = format!("{directory}/{}", name.replace('.', "/"));
    let package = name.rsplit_once('.').map_or("", |(package, _)| package).to_string();
    if let Some(text) = text {
        let root = name.split('.').next().unwrap_or(name);
        let argv = [format!("/usr/local/lib/{name}")].into_iter().chain(words).collect();
        let bundled = super::modules::bundled(root).is_none_or(|module| !module.installed) && root != "gunicorn";
        let missing = {
            let mut vm = Vm::new(process, &PYTHON);
            !bundled && super::importing::installed_at(&mut vm, root).is_none()
        };
        if missing {
            return no_module(process, name);
        }
        let program = Program {
            shown: "<frozen runpy>".into(),
            text,
            argv,
            home: directory,
            package,
            is_unbuffered,
            is_optimised,
        };
        return execute(process, program);
    }
    for (file, package) in [(format!("{path}.py"), package), (format!("{path}/__main__.py"), name.to_string())] {
        if let Ok(content) = open_file(process.system, &file) {
            let text = ending(source(&content))?;
            let argv = [file.clone()].into_iter().chain(words).collect();
            let home = directory;
            return execute(process, Program { shown: file, text, argv, home, package, is_unbuffered, is_optimised });
        }
    }
    installed(process, name, words, manner)
}

/// Whether the program's own module of this name comes first.
fn in_directory(process: &mut Process<'_>, name: &str) -> bool {
    let path = format!("{}/{}", process.directory, name.replace('.', "/"));
    let files = process.system.files();
    files.stat(&path, true).is_ok() || files.stat(&format!("{path}.py"), true).is_ok()
}

/// The same of a project that was installed with its source.
fn installed(process: &mut Process<'_>, name: &str, words: Vec<String>, manner: Manner) -> Ended {
    let path = name.replace('.', "/");
    let found = {
        let mut vm = Vm::new(process, &PYTHON);
        let main = ending(super::importing::installed_source(&mut vm, &format!("{path}/__main__")))?;
        let main = main.map(|found| (found, name.to_string()));
        let parent = name.rsplit_once('.').map_or("", |(parent, _)| parent).to_string();
        match main {
            Some(main) => Some(main),
            None => ending(super::importing::installed_source(&mut vm, &path))?.map(|found| (found, parent)),
        }
    };
    let Some(((file, text, is_package), package)) = found else { return no_module(process, name) };
    if is_package {
        let text = format!(
            "{}: No module named {name}.__main__; '{name}' is a package and cannot be directly executed\n",
            executable(process)
        );
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let Manner { is_unbuffered, is_optimised } = manner;
    let argv = [file.clone()].into_iter().chain(words).collect();
    let home = process.directory.clone();
    execute(process, Program { shown: file, text, argv, home, package, is_unbuffered, is_optimised })
}

fn no_module(process: &mut Process<'_>, name: &str) -> Ended {
    let text = format!("{}: No module named {name}\n", executable(process));
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}

/// `python -m json.tool [file]`
const JSON_TOOL: &str = "import sys
import json
try:
    print(json.dumps(json.loads(open(sys.argv[1]).read() if len(sys.argv) > 1 else sys.stdin.read()), indent=4, ensure_ascii=True))
except ValueError as error:
    sys.exit(str(error))
";
