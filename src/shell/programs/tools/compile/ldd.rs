//! `ldd`: the libraries that a program file asks for. GNU's is a script that starts the loader (glibc `elf/ldd.bash.in`);
//! Alpine's is one of two lines that calls musl's loader with `--list` (musl `ldso/dynlink.c`).

use super::system::{self, HEAD, MISSING, present};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, ProgramFile, Stream, elf, identify};
use crate::vfs::{FileType, Files};

pub(in super::super) static PROGRAM: Applet =
    Applet { names: &["ldd"], about: "shows the libraries that a program asks for", usage: "[FILE]...", run };

/// Programs of the catalogue that stand on their own in life: those that Go's compiler made.
const STATIC: &[&str] = &[
    "caddy",
    "consul",
    "docker",
    "dockerd",
    "go",
    "gosu",
    "grafana",
    "httpenv",
    "influxd",
    "loki",
    "mailhog",
    "minio",
    "nats-server",
    "node_exporter",
    "portainer",
    "prometheus",
    "alertmanager",
    "registry",
    "telegraf",
    "traefik",
    "vault",
    "whoami",
];
/// What others ask for besides the C library, in the order that `ldd` shows.
const NEEDS: &[(&[&str], &[&str])] = &[
    (&["bash"], &["libtinfo.so.6"]),
    (&["ls", "dir", "vdir", "cp", "mv", "mkdir", "mkfifo", "mknod", "id", "install", "stat"], &["libselinux.so.1"]),
    (&["find"], &["libm.so.6", "libselinux.so.1"]),
    (&["sed", "tar"], &["libacl.so.1", "libselinux.so.1"]),
    (&["grep"], &["libpcre2-8.so.0"]),
    (&["apt-get", "apt"], &["libapt-private.so.0.0", "libapt-pkg.so.7.0", "libstdc++.so.6", "libgcc_s.so.1"]),
    (&["dpkg"], &["libmd.so.0", "libselinux.so.1"]),
    (&["perl"], &["libm.so.6", "libcrypt.so.1"]),
    (&["apk"], &["libapk.so.3.0.0", "libcrypto.so.3", "libz.so.1"]),
    (&["curl"], &["libcurl.so.4", "libz.so.1", "libssl.so.3", "libcrypto.so.3"]),
    (&["git"], &["libpcre2-8.so.0", "libz.so.1"]),
    (&["openssl"], &["libssl.so.3", "libcrypto.so.3"]),
    (&["nginx"], &["libcrypt.so.1", "libpcre2-8.so.0", "libssl.so.3", "libcrypto.so.3", "libz.so.1"]),
    (&["httpd"], &["libpcre2-8.so.0", "libaprutil-1.so.0", "libapr-1.so.0"]),
    (&["node"], &["libdl.so.2", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libpthread.so.0"]),
    (&["python", "php"], &["libm.so.6"]),
    (&["psql", "pg_dump", "pg_isready"], &["libpq.so.5", "libssl.so.3", "libcrypto.so.3"]),
    (&["postgres"], &["libssl.so.3", "libcrypto.so.3", "libm.so.6", "libz.so.1"]),
    (
        &["redis-server", "redis-cli"],
        &["libssl.so.3", "libcrypto.so.3", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1"],
    ),
];
/// Libraries that musl's own is, or that its system's programs are built without.
const NOT_WITH_MUSL: &[&str] =
    &["libm.so.6", "libdl.so.2", "libpthread.so.0", "libc.so.6", "libselinux.so.1", "libtinfo.so.6", "libcrypt.so.1"];
/// Releases of the GNU C library by the system's `ID` and the start of its `VERSION_ID`: number, package, year.
const GLIBC: &[(&str, &str, &str, &str, &str)] = &[
    ("debian", "13", "2.41", "Debian GLIBC 2.41-12+deb13u2", "2024"),
    ("debian", "12", "2.36", "Debian GLIBC 2.36-9+deb12u13", "2022"),
    ("debian", "11", "2.31", "Debian GLIBC 2.31-13+deb11u13", "2020"),
    ("debian", "10", "2.28", "Debian GLIBC 2.28-10+deb10u3", "2018"),
    ("debian", "9", "2.24", "Debian GLIBC 2.24-11+deb9u4", "2016"),
    ("debian", "8", "2.19", "Debian GLIBC 2.19-18+deb8u10", "2014"),
    ("ubuntu", "25.10", "2.42", "Ubuntu GLIBC 2.42-0ubuntu3", "2025"),
    ("ubuntu", "24.04", "2.39", "Ubuntu GLIBC 2.39-0ubuntu8.6", "2024"),
    ("ubuntu", "22.04", "2.35", "Ubuntu GLIBC 2.35-0ubuntu3.11", "2022"),
    ("ubuntu", "20.04", "2.31", "Ubuntu GLIBC 2.31-0ubuntu9.18", "2020"),
    ("ubuntu", "18.04", "2.27", "Ubuntu GLIBC 2.27-3ubuntu1.6", "2018"),
    ("ubuntu", "16.04", "2.23", "Ubuntu GLIBC 2.23-0ubuntu11.3", "2016"),
    ("ubuntu", "14.04", "2.19", "Ubuntu EGLIBC 2.19-0ubuntu6.15", "2014"),
    ("ubuntu", "", "2.43", "Ubuntu GLIBC 2.43-2ubuntu1", "2026"),
    ("fedora", "", "2.42", "GNU libc", "2025"),
    ("amzn", "2023", "2.34", "GNU libc", "2021"),
    ("amzn", "2", "2.26", "GNU libc", "2017"),
    ("", "10", "2.39", "GNU libc", "2024"),
    ("", "9", "2.34", "GNU libc", "2021"),
    ("", "8", "2.28", "GNU libc", "2018"),
    ("", "7", "2.17", "GNU libc", "2012"),
];

/// How a file is linked.
enum Linked {
    /// With these libraries, by this loader.
    Dynamic { loader: String, needs: Vec<String> },
    /// It needs no loader, or is no program.
    Not,
}

/// How the program file at `path` is linked, on a system of this kind.
fn linked(files: &dyn Files, path: &str, musl: bool) -> Option<Linked> {
    let content = files.read(path).ok()?;
    let head = content.slice(0..HEAD).to_bytes();
    if let Some(loader) = elf::loader(&head) {
        return Some(Linked::Dynamic { loader, needs: elf::needs(&head) });
    }
    let name = match identify(&content) {
        ProgramFile::Named(name) if name != elf::COMPILED && !STATIC.contains(&name.as_str()) => name,
        _ => return Some(Linked::Not),
    };
    let row = NEEDS.iter().find(|(names, _)| names.contains(&name.as_str()));
    let others = row.map_or(&[][..], |(_, needs)| needs);
    let others = others.iter().filter(|need| !musl || !NOT_WITH_MUSL.contains(need));
    let mut needs: Vec<String> = others.map(|need| need.to_string()).collect();
    // What a library itself needs comes behind what the program asks for.
    let behind = needs.iter().any(|need| need == "libselinux.so.1").then(|| "libpcre2-8.so.0".to_string());
    needs.push(system::libc(musl).to_string());
    needs.extend(behind);
    Some(Linked::Dynamic { loader: system::loader(musl).to_string(), needs })
}

/// Where a library lies; a base address, another one for each.
fn place(files: &dyn Files, name: &str) -> String {
    let folders = ["/usr/local/lib", "/lib", "/usr/lib"];
    let own = folders.iter().map(|folder| format!("{folder}/{name}")).find(|path| files.stat(path, true).is_ok());
    let debian = files.stat("/usr/lib/x86_64-linux-gnu", true).is_ok();
    own.unwrap_or_else(|| format!("{}/{name}", if debian { "/lib/x86_64-linux-gnu" } else { "/lib64" }))
}

fn address(index: usize) -> u64 {
    0x7fa1_b2c0_0000 + index as u64 * 0x21_000
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut names = process.arguments.get(1..).unwrap_or_default().to_vec();
    while let Some(option) = names.first().filter(|word| word.starts_with('-')).cloned() {
        names.remove(0);
        match option.as_str() {
            "--" => break,
            "-v" | "-d" | "-r" | "-u" | "--verbose" | "--data-relocs" | "--function-relocs" | "--unused" => {}
            "--version" => return version(process),
            other => {
                let what = format!("ldd: unrecognized option `{other}'\nTry `ldd --help' for more information.\n");
                process.output.write(Stream::Err, what.as_bytes())?;
                return Ok(1);
            }
        }
    }
    if names.is_empty() {
        let words = b"ldd: missing file arguments\nTry `ldd --help' for more information.\n";
        process.output.write(Stream::Err, words)?;
        return Ok(1);
    }
    let mut status = 0;
    for name in &names {
        if names.len() > 1 {
            process.print(&format!("{name}:\n"))?;
        }
        if !of_gnu(process, name)? {
            status = 1;
        }
    }
    Ok(status)
}

/// One file; whether it is a program that is linked.
fn of_gnu(process: &mut Process<'_>, name: &str) -> Result<bool, Bail> {
    let shown = if name.contains('/') { name.to_string() } else { format!("./{name}") };
    let path = process.absolute(&shown);
    let files = process.system.files();
    let wrong = match files.stat(&path, true).map(|stat| stat.kind) {
        Err(_) => Some(format!("ldd: {shown}: No such file or directory\n")),
        Ok(FileType::File) => None,
        Ok(_) => Some(format!("ldd: {shown}: not regular file\n")),
    };
    if let Some(words) = wrong {
        process.output.write(Stream::Err, words.as_bytes())?;
        return Ok(false);
    }
    let Some(Linked::Dynamic { loader, needs }) = linked(process.system.files(), &path, false) else {
        process.output.write(Stream::Err, b"\tnot a dynamic executable\n")?;
        return Ok(false);
    };
    let catalogue = !is_compiled(process.system.files(), &path);
    let mut text = "\tlinux-vdso.so.1 (0x00007ffd4e5f6000)\n".to_string();
    for (index, need) in needs.iter().enumerate() {
        let files = process.system.files();
        text += &match catalogue || present(files, need, None) {
            true => format!("\t{need} => {} (0x{:016x})\n", place(files, need), address(index)),
            false => format!("\t{need} => not found\n"),
        };
    }
    text += &format!("\t{loader} (0x{:016x})\n", address(needs.len() + 1));
    process.print(&text)?;
    Ok(true)
}

fn is_compiled(files: &dyn Files, path: &str) -> bool {
    files.read(path).is_ok_and(|content| elf::loader(&content.slice(0..HEAD).to_bytes()).is_some())
}

/// The loader's own words where no program is named.
pub(super) fn musl_usage(arguments: &str) -> String {
    format!(
        "musl libc (x86_64)\nVersion 1.2.6\nDynamic Program Loader\nUsage: {} [options] [--] pathname{arguments}\n",
        system::loader(true)
    )
}

/// `ld-musl --list PATHNAME`.
pub(super) fn of_musl(process: &mut Process<'_>, pathname: Option<&str>) -> Ended {
    let own = system::loader(true);
    let Some(name) = pathname.filter(|name| !name.starts_with("--")) else {
        process.output.write(Stream::Err, musl_usage("").as_bytes())?;
        return Ok(1);
    };
    let path = process.absolute(name);
    let (loader, needs) = match linked(process.system.files(), &path, true) {
        None => {
            let words = format!("{own}: cannot load {name}: No such file or directory\n");
            process.output.write(Stream::Err, words.as_bytes())?;
            return Ok(1);
        }
        Some(Linked::Not) => {
            let words = format!("{own}: {name}: Not a valid dynamic program\n");
            process.output.write(Stream::Err, words.as_bytes())?;
            return Ok(1);
        }
        Some(Linked::Dynamic { loader, needs }) => (loader, needs),
    };
    process.print(&format!("\t{loader} (0x{:x})\n", address(needs.len() + 1)))?;
    let catalogue = !is_compiled(process.system.files(), &path);
    let mut status = 0;
    for (index, need) in needs.iter().enumerate() {
        let files = process.system.files();
        // The C library of whatever system is musl's own here, under the name by which the program asks for its loader.
        if need.starts_with("libc.") || matches!(need.as_str(), "libm.so.6" | "libpthread.so.0") {
            process.print(&format!("\t{need} => {loader} (0x{:x})\n", address(needs.len() + 1)))?;
        } else if catalogue || present(files, need, None) {
            let folders = ["/lib", "/usr/local/lib", "/usr/lib"];
            let there = |path: &String| files.stat(path, true).is_ok();
            let found = folders.iter().map(|folder| format!("{folder}/{need}")).find(there);
            let place = found.unwrap_or_else(|| format!("/usr/lib/{need}"));
            process.print(&format!("\t{need} => {place} (0x{:x})\n", address(index)))?;
        } else {
            let words = format!("Error loading shared library {need}: No such file or directory (needed by {name})\n");
            process.output.write(Stream::Err, words.as_bytes())?;
            status = MISSING;
        }
    }
    Ok(status)
}

fn version(process: &mut Process<'_>) -> Ended {
    let release = process.system.files().read("/etc/os-release");
    let bytes = release.ok().and_then(|content| content.bytes_up_to(HEAD).ok()).unwrap_or_default();
    let release = String::from_utf8_lossy(&bytes).into_owned();
    let field = |name: &str| {
        let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"')
    };
    let (id, number) = (field("ID"), field("VERSION_ID"));
    let own = |(system, start, ..): &&(&str, &str, &str, &str, &str)| {
        (system.is_empty() || *system == id)
            && (start.is_empty() || number.split('.').next() == Some(start) || number == *start)
    };
    let newest = ("", "", "2.41", "GNU libc", "2024");
    let (_, _, glibc, package, year) = GLIBC.iter().find(own).copied().unwrap_or(newest);
    process.print(&format!(
        "ldd ({package}) {glibc}\nCopyright (C) {year} Free Software Foundation, Inc.\n\
         This is free software; see the source for copying conditions.  There is NO\n\
         warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.\n\
         Written by Roland McGrath and Ulrich Drepper.\n"
    ))?;
    Ok(0)
}
