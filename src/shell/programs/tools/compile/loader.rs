//! The dynamic loaders of glibc and musl, and the program file that needs none: they look for the libraries, and give the
//! program's sources to who runs them.

use super::ldd;
use super::system::{self, HEAD, MISSING, present};
use crate::shell::elf;
use crate::shell::embedded::Embedded;
use crate::shell::launch::find;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static GNU: Applet = Applet {
    names: &["ld-linux"],
    about: "the dynamic loader of the GNU C library",
    usage: "PROGRAM [ARG]...",
    run: |process| load(process, false),
};
pub(in super::super) static MUSL: Applet = Applet {
    names: &["ld-musl"],
    about: "the dynamic loader of musl",
    usage: "PROGRAM [ARG]...",
    run: |process| load(process, true),
};
/// Runs the program that the kernel, or somebody at the prompt, names.
fn load(process: &mut Process<'_>, musl: bool) -> Ended {
    if musl && process.arguments.get(1).is_some_and(|word| word == "--list") {
        let pathname = process.arguments.get(2).cloned();
        return ldd::of_musl(process, pathname.as_deref());
    }
    let Some(program) = process.arguments.get(1).cloned() else {
        let text = if musl {
            ldd::musl_usage(" [args]")
        } else {
            "/lib64/ld-linux-x86-64.so.2: missing program name\nTry '/lib64/ld-linux-x86-64.so.2 --help' for more information.\n".into()
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    };
    let path = process.environment.get("PATH").cloned();
    let directory = process.directory.clone();
    let files = process.system.files();
    let file = find(files, &program, &directory, path.as_deref()).unwrap_or_else(|_| program.clone());
    let Ok(content) = files.read(&file) else {
        let text = format!(
            "{program}: error while loading shared libraries: {program}: cannot open shared object file: No such file or directory\n"
        );
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(MISSING);
    };
    let needs = elf::needs(&content.slice(0..HEAD).to_bytes());
    let extra = process.environment.get("LD_LIBRARY_PATH").cloned();
    let files = process.system.files();
    let missing: Vec<&String> = needs.iter().filter(|name| !present(files, name, extra.as_deref())).collect();
    if let Some(first) = missing.first() {
        let text = match musl {
            true => missing
                .iter()
                .map(|name| {
                    format!("Error loading shared library {name}: No such file or directory (needed by {file})\n")
                })
                .collect(),
            false => format!(
                "{program}: error while loading shared libraries: {first}: cannot open shared object file: No such file or directory\n"
            ),
        };
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(MISSING);
    }
    process.arguments.remove(0);
    match content.bytes_up_to(system::SOURCE_LIMIT * 4).ok().and_then(|bytes| Embedded::of(&bytes)) {
        Some(embedded) => super::run::embedded(process, &embedded),
        None => Ok(0),
    }
}
