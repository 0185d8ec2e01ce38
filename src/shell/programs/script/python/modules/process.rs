//! `_process`: how `subprocess` and `os.system` start other programs.

use crate::content::Rope;
use crate::shell::environment::Environment;
use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::exceptions::system_error;
use crate::shell::programs::script::python::methods::bytes_of;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};
use crate::shell::{Input, Output, OutputBuffer, Stop, Stream, TerminalSize};
use crate::vfs::Errno;

/// Where the two streams of a child go.
struct Split<'a> {
    outer: &'a mut dyn Output,
    kept: OutputBuffer,
    ways: [Way; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Through,
    Kept,
    Gone,
    /// Standard error goes where standard output does.
    Joined,
}

impl Way {
    fn of(value: &Value) -> Way {
        match value.as_text() {
            Some("kept") => Way::Kept,
            Some("gone") => Way::Gone,
            Some("joined") => Way::Joined,
            _ => Way::Through,
        }
    }
}

impl Split<'_> {
    fn way(&self, stream: Stream) -> (Way, Stream) {
        match (stream, self.ways[1]) {
            (Stream::Err, Way::Joined) => (self.ways[0], Stream::Out),
            (Stream::Err, way) => (way, stream),
            (Stream::Out, _) => (self.ways[0], stream),
        }
    }
}

impl Output for Split<'_> {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        match self.way(stream) {
            (Way::Kept, stream) => self.kept.write(stream, bytes),
            (Way::Gone, _) => Ok(()),
            (_, stream) => self.outer.write(stream, bytes),
        }
    }
    fn terminal(&self, stream: Stream) -> Option<TerminalSize> {
        match self.way(stream) {
            (Way::Through, stream) => self.outer.terminal(stream),
            _ => None,
        }
    }
    fn flush(&mut self) -> Result<(), Stop> {
        self.outer.flush()
    }
}

/// `run(words, input, environment, directory, out, err)`: exit code, standard output, standard error.
fn run(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut arguments = Vec::new();
    for word in vm.collect(&a.at(0))? {
        match word.as_text() {
            Some(text) => arguments.push(text.to_string()),
            None => {
                let kind = vm.type_name(&word);
                let text = format!("expected str, bytes or os.PathLike object, not {kind}");
                return Err(vm.error(ErrorKind::Type, text));
            }
        }
    }
    let environment = match vm.heap.entries(&a.at(2)) {
        Some(entries) => {
            let mut environment = Environment::default();
            for (name, value) in entries.iter() {
                if let (Some(name), Some(value)) = (name.as_text(), value.as_text()) {
                    environment.insert(name.to_string(), value.to_string());
                }
            }
            environment
        }
        None => vm.process.environment.clone(),
    };
    let directory = match a.at(3) {
        Value::Text(path) => vm.process.absolute(&path),
        _ => vm.process.directory.clone(),
    };
    let mut stdin = match vm.heap.of(&a.at(1)) {
        Some(Object::Bytes(_)) => Input::Data { content: Rope::from(bytes_of(vm, &a.at(1))), position: 0 },
        _ if a.at(1) == Value::Bool(true) => std::mem::take(&mut vm.process.stdin),
        _ => Input::Empty,
    };
    let name = arguments.first().cloned().unwrap_or_default();
    let mut split = Split {
        outer: &mut *vm.process.output,
        kept: OutputBuffer::default(),
        ways: [Way::of(&a.at(4)), Way::of(&a.at(5))],
    };
    let result = launch(Launch {
        arguments,
        environment,
        directory,
        stdin: &mut stdin,
        output: &mut split,
        system: &mut *vm.process.system,
        pid: vm.process.pid.wrapping_add(1),
    });
    let kept = split.kept;
    if a.at(1) == Value::Bool(true) {
        vm.process.stdin = stdin;
    }
    let status = match result {
        Ok(status) => status,
        Err(LaunchError::Stop(stop)) => return Err(stop.into()),
        Err(LaunchError::Unsimulated(what)) => return vm.unsimulated(what),
        Err(LaunchError::Denied(errno)) => return Err(system_error(vm, errno, &name)),
        Err(LaunchError::ExecFormat(_) | LaunchError::PlainScript(_)) => {
            let words = vec![Value::Int(8), Value::text("Exec format error"), Value::text(&name)];
            let class = vm.class("OSError")?;
            let exception = vm.call(&Value::Object(class), Arguments::of(words))?;
            return Err(vm.throw(exception));
        }
        Err(_) => return Err(system_error(vm, Errno::NoEntry, &name)),
    };
    let (out, err) = (kept.stream(Stream::Out), kept.stream(Stream::Err));
    vm.heap.spend(out.len() + err.len())?;
    let (out, err) = (vm.heap.value(Object::Bytes(out))?, vm.heap.value(Object::Bytes(err))?);
    vm.tuple(vec![Value::Int(status.into()), out, err])
}

pub static FUNCTIONS: &[Native] = &[Native { name: "run", run }];
