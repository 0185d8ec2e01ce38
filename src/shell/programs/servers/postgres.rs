//! `postgres`, and `psql` as far as it asks whether a server is there.

use super::{complain_line, family, now, runs, stays_as, variable};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Listed, Process};

pub(super) static PROGRAM: Applet =
    Applet { names: &["postgres"], about: "a database server", usage: "[OPTION]...", run };

pub(super) static PSQL: Applet =
    Applet { names: &["psql"], about: "asks a postgres", usage: "[OPTION]... [DBNAME [USERNAME]]", run: ask };

const UNINITIALIZED: &str = "Error: Database is uninitialized and superuser password is not specified.\n\
    \x20      You must specify POSTGRES_PASSWORD to a non-empty value for the\n\
    \x20      superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".";

fn version(process: &Process<'_>) -> String {
    super::version(process, "PG_VERSION", "18.6")
}

/// The user that the images run it as.
const POSTGRES: u32 = 999;
/// What the server starts beside itself.
const CHILDREN: [&str; 5] = [
    "postgres: checkpointer",
    "postgres: background writer",
    "postgres: walwriter",
    "postgres: autovacuum launcher",
    "postgres: logical replication launcher",
];

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        process.print(&format!("postgres (PostgreSQL) {version}\n"))?;
        return Ok(0);
    }
    let data = variable(process, "PGDATA", "/var/lib/postgresql/data");
    let made = format!("{data}/PG_VERSION");
    if process.system.files().stat(&made, true).is_err() {
        let trusted = variable(process, "POSTGRES_HOST_AUTH_METHOD", "") == "trust";
        if variable(process, "POSTGRES_PASSWORD", "").is_empty() && !trusted {
            complain_line(process, UNINITIALIZED)?;
            return Ok(1);
        }
        let major = version.split('.').next().unwrap_or_default().to_string();
        let mut so_far = String::new();
        for part in data.split('/').filter(|part| !part.is_empty()) {
            so_far = format!("{so_far}/{part}");
            let _ = process.system.files().make_dir(&so_far, 0o700);
        }
        let _ = process.system.files().write(&made, format!("{major}\n").into(), 0o600);
        process.print("\nPostgreSQL init process complete; ready for start up.\n\n")?;
    }
    let at = now(process);
    let stamp = format!("{}.{:03} UTC", at.in_utc("%Y-%m-%d %H:%M:%S"), at.subsecond_nanos() / 1_000_000);
    let pid = process.pid;
    let lines = [
        format!("starting PostgreSQL {version} on x86_64-pc-linux-gnu, 64-bit"),
        "listening on IPv4 address \"0.0.0.0\", port 5432".to_string(),
        "listening on IPv6 address \"::\", port 5432".to_string(),
        "listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"".to_string(),
        "database system is ready to accept connections".to_string(),
    ];
    for line in lines {
        complain_line(process, &format!("{stamp} [{pid}] LOG:  {line}"))?;
    }
    let own = process.arguments.join(" ");
    let family = family(process, own, &CHILDREN, POSTGRES);
    stays_as(None, String::new(), family.into_iter().map(|process| Listed { uid: POSTGRES, ..process }).collect())
}

fn ask(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        process.print(&format!("psql (PostgreSQL) {version}\n"))?;
        return Ok(0);
    }
    let words = if runs(process, "postgres") {
        "psql: the sandbox's postgres answers no queries"
    } else {
        "psql: error: connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed: No such file or directory\n\
         \tIs the server running locally and accepting connections on that socket?"
    };
    complain_line(process, words)?;
    Ok(2)
}
