//! `Layercake`: what the library's Ruby reaches the machine by.

use super::given::need_text;
use super::kernel::lines;
use super::number::real;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::shell::programs::open_file;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::json::{self, Problem, Style};
use crate::shell::programs::script::ruby::{errors, functions, loading};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, digest, input, web};
use crate::shell::{Hold, Input, Served, Stay, Stop, Stream};
use crate::vfs::{Errno, FileType};

/// Bytes of a file that a program may take in.
const FILE_LIMIT: u64 = 16 << 20;

/// Does something with a file that may fail; `call`: the system call that the message names.
fn attempt<T>(
    vm: &mut Vm<'_, '_>,
    a: &Arguments,
    call: &str,
    act: impl FnOnce(&mut dyn crate::vfs::Files, &str) -> Result<T, Errno>,
) -> Result<T, Fault> {
    let given = need_text(vm, a, 0)?;
    let absolute = vm.process.absolute(&given);
    match act(vm.process.system.files(), &absolute) {
        Ok(value) => Ok(value),
        Err(errno) => Err(errors::system(vm, errno, &format!("{call} - {given}"))),
    }
}

fn read(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let given = need_text(vm, a, 0)?;
    let absolute = vm.process.absolute(&given);
    match open_file(vm.process.system, &absolute) {
        Ok(found) => match found.bytes_up_to(FILE_LIMIT) {
            Ok(bytes) => vm.text(String::from_utf8_lossy(&bytes)),
            Err(error) => Err(Fault::Stop(Stop::Limit(format!("a file that a program reads: {error}")))),
        },
        Err(Errno::IsDirectory) => Err(errors::system(vm, Errno::IsDirectory, &format!("io_fread - {given}"))),
        Err(errno) => Err(errors::system(vm, errno, &format!("rb_sysopen - {given}"))),
    }
}

fn write(vm: &mut Vm<'_, '_>, a: &Arguments, append: bool) -> Result<Value, Fault> {
    let text = a.text(vm, 1)?;
    vm.heap.spend(text.len())?;
    let length = text.len();
    attempt(vm, a, "rb_sysopen", |files, path| {
        let content = Rope::from(text.into_bytes());
        if append { files.append(path, content, 0o666) } else { files.write(path, content, 0o666) }
    })?;
    Ok(Value::from(length))
}

fn test(vm: &mut Vm<'_, '_>, a: &Arguments, kind: Option<FileType>) -> Result<Value, Fault> {
    let path = need_text(vm, a, 0)?;
    let path = vm.process.absolute(&path);
    let found = vm.process.system.files().stat(&path, true);
    Ok(Value::Bool(found.is_ok_and(|stat| kind.is_none_or(|kind| stat.kind == kind))))
}

/// How a server stays; one of the library's ends in its own way.
fn staying(vm: &Vm<'_, '_>) -> Stay {
    let stay = vm.staying();
    match vm.registry.contains_key("graceful") {
        true => Stay { on_stop_signal: Some(0), ..stay },
        false => stay,
    }
}

/// JSON as the library `json` writes it.
fn written(vm: &mut Vm<'_, '_>, value: &Value, style: &Style) -> Result<Value, Fault> {
    let mut otherwise = |vm: &mut Vm<'_, '_>, value: &Value| -> Result<Option<Value>, Fault> {
        match vm.heap.of(value) {
            Some(Object::List(_) | Object::Dict(_)) => Ok(None),
            _ => {
                let own = vm.receiver(value, "to_h")?.filter(|_| vm.class_of(value).is_some());
                match own {
                    Some(_)
                        if vm
                            .receiver(value, "to_json")?
                            .is_some_and(|(method, _)| !matches!(method, Value::Native(_))) =>
                    {
                        vm.send(value, "to_h", Vec::new()).map(Some)
                    }
                    _ => vm.shown(value).map(|text| Some(Value::text(text))),
                }
            }
        }
    };
    match json::write(vm, value, style, &mut otherwise) {
        Ok(text) => vm.text(text),
        Err(Problem::Fault(fault)) => Err(fault),
        Err(Problem::Deep) => Err(vm.error(ErrorKind::Value, "nesting of 100 is too deep")),
        Err(Problem::Value(_)) => vm.unsimulated("this value as JSON"),
    }
}

/// Keys as symbols, all the way down.
fn with_symbols(vm: &mut Vm<'_, '_>, value: Value, depth: usize) -> Result<Value, Fault> {
    if depth > 60 {
        return Ok(value);
    }
    if let Some(items) = vm.heap.items(&value).cloned() {
        let mut all = Vec::new();
        for item in items {
            all.push(with_symbols(vm, item, depth + 1)?);
        }
        return vm.list(all);
    }
    let Some(Object::Dict(entries)) = vm.heap.of(&value) else { return Ok(value) };
    let entries: Vec<(Value, Value)> = entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let table = vm.heap.value(Object::Dict(Default::default()))?;
    for (key, value) in entries {
        let key = if let Value::Text(name) = key { Value::Symbol(name) } else { key };
        let value = with_symbols(vm, value, depth + 1)?;
        vm.set_entry(&table, key, value)?;
    }
    Ok(table)
}

fn style(indent: Option<&str>) -> Style {
    let colon = if indent.is_some() { ": " } else { ":" };
    Style { indent: indent.map(String::from), separators: (",".into(), colon.into()), ascii: false, sort: false }
}

fn moment(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Timestamp, Fault> {
    match a.at(0) {
        Value::Int(nanos) => Ok(Timestamp(i64::try_from(nanos).unwrap_or(0))),
        other => Ok(Timestamp((real(vm, &other)? * 1e9) as i64)),
    }
}

pub static METHODS: &[Native] = &[
    Native { name: "self.read", run: |vm, a| read(vm, &a) },
    Native { name: "self.write", run: |vm, a| write(vm, &a, false) },
    Native { name: "self.append", run: |vm, a| write(vm, &a, true) },
    Native { name: "self.exist?", run: |vm, a| test(vm, &a, None) },
    Native { name: "self.file?", run: |vm, a| test(vm, &a, Some(FileType::File)) },
    Native { name: "self.directory?", run: |vm, a| test(vm, &a, Some(FileType::Directory)) },
    Native {
        name: "self.stat",
        run: |vm, a| {
            let stat = attempt(vm, &a, "rb_file_s_size", |files, path| files.stat(path, true))?;
            let fields = [i128::from(stat.size), i128::from(stat.mode), i128::from(stat.mtime.0)].map(Value::Int);
            vm.list(fields.to_vec())
        },
    },
    Native {
        name: "self.names",
        run: |vm, a| {
            let entries = attempt(vm, &a, "dir_initialize", |files, path| files.read_dir(path))?;
            vm.list(entries.into_iter().map(|entry| Value::from(entry.name)).collect())
        },
    },
    Native {
        name: "self.mkdir",
        run: |vm, a| attempt(vm, &a, "dir_s_mkdir", |files, path| files.make_dir(path, 0o777)).map(|()| Value::Int(0)),
    },
    Native {
        name: "self.mkdir_p",
        run: |vm, a| attempt(vm, &a, "dir_s_mkdir", |files, path| files.make_dirs(path, 0o777)).map(|()| Value::Int(0)),
    },
    Native {
        name: "self.unlink",
        run: |vm, a| attempt(vm, &a, "apply2files", |files, path| files.remove_file(path)).map(|()| Value::Int(1)),
    },
    Native {
        name: "self.rmdir",
        run: |vm, a| attempt(vm, &a, "dir_s_rmdir", |files, path| files.remove_dir(path)).map(|()| Value::Int(0)),
    },
    Native {
        name: "self.rename",
        run: |vm, a| {
            let to = need_text(vm, &a, 1)?;
            let to = vm.process.absolute(&to);
            attempt(vm, &a, "rb_file_s_rename", |files, from| files.rename(from, &to)).map(|()| Value::Int(0))
        },
    },
    Native {
        name: "self.chmod",
        run: |vm, a| {
            let mode = u32::try_from(a.int(vm, 1, 0)?).unwrap_or(0) & 0o7777;
            attempt(vm, &a, "apply2files", |files, path| files.set_mode(path, mode)).map(|()| Value::Int(1))
        },
    },
    Native {
        name: "self.absolute",
        run: |vm, a| {
            let path = need_text(vm, &a, 0)?;
            let path: String = crate::vfs::Path::new(&vm.process.absolute(&path)).into();
            vm.text(path)
        },
    },
    Native { name: "self.pwd", run: |vm, _| vm.text(vm.process.directory.clone()) },
    Native {
        name: "self.chdir",
        run: |vm, a| {
            attempt(vm, &a, "dir_chdir0", |files, path| match files.stat(path, true)?.kind {
                FileType::Directory => Ok(()),
                _ => Err(Errno::NotDirectory),
            })?;
            let path = need_text(vm, &a, 0)?;
            vm.process.directory = crate::vfs::Path::new(&vm.process.absolute(&path)).into();
            Ok(Value::Int(0))
        },
    },
    Native {
        name: "self.put",
        run: |vm, a| {
            let stream = if a.at(0) == Value::Int(2) { Stream::Err } else { Stream::Out };
            let text = a.text(vm, 1)?;
            vm.process.output.write(stream, text.as_bytes())?;
            Ok(Value::from(text.len()))
        },
    },
    Native {
        name: "self.flush",
        run: |vm, _| {
            vm.process.output.flush()?;
            Ok(Value::None)
        },
    },
    Native {
        name: "self.hold",
        run: |vm, a| {
            let block = usize::try_from(a.int(vm, 0, 0)?).unwrap_or(0);
            vm.process.output.hold(if block == 0 { Hold::Nothing } else { Hold::Block(block) })?;
            Ok(Value::None)
        },
    },
    Native {
        name: "self.lines",
        run: |vm, a| {
            let mut out = String::new();
            lines(vm, &a.plain, 0, &mut out)?;
            vm.text(if a.plain.is_empty() { "\n".into() } else { out })
        },
    },
    Native {
        name: "self.read_line",
        run: |vm, _| match input::read_line(vm, "")? {
            Some(line) => vm.text(line + "\n"),
            None => Ok(Value::None),
        },
    },
    Native {
        name: "self.read_all",
        run: |vm, _| {
            if matches!(vm.process.stdin, Input::Terminal) {
                let mut out = String::new();
                while let Some(line) = input::read_line(vm, "")? {
                    vm.heap.spend(line.len())?;
                    out = out + &line + "\n";
                }
                return vm.text(out);
            }
            let bytes =
                vm.process.rest_of_stdin()?.bytes_up_to(FILE_LIMIT).map(|bytes| bytes.to_vec()).unwrap_or_default();
            vm.text(String::from_utf8_lossy(&bytes))
        },
    },
    Native { name: "self.terminal?", run: |vm, _| Ok(Value::Bool(matches!(vm.process.stdin, Input::Terminal))) },
    Native {
        name: "self.env",
        run: |vm, _| {
            let pairs: Vec<(String, String)> =
                vm.process.environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            let table = vm.heap.value(Object::Dict(Default::default()))?;
            for (name, value) in pairs {
                vm.set_entry(&table, Value::from(name), Value::from(value))?;
            }
            Ok(table)
        },
    },
    Native {
        name: "self.setenv",
        run: |vm, a| {
            let name = need_text(vm, &a, 0)?;
            if a.at(1).is_nothing() {
                vm.process.environment.remove(&name);
            } else {
                let value = need_text(vm, &a, 1)?;
                vm.process.environment.insert(name, value);
            }
            Ok(a.at(1))
        },
    },
    Native { name: "self.hostname", run: |vm, _| vm.text(vm.process.system.hostname()) },
    Native { name: "self.pid", run: |vm, _| Ok(Value::Int(i128::from(vm.process.pid))) },
    Native { name: "self.uid", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.files().identity().uid))) },
    Native { name: "self.now", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.clock().now().0))) },
    Native {
        name: "self.time",
        run: |vm, a| {
            let at = moment(vm, &a)?;
            let format = need_text(vm, &a, 1)?;
            let nanos = at.subsecond_nanos();
            let format = format
                .replace("%L", &format!("{:03}", nanos / 1_000_000))
                .replace("%6N", &format!("{:06}", nanos / 1000))
                .replace("%3N", &format!("{:03}", nanos / 1_000_000))
                .replace("%N", &format!("{nanos:09}"))
                .replace("%Z", "UTC")
                .replace("%:z", "+00:00")
                .replace("%z", "+0000")
                .replace("%F", "%Y-%m-%d")
                .replace("%T", "%H:%M:%S")
                .replace("%R", "%H:%M");
            vm.text(at.in_utc(&format))
        },
    },
    Native {
        name: "self.seconds",
        run: |vm, a| {
            let text = need_text(vm, &a, 0)?;
            Ok(Timestamp::parse(&text).map_or(Value::None, |at| Value::Int(i128::from(at.seconds()))))
        },
    },
    Native { name: "self.random", run: |vm, _| Ok(Value::Int(i128::from(vm.process.system.clock().random()))) },
    Native { name: "self.json", run: |vm, a| written(vm, &a.at(0), &style(None)) },
    Native { name: "self.pretty_json", run: |vm, a| written(vm, &a.at(0), &style(Some("  "))) },
    Native {
        name: "self.parse_json",
        run: |vm, a| {
            let text = need_text(vm, &a, 0)?;
            match json::read(vm, &text)? {
                Ok(value) if vm.truth(&a.at(1))? => with_symbols(vm, value, 0),
                Ok(value) => Ok(value),
                Err(at) => Ok(Value::Symbol(at.to_string().into())),
            }
        },
    },
    Native {
        name: "self.digest",
        run: |vm, a| {
            let (name, text) = (need_text(vm, &a, 0)?, need_text(vm, &a, 1)?);
            match digest::hex(&name, text.as_bytes()) {
                Some(text) => vm.text(text),
                None => vm.unsimulated(format!("the digest {name}")),
            }
        },
    },
    Native {
        name: "self.installed?",
        run: |vm, a| {
            let name = need_text(vm, &a, 0)?;
            Ok(Value::Bool(loading::installed(vm, &name).is_some()))
        },
    },
    Native {
        name: "self.gem_version",
        run: |vm, a| {
            let name = need_text(vm, &a, 0)?;
            match loading::installed(vm, &name) {
                Some((_, version)) => vm.text(version),
                None => Ok(Value::None),
            }
        },
    },
    Native {
        name: "self.unsimulated",
        run: |vm, a| {
            let what = need_text(vm, &a, 0)?;
            vm.unsimulated(what)
        },
    },
    Native {
        name: "self.graceful",
        run: |vm, _| {
            vm.registry.insert("graceful", Value::Bool(true));
            Ok(Value::None)
        },
    },
    Native {
        name: "self.accept",
        run: |vm, a| {
            let port = u16::try_from(a.int(vm, 0, 80)?).unwrap_or(80);
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
        },
    },
    Native {
        name: "self.respond",
        run: |vm, a| {
            web::respond(vm, &a)?;
            Ok(Value::None)
        },
    },
    Native { name: "self.fetch", run: |vm, a| web::fetch(vm, &a) },
    Native { name: "self.rebound", run: |vm, a| vm.rebound(&a.at(0), Some(a.at(1))) },
    Native {
        name: "self.arity",
        run: |vm, a| match vm.heap.of(&a.at(0)) {
            Some(Object::Function(function)) => {
                use crate::shell::programs::script::syntax::ParameterKind;
                let slots = function.code.slots.iter();
                let plain = slots.clone().filter(|slot| slot.kind == ParameterKind::Plain && !slot.falls_back).count();
                let open = slots.clone().any(|slot| slot.kind == ParameterKind::Rest || slot.falls_back);
                let plain = plain as i128;
                Ok(Value::Int(if open { -plain - 1 } else { plain }))
            }
            _ => Ok(Value::Int(-1)),
        },
    },
    Native {
        name: "self.lambda?",
        run: |vm, a| Ok(Value::Bool(functions::field(vm, &a.at(0), "lambda") == Value::Bool(true))),
    },
    Native { name: "self.main", run: |vm, _| Ok(vm.registry.get("program").cloned().unwrap_or(Value::None)) },
    Native {
        name: "self.run_file",
        run: |vm, a| {
            let path = need_text(vm, &a, 0)?;
            loading::load(vm, &path).map(Value::Bool)
        },
    },
];
