//! `_layercake`: what the library's Python reaches the machine by.

use crate::content::Rope;
use crate::shell::programs::open_file;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::exceptions::system_error;
use crate::shell::programs::script::python::importing::installed_at;
use crate::shell::programs::script::python::methods::bytes_of;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::{GIVEN, Handler, Vm};
use crate::shell::programs::script::{ErrorKind, Fault, input, web};
use crate::shell::{Hold, Input, Served, Stay, Stop, Stream};
use crate::vfs::{Errno, FileType};

/// Bytes of a file that a program may take in.
const FILE_LIMIT: u64 = 16 << 20;

/// A path argument as it was given, and absolute.
fn path(vm: &mut Vm<'_, '_>, a: &Arguments, place: usize) -> Result<(String, String), Fault> {
    let given = a.text(vm, place)?;
    let absolute = vm.process.absolute(&given);
    Ok((given, absolute))
}

/// Does something with files that may fail.
fn attempt(
    vm: &mut Vm<'_, '_>,
    a: &Arguments,
    act: impl FnOnce(&mut dyn crate::vfs::Files, &str) -> Result<(), Errno>,
) -> Result<Value, Fault> {
    let (given, absolute) = path(vm, a, 0)?;
    match act(vm.process.system.files(), &absolute) {
        Ok(()) => Ok(Value::None),
        Err(errno) => Err(system_error(vm, errno, &given)),
    }
}

/// The bytes of a text or of bytes.
fn content(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Vec<u8>, Fault> {
    match (value, vm.heap.of(value)) {
        (Value::Text(text), _) => Ok(text.as_bytes().to_vec()),
        (_, Some(Object::Bytes(_))) => Ok(bytes_of(vm, value)),
        _ => {
            let kind = vm.type_name(value);
            Err(vm.error(ErrorKind::Type, format!("write() argument must be str, not {kind}")))
        }
    }
}

fn write_file(vm: &mut Vm<'_, '_>, a: &Arguments, append: bool) -> Result<Value, Fault> {
    let bytes = content(vm, &a.at(1))?;
    vm.heap.spend(bytes.len())?;
    attempt(vm, a, |files, path| {
        if append { files.append(path, Rope::from(bytes), 0o666) } else { files.write(path, Rope::from(bytes), 0o666) }
    })
}

/// Listens at a port and waits for a request.
fn accept(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let port = u16::try_from(a.int(vm, 0, 8000)?).unwrap_or(8000);
    let address = a.at(1).as_text().unwrap_or_default().to_string();
    loop {
        let serves = Some((port, Served::program_at(&address)));
        let stay = Stay { serves, ..staying(vm) };
        match vm.process.system.accept(&stay, None)? {
            Some(request) if vm.hear_instead(&request)? => {}
            Some(request) => return web::request_value(vm, &request),
            None => return Err(Fault::Stop(Stop::Stays(stay))),
        }
    }
}

/// How a server stays; one of the library's ends in its own way.
fn staying(vm: &Vm<'_, '_>) -> Stay {
    let stay = vm.staying();
    let on_stop_signal = match vm.registry.get("on_signal") {
        _ if vm.registry.contains_key("graceful") => Some(0),
        Some(Value::Int(code)) if stay.handles.is_empty() => i32::try_from(*code).ok(),
        _ => stay.on_stop_signal,
    };
    Stay { on_stop_signal, ..stay }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "read",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a, 0)?;
            match open_file(vm.process.system, &absolute) {
                Ok(found) => match found.bytes_up_to(FILE_LIMIT) {
                    Ok(bytes) => {
                        vm.heap.spend(bytes.len())?;
                        vm.heap.value(Object::Bytes(bytes.to_vec()))
                    }
                    Err(error) => Err(Fault::Stop(Stop::Limit(format!("a file that a program reads: {error}")))),
                },
                Err(errno) => Err(system_error(vm, errno, &given)),
            }
        },
    },
    Native { name: "write", run: |vm, a| write_file(vm, &a, false) },
    Native { name: "append", run: |vm, a| write_file(vm, &a, true) },
    Native {
        name: "put",
        run: |vm, a| {
            let stream = if a.int(vm, 0, 1)? == 2 { Stream::Err } else { Stream::Out };
            let bytes = content(vm, &a.at(1))?;
            vm.process.output.write(stream, &bytes)?;
            Ok(Value::from(bytes.len()))
        },
    },
    Native {
        name: "flush",
        run: |vm, _| {
            vm.process.output.flush()?;
            Ok(Value::None)
        },
    },
    Native {
        name: "hold",
        run: |vm, a| {
            let hold = match a.int(vm, 0, 0)? {
                size if size < 0 => Hold::Nothing,
                0 => Hold::Line,
                size => Hold::Block(usize::try_from(size).unwrap_or(usize::MAX)),
            };
            vm.process.output.hold(hold)?;
            Ok(Value::None)
        },
    },
    Native {
        name: "isatty",
        run: |vm, a| {
            let is = match a.int(vm, 0, 0)? {
                0 => matches!(vm.process.stdin, Input::Terminal),
                1 => vm.process.output.terminal(Stream::Out).is_some(),
                _ => vm.process.output.terminal(Stream::Err).is_some(),
            };
            Ok(Value::Bool(is))
        },
    },
    Native {
        name: "read_stdin",
        run: |vm, _| {
            let bytes = match vm.process.stdin {
                Input::Terminal => Vec::new(),
                _ => {
                    vm.process.rest_of_stdin()?.bytes_up_to(FILE_LIMIT).map(|bytes| bytes.to_vec()).unwrap_or_default()
                }
            };
            vm.text(String::from_utf8_lossy(&bytes))
        },
    },
    Native {
        name: "read_line",
        run: |vm, _| match input::read_line(vm, "")? {
            Some(line) => vm.text(line + "\n"),
            None => Ok(Value::text("")),
        },
    },
    Native {
        name: "stat",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a, 0)?;
            match vm.process.system.files().stat(&absolute, true) {
                Ok(stat) => {
                    let kind = if stat.kind == FileType::Directory { 0o040_000 } else { 0o100_000 };
                    let fields = vec![
                        Value::Int(i128::from(kind | stat.mode)),
                        Value::Int(i128::from(stat.size)),
                        Value::Float(stat.mtime.0 as f64 / 1e9),
                        Value::Int(i128::from(stat.uid)),
                        Value::Int(i128::from(stat.gid)),
                        Value::Bool(stat.kind == FileType::Directory),
                    ];
                    vm.tuple(fields)
                }
                Err(errno) => Err(system_error(vm, errno, &given)),
            }
        },
    },
    Native {
        name: "listdir",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a, 0)?;
            match vm.process.system.files().read_dir(&absolute) {
                Ok(entries) => {
                    let names = entries.into_iter().map(|entry| Value::from(entry.name)).collect();
                    vm.list(names)
                }
                Err(errno) => Err(system_error(vm, errno, &given)),
            }
        },
    },
    Native { name: "mkdir", run: |vm, a| attempt(vm, &a, |files, path| files.make_dir(path, 0o777)) },
    Native { name: "makedirs", run: |vm, a| attempt(vm, &a, |files, path| files.make_dirs(path, 0o777)) },
    Native { name: "unlink", run: |vm, a| attempt(vm, &a, |files, path| files.remove_file(path)) },
    Native { name: "rmdir", run: |vm, a| attempt(vm, &a, |files, path| files.remove_dir(path)) },
    Native {
        name: "rename",
        run: |vm, a| {
            let (_, to) = path(vm, &a, 1)?;
            attempt(vm, &a, |files, from| files.rename(from, &to))
        },
    },
    Native {
        name: "chmod",
        run: |vm, a| {
            let mode = u32::try_from(a.int(vm, 1, 0)?).unwrap_or(0) & 0o7777;
            attempt(vm, &a, |files, path| files.set_mode(path, mode))
        },
    },
    Native {
        name: "chdir",
        run: |vm, a| {
            let (_, absolute) = path(vm, &a, 0)?;
            let value = attempt(vm, &a, |files, path| match files.stat(path, true)?.kind {
                FileType::Directory => Ok(()),
                _ => Err(Errno::NotDirectory),
            })?;
            vm.process.directory = crate::vfs::Path::new(&absolute).into();
            Ok(value)
        },
    },
    Native { name: "getcwd", run: |vm, _| vm.text(vm.process.directory.clone()) },
    Native {
        name: "environ",
        run: |vm, _| {
            let pairs: Vec<(String, String)> =
                vm.process.environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            let mut dict = Dict::default();
            for (name, value) in pairs {
                dict.put(name, Value::from(value));
            }
            vm.heap.value(Object::Dict(dict))
        },
    },
    Native {
        name: "setenv",
        run: |vm, a| {
            let (name, value) = (a.text(vm, 0)?, a.text(vm, 1)?);
            vm.process.environment.insert(name, value);
            Ok(Value::None)
        },
    },
    Native {
        name: "unsetenv",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            vm.process.environment.remove(&name);
            Ok(Value::None)
        },
    },
    Native { name: "hostname", run: |vm, _| vm.text(vm.process.system.hostname()) },
    Native { name: "kernel", run: |vm, _| vm.text(vm.process.system.kernel_release()) },
    Native { name: "getpid", run: |vm, _| Ok(Value::Int(i128::from(vm.process.pid))) },
    Native { name: "getuid", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.files().identity().uid))) },
    Native { name: "getgid", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.files().identity().gid))) },
    Native {
        name: "user_name",
        run: |vm, _| {
            let uid = vm.process.system.files().identity().uid;
            let name = crate::shell::programs::accounts::user_name(vm.process.system, uid);
            vm.text(name.unwrap_or_else(|| uid.to_string()))
        },
    },
    Native { name: "version", run: |vm, _| vm.text(super::super::version(vm.process)) },
    Native { name: "argv", run: |vm, _| Ok(vm.registry.get("argv").cloned().unwrap_or(Value::None)) },
    Native { name: "home", run: |vm, _| vm.text(vm.home.clone()) },
    Native {
        name: "modules",
        run: |vm, _| {
            let names = vm.modules.keys().map(Value::text).collect();
            vm.list(names)
        },
    },
    Native {
        name: "installed",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            Ok(Value::Bool(installed_at(vm, &name).is_some()))
        },
    },
    Native {
        name: "exec_module",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            // Servers look in the working directory, wherever their own script is.
            vm.home = vm.process.directory.clone();
            super::super::importing::import(vm, &name.into(), false)
        },
    },
    Native { name: "random", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.clock().random()))) },
    // At once: nothing is flushed.
    Native {
        name: "exit",
        run: |vm, a| {
            let status = i32::try_from(a.int(vm, 0, 0)?).unwrap_or(1);
            vm.process.output.hold(Hold::Lost)?;
            Err(Fault::Exit(status))
        },
    },
    Native {
        name: "unsimulated",
        run: |vm, a| {
            let what = a.text(vm, 0)?;
            vm.unsimulated(what)
        },
    },
    Native {
        name: "graceful",
        run: |vm, _| {
            vm.registry.insert("graceful", Value::Bool(true));
            Ok(Value::None)
        },
    },
    Native {
        name: "digest",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            let bytes = content(vm, &a.at(1))?;
            match crate::shell::programs::script::digest::hex(&name, &bytes) {
                Some(text) => vm.text(text),
                None => vm.unsimulated(format!("hashlib.{name}")),
            }
        },
    },
    // Waits for a signal, or so many seconds.
    Native {
        name: "pause",
        run: |vm, a| {
            let nanos = a.at(0).number().map(|seconds| (seconds * 1e9) as i64);
            vm.pause(nanos).map(Value::Bool).map_err(|fault| match fault {
                Fault::Stop(Stop::Stays(stay)) if stay.handles.is_empty() => {
                    Fault::Stop(Stop::Stays(Stay { on_stop_signal: staying(vm).on_stop_signal, ..stay }))
                }
                fault => fault,
            })
        },
    },
    Native {
        name: "on_signal",
        run: |vm, a| {
            let signal = i32::try_from(a.int(vm, 0, 0)?).unwrap_or(0);
            let arguments = vec![Value::Int(i128::from(signal)), Value::None];
            let function = a.at(1);
            let handler = (!function.is_nothing()).then_some(Handler { function, arguments });
            vm.handle(signal, handler);
            Ok(Value::None)
        },
    },
    // Whether a step of an async generator's gave a value, and what it gave.
    Native {
        name: "given",
        run: |vm, a| {
            let value = match vm.heap.of(&a.at(0)) {
                Some(Object::Bound { function: Value::Native(native), this }) if native.name == GIVEN.name => {
                    Some(this.clone())
                }
                _ => None,
            };
            let is = Value::Bool(value.is_some());
            vm.tuple(vec![is, value.unwrap_or(a.at(0))])
        },
    },
    Native { name: "handled", run: |vm, _| Ok(vm.handled().unwrap_or(Value::None)) },
    // The text of an exception's traceback, from where it was caught.
    Native {
        name: "traced",
        run: |vm, a| {
            let text = super::super::traceback::caught(vm, &a.at(0))?;
            vm.text(text)
        },
    },
    // The places of a traceback: file, line, function, text.
    Native {
        name: "places",
        run: |vm, a| {
            let mut rows = Vec::new();
            for (file, line, function, text, first) in super::super::traceback::places(vm, &a.at(0)) {
                let (line, first) = (Value::Int(line.into()), Value::Int(first.into()));
                let row = vec![Value::text(file), line, Value::text(function), Value::text(text), first];
                rows.push(vm.tuple(row)?);
            }
            vm.list(rows)
        },
    },
    // Where the program stands, the library left out.
    Native {
        name: "stack",
        run: |vm, _| {
            let mut rows = Vec::new();
            for point in vm.trace().into_iter().filter(|point| !point.code.file.is_library) {
                let row = vec![
                    Value::text(&point.code.file.shown),
                    Value::Int(point.span.line.into()),
                    Value::text(&point.code.name),
                    Value::text(point.code.file.line(point.span.line).unwrap_or_default().trim()),
                ];
                rows.push(vm.tuple(row)?);
            }
            vm.list(rows)
        },
    },
    // A module by its name, as it stands in `sys.modules`.
    Native {
        name: "module",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            Ok(vm.modules.get(&name).cloned().unwrap_or(Value::None))
        },
    },
    Native {
        name: "import",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            super::super::importing::import(vm, &name.into(), false)
        },
    },
    // A call in a tuple; where something in it is not simulated, this is said, and nothing is given.
    Native {
        name: "attempt",
        run: |vm, a| {
            let depth = vm.frames.len();
            let given = Arguments::of(a.plain.get(1..).unwrap_or_default().to_vec());
            let what = match vm.call(&a.at(0), given) {
                Err(Fault::Unsimulated(what) | Fault::UnsimulatedAt { what, .. }) => what,
                result => {
                    let value = result?;
                    return vm.tuple(vec![value]);
                }
            };
            let own = vm.frames.iter().rev().find(|frame| !frame.code.file.is_library);
            let place = own
                .map_or_else(String::new, |frame| format!("{}, line {}: ", frame.code.file.shown, frame.span().line));
            vm.frames.truncate(depth);
            let text = format!("layercake: {place}{what} is not simulated\n");
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(Value::None)
        },
    },
    // The names of the program's own file.
    Native {
        name: "main_names",
        run: |vm, _| {
            let mut dict = Dict::default();
            if let Some(scope) = vm.frames.first().map(|frame| frame.scope) {
                for (symbol, value) in vm.names_of(vm.outermost(scope)) {
                    dict.put(vm.symbols.name(symbol), value);
                }
            }
            vm.heap.value(Object::Dict(dict))
        },
    },
    Native { name: "literal", run: |vm, a| super::super::evaluating::literal(vm, &a) },
    Native { name: "accept", run: |vm, a| accept(vm, &a) },
    Native {
        name: "respond",
        run: |vm, a| {
            web::respond(vm, &a)?;
            Ok(Value::None)
        },
    },
    Native { name: "fetch", run: |vm, a| web::fetch(vm, &a) },
    Native {
        name: "callers",
        run: |vm, _| {
            let own = vm.trace().into_iter().rev().filter(|point| !point.code.file.is_library);
            let rows: Vec<_> = own.map(|at| (at.code.name.clone(), at.code.file.shown.clone(), at.span.line)).collect();
            let mut all = Vec::new();
            for (name, file, line) in rows {
                let row = vec![vm.text(&*name)?, vm.text(&*file)?, Value::Int(i128::from(line))];
                all.push(vm.heap.value(Object::Tuple(row))?);
            }
            vm.heap.value(Object::List(all))
        },
    },
    Native {
        name: "trace",
        run: |vm, a| {
            let text = super::super::traceback::inside(vm, &a.at(0))?;
            vm.text(text)
        },
    },
];
