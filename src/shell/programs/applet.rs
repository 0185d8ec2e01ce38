//! [`Applet`]: a program as a value, and what all programs say in the same words.

use crate::shell::{Flavour, Process, Program, Stop, Stream};

/// The usage lines of BusyBox's programs.
const USAGE: &str = include_str!("../../../fixtures/busybox-usage.txt");

/// How a program's function ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bail {
    /// With this exit code; whatever there was to say has been said.
    Status(i32),
    /// With whoever waits for it.
    Stop(Stop),
}

impl From<Stop> for Bail {
    fn from(stop: Stop) -> Self {
        Bail::Stop(stop)
    }
}

/// A program's exit code, or how it ended early.
pub type Ended = Result<i32, Bail>;

/// A program: a row of the table.
pub struct Applet {
    /// The main name first.
    pub names: &'static [&'static str],
    /// One line on what it does.
    pub about: &'static str,
    /// Its arguments, as its usage shows them.
    pub usage: &'static str,
    /// What it does.
    pub run: fn(&mut Process<'_>) -> Ended,
}

impl Program for Applet {
    fn names(&self) -> &'static [&'static str] {
        self.names
    }
    fn about(&self) -> &'static str {
        self.about
    }
    fn usage(&self) -> &'static str {
        self.usage
    }
    fn run(&self, process: &mut Process<'_>) -> Result<i32, Stop> {
        let help = process.arguments.len() == 2 && process.arguments.get(1).is_some_and(|word| word == "--help");
        let takes_help =
            !matches!(self.names.first(), Some(&("echo" | "test" | "true" | "false" | "printf" | "busybox")))
                && (process.busybox() || self.names.first() != Some(&"sh"));
        let version = process.arguments.len() == 2 && process.arguments.get(1).is_some_and(|word| word == "--version");
        let ended = match () {
            () if help && takes_help => self.help(process),
            () if version && takes_help && self.package().is_some() && !process.busybox() => self.version(process),
            () => (self.run)(process),
        };
        match ended {
            Ok(status) | Err(Bail::Status(status)) => Ok(status & 0xff),
            Err(Bail::Stop(stop)) => Err(stop),
        }
    }
}

impl Applet {
    /// The package that the program is of, and what stands before its version.
    fn package(&self) -> Option<(&'static str, &'static str)> {
        Some(match *self.names.first()? {
            "sed" => ("sed", "(GNU sed) "),
            "grep" => ("grep", "(GNU grep) "),
            "tar" => ("tar", "(GNU tar) "),
            "gzip" => ("gzip", ""),
            "xz" => ("xz", "(XZ Utils) "),
            "find" | "xargs" => ("findutils", "(GNU findutils) "),
            "diff" | "cmp" => ("diffutils", "(GNU diffutils) "),
            "cat" | "ls" | "head" | "tail" | "wc" | "sort" | "uniq" | "cut" | "tr" | "tee" | "seq" | "date"
            | "sleep" | "cp" | "mv" | "rm" | "mkdir" | "rmdir" | "ln" | "chmod" | "chown" | "touch" | "stat" | "du"
            | "df" | "sha256sum" | "base64" | "dd" | "env" | "id" | "whoami" | "uname" | "od" | "tac" | "nl"
            | "paste" | "comm" | "pwd" | "expr" | "readlink" | "realpath" | "basename" | "dirname" | "yes"
            | "printenv" | "link" | "unlink" | "factor" | "shuf" => ("coreutils", "(GNU coreutils) "),
            _ => return None,
        })
    }

    fn version(&self, process: &mut Process<'_>) -> Ended {
        let Some((package, before)) = self.package() else { return Ok(0) };
        let (name, version) = (process.name(), super::versions::of(process, package));
        let library = if package == "xz" { format!("\nliblzma {version}") } else { String::new() };
        process.print(&format!("{name} {before}{version}{library}\n"))?;
        Ok(0)
    }

    fn help(&self, process: &mut Process<'_>) -> Ended {
        let (name, usage, about) = (process.name(), self.usage, self.about);
        let mut letters = about.chars();
        let about =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default();
        match process.flavour {
            Flavour::Gnu => process.print(&format!("Usage: {name} {usage}\n{about}.\n"))?,
            Flavour::Busybox => {
                let text = process.busybox_page(&name, usage, &about);
                process.output.write(Stream::Err, text.as_bytes())?;
            }
        }
        Ok(0)
    }
}

/// Whether BusyBox has a program of this name with a usage line.
pub(super) fn has_usage(name: &str) -> bool {
    USAGE.lines().any(|line| !line.starts_with('#') && line.split(' ').next() == Some(name))
}

impl Process<'_> {
    /// The name it was started by, without directories.
    pub fn name(&self) -> String {
        let name = self.arguments.first().map_or("", String::as_str);
        name.rsplit('/').next().unwrap_or(name).to_string()
    }

    /// Whether the manners are BusyBox's.
    pub fn busybox(&self) -> bool {
        self.flavour == Flavour::Busybox
    }

    /// Writes text to standard output.
    pub fn print(&mut self, text: &str) -> Result<(), Stop> {
        self.output.write(Stream::Out, text.as_bytes())
    }

    /// Writes bytes to standard output.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.output.write(Stream::Out, bytes)
    }

    /// Writes `NAME: text` and a newline to standard error.
    pub fn complain(&mut self, text: &str) -> Result<(), Stop> {
        let name = self.inside.clone().unwrap_or_else(|| self.name());
        let line = format!("{name}: {text}\n");
        self.output.write(Stream::Err, line.as_bytes())
    }

    /// Complains, and ends the program with `status`.
    pub fn fail<T>(&mut self, status: i32, text: &str) -> Result<T, Bail> {
        self.complain(text)?;
        Err(Bail::Status(status))
    }

    /// Complains about how it was called, and ends the program with `status`.
    pub fn misused<T>(&mut self, status: i32, text: &str) -> Result<T, Bail> {
        self.complain(text)?;
        let name = self.name();
        let rest = match self.flavour {
            Flavour::Gnu => format!("Try '{name} --help' for more information.\n"),
            Flavour::Busybox => self.busybox_usage(&name),
        };
        self.output.write(Stream::Err, rest.as_bytes())?;
        Err(Bail::Status(if self.busybox() { self.busybox_misuse() } else { status }))
    }

    /// How BusyBox's programs end that were called wrong: these set `xfunc_error_retval` before they read their options.
    fn busybox_misuse(&self) -> i32 {
        if matches!(self.name().as_str(), "grep" | "egrep" | "fgrep" | "sort" | "expr") { 2 } else { 1 }
    }

    fn busybox_usage(&mut self, name: &str) -> String {
        let program = super::find(name);
        let (usage, about) = program.map_or(("", ""), |program| (program.usage(), program.about()));
        self.busybox_page(name, usage, about)
    }

    /// What BusyBox says of a program: its own usage lines, and in our words what it is for.
    fn busybox_page(&mut self, name: &str, usage: &str, about: &str) -> String {
        let banner = super::banner::banner(self.system);
        let known = USAGE.lines().filter_map(|line| line.split_once(' ')).find(|(of, _)| *of == name);
        let usage = known.map_or(usage, |(_, usage)| usage).replace('\t', "\nor: ");
        format!("{banner} multi-call binary.\n\nUsage: {name} {usage}\n\n{about}\n")
    }

    /// Ends the program because an operand is missing.
    pub fn missing_operand<T>(&mut self) -> Result<T, Bail> {
        match self.flavour {
            Flavour::Gnu => self.misused(1, "missing operand"),
            Flavour::Busybox => {
                let name = self.name();
                let text = self.busybox_usage(&name);
                self.output.write(Stream::Err, text.as_bytes())?;
                Err(Bail::Status(self.busybox_misuse()))
            }
        }
    }

    /// A path from the working directory, absolute.
    pub fn absolute(&self, path: &str) -> String {
        crate::shell::absolute::absolute(&self.directory, path)
    }
}
