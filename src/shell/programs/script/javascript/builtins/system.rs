//! `_layercake`: what the library's JavaScript reaches the machine by.

use crate::content::Rope;
use crate::shell::programs::machine::kill::signal_number;
use crate::shell::programs::open_file;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record};
use crate::shell::programs::script::javascript::conversion::to_number;
use crate::shell::programs::script::javascript::errors::system_error;
use crate::shell::programs::script::javascript::inspect::inspect;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{Handler, Vm};
use crate::shell::programs::script::web::Listener;
use crate::shell::programs::script::{Fault, web};
use crate::shell::{Stop, Stream};
use crate::vfs::{Errno, FileType, Files};

/// Bytes of a file that a program may take in.
const FILE_LIMIT: u64 = 16 << 20;

/// A path as it was given, and absolute.
fn path(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<(String, String), Fault> {
    let given = a.text(vm, 0)?;
    let absolute = vm.process.absolute(&given);
    Ok((given, absolute))
}

fn attempt(
    vm: &mut Vm<'_, '_>,
    a: &Arguments,
    call: &str,
    act: impl FnOnce(&mut dyn Files, &str) -> Result<(), Errno>,
) -> Result<Value, Fault> {
    let (given, absolute) = path(vm, a)?;
    match act(vm.process.system.files(), &absolute) {
        Ok(()) => Ok(Value::Undefined),
        Err(errno) => Err(system_error(vm, errno, call, &given)),
    }
}

fn bytes(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Vec<u8>, Fault> {
    match vm.heap.of(value) {
        Some(Object::Bytes(bytes)) => Ok(bytes.clone()),
        _ => Ok(vm.shown(value)?.into_bytes()),
    }
}

fn write(vm: &mut Vm<'_, '_>, a: &Arguments, append: bool) -> Result<Value, Fault> {
    let content = bytes(vm, &a.at(1))?;
    vm.heap.spend(content.len())?;
    attempt(vm, a, "open", |files, path| {
        let content = Rope::from(content);
        if append { files.append(path, content, 0o666) } else { files.write(path, content, 0o666) }
    })
}

fn record(vm: &mut Vm<'_, '_>, members: Vec<(&str, Value)>) -> Result<Value, Fault> {
    let object = vm.heap.value(Object::Record(Record::default()))?;
    for (name, value) in members {
        vm.set_member(&object, name, value)?;
    }
    Ok(object)
}

/// What a file is; `follows`: what a link leads to.
fn stat(vm: &mut Vm<'_, '_>, a: &Arguments, follows: bool) -> Result<Value, Fault> {
    let (given, absolute) = path(vm, a)?;
    match vm.process.system.files().stat(&absolute, follows) {
        Ok(stat) => {
            let members = vec![
                ("size", Value::Float(stat.size as f64)),
                ("mode", Value::Float(f64::from(stat.mode))),
                ("mtimeMs", Value::Float(stat.mtime.0 as f64 / 1e6)),
                ("directory", Value::Bool(stat.kind == FileType::Directory)),
                ("link", Value::Bool(stat.kind == FileType::Symlink)),
            ];
            record(vm, members)
        }
        Err(errno) => Err(system_error(vm, errno, if follows { "stat" } else { "lstat" }, &given)),
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "read",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a)?;
            match open_file(vm.process.system, &absolute) {
                Ok(found) => match found.bytes_up_to(FILE_LIMIT) {
                    Ok(bytes) => {
                        vm.heap.spend(bytes.len())?;
                        vm.heap.value(Object::Bytes(bytes.to_vec()))
                    }
                    Err(error) => Err(Fault::Stop(Stop::Limit(format!("a file that a program reads: {error}")))),
                },
                Err(errno) => Err(system_error(vm, errno, "open", &given)),
            }
        },
    },
    Native { name: "write", run: |vm, a| write(vm, &a, false) },
    Native { name: "append", run: |vm, a| write(vm, &a, true) },
    Native { name: "stat", run: |vm, a| stat(vm, &a, true) },
    Native { name: "lstat", run: |vm, a| stat(vm, &a, false) },
    Native {
        name: "readlink",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a)?;
            match vm.process.system.files().read_link(&absolute) {
                Ok(target) => vm.text(target),
                Err(errno) => Err(system_error(vm, errno, "readlink", &given)),
            }
        },
    },
    Native {
        name: "readdir",
        run: |vm, a| {
            let (given, absolute) = path(vm, &a)?;
            match vm.process.system.files().read_dir(&absolute) {
                Ok(entries) => {
                    let names = entries.into_iter().map(|entry| Value::from(entry.name)).collect();
                    vm.list(names)
                }
                Err(errno) => Err(system_error(vm, errno, "scandir", &given)),
            }
        },
    },
    Native { name: "mkdir", run: |vm, a| attempt(vm, &a, "mkdir", |files, path| files.make_dir(path, 0o777)) },
    Native { name: "mkdirs", run: |vm, a| attempt(vm, &a, "mkdir", |files, path| files.make_dirs(path, 0o777)) },
    Native { name: "unlink", run: |vm, a| attempt(vm, &a, "unlink", |files, path| files.remove_file(path)) },
    Native { name: "rmdir", run: |vm, a| attempt(vm, &a, "rmdir", |files, path| files.remove_dir(path)) },
    Native {
        name: "rename",
        run: |vm, a| {
            let to = a.text(vm, 1)?;
            let to = vm.process.absolute(&to);
            attempt(vm, &a, "rename", |files, from| files.rename(from, &to))
        },
    },
    Native {
        name: "put",
        run: |vm, a| {
            let stream = if to_number(vm, &a.at(0))? == 2.0 { Stream::Err } else { Stream::Out };
            let content = bytes(vm, &a.at(1))?;
            vm.process.output.write(stream, &content)?;
            Ok(Value::Bool(true))
        },
    },
    Native {
        name: "readStdin",
        run: |vm, _| {
            let bytes = match vm.process.stdin {
                crate::shell::Input::Terminal => Vec::new(),
                _ => {
                    vm.process.rest_of_stdin()?.bytes_up_to(FILE_LIMIT).map(|bytes| bytes.to_vec()).unwrap_or_default()
                }
            };
            vm.heap.value(Object::Bytes(bytes))
        },
    },
    Native {
        name: "environment",
        run: |vm, _| {
            let pairs: Vec<(String, String)> =
                vm.process.environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            let object = vm.heap.value(Object::Record(Record::default()))?;
            for (name, value) in pairs {
                vm.set_entry(&object, Value::from(name), Value::from(value))?;
            }
            Ok(object)
        },
    },
    Native { name: "argv", run: |vm, _| Ok(vm.registry.get("argv").cloned().unwrap_or(Value::Undefined)) },
    Native { name: "cwd", run: |vm, _| vm.text(vm.process.directory.clone()) },
    Native {
        name: "chdir",
        run: |vm, a| {
            let (_, absolute) = path(vm, &a)?;
            attempt(vm, &a, "chdir", |files, path| match files.stat(path, true)?.kind {
                FileType::Directory => Ok(()),
                _ => Err(Errno::NotDirectory),
            })?;
            vm.process.directory = crate::vfs::Path::new(&absolute).into();
            Ok(Value::Undefined)
        },
    },
    Native { name: "version", run: |vm, _| vm.text(super::super::version(vm.process)) },
    Native { name: "hostname", run: |vm, _| vm.text(vm.process.system.hostname()) },
    Native { name: "kernel", run: |vm, _| vm.text(vm.process.system.kernel_release()) },
    Native { name: "pid", run: |vm, _| Ok(Value::Float(f64::from(vm.process.pid))) },
    Native { name: "uid", run: |vm, _| Ok(Value::Float(f64::from(vm.process.system.files().identity().uid))) },
    Native {
        name: "userName",
        run: |vm, _| {
            let uid = vm.process.system.files().identity().uid;
            let name = crate::shell::programs::accounts::user_name(vm.process.system, uid);
            vm.text(name.unwrap_or_else(|| uid.to_string()))
        },
    },
    Native { name: "now", run: |vm, _| Ok(Value::Float((vm.process.system.clock().now().0 / 1_000_000) as f64)) },
    Native {
        name: "formatTime",
        run: |vm, a| {
            let millis = to_number(vm, &a.at(0))?;
            let format = a.text(vm, 1)?;
            vm.text(crate::clock::Timestamp((millis * 1e6) as i64).in_utc(&format))
        },
    },
    Native {
        name: "parseTime",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            let whole = match text.len() {
                10 => format!("{text}T00:00:00Z"),
                _ if text.ends_with('Z') || text.get(11..).is_some_and(|rest| rest.contains(['+', '-'])) => {
                    text.clone()
                }
                _ => format!("{}Z", text.replace(' ', "T")),
            };
            let at = crate::clock::Timestamp::parse(&whole);
            Ok(Value::Float(at.map_or(f64::NAN, |at| (at.0 / 1_000_000) as f64)))
        },
    },
    Native { name: "random", run: |vm, _| Ok(Value::Float((vm.process.system.clock().random() >> 11) as f64)) },
    Native { name: "exit", run: |vm, a| Err(Fault::Exit(to_number(vm, &a.at(0))? as i32)) },
    Native {
        name: "unsimulated",
        run: |vm, a| {
            let what = a.text(vm, 0)?;
            vm.unsimulated(what)
        },
    },
    Native { name: "inspect", run: |vm, a| inspect(vm, &a.at(0)).and_then(|text| vm.text(text)) },
    Native { name: "format", run: |vm, a| super::format(vm, &a.plain).and_then(|text| vm.text(text)) },
    Native {
        name: "bytes",
        run: |vm, a| {
            let coding = a.at(1);
            let text = a.text(vm, 0)?;
            let made = match coding.as_text() {
                Some("base64") => {
                    use base64::Engine as _;
                    base64::engine::general_purpose::STANDARD.decode(text.trim()).unwrap_or_default()
                }
                Some("hex") => {
                    let digits: Vec<u8> =
                        text.chars().filter_map(|letter| letter.to_digit(16)).map(|digit| digit as u8).collect();
                    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect()
                }
                _ => text.into_bytes(),
            };
            vm.heap.spend(made.len())?;
            vm.heap.value(Object::Bytes(made))
        },
    },
    Native { name: "isBytes", run: |vm, a| Ok(Value::Bool(matches!(vm.heap.of(&a.at(0)), Some(Object::Bytes(_))))) },
    Native {
        name: "digest",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            let content = bytes(vm, &a.at(1))?;
            match crate::shell::programs::script::digest::hex(&name, &content) {
                Some(text) => vm.text(text),
                None => vm.unsimulated(format!("the digest {name}")),
            }
        },
    },
    Native {
        name: "listen",
        run: |vm, a| {
            let port = to_number(vm, &a.at(0))? as u16;
            if vm.events.listeners.iter().any(|listener| listener.port == port) {
                return Ok(Value::Bool(false));
            }
            let address = a.at(2).as_text().unwrap_or_default().to_string();
            vm.events.listeners.push(Listener { port, address, handler: a.at(1) });
            Ok(Value::Bool(true))
        },
    },
    Native {
        name: "close",
        run: |vm, a| {
            let port = to_number(vm, &a.at(0))? as u16;
            vm.events.listeners.retain(|listener| listener.port != port);
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "signal",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            let Some(signal) = signal_number(&name).filter(|number| *number > 0) else { return Ok(Value::Undefined) };
            let function = a.at(1);
            let arguments = vec![Value::text(&name), Value::Float(f64::from(signal))];
            let handler = (!function.is_nothing()).then_some(Handler { function, arguments });
            vm.handle(signal, handler);
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "respond",
        run: |vm, a| {
            web::respond(vm, &a)?;
            Ok(Value::Undefined)
        },
    },
    Native { name: "fetch", run: |vm, a| web::fetch(vm, &a) },
    Native {
        name: "queue",
        run: |vm, a| {
            vm.queue(a.at(0), a.plain.iter().skip(1).cloned().collect());
            Ok(Value::Undefined)
        },
    },
];
