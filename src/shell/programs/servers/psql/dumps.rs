//! `pg_dump`, `pg_dumpall`, `pg_restore` and `initdb` (PostgreSQL's manual, "PostgreSQL Client Applications"). An archive of the
//! custom format is its head and the same statements.

use super::options::Asked;
use super::{Client, connect, tools};
use crate::shell::programs::servers::sql::{Dump, Session};
use crate::shell::programs::servers::{complain_line, postgres};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process};

pub(in super::super) static DUMP: Applet =
    Applet { names: &["pg_dump"], about: "writes a database as statements", usage: "[OPTION]... [DBNAME]", run: dump };
pub(in super::super) static DUMP_ALL: Applet =
    Applet { names: &["pg_dumpall"], about: "writes all databases as statements", usage: "[OPTION]...", run: dump_all };
pub(in super::super) static RESTORE: Applet =
    Applet { names: &["pg_restore"], about: "reads an archive of pg_dump", usage: "[OPTION]... [FILE]", run: restore };
pub(in super::super) static INIT: Applet =
    Applet { names: &["initdb"], about: "makes the files of a server", usage: "[OPTION]... [DATADIR]", run: init };

/// What an archive begins with.
const MAGIC: &str = "PGDMP";
/// Bytes of an archive that are read.
const ARCHIVE_LIMIT: u64 = 32 << 20;

/// Options of these programs that `psql` does not have, or has with another meaning.
#[derive(Default)]
struct Own {
    file: Option<String>,
    format: String,
    tables: Vec<String>,
    only_schema: bool,
    only_data: bool,
    cleans: bool,
    creates: bool,
    operands: Vec<String>,
}

/// Takes the own options out of the command line; the rest is `psql`'s.
fn own(process: &mut Process<'_>) -> Result<Option<(Own, Asked)>, Bail> {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut own, mut rest) = (Own::default(), Vec::new());
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let (option, joined) = match word.strip_prefix("--").and_then(|long| long.split_once('=')) {
            Some((long, value)) => (format!("--{long}"), Some(value.to_string())),
            None => match word.char_indices().nth(2) {
                Some((at, _)) if word.starts_with('-') && !word.starts_with("--") => {
                    let (letter, value) = word.split_at(at);
                    (letter.to_string(), Some(value.to_string()))
                }
                _ => (word.clone(), None),
            },
        };
        let mut value = || joined.clone().or_else(|| words.next()).unwrap_or_default();
        match option.as_str() {
            "-f" | "--file" => own.file = Some(value()),
            "-F" | "--format" => own.format = value(),
            "-t" | "--table" => own.tables.push(value()),
            "-s" | "--schema-only" => own.only_schema = true,
            "-a" | "--data-only" => own.only_data = true,
            "-c" | "--clean" => own.cleans = true,
            "-C" | "--create" => own.creates = true,
            "-j" | "--jobs" | "-Z" | "--compress" | "--role" | "-l" | "--database" => drop(value()),
            "-O"
            | "--no-owner"
            | "-x"
            | "--no-privileges"
            | "--no-acl"
            | "--inserts"
            | "--column-inserts"
            | "-v"
            | "--verbose"
            | "--if-exists"
            | "-1"
            | "--single-transaction"
            | "-e"
            | "--exit-on-error"
            | "--no-comments" => {}
            "-U" | "-h" | "-p" | "-d" | "--username" | "--host" | "--port" | "--dbname" => {
                let value = value();
                rest.extend([option, value]);
            }
            operand if !operand.starts_with('-') => own.operands.push(word),
            _ => rest.push(word),
        }
    }
    Ok(tools::read(process, &rest)?.map(|asked| (own, asked)))
}

/// A connection for the program, or the words that there is none.
fn connected(process: &mut Process<'_>, asked: &Asked) -> Result<Option<Session>, Bail> {
    match connect(process, asked)? {
        Ok(session) => Ok(Some(session)),
        Err(words) => {
            let name = process.name();
            complain_line(process, &words.replacen("psql", &name, 1))?;
            Ok(None)
        }
    }
}

/// What stands before and after the statements of a database.
fn framed(process: &Process<'_>, body: &str) -> String {
    let version = postgres::full_version(process);
    format!(
        "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version {version}\n-- Dumped by pg_dump version \
         {version}\n\nSET statement_timeout = 0;\nSET lock_timeout = 0;\nSET client_encoding = 'UTF8';\nSET \
         standard_conforming_strings = on;\nSET client_min_messages = warning;\n\n{body}--\n-- PostgreSQL database dump \
         complete\n--\n\n"
    )
}

/// The statements of one database.
fn statements(session: &Session, name: &str, own: &Own) -> Result<String, Bail> {
    let Some(database) = session.store.databases.get(name) else { return Ok(String::new()) };
    let tables: Vec<String> =
        own.tables.iter().map(|name| name.strip_prefix("public.").unwrap_or(name).to_string()).collect();
    let dump = Dump {
        mysql: false,
        only_schema: own.only_schema,
        only_data: own.only_data,
        cleans: own.cleans && !own.creates,
    };
    let body = dump.of(database, &tables).map_err(|spent| Bail::Stop(spent.into()))?;
    let made = match own.creates {
        true => format!("CREATE DATABASE {name};\n\n\\connect {name}\n\n"),
        false => String::new(),
    };
    Ok(made + &body)
}

/// Prints it, or writes it to the file of `-f`.
fn leave(process: &mut Process<'_>, file: Option<&String>, text: String) -> Ended {
    let Some(file) = file else {
        process.print(&text)?;
        return Ok(0);
    };
    let (path, name) = (process.absolute(file), process.name());
    match process.system.files().write(&path, text.into(), 0o644) {
        Ok(()) => Ok(0),
        Err(errno) => {
            complain_line(process, &format!("{name}: error: could not open output file \"{file}\": {errno}"))?;
            Ok(1)
        }
    }
}

fn dump(process: &mut Process<'_>) -> Ended {
    if super::tools::version(process)? {
        return Ok(0);
    }
    let Some((own, mut asked)) = own(process)? else { return Ok(1) };
    asked.database = asked.database.or_else(|| own.operands.first().cloned());
    let archive = match own.format.as_str() {
        "" | "p" | "plain" => false,
        "c" | "custom" => true,
        "t" | "tar" | "d" | "directory" => {
            complain_line(process, &format!("layercake: pg_dump: the format {} is not simulated", own.format))?;
            return Ok(1);
        }
        other => {
            complain_line(process, &format!("pg_dump: error: invalid output format \"{other}\" specified"))?;
            return Ok(1);
        }
    };
    let Some(session) = connected(process, &asked)? else { return Ok(1) };
    let name = session.around.database.clone().unwrap_or_default();
    let there = session.store.databases.get(&name).map(|database| &database.tables);
    let missing = |table: &&String| {
        let bare = table.strip_prefix("public.").unwrap_or(table);
        there.is_none_or(|tables| !tables.contains_key(bare))
    };
    if !own.tables.is_empty() && own.tables.iter().all(|table| missing(&table)) {
        complain_line(process, "pg_dump: error: no matching tables were found")?;
        return Ok(1);
    }
    let body = statements(&session, &name, &own)?;
    let text = framed(process, &body);
    let text = if archive { format!("{MAGIC}\n{text}") } else { text };
    leave(process, own.file.as_ref(), text)
}

fn dump_all(process: &mut Process<'_>) -> Ended {
    if super::tools::version(process)? {
        return Ok(0);
    }
    let Some((own, mut asked)) = own(process)? else { return Ok(1) };
    asked.database = Some("postgres".into());
    let Some(session) = connected(process, &asked)? else { return Ok(1) };
    let mut text = String::from("--\n-- PostgreSQL database cluster dump\n--\n\n");
    if !own.only_data {
        text += "--\n-- Roles\n--\n\n";
        text.extend(session.store.users.iter().map(|user| format!("CREATE ROLE {user};\n")));
        text += "\n";
    }
    for name in session.store.databases.keys().filter(|name| *name != "template0") {
        let made = match name.as_str() {
            "postgres" | "template1" => format!("\\connect {name}\n\n"),
            _ => format!("CREATE DATABASE {name};\n\n\\connect {name}\n\n"),
        };
        let body = statements(&session, name, &own)?;
        text += &format!("--\n-- Database \"{name}\" dump\n--\n\n{made}{}", framed(process, &body));
    }
    text += "--\n-- PostgreSQL database cluster dump complete\n--\n\n";
    leave(process, own.file.as_ref(), text)
}

fn restore(process: &mut Process<'_>) -> Ended {
    if super::tools::version(process)? {
        return Ok(0);
    }
    let Some((own, mut asked)) = own(process)? else { return Ok(1) };
    let (wants_database, file) = (asked.database.is_some(), own.operands.first().cloned());
    let content = match &file {
        Some(file) => {
            let path = process.absolute(file);
            match process.system.files().read(&path) {
                Ok(content) => content,
                Err(errno) => {
                    complain_line(
                        process,
                        &format!("pg_restore: error: could not open input file \"{file}\": {errno}"),
                    )?;
                    return Ok(1);
                }
            }
        }
        None if matches!(process.stdin, Input::Terminal) => {
            complain_line(process, "pg_restore: error: could not read from input file: end of file")?;
            return Ok(1);
        }
        None => process.rest_of_stdin()?,
    };
    let bytes = content.bytes_up_to(ARCHIVE_LIMIT).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Some(text) = text.strip_prefix(MAGIC) else {
        let why = match text.starts_with("--") {
            true => "input file appears to be a text format dump. Please use psql.",
            false => "did not find magic string in file header",
        };
        complain_line(process, &format!("pg_restore: error: {why}"))?;
        return Ok(1);
    };
    if !wants_database {
        return match own.file.as_ref() {
            Some(file) => leave(process, Some(file).filter(|file| *file != "-"), text.trim_start().to_string()),
            None => {
                complain_line(process, "pg_restore: error: one of -d/--dbname and -f/--file must be specified")?;
                Ok(1)
            }
        };
    }
    let Some(session) = connected(process, &asked)? else { return Ok(1) };
    asked.quiet = true;
    let style = asked.style.clone();
    let mut client = Client { session, style, asked, printed: String::new() };
    let failed = client.script(process, text, file.as_deref().unwrap_or("<stdin>"))?;
    Ok(i32::from(failed))
}

fn init(process: &mut Process<'_>) -> Ended {
    if super::tools::version(process)? {
        return Ok(0);
    }
    let uid = process.system.files().identity().uid;
    if uid == 0 {
        complain_line(process, "initdb: error: cannot be run as root")?;
        complain_line(
            process,
            "initdb: hint: Please log in (using, e.g., \"su\") as the (unprivileged) user that will own the server process.",
        )?;
        return Ok(1);
    }
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut data, mut user) = (process.environment.get("PGDATA").cloned(), None);
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-D" | "--pgdata" => data = words.next(),
            "-U" | "--username" => user = words.next(),
            "-A" | "--auth" | "-E" | "--encoding" | "--locale" | "--pwfile" | "-X" | "--waldir" => drop(words.next()),
            long if long.starts_with("--pgdata=") => data = long.split_once('=').map(|(_, value)| value.into()),
            long if long.starts_with("--username=") => user = long.split_once('=').map(|(_, value)| value.into()),
            option if option.starts_with('-') => {}
            _ => data = Some(word),
        }
    }
    let Some(data) = data else {
        complain_line(process, "initdb: error: no data directory specified")?;
        return Ok(1);
    };
    let data = process.absolute(&data);
    let account = super::super::super::accounts::user_name(process.system, uid).unwrap_or_else(|| uid.to_string());
    process.print(&format!(
        "The files belonging to this database system will be owned by user \"{account}\".\nThis user must also own the \
         server process.\n\nThe database cluster will be initialized with locale \"en_US.utf8\".\nThe default database \
         encoding has accordingly been set to \"UTF8\".\nThe default text search configuration will be set to \
         \"english\".\n\nData page checksums are enabled.\n\n"
    ))?;
    if !process.system.files().read_dir(&data).unwrap_or_default().is_empty() {
        complain_line(process, &format!("initdb: error: directory \"{data}\" exists but is not empty"))?;
        return Ok(1);
    }
    process.print(&format!("creating directory {data} ... ok\ncreating subdirectories ... ok\n"))?;
    if let Err(words) = postgres::make(process, &data, user.as_deref().unwrap_or(&account))? {
        complain_line(process, &format!("initdb: error: {words}"))?;
        return Ok(1);
    }
    process.print(&format!(
        "creating configuration files ... ok\nrunning bootstrap script ... ok\nperforming post-bootstrap initialization ... \
         ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n    pg_ctl -D {data} \
         -l logfile start\n\n"
    ))?;
    Ok(0)
}
