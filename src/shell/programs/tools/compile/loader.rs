//! The dynamic loaders of glibc and musl, `ldd`, and the program file that needs none: they look for the libraries, and
//! give the program's sources to who runs them.

use super::system;
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
pub(in super::super) static LDD: Applet =
    Applet { names: &["ldd"], about: "shows the libraries that a program asks for", usage: "FILE...", run: ldd };

/// Bytes of a program file that are looked at.
const HEAD: u64 = 4096;
/// Exit codes of the loaders when something is missing.
const MISSING: i32 = 127;

/// Runs the program that the kernel, or somebody at the prompt, names.
fn load(process: &mut Process<'_>, musl: bool) -> Ended {
    let Some(program) = process.arguments.get(1).cloned() else {
        let text = if musl {
            "musl libc (x86_64)\nVersion 1.2.6\nDynamic Program Loader\nUsage: /lib/ld-musl-x86_64.so.1 [options] [--] pathname [args]\n"
        } else {
            "/lib64/ld-linux-x86-64.so.2: missing program name\nTry '/lib64/ld-linux-x86-64.so.2 --help' for more information.\n"
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

/// The C library is part of every system with a loader; others must be there by name.
fn present(files: &dyn crate::vfs::Files, name: &str, extra: Option<&str>) -> bool {
    let own = ["libc.so.6", "libc.musl-x86_64.so.1", "libm.so.6", "libpthread.so.0"];
    own.contains(&name) || system::loads(files, name, extra)
}

fn ldd(process: &mut Process<'_>) -> Ended {
    let names: Vec<String> = process.arguments.iter().skip(1).filter(|word| !word.starts_with('-')).cloned().collect();
    let mut status = 0;
    for name in &names {
        if names.len() > 1 {
            process.print(&format!("{name}:\n"))?;
        }
        let path = process.absolute(name);
        let files = process.system.files();
        let musl = system::musl(files);
        let Ok(content) = files.read(&path) else {
            process.output.write(Stream::Err, format!("ldd: {name}: No such file or directory\n").as_bytes())?;
            status = 1;
            continue;
        };
        let head = content.slice(0..HEAD).to_bytes();
        let Some(loader) = elf::loader(&head) else {
            let text = if musl {
                format!("{}: Not a valid dynamic program\n", system::loader(true))
            } else {
                "\tnot a dynamic executable\n".to_string()
            };
            process.output.write(Stream::Err, text.as_bytes())?;
            status = 1;
            continue;
        };
        let address = |index: usize| format!("0x00007f{:010x}", 0xa1b2_c000_u64 + index as u64 * 0x21_000);
        let mut text = if musl {
            format!("\t{loader} ({})\n", address(0))
        } else {
            "\tlinux-vdso.so.1 (0x00007ffd4e5f6000)\n".into()
        };
        for (index, need) in elf::needs(&head).iter().enumerate() {
            let found = present(process.system.files(), need, None);
            let place = if musl { format!("/usr/lib/{need}") } else { format!("/lib/x86_64-linux-gnu/{need}") };
            let place = if need == system::libc(true) { loader.clone() } else { place };
            text += &if found {
                format!("\t{need} => {place} ({})\n", address(index))
            } else {
                format!("\t{need} => not found\n")
            };
        }
        if !musl {
            text += &format!("\t{loader} ({})\n", address(9));
        }
        process.print(&text)?;
    }
    Ok(status)
}
