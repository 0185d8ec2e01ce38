//! `postgres`: what it says and makes when it starts.

use super::kept::Kept;
use super::sql::{Database, Session, Store, Surroundings};
use super::{complain_line, family, now, stays_as, variable};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Listed, Process};

pub(super) static PROGRAM: Applet =
    Applet { names: &["postgres"], about: "a database server", usage: "[OPTION]...", run };

const UNINITIALIZED: &str = "Error: Database is uninitialized and superuser password is not specified.\n\
    \x20      You must specify POSTGRES_PASSWORD to a non-empty value for the\n\
    \x20      superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".\n\n\
    \x20      You may also use \"POSTGRES_HOST_AUTH_METHOD=trust\" to allow all\n\
    \x20      connections without a password. This is *not* recommended.\n\n\
    \x20      See PostgreSQL documentation about \"trust\":\n\
    \x20      https://www.postgresql.org/docs/current/auth-trust.html";

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

/// The numbers under which some of them speak.
const CHECKPOINTER: u32 = 59;
const STARTUP: u32 = 61;
const LAUNCHER: u32 = 64;

fn run(process: &mut Process<'_>) -> Ended {
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        let version = full_version(process);
        process.print(&format!("postgres (PostgreSQL) {version}\n"))?;
        return Ok(0);
    }
    let data = data(process);
    let made = format!("{data}/PG_VERSION");
    if process.system.files().stat(&made, true).is_err() {
        let trusted = variable(process, "POSTGRES_HOST_AUTH_METHOD", "") == "trust";
        if variable(process, "POSTGRES_PASSWORD", "").is_empty() && !trusted {
            complain_line(process, UNINITIALIZED)?;
            return Ok(1);
        }
        let user = variable(process, "POSTGRES_USER", "postgres");
        if let Err(words) = make(process, &data, &user)? {
            complain_line(process, &format!("initdb: error: {words}"))?;
            return Ok(1);
        }
        initialise(process, &data, user)?;
        process.print("\nPostgreSQL init process complete; ready for start up.\n\n")?;
    } else {
        process.print("\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n")?;
    }
    let at = now(process);
    let stamp = format!("{}.{:03} UTC", at.in_utc("%Y-%m-%d %H:%M:%S"), at.subsecond_nanos() / 1_000_000);
    let pid = if process.system.is_main(process.pid) { 1 } else { process.pid };
    let lines = [
        format!("starting PostgreSQL {} on x86_64-pc-linux-gnu, 64-bit", full_version(process)),
        "listening on IPv4 address \"0.0.0.0\", port 5432".to_string(),
        "listening on IPv6 address \"::\", port 5432".to_string(),
        "listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"".to_string(),
    ];
    for line in lines {
        complain_line(process, &format!("{stamp} [{pid}] LOG:  {line}"))?;
    }
    let before = at.in_utc("%Y-%m-%d %H:%M:%S UTC");
    complain_line(process, &format!("{stamp} [{STARTUP}] LOG:  database system was shut down at {before}"))?;
    complain_line(process, &format!("{stamp} [{pid}] LOG:  database system is ready to accept connections"))?;
    let own = process.arguments.join(" ");
    let family = family(process, own, &CHILDREN, POSTGRES);
    let at_end = |pid: u32, text: &str| format!("{{%Y-%m-%d %H:%M:%S%.3f}} UTC [{pid}] LOG:  {text}\n");
    let last_words = [
        at_end(pid, "received fast shutdown request"),
        at_end(pid, "aborting any active transactions"),
        at_end(
            pid,
            &format!("background worker \"logical replication launcher\" (PID {LAUNCHER}) exited with exit code 1"),
        ),
        at_end(CHECKPOINTER, "shutting down"),
        at_end(CHECKPOINTER, "checkpoint starting: shutdown immediate"),
        at_end(
            CHECKPOINTER,
            "checkpoint complete: wrote 3 buffers (0.0%); 0 WAL file(s) added, 0 removed, 0 recycled; write=0.002 s, \
             sync=0.001 s, total=0.005 s; sync files=2, longest=0.001 s, average=0.001 s; distance=0 kB, estimate=0 kB",
        ),
        at_end(pid, "database system is shut down"),
    ];
    let processes = family.into_iter().map(|process| Listed { uid: POSTGRES, ..process }).collect();
    stays_as(None, format!("\u{c}{}", last_words.concat()), processes)
}

/// The version as the programs say it: with the package's, where it is Debian's.
pub(super) fn full_version(process: &Process<'_>) -> String {
    let (version, package) = (version(process), variable(process, "PG_VERSION", ""));
    if package.contains("pgdg") { format!("{version} (Debian {package})") } else { version }
}

/// The version's first number.
pub(super) fn major(process: &Process<'_>) -> u32 {
    version(process).split('.').next().and_then(|major| major.parse().ok()).unwrap_or(18)
}

fn data(process: &Process<'_>) -> String {
    variable(process, "PGDATA", "/var/lib/postgresql/data")
}

/// Where the databases lie.
pub(super) fn data_file(process: &Process<'_>) -> String {
    tables(&data(process))
}

fn tables(data: &str) -> String {
    format!("{data}/base/tables")
}

/// What a connection's expressions can ask for.
pub(super) fn surroundings(process: &mut Process<'_>, user: String, database: Option<String>) -> Surroundings {
    let (now, version) = (now(process), full_version(process));
    Surroundings { mysql: false, now, version, user, database }
}

/// Makes the directory of the data, with the databases that each server has.
pub(super) fn make(process: &mut Process<'_>, data: &str, user: &str) -> Result<Result<(), String>, Bail> {
    let major = major(process);
    let files = process.system.files();
    let made = files.make_dirs(&format!("{data}/base"), 0o700);
    let made = made.and_then(|()| files.write(&format!("{data}/PG_VERSION"), format!("{major}\n").into(), 0o600));
    if let Err(errno) = made {
        return Ok(Err(format!("could not create directory \"{data}\": {errno}")));
    }
    let mut store = Store::default();
    store.users.insert(user.into());
    for name in ["postgres", "template0", "template1"] {
        store.databases.insert(name.into(), Database { owner: user.into(), ..Database::default() });
    }
    Ok(store.write(process, &tables(data)).map_err(|lost| lost.to_string()))
}

/// Makes what the image's variables name, and runs its scripts.
fn initialise(process: &mut Process<'_>, data: &str, user: String) -> Result<(), Bail> {
    let own = variable(process, "POSTGRES_DB", &user);
    let path = tables(data);
    let mut store = match Store::load(process, &path) {
        Ok(store) => store,
        Err(lost) => return complain_line(process, &format!("initdb: error: {lost}")),
    };
    store.databases.entry(own.clone()).or_insert_with(|| Database { owner: user.clone(), ..Database::default() });
    let around = surroundings(process, user, Some(own));
    let mut session = Session::new(store, around);
    super::scripts::run(process, &mut session)?;
    if let Err(lost) = session.store.write(process, &path) {
        complain_line(process, &format!("initdb: error: {lost}"))?;
    }
    Ok(())
}

/// Keeps what a connection changed.
pub(super) fn keep(process: &mut Process<'_>, session: &Session) -> Result<(), Bail> {
    let path = data_file(process);
    if let Err(lost) = session.store.write(process, &path) {
        complain_line(process, &format!("ERROR:  {lost}"))?;
    }
    Ok(())
}
