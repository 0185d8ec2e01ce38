//! `npm`, `npx`, `yarn` (classic) and `pnpm`: JavaScript's package managers.
//!
//! What is on offer stands in `fixtures/packages/npm.toml`; what is installed, in `node_modules` and the lock files, as
//! in life. Scripts are run by the shell, programs by whoever runs JavaScript.

mod corepack;
mod error;
mod files;
mod install;
mod line;
mod lock;
mod manifest;
mod project;
mod report;
mod run;
#[cfg(test)]
mod tests;
mod tree;
mod yarn;

pub(super) use files::remove_all;

pub(super) use corepack::PROGRAM as COREPACK;

use self::line::Line;
use super::packages::Offer;
use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet = Applet {
    names: &["npm"],
    about: "JavaScript's package manager",
    usage: "install | ci | uninstall | run | start | test | exec | init | ls | outdated | view | cache | --version",
    run,
};
pub(super) static NPX: Applet =
    Applet { names: &["npx"], about: "runs a package's program", usage: "[-y] NAME[@VERSION] [ARG]...", run };
pub(super) static YARN: Applet = Applet {
    names: &["yarn", "yarnpkg"],
    about: "JavaScript's other package manager, version 1",
    usage: "install | add | remove | run | start | global add | cache clean | --version",
    run: yarn::run,
};
pub(super) static PNPM: Applet = Applet {
    names: &["pnpm"],
    about: "JavaScript's package manager that links",
    usage: "install | add | remove | run | start | --version",
    run: yarn::pnpm,
};

static OFFER: Offer = Offer::of("npm.toml");

/// Where packages come from.
const REGISTRY: &str = "https://registry.example";

/// The npm that runs, and where it works.
pub struct Place {
    /// npm's version.
    npm: String,
    /// The project's directory.
    folder: String,
    /// Where global packages are below.
    prefix: String,
    /// `~/.npm`
    cache: String,
    /// The moment of the run, as log files are called.
    stamp: String,
}

impl Place {
    fn of(process: &mut Process<'_>, line: &Line) -> Place {
        let home = process.environment.get("HOME").map_or("/root", |home| home.trim_end_matches('/')).to_string();
        let mut folder = line.value("prefix").filter(|_| !line.has("global")).map(|path| process.absolute(path));
        if folder.is_none() {
            folder = project_above(process);
        }
        let node = process.environment.get("NODE_VERSION").cloned();
        let prefix = if node.is_some() { "/usr/local" } else { "/usr" };
        let installed =
            super::packages::read_text(process.system.files(), &format!("{prefix}/lib/node_modules/npm/package.json"));
        let installed: Option<serde_json::Value> = serde_json::from_str(&installed).ok();
        let installed = installed.and_then(|value| Some(value.get("version")?.as_str()?.to_string()));
        let npm = installed.unwrap_or_else(|| bundled(node.as_deref()).to_string());
        let cache = line.value("cache").map_or_else(|| format!("{home}/.npm"), |path| process.absolute(path));
        let prefix = line.value("prefix").filter(|_| line.has("global")).unwrap_or(prefix).to_string();
        let stamp = process.system.clock().now().in_utc("%Y-%m-%dT%H_%M_%S_000Z");
        Place { npm, folder: folder.unwrap_or_else(|| process.directory.clone()), prefix, cache, stamp }
    }

    /// Whether errors begin with `npm ERR!`, as they did before 10.6.
    fn old_words(&self) -> bool {
        super::packages::version::compare(&self.npm, "10.6.0").is_lt()
    }
}

/// The nearest directory, from the working directory upwards, that holds a project.
fn project_above(process: &mut Process<'_>) -> Option<String> {
    let mut folder = process.directory.clone();
    let files = process.system.files();
    loop {
        let base = folder.trim_end_matches('/');
        let has = |name: &str| files.stat(&format!("{base}/{name}"), true).is_ok();
        if has("package.json") || has("node_modules") {
            return Some(folder);
        }
        if folder == "/" {
            return None;
        }
        folder = super::packages::parent(&folder).to_string();
    }
}

/// The npm that a Node brings along.
fn bundled(node: Option<&str>) -> &'static str {
    let major = node.and_then(|node| node.split('.').next()?.parse::<u32>().ok());
    match major {
        Some(0..=14) => "6.14.18",
        Some(15..=16) => "8.19.4",
        Some(17..=19) => "10.8.2",
        Some(20..=21) => "10.8.2",
        Some(22..=23) => "10.9.4",
        Some(24..=25) => "11.6.2",
        Some(_) => "11.9.0",
        None => "9.2.0",
    }
}

fn run(process: &mut Process<'_>) -> Ended {
    let npx = process.name() == "npx";
    let line = Line::of(process);
    let place = Place::of(process, &line);
    if line.verb.is_empty() && line.has("version") {
        process.print(&format!("{}\n", place.npm))?;
        return Ok(0);
    }
    if npx {
        return run::package(process, &line, &place);
    }
    match line.verb.as_str() {
        "install" | "i" | "add" | "in" | "ins" => install::run(process, &line, &place),
        "ci" | "clean-install" | "ic" | "install-clean" => install::clean(process, &line, &place),
        "uninstall" | "remove" | "rm" | "un" | "r" | "prune" => install::remove(process, &line, &place),
        "update" | "up" | "upgrade" | "dedupe" => install::run(process, &line.without_words(), &place),
        "run" | "run-script" => match line.words.first().cloned() {
            Some(name) => run::script(process, &line, &place, &name),
            None => run::list(process, &place),
        },
        "start" | "test" | "stop" | "restart" => run::script(process, &line, &place, &line.verb),
        "t" | "tst" => run::script(process, &line, &place, "test"),
        "exec" | "x" => run::package(process, &line, &place),
        "init" | "create" => project::init(process, &line, &place),
        "ls" | "list" | "ll" | "la" => project::list(process, &line, &place),
        "outdated" => project::outdated(process, &place),
        "view" | "info" | "show" | "v" => project::view(process, &line, &place),
        "pkg" => project::pkg(process, &line, &place),
        "cache" => project::cache(process, &line, &place),
        "config" | "set" | "c" => project::config(process, &line, &place),
        "version" => {
            process.print(&format!("{{ npm: '{}' }}\n", place.npm))?;
            Ok(0)
        }
        "root" => {
            let root = if line.has("global") { format!("{}/lib", place.prefix) } else { place.folder.clone() };
            process.print(&format!("{root}/node_modules\n"))?;
            Ok(0)
        }
        "prefix" => {
            let prefix = if line.has("global") { &place.prefix } else { &place.folder };
            process.print(&format!("{prefix}\n"))?;
            Ok(0)
        }
        "fund" | "audit" => {
            process.print(if line.verb == "audit" { "found 0 vulnerabilities\n" } else { "" })?;
            Ok(0)
        }
        "" | "help" => {
            report::usage(process, &place)?;
            Ok(1)
        }
        other => {
            let text =
                format!("Unknown command: \"{other}\"\n\nTo see a list of supported npm commands, run:\n  npm help\n");
            process.output.write(crate::shell::Stream::Err, text.as_bytes())?;
            Ok(1)
        }
    }
}
