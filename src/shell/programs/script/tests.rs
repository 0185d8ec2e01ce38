//! Programs in, text out.

mod javascript;
mod python;

use crate::shell::programs::find;
use crate::shell::testing::Machine;
use crate::shell::{Flavour, Input, OutputBuffer, Process, Stop, Stream};
use crate::vfs::Files;

/// A machine with these files below `/app`.
fn machine(files: &[(&str, &str)]) -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    machine.tree.make_dir("/app", 0o755).unwrap();
    for (name, text) in files {
        let path = format!("/app/{name}");
        if let Some((folder, _)) = path.rsplit_once('/') {
            machine.tree.make_dirs(folder, 0o755).unwrap();
        }
        machine.tree.write(&path, text.to_string().into(), 0o644).unwrap();
    }
    machine
}

/// Runs a command in `/app`: standard output, standard error, how it ended.
fn run_on(machine: &mut Machine, arguments: &[&str], stdin: &str) -> (String, String, Result<i32, Stop>) {
    let mut output = OutputBuffer::default();
    let name = arguments.first().copied().unwrap_or_default();
    let environment = [("PATH", "/bin"), ("HOME", "/root"), ("PYTHON_VERSION", "3.14.7"), ("GREETING", "hello")];
    let stdin = match stdin {
        "" => Input::Empty,
        text => Input::Data { content: text.to_string().into(), position: 0 },
    };
    let result = find(name).unwrap().run(&mut Process {
        arguments: arguments.iter().map(|word| word.to_string()).collect(),
        environment: environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        directory: "/app".into(),
        stdin,
        output: &mut output,
        system: machine,
        flavour: Flavour::Gnu,
        pid: 1,
        inside: None,
    });
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    (text(Stream::Out), text(Stream::Err), result)
}

/// Runs a program of one file: everything that it printed, and its exit code.
fn run(interpreter: &str, file: &str, text: &str) -> (String, i32) {
    let mut machine = machine(&[(file, text)]);
    let (out, err, ended) = run_on(&mut machine, &[interpreter, file], "");
    (out + &err, ended.unwrap_or(-1))
}
