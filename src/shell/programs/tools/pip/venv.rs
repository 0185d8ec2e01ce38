//! `python -m venv`: a directory that looks to Python like an installation of its own.

use super::super::packages::{make_dirs, put};
use super::place::Place;
use crate::shell::elf;
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};
use crate::vfs::Errno;

/// Nanoseconds that it takes to put pip into it.
const ENSURING_PIP: i64 = 2_400_000_000;

/// Makes the environments that the words name.
pub fn make(process: &mut Process<'_>, words: &[&str]) -> Ended {
    let place = Place::of(process);
    let folders: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let has = |option: &str| words.contains(&option);
    if folders.is_empty() {
        let text = "usage: venv [-h] [--system-site-packages] [--symlinks | --copies] [--clear]\n            \
                    [--upgrade] [--without-pip] [--prompt PROMPT] [--upgrade-deps]\n            \
                    [--without-scm-ignore-files]\n            ENV_DIR [ENV_DIR ...]\n\
                    venv: error: the following arguments are required: ENV_DIR\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(2);
    }
    for folder in folders {
        let path = process.absolute(folder);
        let path = path.trim_end_matches('/').trim_end_matches("/.").to_string();
        // Debian's Python has venv in a package of its own.
        let debian = place.interpreter == "/usr/bin/python3" && !place.musl;
        if debian && !has("--without-pip") && !ensures_pip(process, &place) {
            let text = format!(
                "The virtual environment was not created successfully because ensurepip is not\n\
                 available.  On Debian/Ubuntu systems, you need to install the python3-venv\n\
                 package using the following command.\n\n    apt install python{0}-venv\n\n\
                 You may need to use sudo with that command.  After installing the python3-venv\n\
                 package, recreate your virtual environment.\n\nFailing command: {path}/bin/python3\n\n",
                place.minor
            );
            process.print(&text)?;
            return Ok(1);
        }
        process.system.sleep(ENSURING_PIP)?;
        if let Err(errno) = write(process, &place, &path, !has("--without-pip"), has("--system-site-packages")) {
            let text = format!("Error: [Errno {}] {errno}: '{path}'\n", errno.number());
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
    }
    Ok(0)
}

fn ensures_pip(process: &mut Process<'_>, place: &Place) -> bool {
    let package = format!("/usr/share/doc/python{}-venv", place.minor);
    let list = format!("/var/lib/dpkg/info/python{}-venv.list", place.minor);
    let files = process.system.files();
    files.stat(&package, true).is_ok() || files.stat(&list, true).is_ok()
}

fn write(process: &mut Process<'_>, place: &Place, path: &str, pip: bool, system: bool) -> Result<(), Errno> {
    let base = place.interpreter.rsplit_once('/').map_or("/usr/local/bin", |(base, _)| base);
    let minor = &place.minor;
    let files = process.system.files();
    make_dirs(files, &format!("{path}/lib/python{minor}/site-packages"))?;
    make_dirs(files, &format!("{path}/include/python{minor}"))?;
    make_dirs(files, &format!("{path}/bin"))?;
    let settings = format!(
        "home = {base}\ninclude-system-site-packages = {system}\nversion = {}\nexecutable = {}\ncommand = {base}/python3 -m venv {path}\n",
        place.python, place.interpreter
    );
    put(files, &format!("{path}/pyvenv.cfg"), settings.into(), 0o644)?;
    put(
        files,
        &format!("{path}/.gitignore"),
        "# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n".into(),
        0o644,
    )?;
    let activate = format!(
        "# This file must be used with \"source bin/activate\" *from bash*\n\
         deactivate () {{\n    PATH=\"$_OLD_VIRTUAL_PATH\"\n    export PATH\n    unset _OLD_VIRTUAL_PATH VIRTUAL_ENV\n}}\n\
         VIRTUAL_ENV={path}\nexport VIRTUAL_ENV\n_OLD_VIRTUAL_PATH=\"$PATH\"\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n"
    );
    put(files, &format!("{path}/bin/activate"), activate.into(), 0o644)?;
    let names = [format!("python{minor}"), "python3".into(), "python".into()];
    for (name, target) in names.iter().zip(["python3", "python", &place.interpreter]) {
        let link = format!("{path}/bin/{name}");
        if files.stat(&link, false).is_err() {
            files.symlink(target, &link)?;
        }
    }
    if pip {
        for name in ["pip", "pip3", &format!("pip{minor}")] {
            put(files, &format!("{path}/bin/{name}"), elf::stand_in("pip").into(), 0o755)?;
        }
    }
    Ok(())
}
