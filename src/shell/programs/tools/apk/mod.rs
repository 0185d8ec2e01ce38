//! `apk`: Alpine's package manager, in the words of apk-tools 2 and, from Alpine 3.23 on, of apk-tools 3.
//!
//! What is on offer stands in `fixtures/packages/alpine.toml`; what is installed, in `/lib/apk/db/installed` and
//! `/etc/apk/world`, as in life.

mod add;
mod database;
mod del;
mod index;
mod options;
mod query;
mod release;
#[cfg(test)]
mod tests;

use options::Line;

use super::packages::Offer;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["apk"],
    about: "Alpine's package manager",
    usage: "add | del | update | upgrade | info | list | search | --version",
    run,
};

static OFFER: Offer = Offer::of("alpine.toml");

/// Exit code when the database cannot be opened.
const LOCKED: i32 = 99;

fn run(process: &mut Process<'_>) -> Ended {
    let release = release::of(process);
    let line = Line::read(process, &release)?;
    if line.version {
        process.print(&format!("apk-tools {}, compiled for x86_64.\n", release.tools))?;
        return Ok(0);
    }
    let changes = matches!(line.verb.as_str(), "add" | "del" | "update" | "upgrade" | "fix" | "cache");
    if changes && process.system.files().identity().uid != 0 {
        let text = "ERROR: Unable to lock database: Permission denied\n\
                    ERROR: Failed to open apk database: Permission denied\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(LOCKED);
    }
    match line.verb.as_str() {
        "add" => add::run(process, &release, &line),
        "del" => del::run(process, &release, &line),
        "update" => index::update(process, &release),
        "upgrade" => {
            index::fetch(process, &release, line.no_cache)?;
            add::summary(process, &release)
        }
        "fix" => add::summary(process, &release),
        "cache" => index::clean(process, &line),
        "info" => query::info(process, &release, &line),
        "list" => query::list(process, &release, &line),
        "search" => query::search(process, &release, &line),
        "policy" => query::policy(process, &release, &line),
        "" => {
            process.print(&format!(
                "apk-tools {}, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n\n\
                 Package installation and removal:\n  add        Add packages to WORLD and commit changes\n  \
                 del        Remove packages from WORLD and commit changes\n\n\
                 System maintenance:\n  fix        Fix, reinstall or upgrade packages without modifying WORLD\n  \
                 update     Update repository indexes\n  upgrade    Install upgrades available from repositories\n  \
                 cache      Manage the local package cache\n\n\
                 Querying package information:\n  info       Give detailed information about packages or repositories\n  \
                 list       List packages matching a pattern or other criteria\n  \
                 search     Search for packages by name or description\n  policy     Show repository policy for packages\n\n",
                release.tools
            ))?;
            Ok(1)
        }
        other => {
            let text = format!("ERROR: {other}: unsupported command. Try 'apk --help'.\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
    }
}
