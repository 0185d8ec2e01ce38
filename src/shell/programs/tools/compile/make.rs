//! `make`: simple makefiles: variables, targets, prerequisites, patterns, recipes.

use super::makefile::{Makefile, Rule};
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Stream};

pub(in super::super) static MAKE: Applet = Applet {
    names: &["make", "gmake"],
    about: "builds by rules",
    usage: "[-f FILE] [-C DIR] [-n] [-s] [-B] [-j N] [NAME=VALUE]... [TARGET]...",
    run,
};

/// Targets that wait for each other.
const DEEPEST: usize = 200;
/// Exit code of make's own errors.
const FAILED: i32 = 2;

struct Line {
    file: Option<String>,
    folder: Option<String>,
    dry: bool,
    silent: bool,
    always: bool,
    keep_going: bool,
    variables: Vec<(String, String)>,
    targets: Vec<String>,
}

fn read(process: &Process<'_>) -> Line {
    let mut line = Line {
        file: None,
        folder: None,
        dry: false,
        silent: false,
        always: false,
        keep_going: false,
        variables: Vec::new(),
        targets: Vec::new(),
    };
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-f" | "--file" | "--makefile" => line.file = words.next(),
            "-C" | "--directory" => line.folder = words.next(),
            "-n" | "--dry-run" | "--just-print" => line.dry = true,
            "-s" | "--silent" | "--quiet" => line.silent = true,
            "-B" | "--always-make" => line.always = true,
            "-k" | "--keep-going" => line.keep_going = true,
            other if other.starts_with("-C") => line.folder = other.get(2..).map(str::to_string),
            other if other.starts_with("-f") => line.file = other.get(2..).map(str::to_string),
            other if other.starts_with('-') => {}
            other => match other.split_once('=') {
                Some((name, value)) => line.variables.push((name.trim_end_matches(':').into(), value.into())),
                None => line.targets.push(word),
            },
        }
    }
    line
}

fn run(process: &mut Process<'_>) -> Ended {
    if process.arguments.iter().any(|word| word == "--version" || word == "-v") {
        process.print(
            "GNU Make 4.4.1\nBuilt for x86_64-pc-linux-gnu\nCopyright (C) 1988-2023 Free Software Foundation, Inc.\n\
             License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>\n\
             This is free software: you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n",
        )?;
        return Ok(0);
    }
    let line = read(process);
    let before = process.directory.clone();
    if let Some(folder) = &line.folder {
        let path = process.absolute(folder);
        if process.system.files().stat(&path, true).is_err() {
            return stop(process, &format!("make: *** {folder}: No such file or directory.  Stop."));
        }
        process.directory = path.trim_end_matches('/').to_string();
        let shown = process.directory.clone();
        process.print(&format!("make: Entering directory '{shown}'\n"))?;
    }
    let ended = build(process, &line);
    if line.folder.is_some() {
        let shown = process.directory.clone();
        process.print(&format!("make: Leaving directory '{shown}'\n"))?;
        process.directory = before;
    }
    ended
}

fn stop(process: &mut Process<'_>, text: &str) -> Ended {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Ok(FAILED)
}

fn build(process: &mut Process<'_>, line: &Line) -> Ended {
    let names = match &line.file {
        Some(file) => vec![file.clone()],
        None => ["GNUmakefile", "makefile", "Makefile"].map(str::to_string).to_vec(),
    };
    let mut found = None;
    for name in names {
        if let Some(text) = super::system::source(process, &name)? {
            found = Some((name, text));
            break;
        }
    }
    let Some((name, text)) = found else {
        if let Some(file) = &line.file {
            return stop(
                process,
                &format!("make: {file}: No such file or directory\nmake: *** No rule to make target '{file}'.  Stop."),
            );
        }
        return match line.targets.first() {
            Some(target) => stop(process, &format!("make: *** No rule to make target '{target}'.  Stop.")),
            None => stop(process, "make: *** No targets specified and no makefile found.  Stop."),
        };
    };
    let makefile = match Makefile::read(process, &name, &text, &line.variables)? {
        Ok(makefile) => makefile,
        Err(problem) => return stop(process, &problem),
    };
    let targets =
        if line.targets.is_empty() { makefile.first.clone().into_iter().collect() } else { line.targets.clone() };
    if targets.is_empty() {
        return stop(process, "make: *** No targets.  Stop.");
    }
    let mut maker = Maker { makefile: &makefile, line, done: Vec::new(), ran: false };
    for target in &targets {
        maker.ran = false;
        if let Err(bail) = maker.make(process, target, None, 0) {
            return match bail {
                Bail::Status(status) => Ok(status),
                other => Err(other),
            };
        }
        if !maker.ran {
            let has_recipe = makefile.rule(target).is_some_and(|rule| !rule.recipe.is_empty());
            let exists = exists(process, target);
            let text = match has_recipe || exists && makefile.rule(target).is_none() {
                true if exists => format!("make: '{target}' is up to date.\n"),
                _ => format!("make: Nothing to be done for '{target}'.\n"),
            };
            if !line.silent {
                process.print(&text)?;
            }
        }
    }
    Ok(0)
}

fn exists(process: &mut Process<'_>, target: &str) -> bool {
    let path = process.absolute(target);
    process.system.files().stat(&path, true).is_ok()
}

struct Maker<'a> {
    makefile: &'a Makefile,
    line: &'a Line,
    /// Targets that are made, and whether something ran for them.
    done: Vec<(String, bool)>,
    ran: bool,
}

impl Maker<'_> {
    /// Makes a target; whether something ran.
    fn make(
        &mut self,
        process: &mut Process<'_>,
        target: &str,
        parent: Option<&str>,
        depth: usize,
    ) -> Result<bool, Bail> {
        if let Some((_, ran)) = self.done.iter().find(|(done, _)| done == target) {
            return Ok(*ran);
        }
        process.system.step()?;
        if depth > DEEPEST {
            stop(process, &format!("make: *** more than {DEEPEST} targets that wait for each other.  Stop."))?;
            return Err(Bail::Status(FAILED));
        }
        let rule = self.makefile.rule(target).cloned().or_else(|| self.implicit(process, target));
        let Some(rule) = rule else {
            if exists(process, target) {
                return Ok(false);
            }
            let needed = parent.map(|parent| format!(", needed by '{parent}'")).unwrap_or_default();
            stop(process, &format!("make: *** No rule to make target '{target}'{needed}.  Stop."))?;
            return Err(Bail::Status(FAILED));
        };
        self.done.push((target.to_string(), false));
        let mut newer = false;
        for need in &rule.needs {
            newer |= self.make(process, need, Some(target), depth + 1)?;
            newer |= self.is_newer(process, need, target);
        }
        let phony = self.makefile.phony.iter().any(|name| name == target);
        if !(newer || phony || self.line.always || !exists(process, target)) {
            return Ok(false);
        }
        if rule.recipe.is_empty() {
            return Ok(newer);
        }
        self.recipe(process, target, &rule)?;
        self.ran = true;
        if let Some(done) = self.done.iter_mut().find(|(done, _)| done == target) {
            done.1 = true;
        }
        Ok(true)
    }

    fn is_newer(&self, process: &mut Process<'_>, need: &str, target: &str) -> bool {
        let time = |process: &mut Process<'_>, name: &str| {
            let path = process.absolute(name);
            process.system.files().stat(&path, true).ok().map(|stat| stat.mtime)
        };
        let (need, target) = (time(process, need), time(process, target));
        matches!((need, target), (Some(need), Some(target)) if need > target)
    }

    /// The rules that make knows by itself: objects and programs from C sources.
    fn implicit(&self, process: &mut Process<'_>, target: &str) -> Option<Rule> {
        if let Some(rule) = self.makefile.pattern_rule(target, &mut |need| exists(process, need)) {
            return Some(rule);
        }
        let stem = target.strip_suffix(".o").unwrap_or(target);
        let source = format!("{stem}.c");
        if !exists(process, &source) {
            return None;
        }
        let variable = |name: &str| self.makefile.variables.get(name).cloned().unwrap_or_default();
        let compiler = Some(variable("CC")).filter(|name| !name.is_empty()).unwrap_or_else(|| "cc".into());
        let (flags, libraries) = (variable("CFLAGS"), variable("LDLIBS"));
        let command = match target.ends_with(".o") {
            true => format!("{compiler} {flags}   -c -o {target} {source}"),
            false => format!("{compiler} {flags}    {source} {libraries}  -o {target}"),
        };
        let command = command.trim_end().to_string();
        Some(Rule { needs: vec![source], recipe: vec![(0, command)] })
    }

    fn recipe(&mut self, process: &mut Process<'_>, target: &str, rule: &Rule) -> Result<(), Bail> {
        for (number, text) in &rule.recipe {
            let text = self.makefile.expand_recipe(process, text, target, rule)?;
            let mut command = text.trim_start();
            let (mut hidden, mut ignored) = (self.line.silent, false);
            while let Some(first) = command.chars().next().filter(|letter| "@-+".contains(*letter)) {
                hidden |= first == '@';
                ignored |= first == '-';
                command = command.get(1..).unwrap_or_default().trim_start();
            }
            if command.is_empty() {
                continue;
            }
            if !hidden || self.line.dry {
                process.print(&format!("{command}\n"))?;
            }
            if self.line.dry {
                continue;
            }
            let status = spawn(process, vec!["/bin/sh".into(), "-c".into(), command.to_string()], &mut Input::Empty)?;
            if status == 0 {
                continue;
            }
            let place = if *number == 0 { "<builtin>".to_string() } else { format!("{}:{number}", self.makefile.file) };
            if ignored {
                let text = format!("make: [{place}: {target}] Error {status} (ignored)\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                continue;
            }
            let text = format!("make: *** [{place}: {target}] Error {status}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Err(Bail::Status(FAILED));
        }
        Ok(())
    }
}
