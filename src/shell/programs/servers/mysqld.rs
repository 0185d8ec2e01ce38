//! `mysqld` (and MariaDB's): what it says and makes when it starts.

use base64::Engine;

use super::kept::Kept;
use super::sql::{Database, Session, Store, Surroundings};
use super::{complain_line, now, stays, variable};
use crate::shell::Process;
use crate::shell::programs::{Applet, Bail, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["mysqld", "mariadbd"], about: "a database server", usage: "[OPTIONS]", run };

const UNINITIALIZED: &str = "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n\
    \x20   You need to specify one of the following as an environment variable:\n\
    \x20   - MYSQL_ROOT_PASSWORD\n\
    \x20   - MYSQL_ALLOW_EMPTY_PASSWORD\n\
    \x20   - MYSQL_RANDOM_ROOT_PASSWORD";

/// The first table that an initialised data directory has.
const MADE: &str = "/var/lib/mysql/ibdata1";
/// Where the databases lie.
pub(super) const DATA: &str = "/var/lib/mysql/tables";

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    if process.arguments.get(1).is_some_and(|word| word == "--version" || word == "-V") {
        let line = version_line(process);
        process.print(&line)?;
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
        let random = random_password(process);
        if let Some(password) = &random {
            let note = format!("[Note] [Entrypoint]: GENERATED ROOT PASSWORD: {password}");
            process.print(&format!("{} {note}\n", at.in_utc("%Y-%m-%d %H:%M:%S+00:00")))?;
        }
        initialise(process, random)?;
    }
    let ready = "mysqld: ready for connections. Version: ";
    for line in ["mysqld (mysqld VERSION) starting as process 1", "InnoDB initialization has ended."] {
        let line = line.replace("VERSION", &version);
        complain_line(process, &format!("{stamp} 0 [System] [Server] {line}"))?;
    }
    complain_line(process, &format!("{stamp} 0 [System] [Server] /usr/sbin/{ready}'{version}'  port: 3306"))?;
    let stop = |code: &str, text: &str| format!("{{%Y-%m-%dT%H:%M:%S%.6f}}Z 0 [System] [{code}] [Server] {text}\n");
    let last_words = [
        stop(
            "MY-013172",
            &format!("Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: {version})."),
        ),
        stop(
            "MY-010910",
            &format!("/usr/sbin/mysqld: Shutdown complete (mysqld {version})  MySQL Community Server - GPL."),
        ),
        stop("MY-015016", "MySQL Server - end."),
    ];
    let says = !version.ends_with("-MariaDB");
    stays(None, if says { format!("\u{c}{}", last_words.concat()) } else { String::new() })
}

pub(super) fn version(process: &Process<'_>) -> String {
    match process.environment.get("MARIADB_VERSION") {
        Some(_) => format!("{}-MariaDB", super::version(process, "MARIADB_VERSION", "12.0").trim_start_matches("1:")),
        None => super::version(process, "MYSQL_VERSION", "26.7.0"),
    }
}

/// What `--version` says.
pub(super) fn version_line(process: &Process<'_>) -> String {
    let (name, version) = (process.name(), version(process));
    match version.strip_suffix("-MariaDB") {
        Some(_) => format!("{name} from {version}, client 15.2 for debian-linux-gnu (x86_64)\n"),
        None => format!("{name}  Ver {version} for Linux on x86_64 (MySQL Community Server - GPL)\n"),
    }
}

/// What a connection's expressions can ask for.
pub(super) fn surroundings(process: &mut Process<'_>, user: String, database: Option<String>) -> Surroundings {
    let (now, version) = (now(process), version(process));
    Surroundings { mysql: true, now, version, user, database }
}

/// The password that a user must give: root's was said when the data was made; others have one of their own.
pub(super) fn password_of(store: &Store, user: &str) -> Option<String> {
    match user {
        "root" => store.password.clone(),
        user => store.passwords.get(user).cloned(),
    }
}

/// What a variable of the image's says, with either prefix.
fn of(process: &Process<'_>, name: &str) -> Option<String> {
    let found = ["MYSQL", "MARIADB"].iter().find_map(|prefix| process.environment.get(&format!("{prefix}_{name}")));
    found.filter(|value| !value.is_empty()).cloned()
}

/// The administrator's password, if chance is to choose it: 24 bytes in base 64, as the image's script makes them.
fn random_password(process: &mut Process<'_>) -> Option<String> {
    of(process, "RANDOM_ROOT_PASSWORD")?;
    let bytes: [u8; 24] = process.system.clock().random_bytes();
    Some(base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// Makes the databases that a new server has, and runs the image's scripts.
fn initialise(process: &mut Process<'_>, random: Option<String>) -> Result<(), Bail> {
    let password = random.or_else(|| of(process, "ROOT_PASSWORD"));
    let mut store = Store { password, ..Store::default() };
    store.users.insert("root".into());
    if let Some(user) = of(process, "USER") {
        store.passwords.insert(user.clone(), of(process, "PASSWORD").unwrap_or_default());
        store.users.insert(user);
    }
    let own = of(process, "DATABASE");
    if let Some(name) = &own {
        store.databases.insert(name.clone(), Database::default());
    }
    let around = surroundings(process, "root".into(), own);
    let mut session = Session::new(store, around);
    super::scripts::run(process, &mut session)?;
    if let Err(lost) = session.store.write(process, DATA) {
        complain_line(process, &format!("[ERROR] [Entrypoint]: {lost}"))?;
    }
    Ok(())
}
