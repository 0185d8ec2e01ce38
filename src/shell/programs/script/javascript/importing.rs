//! `require` and `import`: the library, files, packages in `node_modules`.

use std::rc::Rc;

use super::finding::{place_in, resolve};
use super::manifest::Manifest;
use super::mocks;
use super::parser::{is_module, parse};
use crate::shell::programs::open_file;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::heap::{Object, Record, Ref};
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, Halt};

/// The name in the registry of what the library reaches the machine by (`_layercake`).
pub const MACHINE: &str = "machine";

/// Bytes that a source file may have.
const SOURCE_LIMIT: u64 = 4 << 20;

/// A module that is written in JavaScript.
struct Bundled {
    name: &'static str,
    text: &'static str,
    /// Whether it is there only after `npm` installed it.
    installed: bool,
}

macro_rules! library {
    ($($name:literal)* ; $($other:literal)* ; $($inner:literal $file:literal)* ; $($package:literal $own:literal)*) => {
        static LIBRARY: &[Bundled] = &[
            $(Bundled { name: $name, text: include_str!(concat!("library/", $name, ".js")), installed: false },)*
            $(Bundled { name: $other, text: include_str!(concat!("library/", $other, ".js")), installed: true },)*
            $(Bundled { name: $inner, text: include_str!(concat!("library/", $file, ".js")), installed: false },)*
            $(Bundled { name: $package, text: include_str!(concat!("library/", $own, ".js")), installed: true },)*
        ];
    };
}

library! {
    "_globals" "assert" "child_process" "crypto" "events" "fs" "http" "os" "path" "process" "querystring" "readline" "timers"
    "url" "util"
    ;
    "body-parser" "chalk" "cors" "dotenv" "express" "morgan"
    ;
    "_calls" "testing/calls"
    "_compare" "testing/compare"
    "_diff" "testing/diff"
    "_dotenv" "dotenv"
    "_expect" "testing/expect"
    "_expecting" "testing/expecting"
    "_frames" "testing/frames"
    "_jest_config" "testing/jest_config"
    "_jest_object" "testing/jest_object"
    "_jest_program" "testing/jest_program"
    "_jest_report" "testing/jest_report"
    "_matching" "testing/matching"
    "_mocha_program" "testing/mocha_program"
    "_mocha_suite" "testing/mocha_suite"
    "_mock" "testing/mock"
    "_nodemon_program" "programs/nodemon"
    "_pm2_program" "programs/pm2"
    "_pretty" "testing/pretty"
    "_report" "testing/report"
    "_serve_program" "programs/serve"
    "_suite" "testing/suite"
    "_test" "testing/test"
    "_test_program" "testing/test_program"
    "_tsc_program" "programs/tsc"
    "_tsx_program" "programs/tsx"
    "_vite_program" "programs/vite"
    "_vitest_program" "testing/vitest_program"
    "_vitest_words" "testing/vitest_words"
    ;
    "@jest/globals" "testing/jest_globals"
    "chai" "testing/chai"
    "dotenv/config" "dotenv_config"
    "supertest" "testing/supertest"
    "vitest" "testing/vitest"
}

/// Modules of Node.js that the sandbox does not have.
const STANDARD: &[&str] = &[
    "async_hooks",
    "buffer",
    "cluster",
    "dgram",
    "dns",
    "http2",
    "net",
    "perf_hooks",
    "stream",
    "string_decoder",
    "tls",
    "tty",
    "v8",
    "vm",
    "worker_threads",
    "zlib",
];

/// A module as the innermost file asks for it.
pub fn import(vm: &mut Vm<'_, '_>, wanted: &Name) -> Result<Value, Fault> {
    // A file of the library's asks for the library.
    if vm.frames.last().is_some_and(|frame| frame.code.file.is_library) {
        return require(vm, wanted, "/", None);
    }
    let (from, folder) = asking(vm);
    require(vm, wanted, &folder, from.as_deref())
}

/// The innermost file that is not the library's, and the folder in which its imports begin.
fn asking(vm: &Vm<'_, '_>) -> (Option<String>, String) {
    let asking = vm.frames.iter().rev().find(|frame| !frame.code.file.is_library);
    let from = asking.map(|frame| frame.code.file.shown.to_string());
    let folder = match &from {
        Some(file) if file.starts_with('/') => file.rsplit_once('/').map_or("/", |(folder, _)| folder).to_string(),
        _ => vm.home.clone(),
    };
    (from, folder)
}

/// A module by name, as a file in `folder` asks for it.
pub fn require(vm: &mut Vm<'_, '_>, wanted: &str, folder: &str, from: Option<&str>) -> Result<Value, Fault> {
    let name = wanted.strip_prefix("node:").unwrap_or(wanted);
    let name = match name {
        "fs/promises" => {
            let fs = require(vm, "fs", folder, from)?;
            return vm.member(&fs, "promises");
        }
        "https" => "http",
        "timers/promises" => {
            let timers = require(vm, "timers", folder, from)?;
            return vm.member(&timers, "promises");
        }
        "assert/strict" => {
            let assert = require(vm, "assert", folder, from)?;
            return vm.member(&assert, "strict");
        }
        "console" => return vm.builtin("console"),
        // Only with `node:` before it.
        "test" if name != wanted => "_test",
        name => name,
    };
    if let Some(other) = mocks::stand_in(vm, wanted, folder)? {
        return Ok(other);
    }
    if name == "_layercake" {
        return Ok(vm.registry.get(MACHINE).cloned().unwrap_or(Value::Undefined));
    }
    if let Some(bundled) = LIBRARY.iter().find(|bundled| bundled.name == name && !bundled.installed) {
        return library(vm, bundled);
    }
    if STANDARD.contains(&name) {
        return vm.unsimulated(format!("the module {name}"));
    }
    if let Some(path) = place_in(name, folder) {
        return match resolve(vm, &path) {
            Some(file) => load(vm, &file),
            None => Err(not_found(vm, wanted, from)),
        };
    }
    let package = match name.split('/').collect::<Vec<_>>().as_slice() {
        [scope, package, ..] if scope.starts_with('@') => format!("{scope}/{package}"),
        [package, ..] => package.to_string(),
        [] => String::new(),
    };
    let Some(place) = installed_at(vm, &package, folder) else { return Err(not_found(vm, wanted, from)) };
    if let Some(bundled) = LIBRARY.iter().find(|bundled| bundled.name == name) {
        return library(vm, bundled);
    }
    // A package of the learner's own has code that can be run; what npm installed is filler.
    let file = format!("{place}/{}", name.strip_prefix(&package).unwrap_or_default().trim_start_matches('/'));
    match resolve(vm, file.trim_end_matches('/')) {
        Some(file) if is_text(vm, &file) => load(vm, &file),
        _ => vm.unsimulated(format!("the package {package}")),
    }
}

/// A module as the program's own innermost file asks for it.
pub fn import_for_program(vm: &mut Vm<'_, '_>, wanted: &str) -> Result<Value, Fault> {
    let (from, folder) = asking(vm);
    require(vm, wanted, &folder, from.as_deref())
}

/// A module as the innermost file names it: its file, or its name.
pub fn place_of(vm: &mut Vm<'_, '_>, wanted: &str) -> String {
    let (_, folder) = asking(vm);
    mocks::key(vm, wanted, &folder)
}

/// Whether a file's start is text.
fn is_text(vm: &mut Vm<'_, '_>, file: &str) -> bool {
    open_file(vm.process.system, file).is_ok_and(|content| {
        let head = content.slice(0..1024).to_bytes();
        std::str::from_utf8(&head).is_ok() && !head.contains(&0)
    })
}

fn installed_at(vm: &mut Vm<'_, '_>, package: &str, folder: &str) -> Option<String> {
    let mut folder = folder.to_string();
    loop {
        let place = format!("{}/node_modules/{package}", folder.trim_end_matches('/'));
        if vm.process.system.files().stat(&place, true).is_ok() {
            return Some(place);
        }
        match folder.rsplit_once('/') {
            Some((above, _)) if !folder.is_empty() => folder = above.to_string(),
            _ => return None,
        }
    }
}

fn library(vm: &mut Vm<'_, '_>, bundled: &Bundled) -> Result<Value, Fault> {
    let file = format!("node:{}", bundled.name);
    if let Some(module) = vm.modules.get(&file) {
        return exports_of(vm, &module.clone());
    }
    run_text(vm, &file, bundled.text, true)
}

/// Runs a file once; gives what it exports.
pub fn load(vm: &mut Vm<'_, '_>, file: &str) -> Result<Value, Fault> {
    if let Some(module) = vm.modules.get(file) {
        return exports_of(vm, &module.clone());
    }
    let text = read(vm, file)?;
    if file.ends_with(".json") {
        let value = match crate::shell::programs::script::json::read(vm, &text)? {
            Ok(value) => value,
            Err(_) => {
                let words = format!("{file}: Unexpected token in JSON");
                return Err(vm.error(crate::shell::programs::script::ErrorKind::Syntax, words));
            }
        };
        let module = vm.heap.value(Object::Record(Record::default()))?;
        vm.set_member(&module, "exports", value.clone())?;
        vm.modules.insert(file.into(), module);
        return Ok(value);
    }
    run_text(vm, file, &text, false)
}

/// A file's text.
pub fn read(vm: &mut Vm<'_, '_>, file: &str) -> Result<String, Fault> {
    use crate::shell::Stop;
    let content = match open_file(vm.process.system, file) {
        Ok(content) => content,
        Err(errno) => return Err(super::errors::system_error(vm, errno, "open", file)),
    };
    let bytes = content
        .bytes_up_to(SOURCE_LIMIT)
        .map_err(|error| Fault::Stop(Stop::Limit(format!("a program's source: {error}"))))?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

fn exports_of(vm: &mut Vm<'_, '_>, module: &Value) -> Result<Value, Fault> {
    vm.member(module, "exports")
}

/// Whether a text can be read as the file of this name.
pub fn check(file: &str, text: &str) -> Result<(), Fault> {
    let source = Rc::new(SourceText { shown: file.into(), text: text.into(), is_library: false });
    parse(text).map(drop).map_err(|halt| in_file(&source, halt))
}

/// What went wrong, with the file.
fn in_file(source: &Rc<SourceText>, halt: Halt) -> Fault {
    match Fault::from(halt) {
        Fault::Syntax { span, message, .. } => Fault::Syntax { span, message, file: Some(source.clone()) },
        Fault::UnsimulatedAt { line, what } => Fault::Unsimulated(format!("{what} ({}, line {line})", source.shown)),
        fault => fault,
    }
}

/// Runs a text as the file of this name.
pub fn run_text(vm: &mut Vm<'_, '_>, file: &str, text: &str, is_library: bool) -> Result<Value, Fault> {
    let source = Rc::new(SourceText { shown: file.into(), text: text.into(), is_library });
    let in_file = |halt: Halt| in_file(&source, halt);
    let mut block = parse(text).map_err(in_file)?;
    if !is_library && vm.registry.contains_key(mocks::STAND_INS) {
        block = mocks::hoisted(block);
    }
    let code = Rc::new(compile(&block, Scoping::Block, source.clone(), &mut vm.symbols).map_err(in_file)?);
    let esm = is_module(&block) || file.ends_with(".mjs") || is_in_module(vm, file, is_library);
    let module = vm.heap.value(Object::Record(Record::default()))?;
    let exports = vm.heap.value(Object::Record(Record::default()))?;
    vm.set_member(&module, "exports", exports.clone())?;
    let id = if vm.registry.contains_key("main") { file } else { "." };
    for (name, text) in [("id", id), ("filename", file), ("path", folder_of(file))] {
        vm.set_member(&module, name, Value::text(text))?;
    }
    vm.modules.insert(file.into(), module.clone());
    let scope = scope_of(vm, file, &module, &exports, esm)?;
    let this = if esm { Value::Undefined } else { exports };
    if let Err(fault) = vm.run_in(code, scope, this) {
        vm.modules.remove(file);
        return Err(fault);
    }
    exports_of(vm, &module)
}

fn is_in_module(vm: &mut Vm<'_, '_>, file: &str, is_library: bool) -> bool {
    if is_library || file.ends_with(".cjs") {
        return false;
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    Manifest::nearest(vm.process.system, &folder).is_some_and(|manifest| manifest.is_module())
}

/// The folder of a file.
fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or(".", |(folder, _)| if folder.is_empty() { "/" } else { folder })
}

/// A scope with the names that every file has.
pub fn scope_of(vm: &mut Vm<'_, '_>, file: &str, module: &Value, exports: &Value, esm: bool) -> Result<Ref, Fault> {
    let scope = vm.heap.scope(None, true)?;
    let folder = folder_of(file);
    let mut names = vec![(".exports", exports.clone())];
    if esm {
        let meta = vm.heap.value(Object::Record(Record::default()))?;
        for (name, value) in
            [("dirname", folder.to_string()), ("filename", file.to_string()), ("url", format!("file://{file}"))]
        {
            vm.set_member(&meta, name, Value::from(value))?;
        }
        let whole = vm.heap.value(Object::Record(Record::default()))?;
        vm.set_member(&whole, "meta", meta)?;
        names.push(("import.meta", whole));
    } else {
        let main = vm.registry.get("main").cloned().unwrap_or_else(|| module.clone());
        vm.registry.entry("main").or_insert_with(|| module.clone());
        let require = vm.heap.value(Object::Bound { function: Value::Native(&REQUIRE), this: Value::Undefined })?;
        let holder = vm.heap.value(Object::Record(Record::default()))?;
        vm.set_member(&holder, "main", main)?;
        names.extend([
            ("module", module.clone()),
            ("exports", exports.clone()),
            ("require", require),
            (".require", holder),
            ("__filename", Value::text(file)),
            ("__dirname", Value::text(folder)),
        ]);
    }
    for (name, value) in names {
        let symbol = vm.symbols.of(name);
        vm.define(scope, symbol, value, false);
    }
    Ok(scope)
}

/// `require(name)`
static REQUIRE: Native = Native {
    name: "require",
    run: |vm, a: Arguments| {
        let name = a.text(vm, 0)?;
        import(vm, &name.into())
    },
};

fn not_found(vm: &mut Vm<'_, '_>, wanted: &str, from: Option<&str>) -> Fault {
    let esm = vm.frames.iter().rev().any(|frame| {
        !frame.code.file.is_library
            && (frame.code.file.shown.ends_with(".mjs") || frame.code.file.text.contains("import "))
    });
    let (message, code) = match (from, esm) {
        (Some(from), true) if !wanted.starts_with(['.', '/']) => {
            (format!("Cannot find package '{wanted}' imported from {from}"), "ERR_MODULE_NOT_FOUND")
        }
        (Some(from), true) => {
            let folder = from.rsplit_once('/').map_or("/", |(folder, _)| folder);
            let path: String = crate::vfs::Path::new(&crate::shell::absolute::absolute(folder, wanted)).into();
            (format!("Cannot find module '{path}' imported from {from}"), "ERR_MODULE_NOT_FOUND")
        }
        (Some(from), false) => (format!("Cannot find module '{wanted}'\nRequire stack:\n- {from}"), "MODULE_NOT_FOUND"),
        (None, _) => (format!("Cannot find module '{wanted}'"), "MODULE_NOT_FOUND"),
    };
    let exception = match vm.exception("Error", message) {
        Ok(exception) => exception,
        Err(fault) => return fault,
    };
    let stack = (|| -> Result<(), Fault> {
        vm.set_member(&exception, "code", Value::text(code))?;
        if code == "MODULE_NOT_FOUND" {
            let stack = vm.list(from.map(Value::text).into_iter().collect())?;
            vm.set_member(&exception, "requireStack", stack)?;
        }
        let text = super::uncaught::not_found_stack(vm, &exception, esm)?;
        vm.set_member(&exception, "stack", Value::from(text))
    })();
    match stack {
        Ok(()) => vm.throw(exception),
        Err(fault) => fault,
    }
}
