//! The files that names of modules mean.

use super::manifest::Manifest;
use crate::shell::programs::script::vm::Vm;
use crate::vfs::FileType;

/// The path that a name means, if it is none of a package.
pub fn place_in(name: &str, folder: &str) -> Option<String> {
    let is_path = matches!(name, "." | "..") || ["./", "../", "/"].iter().any(|start| name.starts_with(start));
    is_path.then(|| crate::vfs::Path::new(&crate::shell::absolute::absolute(folder, name)).into())
}

/// The file that a path means: itself, with an ending, the main file of a folder.
pub fn resolve(vm: &mut Vm<'_, '_>, path: &str) -> Option<String> {
    let kind = |vm: &mut Vm<'_, '_>, path: &str| vm.process.system.files().stat(path, true).ok().map(|stat| stat.kind);
    if kind(vm, path) == Some(FileType::File) {
        return Some(path.to_string());
    }
    for ending in [".js", ".json", ".mjs", ".cjs"] {
        let file = format!("{path}{ending}");
        if kind(vm, &file) == Some(FileType::File) {
            return Some(file);
        }
    }
    if kind(vm, path) != Some(FileType::Directory) {
        return None;
    }
    let main = Manifest::of(vm.process.system, path).and_then(|manifest| manifest.main().map(str::to_string));
    let mut candidates = Vec::new();
    if let Some(main) = main {
        let file: String = crate::vfs::Path::new(&format!("{path}/{main}")).into();
        candidates.extend([file.clone(), format!("{file}.js"), format!("{file}/index.js")]);
    }
    candidates.push(format!("{path}/index.js"));
    candidates.push(format!("{path}/index.json"));
    candidates.into_iter().find(|file| kind(vm, file) == Some(FileType::File))
}
