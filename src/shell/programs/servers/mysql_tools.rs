//! `mysqldump` and `mysqladmin`, and their names in MariaDB (MySQL's manual, "mysqldump" and "mysqladmin").

use super::mysql::{self, Asked, Refused};
use super::sql::words::mysql as worded;
use super::sql::{Dump, Session};
use super::{complain_line, mysqld, now};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Process, Prompt};

pub(super) static DUMP: Applet = Applet {
    names: &["mysqldump", "mariadb-dump"],
    about: "writes databases as statements",
    usage: "[OPTIONS] database [tables] | --databases DB1 [DB2 DB3...] | --all-databases",
    run: dump,
};
pub(super) static ADMIN: Applet = Applet {
    names: &["mysqladmin", "mariadb-admin"],
    about: "asks a mysqld for what an administrator does",
    usage: "[OPTIONS] command command....",
    run: admin,
};

/// Options of `mysqldump`'s that change nothing of what is written here.
const WITHOUT_EFFECT: [&str; 20] = [
    "single-transaction",
    "quick",
    "routines",
    "triggers",
    "events",
    "opt",
    "lock-tables",
    "skip-lock-tables",
    "add-drop-table",
    "add-locks",
    "skip-add-locks",
    "no-tablespaces",
    "column-statistics",
    "set-gtid-purged",
    "hex-blob",
    "complete-insert",
    "extended-insert",
    "skip-extended-insert",
    "skip-comments",
    "skip-triggers",
];

/// Which databases are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The first name; the others are its tables.
    One,
    Named,
    All,
}

/// The connection that the command line asks for, or the words why not.
fn asked(process: &mut Process<'_>, words: &[String]) -> Result<Option<Asked>, Bail> {
    let name = process.name();
    let mut asked = match mysql::options(words) {
        Ok(asked) => asked,
        Err(Refused::Unknown(option)) => return process.fail(2, &format!("[ERROR] unknown option '{option}'.")),
        Err(Refused::Later(option)) => {
            complain_line(process, &format!("layercake: {name}: {option} is not simulated"))?;
            return Ok(None);
        }
    };
    if asked.password.as_ref().is_some_and(|password| !password.is_empty()) && name.starts_with("mysql") {
        process.complain("[Warning] Using a password on the command line interface can be insecure.")?;
    }
    if asked.password.as_ref().is_some_and(String::is_empty) {
        asked.password = process.system.read_line(&Prompt::secret("Enter password: "))?;
    }
    Ok(Some(asked))
}

/// The number and the words of a client's error.
fn parts(error: &str) -> (&str, &str) {
    let rest = error.strip_prefix("ERROR ").unwrap_or(error);
    let (head, words) = rest.split_once(": ").unwrap_or(("", rest));
    (head.split(' ').next().unwrap_or(head), words)
}

/// Which client of the package this program's server has.
fn client(process: &Process<'_>) -> &'static str {
    if process.name().starts_with("mariadb") { "mariadb" } else { "mysql" }
}

fn dump(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (name, version) = (process.name(), mysqld::version(process));
    if words.first().is_some_and(|word| word == "--version" || word == "-V") {
        process.print(&format!("{name}  Ver {version} for Linux on x86_64\n"))?;
        return Ok(0);
    }
    let (mut which, mut file, mut rest, mut names) = (Which::One, None, Vec::new(), Vec::new());
    let mut form = Dump { mysql: true, only_schema: false, only_data: false, cleans: true };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let long = word.strip_prefix("--").unwrap_or_default();
        match word.as_str() {
            "--databases" | "-B" => which = Which::Named,
            "--all-databases" | "-A" => which = Which::All,
            "--no-data" | "-d" => form.only_schema = true,
            "--no-create-info" | "-t" => form.only_data = true,
            "--result-file" | "-r" => file = words.next(),
            "-q" | "-R" | "-E" | "-v" | "-f" | "-n" => {}
            "-u" | "-h" | "-P" | "-S" => {
                rest.push(word);
                rest.extend(words.next());
            }
            _ if long.starts_with("result-file=") => file = long.split_once('=').map(|(_, value)| value.to_string()),
            _ if WITHOUT_EFFECT.contains(&long.split('=').next().unwrap_or(long)) => {}
            _ if word.starts_with('-') => rest.push(word),
            _ => names.push(word),
        }
    }
    if names.is_empty() && which != Which::All {
        let usage = "[OPTIONS] database [tables]";
        let text = format!(
            "Usage: {name} {usage}\nOR     {name} [OPTIONS] --databases [OPTIONS] DB1 [DB2 DB3...]\nOR     {name} [OPTIONS] \
             --all-databases [OPTIONS]\nFor more options, use {name} --help"
        );
        complain_line(process, &text)?;
        return Ok(1);
    }
    let Some(asked) = asked(process, &rest)? else { return Ok(1) };
    let own = client(process);
    let session = match mysql::connect(process, &asked, own) {
        Ok(session) => session,
        Err(error) => {
            let (number, words) = parts(&error);
            let words = if own == "mariadb" { format!("\"{words}\"") } else { words.to_string() };
            return process.fail(2, &format!("Got error: {number}: {words} when trying to connect"));
        }
    };
    let tables = if which == Which::One { names.split_off(1.min(names.len())) } else { Vec::new() };
    if which == Which::All {
        names = session.store.databases.keys().cloned().collect();
    }
    let shown = if which == Which::One { names.join(" ") } else { String::new() };
    let mut text = match own {
        "mariadb" => format!("-- MariaDB dump 10.19-{version}, for debian-linux-gnu (x86_64)\n"),
        _ => format!("-- MySQL dump 10.13  Distrib {version}, for Linux (x86_64)\n"),
    };
    text += &format!(
        "--\n-- Host: localhost    Database: {shown}\n-- ------------------------------------------------------\n-- Server \
         version\t{version}\n\n"
    );
    for database in &names {
        let Some(held) = session.store.databases.get(database) else {
            let words = format!("Unknown database '{database}'");
            let words = if own == "mariadb" { format!("\"{words}\"") } else { words };
            return process.fail(2, &format!("Got error: 1049: {words} when selecting the database"));
        };
        if let Some(table) = tables.iter().find(|table| !held.tables.contains_key(*table)) {
            return process.fail(6, &format!("Couldn't find table: \"{table}\""));
        }
        if which != Which::One {
            text += &format!(
                "--\n-- Current Database: `{database}`\n--\n\nCREATE DATABASE IF NOT EXISTS `{database}`;\n\nUSE \
                 `{database}`;\n\n"
            );
        }
        text += &form.of(held, &tables).map_err(|spent| Bail::Stop(spent.into()))?;
    }
    text += &format!("-- Dump completed on {}\n", now(process).in_utc("%Y-%m-%d %H:%M:%S"));
    let Some(file) = file else {
        process.print(&text)?;
        return Ok(0);
    };
    let path = process.absolute(&file);
    match process.system.files().write(&path, text.into(), 0o644) {
        Ok(()) => Ok(0),
        Err(errno) => process.fail(1, &format!("Can't create/write to file '{file}' ({errno})")),
    }
}

fn admin(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let name = process.name();
    if words.first().is_some_and(|word| word == "--version" || word == "-V") {
        let version = mysqld::version(process);
        process.print(&format!("{name}  Ver {version} for Linux on x86_64\n"))?;
        return Ok(0);
    }
    let (mut rest, mut commands) = (Vec::new(), Vec::new());
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-f" | "--force" => {}
            "-w" | "--wait" | "-i" | "--sleep" | "--connect-timeout" => drop(words.next()),
            "-u" | "-h" | "-P" | "-S" => {
                rest.push(word);
                rest.extend(words.next());
            }
            "-s" | "--silent" => {}
            long if long.starts_with("--wait=") || long.starts_with("--connect-timeout=") => {}
            option if option.starts_with('-') => rest.push(word),
            _ => commands.push(word),
        }
    }
    if commands.is_empty() {
        complain_line(process, &format!("Usage: {name} [OPTIONS] command command...."))?;
        return Ok(1);
    }
    let Some(asked) = asked(process, &rest)? else { return Ok(1) };
    let own = client(process);
    let mut session = match mysql::connect(process, &asked, own) {
        Ok(session) => session,
        Err(error) => {
            let (number, words) = parts(&error);
            process.complain("connect to server at 'localhost' failed")?;
            complain_line(process, &format!("error: '{words}'"))?;
            if number == "2002" {
                let socket =
                    words.split_once("socket '").and_then(|(_, rest)| rest.split('\'').next()).unwrap_or_default();
                complain_line(
                    process,
                    &format!("Check that mysqld is running and that the socket: '{socket}' exists!"),
                )?;
            }
            // Whoever is refused has been answered: the server is there.
            let only_pings = commands.iter().all(|command| command == "ping");
            return Ok(i32::from(!(only_pings && number == "1045")));
        }
    };
    let mut commands = commands.into_iter();
    while let Some(command) = commands.next() {
        let statement = match command.as_str() {
            "ping" => {
                process.print(&format!("{} is alive\n", if own == "mariadb" { "mariadbd" } else { "mysqld" }))?;
                continue;
            }
            "status" => {
                process.print(
                    "Uptime: 60  Threads: 2  Questions: 10  Slow queries: 0  Opens: 120  Flush tables: 3  Open tables: 38  \
                     Queries per second avg: 0.166\n",
                )?;
                continue;
            }
            "version" => {
                let line = mysqld::version_line(process);
                process.print(&line)?;
                continue;
            }
            "flush-privileges" | "reload" | "refresh" => continue,
            "create" => format!("create database `{}`", commands.next().unwrap_or_default()),
            "drop" => format!("drop database `{}`", commands.next().unwrap_or_default()),
            "password" | "shutdown" | "processlist" | "variables" | "extended-status" | "kill" => {
                complain_line(process, &format!("layercake: {name}: {command} is not simulated"))?;
                return Ok(1);
            }
            other => return process.fail(1, &format!("Unknown command: '{other}'")),
        };
        if !change(process, &mut session, &statement, &command)? {
            return Ok(1);
        }
    }
    Ok(0)
}

/// `create` and `drop`; whether it was done.
fn change(process: &mut Process<'_>, session: &mut Session, statement: &str, command: &str) -> Result<bool, Bail> {
    if let Err(fault) = mysql::sent(process, session, statement)? {
        let error = worded(&fault, session);
        let verb = if command == "create" { "CREATE DATABASE" } else { "DROP DATABASE" };
        process.complain(&format!("{verb} failed; error: '{}'", parts(&error).1))?;
        return Ok(false);
    }
    mysql::keep(process, session)?;
    if command == "drop" {
        let database = statement.split('`').nth(1).unwrap_or_default();
        process.print(&format!("Database \"{database}\" dropped\n"))?;
    }
    Ok(true)
}
