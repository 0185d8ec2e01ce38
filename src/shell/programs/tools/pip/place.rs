//! The Python that a `pip` belongs to: the image's own below `/usr/local`, the distribution's below `/usr`, or a virtual
//! environment; and where that Python looks for packages.

use super::super::packages::{read_text, version};
use crate::shell::Process;
use crate::shell::launch::find;
use crate::vfs::Files;

/// A Python and its pip.
#[derive(Clone, Debug)]
pub struct Place {
    /// `3.14.7`
    pub python: String,
    /// `3.14`
    pub minor: String,
    /// The program that console scripts name.
    pub interpreter: String,
    /// The directory that packages go into.
    pub site: String,
    /// The directory of console scripts.
    pub scripts: String,
    /// Where pip itself is.
    pub own: String,
    /// pip's version.
    pub pip: String,
    /// Whether pip came by itself with Python, so that it looks for newer ones.
    pub bundled: bool,
    /// The file by which a distribution says that pip should keep out.
    pub managed: Option<String>,
    /// Whether it is a virtual environment.
    pub environment: bool,
    /// Whether the C library is musl.
    pub musl: bool,
}

/// Where musl keeps its loader.
const MUSL: &str = "/lib/ld-musl-x86_64.so.1";
/// The Python of an image that does not say.
const USUAL: &str = "3.14.7";

impl Place {
    /// The Python that the program which runs belongs to.
    pub fn of(process: &mut Process<'_>) -> Place {
        let path = process.environment.get("PATH").cloned();
        let name = process.arguments.first().cloned().unwrap_or_default();
        let directory = process.directory.clone();
        let files: &dyn Files = process.system.files();
        let program = find(files, &name, &directory, path.as_deref()).unwrap_or(name);
        let bin = program.rsplit_once('/').map_or("/usr/local/bin", |(bin, _)| bin).to_string();
        let root = bin.rsplit_once('/').map_or("", |(root, _)| root).to_string();
        let settings = read_text(files, &format!("{root}/pyvenv.cfg"));
        let musl = files.stat(MUSL, true).is_ok();
        let environment = !settings.is_empty();
        let home = settings.lines().find_map(|line| line.strip_prefix("home = ")).map(str::to_string);
        let base = home.unwrap_or(if environment { "/usr/local/bin".into() } else { bin.clone() });
        let system = base == "/usr/bin" || base == "/bin";
        let minor = minor(files, &base).unwrap_or_else(|| "3.14".into());
        let told = process.environment.get("PYTHON_VERSION").filter(|_| !system);
        let python = told.cloned().unwrap_or_else(|| if minor == "3.14" { USUAL.into() } else { format!("{minor}.5") });
        let debian = system && !musl;
        let global = match (system, debian) {
            (_, true) => format!("/usr/local/lib/python{minor}/dist-packages"),
            (true, _) => format!("/usr/lib/python{minor}/site-packages"),
            _ => format!("/usr/local/lib/python{minor}/site-packages"),
        };
        let site = if environment { format!("{root}/lib/python{minor}/site-packages") } else { global };
        let own = if debian && !environment { "/usr/lib/python3/dist-packages".into() } else { site.clone() };
        let mark = format!("/usr/lib/python{minor}/EXTERNALLY-MANAGED");
        let managed = (system && !environment && files.stat(&mark, true).is_ok()).then_some(mark);
        let scripts = if debian && !environment { "/usr/local/bin".into() } else { bin.clone() };
        let interpreter = match environment {
            true => format!("{bin}/python3"),
            false if system => "/usr/bin/python3".into(),
            false => format!("/usr/local/bin/python{minor}"),
        };
        let pip = bundled(&minor, debian && !environment).into();
        let bundled = !system || environment;
        Place { python, minor, interpreter, site, scripts, own, pip, bundled, managed, environment, musl }
    }

    /// The directories for the packages of one user.
    pub fn for_user(&self, home: &str) -> Place {
        let home = home.trim_end_matches('/');
        let site = format!("{home}/.local/lib/python{}/site-packages", self.minor);
        Place { site, scripts: format!("{home}/.local/bin"), ..self.clone() }
    }

    /// `cp314`
    pub fn tag(&self) -> String {
        format!("cp{}", self.minor.replace('.', ""))
    }

    /// Whether pip is at least this version: its words changed now and then.
    pub fn pip_since(&self, since: &str) -> bool {
        version::compare(&self.pip, since).is_ge()
    }
}

/// The minor version of the Python in a directory: `python3` is a link to `python3.14`, or that program is there.
fn minor(files: &dyn Files, bin: &str) -> Option<String> {
    let link = files.read_link(&format!("{bin}/python3")).ok();
    let linked = link.as_deref().and_then(|link| link.rsplit('/').next()?.strip_prefix("python").map(str::to_string));
    let listed = || {
        let names = files.read_dir(bin).ok()?.into_iter().map(|entry| entry.name);
        names.filter_map(|name| name.strip_prefix("python3.").map(|rest| format!("3.{rest}"))).next()
    };
    linked.filter(|text| text.contains('.')).or_else(listed).filter(|text| text.len() < 8)
}

/// The pip that a Python brings along (its `ensurepip`), or that the distribution packages.
fn bundled(minor: &str, debian: bool) -> &'static str {
    match (minor, debian) {
        ("3.13", true) => "25.1.1",
        ("3.12", true) => "24.0",
        ("3.11", true) => "23.0.1",
        ("3.10", true) => "22.0.2",
        ("3.9", true) => "20.3.4",
        ("3.8", true) => "20.0.2",
        ("3.6" | "3.7", _) => "22.0.4",
        ("3.8" | "3.9" | "3.10", _) => "23.0.1",
        ("3.11", _) => "24.0",
        ("3.12", _) => "25.0.1",
        _ => "26.1.2",
    }
}
