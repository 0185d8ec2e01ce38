//! `mysqld` (and MariaDB's), and `mysql` as far as it asks whether a server is there.

use super::{complain_line, now, runs, stays, variable};
use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["mysqld", "mariadbd"], about: "a database server", usage: "[OPTIONS]", run };

pub(super) static MYSQL: Applet =
    Applet { names: &["mysql", "mariadb"], about: "asks a mysqld", usage: "[OPTIONS] [database]", run: ask };

const UNINITIALIZED: &str = "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n\
    \x20   You need to specify one of the following as an environment variable:\n\
    \x20   - MYSQL_ROOT_PASSWORD\n\
    \x20   - MYSQL_ALLOW_EMPTY_PASSWORD\n\
    \x20   - MYSQL_RANDOM_ROOT_PASSWORD";

/// The first table that an initialised data directory has.
const MADE: &str = "/var/lib/mysql/ibdata1";

fn run(process: &mut Process<'_>) -> Ended {
    let version = super::version(process, "MYSQL_VERSION", "26.7.0");
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        let name = process.name();
        process.print(&format!("{name}  Ver {version} for Linux on x86_64\n"))?;
        return Ok(0);
    }
    let at = now(process);
    let stamp = format!("{}.{:06}Z", at.in_utc("%Y-%m-%dT%H:%M:%S"), at.subsecond_nanos() / 1000);
    if process.system.files().stat(MADE, true).is_err() {
        let names = ["ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD", "RANDOM_ROOT_PASSWORD"];
        let set = names.iter().any(|name| {
            ["MYSQL", "MARIADB"].iter().any(|prefix| !variable(process, &format!("{prefix}_{name}"), "").is_empty())
        });
        if !set {
            complain_line(process, &format!("{} {UNINITIALIZED}", at.in_utc("%Y-%m-%d %H:%M:%S+00:00")))?;
            return Ok(1);
        }
        let _ = process.system.files().make_dir("/var/lib/mysql", 0o700);
        let _ = process.system.files().write(MADE, "\n".into(), 0o640);
    }
    let ready = "mysqld: ready for connections. Version: ";
    for line in ["mysqld (mysqld VERSION) starting as process 1", "InnoDB initialization has ended."] {
        let line = line.replace("VERSION", &version);
        complain_line(process, &format!("{stamp} 0 [System] [Server] {line}"))?;
    }
    complain_line(process, &format!("{stamp} 0 [System] [Server] /usr/sbin/{ready}'{version}'  port: 3306"))?;
    stays(None, String::new())
}

fn ask(process: &mut Process<'_>) -> Ended {
    let version = super::version(process, "MYSQL_VERSION", "26.7.0");
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        process.print(&format!("mysql  Ver {version} for Linux on x86_64\n"))?;
        return Ok(0);
    }
    let words = if runs(process, "mysqld") || runs(process, "mariadbd") {
        "mysql: the sandbox's mysqld answers no queries"
    } else {
        "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"
    };
    complain_line(process, words)?;
    Ok(1)
}
