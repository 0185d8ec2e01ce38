//! What is installed in a directory of packages: a `*.dist-info` folder each, as wheels leave it.

use super::super::packages::{self, PackageForm, read_text, remove_recorded};
use super::place::Place;
use crate::content::{Filler, Rope};
use crate::shell::elf;
use crate::vfs::{Errno, FileType, Files};

/// An installed distribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    pub name: String,
    pub version: String,
    /// The directory that it is in.
    pub site: String,
    /// What it needs, as its metadata say.
    pub needs: Vec<String>,
    /// The project that it is only linked to (`pip install -e`).
    pub editable: Option<String>,
    pub about: String,
}

/// A distribution that is written.
pub struct Distribution<'a> {
    pub name: &'a str,
    pub version: &'a str,
    pub needs: &'a [String],
    pub form: &'a PackageForm,
    pub editable: Option<&'a str>,
    /// The project whose files are copied.
    pub project: Option<&'a str>,
}

/// How many files with code a module has at most.
const MOST_FILES: u64 = 16;
/// Bytes of such a file, about.
const CODE_FILE: u64 = 60_000;

/// Everything that Python finds in a directory, by name; pip itself is there without a trace in the images.
pub fn read(files: &dyn Files, place: &Place, site: &str) -> Vec<Installed> {
    let mut all = Vec::new();
    for entry in files.read_dir(site).unwrap_or_default() {
        let Some(stem) = entry.name.strip_suffix(".dist-info") else { continue };
        let text = read_text(files, &format!("{site}/{}/METADATA", entry.name));
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let (name, version) = stem.rsplit_once('-').unwrap_or((stem, "0"));
        let direct = read_text(files, &format!("{site}/{}/direct_url.json", entry.name));
        let editable = direct.split("file://").nth(1).and_then(|rest| rest.split('"').next());
        all.push(Installed {
            name: field("Name").unwrap_or(name).into(),
            version: field("Version").unwrap_or(version).into(),
            site: site.into(),
            needs: text.lines().filter_map(|line| line.strip_prefix("Requires-Dist: ")).map(str::to_string).collect(),
            editable: editable.map(str::to_string),
            about: field("Summary").unwrap_or_default().into(),
        });
    }
    let built_in = |name: &str, version: &str| Installed {
        name: name.into(),
        version: version.into(),
        site: place.own.clone(),
        about: "The PyPA recommended tool for installing Python packages.".into(),
        ..Installed::default()
    };
    let first = site == place.site;
    if first && !all.iter().any(|own| own.name == "pip") {
        all.push(built_in("pip", &place.pip));
    }
    if first && place.bundled && !place.environment && is_old(place) {
        for (name, version) in [("setuptools", "65.5.1"), ("wheel", "0.44.0")] {
            if !all.iter().any(|own| own.name == name) {
                all.push(built_in(name, version));
            }
        }
    }
    all.sort_by_key(|own| own.name.to_ascii_lowercase());
    all
}

/// Whether this Python still brought `setuptools` along.
pub fn is_old(place: &Place) -> bool {
    packages::version::compare(&place.minor, "3.12").is_lt()
}

/// The version of pip that runs: the one that was installed over the bundled one.
pub fn pip_version(files: &dyn Files, place: &Place) -> String {
    let own = read(files, place, &place.site);
    own.into_iter().find(|own| own.name == "pip").map_or_else(|| place.pip.clone(), |own| own.version)
}

/// Writes a distribution's files into `place`.
pub fn write(files: &mut dyn Files, place: &Place, new: &Distribution<'_>) -> Result<(), Errno> {
    let Distribution { name, version, needs, form, editable, project } = new;
    let site = &place.site;
    packages::make_dirs(files, site)?;
    let stem = super::wheel::stem(name);
    let folder = format!("{site}/{stem}-{version}.dist-info");
    let mut recorded = Vec::new();
    let own = [super::wheel::stem(name).to_ascii_lowercase()];
    let modules = if form.modules.is_empty() { own.as_slice() } else { form.modules.as_slice() };
    let own_files = project.map_or(Vec::new(), |project| sources(files, project));
    for (path, content) in &own_files {
        let path = format!("{site}/{path}");
        packages::put(files, &path, content.clone(), 0o644)?;
        recorded.push(path);
    }
    if editable.is_none() && own_files.is_empty() {
        for module in modules {
            let share = form.size / modules.len() as u64;
            module_files(files, place, module, version, share, form.binary || form.source, &mut recorded)?;
        }
    } else if let Some(project) = editable {
        let path = format!("{site}/__editable__.{stem}-{version}.pth");
        packages::put(files, &path, format!("{project}\n").into(), 0o644)?;
        recorded.push(path);
    }
    for (script, entry) in &form.scripts {
        let path = format!("{}/{script}", place.scripts);
        // Pip is simulated as a program, not as a module that its scripts could bring in.
        let program = if *name == "pip" { elf::stand_in("pip").into() } else { console_script(place, entry).into() };
        packages::put(files, &path, program, 0o755)?;
        recorded.push(path);
    }
    let mut metadata = format!("Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n");
    metadata += &format!("Summary: {}\nRequires-Python: >=3.8\n", form.about);
    metadata.extend(needs.iter().map(|need| format!("Requires-Dist: {need}\n")));
    let tag = if form.binary { place.tag() } else { "py3".into() };
    let mut texts = vec![
        ("METADATA", metadata),
        ("WHEEL", format!("Wheel-Version: 1.0\nRoot-Is-Purelib: {}\nTag: {tag}\n", !form.binary)),
        ("INSTALLER", "pip\n".into()),
        ("top_level.txt", modules.iter().map(|module| format!("{module}\n")).collect()),
    ];
    if !form.scripts.is_empty() {
        let lines: String = form.scripts.iter().map(|(script, entry)| format!("{script} = {entry}\n")).collect();
        texts.push(("entry_points.txt", format!("[console_scripts]\n{lines}")));
    }
    if let Some(project) = editable {
        texts.push((
            "direct_url.json",
            format!("{{\"dir_info\": {{\"editable\": true}}, \"url\": \"file://{project}\"}}"),
        ));
    }
    for (file, text) in texts {
        let path = format!("{folder}/{file}");
        packages::put(files, &path, text.into(), 0o644)?;
        recorded.push(path);
    }
    let record = format!("{folder}/RECORD");
    recorded.push(record.clone());
    let lines: String = recorded.iter().map(|path| format!("{},,\n", relative(site, path))).collect();
    packages::put(files, &record, lines.into(), 0o644)
}

/// Files of a project's that are copied, at most.
const MOST_SOURCES: usize = 2000;
/// Folders of a project that are no packages of its own (setuptools' `FlatLayoutPackageFinder`).
const NO_PACKAGES: &[&str] = &["tests", "test", "docs", "doc", "examples", "build", "dist", "scripts", "tools", "venv"];

/// The packages of a project, or its modules, by their paths below the folder that they stand in.
fn sources(files: &dyn Files, project: &str) -> Vec<(String, Rope)> {
    let is_folder = |path: &str| files.stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory);
    let src = format!("{project}/src");
    let root = if is_folder(&src) { src } else { project.to_string() };
    let names = |folder: &str| -> Vec<String> {
        files.read_dir(folder).unwrap_or_default().into_iter().map(|entry| entry.name.to_string()).collect()
    };
    let is_package = |name: &String| {
        !NO_PACKAGES.contains(&name.as_str()) && files.stat(&format!("{root}/{name}/__init__.py"), true).is_ok()
    };
    let mut waiting: Vec<String> = names(&root).into_iter().filter(is_package).collect();
    if waiting.is_empty() {
        let is_module = |name: &String| name.ends_with(".py") && !matches!(name.as_str(), "setup.py" | "conftest.py");
        waiting = names(&root).into_iter().filter(is_module).collect();
    }
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        let whole = format!("{root}/{path}");
        if found.len() >= MOST_SOURCES || path.ends_with("__pycache__") {
            continue;
        }
        // A link to a folder may lead in a circle.
        if files.stat(&whole, false).is_ok_and(|stat| stat.kind == FileType::Directory) {
            waiting.extend(names(&whole).into_iter().map(|name| format!("{path}/{name}")));
        } else if let Ok(content) = files.read(&whole) {
            found.push((path, content));
        }
    }
    found
}

/// A path as `RECORD` has it: from the directory of packages on, or absolute.
fn relative(site: &str, path: &str) -> String {
    path.strip_prefix(site).map_or_else(|| path.to_string(), |rest| rest.trim_start_matches('/').to_string())
}

fn module_files(
    files: &mut dyn Files,
    place: &Place,
    module: &str,
    version: &str,
    size: u64,
    binary: bool,
    recorded: &mut Vec<String>,
) -> Result<(), Errno> {
    let folder = format!("{}/{}", place.site, module.replace('.', "/"));
    let seed = packages::seed(module, version);
    let init = format!("__version__ = \"{version}\"\n");
    let mut put = |path: String, content: Rope, recorded: &mut Vec<String>| -> Result<(), Errno> {
        packages::put(files, &path, content, 0o644)?;
        recorded.push(path);
        Ok(())
    };
    let mut left = size.saturating_sub(init.len() as u64);
    put(format!("{folder}/__init__.py"), init.into(), recorded)?;
    if binary {
        let kind = if place.musl { "musl" } else { "gnu" };
        let tag = place.minor.replace('.', "");
        let path = format!("{folder}/_native.cpython-{tag}-x86_64-linux-{kind}.so");
        let code = left * 7 / 10;
        let head: Rope = crate::shell::elf::library().into();
        let rest = Rope::filler(Filler { seed, dense: 26_000 }, code.saturating_sub(head.len()));
        put(path, Rope::concat([head, rest]), recorded)?;
        left -= code;
    }
    let tag = place.tag().replace("cp", "cpython-");
    let count = (left / CODE_FILE + 1).min(MOST_FILES);
    for index in 0..count {
        let share = if index == 0 { left - left / count * (count - 1) } else { left / count };
        let name = if index == 0 { "__init__".to_string() } else { format!("part{index}") };
        let content = Rope::filler(Filler { seed: seed.wrapping_add(index), dense: 22_000 }, share);
        put(format!("{folder}/__pycache__/{name}.{tag}.pyc"), content, recorded)?;
    }
    Ok(())
}

/// The program that pip writes for an entry point.
fn console_script(place: &Place, entry: &str) -> String {
    let (module, function) = entry.split_once(':').unwrap_or((entry, "main"));
    let root = function.split('.').next().unwrap_or(function);
    format!(
        "#!{}\nimport sys\nfrom {module} import {root}\nif __name__ == '__main__':\n    \
         sys.argv[0] = sys.argv[0].removesuffix('.exe')\n    sys.exit({function}())\n",
        place.interpreter
    )
}

/// The files of an installed distribution.
pub fn files_of(files: &dyn Files, own: &Installed) -> Vec<String> {
    let folder = format!("{}/{}-{}.dist-info", own.site, super::wheel::stem(&own.name), own.version);
    let text = read_text(files, &format!("{folder}/RECORD"));
    let path = |line: &str| {
        let path = line.split(',').next().unwrap_or(line);
        if path.starts_with('/') { path.to_string() } else { format!("{}/{path}", own.site) }
    };
    text.lines().map(path).collect()
}

/// Removes an installed distribution.
pub fn remove(files: &mut dyn Files, own: &Installed) {
    let recorded = files_of(files, own);
    remove_recorded(files, &recorded);
}
