//! `require`: what comes with Ruby, gems that were installed, files of the program's.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::library::{self, CORE};
use super::parser::parse;
use crate::shell::programs::open_file;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::heap::Ref;
use crate::shell::programs::script::syntax::Block;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, Halt};
use crate::shell::{Process, Stop};

/// Bytes that a source file may have.
const SOURCE_LIMIT: u64 = 1 << 20;
/// Gems whose programs do nothing that a server here could show.
const QUIET: &[&str] = &["puma", "thin", "dotenv/load", "bundler/setup", "rack/handler/puma"];

/// Runs a text in the program's outermost scope.
pub fn run(vm: &mut Vm<'_, '_>, root: Ref, shown: &str, text: &str, is_library: bool) -> Result<Value, Fault> {
    let file = Rc::new(SourceText { shown: shown.into(), text: text.into(), is_library });
    let in_file = |halt: Halt| match Fault::from(halt) {
        Fault::Syntax { span, message, .. } => Fault::Syntax { span, message, file: Some(file.clone()) },
        Fault::UnsimulatedAt { line, what } => Fault::Syntax {
            span: crate::shell::programs::script::syntax::Span { line, ..Default::default() },
            message: format!("{UNSIMULATED}{what}"),
            file: Some(file.clone()),
        },
        fault => fault,
    };
    let block = if is_library { read_once(text, shown) } else { parse(text, shown).map(Rc::new) }.map_err(in_file)?;
    let code = compile(&block, Scoping::Block, file.clone(), &mut vm.symbols).map_err(in_file)?;
    let this = vm.registry.get("main").cloned().unwrap_or(Value::None);
    vm.run_in(Rc::new(code), root, this)
}

thread_local! {
    /// Files of the library, by their names, as they were read: they are always the same.
    static READ: RefCell<BTreeMap<String, Rc<Block>>> = const { RefCell::new(BTreeMap::new()) };
}

fn read_once(text: &str, shown: &str) -> Result<Rc<Block>, Halt> {
    if let Some(block) = READ.with_borrow(|read| read.get(shown).cloned()) {
        return Ok(block);
    }
    let block = Rc::new(parse(text, shown)?);
    READ.with_borrow_mut(|read| read.insert(shown.into(), block.clone()));
    Ok(block)
}

/// What stands before the words of a file's part that is not simulated.
pub const UNSIMULATED: &str = "\u{0}";

/// Makes the library known, which every program has.
pub fn core(vm: &mut Vm<'_, '_>, root: Ref) -> Result<(), Fault> {
    for (name, text) in CORE {
        run(vm, root, name, text, true)?;
    }
    Ok(())
}

fn root(vm: &Vm<'_, '_>) -> Result<Ref, Fault> {
    let scope = vm.frames.last().map(|frame| frame.scope).ok_or_else(Fault::broken)?;
    Ok(vm.outermost(scope))
}

/// `require "name"`: whether it was not there before.
pub fn require(vm: &mut Vm<'_, '_>, name: &str) -> Result<bool, Fault> {
    if vm.modules.contains_key(name) {
        return Ok(false);
    }
    if let Some(file) = library::bundled(name) {
        if let Some(gem) = file.gem
            && installed(vm, gem).is_none()
        {
            return Err(missing(vm, name));
        }
        vm.modules.insert(name.into(), Value::Bool(true));
        let root = root(vm)?;
        return run(vm, root, &format!("<internal:{name}>"), file.text, true).map(|_| true);
    }
    if library::EMPTY.contains(&name) {
        vm.modules.insert(name.into(), Value::Bool(true));
        return Ok(true);
    }
    if name.starts_with(['/', '.']) {
        return file(vm, name, &with_end(name));
    }
    let gem = name.split('/').next().unwrap_or(name).to_string();
    if installed(vm, &gem).is_some() {
        if QUIET.contains(&name) {
            vm.modules.insert(name.into(), Value::Bool(true));
            return Ok(true);
        }
        return vm.unsimulated(format!("the gem {gem}"));
    }
    if STANDARD.contains(&gem.as_str()) {
        return vm.unsimulated(format!("the library {name}"));
    }
    Err(missing(vm, name))
}

/// Libraries that come with Ruby and are not simulated.
const STANDARD: &[&str] = &[
    "benchmark",
    "bigdecimal",
    "csv",
    "drb",
    "fiddle",
    "find",
    "io",
    "ipaddr",
    "matrix",
    "net",
    "objspace",
    "open3",
    "openssl",
    "pathname",
    "prime",
    "psych",
    "pty",
    "readline",
    "resolv",
    "ripper",
    "shellwords",
    "singleton",
    "strscan",
    "syslog",
    "tsort",
    "un",
    "weakref",
    "yaml",
    "zlib",
    "observer",
    "delegate",
    "open-uri",
    "base64",
];

fn missing(vm: &mut Vm<'_, '_>, name: &str) -> Fault {
    vm.error(ErrorKind::Import, format!("cannot load such file -- {name}"))
}

fn with_end(name: &str) -> String {
    if name.ends_with(".rb") { name.to_string() } else { format!("{name}.rb") }
}

/// `require_relative "name"`: beside the file that asks.
pub fn require_relative(vm: &mut Vm<'_, '_>, name: &str) -> Result<bool, Fault> {
    let asking = vm.frames.iter().rev().find(|frame| !frame.code.file.is_library);
    let asking = asking.map(|frame| frame.code.file.shown.to_string()).unwrap_or_default();
    let asking = vm.process.absolute(&asking);
    let folder = asking.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path: String = crate::vfs::Path::new(&format!("{folder}/{name}")).into();
    let whole = with_end(&path);
    file(vm, &path, &whole)
}

/// `load "name.rb"`
pub fn load(vm: &mut Vm<'_, '_>, name: &str) -> Result<bool, Fault> {
    if name.starts_with("bin/") {
        return match library::bundled(name) {
            Some(_) => require(vm, name),
            None => vm.unsimulated(format!("the program {}", name.trim_start_matches("bin/"))),
        };
    }
    let path = vm.process.absolute(name);
    vm.modules.remove(&path);
    file(vm, name, &path)
}

fn file(vm: &mut Vm<'_, '_>, name: &str, path: &str) -> Result<bool, Fault> {
    let path: String = crate::vfs::Path::new(&vm.process.absolute(path)).into();
    if vm.modules.contains_key(&path) {
        return Ok(false);
    }
    let Ok(content) = open_file(vm.process.system, &path) else { return Err(missing(vm, name)) };
    let text = source(&content)?;
    vm.modules.insert(path.clone(), Value::Bool(true));
    let root = root(vm)?;
    run(vm, root, &path, &text, false).map(|_| true)
}

/// A file's text.
pub fn source(content: &crate::content::Rope) -> Result<String, Fault> {
    let bytes = content.bytes_up_to(SOURCE_LIMIT);
    let bytes = bytes.map_err(|error| Fault::Stop(Stop::Limit(format!("a program's source: {error}"))))?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

/// The folder and the version of a gem that was installed.
pub fn installed(vm: &mut Vm<'_, '_>, gem: &str) -> Option<(String, String)> {
    let is_version = |rest: &str| rest.starts_with(|digit: char| digit.is_ascii_digit());
    for home in homes(vm.process) {
        let Ok(entries) = vm.process.system.files().read_dir(&home) else { continue };
        let found = entries.into_iter().rev().find_map(|entry| {
            let version = entry.name.strip_prefix(gem)?.strip_prefix('-').filter(|rest| is_version(rest))?;
            Some((format!("{home}/{}", entry.name), version.to_string()))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Folders that gems are installed into.
fn homes(process: &mut Process<'_>) -> Vec<String> {
    let version = process
        .version
        .clone()
        .or_else(|| process.environment.get("RUBY_VERSION").cloned())
        .unwrap_or_else(|| "4.0.6".into());
    let mut numbers = version.split('.');
    let series = format!("{}.{}.0", numbers.next().unwrap_or("4"), numbers.next().unwrap_or("0"));
    let environment = &process.environment;
    let mut homes: Vec<String> = environment.get("GEM_HOME").map(|home| format!("{home}/gems")).into_iter().collect();
    let bundle = environment.get("BUNDLE_PATH").cloned();
    let own = format!("{}/vendor/bundle", process.directory);
    for root in bundle.into_iter().chain([own]) {
        homes.push(format!("{root}/ruby/{series}/gems"));
    }
    for root in ["/usr/local/bundle", "/usr/local/lib/ruby", "/var/lib", "/usr/lib/ruby"] {
        homes.push(format!("{root}/gems"));
        homes.push(format!("{root}/gems/{series}/gems"));
    }
    homes
}
