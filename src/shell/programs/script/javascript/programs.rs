//! Programs that packages bring along, which the sandbox has a library of its own for.

use crate::shell::System;
use crate::shell::programs::open_file;
use crate::shell::programs::script::vm::Vm;
use crate::vfs::FileType;

/// Links that follow each other.
const MOST_LINKS: usize = 32;

/// Programs: the package, and the module that does what the package's programs do.
const PROGRAMS: &[(&str, &str)] = &[
    ("jest", "_jest_program"),
    ("jest-cli", "_jest_program"),
    ("mocha", "_mocha_program"),
    ("http-server", "_serve_program"),
    ("nodemon", "_nodemon_program"),
    ("pm2", "_pm2_program"),
    ("serve", "_serve_program"),
    ("ts-node", "_tsx_program"),
    ("tsx", "_tsx_program"),
    ("typescript", "_tsc_program"),
    ("vite", "_vite_program"),
    ("vitest", "_vitest_program"),
];

/// Where a file really is: Node.js follows the links to its main file.
pub fn real(system: &mut dyn System, path: &str) -> String {
    let mut path = path.to_string();
    for _ in 0..MOST_LINKS {
        let files = system.files();
        match files.stat(&path, false) {
            Ok(stat) if stat.kind == FileType::Symlink => {}
            _ => break,
        }
        let Ok(target) = files.read_link(&path) else { break };
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        path = crate::vfs::Path::new(&crate::shell::absolute::absolute(folder, &target)).into();
    }
    path
}

/// The package whose program a file is, as npm put it there in the package's place.
pub fn package_of(vm: &mut Vm<'_, '_>, file: &str) -> Option<String> {
    let (_, inside) = file.rsplit_once("/node_modules/")?;
    let mut parts = inside.split('/');
    let first = parts.next()?;
    let package = match first.starts_with('@') {
        true => format!("{first}/{}", parts.next()?),
        false => first.to_string(),
    };
    let text = open_file(vm.process.system, file).ok()?.bytes_up_to(1024).ok()?;
    (*text == *format!("#!/usr/bin/env node\nrequire('{package}');\n").as_bytes()).then_some(package)
}

/// The module that does what a package's programs do.
pub fn program(package: &str) -> Option<&'static str> {
    PROGRAMS.iter().find(|(name, _)| *name == package).map(|(_, module)| *module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_brings_its_program_along() {
        let offers: toml::Table =
            toml::from_str(include_str!("../../../../../fixtures/packages/npm.toml")).expect("a table");
        for (package, _) in PROGRAMS {
            let form = offers["packages"].get(*package);
            let scripts = form.and_then(|form| form.get("scripts")?.as_table());
            assert!(scripts.is_some_and(|scripts| !scripts.is_empty()), "{package} brings no script");
        }
    }
}
