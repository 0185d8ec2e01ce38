//! `import`: files beside the program first, then the library, then what `pip` installed.

use std::rc::Rc;

use super::modules;
use super::parser::parse;
use crate::shell::programs::open_file;
use crate::shell::programs::script::bundled::Bundled;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::value::{Dict, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Bytes that a source file may have.
const SOURCE_LIMIT: u64 = 1 << 20;

/// A module by its dotted name; `root`: the part before the first dot is given back.
pub fn import(vm: &mut Vm<'_, '_>, name: &Name, root: bool) -> Result<Value, Fault> {
    let name = absolute(vm, name)?;
    let mut whole = String::new();
    let mut first = None;
    let mut parent: Option<Value> = None;
    for part in name.split('.') {
        if !whole.is_empty() {
            whole.push('.');
        }
        whole += part;
        let module = load(vm, &whole, parent.as_ref())?;
        if let Some(members) = parent.as_ref().and_then(|parent| vm.heap.entries_mut(parent)) {
            members.put(part, module.clone());
        }
        first.get_or_insert_with(|| module.clone());
        parent = Some(module);
    }
    Ok(if root { first } else { parent }.unwrap_or(Value::None))
}

/// A name with the dots before it put in.
fn absolute(vm: &mut Vm<'_, '_>, name: &Name) -> Result<String, Fault> {
    let dots = name.chars().take_while(|letter| *letter == '.').count();
    if dots == 0 {
        return Ok(name.to_string());
    }
    let scope = vm.frames.last().map(|frame| frame.scope).ok_or_else(Fault::broken)?;
    let scope = vm.outermost(scope);
    let package = vm.global(scope, "__package__").unwrap_or(Value::None);
    let package = package.as_text().unwrap_or_default().to_string();
    if package.is_empty() {
        return Err(vm.error_of("ImportError", "attempted relative import with no known parent package"));
    }
    let mut parts: Vec<&str> = package.split('.').collect();
    parts.truncate(parts.len().saturating_sub(dots - 1));
    let rest = name.trim_start_matches('.');
    if !rest.is_empty() {
        parts.push(rest);
    }
    Ok(parts.join("."))
}

fn load(vm: &mut Vm<'_, '_>, name: &str, parent: Option<&Value>) -> Result<Value, Fault> {
    if let Some(module) = vm.modules.get(name) {
        return Ok(module.clone());
    }
    let path = name.replace('.', "/");
    for place in places(vm) {
        if let Some((file, text, package)) = written(vm, &place, &path)? {
            return run_file(vm, name, &file, &text, package, false);
        }
    }
    if let Some(module) = modules::native(vm, name)? {
        vm.modules.insert(name.into(), module.clone());
        return Ok(module);
    }
    if let Some(Bundled { text, installed, .. }) = modules::bundled(name) {
        let package = name.split('.').next().unwrap_or(name);
        let place = if *installed { installed_at(vm, package) } else { Some(String::new()) };
        if let Some(place) = place {
            let file = format!("{place}/{path}.py");
            return run_file(vm, name, &file, text, true, true);
        }
    } else if let Some((file, text, package)) = installed_source(vm, &path)? {
        return run_file(vm, name, &file, &text, package, false);
    } else if parent.is_none() && (installed_at(vm, name).is_some() || modules::STANDARD.contains(&name)) {
        return vm.unsimulated(format!("the module {name}"));
    }
    // A folder without __init__.py is a package, too.
    if folder_of(vm, &path) {
        let module = vm.heap.value(Object::Module { name: name.into(), members: Dict::default() })?;
        vm.modules.insert(name.into(), module.clone());
        return Ok(module);
    }
    // What a package's file has made is a member of it.
    if let (Some(parent), Some((_, last))) = (parent, name.rsplit_once('.'))
        && let Some(member) = vm.heap.entries(parent).and_then(|entries| entries.named(last)).cloned()
    {
        return Ok(member);
    }
    let text = match (parent, name.rsplit_once('.')) {
        (Some(_), Some((package, _))) if modules::bundled(package).is_some() => {
            return vm.unsimulated(format!("the module {name}"));
        }
        (Some(_), Some((package, _))) if !is_package(vm, package) => {
            format!("No module named '{name}'; '{package}' is not a package")
        }
        _ => format!("No module named '{name}'"),
    };
    Err(vm.error(ErrorKind::Import, text))
}

fn is_package(vm: &mut Vm<'_, '_>, name: &str) -> bool {
    folder_of(vm, &name.replace('.', "/"))
}

/// Whether a folder of this path stands in one of the places.
fn folder_of(vm: &mut Vm<'_, '_>, path: &str) -> bool {
    let is_folder = |stat: crate::vfs::Stat| stat.kind == crate::vfs::FileType::Directory;
    places(vm).into_iter().any(|place| {
        let folder = format!("{place}/{path}");
        vm.process.system.files().stat(&folder, true).is_ok_and(is_folder)
    })
}

/// Folders that a program's own modules are looked for in: `sys.path` up to the library.
fn places(vm: &mut Vm<'_, '_>) -> Vec<String> {
    let mut places = vec![vm.home.clone()];
    let path = vm.modules.get("sys").and_then(|sys| vm.heap.entries(sys)?.named("path").cloned());
    match path.and_then(|path| vm.heap.items(&path)).cloned() {
        Some(path) => {
            let own = path.iter().filter_map(Value::as_text).map(|place| vm.process.absolute(place));
            let own: Vec<String> = own.filter(|place| !place.contains("/lib/python")).collect();
            places.extend(own);
        }
        None => {
            let path = vm.process.environment.get("PYTHONPATH").cloned().unwrap_or_default();
            places.extend(path.split(':').filter(|place| !place.is_empty()).map(|place| vm.process.absolute(place)));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}

/// A module's file in a folder: its path, its text, and whether it is a package's.
fn written(vm: &mut Vm<'_, '_>, place: &str, path: &str) -> Result<Option<(String, String, bool)>, Fault> {
    let place = place.trim_end_matches('/');
    for (file, package) in [(format!("{place}/{path}/__init__.py"), true), (format!("{place}/{path}.py"), false)] {
        if let Ok(content) = open_file(vm.process.system, &file) {
            return Ok(Some((file, source(&content)?, package)));
        }
    }
    Ok(None)
}

/// A module that was installed with its source: a project of the learner's own. What comes from an index has only its
/// head, beside compiled files.
pub fn installed_source(vm: &mut Vm<'_, '_>, path: &str) -> Result<Option<(String, String, bool)>, Fault> {
    let root = path.split('/').next().unwrap_or(path).to_string();
    for place in site_packages(vm) {
        let compiled = format!("{place}/{root}/__pycache__");
        if vm.process.system.files().stat(&compiled, true).is_err()
            && let Some(found) = written(vm, &place, path)?
        {
            return Ok(Some(found));
        }
        for project in editable(vm, &place)? {
            if let Some(found) = written(vm, &project, path)? {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// Folders of projects that were installed where they stand.
fn editable(vm: &mut Vm<'_, '_>, place: &str) -> Result<Vec<String>, Fault> {
    let Ok(entries) = vm.process.system.files().read_dir(place) else { return Ok(Vec::new()) };
    let mut projects = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.name.ends_with(".pth")) {
        vm.work(1)?;
        if let Ok(content) = open_file(vm.process.system, &format!("{place}/{}", entry.name)) {
            for line in source(&content)?.lines().map(str::trim).filter(|line| line.starts_with('/')) {
                projects.push(line.to_string());
                projects.push(format!("{line}/src"));
            }
        }
    }
    Ok(projects)
}

/// A file's text.
pub fn source(content: &crate::content::Rope) -> Result<String, Fault> {
    use crate::shell::Stop;
    let bytes = content
        .bytes_up_to(SOURCE_LIMIT)
        .map_err(|error| Fault::Stop(Stop::Limit(format!("a program's source: {error}"))))?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

fn run_file(
    vm: &mut Vm<'_, '_>,
    name: &str,
    path: &str,
    text: &str,
    is_package: bool,
    is_library: bool,
) -> Result<Value, Fault> {
    let file = Rc::new(SourceText { shown: path.into(), text: text.into(), is_library });
    let in_file = |halt: crate::shell::programs::script::Halt| match Fault::from(halt) {
        Fault::Syntax { span, message, .. } => Fault::Syntax { span, message, file: Some(file.clone()) },
        Fault::UnsimulatedAt { line, what } => Fault::Unsimulated(format!("{what} ({path}, line {line})")),
        fault => fault,
    };
    let block = parse(text).map_err(in_file)?;
    let code = compile(&block, Scoping::Function, file.clone(), &mut vm.symbols).map_err(in_file)?;
    let module = vm.heap.value(Object::Module { name: name.into(), members: Dict::default() })?;
    vm.modules.insert(name.into(), module.clone());
    let package = if is_package { name } else { name.rsplit_once('.').map_or("", |(package, _)| package) };
    let names = vec![
        ("__name__", Value::text(name)),
        ("__file__", Value::text(path)),
        ("__package__", Value::text(package)),
        ("__doc__", code.doc.clone().map_or(Value::None, Value::Text)),
    ];
    match vm.run_module(Rc::new(code), names) {
        Ok((scope, _)) => {
            let names = vm.names_of(scope);
            for (symbol, value) in names {
                let name = vm.symbols.name(symbol);
                if let Some(members) = vm.heap.entries_mut(&module) {
                    members.put(name, value);
                }
            }
            Ok(module)
        }
        Err(fault) => {
            vm.modules.remove(name);
            Err(fault)
        }
    }
}

/// The folder that has a package which was installed.
pub fn installed_at(vm: &mut Vm<'_, '_>, package: &str) -> Option<String> {
    let places = site_packages(vm);
    let files = vm.process.system.files();
    let has = |place: &String| {
        files.stat(&format!("{place}/{package}"), true).is_ok()
            || files.stat(&format!("{place}/{package}.py"), true).is_ok()
    };
    places.into_iter().find(has)
}

/// Folders that `pip` and the distribution install into.
fn site_packages(vm: &mut Vm<'_, '_>) -> Vec<String> {
    let (major, minor) = super::minor(vm.process);
    let environment = &vm.process.environment;
    let mut roots: Vec<String> = Vec::new();
    roots.extend(environment.get("VIRTUAL_ENV").cloned());
    // A virtual environment is known by its `bin` on the path, or by the name that Python was called by.
    let path = environment.get("PATH").cloned().unwrap_or_default();
    roots.extend(path.split(':').filter_map(|place| place.strip_suffix("/bin")).map(str::to_string));
    let called = vm.process.arguments.first().and_then(|name| name.rsplit_once("/bin/")).map(|(root, _)| root);
    roots.extend(called.map(str::to_string));
    roots.extend(environment.get("HOME").map(|home| format!("{home}/.local")));
    roots.extend(["/usr/local".to_string(), "/usr".to_string()]);
    let mut places: Vec<String> =
        environment.get("PYTHONPATH").map_or(Vec::new(), |path| path.split(':').map(str::to_string).collect());
    for root in roots {
        places.push(format!("{root}/lib/python{major}.{minor}/site-packages"));
    }
    places.push("/usr/lib/python3/dist-packages".into());
    places
}
